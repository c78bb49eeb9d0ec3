"""What scrolls with slim bars; in a column of cards, what has the focus stays in sight."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScrollBar, QWidget


class SlimScrollArea(QScrollArea):
    """An area without a frame, as wide as its content; the theme makes all bars in it slim.

    The rules stand in the style sheet of the window: with a sheet of its own, each widget inside
    would be matched against two, which is a sixth of the time that a window takes to be made.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)


class ScrollColumn(SlimScrollArea):
    """Cards below each other; where the column gets lower, the control in use stays in sight."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setVerticalScrollBar(QuietScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def bring_into_sight(self, card: QWidget) -> None:
        """Scroll as little as shows a card whole, or from its head on where it is too high."""
        content, bar = self.widget(), self.verticalScrollBar()
        if content is None:
            return
        top = card.mapTo(content, QPoint()).y()
        least = top + card.height() - self.viewport().height()
        bar.setValue(min(top, max(bar.value(), least)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll what has the focus into sight, if it was in sight before."""
        used = QApplication.focusWidget()
        was_seen = used is not None and self._shows(used, event.oldSize().height())
        super().resizeEvent(event)
        if used is not None and was_seen:
            self.ensureWidgetVisible(used, 0, 2 * used.height())

    def _shows(self, used: QWidget, height: int) -> bool:
        """Return whether a control is in the part of the column that is seen, so high."""
        content = self.widget()
        if content is None or not content.isAncestorOf(used):
            return False
        place = QRect(used.mapTo(self.viewport(), QPoint()), used.size())
        return place.top() >= 0 and place.bottom() < height


class QuietScrollBar(QScrollBar):
    """A scroll bar that always has its place, and is seen while there is something to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar only where there is something to scroll."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)
