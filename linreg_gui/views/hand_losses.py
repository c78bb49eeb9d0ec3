"""How well the lines tried by hand fit."""

import numpy as np

from linreg_gui.session.session import Session
from linreg_gui.views.pixel_frame import FloatArray


def hand_losses(session: Session) -> FloatArray:
    """Give the losses of the lines tried by hand, shape (n,); empty without lines or points."""
    objective = session.objective
    if objective is None or not len(session.hand_trail):
        return np.empty(0)
    return objective.loss.values(objective.from_data_units(session.hand_trail.lines))
