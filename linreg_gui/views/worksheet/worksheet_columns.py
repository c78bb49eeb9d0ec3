"""The columns of the worksheet: their names, and how the numbers in them are written."""

from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np
from numpy.typing import NDArray

from linreg_gui.session.wording import number

EMPTY = "–"
MOST_DECIMALS = 3
SHORT_DIGITS = 3
SMALLEST_FIXED, LARGEST_FIXED = 1e-3, 1e6


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Attributes
    ----------
    title, short_title : str
        The short one is for where there is no room.
    tip : str
    is_given : bool
        Whether the numbers are the data's own: written with the decimals they have.
    """

    title: str
    short_title: str
    tip: str
    is_given: bool = False


COLUMNS = (
    Column("x", "x", "The points", is_given=True),
    Column("y", "y", "The points", is_given=True),
    Column("ŷ", "ŷ", "The prediction: m·x + b"),
    Column("residual", "r", "y − ŷ"),
    Column("residual²", "r²", "(y − ŷ)²: their mean is the loss"),
    Column("x·residual", "x·r", "x·(y − ŷ): the slope's part of the gradient"),
)
PREDICTION, RESIDUAL, SQUARED_RESIDUAL, X_RESIDUAL = range(2, 6)


@dataclass(frozen=True)
class ColumnFormat:
    """How the numbers of one column are written, so that their decimal points stand in line.

    Attributes
    ----------
    decimals : int or None
        None for sizes that only powers of ten can tell.
    digits : int
        How many a larger number, say a sum, may have before its decimals are cut.
    """

    decimals: int | None
    digits: int = 6

    def text(self, value: float) -> str:
        """Write a number; a dash for what is beyond all numbers."""
        if not isfinite(value):
            return EMPTY
        if self.decimals is None or abs(value) >= LARGEST_FIXED:
            return number(value, SHORT_DIGITS)
        spare = max(self.digits - len(str(int(abs(value)))), 0)
        text = f"{value:.{min(self.decimals, spare)}f}"
        if not float(text):
            text = text.lstrip("-")
        return text.replace("-", "\N{MINUS SIGN}")


def column_format(
    values: NDArray[np.float64], digits: int, *, is_given: bool = False
) -> ColumnFormat:
    """Choose how to write a column.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
    digits : int
        Significant digits of the largest number.
    is_given : bool
        Write no more decimals than the numbers have.
    """
    sizes = np.abs(values[np.isfinite(values)])
    size = float(np.max(sizes, initial=0.0))
    if size and not SMALLEST_FIXED <= size < LARGEST_FIXED:
        return ColumnFormat(None)
    longest = digits + 1
    before_the_point = max(1, floor(log10(size)) + 1) if size else 1
    most = min(max(digits - before_the_point, 0), MOST_DECIMALS)
    if is_given:
        fewest = (n for n in range(most) if np.array_equal(np.round(sizes, n), sizes))
        return ColumnFormat(next(fewest, most), longest)
    return ColumnFormat(most, longest)


def mean_text(value: float, column: Column, written: ColumnFormat) -> str:
    """Write the mean of a column; that of whole numbers need not be whole."""
    if column.is_given and written.decimals == 0 and isfinite(value):
        digits = max(written.digits - 2, SHORT_DIGITS)
        return column_format(np.array([value]), digits, is_given=True).text(value)
    return written.text(value)


def plain_text(value: float, digits: int) -> str:
    """Write significant digits, yet all of those before the point where these are not many."""
    if not isfinite(value):
        return EMPTY
    whole_digits = len(str(int(abs(value))))
    return number(value, max(digits, whole_digits) if abs(value) < LARGEST_FIXED else digits)


def full_text(value: float) -> str:
    """Write all digits of a number."""
    return number(value, 17) if float(f"{value:.15g}") != value else number(value, 15)
