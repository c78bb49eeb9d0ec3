"""The rule of each optimizer, written once, for any number of parameters.

The definitions and the constants are those of PyTorch's ``torch.optim`` (SGD, Adagrad, RMSprop,
Adam), which the tests hold them against step for step. With g the gradient and η the learning
rate, everything for each parameter by itself:

    gradient descent   θ ← θ − η·g
    momentum           v ← β·v + g;  θ ← θ − η·v               (heavy ball, Polyak 1964)
    Nesterov           v ← β·v + g;  θ ← θ − η·(g + β·v)       (Sutskever et al. 2013)
    AdaGrad            s ← s + g²;  θ ← θ − η·g/(√s + ε)       (Duchi et al. 2011)
    RMSProp            s ← α·s + (1 − α)·g²;  θ ← θ − η·g/(√s + ε)
    Adam               v ← β₁·v + (1 − β₁)·g;  s ← β₂·s + (1 − β₂)·g²;
                       θ ← θ − η·v̂/(√ŝ + ε)                    (Kingma and Ba 2015)

with v̂ = v/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) at step t. `RULES` states them as Python. The lines of
code beside the panes, the scripts, one step on arrays and the loops of the engine come from it.

A NumPy call takes a microsecond however small its arrays are, and a step on arrays needs some
twenty; the same step on Python's floats takes half a microsecond in all. So `step_loop` writes the
loop of an optimizer out for a given number of weights and compiles it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from linreg_gui.core.settings import Optimizer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ADAGRAD_EPSILON = 1e-10
RMSPROP_SMOOTHING = 0.99
RMSPROP_EPSILON = 1e-8
ADAM_SMOOTHING = 0.9
ADAM_SMOOTHING_OF_SQUARES = 0.999
ADAM_EPSILON = 1e-8


class Rule(NamedTuple):
    """The rule of an optimizer, as Python expressions.

    They use g, v, s and t as above, ``beta`` for the momentum, and the names of ``shares``.

    Attributes
    ----------
    direction : str
        What the learning rate multiplies.
    memory : tuple of (str, str)
        The names among v and s that the optimizer carries, and their new values.
    shares : tuple of (str, str)
        Names and values that all parameters have in common.
    """

    direction: str
    memory: tuple[tuple[str, str], ...] = ()
    shares: tuple[tuple[str, str], ...] = ()

    @property
    def has_velocity(self) -> bool:
        """Whether the optimizer carries v."""
        return "v" in dict(self.memory)

    @property
    def is_linear(self) -> bool:
        """Whether a step is linear in g and v: no squares are collected, and t does not matter."""
        return "s" not in dict(self.memory) and not self.shares


def _smoothed(name: str, smoothing: float, power: str = "") -> tuple[str, str]:
    return name, f"{smoothing} * {name} + (1 - {smoothing}) * g{power}"


_VELOCITY = ("v", "beta * v + g")

RULES: Mapping[Optimizer, Rule] = MappingProxyType(
    {
        Optimizer.GRADIENT_DESCENT: Rule("g"),
        Optimizer.MOMENTUM: Rule("v", (_VELOCITY,)),
        Optimizer.NESTEROV: Rule("(g + beta * v)", (_VELOCITY,)),
        Optimizer.ADAGRAD: Rule(f"g / (s**0.5 + {ADAGRAD_EPSILON})", (("s", "s + g**2"),)),
        Optimizer.RMSPROP: Rule(
            f"g / (s**0.5 + {RMSPROP_EPSILON})", (_smoothed("s", RMSPROP_SMOOTHING, "**2"),)
        ),
        # v and s begin at 0: without the shares the first steps would be too short.
        Optimizer.ADAM: Rule(
            f"v / v_share / ((s / s_share)**0.5 + {ADAM_EPSILON})",
            (_smoothed("v", ADAM_SMOOTHING), _smoothed("s", ADAM_SMOOTHING_OF_SQUARES, "**2")),
            (
                ("v_share", f"1 - {ADAM_SMOOTHING}**t"),
                ("s_share", f"1 - {ADAM_SMOOTHING_OF_SQUARES}**t"),
            ),
        ),
    }
)


class Memory(NamedTuple):
    """The memory of an optimizer from step to step.

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


class Position(NamedTuple):
    """The parameters and the memory of a descent at one record.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
    memory : Memory
    """

    parameters: NDArray[np.float64]
    memory: Memory

    @classmethod
    def at_rest(cls, parameters: ArrayLike) -> Position:
        """Make the position before the first step."""
        given = np.asarray(parameters, dtype=np.float64)
        return cls(given, Memory.empty(len(given)))


class StepSettings(NamedTuple):
    """The settings that the rule of a step uses."""

    learning_rate: float
    momentum: float


def optimizer_step(
    optimizer: Optimizer,
    settings: StepSettings,
    parameters: NDArray[np.float64],
    gradient: NDArray[np.float64],
    memory: Memory,
) -> tuple[NDArray[np.float64], Memory]:
    """Take one step on arrays.

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
        Both new; the arguments are unchanged.
    """
    t = memory.n_steps + 1
    direction, first, second = _array_rule(optimizer)(
        gradient, memory.first, memory.second, t, settings.momentum
    )
    return parameters - settings.learning_rate * direction, Memory(first, second, t)


def linear_rule(optimizer: Optimizer, momentum: float) -> NDArray[np.float64]:
    """Return the direction of a step and the next velocity by g (column 0) and v (column 1).

    Parameters
    ----------
    optimizer : Optimizer
        One whose rule is linear.
    momentum : float

    Returns
    -------
    ndarray, shape (2, 2)
    """
    rule = _array_rule(optimizer)
    return np.array([rule(g, v, 0.0, 1, momentum)[:2] for g, v in ((1.0, 0.0), (0.0, 1.0))]).T


LoopState = tuple[Any, ...]
"""The weights and the intercept; v of each; s of each; steps taken: floats and an int."""

StepLoop = Callable[[LoopState, Iterable[Any], Callable[[float], None], float], LoopState]
"""(state, steps, record, momentum) → the state after the last step.

Each step is (learning rate, mean_x …, mean_y, curvature …, pull …) as `step_loop_text` names
them; ``record`` receives every parameter after every step.
"""


@lru_cache(maxsize=64)
def step_loop(optimizer: Optimizer, n_features: int, held: int | None = None) -> StepLoop:
    """Compile the loop of an optimizer for a number of features."""
    loop: StepLoop = _compiled(step_loop_text(optimizer, n_features, held), "loop")
    return loop


def step_loop_text(optimizer: Optimizer, n_features: int, held: int | None = None) -> str:
    """Write the loop of an optimizer out in Python, on its floats.

    With x̄, ȳ the means of a batch, curvature = 2·(covariance + λ·1) and pull = curvature · best
    weights, the gradient is

        ∂b = 2·(x̄·w + b − ȳ),  ∂w = curvature·w − pull + x̄·∂b.

    Parameters
    ----------
    optimizer : Optimizer
    n_features : int
    held : int, optional
        The parameter that does not move, nor has a memory.

    Returns
    -------
    str
        A function ``loop``; parameter 0, 1, … are the weights, the last is the intercept.
    """
    rule, n = RULES[optimizer], n_features
    moving = [j for j in range(n + 1) if j != held]
    state = [f"{name}{j}" for name in "wvs" for j in range(n + 1)]
    inputs = [f"x{j}" for j in range(n)] + ["y"]
    inputs += [f"c{j}_{k}" for j in range(n) for k in range(j, n)] + [f"q{j}" for j in range(n)]
    products = " + ".join(f"x{j} * w{j}" for j in range(n))
    body = [f"g{n} = 2.0 * ({products} + w{n} - y)"]
    for j in range(n):
        bent = " + ".join(f"c{min(j, k)}_{max(j, k)} * w{k}" for k in range(n))
        body.append(f"g{j} = {bent} - q{j} + x{j} * g{n}")
    body.append("t += 1")
    for name, text in rule.memory:
        body += [f"{name}{j} = {_on_floats(text, j)}" for j in moving]
    body += [f"{name} = {text}" for name, text in rule.shares]
    body += [f"w{j} -= rate * ({_on_floats(rule.direction, j)})" for j in moving]
    body += [f"record(w{j})" for j in range(n + 1)]
    lines = "".join(f"        {line}\n" for line in body)
    names = ", ".join([*state, "t"])
    return (
        "def loop(state, steps, record, beta):\n"
        f"    {names} = state\n"
        f"    for rate, {', '.join(inputs)} in steps:\n"
        f"{lines}"
        f"    return {names}\n"
    )


def renamed(expression: str, names: Mapping[str, str]) -> str:
    """Put other names in place of those an expression uses."""
    return re.sub(r"\b[a-z_]+\b", lambda match: names.get(match[0], match[0]), expression)


def _on_floats(expression: str, j: int) -> str:
    """Write the expression for parameter j, by multiplication and sqrt: both are faster than **."""
    return renamed(_with_roots(expression), {name: f"{name}{j}" for name in "gvs"})


def _with_roots(expression: str) -> str:
    rooted = re.sub(r"(\w+|\([^()]*\))\*\*0\.5", r"sqrt(\1)", expression)
    return rooted.replace("g**2", "g * g")


@lru_cache(maxsize=16)
def _array_rule(optimizer: Optimizer) -> Callable[..., Any]:
    rule = RULES[optimizer]
    lines = [f"{name} = {_with_roots(text)}" for name, text in (*rule.memory, *rule.shares)]
    body = "".join(f"    {line}\n" for line in lines)
    text = f"def step(g, v, s, t, beta):\n{body}    return {_with_roots(rule.direction)}, v, s\n"
    step: Callable[..., Any] = _compiled(text, "step")
    return step


def _compiled(text: str, name: str) -> Callable[..., Any]:
    """Execute a text made of `RULES` alone: no input of the user gets into it."""
    scope: dict[str, Any] = {"sqrt": math.sqrt if name == "loop" else np.sqrt}
    exec(text, scope)  # noqa: S102
    made: Callable[..., Any] = scope[name]
    return made
