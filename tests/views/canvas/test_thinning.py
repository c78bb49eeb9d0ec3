"""Paths of many epochs, thinned to the screen."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF

from linreg_gui.views.canvas.thinning import (
    MOST_VERTICES,
    distinct_segments,
    level_ends,
    visible_vertices,
)
from linreg_gui.views.surface.path_layers import PathLayer


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


def test_of_what_is_level_the_ends_are_left() -> None:
    x = np.arange(1000.0)
    y = 300.0 - 200.0 * np.exp(-x / 20.0)
    kept_x, kept_y = level_ends(x, y)
    assert len(kept_x) < 500
    assert (kept_x[0], kept_x[-1]) == (0.0, 999.0)
    assert np.abs(np.interp(x, kept_x, kept_y) - y).max() < 1e-3


def test_a_zig_zag_is_not_level() -> None:
    x = np.arange(9.0)
    y = np.where(x % 2, 1.0, -1.0)
    for heights in (y, np.cumsum(y), 1e308 * y):
        assert np.array_equal(level_ends(x, heights)[0], x)


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
