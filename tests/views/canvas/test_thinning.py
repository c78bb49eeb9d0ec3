"""Paths of many epochs, thinned to the screen."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from linreg_gui.views.canvas.thinning import (
    MOST_VERTICES,
    GrowingRange,
    distinct_segments,
    straightened,
    visible_vertices,
)
from linreg_gui.views.surface import path_layers
from linreg_gui.views.surface.path_layers import THINNED_AT_ONCE, PathLayer


def test_records_in_one_pixel_are_one_vertex() -> None:
    x = np.concatenate((np.arange(10.0) * 5, np.full(100_000, 45.2)))
    kept = visible_vertices(x, np.zeros(len(x)))
    assert len(kept) <= 12
    assert kept[0] == 0
    assert kept[-1] == len(x) - 1


def test_records_that_come_one_by_one_are_thinned_alike(window: Any) -> None:
    window.session.set_learning_rate(0.035)
    path = window.content.surface_view.path
    frame = window.content.surface_view.canvas.pixel_frame()
    for n_epochs in (1, 1, 1, 40, 1, 300, 1, 5000, 1):
        window.session.player.step(n_epochs)
        window.content.clock.render_now()
        path.epoch_near(QPointF(0, 0), frame, 1.0)
    fresh = PathLayer()
    fresh.history = path.history
    fresh.epoch_near(QPointF(0, 0), frame, 1.0)
    assert np.array_equal(path._epochs, fresh._epochs)
    assert np.array_equal(path._x, fresh._x)


def test_in_another_frame_records_at_rest_are_not_looked_at(
    window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera moves for some frames after a long run, over a million records."""
    session, view = window.session, window.content.surface_view
    session.set_settings(replace(session.runs.settings, learning_rate=0.03, tolerance=0.0))
    session.set_max_epochs(3 * THINNED_AT_ONCE)
    session.player.step(3 * THINNED_AT_ONCE)
    window.content.clock.render_now()
    frame, path = view.canvas.pixel_frame(), PathLayer()
    path.history = view.path.history
    path.line(frame)
    lengths: list[int] = []

    def counted(x: Any, y: Any) -> Any:
        lengths.append(len(x))
        return visible_vertices(x, y)

    monkeypatch.setattr(path_layers, "visible_vertices", counted)
    path.line(replace(frame, left=frame.left - 0.1))
    first = lengths.pop(0)
    assert first == THINNED_AT_ONCE
    for other in (frame, replace(frame, left=frame.left + 0.2)):
        lengths.clear()
        seen, epochs = path.line(other), path._epochs
        assert sum(lengths) < 1.5 * THINNED_AT_ONCE
        fresh = PathLayer()
        fresh.history = path.history
        monkeypatch.setattr(fresh, "_rests", lambda *_: False)
        assert np.array_equal(fresh.line(other), seen)
        assert np.array_equal(fresh._epochs, epochs)


def test_the_range_of_growing_values_looks_at_new_ones_only() -> None:
    known, values = GrowingRange(), np.array([3.0, 5.0, 4.0])
    assert known.of("a run", values) == (3.0, 5.0)
    values[:3] = np.nan
    assert known.of("a run", np.append(values, (9.0, 2.0))) == (2.0, 9.0)
    assert known.of("a run", np.array([7.0])) == (7.0, 7.0)
    assert known.of("another", np.array([1.0, 0.5])) == (0.5, 1.0)


def test_of_what_is_level_little_is_left() -> None:
    x = np.arange(1000.0)
    y = 300.0 - 50.0 * np.exp(-x / 50.0)
    kept_x, kept_y = straightened(x, y)
    assert len(kept_x) < 100
    assert (kept_x[0], kept_x[-1]) == (0.0, 999.0)
    assert np.abs(np.interp(x, kept_x, kept_y) - y).max() < 0.2


def test_a_zig_zag_is_not_straight() -> None:
    x = np.arange(40.0)
    y = np.where(x % 2, 1.0, -1.0)
    for heights in (y, np.cumsum(y), 1e6 * y):
        assert np.array_equal(straightened(x, heights)[0], x)


def test_of_a_rest_one_place_is_left() -> None:
    x = np.append(np.arange(20.0), np.full(200, 19.0))
    kept_x, _ = straightened(x, x * x)
    assert np.count_nonzero(kept_x == 19.0) < 20


def test_a_smooth_curve_needs_few_vertices() -> None:
    x = np.arange(0.0, 400.0, 2.0)
    y = 100.0 * np.sin(x / 60.0)

    kept_x, kept_y = straightened(x, y)

    assert len(kept_x) <= 0.6 * len(x)
    assert np.abs(np.interp(x, kept_x, kept_y) - y).max() < 0.2
    assert (kept_x[0], kept_x[-1]) == (x[0], x[-1])


def test_where_a_line_turns_back_it_stays() -> None:
    x = np.tile((0.0, 10.0), 20)
    for n in range(len(x)):
        assert np.array_equal(straightened(x[:n], 2.0 * x[:n])[0], x[:n])


def test_a_two_cycle_is_one_segment() -> None:
    x = np.tile([10.0, 200.0], 5000)
    pairs = distinct_segments(x, np.zeros(len(x)))
    assert len(pairs) == 2


def test_many_distinct_segments_are_capped() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1000, (2, 15_000))
    assert len(distinct_segments(x, y)) <= 2 * MOST_VERTICES


def test_a_long_zig_zag_draws(window: Any) -> None:
    window.session.set_learning_rate(0.0351)
    window.session.set_max_epochs(60_000)
    window.session.player.step(60_000)
    window.content.clock.render_now()
    assert not window.shell.grab().isNull()
    path = window.content.surface_view.path
    assert path.history is window.session.frame().history
