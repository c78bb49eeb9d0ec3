"""Columns that scroll: slim bars that move nothing, and what has the focus stays in sight."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScrollBar, QWidget

SLIM_SCROLL_BARS = """
    QScrollBar:vertical { width: 8px; background: transparent; margin: 0; }
    QScrollBar::handle:vertical { background: palette(placeholder-text); border-radius: 2px;
        min-height: 24px; margin: 0 2px; }
    QScrollBar:horizontal { height: 8px; background: transparent; margin: 0; }
    QScrollBar::handle:horizontal { background: palette(placeholder-text); border-radius: 2px;
        min-width: 24px; margin: 2px 0; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
    QAbstractScrollArea::corner { background: transparent; }
"""


class ScrollColumn(QScrollArea):
    """Cards below each other; where the column gets lower, the control in use stays in sight."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setVerticalScrollBar(QuietScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(SLIM_SCROLL_BARS)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

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
        """Draw it only where it can be moved."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)
