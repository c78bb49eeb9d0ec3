"""The axes of a canvas: their title in one line, their ticks, and the room both take."""

from dataclasses import replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsGridLayout,
    QGraphicsItem,
    QGraphicsSceneResizeEvent,
)

from linreg_gui.core.date_scale import DateScale, column_of, names_years
from linreg_gui.core.numbers import MINUS
from linreg_gui.storage.errors import one_line
from linreg_gui.views.canvas.date_ticks import date_ticks
from linreg_gui.views.canvas.ticks import (
    LABEL_GAP,
    TickRoom,
    Ticks,
    linear_ticks,
    log_ticks,
    without_groups,
)
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.theme import Theme

LABEL_SCALE = 0.95
"""Type on the axes, as a part of that within the pane."""
WIDEST_TICK = f"{MINUS}0.0000"
RIGHT_MARGIN = 10
LONGEST_TITLE = 300
"""Letters of a title; a name may have a million, and no axis is that long."""
TICK_LENGTH, TICK_OFFSET = 4, 3
TITLE_GAP = 2.0
STAGE_PIXELS = 18
"""Type on the axes of a stage of 720 lines."""
MOST_LABELS, MOST_ON_STAGE = 12, 6
"""Labels on an axis, and on one of a stage."""
MOST_ACROSS, MOST_UPWARDS = 11, 9
"""Labels on an axis of any length."""
LOW_LINES = 8.0
"""A canvas of fewer heights of a line has no line for the title below its plot."""
LINES_BETWEEN = 3.0
"""Heights of a line between two labels one over the other, on an axis long enough."""
LABEL_LINES = 1.3
"""Heights of a line that a label of an upright axis takes at least."""
FEWEST_SPACES = 5
"""A shorter axis has its labels closer together, to have some."""

Specs = tuple[QPen, QPointF, QPointF]
Texts = list[tuple[QRectF, Qt.AlignmentFlag, str]]


class PaneAxis(pg.AxisItem):
    """An axis whose labels are pairwise different, and have room; pyqtgraph paints its ticks."""

    _bounds: QRectF | None = None

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.setStyle(maxTextLevel=0, tickLength=TICK_LENGTH, tickTextOffset=TICK_OFFSET)
        self._given_title = self.title = self.shown_title = ""
        """The title, and what of it the axis has room for."""
        self.short_title = ""
        """What stands there where the title has no room; by default the title, elided."""
        self.title_place = Qt.AlignmentFlag.AlignHCenter
        self.is_elided = True
        """Whether a title too long is elided, and not left out."""
        self.is_low = False
        """Whether the plot is too low for a line of title below it."""
        self.is_of_parameter = False
        """Whether its numbers are a parameter's: no years, even where its column has them."""
        self.most_labels = MOST_LABELS
        self._chosen_for: tuple[float, float, float] | None = None
        self._chosen = Ticks()
        self._dates: DateScale | None = None
        """What the numbers of the axis count from; its name says so."""
        self._has_dates = False
        self._has_years = False
        """Whether the name says that the numbers are years."""

    # ---- what stands at it

    def set_title(self, title: str) -> None:
        """Name the axis; an empty title takes no room."""
        if title == self._given_title:
            return
        self._given_title = title
        shown = one_line(" ".join(title[: 2 * LONGEST_TITLE].split()), LONGEST_TITLE)
        self._dates = DateScale.of(title)
        self._has_years = not self.is_of_parameter and names_years(title)
        if shown != self.title:
            self.title = shown
            self.lay_out()

    def lay_out(self) -> None:
        """Make room for the labels and the title, and draw anew."""
        line = self.line_height()
        if not self.style["showValues"]:
            make_room = self.setHeight if self.orientation == "bottom" else self.setWidth
            make_room(TICK_LENGTH)
        elif self.orientation == "bottom":
            title = TITLE_GAP + line if self.has_title_line else 0.0
            self.setHeight(TICK_LENGTH + TICK_OFFSET + line + title)
        else:
            # As wide in all panes, with a title or without, so that they line up.
            widest = self.metrics().horizontalAdvance(WIDEST_TICK)
            self.setWidth(line + widest + TICK_OFFSET + TICK_LENGTH)
        self.choose_anew()

    @property
    def has_title_line(self) -> bool:
        """Whether there is a line for the title below the plot."""
        return bool(self.title) and (not self.is_low or bool(self.note))

    def suit(self, canvas_height: float) -> None:
        """Leave a title below the plot out where the plot would hardly be higher than that."""
        is_low = canvas_height < LOW_LINES * self.line_height()
        if is_low != self.is_low:
            self.is_low = is_low
            self.lay_out()

    def boundingRect(self) -> QRectF:
        """Return pyqtgraph's, worked out once: Qt asks three times whenever the plot is painted."""
        if self._bounds is None:
            self._bounds = super().boundingRect()
        return self._bounds

    def setStyle(self, **style: Any) -> None:
        """Set options of pyqtgraph's, some of which are of the room that labels take."""
        super().setStyle(**style)
        self._bounds = None

    def resizeEvent(self, event: QGraphicsSceneResizeEvent | None = None) -> None:
        """Forget the picture of another size: Qt would enlarge it and paint only what is new."""
        self._bounds = None
        super().resizeEvent(event)
        self.drop_picture()

    def drop_picture(self) -> None:
        """Have the axis painted afresh, and its picture kept from then on."""
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_words(self, *, has_words: bool) -> None:
        """Show labels and title, or the ticks alone: a plot beside has the rest."""
        if has_words != self.style["showValues"]:
            self.setStyle(showValues=has_words)
            self.lay_out()

    def choose_anew(self) -> None:
        """Forget the ticks chosen, and draw others."""
        self._chosen_for = self.picture = None
        self.update()

    def metrics(self) -> QFontMetricsF:
        """Return the measures of the type."""
        return QFontMetricsF(self.style["tickFont"] or QApplication.font())

    def line_height(self) -> float:
        """Return the pixels that a line of the type takes."""
        return float(self.metrics().height())

    # ---- ticks

    def ticks_between(self, low: float, high: float, room: TickRoom) -> Ticks:
        """Choose the ticks of a range: dates where the name of the axis tells the first one."""
        dates = self._dates and date_ticks(low, high, room, self._dates)
        self._has_dates = dates is not None
        ticks = dates or linear_ticks(low, high, room)
        return without_groups(ticks) if self._has_years else ticks

    def ticks(self, low: float, high: float, size: float) -> Ticks:
        """Return the ticks, chosen anew only for another range: the grid asks at every paint."""
        if self._chosen_for != (low, high, size):
            self._chosen_for = (low, high, size)
            had_line = self.has_title_line
            self._chosen = self.ticks_between(low, high, self._room(size))
            if self.has_title_line != had_line:  # for what the labels share, or without that
                QTimer.singleShot(0, self, self.lay_out)
        return self._chosen

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the ticks with a label, and those without; the spacing is of no use."""
        ticks = self.ticks(low, high, self._length() or size)
        return [(1.0, list(ticks.values)), (1.0, list(ticks.between))]

    def tickStrings(self, _values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Return the labels of the ticks just chosen."""
        return list(self._chosen.labels)

    @property
    def note(self) -> str:
        """What the labels of the ticks just chosen share and leave out."""
        return self._chosen.note

    def _length(self) -> float:
        size = self.size()
        return float(size.width() if self.orientation == "bottom" else size.height())

    def _room(self, size: float) -> TickRoom:
        metrics, line = self.metrics(), self.line_height()
        if self.orientation == "bottom":
            gap = max(2.4 * line, size / MOST_ACROSS)
            return TickRoom(
                size,
                gap,
                lambda label: metrics.horizontalAdvance(label) + line,
                most=self.most_labels,
            )
        usual = max(LINES_BETWEEN * line, size / MOST_UPWARDS)
        gap = max(LABEL_LINES * line + LABEL_GAP, min(usual, size / FEWEST_SPACES))
        widest = metrics.horizontalAdvance(WIDEST_TICK) + 1.0
        return TickRoom(
            size,
            gap,
            lambda _label: LABEL_LINES * line,
            lambda label: metrics.horizontalAdvance(label) <= widest,
            self.most_labels,
        )

    # ---- painting

    def drawPicture(
        self, painter: QPainter, line: Specs, ticks: list[Specs], labels: Texts
    ) -> None:
        """Paint ticks and labels, and along them the title."""
        super().drawPicture(painter, line, ticks, labels)
        if not self.style["showValues"]:
            return
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if self.orientation == "bottom" and not self.has_title_line:
            self.shown_title = ""
            self.setToolTip(as_tip(self.title))
            return
        if self.orientation == "left":
            painter.translate(0.0, self.size().height())
            painter.rotate(-90.0)
            row = QRectF(0.0, 0.0, self.size().height(), self.line_height())
        else:
            width, height = self.size().width(), self.size().height()
            row = QRectF(0.0, height - self.line_height(), width, self.line_height())
        self._draw_title(painter, row)

    def _draw_title(self, painter: QPainter, row: QRectF) -> None:
        """Draw the title in the middle and at its end what all labels share.

        A title too long for the axis is elided, and shown whole as a tool tip.
        """
        metrics, flags = self.metrics(), Qt.AlignmentFlag
        if self.note:
            painter.drawText(row, int(flags.AlignRight | flags.AlignVCenter), self.note)
            row = row.adjusted(0.0, 0.0, -metrics.horizontalAdvance(f"{self.note}  "), 0.0)
        how, width = Qt.TextElideMode.ElideRight, max(row.width(), 0.0)
        title = self.title
        if self._dates and self._has_dates:  # a slope still is a change a day, or a second
            title = f"{column_of(title)} ({self._dates.unit})"
        self.shown_title = metrics.elidedText(title, how, width)
        if not self.is_elided and self.shown_title != title:
            self.shown_title = ""
        if self.short_title and self.shown_title != title:
            self.shown_title = metrics.elidedText(self.short_title, how, width)
        self.setToolTip("" if self.shown_title == self.title else as_tip(self.title))
        painter.drawText(row, int(self.title_place | flags.AlignVCenter), self.shown_title)


class CountAxis(PaneAxis):
    """A bottom axis of what is counted: whole numbers, in full."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.title_place = Qt.AlignmentFlag.AlignRight

    def ticks_between(self, low: float, high: float, room: TickRoom) -> Ticks:
        """Return ticks at whole numbers."""
        return linear_ticks(low, high, room, is_whole=True)


class LogAxis(PaneAxis):
    """An axis of decimal logarithms."""

    def ticks_between(self, low: float, high: float, room: TickRoom) -> Ticks:
        """Choose powers of ten, and what lies between them where there is room."""
        return log_ticks(low, high, room)


class LossAxis(LogAxis):
    """A left axis whose values are losses, or their decimal logarithms."""

    def __init__(self) -> None:
        super().__init__("left")
        self.is_elided = False
        self._is_logarithmic = False
        self._zero_at: float | None = None

    def set_scale(self, is_logarithmic: bool, zero_at: float | None = None) -> None:
        """Say what the values are, and which logarithm stands for a loss of 0, if one does."""
        if (is_logarithmic, zero_at) != (self._is_logarithmic, self._zero_at):
            self._is_logarithmic, self._zero_at = is_logarithmic, zero_at
            self.choose_anew()

    def ticks_between(self, low: float, high: float, room: TickRoom) -> Ticks:
        """Choose ticks that leave room for their labels, and one at the loss of 0."""
        if not self._is_logarithmic:
            return linear_ticks(low, high, room)
        if self._zero_at is None:
            return super().ticks_between(low, high, room)
        room = replace(room, most=room.most - 1)
        first = self._zero_at + (high - low) * room.gap / max(room.size, 1.0)
        above = super().ticks_between(first, high, room) if first < high else Ticks()
        values, labels = (self._zero_at, *above.values), ("0", *above.labels)
        return Ticks(values, labels, above.between, above.note)


class CanvasAxes:
    """The axes to the left of a plot area and below it.

    Parameters
    ----------
    left, bottom : PaneAxis or None
        Those to be used in place of plain ones.
    """

    def __init__(self, left: PaneAxis | None, bottom: PaneAxis | None) -> None:
        self.items = {"left": left or PaneAxis("left"), "bottom": bottom or PaneAxis("bottom")}
        for axis in self.items.values():
            axis.enableAutoSIPrefix(False)
            axis.drop_picture()

    def arrange(self, view_box: pg.ViewBox) -> pg.GraphicsWidget:
        """Put the axes beside the plot area; a whole PlotItem would bring menus and more axes."""
        frame = pg.GraphicsWidget()
        grid = self._grid = QGraphicsGridLayout(frame)
        grid.setSpacing(0)
        grid.addItem(self.items["left"], 0, 0)
        grid.addItem(view_box, 0, 1)
        grid.addItem(self.items["bottom"], 1, 1)
        grid.setRowStretchFactor(0, 1)
        grid.setColumnStretchFactor(1, 1)
        for axis in self.items.values():
            axis.linkToView(view_box)
        return frame

    def set_titles(self, x_title: str, y_title: str) -> None:
        """Set the titles of both axes."""
        self.items["bottom"].set_title(x_title)
        self.items["left"].set_title(y_title)

    def suit(self, canvas_height: float) -> None:
        """Do without the title below a low plot."""
        self.items["bottom"].suit(canvas_height)

    def set_theme(self, theme: Theme) -> None:
        """Set colours, type and margins by a theme."""
        font = _tick_font(theme)
        for axis in self.items.values():
            axis.setPen(QPen(QColor(theme.axis), 1))
            axis.setTextPen(QPen(QColor(theme.muted), 1))
            axis.setTickFont(font)
            axis.most_labels = MOST_ON_STAGE if theme.is_stage else MOST_LABELS
            axis.lay_out()
        # The highest label may stand at the very top: half of it is above the plot area.
        above = 0.5 * QFontMetricsF(font).ascent()
        right = round(RIGHT_MARGIN * theme.drawing_scale)
        self._grid.setContentsMargins(0, above, right, 0)
        # The last label may reach into the margin: without this the number of epochs is not shown.
        self.items["bottom"].setStyle(hideOverlappingLabels=right)


def _tick_font(theme: Theme) -> QFont:
    font = QFont(QApplication.font())
    if theme.is_stage:
        font.setPixelSize(round(STAGE_PIXELS * theme.stage_scale))
        return font
    usual = font.pointSizeF() / theme.type_scale
    font.setPointSizeF(usual * LABEL_SCALE * theme.drawing_scale)
    return font
