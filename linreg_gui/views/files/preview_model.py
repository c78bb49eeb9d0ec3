"""The first rows of a table, as text, for a look before they are imported."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from linreg_gui.session.wording_cut import numbered
from linreg_gui.storage.tables.table import Table
from linreg_gui.views.look.markup import as_tip

MOST_COLUMNS_SHOWN = 100
SHORT = 15
"""Characters for which there is room in any column."""

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class PreviewModel(QAbstractTableModel):
    """What is in the file, with x and y written over the columns they come from."""

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._roles: dict[int, str] = {}

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def mark(self, features: tuple[int, ...], y_column: int) -> None:
        """Say which columns are x, or x₁, x₂ and so on, and which is y."""
        is_one = len(features) == 1
        names = {k: "x" if is_one else f"x{numbered(place)}" for place, k in enumerate(features)}
        self._roles = {**names, y_column: "y"}
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Return the number of rows shown."""
        return 0 if self._table is None or parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Return the number of columns shown."""
        if self._table is None or parent.isValid():
            return 0
        return min(len(self._table.names), MOST_COLUMNS_SHOWN)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return a cell's text; numbers stand to the right."""
        if self._table is None:
            return None
        if role == Role.DisplayRole:
            return self._table.rows[index.row()][index.column()]
        if role == Role.ToolTipRole:
            return _tip(self._table.rows[index.row()][index.column()])
        if role == Role.TextAlignmentRole:
            is_number = index.column() in self._table.numeric_columns
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return the names of the columns, and the lines that the rows are on."""
        if self._table is None or role not in {Role.DisplayRole, Role.ToolTipRole}:
            return None
        if role == Role.ToolTipRole:
            is_name = orientation == Qt.Orientation.Horizontal
            return _tip(self._table.names[section]) if is_name else None
        if orientation == Qt.Orientation.Vertical:
            return str(self._table.row_lines[section])
        name = self._table.names[section]
        return f"{self._roles[section]} = {name}" if section in self._roles else name


def _tip(text: str) -> str | None:
    """Return the tool tip of a text that may be cut; a short one is seen."""
    return as_tip(text) if len(text) > SHORT else None
