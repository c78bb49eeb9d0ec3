"""The tasks of a step: a prediction, a goal, an answer, or blanks filled in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linreg_gui.lessons.table_state import TableState

LETTERS = "ABCDEF"
"""The letters of the choices, as many as there may be."""


class Comparator(Enum):
    """The comparisons of a condition; the value is its key in the file."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    NEAR = "near"


Operand = float | str
"""A number, or the name of a quantity that has numbers; of IS and IS_NOT a word or a number."""


@dataclass(frozen=True)
class Condition:
    """Something that is to hold of a quantity.

    Attributes
    ----------
    of : str
        The name of a quantity.
    comparator : Comparator
    operands : tuple of Operand
        Two of BETWEEN, whose ends count; one of the others.
    within, percent : float or None
        Of NEAR, one of the two: an absolute distance, or a part in percent of the operand.
    """

    of: str
    comparator: Comparator
    operands: tuple[Operand, ...]
    within: float | None = None
    percent: float | None = None


class BetKind(Enum):
    """The ways to predict; the value is its key in the file."""

    PIN = "pin"
    SKETCH = "sketch"
    WORDS = "words"
    NUMBER = "number"
    CHOICES = "choices"


@dataclass(frozen=True)
class Predict:
    """A prediction: whatever is predicted, the step goes on.

    Attributes
    ----------
    kind : BetKind
    ask : str
        A question beside the choices; may be empty.
    epochs : int
        Of PIN and SKETCH: how many epochs ahead of the record shown.
    quantity : str
        Of NUMBER: the quantity predicted, compared when the run has ended.
    choices : tuple of str
        Of CHOICES, with the number of the right one, from 1.
    right : int
    until : tuple of Condition
        Of CHOICES: what must hold before the answer is shown.
    waits_for_run : bool
        Of CHOICES: the answer is shown when the run has ended by itself. With neither of the two
        the answer is shown at once.
    proof : tuple of Condition
        What must hold when the answer is shown; it guards the right choice.
    solution : TableState or None
        What brings that about, where a run does not.
    """

    kind: BetKind
    ask: str = ""
    epochs: int = 0
    quantity: str = ""
    choices: tuple[str, ...] = ()
    right: int = 0
    until: tuple[Condition, ...] = ()
    waits_for_run: bool = False
    proof: tuple[Condition, ...] = ()
    solution: TableState | None = None


@dataclass(frozen=True)
class Goal:
    """Conditions that all must hold at the same moment of rest.

    Attributes
    ----------
    conditions : tuple of Condition
    solution : TableState or None
        One way there.
    """

    conditions: tuple[Condition, ...]
    solution: TableState | None = None


@dataclass(frozen=True)
class Answer:
    """A question with a right answer: one of the choices, or else a number.

    Attributes
    ----------
    choices : tuple of str
        Empty where a number is asked for.
    right : float or str
        Of choices the number of the right one, from 1; else a number, or the name of a quantity.
    replies : tuple of str
        One for each choice, said when it is chosen; may be empty.
    ask : str
        The label of the number, or a question beside the choices.
    within, percent : float or None
        Of a number, one of the two: how far off is still right.
    unit : str
        Printed after the number.
    """

    choices: tuple[str, ...] = ()
    right: Operand = 1
    replies: tuple[str, ...] = ()
    ask: str = ""
    within: float | None = None
    percent: float | None = None
    unit: str = ""


class Cell(StrEnum):
    """The cells of the worksheet that may be blank."""

    PREDICTIONS = "predictions"
    RESIDUALS = "residuals"
    SQUARES = "squares"
    PRODUCTS = "products"
    MEAN_RESIDUAL = "mean_residual"
    MEAN_SQUARE = "mean_square"
    MEAN_PRODUCT = "mean_product"
    SLOPE_GRADIENT = "slope_gradient"
    INTERCEPT_GRADIENT = "intercept_gradient"
    NEW_SLOPE = "new_slope"
    NEW_INTERCEPT = "new_intercept"


@dataclass(frozen=True)
class Blanks:
    """Blanks of the worksheet to be filled in.

    Attributes
    ----------
    epoch : int
        Whose step is worked out.
    cells : tuple of Cell
    """

    epoch: int
    cells: tuple[Cell, ...]


Task = Predict | Goal | Answer | Blanks


def needs_line(task: Task | None) -> bool:
    """Return whether a task is of a straight line alone."""
    is_pin = isinstance(task, Predict) and task.kind is BetKind.PIN
    return is_pin or isinstance(task, Blanks)
