"""The number of digits with which the coefficients of a line are written.

An equation that is printed must give the line: with x a year near 2000, a slope rounded to three
decimals moves the line by a whole unit. A coefficient rounded to ``d`` decimals is off by at most
½·10⁻ᵈ, and moves the line by that much times the largest |x|. The decimals are the fewest that
keep the sum of these errors within 1/500 of the range of y. They depend on the data and not on the
line, so digits do not jump during a descent.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from linreg_gui.core.numbers import MINUS, with_signs

if TYPE_CHECKING:
    from numpy.typing import NDArray

PART_OF_RANGE = 1 / 500
"""How far an equation as printed may be from the line, as a part of the range of y."""
LEAST_DECIMALS = 3
LONGEST_WHOLE = 4
"""Data with more digits before the point have fewer of the least decimals after it."""
SMALLEST_FIXED = 1e-4
LARGEST_FIXED = 1e9
LEAST_DIGITS = 4
"""Significant digits of a number in scientific form."""
MOST_DIGITS = 17
"""More digits than these say nothing more about a float64."""
LARGEST_BESIDE = 1e5
"""From this size on a number beside one in scientific form is in scientific form, too."""
RUNAWAY = 1e6
"""Coefficients larger than the data's own by more than this factor belong to no line near them."""
ROUNDING = 16 * np.finfo(np.float64).eps
"""Values whose range is smaller than this part of their size are taken to be equal."""


class Digits(NamedTuple):
    """How one coefficient is written.

    Attributes
    ----------
    place : int
        The last decimal place that matters; negative for tens, hundreds and so on.
    scale : float
        The size of this coefficient for a line that follows the data.
    runaway_digits : int
        Significant digits of a coefficient that is ``RUNAWAY`` times larger than ``scale``.
    """

    place: int
    scale: float
    runaway_digits: int = LEAST_DIGITS

    def significant(self, value: float) -> int:
        """Return how many significant digits of ``value`` matter, 1 to ``MOST_DIGITS``."""
        if value == 0.0 or not math.isfinite(value):
            return 1
        if self.is_runaway(value):
            return self.runaway_digits
        return min(max(1, _exponent(value) + 1 + self.place), MOST_DIGITS)

    def text(self, value: float) -> str:
        """Write ``value`` with a real minus sign, in scientific form where it must be.

        The number of decimals is the same for all values of everyday size; `parse_number` reads
        the text back.
        """
        if self.is_runaway(value):
            return self.runaway_text(value)
        if abs(value) >= LARGEST_FIXED or self._is_small_by_nature(value):
            return _scientific(value, max(self.significant(value), LEAST_DIGITS))
        text = f"{value:.{self._decimals()}f}"
        # What rounds to 0 has no sign.
        return (text if float(text) else text.lstrip("-")).replace("-", MINUS)

    def _decimals(self) -> int:
        whole_digits = max(0, _exponent(self.scale) + 1)
        least = max(0, LEAST_DECIMALS - max(0, whole_digits - LONGEST_WHOLE))
        return max(self.place, least)

    def is_runaway(self, value: float) -> bool:
        """Return whether a value belongs to no line near the data."""
        return abs(value) / RUNAWAY > self.scale

    def runaway_text(self, value: float) -> str:
        """Write a value in scientific form, with the digits of one that has run away."""
        return _scientific(float(f"{value:.{self.runaway_digits}g}"))

    def _is_small_by_nature(self, value: float) -> bool:
        return self.scale < SMALLEST_FIXED and value != 0.0


class LineDigits(NamedTuple):
    """How the coefficients of all lines over one dataset are written.

    Attributes
    ----------
    weights : tuple of Digits, length n_features
    intercept : Digits
    """

    weights: tuple[Digits, ...]
    intercept: Digits

    @classmethod
    def of(cls, features: NDArray[np.float64], target: NDArray[np.float64]) -> Self:
        """Measure the data.

        Parameters
        ----------
        features : ndarray, shape (n_samples, n_features)
        target : ndarray, shape (n_samples,)
        """
        if len(target) == 0:
            fewest = Digits(LEAST_DECIMALS, 1.0)
            return cls((fewest,) * features.shape[1], fewest)
        lowest_x, highest_x = features.min(axis=0).tolist(), features.max(axis=0).tolist()
        lowest_y, highest_y = float(target.min()), float(target.max())
        # As all y are equal, the size of y is what the line has to meet.
        y_range = _spread(lowest_y, highest_y) or max(abs(lowest_y), abs(highest_y)) or 1.0
        allowed = math.log10(y_range) + math.log10(2.0 * PART_OF_RANGE / (features.shape[1] + 1))
        weights = tuple(
            _weight_digits(bounds, y_range, allowed)
            for bounds in zip(lowest_x, highest_x, strict=True)
        )
        reach = [
            max(abs(lowest_y), abs(highest_y)),
            *(
                digits.scale * max(abs(low), abs(high))
                for digits, low, high in zip(weights, lowest_x, highest_x, strict=True)
            ),
        ]
        most = max(digits.runaway_digits for digits in weights)
        return cls(weights, Digits(math.ceil(-allowed), max(*reach, y_range), most))

    @property
    def slope(self) -> Digits:
        """How the first weight is written."""
        return self.weights[0]

    def texts(self, slope: float, intercept: float) -> tuple[str, str]:
        """Write the two numbers of a line over the first feature.

        Beside one that has run away a large one is in scientific form too.
        """
        values = (self.slope, slope), (self.intercept, intercept)
        has_runaway = any(digits.is_runaway(value) for digits, value in values)
        texts = (
            digits.runaway_text(value)
            if has_runaway and abs(value) >= LARGEST_BESIDE
            else digits.text(value)
            for digits, value in values
        )
        first, second = texts
        return first, second

    def equation(self, slope: float, intercept: float) -> str:
        """Write a line over the first feature: "y = 4.254 x + 56.579"."""
        slope_text, intercept_text = self.texts(slope, intercept)
        sign = MINUS if intercept_text.startswith(MINUS) else "+"
        return f"y = {slope_text} x {sign} {intercept_text.removeprefix(MINUS)}"


def _weight_digits(bounds: tuple[float, float], y_range: float, allowed: float) -> Digits:
    """Return the digits of one weight; ``allowed`` is log₁₀ of its error times two at x = 1."""
    largest = max(map(abs, bounds))
    if largest == 0.0:  # then the weight does not matter
        return Digits(LEAST_DECIMALS, y_range)
    spread = _spread(*bounds) or largest
    place = math.ceil(math.log10(largest) - allowed)
    runaway_digits = LEAST_DIGITS + math.ceil(math.log10(max(1.0, largest / spread)))
    # Of two sizes up to 1e150 and down to the smallest float the quotient can be out of range.
    scale = 10.0 ** min(max(math.log10(y_range) - math.log10(spread), -300.0), 300.0)
    return Digits(place, scale, min(runaway_digits, MOST_DIGITS))


def _spread(lowest: float, highest: float) -> float:
    """Return the range of values; 0 where they are equal but for rounding."""
    spread = highest - lowest
    return spread if spread > ROUNDING * max(abs(lowest), abs(highest)) else 0.0


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _scientific(value: float, digits: int | None = None) -> str:
    """Write so many significant digits; as few as give the number where none are said."""
    text = (
        np.format_float_scientific(value, trim="-") if digits is None else f"{value:.{digits - 1}e}"
    )
    return with_signs(text)
