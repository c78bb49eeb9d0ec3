"""The points as a table to type in: the way in without a mouse."""

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.views.points.points_block import BlockError, block_text, parse_block, with_block
from linreg_gui.views.points.points_model import Index, PointsModel
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.card_parts import ENTER_KEYS
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.pane_keys import is_plain

ROWS_SHOWN = 8
WIDEST = 140
"""Pixels of a column of several features: its name may be of any length."""
ROOM = 8
"""Pixels between the lines."""

MARK = QItemSelectionModel.SelectionFlag.ClearAndSelect

OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Delete,
    }
)
"""Keys that mean something else to the run, besides all that is typed into a cell."""


class PointsTable(QTableView):
    """x and y of every point, or all its features and y; works only while it is shown.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
        The frame to fill; it is shown where the view options say so.
    """

    point_chosen = Signal(object)
    """Index of the point in the current row, or None."""

    drawn_fields = ("table", "dataset", "view_options", "origin", "theme")

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._session = session
        self._card = card
        self._model = PointsModel(session, clock.theme)
        self.setObjectName("cells")
        self.setModel(self._model)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)  # a stop of Tab that nobody sees
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self._fit_columns()
        self._model.modelReset.connect(self._fit_columns)
        self._set_row_height()
        card.add(self)
        self._seen = clock.drawn  # without this table, which may be made to be shown
        self.render_frame(clock.frame())
        clock.add(self, self._seen)

    @property
    def points(self) -> PointsModel:
        """The model of the points shown."""
        return self._model

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was hidden."""
        self._model.take_points()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at no point any more; what was mistyped goes with the table."""
        super().hideEvent(event)
        self.point_chosen.emit(None)
        if not event.spontaneous():
            self._model.forget_mistakes()

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the points, if they are to be seen."""
        former, self._seen = self._seen, frame
        if frame.theme is not former.theme:
            self._model.set_theme(frame.theme)
            self._set_row_height()
        self._render_card(frame, is_same_document=frame.origin is former.origin)
        self._take_points()

    def _render_card(self, frame: ThemedFrame, *, is_same_document: bool) -> None:
        was_shown = self._card.isVisible()
        self._card.setVisible(frame.view_options.show_points)
        if frame.view_options.show_points and not was_shown:
            if is_same_document:  # with a project the keys stay the run's
                self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._mark_current()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Report the point of the current row."""
        super().currentChanged(current, previous)
        self.point_chosen.emit(self._model.point_at(current.row()))

    # ---- keys

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the run's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_own = Qt.Key(event.key()) in OWN_KEYS or _is_typed(event)
            keys = QKeySequence.StandardKey
            is_edit = any(event.matches(key) for key in (keys.Copy, keys.Paste, keys.SelectAll))
            is_edit = is_edit or (self._model.has_mistakes and event.matches(keys.Undo))
            if is_edit or (is_own and is_plain(event)):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, undo, delete, N for a new point; the rest is typing and walking about."""
        is_typing = self.state() == QAbstractItemView.State.EditingState
        if is_typing:
            super().keyPressEvent(event)  # what the cell's field does not want
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Undo) and self._model.has_mistakes:
            self._model.forget_newest_mistake()  # it is newer than whatever edit there was
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_chosen()
        elif event.key() == Qt.Key.Key_N:
            self.begin_new_point()
        elif event.key() in ENTER_KEYS:
            self._edit_here(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter go on as a hand does: down the column, or along the row of a new point."""
        super().closeEditor(editor, hint)
        if hint != QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            return
        place = self.currentIndex()
        is_new = self._model.point_at(place.row()) is None
        following_one = (place.column() + 1) % self._model.columnCount()
        column = following_one if is_new else place.column()
        following = self._model.index(place.row() + (not is_new), column)
        self.setCurrentIndex(following)
        if is_new:
            self._edit_here(following)

    def begin_new_point(self) -> None:
        """Go to the row of a new point, and begin with its x."""
        index = self._model.index(self._model.rowCount() - 1, 0)
        self.setCurrentIndex(index)
        self.edit(index)

    def remove_chosen(self) -> None:
        """Remove the points of all chosen rows, as one step to undo."""
        self._session.problem.remove_points(self._chosen_points())
        self._take_points()

    def copy(self) -> None:
        """Put the chosen points on the clipboard, as cells of a spreadsheet."""
        text = block_text(self._session.problem.dataset, self._chosen_points())
        if text:
            QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Put a block of cells in from the current cell on, all or nothing; the rest is added."""
        self._model.take_points()
        place = self.currentIndex()
        row = place.row() if place.isValid() else self._model.rowCount() - 1
        try:
            n_columns = self._model.columnCount()
            block = parse_block(QGuiApplication.clipboard().text(), n_columns)
            points = [self._model.point_at(row + offset) for offset in range(len(block))]
            dataset, column = self._session.problem.dataset, max(0, place.column())
            *features, target = with_block(dataset, block, points, column)
        except BlockError as error:
            self._session.post_notice(Notice.refusal(str(error)))
            return
        self._session.problem.replace_points("paste points", np.array(features).T, target)
        self._take_points()

    # ---- inside

    def _mark_current(self) -> None:
        """Show which cell keys act on: Qt marks none while Ctrl of the shortcut is held."""
        place = self.currentIndex()
        place = place if place.isValid() else self._model.index(0, 0)
        self.selectionModel().setCurrentIndex(place, MARK)
        self.selectionModel().select(place, MARK)

    def _edit_here(self, index: Index) -> None:
        """Open a cell's field; there may be no cell: the row can have gone with its point."""
        if index.isValid():
            self.edit(index)

    def _chosen_points(self) -> list[int]:
        """Return the points of the rows with a chosen cell, in the order shown."""
        self._model.take_points()  # a key may come before the frame in which the rows are renewed
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        points = (self._model.point_at(row) for row in rows)
        return [point for point in points if point is not None]

    def _take_points(self) -> None:
        if not self.isVisible():
            return
        if self._session.problem.dataset.n_samples != self._model.rowCount() - 1:
            self._drop_what_is_typed()
        self._model.take_points()

    def _drop_what_is_typed(self) -> None:
        """Close the field that is open, if any: another point may come to stand in its row."""
        field = self.indexWidget(self.currentIndex())
        if field is not None:
            self.closeEditor(field, QAbstractItemDelegate.EndEditHint.RevertModelCache)

    @Slot()
    def _fit_columns(self) -> None:
        """Share the width between x and y; columns of several features are as wide as they need."""
        header, is_of_one = self.horizontalHeader(), self._model.columnCount() == 2
        modes = QHeaderView.ResizeMode
        header.setSectionResizeMode(modes.Stretch if is_of_one else modes.ResizeToContents)
        header.setMaximumSectionSize(-1 if is_of_one else WIDEST)
        if not self._model.is_sorted:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        values = "x and y" if is_of_one else "the values"
        self.setAccessibleName(f"Points: {values} of each")

    def _set_row_height(self) -> None:
        header = self.verticalHeader()
        height = self.fontMetrics().height() + ROOM
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultSectionSize(height)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight((ROWS_SHOWN + 1) * height)

    @Slot(object)
    def show_point(self, point: int | None) -> None:
        """Mark the row of a point that is pointed at elsewhere; the cell that keys act on stays."""
        if not self.isVisible() or self.state() is QAbstractItemView.State.EditingState:
            return
        if point is None:
            self.selectionModel().select(self.currentIndex(), MARK)
            if self.hasFocus():
                self.scrollTo(self.currentIndex())
            return
        index = self._model.index(self._model.row_of(point), 0)
        self.selectionModel().select(index, MARK | QItemSelectionModel.SelectionFlag.Rows)
        self.scrollTo(index)


def _is_typed(event: QKeyEvent) -> bool:
    """Return whether a key begins to write into the cell; Space stays with the run."""
    return event.text().isprintable() and bool(event.text().strip())
