"""The worksheet's table: the points, which scroll, over their sums and means, which stay."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from linreg_gui.core.step import MOST_ROWS, ColumnValues, Worksheet
from linreg_gui.session.wording import count
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import bare_column
from linreg_gui.views.worksheet.step_names import OF_A_LINE, StepNames
from linreg_gui.views.worksheet.worksheet_columns import (
    COLUMNS,
    PREDICTION,
    RESIDUAL,
    Content,
    Fit,
    column_needs,
    columns_of,
    fit,
)
from linreg_gui.views.worksheet.worksheet_rows import (
    CELL_PADDING,
    NO_ROWS,
    Cell,
    CellPainter,
    Head,
    RowKind,
    WorksheetRows,
)

LINE_SPACING = 6
"""Pixels between the lines of type."""
MOST_VISIBLE = 8
"""Rows; more than these scroll."""
COLUMN_NAMES = ColumnValues._fields


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
        """Set the colours of another theme."""
        self._painter.theme = self._header.theme = theme
        self.viewport().update()

    def take_fit(self, fit: Fit) -> None:
        """Set the columns as wide, and the type as large, as was found to fit."""
        font = self._type = fit.setting.font()
        self._painter.set_font(font)
        self._header.titles = ("", *fit.titles)
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
        """Set the height to that of so many rows."""
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
        """Report that the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report that no row is pointed at: it was chosen with the keyboard."""
        super().focusOutEvent(event)
        self.pointed.emit(None)

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
        """Paint the name of a column."""
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


Rows = tuple[Sequence[Head], NDArray[np.float64]]
"""Kinds and labels, and the numbers, shape (n_rows, 6)."""


class WorksheetTable(QWidget):
    """Six columns of numbers; a row under the pointer is announced."""

    row_hovered = Signal(object)
    """Index of the point of the row pointed at or chosen, or None."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._fit: Fit | None = None
        self._names = OF_A_LINE
        self.points, self.foot = WorksheetRows(self), WorksheetRows(self)
        self.point_rows = RowsView(self.points, theme, has_header=True)
        self.foot_rows = RowsView(self.foot, theme, has_header=False)
        column = bare_column(self, 0)
        column.addWidget(self.point_rows)
        column.addWidget(self.foot_rows)
        self.point_rows.pointed.connect(self._on_pointed)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours and the type of another theme."""
        self._fit = None
        for view in (self.point_rows, self.foot_rows):
            view.set_theme(theme)
        self._refit()

    def set_worksheet(self, sheet: Worksheet | None, names: StepNames) -> None:
        """Show the rows of a worksheet; None shows none."""
        if names != self._names:
            self._names, self.points.columns, self._fit = names, columns_of(names), None
        if sheet is None:
            self._set_values(((), NO_ROWS), ((), NO_ROWS))
            return
        heads = [
            (RowKind.POINT, str(number + 1)) for number in sheet.step.points[:MOST_ROWS].tolist()
        ]
        points = np.column_stack([getattr(sheet, name)[:MOST_ROWS] for name in COLUMN_NAMES])
        if len(points) != len(self.points.values):
            self._fit = None
        foot = {"Σ": (RowKind.SUM, sheet.sums), "mean": (RowKind.MEAN, sheet.means)}
        if sheet.rest is not None:
            more = f"{count(sheet.n_samples - MOST_ROWS)} more"
            foot = {more: (RowKind.REST, sheet.rest), **foot}
        foot_heads = [(kind, label) for label, (kind, _) in foot.items()]
        sums = np.array([row for _, row in foot.values()])
        made_of_all = [n for n, (kind, _) in enumerate(foot_heads) if kind is not RowKind.REST]
        columns = [COLUMN_NAMES.index(name) for name in sheet.are_rounding]
        self.foot.of_rounding = frozenset(itertools.product(made_of_all, columns))
        self._set_values((heads, points), (foot_heads, sums))

    def forget_fit(self) -> None:
        """Choose the widths of the columns anew, for other data."""
        self._fit = None

    def highlight(self, index: int | None, *, is_followed: bool) -> None:
        """Mark the row of a point; scroll to it if it is to be followed."""
        if index == self.points.highlighted:
            return
        self.points.highlighted = index
        self.point_rows.viewport().update()
        if is_followed and index is not None and index < len(self.points.values):
            self.point_rows.scrollTo(self.points.index(index, 0))

    def place(self, fields: Mapping[Cell, QWidget], foot: Mapping[Cell, QWidget]) -> None:
        """Lay fields over the cells of the points and of the foot, which are then blank."""
        for view, placed in ((self.point_rows, fields), (self.foot_rows, foot)):
            view.place(placed)
        self._fit = None
        self._refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the columns anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit = None
            self._refit()

    def _refit(self) -> None:
        self._set_values(*((rows.heads, rows.values) for rows in (self.points, self.foot)))

    def _set_values(self, of_points: Rows, of_foot: Rows) -> None:
        """Show numbers; the columns stay as they are while the numbers fit into them."""
        (heads, points), (foot_heads, foot) = of_points, of_foot
        scroll_bar = self.point_rows.verticalScrollBar()
        is_scrolling = len(points) > MOST_VISIBLE
        room = self.width() - (scroll_bar.sizeHint().width() if is_scrolling else 0)
        widest = max((label for _, label in heads), key=len, default="")
        labels = (widest, *(label for _, label in foot_heads))
        has_blanks = self.point_rows.has_blanks
        content = Content(labels, points, foot, self.points.columns, has_blanks)
        held = self._fit
        if len(points) and (held is None or not held.holds(column_needs(held.setting, content))):
            self._fit = fit(room, content)
            for view in (self.point_rows, self.foot_rows):
                view.take_fit(self._fit)
        formats = () if self._fit is None else self._fit.setting.formats(points)
        self.points.set_values(heads, points, formats)
        self.foot.set_values(foot_heads, foot, formats)
        self.point_rows.show_rows(min(len(points), MOST_VISIBLE))
        self.foot_rows.show_rows(len(foot))

    @Slot(object)
    def _on_pointed(self, index: int | None) -> None:
        self.highlight(index, is_followed=False)
        self.row_hovered.emit(index)
