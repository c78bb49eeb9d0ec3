"""The settings of a descent: their values, and one table of what the program knows about each.

`SETTINGS` says of every setting what it may be and how it is called, typed, stepped, refused and
given on the command line. Free of numpy: the command line reads it before any package is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from linreg_gui.core.limits import MAX_GUI_EPOCHS, MAX_SAMPLES, MOST_DEGREES
from linreg_gui.core.setting_spec import (
    MOST_COUNTED,
    Kind,
    SettingSpec,
    by_addition,
    by_ratio,
    by_second_digit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_EPOCHS = MOST_COUNTED
LARGEST_SEED = 2**63 - 1
LARGEST_FRACTION_STEPPED_TO = 0.99
SMALLEST_FACTOR_STEPPED_TO = 0.05


class Optimizer(Enum):
    """The optimizers; their rules are in ``core.optimizers``."""

    GRADIENT_DESCENT = "gd"
    MOMENTUM = "momentum"
    NESTEROV = "nesterov"
    ADAGRAD = "adagrad"
    RMSPROP = "rmsprop"
    ADAM = "adam"

    @property
    def is_adaptive(self) -> bool:
        """Whether each parameter is given a step size of its own: then no rate is the limit."""
        return self in {Optimizer.ADAGRAD, Optimizer.RMSPROP, Optimizer.ADAM}

    @property
    def uses_momentum(self) -> bool:
        """Whether a step depends on the setting ``momentum``."""
        return self in {Optimizer.MOMENTUM, Optimizer.NESTEROV}

    @property
    def has_memory(self) -> bool:
        """Whether a step depends on earlier gradients, and not on the present one alone."""
        return self is not Optimizer.GRADIENT_DESCENT


class Decay(Enum):
    """The ways in which the learning rate falls in the course of a run."""

    NONE = "none"
    INVERSE_TIME = "inverse_time"
    STEP = "step"


class Scaling(Enum):
    """The scalings of x before the descent sees it."""

    NONE = "none"
    CENTRE = "centre"
    STANDARDISE = "standardise"


class Held(Enum):
    """Which parameter of a line stays as it is at the start."""

    NOTHING = "nothing"
    SLOPE = "slope"
    INTERCEPT = "intercept"

    def place(self, n_features: int) -> int | None:
        """Return where it stands among the parameters: the weights, then the intercept."""
        return {Held.SLOPE: 0, Held.INTERCEPT: n_features}.get(self)


class Watched(Enum):
    """Which loss has to fall for a run to go on."""

    LOSS = "loss"
    HELD_OUT = "held_out"


class StopReason(Enum):
    """Why a run ended.

    A plateau is no convergence: a descent that crawls improves as little as one that has
    arrived. So it has a name of its own.
    """

    CONVERGED = "converged"
    PLATEAU = "plateau"
    MAX_EPOCHS = "max_epochs"
    DIVERGED = "diverged"
    STOPPED = "stopped"
    FAILED = "failed"


RATE_OF_CURVES = 0.1
"""Over scaled powers, up to degree 6, plain descent converges below 1/6 whatever the data."""
FRACTION: Mapping[str, Any] = MappingProxyType({"limits": (0.0, 1.0), "excludes_most": True})
COUNT_REFUSAL = "{} must be a whole number from {{least}} to {{most}}."

LEARNING_RATE = SettingSpec(
    "learning_rate",
    "Learning rate",
    "learning rate",
    "How far each step goes along the steepest way down (−gradient).\n"
    "The gradient here is that of the full mean squared "
    "error (2/n). Courses that halve the loss (1/2n) halve the step too: every limit doubles.",
    limits=(1e-300, 1e300),
    refusal="Learning rate {value} is outside {least} to {most}.",
    step=by_ratio(1.1),
    hint="η",
    option="--learning-rate",
    metavar="R",
    option_help="size of the steps; default: 0.01, or what suits the example",
)
MAX_EPOCHS = SettingSpec(
    "max_epochs",
    "Epochs",
    "epochs",
    "How many passes over the data a run takes.",
    Kind.COUNT,
    limits=(1, MOST_EPOCHS),
    narrower_limits=(1, MAX_GUI_EPOCHS),
    refusal=COUNT_REFUSAL.format("Epochs"),
    step=by_second_digit,
    hint="passes",
    option="--epochs",
    metavar="N",
    option_help="default: 300",
)
TOLERANCE = SettingSpec(
    "tolerance",
    "Tolerance",
    "tolerance",
    **FRACTION,
    refusal="The tolerance must be at least {least} and less than {most}.",
)
OPTIMIZER = SettingSpec(
    "optimizer",
    "Optimizer",
    "optimizer",
    "How a step is made of gradients. The definitions and constants are PyTorch's.",
    Kind.CHOICE,
    words=MappingProxyType(
        {
            Optimizer.GRADIENT_DESCENT: "gradient descent",
            Optimizer.MOMENTUM: "momentum",
            Optimizer.NESTEROV: "Nesterov",
            Optimizer.ADAGRAD: "AdaGrad",
            Optimizer.RMSPROP: "RMSProp",
            Optimizer.ADAM: "Adam",
        }
    ),
    option="--optimizer",
    metavar="NAME",
    option_help=f"{', '.join(each.value for each in Optimizer)}; default: gd",
)
MOMENTUM = SettingSpec(
    "momentum",
    "Momentum β",
    "momentum",
    "How much of its velocity a step keeps.",
    **FRACTION,
    refusal="The momentum must be at least {least} and less than {most}.",
    step=by_addition(0.05, 0.0, LARGEST_FRACTION_STEPPED_TO),
    option="--momentum",
    metavar="B",
    option_help="of momentum, nesterov; default: 0.9",
)
BATCH_SIZE = SettingSpec(
    "batch_size",
    "Batch size",
    "batch size",
    "How many points a step sees; an epoch then takes several steps.",
    Kind.COUNT,
    limits=(1, MOST_EPOCHS),
    narrower_limits=(1, MAX_SAMPLES),
    refusal=COUNT_REFUSAL.format("The batch size"),
    hint="points a step",
    option="--batch-size",
    metavar="N",
    option_help="points a step; default: all; --seed shuffles them",
)
SEED = SettingSpec(
    "seed",
    "Seed",
    "seed",
    "Of the order in which batches take the points.",
    Kind.LABEL,
    limits=(0, LARGEST_SEED),
    refusal=COUNT_REFUSAL.format("The seed"),
    option="--seed",
    metavar="N",
    option_help="start from a random line",
)
L2 = SettingSpec(
    "l2",
    "L2 penalty",
    "L2 penalty",
    "λ of the penalty λ·m², which pulls the slope towards 0; never the intercept. Holds for "
    "branches and kept runs, too.",
    limits=(0.0, 1e150),
    refusal="The penalty must be from {least} to {most}.",
    step=by_ratio(1.5, after_zero=0.01),
    hint="pulls the slope to 0",
    option="--l2",
    metavar="L",
    option_help="penalty L·weights², not on the intercept",
)
SCALING = SettingSpec(
    "scaling",
    "Scaling",
    "scaling",
    "What the descent sees of x. Centre takes the mean from each x: most of a narrow valley is "
    "gone. Standardise divides by the standard deviation besides: the bowl becomes round. The line "
    "and its loss stay the same. Holds for branches and kept runs, too.",
    Kind.CHOICE,
    hint="of x",
    words=MappingProxyType(
        {
            Scaling.NONE: "none",
            Scaling.CENTRE: "centre x",
            Scaling.STANDARDISE: "standardise x",
        }
    ),
)
SCALED_X = {Scaling.CENTRE: "centred x", Scaling.STANDARDISE: "standardised x"}
SCALED_FEATURES = {
    Scaling.CENTRE: "centred features",
    Scaling.STANDARDISE: "standardised features",
}
"""The names of what the descent sees where it is scaled: x, or several features."""
HELD = SettingSpec(
    "held",
    "Held",
    "held parameter",
    "A held parameter stays what it is at the start: the descent moves the other one alone.",
    Kind.CHOICE,
    words=MappingProxyType(
        {Held.NOTHING: "nothing", Held.SLOPE: "slope", Held.INTERCEPT: "intercept"}
    ),
)
DEGREE = SettingSpec(
    "degree",
    "Curve",
    "degree",
    "The highest power of x in the model: 1 is a straight line.",
    Kind.COUNT,
    limits=(1, MOST_DEGREES),
    refusal=COUNT_REFUSAL.format("Degree"),
    option="--degree",
    metavar="D",
    option_help="of a curve over one feature, 1 to 6; from 2 on standardised, at the rate 0.1; "
    "default: 1",
)
HOLDS_A_LINE = "A parameter is held of a straight line alone: hold nothing, or take degree 1."
COLUMNS = SettingSpec(
    "columns",
    "Features",
    "features",
    "Which features of the data the model uses: each has a weight of its own.",
    Kind.PLACES,
)
COLUMNS_REFUSAL = "The features used must be named by their numbers, each once, in their order."
CURVE_OF_ONE = "A curve is of one feature: take degree 1 for several."
DECAY_TIP = "Let the rate fall, so that batches can settle. t is the epoch."
DECAY = SettingSpec(
    "decay",
    "Decay",
    "decay",
    DECAY_TIP,
    Kind.CHOICE,
    hint="rate over time",
    words=MappingProxyType({Decay.NONE: "none", Decay.INVERSE_TIME: "1/t", Decay.STEP: "in steps"}),
)
DECAY_EPOCHS = SettingSpec(
    "decay_epochs",
    "to a half by epoch",
    "decay",
    DECAY_TIP,
    Kind.COUNT,
    limits=(1, MOST_EPOCHS),
    narrower_limits=(1, MAX_GUI_EPOCHS),
    refusal=COUNT_REFUSAL.format("The epochs of the decay"),
    step=by_second_digit,
)
DECAY_FACTOR = SettingSpec(
    "decay_factor",
    "times",
    "decay",
    DECAY_TIP,
    limits=(0.0, 1.0),
    excludes_least=True,
    refusal="The decay factor must be more than {least} and at most {most}.",
    step=by_addition(0.05, SMALLEST_FACTOR_STEPPED_TO, 1.0),
)
PATIENCE = SettingSpec(
    "patience",
    "Epochs of the plateau",
    "plateau",
    "End a run when its loss hardly falls any more.",
    Kind.COUNT,
    narrower_limits=(1, MAX_GUI_EPOCHS),
    refusal=COUNT_REFUSAL.format("The patience"),
    step=by_second_digit,
    option="--patience",
    metavar="N",
    option_help="stop when N epochs improve the loss by less than T; 0: never",
)
IMPROVEMENT = SettingSpec(
    "improvement",
    "Smallest improvement in percent",
    "plateau",
    **FRACTION,
    refusal="The improvement must be at least {least} and less than {most}.",
    step=by_ratio(2.0, most=LARGEST_FRACTION_STEPPED_TO),
    unit="%",
    scale=100.0,
    option="--tolerance",
    metavar="T",
    option_help="as a fraction; default: 1e-4; alone: 10 epochs",
)
WATCHED = SettingSpec(
    "watched",
    "Stop on held-out",
    "loss watched",
    "End a run when its loss on the held-out points hardly falls any more.",
    Kind.CHOICE,
    hint="early stopping",
    words=MappingProxyType({Watched.LOSS: "the loss", Watched.HELD_OUT: "on held-out points"}),
    option="--watch",
    metavar="LOSS",
    option_help="which loss --patience is about: loss, or held_out with --holdout; default: loss",
)

SETTINGS: Mapping[str, SettingSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            *(LEARNING_RATE, MAX_EPOCHS, TOLERANCE, OPTIMIZER, MOMENTUM, BATCH_SIZE, SEED),
            *(L2, SCALING, DECAY, DECAY_EPOCHS, DECAY_FACTOR, PATIENCE, IMPROVEMENT),
            *(HELD, DEGREE, COLUMNS, WATCHED),
        )
    }
)
"""By the name of the field, in the order of the fields."""
_CHECKED = tuple(spec for spec in SETTINGS.values() if spec.refusal)


@dataclass(frozen=True)
class DescentConfig:
    """The settings of a descent; by default plain gradient descent over all the data.

    Attributes
    ----------
    learning_rate : float
        η of the step θ − η·gradient; 1e-300 to 1e300.
    max_epochs : int
        Last epoch to compute, 1 to 1,000,000,000. An epoch is one pass over the data: one step,
        or one for each batch.
    tolerance : float
        The descent has converged when its excess loss is at most this fraction of the excess
        loss at the start, or rounding. At least 0 and below 1; 0 never stops early.
    optimizer : Optimizer
    momentum : float
        β of momentum and Nesterov, which alone use it; at least 0 and below 1.
    batch_size : int or None
        Points of a step, at least 1; None, or as many as there are points, for all of them.
    seed : int
        Of the order in which batches take the points; 0 to 2⁶³ − 1.
    l2 : float
        λ of the penalty λ Σ weights²; 0 to 1e150.
    scaling : Scaling
        What the descent sees: the features as they are, of mean 0, or of mean 0 and standard
        deviation 1.
    decay : Decay
        INVERSE_TIME: η / (1 + epoch / decay_epochs). STEP: η · decay_factor ^ ⌊epoch /
        decay_epochs⌋. The epoch is that of the record before the step.
    decay_epochs : int
        1 to 1,000,000,000.
    decay_factor : float
        Of STEP; above 0 and at most 1.
    patience : int
        A run on a plateau ends: one whose best loss fell by less than the fraction
        ``improvement`` over this many epochs. 0 never ends it. Which loss, ``watched`` says.
    improvement : float
        At least 0 and below 1.
    held : Held
        The parameter that stays as it is at the start; nothing from degree 2 on.
    degree : int
        Of the polynomial of one feature, 1 to 6; 1 is a line, or a plane over several features.
    columns : tuple of int or None
        Which features of the data are used, by their places, ascending; None for all of them.
    watched : Watched
        HELD_OUT: the loss over the held-out points; without any, no run ends on a plateau.

    Raises
    ------
    ValueError
        If a setting is out of range, or two exclude each other; the message is one sentence for
        the user.
    """

    learning_rate: float = 0.01
    max_epochs: int = 300
    tolerance: float = 1e-12
    optimizer: Optimizer = Optimizer.GRADIENT_DESCENT
    momentum: float = 0.9
    batch_size: int | None = None
    seed: int = 0
    l2: float = 0.0
    scaling: Scaling = Scaling.NONE
    decay: Decay = Decay.NONE
    decay_epochs: int = 100
    decay_factor: float = 0.5
    patience: int = 0
    improvement: float = 1e-4
    held: Held = Held.NOTHING
    degree: int = 1
    columns: tuple[int, ...] | None = None
    watched: Watched = Watched.LOSS

    def __post_init__(self) -> None:
        for spec in _CHECKED:
            value = getattr(self, spec.name)
            if value is not None:
                spec.check(value)
        if self.degree > 1 and self.held is not Held.NOTHING:
            raise ValueError(HOLDS_A_LINE)
        if self.columns is not None:
            self._check_columns(self.columns)

    def _check_columns(self, columns: tuple[int, ...]) -> None:
        is_ascending = all(one < next_one for one, next_one in pairwise(columns))
        if not columns or columns[0] < 0 or not is_ascending:
            raise ValueError(COLUMNS_REFUSAL)
        if self.degree > 1 and len(columns) > 1:
            raise ValueError(CURVE_OF_ONE)

    @property
    def is_standardised(self) -> bool:
        """Whether the descent sees features of mean 0 and standard deviation 1."""
        return self.scaling is Scaling.STANDARDISE

    @property
    def scaled_x(self) -> str:
        """The name of what the descent sees, such as "centred x"; empty for x itself."""
        return SCALED_X.get(self.scaling, "")

    def is_of_several(self, n_weights: int) -> bool:
        """Return whether a model of so many weights has several features, and not powers of x."""
        return self.degree == 1 and n_weights > 1

    def scaled_columns(self, n_weights: int) -> str:
        """Return what the descent sees: "centred x", or of several features "centred features".

        Empty where they are seen as they are.
        """
        names = SCALED_FEATURES if self.is_of_several(n_weights) else SCALED_X
        return names.get(self.scaling, "")

    def ends_on_plateau(self, n_held_out: int) -> bool:
        """Return whether a run may: on one of the held-out loss where points are held out."""
        return self.patience > 0 and (self.watched is Watched.LOSS or n_held_out > 0)

    def in_degree(self, degree: int) -> DescentConfig:
        """Return settings for another degree; for a curve in place of a line, ones that suit it.

        Powers are scaled, and the rate is one that cannot diverge without a penalty; an adaptive
        optimizer keeps its own. Back to a line only the degree changes.
        """
        if degree == 1 or self.degree > 1:
            return replace(self, degree=degree)
        return replace(self._for_many_columns(), degree=degree)

    def over_columns(self, columns: tuple[int, ...] | None, *, is_several: bool) -> DescentConfig:
        """Return settings for other features; for several in place of one, ones that suit them.

        There are no powers of several features. What suits them is what suits a curve.

        Parameters
        ----------
        columns : tuple of int or None
        is_several : bool
            Whether there are several in place of one.
        """
        if not is_several:
            return replace(self, columns=columns)
        return replace(self._for_many_columns(), columns=columns, degree=1)

    def _for_many_columns(self) -> DescentConfig:
        rate = self.learning_rate if self.optimizer.is_adaptive else RATE_OF_CURVES
        return replace(self, scaling=Scaling.STANDARDISE, held=Held.NOTHING, learning_rate=rate)

    def learning_rate_at(self, epoch: int) -> float:
        """Return η of the steps that follow the record of an epoch."""
        if self.decay is Decay.INVERSE_TIME:
            return self.learning_rate / (1.0 + epoch / self.decay_epochs)
        if self.decay is Decay.STEP:
            factor: float = self.decay_factor ** (epoch // self.decay_epochs)
            return self.learning_rate * factor
        return self.learning_rate

    def has_batches(self, n_samples: int) -> bool:
        """Return whether an epoch takes several steps, each of some of the points."""
        return self.steps_per_epoch(n_samples) > 1

    def steps_per_epoch(self, n_samples: int) -> int:
        """Return ⌈n / batch⌉: a last batch that is not full makes a step, too."""
        return 1 if self.batch_size is None else max(1, -(-n_samples // self.batch_size))
