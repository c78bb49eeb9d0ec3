"""The settings of a descent, and the reasons for which one ends.

Free of numpy: the command line reads it before any package is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.numbers import format_value

SMALLEST_LEARNING_RATE = 1e-300
LARGEST_LEARNING_RATE = 1e300
LARGEST_PENALTY = 1e150
LARGEST_SEED = 2**63 - 1
MOST_EPOCHS = 1_000_000_000


class Optimizer(Enum):
    """How a step is made of gradients; the definitions are in ``core.optimizers``."""

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
    def has_memory(self) -> bool:
        """Whether a step depends on earlier gradients, and not on the present one alone."""
        return self is not Optimizer.GRADIENT_DESCENT


class Decay(Enum):
    """How the learning rate falls in the course of a run."""

    NONE = "none"
    INVERSE_TIME = "inverse_time"
    STEP = "step"


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
    is_standardised : bool
        Whether the descent sees features of mean 0 and standard deviation 1.
    decay : Decay
        INVERSE_TIME: η / (1 + epoch / decay_epochs). STEP: η · decay_factor ^ ⌊epoch /
        decay_epochs⌋. The epoch is that of the record before the step.
    decay_epochs : int
        1 to 1,000,000,000.
    decay_factor : float
        Of STEP; above 0 and at most 1.
    patience : int
        A run on a plateau ends: one whose best loss fell by less than the fraction
        ``improvement`` over this many epochs. 0 never ends it.
    improvement : float
        At least 0 and below 1.

    Raises
    ------
    ValueError
        If a setting is out of range; the message is one sentence for the user.
    """

    learning_rate: float = 0.01
    max_epochs: int = 300
    tolerance: float = 1e-12
    optimizer: Optimizer = Optimizer.GRADIENT_DESCENT
    momentum: float = 0.9
    batch_size: int | None = None
    seed: int = 0
    l2: float = 0.0
    is_standardised: bool = False
    decay: Decay = Decay.NONE
    decay_epochs: int = 100
    decay_factor: float = 0.5
    patience: int = 0
    improvement: float = 1e-4

    def __post_init__(self) -> None:
        if not SMALLEST_LEARNING_RATE <= self.learning_rate <= LARGEST_LEARNING_RATE:
            shown = format_value(self.learning_rate)
            raise ValueError(f"Learning rate {shown} is outside 1e-300 to 1e300.")
        _check_fraction("tolerance", self.tolerance)
        _check_fraction("momentum", self.momentum)
        _check_fraction("improvement", self.improvement)
        if not 0.0 <= self.l2 <= LARGEST_PENALTY:
            raise ValueError("The penalty must be from 0 to 1e150.")
        if not 0.0 < self.decay_factor <= 1.0:
            raise ValueError("The decay factor must be more than 0 and at most 1.")
        _check_count("Epochs", self.max_epochs, 1)
        _check_count("The epochs of the decay", self.decay_epochs, 1)
        _check_count("The patience", self.patience, 0)
        _check_count("The seed", self.seed, 0, LARGEST_SEED)
        if self.batch_size is not None:
            _check_count("The batch size", self.batch_size, 1)

    def learning_rate_at(self, epoch: int) -> float:
        """Return η of the steps that follow the record of an epoch."""
        if self.decay is Decay.INVERSE_TIME:
            return self.learning_rate / (1.0 + epoch / self.decay_epochs)
        if self.decay is Decay.STEP:
            factor: float = self.decay_factor ** (epoch // self.decay_epochs)
            return self.learning_rate * factor
        return self.learning_rate

    def steps_per_epoch(self, n_samples: int) -> int:
        """Return ⌈n / batch⌉: a last batch that is not full makes a step, too."""
        return 1 if self.batch_size is None else max(1, -(-n_samples // self.batch_size))


def _check_fraction(name: str, value: float) -> None:
    if not 0.0 <= value < 1.0:
        raise ValueError(f"The {name} must be at least 0 and less than 1.")


def _check_count(name: str, value: int, least: int, most: int = MOST_EPOCHS) -> None:
    if not least <= value <= most or value != int(value):
        raise ValueError(f"{name} must be a whole number from {least} to {most:,}.")
