"""Cuts along slope and intercept, above the loss surface and to the right of it."""

import math
from itertools import chain

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from linreg_gui.core.cut import Cut, cuts_at
from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.plates import TYPE_SHARE, draw_ground
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.scale_steps import stepped
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.cut_layers import CutLayer, CutNameLayer, GuidesLayer
from linreg_gui.views.widgets.formatting import in_full, measured
from linreg_gui.views.widgets.frame_clock import ThemedFrame

SIDE, SIDE_SHARE, LEAST_SIDE = 80.0, 0.2, 56.0
"""Of a cut without its axis: in pixels, and as a part of the pane."""
ROOM = 2.5
"""The scale reaches beyond the loss of the dot by this factor at least."""
NARROWEST = 0.05
"""Half the width of a parabola at the end of the scale, as a part of the map."""
STEPS_A_DECADE = 3
CORNER_MARGIN = 5.0
Words = tuple[tuple[str, str], ...]
"""What is named, with its number."""


class SurfaceCuts(QObject):
    """Two plots beside the map, on its axes, with one linear scale of the loss.

    Parameters
    ----------
    map_canvas : PlotCanvas
        The loss surface: what it shows the cuts show.
    layout : QGridLayout
        The map is in row 2 and column 0 of it.
    guides : GuidesLayer
        On the map.
    """

    def __init__(self, map_canvas: PlotCanvas, layout: QGridLayout, guides: GuidesLayer) -> None:
        super().__init__(map_canvas)
        self._map, theme = map_canvas, map_canvas.theme
        self._scale, self._is_dragging = 0.0, False
        self._guides = guides
        self.along_slope = PlotCanvas(theme, "", "loss")
        self.along_intercept = PlotCanvas(theme, "loss", "")
        self.along_slope.axes["bottom"].show_words(has_words=False)
        self.along_intercept.axes["left"].show_words(has_words=False)
        self.along_slope.setAccessibleName("Cut of the loss surface along the slope")
        self.along_intercept.setAccessibleName("Cut of the loss surface along the intercept")
        self.cuts = CutLayer(is_upright=False), CutLayer(is_upright=True)
        self.corner = CornerPlate()
        placer = LabelPlacer(self.cuts[0].lines)
        placer.marked = (self.cuts[0],)
        self.name = CutNameLayer(self.cuts[0], placer)
        self.along_slope.stack.layers = [placer, self.cuts[0], self.name]
        self.along_intercept.stack.layers = [self.cuts[1]]
        layout.addWidget(self.along_slope, 1, 0)
        layout.addWidget(self.corner, 1, 1)
        layout.addWidget(self.along_intercept, 2, 1)
        map_canvas.view_box.sigRangeChanged.connect(self._rescale)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """Both plots and the words in the corner between them."""
        return self.along_slope, self.along_intercept, self.corner

    def show(self, *, is_shown: bool) -> None:
        """Show the cuts, or leave their room to the map."""
        for widget in self.widgets:
            widget.setVisible(is_shown)
        if not is_shown:
            self._guides.place = None

    def fit_size(self, pane: QWidget) -> None:
        """Take the cuts' share of a pane."""
        shares = (SIDE_SHARE * pane.width(), SIDE_SHARE * pane.height())
        width, height = (
            min(SIDE * self._map.theme.drawing_scale, max(LEAST_SIDE, share)) for share in shares
        )
        above, beside = self.along_slope, self.along_intercept
        above.setFixedHeight(round(height + above.height() - above.plot_rect().height()))
        beside.setFixedWidth(round(width + beside.width() - beside.plot_rect().width()))

    def take(self, frame: ThemedFrame) -> None:
        """Show the cuts through the dot of a frame."""
        for canvas in (self.along_slope, self.along_intercept):
            if canvas.theme is not frame.theme:
                canvas.set_theme(frame.theme)
        both: tuple[Cut, Cut] | tuple[None, None] = (None, None)
        self._guides.place = None
        if frame.loss is not None:
            both = cuts_at(frame.loss.bowl, frame.shown_place)
            self._guides.place = frame.shown_place
        following = _next_place(frame)
        if not all(cut is not None and math.isfinite(cut.value + cut.slope) for cut in both):
            both = None, None
        for place, (layer, cut) in enumerate(zip(self.cuts, both, strict=True)):
            layer.cut, layer.branch = cut, frame.shown_branch
            layer.next_at = None if following is None else following[place]
        self._is_dragging = frame.is_dragging
        self._rescale()
        self._tell(frame, *both)
        for canvas in (self.along_slope, self.along_intercept):
            canvas.refresh()

    def _tell(self, frame: ThemedFrame, by_slope: Cut | None, by_intercept: Cut | None) -> None:
        self.corner.take((), frame.theme)
        if by_slope is not None and by_intercept is not None:
            others = in_full(by_slope.other_at), in_full(by_intercept.other_at)
            self.name.words = (f"at b = {others[0]}", f"∂m = {measured(by_slope.slope)}")
            steepness = measured(by_intercept.slope)
            self.corner.take((("at m =", f"{others[1]}:"), ("∂b =", steepness)), frame.theme)

    @Slot()
    def _rescale(self) -> None:
        """Choose a scale that changes in steps; while a drag lasts only if the dot would leave."""
        cut = self.cuts[0].cut
        if cut is None:
            self._scale = 0.0
        elif not (self._is_dragging and cut.value <= self._scale):
            needed = max(ROOM * cut.value, self._least_scale())
            self._scale = stepped(needed, self._scale, STEPS_A_DECADE)
        self._follow()

    def _least_scale(self) -> float:
        """Return the scale on which both parabolas are seen as such, and not as spikes."""
        shown = self._map.shown_range()
        if shown is None:
            return 0.0
        spans = shown[1] - shown[0], shown[3] - shown[2]
        curvatures = (0.0 if layer.cut is None else layer.cut.curvature for layer in self.cuts)
        halves = (NARROWEST * span for span in spans)
        return max(c * half * half for c, half in zip(curvatures, halves, strict=True))

    def _follow(self) -> None:
        """Show the ranges of the map along its edges."""
        shown = self._map.shown_range()
        if shown is not None:
            left, right, bottom, top = shown
            highest = self._scale or 1.0
            self.along_slope.show_other_range(left, right, 0.0, highest)
            self.along_intercept.show_other_range(0.0, highest, bottom, top)


class CornerPlate(QWidget):
    """The words of the cut on the right, in the corner above it: it is narrow itself."""

    def __init__(self) -> None:
        super().__init__()
        self._words: Words = ()
        self._theme: Theme | None = None
        self._font: LastValue[QFont] = LastValue()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the card is drawn below

    def take(self, words: Words, theme: Theme) -> None:
        """Show other words."""
        if (words, theme) != (self._words, self._theme):
            self._words, self._theme = words, theme
            self.setAccessibleName(" ".join(chain(*words)))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a plate as the plots have them."""
        if self._theme is None:
            return
        theme, flags = self._theme, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.card))
            if not self._words:
                return
            painter.setFont(self._font.of((theme, self.font().key()), self._made_font))
            metrics, margin = painter.fontMetrics(), CORNER_MARGIN
            room = self.width() - 2 * margin
            rows, widest = self._rows(metrics, room)
            width = min(float(widest), room) + 2 * margin
            height = len(rows) * metrics.height() + margin
            box = QRectF(0.0, max(0.0, self.height() - height - margin), width, height)
            draw_ground(painter, box, theme.text, theme)
            for row, words in enumerate(rows):
                painter.setPen(QColor(theme.muted if row < len(rows) - 1 else theme.text))
                top = box.top() + 0.5 * margin + row * metrics.height()
                painter.drawText(QRectF(box.left() + margin, top, room, height), flags, words)

    def _rows(self, metrics: QFontMetrics, room: float) -> tuple[list[str], int]:
        """Return the lines, a name and its number in one where there is room, and their width."""
        rows: list[str] = []
        for pair in self._words:
            joined = " ".join(pair)
            rows += [joined] if metrics.horizontalAdvance(joined) <= room else pair
        widest = max(map(metrics.horizontalAdvance, rows))
        if widest > room:
            how = Qt.TextElideMode.ElideRight
            rows = [metrics.elidedText(row, how, int(room)) for row in rows]
        return rows, widest

    def _made_font(self) -> QFont:
        assert self._theme is not None
        font = QFont(self.font())
        usual = font.pointSizeF() / self._theme.type_scale
        font.setPointSizeF(usual * TYPE_SHARE * self._theme.drawing_scale)
        return font


def _next_place(frame: ThemedFrame) -> tuple[float, float] | None:
    """Return where the next step leads; None where the descent goes no further."""
    history, cursor = frame.history, frame.cursor
    if history is None or frame.loss is None:
        return None
    if cursor < history.last_epoch:
        slope, intercept = history.parameters[cursor + 1].tolist()
        return slope, intercept
    if frame.run_state.is_running or frame.is_dragging:
        return None
    step = frame.look.step
    if step is None or step.epoch != cursor or step.next_parameters is None:
        return None
    slope, intercept = step.next_parameters.tolist()
    return slope, intercept
