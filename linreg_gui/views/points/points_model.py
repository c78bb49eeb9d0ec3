"""The points as a table: their values, one more row for a new one, and what was mistyped."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, Severity
from linreg_gui.session.wording import plain_number
from linreg_gui.storage.errors import one_line
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.points.points_block import plain_text

DIGITS = 10
NEW_POINT = "Type x and y to add a point"
NEW_POINT_OF_MANY = "Type a value in each column to add a point"
NOT_USED = "{}: not used by the model"
RING, HELD_OUT = "○", "Held out: not trained on"

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()


class Mistake(NamedTuple):
    """What was typed into a cell, and why it is no coordinate."""

    text: str
    sentence: str


class PointsModel(QAbstractTableModel):
    """Rows of a session's points; knows no row that is not asked for, so many cost nothing.

    Sorting is of the view only: the points keep their places. Rows stay where they are while
    values change under a hand, and are sorted again when their number changes.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._dataset = session.problem.dataset
        self._used = session.problem.surface.columns_of(self._dataset)
        self._order: NDArray[np.intp] | None = None
        self._sorting: tuple[int, Qt.SortOrder] | None = None
        self._mistakes: dict[tuple[int, int], Mistake] = {}
        self._new: dict[int, float] = {}

    def take_points(self) -> None:
        """Show the session's points as they are now."""
        problem, before = self._session.problem, self._dataset.n_samples
        dataset, used = problem.dataset, problem.surface.columns_of(problem.dataset)
        if dataset is self._dataset and used == self._used:
            return
        self._used = used
        if dataset.feature_names != self._dataset.feature_names:
            self._take_other_columns(dataset)
            return
        n_samples = dataset.n_samples
        if n_samples > before:
            self.beginInsertRows(ROOT, before, n_samples - 1)
        elif n_samples < before:
            self.beginRemoveRows(ROOT, n_samples, before - 1)
        self._dataset = dataset
        if n_samples != before:
            self._mistakes.clear()
            self._sort()
        if n_samples > before:
            self.endInsertRows()
        elif n_samples < before:
            self.endRemoveRows()
        self._show_all_anew()

    def _take_other_columns(self, dataset: Dataset) -> None:
        """Show points of other features; a column that they are sorted by stays, if it is there."""
        self.beginResetModel()
        if dataset.n_features != self._dataset.n_features:
            self._sorting = None
        self._dataset = dataset
        self._mistakes.clear()
        self._new.clear()
        self._sort()
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of another theme."""
        self._theme = theme
        self._show_all_anew()

    def point_at(self, row: int) -> int | None:
        """Return the index of the point in a row; None for the row of a new one."""
        if not 0 <= row < self._dataset.n_samples:
            return None
        return row if self._order is None else int(self._order[row])

    def row_of(self, point: int) -> int:
        """Return the row of a point."""
        if self._order is None:
            return point
        return int(np.flatnonzero(self._order == point)[0])

    @property
    def is_sorted(self) -> bool:
        """Whether the rows stand in the order of a column."""
        return self._sorting is not None

    @property
    def has_mistakes(self) -> bool:
        """Whether something was typed that is no coordinate."""
        return bool(self._mistakes)

    def forget_newest_mistake(self) -> None:
        """Show the coordinate again instead of what was typed last and is none."""
        self._mistakes.popitem()
        self._session.post_notice(None)
        self._show_all_anew()

    def forget_mistakes(self) -> None:
        """Show the coordinates only."""
        while self._mistakes:
            self.forget_newest_mistake()

    # ---- as Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of points, and one row more."""
        return 0 if parent.isValid() else self._dataset.n_samples + 1

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of features, and one for y."""
        return 0 if parent.isValid() else self._dataset.n_features + 1

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Let every cell be edited."""
        kinds = Qt.ItemFlag
        return kinds.ItemIsEnabled | kinds.ItemIsSelectable | kinds.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return a cell's text, its side, and what is wrong with it."""
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        point, column = self._place(index)
        mistake = self._mistakes.get((point, column))
        if mistake is not None:
            return self._mistaken(mistake, role)
        if role == Role.ToolTipRole:
            return self._tip_of(point)
        if role == Role.ForegroundRole:
            is_faint = self._is_held_out(point) or not self._is_used(column)
            return QColor(self._theme.muted) if is_faint else None
        if role not in {Role.DisplayRole, Role.EditRole}:
            return None
        write = _shown if role == Role.DisplayRole else plain_text
        value = self._value(point, column)
        return "" if value is None else write(value)

    def _mistaken(self, mistake: Mistake, role: int) -> object:
        """Show what was typed, marked by its colour and a line."""
        shown: dict[int, object] = {
            Role.DisplayRole: mistake.text,
            Role.EditRole: mistake.text,
            Role.ToolTipRole: mistake.sentence,
            Role.ForegroundRole: QColor(self._theme.residual),
        }
        return _underlined() if role == Role.FontRole else shown.get(role)

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Take what was typed; what is no coordinate stays in the cell, marked."""
        if role != Role.EditRole:
            return False
        self.take_points()
        point, column = self._place(index)
        text = str(value)
        self._mistakes.pop((point, column), None)
        if not text.strip() and point == self._dataset.n_samples:
            self._new.pop(column, None)
        else:
            try:
                self._put(point, column, parse_number(text))
            except NumberError as error:
                self._refuse((point, column), Mistake(text, str(error)))
        self.take_points()
        self._show_all_anew()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return x, y and the numbers of the points, that of a held-out one with a ring.

        Of several features their names, and that of y.
        """
        if orientation == Qt.Orientation.Horizontal:
            return self._heading(section, role)
        point = self.point_at(section)
        if role == Role.ToolTipRole:
            return None if point is None else self._tip_of(point)
        if role != Role.DisplayRole:
            return None
        if point is None:
            return "+"
        return f"{RING} {point + 1}" if self._is_held_out(point) else str(point + 1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows in the order of a column; −1 as they were added."""
        self.layoutAboutToBeChanged.emit()
        self._sorting = None if column < 0 else (column, order)
        self._sort()
        self.layoutChanged.emit()

    # ---- inside

    def _heading(self, column: int, role: int) -> object:
        """Return the head of a column, and its whole name as a tip."""
        data = self._dataset
        if data.n_features == 1:
            return ("x", "y")[column] if role == Role.DisplayRole else None
        name = one_line((*data.feature_names, data.target_name)[column])
        if role == Role.ForegroundRole:
            return None if self._is_used(column) else QColor(self._theme.muted)
        if role == Role.ToolTipRole:
            return as_tip(name if self._is_used(column) else NOT_USED.format(name))
        return name if role == Role.DisplayRole else None

    def _is_used(self, column: int) -> bool:
        return column in self._used or column == self._dataset.n_features

    def _place(self, index: Index) -> tuple[int, int]:
        point = self.point_at(index.row())
        return (self._dataset.n_samples if point is None else point), index.column()

    def _is_held_out(self, point: int) -> bool:
        mask = self._dataset.is_held_out
        return mask is not None and point < len(mask) and bool(mask[point])

    def _tip_of(self, point: int) -> str | None:
        if point == self._dataset.n_samples:
            return NEW_POINT if self._dataset.n_features == 1 else NEW_POINT_OF_MANY
        return HELD_OUT if self._is_held_out(point) else None

    def _value(self, point: int, column: int) -> float | None:
        if point == self._dataset.n_samples:
            return self._new.get(column)
        return float(self._column(column)[point])

    def _column(self, column: int) -> NDArray[np.float64]:
        data = self._dataset
        values: NDArray[np.float64] = (
            data.features[:, column] if column < data.n_features else data.y
        )
        return values

    def _put(self, point: int, column: int, value: float) -> None:
        if point < self._dataset.n_samples:
            is_target = column == self._dataset.n_features
            feature = 0 if is_target else column
            x = float(self._column(feature)[point])
            place = (x, value) if is_target else (value, float(self._dataset.y[point]))
            self._session.problem.move_point(point, *place, feature)
            return
        self._new[column] = value
        if len(self._new) == self.columnCount():
            new, self._new = self._new, {}
            *features, y = (new[place] for place in sorted(new))
            self._session.problem.add_point(features[0] if len(features) == 1 else features, y)

    def _refuse(self, cell: tuple[int, int], mistake: Mistake) -> None:
        """Mark a cell, and say why as long as it is marked."""
        self._mistakes[cell] = mistake

        def is_still_true() -> bool:
            return self._mistakes.get(cell) is mistake

        notice = Notice(mistake.sentence, Severity.WARNING, is_still_true=is_still_true)
        self._session.post_notice(notice)

    def _sort(self) -> None:
        if self._sorting is None:
            self._order = None
            return
        column, order = self._sorting
        values = self._column(column)
        is_falling = order == Qt.SortOrder.DescendingOrder
        self._order = np.argsort(-values if is_falling else values, kind="stable")

    def _show_all_anew(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)


def _shown(value: float) -> str:
    return plain_number(value, DIGITS)


def _underlined() -> QFont:
    font = QFont(QApplication.font())
    font.setUnderline(True)
    return font
