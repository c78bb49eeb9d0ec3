"""What the variables of the loop hold, beside its lines."""

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.values import StepRecord
from linreg_gui.views.worksheet_columns import plain_text

DIGITS = 6
LIST_DIGITS = 3
MOST_LISTED = 2
PHASES = tuple(StepPhase)


def line_values(
    step: StepRecord, dataset: Dataset, phase: StepPhase | None
) -> tuple[tuple[str, ...], ...]:
    """Give what stands beside each of the eight lines of the loop.

    Parameters
    ----------
    step : StepRecord
    dataset : Dataset
        With one feature and at least one point.
    phase : StepPhase or None
        How far the step has come: what comes later has no value yet. None shows all values.

    Returns
    -------
    tuple of tuple of str
        None, one or two texts a line; the last line gives the new slope and intercept.
    """
    reached = len(PHASES) if phase is None else 1 + PHASES.index(phase)
    slope, intercept = (float(value) for value in step.parameters)
    with np.errstate(all="ignore"):
        prediction = slope * dataset.x[: MOST_LISTED + 1] + intercept
        residual = dataset.y[: MOST_LISTED + 1] - prediction
        gradient = dataset.loss.gradient(step.parameters)
    following = () if step.next_parameters is None else tuple(step.next_parameters.tolist())
    begun = (_texts(slope, intercept), (f"epoch {step.epoch}",))
    worked = (
        (StepPhase.PREDICT, (_list_text(prediction),)),
        (StepPhase.LOSS, (_list_text(residual),)),
        (StepPhase.LOSS, _texts(step.loss)),
        (StepPhase.GRADIENT, _texts(float(gradient[0]))),
        (StepPhase.GRADIENT, _texts(float(gradient[1]))),
        (StepPhase.UPDATE, _texts(*following)),
    )
    return (*begun, *(texts if PHASES.index(at) < reached else () for at, texts in worked))


def _texts(*values: float) -> tuple[str, ...]:
    return tuple(plain_text(value, DIGITS) for value in values)


def _list_text(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    shown = [plain_text(value, LIST_DIGITS) for value in values[:MOST_LISTED].tolist()]
    return ", ".join([*shown, "…"] if len(values) > MOST_LISTED else shown)
