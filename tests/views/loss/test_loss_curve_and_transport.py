"""The loss pane and the transport bar both ways."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.session import replay
from linreg_gui.session.values import RunStatus
from linreg_gui.views.canvas.branches import AWAY, TICK
from linreg_gui.views.canvas.thinning import extremes
from linreg_gui.views.canvas.ticks import TickRoom, log_ticks
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.loss.curve_layers import OFF_THE_SCALE
from tests.views.helpers import click, drag, hover


def test_click_on_the_curve_seeks(window: Any) -> None:
    window.session.player.step(200)
    window.content.clock.render_now()
    canvas = window.content.curve_view.canvas
    _, _, bottom, top = canvas.shown_range()
    click(canvas, 120.0, (bottom + top) / 2)
    assert window.session.player.cursor == pytest.approx(120, abs=1)


def test_drag_on_the_curve_scrubs(window: Any) -> None:
    window.session.player.step(200)
    window.content.clock.render_now()
    canvas = window.content.curve_view.canvas
    _, _, bottom, top = canvas.shown_range()
    drag(canvas, (150.0, (bottom + top) / 2), (40.0, (bottom + top) / 2))
    assert window.session.player.cursor == pytest.approx(40, abs=1)


def test_the_axis_has_two_numbers_where_the_losses_span_little(window: Any) -> None:
    window.shell.resize(1280, 740)
    QApplication.processEvents()
    window.session.player.step(300)
    drag(window.content.data_view.canvas, (2.0, 65.0), (2.3, 18.0))
    window.content.clock.render_now()
    canvas = window.content.curve_view.canvas
    _, _, bottom, top = canvas.shown_range()
    assert top - bottom < 2.0
    assert len(canvas.axes["left"].ticks(bottom, top, 80.0).labels) >= 2


def test_curve_is_the_history_on_both_scales(window: Any) -> None:
    window.session.player.step(50)
    window.content.clock.render_now()
    curve = window.content.curve_view.curve
    assert curve.values == pytest.approx(np.log10(window.session.player.history.losses))
    options = replace(window.session.view_options, has_log_loss_axis=False)
    window.session.set_view_options(options)
    window.content.clock.render_now()
    assert np.array_equal(curve.values, window.session.player.history.losses)


def test_the_reading_follows_the_hand_that_scrubs(window: Any) -> None:
    window.session.player.step(200)
    window.content.clock.render_now()
    view = window.content.curve_view
    middle = sum(view.canvas.shown_range()[2:]) / 2
    hover(view.canvas, 150.0, middle)
    drag(view.canvas, (150.0, middle), (40.0, middle))
    assert view.curve.note_epoch == window.session.player.cursor == pytest.approx(40, abs=1)


def test_hover_reads_the_epoch(window: Any) -> None:
    window.session.player.step(50)
    window.content.clock.render_now()
    canvas = window.content.curve_view.canvas
    hover(canvas, 20.0, sum(canvas.shown_range()[2:]) / 2)
    assert window.content.curve_view.curve.note_epoch == pytest.approx(20, abs=1)
    window.shell.grab()


def test_a_loss_of_zero_stays_on_the_axis(window: Any) -> None:
    window.session.problem.clear_points()
    window.session.problem.add_point(1.0, 0.0)
    window.session.problem.add_point(2.0, 0.0)
    window.session.player.step(10)
    window.content.clock.render_now()
    window.shell.grab()
    assert np.isfinite(window.content.curve_view.canvas.shown_range()).all()


def test_extremes_keep_every_peak() -> None:
    values = np.zeros(100_000)
    values[[777, 50_123]] = (5.0, -3.0)
    epochs, kept = extremes(values, 300)
    assert len(epochs) == len(kept) < 1000
    assert kept.max() == 5.0
    assert kept.min() == -3.0
    assert epochs[-1] == 99_999


def test_space_runs_and_pauses(window: Any, qtbot: Any) -> None:
    canvas = window.content.data_view.canvas
    window.shell.activateWindow()
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert window.session.player.state.is_running
    window.content.clock.render_now()
    assert window.content.transport.run_button.text() == "Pause"
    qtbot.waitUntil(lambda: window.session.player.cursor > 2)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert window.session.player.state.status is RunStatus.PAUSED
    window.content.clock.render_now()
    assert window.content.transport.run_button.text() == "Run"


def test_keys_step_seek_and_restart(window: Any, qtbot: Any) -> None:
    canvas, session = window.content.data_view.canvas, window.session
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, shift)
    assert session.player.cursor == 11
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert session.player.cursor == 10
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert session.player.cursor == 0
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert session.player.cursor == 11
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    assert session.player.history.last_epoch == 0


def test_single_keys_stay_in_a_field_that_has_the_focus(window: Any, qtbot: Any) -> None:
    field = window.content.training_card.rate_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "r 1")
    assert window.session.player.history.last_epoch == 0
    assert field.text() == "r 1"


def test_buttons_do_what_they_say(window: Any, qtbot: Any) -> None:
    bar, session = window.content.transport, window.session
    qtbot.mouseClick(bar.step_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.step_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    qtbot.mouseClick(bar.back_button, Qt.MouseButton.LeftButton)
    assert session.player.cursor == 1
    assert session.player.history.last_epoch == 2
    qtbot.mouseClick(bar.restart_button, Qt.MouseButton.LeftButton)
    assert session.player.history.last_epoch == 0


def test_scrubber_and_counter_follow_and_lead(window: Any) -> None:
    window.session.player.step(30)
    window.content.clock.render_now()
    bar = window.content.transport
    assert bar.scrubber.maximum() == 300
    assert bar.scrubber.value() == 30
    assert bar.counter.text() == "30 / 300"
    bar.scrubber.setValue(12)
    assert window.session.player.cursor == 12


def test_speed_box_sets_the_speed(window: Any) -> None:
    bar = window.content.transport
    bar.speed_box.setCurrentIndex(bar.speed_box.count() - 1)
    bar.speed_box.activated.emit(bar.speed_box.count() - 1)
    assert window.session.view_options.epochs_per_second is None


def test_finished_run_offers_to_run_again(window: Any, qtbot: Any) -> None:
    options = replace(window.session.view_options, epochs_per_second=None)
    window.session.set_view_options(options)
    window.session.player.run()
    qtbot.waitUntil(lambda: window.session.player.state.status is RunStatus.FINISHED)
    window.content.clock.render_now()
    assert window.content.transport.run_button.text() == "Run again"
    assert run_action(window).text() == "Run again"


def test_a_finished_run_left_at_an_earlier_epoch_offers_to_run_on(window: Any) -> None:
    window.session.player.step(300)
    window.session.player.seek(100)
    window.content.clock.render_now()
    assert window.content.transport.run_button.text() == "Run"
    assert run_action(window).text() == "Run"


@pytest.mark.parametrize("width", [1280, 1024, 700])
def test_a_replay_says_how_far_it_is_and_can_be_cancelled(
    window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)  # 100 epochs
    session, bar = window.session, window.content.transport
    settings = replace(session.runs.settings, max_epochs=2_000_000, tolerance=0.0)
    session.set_settings(replace(settings, learning_rate=1e-4))
    session.player.step(1_500_000)
    window.shell.resize(width, 760)
    session.problem.move_point(0, 2.1, 65.0)
    window.content.clock.render_now()
    assert bar.counter.text().endswith(" of 1,500,000")
    assert bar.counter.toolTip() == f"Computing again: {bar.counter.text()}"
    assert bar.run_button.text() == run_action(window).text() == "Cancel"
    QApplication.processEvents()
    shown = [widget for widget in bar.findChildren(QWidget) if widget.isVisible()]
    assert "Computing again" in [getattr(widget, "text", str)() for widget in shown]
    assert bar.speed_box.isVisible() == (width > 1024)
    assert all(bar.rect().contains(widget.geometry()) for widget in shown)
    qtbot.mouseClick(bar.run_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    assert not session.player.trajectory.stop_reason
    assert session.player.history.last_epoch < 1_500_000
    assert bar.counter.text().endswith(" / 2,000,000")
    assert bar.run_button.text() == "Run"
    assert bar.speed_box.isVisible()
    session.restart()


def run_action(window: Any) -> Any:
    """Return the first entry of the menu *Run*."""
    return window.content.actions.run_menu.actions()[0]


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.0, 5.0, 5, ["1", "10", "100", "1,000", "10,000", "10⁵"]),
        (0.0, 2.0, 15, ["1", "2", "5", "10", "20", "50", "100"]),
        (-20.0, 10.0, 4, ["10⁻¹⁶", "10⁻⁸", "1", "10⁸"]),
        (2.0, 2.1, 4, ["100", "110", "120"]),
    ],
)
def test_logarithmic_ticks_are_few_and_round(
    low: float, high: float, most: int, expected: list[str]
) -> None:
    room = TickRoom(size=10.0 * most, gap=10.0, along=lambda _label: 8.0)
    assert list(log_ticks(low, high, room).labels) == expected


def test_a_loss_of_zero_is_labelled_zero(window: Any) -> None:
    window.session.problem.clear_points()
    window.session.problem.add_point(1.0, 0.0)
    window.session.problem.add_point(2.0, 0.0)
    window.content.clock.render_now()
    axis = window.content.curve_view.axis
    _, _, bottom, top = window.content.curve_view.canvas.shown_range()
    assert axis.ticks(bottom, top, 60.0).labels[0] == "0"


def test_a_best_loss_far_below_a_run_that_diverged_is_not_called_zero(
    window: Any, qtbot: Any
) -> None:
    session = window.session
    session.problem.replace_points(
        "paste", [1000.0, 1040.0, 1060.0, 1100.0], [419e3, 426e3, 427e3, 432e3]
    )
    field = window.content.training_card.rate_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "9.5e-7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    session.player.step(300)
    window.content.clock.render_now()
    view, best = window.content.curve_view, session.problem.loss.minimum_value
    assert session.player.history.losses.max() > 1e16 * best
    _, _, bottom, top = view.canvas.shown_range()
    ticks = view.axis.ticks(bottom, top, 60.0)
    assert "0" not in ticks.labels
    assert view.curve.floor == pytest.approx(np.log10(best))
    assert bottom < np.log10(best)


def test_frame_holds_still_during_a_drag_and_settles_after(window: Any) -> None:
    session, canvas = window.session, window.content.curve_view.canvas
    session.player.step(300)
    window.content.clock.render_now()
    before = canvas.shown_range()
    session.edits.begin_drag()
    session.problem.move_point(4, 8.05, 90.5)
    window.content.clock.render_now()
    assert canvas.shown_range() == before
    session.problem.move_point(4, 8.0, 900.0)
    window.content.clock.render_now()
    assert canvas.shown_range()[3] > before[3]
    session.problem.move_point(4, 8.05, 90.5)
    session.edits.end_drag()
    window.content.clock.render_now()
    settled = canvas.shown_range()
    window.content.curve_view.fit()
    window.content.clock.render_now()
    assert canvas.shown_range() == settled


def test_the_axes_are_named_where_there_is_room(window: Any) -> None:
    session, axes = window.session, window.content.curve_view.canvas.axes
    window.shell.rows.setSizes([400, 400])
    window.shell.grab()
    assert (axes["bottom"].shown_title, axes["left"].shown_title) == ("epoch", "mean squared error")
    session.set_settings(replace(session.runs.settings, l2=1.0))
    window.content.clock.render_now()
    assert axes["left"].title == "mean squared error + penalty"
    window.shell.rows.setSizes([800, 0])
    window.shell.grab()
    assert (axes["bottom"].title, axes["left"].shown_title) == ("", "")


def test_in_a_race_the_counter_is_that_of_the_longest_run(window: Any) -> None:
    session, bar = window.session, window.content.transport
    session.player.step(60)
    session.runs.keep()
    session.runs.restart()
    session.player.step(20)
    session.player.stand_at(35)
    window.content.clock.render_now()
    assert bar.counter.text() == "35 / 60"
    assert bar.scrubber.value() == 35
    assert not window.content.curve_view.curve.has_future


def test_in_a_race_the_pane_is_as_wide_as_the_longest_run(window: Any) -> None:
    session, view = window.session, window.content.curve_view
    session.opening.open_example("three-rates")
    session.set_max_epochs(10_000)
    session.player.stand_at(0)
    window.content.clock.render_now()
    right = view.canvas.shown_range()[1]
    assert 300.0 < right < 310.0
    session.player.seek(0)
    window.content.clock.render_now()
    assert view.canvas.shown_range()[1] > 10_000.0


def test_who_has_arrived_has_a_tick_but_not_who_has_diverged(window: Any) -> None:
    session, scene = window.session, window.content.curve_view.scene
    session.opening.open_example("three-rates")
    session.player.stand_at(300)
    window.content.clock.render_now()
    frame = window.content.curve_view.canvas.pixel_frame()
    ends = [scene.branches._end(n, c, frame, LIGHT) for n, c in scene.branches.curves.items()]
    letters = [end.plate.letter for end in ends if end is not None]
    assert [TICK in letter for letter in letters] == [True, True, False]


def test_a_run_that_has_left_the_view_says_so_where_it_leaves(
    window: Any, qtbot: Any, monkeypatch: Any
) -> None:
    """Else a run that blew up would stand at its start as if it had not moved."""
    session, content = window.session, window.content
    session.opening.open_example("three-rates")
    content.clock.render_now()
    assert not any("scale" in text for text in plate_texts(content))
    qtbot.keyClick(window.shell, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: (session.player.race_epoch or 0) > 20)
    content.clock.render_now()
    assert [OFF_THE_SCALE in text for text in plate_texts(content)] == [False, False, True]
    surface, painted = content.surface_view, []
    monkeypatch.setattr(
        surface.picture.placer, "draw_along", lambda _, plate, *rest: painted.append(plate.letter)
    )
    picture = QPixmap(400, 300)
    with QPainter(picture) as painter:
        surface.picture.letters.paint(painter, surface.canvas.pixel_frame(), LIGHT)
    assert sorted(painted) == ["A", "B", f"C{AWAY}"]


def plate_texts(content: Any) -> list[str]:
    view = content.curve_view
    frame, branches = view.canvas.pixel_frame(), view.scene.branches
    ends = [branches._end(number, curve, frame, LIGHT) for number, curve in branches.curves.items()]
    return [end.plate.text for end in ends if end is not None]


def test_a_run_kept_on_its_way_has_no_tick(window: Any, qtbot: Any) -> None:
    session, content = window.session, window.content
    session.player.step(67)
    qtbot.keyClick(window.shell, Qt.Key.Key_K)
    session.player.step(233)
    assert session.player.trajectory.last_epoch == 300
    session.player.stand_at(300)
    content.clock.render_now()
    frame = content.curve_view.canvas.pixel_frame()
    branches = content.curve_view.scene.branches
    kept = {branch.number: branch.is_kept for branch in session.frame().branches}
    for number, curve in branches.curves.items():
        end = branches._end(number, curve, frame, LIGHT)
        assert end is not None
        assert (TICK in end.plate.letter) is not kept[number]
