"""Lessons in the window, by keys and with what is seen."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from linreg_gui.lessons.answers import Result, read_answers
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable, Permissions
from linreg_gui.lessons.reader import parse_lesson, read_lesson
from linreg_gui.lessons.table import table_of
from linreg_gui.lessons.task import Answer
from linreg_gui.session.curve import Line
from linreg_gui.session.lesson_progress import (
    ANSWERS_KEY,
    FILES_KEY,
    LessonProgress,
    Progress,
)
from linreg_gui.session.lesson_step import Stage
from linreg_gui.session.lesson_table import put_solution, put_table, table_now
from linreg_gui.session.permissions import OPTION_OF
from linreg_gui.session.project_state import project_of
from linreg_gui.session.wording_lessons import LOCKED, NO_VALUE_YET
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.storage.preferences import Preferences
from linreg_gui.storage.projects.project_text import encode_text
from linreg_gui.views.data.data_layers import CHOSEN_POINT, LOCKED_POINT
from linreg_gui.views.files.documents_view import COPIED_IN_LESSON
from linreg_gui.views.lessons.lesson_card import A_LINE
from linreg_gui.views.lessons.lesson_rows import GoalRow
from linreg_gui.views.lessons.lesson_text import PlainDocument, put_markdown
from linreg_gui.views.lessons.lessons_menu import NEW_LESSON, SAVE_ANSWERS
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.surface.surface_keys import LOCKED_WORDS, START_WORDS
from linreg_gui.views.widgets.scroll_column import ScrollColumn
from linreg_gui.views.window.action_table import ASK, ASK_FIRST, COPY_AS_TEXT, LAYERS, PASTE
from linreg_gui.views.window.guides import guide
from linreg_gui.views.window.marks import data_marks, loss_marks, surface_marks
from tests.views.files.test_documents_view import dropped

FILES = lesson_files()
Key = Qt.Key


def press(window: Any, *keys: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window.shell, key, modifier)
        window.content.clock.render_now()


def type_in(window: Any, text: str) -> None:
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, text)
    press(window, Key.Key_Return)


def tab_to(window: Any, wanted: QWidget) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(80):
        if QApplication.focusWidget() is wanted:
            return
        QTest.keyClick(QApplication.focusWidget() or window.shell, Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {wanted}")


@pytest.fixture
def begin(window: Any, qtbot: Any) -> Iterator[Any]:
    """Give a function that begins one of the lessons, from 1."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)

    def made(number: int, index: int = 0) -> Any:
        window.content.lessons.begin(read_lesson(FILES[number - 1]), index)
        window.content.clock.render_now()
        return window.session.lesson

    yield made
    window.session.leave_lesson()


def run_to_the_end(window: Any, qtbot: Any) -> None:
    press(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    window.content.clock.render_now()


def hurry(window: Any) -> None:
    """Run at full speed; the learner has a control for it, but the tests have no time."""
    options = window.session.view_options
    window.session.set_view_options(replace(options, epochs_per_second=None))


# ---- lesson 3 by keys alone


def test_the_hunt_for_the_limit_by_keys_alone(window: Any, begin: Any, qtbot: Any) -> None:
    run, card, training = begin(3), window.content.lessons.card, window.content.training_card
    hurry(window)
    press(window, Key.Key_1)
    assert run.state.said == "You said: Half as many."
    run_to_the_end(window, qtbot)
    assert run.stage is Stage.DONE
    assert "163" in card.texts.said.text
    assert card.texts.because.text == run.step.because
    press(window, Key.Key_PageDown)
    assert run.index == 1

    press(window, Key.Key_H)
    assert run.step.hints[0] in card.texts.reply.text
    tab_to(window, training.rate_field)
    training.rate_field.selectAll()
    type_in(window, "0.0345")
    run_to_the_end(window, qtbot)
    assert run.state.result is Result.PASSED
    press(window, Key.Key_PageDown)
    assert run.index == 2


def test_the_end_by_keys_alone(window: Any, begin: Any) -> None:
    run, card = begin(3, 4), window.content.lessons.card
    press(window, Key.Key_2)
    assert run.state.tried == (2,)
    assert card.texts.reply.text == run.step.task.replies[1]
    press(window, Key.Key_1)
    press(window, Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    press(window, Key.Key_2, Key.Key_PageDown)
    assert run.is_at_end
    foot = card.foot
    assert (foot.help_button.text(), foot.go_button.text()) == ("Save my answers…", "Done")
    press(window, Key.Key_PageDown)
    assert window.session.lesson is None
    assert card.isHidden()


def test_from_a_list_of_choices_page_down_goes_on(window: Any, begin: Any) -> None:
    run, training = begin(8, 2), window.content.training_card
    run.attempt.press_on()
    training.more_button.click()
    training.more.optimizer_box.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Key.Key_PageDown)
    assert run.index == 3


def test_the_first_lesson_by_keys(window: Any, begin: Any, qtbot: Any) -> None:
    run = begin(1)
    hurry(window)
    press(window, Key.Key_Right)
    assert window.content.notice_bar.notice.text == "Say first what you expect."
    tab_to(window, window.content.surface_view.canvas)
    press(window, Key.Key_Right, Key.Key_Up, Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.is_settled)
    window.content.clock.render_now()
    assert run.stage is Stage.DONE
    assert "apart" in window.content.lessons.card.texts.said.text
    press(window, Key.Key_PageDown, Key.Key_PageDown)
    assert run.index == 2
    press(window, Key.Key_1, Key.Key_Right)
    assert run.stage is Stage.DONE


def test_the_blanks_of_the_first_lesson_by_keys(window: Any, begin: Any, qtbot: Any) -> None:
    run, card = begin(1, 3), window.content.lessons.card
    exercise = window.content.worksheet_card.exercise
    assert not window.content.worksheet_card.turn_box.isVisible()
    assert len(exercise.fields) == 4
    assert not exercise.points()
    assert not exercise.means()
    type_in(window, "12")
    assert run.state.n_hints == 1
    assert run.step.hints[0] in card.texts.reply.text
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    for answer in ("-333.76", "-76.232", "11.1176", "2.30232"):
        type_in(window, answer)
    assert run.state.result is Result.PASSED
    assert window.content.worksheet_card.hint.text() == "All filled in."
    assert QApplication.focusWidget() is card.foot.go_button
    press(window, Key.Key_PageDown)
    assert run.index == 4
    assert window.content.worksheet_card.turn_box.isVisible()
    press(window, Key.Key_2, Key.Key_PageDown)
    assert run.is_at_end


def test_a_blank_stays_in_sight_when_a_wrong_answer_brings_hints(window: Any, begin: Any) -> None:
    window.shell.resize(1280, 730)
    run, column = begin(1, 3), window.shell.findChild(ScrollColumn)
    for n_tries in range(1, len(run.step.hints) + 1):
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        type_in(window, str(n_tries))
        assert run.state.n_hints == n_tries
        QApplication.processEvents()
        window.content.clock.render_now()
        QApplication.processEvents()
        assert QApplication.focusWidget() is field
        place = QRect(field.mapTo(column.viewport(), QPoint()), field.size())
        assert column.viewport().rect().contains(place), f"after hint {n_tries}"


def test_blanks_can_be_shown_by_the_card(window: Any, begin: Any) -> None:
    run, card = begin(1, 3), window.content.lessons.card
    for _ in run.step.hints:
        card.foot.help_button.click()
        window.content.clock.render_now()
    assert card.foot.help_button.text() == "Show me"
    card.foot.help_button.click()
    window.content.clock.render_now()
    assert run.state.result is Result.SHOWN
    assert not window.content.worksheet_card.exercise.fields


# ---- keys


def test_page_keys_are_the_runs_again_afterwards(window: Any, begin: Any) -> None:
    begin(1)
    press(window, Key.Key_PageDown)
    assert window.session.player.cursor == 0
    press(window, Key.Key_Escape)
    assert window.session.lesson is None
    press(window, Key.Key_PageDown)
    assert window.session.player.cursor == 1


def test_escape_leaves_a_field_then_presenter_mode_then_the_lesson(window: Any, begin: Any) -> None:
    run, content = begin(3, 1), window.content
    content._toggle_presenting()
    tab_keys = content.lessons.card.texts.text
    tab_keys.setFocus()
    press(window, Key.Key_Escape)
    assert not window.session.view_options.is_presenting
    assert window.session.lesson is run
    content.training_card.rate_field.setFocus()
    press(window, Key.Key_Escape)
    assert window.session.lesson is run
    press(window, Key.Key_Escape)
    assert window.session.lesson is None


def test_f6_goes_to_the_card_and_back(window: Any, begin: Any) -> None:
    begin(2)
    card = window.content.lessons.card
    assert QApplication.focusWidget() is card.texts.text
    press(window, Key.Key_F6)
    assert QApplication.focusWidget() is window.content.data_view.canvas
    press(window, Key.Key_F6)
    assert QApplication.focusWidget() is card.texts.text


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Enter])
def test_a_choice_is_pressed_where_tab_came_to_it(window: Any, begin: Any, key: Any) -> None:
    run, card = begin(3, 5), window.content.lessons.card
    tab_to(window, card.task.choices[1])
    press(window, key)
    assert run.state.result is Result.PASSED
    assert window.session.frame().history.last_epoch == 0  # Space did not run
    tab_to(window, card.foot.go_button)
    press(window, key)
    assert run.is_at_end


def test_to_a_screen_reader_choices_are_radio_buttons_and_goals_are_text(
    window: Any, begin: Any
) -> None:
    role = QAccessible.Role
    run, task = begin(3, 5), window.content.lessons.card.task
    press(window, Key.Key_1)
    wrong, right = map(QAccessible.queryAccessibleInterface, task.choices[:2])
    assert wrong.role() == right.role() == role.RadioButton
    assert not wrong.state().checked
    assert wrong.text(QAccessible.Text.Name).endswith(", tried")
    right.actionInterface().doAction("Toggle")
    assert right.state().checked
    assert run.state.result is Result.PASSED
    begin(3, 1)
    goal = QAccessible.queryAccessibleInterface(task.goals[0])
    assert goal.role() == role.StaticText
    assert goal.text(QAccessible.Text.Name) == "Learning rate: below the limit, not met"


@pytest.mark.parametrize("key", [Key.Key_Up, Key.Key_Down])
def test_an_arrow_goes_to_another_choice_and_makes_none(
    window: Any, begin: Any, key: Qt.Key
) -> None:
    run, task = begin(3, 5), window.content.lessons.card.task
    tab_to(window, task.choices[1])
    press(window, key)
    assert QApplication.focusWidget() is task.choices[0 if key == Key.Key_Up else 2]
    assert not run.state.tried
    assert run.stage is Stage.ASKING


def test_a_choice_is_clicked_anywhere_in_its_row(window: Any, begin: Any) -> None:
    run, row = begin(3, 5), window.content.lessons.card.task.choices[1]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().bottomRight() - QPoint(3, 3))
    assert run.state.result is Result.PASSED


def test_the_letters_of_open_choices_choose(window: Any, begin: Any) -> None:
    run = begin(1, 4)
    options = window.session.view_options
    press(window, Key.Key_C)
    assert run.state.tried == (3,)
    press(window, Key.Key_A, Key.Key_B)
    assert run.state.tried == (3, 1)
    assert run.state.result is Result.PASSED
    assert window.session.view_options == options
    press(window, Key.Key_D)
    assert window.session.view_options.show_steepest is not options.show_steepest


def test_letters_are_the_windows_again_after_a_lesson(window: Any, begin: Any) -> None:
    run = begin(3)
    press(window, Key.Key_Escape)
    was_shown = window.session.view_options.show_code
    press(window, Key.Key_C)
    assert run.state.chosen == 0
    assert window.session.view_options.show_code is not was_shown


def test_a_digit_typed_into_a_field_is_no_choice(window: Any, begin: Any) -> None:
    run = begin(3)
    window.content.training_card.rate_field.setFocus()
    press(window, Key.Key_1)
    assert run.state.chosen == 0


def test_what_was_said_is_written_as_the_choice_is(window: Any, begin: Any) -> None:
    text = FILES[0].read_text(encoding="utf-8").partition("[setup]")[0]
    text += '[[step]]\nsay = "Which?"\npredict = { choices = ["2*x*y", "1. of all"], right = 1 }\n'
    text = re.sub('question = ".*"', 'question = "What is m*x_i*2?"', text)
    window.content.lessons.begin(parse_lesson(text.encode(), "test.linreg-lesson"))
    press(window, Key.Key_1)
    card = window.content.lessons.card
    assert card.texts.said.accessibleName() == "You said: 2*x*y."
    press(window, Key.Key_PageDown)
    assert "What is m*x_i*2?" in card.texts.text.accessibleName()
    window.session.leave_lesson()


def test_a_step_begun_again_takes_the_same_number_again(window: Any, begin: Any) -> None:
    text = FILES[0].read_text(encoding="utf-8").partition("[[step]]")[0]
    text += '[[step]]\nsay = "How many?"\nanswer = { right = 7, within = 0.5 }\n'
    window.content.lessons.begin(parse_lesson(text.encode(), "test.linreg-lesson"))
    run, card = window.session.lesson, window.content.lessons.card
    for _ in range(2):
        assert card.task.field.hasFocus()
        type_in(window, "7")
        assert run.state.result is Result.PASSED
        run.again()
        window.content.clock.render_now()
        assert card.task.field.text() == ""


def test_a_step_begun_again_knows_of_no_text_that_was_refused(window: Any, begin: Any) -> None:
    text = FILES[0].read_text(encoding="utf-8").partition("[[step]]")[0]
    text += '[[step]]\nsay = "How many?"\nanswer = { right = 7, within = 0.5 }\n'
    window.content.lessons.begin(parse_lesson(text.encode(), "test.linreg-lesson"))
    field = window.content.lessons.card.task.field
    type_in(window, "--7")
    assert field.property("refused")
    window.session.lesson.again()
    window.content.clock.render_now()
    assert (field.text(), bool(field.property("refused"))) == ("", False)


def test_on_the_stage_page_down_is_never_held_up(window: Any, begin: Any, qtbot: Any) -> None:
    run = begin(4)
    window.content._toggle_presenting()
    presses = 0
    while window.session.lesson is not None:
        hurry(window)
        press(window, Key.Key_PageDown)
        qtbot.waitUntil(lambda: window.session.is_settled)
        window.content.clock.render_now()
        presses += 1
        assert presses <= 3 * len(run.lesson.steps)
    window.content._toggle_presenting()


# ---- what is said beside the card


def test_a_refusal_goes_with_what_it_asked_for(window: Any, begin: Any) -> None:
    run, bar = begin(3, 2), window.content.notice_bar
    press(window, Key.Key_Space)
    assert bar.notice.text == "Say first what you expect."
    press(window, Key.Key_2)
    assert run.stage is Stage.BOUND
    assert bar.notice is None


def test_a_refusal_goes_when_the_pin_is_set(window: Any, begin: Any) -> None:
    from tests.views.helpers import click

    run, bar = begin(1), window.content.notice_bar
    QTest.mouseClick(window.content.transport.step_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    assert bar.notice.text == "Say first what you expect."
    click(window.content.surface_view.canvas, 7.0, 20.0)
    window.content.clock.render_now()
    assert run.stage is Stage.ASKING
    assert bar.notice is None


def test_a_refusal_goes_with_the_step_that_is_taken_without_a_pin(window: Any, begin: Any) -> None:
    run, bar = begin(1), window.content.notice_bar
    press(window, Key.Key_Right)
    assert bar.notice.text == "Say first what you expect."
    press(window, Key.Key_Right)
    assert run.stage is Stage.DONE
    assert bar.notice is None


def test_a_refusal_of_a_step_goes_with_the_step(window: Any, begin: Any) -> None:
    from tests.views.helpers import drag

    run, bar = begin(1, 1), window.content.notice_bar
    drag(window.content.data_view.canvas, (5.0, 75.0), (5.0, 40.0))
    window.content.clock.render_now()
    assert bar.notice.text == "The points are locked in this step of the lesson."
    press(window, Key.Key_PageDown)
    assert run.index == 2
    assert bar.notice is None


def test_the_head_of_the_loss_asks_as_the_card_does(window: Any, begin: Any) -> None:
    bar = window.content.notice_bar
    begin(1)
    assert bar.text.text() == "Where will the dot be? Click on the surface, then press Step."
    begin(3, 2)
    assert not bar.text.text()
    window.content.lessons.leave()
    window.session.asking.ask()
    window.content.clock.render_now()
    assert bar.text.text().endswith("or go on without.")


# ---- what is seen


@pytest.mark.parametrize("number", range(1, 11))
def test_every_step_fits_into_a_small_window(window: Any, begin: Any, number: int) -> None:
    shell, content = window.shell, window.content
    shell.resize(1024, 640)
    run = begin(number)
    card = content.lessons.card
    hurry(window)
    for index in range(len(run.lesson.steps)):
        if index:
            run.skip()
        for _ in range(3):
            QApplication.processEvents()
            content.clock.render_now()
        assert run.index == index
        rest = shell.column_height - shell.cards_height
        most = max(0.5 * shell.column_height + 60, rest + A_LINE)
        assert card.height() <= most, f"step {index + 1}"
        for part in (
            card.foot.back_button,
            card.foot.go_button,
            *card.task.choices,
            *card.task.goals,
        ):
            if part.isVisible():
                bottom = part.mapTo(card, part.rect().bottomLeft()).y()
                assert bottom < card.height(), f"step {index + 1}: {part.accessibleName()}"
        assert card.texts.text.width() > 150
    assert shell.width() == 1024


def test_a_question_is_read_whole_where_the_other_cards_leave_room(
    window: Any, begin: Any, qtbot: Any
) -> None:
    window.shell.resize(1024, 640)
    bar = window.content.lessons._make_card().texts.verticalScrollBar()
    for number, index in ((2, 1), (3, 0), (3, 1), (5, 3), (10, 0)):
        begin(number, index)
        qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_the_title_of_the_next_lesson_ends_in_dots_where_it_has_no_room(
    window: Any, begin: Any, qtbot: Any
) -> None:
    window.shell.resize(1024, 640)
    run, button = begin(6, 4), window.content.lessons.card.foot.next_button
    run.skip()
    window.content.clock.render_now()
    whole = "Next lesson: One point moves the bowl"
    qtbot.waitUntil(lambda: button.text().endswith("…"))
    assert button.sizeHint().width() <= button.parentWidget().width()
    assert (button.accessibleName(), whole in button.toolTip()) == (whole, True)


def test_a_hint_scrolls_into_sight_where_there_is_little_room(window: Any, begin: Any) -> None:
    window.shell.resize(1024, 640)
    begin(3, 1)
    card = window.content.lessons.card
    press(window, Key.Key_H)
    for _ in range(4):
        QApplication.processEvents()
        window.content.clock.render_now()
    area = card.texts
    bottom = card.texts.reply.mapTo(area.viewport(), card.texts.reply.rect().bottomLeft()).y()
    assert area.verticalScrollBar().maximum() > 0
    assert bottom <= area.viewport().height()


def test_a_text_has_all_the_height_it_takes(window: Any, begin: Any) -> None:
    window.shell.resize(1366, 900)
    run, card = begin(3, 1), window.content.lessons.card
    for _ in range(4):
        card.help()
    assert run.stage is Stage.DONE
    for _ in range(4):
        QApplication.processEvents()
        window.content.clock.render_now()
    for text in (card.texts.text, card.texts.because):
        assert text.height() == text.heightForWidth(text.width())
    assert card.texts.verticalScrollBar().maximum() == 0


def test_a_sentence_that_begins_with_a_number_is_no_list(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, card = begin(6, 2), window.content.lessons.card
    hurry(window)
    assert card.task.field.hasFocus()
    QTest.keyClicks(card.task.field, "20")
    qtbot.mouseClick(card.task.set_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    run_to_the_end(window, qtbot)
    assert run.stage is Stage.DONE
    assert card.texts.because.accessibleName().startswith("6. How much steeper")


@pytest.mark.parametrize(
    ("text", "plain", "n_items"),
    [
        ("6. Steeper.", "6. Steeper.", 0),
        ("1. One.\n2. Two.", "One.\nTwo.", 2),
        ("10) Ten.", "10) Ten.", 0),
        ("It is\n\n0. No more.", "It is\n0. No more.", 0),
        ("**7.5** or 3.", "7.5 or 3.", 0),
    ],
)
def test_only_what_counts_from_1_is_a_list(text: str, plain: str, n_items: int) -> None:
    document = PlainDocument()
    put_markdown(document, text)
    assert document.toPlainText() == plain
    blocks = [document.findBlockByNumber(place) for place in range(document.blockCount())]
    assert sum(block.textList() is not None for block in blocks) == n_items


def test_a_number_stays_on_the_line_of_its_percent_sign() -> None:
    document = PlainDocument()
    put_markdown(document, "It has 99 % of the way, and **1 %** is left, a small %.")
    assert document.toRawText() == "It has 99\xa0% of the way, and 1\xa0% is left, a small %."


def test_a_wrong_choice_moves_no_choice(window: Any, begin: Any) -> None:
    window.shell.resize(1366, 900)
    run, card = begin(3, 5), window.content.lessons.card

    def tops() -> list[int]:
        for _ in range(4):
            QApplication.processEvents()
            window.content.clock.render_now()
        return [row.mapTo(card, row.rect().topLeft()).y() for row in card.task.choices[:3]]

    before = tops()
    card.task.choices[0].click()
    assert tops() == before
    assert run.state.tried == (1,)
    assert card.texts.reply.isVisible()
    assert card.texts.reply.height() == card.texts.reply.heightForWidth(card.texts.reply.width())
    assert card.texts.reply.mapTo(card, card.texts.reply.rect().topLeft()).y() > before[-1]
    card.task.choices[1].click()
    tops()
    assert run.stage is Stage.DONE
    assert not card.texts.reply.isVisible()


def test_a_double_click_on_the_last_hint_shows_no_answer(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, card = begin(3, 1), window.content.lessons.card
    n_hints = len(run.step.hints)
    for _ in range(n_hints - 1):
        qtbot.mouseClick(card.foot.help_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    qtbot.mouseClick(card.foot.help_button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(card.foot.help_button, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(card.foot.help_button, Qt.MouseButton.LeftButton)
    assert run.attempt.can_show
    assert run.stage is not Stage.DONE


def test_what_a_step_locks_or_hides_is_absent(window: Any, begin: Any) -> None:
    begin(2)
    shell, content = window.shell, window.content
    for card in (shell.surface_card, shell.training_card, shell.runs_card):
        assert not card.isVisible()
    assert not content.curve_view.isVisible()
    assert not content.transport.isVisible()
    assert content.notice_bar.isVisible()
    assert shell.loss_card.objectName() != "card", "nothing is in it but a message, now and then"
    assert shell.data_card._hint.text() == "drag the line"
    window.session.leave_lesson()
    content.clock.render_now()
    for card in (shell.surface_card, shell.training_card):
        assert card.isVisible()
    assert content.curve_view.isVisible()
    assert content.transport.isVisible()
    assert shell.loss_card.objectName() == "card"
    assert "points" in shell.data_card._hint.text()


def texts_in(window: Any) -> str:
    """Return all that is written, named or tipped anywhere in the window."""
    parts: list[str] = []
    for widget in (window.shell, *window.shell.findChildren(QWidget)):
        parts += [widget.accessibleName(), widget.accessibleDescription()]
        if widget.isVisible():
            parts.append(widget.toolTip())
        if isinstance(widget, QLabel) and widget.isVisible():
            parts.append(widget.text())
    return "\n".join(parts)


def test_a_hidden_limit_is_written_nowhere(window: Any, begin: Any, qtbot: Any) -> None:
    begin(3, 1)
    hurry(window)
    window.session.set_learning_rate(0.05)
    run_to_the_end(window, qtbot)
    window.shell.grab()
    card, bar = window.content.training_card, window.content.notice_bar
    assert bar.notice.text == "Diverged at epoch 23."
    assert not bar.notice.choices
    everything = texts_in(window)
    for told in ("0.0352", "0.0351", "1.84", "zig-zags", "Use 0.0"):
        assert told not in everything, told
    assert card.rate_slider.limit_text() == ""
    assert not card.sentence.isVisible()
    assert not card.cure_button.isVisible()


def test_a_step_gone_back_to_offers_nothing_that_it_hides(
    window: Any, begin: Any, qtbot: Any
) -> None:
    begin(3, 3)
    hurry(window)
    press(window, Key.Key_3)
    run_to_the_end(window, qtbot)
    bar = window.content.notice_bar
    said = bar.notice.text
    press(window, Key.Key_PageDown, Key.Key_PageUp)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    window.content.clock.render_now()
    assert bar.notice.text == said == "Diverged at epoch 298."
    assert not bar.notice.choices


def test_a_hidden_best_fit_is_written_nowhere(window: Any, begin: Any) -> None:
    begin(2, 2)
    window.session.hand.set_line(Line(4.2, 56.9))
    options = window.session.view_options
    window.session.set_view_options(replace(options, show_numbers=True))
    window.content.clock.render_now()
    window.shell.grab()
    everything = texts_in(window)
    assert "3.48" in everything, "the line of the hand has its loss"
    for told in ("3.46", "4.254", "56.58", "% above"):
        assert told not in everything, told


def test_a_hidden_best_fit_is_not_shown_by_its_key(window: Any, begin: Any) -> None:
    begin(2)
    press(window, Key.Key_G)
    assert window.session.view_options.is_guessing
    assert window.content.notice_bar.notice.text == "Not yet in this lesson."


def test_a_sweep_that_is_open_goes_where_a_lesson_hides_sweeps(window: Any, begin: Any) -> None:
    sweep = window.content.sweep
    sweep.show()
    window.content.clock.render_now()
    assert sweep.sentence.text()
    run = begin(3)
    assert Hideable.SWEEP in run.attempt.permissions.hidden
    assert not sweep.isVisible()


def test_a_sweep_of_degrees_that_is_open_goes_with_any_lesson(window: Any, begin: Any) -> None:
    degrees, entry = window.content.degrees, window.content.actions.entries["Sweep of degrees…"]
    degrees.show()
    window.content.clock.render_now()
    assert degrees.sentence.text()
    begin(1)
    assert not degrees.isVisible()
    assert not entry.isEnabled()
    window.session.leave_lesson()
    assert entry.isEnabled()


def test_a_screen_reader_is_offered_nothing_that_is_locked(window: Any, begin: Any) -> None:
    def offered() -> list[bool]:
        views, session = window.content, window.session
        marks = (
            *data_marks(session, views.data_view.canvas)[:2],
            surface_marks(session, views.surface_view.canvas)[0],
            loss_marks(session, views.curve_view.canvas)[0],
        )
        return [bool(mark.actions or mark.setting) for mark in marks]

    assert offered() == [True, True, True, True]
    window.session.gate.set_permissions(Permissions(locked=frozenset(Lockable)))
    assert offered() == [False, False, False, False]
    window.session.gate.set_permissions(Permissions())


def test_in_a_lesson_the_window_does_not_offer_to_ask(window: Any, begin: Any) -> None:
    actions = window.content.actions
    ask, ask_first = actions.of(ASK), actions.of(ASK_FIRST)
    assert (ask.isEnabled(), ask_first.isVisible()) == (True, True)
    begin(1)
    assert (ask.isEnabled(), ask_first.isVisible()) == (False, False)
    window.session.leave_lesson()
    assert (ask.isEnabled(), ask_first.isVisible()) == (True, True)


def test_what_a_lesson_asked_is_asked_of_the_own_work_all_the_same(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, asking = begin(1), window.session.asking
    assert asking.state.is_open
    table = table_now(window.session)
    press(window, Key.Key_Escape)
    window.session.set_view_options(replace(window.session.view_options, asks_first=True))
    put_table(window.session, table)
    assert window.session.runs.settings == table.config
    window.content.clock.render_now()
    assert run is not window.session.lesson
    press(window, Key.Key_Space)
    assert asking.state.is_open
    assert not window.session.player.state.is_running


def test_a_locked_point_stays_where_it_is(window: Any, begin: Any) -> None:
    from tests.views.helpers import drag

    begin(3)
    before, said = window.session.problem.dataset, []
    window.session.notice_posted.connect(lambda notice: said.append(notice.text))
    drag(window.content.data_view.canvas, (5.0, 75.0), (5.0, 40.0))
    assert window.session.problem.dataset is before
    assert said == ["The points are locked in this step of the lesson."]


def test_goals_are_ticked_while_they_hold(window: Any, begin: Any) -> None:
    run, card = begin(3, 1), window.content.lessons.card
    window.session.set_learning_rate(0.0345)
    window.content.clock.render_now()
    shown = card.task.goals[: len(run.step.task.conditions)]
    assert [row.is_ticked for row in shown] == [False] * 4, "a rate alone shows nothing"
    window.session.player.step(3)
    window.content.clock.render_now()
    assert [row.is_ticked for row in shown] == [True, True, False, False]
    assert shown[1].accessibleName().endswith(", met")
    with window.session.gate.opened():
        put_solution(window.session, run.step.task.solution)
    window.content.clock.render_now()
    assert run.state.result is Result.PASSED
    assert card.foot.go_button.isEnabled()


def test_whatever_a_list_shows_can_be_hidden_by_a_lesson(window: Any) -> None:
    of_the_best = {layer.option for layer in LAYERS if layer.is_telling}
    usual = {"is_guessing", "asks_first", "has_log_loss_axis"}
    options = {layer.option for layer in LAYERS} - of_the_best - usual
    assert options <= set(OPTION_OF.values())
    for name, option in OPTION_OF.items():
        window.session.gate.set_permissions(Permissions(hidden=frozenset({name})))
        wanted = replace(window.session.view_options, **{option: True})
        window.session.set_view_options(wanted)
        assert not getattr(window.session.view_options, option), name
    window.session.gate.set_permissions(Permissions())


# ---- open, leave, go on


def test_the_end_of_a_run_is_not_ticked_before_it(window: Any, begin: Any, qtbot: Any) -> None:
    run, card = begin(3, 1), window.content.lessons.card
    ends = card.task.goals[3]
    assert ends.words == "End of the run: not diverged"
    assert not ends.is_ticked
    hurry(window)
    window.session.set_settings(replace(window.session.runs.settings, learning_rate=0.02))
    run_to_the_end(window, qtbot)
    assert run.stage is Stage.OPEN
    assert ends.is_ticked


def test_keys_that_a_step_names_act_while_no_number_is_typed(window: Any, begin: Any) -> None:
    begin(9)
    field, step = window.content.lessons.card.task.field, window.session.step
    assert field.hasFocus()
    press(window, Key.Key_Period, Key.Key_Period, Key.Key_Comma)
    assert field.text() == ""
    assert step.inner_step is not None
    assert step.inner_step.index == 1
    QTest.keyClicks(field, "3.")
    assert field.text() == "3.", "of a number that has begun it is the decimal sign"


def test_the_button_beside_run_takes_an_epoch_of_batches_and_says_so(
    window: Any, begin: Any
) -> None:
    run, button = begin(9), window.content.transport.step_button
    assert (button.text(), button.toolTip()) == ("Epoch", "Take one epoch: 3 steps (→)")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.session.player.cursor == 1
    window.session.leave_lesson()
    window.content.clock.render_now()
    assert (button.text(), button.toolTip()) == ("Step", "Take one step (→)")
    assert run.lesson.title


def test_what_the_keys_have_chosen_is_said_to_be_locked(window: Any, begin: Any) -> None:
    begin(1)
    tab_to(window, window.content.data_view.canvas)
    window.content.clock.render_now()
    assert window.content.data_view.scene.chosen.words == LOCKED_POINT
    begin(5, 3)
    tab_to(window, window.content.surface_view.canvas)
    window.content.clock.render_now()
    assert window.content.surface_view.picture.key_ring.words == START_WORDS
    begin(3)
    tab_to(window, window.content.surface_view.canvas)
    window.content.clock.render_now()
    assert window.content.surface_view.picture.key_ring.words == LOCKED_WORDS
    window.session.leave_lesson()
    tab_to(window, window.content.data_view.canvas)
    window.content.clock.render_now()
    assert window.content.data_view.scene.chosen.words == CHOSEN_POINT


def test_enter_goes_on_where_nothing_else_takes_it(window: Any, begin: Any) -> None:
    run, card = begin(3, 5), window.content.lessons.card
    press(window, Key.Key_Return)
    assert run.index == 5, "not before the step is done"
    press(window, Key.Key_B, Key.Key_Return)
    assert run.is_at_end
    run.back()
    window.content.clock.render_now()
    tab_to(window, card.foot.help_button)
    press(window, Key.Key_Return)
    assert not run.is_at_end, "a button has Enter for itself"
    assert run.stage is Stage.ASKING
    numbers, field = begin(9), card.task.field
    type_in(window, "3")
    assert not field.hasFocus()
    press(window, Key.Key_Return)
    assert numbers.index == 1, "also where nothing has the focus"


def test_what_was_said_of_a_first_step_holds_when_all_is_run(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, said = begin(1, 2), window.content.lessons.card.texts.said
    press(window, Key.Key_C)
    run_to_the_end(window, qtbot)
    assert run.stage is Stage.DONE
    assert said.text.endswith("What came: slope = 3.89, intercept = 0.770.")


@pytest.mark.parametrize(("number", "index", "right"), [(3, 4, "1"), (9, 0, "3")])
def test_the_menu_goes_on_with_a_lesson_as_it_was_left(
    window: Any, begin: Any, qtbot: Any, number: int, index: int, right: str
) -> None:
    run, lessons = begin(number, index), window.content.lessons
    run.attempt.choose(int(right))
    run.attempt.say_number(float(right))
    window.content.clock.render_now()
    assert run.stage is Stage.DONE
    states = run.states
    press(window, Key.Key_Escape)
    lessons.menu._fill()
    lessons.menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    window.content.clock.render_now()
    again = window.session.lesson
    assert again is not run
    assert (again.index, again.stage) == (index, Stage.DONE)
    assert again.states[index].last == states[index].last
    assert lessons.card.foot.go_button.isEnabled()
    window.session.leave_lesson()
    lessons.opening.open(FILES[number - 1])
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    assert not any(state.is_done for state in window.session.lesson.states), "begun anew"


@pytest.mark.parametrize(("key", "place"), [(Key.Key_5, 4), (Key.Key_0, 9)])
def test_the_number_of_a_lesson_opens_it_from_the_menu(
    window: Any, qtbot: Any, key: Qt.Key, place: int
) -> None:
    menu, session = window.content.lessons.menu, window.session
    menu.popup(QPoint(0, 0))
    QTest.keyClick(menu, key)
    qtbot.waitUntil(lambda: session.lesson is not None)
    assert session.lesson.lesson.title == read_lesson(FILES[place]).title
    session.leave_lesson()


def test_what_was_tried_is_said_no_more_beside_what_is_right(window: Any, begin: Any) -> None:
    run, card = begin(9), window.content.lessons.card
    for answer in ("2.5", "3"):
        assert card.task.field.hasFocus(), "also after what was not it"
        assert card.task.field.selectedText() == card.task.field.text()
        type_in(window, answer)
    assert run.state.result is Result.PASSED
    assert card.texts.said.text == "You said: 3."
    assert card.texts.reply.isHidden()
    assert card.texts.because.isVisible()


def test_what_had_no_value_may_be_said_again_when_it_has_one(window: Any, qtbot: Any) -> None:
    text = FILES[0].read_text(encoding="utf-8").partition("[setup]")[0]
    text += '[setup]\nepochs = 9\nspeed = "full"\n[[step]]\nsay = "When?"\nset = { run = 2 }\n'
    text += 'answer = { right = "epochs_to_1_percent", within = 1e6 }\n'
    window.content.lessons.begin(parse_lesson(text.encode(), "test.linreg-lesson"))
    run, field = window.session.lesson, window.content.lessons.card.task.field
    type_in(window, "12")
    assert run.state.reply == NO_VALUE_YET
    assert not field.hasFocus(), "Space runs"
    with window.session.gate.opened():
        window.session.set_learning_rate(0.034)
        window.session.set_max_epochs(300)
    run_to_the_end(window, qtbot)
    field.setFocus()
    field.selectAll()
    type_in(window, "12")
    assert run.state.result is Result.PASSED
    window.session.leave_lesson()


def test_a_number_that_was_said_is_answered_by_the_run_alone(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, sentence = begin(6, 2), window.content.training_card.sentence
    hurry(window)
    assert sentence.text() == "Your turn first."
    run.attempt.say_number(20)
    window.content.clock.render_now()
    assert sentence.text() == "The run will tell."
    run_to_the_end(window, qtbot)
    assert run.stage is Stage.DONE
    assert "6 epochs" in sentence.text()
    assert window.content.lessons.card.texts.said.text == "You: 20 epochs. The run: 6."


def test_what_was_said_is_said_once(window: Any, begin: Any, qtbot: Any) -> None:
    run, card = begin(1, 2), window.content.lessons.card
    press(window, Key.Key_A)
    assert card.texts.said.text == "You said: Half as far, the same way."
    assert not any(row.isVisible() for row in card.task.choices)
    press(window, Key.Key_Right)
    assert run.stage is Stage.DONE
    assert not any(row.isVisible() for row in card.task.choices)


def test_what_came_is_not_read_as_what_was_said(window: Any, begin: Any, qtbot: Any) -> None:
    run, said = begin(1, 2), window.content.lessons.card.texts.said
    press(window, Key.Key_B, Key.Key_Right)
    assert run.stage is Stage.DONE
    assert said.text == ("You said: As far as before. What came: slope = 3.89, intercept = 0.770.")
    begin(3)
    hurry(window)
    press(window, Key.Key_A)
    run_to_the_end(window, qtbot)
    assert said.text == "You said: Half as many. What came: epochs until 99 % is gone = 163."


def test_leaving_puts_everything_back(window: Any, begin: Any) -> None:
    session, content = window.session, window.content
    session.problem.add_point(4.0, 20.0)
    session.player.step(12)
    content.data_view.canvas.show_range(0.0, 5.0, 10.0, 60.0)
    content.clock.render_now()
    before, title = session.frame(), window.shell.windowTitle()
    place = content.data_view.canvas.shown_range()
    begin(1)
    assert window.shell.plain_title == "One step – linreg_gui"
    content.lessons.leave()
    now = session.frame()
    for name in ("dataset", "settings", "start", "cursor", "origin", "view_options"):
        assert getattr(now, name) == getattr(before, name), name
    assert content.data_view.canvas.shown_range() == place
    assert window.shell.windowTitle() == title
    assert content.notice_bar.notice.text == "You left “One step” at step 1."
    content.notice_bar.buttons[0].click()
    assert session.lesson is not None


def test_a_lesson_is_opened_by_a_drop(window: Any, qtbot: Any) -> None:
    drop(window, FILES[2])
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    assert window.session.lesson.lesson.title == "How far is too far?"
    window.session.leave_lesson()


def drop(window: Any, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert dropped(window, data)


def test_copied_in_a_lesson_is_what_is_seen(window: Any, begin: Any) -> None:
    begin(3)
    window.content.actions.of(COPY_AS_TEXT).trigger()
    assert window.content.notice_bar.notice.text == COPIED_IN_LESSON


def test_what_is_no_lesson_is_refused_and_nothing_changes(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "bad.linreg-lesson"
    path.write_text("format = 3\n", encoding="utf-8")
    before = window.session.frame()
    drop(window, path)
    qtbot.waitUntil(lambda: window.content.notice_bar.notice is not None)
    assert "bad.linreg-lesson" in window.content.notice_bar.notice.text
    assert window.session.lesson is None
    assert window.session.frame().dataset is before.dataset


def test_a_file_is_opened_in_place_of_a_lesson(
    window: Any, begin: Any, qtbot: Any, tmp_path: Path
) -> None:
    begin(1)
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n2,3\n", encoding="utf-8")
    drop(window, path)
    qtbot.waitUntil(lambda: window.session.problem.dataset.n_samples == 2)
    assert window.session.lesson is None


@pytest.mark.parametrize("name", ["bad.linreg", "bad.csv"])
def test_a_file_that_cannot_be_read_ends_no_lesson(
    window: Any, begin: Any, qtbot: Any, tmp_path: Path, name: str
) -> None:
    run, bar = begin(1), window.content.notice_bar
    path = tmp_path / name
    path.write_bytes(b"\0\1\2")
    drop(window, path)
    qtbot.waitUntil(lambda: bar.notice is not None and name in bar.notice.text)
    assert window.session.lesson is run


def paste(window: Any, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    window.content.actions.entries[PASTE.text].trigger()


def test_work_pasted_in_part_ends_no_lesson(window: Any, begin: Any) -> None:
    run = begin(1)
    paste(window, encode_text(project_of(window.session.state()))[:-40])
    assert "not whole" in window.content.notice_bar.notice.text
    assert window.session.lesson is run


def test_a_table_read_when_a_lesson_has_begun_is_not_put_on_its_table(
    window: Any, begin: Any, qtbot: Any
) -> None:
    ended: list[object] = []
    window.services.importing.given_up.connect(ended.append)
    paste(window, "x,y\n1,2\n2,3\n")
    run = begin(1)
    window.session.gate.set_permissions(Permissions(locked=frozenset({Lockable.DATA})))
    qtbot.waitUntil(lambda: bool(ended))
    assert window.session.lesson is run
    assert window.session.problem.dataset.n_samples > 2
    assert window.content.notice_bar.notice.text == LOCKED[Lockable.DATA]


def test_the_menu_has_the_lessons_and_goes_on(window: Any, begin: Any, tmp_path: Path) -> None:
    lessons = window.content.lessons
    lessons.menu.progress = LessonProgress(Preferences(tmp_path / "settings.ini"))
    texts = menu_texts(lessons)
    assert [text[:2].strip() for text in texts[:10]] == [str(n) for n in range(1, 11)]
    begin(3).skip()
    lessons.leave()
    assert menu_texts(lessons)[0] == "Go on: How far is too far?, step 2"
    kept = LessonProgress(Preferences(tmp_path / "settings.ini"))
    assert kept.of(read_lesson(FILES[2]).digest) == Progress(1, 6)
    bar = [action.text() for action in window.shell.menuBar().actions()]
    assert bar[2:5] == ["E&xamples", "&Lessons", "&Run"]


def test_the_menu_goes_on_with_a_lesson_of_ones_own_as_long_as_its_file_is_there(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    lessons, file = window.content.lessons, tmp_path / "mine.linreg-lesson"
    text = FILES[2].read_text(encoding="utf-8").replace("How far is too far?", "R&D")
    file.write_text(text, encoding="utf-8")
    kept = tmp_path / "settings.ini"
    lessons.menu.progress = LessonProgress(Preferences(kept))
    lessons.opening.open(file)
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    window.session.lesson.skip()
    lessons.leave()
    lessons.menu.progress = LessonProgress(Preferences(kept))
    assert menu_texts(lessons)[0] == "Go on: R&D, step 2", "as it is seen"
    lessons.menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    assert window.session.lesson.index == 1
    lessons.leave()
    file.unlink()
    assert not any(text.startswith("Go on") for text in menu_texts(lessons))


@pytest.mark.parametrize("text", ["[1]", '[["a", "b"]]', "[" * 99 + "]" * 99, "[x]", "{}", ""])
def test_files_kept_by_another_hand_are_none(tmp_path: Path, text: str) -> None:
    kept = Preferences(tmp_path / "settings.ini")
    kept.write({FILES_KEY: text})
    assert LessonProgress(kept).file_of("a") is None


def start_again(window: Any, kept: Path) -> None:
    """Forget what the window knows of lessons but for what is in the preferences."""
    lessons = window.content.lessons
    lessons.leave()
    lessons._left.clear()
    lessons.menu.progress = LessonProgress(Preferences(kept))


def go_on(window: Any, qtbot: Any) -> Any:
    assert menu_texts(window.content.lessons)[0].startswith("Go on: ")
    window.content.lessons.menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    window.content.clock.render_now()
    return window.session.lesson


def test_what_was_answered_is_there_when_the_program_is_started_again(
    window: Any, begin: Any, qtbot: Any, tmp_path: Path
) -> None:
    kept, lessons = tmp_path / "settings.ini", window.content.lessons
    lessons.menu.progress = LessonProgress(Preferences(kept))
    run = begin(3)
    hurry(window)
    press(window, Key.Key_1)
    run_to_the_end(window, qtbot)
    press(window, Key.Key_PageDown, Key.Key_H)
    first, second = run.states[0], run.step
    start_again(window, kept)

    again = go_on(window, qtbot)
    assert again.index == 1
    assert again.state.n_hints == 1
    assert lessons.card.texts.reply.text.endswith(second.hints[0])
    press(window, Key.Key_PageUp)
    assert again.stage is Stage.DONE
    assert again.state.said == "You said: Half as many."
    assert lessons.card.texts.said.text == f"You said: Half as many. {first.told}"
    assert (again.state.first, again.state.last) == (1, 1)

    press(window, Key.Key_PageDown)
    again.attempt.press_on()
    for _ in again.lesson.steps:
        again.skip()
    assert again.is_at_end
    start_again(window, kept)
    assert lessons.progress.answers_of(again.lesson.digest) == "[]", "it is done"


def test_a_prediction_that_nothing_answered_is_not_kept_but_choices_tried_are(
    window: Any, begin: Any, qtbot: Any, tmp_path: Path
) -> None:
    kept, lessons = tmp_path / "settings.ini", window.content.lessons
    lessons.menu.progress = LessonProgress(Preferences(kept))
    run = begin(3)
    press(window, Key.Key_1)
    assert run.stage is Stage.BOUND
    start_again(window, kept)
    again = go_on(window, qtbot)
    assert again.stage is Stage.ASKING
    assert not again.state.said
    lessons.leave()

    run = begin(3, 4)
    assert isinstance(run.step.task, Answer)
    wrong = next(k for k in range(1, len(run.attempt.choices) + 1) if k != run.step.task.right)
    run.attempt.choose(wrong)
    start_again(window, kept)
    again = go_on(window, qtbot)
    assert again.state.tried == (wrong,)
    assert again.state.reply == run.state.reply


@pytest.mark.parametrize(
    "steps",
    [
        '[{"said": 1}]',
        '[{"tried": [0.5]}]',
        '[{"result": "won"}]',
        '[{"opening": null}]',
        '[{"n_hints": -1}]',
        '[{"said": "%s"}]' % ("x" * 3_000),
        "[]",
        "{}",
        "[" * 999,
        "[1]",
    ],
)
def test_answers_kept_by_another_hand_are_none(
    window: Any, begin: Any, tmp_path: Path, steps: str
) -> None:
    lesson = begin(3).lesson
    window.content.lessons.leave()
    kept = Preferences(tmp_path / "settings.ini")
    kept.write({ANSWERS_KEY: f'{{"{lesson.digest[:16]}": {steps}}}'})
    window.content.lessons._left.clear()
    window.content.lessons.menu.progress = LessonProgress(kept)
    assert len(window.content.lessons._states_of(lesson)) == 0


def test_of_answers_only_so_many_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    progress = LessonProgress(Preferences(path))
    for number in range(12):
        progress.note_answers(f"{number:064x}"[::-1], ({"said": f"@Variant({number};)\n"},))
    progress.note_answers("f" * 64, ({"said": "x" * 10_000},))
    kept = Preferences(path)
    assert kept.set_aside is None
    again = LessonProgress(kept)
    found = [json.loads(again.answers_of(f"{number:064x}"[::-1])) for number in range(12)]
    assert found == [[]] * 3 + [[{"said": f"@Variant({k};)\n"}] for k in range(3, 12)]
    assert again.answers_of("f" * 64) == "[]"


def test_the_end_asks_once_more_and_leads_to_the_next_lesson(
    window: Any, begin: Any, qtbot: Any
) -> None:
    run, card = begin(1, 4), window.content.lessons.card
    assert not card.foot.next_button.isVisible()
    press(window, Key.Key_B, Key.Key_PageDown)
    assert run.is_at_end
    assert card.texts.text.text.endswith(f"**{run.lesson.question}**")
    assert card.foot.next_button.text() == "Next lesson: A line is a point"
    tab_to(window, card.foot.next_button)
    press(window, Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.lesson is not run)
    window.content.clock.render_now()
    assert card.head.title.text() == "A line is a point"
    assert not card.foot.next_button.isVisible()


def test_after_the_last_lesson_there_is_no_next_one(window: Any, begin: Any) -> None:
    run, card = begin(len(FILES)), window.content.lessons.card
    for _ in run.lesson.steps:
        run.skip()
    window.content.clock.render_now()
    assert run.is_at_end
    assert not card.foot.next_button.isVisible()


def test_answers_are_saved_for_the_teacher(window: Any, begin: Any, tmp_path: Path) -> None:
    run = begin(3)
    run.attempt.choose(2)
    choose_file(window, SAVE_ANSWERS, tmp_path / "ada lovelace.linreg-answers")
    answers = read_answers(tmp_path / "ada lovelace.linreg-answers")
    assert (answers.lesson, answers.learner) == (run.lesson.digest, "ada lovelace")
    assert answers.steps[0].first == 2
    assert "Nothing was sent anywhere" in window.content.notice_bar.text.text()


def test_a_new_lesson_opens_with_what_is_on_the_table(
    window: Any, tmp_path: Path, qtbot: Any
) -> None:
    session = window.session
    session.problem.move_point(4, 9.0, 95.5)
    session.problem.set_start(Line(0.5, 60.0))
    session.player.step(7)
    qtbot.waitUntil(lambda: session.is_settled)
    path = tmp_path / "mine.linreg-lesson"
    choose_file(window, NEW_LESSON, path)
    table = table_of(read_lesson(path), 0)
    now = table_now(session)
    assert (table.start, table.run) == (now.start, 7)
    assert table.config == now.config
    assert (table.dataset.y == now.dataset.y).all()


def choose_file(window: Any, text: str, path: Path) -> None:
    """Choose an entry of the menu, and a file in the dialog that opens."""
    lessons = window.content.lessons
    lessons.menu.aboutToShow.emit()
    action = next(action for action in lessons.menu.actions() if action.text() == text)
    assert action.isEnabled()
    action.trigger()
    dialog = next(found for found in window.shell.findChildren(QFileDialog) if found.isVisible())
    dialog.selectFile(str(path))
    dialog.accept()
    window.content.clock.render_now()


def menu_texts(lessons: Any) -> list[str]:
    lessons.menu.aboutToShow.emit()
    actions = [action for action in lessons.menu.actions() if not action.isSeparator()]
    return [re.sub("&(.)", r"\1", action.text()) for action in actions]


def test_without_a_lesson_there_is_no_card(window: Any) -> None:
    assert window.content.lessons.card is None
    assert window.session.gate.guard is None


# ---- the invitation


def test_the_first_screen_invites_to_the_first_lesson(window: Any, qtbot: Any) -> None:
    invitation = window.content.lessons.invitation
    window.shell.resize(1280, 800)
    window.content.clock.render_now()
    assert invitation.isVisible()
    assert f"{read_lesson(FILES[0]).minutes} minutes" in invitation.open_button.text()
    qtbot.mouseClick(invitation.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    assert window.session.lesson.lesson.title == read_lesson(FILES[0]).title
    window.content.lessons.leave()
    assert not invitation.isVisible()


def test_in_a_lesson_that_hides_and_locks_nothing_only_the_lesson_speaks(window: Any) -> None:
    lessons, bar = window.content.lessons, window.content.notice_bar
    assert lessons.invitation.isVisible()
    head = FILES[0].read_text(encoding="utf-8").partition("[setup]")[0]
    lessons.begin(parse_lesson(f'{head}[[step]]\nsay = "Look."'.encode(), "t.linreg-lesson"))
    assert not lessons.invitation.isVisible()
    assert guide(window.session.frame()) == ""
    assert not bar.text.text()
    lessons.leave()
    assert guide(window.session.frame())


def test_the_invitation_makes_no_narrow_column_wider(window: Any, qtbot: Any) -> None:
    window.shell.resize(1024, 640)
    window.content.clock.render_now()
    column = window.content.lessons.invitation.parentWidget()
    view = column.parentWidget()
    qtbot.waitUntil(lambda: column.width() == view.width())


def test_the_invitation_goes_with_the_first_run(window: Any) -> None:
    window.shell.resize(1280, 800)
    window.session.player.step()
    window.content.clock.render_now()
    window.session.restart()
    window.content.clock.render_now()
    assert not window.content.lessons.invitation.isVisible()


def test_who_wants_no_invitation_gets_none_again(window: Any, qtbot: Any, tmp_path: Path) -> None:
    lessons, path = window.content.lessons, tmp_path / "settings.ini"
    window.shell.resize(1280, 800)
    lessons.use_preferences(Preferences(path))
    qtbot.mouseClick(lessons.invitation.close_button, Qt.MouseButton.LeftButton)
    assert not lessons.invitation.isVisible()
    assert not LessonProgress(Preferences(path)).is_invited


def test_on_the_stage_the_card_is_seen(window: Any, begin: Any) -> None:
    begin(3)
    window.content._toggle_presenting()
    window.content.settle()
    assert window.content.lessons.card.isVisible()
    assert not window.shell.training_card.isVisible()
    window.session.leave_lesson()
    window.content.settle()
    assert not window.shell.columns.widget(1).isVisible()
    window.content._toggle_presenting()


def test_a_card_in_arabic_runs_from_right_to_left(window: Any, begin: Any) -> None:
    lesson = replace(read_lesson(FILES[0]), language="ar")
    window.content.lessons.begin(lesson)
    card = window.content.lessons.card
    assert card.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.shell.data_card.layoutDirection() is Qt.LayoutDirection.LeftToRight
    begin(1)
    assert card.layoutDirection() is Qt.LayoutDirection.LeftToRight


# ---- other data, and authors


def test_other_data_are_refused_in_one_sentence(window: Any, begin: Any) -> None:
    begin(3)
    before = window.session.problem.dataset
    QGuiApplication.clipboard().setText("x,y\n1,2\n2,3\n3,5\n")
    window.files.paste()
    assert "Escape" in window.content.notice_bar.notice.text
    window.content.actions.entries["Anscombe II"].trigger()
    window.content.generator.show()
    assert window.session.problem.dataset is before
    assert window.session.lesson is not None
    window.content.generator.close()


def test_a_new_document_ends_a_lesson(window: Any, begin: Any) -> None:
    begin(3)
    window.files.open_new()
    assert window.session.lesson is None
    assert window.session.problem.dataset.n_samples == 0


def test_an_author_reads_the_file_again(window: Any, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.linreg-lesson"
    text = FILES[0].read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    window.content.lessons.opening.open(path)
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    window.session.lesson.skip()
    path.write_text(text.replace("This is how", "So this is how"), encoding="utf-8")
    former = window.session.lesson
    press(window, Key.Key_F5)
    qtbot.waitUntil(lambda: window.session.lesson not in {None, former})
    assert window.session.lesson.index == 1
    assert "So this is how" in window.session.lesson.step.say
    path.write_text("nothing", encoding="utf-8")
    press(window, Key.Key_F5)
    qtbot.waitUntil(lambda: window.content.notice_bar.notice is not None)
    assert "mine.linreg-lesson" in window.content.notice_bar.notice.text
    assert window.session.lesson.index == 1
    window.session.leave_lesson()


def test_a_lesson_left_by_mistake_goes_on_as_it_was(window: Any, qtbot: Any) -> None:
    lessons, session = window.content.lessons, window.session
    lessons.opening.open(FILES[2])
    qtbot.waitUntil(lambda: session.lesson is not None)
    session.lesson.skip()
    session.set_learning_rate(0.0331)
    session.player.step(9)
    session.player.seek(4)
    states = list(session.lesson.states)
    press(window, Key.Key_Escape)
    assert window.session.lesson is None
    (go_on,) = window.content.notice_bar.notice.choices
    go_on.act()
    assert session.lesson.index == 1
    assert session.lesson.states[0] == states[0], "what was said of the steps before is kept"
    assert session.runs.settings.learning_rate == 0.0331
    assert session.player.cursor == 4
    former = session.lesson
    press(window, Key.Key_F5)
    qtbot.waitUntil(lambda: session.lesson not in {None, former})
    session.leave_lesson()


def test_a_walk_at_random_leaves_everything_as_it_was(window: Any, begin: Any) -> None:
    session, rng = window.session, random.Random(7)
    session.player.step(9)
    session.run_edits.keep()
    before = session.frame()
    keys = (*(Key(number) for number in range(Key.Key_1, Key.Key_5)), Key.Key_PageDown)
    keys = (*keys, Key.Key_PageUp, Key.Key_H, Key.Key_Space, Key.Key_Right, Key.Key_R, Key.Key_K)
    for _ in range(120):
        run = session.lesson or begin(rng.randrange(1, 11))
        rng.choice(
            (
                run.skip,
                run.again,
                run.attempt.show_me,
                run.attempt.press_on,
                session.edits.begin_drag,
                session.edits.end_drag,
                lambda: session.problem.move_point(0, rng.random(), 50.0 * rng.random()),
                lambda: session.set_learning_rate(10.0 ** rng.uniform(-4.0, -1.0)),
                lambda: QTest.keyClick(window.shell.windowHandle(), rng.choice(keys)),
                lambda: QTest.keyClick(window.shell.windowHandle(), rng.choice(keys)),
            )
        )()
        QApplication.processEvents()
    session.leave_lesson()
    now = session.frame()
    for name in ("dataset", "settings", "start", "cursor", "origin", "permissions"):
        assert getattr(now, name) == getattr(before, name), name
    assert (now.bet.stage, now.bet.kind) == (before.bet.stage, before.bet.kind)
    assert len(now.branches) == len(before.branches)


def test_a_symbol_at_the_begin_of_a_goal_stays_small(qtbot: Any) -> None:
    row = GoalRow(LIGHT)
    qtbot.addWidget(row)
    row.show_condition("x of point 5: from 19 to 21", "8.00", is_met=False)
    assert row.words == "x of point 5: from 19 to 21"
    row.show_condition("epochs run: at least 100", "9", is_met=False)
    assert row.words == "Epochs run: at least 100"
