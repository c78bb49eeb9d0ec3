"""Where the lines tried by hand lie on the surface, and how well they fit."""

import numpy as np

from linreg_gui.session.session import Session
from linreg_gui.views.canvas.pixel_frame import FloatArray


def hand_places(session: Session) -> FloatArray:
    """Give the places of the lines tried by hand on the surface, shape (n, 2)."""
    lines, objective = session.hand_trail.lines, session.objective
    return lines if objective is None else objective.from_data_units(lines)


def hand_losses(session: Session) -> FloatArray:
    """Give the losses of the lines tried by hand, shape (n,); empty without lines or points."""
    objective = session.objective
    if objective is None or not len(session.hand_trail):
        return np.empty(0)
    return objective.loss.values(hand_places(session))
