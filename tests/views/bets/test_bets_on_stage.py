"""Bets in presenter mode: large, lettered, and letters mean nothing else while it is asked."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from linreg_gui.core.course import Course
from linreg_gui.session.bets import BetKind, BetStage, WordsBet
from tests.views.bets.acts import KEYS, click, press, settle, stage


@pytest.fixture
def presenting(asked, qtbot):
    """Give a window in presenter mode that asks first."""
    session = asked.session
    session.set_view_options(replace(session.view_options, is_presenting=True))
    asked.content.clock.render_now()
    return asked


@pytest.mark.parametrize(
    ("key", "course"),
    [
        (KEYS.Key_A, Course.ARRIVES),
        (KEYS.Key_B, Course.SWINGS),
        (KEYS.Key_C, Course.BLOWS_UP),
        (KEYS.Key_D, Course.CRAWLS),
        (KEYS.Key_3, Course.BLOWS_UP),
    ],
)
def test_letters_and_digits_say_a_word(presenting, qtbot, key, course):
    options = presenting.session.view_options
    press(presenting, KEYS.Key_Space)
    press(presenting, key)
    assert presenting.session.asking.state.bet == WordsBet(course)
    settle(presenting, qtbot)
    assert stage(presenting) is BetStage.SHOWN
    assert presenting.session.view_options == options
    assert len(presenting.session.runs.branches) == 1


def test_letters_have_their_usual_meaning_while_nothing_is_asked(presenting):
    session = presenting.session
    press(presenting, KEYS.Key_C)
    assert session.view_options.show_code
    press(presenting, KEYS.Key_D)
    assert not session.view_options.show_steepest
    session.player.step(3)
    session.player.seek(1)
    press(presenting, KEYS.Key_B)
    assert len(session.runs.branches) == 2
    press(presenting, KEYS.Key_A)
    assert stage(presenting) is BetStage.ASKING


def test_letters_have_their_usual_meaning_when_another_kind_is_asked_for(presenting):
    press(presenting, KEYS.Key_Space)
    click(presenting, presenting.content.bet_strip.tabs[BetKind.PIN])
    press(presenting, KEYS.Key_C)
    assert presenting.session.view_options.show_code


def test_off_the_stage_letters_keep_their_meaning(asked):
    press(asked, KEYS.Key_Space)
    press(asked, KEYS.Key_C)
    assert asked.session.view_options.show_code
    assert stage(asked) is BetStage.ASKING


def test_words_take_the_width_of_the_window_and_nothing_moves(presenting, qtbot):
    shell, transport = presenting.shell, presenting.content.transport
    shell.setWindowState(shell.windowState() & ~Qt.WindowState.WindowFullScreen)
    shell.resize(1280, 720)
    qtbot.waitUntil(lambda: transport.width() > 1100)
    presenting.content.clock.render_now()
    places = transport.geometry(), presenting.content.curve_view.geometry()
    press(presenting, KEYS.Key_Space)
    strip = presenting.content.bet_strip
    assert places == (transport.geometry(), presenting.content.curve_view.geometry())
    assert strip.width() > 0.95 * presenting.shell.loss_card.width()
    assert strip.height() > transport.height()
    assert strip.mapTo(shell, strip.rect().bottomLeft()).y() < shell.height()
    assert all(button.width() >= button.sizeHint().width() for button in strip.words)
    click(presenting, strip.tabs[BetKind.SKETCH])
    assert strip.height() <= transport.height()


@pytest.mark.parametrize("size", [(1280, 720), (911, 512)])
def test_letters_are_called_on_every_screen_and_the_axis_is_read(presenting, qtbot, size):
    """The room answers by letters: curves go first."""
    shell = presenting.shell
    shell.setWindowState(shell.windowState() & ~Qt.WindowState.WindowFullScreen)
    shell.resize(*size)
    qtbot.waitUntil(lambda: shell.width() == size[0])
    presenting.content.settle()
    press(presenting, KEYS.Key_Space)
    strip = presenting.content.bet_strip
    for button in strip.words:
        assert button.has_key
        assert button.width() >= button.sizeHint().width()
    axis = presenting.content.curve_view.canvas
    below = axis.mapTo(shell, axis.rect().bottomLeft()).y()
    assert strip.mapTo(shell, strip.rect().topLeft()).y() >= below


def test_tab_chooses_another_kind_and_no_tab_moves_from_under_the_pointer(presenting, qtbot):
    press(presenting, KEYS.Key_Space)
    strip, run = presenting.content.bet_strip, presenting.content.transport.run_button
    seen = []
    for _ in BetKind:
        seen.append(presenting.session.asking.state.kind)
        places = [
            tab.mapTo(presenting.shell, tab.rect().center()).x() for tab in strip.tabs.values()
        ]
        assert min(places) > run.mapTo(presenting.shell, run.rect().topRight()).x()
        press(presenting, KEYS.Key_Tab)
    assert seen == list(BetKind)
    assert presenting.session.asking.state.kind is BetKind.WORDS
    press(presenting, KEYS.Key_Escape, KEYS.Key_Tab)
    assert presenting.content.stage.is_drawer_open


def test_the_question_is_read_although_the_stage_says_how_to_leave_it(presenting):
    press(presenting, KEYS.Key_F11, KEYS.Key_F11)
    assert presenting.content.notice_bar.notice.text.startswith("Presenter mode")
    press(presenting, KEYS.Key_Space)
    assert presenting.content.notice_bar.text.text().startswith("What will the run do?")
    press(presenting, KEYS.Key_Escape)
    assert presenting.content.notice_bar.text.text().startswith("Presenter mode")


def test_page_down_stays_a_step(presenting):
    press(presenting, KEYS.Key_Space)
    press(presenting, KEYS.Key_PageDown)
    assert presenting.session.player.cursor == 1
    assert stage(presenting) is BetStage.OFF


def test_escape_closes_the_question_first_and_then_the_stage(presenting):
    press(presenting, KEYS.Key_Space)
    press(presenting, KEYS.Key_Escape)
    assert stage(presenting) is BetStage.OFF
    assert presenting.session.view_options.is_presenting
    press(presenting, KEYS.Key_Escape)
    assert not presenting.session.view_options.is_presenting


def test_the_strip_is_small_again_off_the_stage(presenting):
    press(presenting, KEYS.Key_Space)
    session = presenting.session
    session.set_view_options(replace(session.view_options, is_presenting=False))
    presenting.content.clock.render_now()
    strip = presenting.content.bet_strip
    assert strip.isVisible()
    assert strip.parentWidget() is presenting.content.transport
    assert strip.geometry().left() > presenting.content.transport.run_button.geometry().right()
