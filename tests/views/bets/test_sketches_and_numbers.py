"""Sketches and numbers: drawn and typed, by mouse and by keys, and compared with the curve."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from linreg_gui.session.bets import (
    MOST_KNOTS,
    BetKind,
    BetStage,
    NumberBet,
    NumberGap,
    SketchBet,
    SketchGap,
)
from tests.views import helpers
from tests.views.bets.acts import KEYS, SHIFT, click, press, settle, stage, tab_to


def ask(window, kind):
    """Ask for a kind of bet."""
    window.session.set_learning_rate(0.03)
    window.content.clock.render_now()
    press(window, KEYS.Key_Space)
    click(window, window.content.bet_strip.tabs[kind])
    return window


@pytest.fixture
def sketching(asked):
    """Give a window that asks for a sketch."""
    return ask(asked, BetKind.SKETCH)


def canvas_of(window):
    return window.content.curve_view.canvas


def bet(window):
    return window.session.asking.state.bet


# ---- by the mouse


def test_a_drag_draws_and_does_not_scrub(sketching):
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5))
    sketch = bet(sketching)
    assert isinstance(sketch, SketchBet)
    assert sketch.last_epoch == pytest.approx(150, abs=2)
    assert sketch.losses[0] == pytest.approx(10**3.7, rel=0.1)
    assert sketch.losses[sketch.last_epoch] == pytest.approx(10**1.5, rel=0.1)
    assert np.all(np.diff(sketch.losses[sketch.is_drawn]) < 0)
    assert stage(sketching) is BetStage.ASKING
    assert sketching.session.player.cursor == 0


def test_no_read_out_stands_beside_a_stroke(sketching):
    helpers.hover(canvas_of(sketching), 0.0, 3.7)
    assert sketching.content.curve_view.curve.note_epoch == 0
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5))
    assert sketching.content.curve_view.curve.note_epoch is None


def test_going_back_draws_anew(sketching):
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5))
    before = bet(sketching)
    helpers.drag(canvas_of(sketching), (100.0, 3.5), (50.0, 3.5))
    sketch = bet(sketching)
    assert sketch.losses[75] == pytest.approx(10**3.5, rel=0.1)
    assert sketch.losses[120] == before.losses[120]
    assert sketch.is_drawn.sum() == before.is_drawn.sum()


def test_a_click_is_a_sketch_of_one_point(sketching, qtbot):
    helpers.click(canvas_of(sketching), 20.0, 2.0)
    assert bet(sketching).is_drawn.sum() == 1
    press(sketching, KEYS.Key_Space)
    settle(sketching, qtbot)
    gap = sketching.session.asking.state.gap
    assert gap.epoch == gap.last_epoch == bet(sketching).last_epoch
    canvas_of(sketching).grab()


def test_a_drag_beyond_the_pane_is_kept_inside(sketching):
    canvas = canvas_of(sketching)
    _, right, _, top = canvas.shown_range()
    helpers.drag(canvas, (1.0, 3.0), (2 * right, 3 * top))
    sketch = bet(sketching)
    assert sketch.last_epoch == 300
    assert sketch.losses[-1] == pytest.approx(10**top, rel=0.1)
    assert np.isfinite(sketch.losses[sketch.is_drawn]).all()


def test_a_sketch_in_a_pane_zoomed_out_beyond_floats_is_finite(sketching, qtbot):
    canvas = canvas_of(sketching)
    canvas.show_range(0.0, 300.0, -50.0, 500.0)
    helpers.drag(canvas, (10.0, 100.0), (200.0, 450.0))
    sketch = bet(sketching)
    assert np.isfinite(sketch.losses[sketch.is_drawn]).all()
    press(sketching, KEYS.Key_Space)
    settle(sketching, qtbot)
    canvas.grab()
    assert stage(sketching) is BetStage.SHOWN


def test_a_stroke_that_goes_on_beyond_the_last_epoch_leaves_the_last_one(sketching):
    sketching.session.asking.ask_for(BetKind.SKETCH, 60)
    sketching.content.clock.render_now()
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (120.0, 1.7))
    sketch = bet(sketching)
    assert sketch.epochs[-1] == 60
    assert sketch.is_drawn.all()
    np.testing.assert_allclose(np.log10(sketch.losses), 3.7 - sketch.epochs / 60, atol=0.1)


def test_a_sketch_on_a_linear_axis_stays_when_the_axis_is_logarithmic(asked, qtbot):
    options = replace(asked.session.view_options, has_log_loss_axis=False)
    asked.session.set_view_options(options)
    ask(asked, BetKind.SKETCH)
    helpers.drag(canvas_of(asked), (0.0, 6000.0), (200.0, 1000.0))
    losses = bet(asked).losses
    assert losses[100] == pytest.approx(3500.0, rel=0.1)
    asked.session.set_view_options(replace(options, has_log_loss_axis=True))
    asked.content.clock.render_now()
    assert bet(asked).losses is losses
    helpers.drag(canvas_of(asked), (200.0, 3.0), (300.0, 1.0))
    assert bet(asked).is_logarithmic
    assert bet(asked).losses[250] == pytest.approx(100.0, rel=0.2)
    press(asked, KEYS.Key_Space)
    settle(asked, qtbot)
    canvas_of(asked).grab()


def test_a_sketch_over_millions_of_epochs(asked):
    asked.session.set_max_epochs(2_000_000)
    ask(asked, BetKind.SKETCH)
    helpers.drag(canvas_of(asked), (0.0, 3.7), (1_900_000.0, 1.5))
    assert len(bet(asked).epochs) == MOST_KNOTS
    canvas_of(asked).grab()


@pytest.mark.parametrize("is_logarithmic", [True, False])
def test_there_is_room_to_sketch_where_the_least_loss_is_hidden(asked, is_logarithmic):
    options = asked.session.view_options
    options = replace(options, is_guessing=True, has_log_loss_axis=is_logarithmic)
    asked.session.set_view_options(options)
    ask(asked, BetKind.SKETCH)
    asked.content.clock.render_now()
    _, _, bottom, top = canvas_of(asked).shown_range()
    assert bottom < (0.0 if is_logarithmic else 1.0)
    assert top > (3.8 if is_logarithmic else 6015.0)


def test_clear_takes_the_sketch_away(sketching):
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5))
    sketching.content.clock.render_now()
    click(sketching, sketching.content.bet_strip.clear_button)
    assert bet(sketching) is None
    assert stage(sketching) is BetStage.ASKING


def test_a_question_closed_in_a_stroke_ends_the_stroke(sketching):
    def close():
        sketching.session.asking.close()

    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5), halfway=close)
    assert stage(sketching) is BetStage.OFF
    assert sketching.session.player.cursor == 0
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (150.0, 1.5))
    assert bet(sketching) is None


def test_the_gap_of_a_sketch_is_drawn(sketching, qtbot):
    helpers.drag(canvas_of(sketching), (0.0, 3.7), (60.0, 1.0))
    press(sketching, KEYS.Key_Space)
    settle(sketching, qtbot)
    gap = sketching.session.asking.state.gap
    assert isinstance(gap, SketchGap)
    canvas_of(sketching).grab()
    plates = sketching.content.curve_view.scene.placer.plates
    assert {"sketch", "farthest"} <= set(plates)
    text = sketching.content.notice_bar.notice.text
    assert text.startswith(f"Farthest apart at epoch {gap.epoch}: you ")
    press(sketching, KEYS.Key_Escape)
    canvas_of(sketching).grab()
    assert "sketch" not in sketching.content.curve_view.scene.placer.plates


# ---- by keys


def test_a_sketch_by_keys_only(asked, qtbot):
    asked.session.set_learning_rate(0.03)
    press(asked, KEYS.Key_Space)
    tab_to(asked, asked.content.bet_strip.tabs[BetKind.SKETCH])
    press(asked, KEYS.Key_Space)
    canvas = canvas_of(asked)
    assert canvas.hasFocus()
    handles = asked.content.curve_view.scene.handles
    assert [epoch for epoch, _ in handles.places] == [0, 75, 150, 225, 300]
    _, _, bottom, top = canvas.shown_range()
    step = (top - bottom) / 50
    start = handles.places[0][1]
    press(asked, KEYS.Key_Right, KEYS.Key_Down)
    press(asked, KEYS.Key_Down, modifier=SHIFT)
    places = handles.places
    assert places[1][1] == pytest.approx(start - 11 * step)
    assert [height for _, height in places[2:]] == pytest.approx([start] * 3)
    assert bet(asked).is_drawn.all()
    assert canvas.accessibleDescription().startswith("Your sketch at epoch 75: loss ")
    press(asked, *[KEYS.Key_Right] * 9, KEYS.Key_Left)
    assert handles.chosen == 3
    press(asked, KEYS.Key_Return)
    settle(asked, qtbot)
    assert stage(asked) is BetStage.SHOWN
    assert not handles.places


@pytest.mark.parametrize("size", [(1024, 640), (911, 512)])
def test_no_handle_is_cut_off_in_a_low_pane(asked, qtbot, size):
    asked.shell.resize(*size)
    qtbot.waitUntil(lambda: asked.shell.width() == size[0])
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.SKETCH])
    press(asked, *[KEYS.Key_Down] * 60, *[KEYS.Key_Right] * 4, *[KEYS.Key_Up] * 60)
    view = asked.content.curve_view
    frame = view.canvas.pixel_frame()
    boxes = view.scene.handles.mark_boxes(frame)
    assert len(boxes) == 5
    assert all(frame.rect.contains(box) for box in boxes)


def test_tab_comes_to_the_loss_pane_while_a_sketch_is_asked_for(sketching):
    sketching.content.surface_view.canvas.setFocus()
    tab_to(sketching, canvas_of(sketching))
    press(sketching, KEYS.Key_Down)
    assert bet(sketching) is not None
    press(sketching, KEYS.Key_Escape)
    assert canvas_of(sketching).focusPolicy() == Qt.FocusPolicy.ClickFocus


def test_a_handle_redraws_between_its_neighbours_only(sketching):
    helpers.drag(canvas_of(sketching), (0.0, 3.0), (290.0, 3.0))
    sketching.content.clock.render_now()
    before = bet(sketching).losses
    press(sketching, KEYS.Key_Right, KEYS.Key_Down)
    after = bet(sketching).losses
    assert after[75] < before[75]
    assert np.array_equal(after[151:280], before[151:280])


def test_arrows_are_the_run_s_again_when_the_question_is_closed(sketching):
    press(sketching, KEYS.Key_Escape)
    press(sketching, KEYS.Key_Right)
    assert sketching.session.player.cursor == 1


# ---- numbers


@pytest.fixture
def counting(asked):
    """Give a window that asks for a number."""
    return ask(asked, BetKind.NUMBER)


def test_a_number_by_keys_only(asked, qtbot):
    asked.session.set_learning_rate(0.03)
    press(asked, KEYS.Key_Space)
    tab_to(asked, asked.content.bet_strip.tabs[BetKind.NUMBER])
    press(asked, KEYS.Key_Space)
    assert asked.content.bet_strip.number_field.hasFocus()
    press(asked, KEYS.Key_5, KEYS.Key_0, KEYS.Key_Return)
    settle(asked, qtbot)
    assert asked.session.asking.state.gap == NumberGap(50, 108, 300)
    assert asked.content.notice_bar.notice.text == "You: 50 epochs. The run: 108."
    canvas_of(asked).grab()
    assert {"number", "arrival"} <= set(asked.content.curve_view.scene.placer.plates)


def test_what_is_no_number_of_epochs_is_refused(counting):
    press(counting, KEYS.Key_0, KEYS.Key_Return)
    assert stage(counting) is BetStage.ASKING
    assert bet(counting) is None
    assert counting.content.bet_strip.number_field.property("refused")


def test_enter_without_a_number_does_nothing(counting):
    press(counting, KEYS.Key_Return)
    assert stage(counting) is BetStage.ASKING


def test_the_number_of_the_time_before_counts_when_enter_takes_it(counting, qtbot):
    press(counting, KEYS.Key_5, KEYS.Key_0, KEYS.Key_Return)
    settle(counting, qtbot)
    counting.session.set_learning_rate(0.02)
    counting.session.restart()
    press(counting, KEYS.Key_Space)
    counting.content.bet_strip.number_field.setFocus()
    press(counting, KEYS.Key_Return)
    assert bet(counting) == NumberBet(50)
    assert stage(counting) is not BetStage.ASKING


def test_a_number_far_beyond_the_run_is_shown_at_the_edge(counting, qtbot):
    for digit in "2000000":
        press(counting, getattr(KEYS, f"Key_{digit}"))
    press(counting, KEYS.Key_Return)
    settle(counting, qtbot)
    canvas = canvas_of(counting)
    assert canvas.shown_range()[1] < 1000
    canvas.grab()
    assert "number" in counting.content.curve_view.scene.placer.plates


def test_a_number_that_the_run_does_not_reach(counting, qtbot):
    counting.session.set_learning_rate(0.01)
    press(counting, KEYS.Key_5, KEYS.Key_0, KEYS.Key_Return)
    settle(counting, qtbot)
    canvas_of(counting).grab()
    assert counting.content.notice_bar.notice.text == (
        "You: 50 epochs. Within 300 epochs it did not come 99 % of the way."
    )


def test_the_focus_of_the_field_goes_back(counting, qtbot):
    press(counting, KEYS.Key_5, KEYS.Key_Return)
    settle(counting, qtbot)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is not counting.content.bet_strip.number_field
    press(counting, KEYS.Key_Left)
    assert counting.session.player.cursor == 299
