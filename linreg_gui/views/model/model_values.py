"""What the Model card says about the line shown, in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Line
from linreg_gui.views.widgets.formatting import SMALLEST_MINIMUM, fixed_or_short, percent

NOTHING = "–"
GUESSING = "guess first"
EXTRA = {"hand", "penalised", "standardised"}
"""Rows that are not always there."""


@dataclass(frozen=True)
class Row:
    """One row of the card; without a text there is nothing to say and the row goes.

    Attributes
    ----------
    key, name, tip : str
    text : callable
        The frame and its loss to the text.
    """

    key: str
    name: str
    tip: str
    text: Callable[[Frame, QuadraticLoss], str]


def value_texts(frame: Frame) -> dict[str, str]:
    """Return the text of every row by its key; empty where the row should not be seen."""
    loss = frame.loss
    if loss is None:
        return {row.key: "" if row.key in EXTRA else NOTHING for row in ROWS}
    return {row.key: row.text(frame, loss) for row in ROWS}


def _mse(frame: Frame, _loss: QuadraticLoss) -> str:
    return fixed_or_short(frame.dataset.loss.value(np.array(frame.shown_line)), 4)


def _penalised(frame: Frame, loss: QuadraticLoss) -> str:
    if not loss.l2:
        return ""
    return fixed_or_short(loss.value(np.array(frame.shown_parameters)), 4)


def _standardised(frame: Frame, _loss: QuadraticLoss) -> str:
    return _pair(list(frame.shown_parameters)) if frame.settings.is_standardised else ""


def _above(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.view_options.is_guessing:
        return GUESSING
    return _above_best(loss, float(loss.excess_values(np.array(frame.shown_parameters))))


def _hand(frame: Frame, loss: QuadraticLoss) -> str:
    losses = frame.hand_losses
    if not len(losses):
        return ""
    best = float(losses.min())
    if frame.view_options.is_guessing:
        return fixed_or_short(best, 4)
    return f"{fixed_or_short(best, 4)} ({_above_best(loss, max(best - loss.minimum_value, 0.0))})"


def _r_squared(frame: Frame, _loss: QuadraticLoss) -> str:
    r_squared = frame.dataset.loss.r_squared(np.array(frame.shown_line))
    return NOTHING if r_squared is None else fixed_or_short(round(r_squared, 9), 4)


def _gradient(frame: Frame, loss: QuadraticLoss) -> str:
    return _pair(loss.gradient(np.array(frame.shown_parameters)).tolist())


def _best(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.view_options.is_guessing:
        return GUESSING
    if loss.is_degenerate:
        return "not unique"
    if not loss.l2:  # in the data's own units, without what rounding leaves on the way there
        return _pair(frame.dataset.loss.minimum_parameters.tolist())
    return _pair(list(frame.from_surface(Line(*loss.minimum_parameters.tolist()))))


def _above_best(loss: QuadraticLoss, excess: float) -> str:
    if loss.minimum_value > SMALLEST_MINIMUM * max(loss.variance_y, 0.0) and loss.minimum_value > 0:
        return percent(excess / loss.minimum_value)
    return f"by {fixed_or_short(excess)}"


def _pair(values: list[float]) -> str:
    return f"({', '.join(fixed_or_short(value) for value in values)})"


ROWS = (
    Row("mse", "MSE", "Mean squared error: the mean of (y − ŷ)²", _mse),
    Row("penalised", "MSE + λ·m²", "What is minimised: the error and the penalty of the slope",
        _penalised),
    Row("above", "above the best fit", "How much larger the loss is than that of the best line",
        _above),
    Row("r_squared", "R²", "1 − MSE / variance of y; negative when worse than the mean of y",
        _r_squared),
    Row("standardised", "on standardised x", "Slope and intercept of the same line, as the descent "
        "sees it", _standardised),
    Row("gradient", "gradient (∂m, ∂b)", "−2·mean(x·residual), −2·mean(residual), "
        "and 2λ·m more with a penalty; on standardised x where that is set", _gradient),
    Row("best", "best fit (m, b)", "The line of least squares, or with the penalty", _best),
    Row("hand", "best by hand", "The smallest loss you reached by hand, and how far above the "
        "best fit it is", _hand),
)  # fmt: skip
