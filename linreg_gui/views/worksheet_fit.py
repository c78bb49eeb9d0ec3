"""How the worksheet's columns share the room there is: type, digits and widths."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from linreg_gui.views.worksheet_columns import COLUMNS, ColumnFormat, column_format


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

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(c.title if self.has_long_titles else c.short_title for c in COLUMNS)

    def font(self) -> QFont:
        """Give the type, its digits all of one width."""
        font = QFont(QApplication.font())
        font.setPointSizeF(font.pointSizeF() * self.scale)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

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
    """A setting that fits, and the width of each column, that of the labels first."""

    setting: Setting
    widths: tuple[int, ...]

    def holds(self, needs: Sequence[int]) -> bool:
        """Tell whether columns of these widths fit as well."""
        return all(need <= width for need, width in zip(needs, self.widths, strict=True))


def column_needs(
    setting: Setting, labels: Sequence[str], points: NDArray[np.float64], foot: NDArray[np.float64]
) -> list[int]:
    """Measure how wide the columns must be.

    Parameters
    ----------
    setting : Setting
    labels : sequence of str
        Those of the rows that may be the widest.
    points, foot : ndarray, shape (n_rows, 6)
    """
    font = setting.font()
    plain = QFontMetricsF(font)
    font.setBold(True)
    bold = QFontMetricsF(font)
    needs = [round(max(map(plain.horizontalAdvance, labels))) + setting.gap]
    formats = setting.formats(points)
    for place, (title, written) in enumerate(zip(setting.titles, formats, strict=True)):
        ends = points[:, place].min(initial=0.0), points[:, place].max(initial=0.0)
        texts = map(written.text, (*ends, *foot[:, place]))
        widest = max(plain.horizontalAdvance(title), *map(bold.horizontalAdvance, texts))
        needs.append(round(widest) + setting.gap)
    return needs


def fit(
    room: int, labels: Sequence[str], points: NDArray[np.float64], foot: NDArray[np.float64]
) -> Fit:
    """Find the best setting for the room there is; the columns fill it."""
    for setting in SETTINGS:
        needs = column_needs(setting, labels, points, foot)
        if sum(needs) <= room:
            break
    spare = max(room - sum(needs), 0)
    share, left = divmod(spare, len(COLUMNS))
    widths = [need + share for need in needs[1:]]
    return Fit(setting, (needs[0] + left, *widths))
