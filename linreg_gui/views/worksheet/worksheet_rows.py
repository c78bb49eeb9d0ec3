"""The rows of the worksheet as Qt asks for them, and how a cell is painted."""

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.worksheet.worksheet_columns import (
    COLUMNS,
    RESIDUAL,
    ColumnFormat,
    full_text,
    mean_text,
)

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]
IS_ROUNDING = "{}: rounding of 0"
"""The tool tip of a number that is shown as 0."""

CELL_PADDING = 5
"""Left and right of a number."""
HIGHLIGHT_ALPHA = 40
NO_INDEX = QModelIndex()
NO_ROWS = np.empty((0, len(COLUMNS)))


class RowKind(Enum):
    """What a row of numbers is; the last two stand under a rule."""

    POINT = "point"
    REST = "rest"
    SUM = "sum"
    MEAN = "mean"


Head = tuple[RowKind, str]
"""What a row is, and its label."""


class WorksheetRows(QAbstractTableModel):
    """Rows of numbers behind a column of labels; both are replaced, never edited."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns = COLUMNS
        self.heads: Sequence[Head] = ()
        self.values: NDArray[np.float64] = NO_ROWS
        self.formats: tuple[ColumnFormat, ...] = ()
        self.blanks: frozenset[Cell] = frozenset()
        self.of_rounding: frozenset[Cell] = frozenset()
        """Shown as 0; their tool tips have what rounding left."""
        self.highlighted: int | None = None

    def set_values(
        self,
        heads: Sequence[Head],
        values: NDArray[np.float64],
        formats: tuple[ColumnFormat, ...],
    ) -> None:
        """Show other numbers, all at once: Qt may ask for a cell at any moment.

        Parameters
        ----------
        heads : sequence of (RowKind, str)
            The kind of each row and its label.
        values : ndarray, shape (n_rows, 6)
        formats : tuple of ColumnFormat
        """
        is_other_shape = len(values) != len(self.values)
        if is_other_shape:
            self.beginResetModel()
        self.heads, self.values, self.formats = heads, values, formats
        if is_other_shape:
            self.endResetModel()
        elif len(values):
            self.dataChanged.emit(self.index(0, 0), self.index(len(values) - 1, len(COLUMNS)))

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell; nothing in one that is left for the learner to fill."""
        kind, label = self.heads[row]
        cell = row, column - 1
        if column == 0 or cell in self.blanks:
            return "" if column else label
        value, written = float(self.values[cell]), self.formats[column - 1]
        if cell in self.of_rounding:
            value = 0.0
        if kind is RowKind.MEAN:
            return mean_text(value, self.columns[column - 1], written)
        return written.text(value)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Count the rows; a cell has none."""
        return 0 if parent.isValid() else len(self.values)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Count the columns: labels and numbers."""
        return 0 if parent.isValid() else 1 + len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or as its tool tip the number in full."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        cell = row, column - 1
        if role == Qt.ItemDataRole.ToolTipRole and column and cell not in self.blanks:
            text = full_text(float(self.values[cell]))
            return IS_ROUNDING.format(text) if cell in self.of_rounding and text != "0" else text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and section:
            column, roles = self.columns[section - 1], Qt.ItemDataRole
            return {roles.DisplayRole: column.title, roles.ToolTipRole: column.tip}.get(roles(role))
        return None


class CellPainter(QStyledItemDelegate):
    """Paint a cell: a number on the right, nothing more; the style's own way is far slower."""

    def __init__(self, rows: WorksheetRows, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self.theme = theme
        self._font = self._bold_font = QFont()

    def set_font(self, font: QFont) -> None:
        """Set the font of all cells."""
        self._font, self._bold_font = font, QFont(font)
        self._bold_font.setBold(True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        rows, row, column = self._rows, index.row(), index.column()
        rect = option.rect
        kind, _ = rows.heads[row]
        if row == rows.highlighted:
            painter.fillRect(rect, _tint(self.theme.data))
        if kind is RowKind.SUM:
            painter.setPen(QColor(self.theme.axis))
            painter.drawLine(rect.topLeft(), rect.topRight())
        is_used = kind is RowKind.MEAN and column - 1 >= RESIDUAL
        painter.setFont(self._bold_font if is_used else self._font)
        is_muted = column == 0 or kind is RowKind.REST
        painter.setPen(QColor(self.theme.muted if is_muted else self.theme.text))
        place = rect.adjusted(0, 0, -CELL_PADDING, 0)
        alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(alignment), rows.text(row, column))


def _tint(colour: str) -> QColor:
    tint = QColor(colour)
    tint.setAlpha(HIGHLIGHT_ALPHA)
    return tint
