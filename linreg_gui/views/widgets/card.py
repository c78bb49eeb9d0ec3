"""A card: the rounded frame with a title and a hint that every pane sits in."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from linreg_gui.views.look.markup import as_tip

HEAD_HEIGHT = 26
"""That of a head with a small control: titles of all cards then stand on one line."""


class ElidedLabel(QLabel):
    """A label of one line that ends in "…" where there is no room; the tool tip has it whole."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        metrics = self.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(as_tip(self.text()) if text != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), int(self.alignment()), text)


class Card(QFrame):
    """A titled frame.

    Parameters
    ----------
    title : str
    hint : str
        One muted line beside the title.
    """

    def __init__(self, title: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._hint = ElidedLabel(hint)
        self._hint.setProperty("role", "muted")
        self._head = QHBoxLayout()
        self._head.setSpacing(6)
        self._head.addStrut(HEAD_HEIGHT)
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(1)
        self._head.addLayout(self._tools)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(12, 8, 12, 10)
        self._body.setSpacing(6)
        self._body.addLayout(self._head)

    @property
    def title(self) -> str:
        """What stands at its head."""
        return self._title.text()

    def add_tool(self, widget: QWidget, place: int = -1) -> None:
        """Put a small control among those at the right end of the title line; by default last."""
        self._tools.insertWidget(place, widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self._body.addWidget(widget, stretch)

    def set_hint(self, hint: str) -> None:
        """Change the muted line."""
        self._hint.setText(hint)
