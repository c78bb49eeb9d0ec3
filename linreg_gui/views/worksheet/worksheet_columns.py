"""The columns of the worksheet: their names, how numbers are written, and how they share room."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFont, QFontMetricsF

from linreg_gui.core.numbers import MINUS
from linreg_gui.session.wording import plain_number
from linreg_gui.views.widgets.card_parts import tabular_font
from linreg_gui.views.widgets.formatting import NOTHING
from linreg_gui.views.worksheet.step_names import OF_A_LINE, StepNames

MOST_DECIMALS = 3
SHORT_DIGITS, MOST_TELLING_DIGITS = 3, 12
SMALLEST_FIXED, LARGEST_FIXED = 1e-3, 1e6
PREDICTION, RESIDUAL, SQUARED_RESIDUAL, X_RESIDUAL = range(2, 6)
BLANK_ROOM = 11
"""Pixels a blank takes beside its number and the gap: edges, and the sign of a mark."""


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


def columns_of(names: StepNames) -> tuple[Column, ...]:
    """Return the columns of a step of two parameters."""
    x, y, fitted = names.column, names.target, names.fitted
    part = "the slope" if names == OF_A_LINE else names.weight
    return (
        Column(x, x, names.column_tip, is_given=True),
        Column(y, y, names.target_tip, is_given=True),
        Column(fitted, fitted, names.fitted_tip),
        Column("residual", "r", f"{y} − {fitted}"),
        Column("residual²", "r²", f"({y} − {fitted})²: their mean is the loss"),
        Column(f"{x}·residual", f"{x}·r", f"{x}·({y} − {fitted}): {part}'s part of the gradient"),
    )


COLUMNS = columns_of(OF_A_LINE)


@dataclass(frozen=True)
class ColumnFormat:
    """How the numbers of one column are written, so that their decimal points stand in line.

    Attributes
    ----------
    decimals : int or None
        None for sizes that only powers of ten can tell.
    digits : int
        How many a larger number, say a sum, may have before its decimals are cut.
    large_digits : int
        Significant digits of a number too large or too small to be written with these decimals.
    """

    decimals: int | None
    digits: int = 6
    large_digits: int = SHORT_DIGITS

    def text(self, value: float) -> str:
        """Write a number; a dash for one too large to compute."""
        if not isfinite(value):
            return NOTHING
        if self.decimals is None or abs(value) >= LARGEST_FIXED:
            return plain_number(value, self.large_digits)
        spare = max(self.digits - len(str(int(abs(value)))), 0)
        text = f"{value:.{min(self.decimals, spare)}f}"
        if not float(text):
            text = text.lstrip("-")
        return text.replace("-", MINUS)


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
        can_tell = is_given and digits >= SHORT_DIGITS
        return ColumnFormat(None, large_digits=_telling_digits(sizes) if can_tell else SHORT_DIGITS)
    longest = digits + 1
    before_the_point = max(1, floor(log10(size)) + 1) if size else 1
    most = min(max(digits - before_the_point, 0), MOST_DECIMALS)
    if is_given:
        fewest = (n for n in range(most) if np.array_equal(np.round(sizes, n), sizes))
        return ColumnFormat(next(fewest, most), longest)
    return ColumnFormat(most, longest)


def _telling_digits(sizes: NDArray[np.float64]) -> int:
    """Return with how many digits different numbers look different: days counted from afar."""
    gaps = np.diff(np.unique(sizes))
    if not len(gaps):
        return SHORT_DIGITS
    needed = floor(log10(sizes.max())) - floor(log10(gaps.min())) + 1
    return max(needed, SHORT_DIGITS) if needed <= MOST_TELLING_DIGITS else SHORT_DIGITS


def mean_text(value: float, column: Column, written: ColumnFormat) -> str:
    """Write the mean of a column; that of whole numbers need not be whole."""
    if column.is_given and written.decimals == 0 and isfinite(value):
        digits = max(written.digits - 2, SHORT_DIGITS)
        return column_format(np.array([value]), digits, is_given=True).text(value)
    return written.text(value)


def plain_text(value: float, digits: int) -> str:
    """Write significant digits, yet all of those before the point where these are not many."""
    if not isfinite(value):
        return NOTHING
    whole_digits = len(str(int(abs(value))))
    return plain_number(value, max(digits, whole_digits) if abs(value) < LARGEST_FIXED else digits)


def full_text(value: float) -> str:
    """Write all digits of a number."""
    return plain_number(value, 17) if float(f"{value:.15g}") != value else plain_number(value, 15)


@dataclass(frozen=True)
class Setting:
    """One way to set the table.

    Attributes
    ----------
    scale : float
        Size of the type, as a part of the application's.
    digits : int
        Significant digits of the largest number in a column.
    has_long_titles : bool
    gap : int
        Pixels between the widest numbers of two columns.
    """

    scale: float
    digits: int
    has_long_titles: bool
    gap: int = 10

    def titles(self, columns: Sequence[Column]) -> tuple[str, ...]:
        """Return the names of columns, as there is room."""
        return tuple(c.title if self.has_long_titles else c.short_title for c in columns)

    def font(self) -> QFont:
        """Return the type, its digits all of one width."""
        return tabular_font(self.scale)

    def formats(self, values: NDArray[np.float64]) -> tuple[ColumnFormat, ...]:
        """Choose how each column of numbers, shape (n_rows, 6), is written."""
        return tuple(
            column_format(values[:, place], self.digits, is_given=column.is_given)
            for place, column in enumerate(COLUMNS)
        )


SETTINGS = (
    Setting(0.95, 5, has_long_titles=True),
    Setting(0.95, 4, has_long_titles=True),
    Setting(0.88, 4, has_long_titles=True, gap=8),
    Setting(0.88, 4, has_long_titles=False, gap=8),
    Setting(0.82, 4, has_long_titles=False, gap=7),
    Setting(0.82, 3, has_long_titles=False, gap=6),
    Setting(0.76, 3, has_long_titles=False, gap=5),
    Setting(0.7, 2, has_long_titles=False, gap=4),
)
"""From the one that reads best to the one that needs the least room."""


@dataclass(frozen=True)
class Fit:
    """A setting that fits, the titles in it, and the widths, that of the labels first."""

    setting: Setting
    titles: tuple[str, ...]
    widths: tuple[int, ...]

    def holds(self, needs: Sequence[int]) -> bool:
        """Return whether columns of these widths fit as well."""
        return all(need <= width for need, width in zip(needs, self.widths, strict=True))


@dataclass(frozen=True, eq=False)
class Content:
    """What is to fit into the columns.

    Attributes
    ----------
    labels : sequence of str
        Those of the rows that may be the widest.
    points, foot : ndarray, shape (n_rows, 6)
    columns : sequence of Column
    has_blanks : bool
        Whether numbers are to be typed into the columns that are worked out.
    """

    labels: Sequence[str]
    points: NDArray[np.float64]
    foot: NDArray[np.float64]
    columns: Sequence[Column] = COLUMNS
    has_blanks: bool = False


def column_needs(setting: Setting, content: Content) -> list[int]:
    """Measure how wide the columns must be, that of the labels first."""
    font = setting.font()
    plain = QFontMetricsF(font)
    font.setBold(True)
    bold = QFontMetricsF(font)
    points, foot = content.points, content.foot
    needs = [round(max(map(plain.horizontalAdvance, content.labels))) + setting.gap]
    formats = setting.formats(points)
    for place, (title, written) in enumerate(
        zip(setting.titles(content.columns), formats, strict=True)
    ):
        ends = points[:, place].min(initial=0.0), points[:, place].max(initial=0.0)
        *sums, mean = foot[:, place].tolist()
        texts = (*map(written.text, (*ends, *sums)), mean_text(mean, COLUMNS[place], written))
        widest = max(plain.horizontalAdvance(title), *map(bold.horizontalAdvance, texts))
        room = BLANK_ROOM if content.has_blanks and place >= PREDICTION else 0
        needs.append(round(widest) + setting.gap + room)
    return needs


def fit(room: int, content: Content) -> Fit:
    """Find the best setting for the room there is; the columns that are worked out fill it."""
    for setting in SETTINGS:
        needs = column_needs(setting, content)
        if sum(needs) <= room:
            break
    n_growing = len(COLUMNS) - (PREDICTION if content.has_blanks else 0)
    share, left = divmod(max(room - sum(needs), 0), n_growing)
    given, growing = needs[1:-n_growing], needs[-n_growing:]
    titles = setting.titles(content.columns)
    return Fit(setting, titles, (needs[0] + left, *given, *(need + share for need in growing)))
