"""Batches and velocities in the panes: lit points, a bowl of their own, a second arrow."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLineF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Optimizer, Scaling
from linreg_gui.session.curve import Line
from linreg_gui.views.surface.step_layers import LEVELS, level_lines
from linreg_gui.views.widgets.formatting import measured
from tests.views.helpers import following_parameters


def use(window: Any, **changes: Any) -> Any:
    session = window.session
    session.set_settings(replace(session.runs.settings, **changes))
    window.content.clock.render_now()
    return window.content.surface_view.picture


def press(window: Any, key: Qt.Key) -> None:
    QTest.keyClick(window.content.data_view.canvas, key)
    window.content.clock.render_now()


def test_plain_descent_has_neither(window: Any) -> None:
    window.session.player.step(3)
    picture = use(window)
    assert picture.batch.inner is None
    assert picture.velocity.velocity is None
    assert picture.caption.sentences == []
    assert window.content.data_view.points.lit is None


def test_points_that_go_are_not_lit_before_the_next_frame(window: Any) -> None:
    use(window, batch_size=2, learning_rate=1e-3)
    window.session.problem.clear_points()
    assert not window.content.data_view.canvas.grab().isNull()
    window.content.clock.render_now()
    assert window.content.data_view.points.lit is None


def test_keys_step_through_the_batches(window: Any) -> None:
    picture = use(window, batch_size=2, learning_rate=1e-3)
    points = window.content.data_view.points
    seen = [set(points.lit.tolist())]
    for _ in range(3):
        press(window, Qt.Key.Key_Period)
        seen.append(set(points.lit.tolist()))
    assert picture.batch.inner.index == 2
    assert set.union(*seen) == set(range(5))
    assert seen[2] == seen[3]
    assert "batch 3 of 3" in picture.caption.sentences[0]
    press(window, Qt.Key.Key_Comma)
    assert picture.batch.inner.index == 1
    window.shell.grab()


def test_the_bowl_drawn_is_that_of_the_batch(window: Any) -> None:
    picture = use(window, batch_size=2, learning_rate=1e-3)
    inner, frame = picture.batch.inner, window.content.surface_view.canvas.pixel_frame()
    excess = float(inner.loss.excess_values(inner.way[0]))
    ((x, y),) = level_lines(inner.loss.bowl, excess, frame)
    places = [frame.to_data(_point(px, py)) for px, py in zip(x[::30], y[::30], strict=True)]
    rows = np.array([(place.x(), place.y()) for place in places])
    assert inner.loss.excess_values(rows) == pytest.approx(excess, rel=1e-6)


def _point(x: float, y: float) -> Any:
    from PySide6.QtCore import QPointF

    return QPointF(x, y)


def test_a_batch_of_one_point_is_a_trough(window: Any) -> None:
    picture = use(window, batch_size=1, learning_rate=1e-3)
    frame = window.content.surface_view.canvas.pixel_frame()
    inner = picture.batch.inner
    lines = level_lines(inner.loss.bowl, float(inner.loss.excess_values(inner.way[0])), frame)
    assert 1 <= len(lines) <= 2
    assert LEVELS > 1
    window.shell.grab()


def test_the_way_ends_at_the_next_record(window: Any) -> None:
    window.session.player.step(2)
    picture = use(window, batch_size=2, learning_rate=1e-3)
    following = following_parameters(window.session)
    assert np.array_equal(picture.batch.inner.way[-1], following)


def test_a_batch_of_all_points_is_the_full_batch(window: Any) -> None:
    assert use(window, batch_size=5).batch.inner is None


def test_while_it_runs_nothing_flickers(window: Any, qtbot: Any) -> None:
    picture = use(window, batch_size=2, learning_rate=1e-3)
    window.session.player.run()
    qtbot.waitUntil(lambda: window.session.player.cursor > 2)
    window.content.clock.render_now()
    assert picture.batch.inner is None
    assert window.content.data_view.points.lit is None
    window.session.player.pause()
    window.content.clock.render_now()
    assert picture.batch.inner is not None


@pytest.mark.parametrize("n_samples", [150, 3000, 9000])
def test_clouds_fade_but_for_the_batch(window: Any, n_samples: int) -> None:
    x = np.linspace(0.0, 10.0, n_samples)
    window.session.opening.open_dataset(Dataset.from_xy(x, 2 * x + np.sin(x)))
    canvas = window.content.data_view.canvas
    window.content.clock.render_now()
    before = canvas.grab().toImage()
    use(window, batch_size=n_samples // 3, learning_rate=1e-3)
    assert canvas.grab().toImage() != before


@pytest.mark.parametrize("optimizer", Optimizer)
def test_velocity_is_the_optimizers(window: Any, optimizer: Optimizer) -> None:
    window.session.set_settings(replace(window.session.runs.settings, learning_rate=0.01))
    picture = use(window, optimizer=optimizer)
    window.session.player.step(4)
    window.content.clock.render_now()
    carries = optimizer in {Optimizer.MOMENTUM, Optimizer.NESTEROV, Optimizer.ADAM}
    assert (picture.velocity.velocity is not None) == carries
    assert bool(picture.velocity.caption()) == carries
    if optimizer is Optimizer.MOMENTUM:
        step = picture.velocity.velocity * -0.01
        way = np.diff(window.session.player.history.parameters[3:5], axis=0)[0]
        assert step == pytest.approx(way)
    window.shell.grab()


def test_the_velocity_shrinks_with_the_steps_and_goes_at_rest(window: Any) -> None:
    """A run that has converged carries nothing that would lead on."""
    window.session.set_settings(replace(window.session.runs.settings, learning_rate=0.02))
    picture = use(window, optimizer=Optimizer.MOMENTUM)
    view, player = window.content.surface_view, window.session.player
    player.step(300)
    lengths = []
    for epoch in (0, 5, 60, player.history.last_epoch):
        player.seek(epoch)
        window.content.clock.render_now()
        ends = picture.velocity.arrow(view.canvas.pixel_frame())
        lengths.append(0.0 if ends is None else QLineF(*ends).length())
    assert lengths[0] == lengths[-1] == 0.0
    assert 0.0 < lengths[2] < lengths[1]
    assert not picture.caption.sentences


@pytest.mark.parametrize("size", [(911, 512), (1024, 640), (1280, 720)])
def test_captions_leave_the_picture_in_sight(window: Any, size: tuple[int, int]) -> None:
    """Also on a small stage with a drawer, in its large type."""
    window.shell.resize(*size)
    use(window, optimizer=Optimizer.MOMENTUM)
    for key in (Qt.Key.Key_F11, Qt.Key.Key_Tab):
        QTest.keyClick(window.shell, key)
        window.content.settle()
    for _ in range(30):
        window.session.player.step()
        QApplication.processEvents()
        window.content.settle()
        view = window.content.surface_view
        view.canvas.grab()
        pane, box = view.canvas.pixel_frame().rect, view.picture.placer.plates.get("caption")
        if box is not None:
            assert pane.contains(box)
            assert box.width() * box.height() < 0.3 * pane.width() * pane.height()


def test_both_minima_of_a_penalty_are_marked(window: Any) -> None:
    view = window.content.surface_view
    use(window, l2=2.0)
    view.fit()
    window.session.problem.set_start(Line(1.0, 30.0))
    window.content.clock.render_now()
    with_both = view.grab().toImage()
    loss = window.session.problem.loss
    assert abs(loss.minimum_parameters[0]) < abs(loss.unpenalised.minimum_parameters[0])
    view.picture.marks.loss = loss.unpenalised
    assert view.grab().toImage() != with_both
    window.session.set_view_options(replace(window.session.view_options, is_guessing=True))
    window.content.clock.render_now()
    assert not view.picture.marks.has_star


def test_the_model_card_shows_both_sets_of_coefficients(window: Any) -> None:
    card, session = window.content.model_card, window.session
    session.set_view_options(replace(session.view_options, show_numbers=True))
    window.content.clock.render_now()
    assert card.values["standardised"].isHidden()
    assert card.values["penalised"].isHidden()
    window.session.problem.set_start(Line(3.0, 60.0))
    use(window, scaling=Scaling.STANDARDISE, l2=0.5)
    slope = 3.0 * window.session.problem.dataset.x.std()
    assert card.values["standardised"].text() == f"{measured(slope)}, 74.4"
    assert card.values["penalised"].text() == measured(17.4 + 0.5 * slope**2)
    assert card.values["mse"].text() == "17.4"
    window.session.edits.undo()
    window.content.clock.render_now()
    assert card.values["standardised"].isHidden()


def test_what_an_epoch_does_along_the_axes_is_said_of_plain_descent_only(window: Any) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, show_axes=True))
    assert any("per epoch" in text for text in use(window).caption.sentences)
    picture = use(window, optimizer=Optimizer.MOMENTUM)
    assert not any("per epoch" in text for text in picture.caption.sentences)


def test_the_frame_holds_both_minima(window: Any) -> None:
    window.session.opening.open_example("house-prices")
    use(window, scaling=Scaling.STANDARDISE, l2=0.2, learning_rate=0.2)
    view = window.content.surface_view
    view.fit()
    left, right, bottom, top = view.canvas.shown_range()
    loss = window.session.problem.loss
    for slope, intercept in (loss.minimum_parameters, loss.unpenalised.minimum_parameters):
        assert left < slope < right
        assert bottom < intercept < top
