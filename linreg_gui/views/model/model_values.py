"""What the Model card says of a frame: the texts of its equation and of its rows."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.descents import is_plain
from linreg_gui.core.limits import MAX_FEATURES, MOST_DEGREES
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import Scaling
from linreg_gui.core.stability import (
    condition_number,
    fastest_learning_rate,
    stability_limit,
)
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session.curve import Curve
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import column_names, parameter_letter
from linreg_gui.views.widgets.formatting import (
    NOTHING,
    PENALISED,
    beside_the_best,
    compared,
    gradient_texts,
    is_base,
    line_texts,
    measured,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

GUESSING = "guess first"
AT_THE_MEAN, AT_THE_MEANS = "at mean x", "at the means"
"""What the intercept is over columns that are moved to mean 0."""
DIGITS = 4
MOST_WEIGHTS = max(MOST_DEGREES, MAX_FEATURES)
GRADIENT_TIP = "−2·mean(x·residual), −2·mean(residual), and 2λ·m more with a penalty"


class Row(NamedTuple):
    """A number of the card; without a text there is nothing to say and the row goes.

    Attributes
    ----------
    key, name, hint, tip : str
    text : callable
        The frame and its loss to the text.
    is_passing : bool
        Whether it is not there without points.
    is_of_lines : bool
        Whether it is of a straight line alone.
    naming : callable or None
        The frame to the name, where it is not always the same.
    """

    key: str
    name: str
    hint: str
    tip: str
    text: Callable[[Frame, QuadraticLoss], str]
    is_passing: bool = False
    is_of_lines: bool = False
    naming: Callable[[Frame], str] | None = None


def value_texts(frame: Frame, rows: Sequence[Row]) -> dict[str, str]:
    """Return the texts of rows by their keys; empty where a row should not be seen."""
    loss = frame.loss
    if loss is None:
        return {row.key: "" if row.is_passing else NOTHING for row in rows}
    return {row.key: row.text(frame, loss) for row in rows}


def prediction_text(frame: Frame, x: "ArrayLike") -> str:
    """Return what the model shown predicts at x, or at a row of values, shape (1, n_features)."""
    y = float(frame.shown_curve.values(np.array(x)).item())
    if not np.isfinite(y):
        return "too large to compute"
    return measured(y, max(DIGITS, frame.dataset.digits.intercept.significant(y)))


def tells_best(frame: Frame) -> bool:
    """Return whether there is one best fit, and it may be told."""
    loss = frame.loss
    return loss is not None and not loss.is_degenerate and not frame.view_options.is_guessing


def best_curve(frame: Frame) -> Curve | None:
    """Return the best fit in the data's units; None where it is not unique, or not to be told."""
    objective = frame.objective
    if objective is None or not tells_best(frame):
        return None
    loss = objective.loss
    if not loss.l2 and loss.held is None and objective.is_line:
        # In the data's own units, without what rounding leaves on the way there.
        return Curve.made(frame.dataset.loss.minimum_parameters.tolist())
    return Curve.of(objective, loss.minimum_parameters)


def _mse(frame: Frame, _loss: QuadraticLoss) -> str:
    return measured(frame.shown_mse)


def _above(frame: Frame, _loss: QuadraticLoss) -> str:
    return compared(frame)


def _held_out(frame: Frame, _loss: QuadraticLoss) -> str:
    return "" if frame.held_out_mse is None else measured(frame.held_out_mse)


def _name_of_held_out(frame: Frame) -> str:
    number = frame.dataset.n_held_out
    return f"on {count(number)} held-out {'point' if number == 1 else 'points'}"


def _hand(frame: Frame, loss: QuadraticLoss) -> str:
    losses = frame.hand_losses
    if not len(losses):
        return ""
    best = float(losses.min())
    if frame.view_options.is_guessing:
        return measured(best)
    ratio = "the best possible is 0"
    if is_base(loss):
        ratio = beside_the_best(max(best - loss.minimum_value, 0.0), loss.minimum_value)
    return f"{measured(best)} · {ratio.removesuffix(' possible')}"


def _r_squared(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.is_line:
        r_squared = frame.dataset.loss.r_squared(np.array(frame.shown_curve))
    else:
        r_squared = loss.unpenalised.r_squared(np.array(frame.shown_parameters))
    return NOTHING if r_squared is None else measured(round(r_squared, 9))


def _gradient(frame: Frame, loss: QuadraticLoss) -> str:
    return "" if frame.settings.scaled_x else _gradient_parts(frame, loss)


def _scaled_gradient(frame: Frame, loss: QuadraticLoss) -> str:
    return _gradient_parts(frame, loss) if frame.settings.scaled_x else ""


def _gradient_parts(frame: Frame, loss: QuadraticLoss) -> str:
    parts = gradient_texts(loss, frame.shown_parameters)
    if loss.held is not None:
        parts[loss.held] = "held"
    return ", ".join(parts)


def _best(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.view_options.is_guessing:
        return GUESSING
    line = best_curve(frame)
    if line is None or loss.is_degenerate:
        return "not unique"
    return ", ".join(line_texts(frame.dataset.digits, line))


def _miss(frame: Frame, _loss: QuadraticLoss) -> str:
    return measured(float(np.sqrt(frame.shown_mse)))


def _penalised(frame: Frame, loss: QuadraticLoss) -> str:
    return measured(loss.value(np.array(frame.shown_parameters))) if loss.l2 else ""


def _weight_row(place: int) -> Row:
    """Return the row of one of several parameters, as the descent sees it."""

    def name(frame: Frame) -> str:
        columns = column_names(frame.dataset, frame.settings)
        letter = parameter_letter(place, len(columns))
        if place < len(columns):
            return f"{letter} · {columns[place]}"
        if frame.settings.scaling is Scaling.NONE:
            return letter
        return f"{letter}, {AT_THE_MEANS if frame.dataset.n_features > 1 else AT_THE_MEAN}"

    def text(frame: Frame, loss: QuadraticLoss) -> str:
        if frame.is_line or place >= len(frame.shown_parameters):
            return ""
        now = measured(frame.shown_parameters[place])
        if not tells_best(frame):
            return now
        return f"{now} · best {measured(float(loss.minimum_parameters[place]))}"

    tip = (
        "As the descent moves it, over the columns as they are scaled, and of the best fit; the "
        "formula above is in the units of the data"
    )
    return Row(f"weight {place + 1}", "w", "", tip, text, is_passing=True, naming=name)


def _standardised(frame: Frame, _loss: QuadraticLoss) -> str:
    return ", ".join(map(measured, frame.shown_parameters)) if frame.settings.scaled_x else ""


MAIN_ROWS = (
    Row("mse", "Mean squared error", "", "The mean of (y − ŷ)²", _mse),
    Row("above", "", "", "How many times the loss is that of the best line: J / J*", _above,
        is_passing=True),
    Row("held_out", "on held-out points", "",
        "The mean of (y − ŷ)² over the points that nothing is learnt from; all other numbers are "
        "of the points trained on",
        _held_out, is_passing=True, naming=_name_of_held_out),
    Row("hand", "Best by hand", "", "The smallest loss you reached by hand", _hand,
        is_passing=True),
)  # fmt: skip


def _correlation(frame: Frame, _loss: QuadraticLoss) -> str:
    if frame.dataset.n_features > 1:
        return ""
    if frame.view_options.is_guessing:
        return GUESSING
    r = frame.dataset.loss.correlation
    return NOTHING if r is None else measured(round(r, 9))


def _limit(frame: Frame, loss: QuadraticLoss) -> str:
    limit = None if frame.hides(Hideable.ZONES) else stability_limit(loss, frame.settings)
    return "" if limit is None else measured(limit)


def _fastest(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.hides(Hideable.ZONES) or not is_plain(frame.settings, loss.n_samples):
        return ""
    return measured(fastest_learning_rate(loss))


def _condition(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.hides(Hideable.ZONES):
        return ""
    return NOTHING if loss.is_degenerate else measured(condition_number(loss))


MORE_ROWS = (
    *(_weight_row(place) for place in range(MOST_WEIGHTS + 1)),
    Row("r_squared", "R²", "1 = perfect, 0 = the mean",
        "1 − MSE / variance of y; negative when worse than the mean of y", _r_squared),
    Row("correlation", "Correlation", "r, of x and y",
        "From −1 to 1: covariance / (deviation of x · deviation of y). Its square is the R² of the "
        "best line",
        _correlation),
    Row("gradient", "Gradient", "∂m, ∂b", GRADIENT_TIP, _gradient, is_passing=True,
        is_of_lines=True),
    Row("scaled_gradient", "Gradient on scaled x", "∂m, ∂b",
        f"{GRADIENT_TIP}; over the scaled x, not that of the best fit below", _scaled_gradient,
        is_passing=True, is_of_lines=True),
    Row("best", "Best fit", "m, b", "The line of least squares, or with the penalty", _best,
        is_of_lines=True),
    Row("miss", "Typical miss", "√MSE", "How far the points are from the line, in the units of y",
        _miss),
    Row("penalised", PENALISED, "", "What is minimised: the error and the penalty of the slope",
        _penalised, is_passing=True, is_of_lines=True),
    Row("standardised", "On scaled x", "m, b",
        "Slope and intercept of the same line, as the descent sees it", _standardised,
        is_passing=True, is_of_lines=True),
    Row("limit", "Largest stable rate", "η",
        "2/λmax; with momentum β 2(1 + β)/λmax, with Nesterov 2(1 + β)/((1 + 2β)·λmax)", _limit,
        is_passing=True),
    Row("fastest", "Fastest rate", "in the end",
        "2/(λmin + λmax): in the long run, whatever the start. From one start another rate may "
        "take fewer epochs; the slider and the sweep say which", _fastest, is_passing=True),
    Row("condition", "Condition", "λmax / λmin",
        "How much steeper the valley is across than along its floor; 1 is a round bowl",
        _condition, is_passing=True),
)  # fmt: skip
