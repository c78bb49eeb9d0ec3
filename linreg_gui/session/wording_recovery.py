"""What is said of work that a crash left over."""

import time
from collections import Counter
from collections.abc import Sequence

from linreg_gui.session.wording import count
from linreg_gui.storage.errors import one_line, shown_name
from linreg_gui.storage.recovery import Abandoned

BAD_END = "The program ended while it was being opened last time."


def offer_sentence(found: Sequence[Abandoned]) -> str:
    """Offer the first of what was found: whose work it is, how much, and from when."""
    times = [_clock(one, "%H:%M") for one in found]
    is_alone = Counter(times)[times[0]] == 1
    when = times[0] if is_alone else _clock(found[0], "%H:%M:%S")
    n_others = len(found) - 1
    more = f"; {count(n_others)} more to see" if n_others else ""
    warning = f" {BAD_END}" if found[0].ended_badly else ""
    return f"Recovered {_described(found[0])}, last changed {when}{more}.{warning}"


def discarded_sentence(found: Abandoned) -> str:
    """Say what goes when the window closes."""
    return f"Discarded {_described(found)}: gone for good when this window closes."


def _described(found: Abandoned) -> str:
    label = found.label
    if label is None:
        return "work that may be damaged"
    points = "1 point" if label.n_points == 1 else f"{count(label.n_points)} points"
    name = one_line(label.name)
    if label.document is not None:
        data = f"{name}, {points}" if name else points
        return f"changes to {shown_name(label.document)} ({data})"
    return f"“{name}”, never saved ({points})" if name else f"{points}, never saved"


def _clock(found: Abandoned, form: str) -> str:
    """Tell when it was saved last, with the day unless that is today."""
    if found.label is None:
        return "at an unknown time"
    try:
        moment = time.localtime(found.label.when)
    except (OverflowError, ValueError, OSError):
        return "at an unknown time"
    is_today = time.strftime("%Y-%m-%d", moment) == time.strftime("%Y-%m-%d")
    return time.strftime(form if is_today else f"%Y-%m-%d {form}", moment)
