"""The loss where one parameter is held: the descent moves the others alone.

A held parameter is a column removed. With F = [[root, 0], [mean_x, 1]] the excess loss over the
smallest one of all is |F·(θ − θ*)|². Its least value at θ_h = v is taken where F_f·(θ_f − θ*_f)
comes nearest to −f·δ, with f the column of the held parameter, F_f the other columns and δ = v −
θ*_h. The part of f·δ that they do not reach is what holding costs: the smallest loss is larger by
its square. All of these are sums of squares: no digits cancel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import (
    EPSILON,
    RELATIVE_ROUNDING,
    column_scale,
    largest_rounding,
    quietly,
)
from linreg_gui.core.quadratic_loss import QuadraticLoss

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.bowl import Bowl


@dataclass(frozen=True, eq=False)
class HeldLoss(QuadraticLoss):
    """A loss of which one parameter does not move; made by `with_held`.

    Values are those of the loss as it is. Minimum, gradient, excess and axes are those of the
    parameters that move.

    Attributes
    ----------
    whole : QuadraticLoss
        The loss with nothing held.
    held : int
    held_at : float
        The value of the held parameter.
    """

    whole: QuadraticLoss = field(kw_only=True)
    held: int = field(kw_only=True)
    held_at: float = field(kw_only=True)
    _reach: _Reach = field(kw_only=True)

    def with_penalty(self, l2: float) -> HeldLoss:
        """Return the same with another penalty; what is held stays held."""
        return with_held(self.whole.with_penalty(l2), self.held, self.held_at)

    def of_run(self, start: ArrayLike) -> HeldLoss:
        """Return the loss with the parameter held at the value of a start."""
        value = float(np.asarray(start)[self.held])
        if value == self.held_at:
            return self
        without = self._unpenalised and self._unpenalised.of_run(start)
        # What the others can reach does not depend on the value: it is worked out once.
        return replace(self, held_at=value, _unpenalised=without)

    def held_in(self, other: QuadraticLoss) -> QuadraticLoss:
        """Return another loss over the same parameters with the same parameter held."""
        return with_held(other, self.held, self.held_at)

    @property
    def minimum_value(self) -> float:
        """The smallest loss with the parameter held; one that is rounding is exactly 0."""
        return self._best.value

    @property
    def minimum_parameters(self) -> NDArray[np.float64]:
        """The best fit with the parameter held; the one of smallest norm if there are many."""
        return self._best.parameters

    @cached_property
    @quietly
    def _best(self) -> _Best:
        reach, weights = self._reach, self.solution.weights
        if self.held == self.n_features:
            offset = self._height_of_held(weights)
            # Held where it is best of all, exact weights stay as they are.
            moving = reach.best(self.held_at) if offset else reach.shortest(weights)
            parameters = np.append(moving, self.held_at)
        else:
            # The intercept moves: the best line of any weights passes through the centre.
            offset = self.held_at - float(weights[self.held])
            weights = np.insert(reach.best(self.held_at), self.held, self.held_at)
            parameters = np.append(weights, self.mean_y - self.mean_x @ weights)
        value = self.solution.minimum + reach.missed * offset * offset
        zero = largest_rounding(self.mean_y, math.sqrt(self.variance_y))
        if not self.l2 and math.sqrt(value) <= zero:
            value = 0.0
        return _Best(frozen(parameters), value, 2.0 * reach.missed * offset)

    def _height_of_held(self, weights: NDArray[np.float64]) -> float:
        """Return how far the held intercept is above the best one; what is rounding is 0."""
        rise = float(self.mean_x @ weights)
        offset = self.held_at - (self.mean_y - rise)
        size = max(abs(self.mean_y), abs(rise), abs(self.held_at))
        return 0.0 if abs(offset) <= 2.0 * EPSILON * size else offset

    def excess_values(self, parameters_array: ArrayLike) -> NDArray[np.float64]:
        """Return how much the loss exceeds its minimum, to full precision on the held line.

        Beside the held line it may be less than 0. The shapes are those of `values`.
        """
        given = np.asarray(parameters_array, dtype=np.float64)
        with np.errstate(all="ignore"):
            away = given - self.minimum_parameters
            weights = away[..., :-1]
            height = weights @ self.mean_x + away[..., -1]
            spreads = weights @ self.solution.root.T
            excess = np.sum(spreads * spreads, axis=-1) + height * height
            beside = given[..., self.held] - self.held_at
            return np.asarray(
                np.where(beside == 0.0, excess, excess + self._best.steepness * beside)
            )

    def gradient(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return the derivative by the parameters that move, and 0 for the held one.

        The shapes are those of `QuadraticLoss.gradient`.
        """
        with np.errstate(all="ignore"):
            away = np.asarray(parameters, dtype=np.float64) - self.minimum_parameters
            height = away[:-1] @ self.mean_x + away[-1]
            slopes = self.curvature @ away[:-1] + self.mean_x * height
            gradient = 2.0 * np.append(slopes, height)
            gradient[self.held] = 0.0
            return gradient

    @cached_property
    @quietly
    def hessian(self) -> NDArray[np.float64]:
        """The derivative of `gradient` by all parameters: a row of 0 for the held one."""
        hessian = self.whole.hessian.copy()
        hessian[self.held] = 0.0
        return frozen(hessian)

    @property
    def is_degenerate(self) -> bool:
        """Whether infinitely many lines fit best among those with the parameter held."""
        return self._reach.n_flat > 0

    @property
    def has_slow_part(self) -> bool:
        """Never: of a line a single parameter moves, so there is one axis."""
        return False

    @cached_property
    def bowl(self) -> Bowl:
        """The loss as the loss surface draws it, as it is: the held line is a cut through it."""
        return self.whole.bowl

    @property
    def _spectrum(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._reach.spectrum


def with_held(loss: QuadraticLoss, held: int, value: float) -> HeldLoss:
    """Hold a parameter of a loss.

    Parameters
    ----------
    loss : QuadraticLoss
        With nothing held.
    held : int
        The place of the parameter: that of a weight, or n_features for the intercept.
    value : float
        What it is held at.
    """
    without = loss.unpenalised
    unpenalised = None if without is loss else with_held(without, held, value)
    parts = loss.data, loss.solution, loss.l2, unpenalised
    reach = _Reach.of(loss, held)
    return HeldLoss(*parts, whole=loss, held=held, held_at=value, _reach=reach)


class _Best(NamedTuple):
    """The best fit with a parameter held.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
    value : float
        The loss there.
    steepness : float
        The derivative of the loss by the held parameter there.
    """

    parameters: NDArray[np.float64]
    value: float
    steepness: float


@dataclass(frozen=True, eq=False)
class _Reach:
    """The least squares of the weights that move, for a parameter held at any value.

    Attributes
    ----------
    held : int
    root : ndarray, shape (n_features + 1, n_features + 1)
        F.
    moving : ndarray, shape (n_rows, n_moving)
        The columns of the weights that move.
    column, target : ndarray, shape (n_rows,)
        That of the held parameter, and what all columns together come nearest to.
    inverse : ndarray, shape (n_moving, n_rows)
        Takes what the weights that move are to reach to the best of them.
    missed : float
        The square of the part of the held column that they do not reach.
    flat : ndarray, shape (n_moving, n_flat)
        Orthonormal directions in which the loss does not change.
    """

    held: int
    root: NDArray[np.float64]
    moving: NDArray[np.float64]
    column: NDArray[np.float64]
    target: NDArray[np.float64]
    inverse: NDArray[np.float64]
    missed: float
    flat: NDArray[np.float64]

    @property
    def n_flat(self) -> int:
        return len(self.flat.T)

    @cached_property
    @quietly
    def spectrum(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The axes among the parameters that move, after the held one with a curvature of 0."""
        n = len(self.root)
        _, sizes, right = np.linalg.svd(np.delete(self.root, self.held, axis=1))
        curvatures = np.append(0.0, 2.0 * sizes[::-1] ** 2)
        curvatures[1 : 1 + self.n_flat] = 0.0
        vectors = np.zeros((n, n))
        vectors[self.held, 0] = 1.0
        vectors[np.arange(n) != self.held, 1:] = right[::-1].T
        return frozen(curvatures), frozen(vectors)

    @np.errstate(over="ignore", invalid="ignore")  # held beyond all numbers the data can have
    def best(self, held_at: float) -> NDArray[np.float64]:
        """Return the best weights that move, the shortest ones if there are many.

        They are not the best of all less what holding changes: far from x = 0 a slope held through
        the origin is a small difference of such two. What is missed corrects them once.
        """
        wanted = self.target - self.column * held_at
        found = self.inverse @ wanted
        found = found + self.inverse @ (wanted - self.moving @ found)
        return self.shortest(found)

    def shortest(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the shortest ones with the same loss as weights that move."""
        return np.asarray(weights - self.flat @ (self.flat.T @ weights))

    @classmethod
    @quietly
    def of(cls, loss: QuadraticLoss, held: int) -> _Reach:
        """Project the column of a parameter onto those of the weights that move.

        With a weight held the intercept moves, and the mean of the residuals is 0: what is left to
        minimise is |root · u|² alone.
        """
        n = loss.n_features
        whole, target = loss.whole_root, loss.solution.projection
        if held == n:
            column, moving, target = whole[:, n], whole[:, :n], np.append(target, loss.mean_y)
        else:
            column, moving = whole[:-1, held], np.delete(whole[:-1, :n], held, axis=1)
        parts = held, whole, moving, column, target
        if not moving.shape[1]:
            return cls(*parts, np.empty((0, n)), float(column @ column), np.empty((0, 0)))
        scale = column_scale(moving)
        left, sizes, right = np.linalg.svd(moving / scale, full_matrices=False)
        counts = sizes > RELATIVE_ROUNDING * math.sqrt(n)
        base = left[:, counts]
        rest = column - base @ (base.T @ column)
        rest = rest - base @ (base.T @ rest)  # once more: what remains is small beside the column
        inverse = right[counts].T @ (base / sizes[counts]).T / scale[:, np.newaxis]
        flat = np.linalg.qr(right[~counts].T / scale[:, np.newaxis])[0]
        missed = float(rest @ rest)
        if len(column) == 2 and base.size:
            # Of x far from 0 the columns are almost parallel: a difference would lose its digits.
            (a,), (b,) = moving.tolist()
            missed = float(((a * column[1] - b * column[0]) / math.hypot(a, b)) ** 2)
        return cls(*parts, inverse, missed, flat)
