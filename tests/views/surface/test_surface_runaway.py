"""Divergence as a lesson: the frame shows the runaway, an inset the bowl."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from linreg_gui.core.settings import Optimizer, StopReason
from linreg_gui.session.values import Severity
from linreg_gui.views.surface.surface_camera import between
from tests.views.helpers import click, double_click, drag, hover, wheel


@pytest.fixture
def diverged(window: Any) -> Any:
    window.session.set_learning_rate(0.05)
    window.session.player.step(300)
    assert window.session.player.state.stop_reason is StopReason.DIVERGED
    settle(window)
    return window


def settle(window: Any) -> None:
    window.content.clock.render_now()
    view = window.content.surface_view
    view.fit()
    view.canvas.grab()


def view_of(window: Any) -> Any:
    return window.content.surface_view


def inside(window: Any) -> Any:
    """Give the inset's frame, or None while it is not shown."""
    view = view_of(window)
    return view.picture.inset.frame_inside(view.canvas.pixel_frame())


def shows_the_runaway(window: Any) -> bool:
    left, right, bottom, top = view_of(window).canvas.shown_range()
    player = window.session.player
    slopes, intercepts = player.history.parameters[: player.cursor + 1][-21:].T
    is_across = left < slopes.min() and slopes.max() < right
    return bool(is_across and bottom < intercepts.min() and intercepts.max() < top)


def place_in_inset(window: Any, slope: float, intercept: float) -> tuple[float, float]:
    """Give the large picture's data at a place of the inset."""
    at = inside(window).to_pixel(slope, intercept)
    return view_of(window).canvas.pixel_frame().to_data(at).toTuple()


@pytest.mark.parametrize("epoch", [5, 12, 44, 120])
def test_while_it_grows_the_frame_holds_start_best_fit_and_the_last_swings(
    window: Any, epoch: int
) -> None:
    window.session.set_learning_rate(0.036)
    window.session.player.step(epoch)
    settle(window)
    left, right, bottom, top = view_of(window).canvas.shown_range()
    swings = window.session.player.history.parameters[max(0, epoch - 20) :]
    minimum = window.session.problem.loss.minimum_parameters
    for slope, intercept in (window.session.problem.start, minimum, *swings):
        assert left < slope < right
        assert bottom < intercept < top
    assert right - left < 4.0 * max(np.ptp(swings[:, 0]), 60.0)


def test_the_frame_grows_in_steps(window: Any) -> None:
    window.session.set_learning_rate(0.036)
    window.session.player.step(20)
    widths = []
    for _ in range(30):
        window.session.player.step()
        settle(window)
        left, right, _, _ = view_of(window).canvas.shown_range()
        widths.append(right - left)
    factors = np.array(widths[1:]) / np.array(widths[:-1])
    steps = factors[factors > 1.0 + 1e-9]
    assert 2 <= len(steps) <= 6
    assert steps == pytest.approx(np.full(len(steps), 1.5))


def test_of_a_runaway_the_last_twenty_swings_are_drawn_fading(window: Any) -> None:
    window.session.set_learning_rate(0.036)
    window.session.player.step(200)
    settle(window)
    path = view_of(window).picture.path
    assert (path.first_epoch, path.cursor) == (180, 200)
    frame = view_of(window).canvas.pixel_frame()
    for epoch, is_seen in ((200, True), (181, True), (179, False), (100, False)):
        place = path.history.parameters[epoch]
        near = path.epoch_near(frame.to_pixel(*place), frame, 0.5)
        assert (near == epoch) == is_seen
    window.session.player.seek(60)
    window.content.clock.render_now()
    assert (path.first_epoch, path.cursor) == (40, 60)
    window.session.player.seek(0)
    window.session.set_learning_rate(0.03)
    window.session.player.run()
    window.session.player.pause()
    window.content.clock.render_now()
    assert path.first_epoch is None


def test_a_runaway_is_no_slab(window: Any) -> None:
    """The pane is mostly the surface still, and full strength is left to the newest swings."""
    window.session.set_learning_rate(0.036)
    window.session.player.step(250)
    settle(window)
    image = view_of(window).canvas.grab().toImage()
    line = QColor(window.content.clock.theme.line)
    strong = sum(
        image.pixelColor(x, y) == line
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )
    assert 0 < strong < 0.02 * image.width() * image.height() / 4


def test_the_tenth_growing_swing_is_told(window: Any) -> None:
    told: list[Any] = []
    window.session.notice_posted.connect(told.append)
    window.session.set_learning_rate(0.036)
    window.session.player.step(9)
    assert not [notice for notice in told if notice is not None]
    window.session.player.step(1)
    (notice,) = [notice for notice in told if notice is not None]
    assert notice.text == "Diverges: each swing is 1.05 × the last."
    assert notice.severity is Severity.WARNING
    assert notice.choices
    assert notice.is_still_true()
    window.session.player.step(20)
    assert len([notice for notice in told if notice is not None]) == 1
    window.session.restart()
    assert not notice.is_still_true()


def test_a_run_that_converges_is_not_told_to_grow(window: Any) -> None:
    told: list[Any] = []
    window.session.notice_posted.connect(told.append)
    window.session.set_learning_rate(0.035)
    window.session.player.step(200)
    window.session.set_settings(
        replace(window.session.runs.settings, optimizer=Optimizer.MOMENTUM, learning_rate=0.001)
    )
    window.session.player.step(200)
    assert not [n for n in told if n is not None and n.severity is Severity.WARNING]
    assert not window.session.frame().runs_away


def test_after_it_the_frame_settles_on_the_runaway_by_itself(window: Any, qtbot: Any) -> None:
    window.session.set_learning_rate(0.05)
    window.session.player.step(300)
    qtbot.waitUntil(lambda: shows_the_runaway(window))
    assert inside(window) is not None


def test_the_inset_shows_start_and_minimum(diverged: Any) -> None:
    frame = inside(diverged)
    assert view_of(diverged).canvas.pixel_frame().rect.contains(frame.rect)
    for place in (diverged.session.problem.start, diverged.session.problem.loss.minimum_parameters):
        assert frame.rect.contains(frame.to_pixel(*map(float, place)))
    assert frame.right - frame.left < 1e4


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.MOMENTUM])
def test_the_inset_covers_no_dot_that_rests(window: Any, optimizer: Optimizer) -> None:
    """With batches a runaway has no direction: the dot comes into each corner."""
    settings = replace(window.session.runs.settings, optimizer=optimizer, batch_size=1)
    window.session.set_settings(replace(settings, learning_rate=0.04))
    window.session.player.step(300)
    player, view, sides = window.session.player, view_of(window), set()
    assert player.state.stop_reason is StopReason.DIVERGED
    for _ in range(25):
        settle(window)
        frame, small = view.canvas.pixel_frame(), inside(window)
        if small is not None:
            sides.add(small.rect.left() > frame.rect.center().x())
            assert not small.rect.contains(frame.to_pixel(*view.marks.current))
        QTest.keyClick(window.shell, Qt.Key.Key_Left)
    assert sides


def test_the_inset_draws_the_first_steps_only(diverged: Any) -> None:
    path, history = view_of(diverged).picture.inset.path, diverged.session.player.history
    assert 0 < path.last_epoch < 10
    assert history.losses[path.last_epoch] > 300 * history.losses[0]
    assert history.losses[path.last_epoch - 1] <= 300 * history.losses[0]
    diverged.session.player.seek(2)
    diverged.content.clock.render_now()
    assert path.cursor == 2


@pytest.mark.parametrize("height", [640, 720, 800])
def test_no_plate_lies_under_the_name_of_the_inset(diverged: Any, height: int) -> None:
    diverged.shell.resize(1280, height)
    for rate in (0.06, 0.08, 0.1, 0.2):
        diverged.session.set_learning_rate(rate)
        settle(diverged)
        plates = dict(view_of(diverged).picture.placer.plates)
        title = plates.pop("inset")
        assert [owner for owner, box in plates.items() if box.intersects(title)] == []


def test_plates_say_where_a_runaway_is_and_how_it_grows(window: Any) -> None:
    texts: dict[Any, tuple[str, str]] = {}
    placer = view_of(window).picture.placer
    usual = placer.draw_at

    def note(painter: Any, plate: Any, *where: Any) -> None:
        texts[plate.owner] = (plate.text, plate.under)
        usual(painter, plate, *where)

    placer.draw_at = note
    window.session.set_learning_rate(0.036)
    window.session.player.step(44)
    settle(window)
    assert texts["here"] == ("epoch 44", "m −96.6, b 5.45")
    assert texts["swings"] == ("the last 20 swings", "each 1.05 × the last")
    texts.clear()
    window.session.restart()
    settle(window)
    assert "swings" not in texts


def test_the_offer_brings_the_bowl_back(diverged: Any, qtbot: Any) -> None:
    bar = diverged.content.notice_bar
    offer: QPushButton = bar.buttons[0]
    offer.click()
    assert diverged.session.runs.settings.learning_rate == 0.017
    qtbot.waitUntil(lambda: np.ptp(view_of(diverged).canvas.shown_range()[:2]) < 1e3)
    diverged.session.player.pause()
    diverged.content.clock.render_now()
    assert inside(diverged) is None
    assert view_of(diverged).picture.path.first_epoch is None


def test_the_offer_brings_the_bowl_back_after_a_zoom_too(diverged: Any, qtbot: Any) -> None:
    canvas = view_of(diverged).canvas
    wheel(canvas, 0.0, 0.0, 2)
    diverged.content.notice_bar.buttons[0].click()
    qtbot.waitUntil(lambda: np.ptp(canvas.shown_range()[:2]) < 1e3)
    diverged.session.player.pause()


def test_wheel_zooms_and_a_double_click_shows_the_runaway_again(diverged: Any) -> None:
    canvas = view_of(diverged).canvas
    wheel(canvas, 0.0, 0.0, 10)
    zoomed = canvas.shown_range()
    assert not shows_the_runaway(diverged)
    diverged.session.player.seek(5)
    diverged.content.clock.render_now()
    assert canvas.shown_range() == zoomed
    diverged.session.player.seek(22)
    double_click(canvas, 0.0, 0.0)
    assert shows_the_runaway(diverged)


def test_a_double_click_on_empty_surface_moves_no_start(diverged: Any) -> None:
    records = diverged.session.player.history.parameters.copy()
    double_click(view_of(diverged).canvas, -8e6, 5e5)
    assert diverged.session.problem.start == (0.0, 0.0)
    assert np.array_equal(diverged.session.player.history.parameters, records)
    assert not diverged.session.edits.stack.canRedo()


def test_zoomed_into_the_bowl_the_inset_is_not_needed(diverged: Any) -> None:
    for _ in range(12):
        wheel(view_of(diverged).canvas, 0.0, 0.0, 10)
    assert inside(diverged) is None


def test_a_click_in_the_inset_sets_the_start_in_the_bowl(diverged: Any) -> None:
    click(view_of(diverged).canvas, *place_in_inset(diverged, 6.0, 20.0))
    assert diverged.session.problem.start == pytest.approx((6.0, 20.0), abs=1.0)


def test_a_drag_in_the_inset_moves_the_start_in_the_bowl(diverged: Any) -> None:
    places = (place_in_inset(diverged, 4.0, 40.0), place_in_inset(diverged, -3.0, 20.0))
    drag(view_of(diverged).canvas, *places)
    assert diverged.session.problem.start == pytest.approx((-3.0, 20.0), abs=1.0)
    diverged.session.edits.undo()
    assert diverged.session.problem.start == (0.0, 0.0)


def test_hovering_in_the_inset_reads_the_bowl(diverged: Any) -> None:
    hover(view_of(diverged).canvas, *place_in_inset(diverged, 4.0, 40.0))
    ghost = diverged.content.data_view.lines.ghost
    assert ghost == pytest.approx((4.0, 40.0), abs=1.0)


def test_a_jump_in_one_step_and_a_runaway_in_a_trough_are_framed(window: Any) -> None:
    session = window.session
    for key, rate in (("all-x-equal", 5.0), ("house-prices", 1.0), ("hours-and-money", 100.0)):
        session.opening.open_example(key)
        session.set_learning_rate(rate)
        session.player.step(50)
        assert session.player.state.stop_reason is StopReason.DIVERGED
        settle(window)
        if session.player.history.n_records > 1:
            assert shows_the_runaway(window)
            assert inside(window) is not None


def test_restart_ends_the_lesson(diverged: Any, qtbot: Any) -> None:
    diverged.session.restart()
    qtbot.waitUntil(lambda: np.ptp(view_of(diverged).canvas.shown_range()[:2]) < 1e3)
    assert inside(diverged) is None


def test_a_zoom_over_decades_is_even_in_ratio() -> None:
    one, other = (-1.0, 1.0, -1.0, 1.0), (-1e4, 1e4, -2e4, 0.0)
    widths = [np.ptp(between(one, other, share)[:2]) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert np.diff(np.log10(widths)) == pytest.approx(np.ones(4))
    assert between(one, other, 1.0) == pytest.approx(other)
    assert between(one, (1.0, 3.0, -1.0, 1.0), 0.5) == pytest.approx((0.0, 2.0, -1.0, 1.0))


def test_a_kept_runaway_is_no_slab_beside_another_run(window: Any) -> None:
    session = window.session
    session.set_learning_rate(0.0355)
    session.player.step(300)
    session.runs.keep()
    session.set_learning_rate(0.02)
    session.player.step(100)
    settle(window)
    (kept,) = view_of(window).picture.branches.paths
    drawn: list[int] = []
    usual = kept._draw

    def note(painter: Any, x: Any, y: Any, made: Any) -> None:
        drawn.append(len(x))
        usual(painter, x, y, made)

    kept._draw = note
    picture = QPixmap(300, 300)
    painter = QPainter(picture)
    kept.paint_aside(painter, view_of(window).canvas.pixel_frame(), window.content.clock.theme)
    painter.end()
    assert drawn == [22]


def test_after_a_runaway_is_cured_under_way_the_frame_comes_back(window: Any, qtbot: Any) -> None:
    session, view = window.session, view_of(window)
    session.set_max_epochs(400)
    session.set_view_options(replace(session.view_options, epochs_per_second=500.0))
    home = view.canvas.shown_range()
    session.set_learning_rate(0.036)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor >= 20)
    window.content.training_card.rate_field.value_edited.emit(0.017)
    assert len(session.runs.branches) == 2
    qtbot.waitUntil(lambda: not session.player.state.is_running)
    qtbot.waitUntil(lambda: not view._camera.is_settling)
    left, right, _, _ = view.canvas.shown_range()
    assert right - left < 2.0 * (home[1] - home[0])
