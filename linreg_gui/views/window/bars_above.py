"""Bars above the panes and cards; in a low window they lie over their heads and take no height."""

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

LOW = 400
"""Pixels of a window's content, for usual type; with a bar above, a lower one fits on no screen."""


class BarsAbove(QObject):
    """Puts bars above what there is, or over it where the window is low.

    Parameters
    ----------
    content : QWidget
        Of the window.
    rows : QVBoxLayout
        Of the content; its last row is what the bars are above.
    right : int
        Room to leave at the right of a bar, in pixels.
    type_scale : float
        Of the desktop's type.
    """

    def __init__(self, content: QWidget, rows: QVBoxLayout, right: int, type_scale: float) -> None:
        super().__init__(content)
        self._content, self._rows, self._right = content, rows, right
        self._low = round(LOW * type_scale)
        self._lines: dict[QWidget, QHBoxLayout] = {}
        content.installEventFilter(self)

    def add(self, bar: QWidget) -> None:
        """Add a bar below those that are there."""
        line = self._lines[bar] = QHBoxLayout()
        line.setContentsMargins(0, 0, self._right, 0)
        line.addWidget(bar)
        self._rows.insertLayout(self._rows.count() - 1, line)
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window, and that of a bar."""
        kind = event.type()  # asked first: this may be half gone when its window is deleted
        if kind == QEvent.Type.Resize and watched is self._content:
            for bar in self._lines:
                self._place(bar)
        elif kind in {QEvent.Type.Show, QEvent.Type.LayoutRequest} and watched in self._lines:
            assert isinstance(watched, QWidget)
            self._place(watched)
        return False

    def _place(self, bar: QWidget) -> None:
        line, area = self._lines[bar], self._content.rect()
        is_low = area.height() < self._low
        if is_low == bool(line.count()):
            if is_low:
                line.removeWidget(bar)
            else:
                line.addWidget(bar)
        if is_low:
            margins = self._rows.contentsMargins()
            width = area.width() - margins.left() - margins.right() - self._right
            height = max(bar.sizeHint().height(), bar.heightForWidth(width))
            bar.setGeometry(QRect(margins.left(), margins.top(), width, height))
            bar.raise_()
