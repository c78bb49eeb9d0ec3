"""Scales that change in steps: what grows or shrinks by a little is then seen to."""

import math

LARGEST_POWER = 308.0
SPARE_STEPS = 1
"""So many steps too large a scale may be before another one takes its place."""


def stepped(needed: float, present: float, steps_a_decade: int) -> float:
    """Return the end of a scale: a whole step of a decade, and no less than is needed.

    Parameters
    ----------
    needed : float
        Above 0.
    present : float
        The end there is; it stays while it does. 0 for none.
    steps_a_decade : int
    """
    if not 0.0 < needed < math.inf:
        return present or 1.0
    step = math.ceil(steps_a_decade * math.log10(needed) - 1e-9)
    # Of numbers near the largest and the smallest one there are, no whole step is a number.
    end = max(needed, float(10.0 ** min(step / steps_a_decade, LARGEST_POWER)))
    most = end * 10.0 ** ((SPARE_STEPS + 0.5) / steps_a_decade)
    return present if needed <= present <= most else end
