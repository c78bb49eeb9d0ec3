"""Pulls of the points and the phases of a step on the loss surface, both ways."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line, Place
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.surface.pulls_layer import (
    CHAIN_PIXELS,
    SMALLEST_FIT,
    PullsLayer,
    bundle_of,
    chain_pixels,
    fit_inside,
)
from tests.views.helpers import hover

FRAME = PixelFrame(0.0, 20.0, -10.0, 70.0, QRectF(0, 0, 400, 500))


def picture_of(window: Any) -> Any:
    return window.content.surface_view.picture


def show(window: Any, **options: bool) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, **options))
    window.content.clock.render_now()


def test_pulls_sum_to_the_gradient_of_the_epoch_shown(window: Any) -> None:
    show(window, show_pulls=True)
    window.session.player.step(3)
    window.content.clock.render_now()
    pulls = picture_of(window).pulls
    parameters, _ = window.session.player.history.record(window.session.player.cursor)
    gradient = window.session.problem.loss.gradient(parameters)
    assert pulls.line == window.session.shown_curve
    assert pulls.arrows().sum(axis=0) == pytest.approx(-gradient, rel=1e-12)


def test_the_chain_ends_where_the_sum_points_and_fits_its_scale() -> None:
    arrows = np.array([[52.0, 26.0], [84.0, 28.0], [-20.0, 3.0]])
    chain = chain_pixels(arrows, FRAME)
    assert chain is not None
    down = arrows.sum(axis=0) * (FRAME.x_scale, -FRAME.y_scale)
    assert chain[-1] / np.hypot(*chain[-1]) == pytest.approx(down / np.hypot(*down))
    assert np.ptp(chain, axis=0).max() == pytest.approx(CHAIN_PIXELS)
    assert np.diff(chain, axis=0)[0] / chain[-1] == pytest.approx(arrows[0] / arrows.sum(axis=0))


@pytest.mark.parametrize("arrow", [0.0, np.inf, np.nan])
def test_no_chain_where_there_is_nothing_to_be_seen(arrow: float) -> None:
    assert chain_pixels(np.full((3, 2), arrow), FRAME) is None
    assert chain_pixels(np.empty((0, 2)), FRAME) is None


@pytest.mark.parametrize(
    ("tail", "share"),
    [
        ((200.0, 250.0), 1.0),
        ((320.0, 250.0), 74.0 / 140.0),
        ((200.0, 30.0), 0.6),
        ((395.0, 250.0), SMALLEST_FIT),
        ((500.0, 250.0), 1.0),
    ],
)
def test_a_chain_near_the_edge_is_shortened(tail: tuple[float, float], share: float) -> None:
    chain = np.array([[0.0, 0.0], [90.0, -40.0], [140.0, -20.0]])
    assert fit_inside(chain, QPointF(*tail), FRAME.rect) == pytest.approx(share)


def test_every_point_is_in_the_bundle_that_holds_its_rank() -> None:
    rng = np.random.default_rng(5)
    x = rng.integers(0, 30, 103).astype(float)
    order = np.argsort(x, kind="stable")
    firsts = np.arange(40) * len(x) // 40
    for bundle, members in enumerate(np.split(order, firsts[1:])):
        assert {bundle_of(x, int(index), 40) for index in members} == {bundle}


def test_hovering_a_point_emphasises_its_arrow(window: Any) -> None:
    show(window, show_pulls=True)
    pulls = picture_of(window).pulls
    before = window.content.surface_view.grab().toImage()
    hover(window.content.data_view.canvas, 5.0, 75.0)
    assert pulls.highlighted == 2
    assert window.content.surface_view.grab().toImage() != before
    hover(window.content.data_view.canvas, 4.0, 40.0)
    assert pulls.highlighted is None


def test_many_points_are_bundled_and_it_is_said(window: Any) -> None:
    rng = np.random.default_rng(1)
    window.session.opening.open_dataset(
        Dataset.from_xy(rng.normal(size=10_000), rng.normal(size=10_000))
    )
    show(window, show_pulls=True)
    picture = picture_of(window)
    assert len(picture.pulls.arrows()) == 40
    assert picture.caption.sentences == ["Pulls: 40 bundles of 250 points each."]
    hover(window.content.data_view.canvas, 0.0, 0.0)
    window.shell.grab()
    show(window, show_pulls=False)
    assert picture.caption.sentences == []


def test_uneven_bundles_are_said_to_be_so() -> None:
    layer = PullsLayer()
    layer.dataset, layer.line = Dataset.from_xy(np.arange(50.0), np.arange(50.0)), Place(0, 0)
    assert layer.caption() == "Pulls: 40 bundles of 1 or 2 points each."


def test_pulls_off_leave_the_picture_as_it_was(window: Any) -> None:
    view = window.content.surface_view
    before = view.grab().toImage()
    show(window, show_pulls=True)
    assert view.grab().toImage() != before
    show(window, show_pulls=False)
    assert view.grab().toImage() == before


@pytest.mark.parametrize("key", ["all-x-equal", "house-prices"])
def test_pulls_draw_on_odd_data_and_with_the_dot_out_of_sight(window: Any, key: str) -> None:
    window.session.opening.open_example(key)
    show(window, show_pulls=True)
    window.session.player.step(5)
    window.session.problem.set_start(Line(1e9, -1e9))
    window.content.clock.render_now()
    assert not window.shell.grab().isNull()
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert len(picture_of(window).pulls.arrows()) == 0


def test_the_gradient_phase_lights_the_pulls(window: Any) -> None:
    session, picture = window.session, picture_of(window)
    for phase in StepPhase:
        session.step.next_phase()
        window.content.clock.render_now()
        assert session.step.phase is phase
        is_lit = phase is StepPhase.GRADIENT
        assert (picture.pulls.line is not None) == is_lit
        assert picture.marks.has_arrow == (phase in {StepPhase.PREDICT, StepPhase.LOSS})


def test_the_update_phase_shows_the_step_from_the_old_dot_to_the_new(window: Any) -> None:
    session, step = window.session, picture_of(window).step
    session.player.step(2)
    for _ in StepPhase:
        session.step.next_phase()
    window.content.clock.render_now()
    window.shell.grab()
    assert step.before == tuple(session.player.history.parameters[2])
    assert step.after == tuple(session.player.history.parameters[3]) == session.shown_curve
    session.step.next_phase()
    window.content.clock.render_now()
    assert step.before is None
