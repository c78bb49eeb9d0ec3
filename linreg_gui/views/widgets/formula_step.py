"""The step that worksheet and code explain, in numbers and words, and the script of its run."""

from math import isfinite

from linreg_gui.core.optimizers import Memory, StepSettings, optimizer_step
from linreg_gui.core.script import numpy_script
from linreg_gui.core.step import OneStep
from linreg_gui.session.segments import Segment
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count, plain_number
from linreg_gui.session.wording_cut import parameter_letter
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.widgets.formatting import NOTHING

MOST_NUMBERS_IN_A_SCRIPT = 200_000
"""Written in half a second, while the window waits."""
DIGITS, ROUNDING_DIGITS = 6, 2
ROUNDING_TIP = "{}: what rounding leaves, so 0 is shown"


def shown_segments(session: Session) -> tuple[Segment, ...]:
    """Return the settings of the branch shown with their first epochs; empty without points."""
    return next((branch.segments for branch in session.runs.branches if branch.is_shown), ())


def run_script(session: Session) -> str:
    """Return the run shown, up to the epoch shown, as a script for Python and numpy.

    Raises
    ------
    StorageError
        If there is no run, or too many points.
    """
    dataset = session.problem.dataset
    if not dataset.n_samples:
        raise StorageError("Without points there is no run to write down.")
    n_features = session.problem.used.n_features
    most = MOST_NUMBERS_IN_A_SCRIPT // (n_features + 1)
    if dataset.n_samples > most:
        of_features = f" of {n_features} features" if n_features > 1 else ""
        raise StorageError(f"A script holds at most {count(most)} points{of_features}.")
    phases = [(part.first_epoch, part.config) for part in shown_segments(session)]
    start = session.problem.start
    return numpy_script(dataset, start, phases, session.player.cursor, start.centre)


def number_text(value: float, digits: int = DIGITS) -> str:
    """Write a number of a step, or a dash for one too large to compute."""
    return plain_number(value, digits) if isfinite(value) else NOTHING


def memory_after(step: OneStep) -> Memory:
    """Return what the optimizer carries on from a step to the next one."""
    settings = StepSettings(step.learning_rate, step.config.momentum)
    _, memory = optimizer_step(
        step.config.optimizer, settings, step.parameters, step.gradient, step.memory
    )
    return memory


def rounding_tip(step: OneStep) -> str:
    """Say which parts of the gradient are rounding, and so shown as 0; empty without such."""
    n_weights, parts = len(step.gradient) - 1, []
    both = zip(step.gradient.tolist(), step.told_gradient.tolist(), strict=True)
    for place, (exact, told) in enumerate(both):
        if exact != told:
            letter = "mb"[place] if n_weights == 1 else parameter_letter(place, n_weights)
            parts.append(f"∂{letter} = {plain_number(exact, ROUNDING_DIGITS)}")
    return ROUNDING_TIP.format(", ".join(parts)) if parts else ""


def step_title(step: OneStep, *, is_waiting: bool) -> str:
    """Say which step it is, and what is not as the data have it."""
    parts = [f"epoch {count(step.epoch)}"]
    if step.n_steps > 1:
        parts.append(f"batch {count(step.index + 1)} of {count(step.n_steps)}")
    if step.config.scaled_x:
        parts.append(f"on {step.config.scaled_columns(step.loss.n_features)}")
    if is_waiting:
        parts.append("the rows wait for a pause")
    return " · ".join(parts)
