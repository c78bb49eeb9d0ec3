"""The textbook loop of gradient descent in NumPy, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linreg_gui.core.step_phase import StepPhase

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEMPLATES: tuple[tuple[str, StepPhase | None], ...] = (
    ("m, b = {slope}, {intercept}", None),
    ("for epoch in range({epochs}):", None),
    ("    prediction = m * x + b", StepPhase.PREDICT),
    ("    residual = y - prediction", StepPhase.LOSS),
    ("    loss = np.mean(residual**2)", StepPhase.LOSS),
    ("    gradient_m = -2 * np.mean(x * residual)", StepPhase.GRADIENT),
    ("    gradient_b = -2 * np.mean(residual)", StepPhase.GRADIENT),
    ("    m, b = m - {rate} * gradient_m, b - {rate} * gradient_b", StepPhase.UPDATE),
)


@dataclass(frozen=True)
class CodeLine:
    """A line of Python, and the phase of a step it belongs to; None for what only sets up."""

    text: str
    phase: StepPhase | None


def loop_lines(
    start: Sequence[float], learning_rate: float | str, epochs: int
) -> tuple[CodeLine, ...]:
    """Write the loop: two lines that set up, six that make one step.

    Parameters
    ----------
    start : sequence of float, length 2
        Slope and intercept, written so that they are read back exactly.
    learning_rate : float or str
        The rate, or the name of a variable that holds it.
    epochs : int

    Returns
    -------
    tuple of CodeLine
        Eight lines.
    """
    slope, intercept = (repr(float(value)) for value in start)
    rate = learning_rate if isinstance(learning_rate, str) else repr(float(learning_rate))
    values = {"slope": slope, "intercept": intercept, "rate": rate, "epochs": int(epochs)}
    return tuple(CodeLine(text.format_map(values), phase) for text, phase in _TEMPLATES)
