"""Which step the worksheet and the code explain, and the settings and the script of its run."""

from linreg_gui.core.script import numpy_script
from linreg_gui.core.step import OneStep
from linreg_gui.session.session import Session
from linreg_gui.session.values import Segment
from linreg_gui.session.wording import count
from linreg_gui.storage.errors import StorageError

MOST_POINTS_IN_A_SCRIPT = 100_000


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
    if dataset.n_samples > MOST_POINTS_IN_A_SCRIPT:
        raise StorageError(f"A script holds at most {count(MOST_POINTS_IN_A_SCRIPT)} points.")
    phases = [(part.first_epoch, part.config) for part in shown_segments(session)]
    start = session.problem.start
    return numpy_script(dataset, start, phases, session.player.cursor, start.centre)


def step_title(step: OneStep, *, is_waiting: bool) -> str:
    """Say which step it is, and what is not as the data have it."""
    parts = [f"epoch {count(step.epoch)}"]
    if step.n_steps > 1:
        parts.append(f"batch {count(step.index + 1)} of {count(step.n_steps)}")
    if step.config.scaled_x:
        parts.append(f"on {step.config.scaled_x}")
    if is_waiting:
        parts.append("the rows wait for a pause")
    return " · ".join(parts)
