"""A lesson: what a `*.linreg-lesson` file says, as frozen values.

A lesson is a setup and steps. A step has a text and at most one task. What a step puts on the
table is a `TableState`; what is asked of the learner is a `Predict`, `Goal`, `Answer` or `Blanks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LESSON_SUFFIX = ".linreg-lesson"
LETTERS = "ABCDEF"
"""Of the choices, as many as there may be."""


def is_lesson(path: Path | None) -> bool:
    """Return whether a file is a lesson by its name."""
    return path is not None and path.suffix.lower() == LESSON_SUFFIX


class Hideable(StrEnum):
    """What a lesson may hide until a step shows it; the value is its name in the file."""

    ZONES = "zones"
    """Colours, words and marks of the rate, the forecast, the limit in every notice."""
    BEST_FIT = "best fit"
    SURFACE_PANE = "surface pane"
    LOSS_PANE = "loss pane"
    DATA_PANE = "data pane"
    MODEL_CARD = "model card"
    TRAINING_CARD = "training card"
    RUNS_CARD = "runs card"
    FAST_AND_SLOW = "fast and slow"
    PULLS = "pulls"
    RESIDUALS = "residuals"
    RESIDUAL_STRIP = "residual strip"
    SQUARES = "squares"
    EARLIER_LINES = "earlier lines"
    TRUE_LINE = "true line"
    CUTS = "cuts"
    WORKSHEET = "worksheet"
    EQUATIONS = "equations"
    """Where the pulls cancel, a page of the worksheet."""
    CODE = "code"
    POINTS_TABLE = "points table"
    SWEEP = "sweep"


PANES = frozenset({Hideable.SURFACE_PANE, Hideable.LOSS_PANE, Hideable.DATA_PANE})
"""One of them must stay."""


class Lockable(StrEnum):
    """What a lesson may keep a learner from changing; the value is its name in the file."""

    POINTS = "points"
    LINE = "line"
    """Dragging the line in the data pane."""
    START = "start"
    """The start on the surface and in its fields, and what is held there."""
    LEARNING_RATE = "learning rate"
    EPOCHS = "epochs"
    OPTIMIZER = "optimizer"
    """With its momentum."""
    BATCH = "batch"
    """With its seed."""
    SCALING = "scaling"
    PENALTY = "penalty"
    DECAY = "decay"
    STOP_RULE = "stop rule"
    RUN = "run"
    """Running, stepping, phases, scrubbing, restarting."""
    BRANCH = "branch"
    KEEP = "keep"
    """Keeping, racing and loading runs."""
    VIEW = "view"
    """Toggles of what is not hidden, and the speed."""
    DATA = "data"
    """Examples, pasting, the generator."""


EVERYTHING = "everything"
"""In ``lock`` and ``unlock``: all names of `Lockable`."""


LOCK_OF_SETTING: Mapping[str, Lockable] = MappingProxyType(
    {
        "learning_rate": Lockable.LEARNING_RATE,
        "max_epochs": Lockable.EPOCHS,
        "optimizer": Lockable.OPTIMIZER,
        "momentum": Lockable.OPTIMIZER,
        "batch_size": Lockable.BATCH,
        "seed": Lockable.BATCH,
        "scaling": Lockable.SCALING,
        "held": Lockable.START,
        "l2": Lockable.PENALTY,
        "decay": Lockable.DECAY,
        "decay_epochs": Lockable.DECAY,
        "decay_factor": Lockable.DECAY,
        "tolerance": Lockable.STOP_RULE,
        "patience": Lockable.STOP_RULE,
        "improvement": Lockable.STOP_RULE,
    }
)
"""What must not be locked for a field of the settings to be changed."""


@dataclass(frozen=True)
class Permissions:
    """What is hidden and locked; empty outside of a lesson.

    Attributes
    ----------
    hidden : frozenset of Hideable
    locked : frozenset of Lockable
    """

    hidden: frozenset[Hideable] = frozenset()
    locked: frozenset[Lockable] = frozenset()


class Move(NamedTuple):
    """A point that a solution moves; points are numbered from 1, as in the worksheet."""

    point: int
    x: float
    y: float


@dataclass(frozen=True)
class TableState:
    """What a setup, a step's ``set`` or a solution puts on the table; None is not given.

    Attributes
    ----------
    example : str or None
        The key of an example.
    x, y : tuple of float or None
        Points of the lesson's own; both or none, and not beside an example.
    name, x_name, y_name : str or None
        Of the points of the lesson's own.
    start : (slope, intercept) or None
        In the data's units.
    settings : mapping
        Fields of `DescentConfig` with their values, only those given.
    speed : float or None
        Epochs per second; infinite for full speed.
    frame : (left, right, bottom, top) or None
        Of the data pane.
    run : int or None
        Epochs that are computed when the step opens.
    epoch : int or None
        The record shown then; by default the last.
    keep : bool
        Of a solution: whether the run is kept first.
    hand : (slope, intercept) or None
        Of a solution: a line tried by hand.
    move : tuple of Move
        Of a solution: points that are moved.
    """

    example: str | None = None
    x: tuple[float, ...] | None = None
    y: tuple[float, ...] | None = None
    name: str | None = None
    x_name: str | None = None
    y_name: str | None = None
    start: tuple[float, float] | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    speed: float | None = None
    frame: tuple[float, float, float, float] | None = None
    run: int | None = None
    epoch: int | None = None
    keep: bool = False
    hand: tuple[float, float] | None = None
    move: tuple[Move, ...] = ()


class Comparator(Enum):
    """How a condition compares a quantity; the value is its key in the file."""

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
        Of NEAR, one of them: an absolute distance, or one in percent of what is compared with.
    """

    of: str
    comparator: Comparator
    operands: tuple[Operand, ...]
    within: float | None = None
    percent: float | None = None


class BetKind(Enum):
    """How a prediction is made; the value is its key in the file."""

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
        Of a number, one of them: how far off is still right.
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
    """What may be left blank in the worksheet."""

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


@dataclass(frozen=True)
class Opening:
    """What a lesson or a step does to the window when it opens.

    Attributes
    ----------
    state : TableState or None
        What is put on the table; None leaves the table as it is.
    hide, show : frozenset of Hideable
        Applied in this order, then ``lock`` and ``unlock``; they last until changed.
    lock, unlock : frozenset of Lockable
    """

    state: TableState | None = None
    hide: frozenset[Hideable] = frozenset()
    show: frozenset[Hideable] = frozenset()
    lock: frozenset[Lockable] = frozenset()
    unlock: frozenset[Lockable] = frozenset()

    def permissions_after(self, before: Permissions) -> Permissions:
        """Return what is hidden and locked afterwards."""
        return Permissions(
            (before.hidden | self.hide) - self.show, (before.locked | self.lock) - self.unlock
        )


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes
    ----------
    say : str
        Its text: paragraphs, with bold, italic, code and lists as Markdown writes them.
    opening : Opening
    task : Predict, Goal, Answer, Blanks or None
        None for a step to read.
    hints : tuple of str
    because : str
        Said after the task.
    tell : tuple of str
        Quantities whose values are said with the result.
    """

    say: str
    opening: Opening = Opening()
    task: Task | None = None
    hints: tuple[str, ...] = ()
    because: str = ""
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson as its file says it.

    Attributes
    ----------
    title : str
    question : str
        What it is about.
    minutes : int
    steps : tuple of Step
    setup : Opening
        How the window stands when the lesson begins.
    language : str
        A tag such as ``en`` or ``pt-BR``.
    author, about : str
        May be empty.
    digest : str
        SHA-256 of the file, in hexadecimal digits: progress and answers belong to it.
    """

    title: str
    question: str
    minutes: int
    steps: tuple[Step, ...]
    setup: Opening = Opening(TableState())
    language: str = "en"
    author: str = ""
    about: str = ""
    digest: str = ""

    def permissions(self, index: int) -> Permissions:
        """Return what is hidden and locked in the step at ``index``, from 0."""
        known = self.setup.permissions_after(Permissions())
        for step in self.steps[: index + 1]:
            known = step.opening.permissions_after(known)
        return known
