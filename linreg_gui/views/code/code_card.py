"""The code lens: the loop in eight lines, the phase at work lit, and the run as a script."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.code_lines import StepPhase, epoch_lines, start_lines
from linreg_gui.core.step import OneStep
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, Severity
from linreg_gui.session.wording import count
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.code.code_listing import CodeListing
from linreg_gui.views.code.code_values import line_values
from linreg_gui.views.widgets.buttons import ClosingButton
from linreg_gui.views.widgets.card import Card, ElidedLabel
from linreg_gui.views.widgets.formula_step import run_script
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

COPY_TEXT, COPIED_TEXT = "Copy as Python", "Copied ✓"
COPIED_MILLISECONDS = 1600
PHASES = tuple(StepPhase)


class CodeCard(QWidget):
    """The textbook loop with live values; works only while shown.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
        The frame to fill; its hint says which epoch the values are of.
    """

    drawn_fields = (
        "dataset",
        "settings",
        "start_parameters",
        "cursor",
        "phase",
        "look",
        "view_options",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._session = session
        self._card = card
        self.listing = CodeListing(clock.theme)
        self.phase_button = QPushButton()
        self.copy_button = QPushButton(COPY_TEXT)
        self.close_button = ClosingButton(session, "show_code", "code", "C")
        self._acknowledging = QTimer(self)
        self._acknowledging.setSingleShot(True)
        self._acknowledging.setInterval(COPIED_MILLISECONDS)
        self._assemble()
        self._connect()
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.listing)
        row = QHBoxLayout()
        label = ElidedLabel("Next")
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        label.setMinimumWidth(1)
        label.setProperty("role", "muted")
        label.setBuddy(self.phase_button)
        self.phase_button.setAccessibleName("Next phase of the step")
        self.phase_button.setToolTip("Do the next phase of the step (P)")
        self.copy_button.setToolTip("Copy a NumPy script that repeats the run up to this epoch")
        row.addWidget(label)
        row.addWidget(self.phase_button)
        row.addStretch(1)
        row.addWidget(self.copy_button)
        column.addLayout(row)
        self._card.add(self)
        self._card.add_tool(self.close_button)

    def _connect(self) -> None:
        session = self._session
        self.phase_button.clicked.connect(session.step.next_phase)
        self.copy_button.clicked.connect(self._on_copied)
        self._acknowledging.timeout.connect(self._on_acknowledged)

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the loop, and the values of the step looked at."""
        if not frame.view_options.show_code:
            return
        self.listing.set_theme(frame.theme)
        step = frame.look.step
        settings = frame.settings if step is None else step.config
        following = 0 if frame.phase is None else PHASES.index(frame.phase) + 1
        self.phase_button.setText(PHASES[following % len(PHASES)].value.capitalize())
        self.phase_button.setEnabled(step is not None)
        self.copy_button.setEnabled(step is not None)
        n_samples, epochs = frame.dataset.n_samples, range(frame.settings.max_epochs)
        begin = start_lines(frame.start_parameters, settings.optimizer)
        lines = (*begin, *epoch_lines(settings, n_samples, epochs))
        values: tuple[tuple[str, ...], ...] = ((),) * len(lines)
        if step is not None:
            values = line_values(lines, step, frame.phase)
        self._card.set_hint("" if step is None else _hint(step))
        self.listing.show_step(lines, values, frame.phase)

    # ---- buttons

    @Slot()
    def _on_copied(self) -> None:
        """Put the run shown, up to the epoch shown, into the clipboard as a script."""
        try:
            script = run_script(self._session)
        except StorageError as error:
            self._session.post_notice(Notice(str(error), Severity.WARNING))
            return
        QGuiApplication.clipboard().setText(script)
        self.copy_button.setText(COPIED_TEXT)
        self._acknowledging.start()

    @Slot()
    def _on_acknowledged(self) -> None:
        self.copy_button.setText(COPY_TEXT)

    def hideEvent(self, event: QHideEvent) -> None:
        """Acknowledge nothing any more."""
        super().hideEvent(event)
        self._acknowledging.stop()
        self._on_acknowledged()


def _hint(step: OneStep) -> str:
    """Say which step the values are of, and what is not as the data have it."""
    batch = f", batch {count(step.index + 1)}" if step.n_steps > 1 else ""
    scaling = " · x is standardised" if step.config.is_standardised else ""
    return f"values of epoch {count(step.epoch)}{batch}{scaling}"
