"""Where the pulls cancel: sums, equations and best fit as formulas, and in words."""

from collections.abc import Iterator

from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.core.numbers import MINUS
from linreg_gui.views.widgets.formula_step import DIGITS, number_text
from linreg_gui.views.worksheet.formula_lines import (
    DOT,
    EquationPart,
    Formula,
    Ink,
    Piece,
    in_brackets,
)

MOST_DIGITS = 12
"""Of a sum: with fewer the equations as written would not give the best fit as written."""
FEWEST_CANCELLED = 4
"""Digits; from so many on the best fit is written about the means."""
WHY_DESCEND = (
    "One still descends where there are many weights, each with an equation of its own, where the"
    " data are too many to be summed up before a first step, and for other losses, whose equations"
    " no formula solves."
)
M, B = Piece("m", Ink.SYMBOL), Piece("b", Ink.SYMBOL)


def equation_formulas(found: NormalEquations) -> tuple[Formula, ...]:
    """Write sums, equations and best fit, a line each."""
    return (*_sum_lines(found), *_equation_lines(found), *_best_lines(found))


def intro_text(found: NormalEquations) -> str:
    """Say what the equations are."""
    if found.held is not None:
        held, moving = "mb"[found.held], "bm"[found.held]
        return (
            f"At the best fit with {held} held, the pulls on {moving} cancel: ∂{moving} is 0. "
            "In sums over the points, this is one of the normal equations."
        )
    return (
        "At the best fit all pulls cancel: ∂m and ∂b are 0. "
        "In sums over the points, these are the two normal equations."
    )


def note_text(found: NormalEquations) -> str:
    """Say what is particular about these points; empty where nothing is."""
    if not found.is_unique:
        place = f"({number_text(found.mean_x)}, {number_text(found.mean_y)})"
        is_one = found.n_samples == 1
        first = "There is one point" if is_one else "All x are equal"
        return (
            f"{first}, so the first equation is the second one times {number_text(found.mean_x)}:"
            f" every line through {place} solves both, and none of them is the single best."
        )
    if found.n_cancelled >= FEWEST_CANCELLED:
        return (
            f"n{DOT}{_curved_name(found)} and (Σx)² agree in their first {found.n_cancelled} digits"
            " or so, and their difference loses these. So the best fit is found about the means,"
            " where nothing cancels."
        )
    return ""


def _digits(found: NormalEquations) -> int:
    """Return with how many digits of the sums the equations give those shown of the best fit."""
    if found.held is not None or not found.is_unique:
        return DIGITS
    return min(DIGITS + 1 + found.n_cancelled, MOST_DIGITS)


def _sum_lines(found: NormalEquations) -> Iterator[Formula]:
    digits = _digits(found)
    values = (
        (("n", float(found.n_samples)),),
        (("Σx", found.sum_x), ("Σy", found.sum_y)),
        (("Σx²", found.sum_xx), ("Σxy", found.sum_xy)),
    )
    for line in values:
        texts = [f"{name} = {number_text(value, digits)}" for name, value in line]
        terms = [(Piece(f"{text},  "),) for text in texts[:-1]]
        yield Formula(EquationPart.SUMS, (), (*terms, (Piece(texts[-1]),)))


def _equation_lines(found: NormalEquations) -> Iterator[Formula]:
    rows = (
        (EquationPart.SLOPE, _curved_name(found), "Σx", "Σxy",
         (found.curved_xx, found.sum_x, found.sum_xy)),
        (EquationPart.INTERCEPT, "Σx", "n", "Σy",
         (found.sum_x, float(found.n_samples), found.sum_y)),
    )  # fmt: skip
    for place, (part, of_m, of_b, right, values) in enumerate(rows):
        if place == found.held:
            name = ("m", "b")[place]
            yield Formula(part, (), ((Piece(f"is not needed: {name} is held"),),))
            continue
        terms = (Piece(f"{of_m}{DOT}"), M), (Piece(f"+ {of_b}{DOT}"), B), (Piece(f"= {right}"),)
        yield Formula(part, (), terms)
        yield _with_numbers(found, part, values)


def _with_numbers(
    found: NormalEquations, part: EquationPart, values: tuple[float, float, float]
) -> Formula:
    """Write an equation with its numbers put in, that of a held parameter, too."""
    digits = _digits(found)
    of_m, of_b, right = values
    m, b = M, B
    if found.held is not None:
        number = Piece(in_brackets((found.slope, found.intercept)[found.held]), Ink.LINE)
        m, b = (number, b) if found.held == 0 else (m, number)
    sign = MINUS if of_b < 0.0 else "+"
    terms = (
        (Piece(f"{number_text(of_m, digits)}{DOT}"), m),
        (Piece(f"{sign} {number_text(abs(of_b), digits)}{DOT}"), b),
        (Piece(f"= {number_text(right, digits)}"),),
    )
    return Formula(part, (), terms)


def _best_lines(found: NormalEquations) -> Iterator[Formula]:
    if not found.is_unique:
        return
    n, slope, intercept = found.n_samples, found.slope, found.intercept
    if found.held == 0:
        yield _held_line(M, slope)
    elif found.held == 1:
        below = found.curved_xx
        rule = f"(Σxy {MINUS} Σx{DOT}b) / {_curved_name(found)}"
        yield _best_line(M, rule, _quotient(slope * below, below), slope)
    elif found.n_cancelled >= FEWEST_CANCELLED:
        below = found.variance + found.l2
        penalty = f" + {number_text(found.l2)}" if found.l2 else ""
        over = f"(var(x){penalty})" if penalty else "var(x)"
        yield _best_line(M, f"cov(x, y) / {over}", _quotient(found.covariance, below), slope)
        worked = (
            f"{number_text(found.mean_y)} {MINUS} "
            f"{in_brackets(slope)}{DOT}{in_brackets(found.mean_x, _digits(found))}"
        )
        yield _best_line(B, f"mean(y) {MINUS} m{DOT}mean(x)", worked, intercept)
        return
    else:
        products = f"n{DOT}{_curved_name(found)}"
        rule = f"(n{DOT}Σxy {MINUS} Σx{DOT}Σy) / ({products} {MINUS} (Σx)²)"
        above, below = n * n * found.covariance, n * n * (found.variance + found.l2)
        yield _best_line(M, rule, _quotient(above, below), slope)
    if found.held == 1:
        yield _held_line(B, intercept)
    else:
        yield _best_line(B, f"(Σy {MINUS} Σx{DOT}m) / n", _quotient(n * intercept, n), intercept)


def _best_line(name: Piece, rule: str, worked: str, value: float) -> Formula:
    subject = name, Piece(" ")
    shown = Piece("= "), Piece(number_text(value), Ink.BEST)
    return Formula(
        EquationPart.BEST, subject, ((*subject, Piece(f"= {rule}")), (Piece(f"= {worked}"),), shown)
    )


def _held_line(name: Piece, value: float) -> Formula:
    subject = name, Piece(" ")
    return Formula(
        EquationPart.BEST, subject, ((*subject, Piece(f"= {number_text(value)}, held")),)
    )


def _quotient(above: float, below: float) -> str:
    return f"{number_text(above)} / {in_brackets(below)}"


def _curved_name(found: NormalEquations) -> str:
    """Write what the slope is multiplied by in the first equation."""
    return f"(Σx² + n{DOT}{number_text(found.l2)})" if found.l2 else "Σx²"
