"""What the worksheet calls the two parameters of a step, and what they are multiplied with."""

from dataclasses import dataclass

from linreg_gui.session.wording_cut import parameter_letter, power_of_x


@dataclass(frozen=True)
class StepNames:
    """The names of a step of two parameters.

    Attributes
    ----------
    weight : str
        "m" of a line; the intercept is b.
    column : str
        What the weight is multiplied with: "x".
    target, fitted : str
        "y" and "ŷ"; of a curve both are less what the other weights say.
    penalty : str
        What the penalty is of: "m²".
    column_tip, target_tip, fitted_tip : str
    """

    weight: str = "m"
    column: str = "x"
    target: str = "y"
    fitted: str = "ŷ"
    penalty: str = "m²"
    column_tip: str = "The points"
    target_tip: str = "The points"
    fitted_tip: str = "The prediction: m·x + b"


OF_A_LINE = StepNames()


def names_of_weight(place: int, degree: int) -> StepNames:
    """Return the names of the step of one weight of a curve and its intercept."""
    weight, column = parameter_letter(place, degree), power_of_x(place + 1)
    less = "less what the other weights say"
    return StepNames(
        weight,
        column,
        "y′",
        "ŷ′",
        "|w|²",
        f"{column} of the points, as the descent sees it",
        f"The points, {less}",
        f"The prediction, {less}: {weight}·{column} + b",
    )
