"""Which features of the data the model uses: a chip for each, pressed in while it is used."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from linreg_gui.session.curve import Columns
from linreg_gui.storage.errors import one_line
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.card_parts import put_in_tab_order

N_ACROSS = 2
SPACING = 4
PADDING = 12
"""Left and right, and above and below, of the text of a chip."""


class FeatureChip(QToolButton):
    """The name of a feature; where there is no room it ends in dots.

    Parameters
    ----------
    name : str
        From a file: of any length, and no rich text.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = one_line(name)
        self.setObjectName("word")
        self.setCheckable(True)
        self.setAccessibleName(f"Feature {self.name}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the whole name; an advance is rounded, so a pixel more is needed."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.name) + 1 + PADDING, metrics.height() + PADDING)

    def minimumSizeHint(self) -> QSize:
        """Return a width that hinders no column."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button, and of the name what there is room for."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        metrics, room = self.fontMetrics(), self.width() - PADDING
        shown = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, room)
        option.text = shown.replace("&", "&&")
        set_tip(self, "" if shown == self.name else self.name)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()


class FeatureChips(QWidget):
    """The chips of all features of the data: two in a row where their names have room, else one.

    Parameters
    ----------
    former : QWidget
        What Tab comes from.
    """

    wanted = Signal(object)
    """Columns: which ones are to be used."""

    def __init__(self, former: QWidget) -> None:
        super().__init__()
        self._former = former
        self.chips: list[FeatureChip] = []
        self._names: tuple[str, ...] = ()
        self._n_across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)

    def take(self, names: tuple[str, ...], used: Columns) -> None:
        """Show the features there are, and which of them are used."""
        if names != self._names:
            self._make_chips(names)
        for column, chip in enumerate(self.chips):
            chip.setChecked(column in used)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many chips in a row as have room."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the chips anew in another type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._arrange()

    def _arrange(self) -> None:
        room = (self.width() - (N_ACROSS - 1) * SPACING) // N_ACROSS
        for chip in self.chips:
            chip.ensurePolished()  # else it has not the type of the window yet
        is_narrow = any(chip.sizeHint().width() > room for chip in self.chips)
        n_across = 1 if is_narrow else N_ACROSS
        if n_across == self._n_across:
            return
        self._n_across = n_across
        for place, chip in enumerate(self.chips):
            self._grid.addWidget(chip, *divmod(place, n_across))
        for column in range(N_ACROSS):
            self._grid.setColumnStretch(column, int(column < n_across))
        self.updateGeometry()

    def _make_chips(self, names: tuple[str, ...]) -> None:
        for chip in self.chips:
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._names, self.chips = names, [FeatureChip(name) for name in names]
        for chip in self.chips:
            chip.setParent(self)
            chip.clicked.connect(self._on_clicked)
        self._n_across = 0
        self._arrange()
        put_in_tab_order(self._former, *self.chips)

    @Slot()
    def _on_clicked(self) -> None:
        pressed = (column for column, chip in enumerate(self.chips) if chip.isChecked())
        self.wanted.emit(tuple(pressed))
