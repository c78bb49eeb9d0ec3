"""What was tried by hand, on the loss surface."""

from typing import Any

import numpy as np
import pytest

from linreg_gui.session.curve import Line
from linreg_gui.views.surface.hand_layer import thinned_trail
from tests.views.helpers import drag


def drag_line(window: Any, rise: float) -> None:
    """Take the current line by its middle and shift it, in the data pane."""
    line, canvas = window.session.shown_curve, window.content.data_view.canvas
    height = line.slope * 4.5 + line.intercept
    drag(canvas, (4.5, height), (4.5, height + rise), steps=8)
    window.content.clock.render_now()


def test_a_line_dragged_by_hand_leaves_its_trail(window: Any) -> None:
    hand = window.content.surface_view.picture.hand
    assert not len(hand.places)
    drag_line(window, 40.0)
    assert hand.places.tolist() == window.session.hand.trail.lines.tolist()
    line, loss = hand.best
    assert loss == pytest.approx(window.session.problem.loss.values(hand.places).min())
    assert loss == pytest.approx(window.session.problem.loss.value(np.array(line)))


def test_strokes_are_separate_and_the_picture_goes_with_the_trail(window: Any) -> None:
    view = window.content.surface_view
    drag_line(window, 40.0)
    drag_line(window, -15.0)
    window.session.problem.set_start(Line(0.0, 0.0))
    window.content.clock.render_now()
    view.fit()
    with_trail = view.grab().toImage()
    hand = view.picture.hand
    path, _ = thinned_trail(hand.places, hand.strokes, view.canvas.pixel_frame())
    moves = [path.elementAt(i).isMoveTo() for i in range(path.elementCount())]
    assert sum(moves) == len(np.unique(hand.strokes)) == 2
    window.session.hand.forget()
    window.content.clock.render_now()
    assert not len(hand.places)
    assert hand.best is None
    assert view.grab().toImage() != with_trail


def test_the_best_try_is_judged_anew_when_a_point_moves(window: Any) -> None:
    drag_line(window, 40.0)
    hand = window.content.surface_view.picture.hand
    _, before = hand.best
    window.session.problem.move_point(0, 2.0, 20.0)
    window.content.clock.render_now()
    assert hand.best[1] != before
    assert hand.best[1] == window.session.problem.loss.values(window.session.hand.trail.lines).min()


def test_the_frame_takes_in_the_trail_but_not_its_wild_tries(window: Any) -> None:
    session, view = window.session, window.content.surface_view
    session.edits.begin_drag()
    for line in (Line(-2.0, 0.0), Line(3000.0, 9000.0), Line(4.0, 50.0)):
        session.hand.set_line(line)
    session.edits.end_drag()
    window.content.clock.render_now()
    view.fit()
    left, right, _, _ = view.canvas.shown_range()
    assert left < 0.0
    assert right < 100.0


def test_a_trail_of_thousands_is_thinned(window: Any) -> None:
    session = window.session
    session.edits.begin_drag()
    for turn in np.linspace(0.0, 60.0, 2000):
        session.hand.set_line(Line(4 + 2 * np.cos(turn), 50 + 8 * np.sin(turn)))
    session.edits.end_drag()
    window.content.clock.render_now()
    window.shell.grab()
    view = window.content.surface_view
    hand = view.picture.hand
    _, marks = thinned_trail(hand.places, hand.strokes, view.canvas.pixel_frame())
    assert len(marks) < 700


def test_without_points_there_is_no_trail(window: Any) -> None:
    drag_line(window, 40.0)
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert not len(window.content.surface_view.picture.hand.places)
    window.shell.grab()
