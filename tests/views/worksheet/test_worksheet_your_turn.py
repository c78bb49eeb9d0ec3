"""The learner's turn: typed with real keys, judged by the engine's numbers."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.step import worksheet
from linreg_gui.session.wording import plain_number
from linreg_gui.views.worksheet.answer_marks import Mark
from linreg_gui.views.worksheet.formula_lines import Asked
from linreg_gui.views.worksheet.worksheet_exercise import BEGIN_TEXT, DONE_TEXT
from linreg_gui.views.worksheet.worksheet_questions import Place, questions
from tests.views.helpers import following_parameters, hover
from tests.views.worksheet.worksheet_events import open_worksheet, render, shown_texts

TAB, ENTER, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
NEW_SLOPE = Place(formula=Asked.NEW_SLOPE)
FIRST, SECOND = Place(point=(0, 2)), Place(point=(0, 3))


@pytest.fixture
def card(window: Any, qtbot: Any) -> Any:
    """Give the worksheet of epoch 1 of hours and money at rate 0.01, the learner's turn."""
    window.session.set_learning_rate(0.01)
    window.session.player.step(1)
    made = open_worksheet(window)
    window.shell.activateWindow()
    QTest.mouseClick(made.turn_box, Qt.MouseButton.LeftButton, pos=made.turn_box.rect().center())
    render(window)
    qtbot.waitUntil(lambda: made.exercise.is_typing)
    return made


def type_answer(card: Any, place: Place, text: str, key: Qt.Key = ENTER) -> Any:
    field = card.exercise.fields[place]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text.replace("\N{MINUS SIGN}", "-"))  # QTest types no other signs
    QTest.keyClick(field, key)
    return field


def test_what_is_to_be_worked_out_is_blank(card: Any) -> None:
    for row in shown_texts(card.table.points):
        assert row[3:] == [""] * 4
    sums, means = shown_texts(card.table.foot)
    assert all(sums)
    assert means[1:4] == ["4.8", "77", "38.88"]
    assert means[4:] == [""] * 3
    assert "−2 · mean(x·residual) =\n" in card.formulas.text
    assert "1513" not in card.formulas.text
    assert len(card.exercise.fields) == 20 + 3 + 4
    assert card.hint.text() == BEGIN_TEXT


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("11.12", Mark.CORRECT),
        ("11.118", Mark.CORRECT),
        ("11,1176", Mark.CORRECT),
        ("11.11", Mark.CLOSE),
        ("11", Mark.CLOSE),
        ("-11.12", Mark.WRONG),
        ("4.44", Mark.WRONG),
        ("eleven", Mark.WRONG),
    ],
)
def test_second_slope_of_hours_and_money(card: Any, text: str, mark: Mark) -> None:
    field = type_answer(card, NEW_SLOPE, text)
    assert field.mark is mark
    assert card.hint.text().startswith("The new m · ")
    assert field.isReadOnly() == (mark is Mark.CORRECT)
    if mark is not Mark.CORRECT:
        assert len(card.hint.text()) > 20
        assert field.hasFocus()


def pressed_tab(n_times: int, modifier: Any = Qt.KeyboardModifier.NoModifier) -> list[Any]:
    """Press Tab, and return where the focus was each time."""
    way: list[Any] = []
    for _ in range(n_times):
        focused: Any = QApplication.focusWidget()
        QTest.keyClick(focused, TAB, modifier)
        way.append(QApplication.focusWidget())
    return way


def test_tab_goes_through_the_blanks_and_the_card_to_its_end(window: Any, card: Any) -> None:
    fields = list(card.exercise.fields.values())
    assert QApplication.focusWidget() is fields[0]
    last = [card.show_button, card.page_button, card.turn_box, card.close_button]
    assert pressed_tab(len(fields) + 3) == [*fields[1:], *last]
    back = pressed_tab(len(fields) + 4, Qt.KeyboardModifier.ShiftModifier)
    assert back[-2:] == [fields[0], card.table.foot_rows]


def test_hints_tell_the_slip(card: Any) -> None:
    gradient = Place(formula=Asked.SLOPE_GRADIENT)
    exact = card.exercise.fields[gradient].question.exact
    type_answer(card, gradient, plain_number(exact / 2))
    assert card.hint.text() == "∂m · This is half the value: check the factor 2."
    type_answer(card, gradient, plain_number(exact * 5))
    assert card.hint.text() == "∂m · Almost there: divide by the number of points."


def test_tab_judges_and_goes_to_the_next_blank(card: Any) -> None:
    fields = card.exercise.fields
    assert fields[FIRST].hasFocus()
    QTest.keyClicks(fields[FIRST], "17.1")
    QTest.keyClick(fields[FIRST], TAB)
    assert fields[FIRST].mark is Mark.CORRECT
    assert fields[SECOND].hasFocus()
    QTest.keyClick(fields[SECOND], TAB, Qt.KeyboardModifier.ShiftModifier)
    assert not fields[FIRST].hasFocus()


def test_enter_goes_on_when_right_and_stays_when_not(card: Any) -> None:
    fields = card.exercise.fields
    type_answer(card, FIRST, "17.2")
    assert fields[FIRST].hasFocus()
    assert fields[FIRST].selectedText() == "17.2"
    type_answer(card, FIRST, "17.1")
    assert fields[SECOND].hasFocus()


def test_leaving_judges_too_and_nothing_typed_is_not_judged(window: Any, card: Any) -> None:
    fields = card.exercise.fields
    QTest.keyClicks(fields[FIRST], "3")
    window.content.data_view.canvas.setFocus()
    assert fields[FIRST].mark is Mark.WRONG
    fields[SECOND].setFocus()
    window.content.data_view.canvas.setFocus()
    assert fields[SECOND].mark is Mark.NONE


def test_typing_again_takes_the_mark_away(card: Any) -> None:
    field = type_answer(card, FIRST, "3")
    marks = [field.mark]
    QTest.keyClicks(field, "4")
    assert [*marks, field.mark] == [Mark.WRONG, Mark.NONE]


def test_all_of_it_can_be_shown(window: Any, card: Any, qtbot: Any) -> None:
    fields = card.exercise.fields
    for _ in fields:
        QTest.mouseClick(card.show_button, Qt.MouseButton.LeftButton)
    assert {field.mark for field in fields.values()} == {Mark.SHOWN}
    assert fields[NEW_SLOPE].text() == "11.1176"
    assert card.hint.text() == DONE_TEXT
    assert not card.exercise.is_typing


def test_show_me_fills_the_blank_last_in_use(card: Any) -> None:
    card.exercise.fields[NEW_SLOPE].setFocus()
    QTest.mouseClick(card.show_button, Qt.MouseButton.LeftButton)
    assert card.exercise.fields[NEW_SLOPE].mark is Mark.SHOWN
    assert card.exercise.fields[FIRST].mark is Mark.NONE


def test_the_runs_keys_do_nothing_while_typing(window: Any, card: Any) -> None:
    field = card.exercise.fields[FIRST]
    before = window.session.view_options
    for key in "rwcbp ":
        QTest.keyClicks(field, key)
    QTest.keyClick(field, Qt.Key.Key_Left)
    QTest.keyClick(field, Qt.Key.Key_Home)
    assert window.session.player.cursor == 1
    assert not window.session.player.state.is_running
    assert window.session.view_options == before
    assert len(window.session.runs.branches) == 1
    QTest.keyClick(field, ESCAPE)
    assert not field.hasFocus()


def test_another_epoch_forgets_the_answers(window: Any, card: Any) -> None:
    field = type_answer(card, FIRST, "17.1")
    window.session.player.step()
    render(window)
    assert card.exercise.fields[FIRST] is field
    assert (field.text(), field.mark) == ("", Mark.NONE)
    assert type_answer(card, NEW_SLOPE, "12.54").mark is Mark.CORRECT


def test_other_data_forget_the_answers_and_make_blanks_of_their_own(window: Any, card: Any) -> None:
    type_answer(card, FIRST, "17.1")
    window.session.problem.move_point(0, 2.5, 60.0)
    render(window)
    assert card.exercise.fields[FIRST].text() == ""
    window.session.problem.remove_point(0)
    render(window)
    assert len(card.exercise.fields) == 16 + 3 + 4
    exact = card.table.points.values[0, 2]
    assert type_answer(card, FIRST, plain_number(float(exact), 5)).mark is Mark.CORRECT
    window.session.problem.clear_points()
    render(window)
    assert card.exercise.fields == {}


def test_at_most_five_rows_are_asked_for(window: Any, card: Any) -> None:
    window.session.opening.open_dataset(Dataset.from_xy(np.arange(300.0), np.arange(300.0)))
    render(window)
    assert len(card.exercise.fields) == 20 + 3 + 4
    assert shown_texts(card.table.points)[5][3] != ""
    assert shown_texts(card.table.foot)[2][4] == ""


def test_a_blank_lights_its_point_and_hovering_does_not_scroll_away(window: Any, card: Any) -> None:
    window.session.opening.open_dataset(Dataset.from_xy(np.arange(50.0), np.arange(50.0)))
    render(window)
    card.exercise.fields[Place(point=(2, 2))].setFocus()
    assert window.content.data_view.points.highlighted == 2
    hover(window.content.data_view.canvas, 40.0, 40.0)
    assert card.table.points.highlighted == 40
    assert card.table.point_rows.verticalScrollBar().value() == 0


def test_switching_off_brings_the_numbers_back(window: Any, card: Any) -> None:
    card.turn_box.setChecked(False)
    render(window)
    assert card.exercise.fields == {}
    assert shown_texts(card.table.points)[0][3] == "17.100"
    assert "= 11.1176" in card.formulas.text
    assert not card.turn_row.isVisible()


def test_the_end_of_a_descent_asks_for_no_new_line(window: Any, card: Any) -> None:
    window.session.set_learning_rate(0.05)
    window.session.player.step(300)
    render(window)
    assert following_parameters(window.session) is None
    assert NEW_SLOPE not in card.exercise.fields


def test_the_rounded_truth_is_right_everywhere(window: Any, card: Any) -> None:
    for key in EXAMPLES:
        window.session.opening.open_example(key)
        window.session.player.step(3)
        render(window)
        assert card.exercise.fields, key
        for place, field in card.exercise.fields.items():
            exact = field.question.exact
            text = plain_number(exact, 6)
            field.setText(text)
            field.answer()
            assert field.mark is Mark.CORRECT, (key, place, text, exact)


def test_questions_are_about_the_records_numbers(window: Any, card: Any) -> None:
    parameters, loss = window.session.player.history.record(window.session.player.cursor)
    asked = questions(worksheet(window.session.step.explained))
    assert asked[NEW_SLOPE].exact == following_parameters(window.session)[0]
    gradient = window.session.problem.loss.gradient(parameters)
    assert asked[Place(formula=Asked.INTERCEPT_GRADIENT)].exact == gradient[1]
    assert asked[Place(mean=(1, 4))].exact == pytest.approx(loss, rel=1e-12)


def test_marks_are_drawn_in_light_and_dark(window: Any, card: Any) -> None:
    for place, text in ((FIRST, "17.1"), (SECOND, "47.8"), (NEW_SLOPE, "0")):
        type_answer(card, place, text)
    window.shell.grab()
    assert QApplication.focusWidget() is card.exercise.fields[NEW_SLOPE]


def test_rows_that_go_while_the_type_shrinks_are_not_asked_for(window: Any, card: Any) -> None:
    wide = [123456.789012, 223456.789013]
    window.session.problem.replace_points("wide numbers", wide, wide)
    render(window)
    assert len(card.table.points.heads) == len(card.table.points.values) == 2
    window.session.problem.replace_points("many", list(range(12)), list(range(12)))
    render(window)
    assert len(card.table.points.heads) == len(card.table.points.values) == 12
