"""Which step the worksheet and the code explain, and the settings of its run."""

from linreg_gui.core.one_step import OneStep
from linreg_gui.session.session import Session
from linreg_gui.session.values import Segment
from linreg_gui.session.wording import count


def shown_segments(session: Session) -> tuple[Segment, ...]:
    """Return the settings of the branch shown, each with the epoch from which on it acts."""
    (shown,) = (branch for branch in session.branches if branch.is_shown)
    return shown.segments


def step_title(step: OneStep, *, is_waiting: bool) -> str:
    """Say which step it is, and what is not as the data have it."""
    parts = [f"epoch {count(step.epoch)}"]
    if step.n_steps > 1:
        parts.append(f"batch {count(step.index + 1)} of {count(step.n_steps)}")
    if step.config.is_standardised:
        parts.append("on standardised x")
    if is_waiting:
        parts.append("the rows wait for a pause")
    return " · ".join(parts)
