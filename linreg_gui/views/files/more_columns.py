"""Columns taken for x besides the one that is chosen: folded away until somebody wants them."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from linreg_gui.core.limits import MAX_FEATURES
from linreg_gui.storage.tables.table import Table
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.buttons import FoldButton
from linreg_gui.views.widgets.card_parts import bare_column
from linreg_gui.views.widgets.check_box import BOX, GAP, PADDING, draw_box

MOST_SHOWN = 5
"""Rows of the list; further ones are scrolled to."""
ROOM = 8
"""Pixels between its lines."""

Index = QModelIndex | QPersistentModelIndex
CHECK = Qt.ItemDataRole.CheckStateRole
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class MoreColumns(QWidget):
    """A list of the other columns of numbers, each with a box to tick."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_full = False
        self.fold = FoldButton()
        self.fold.setCheckable(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list = QListWidget()
        self.list.setObjectName("cells")
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("More columns for x")
        self.list.hide()
        column = bare_column(self)
        column.addWidget(self.fold)
        column.addWidget(self.list)
        self.fold.toggled.connect(self.list.setVisible)
        self.list.itemChanged.connect(self._on_ticked)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The columns that are ticked, counted from 0."""
        items = map(self.list.item, range(self.list.count()))
        return tuple(_column_of(item) for item in items if item.checkState() == CHECKED)

    def show_table(self, table: Table, ticked: tuple[int, ...] = ()) -> None:
        """List the columns of numbers and of dates of another table, with some of them ticked."""
        columns = sorted({*table.numeric_columns, *table.date_columns})
        self.list.blockSignals(True)
        self.list.clear()
        self._is_full = False
        for column in columns:
            item = QListWidgetItem(table.names[column], self.list)
            item.setData(Qt.ItemDataRole.UserRole, column)
            item.setCheckState(CHECKED if column in ticked else UNCHECKED)
            item.setToolTip(as_tip(table.names[column]))
        self.list.blockSignals(False)
        self.fold.setChecked(bool(ticked))

    def pass_over(self, x_column: int | None, y_column: int) -> None:
        """Leave out the columns that are x and y already; the number of the row stands alone."""
        self.list.blockSignals(True)
        n_left = 0
        for row in range(self.list.count()):
            item = self.list.item(row)
            is_taken = _column_of(item) in {x_column, y_column}
            item.setHidden(is_taken)
            n_left += not is_taken
            if is_taken or x_column is None:
                item.setCheckState(UNCHECKED)
        self.list.blockSignals(False)
        row = self.fontMetrics().height() + ROOM
        self.list.setMinimumHeight(row + ROOM)  # on a low screen the table keeps some of its rows
        self.list.setMaximumHeight(min(n_left, MOST_SHOWN) * row + ROOM)
        self.setVisible(n_left > 0 and x_column is not None)
        self._render()

    def _render(self) -> None:
        """Say how many there are, and let no more be ticked than can be used."""
        n_chosen = len(self.chosen)
        is_full = n_chosen == MAX_FEATURES - 1
        noun = "column" if n_chosen == 1 else "columns"
        most = ", the most there can be" if is_full else ""
        self.fold.setText(
            f"{n_chosen} more {noun} for x{most}" if n_chosen else "More columns for x"
        )
        self.fold.updateGeometry()
        if is_full is not self._is_full:
            self._is_full = is_full
            self._let_be_ticked(is_full=is_full)

    def _let_be_ticked(self, *, is_full: bool) -> None:
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            is_open = not is_full or item.checkState() == CHECKED
            enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            flags = Qt.ItemFlag.ItemIsUserCheckable | (enabled if is_open else Qt.ItemFlag(0))
            item.setFlags(flags)
        self.list.blockSignals(False)

    @Slot(QListWidgetItem)
    def _on_ticked(self, _item: QListWidgetItem) -> None:
        self._render()
        self.changed.emit()


class TickDelegate(QStyledItemDelegate):
    """Draws rows with the boxes of the window, and ticks one by a click anywhere on it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row with room for the box, and the box."""
        painter.save()
        box = QPointF(option.rect.left() + PADDING, option.rect.center().y() + 1 - BOX / 2)
        is_enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.setOpacity(1.0 if is_enabled else 0.4)
        super().paint(painter, option, index)
        # In that of the list the highlight is the shade of a selected row.
        palette = option.widget.window().palette()
        draw_box(painter, box, palette, is_on=_is_ticked(index))
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the box to `paint`."""
        super().initStyleOption(option, index)
        option.features = option.features & ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        option.rect.setLeft(option.rect.left() + PADDING + BOX + GAP - 3)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + ROOM)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Tick by a click, or by Space."""
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        is_click = event.type() == QEvent.Type.MouseButtonRelease
        if not (is_space or is_click) or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return False
        return model.setData(index, UNCHECKED if _is_ticked(index) else CHECKED, CHECK)


def _is_ticked(index: Index) -> bool:
    return Qt.CheckState(index.data(CHECK)) == CHECKED


def _column_of(item: QListWidgetItem) -> int:
    return int(item.data(Qt.ItemDataRole.UserRole))
