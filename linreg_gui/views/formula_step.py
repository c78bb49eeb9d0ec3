"""The settings that the worksheet and the code explain."""

from linreg_gui.session.session import Session
from linreg_gui.session.values import Segment


def shown_segments(session: Session) -> tuple[Segment, ...]:
    """Give the settings of the branch shown, each with the epoch from which on it acts."""
    (shown,) = (branch for branch in session.branches if branch.is_shown)
    return shown.segments
