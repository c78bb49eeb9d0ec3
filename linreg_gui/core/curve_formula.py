"""How curves and planes are written: about which centre, and with how many digits.

Of years the terms in x, x² and so on are large and cancel: coefficients printed with a few digits
would be another curve. Powers of x less a centre do not cancel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from linreg_gui.core.feature_map import constant_first, rounded_mean
from linreg_gui.core.line_digits import LineDigits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.line_digits import Digits
    from linreg_gui.core.objective import Objective

LARGEST_TERMS = 1e3
"""Terms larger than this many times the range of y cancel; then there is a centre."""
NEGLIGIBLE = 1e-9
"""A term of a curve that never exceeds this part of the range of y is left out of a formula."""
LEAST_DIGITS = 6


def centre_of(coefficients: NDArray[np.float64], dataset: Dataset) -> float:
    """Choose the centre about which the coefficients of curves over a dataset are written.

    Parameters
    ----------
    coefficients : ndarray, shape (degree + 1,)
        Of the best curve, in powers of x.
    dataset : Dataset
        Of one feature.

    Returns
    -------
    float
        0, or the mean of x rounded to about a tenth of its deviation where the terms with x are
        more than ``LARGEST_TERMS`` times larger than the range of y.
    """
    with np.errstate(all="ignore"):
        powers = np.abs(dataset.x).max() ** np.arange(1, len(coefficients))
        terms = float(powers @ np.abs(coefficients[1:]))
    if terms <= LARGEST_TERMS * _size_of(dataset.y):
        return 0.0
    return rounded_mean(dataset)


class CurveFormula(NamedTuple):
    """How all curves of a degree, or all planes, over one dataset are written.

    Made by ``CurveFormula.suited_to``.

    Attributes
    ----------
    centre : float
        What is taken from x before its powers.
    digits : tuple of Digits
        Of the constant, then of the coefficients of the powers or features.
    reach : tuple of float
        How large each power, or feature, becomes over the dataset.
    size : float
        The range of y; the size of y where all are equal.
    features : tuple of str
        The names of several features; empty for powers of x.
    """

    centre: float
    digits: tuple[Digits, ...]
    reach: tuple[float, ...]
    size: float
    features: tuple[str, ...] = ()

    @classmethod
    def of_features(cls, dataset: Dataset) -> Self:
        """Measure a dataset of several features, with at least one point."""
        digits, largest = dataset.digits, np.abs(dataset.features).max(axis=0)
        return cls(
            0.0,
            (digits.intercept, *digits.weights),
            (1.0, *largest.tolist()),
            _size_of(dataset.y),
            dataset.feature_names,
        )

    @classmethod
    def of(cls, dataset: Dataset, degree: int, centre: float) -> Self:
        """Measure a dataset of one feature, with at least one point."""
        away, y = dataset.x - centre, dataset.y
        # All that counts of a column of powers is between which values it lies.
        ends = np.array([away.min(), away.max(), away[np.argmin(np.abs(away))]])
        with np.errstate(all="ignore"):
            powers = np.clip(ends[:, np.newaxis] ** np.arange(1.0, degree + 1), -1e300, 1e300)
        digits = LineDigits.of(powers, np.array([y.min(), y.max(), y.max()]))
        return cls(
            centre,
            (digits.intercept, *digits.weights),
            (1.0, *np.abs(powers).max(axis=0).tolist()),
            _size_of(y),
        )

    @classmethod
    def suited_to(cls, dataset: Dataset, objective: Objective) -> Self:
        """Measure a dataset, and choose the centre by the best curve of an objective over it.

        Parameters
        ----------
        dataset : Dataset
            Over the features used, with at least one point.
        objective : Objective
        """
        if dataset.n_features > 1:
            return cls.of_features(dataset)
        best = constant_first(objective.to_data_units(objective.loss.minimum_parameters))
        return cls.of(dataset, objective.degree, centre_of(best, dataset))

    def texts(self, coefficients: Sequence[float]) -> list[str]:
        """Write the coefficients, the constant first, as they stand on screen."""
        return [own.text(value) for own, value in zip(self.digits, coefficients, strict=True)]

    def plain(self, coefficients: Sequence[float]) -> str:
        """Write a model in plain letters, which programs read.

        "y = 56.3636 + 4.36147*x - 0.0108225*x^2"; powers that are negligible are left out. Names of
        features have "_" for what is no letter: "y = 12 + 3.1*floor_area".
        """
        factors = ["", *(f"*{factor}" for factor in self._factors(len(coefficients) - 1))]
        terms = zip(coefficients, self.digits, factors, self.reach, strict=True)
        text = " ".join(
            f"{'-' if value < 0.0 else '+'} {_text(abs(value), own)}{factor}"
            for value, own, factor, largest in terms
            if self.features or largest * abs(value) > NEGLIGIBLE * self.size
        )
        text = f"-{text[2:]}" if text.startswith("-") else text[2:]
        return f"y = {text or '0'}"

    def _factors(self, n_weights: int) -> list[str]:
        if self.features:
            return [re.sub(r"\W+", "_", name).strip("_") or "x" for name in self.features]
        sign = "-" if self.centre > 0.0 else "+"
        is_plain = self.centre == 0.0
        base = "x" if is_plain else f"(x {sign} {repr(abs(self.centre)).removesuffix('.0')})"
        return [base, *(f"{base}^{k}" for k in range(2, n_weights + 1))]


def formula_of(coefficients: list[float | None], centre: float, dataset: Dataset) -> str | None:
    """Write a polynomial with as many digits as it takes to give the curve.

    Parameters
    ----------
    coefficients : list of float or None
        Of powers of x − centre, the constant first.
    centre : float
    dataset : Dataset
        Of one feature: what the curve runs through.

    Returns
    -------
    str or None
        As `CurveFormula.plain` returns it; None where a coefficient is not finite.
    """
    known = [value for value in coefficients if value is not None]
    if len(known) < len(coefficients):
        return None
    return CurveFormula.of(dataset, len(known) - 1, centre).plain(known)


def _text(value: float, digits: Digits) -> str:
    return f"{value:.{max(LEAST_DIGITS, digits.significant(value))}g}"


def _size_of(y: NDArray[np.float64]) -> float:
    """Return the range of y; the size of y where all are equal."""
    return float(np.ptp(y)) or float(np.abs(y).max()) or 1.0
