"""What the worksheet calls the two parameters of a step, and what they are multiplied with."""

from dataclasses import dataclass

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.wording_cut import numbered, parameter_letter, power_of_x, short_names


@dataclass(frozen=True)
class StepNames:
    """The names of a step of two parameters.

    Attributes
    ----------
    weight : str
        "m" of a line; the intercept is b.
    column : str
        What the weight is multiplied with: "x", "x²", or "x₂" of several features.
    target, fitted : str
        "y" and "ŷ"; of several weights both are less what the other weights say.
    penalty : str
        What the penalty is of: "m²".
    column_tip, target_tip, fitted_tip : str
    feature : str
        The name of the column, where there are several features.
    """

    weight: str = "m"
    column: str = "x"
    target: str = "y"
    fitted: str = "ŷ"
    penalty: str = "m²"
    column_tip: str = "The points"
    target_tip: str = "The points"
    fitted_tip: str = "The prediction: m·x + b"
    feature: str = ""


OF_A_LINE = StepNames()


def names_of_weight(place: int, n_weights: int, dataset: Dataset) -> StepNames:
    """Return the names of the step of one of several weights and the intercept.

    Parameters
    ----------
    place, n_weights : int
    dataset : Dataset
        Over the features used.
    """
    weight, column, feature = parameter_letter(place, n_weights), power_of_x(place + 1), ""
    if dataset.n_features > 1:
        column, feature = f"x{numbered(place)}", short_names(dataset)[place]
    less = "less what the other weights say"
    return StepNames(
        weight,
        column,
        "y′",
        "ŷ′",
        "|w|²",
        f"{feature or column} of the points, as the descent sees it",
        f"The points, {less}",
        f"The prediction, {less}: {weight}·{column} + b",
        feature,
    )
