"""The points table over several features: all columns, those not used faint."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import DEFAULT_EXAMPLE
from linreg_gui.session.session import Session
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.points.points_model import PointsModel
from tests.views.services_window import open_window

CONTROL = Qt.KeyboardModifier.ControlModifier
Key, Role = Qt.Key, Qt.ItemDataRole
FEATURES = np.array([[1.0, 20.0], [2.0, 10.0], [3.0, 50.0], [4.0, 30.0]])
LONG = "size <b>& a name much too long for a column of this table</b>"
HOMES = Dataset(FEATURES, np.array([5.0, 7.0, 8.0, 11.0]), ("rooms", LONG), "price", "Homes")


@pytest.fixture
def laboratory(qtbot: Any) -> Iterator[Any]:
    with open_window(None, qtbot) as made:
        made.session.opening.open_dataset(HOMES)
        made.session.change_view_options(show_points=True)
        made.content.clock.render_now()
        yield made


@pytest.fixture
def table(laboratory: Any) -> Any:
    shown = laboratory.content.points_table
    assert shown.isVisible()
    return shown


def heads(table: Any) -> list[Any]:
    model = table.model()
    return [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]


def go(table: Any, row: int, column: int) -> None:
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    table.setFocus()
    table.selectionModel().setCurrentIndex(table.model().index(row, column), flag)


def write(table: Any, row: int, column: int, text: str) -> None:
    assert table.model().setData(table.model().index(row, column), text)


def ink(table: Any, column: int) -> Any:
    return table.model().data(table.model().index(0, column), Role.ForegroundRole)


def test_each_feature_has_a_column_and_its_name(table: Any) -> None:
    names = heads(table)
    assert (names[0], names[2]) == ("rooms", "price")
    tip = table.model().headerData(1, Qt.Orientation.Horizontal, Role.ToolTipRole)
    assert "&lt;b&gt;" in tip
    assert table.model().data(table.model().index(2, 1)) == "50"
    assert table.horizontalHeader().sectionSize(1) <= 140
    assert table.accessibleName() == "Points: the values of each"


def test_a_cell_of_each_column_is_edited(laboratory: Any, table: Any) -> None:
    for column, value in enumerate((9.0, 8.0, 6.0)):
        write(table, 1, column, str(value))
    data = laboratory.session.problem.dataset
    assert data.features[1].tolist() == [9.0, 8.0]
    assert data.y[1] == 6.0
    for _ in range(3):
        laboratory.session.edits.undo()
    assert laboratory.session.problem.dataset == HOMES


def test_features_that_are_not_used_are_faint(laboratory: Any, table: Any) -> None:
    assert [ink(table, column) for column in range(3)] == [None, None, None]
    laboratory.session.set_columns((0,))
    laboratory.content.clock.render_now()
    muted = QColor(laboratory.content.clock.frame().theme.muted)
    assert [ink(table, column) for column in range(3)] == [None, muted, None]
    write(table, 0, 1, "21")
    assert laboratory.session.problem.dataset.features[0].tolist() == [1.0, 21.0]


def test_a_new_point_is_typed_column_by_column(laboratory: Any, table: Any) -> None:
    QTest.keyClick(table, Key.Key_N)
    for text in ("6", "70", "15"):
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)
        QApplication.processEvents()
    data = laboratory.session.problem.dataset
    assert data.n_samples == 5
    assert data.features[4].tolist() == [6.0, 70.0]
    assert data.y[4] == 15.0


def test_rows_are_sorted_by_any_column(table: Any) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [table.points.point_at(row) for row in range(4)] == [1, 0, 3, 2]


def test_blocks_go_in_from_the_current_column_on(laboratory: Any, table: Any) -> None:
    go(table, 0, 1)
    QGuiApplication.clipboard().setText("25\t6\n15\t8\n")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    data = laboratory.session.problem.dataset
    assert data.features.tolist() == [[1.0, 25.0], [2.0, 15.0], [3.0, 50.0], [4.0, 30.0]]
    assert data.y.tolist() == [6.0, 8.0, 8.0, 11.0]
    go(table, 3, 2)
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    data = laboratory.session.problem.dataset
    assert data.features[3:].tolist() == [[1.0, 2.0], [4.0, 5.0]]
    QTest.keyClick(table, Key.Key_A, CONTROL)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().splitlines()[-1] == "4\t5\t6"


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("1\t2\t3\t4\n", 0, "Row 1 of the block has 4 cells; a point has 3 values."),
        ("1\t2\n", 2, "The block has 2 columns; from here on there are 1."),
        ("1\t2\n" * 6, 0, "A new point needs a value in each of the 3 columns."),
    ],
)
def test_a_block_that_does_not_fit_is_refused(
    laboratory: Any, table: Any, text: str, column: int, sentence: str
) -> None:
    said: list[str] = []
    laboratory.session.notice_posted.connect(lambda notice: said.append(notice.text))
    go(table, 0, column)
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert said == [f"{sentence} Nothing was pasted."]
    assert laboratory.session.problem.dataset == HOMES


def test_data_of_one_feature_have_x_and_y_again(laboratory: Any, table: Any) -> None:
    laboratory.session.opening.open_example(DEFAULT_EXAMPLE)
    laboratory.content.clock.render_now()
    assert heads(table) == ["x", "y"]
    assert table.accessibleName() == "Points: x and y of each"
    laboratory.session.edits.undo()
    laboratory.content.clock.render_now()
    assert heads(table)[0] == "rooms"


def test_the_arrow_of_the_head_is_over_the_column_that_rows_are_sorted_by(
    laboratory: Any, table: Any
) -> None:
    header, opening = table.horizontalHeader(), laboratory.session.opening
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    opening.open_dataset(HOMES.of_columns((1,)))
    laboratory.content.clock.render_now()
    assert header.sortIndicatorSection() == -1
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    opening.open_dataset(Dataset.from_xy([3.0, 1.0], [0.0, 0.0]))
    laboratory.content.clock.render_now()
    assert header.sortIndicatorSection() == 0
    assert table.model().index(0, 0).data() == "1"


@pytest.mark.parametrize("changes", ["which are used", "the name of y"])
def test_heads_are_drawn_anew_when_what_they_say_changes(qapp: Any, changes: str) -> None:
    session, heard = Session(), []
    session.opening.open_dataset(HOMES)
    model = PointsModel(session, LIGHT)
    model.headerDataChanged.connect(lambda orientation, *_: heard.append(orientation))
    if changes == "which are used":
        session.set_columns((1,))
    else:
        session.opening.open_dataset(Dataset(FEATURES, HOMES.y, HOMES.feature_names, "rent"))
    model.take_points()
    assert Qt.Orientation.Horizontal in heard
    session.shutdown()
