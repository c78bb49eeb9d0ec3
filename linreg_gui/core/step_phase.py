"""The four things that happen, in this order, inside one step of the descent."""

from __future__ import annotations

from enum import Enum


class StepPhase(Enum):
    """One phase of a step of gradient descent, as the textbook loop spells it out.

    The members stand in the order in which a step goes through them.
    """

    PREDICT = "predict"
    LOSS = "loss"
    GRADIENT = "gradient"
    UPDATE = "update"
