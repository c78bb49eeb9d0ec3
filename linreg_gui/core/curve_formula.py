"""How a curve is written: about which centre, and with how many digits.

Of years the terms in x, x² and so on are large and cancel: coefficients printed with a few digits
would be another curve. Powers of x less a centre do not cancel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.feature_map import rounded_mean
from linreg_gui.core.line_digits import LineDigits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.line_digits import Digits

LARGEST_TERMS = 1e3
"""Terms larger than this many times the range of y cancel; then there is a centre."""
NEGLIGIBLE = 1e-9
"""A term that never exceeds this part of the range of y is left out of a formula."""
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
    x, y = dataset.x, dataset.y
    with np.errstate(all="ignore"):
        powers = np.abs(x)[:, np.newaxis] ** np.arange(1, len(coefficients))
        terms = float((powers @ np.abs(coefficients[1:])).max())
    if terms <= LARGEST_TERMS * _size_of(y):
        return 0.0
    return rounded_mean(dataset)


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
        "y = 56.3636 + 4.36147*x - 0.0108225*x^2", in plain letters, which programs read; None
        where a coefficient is not finite.
    """
    known = [value for value in coefficients if value is not None]
    if len(known) < len(coefficients):
        return None
    with np.errstate(all="ignore"):
        powers = (dataset.x - centre)[:, np.newaxis] ** np.arange(1, len(known))
        powers = np.clip(powers, -1e300, 1e300)
        reach = np.append(1.0, np.abs(powers).max(axis=0)) * np.abs(known)
    digits = LineDigits.of(powers, dataset.y)
    sign = "-" if centre > 0.0 else "+"
    base = "x" if centre == 0.0 else f"(x {sign} {repr(abs(centre)).removesuffix('.0')})"
    factors = ["", f"*{base}", *(f"*{base}^{power}" for power in range(2, len(known)))]
    terms = zip(known, (digits.intercept, *digits.weights), factors, reach, strict=True)
    text = " ".join(
        f"{'-' if value < 0.0 else '+'} {_text(abs(value), own)}{factor}"
        for value, own, factor, largest in terms
        if largest > NEGLIGIBLE * _size_of(dataset.y)
    )
    text = f"-{text[2:]}" if text.startswith("-") else text[2:]
    return f"y = {text or '0'}"


def _text(value: float, digits: Digits) -> str:
    return f"{value:.{max(LEAST_DIGITS, digits.significant(value))}g}"


def _size_of(y: NDArray[np.float64]) -> float:
    """Return the range of y; the size of y where all are equal."""
    return float(np.ptp(y)) or float(np.abs(y).max()) or 1.0
