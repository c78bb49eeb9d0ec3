"""Models in the data's units, and places on the loss surface."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from linreg_gui.core.objective import Objective


Columns = tuple[int, ...]
"""Which features of the data a model is over: their places, ascending."""


class Curve(tuple[float, ...]):  # noqa: SLOT001 (a tuple has no slots; there is a centre)
    """A polynomial in the data's units: the start of a descent, or a model that is shown.

    As a tuple it is its coefficients: those of x − centre, (x − centre)² and so on, then the
    constant. About a centre near the data no digits are lost on the way to parameters and back.
    """

    centre: float = 0.0
    is_line = False
    """Whether it is a straight line over one feature, with a slope and an intercept."""

    def __new__(cls, coefficients: Iterable[float], centre: float = 0.0) -> Self:
        """Make a curve of degree 2 or more; of degree 1 there are `Line` and `Plane`."""
        made = super().__new__(cls, coefficients)
        made.centre = centre
        return made

    @staticmethod
    def made(coefficients: Iterable[float], degree: int = 1, centre: float = 0.0) -> "Curve":
        """Return the model of a degree: a curve, or of degree 1 a line or a plane."""
        given = tuple(coefficients)
        if degree > 1:
            return Curve(given, centre)
        return Line(*given) if len(given) == 2 else Plane(given)

    @staticmethod
    def of(objective: "Objective", parameters: ArrayLike) -> "Curve":
        """Return the model of parameters that a descent moves."""
        (curve,) = Curve.each_of(objective, np.asarray(parameters)[np.newaxis])
        return curve

    @staticmethod
    def each_of(objective: "Objective", rows: "ArrayLike") -> "list[Curve]":
        """Return the model of each row of parameters, shape (n, n_parameters)."""
        centre = objective.centre
        found = objective.to_data_units(rows, centre).tolist()
        return [Curve.made(coefficients, objective.degree, centre) for coefficients in found]

    def on(self, objective: "Objective") -> NDArray[np.float64]:
        """Return the parameters of the model, in the degree of an objective."""
        curve = self.of_degree(objective.degree)
        return objective.from_data_units(curve, curve.centre)

    @property
    def degree(self) -> int:
        """The highest power of x."""
        return len(self) - 1

    @property
    def slope(self) -> float:
        """The coefficient of x − centre; of a line its slope."""
        return self[0]

    @property
    def intercept(self) -> float:
        """The constant; of a line its height at x = 0."""
        return self[-1]

    def values(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ŷ at places x, by Horner's rule; not finite, unwarned, out of the float range."""
        with np.errstate(all="ignore"):
            return _horner(self, x - self.centre)

    @staticmethod
    def values_of_each(curves: "Sequence[Curve]", x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ŷ of curves of one degree and centre at places x, shape (n_curves, len(x))."""
        with np.errstate(all="ignore"):
            return _horner(np.array(curves).T[..., np.newaxis], x - curves[0].centre)

    def of_degree(self, degree: int) -> "Curve":
        """Return the same polynomial in another degree: higher powers are 0, or are dropped."""
        if degree == self.degree:
            return self
        *weights, constant = self
        if degree > 1:
            weights = (weights + [0.0] * degree)[:degree]
            return Curve((*weights, constant), self.centre)
        return Line(self.slope, constant - self.slope * self.centre)

    def over(self, before: Columns, after: Columns) -> "Curve":
        """Return the same model over other features, without powers.

        A feature that is new has the weight 0; the weight of one that is left out is dropped.

        Parameters
        ----------
        before, after : tuple of int
            The features it is over now, and those it is to be over.
        """
        if before == after:
            return self
        *weights, constant = self.of_degree(1)
        known = dict(zip(before, weights, strict=True))
        return Curve.made((*(known.get(column, 0.0) for column in after), constant))

    def __eq__(self, other: object) -> bool:
        is_same = tuple.__eq__(self, other)
        return self.centre == getattr(other, "centre", 0.0) if is_same is True else is_same

    def __ne__(self, other: object) -> bool:
        is_same = self.__eq__(other)
        return is_same if is_same is NotImplemented else not is_same

    __hash__ = tuple.__hash__


class Line(Curve):
    """A curve of degree 1: the straight line ŷ = slope·x + intercept."""

    is_line = True

    def __new__(cls, slope: float, intercept: float) -> Self:
        """Make a line; both may also be given by name."""
        return tuple.__new__(cls, (slope, intercept))


class Plane(Curve):
    """A model of degree 1 over several features: ŷ = w₁·x₁ + … + w_p·x_p + b.

    As a tuple it is the weights, then the intercept.
    """

    def __new__(cls, coefficients: Iterable[float]) -> Self:
        """Make a plane."""
        return tuple.__new__(cls, coefficients)

    @property
    def degree(self) -> int:
        """The highest power of a feature: 1."""
        return 1

    def values(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ŷ of points; not finite, unwarned, out of the float range.

        Parameters
        ----------
        x : ndarray, shape (n, p)
            Their features.
        """
        with np.errstate(all="ignore"):
            found: NDArray[np.float64] = x @ np.array(self[:-1]) + self[-1]
            return found


def _horner(
    weights: "Sequence[float] | NDArray[np.float64]", away: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a polynomial; the weights are those of ascending powers, then the constant."""
    found = weights[-2] * away
    for weight in weights[-3::-1]:
        found = (found + weight) * away
    return np.asarray(found + weights[-1])


ZERO_LINE = Line(0.0, 0.0)
Parameters = tuple[float, ...]
"""The parameters of a descent: the weights of x as the descent sees x, then the intercept."""


class Place(NamedTuple):
    """A place on the loss surface: the two parameters that it draws.

    Of a straight line they are slope and intercept, as the descent sees x.
    """

    first: float
    second: float
