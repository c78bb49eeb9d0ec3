"""Which cut of a bowl of many weights is drawn: menus at both axes, and where the others are."""

import math

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QStandardItemModel,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QToolButton, QWidget

from linreg_gui.core.surface_cut import Others, Pair, slow_pair
from linreg_gui.session.last_value import LastValue
from linreg_gui.session.wording_cut import (
    ACROSS,
    IS_DRAWN,
    IS_DRAWN_TIP,
    OTHERS_TIPS,
    OTHERS_WORDS,
    SHORT,
    SLOW_PAIR,
    SLOW_PAIR_TIP,
    THE_OTHERS,
    UPWARDS,
    parameter_letter,
    parameter_names,
)
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.card_parts import muted, put_in_tab_order
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import ThemedFrame

MARGIN, CHEVRON, CHEVRON_ROOM, CORNER = 8.0, 3.5, 15.0, 5.0
SMALL_MARGIN, SHORT_MENU = 4.0, 56.0
"""A menu of fewer pixels has smaller margins: its letter then has room."""
LABEL_ROOM = 14.0
"""Pixels that half a label of the axis across may take of the corner."""
BACK = -1
"""Chosen in place of a parameter: both menus go back to the slow pair."""
SPARE = 2.0
"""Pixels, which rounding may take from a menu."""


class AxisMenu(ChoiceBox):
    """The title of an axis as a menu, over the title that the axis draws for pictures.

    Parameters
    ----------
    canvas : PlotCanvas
    side : str
        "bottom", or "left", where it is upright.
    texts : dict
        Place of a parameter to its name, in order.
    letters : dict
        Such a name to the letter of the parameter, for where there is no room.
    """

    def __init__(
        self, canvas: PlotCanvas, side: str, texts: dict[int, str], letters: dict[str, str]
    ) -> None:
        super().__init__(texts)
        self.short_texts = letters
        self.setParent(canvas)
        self._canvas, self._is_upright = canvas, side == "left"
        self._axis = canvas.axes[side]
        self._place: object = None
        """For which plot area, words and type it was laid out."""
        self.setAccessibleName(UPWARDS if self._is_upright else ACROSS)
        self.offer_slow_pair(is_drawn=False)
        self.setProperty("role", "control")  # pictures have the title of the axis
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the plot below has not changed

    def offer_slow_pair(self, *, is_drawn: bool) -> None:
        """Offer the slow pair; where these two are drawn, mark it and say so."""
        place, role = self.count() - 1, Qt.ItemDataRole
        made = self.model()
        assert isinstance(made, QStandardItemModel)
        made.item(place).setEnabled(not is_drawn)
        self.setItemText(place, IS_DRAWN.format(SLOW_PAIR) if is_drawn else SLOW_PAIR)
        tip = SLOW_PAIR_TIP[0].lower() + SLOW_PAIR_TIP[1:]
        tip = IS_DRAWN_TIP.format(tip) if is_drawn else SLOW_PAIR_TIP
        for told in (role.ToolTipRole, role.WhatsThisRole, role.AccessibleDescriptionRole):
            self.setItemData(place, tip, told)

    def lay_over(self) -> None:
        """Take the place of the axis' title; where that is known, nothing is measured."""
        origin, font = self._canvas.view_box.mapToScene(QPointF()), self._axis.style["tickFont"]
        area, has_line = self._canvas.plot_rect(), self._axis.has_title_line
        place = area, origin, self._canvas.height(), self.currentText(), font, has_line
        if place != self._place:
            self._place = place
            self._lay_at(origin)
        if self.isHidden():
            self.show()

    def _lay_at(self, origin: QPointF) -> None:
        area, metrics = self._canvas.plot_rect(), QFontMetricsF(self._axis.metrics())
        text = math.ceil(metrics.horizontalAdvance(self.currentText())) + SPARE
        length = text + 2 * MARGIN + CHEVRON_ROOM
        height = metrics.height()  # the line of the title: above it stand the ticks' labels
        if self._is_upright:
            length = min(length, area.height())
            box = QRectF(0.0, origin.y() + 0.5 * (area.height() - length), height, length)
        else:
            length = min(length, area.width())
            left = origin.x() + 0.5 * (area.width() - length)
            if not self._axis.has_title_line:  # beside the labels, in the corner of both axes
                left, length = 0.0, min(length, max(origin.x() - LABEL_ROOM, 0.0))
            box = QRectF(left, self._canvas.height() - height, length, height)
        self.setGeometry(box.toRect())

    def minimumSizeHint(self) -> QSize:
        """Return a size that hinders nothing: `lay_over` sets the size."""
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the name and a chevron."""
        theme, length, height = self._canvas.theme, float(self.width()), float(self.height())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.card))
            if self._is_upright:
                painter.translate(0.0, height)
                painter.rotate(-90.0)
                length, height = height, length
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            ground = QColor(theme.field_hover if self.underMouse() else theme.field)
            painter.setPen(QPen(QColor(theme.accent) if self.hasFocus() else ground, 1.0))
            painter.setBrush(ground)
            ring = QRectF(0.5, 0.5, length - 1.0, height - 1.0)
            painter.drawRoundedRect(ring, CORNER, CORNER)
            margin = MARGIN if length >= SHORT_MENU else SMALL_MARGIN
            row = QRectF(margin, 0.0, length - 2 * margin - CHEVRON_ROOM, height)
            text = self.fitting_text(QFontMetricsF(self._axis.metrics()), row.width())
            set_tip(self, self.currentText() if text != self.currentText() else "")
            painter.setFont(self._axis.style["tickFont"])
            painter.setPen(QColor(theme.text))
            painter.drawText(row, int(Qt.AlignmentFlag.AlignVCenter), text)
            painter.setPen(QPen(QColor(theme.muted), 1.4))
            tip = QPointF(length - margin - CHEVRON, 0.5 * (height + CHEVRON))
            wings = QPointF(-CHEVRON, -CHEVRON), QPointF(CHEVRON, -CHEVRON)
            painter.drawPolyline(QPolygonF([tip + wings[0], tip, tip + wings[1]]))


class OthersRow(QWidget):
    """Two buttons: the parameters that are not drawn stay, or are at their best.

    In a narrow pane they have short names, and no word before them.
    """

    chosen = Signal(object)
    """Others"""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "control")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._label = muted(QLabel(f"{THE_OTHERS} "))
        row.addWidget(self._label)
        # In no group: of one, Tab would come to the checked button alone, and the arrows, which
        # lead to the others, are those of the run.
        self.buttons: dict[Others, QToolButton] = {}
        for others, words in OTHERS_WORDS.items():
            button = QToolButton()
            button.setObjectName("word")
            button.setText(words)
            button.setCheckable(True)
            button.setToolTip(OTHERS_TIPS[others])
            button.setAccessibleName(f"{THE_OTHERS} {words}")
            button.setAccessibleDescription(OTHERS_TIPS[others])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_clicked)
            self.buttons[others] = button
            row.addWidget(button)
        row.addStretch(1)

    def set_choice(self, others: Others) -> None:
        """Show which one holds."""
        for key, button in self.buttons.items():
            button.setChecked(key is others)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the short words, which hinders no pane."""
        width = self._row.spacing()
        for others, button in self.buttons.items():
            metrics = button.fontMetrics()
            around = button.sizeHint().width() - metrics.horizontalAdvance(button.text())
            width += around + metrics.horizontalAdvance(SHORT[others])
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the longest words for which there is room."""
        super().resizeEvent(event)
        for words, has_label in ((OTHERS_WORDS, True), (OTHERS_WORDS, False), (SHORT, False)):
            self._label.setVisible(has_label)
            for others, button in self.buttons.items():
                button.setText(words[others])
            if self._row.sizeHint().width() <= self.width():
                return

    @Slot()
    def _on_clicked(self) -> None:
        others = next(key for key, made in self.buttons.items() if made is self.sender())
        self.set_choice(others)
        self.chosen.emit(others)


class CutControls(QObject):
    """The controls of the surface pane that there are from degree 2 on.

    Parameters
    ----------
    canvas : PlotCanvas
    """

    pair_chosen = Signal(object)
    """Pair, or None for the slow pair."""

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.row = OthersRow()
        self.menus: tuple[AxisMenu, ...] = ()
        self._names: tuple[str, ...] = ()
        self._pair: Pair = (0, 1)
        self._slow_pair: LastValue[Pair] = LastValue()
        self._is_slow_drawn = False

    def take(self, frame: ThemedFrame) -> None:
        """Show the cut of a frame; without one, or where it is the whole surface, nothing."""
        cut = frame.cut
        is_shown = cut is not None and not cut.is_whole
        self.row.setVisible(is_shown)
        if cut is None or not is_shown:
            for menu in self.menus:
                menu.hide()
            return
        names = parameter_names(frame.dataset, frame.settings)
        if names != self._names:
            self._make_menus(names)
        self._pair = cut.pair
        self.row.set_choice(cut.others)
        self._mark_slow_pair(frame)
        for menu, place in zip(self.menus, cut.pair, strict=True):
            menu.set_choice(place)
            menu.lay_over()

    def _mark_slow_pair(self, frame: ThemedFrame) -> None:
        """Mark the slow pair in the lists, which nobody opens while something is dragged."""
        loss = frame.loss
        assert loss is not None
        if frame.is_dragging:
            return
        is_drawn = self._pair == self._slow_pair.of(loss, lambda: slow_pair(loss))
        if is_drawn != self._is_slow_drawn:
            self._is_slow_drawn = is_drawn
            for menu in self.menus:
                menu.offer_slow_pair(is_drawn=is_drawn)

    def _make_menus(self, names: tuple[str, ...]) -> None:
        for menu in self.menus:
            menu.hide()
            menu.deleteLater()
        self._names, texts = names, {**dict(enumerate(names)), BACK: SLOW_PAIR}
        letters = {name: parameter_letter(k, len(names) - 1) for k, name in enumerate(names)}
        across, upwards = (
            AxisMenu(self._canvas, side, texts, letters) for side in ("bottom", "left")
        )
        self.menus = across, upwards
        self._is_slow_drawn = False
        across.chosen.connect(self._on_across_chosen)
        upwards.chosen.connect(self._on_upwards_chosen)
        put_in_tab_order(self._canvas, *self.row.buttons.values(), *self.menus)

    @Slot(object)
    def _on_across_chosen(self, place: int) -> None:
        across, upwards = self._pair
        self._choose(place, (place, across if place == upwards else upwards))

    @Slot(object)
    def _on_upwards_chosen(self, place: int) -> None:
        across, upwards = self._pair
        self._choose(place, (upwards if place == across else across, place))

    def _choose(self, place: int, pair: Pair) -> None:
        self.pair_chosen.emit(None if place == BACK else pair)
        for menu, drawn in zip(self.menus, self._pair, strict=True):
            menu.set_choice(drawn)  # until a frame says otherwise
