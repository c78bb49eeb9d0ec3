"""Several features in the data pane: points less what the others say, moved and looked at."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Curve, Line, Plane
from linreg_gui.session.session import Session
from linreg_gui.views.data.data_view import ONLY_TO_LOOK_AT, OTHERS_FOLLOWED, DataView
from linreg_gui.views.data.picture_row import LEAST_WIDTH
from linreg_gui.views.data.point_keys import PointKeys
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.window.card_summaries import data_hint
from linreg_gui.views.window.marks import data_marks
from tests.views.data.pane import Pane
from tests.views.helpers import LEFT, click, drag, hover, move, pixel, shown_alone, wheel

RIGHT, SHIFT = Qt.MouseButton.RightButton, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
RNG = np.random.default_rng(8)
FEATURES = RNG.normal(size=(9, 3)) * (1.0, 20.0, 0.1) + (5.0, 100.0, 0.0)
TARGET = FEATURES @ (2.0, 0.3, -10.0) + 4.0 + 2.0 * RNG.normal(size=9)
HOMES = Dataset(FEATURES, TARGET, ("rooms", "size", "slope"), "price", "Homes")


@pytest.fixture
def pane(qtbot: Any) -> Iterator[Pane]:
    session = Session()
    session.opening.open_dataset(HOMES)
    session.change_view_options(pair=(1, 0))
    session.player.step(6)
    with shown_alone(qtbot, session, DataView, size=(480, 520)) as (clock, view):
        yield Pane(session, clock, view)


def said(session: Session) -> list[str]:
    texts: list[str] = []
    session.notice_posted.connect(lambda notice: texts.append(notice.text))
    return texts


def drawn_at(pane: Any, index: int) -> tuple[float, float]:
    data = pane.clock.frame().drawn.dataset
    return float(data.x[index]), float(data.y[index])


def titles(pane: Any) -> tuple[str, str]:
    axes = pane.view.canvas.axes
    return axes["bottom"].title, axes["left"].title


def test_points_line_and_residuals_are_those_of_one_feature(pane: Any) -> None:
    frame, view = pane.clock.frame(), pane.view
    residuals = TARGET - frame.shown_curve.values(FEATURES)
    assert view.points.dataset is frame.drawn.dataset
    assert view.scene.residuals.dataset is frame.drawn.dataset
    data = view.scene.residuals.dataset
    assert data.y - view.scene.residuals.line.values(data.x) == pytest.approx(residuals)
    assert view.lines.current is frame.drawn.line
    assert len(view.lines.earlier) == 4
    assert titles(pane) == ("size", "price less the others")
    shown = view.canvas.shown_range()
    assert shown[0] < data.x.min() < data.x.max() < shown[1]
    assert shown[2] < data.y.min() < data.y.max() < shown[3]


def test_a_point_is_dragged_in_both_coordinates(pane: Any) -> None:
    x, y = drawn_at(pane, 3)
    pane.view.canvas.grab()
    drag(pane.view.canvas, (x, y), (x + 8.0, y + 3.0))
    data = pane.session.problem.dataset
    assert data.features[3, 1] == pytest.approx(x + 8.0, abs=0.5)
    assert data.y[3] > TARGET[3] + 1.0
    for value in (data.features[3, 1], data.y[3]):
        assert len(repr(float(value))) <= len("123.45"), "no digit that a mouse cannot point at"
    assert data.features[3, [0, 2]].tolist() == FEATURES[3, [0, 2]].tolist()
    pane.clock.render_now()
    assert drawn_at(pane, 3)[0] == pytest.approx(x + 8.0, abs=0.5)
    pane.session.edits.undo()
    assert pane.session.problem.dataset == HOMES


def test_the_line_is_pulled_by_its_weight_and_the_intercept(pane: Any) -> None:
    session, frame = pane.session, pane.clock.frame()
    before = frame.shown_parameters
    x = 20.0
    y = float(frame.drawn.line.values(np.array(x)))
    drag(pane.view.canvas, (x, y), (x, y + 4.0))
    after = session.problem.start_parameters
    changed = [k for k in range(4) if after[k] != pytest.approx(before[k], rel=1e-9)]
    assert changed == [1, 3]
    pane.clock.render_now()
    line = pane.clock.frame().drawn.line
    assert float(line.values(np.array(x))) == pytest.approx(y + 4.0, abs=0.3)
    column = float(pane.clock.frame().drawn.column_at(np.array(x)))
    ratio = (after[1] - before[1]) / (after[3] - before[3])
    assert ratio == pytest.approx(column, rel=0.05)
    session.edits.undo()
    assert not any(session.problem.start)


def test_a_click_adds_no_point_and_says_why(pane: Any) -> None:
    texts = said(pane.session)
    left, right, bottom, top = pane.view.canvas.shown_range()
    click(pane.view.canvas, left + 0.03 * (right - left), top - 0.05 * (top - bottom))
    assert len(texts) == 1
    assert "points table" in texts[0]
    assert bottom < top
    assert pane.session.problem.dataset is HOMES


def test_points_are_removed_and_held_out_by_clicks(pane: Any) -> None:
    session, view = pane.session, pane.view
    click(view.canvas, *drawn_at(pane, 2), RIGHT)
    assert session.problem.dataset.n_samples == 8
    session.edits.undo()
    pane.clock.render_now()
    place = view.canvas.widget_position(*drawn_at(pane, 2)).toPoint()
    QTest.mouseClick(view.canvas.viewport(), LEFT, SHIFT, place)
    assert session.problem.dataset.n_held_out == 1
    pane.clock.render_now()
    mask = view.points.dataset.is_held_out
    assert np.flatnonzero(mask).tolist() == [2]
    frame = pane.clock.frame()
    residuals = TARGET - frame.shown_curve.values(FEATURES)
    data = frame.drawn.dataset
    assert data.y - frame.drawn.line.values(data.x) == pytest.approx(residuals)


def test_a_point_stays_pointed_at_while_the_run_moves_it(pane: Any) -> None:
    hover(pane.view.canvas, *drawn_at(pane, 4))
    assert pane.view.points.highlighted == 4
    pane.session.player.step(1)
    pane.clock.render_now()
    assert pane.view.points.highlighted == 4


def test_a_picture_that_is_only_looked_at_moves_nothing(pane: Any) -> None:
    session, view = pane.session, pane.view
    for adjustment in (Adjustment.PREDICTED, Adjustment.ADDED):
        session.change_view_options(adjustment=adjustment, show_best_fit=True)
        pane.clock.render_now()
        texts, start = said(session), session.problem.start
        x, y = drawn_at(pane, 3)
        drag(view.canvas, (x, y), (x * 1.02 + 0.1, y + 1.0))
        assert texts == [ONLY_TO_LOOK_AT]
        left, right, *_ = view.canvas.shown_range()
        x = 0.97 * right + 0.03 * left
        y = float(pane.clock.frame().drawn.line.values(np.array(x)))
        drag(view.canvas, (x, y), (x, y - 2.0))
        assert session.problem.dataset is HOMES
        assert session.problem.start == start
        view.grab()
    assert titles(pane) == ("size less the others", "price less the others")
    best = pane.clock.frame().drawn.best_line
    assert view.lines.best is best
    assert best.intercept == 0.0


def test_the_diagonal_is_the_only_line_of_predictions(pane: Any) -> None:
    pane.session.change_view_options(adjustment=Adjustment.PREDICTED, show_best_fit=True)
    pane.clock.render_now()
    lines = pane.view.lines
    assert lines.current == (1.0, 0.0)
    assert (lines.earlier, lines.others, lines.best) == ([], [], None)
    assert titles(pane) == ("predicted price", "price")


def test_the_menus_choose_picture_and_feature(pane: Any, qtbot: Any) -> None:
    row = pane.view.picture_row
    assert row.isVisible()
    assert row.feature_box.currentText() == "size"
    row.feature_box.setFocus()
    qtbot.keyClick(row.feature_box, Key.Key_Down)
    assert pane.session.view_options.pair == (2, 0)
    pane.clock.render_now()
    assert titles(pane)[0] == "slope"
    qtbot.keyClick(row.feature_box, Key.Key_Home)
    assert pane.session.view_options.pair == (0, 2)
    row.picture_box.setFocus()
    qtbot.keyClick(row.picture_box, Key.Key_Down)
    assert pane.session.view_options.adjustment is Adjustment.PREDICTED
    pane.clock.render_now()
    assert not row.feature_box.isVisible()
    row.grab()
    assert "on the diagonal" in row.picture_box.toolTip()


def test_a_long_name_leaves_the_picture_its_words(pane: Any) -> None:
    names = ("rooms", "a name that goes on " * 9, "slope")
    pane.session.opening.open_dataset(replace(HOMES, feature_names=names))
    pane.clock.render_now()
    QApplication.processEvents()
    row = pane.view.picture_row
    words = row.picture_box.fontMetrics().horizontalAdvance(Adjustment.LESS_THE_OTHERS.value)
    assert row.picture_box.width() > words
    assert row.width() <= pane.view.width()


def test_in_a_narrow_pane_both_menus_are_whole_without_the_word_between(pane: Any) -> None:
    row = pane.view.picture_row
    for width, has_word in ((480, True), (143, False), (480, True)):
        pane.view.resize(width, 300)
        QApplication.processEvents()
        assert row.feature_box.geometry().right() < pane.view.width()
        assert row.feature_box.width() >= LEAST_WIDTH
        assert row._over.isVisible() is has_word
    pane.session.change_view_options(adjustment=Adjustment.PREDICTED)
    pane.clock.render_now()
    assert not row._over.isVisible()


def test_with_one_feature_there_is_no_menu(pane: Any) -> None:
    pane.session.set_columns((1,))
    pane.clock.render_now()
    assert not pane.view.picture_row.isVisible()
    assert titles(pane) == ("x · size", "y · price")
    assert pane.view.points.dataset is pane.session.problem.used


def test_the_pane_is_framed_anew_for_another_picture_and_for_points_it_lost(pane: Any) -> None:
    view, session = pane.view, pane.session
    view.canvas.show_range(90.0, 120.0, -5.0, 5.0)
    session.change_view_options(adjustment=Adjustment.ADDED)
    pane.clock.render_now()
    data, shown = pane.clock.frame().drawn.dataset, view.canvas.shown_range()
    assert shown[2] < data.y.min() < data.y.max() < shown[3]
    session.change_view_options(adjustment=Adjustment.LESS_THE_OTHERS)
    session.player.seek(0)
    pane.clock.render_now()
    session.player.step(30)
    pane.clock.render_now()
    data, shown = pane.clock.frame().drawn.dataset, view.canvas.shown_range()
    assert shown[2] < data.y.min() < data.y.max() < shown[3]


def test_the_keys_move_a_point_where_it_is_drawn(pane: Any, qtbot: Any) -> None:
    keys, canvas, session = PointKeys(pane.session, pane.view), pane.view.canvas, pane.session
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert keys.chosen == 0
    assert canvas.accessibleDescription().startswith("Point 1 of 9: size ")
    assert "price less the others" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Key.Key_Right)
    assert session.problem.dataset.features[0, 1] > FEATURES[0, 1]
    assert session.problem.dataset.features[0, 0] == FEATURES[0, 0]
    qtbot.keyClick(canvas, Key.Key_Up)
    assert session.problem.dataset.y[0] > TARGET[0]
    for _ in range(8):
        qtbot.keyClick(canvas, Key.Key_Tab)
    assert keys.chosen == 8
    assert not keys.is_on_line


def test_the_keys_shift_and_turn_the_line_that_is_drawn(pane: Any, qtbot: Any) -> None:
    keys, canvas, session = PointKeys(pane.session, pane.view), pane.view.canvas, pane.session
    left, right, bottom, top = canvas.shown_range()
    canvas.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert keys.is_on_line
    before, model = pane.clock.frame().drawn.line, pane.clock.frame().shown_parameters
    ends, step = np.array([left, right]), (top - bottom) / 100.0
    slope = f"{before.slope:.3f}"
    assert canvas.accessibleDescription().startswith(f"The line: slope {slope[:4]}")
    qtbot.keyClick(canvas, Key.Key_Up)
    pane.clock.render_now()
    shifted = pane.clock.frame().drawn.line
    assert shifted.values(ends) == pytest.approx(before.values(ends) + step)
    qtbot.keyClick(canvas, Key.Key_Right, SHIFT)
    pane.clock.render_now()
    turned = pane.clock.frame().drawn.line
    moved = turned.values(ends) - shifted.values(ends)
    assert moved == pytest.approx([10 * step, -10 * step])
    after = session.problem.start_parameters
    assert [k for k in range(4) if after[k] != pytest.approx(model[k], rel=1e-9)] == [1, 3]
    pane.view.grab()
    assert "chosen" in pane.view.scene.placer.plates


def test_where_the_line_is_only_to_look_at_the_keys_say_so(pane: Any, qtbot: Any) -> None:
    keys, canvas, session = PointKeys(pane.session, pane.view), pane.view.canvas, pane.session
    session.change_view_options(adjustment=Adjustment.ADDED)
    pane.clock.render_now()
    texts, before = said(session), session.problem.start
    canvas.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert keys.is_on_line
    assert pane.view.scene.chosen.line_words.startswith("only to look at")
    qtbot.keyClick(canvas, Key.Key_Up)
    assert texts == [ONLY_TO_LOOK_AT]
    assert session.problem.start == before


def test_marks_say_what_is_drawn(pane: Any) -> None:
    marks = data_marks(pane.session, pane.view.canvas)
    assert marks[0].name.startswith("The model: ")
    assert not marks[0].actions
    assert marks[1].name.startswith("Point 1: size ")
    assert set(marks[1].actions) == {"Left", "Right", "Up", "Down", "Remove", "Hold out"}
    marks[1].actions["Up"]()
    assert pane.session.problem.dataset.y[0] > TARGET[0]
    pane.session.change_view_options(adjustment=Adjustment.PREDICTED)
    marks = data_marks(pane.session, pane.view.canvas)
    assert set(marks[1].actions) == {"Remove", "Hold out"}


def test_the_strip_below_shows_the_same_residuals(pane: Any) -> None:
    pane.session.change_view_options(show_residual_strip=True)
    pane.clock.render_now()
    strip, frame = pane.view.strip, pane.clock.frame()
    residuals = TARGET - frame.shown_curve.values(FEATURES)
    assert strip.stems.residuals == pytest.approx(residuals)
    assert strip.stems.x.tolist() == FEATURES[:, 1].tolist()
    assert strip.axes["bottom"].title == "size"
    assert strip.trend.trend is None
    pane.view.grab()
    assert "left" in strip.placer.plates
    x = np.array([60.0, 100.0])
    best, line = frame.drawn.best_line, frame.drawn.line
    left = np.interp(x, strip.leftover._x, strip.leftover._left)
    assert left == pytest.approx(best.values(x) - line.values(x))


def test_squares_and_predictions_are_those_of_what_is_drawn(pane: Any) -> None:
    pane.session.change_view_options(show_squares=True)
    pane.clock.render_now()
    pane.view.grab()
    assert pane.view.scene.squares.line is pane.clock.frame().drawn.line
    assert pane.view.scene.predictions.dataset is pane.clock.frame().drawn.dataset


def test_a_cloud_is_drawn_as_a_picture(pane: Any) -> None:
    features = RNG.normal(size=(5000, 2))
    cloud = Dataset(features, features @ (1.0, 2.0) + RNG.normal(size=5000), ("a", "b"), "y")
    pane.session.opening.open_dataset(cloud)
    pane.clock.render_now()
    first = pane.view.canvas.grab().toImage()
    pane.session.player.step(3)
    pane.clock.render_now()
    assert pane.view.canvas.grab().toImage() != first


def test_a_model_that_is_only_thought_of_is_as_far_from_the_points_as_it_misses(pane: Any) -> None:
    view: Any = pane.view
    session = pane.session
    thought_of = Plane((0.0, 0.5, 3.0, 20.0))
    residuals = TARGET - thought_of.values(FEATURES)
    rings, blank = view.scene.thought_of, view.grab().toImage()
    view.set_ghost(thought_of)
    frame = pane.clock.frame()
    assert view.lines.ghost is None
    assert frame.drawn.dataset.y - rings.heights == pytest.approx(residuals)
    assert view.grab().toImage() != blank
    session.player.step(3)  # the points go on, and the rings with them
    pane.clock.render_now()
    assert pane.clock.frame().drawn.dataset.y - rings.heights == pytest.approx(residuals)
    session.change_view_options(adjustment=Adjustment.ADDED)
    pane.clock.render_now()
    view.set_ghost(thought_of)
    assert rings.heights is None
    parameters = thought_of.on(frame.objective)
    ghost: Any = view.lines.ghost
    assert ghost == pane.clock.frame().drawn.lines([parameters])[0]
    assert ghost.slope == pytest.approx(0.5)
    session.change_view_options(adjustment=Adjustment.PREDICTED)
    pane.clock.render_now()
    assert view.lines.ghost is None
    view.set_ghost(thought_of)
    assert view.lines.ghost is None
    heights: Any = rings.heights
    assert TARGET - heights == pytest.approx(residuals)
    view.set_ghost(None)
    assert rings.heights is None


def test_a_model_over_other_features_is_not_drawn(pane: Any) -> None:
    view, plane = pane.view, Plane((0.0, 0.5, 3.0, 20.0))
    for other in (Plane((0.5, 3.0, 20.0)), Line(1.0, 2.0), Curve((1.0, 2.0, 3.0, 4.0))):
        view.set_ghost(other)
        assert view.lines.ghost is None
    pane.session.set_columns((1,))
    pane.clock.render_now()
    view.set_ghost(plane)
    assert view.lines.ghost is None
    view.set_ghost(Line(1.0, 2.0))
    assert view.lines.ghost == (1.0, 2.0)


def test_the_head_says_what_can_be_done(pane: Any) -> None:
    session = pane.session
    assert data_hint(pane.clock.frame()) == "drag the points or the line"
    session.change_view_options(adjustment=Adjustment.PREDICTED)
    assert data_hint(pane.clock.frame()) == "to be looked at"
    session.set_columns((0,))
    assert data_hint(pane.clock.frame()) == "drag the points or the line"


def test_the_mouse_takes_hold_of_what_is_seen_until_the_next_frame(qtbot: Any) -> None:
    session = Session()
    with shown_alone(qtbot, session, DataView, size=(480, 520)) as (clock, view):
        clock.render_now()
        texts = said(session)
        session.opening.open_dataset(HOMES)  # no frame of it is drawn yet
        assert view.seen.is_line
        left, right, bottom, top = view.canvas.shown_range() or (0.0, 1.0, 0.0, 1.0)
        on_line = (left + 0.5 * (right - left), 0.0)
        hover(view.canvas, *on_line)
        click(view.canvas, left + 0.4 * (right - left), bottom + 0.8 * (top - bottom))
        drag(view.canvas, on_line, (on_line[0], bottom + 0.6 * (top - bottom)))
        assert any(texts)  # a click adds no point of several features
        assert session.problem.dataset == HOMES


@pytest.mark.parametrize("picture", list(Adjustment))
def test_a_point_pointed_at_says_what_the_data_have(pane: Any, picture: Adjustment) -> None:
    pane.session.change_view_options(adjustment=picture)
    pane.clock.render_now()
    pane.view.canvas.grab()
    hover(pane.view.canvas, *drawn_at(pane, 3))
    pane.view.canvas.grab()
    missed = TARGET[3] - pane.clock.frame().shown_curve.values(FEATURES[3:4])[0]
    feature, target, model = pane.view.scene.read_out.lines
    assert feature == f"size {FEATURES[3, 1]:.6g}"
    assert target == f"price {TARGET[3]:.6g}"
    assert model.endswith(f"residual {measured(missed)}")


@pytest.fixture
def longley(qtbot: Any) -> Iterator[Pane]:
    session = Session()
    session.opening.open_example("longley")
    session.change_view_options(pair=(0, 4))
    session.player.step(1000)
    qtbot.waitUntil(lambda: session.player.cursor == 1000)
    with shown_alone(qtbot, session, DataView, size=(480, 520)) as (clock, view):
        yield Pane(session, clock, view)


def begin_press(canvas: Any, at: QPoint) -> None:
    QTest.mousePress(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def end_press(canvas: Any, at: QPoint) -> None:
    QTest.mouseRelease(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def drawn_pixel(pane: Pane, index: int) -> QPoint:
    points = pane.view.points.dataset
    assert points is not None
    return pixel(pane.view.canvas, float(points.x[index]), float(points.y[index]))


def test_a_point_stays_under_the_pointer_while_it_is_dragged(longley: Pane) -> None:
    """Also one whose place, by what the other weights say of it, goes against its y."""
    session, clock, view = longley
    canvas, index = view.canvas, 15
    before = session.problem.dataset
    at = drawn_pixel(longley, index)
    begin_press(canvas, at)
    for down in range(4, 64, 6):
        pointer = at + QPoint(-down // 3, down)
        move(canvas, QPointF(pointer))
        clock.render_now()
        assert (drawn_pixel(longley, index) - pointer).manhattanLength() <= 1
        assert view.scene.residuals.dataset is view.seen.drawn.dataset  # true, also of this point
    y, x = session.problem.dataset.y[index], session.problem.dataset.features[index, 0]
    place = canvas.data_at(QPointF(pointer))
    offset = clock.frame().drawn.offset
    assert place is not None
    assert offset is not None
    assert x == pytest.approx(place.x(), abs=0.5)
    assert y < before.y[index]
    true_place = pixel(canvas, float(x), float(y - offset[index]))
    assert true_place.y() < at.y() < pointer.y()
    texts = said(session)
    end_press(canvas, pointer)
    clock.render_now()
    assert view.points.dataset is view.seen.drawn.dataset
    assert texts == [OTHERS_FOLLOWED]
    session.edits.undo()
    assert session.problem.dataset == before


def test_a_point_moved_by_keys_is_where_they_have_it_until_they_are_let_go(longley: Pane) -> None:
    PointKeys(longley.session, longley.view)
    session, clock, view = longley
    canvas = view.canvas
    canvas.setFocus(Qt.FocusReason.BacktabFocusReason)
    QTest.keyClick(canvas, Key.Key_Backtab, SHIFT)  # from the line to the last point
    at, before = drawn_pixel(longley, 15), session.problem.dataset
    for _ in range(5):
        QTest.keyPress(canvas, Key.Key_Down, SHIFT)
    clock.render_now()
    held = drawn_pixel(longley, 15)
    assert held.y() > at.y() + 50
    fall = before.y[15] - session.problem.dataset.y[15]
    _, _, bottom, top = view.canvas.shown_range() or (0.0, 0.0, 0.0, 1.0)
    assert (held.y() - at.y()) / canvas.plot_rect().height() == pytest.approx(
        fall / (top - bottom), abs=0.01
    )
    QTest.keyRelease(canvas, Key.Key_Down, SHIFT)
    clock.render_now()
    assert view.points.dataset is view.seen.drawn.dataset
    session.edits.undo()
    assert session.problem.dataset == before


def test_the_pointer_over_the_points_makes_no_frame(longley: Pane, monkeypatch: Any) -> None:
    session, clock, view = longley
    hovered: list[int | None] = []
    view.point_hovered.connect(hovered.append)

    def point_at(index: int) -> int | None:
        points = view.points.dataset
        assert points is not None
        with monkeypatch.context() as patch:
            patch.setattr(session, "frame", lambda: pytest.fail("a frame was made"))
            hover(view.canvas, float(points.x[index]), float(points.y[index]))
        return hovered[-1]

    assert [point_at(3), point_at(7)] == [3, 7]
    clock.stop()
    session.player.seek(3)  # nothing of it is drawn yet: the points are where they are seen
    assert point_at(3) == 3


def test_a_point_that_hardly_leaves_the_pointer_is_not_spoken_of(pane: Pane) -> None:
    texts = said(pane.session)
    at = drawn_pixel(pane, 6)
    begin_press(pane.view.canvas, at)
    move(pane.view.canvas, QPointF(at + QPoint(0, 30)))
    end_press(pane.view.canvas, at + QPoint(0, 30))
    assert texts == []


def test_a_zoom_put_back_stays_while_the_model_moves(longley: Pane) -> None:
    session, clock, view = longley
    session.player.seek(200)
    clock.render_now()
    data = clock.frame().drawn.dataset
    wheel(view.canvas, float(data.x.mean()), float(data.y.mean()), -20)
    zoomed, place = view.canvas.shown_range(), view.place()
    view.frame_all(clock.frame())
    view.put_place(place)
    session.player.step_back()
    clock.render_now()
    assert view.canvas.shown_range() == zoomed


def test_points_at_rest_are_seen_with_the_line_over_them(longley: Pane) -> None:
    session, clock, view = longley
    session.player.seek(200)
    clock.render_now()
    drawn, shown = clock.frame().drawn, view.canvas.shown_range()
    fitted = drawn.line.values(drawn.dataset.x)
    assert fitted.max() > drawn.dataset.y.max()
    assert shown is not None
    assert shown[2] < fitted.min() < fitted.max() < shown[3]


def heights(pane: Pane) -> tuple[float, float]:
    """Return how much of the axis upwards is shown, and how much the points take of it."""
    _, _, bottom, top = pane.view.canvas.shown_range() or (0.0, 0.0, 0.0, 1.0)
    return top - bottom, float(np.ptp(pane.clock.frame().drawn.dataset.y))


def test_axes_rest_while_points_come_together_and_shrink_afterwards(
    longley: Pane, qtbot: Any
) -> None:
    session, clock, view = longley
    session.restart()
    clock.render_now()
    first = view.canvas.shown_range()
    session.player.set_speed(30.0)
    session.player.run()

    def has_moved() -> bool:
        clock.render_now()
        return session.player.cursor >= 3

    qtbot.waitUntil(has_moved)
    shown, taken = heights(longley)
    assert view.canvas.shown_range() == first
    assert taken < 0.4 * shown
    session.player.pause()
    clock.render_now()
    shown, taken = heights(longley)
    assert taken == pytest.approx(shown / 1.2)
    session.player.step()
    clock.render_now()
    assert heights(longley)[0] == shown  # hardly other points


def test_axes_grow_with_points_that_leave_them(longley: Pane, qtbot: Any) -> None:
    session, clock, view = longley
    session.change_view_options(pair=(5, 0))
    session.player.seek(16)
    session.run_edits.fork()
    clock.render_now()
    ranges = [view.canvas.shown_range()]
    session.player.set_speed(2000.0)
    session.player.run()

    def is_done() -> bool:
        clock.render_now()
        left, right, bottom, top = ranges[-1] = view.canvas.shown_range() or (0.0, 0.0, 0.0, 0.0)
        y = clock.frame().drawn.dataset.y
        assert bottom < y.min() <= y.max() < top
        ranges.append((left, right, bottom, top))
        return not session.player.state.is_running

    qtbot.waitUntil(is_done, timeout=20_000)
    tops = [top - bottom for _, _, bottom, top in filter(None, ranges)]
    assert tops[-1] > 1.5 * tops[0]
    assert sorted(tops[:-2]) == tops[:-2]


def test_axes_rest_in_a_race_and_in_a_moving_picture(longley: Pane) -> None:
    session, clock, view = longley
    session.player.seek(0)
    clock.render_now()
    first = view.canvas.shown_range()
    for epoch in (1, 10, 400):
        session.player.stand_at(epoch)
        clock.render_now()
        assert view.canvas.shown_range() == first
    session.player.seek(400)
    clock.render_now()
    assert view.canvas.shown_range() != first


def test_axes_chosen_by_the_user_stay(longley: Pane) -> None:
    session, clock, view = longley
    canvas = view.canvas
    data = clock.frame().drawn.dataset
    wheel(canvas, float(data.x[5]), float(data.y[5]), 8)
    chosen = canvas.shown_range()
    session.player.seek(0)
    clock.render_now()
    assert canvas.shown_range() == chosen
    session.player.seek(300)
    clock.render_now()
    assert canvas.shown_range() == chosen
    view.fit()
    session.player.seek(0)
    clock.render_now()
    assert heights(longley)[1] == pytest.approx(heights(longley)[0] / 1.2)


def test_the_strip_says_what_its_residuals_are(pane: Any) -> None:
    pane.session.change_view_options(show_residual_strip=True)
    for picture, name in (
        (Adjustment.LESS_THE_OTHERS, "residual y − ŷ"),
        (Adjustment.ADDED, "residual, others at best"),
        (Adjustment.PREDICTED, "residual y − ŷ"),
    ):
        pane.session.change_view_options(adjustment=picture)
        pane.clock.render_now()
        assert pane.view.strip.axes["left"].title == name
