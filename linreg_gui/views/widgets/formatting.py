"""Numbers as they stand on screen."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.limits import MOST_DEGREES
from linreg_gui.core.line_digits import LineDigits
from linreg_gui.core.numbers import MINUS, SUPERSCRIPTS
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.curve import Curve
from linreg_gui.session.wording import LARGEST_FIXED, number, times_told
from linreg_gui.session.wording_cut import LONGEST_NAME, short_names
from linreg_gui.views.look.markup import as_markup

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame

NBSP = "\N{NO-BREAK SPACE}"
"""Within a term of an equation, which breaks before a sign only."""
DIGITS = 4
LONGEST_TOLD = 200
"""Characters of a name in a tool tip."""
NOTHING = "–"
"""Stands where there is no number."""
SMALLEST_EXCESS = 1e-6
"""A loss that is above the best one by less than this part is written with the same digits."""
PENALISED, PENALISED_WEIGHTS = "MSE + λ·m²", "MSE + λ·|w|²"
"""The loss with its penalty, as the field writes it, of a slope and of several weights."""
BEST_POSSIBLE = "best possible"
PARAMETERS = ("slope", "intercept")
LARGEST_WHOLE = 1e6
"""A larger parameter beside its dot is written in three digits."""
LONGEST_NUMBER = 13
"""Of an equation, in characters; a longer one is written with four digits."""
SMALLEST_MINIMUM = 1e-12
"""A best MSE below this part of y's variance is no base for a ratio."""


def measured(value: float, digits: int | None = None) -> str:
    """Write what was measured, as `number` does, or a dash where there is no number.

    Parameters
    ----------
    value : float
    digits : int, optional
        Significant ones. By default four, but all before the point of what is written out:
        "200,000" would say that 200,024 is just that.
    """
    if not math.isfinite(value):
        return NOTHING
    if digits is None:
        digits = max(DIGITS, len(str(int(abs(value))))) if abs(value) < LARGEST_FIXED else DIGITS
    return number(value, digits)


def in_full(value: float) -> str:
    """Write a parameter beside its dot in three digits, or as many as it has before the point."""
    whole = len(str(int(abs(value)))) if abs(value) < LARGEST_WHOLE else 0
    return measured(value, max(3, whole))


def is_base(loss: QuadraticLoss) -> bool:
    """Return whether losses can be compared with the smallest one: it is more than rounding."""
    lowest = loss.minimum_value
    return lowest > 0.0 and lowest > SMALLEST_MINIMUM * loss.variance_y


def beside_the_best(excess: float, lowest: float) -> str:
    """Say how a loss compares with the smallest one that any line has.

    Parameters
    ----------
    excess : float
        How far the loss is above the smallest one; not negative.
    lowest : float
        The smallest one, above 0.
    """
    share = excess / lowest
    if share < SMALLEST_EXCESS:
        return "the best possible"
    if share < 1.0:
        return f"{measured(100.0 * share, 2)} % above the best possible"
    ratio = share + 1.0
    if not math.isfinite(ratio):
        return f"{NOTHING} × the best possible"
    return f"{times_told(ratio, max(3, len(f'{ratio:.0f}')))} the best possible"


def gradient_texts(loss: QuadraticLoss, parameters: Sequence[float]) -> list[str]:
    """Write the parts of the gradient; one that is what rounding leaves of it is 0."""
    return [measured(part) for part in loss.told_gradient(parameters).tolist()]


def best_name(loss: QuadraticLoss) -> str:
    """Name the smallest loss: with a parameter held other lines have smaller ones."""
    return BEST_POSSIBLE if loss.held is None else f"best with this {PARAMETERS[loss.held]}"


def compared(frame: "Frame") -> str:
    """Say how the loss of the line shown compares with the smallest one, and which loss it is.

    Beside the error in large type: with a penalty the least of what is minimised is not the least
    error, and with a parameter held other lines have smaller ones. Empty where it is not told.

    Parameters
    ----------
    frame : Frame
    """
    loss = frame.loss
    if loss is None or frame.view_options.is_guessing:
        return ""
    excess = float(loss.excess_values(np.array(frame.shown_parameters)))
    text = (
        beside_the_best(excess, loss.minimum_value) if is_base(loss) else "the best possible is 0"
    )
    text = text.replace(BEST_POSSIBLE, best_name(loss))
    if loss.l2:
        name = PENALISED if loss.n_features == 1 else PENALISED_WEIGHTS
        text = f"{name}: {text.removesuffix(' possible')}"
    return text


def line_texts(digits: LineDigits, line: Curve) -> tuple[str, str]:
    """Write slope and intercept: in the digits the data need where these are few enough to read.

    The parameters are those of `equation_texts`.
    """
    if not all(map(math.isfinite, line)):
        return NOTHING, NOTHING
    texts = digits.texts(line.slope, line.intercept)
    if max(map(len, texts)) > LONGEST_NUMBER:
        return measured(line.slope), measured(line.intercept)
    return texts


def equation_texts(digits: LineDigits, line: Curve) -> tuple[str, str, str]:
    """Return slope, sign and size of the intercept as an equation has them.

    Parameters
    ----------
    digits : LineDigits
        Those that the data need, the same for all lines.
    line : Curve
        In the data's units.
    """
    slope, intercept = line_texts(digits, line)
    return slope, MINUS if intercept.startswith(MINUS) else "+", intercept.removeprefix(MINUS)


class Piece(NamedTuple):
    """A part of an equation as it is written.

    Attributes
    ----------
    text : str
    is_number : bool
        Whether it is a coefficient, which has the colour of the line.
    """

    text: str
    is_number: bool = False


EQUATION_FIELDS = (
    "dataset",
    "settings",
    "objective",
    "shown_curve",
    "shown_parameters",
    "formula",
)
"""Of a frame: what `equation_pieces` reads, among the ``drawn_fields`` of who shows it."""


def equation_pieces(
    frame: "Frame", n_terms: int = MOST_DEGREES + 1, longest_name: int = LONGEST_NAME
) -> list[Piece]:
    """Return the equation of the model shown, a coefficient of it each second piece.

    "ŷ = ", "4.254", " x + ", "56.579"; of a curve or a plane the constant comes first.

    Parameters
    ----------
    frame : Frame
    n_terms : int
        Of a curve or a plane so many, and "…" for the others.
    longest_name : int
        Characters of the name of a feature; a longer one is cut.
    """
    if frame.is_line:
        slope, sign, intercept = equation_texts(frame.dataset.digits, frame.shown_curve)
        return [Piece("ŷ = "), Piece(slope, True), Piece(f" x {sign} "), Piece(intercept, True)]
    if frame.formula is None or not all(map(math.isfinite, frame.coefficients)):
        return [Piece("ŷ = "), Piece(NOTHING, True)]
    texts = frame.formula.texts(frame.coefficients)
    if max(map(len, texts)) > LONGEST_NUMBER:
        texts = [measured(value) for value in frame.coefficients]
    pieces, joint = [], "ŷ = "
    names = short_names(frame.dataset, longest_name) if frame.formula.features else ()
    for place, text in enumerate(texts[:n_terms]):
        sign = MINUS if text.startswith(MINUS) else "+"
        size = text if place == 0 else text.removeprefix(MINUS)
        pieces += [Piece(joint if place == 0 else f"{joint} {sign}{NBSP}"), Piece(size, True)]
        joint = _factor(frame.formula.centre, place)
        if names and place:
            joint = f"\N{MIDDLE DOT}{names[place - 1].replace(' ', NBSP)}"
    return [*pieces, Piece(joint if n_terms >= len(texts) else f"{joint} …")]


def _factor(centre: float, power: int) -> str:
    """Write the power behind a coefficient: " x²", or " (x − 2010)²"; nothing for the constant."""
    if power == 0:
        return ""
    sign = MINUS if centre > 0.0 else "+"
    shown = repr(abs(centre)).removesuffix(".0")
    base = f"(x{NBSP}{sign}{NBSP}{shown})" if centre else "x"
    return f"{NBSP}{base}{str(power).translate(SUPERSCRIPTS) if power > 1 else ''}"


def whole_equation(frame: "Frame") -> str:
    """Return the equation of the model shown as one text, with whole names, for a tool tip."""
    return equation_text(equation_pieces(frame, longest_name=LONGEST_TOLD))


def equation_text(pieces: Iterable[Piece]) -> str:
    """Return an equation as one text."""
    return "".join(piece.text for piece in pieces)


def equation_markup(pieces: Iterable[Piece], colour: str) -> str:
    """Return an equation as rich text, its numbers in a colour."""
    style = f"color:{colour}; font-weight:600"
    return "".join(
        f"<span style='{style}'>{as_markup(piece.text)}</span>"
        if piece.is_number
        else as_markup(piece.text)
        for piece in pieces
    )
