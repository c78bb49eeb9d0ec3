"""The code lens: the loop in eight lines, the phase at work lit, and the run as a script."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from linreg_gui.core.code_lines import CodeLine, StepPhase, epoch_lines, start_lines
from linreg_gui.core.optimizers import (
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
)
from linreg_gui.core.step import OneStep
from linreg_gui.session.session import Session
from linreg_gui.session.step import PHASES
from linreg_gui.session.values import Notice
from linreg_gui.session.wording import count
from linreg_gui.session.wording_bets import YOUR_TURN
from linreg_gui.session.wording_cut import short_names
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.code.code_listing import CodeListing
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.buttons import ClosingButton
from linreg_gui.views.widgets.card import Card, ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, muted
from linreg_gui.views.widgets.formula_step import (
    memory_after,
    number_text,
    rounding_tip,
    run_script,
)
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

LIST_DIGITS = 3
MOST_LISTED = 2
COLUMNS_TEXT = "X has a column for each: {names}"
COPY_TEXT, COPIED_TEXT = "Copy as Python", "Copied ✓"
COPIED_MILLISECONDS = 1600


def line_values(
    lines: Sequence[CodeLine], step: OneStep, phase: StepPhase | None
) -> tuple[tuple[str, ...], ...]:
    """Return what stands beside each line of the loop.

    Parameters
    ----------
    lines : sequence of CodeLine
    step : OneStep
    phase : StepPhase or None
        How far the step has come: what comes later has no value yet. None shows all values.

    Returns
    -------
    tuple of tuple of str
        A text for each variable that a line sets.
    """
    reached = len(PHASES) if phase is None else 1 + PHASES.index(phase)
    before, after = _values_before(step), _values_after(step)
    texts = []
    for line in lines:
        if line.phase is None:
            texts.append(tuple(before[name] for name in line.sets if name in before))
        elif PHASES.index(line.phase) < reached:
            texts.append(tuple(after[name] for name in line.sets if name in after))
        else:
            texts.append(())
    return tuple(texts)


def _values_before(step: OneStep) -> dict[str, str]:
    """Return what a step changes, as it is before it."""
    memory, size = step.memory, step.config.batch_size or 0
    return {
        **_each("", step.parameters),
        **_each("v_", memory.first),
        **_each("s_", memory.second),
        "t": str(memory.n_steps),
        "epoch": f"epoch {step.epoch}",
        "learning_rate": number_text(step.learning_rate),
        "first": number_text(step.index * size),
        "points": ", ".join(map(str, step.points[:MOST_LISTED]))
        + (", …" if len(step.points) > MOST_LISTED else ""),
    }


def _values_after(step: OneStep) -> dict[str, str]:
    *weights, intercept = step.parameters.tolist()
    first = slice(MOST_LISTED + 1)
    columns, y = step.dataset.features[first].T, step.dataset.y[first]
    with np.errstate(all="ignore"):
        products = (weight * column for weight, column in zip(weights, columns, strict=True))
        prediction = sum(products) + intercept
        residual = y - prediction
        memory = memory_after(step)
    made = {
        "prediction": _list_text(prediction),
        "residual": _list_text(residual),
        "loss": number_text(step.value),
        **_each("gradient_", step.told_gradient),
        **_each("v_", memory.first),
        **_each("s_", memory.second),
        "t": str(memory.n_steps),
        "v_share": number_text(1.0 - ADAM_SMOOTHING**memory.n_steps),
        "s_share": number_text(1.0 - ADAM_SMOOTHING_OF_SQUARES**memory.n_steps),
    }
    if step.next_parameters is not None:
        made |= _each("", step.next_parameters)
    return made


def _each(name: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, str]:
    """Return a text for the weight and for the intercept; many weights stand in one text."""
    *weights, intercept = values.tolist()
    if len(weights) == 1:
        return {f"{name}m": number_text(weights[0]), f"{name}b": number_text(intercept)}
    return {f"{name}w": _list_text(values[:-1]), f"{name}b": number_text(intercept)}


def _list_text(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    shown = [number_text(value, LIST_DIGITS) for value in values[:MOST_LISTED].tolist()]
    return ", ".join([*shown, "…"] if len(values) > MOST_LISTED else shown)


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
        "bet",
        "view_options",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._session = session
        self._card = card
        self.columns_label = muted(ElidedLabel())
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
        column = bare_column(self, 8)
        column.addWidget(self.columns_label)
        column.addWidget(self.listing)
        row = QHBoxLayout()
        label = muted(ElidedLabel("Next"))
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        label.setMinimumWidth(1)
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
        step = None if frame.bet.is_open else frame.look.step
        settings = frame.settings if step is None else step.config
        following = 0 if frame.phase is None else PHASES.index(frame.phase) + 1
        self.phase_button.setText(PHASES[following % len(PHASES)].value.capitalize())
        self.phase_button.setEnabled(step is not None)
        self.copy_button.setEnabled(step is not None)
        names = ", ".join(short_names(frame.dataset))
        self.columns_label.setText(COLUMNS_TEXT.format(names=names))
        self.columns_label.setVisible(frame.dataset.n_features > 1)
        shape = frame.dataset.n_training, len(frame.start_parameters) - 1
        epochs = range(frame.settings.max_epochs)
        begin = start_lines(frame.start_parameters, settings)
        lines = (*begin, *epoch_lines(settings, shape, epochs))
        values: tuple[tuple[str, ...], ...] = ((),) * len(lines)
        if step is not None:
            values = line_values(lines, step, frame.phase)
        nothing = YOUR_TURN if frame.bet.is_open else ""
        self._card.set_hint(nothing if step is None else _hint(step))
        self.listing.show_step(lines, values, frame.phase)
        set_tip(self.listing, "" if step is None else rounding_tip(step))

    # ---- buttons

    @Slot()
    def _on_copied(self) -> None:
        """Put the run shown, up to the epoch shown, into the clipboard as a script."""
        try:
            script = run_script(self._session)
        except StorageError as error:
            notice = Notice.refusal(str(error))
            self._session.post_notice(notice)
            return
        QGuiApplication.clipboard().setText(script)
        self.copy_button.setText(COPIED_TEXT)
        self._acknowledging.start()

    @Slot()
    def _on_acknowledged(self) -> None:
        self.copy_button.setText(COPY_TEXT)

    def hideEvent(self, event: QHideEvent) -> None:
        """End the acknowledgement of a copy."""
        super().hideEvent(event)
        self._acknowledging.stop()
        self._on_acknowledged()


def _hint(step: OneStep) -> str:
    """Say which step the values are of, and what is not as the data have it."""
    batch = f", batch {count(step.index + 1)}" if step.n_steps > 1 else ""
    scaled = step.config.scaled_columns(step.loss.n_features)
    scaling = f" · on {scaled}" if scaled else ""
    return f"values of epoch {count(step.epoch)}{batch}{scaling}"
