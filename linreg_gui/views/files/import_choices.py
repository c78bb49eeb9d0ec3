"""What can be chosen about a table: the columns, and how it is written."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from linreg_gui.storage.tables.source import Choices
from linreg_gui.storage.tables.table import Table, TableColumns
from linreg_gui.views.files.more_columns import MoreColumns
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.choice_box import FlatCombo
from linreg_gui.views.widgets.number_field import count_field

MOST_SKIPPED = 1_000_000
ROW_NUMBER = "number of the row"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "blanks": " ", "bar |": "|"}
DECIMAL_SIGNS = {"1.5": ".", "1,5": ","}


class ImportChoices(QWidget):
    """Combo boxes for x, y, the delimiter and the decimal sign, and whether there is a header."""

    columns_chosen = Signal()
    format_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.x_box, self.y_box = FlatCombo(), FlatCombo()
        self.delimiter_box, self.sign_box = FlatCombo(), FlatCombo()
        self.delimiter_box.addItems(list(DELIMITERS))
        self.sign_box.addItems(list(DECIMAL_SIGNS))
        self.more = MoreColumns()
        self.header_box = CheckBox("The first line names the columns")
        self.rows_box = CheckBox("Swap rows and columns")
        self._is_turned = self._asks_for_days = False
        self._chosen: tuple[int | None, int] = (None, 0)
        """The columns of x and y before the one chosen now."""
        self.day_box = CheckBox("1/2/2030 is the first of February")
        self.day_box.hide()
        self.skip_field = count_field(0, MOST_SKIPPED, 0)
        self._n_skipped: int | None = None
        self._ways_of_writing = self._arrange()
        self._connect()

    def _arrange(self) -> tuple[QWidget, ...]:
        """Lay all out, and return what only a text is asked about."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self._add(grid, 0, ("x", self.x_box), ("y", self.y_box))
        grid.addWidget(self.more, 1, 0, 1, 4)
        ways_of_writing = self._add(
            grid, 2, ("Columns divided by", self.delimiter_box), ("Decimals as", self.sign_box)
        )
        skip_label = QLabel("Lines to skip")
        skip_label.setBuddy(self.skip_field)
        self.skip_field.setAccessibleName(skip_label.text())
        grid.addWidget(skip_label, 4, 0)
        grid.addWidget(self.skip_field, 4, 1)
        grid.addWidget(self.day_box, 4, 2, 1, 2)
        grid.addWidget(self.header_box, 3, 0, 1, 2)
        grid.addWidget(self.rows_box, 3, 2, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return ways_of_writing

    def _connect(self) -> None:
        for box in (self.x_box, self.y_box):
            box.activated.connect(self._on_column_chosen)
        self.more.changed.connect(self.columns_chosen)
        for box in (self.delimiter_box, self.sign_box):
            box.activated.connect(self._on_format_activated)
        self.header_box.clicked.connect(self._on_format_activated)
        self.day_box.clicked.connect(self._on_format_activated)
        self.rows_box.clicked.connect(self._on_rows_clicked)
        self.skip_field.value_edited.connect(self._on_skip_edited)

    @property
    def columns(self) -> tuple[tuple[int, ...], int]:
        """The columns of x, ascending, and that of y, counted from 0; none for x number the rows.

        All that are ticked are x, too.
        """
        x_column, y_column = self._pair
        features = () if x_column is None else tuple(sorted({x_column, *self.more.chosen}))
        return features, y_column

    @property
    def _pair(self) -> tuple[int | None, int]:
        """The columns that the boxes show."""
        x_column = self.x_box.currentIndex() - 1
        return (None if x_column < 0 else x_column), max(0, self.y_box.currentIndex())

    @property
    def choices(self) -> Choices:
        """How the table is to be read."""
        is_text = not self.delimiter_box.isHidden()
        return Choices(
            DELIMITERS[self.delimiter_box.currentText()] if is_text else None,
            DECIMAL_SIGNS[self.sign_box.currentText()] if is_text else None,
            None if self._is_turned else self.header_box.isChecked(),
            self._n_skipped,
            is_transposed=self.rows_box.isChecked(),
            is_day_first=self.day_box.isChecked() if self._asks_for_days else None,
        )

    def show_table(self, table: Table, columns: TableColumns | None = None) -> None:
        """Offer the columns of a table, and what was guessed about it.

        Parameters
        ----------
        table : Table
        columns : tuple of (tuple of int, int), optional
            The features and y, where they are not those that offer themselves.
        """
        features, y_column = columns or table.own_columns
        self.x_box.clear()
        self.x_box.addItems([ROW_NUMBER, *table.names])
        self.x_box.setCurrentIndex(features[0] + 1 if features else 0)
        self.y_box.clear()
        self.y_box.addItems(list(table.names))
        self.y_box.setCurrentIndex(y_column)
        self._chosen = self._pair
        self.more.show_table(table, features[1:])
        self.more.pass_over(*self._pair)
        guessed = table.layout
        self.delimiter_box.setCurrentIndex(list(DELIMITERS.values()).index(guessed.delimiter))
        self.sign_box.setCurrentIndex(list(DECIMAL_SIGNS.values()).index(guessed.decimal_sign))
        self.header_box.setChecked(guessed.has_header)
        self.rows_box.setChecked(guessed.is_transposed)
        if guessed.n_skipped != self._n_skipped:  # a table that was not read with this choice
            self._n_skipped = None
            self.skip_field.set_value(max((guessed.n_skipped, *table.above)))
        self._is_turned = guessed.is_transposed
        self._asks_for_days = any(column.has_day_or_month_first for column in table.columns)
        self.day_box.setVisible(self._asks_for_days)
        self.day_box.setChecked(any(column.is_day_first for column in table.columns))
        is_text = table.source.known.delimiter is None
        for widget in self._ways_of_writing:  # the cells of a workbook are divided by themselves
            widget.setVisible(is_text)

    def _add(
        self, grid: QGridLayout, row: int, *fields: tuple[str, QComboBox]
    ) -> tuple[QWidget, ...]:
        widgets: tuple[QWidget, ...] = ()
        for place, (text, box) in enumerate(fields):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text)
            box.setMinimumContentsLength(8)
            grid.addWidget(label, row, 2 * place)
            grid.addWidget(box, row, 2 * place + 1)
            widgets += (label, box)
        return widgets

    @Slot()
    def _on_column_chosen(self) -> None:
        """Let x and y change places where one is given the column of the other."""
        x_column, y_column = self._pair
        x_before, y_before = self._chosen
        if x_column == y_column != y_before:
            self.x_box.setCurrentIndex(y_before + 1)
        elif x_column == y_column and x_before is not None:
            self.y_box.setCurrentIndex(x_before)
        self._chosen = self._pair
        self.more.pass_over(*self._pair)
        self.columns_chosen.emit()

    @Slot(object)
    def _on_skip_edited(self, n_lines: int) -> None:
        self._n_skipped = n_lines
        self._is_turned = True  # what the first line is now has to be looked at again
        self.format_chosen.emit()

    @Slot()
    def _on_rows_clicked(self) -> None:
        self._is_turned = True  # a header above the columns says nothing about the rows
        self.format_chosen.emit()

    @Slot()
    def _on_format_activated(self) -> None:
        self.format_chosen.emit()
