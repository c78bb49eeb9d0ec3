"""A loss over many parameters as the loss surface draws it: a cut over two of them is a bowl.

With F = [[root, 0], [mean_x, 1]] the excess loss is |F·(θ − θ*)|². Let S be the pair that is drawn
and O the other parameters. The columns F_S and F_O, and t = F·θ*, give

    others as they are   |F_S·θ_S + F_O·θ_O − t|²      with θ_O held
    others at their best |(1 − P)·F_S·(θ_S − θ*_S)|²   with P the projection onto the span of F_O

The second root is that of the Schur complement of H_OO (Golub and Van Loan, *Matrix Computations*,
section 3.2.6); nothing is subtracted from a square, so no digits cancel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.bowl import Bowl
from linreg_gui.core.centred_qr import RELATIVE_ROUNDING, column_scale, quietly

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

Pair = tuple[int, int]
"""Two different places among the parameters: the one drawn across and the one drawn upwards."""
WHOLE: Pair = (0, 1)
"""Slope and intercept of a line."""
TIE = 9
"""Decimals in which two parts of a direction are compared; the rest is rounding."""


class Others(Enum):
    """The values of the parameters that a cut does not draw."""

    AS_THEY_ARE = "as they are now"
    AT_BEST = "at their best"


@dataclass(frozen=True, eq=False)
class SurfaceCut:
    """Two parameters of a loss and the bowl over them; made by `cut_through`.

    Attributes
    ----------
    bowl : Bowl
    pair : tuple of int
    others : Others
    parameters : ndarray, shape (n_features + 1,)
        Those at the centre of the bowl.
    rounding_excess : float
        An excess loss this small is rounding.
    answer : ndarray, shape (n_features + 1, 2), or None
        By what the others change where the pair changes; None where they stay.
    """

    bowl: Bowl
    pair: Pair
    others: Others
    parameters: NDArray[np.float64]
    rounding_excess: float = 0.0
    answer: NDArray[np.float64] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there are no other parameters."""
        return len(self.parameters) == len(self.pair)

    def places(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return the pair of parameters, shape (..., n_features + 1), as shape (..., 2).

        Nothing is copied.
        """
        given = np.asarray(parameters, dtype=np.float64)
        first, second = self.pair
        return given if self.is_whole else given[..., first :: second - first][..., :2]

    def value(self, place: ArrayLike) -> float:
        """Return the loss at a place of the cut; an excess that is rounding counts as none."""
        excess = float(self.bowl.excess_values(place))
        return self.bowl.floor + (excess if excess > self.rounding_excess else 0.0)

    def lift(self, place: ArrayLike) -> NDArray[np.float64]:
        """Return the parameters at a place of the cut, shape (n_features + 1,)."""
        lifted = self.parameters.copy()
        if self.answer is not None:
            lifted += self.answer @ (np.asarray(place, dtype=np.float64) - self.bowl.centre)
        lifted[list(self.pair)] = place
        return lifted


def cut_through(
    loss: QuadraticLoss,
    parameters: ArrayLike,
    pair: Pair = WHOLE,
    others: Others = Others.AS_THEY_ARE,
) -> SurfaceCut:
    """Cut a loss over a pair of its parameters; the loss of a line is left whole.

    Parameters
    ----------
    loss : QuadraticLoss
    parameters : array_like, shape (n_features + 1,)
        Where the others are; of no account where they are at their best.
    pair : tuple of int
    others : Others
    """
    if loss.n_features == 1:
        return SurfaceCut(loss.bowl, WHOLE, others, loss.minimum_parameters)
    if others is Others.AT_BEST:
        return _cut_at_best(loss, pair)
    return _cut_as_they_are(loss, np.asarray(parameters, dtype=np.float64), pair)


@quietly
def _cut_as_they_are(
    loss: QuadraticLoss, parameters: NDArray[np.float64], pair: Pair
) -> SurfaceCut:
    columns = loss.whole_root[:, list(pair)]
    lower = _Lower.of(columns, np.linalg.norm(columns, axis=0))
    kept = parameters.copy()
    kept[list(pair)] = 0.0
    away = parameters - loss.minimum_parameters
    away[list(pair)] = 0.0
    with np.errstate(all="ignore"):
        rest = loss.whole_root @ away
        along = lower.base.T @ rest
        missed = rest - lower.base @ along
        missed -= lower.base @ (lower.base.T @ missed)
        centre = loss.minimum_parameters[list(pair)] - lower.solve(along)
        height = float(lower.base[:, 1] @ (_target(loss) - loss.whole_root @ kept))
        floor = loss.minimum_value + float(missed @ missed)
    kept[list(pair)] = centre
    bowl = Bowl(frozen(centre), frozen(lower.root), height, floor)
    return SurfaceCut(bowl, pair, Others.AS_THEY_ARE, frozen(kept), loss.rounding_excess)


@quietly
def _cut_at_best(loss: QuadraticLoss, pair: Pair) -> SurfaceCut:
    whole, drawn = loss.whole_root, list(pair)
    columns = whole[:, drawn]
    rest = [k for k in range(len(whole)) if k not in pair]
    scale = column_scale(whole[:, rest])
    left, sizes, right = np.linalg.svd(whole[:, rest] / scale, full_matrices=False)
    counts = sizes > RELATIVE_ROUNDING * math.sqrt(len(whole))
    base = left[:, counts]
    along = base.T @ columns
    beyond = columns - base @ along
    beyond -= base @ (base.T @ beyond)  # once more: what remains may be small beside the columns
    lower = _Lower.of(beyond, np.linalg.norm(columns, axis=0))
    answer = np.zeros((len(whole), 2))
    answer[rest] = -(right[counts].T @ (along / sizes[counts, np.newaxis])) / scale[:, np.newaxis]
    best = loss.minimum_parameters
    height = float(lower.base[:, 1] @ _target(loss))
    bowl = Bowl(frozen(best[drawn]), frozen(lower.root), height, loss.minimum_value)
    return SurfaceCut(bowl, pair, Others.AT_BEST, best, loss.rounding_excess, frozen(answer))


def _target(loss: QuadraticLoss) -> NDArray[np.float64]:
    """Return t = F·θ*, without the rounding of that product."""
    return np.append(loss.solution.projection, loss.mean_y)


class _Lower(NamedTuple):
    """Two columns as base · root, with orthonormal columns and a lower triangle.

    Attributes
    ----------
    base : ndarray, shape (n, 2)
        A column is 0 where the root has no diagonal entry for it.
    root : ndarray, shape (2, 2)
    """

    base: NDArray[np.float64]
    root: NDArray[np.float64]

    @classmethod
    def of(cls, columns: NDArray[np.float64], lengths: NDArray[np.float64]) -> _Lower:
        """Factorise columns; what is rounding beside the lengths is exactly 0."""
        smallest = RELATIVE_ROUNDING * math.sqrt(len(columns)) * lengths
        sizes = np.linalg.norm(columns, axis=0)
        first, second = np.where(sizes > smallest, columns, 0.0).T
        base, root = np.zeros_like(columns), np.zeros((2, 2))
        if second.any():
            base[:, 1], root[1, 1] = second / sizes[1], sizes[1]
        elif first.any():
            # A trough along the second parameter: the first one alone counts.
            base[:, 1] = first / sizes[0]
        root[1, 0] = base[:, 1] @ first
        beyond = first - base[:, 1] * root[1, 0]
        beyond -= base[:, 1] * (base[:, 1] @ beyond)
        size = float(np.linalg.norm(beyond))
        if size > smallest[0]:
            base[:, 0], root[0, 0] = beyond / size, size
        return cls(base, root)

    def solve(self, along: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the shortest place with root · place = along, as far as it can be reached."""
        (a, _), (c, d) = self.root.tolist()
        if a > 0.0:
            first = along[0] / a
            return np.array([first, (along[1] - c * first) / d])
        square = c * c + d * d
        return self.root[1] * (along[1] / square) if square > 0.0 else np.zeros(2)


def pair_within(loss: QuadraticLoss, pair: Pair | None) -> Pair:
    """Return a pair of parameters that a loss has; the slow pair in place of any other."""
    if pair is None or max(pair) > loss.n_features:
        return slow_pair(loss)
    return pair


@quietly
def slow_pair(loss: QuadraticLoss) -> Pair:
    """Return the two parameters that a descent over scaled features is slowest to tell apart.

    They have the largest parts in the direction of the smallest curvature, the features scaled
    to a length of 1. A penalty is left out of account. Of parts that are alike the first count.
    """
    n_features = loss.n_features
    if n_features == 1:
        return WHOLE
    known = np.flatnonzero(loss.data.is_informative)
    parts = np.zeros(n_features)
    if known.size:
        root = loss.unpenalised.solution.root[:, known]
        _, sizes, right = np.linalg.svd(root / np.linalg.norm(root, axis=0))
        sizes = np.append(sizes, np.zeros(len(right) - len(sizes)))
        # Directions that are equally slow are one space, with no direction of its own.
        is_slow = sizes <= sizes.min() + RELATIVE_ROUNDING * math.sqrt(n_features)
        parts[known] = np.round(np.sum(right[is_slow] ** 2, axis=0), TIE)
    first, second = sorted(np.argsort(-parts, kind="stable")[:2].tolist())
    return first, second
