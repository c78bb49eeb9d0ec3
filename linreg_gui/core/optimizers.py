"""What each optimizer does with a gradient, written to be read, for any number of parameters.

The definitions and the constants are those of PyTorch's ``torch.optim`` (SGD, Adagrad, RMSprop,
Adam), which the tests hold them against step for step. With g the gradient and η the learning
rate, everything taken for each parameter by itself:

    gradient descent   θ ← θ − η·g
    momentum           v ← β·v + g;  θ ← θ − η·v               (heavy ball, Polyak 1964)
    Nesterov           v ← β·v + g;  θ ← θ − η·(g + β·v)       (Sutskever et al. 2013)
    AdaGrad            s ← s + g²;  θ ← θ − η·g/(√s + ε)       (Duchi et al. 2011)
    RMSProp            s ← α·s + (1 − α)·g²;  θ ← θ − η·g/(√s + ε)
    Adam               v ← β₁·v + (1 − β₁)·g;  s ← β₂·s + (1 − β₂)·g²;
                       θ ← θ − η·v̂/(√ŝ + ε)                    (Kingma and Ba 2015)

with v̂ = v/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) at step t. The fast path for a line does the same
sums on plain floats in ``core.line_steps``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.descent_config import Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

ADAGRAD_EPSILON = 1e-10
RMSPROP_SMOOTHING = 0.99
RMSPROP_EPSILON = 1e-8
ADAM_SMOOTHING = 0.9
ADAM_SMOOTHING_OF_SQUARES = 0.999
ADAM_EPSILON = 1e-8


class Memory(NamedTuple):
    """What an optimizer carries from step to step.

    Attributes
    ----------
    first : ndarray, shape (n_features + 1,)
        v above: the velocity of momentum and Nesterov, Adam's mean gradient; else 0.
    second : ndarray, shape (n_features + 1,)
        s above: the squares that AdaGrad, RMSProp and Adam collect; else 0.
    n_steps : int
        Steps taken so far.
    """

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    n_steps: int

    @classmethod
    def empty(cls, n_parameters: int) -> Memory:
        """Make the memory before the first step."""
        return cls(np.zeros(n_parameters), np.zeros(n_parameters), 0)


class StepSettings(NamedTuple):
    """What a step takes besides the gradient.

    Attributes
    ----------
    learning_rate, momentum : float
    """

    learning_rate: float
    momentum: float


def optimizer_step(
    optimizer: Optimizer,
    settings: StepSettings,
    parameters: NDArray[np.float64],
    gradient: NDArray[np.float64],
    memory: Memory,
) -> tuple[NDArray[np.float64], Memory]:
    """Take one step.

    Parameters
    ----------
    optimizer : Optimizer
    settings : StepSettings
    parameters, gradient : ndarray, shape (n_features + 1,)
    memory : Memory

    Returns
    -------
    parameters : ndarray, shape (n_features + 1,)
    memory : Memory
        Both new; what was given is unchanged.
    """
    memory = memory._replace(n_steps=memory.n_steps + 1)
    direction, memory = _DIRECTIONS[optimizer](gradient, memory, settings.momentum)
    return parameters - settings.learning_rate * direction, memory


_Directed = tuple["NDArray[np.float64]", Memory]


def _gradient(gradient: NDArray[np.float64], memory: Memory, _momentum: float) -> _Directed:
    return gradient, memory


def _heavy_ball(gradient: NDArray[np.float64], memory: Memory, momentum: float) -> _Directed:
    velocity = momentum * memory.first + gradient
    return velocity, memory._replace(first=velocity)


def _nesterov(gradient: NDArray[np.float64], memory: Memory, momentum: float) -> _Directed:
    velocity = momentum * memory.first + gradient
    return gradient + momentum * velocity, memory._replace(first=velocity)


def _adagrad(gradient: NDArray[np.float64], memory: Memory, _momentum: float) -> _Directed:
    squares = memory.second + gradient * gradient
    return gradient / (np.sqrt(squares) + ADAGRAD_EPSILON), memory._replace(second=squares)


def _rmsprop(gradient: NDArray[np.float64], memory: Memory, _momentum: float) -> _Directed:
    fresh = (1.0 - RMSPROP_SMOOTHING) * gradient * gradient
    squares = RMSPROP_SMOOTHING * memory.second + fresh
    return gradient / (np.sqrt(squares) + RMSPROP_EPSILON), memory._replace(second=squares)


def _adam(gradient: NDArray[np.float64], memory: Memory, _momentum: float) -> _Directed:
    mean = ADAM_SMOOTHING * memory.first + (1.0 - ADAM_SMOOTHING) * gradient
    fresh = (1.0 - ADAM_SMOOTHING_OF_SQUARES) * gradient * gradient
    squares = ADAM_SMOOTHING_OF_SQUARES * memory.second + fresh
    # Both begin at 0, so the first steps would be too short without this.
    mean_share = 1.0 - ADAM_SMOOTHING**memory.n_steps
    squares_share = 1.0 - ADAM_SMOOTHING_OF_SQUARES**memory.n_steps
    size = np.sqrt(squares / squares_share) + ADAM_EPSILON
    return mean / mean_share / size, memory._replace(first=mean, second=squares)


_DIRECTIONS: Mapping[Optimizer, Callable[[NDArray[np.float64], Memory, float], _Directed]] = {
    Optimizer.GRADIENT_DESCENT: _gradient,
    Optimizer.MOMENTUM: _heavy_ball,
    Optimizer.NESTEROV: _nesterov,
    Optimizer.ADAGRAD: _adagrad,
    Optimizer.RMSPROP: _rmsprop,
    Optimizer.ADAM: _adam,
}
