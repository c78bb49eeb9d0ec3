"""What the loss pane adds for a lesson: branches, fast and slow, the hand, guessing, phases."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QPushButton

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.growing_columns import GrowingColumns
from linreg_gui.session.curve import Line
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import draw_note
from linreg_gui.views.look.theme import LIGHT
from tests.views.helpers import click, drag, hover


def change(window: Any, **options: Any) -> None:
    window.session.set_view_options(replace(window.session.view_options, **options))
    window.content.clock.render_now()


def branch_twice(window: Any) -> None:
    """Make A of 200 epochs at rate 0.03, and B from its epoch 50 on at rate 0.01."""
    session = window.session
    session.player.step(200)
    session.player.seek(50)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(100)
    window.content.clock.render_now()


# ---- branches


def test_other_branches_are_drawn_from_their_fork_on(window: Any) -> None:
    scene = window.content.curve_view.scene
    window.session.player.step(20)
    window.content.clock.render_now()
    assert scene.branches.curves == {}
    branch_twice(window)
    window.session.runs.show(0)
    window.content.clock.render_now()
    curve = scene.branches.curves[1]
    expected = np.log10(window.session.runs.branches[1].history.losses[50:])
    assert curve.first_epoch == 50
    assert curve.values == pytest.approx(expected)
    assert (curve.letter, curve.is_shown) == ("B", False)
    assert (scene.curve.branch, scene.curve.lineage) == (0, ())


def test_click_on_another_branch_shows_it_at_that_epoch(window: Any) -> None:
    branch_twice(window)
    view, session = window.content.curve_view, window.session
    assert session.runs.shown_number == 1
    height = np.log10(session.runs.branches[0].history.losses[120])
    hover(view.canvas, 120.0, height)
    assert view.curve.note[0].startswith("A · epoch 120")
    assert view.canvas.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    click(view.canvas, 120.0, height)
    assert session.runs.shown_number == 0
    assert session.player.cursor == pytest.approx(120, abs=1)


def test_click_on_the_shared_part_stays_on_the_branch_shown(window: Any) -> None:
    branch_twice(window)
    session = window.session
    click(window.content.curve_view.canvas, 30.0, np.log10(session.player.history.losses[30]))
    assert session.runs.shown_number == 1
    assert session.player.cursor == pytest.approx(30, abs=1)


def plates_of_runs(window: Any) -> dict[int, QRectF]:
    """Draw, and give the plate of each run."""
    window.content.clock.render_now()
    window.content.curve_view.canvas.grab()
    plates = window.content.curve_view.scene.placer.plates
    return {key[1]: box for key, box in plates.items() if key[0] == "run"}


def test_the_plates_of_runs_stand_in_one_column_sorted_by_height(window: Any) -> None:
    session = window.session
    branch_twice(window)
    session.runs.fork()
    session.player.step(50)
    session.runs.show(1)
    session.player.step(50)
    frame = window.content.curve_view.canvas.pixel_frame()
    plates = plates_of_runs(window)
    assert len(plates) == 3
    assert all(frame.rect.contains(box) for box in plates.values())
    ends = [session.runs.branches[number].history.losses[-1] for number in range(3)]
    by_loss = sorted(range(3), key=lambda number: -ends[number])
    tops = [plates[number].top() for number in by_loss]
    assert tops == sorted(tops)
    pairs = [(one, two) for one in plates.values() for two in plates.values() if one is not two]
    assert not any(one.intersects(two) for one, two in pairs)


def test_a_plate_stands_34_pixels_right_of_the_newest_point(window: Any) -> None:
    session, view = window.session, window.content.curve_view
    session.player.step(60)
    session.runs.keep()
    session.set_learning_rate(0.01)
    plates = plates_of_runs(window)
    newest = float(view.canvas.pixel_frame().x_pixels(np.array(60.0)))
    assert plates[0].left() == plates[1].left() == pytest.approx(newest + 34.0, abs=1.0)


def test_at_the_right_edge_the_column_stands_left_of_the_ends(window: Any) -> None:
    session, view = window.session, window.content.curve_view
    session.player.step(300)
    session.runs.keep()
    session.set_learning_rate(0.01)
    plates = plates_of_runs(window)
    newest = float(view.canvas.pixel_frame().x_pixels(np.array(300.0)))
    assert max(box.right() for box in plates.values()) == pytest.approx(newest - 34.0, abs=1.0)


def test_a_run_that_ended_long_before_has_its_plate_at_its_own_end(window: Any) -> None:
    session, view = window.session, window.content.curve_view
    session.player.step(60)
    session.runs.keep()
    session.player.step(200)
    plates = plates_of_runs(window)
    end = float(view.canvas.pixel_frame().x_pixels(np.array(60.0)))
    assert plates[1].left() == pytest.approx(end + 34.0, abs=1.0)


def test_in_a_race_a_branch_begins_where_it_left_the_one_shown(window: Any) -> None:
    session = window.session
    branch_twice(window)
    change(window, epochs_per_second=1.0)
    session.runs.show(0)
    session.player.race()
    assert list(plates_of_runs(window)) == [0]


def test_a_diverged_branch_does_not_squash_the_one_shown(window: Any) -> None:
    branch_twice(window)
    session, canvas = window.session, window.content.curve_view.canvas
    session.set_learning_rate(0.06)
    session.player.step(250)
    session.runs.show(0)
    window.content.clock.render_now()
    window.shell.grab()
    assert canvas.shown_range()[3] < 5.0


# ---- fast and slow


def test_fast_and_slow_add_up_to_the_excess_loss_at_every_epoch(window: Any) -> None:
    session, parts = window.session, window.content.curve_view.scene.parts
    session.player.step(100)
    change(window, show_axes=True)
    for _ in range(3):
        session.player.step(30)
        window.content.clock.render_now()
        fast, slow = (10.0**curve.values for curve in parts.curves)
        excess = session.problem.loss.excess_values(session.player.history.parameters)
        assert fast + slow == pytest.approx(excess, rel=1e-9)


def test_a_read_out_stays_inside_a_pane_too_low_for_it_above_and_below(qapp: Any) -> None:
    frame = PixelFrame(0.0, 1.0, 0.0, 1.0, QRectF(10, 10, 200, 76))
    image = QImage(260, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    draw_note(painter, frame, ["one", "two", "three"], QPointF(60, 40), LIGHT)
    painter.end()
    rows = [y for y in range(160) if image.pixelColor(90, y).name() != "#000000"]
    assert rows
    assert rows[0] >= 9
    assert rows[-1] <= 86


def test_the_parts_do_not_drag_the_frame_down(window: Any) -> None:
    change(window, show_axes=True)
    window.session.player.step(300)
    window.content.clock.render_now()
    _, _, bottom, _ = window.content.curve_view.canvas.shown_range()
    first = float(window.session.problem.loss.excess_values(np.zeros(2)))
    assert bottom > np.log10(first) - 7.0


def test_read_out_tells_the_parts(window: Any) -> None:
    view = window.content.curve_view
    window.session.player.step(50)
    change(window, show_axes=True)
    hover(view.canvas, 20.0, sum(view.canvas.shown_range()[2:]) / 2)
    assert view.curve.note[-1].startswith("fast ")
    assert "slow 329.5" in view.curve.note[-1]
    change(window, show_axes=False)
    assert len(view.curve.note) == 2


def test_parts_of_a_start_that_is_the_best_fit_paint(window: Any) -> None:
    session = window.session
    session.opening.open_dataset(Dataset.from_xy([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    session.problem.set_start(Line(2.0, 1.0))
    change(window, show_axes=True)
    window.shell.grab()
    _, _, bottom, _ = window.content.curve_view.canvas.shown_range()
    assert bottom > -20.0


@pytest.mark.parametrize("key", ["all-x-equal", "house-prices"])
def test_parts_of_odd_data_paint(window: Any, key: str) -> None:
    window.session.opening.open_example(key)
    change(window, show_axes=True)
    window.session.player.step(50)
    window.content.clock.render_now()
    window.shell.grab()
    assert np.isfinite(window.content.curve_view.canvas.shown_range()).all()


def test_rows_are_computed_once_while_the_key_lasts() -> None:
    seen: list[tuple[int, int]] = []

    def compute(rows: slice) -> Any:
        seen.append((rows.start, rows.stop))
        return np.stack((np.arange(rows.start, rows.stop), -np.arange(rows.start, rows.stop)))

    columns = GrowingColumns(2)
    for key, n_rows in ((1, 3), (1, 10), (1, 10), (2, 4)):
        rows = columns.of(key, n_rows, compute)
        assert rows.tolist() == [list(range(n_rows)), [-row for row in range(n_rows)]]
    assert seen == [(0, 3), (3, 10), (0, 4)]


# ---- the hand


def race_button(window: Any) -> QPushButton:
    """Give the button that offers a race to the hand, in the head of the loss pane."""
    window.content.clock.render_now()
    button: QPushButton = window.content.notice_bar.buttons[0]
    return button


def test_lines_tried_by_hand_leave_their_losses_and_the_best_of_them(window: Any) -> None:
    session, hand = window.session, window.content.curve_view.scene.hand
    assert race_button(window).isHidden()
    drag(window.content.data_view.canvas, (4.0, 0.0), (4.0, 60.0), steps=8)
    window.content.clock.render_now()
    losses = session.problem.loss.values(session.hand.trail.lines)
    assert hand.values == pytest.approx(np.log10(losses))
    assert hand.best == pytest.approx(np.log10(losses.min()))
    assert hand.note.startswith("best by hand ")
    assert race_button(window).isVisible()


def test_race_lets_the_descent_begin_where_the_hand_began(window: Any, qtbot: Any) -> None:
    session = window.session
    drag(window.content.data_view.canvas, (4.0, 0.0), (4.0, 60.0))
    first = session.hand.trail.first
    qtbot.mouseClick(race_button(window), Qt.MouseButton.LeftButton)
    assert session.problem.start == first == Line(0.0, 0.0)
    assert session.player.state.is_running
    session.player.pause()
    session.hand.forget()
    window.content.clock.render_now()
    assert len(window.content.curve_view.scene.hand.values) == 0
    assert race_button(window).isHidden()


def test_more_tries_than_epochs_are_pressed_together(window: Any) -> None:
    session, hand = window.session, window.content.curve_view.scene.hand
    session.set_max_epochs(20)
    session.edits.begin_drag()
    for step in range(50):
        session.hand.set_line(Line(1.0 + step, 0.0))
    session.edits.end_drag()
    window.content.clock.render_now()
    epochs, _, _ = hand.pixels(window.content.curve_view.canvas.pixel_frame())
    assert len(epochs) == 51
    assert epochs[-1] == 20.0


# ---- guessing and phases


def test_guessing_hides_the_floor_and_the_parts(window: Any) -> None:
    curve, parts = window.content.curve_view.curve, window.content.curve_view.scene.parts
    change(window, show_axes=True)
    assert parts.is_visible
    assert curve.floor == pytest.approx(np.log10(3.464912), abs=1e-6)
    change(window, is_guessing=True)
    assert curve.floor is None
    assert not parts.is_visible


def test_working_out_the_loss_lights_the_dot(window: Any) -> None:
    curve = window.content.curve_view.curve
    for phase in StepPhase:
        window.session.step.next_phase()
        window.content.clock.render_now()
        assert curve.is_lit == (phase is StepPhase.LOSS)
        window.shell.grab()
