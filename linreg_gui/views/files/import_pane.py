"""A small panel for tables that can be read in more than one way, with their first rows."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.numbers import counted
from linreg_gui.session.importing import Importing
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import numbered
from linreg_gui.storage.tables.columns import Kind
from linreg_gui.storage.tables.notation import look_alike
from linreg_gui.storage.tables.points import ImportResult, TableOffer
from linreg_gui.storage.tables.table import CLIPBOARD, Table
from linreg_gui.views.files.import_choices import ImportChoices
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.buttons import PanelButton, button_row
from linreg_gui.views.widgets.card_parts import restyle
from linreg_gui.views.window.window_place import USUAL_FRAME

LIST_HEIGHT = 84
MOST_UNREAD = 2
"""Columns of text that look like numbers are named."""
ROOM = 8
"""Pixels between the lines of the table."""
WIDEST_COLUMN = 180
"""Pixels; longer names and cells end in dots, and the tool tip has them whole."""
MOST_COLUMNS_SHOWN = 100
SHORT = 15
"""Characters for which there is room in any column."""

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class ImportPane(QDialog):
    """Shows a table on offer, lets x, y and the way of reading be chosen, and imports it.

    Parameters
    ----------
    importing : Importing
    parent : QWidget
    """

    def __init__(self, importing: Importing, parent: QWidget) -> None:
        super().__init__(parent)
        self._importing = importing
        self._table: Table | None = None
        self.setModal(False)
        self.setWindowTitle("Import points")
        self.resize(560, 520)
        self.headline = QLabel()
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setWordWrap(True)
        self.choices = ImportChoices()
        self.model = PreviewModel()
        self.table = _preview_table(self.model)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.left_out = QListWidget()
        self.left_out.setObjectName("cells")
        self.left_out.setMaximumHeight(LIST_HEIGHT)
        self.left_out.setAccessibleName("Rows left out, and why")
        self.import_button = QPushButton("Import")
        self.cancel_button = PanelButton("Cancel")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.headline)
        column.addWidget(self.choices)
        column.addWidget(self.table, 1)
        column.addWidget(self.summary)
        column.addWidget(self.left_out)
        column.addLayout(button_row(self.import_button, self.cancel_button))

    def _connect(self) -> None:
        importing = self._importing
        importing.refused.connect(self._on_refused)
        importing.imported.connect(self.hide)
        importing.withdrawn.connect(self.hide)
        self.choices.columns_chosen.connect(self._on_columns_chosen)
        self.choices.format_chosen.connect(self._on_format_chosen)
        self.import_button.clicked.connect(importing.accept)
        self.cancel_button.clicked.connect(self.reject)

    def reject(self) -> None:
        """Forget the table."""
        self._importing.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forget the table."""
        self._importing.cancel()
        super().closeEvent(event)

    def show_offer(self, offer: TableOffer) -> None:
        """Ask about a table."""
        if offer.table is not self._table:
            self._take_table(offer)
        self._render_result(offer.result)
        if not self.isVisible():
            room = self.screen().availableGeometry().marginsRemoved(USUAL_FRAME).size()
            self.resize(self.size().boundedTo(room))
        self.show()

    def _take_table(self, offer: TableOffer) -> None:
        self._table = table = offer.table
        self.model.show_table(table)
        self.choices.show_table(table, offer.columns)
        self.model.mark(*self.choices.columns)
        self.table.resizeColumnsToContents()
        self._render_headline(table)

    def _render_headline(self, table: Table) -> None:
        n_dates = len(table.date_columns)
        columns = columns_phrase(len(table.names), len(table.numeric_columns), n_dates)
        name = "Clipboard" if table.source.name == CLIPBOARD else table.source.name
        questions = _questions(table, *self.choices.columns)
        self.headline.setText("\n".join([f"{name}: {columns}", *questions]))

    def _render_result(self, result: ImportResult | None) -> None:
        self.left_out.clear()
        self.import_button.setEnabled(result is not None)
        if result is None:
            n_columns = len(self.choices.columns[0]) + 1
            which = "both" if n_columns <= 2 else f"all {n_columns}"
            self._on_refused(f"No row has numbers in {which} columns.")
            return
        points = counted(result.dataset.n_samples, "point")
        self.summary.setProperty("role", "")
        taken = f"{points}; {_rows(result.n_left_out)} left out."
        self.summary.setText(" ".join([taken, *result.notes]))
        self.left_out.addItems([f"line {count(row.line)}: {row.reason}" for row in result.left_out])
        more = result.n_left_out - len(result.left_out)
        if more:
            self.left_out.addItem(f"and {count(more)} more")
        self.left_out.setVisible(result.n_left_out > 0)
        restyle(self.summary)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self.left_out.hide()
        self.import_button.setEnabled(False)
        self.summary.setProperty("role", "refusal")
        self.summary.setText(sentence)
        restyle(self.summary)

    @Slot()
    def _on_columns_chosen(self) -> None:
        self.import_button.setEnabled(False)
        self.model.mark(*self.choices.columns)
        self.table.resizeColumnsToContents()
        if self._table is not None:
            self._render_headline(self._table)
        self._importing.choose(*self.choices.columns)

    @Slot()
    def _on_format_chosen(self) -> None:
        self.import_button.setEnabled(False)
        self._importing.read_again(self.choices.choices)


class PreviewModel(QAbstractTableModel):
    """What is in the file, with x and y written over the columns they come from."""

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._roles: dict[int, str] = {}

    def show_table(self, table: Table) -> None:
        """Set the table shown."""
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


def _questions(table: Table, features: tuple[int, ...], y_column: int) -> list[str]:
    """Say what the file leaves open and the choices decide, and what looks like numbers."""
    doubts = [*table.doubts]
    doubts += [doubt for k in (*features, y_column) for doubt in table.columns[k].doubts]
    questions = [f"In doubt: {doubt.sentence}." for doubt in dict.fromkeys(doubts)]
    texts = (k for k, column in enumerate(table.columns) if column.kind is Kind.TEXT)
    found = ((table.example(k), table.names[k]) for k in texts)
    unread = [
        f"Not read: '{text}' in {name} may be {kind}."
        for text, name in found
        if (kind := look_alike(text))
    ]
    return [*questions, *unread[:MOST_UNREAD], *_passed_over(table, features, y_column)]


def _passed_over(table: Table, features: tuple[int, ...], y_column: int) -> list[str]:
    """Say why the last column is not y where nobody chose: it has cells such as NA."""
    last = max(
        (k for k, column in enumerate(table.columns) if column.has_values and not column.is_index),
        default=y_column,
    )
    is_chosen = y_column != table.y_column
    if is_chosen or last <= y_column or last in {*features, *table.date_columns}:
        return []
    y_name, last_name = table.names[y_column], table.names[last]
    return [f"y is {y_name}: few cells of the last column, {last_name}, are numbers."]


def _preview_table(model: PreviewModel) -> QTableView:
    table = QTableView()
    table.setObjectName("cells")
    table.setModel(model)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setTabKeyNavigation(False)  # Tab goes on to the buttons, not from cell to cell
    table.setCornerButtonEnabled(False)
    table.setAccessibleName("The first rows of the table")
    names = table.horizontalHeader()
    names.setMaximumSectionSize(WIDEST_COLUMN)
    names.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + ROOM)
    return table


def _rows(n_rows: int) -> str:
    return counted(n_rows, "row") if n_rows else "no rows"


def columns_phrase(n_columns: int, n_numeric: int, n_dates: int) -> str:
    """Say how many columns there are, and how many of them hold numbers, or dates."""
    if n_columns == 1:
        return "1 column"
    words = {0: "none", 1: "one", n_columns: "all"}
    numbers = f"{words.get(n_numeric, count(n_numeric))} of them with numbers"
    dates = f" and {words.get(n_dates, count(n_dates))} with dates" if n_dates else ""
    return f"{count(n_columns)} columns, {numbers}{dates}"
