"""What is pointed at stands out in all panes, and no longer than it is pointed at."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.views.helpers import LEFT, click, drag, hover, pixel
from tests.views.worksheet.worksheet_events import hover_row, open_worksheet, render

RIGHT = Qt.MouseButton.RightButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def lit(window: Any) -> tuple[int | None, bool, int | None]:
    """Return the point that stands out, whether its valley is drawn, and the row marked."""
    content = window.content
    valley = content.surface_view.marks.valley is not None
    return (
        content.data_view.points.highlighted,
        valley,
        content.worksheet_card.table.points.highlighted,
    )


def leave(canvas: Any) -> None:
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))


def test_the_pointer_lights_a_point_until_it_leaves(window: Any) -> None:
    open_worksheet(window)
    canvas = window.content.data_view.canvas
    hover(canvas, 5.0, 75.0)
    assert lit(window) == (2, True, 2)
    leave(canvas)
    assert lit(window) == (None, False, None)


def test_a_point_that_is_removed_lights_nothing_any_more(window: Any) -> None:
    open_worksheet(window)
    canvas = window.content.data_view.canvas
    hover(canvas, 5.0, 75.0)
    click(canvas, 5.0, 75.0, RIGHT)
    render(window)
    assert lit(window) == (None, False, None)


def test_a_point_dragged_out_of_the_pane_is_let_go_there(window: Any) -> None:
    """The pointer leaves at once after the release, before the last move has been drawn."""
    open_worksheet(window)
    canvas = window.content.data_view.canvas
    drag(canvas, (8.0, 90.0), (6.0, 40.0))
    leave(canvas)
    render(window)
    assert lit(window) == (None, False, None)


def test_a_point_that_is_held_stays_lit_beyond_the_edge(window: Any) -> None:
    open_worksheet(window)
    canvas = window.content.data_view.canvas
    seen: list[Any] = []

    def look() -> None:
        render(window)
        seen.append(lit(window))

    drag(canvas, (8.0, 90.0), (40.0, 40.0), halfway=look)
    assert seen == [(4, True, 4)]


def test_a_row_lights_its_point_until_the_worksheet_closes(window: Any) -> None:
    card = open_worksheet(window)
    hover_row(card, 1)
    assert lit(window) == (1, True, 1)
    QTest.keyClick(window.content.data_view.canvas, Qt.Key.Key_W)
    render(window)
    assert lit(window) == (None, False, None)


def test_a_row_chosen_by_keys_lights_its_point_while_it_has_the_focus(window: Any) -> None:
    card = open_worksheet(window)
    rows = card.table.point_rows
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert lit(window)[0] is not None
    window.content.training_card.rate_field.setFocus()
    assert lit(window) == (None, False, None)


@pytest.mark.parametrize("end", ["focus", "worksheet", "turn"])
def test_a_blank_lights_its_point_while_it_has_the_focus(window: Any, end: str) -> None:
    card = open_worksheet(window)
    card.turn_box.setChecked(True)
    render(window)
    field = next(iter(card.exercise.points().values()))
    field.setFocus()
    assert lit(window)[:2] == (0, True)
    if end == "focus":
        window.content.training_card.rate_field.setFocus()
    elif end == "worksheet":
        card.close_button.click()
    else:
        card.turn_box.setChecked(False)
    render(window)
    assert lit(window) == (None, False, None)


def test_a_blank_under_the_pointer_hands_back_to_the_one_with_the_focus(window: Any) -> None:
    card = open_worksheet(window)
    card.turn_box.setChecked(True)
    render(window)
    fields = card.exercise.points()
    first = next(iter(fields.values()))
    other = next(field for (row, _), field in fields.items() if row == 3)
    first.setFocus()
    other.pointed.emit(other)  # what a pointer that enters does
    assert lit(window)[0] == 3
    QApplication.sendEvent(other, QEvent(QEvent.Type.Leave))
    assert lit(window)[0] == 0


def test_the_table_of_points_lights_its_row_until_it_closes(window: Any) -> None:
    canvas = window.content.data_view.canvas
    QTest.keyClick(canvas, Qt.Key.Key_T, CONTROL)
    render(window)
    table = window.content.points_table
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert window.content.data_view.points.highlighted == 1
    QTest.keyClick(table, Qt.Key.Key_T, CONTROL)
    render(window)
    assert window.content.data_view.points.highlighted is None


def test_a_row_of_the_table_is_marked_while_its_point_is_pointed_at(window: Any) -> None:
    content = window.content
    QTest.keyClick(content.data_view.canvas, Qt.Key.Key_T, CONTROL)
    render(window)
    table = content.points_table
    content.data_view.canvas.setFocus()

    def marked() -> set[int]:
        return {index.row() for index in table.selectionModel().selectedIndexes()}

    before = marked()
    hover(content.data_view.canvas, 5.0, 75.0)
    assert marked() == {2}
    leave(content.data_view.canvas)
    assert marked() == before


def test_the_line_tried_on_the_surface_goes_with_the_pointer(window: Any) -> None:
    content = window.content
    canvas = content.surface_view.canvas
    hover(canvas, 2.0, 20.0)
    assert content.data_view.lines.ghost is not None
    assert canvas.rect().contains(pixel(canvas, 2.0, 20.0))
    leave(canvas)
    assert content.data_view.lines.ghost is None
    hover(canvas, 2.0, 20.0)
    canvas.drag_started.emit(QPointF(2.0, 20.0))
    assert content.data_view.lines.ghost is None
    QTest.mouseRelease(canvas.viewport(), LEFT)
