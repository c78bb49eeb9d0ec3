"""Columns made of one feature: a polynomial is a plane over the powers of x.

Scale, take powers, scale again: with z = (x − mean)/deviation the columns are z, z², … zᴰ, and
`Objective` scales each of them once more, as it does any columns. Raw powers of x lie almost on a
line: of degree 4, *Hours and money* has a condition number of 3.1e10 with x as it is and of 271
with both scalings. The first scaling is that of the settings, so raw powers remain a choice.

A curve in the data's units is c₀ + c₁·(x − centre) + … + c_D·(x − centre)ᴰ. About a centre of 0
the terms of years cancel but for their last digits: coefficients printed would be another curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.centred_qr import RELATIVE_ROUNDING
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.numbers import format_value
from linreg_gui.core.settings import Scaling
from linreg_gui.core.validation import DatasetError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset

LARGEST_FACTOR = 1e290
"""Coefficients whose units differ by more have no digits in common in a float64."""
ORDINALS = {2: "2nd", 3: "3rd"}


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """How columns are made of the x of one dataset; made by ``FeatureMap.of``.

    Attributes
    ----------
    degree : int
        At least 1.
    mean, deviation : float
        Of z = (x − mean)/deviation; 0 and 1 for what is not done.
    is_level : bool
        Whether z is 0 everywhere: x was to be scaled, but its values are equal up to rounding.
    centre : float
        What is taken from x before its powers where a curve is kept in the data's units: about
        the mean, so that no digits are lost on the way to parameters and back.
    """

    degree: int
    mean: float = 0.0
    deviation: float = 1.0
    is_level: bool = False
    centre: float = 0.0

    @classmethod
    def of(cls, dataset: Dataset, degree: int, scaling: Scaling) -> Self:
        """Measure the x of a dataset of one feature.

        Parameters
        ----------
        dataset : Dataset
        degree : int
            1 leaves x as it is: it is scaled once, by the objective.
        scaling : Scaling

        Raises
        ------
        DatasetError
            If there is no point, or there are several features.
        """
        if dataset.n_features != 1:
            raise DatasetError("A curve is of one feature.")
        if degree == 1:
            return cls(degree)
        centre = rounded_mean(dataset)
        if scaling is Scaling.NONE:
            return cls(degree, centre=centre)
        rows = dataset.centred
        varies = bool(rows.is_informative[0])
        mean, deviation = float(rows.means[0]), float(rows.deviations[0])
        is_divided = varies and scaling is Scaling.STANDARDISE
        return cls(degree, mean, deviation if is_divided else 1.0, not varies, centre)

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the dataset over the powers of z; the dataset itself for degree 1.

        Parameters
        ----------
        dataset : Dataset
            Of one feature; not necessarily the dataset that was measured.

        Raises
        ------
        DatasetError
            If a power is out of range.
        """
        if self.degree == 1:
            return dataset
        z = (dataset.x - self.mean) / self.deviation
        z = np.zeros_like(z) if self.is_level else z
        self._check_range(z)
        exponents = np.arange(1, self.degree + 1)
        with np.errstate(under="ignore"):
            powers = z[:, np.newaxis] ** exponents
        (name,) = dataset.feature_names
        base = f"({name} - {format_value(self.mean)})" if self.mean else name
        names = tuple(name if k == 1 else f"{base}^{k}" for k in exponents.tolist())
        return replace(dataset, features=powers, feature_names=names, true_parameters=None)

    def _check_range(self, z: NDArray[np.float64]) -> None:
        largest = float(z[np.argmax(np.abs(z))]) if len(z) else 0.0
        size = abs(largest)
        if size > 1.0 and self.degree * math.log(size) > math.log(MAX_ABSOLUTE_VALUE):
            ordinal = ORDINALS.get(self.degree, f"{self.degree}th")
            raise DatasetError(
                f"{format_value(largest)} to the {ordinal} power is out of range: take a lower "
                "degree, or standardise x."
            )

    def coefficients(self, parameters: ArrayLike, centre: float = 0.0) -> NDArray[np.float64]:
        """Turn parameters over the powers of z into coefficients of powers of x − centre.

        Parameters
        ----------
        parameters : array_like, shape (..., degree + 1)
            The weights, then the intercept.
        centre : float

        Returns
        -------
        ndarray, shape (..., degree + 1)
            The constant first; nan where they are out of the range of a float64.
        """
        in_z = constant_first(np.asarray(parameters, dtype=np.float64))
        scale, offset = 1.0 / self.deviation, (centre - self.mean) / self.deviation
        if self.degree * abs(math.log(scale)) > math.log(LARGEST_FACTOR):
            return np.full_like(in_z, np.nan)
        table = _table(self.degree + 1, scale, offset)
        with np.errstate(all="ignore"):
            found, size = _through(table, in_z), _through(np.abs(table), np.abs(in_z))
            return np.where(np.abs(found) < RELATIVE_ROUNDING * size, 0.0, found)

    def parameters(self, coefficients: ArrayLike, centre: float = 0.0) -> NDArray[np.float64]:
        """Turn coefficients, as `coefficients` returns them, back into parameters."""
        given = np.asarray(coefficients, dtype=np.float64)
        table = _table(self.degree + 1, self.deviation, self.mean - centre)
        with np.errstate(all="ignore"):
            return constant_last(_through(table, given))


def rounded_mean(dataset: Dataset) -> float:
    """Return the mean of x, rounded to about a tenth of its deviation."""
    mean, deviation = float(dataset.centred.means[0]), float(dataset.centred.deviations[0])
    return round(mean, 1 - round(math.log10(deviation))) if deviation > 0.0 else mean


def constant_first(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the last coefficient first, shape (..., n); `numpy.roll` takes ten times longer."""
    return np.concatenate((coefficients[..., -1:], coefficients[..., :-1]), axis=-1)


def line_as_curve(line: ArrayLike, degree: int) -> NDArray[np.float64]:
    """Return slope and intercept as coefficients of a curve: no x², x³; the constant last."""
    return np.insert(np.asarray(line, dtype=np.float64), 1, np.zeros(degree - 1))


def constant_last(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo `constant_first`."""
    return np.concatenate((coefficients[..., 1:], coefficients[..., :1]), axis=-1)


def _table(n: int, scale: float, offset: float) -> NDArray[np.float64]:
    """Return what makes the coefficients of p(z) into those of p(scale·u + offset), shape (n, n).

    Both have the constant first. By the binomial theorem, a column has the coefficients of
    (scale·u + offset)ᵏ.
    """
    binomials, powers_of_offset, powers_of_scale = _exponents(n)
    with np.errstate(all="ignore"):
        table = binomials * offset**powers_of_offset * scale**powers_of_scale
    return np.asarray(table)


def _through(table: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the product of a table and each row, which is rounded alike alone and among others."""
    found = np.einsum("...k,jk->...j", np.ascontiguousarray(rows), table)
    return np.asarray(found)


@lru_cache(maxsize=16)
def _exponents(n: int) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Return the binomials of `_table`, and its powers of the offset and of the scale."""
    orders = np.arange(n)
    binomials = [[float(math.comb(k, j)) for k in range(n)] for j in range(n)]
    return np.array(binomials), np.maximum(orders - orders[:, np.newaxis], 0), orders[:, np.newaxis]
