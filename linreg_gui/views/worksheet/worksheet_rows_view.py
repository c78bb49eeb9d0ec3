"""A plain view of worksheet rows: no grid, no frame, as high as its rows."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.worksheet.worksheet_columns import COLUMNS, PREDICTION, RESIDUAL
from linreg_gui.views.worksheet.worksheet_fit import Fit
from linreg_gui.views.worksheet.worksheet_rows import CELL_PADDING, Cell, CellPainter, WorksheetRows

LINE_SPACING = 6
"""Pixels between the lines of type."""


class RowsView(QTableView):
    """Rows of the worksheet.

    Parameters
    ----------
    rows : WorksheetRows
    theme : Theme
    has_header : bool
    """

    pointed = Signal(object)
    """The row under the pointer, or chosen with the keyboard; None when the pointer leaves."""

    def __init__(self, rows: WorksheetRows, theme: Theme, *, has_header: bool) -> None:
        super().__init__()
        self._rows = rows
        self._has_header = has_header
        self._placed: dict[Cell, QWidget] = {}
        self._type = self.font()
        self._painter = CellPainter(rows, theme, self)
        self._header = _Header(theme, self)
        self.setHorizontalHeader(self._header)
        self.setModel(rows)
        self.setItemDelegate(self._painter)
        self._be_plain()
        self.entered.connect(self._on_entered)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def _be_plain(self) -> None:
        self._header.setVisible(self._has_header)
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self._header.setMinimumSectionSize(1)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._painter.theme = self._header.theme = theme
        self.viewport().update()

    def take_fit(self, fit: Fit) -> None:
        """Set the columns as wide, and the type as large, as was found to fit."""
        font = self._type = fit.setting.font()
        self._painter.set_font(font)
        self._header.titles = ("", *fit.setting.titles)
        self._header.setFont(font)
        self._header.type_font = font
        height = QFontMetrics(font).height() + LINE_SPACING
        self._header.setFixedHeight(height)
        self.verticalHeader().setDefaultSectionSize(height)
        for column, width in enumerate(fit.widths):
            self.setColumnWidth(column, width)
        for field in self._placed.values():
            field.setFont(font)

    def show_rows(self, n_visible: int) -> None:
        """Be as high as some rows."""
        height = n_visible * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height + (self._header.height() if self._has_header else 0))

    def place(self, fields: Mapping[Cell, QWidget]) -> None:
        """Lay fields over cells, which are then blank, in place of those laid there before."""
        for row, column in self._placed:
            self.setIndexWidget(self._rows.index(row, column + 1), None)  # type: ignore[arg-type]
        self._placed = dict(fields)
        self._rows.blanks = frozenset(fields)
        for (row, column), field in fields.items():
            field.setFont(self._type)
            self.setIndexWidget(self._rows.index(row, column + 1), field)
        self.viewport().update()

    @property
    def has_blanks(self) -> bool:
        """Whether fields lie over cells."""
        return bool(self._placed)

    def viewportEvent(self, event: QEvent) -> bool:
        """Notice that the pointer leaves."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    @Slot(QModelIndex)
    def _on_entered(self, index: QModelIndex) -> None:
        self.pointed.emit(index.row())

    @Slot(QModelIndex)
    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.pointed.emit(index.row())


class _Header(QHeaderView):
    """The names of the columns over a rule; prediction and residual in the panes' colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.titles = ("",) * (1 + len(COLUMNS))
        self.type_font = self.font()
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one name."""
        theme = self.theme
        painter.fillRect(rect, QColor(theme.card))
        painter.setPen(QColor(theme.axis))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        colours = {PREDICTION + 1: theme.line, RESIDUAL + 1: theme.residual}
        painter.setFont(self.type_font)
        painter.setPen(QColor(colours.get(section, theme.muted)))
        place = rect.adjusted(0, 0, -CELL_PADDING, -2)
        alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(alignment), self.titles[section])
