"""What a worksheet asks of a learner: which numbers, and what is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

from linreg_gui.core.step import Worksheet
from linreg_gui.lessons.task import Cell as Blank
from linreg_gui.views.widgets.formula_step import DIGITS
from linreg_gui.views.worksheet.formula_lines import Asked
from linreg_gui.views.worksheet.step_names import OF_A_LINE, StepNames
from linreg_gui.views.worksheet.worksheet_columns import (
    PREDICTION,
    RESIDUAL,
    SQUARED_RESIDUAL,
    X_RESIDUAL,
    columns_of,
)
from linreg_gui.views.worksheet.worksheet_rows import Cell

MOST_ASKED_ROWS = 5
CELL_DIGITS = 5
OF_PARAMETER = (
    (Asked.SLOPE_GRADIENT, Asked.NEW_SLOPE),
    (Asked.INTERCEPT_GRADIENT, Asked.NEW_INTERCEPT),
)
NAMES = {
    Asked.SLOPE_GRADIENT: "∂{weight}",
    Asked.INTERCEPT_GRADIENT: "∂b",
    Asked.NEW_SLOPE: "the new {weight}",
    Asked.NEW_INTERCEPT: "the new b",
}


@dataclass(frozen=True)
class Place:
    """Where a number is asked for; exactly one is set.

    Attributes
    ----------
    point, mean : tuple of int or None
        Row and column among the points, or row and column of the table's foot.
    formula : Asked or None
    """

    point: Cell | None = None
    mean: Cell | None = None
    formula: Asked | None = None


@dataclass(frozen=True)
class Question:
    """A number asked for.

    Attributes
    ----------
    name : str
    exact : float
    scale : float
        The size of the numbers it is a difference of.
    n_samples : int or None
        The number of points, where it is divided by it.
    digits : int
        How many are shown of it.
    """

    name: str
    exact: float
    scale: float
    n_samples: int | None = None
    digits: int = CELL_DIGITS


BLANKS_OF_POINTS = {
    PREDICTION: Blank.PREDICTIONS,
    RESIDUAL: Blank.RESIDUALS,
    SQUARED_RESIDUAL: Blank.SQUARES,
    X_RESIDUAL: Blank.PRODUCTS,
}
BLANKS_OF_MEANS = {
    RESIDUAL: Blank.MEAN_RESIDUAL,
    SQUARED_RESIDUAL: Blank.MEAN_SQUARE,
    X_RESIDUAL: Blank.MEAN_PRODUCT,
}
"""What a lesson calls the blanks, by column."""


def blank_of(place: Place) -> Blank | None:
    """Return what a lesson calls a place; None for one that no lesson names."""
    if place.point is not None:
        return BLANKS_OF_POINTS.get(place.point[1])
    if place.mean is not None:
        return BLANKS_OF_MEANS.get(place.mean[1])
    return None if place.formula is None else Blank[place.formula.name]


def questions(sheet: Worksheet, names: StepNames = OF_A_LINE) -> dict[Place, Question]:
    """Ask for the first rows, the means, the gradient and the next line, in this order.

    Parameters
    ----------
    sheet : Worksheet
    names : StepNames
    """
    held = sheet.step.held  # nothing is asked of a parameter that the step does not move
    untold = () if held is None else OF_PARAMETER[held]
    titles = [column.title for column in columns_of(names)]
    rows = (*_row_questions(sheet, titles), *_mean_questions(sheet, titles))
    asked = (*rows, *_step_questions(sheet, names))
    return {
        place: question
        for place, question in asked
        if isfinite(question.exact) and isfinite(question.scale)
        if place.formula not in untold
    }


def _row_questions(sheet: Worksheet, titles: list[str]) -> Iterator[tuple[Place, Question]]:
    scales = _scales(sheet)
    for row in range(min(sheet.n_samples, MOST_ASKED_ROWS)):
        exact = sheet.row(row)
        for column in range(PREDICTION, len(titles)):
            name = f"{titles[column]} of point {row + 1}"
            yield (
                Place(point=(row, column)),
                Question(name, exact[column], float(scales[row, column])),
            )


def _mean_questions(sheet: Worksheet, titles: list[str]) -> Iterator[tuple[Place, Question]]:
    largest = _scales(sheet).max(axis=0)
    last = 1 if sheet.rest is None else 2
    for column in range(RESIDUAL, len(titles)):
        name = f"the mean {titles[column]}"
        exact = sheet.means[column]
        question = Question(name, exact, float(largest[column]), sheet.n_samples)
        yield Place(mean=(last, column)), question


def _step_questions(sheet: Worksheet, names: StepNames) -> Iterator[tuple[Place, Question]]:
    largest, step = _scales(sheet).max(axis=0), sheet.step

    def said(asked: Asked) -> str:
        return NAMES[asked].format(weight=names.weight)

    gradients = (Asked.SLOPE_GRADIENT, largest[5]), (Asked.INTERCEPT_GRADIENT, largest[3])
    for (asked, scale), exact in zip(gradients, step.gradient.tolist(), strict=True):
        question = Question(said(asked), exact, 2.0 * float(scale), sheet.n_samples, DIGITS)
        yield Place(formula=asked), question
    if step.next_parameters is None:
        return
    changes = np.abs(step.learning_rate * step.gradient) + np.abs(step.parameters)
    news = zip(step.next_parameters.tolist(), changes.tolist(), strict=True)
    for asked, (exact, scale) in zip((Asked.NEW_SLOPE, Asked.NEW_INTERCEPT), news, strict=True):
        yield Place(formula=asked), Question(said(asked), exact, scale, digits=DIGITS)


def _scales(sheet: Worksheet) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the size of what each cell is worked out from, shape (n_samples, 6)."""
    with np.errstate(all="ignore"):
        height = np.abs(sheet.y) + np.abs(sheet.prediction)
        residual = np.abs(sheet.residual)
        columns = (sheet.x, sheet.y, height, height, height * residual, np.abs(sheet.x) * height)
        return np.column_stack(columns)
