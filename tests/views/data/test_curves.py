"""Curves in the data pane, drawn where their values are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage

from linreg_gui.core.settings import Scaling
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.session import Session
from linreg_gui.session.wording_cut import numbered
from linreg_gui.views.data.curve_grip import CurveGrip
from linreg_gui.views.data.curve_path import pixels_of
from linreg_gui.views.data.data_view import DataView
from linreg_gui.views.data.point_keys import PointKeys
from linreg_gui.views.data.residual_layers import residual_squares
from tests.views.data.pane import Pane
from tests.views.helpers import drag, hover, pixel, shown_alone

Key = Qt.Key
LETTERS = {n: [*(f"w{numbered(k)}" for k in range(n)), "b"] for n in (2, 3, 6)}
X = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
Y = np.array([2.0, 4.1, 4.9, 5.2, 4.8, 4.2, 1.9])


@pytest.fixture
def pane(qtbot: Any) -> Iterator[Pane]:
    session = Session()
    with shown_alone(qtbot, session, DataView, size=(480, 520)) as (clock, view):
        yield Pane(session, clock, view)


def bend(pane: Any, degree: int, y: Any = Y, x: Any = X) -> Any:
    """Show a curve over points on a parabola, at the start of its run."""
    session = pane.session
    assert session.problem.replace_points("parabola", x, y)
    settings = session.runs.settings
    session.set_settings(
        replace(settings, degree=degree, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    )
    pane.view.frame_all(pane.clock.frame())
    render(pane)
    return session


def render(pane: Any) -> QImage:
    pane.clock.render_now()
    image: QImage = pane.view.canvas.grab().toImage()
    return image


def seen_of(curve: Curve, frame: Any) -> Any:
    seen = pixels_of(curve, frame)
    assert seen is not None
    return seen


def put_best(pane: Any) -> Curve:
    session = pane.session
    objective = session.problem.objective
    best = Curve.of(objective, objective.loss.minimum_parameters)
    session.problem.set_start(best)
    pane.clock.render_now()
    return best


@pytest.mark.parametrize("degree", [2, 4, 6])
def test_the_curve_shown_is_that_of_the_epoch(pane: Any, degree: int) -> None:
    session = bend(pane, degree)
    for epoch in (0, 1, 7):
        session.player.seek(0)
        session.player.step(epoch)
        render(pane)
        lines, frame = pane.view.lines, pane.clock.frame()
        assert lines.current == session.shown_curve
        seen = session.problem.objective.dataset
        expected = seen.features @ frame.shown_parameters[:-1] + frame.shown_parameters[-1]
        assert lines.current.values(X) == pytest.approx(expected, abs=1e-9)
        assert len(lines.earlier) == {0: 0, 1: 1, 7: 4}[epoch]


def test_the_best_curve_is_that_of_other_libraries(pane: Any) -> None:
    session = bend(pane, 3)
    session.set_view_options(replace(session.view_options, show_best_fit=True))
    render(pane)
    best = pane.view.lines.best
    assert best.values(X) == pytest.approx(np.polyval(np.polyfit(X, Y, 3), X), rel=1e-12)


def test_a_curve_is_painted_where_its_values_are_and_dashed_without_points(pane: Any) -> None:
    bend(pane, 2)
    best, canvas = put_best(pane), pane.view.canvas
    canvas.show_range(-6.0, 12.0, -20.0, 10.0)
    session = pane.session
    session.set_view_options(replace(session.view_options, show_residuals=False))
    image, colour = render(pane), QColor(canvas.theme.line)

    def is_on(x: float) -> bool:
        at = pixel(canvas, x, float(best.values(np.array(x))))
        column = (image.pixelColor(at.x(), at.y() + row) for row in (-2, -1, 0, 1, 2))
        distance = (
            abs(seen.red() - colour.red())
            + abs(seen.green() - colour.green())
            + abs(seen.blue() - colour.blue())
            for seen in column
        )
        return min(distance) < 120

    among = np.setdiff1d(np.linspace(0.2, 5.8, 57).round(3), X)
    beyond = np.linspace(-2.0, -0.3, 60)
    clear = [x for x in among if np.abs(X - x).min() > 0.42]
    assert all(is_on(x) for x in clear)
    share = np.mean([is_on(x) for x in beyond])
    assert 0.2 < share < 0.95


def test_samples_lie_on_the_curve_and_are_clamped(pane: Any) -> None:
    bend(pane, 2)
    frame = pane.view.canvas.pixel_frame()
    curve = Curve((1e200, 1e300, 3.0), 2.0)
    columns, rows = seen_of(curve, frame)
    assert columns[0] == frame.rect.left()
    assert columns[-1] == frame.rect.right()
    assert np.isfinite(rows).all()
    columns, rows = seen_of(Curve((0.5, -0.25, 3.0), 2.0), frame)
    x = frame.left + (columns - frame.rect.left()) / frame.x_scale
    expected = frame.y_pixels(0.5 * (x - 2) - 0.25 * (x - 2) ** 2 + 3)
    assert rows == pytest.approx(expected, abs=1e-6)
    assert np.diff(columns).max() <= 2.1


def test_a_curve_has_no_knobs(pane: Any) -> None:
    bend(pane, 2)
    best, canvas = put_best(pane), pane.view.canvas
    hover(canvas, 0.5, float(best.values(np.array(0.5))))
    assert pane.view.scene.knobs.middles(canvas.pixel_frame()) == []
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor


@pytest.mark.parametrize("degree", [2, 3, 5])
def test_a_curve_that_is_pulled_passes_under_the_pointer(pane: Any, degree: int) -> None:
    session = bend(pane, degree)
    best, canvas = put_best(pane), pane.view.canvas
    objective, pair = session.problem.objective, pane.clock.frame().cut.pair
    before = best.on(objective)
    places: list[QPointF] = []
    canvas.dragged.connect(places.append)
    drag(canvas, (0.5, float(best.values(np.array(0.5)))), (0.7, 5.5))
    start, place = session.problem.start, places[-1]
    assert float(start.values(np.array(place.x()))) == pytest.approx(place.y(), abs=1e-9)
    change = start.on(objective) - before
    others = np.setdiff1d(np.arange(degree + 1), pair)
    assert change[others] == pytest.approx(np.zeros(len(others)), abs=1e-9)
    assert len(session.hand.trail) == 0
    session.edits.undo()
    assert session.problem.start == best


def test_a_curve_is_pulled_also_with_points_held_out(pane: Any) -> None:
    session = bend(pane, 3)
    session.problem.turn_point(1)
    put_best(pane)
    render(pane)
    y = float(session.shown_curve.values(np.array(2.5)))
    places: list[QPointF] = []
    pane.view.canvas.dragged.connect(places.append)
    drag(pane.view.canvas, (2.5, y), (2.6, y - 1.0))
    place = places[-1]
    pulled = float(session.problem.start.values(np.array(place.x())))
    assert pulled == pytest.approx(place.y(), abs=1e-9)


def test_a_pull_so_far_away_that_powers_are_out_of_range_does_nothing(pane: Any) -> None:
    session = bend(pane, 6)
    objective, curve = session.problem.objective, session.shown_curve
    grip = CurveGrip(curve, objective, (0, 1), session.frame().drawn)
    assert grip.pulled_to(QPointF(1e60, 1.0)) is curve
    assert grip.pulled_to(QPointF(3.0, 1.0)) != curve


def test_a_pull_of_a_run_begins_it_again_from_the_curve_pulled(pane: Any) -> None:
    session = bend(pane, 2)
    session.player.step(5)
    render(pane)
    shown = session.shown_curve
    drag(pane.view.canvas, (1.5, float(shown.values(np.array(1.5)))), (1.5, 1.0))
    assert session.player.cursor == 0
    assert session.problem.start == session.shown_curve != shown


@pytest.mark.parametrize(("degree", "pair"), [(2, (0, 2)), (3, (1, 2)), (6, (5, 0))])
def test_arrows_change_the_two_parameters_by_a_step_of_the_pane(
    pane: Any, qtbot: Any, degree: int, pair: tuple[int, int]
) -> None:
    session, keys, canvas = bend(pane, degree), PointKeys(pane.session, pane.view), pane.view.canvas
    session.change_view_options(pair=pair)
    before = put_best(pane)
    left, right, bottom, top = canvas.shown_range()
    canvas.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert keys.is_on_line
    assert canvas.accessibleDescription().startswith(f"The curve: {LETTERS[degree][pair[0]]} ")
    x, step = np.linspace(left, right, 1001), (top - bottom) / 100.0
    for key, changed in ((Key.Key_Right, pair[0]), (Key.Key_Up, pair[1])):
        qtbot.keyClick(canvas, key)
        after = session.problem.start
        moved = after.values(x) - before.values(x)
        assert np.abs(moved).max() == pytest.approx(step, rel=2e-3)
        change = after.on(session.problem.objective) - before.on(session.problem.objective)
        assert change[changed] > 0.0
        assert np.delete(change, changed) == pytest.approx(np.zeros(degree), abs=1e-9)
        session.edits.undo()
        assert session.problem.start == before


def test_a_held_arrow_is_one_step_of_undo_and_says_what_it_changes(pane: Any, qtbot: Any) -> None:
    session, keys, canvas = bend(pane, 3), PointKeys(pane.session, pane.view), pane.view.canvas
    session.change_view_options(pair=(0, 2))
    before = put_best(pane)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in X:
        qtbot.keyClick(canvas, Key.Key_Tab)
    assert keys.is_on_line
    for _ in range(4):
        qtbot.keyPress(canvas, Key.Key_Down)
    qtbot.keyRelease(canvas, Key.Key_Down)
    assert session.problem.start != before
    render(pane)
    assert "chosen" in pane.view.scene.placer.plates
    assert pane.view.scene.chosen.line_words == "↑ ↓ change w₃, ← → change w₁ · Esc releases it"
    session.edits.undo()
    assert session.problem.start == before


def test_squares_lie_on_the_free_side_of_a_curve(pane: Any) -> None:
    session = bend(pane, 2)
    best, frame = put_best(pane), pane.view.canvas.pixel_frame()
    data = session.problem.dataset
    squares = residual_squares(data, best, frame)
    residuals = Y - best.values(X)
    for x, residual, square in zip(X, residuals, squares, strict=True):
        assert square.height() == pytest.approx(abs(residual) * frame.y_scale, abs=1e-6)
        is_left = square.right() == pytest.approx(frame.to_pixel(x, 0.0).x(), abs=1e-6)
        assert is_left == ((residual > 0) == (best.values(x + 1e-3) >= best.values(x)))


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (Curve((0.0, 300.0, 3.0), 3.0), "the curve leaves here"),
        (Curve((0.0, -300.0, 3.0), 3.0), "the curve leaves here"),
        (Curve((0.0, 1.0, 500.0)), "the curve is above"),
        (Curve((0.0, 1.0, -500.0)), "the curve is below"),
        (Curve((0.0, -0.3, 3.0), 3.0), None),
    ],
)
def test_a_curve_that_leaves_says_where_it_goes(pane: Any, curve: Curve, words: str | None) -> None:
    session = bend(pane, 2)
    session.problem.set_start(curve)
    render(pane)
    frame = pane.view.canvas.pixel_frame()
    leave = pane.view.scene.leaving._leave(frame)
    if words is None:
        assert leave is None
        return
    assert leave.words[0] == words
    assert frame.rect.adjusted(-3, -3, 3, 3).contains(leave.at)
    if words == "the curve leaves here":
        at = frame.to_data(leave.at)
        missed = frame.to_pixel(at.x(), float(curve.values(np.array(at.x())))) - leave.at
        assert QPointF(missed).manhattanLength() < 60.0


def test_the_strip_shows_what_the_degree_could_still_explain(pane: Any) -> None:
    session = bend(pane, 3)
    session.set_view_options(replace(session.view_options, show_residual_strip=True))
    session.player.step(3)
    render(pane)
    strip = pane.view.strip
    residuals = Y - session.shown_curve.values(X)
    assert strip.stems.residuals == pytest.approx(residuals, abs=1e-12)
    left = strip.leftover
    expected = np.polyval(np.polyfit(X, residuals, 3), left._x)
    assert left._left == pytest.approx(expected, abs=1e-9)
    assert strip.trend.trend is None
    strip.grab()
    assert "left" in strip.placer.plates
    put_best(pane)
    assert left._left == pytest.approx(np.zeros(len(left._x)), abs=1e-12)
    assert left._is_level


def test_while_guessing_the_strip_does_not_tell_the_best_curve(pane: Any) -> None:
    session = bend(pane, 2)
    options = replace(session.view_options, show_residual_strip=True, is_guessing=True)
    session.set_view_options(options)
    render(pane)
    assert pane.view.strip.leftover.lines(pane.view.strip.pixel_frame()) == []


def test_values_of_a_curve_are_those_of_numpy() -> None:
    x = np.linspace(2000.0, 2020.0, 21)
    curve = Curve((0.5, -0.25, 0.125, 3.0), 2010.0)
    expected = np.polyval([0.125, -0.25, 0.5, 3.0], x - 2010.0)
    assert curve.values(x) == pytest.approx(expected, rel=1e-15)
    line = Line(0.1, 0.3)
    assert np.array_equal(line.values(x), 0.1 * x + 0.3)
