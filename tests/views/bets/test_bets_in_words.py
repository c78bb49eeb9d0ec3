"""The strip of *Ask first*, and bets in words: by mouse and by keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from linreg_gui.core.course import Course
from linreg_gui.session.bets import BetKind, BetStage, WordsBet
from linreg_gui.session.curve import Line
from linreg_gui.session.wording_bets import OTHER_POINTS, YOUR_TURN
from linreg_gui.views.look.course_curves import course_curve
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.window import notice_bar
from tests.views.bets.acts import KEYS, click, press, settle, stage
from tests.views.test_colours import EYES, distance, lab

# ---- the strip


def test_space_asks_once_and_then_runs(asked):
    press(asked, KEYS.Key_Space)
    assert stage(asked) is BetStage.ASKING
    assert asked.content.bet_strip.isVisible()
    press(asked, KEYS.Key_Space)
    assert asked.session.player.state.is_running
    assert not asked.content.bet_strip.isVisible()


def test_who_does_not_ask_first_never_has_a_strip(window):
    focus = QApplication.focusWidget()
    press(window, KEYS.Key_Space)
    assert window.session.player.state.is_running
    assert window.content.bet_strip is None
    assert QApplication.focusWidget() is focus


def test_a_asks_while_it_is_off(window):
    press(window, KEYS.Key_A)
    assert stage(window) is BetStage.ASKING
    assert window.content.bet_strip.isVisible()


def test_an_a_typed_into_a_field_is_an_a(window):
    field = window.content.training_card.rate_field
    field.setFocus()
    press(window, KEYS.Key_A)
    assert stage(window) is BetStage.OFF
    assert "a" in field.text()


@pytest.mark.parametrize("way", ["escape", "cross"])
def test_the_question_is_closed(asked, way):
    press(asked, KEYS.Key_Space)
    if way == "escape":
        press(asked, KEYS.Key_Escape)
    else:
        click(asked, asked.content.bet_strip.close_button)
    assert stage(asked) is BetStage.OFF
    assert not asked.content.bet_strip.isVisible()


def test_nothing_moves_when_the_strip_comes(asked):
    transport = asked.content.transport
    places = [transport.geometry(), transport.run_button.geometry(), transport.scrubber.geometry()]
    press(asked, KEYS.Key_Space)
    assert places == [
        transport.geometry(),
        transport.run_button.geometry(),
        transport.scrubber.geometry(),
    ]
    strip = asked.content.bet_strip
    assert strip.geometry().left() > transport.run_button.geometry().right()
    assert strip.geometry().right() <= transport.width()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_no_button_of_the_strip_is_cut(asked, qtbot, size):
    asked.shell.resize(*size)
    qtbot.waitUntil(lambda: asked.shell.width() == size[0])
    press(asked, KEYS.Key_Space)
    strip = asked.content.bet_strip
    for kind in BetKind:
        click(asked, strip.tabs[kind])
        page = strip._pages.currentWidget()
        for widget in (*strip.tabs.values(), *page.findChildren(type(strip.close_button))):
            place = widget.mapTo(strip, widget.rect().topLeft())
            assert place.x() >= 0
            assert place.x() + widget.width() <= strip.width()
        assert all(button.width() >= button.iconSize().width() for button in strip.words)


def test_the_tab_in_front_is_remembered(asked):
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.NUMBER])
    press(asked, KEYS.Key_Escape)
    press(asked, KEYS.Key_Escape)
    press(asked, KEYS.Key_A)
    assert asked.session.asking.state.kind is BetKind.NUMBER
    assert asked.content.bet_strip.number_field.isVisible()


def test_ask_first_is_a_row_of_the_list_and_of_the_menu(window):
    action = window.content.actions.toggles["asks_first"]
    assert action in window.content.actions.run_menu.actions()
    window.content.heads.toggle_list("Loss")
    row = next(row for row in window.content.heads.open_list.rows if row.action is action)
    click(window, row)
    assert window.session.view_options.asks_first
    assert window.session.asking.is_asked_for


def test_the_question_and_what_was_seen_are_read_aloud(asked, qtbot, monkeypatch):
    spoken: list[str] = []
    monkeypatch.setattr(notice_bar, "announce", lambda _text, said: spoken.append(said))
    asked.session.set_learning_rate(0.02)
    press(asked, KEYS.Key_Space)
    assert spoken == ["What will the run do? Say it in a word, or go on without."]
    press(asked, KEYS.Key_1)
    settle(asked, qtbot)
    assert spoken[-1] == "You said: arrives. It arrived at epoch 163."


# ---- words


def test_a_click_on_a_word_says_it_and_runs(asked, qtbot):
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.words[0])
    assert asked.session.asking.state.bet == WordsBet(Course.ARRIVES)
    settle(asked, qtbot)
    assert asked.session.asking.state.gap.came is Course.BLOWS_UP


@pytest.mark.parametrize(
    ("key", "course"),
    [
        (KEYS.Key_1, Course.ARRIVES),
        (KEYS.Key_2, Course.SWINGS),
        (KEYS.Key_3, Course.BLOWS_UP),
        (KEYS.Key_4, Course.CRAWLS),
    ],
)
def test_words_by_keys_only(asked, qtbot, key, course):
    press(asked, KEYS.Key_Space)
    press(asked, key)
    settle(asked, qtbot)
    assert stage(asked) is BetStage.SHOWN
    assert asked.session.asking.state.bet == WordsBet(course)


@pytest.mark.parametrize(("rate", "course"), [(0.034, Course.SWINGS), (0.05, Course.BLOWS_UP)])
def test_the_little_curve_rises_only_where_the_loss_does(asked, qtbot, rate, course):
    asked.session.set_learning_rate(rate)
    press(asked, KEYS.Key_Space, KEYS.Key_1)
    settle(asked, qtbot)
    assert asked.session.asking.state.gap.came is course
    losses = asked.session.player.history.losses
    heights = [-place.y() for place in course_curve(course, QRectF(0.0, 0.0, 1.0, 1.0)).toList()]
    for values in (losses, heights):
        rises = np.diff(values) > 0.0
        assert rises.all() if course is Course.BLOWS_UP else not rises.any()


def test_a_digit_typed_into_a_field_says_nothing(asked):
    press(asked, KEYS.Key_Space)
    asked.content.training_card.rate_field.setFocus()
    press(asked, KEYS.Key_1)
    assert stage(asked) is BetStage.ASKING


def test_digits_mean_nothing_while_nothing_is_asked(asked):
    press(asked, KEYS.Key_1)
    assert stage(asked) is BetStage.OFF


def test_with_batches_the_second_word_is_another_one(asked):
    settings = replace(asked.session.runs.settings, batch_size=2)
    asked.session.set_settings(settings)
    press(asked, KEYS.Key_Space)
    assert asked.content.bet_strip.words[1].accessibleName() == "comes near and jitters"


def test_the_words_of_batches_are_fitted_in_a_small_window(asked, qtbot):
    asked.shell.resize(1024, 640)
    qtbot.waitUntil(lambda: asked.shell.width() == 1024)
    press(asked, KEYS.Key_Space)
    press(asked, KEYS.Key_Escape)
    settings = replace(asked.session.runs.settings, batch_size=2)
    asked.session.set_settings(settings)
    press(asked, KEYS.Key_Space)
    strip = asked.content.bet_strip
    first, second, *others = strip.words
    assert all(button.width() >= button.sizeHint().width() for button in (first, *others))
    assert second.width() < second.sizeHint().width()


def test_what_was_seen_is_said_when_the_warning_is_closed(asked, qtbot):
    press(asked, KEYS.Key_Space)
    press(asked, KEYS.Key_1)
    settle(asked, qtbot)
    notice = asked.content.notice_bar.notice
    assert notice.text.startswith("Diverged at epoch 23")
    click(asked, asked.content.notice_bar.close_button)
    assert asked.content.notice_bar.notice.text == "You said: arrives. It blew up at epoch 23."


def test_what_was_said_is_said_while_the_run_goes_on(asked):
    press(asked, KEYS.Key_Space)
    press(asked, KEYS.Key_4)
    asked.session.player.pause()
    assert asked.content.notice_bar.notice.text == "You said: crawls."


def test_an_edit_drops_the_bet_and_says_so(asked):
    asked.session.set_learning_rate(0.02)
    press(asked, KEYS.Key_Space)
    press(asked, KEYS.Key_4)
    asked.session.player.pause()
    asked.session.problem.add_point(4.0, 70.0)
    asked.content.clock.render_now()
    assert asked.content.notice_bar.notice.text == OTHER_POINTS


def test_the_bet_is_drawn_and_gone_with_an_edit(asked, qtbot):
    press(asked, KEYS.Key_Space)
    before = asked.content.curve_view.canvas.grab().toImage()
    press(asked, KEYS.Key_1)
    settle(asked, qtbot)
    asked.content.curve_view.canvas.grab()
    assert "words" in asked.content.curve_view.scene.placer.plates
    asked.session.restart()
    asked.content.clock.render_now()
    assert asked.content.curve_view.canvas.grab().toImage() == before


# ---- what would tell the answer


def test_the_forecast_waits_for_the_answer(asked):
    card = asked.content.training_card
    assert card.sentence.text().startswith("Diverges")
    press(asked, KEYS.Key_Space)
    assert card.sentence.text() == YOUR_TURN
    assert not card.cure_button.isVisible()
    press(asked, KEYS.Key_Escape)
    assert card.sentence.text().startswith("Diverges")
    assert card.cure_button.isVisible()


def test_the_zones_of_the_slider_wait_for_the_answer(asked, qtbot):
    slider = asked.content.training_card.rate_slider
    place, with_zones = slider.value(), slider.grab().toImage()
    press(asked, KEYS.Key_Space)
    assert slider.limit_text() == ""
    assert slider.text_at(QPointF(slider.rect().center())) == ""
    assert slider.value() == place  # over the same range: the knob does not jump
    assert slider.grab().toImage() != with_zones
    press(asked, KEYS.Key_3)
    assert slider.limit_text() == ""
    settle(asked, qtbot)
    assert slider.limit_text()
    assert slider.grab().toImage() == with_zones


def test_worksheet_and_code_of_the_step_wait_for_the_answer(asked):
    options = asked.session.view_options
    asked.session.set_view_options(replace(options, show_worksheet=True, show_code=True))
    press(asked, KEYS.Key_Space)
    assert asked.content.worksheet_card.message.text() == YOUR_TURN
    assert not asked.content.worksheet_card.table.isVisible()
    assert not asked.content.worksheet_card.formulas.isVisible()
    assert not asked.content.code_card.copy_button.isEnabled()
    press(asked, KEYS.Key_Escape)
    assert asked.content.worksheet_card.table.isVisible()


def test_the_sweep_waits_for_the_answer(asked, qtbot):
    sweep = asked.content.sweep
    sweep.show()
    qtbot.waitUntil(lambda: not sweep.sweeping.is_busy and sweep.sweeping.result is not None)
    asked.content.clock.render_now()
    assert len(sweep.arrivals.curve.rates)
    asked.session.asking.ask()
    asked.content.clock.render_now()
    assert not len(sweep.arrivals.curve.rates)
    assert not len(sweep.finals.curve.rates)
    asked.session.asking.close()
    asked.content.clock.render_now()
    assert len(sweep.arrivals.curve.rates)


# ---- the colour


def contrast(one, other):
    lights = [((lab(colour, "all cones")[0] + 16) / 116) ** 3 for colour in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colour_of_bets_is_seen_on_panes(theme):
    for ground in (theme.card, theme.bowl_deep, theme.bowl_rim):
        assert contrast(theme.bet, ground) >= 3.0
    assert min(distance(theme.bet, theme.line, eye) for eye in EYES) > 19


def test_from_the_best_line_nothing_is_asked(asked):
    best = asked.session.problem.loss.minimum_parameters
    asked.session.problem.set_start(Line(*best.tolist()))
    press(asked, KEYS.Key_A)
    assert stage(asked) is BetStage.OFF
    assert asked.content.notice_bar.notice.text == "You stand on the best line: nothing will move."
