"""What a line says of its data, in words, for the tool tip of its equation."""

from linreg_gui.core.date_scale import DateScale, column_of
from linreg_gui.core.numbers import MINUS
from linreg_gui.session.frame import Frame
from linreg_gui.storage.errors import one_line
from linreg_gui.views.widgets.formatting import NOTHING, line_texts

LONGEST_NAME = 40


def meaning(frame: Frame) -> str:
    """Say how much the prediction changes with x, or with each of several features.

    The numbers are those of the equation. Empty of a curve, where one unit more of x means
    something else at every place, and without points.

    Parameters
    ----------
    frame : Frame
    """
    if not frame.dataset.n_samples:
        return ""
    if frame.is_line:
        return _of_line(frame)
    return _of_features(frame) if frame.dataset.n_features > 1 else ""


def _of_line(frame: Frame) -> str:
    data = frame.dataset
    slope, intercept = line_texts(data.digits, frame.shown_curve)
    if NOTHING in (slope, intercept):
        return ""
    name = data.feature_names[0]
    dates, x = DateScale.of(name), _named(name)
    when = f"When {x} grows by 1" if dates is None else f"When one {dates.unit[:-1]} passes"
    at_0 = f"where {x} is 0," if dates is None else f"at {dates.text(0.0)}"
    y = _named(data.target_name)
    return f"{when}, the predicted {y} {_changes(slope)}; {at_0} it is {intercept}."


def _of_features(frame: Frame) -> str:
    if frame.formula is None:
        return ""
    _, *weights = frame.formula.texts(frame.coefficients)
    names = map(_named, frame.dataset.feature_names)
    told = [f"{_changes(weight)} with {name}" for weight, name in zip(weights, names, strict=True)]
    y = _named(frame.dataset.target_name)
    head = f"When one feature grows by 1 and the others stay, the predicted {y}"
    return "\n".join((head, ",\n".join(told) + "."))


def _changes(slope: str) -> str:
    return f"falls by {slope[1:]}" if slope.startswith(MINUS) else f"grows by {slope}"


def _named(name: str) -> str:
    return one_line(column_of(name), LONGEST_NAME)
