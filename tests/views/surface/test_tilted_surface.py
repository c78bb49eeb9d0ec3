"""The surface tipped up: by key, list, rail and mouse; paths and marks on it; flat again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable, Permissions
from linreg_gui.session.bets import BetKind
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.values import ViewOptions
from linreg_gui.views.exporting.picture_files import save_picture
from linreg_gui.views.exporting.picture_painting import Pane
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.surface.tilt import Pose
from linreg_gui.views.surface.tilted_axes import TiltedAxes, _short
from linreg_gui.views.surface.tilted_paths import lines_across
from linreg_gui.views.surface.viewpoint import usual_pose
from linreg_gui.views.window import tilt_key
from linreg_gui.views.window.action_table import SURFACE
from linreg_gui.views.window.guides import TILTED, guide
from linreg_gui.views.window.tilt_key import TiltKey
from tests.views.helpers import hover

LEFT, RIGHT, NONE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.NoButton,
)
T = Qt.Key.Key_T


def render(window: Any) -> None:
    window.content.clock.render_now()
    QApplication.processEvents()  # the layout
    window.content.clock.render_now()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key) -> None:
    """Press a key for a moment where the focus is."""
    QTest.keyClick(focused(), key)


def tilted(window: Any) -> Any:
    """Return the surface, tipped up by a short press of its key, and at rest."""
    press(T)
    return at_rest(window)


def at_rest(window: Any) -> Any:
    render(window)
    view = window.content.surface_view
    view.tilted.settle()
    render(window)
    return view.tilted


def mouse(widget: Any, kind: QEvent.Type, at: QPointF, button: Any, held: Any) -> None:
    event = QMouseEvent(
        kind,
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        button,
        held,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def pull(widget: Any, begin: QPointF, end: QPointF, button: Any = LEFT) -> None:
    """Press, move in steps and release."""
    mouse(widget, QEvent.Type.MouseButtonPress, begin, button, button)
    for share in (0.3, 0.7, 1.0):
        mouse(widget, QEvent.Type.MouseMove, begin + (end - begin) * share, NONE, button)
    mouse(widget, QEvent.Type.MouseButtonRelease, end, button, NONE)


def seen_at(widget: Any, slope: float, intercept: float) -> QPointF:
    """Return where a place of the map is on the widget."""
    x, y = widget.tilt.project(np.array((slope, intercept)))
    return QPointF(float(x), float(y)) * widget._seen.theme.drawing_scale


def test_a_new_window_is_flat_and_the_tilt_costs_nothing(window: Any) -> None:
    assert not ViewOptions().is_tilted
    assert window.content.surface_view.tilted is None
    assert "each place is a line" in window.shell.surface_card._hint.text()


def test_a_short_press_of_the_key_stays_up_and_the_next_lays_it_flat(window: Any) -> None:
    view = window.content.surface_view
    surface = tilted(window)
    assert surface.isVisible()
    assert not view.canvas.isVisible()
    assert surface.geometry() == view.rect()
    assert "T lays it flat" in window.shell.surface_card._hint.text()
    assert surface.tilt.pose.tip > 0.3
    press(T)
    at_rest(window)
    assert view.canvas.isVisible()
    assert not surface.isVisible()
    assert not window.session.view_options.is_tilted
    assert "each place is a line" in window.shell.surface_card._hint.text()


def test_held_the_key_keeps_it_up_while_it_is_held(
    window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tilt_key, "HELD_MILLISECONDS", 0)
    QTest.keyPress(focused(), T)
    surface = at_rest(window)
    assert surface.isVisible()
    for _ in range(3):  # a keyboard that repeats, where the window system does not say so
        QTest.keyRelease(focused(), T)
        QTest.keyPress(focused(), T)
        at_rest(window)
        assert surface.isVisible()
        assert window.session.view_options.is_tilted
    QTest.keyRelease(focused(), T)
    qtbot.waitUntil(surface.isHidden)
    assert not window.session.view_options.is_tilted


def test_a_letter_typed_into_a_field_lays_nothing_flat(
    window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    surface = tilted(window)
    monkeypatch.setattr(tilt_key, "HELD_MILLISECONDS", 0)
    QTest.keyRelease(focused(), Qt.Key.Key_A)
    field = window.content.training_card.findChild(QLineEdit)
    window.shell.activateWindow()
    field.setFocus()
    QTest.keyRelease(field, T)
    assert not window.shell.findChild(TiltKey)._end.isActive()
    assert surface.isVisible()


def test_it_moves_on_its_way_up_and_down(window: Any, qtbot: Any) -> None:
    press(T)
    render(window)
    surface = window.content.surface_view.tilted
    surface.grab()
    qtbot.waitUntil(lambda: surface._share == 1.0)
    press(T)
    qtbot.waitUntil(surface.isHidden)
    assert window.content.surface_view.canvas.isVisible()


def test_the_row_of_show_and_the_guide(window: Any) -> None:
    heads = window.content.heads
    heads.toggle_list(SURFACE)
    next(row for row in heads.open_list.rows if row.text() == "Tip up into 3-D").click()
    surface = at_rest(window)
    assert surface.isVisible()
    heads.back_to_the_usual()
    at_rest(window)
    assert not surface.isVisible()
    heads.close_list()
    surface = tilted(window)
    window.session.player.step(3)
    render(window)
    assert guide(window.content.clock.frame()) == TILTED
    press(T)
    at_rest(window)
    assert guide(window.content.clock.frame()) != TILTED


def test_marks_stand_on_the_ground_at_their_loss(window: Any) -> None:
    session, surface = window.session, tilted(window)
    session.player.step(4)
    render(window)
    window.content.settle()
    surface.grab()
    line = session.shown_curve
    here = next(mark for mark in surface.things.marks if mark.kind == "here")
    height = np.log10(session.problem.loss.value(line))
    x, y = surface.tilt.project(np.array(line), np.asarray(height))
    assert (here.at.x(), here.at.y()) == pytest.approx((float(x), float(y)))
    image = surface.grab().toImage()
    scale = surface._seen.theme.drawing_scale
    assert image.pixelColor((here.at * scale).toPoint()).name() == surface._seen.theme.branches[0]


def test_no_hidden_ground_is_seen(window: Any) -> None:
    """The rings leave at each pixel the colour of the place that is seen there."""
    surface = tilted(window)
    window.session.set_view_options(
        replace(window.session.view_options, show_path=False, show_best_place=False)
    )
    render(window)
    image, card = surface.grab().toImage(), surface._seen.theme.card
    scale = surface._seen.theme.drawing_scale
    outline = surface.tilt.outline
    for column in range(8, len(outline.x) - 8, 12):
        x = float(outline.x[column])
        above = QPointF(x, float(outline.top[column]) - 4.0) * scale
        below = QPointF(x, float(outline.top[column]) + 4.0) * scale
        assert surface.place_at(above / scale) is None
        assert surface.place_at(below / scale) is not None
        assert image.pixelColor(below.toPoint()).name() != card


def test_pointing_tries_the_line_and_reads_it_out(window: Any) -> None:
    surface, view = tilted(window), window.content.surface_view
    heard: list[Line | None] = []
    view.line_hovered.connect(heard.append)
    mouse(surface, QEvent.Type.MouseMove, seen_at(surface, 8.0, 20.0), NONE, NONE)
    assert heard[-1] is not None
    assert heard[-1] == pytest.approx((8.0, 20.0), abs=1e-3)
    assert "loss" in view.picture.read_out.lines[-1]
    surface.grab()
    mouse(surface, QEvent.Type.MouseMove, QPointF(2.0, surface.height() / 2), NONE, NONE)
    assert heard[-1] is None


def test_a_click_sets_the_start_and_a_drag_moves_it(window: Any) -> None:
    surface, problem = tilted(window), window.session.problem
    at = seen_at(surface, 9.0, 25.0)
    pull(surface, at, at)
    render(window)
    assert problem.start == pytest.approx((9.0, 25.0), abs=1e-3)
    begin, end = seen_at(surface, 9.0, 25.0), seen_at(surface, 6.0, 20.0)
    pull(surface, begin, end)
    render(window)
    assert problem.start == pytest.approx((6.0, 20.0), abs=1e-3)
    window.session.edits.undo()
    assert problem.start == pytest.approx((9.0, 25.0), abs=1e-3), "a drag is one step"


def test_a_right_drag_turns_and_tips(window: Any) -> None:
    surface = tilted(window)
    before = surface.tilt.pose
    middle = QPointF(surface.width() / 2, surface.height() / 2)
    pull(surface, middle, middle + QPointF(40.0, -25.0), RIGHT)
    after = surface.tilt.pose
    assert after.turn > before.turn + 0.2
    assert after.tip < before.tip - 0.1
    assert window.session.problem.start == Line(0.0, 0.0)
    QTest.mouseDClick(surface, LEFT, pos=middle.toPoint())
    render(window)
    assert surface.tilt.pose == pytest.approx(before), "a double click shows all as usual"


@pytest.mark.parametrize(
    "permissions",
    [
        Permissions(hidden=frozenset({Hideable.TIPPED_UP})),
        Permissions(locked=frozenset({Lockable.VIEW})),
    ],
)
def test_no_rail_offers_what_a_lesson_keeps(window: Any, permissions: Permissions) -> None:
    view = window.content.surface_view
    window.session.gate.set_permissions(permissions)
    window.content.clock.render_now()
    place = QPointF(20.0, 20.0)
    QApplication.sendEvent(view, QEnterEvent(place, place, place))
    assert view.rail is None or view.rail.isHidden()
    window.session.gate.set_permissions(Permissions())
    window.content.clock.render_now()
    QApplication.sendEvent(view, QEnterEvent(place, place, place))
    assert view.rail.isVisible()


@pytest.mark.parametrize("cause", ["lesson", "curve"])
def test_the_handle_goes_with_what_it_does_under_a_pointer_at_rest(window: Any, cause: str) -> None:
    view, place = window.content.surface_view, QPointF(20.0, 20.0)
    QApplication.sendEvent(view, QEnterEvent(place, place, place))
    assert view.rail.isVisible()
    if cause == "curve":
        window.session.set_degree(2)
    else:
        window.session.gate.set_permissions(Permissions(hidden=frozenset({Hideable.TIPPED_UP})))
    window.content.clock.render_now()
    assert not view.rail.isVisible()


def test_the_rail_tips_it_and_lays_it_flat(window: Any) -> None:
    surface, rail = tilted(window), window.content.surface_view.rail
    assert rail.isVisible()
    assert rail.tip == surface.tilt.pose.tip
    knob = rail.mapTo(window.content.surface_view, rail.knob_at(rail.tip).toPoint())
    assert window.content.surface_view.childAt(knob) is rail, "nothing lies over it"
    goal = rail.knob_at(0.3)
    pull(rail, rail.knob_at(rail.tip), goal)
    assert surface.tilt.pose.tip == pytest.approx(rail.tip_at(goal))
    assert rail.tip == surface.tilt.pose.tip
    assert window.session.view_options.is_tilted
    rail.grab()
    pull(rail, goal, rail.knob_at(0.0) - QPointF(0.0, 9.0))
    assert not window.session.view_options.is_tilted
    at_rest(window)
    assert window.content.surface_view.canvas.isVisible()
    assert not rail.isVisible()


def test_another_button_does_not_end_a_pull_of_the_rail(window: Any) -> None:
    tilted(window)
    rail, ends = window.content.surface_view.rail, []
    rail.let_go.connect(lambda: ends.append(rail.tip))
    knob = rail.knob_at(rail.tip).toPoint()
    QTest.mousePress(rail, LEFT, pos=knob)
    QTest.mouseClick(rail, Qt.MouseButton.RightButton, pos=knob)
    assert rail.is_held
    assert not ends
    QTest.mouseRelease(rail, LEFT, pos=knob)
    assert len(ends) == 1


def test_the_handle_is_there_while_the_pointer_is_and_tips_the_map_up(window: Any) -> None:
    view: Any = window.content.surface_view
    assert view.rail is None
    middle = QPointF(view.rect().center())
    QApplication.sendEvent(view, QEnterEvent(middle, middle, middle))
    rail: Any = view.rail
    assert rail.isVisible()
    assert rail.width() < 60, "the handle alone"
    rail.grab()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert not rail.isVisible()
    QApplication.sendEvent(view, QEnterEvent(middle, middle, middle))
    goal = rail.knob_at(0.5)
    pull(rail, rail.knob_at(0.0), goal)
    assert window.session.view_options.is_tilted
    view.tilted._moving.setCurrentTime(view.tilted._moving.duration())
    render(window)
    assert view.tilted.tilt.pose.tip == pytest.approx(rail.tip_at(goal))
    assert rail.tip == view.tilted.tilt.pose.tip


def test_the_map_stays_as_an_inset_and_a_click_on_it_lays_flat(window: Any) -> None:
    surface = tilted(window)
    surface.grab()
    box = surface._inset._box
    assert box.width() > 60
    outline = surface.tilt.outline
    over = outline.x < box.right()
    assert (outline.base[over] < box.top()).all(), "it covers nothing"
    at = box.center() * surface._seen.theme.drawing_scale
    pull(surface, at, at)
    assert not window.session.view_options.is_tilted


def test_the_wheel_zooms_about_the_place_under_the_pointer(window: Any) -> None:
    surface, canvas = tilted(window), window.content.surface_view.canvas
    at, before = seen_at(surface, 6.0, 30.0), canvas.shown_range()
    event = QWheelEvent(
        at,
        QPointF(surface.mapToGlobal(at.toPoint())),
        QPointF(0, 0).toPoint(),
        QPointF(0, 120).toPoint(),
        NONE,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)
    after = canvas.shown_range()
    assert after[1] - after[0] < before[1] - before[0]
    share = [(6.0 - shown[0]) / (shown[1] - shown[0]) for shown in (before, after)]
    assert share[0] == pytest.approx(share[1], abs=1e-3)


def test_the_pose_rests_while_a_point_is_dragged(window: Any) -> None:
    surface, session = tilted(window), window.session
    before = surface.tilt.pose
    session.edits.begin_drag()
    session.problem.move_point(0, 2.0, 40.0)
    render(window)
    assert surface.tilt.pose == before
    session.problem.move_point(0, 6.0, 40.0)
    render(window)
    assert surface.tilt.pose == before
    session.edits.end_drag()
    render(window)
    assert surface.tilt.pose == usual_pose(replace(surface.tilt, pose=Pose()))


def test_the_ground_rests_while_a_point_is_dragged_unless_it_would_leave(window: Any) -> None:
    surface, session = tilted(window), window.session
    session.edits.begin_drag()
    session.problem.move_point(0, 2.0, 64.0)
    render(window)
    first = surface.tilt
    session.problem.move_point(0, 2.1, 63.0)
    render(window)
    assert surface.tilt is not first
    assert (surface.tilt.scales, surface.tilt.origin) == (first.scales, first.origin)
    assert surface.tilt.bowl is session.problem.loss.bowl
    rng = np.random.default_rng(2)
    for x, y in (*rng.normal(5.0, 30.0, (20, 2)).tolist(), (-90.0, 300.0)):
        session.problem.move_point(0, x, y)
        render(window)
        outline = surface.tilt.outline
        assert outline.top.min() >= 0.0
        assert outline.base.max() <= surface.height()
    session.edits.end_drag()
    render(window)
    own = surface.tilt.origin
    surface.settle()
    assert surface.tilt.origin == own, "at rest it fills the pane as ever"


def test_cuts_make_room_for_it(window: Any) -> None:
    session, view = window.session, window.content.surface_view
    session.set_view_options(replace(session.view_options, show_cuts=True))
    render(window)
    surface = tilted(window)
    assert not any(widget.isVisible() for widget in view.cuts.widgets)
    assert surface.geometry() == view.rect()
    press(T)
    at_rest(window)
    assert all(widget.isVisible() for widget in view.cuts.widgets)


def run_away(session: Any) -> None:
    session.set_learning_rate(0.05)
    session.player.step(300)


def three_runs(session: Any) -> None:
    session.opening.open_example("three-rates")
    session.player.step(20)


def batches_and_penalty(session: Any) -> None:
    session.set_settings(
        replace(session.runs.settings, batch_size=2, l2=0.5, scaling=Scaling.STANDARDISE)
    )
    session.player.step(5)


def trough(session: Any) -> None:
    session.opening.open_example("all-x-equal")
    session.player.step(5)


def by_hand(session: Any) -> None:
    session.hand.set_line(Line(3.0, 50.0))


def while_guessing(session: Any) -> None:
    session.set_view_options(replace(session.view_options, is_guessing=True))


def without_points(session: Any) -> None:
    session.problem.clear_points()


def far_out(session: Any) -> None:
    session.problem.set_start(Line(1e140, 0.0))


@pytest.mark.parametrize(
    "prepare",
    [
        run_away,
        three_runs,
        batches_and_penalty,
        trough,
        by_hand,
        while_guessing,
        without_points,
        far_out,
    ],
)
@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_every_kind_of_surface_is_drawn(window: Any, prepare: Any, size: Any) -> None:
    window.shell.resize(*size)
    prepare(window.session)
    surface = tilted(window)
    image = surface.grab().toImage()
    has_surface = surface.tilt is not None
    assert has_surface is (prepare is not without_points) or prepare is far_out
    kinds = {mark.kind for mark in surface.things.marks} if has_surface else set()
    if prepare is while_guessing:
        assert "best" not in kinds
    if prepare is three_runs:
        assert {("letter", number) for number in (0, 1)} <= set(surface.things.placer.plates)
    assert not image.isNull()


def test_a_valley_and_what_a_held_parameter_leaves_lie_on_the_ground(window: Any) -> None:
    session, view = window.session, window.content.surface_view
    surface = tilted(window)
    hover(window.content.data_view.canvas, 8.0, 90.0)
    render(window)
    assert view.marks.valley == Line(-8.0, 90.0)
    left, right, _, _ = surface.tilt.shown
    (valley,) = lines_across(
        surface.tilt, surface._seen.theme, view.marks, view.picture.held, has_floor=True
    )
    assert valley.places[:, 1] == pytest.approx(90.0 - 8.0 * valley.places[:, 0])
    assert left <= valley.places[0, 0] < valley.places[1, 0] <= right
    for held, column in ((Held.SLOPE, 1), (Held.INTERCEPT, 0)):
        session.set_settings(replace(session.runs.settings, held=held))
        render(window)
        tilt = surface.tilt
        (line, *_) = lines_across(
            tilt, surface._seen.theme, view.marks, view.picture.held, has_floor=True
        )
        assert line.places[0, 1 - column] == session.problem.start[1 - column]
        assert tuple(line.places[:, column]) == tilt.shown[2 * column : 2 * column + 2]
        surface.grab()


def test_a_pin_is_set_on_the_ground_and_stands_there(window: Any) -> None:
    session = window.session
    session.asking.ask()
    session.asking.ask_for(BetKind.PIN)
    surface = tilted(window)
    at = seen_at(surface, 4.0, 30.0)
    pull(surface, at, at)
    render(window)
    assert session.asking.state.bet.line == pytest.approx((4.0, 30.0), abs=1e-3)
    surface.grab()
    pin = next(mark for mark in surface.things.marks if mark.kind == "pin")
    scale = surface._seen.theme.drawing_scale
    assert (pin.at * scale - at).manhattanLength() < 0.5


def test_a_project_does_not_keep_it_and_a_picture_shows_it(window: Any, tmp_path: Path) -> None:
    session, surface = window.session, tilted(window)
    session.player.step(20)
    surface = at_rest(window)
    subject = window.content.subjects()[Pane.SURFACE]
    for name in ("tilt.png", "tilt.svg"):
        save_picture(subject, tmp_path / name, subject.widget.size())
    drawn, screen = QImage(str(tmp_path / "tilt.png")), surface.grab().toImage()
    middle = seen_at(surface, 4.0, 30.0).toPoint()
    assert drawn.pixelColor(middle) == screen.pixelColor(middle)
    assert "linearGradient" in (tmp_path / "tilt.svg").read_text()
    assert "is_tilted" not in project_of(session.state()).view
    session.open_state(state_of(project_of(session.state())))
    at_rest(window)


def test_another_theme_and_another_size_are_drawn(window: Any) -> None:
    surface = tilted(window)
    options = window.session.view_options
    for choice in type(options.theme):
        window.session.set_view_options(replace(options, theme=choice))
        render(window)
        assert surface._seen.theme is window.content.clock.theme
        surface.grab()
    window.shell.resize(800, 520)
    render(window)
    surface.grab()
    assert surface.geometry() == window.content.surface_view.rect()


@pytest.mark.parametrize("reach", [1e-3, 1e-7, 1e-12])
def test_close_to_the_best_fit_there_is_ground_or_a_sentence(window: Any, reach: float) -> None:
    canvas, surface = window.content.surface_view.canvas, tilted(window)
    slope, intercept = window.session.problem.loss.minimum_parameters
    canvas.show_range(slope - reach, slope + reach, intercept - reach, intercept + reach)
    canvas.range_changed.emit()
    render(window)
    image, card = surface.grab().toImage(), QColor(window.content.clock.theme.card)
    if surface.tilt is not None:
        beside = np.array([slope + 0.5 * reach, intercept - 0.5 * reach])
        x, y = surface.tilt.project(beside)
        scale = window.content.clock.theme.drawing_scale
        assert image.pixelColor((QPointF(float(x), float(y)) * scale).toPoint()) != card
    assert (surface.tilt is None) == (reach < 1e-10)


def test_a_bowl_far_steeper_than_wide_is_drawn(window: Any) -> None:
    x, y = [1e149, 2e149, 3e149], [1.0, 2.0, 4.0]
    window.session.opening.open_dataset(Dataset.from_xy(x, y))
    render(window)
    surface = tilted(window)
    canvas = window.content.surface_view.canvas
    for half in (1.0, 3.446):
        canvas.show_range(0.83 - half, 0.83 + half, -3.852, 18.138)
        canvas.range_changed.emit()
        render(window)
        surface.grab()


@pytest.mark.parametrize(
    ("title", "short"),
    [("slope m", "m"), ("intercept b", "b"), ("intercept on centred x", "intercept"), ("", "")],
)
def test_a_title_without_room_is_a_word_of_it(title: str, short: str) -> None:
    assert _short(title) == short


def test_titles_of_the_near_edges_lie_clear_of_long_numbers(
    window: Any,
) -> None:
    labels: list[tuple[str, QPolygonF]] = []
    titles: list[tuple[str, QPolygonF]] = []

    class Noter(QPainter):
        """Notes where text is drawn."""

        def drawText(self, box: QRectF, flags: int, text: str) -> None:  # type: ignore[override]
            metrics = QFontMetricsF(self.font())
            inked = QRectF(0.0, 0.0, metrics.horizontalAdvance(text), 0.7 * metrics.height())
            inked.moveCenter(box.center())
            kind = titles if self.transform().isRotating() else labels
            kind.append((text, self.transform().map(QPolygonF(inked))))
            super().drawText(box, flags, text)

    x, y = [1000.0, 1040.0, 1060.0, 1100.0], [419e3, 426e3, 427e3, 432e3]
    window.session.opening.paste_dataset(Dataset.from_xy(x, y))
    window.session.set_settings(
        replace(window.session.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.5)
    )
    window.shell.resize(1366, 749)
    window.session.player.step(1)
    window.content.surface_view.frame_all(window.content.clock.frame())
    widget = tilted(window)
    image = QImage(widget.size(), QImage.Format.Format_ARGB32_Premultiplied)
    painter = Noter(image)
    names = ("slope on standardised x", "intercept on standardised x")
    TiltedAxes().paint_edges(painter, widget.tilt, LIGHT, names)
    painter.end()
    assert len(titles) == 2
    for title, place in titles:
        for label, beside in labels:
            assert not place.intersects(beside), f"{title} lies over {label}"
