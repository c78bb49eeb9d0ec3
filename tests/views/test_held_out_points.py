"""Held-out points on the screen: rings, a second loss, and the epoch at which it is least."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.session import Session
from linreg_gui.views.data.data_view import DataView
from linreg_gui.views.data.point_keys import PointKeys
from linreg_gui.views.loss.held_out_layer import DIAMOND
from linreg_gui.views.loss.loss_curve_view import LossCurveView
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock
from tests.core.test_hold_out import BALL, SHARE
from tests.views.helpers import hover, pixel, shown_alone

HELD = [1, 2, 7, 8, 15]


class Panes(NamedTuple):
    session: Session
    clock: FrameClock
    data: DataView
    loss: LossCurveView


@pytest.fixture
def panes(qtbot: Any) -> Iterator[Panes]:
    session = Session()
    assert session.problem.replace_points("ball", BALL.x, BALL.y)
    session.set_degree(6)
    kinds = DataView, LossCurveView
    with shown_alone(qtbot, session, *kinds, size=(520, 460)) as (clock, data, loss):
        yield Panes(session, clock, data, loss)


def shift_click(view: Any, x: float, y: float) -> None:
    where = pixel(view.canvas, x, y)
    QTest.mouseClick(
        view.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, where
    )


def held_rows(session: Session) -> list[int]:
    mask = session.problem.dataset.is_held_out
    return [] if mask is None else np.flatnonzero(mask).tolist()


def test_shift_and_a_click_hold_a_point_out_and_back(panes: Panes) -> None:
    x, y = float(BALL.x[6]), float(BALL.y[6])
    shift_click(panes.data, x, y)
    assert held_rows(panes.session) == [6]
    panes.clock.render_now()
    shift_click(panes.data, x, y)
    assert held_rows(panes.session) == []
    assert panes.session.problem.dataset.n_samples == 16


def test_the_key_o_holds_the_chosen_point_out(panes: Panes) -> None:
    keys = PointKeys(panes.session, panes.data)
    panes.data.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    keys._choose(4)
    QTest.keyClick(panes.data.canvas, Qt.Key.Key_O)
    assert held_rows(panes.session) == [4]
    assert panes.data.canvas.accessibleDescription().endswith("held out")
    QTest.keyClick(panes.data.canvas, Qt.Key.Key_O)
    assert held_rows(panes.session) == []


def test_held_out_points_are_rings(panes: Panes) -> None:
    panes.session.problem.hold_out(SHARE)
    options = replace(panes.session.view_options, show_residuals=False, show_earlier_lines=False)
    panes.session.set_view_options(options)
    panes.clock.render_now()
    canvas = panes.data.canvas
    image = canvas.grab().toImage()
    fill, card = QColor(canvas.theme.data), QColor(canvas.theme.card)
    alone = [row for row in range(16) if np.sort(np.abs(BALL.x - BALL.x[row]))[1] > 0.25]
    assert {*HELD} & {*alone}
    for row in alone:
        colour = image.pixelColor(pixel(canvas, float(BALL.x[row]), float(BALL.y[row])))
        assert colour == (card if row in HELD else fill)


def test_squares_and_predictions_are_of_points_trained_on(panes: Panes) -> None:
    panes.session.problem.hold_out(SHARE)
    panes.clock.render_now()
    scene = panes.data.scene
    for layer in (scene.squares, scene.predictions):
        assert layer.dataset is not None
        assert layer.dataset.x.tolist() == np.delete(BALL.x, HELD).tolist()
    assert scene.points.dataset is not None
    assert scene.points.dataset.n_samples == 16


def test_the_second_curve_is_the_loss_over_the_held_out_points(panes: Panes) -> None:
    session, layer = panes.session, panes.loss.scene.held_out
    assert layer.best_epoch is None
    assert not len(layer.values)
    session.problem.hold_out(SHARE)
    session.set_settings(replace(session.runs.settings, max_epochs=1000))
    session.player.step(600)
    panes.clock.render_now()
    objective = session.problem.objective
    assert objective is not None
    seen = objective.columns_of(BALL)
    history = session.frame().history
    assert history is not None
    residuals = BALL.y[HELD] - history.parameters[:, :-1] @ seen.features[HELD].T
    residuals -= history.parameters[:, -1:]
    expected = np.mean(residuals**2, axis=1)
    assert layer._shown == pytest.approx(expected, rel=1e-9)
    assert layer.best_epoch == int(np.argmin(expected)) == 274


def test_a_click_on_the_diamond_goes_to_its_epoch(panes: Panes) -> None:
    session, layer = panes.session, panes.loss.scene.held_out
    session.problem.hold_out(SHARE)
    session.set_settings(replace(session.runs.settings, max_epochs=600))
    session.player.step(600)
    panes.clock.render_now()
    canvas = panes.loss.canvas
    canvas.grab()
    assert {"held out", "least held out"} <= set(panes.loss.scene.placer.plates)
    shifted = canvas.widget_position(274.0, float(layer.values[274])).toPoint()
    QTest.mouseClick(
        canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, shifted
    )
    assert session.player.cursor == 274


def test_no_least_loss_is_marked_before_the_run(panes: Panes) -> None:
    session = panes.session
    session.problem.hold_out(SHARE)
    panes.clock.render_now()
    panes.loss.canvas.grab()
    assert not panes.loss.scene.held_out.has_best
    assert "least held out" not in panes.loss.scene.placer.plates
    session.player.step(1)
    panes.clock.render_now()
    assert panes.loss.scene.held_out.has_best


def test_the_diamond_is_seen_whole_in_a_low_pane(panes: Panes) -> None:
    session, loss = panes.session, panes.loss
    session.set_degree(1)
    session.set_settings(DescentConfig(0.01, 400))
    session.problem.hold_out(HoldOut(0.3))
    loss.resize(520, 90)
    session.player.step(400)
    panes.clock.render_now()
    layer, frame = loss.scene.held_out, loss.canvas.pixel_frame()
    assert frame is not None
    assert layer.best_epoch is not None
    assert layer.values[layer.best_epoch] < loss.curve.values.min()
    lowest = frame.to_pixel(layer.best_epoch, float(layer.values[layer.best_epoch])).y() + DIAMOND
    assert lowest <= frame.rect.bottom()


def test_the_read_out_tells_the_loss_over_held_out_points(panes: Panes) -> None:
    session, loss = panes.session, panes.loss
    session.problem.hold_out(SHARE)
    session.player.step(200)
    panes.clock.render_now()
    hover(loss.canvas, 100.0, float(loss.scene.curve.values[100]))
    losses = session.frame().held_out_losses
    assert losses is not None
    assert loss.curve.note_epoch is not None
    told = measured(float(losses.values[loss.curve.note_epoch]))
    assert f"held out {told}" in loss.curve.note
    assert loss.canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    layer = loss.scene.held_out
    assert layer.best_epoch is not None
    hover(loss.canvas, float(layer.best_epoch), float(layer.values[layer.best_epoch]))
    assert loss.canvas.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    session.problem.hold_out(None)
    panes.clock.render_now()
    assert not any("held out" in line for line in loss.curve.note)


def test_the_rings_have_a_name(panes: Panes) -> None:
    placer = panes.data.scene.placer
    panes.data.canvas.grab()
    assert "held out" not in placer.plates
    panes.session.problem.hold_out(SHARE)
    panes.clock.render_now()
    panes.data.canvas.grab()
    assert "held out" in placer.plates


def test_a_pull_and_a_valley_know_which_point_they_are_of(panes: Panes) -> None:
    session = panes.session
    session.problem.hold_out(SHARE)
    objective = session.problem.objective
    assert objective is not None
    assert [objective.row_of(point) for point in range(16)] == [
        0, None, None, 1, 2, 3, 4, None, None, 5, 6, 7, 8, 9, 10, None,
    ]  # fmt: skip
    assert objective.row_of(16) is None


def test_the_strip_takes_its_trend_from_the_points_trained_on(panes: Panes) -> None:
    session = panes.session
    session.set_degree(1)
    session.problem.hold_out(SHARE)
    session.set_view_options(replace(session.view_options, show_residual_strip=True))
    panes.data.resize(520, 700)
    panes.clock.render_now()
    strip = panes.data.strip
    assert strip is not None
    assert strip.stems.lit is not None
    assert strip.stems.lit.tolist() == np.delete(np.arange(16), HELD).tolist()
    residuals = BALL.y - session.shown_curve.values(BALL.x)
    assert strip.trend.trend is not None
    assert strip.trend.trend.mean == pytest.approx(float(np.delete(residuals, HELD).mean()))


def test_a_run_away_has_a_best_epoch_and_no_warning(panes: Panes) -> None:
    session = panes.session
    session.set_degree(1)
    session.problem.hold_out(SHARE)
    session.set_learning_rate(3.0)
    session.player.step(700)
    panes.clock.render_now()
    panes.loss.canvas.grab()
    layer = panes.loss.scene.held_out
    assert layer.best_epoch is not None
    assert all(np.isfinite(value) for value in layer.ends())
