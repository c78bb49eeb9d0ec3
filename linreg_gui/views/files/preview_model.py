"""The first rows of a table, as text, for a look before they are imported."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from linreg_gui.storage.table_import import TablePreview

MOST_COLUMNS_SHOWN = 100

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class PreviewModel(QAbstractTableModel):
    """What is in the file, with x and y written over the columns they come from."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: TablePreview | None = None
        self._roles: dict[int, str] = {}

    def show_preview(self, preview: TablePreview) -> None:
        """Show another table."""
        self.beginResetModel()
        self._preview = preview
        self.endResetModel()

    def mark(self, x_column: int | None, y_column: int) -> None:
        """Say which columns are x and y."""
        self._roles = {y_column: "y"} if x_column is None else {x_column: "x", y_column: "y"}
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Give the number of rows shown."""
        return 0 if self._preview is None or parent.isValid() else len(self._preview.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Give the number of columns shown."""
        if self._preview is None or parent.isValid():
            return 0
        return min(len(self._preview.names), MOST_COLUMNS_SHOWN)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Give a cell's text; numbers stand to the right."""
        if self._preview is None:
            return None
        if role == Role.DisplayRole:
            return self._preview.rows[index.row()][index.column()]
        if role == Role.TextAlignmentRole:
            is_number = index.column() in self._preview.numeric_columns
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Give the names of the columns, and the lines that the rows are on."""
        if self._preview is None or role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._preview.row_lines[section])
        name = self._preview.names[section]
        return f"{self._roles[section]} = {name}" if section in self._roles else name
