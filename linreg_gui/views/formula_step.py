"""Which step the worksheet and the code explain."""

from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.session import Session
from linreg_gui.session.values import Segment, StepRecord


def explained_step(session: Session) -> StepRecord | None:
    """Give the step from the epoch shown, or the step just taken while its update is lit."""
    history, cursor = session.history, session.cursor
    if session.phase is not StepPhase.UPDATE or history is None or cursor == 0:
        return session.step_record
    parameters, loss = history.record(cursor - 1)
    acting = [part for part in shown_segments(session) if part.first_epoch < cursor]
    return StepRecord(cursor - 1, parameters, loss, acting[-1].config, history.record(cursor)[0])


def shown_segments(session: Session) -> tuple[Segment, ...]:
    """Give the settings of the branch shown, each with the epoch from which on it acts."""
    (shown,) = (branch for branch in session.branches if branch.is_shown)
    return shown.segments
