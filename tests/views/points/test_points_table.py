"""The points as a table: typed, pasted, sorted, removed, with real keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.project_state import project_of
from linreg_gui.storage.projects.project_file import write_project
from linreg_gui.views.points.points_block import BlockError, parse_block
from tests.views.helpers import click, hover
from tests.views.services_window import at_rest, open_window

CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
Role = Qt.ItemDataRole


@pytest.fixture
def laboratory(qtbot: Any) -> Iterator[Any]:
    with open_window(None, qtbot) as made:
        yield made


def toggle_table(laboratory: Any, widget: Any) -> None:
    """Show or hide the table by its key, pressed where a widget has the focus."""
    QTest.keyClick(widget, Key.Key_T, CONTROL)
    laboratory.content.clock.render_now()


@pytest.fixture
def table(laboratory: Any) -> Any:
    """Give the table, opened by its key."""
    toggle_table(laboratory, laboratory.content.data_view.canvas)
    shown = laboratory.content.points_table
    assert shown.isVisible()
    assert shown.hasFocus()
    return shown


def marked(table: Any) -> list[tuple[int, int]]:
    return [(index.row(), index.column()) for index in table.selectionModel().selectedIndexes()]


def test_opened_by_its_key_it_marks_the_cell_that_keys_act_on(laboratory: Any, table: Any) -> None:
    assert marked(table) == [(0, 0)]
    QTest.keyClick(table, Key.Key_Down)
    toggle_table(laboratory, table)
    toggle_table(laboratory, laboratory.content.data_view.canvas)
    assert table.hasFocus()
    assert marked(table) == [(1, 0)]


def test_a_project_that_shows_it_leaves_the_keys_to_the_run(
    laboratory: Any, table: Any, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "monday.linreg"
    write_project(path, project_of(laboratory.session.state()))
    canvas = laboratory.content.data_view.canvas
    canvas.setFocus()
    toggle_table(laboratory, canvas)
    assert not table.isVisible()
    laboratory.files.open(path)
    at_rest(laboratory, qtbot)
    laboratory.content.clock.render_now()
    assert table.isVisible()
    assert not table.hasFocus()
    QTest.keyClick(QApplication.focusWidget() or canvas, Key.Key_Right)
    qtbot.waitUntil(lambda: laboratory.session.player.cursor == 1)


def test_tab_goes_from_the_table_straight_to_the_data(laboratory: Any, table: Any) -> None:
    QTest.keyClick(table, Key.Key_Tab)
    assert QApplication.focusWidget() is laboratory.content.data_view.canvas


def cells(table: Any) -> list[tuple[str, str]]:
    model = table.points
    return [
        (model.data(model.index(row, 0)), model.data(model.index(row, 1)))
        for row in range(model.rowCount())
    ]


def go(table: Any, row: int, column: int) -> None:
    # As a click does: Qt believes that Ctrl of the key that opened the table is still held.
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    table.selectionModel().setCurrentIndex(table.points.index(row, column), flag)


def write(table: Any, text: str, end: Qt.Key = Key.Key_Return) -> None:
    """Type into the current cell, as a hand does."""
    if table.state() != table.State.EditingState:
        QTest.keyClicks(table, text[0])
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert table.isAncestorOf(editor)
    QTest.keyClicks(editor, text if editor.text() != text[0] else text[1:])
    QTest.keyClick(editor, end)
    QApplication.processEvents()


def notice(laboratory: Any) -> str:
    return str(laboratory.content.notice_bar.text.text())


def test_it_is_hidden_at_first_and_toggles(laboratory: Any, table: Any) -> None:
    assert cells(table) == [
        ("2", "65"), ("3", "70"), ("5", "75"), ("6", "85"), ("8", "90"), ("", ""),
    ]  # fmt: skip
    toggle_table(laboratory, table)
    assert not table.isVisible()


def test_hidden_it_does_nothing(laboratory: Any) -> None:
    table = laboratory.content.points_table
    laboratory.session.problem.add_point(1.0, 2.0)
    laboratory.content.clock.render_now()
    assert table.points.rowCount() == 6
    toggle_table(laboratory, laboratory.content.data_view.canvas)
    assert table.points.rowCount() == 7


def test_typing_moves_a_point(laboratory: Any, table: Any) -> None:
    go(table, 1, 1)
    write(table, "72,5")
    assert laboratory.session.problem.dataset.y[1] == 72.5
    assert laboratory.session.edits.stack.undoText() == "move point"
    assert table.currentIndex().row() == 2
    laboratory.session.edits.undo()
    laboratory.content.clock.render_now()
    assert cells(table)[1] == ("3", "70")


def test_a_drag_in_the_data_pane_is_seen(laboratory: Any, table: Any) -> None:
    laboratory.session.problem.move_point(0, -2.5, 1e-7)
    laboratory.content.clock.render_now()
    assert cells(table)[0] == ("\N{MINUS SIGN}2.5", "1e\N{MINUS SIGN}7")
    click(laboratory.content.data_view.canvas, 4.5, 60.0)
    laboratory.content.clock.render_now()
    assert table.points.rowCount() == 7


def test_undo_takes_back_what_was_mistyped_before_older_edits(laboratory: Any, table: Any) -> None:
    session, bar = laboratory.session, laboratory.content.notice_bar
    model = table.model()
    go(table, 0, 0)
    write(table, "4")
    write(table, "7x")
    laboratory.content.clock.render_now()
    assert model.index(1, 0).data() == "7x"
    assert bar.notice.text == "'7x' is not a number."
    QTest.keyClick(table, Key.Key_Z, CONTROL)
    laboratory.content.clock.render_now()
    assert model.index(1, 0).data() == "3"
    assert bar.notice is None
    assert session.problem.dataset.x[0] == 4.0
    QTest.keyClick(table, Key.Key_Z, CONTROL)
    assert session.problem.dataset.x[0] == 2.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("7x", "'7x' is not a number."),
        ("1e200", "Value 1e200 is outside ±1e150."),
        ("-", "'-' is not a number."),
    ],
)
def test_a_mistake_stays_in_its_cell_and_says_why(
    laboratory: Any, table: Any, text: str, sentence: str
) -> None:
    before = laboratory.session.problem.dataset
    go(table, 0, 0)
    write(table, text)
    index = table.points.index(0, 0)
    assert laboratory.session.problem.dataset is before
    assert table.points.data(index) == text
    assert table.points.data(index, Role.ToolTipRole) == sentence
    assert isinstance(table.points.data(index, Role.ForegroundRole), QColor)
    assert table.points.data(index, Role.FontRole).underline()
    go(table, 0, 0)
    write(table, "4")
    assert table.points.data(index, Role.ToolTipRole) is None
    assert laboratory.session.problem.dataset.x[0] == 4.0


def test_escape_leaves_a_cell_as_it_was(laboratory: Any, table: Any) -> None:
    go(table, 0, 0)
    write(table, "77", Key.Key_Escape)
    assert laboratory.session.problem.dataset.x[0] == 2.0


def test_n_adds_points_one_after_the_other(laboratory: Any, table: Any) -> None:
    QTest.keyClick(table, Key.Key_N)
    for text in ("10", "100", "-11", "1.5e2"):
        write(table, text)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClick(editor, Key.Key_Escape)
    data = laboratory.session.problem.dataset
    assert data.x.tolist()[5:] == [10.0, -11.0]
    assert data.y.tolist()[5:] == [100.0, 150.0]
    assert laboratory.session.edits.stack.undoText() == "add point"


def test_half_a_point_is_none(laboratory: Any, table: Any) -> None:
    go(table, 5, 1)
    write(table, "7")
    assert laboratory.session.problem.dataset.n_samples == 5
    assert cells(table)[5] == ("", "7")
    table.points.setData(table.points.index(5, 1), "")
    assert cells(table)[5] == ("", "")


def test_delete_removes_rows_as_one_step(laboratory: Any, table: Any) -> None:
    go(table, 1, 0)
    QTest.keyClick(table, Key.Key_Delete)
    assert laboratory.session.problem.dataset.x.tolist() == [2, 5, 6, 8]
    go(table, 0, 0)
    QTest.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Key.Key_Delete)
    assert laboratory.session.problem.dataset.x.tolist() == [6, 8]
    assert laboratory.session.edits.stack.undoText() == "remove 2 points"
    laboratory.session.edits.undo()
    assert laboratory.session.problem.dataset.x.tolist() == [2, 5, 6, 8]
    go(table, 5, 0)
    QTest.keyClick(table, Key.Key_Delete)
    assert laboratory.session.problem.dataset.n_samples == 4


def test_sorting_is_of_the_view_only(laboratory: Any, table: Any) -> None:
    before = laboratory.session.problem.dataset
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [y for _, y in cells(table)] == ["90", "85", "75", "70", "65", ""]
    assert laboratory.session.problem.dataset is before
    assert not laboratory.session.edits.stack.canUndo()
    go(table, 0, 1)
    write(table, "1")
    assert laboratory.session.problem.dataset.y[4] == 1.0
    assert cells(table)[0] == ("8", "1"), "a row runs away from under the hand"
    assert table.points.headerData(0, Qt.Orientation.Vertical) == "5"
    laboratory.session.problem.add_point(0.0, 80.0)
    laboratory.content.clock.render_now()
    assert [y for _, y in cells(table)] == ["85", "80", "75", "70", "65", "1", ""]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert cells(table)[0] == ("2", "65")


# ---- the clipboard


def paste(table: Any, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(table, Key.Key_V, CONTROL)


def test_a_block_is_pasted_where_the_cell_is(laboratory: Any, table: Any) -> None:
    go(table, 3, 0)
    paste(table, "x\ty\n60\t1\n80\t2\n90\t3\n")
    data = laboratory.session.problem.dataset
    assert data.x.tolist() == [2, 3, 5, 60, 80, 90]
    assert data.y.tolist() == [65, 70, 75, 1, 2, 3]
    assert data.feature_names == ("hours worked",)
    assert laboratory.session.edits.stack.undoText() == "paste points"
    laboratory.session.edits.undo()
    assert laboratory.session.problem.dataset.n_samples == 5


def test_one_column_goes_into_its_column(laboratory: Any, table: Any) -> None:
    go(table, 0, 1)
    paste(table, "1\n2\n3\n")
    assert laboratory.session.problem.dataset.y.tolist() == [1, 2, 3, 85, 90]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\t2\t3\n", "Row 1 of the block has 3 cells; a point has x and y. Nothing was pasted."),
        ("1\t2\n1\tabc\n", "Row 2 of the block: 'abc' is not a number. Nothing was pasted."),
        ("", "There are no numbers on the clipboard."),
        ("1\n" * 9, "A new point needs x and y. Nothing was pasted."),
    ],
)
def test_a_bad_block_changes_nothing(laboratory: Any, table: Any, text: str, sentence: str) -> None:
    before = laboratory.session.problem.dataset
    paste(table, text)
    assert laboratory.session.problem.dataset is before
    assert notice(laboratory) == sentence


def test_too_many_rows_should_come_as_a_file() -> None:
    with pytest.raises(BlockError, match="as a file"):
        parse_block("1\t2\n" * 20_001)


def test_what_is_copied_can_be_pasted_exactly(laboratory: Any, table: Any) -> None:
    laboratory.session.problem.move_point(0, 0.1, 1 / 3)
    laboratory.content.clock.render_now()
    before = laboratory.session.problem.dataset
    go(table, 0, 0)
    QTest.keyClick(table, Key.Key_A, CONTROL)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    laboratory.session.problem.clear_points()
    laboratory.content.clock.render_now()
    go(table, 0, 0)
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert laboratory.session.problem.dataset.x.tolist() == before.x.tolist()
    assert laboratory.session.problem.dataset.y.tolist() == before.y.tolist()


# ---- with the rest of the window


def test_keys_of_the_table_are_not_the_runs(laboratory: Any, table: Any) -> None:
    go(table, 1, 0)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Home, Key.Key_End, Key.Key_PageDown):
        QTest.keyClick(table, key)
    assert laboratory.session.player.cursor == 0
    QTest.keyClick(table, Key.Key_Space)
    assert laboratory.session.player.state.is_running
    QTest.keyClick(table, Key.Key_Space)
    assert not laboratory.session.player.state.is_running


def test_what_is_typed_at_a_cell_goes_into_it_and_is_no_shortcut(
    laboratory: Any, table: Any
) -> None:
    session = laboratory.session
    session.player.step(3)
    options, branches = session.view_options, len(session.runs.branches)
    for letter in "abcdefghijklmoprstuvwxyzBCR.,+-?":
        go(table, 1, 0)
        QTest.keyClicks(table, letter)
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit), letter
        assert field.text() == letter
        QTest.keyClick(field, Key.Key_Escape)
        QApplication.processEvents()
    assert session.view_options == options
    assert len(session.runs.branches) == branches
    assert session.player.cursor == 3
    assert session.player.history.last_epoch == 3
    go(table, 1, 0)
    write(table, ".5")
    assert session.problem.dataset.x[1] == 0.5


def test_the_row_and_the_point_show_each_other(laboratory: Any, table: Any) -> None:
    data_view = laboratory.content.data_view
    go(table, 2, 0)
    assert data_view.points.highlighted == 2
    data_view.canvas.setFocus()
    hover(data_view.canvas, 8.0, 90.0)
    rows = {index.row() for index in table.selectionModel().selectedIndexes()}
    assert rows == {4}


def test_a_point_pointed_at_is_found_among_many_while_the_table_has_the_focus(
    laboratory: Any, table: Any
) -> None:
    data_view = laboratory.content.data_view
    laboratory.session.opening.open_example("noisy-line")
    laboratory.content.clock.render_now()
    go(table, 0, 0)
    assert table.hasFocus()
    points = laboratory.session.problem.dataset
    last = int(np.argmax(points.x))
    assert not table.viewport().rect().contains(table.visualRect(table.points.index(last, 0)))
    hover(data_view.canvas, float(points.x[last]), float(points.y[last]))
    rows = {index.row() for index in table.selectionModel().selectedIndexes()}
    assert len(rows) == 1
    (row,) = rows
    assert (points.x[row], points.y[row]) == pytest.approx((points.x[last], points.y[last]), 0.02)
    assert table.viewport().rect().contains(table.visualRect(table.points.index(row, 0)).center())
    assert table.currentIndex().row() == 0
    shown = data_view.canvas.shown_range()
    hover(data_view.canvas, shown[0] + 0.01 * (shown[1] - shown[0]), shown[3])
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    write(table, "0.5")
    assert laboratory.session.problem.dataset.x[0] == 0.5


def test_dark_and_light(laboratory: Any, table: Any) -> None:
    from dataclasses import replace

    from linreg_gui.session.values import ThemeChoice

    go(table, 0, 0)
    write(table, "7x")
    colours = set()
    for theme in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        session = laboratory.session
        session.set_view_options(replace(session.view_options, theme=theme))
        laboratory.content.clock.render_now()
        colour = table.points.data(table.points.index(0, 0), Role.ForegroundRole)
        colours.add(colour.name())
    assert len(colours) == 2


def test_many_points_ask_for_no_row_that_is_not_seen(laboratory: Any, table: Any) -> None:
    x = np.arange(200_000.0)
    laboratory.session.opening.open_dataset(Dataset.from_xy(x, -x))
    asked: list[int] = []
    model = table.points
    original = model.data

    def data(index: Any, role: int = Role.DisplayRole) -> object:
        asked.append(index.row())
        return original(index, role)

    model.data = data
    laboratory.content.clock.render_now()
    laboratory.session.problem.move_point(199_999, 1.0, 2.0)
    laboratory.content.clock.render_now()
    table.viewport().repaint()
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.scrollToBottom()
    table.viewport().repaint()
    assert model.rowCount() == 200_001
    assert len(set(asked)) < 200


def test_a_key_before_the_next_frame_meets_the_points_of_now(laboratory: Any, table: Any) -> None:
    table.selectAll()
    laboratory.session.problem.remove_point(0)  # the rows are renewed with the next frame only
    QTest.keyClick(table, Key.Key_Delete)
    assert laboratory.session.problem.dataset.n_samples == 0


def test_enter_where_no_cell_is_current_does_nothing(table: Any) -> None:
    table.setCurrentIndex(table.points.index(-1, -1))
    assert not table.currentIndex().isValid()
    QTest.keyClick(table, Key.Key_Return)
    assert table.state() == table.State.NoState


def test_a_field_whose_row_has_gone_closes_quietly(laboratory: Any, table: Any) -> None:
    table.setCurrentIndex(table.points.index(5, 0))
    QTest.keyClicks(table, "7")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    table.setCurrentIndex(table.points.index(-1, -1))
    laboratory.session.problem.replace_points("remove all", [], [])
    laboratory.content.clock.render_now()
    QTest.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    assert table.state() == table.State.NoState


def test_what_is_being_typed_is_dropped_when_points_go(laboratory: Any, table: Any) -> None:
    go(table, 3, 1)
    QTest.keyClicks(table, "7")
    laboratory.session.problem.remove_point(0)  # another point comes to stand in this row
    before = laboratory.session.problem.dataset
    laboratory.content.clock.render_now()
    assert table.indexWidget(table.currentIndex()) is None
    assert laboratory.session.problem.dataset is before
    QTest.keyClick(table, Key.Key_Return)
    assert table.state() == table.State.EditingState


def test_held_out_points_have_a_ring(laboratory: Any, table: Any) -> None:
    model = table.points

    def heads() -> list[Any]:
        laboratory.content.clock.render_now()
        return [model.headerData(row, Qt.Orientation.Vertical) for row in range(6)]

    assert heads() == ["1", "2", "3", "4", "5", "+"]
    session = laboratory.session
    session.problem.turn_point(1)
    session.problem.turn_point(4)
    assert heads() == ["1", "○ 2", "3", "4", "○ 5", "+"]
    assert model.data(model.index(1, 0), Role.ToolTipRole) == "Held out: not trained on"
    assert model.data(model.index(0, 0), Role.ToolTipRole) is None
    assert model.data(model.index(1, 0), Role.ForegroundRole) == QColor(model._theme.muted)
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert heads() == ["○ 5", "4", "3", "○ 2", "1", "+"]
    session.problem.hold_out(None)
    assert heads() == ["5", "4", "3", "2", "1", "+"]
