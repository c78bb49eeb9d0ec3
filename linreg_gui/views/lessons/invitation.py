"""One quiet line on the first screen that leads to the first lesson."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from linreg_gui.session.lesson_progress import LessonProgress
from linreg_gui.views.widgets.buttons import SignButton
from linreg_gui.views.widgets.card_parts import bare_row
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import WindowShell

TEXT = "New to this? First lesson: 6 minutes"
TIP = "Lessons are in a menu of their own, too"
LEAST_ROOM = 560
"""Pixels; in a lower column it would be in the way."""


class Invitation(QWidget):
    """Seen until something was moved, run, or a lesson was opened; ✕ takes it away for good.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    """

    wanted = Signal()
    """The first lesson is to be opened."""
    drawn_fields = ("is_untouched", "is_in_lesson", "theme")

    def __init__(self, shell: WindowShell, clock: FrameClock) -> None:
        super().__init__()
        self._shell, self._is_over = shell, False
        self._progress = LessonProgress(None)
        self.open_button = QPushButton(TEXT)
        self.close_button = SignButton("×", "Invite no more")
        self.open_button.setObjectName("link")
        self.open_button.setToolTip(TIP)
        row = bare_row(self, 0)  # a narrow column has no room to spare
        row.addWidget(self.open_button)
        row.addStretch(1)
        self.open_button.setAccessibleName(TEXT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self.close_button)
        self.open_button.clicked.connect(self.wanted)
        self.close_button.clicked.connect(self._on_closed)
        shell.add_below_cards(self)
        self._clock = clock
        shell.resized.connect(self._on_resized)
        self.render_frame(clock.frame())
        clock.add(self, clock.frame())

    def use_progress(self, progress: LessonProgress) -> None:
        """Invite nobody who has begun a lesson, or wants none."""
        self._progress = progress
        self._is_over |= not progress.is_invited
        self.setVisible(not self.isHidden() and not self._is_over)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Go with the first thing that is done."""
        self._is_over |= frame.is_in_lesson or not frame.is_untouched
        has_room = self._shell.column_height >= LEAST_ROOM
        self.setVisible(not self._is_over and has_room and not frame.theme.is_stage)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much as the column has room for."""
        super().resizeEvent(event)
        beside = self.open_button.sizeHint().width() - self._width_of(self.open_button.text())
        room = self.width() - beside - self.close_button.sizeHint().width()
        metrics = self.open_button.fontMetrics()
        shown = metrics.elidedText(TEXT, Qt.TextElideMode.ElideRight, room)
        self.open_button.setText(shown)
        self.open_button.setToolTip(TIP if shown == TEXT else f"{TEXT}\n{TIP}")

    def _width_of(self, text: str) -> int:
        return self.open_button.fontMetrics().horizontalAdvance(text)

    @Slot()
    def _on_resized(self) -> None:
        """Come or go with the room there is, as long as it is of use."""
        if not self._is_over:
            self.render_frame(self._clock.frame())

    @Slot()
    def _on_closed(self) -> None:
        self._is_over = True
        self.hide()
        self._progress.hide_invitation()
