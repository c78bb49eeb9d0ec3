"""One quiet line on the first screen that leads to the first lesson, or back to one's work."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from linreg_gui.session.lesson_progress import LessonProgress
from linreg_gui.session.state import DocumentId
from linreg_gui.storage.errors import shown_name
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.buttons import SignButton
from linreg_gui.views.widgets.card_parts import bare_row
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import WindowShell

TEXT = "New to this? First lesson: 6 minutes"
TIP = "Lessons are in a menu of their own, too"
GO_ON = "Go on with {}"
LEAST_ROOM = 560
"""Pixels; in a lower column it would be in the way."""


class Invitation(QWidget):
    """Seen until something was moved, run, or a lesson was opened; ✕ takes it away.

    Who has opened a document before is led back to that, in place of the first lesson.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    """

    wanted = Signal()
    """The first lesson is to be opened."""
    document_wanted = Signal(object)
    """The path of the document that is to be opened."""
    drawn_fields = ("is_untouched", "is_in_lesson", "origin", "theme")

    def __init__(self, shell: WindowShell, clock: FrameClock) -> None:
        super().__init__()
        self._shell, self._is_over = shell, False
        self._progress = LessonProgress(None)
        self._document: Path | None = None
        self._offered_beside: DocumentId | None = None
        self.open_button = QPushButton(TEXT)
        self.close_button = SignButton("×", "Invite no more")
        self.open_button.setObjectName("link")
        row = bare_row(self, 0)  # a narrow column has no room to spare
        row.addWidget(self.open_button)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self.close_button)
        self.open_button.clicked.connect(self._on_clicked)
        self.close_button.clicked.connect(self._on_closed)
        shell.add_below_cards(self)
        self._clock = clock
        shell.resized.connect(self._on_resized)
        self.render_frame(clock.frame())
        clock.add(self, clock.frame())

    def use_progress(self, progress: LessonProgress) -> None:
        """Invite nobody who has begun a lesson, or wants none."""
        self._progress = progress
        self.render_frame(self._clock.frame())

    def offer_document(self, path: Path) -> None:
        """Lead back to a document."""
        self._document, self._offered_beside = path, self._clock.frame().origin
        self.close_button.setAccessibleName("Hide")
        self.close_button.setToolTip("Hide")
        self._write()
        self.render_frame(self._clock.frame())

    def render_frame(self, frame: ThemedFrame) -> None:
        """Hide the invitation once something has been done."""
        self._is_over |= frame.is_in_lesson or not frame.is_untouched
        if self._document is not None:
            self._is_over |= frame.origin is not self._offered_beside
        has_room = self._shell.column_height >= LEAST_ROOM
        leads_somewhere = self._document is not None or self._progress.is_invited
        is_wanted = leads_somewhere and not self._is_over
        self.setVisible(is_wanted and has_room and not frame.theme.is_stage)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much as the column has room for."""
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        text, tip = TEXT, TIP
        if self._document is not None:
            text, tip = GO_ON.format(shown_name(self._document)), str(self._document)
        beside = self.open_button.sizeHint().width() - self._width_of(self.open_button.text())
        room = self.width() - beside - self.close_button.sizeHint().width()
        metrics = self.open_button.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.open_button.setText(shown.replace("&", "&&"))
        self.open_button.setAccessibleName(text)
        set_tip(self.open_button, tip if shown == text else f"{text}\n{tip}")

    def _width_of(self, text: str) -> int:
        return self.open_button.fontMetrics().horizontalAdvance(text)

    @Slot()
    def _on_clicked(self) -> None:
        if self._document is None:
            self.wanted.emit()
        else:
            self._is_over = True
            self.hide()
            self.document_wanted.emit(self._document)

    @Slot()
    def _on_resized(self) -> None:
        """Come or go with the room there is, as long as it is of use."""
        if not self._is_over:
            self.render_frame(self._clock.frame())

    @Slot()
    def _on_closed(self) -> None:
        self._is_over = True
        self.hide()
        if self._document is None:
            self._progress.hide_invitation()
