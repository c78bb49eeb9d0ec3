"""The pane for tables in doubt: what it shows, and what its choices do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.views.services_window import at_rest, open_window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def laboratory(qtbot: Any) -> Iterator[Any]:
    with open_window(None, qtbot) as made:
        yield made


def offered(laboratory: Any, tmp_path: Path, text: str, qtbot: Any) -> Any:
    path = tmp_path / "cars.csv"
    path.write_text(text, encoding="utf-8")
    laboratory.files.open(path)
    at_rest(laboratory, qtbot)
    return laboratory.files.import_pane


def headers(pane: Any) -> list[str]:
    model = pane.model
    return [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]


CARS = "colour,weight,use,price\nred,1,10,100\nblue,2,20,n/a\nred,3,31,300\nred,4,38,400\n"


def test_the_table_its_columns_and_what_is_left_out(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    assert pane.isVisible()
    assert not pane.isModal()
    assert pane.headline.text() == "cars.csv: 4 columns, 3 of them with numbers"
    assert headers(pane) == ["colour", "x = weight", "use", "y = price"]
    assert pane.model.data(pane.model.index(1, 0)) == "blue"
    assert pane.model.headerData(1, Qt.Orientation.Vertical) == "3"
    assert pane.summary.text() == "3 points; 1 row left out."
    assert pane.left_out.item(0).text() == "line 3: column price: 'n/a' is not a number"
    assert laboratory.session.problem.dataset.n_samples == 5


def test_a_long_name_is_cut_and_its_tip_is_no_markup(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    name = "<b>bold</b> " + "and so on " * 10
    pane = offered(laboratory, tmp_path, f"{name},b,c\n1.5,2,3\n2,3,5\n2.2,1,1\n", qtbot)
    assert pane.table.columnWidth(0) <= 180
    assert pane.table.horizontalHeader().textElideMode() is Qt.TextElideMode.ElideRight
    tip = pane.model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("<span>&lt;b&gt;bold")
    assert pane.model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) is None


def test_a_last_column_with_few_numbers_is_not_passed_over_silently(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    text = "hours,price,size\n1.5,2,3\n2.7,5,NA\n3.1,6,NA\n4.9,7,NA\n"
    pane = offered(laboratory, tmp_path, text, qtbot)
    assert headers(pane) == ["x = hours", "y = price", "size"]
    assert pane.headline.text().splitlines() == [
        "cars.csv: 3 columns, 2 of them with numbers",
        "y is price: few cells of the last column, size, are numbers.",
    ]


def test_a_last_column_of_dates_is_counted_and_not_called_empty(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    text = "wage;years;region;day\n21,5;12;N;04.03.2031\n;10;S;07.03.2031\n28,5;13;N;10.03.2031\n"
    pane = offered(laboratory, tmp_path, text, qtbot)
    assert pane.headline.text() == (
        "cars.csv: 4 columns, 2 of them with numbers and one with dates"
    )


def test_a_table_opened_again_has_the_columns_that_were_chosen(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    text = "wage,years,at work,day\n21.5,12,19,2031-03-04\n15.9,10,4,2031-03-07\n28,13,,2031-03-10"
    pane = offered(laboratory, tmp_path, text, qtbot)
    assert headers(pane)[:3] == ["x = wage", "years", "y = at work"]
    choices = pane.choices
    choices.x_box.setCurrentIndex(2)
    choices.x_box.activated.emit(2)
    choices.y_box.setCurrentIndex(0)
    choices.y_box.activated.emit(0)
    click_row(pane, 2)
    click_row(pane, 3)
    at_rest(laboratory, qtbot)
    chosen = ["y = wage", "x₁ = years", "x₂ = at work", "x₃ = day"]
    assert headers(pane) == chosen
    QTest.mouseClick(pane.import_button, LEFT)
    assert not pane.isVisible()
    again = offered(laboratory, tmp_path, text, qtbot)
    assert headers(again) == chosen
    assert again.choices.more.fold.isChecked()
    assert again.summary.text() == "2 points; 1 row left out."


def test_columns_chosen_stay_while_the_table_is_read_in_another_way(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    pane.choices.x_box.setCurrentIndex(3)
    pane.choices.x_box.activated.emit(3)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "weight", "x = use", "y = price"]
    pane.choices.sign_box.setCurrentIndex(1)
    pane.choices.sign_box.activated.emit(1)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "weight", "x = use", "y = price"]


def test_other_columns_by_the_keyboard(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    QTest.keyClick(pane.choices.y_box, Qt.Key.Key_Up)
    assert not pane.import_button.isEnabled()
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "x = weight", "y = use", "price"]
    assert pane.summary.text() == "4 points; no rows left out."
    assert not pane.left_out.isVisible()
    QTest.mouseClick(pane.import_button, LEFT)
    assert not pane.isVisible()
    assert laboratory.session.problem.dataset.y.tolist() == [10, 20, 31, 38]
    assert laboratory.session.problem.dataset.target_name == "use"
    laboratory.session.edits.undo()
    assert laboratory.session.problem.dataset.n_samples == 5


def test_tab_passes_the_preview_and_comes_to_the_buttons(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    stops: list[Any] = [QApplication.focusWidget()]
    while pane.import_button not in stops and len(stops) < 12:
        QTest.keyClick(stops[-1], Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    assert stops[-1] is pane.import_button
    assert len(set(stops)) == len(stops)
    assert all(stop.accessibleName() or stop.text() for stop in stops)


def test_enter_on_cancel_cancels(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    pane.cancel_button.setFocus()
    QTest.keyClick(pane.cancel_button, Qt.Key.Key_Return)
    at_rest(laboratory, qtbot)
    assert not pane.isVisible()
    assert laboratory.session.problem.dataset.n_samples == 5


def test_the_number_of_the_row_as_x(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "height\n1.5\n2.5\n2.75\n", qtbot)
    assert pane.choices.x_box.currentText() == "number of the row"
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.x.tolist() == [1, 2, 3]


def test_one_column_is_not_counted_twice(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "price\n3\n1\n2\n", qtbot)
    assert pane.headline.text() == "cars.csv: 1 column"


def test_x_and_y_change_places_where_one_takes_the_column_of_the_other(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    for _ in range(2):
        QTest.keyClick(pane.choices.y_box, Qt.Key.Key_Up)
        at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "y = weight", "x = use", "price"]
    QTest.keyClick(pane.choices.x_box, Qt.Key.Key_Up)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "x = weight", "y = use", "price"]
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.y.tolist() == [10, 20, 31, 38]


def test_the_same_column_twice_is_refused(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "height\n1.5\n2.5\n2.75\n", qtbot)
    QTest.keyClick(pane.choices.x_box, Qt.Key.Key_Down)  # there is no column to change with
    at_rest(laboratory, qtbot)
    assert pane.summary.text() == "x and y must be two different columns."
    assert not pane.import_button.isEnabled()


def test_another_way_of_writing(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "1,5\n2,5\n3,5\n", qtbot)
    assert pane.choices.delimiter_box.currentText() == "comma"
    assert headers(pane) == ["x = x", "y = y"]
    QTest.keyClick(pane.choices.sign_box, Qt.Key.Key_Down)
    QTest.keyClick(pane.choices.delimiter_box, Qt.Key.Key_Down)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["y = column 1"]
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.y.tolist() == [1.5, 2.5, 3.5]


def test_cells_of_a_workbook_are_not_divided_in_another_way(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    workbooks = pytest.importorskip("openpyxl")
    workbook = workbooks.Workbook()
    for row in [("x", "y", "note"), (1, 2.5, "a"), (2, 3.5, "b")]:
        workbook.active.append(row)
    workbook.save(tmp_path / "cars.xlsx")
    laboratory.files.open(tmp_path / "cars.xlsx")
    at_rest(laboratory, qtbot)
    choices = laboratory.files.import_pane.choices
    assert choices.y_box.isVisible()
    assert not choices.delimiter_box.isVisible()
    assert not choices.sign_box.isVisible()
    choices = offered(laboratory, tmp_path, CARS, qtbot).choices
    assert choices.delimiter_box.isVisible()


def test_a_header_or_none(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "1,5\n2,5\n3,5\n", qtbot)
    QTest.keyClick(pane.choices.header_box, Qt.Key.Key_Space)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["x = 1", "y = 5"]
    assert pane.model.rowCount() == 2


def test_day_and_month_are_asked_for(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "when;y\n1/2/2031;5\n2/2/2031;6\n", qtbot)
    assert pane.choices.day_box.isVisible()
    assert not pane.choices.day_box.isChecked()
    QTest.keyClick(pane.choices.day_box, Qt.Key.Key_Space)
    at_rest(laboratory, qtbot)
    assert pane.choices.day_box.isChecked()
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.x.tolist() == [0, 1]
    assert not offered(laboratory, tmp_path, CARS, qtbot).choices.day_box.isVisible()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("11,5\n12,25\n14,75\n", "In doubt: '11,5' may be one number or two."),
        ("x;y\n1,234;2\n5,678;3\n", "In doubt: '1,234' may be 1.234 or 1234."),
        ("t,y\n1/2/2031,5\n3/4/2031,6\n",
         "In doubt: '1/2/2031' may be 1 February or 2 January."),
        ("2,3,5,7\n4,6,10,15\n", "In doubt: the two rows may be x and y, or points."),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_said(
    laboratory: Any, tmp_path: Path, text: str, question: str, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, text, qtbot)
    assert pane.headline.text().splitlines()[1:] == [question]


def test_a_table_pasted_with_one_row(laboratory: Any, qtbot: Any) -> None:
    laboratory.services.importing.read_text("a;b;c\n1;2;3\n")
    at_rest(laboratory, qtbot)
    pane = laboratory.files.import_pane
    assert pane.headline.text() == "Clipboard: 3 columns, all of them with numbers"
    assert pane.summary.text() == "1 point; no rows left out."
    QTest.mouseClick(pane.cancel_button, LEFT)


def test_lines_above_the_table_are_skipped(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "5,6,7\nabout it\na,b,c\n1,2,n\n3,4,m\n", qtbot)
    field = pane.choices.skip_field
    assert field.value == 0
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["x = a", "y = b", "c"]
    assert pane.summary.text() == "2 points; no rows left out."
    assert pane.isVisible()
    pane = offered(laboratory, tmp_path, "about\nx,y,z\n1,2,3\n3,4,6\n", qtbot)
    assert field.value == 1, "the line found above another table"
    assert pane.summary.text() == (
        "2 points; no rows left out. Passed over line 1 above the table."
    )


def test_lines_above_a_clear_table_are_passed_over_at_once(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    said: list[Any] = []
    laboratory.session.notice_posted.connect(said.append)
    pane = offered(laboratory, tmp_path, "about it\n\nx,y\n1,2\n3,4\n", qtbot)
    assert not pane.isVisible()
    assert laboratory.session.problem.dataset.x.tolist() == [1, 3]
    assert said[-1].text == "Imported 2 points. Passed over line 1 above the table."


def test_rows_are_columns_or_not(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "2,3,5,7\n4,6,10,15\n", qtbot)
    assert pane.choices.rows_box.isChecked()
    assert headers(pane) == ["x = x", "y = y"]
    QTest.keyClick(pane.choices.rows_box, Qt.Key.Key_Space)
    at_rest(laboratory, qtbot)
    assert pane.model.columnCount() == 4
    assert pane.choices.delimiter_box.isVisible()
    QTest.keyClick(pane.choices.rows_box, Qt.Key.Key_Space)
    at_rest(laboratory, qtbot)
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.x.tolist() == [2, 3, 5, 7]
    assert laboratory.session.problem.dataset.y.tolist() == [4, 6, 10, 15]


@pytest.mark.parametrize("way", ["cancel", "escape", "close"])
def test_put_away_nothing_was_added(laboratory: Any, tmp_path: Path, way: str, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    if way == "cancel":
        QTest.mouseClick(pane.cancel_button, LEFT)
    elif way == "escape":
        QTest.keyClick(pane, Qt.Key.Key_Escape)
    else:
        pane.close()
    assert not pane.isVisible()
    laboratory.services.importing.accept()
    assert laboratory.session.problem.dataset.n_samples == 5
    assert laboratory.shell.isVisible()


def test_the_bar_shows_how_far_a_large_table_is_and_cancels(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    reading = laboratory.files.reading
    path = tmp_path / "large.csv"
    path.write_text("x;y\n" + '"1";2,5\n' * 600_000, encoding="utf-8")
    laboratory.files.open(path)
    qtbot.waitUntil(lambda: reading.isVisible() and reading.bar.value() > 0, timeout=30_000)
    assert reading.text.text() == "Reading large.csv…"
    QTest.mouseClick(reading.cancel_button, LEFT)
    assert not reading.isVisible()
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 5
    QApplication.processEvents()
    assert not reading.isVisible()


def test_what_looks_like_numbers_and_is_none_is_named(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, "x,who,y\n1/2,Ann,3\n3/4,Bob,5\n5/8,Cyd,7\n", qtbot)
    assert pane.headline.text().splitlines() == [
        "cars.csv: 3 columns, one of them with numbers",
        "Not read: '1/2' in x may be a fraction, a ratio or a day.",
    ]


def test_a_day_and_its_time_are_one_x(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    text = "date,time,y\n2031-03-01,08:00,1\n2031-03-01,12:00,3\n2031-03-02,08:00,2\n"
    pane = offered(laboratory, tmp_path, text, qtbot)
    assert headers(pane) == ["x = date", "time", "y = y"]
    assert pane.summary.text().endswith("The times of date are those of column 'time'.")
    QTest.mouseClick(pane.import_button, LEFT)
    assert laboratory.session.problem.dataset.x.tolist() == [0, 14_400, 86_400]


WIDE = "a,b,c,d,e,f,g,h\n" + "\n".join(
    ",".join(str(3 * k + j * j + (k * j) % 3) for j in range(8)) for k in range(9)
)


def click_row(pane: Any, row: int) -> None:
    rows = pane.choices.more.list
    rows.scrollToItem(rows.item(row))
    area = rows.visualItemRect(rows.item(row))
    QTest.mouseClick(rows.viewport(), LEFT, pos=area.center())


def rows_shown(pane: Any) -> list[str]:
    rows = pane.choices.more.list
    return [rows.item(k).text() for k in range(rows.count()) if not rows.isRowHidden(k)]


def test_more_columns_for_x_by_the_mouse(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    more = pane.choices.more
    assert headers(pane) == ["colour", "x = weight", "use", "y = price"]
    assert more.fold.text() == "More columns for x"
    assert not more.list.isVisible()
    QTest.mouseClick(more.fold, LEFT)
    assert more.list.isVisible()
    assert rows_shown(pane) == ["use"]
    click_row(pane, 1)
    assert not pane.import_button.isEnabled()
    at_rest(laboratory, qtbot)
    assert more.fold.text() == "1 more column for x"
    assert headers(pane) == ["colour", "x₁ = weight", "x₂ = use", "y = price"]
    assert pane.summary.text() == "3 points; 1 row left out."
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "x = weight", "use", "y = price"]
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    QTest.mouseClick(pane.import_button, LEFT)
    dataset = laboratory.session.problem.dataset
    assert dataset.feature_names == ("weight", "use")
    assert dataset.features.tolist() == [[1, 10], [3, 31], [4, 38]]
    assert dataset.y.tolist() == [100, 300, 400]
    laboratory.content.clock.render_now()
    laboratory.session.edits.undo()
    assert laboratory.session.problem.dataset.n_features == 1


def test_more_columns_for_x_by_the_keyboard(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, WIDE, qtbot)
    more = pane.choices.more
    more.fold.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClick(more.fold, key)
    assert more.list.hasFocus()
    for name in ("Down", "Space", "Down", "Down", "Space"):
        QTest.keyClick(more.list, getattr(Qt.Key, f"Key_{name}"))
    at_rest(laboratory, qtbot)
    assert headers(pane)[:4] == ["x₁ = a", "b", "x₂ = c", "d"]
    assert more.fold.text() == "2 more columns for x"


def test_what_a_further_column_leaves_open_is_said_while_it_is_ticked(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    text = "a,when,y\n1.5,1/2/2031,5\n2,2/2/2031,6\n2.1,3/2/2031,4\n"
    pane = offered(laboratory, tmp_path, text, qtbot)
    (head,) = pane.headline.text().splitlines()
    QTest.mouseClick(pane.choices.more.fold, LEFT)
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    assert pane.headline.text().splitlines() == [
        head, "In doubt: '1/2/2031' may be 1 February or 2 January."
    ]  # fmt: skip
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    assert pane.headline.text() == head


def test_a_low_pane_has_all_its_buttons_while_columns_are_listed(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, WIDE, qtbot)
    pane.resize(560, 363)  # what is left of a screen of 1280 × 800 at 200 %
    QTest.mouseClick(pane.choices.more.fold, LEFT)
    QApplication.processEvents()
    assert pane.height() == 363
    assert pane.choices.more.list.height() < 5 * pane.choices.more.list.sizeHintForRow(0)
    pane.resize(560, 520)
    QApplication.processEvents()
    assert pane.choices.more.list.height() >= 5 * pane.choices.more.list.sizeHintForRow(1)


def test_six_columns_are_the_most(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, WIDE, qtbot)
    QTest.mouseClick(pane.choices.more.fold, LEFT)
    for row in (1, 2, 3, 4, 5, 6):
        click_row(pane, row)
    at_rest(laboratory, qtbot)
    assert pane.choices.more.fold.text() == "5 more columns for x, the most there can be"
    assert headers(pane)[5:] == ["x₆ = f", "g", "y = h"]
    click_row(pane, 1)
    click_row(pane, 6)
    at_rest(laboratory, qtbot)
    assert headers(pane)[:2] == ["x₁ = a", "b"]
    assert headers(pane)[6:] == ["x₆ = g", "y = h"]


def test_a_column_that_becomes_x_or_y_is_no_further_one(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = offered(laboratory, tmp_path, CARS, qtbot)
    QTest.mouseClick(pane.choices.more.fold, LEFT)
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    QTest.keyClick(pane.choices.y_box, Qt.Key.Key_Up)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "x = weight", "y = use", "price"]
    assert rows_shown(pane) == ["price"]
    for _ in range(2):  # colour, and then the number of the row
        QTest.keyClick(pane.choices.x_box, Qt.Key.Key_Up)
    at_rest(laboratory, qtbot)
    assert headers(pane) == ["colour", "weight", "y = use", "price"]
    assert not pane.choices.more.isVisible()


def test_rows_need_numbers_in_all_columns(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    pane = offered(laboratory, tmp_path, "a,b,c\n1,,3\n2,,4\n,7,8\n,9,1\n5,,2\n", qtbot)
    QTest.mouseClick(pane.choices.more.fold, LEFT)
    click_row(pane, 1)
    at_rest(laboratory, qtbot)
    assert pane.summary.text() == "No row of cars.csv has numbers in all 3 columns."
    assert not pane.import_button.isEnabled()


@pytest.mark.parametrize("text", ["price\n3\n1\n2\n", "x,y,name\n1,2,a\n2,3,b\n"])
def test_where_there_are_no_further_columns_nothing_is_said_of_them(
    laboratory: Any, tmp_path: Path, text: str, qtbot: Any
) -> None:
    assert not offered(laboratory, tmp_path, text, qtbot).choices.more.isVisible()
