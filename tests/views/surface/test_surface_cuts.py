"""Cuts along slope and intercept beside the loss surface."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Scaling
from linreg_gui.session.curve import Line
from linreg_gui.session.values import ViewOptions
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from linreg_gui.views.window.action_table import SURFACE
from linreg_gui.views.window.pane_heads import NO_ROOM
from tests.views.helpers import drag, pixel, wheel

CUTS = "Cuts along slope and intercept"


def render(window: Any) -> None:
    window.content.clock.render_now()
    QApplication.processEvents()  # the layout
    window.content.clock.render_now()


def cuts_of(window: Any) -> Any:
    """Return the cuts, brought up by their key."""
    QTest.keyClick(window.shell.focusWidget(), Qt.Key.Key_X)
    render(window)
    return window.content.surface_view.cuts


def list_row(window: Any) -> Any:
    window.content.heads.toggle_list(SURFACE)
    return next(row for row in window.content.heads.open_list.rows if row.text() == CUTS)


def test_they_are_off_at_first_and_cost_nothing(window: Any) -> None:
    assert not ViewOptions().show_cuts
    assert window.content.surface_view.cuts is None
    assert window.content.surface_view.picture.guides.place is None


def test_the_key_shows_them_and_gives_their_room_back(window: Any) -> None:
    canvas = window.content.surface_view.canvas
    before = canvas.plot_rect().size()
    cuts = cuts_of(window)
    assert all(widget.isVisible() for widget in cuts.widgets)
    for taken in (before - canvas.plot_rect().size(),):
        assert taken.width() > 70
        assert taken.height() > 70
    QTest.keyClick(window.shell.focusWidget(), Qt.Key.Key_X)
    render(window)
    assert not any(widget.isVisible() for widget in cuts.widgets)
    assert canvas.plot_rect().size() == before
    assert window.content.surface_view.picture.guides.place is None


def test_the_row_of_show_switches_them(window: Any) -> None:
    list_row(window).click()
    render(window)
    assert window.session.view_options.show_cuts
    assert window.content.surface_view.cuts.along_slope.isVisible()
    window.content.heads.close_list()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_they_share_the_axes_of_the_map_by_pixel(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    cuts, canvas = cuts_of(window), window.content.surface_view.canvas
    for turns in (0, 2, -1):
        wheel(canvas, 5.0, 30.0, turns)
        render(window)
        here = canvas.viewport().mapToGlobal(canvas.widget_position(6.0, 35.0))
        above, beside = cuts.along_slope, cuts.along_intercept
        x = above.viewport().mapToGlobal(above.widget_position(6.0, 0.0)).x()
        y = beside.viewport().mapToGlobal(beside.widget_position(0.0, 35.0)).y()
        assert (x, y) == pytest.approx((here.x(), here.y()), abs=1e-6)


def test_each_goes_through_the_dot_with_the_gradient_as_its_tangent(window: Any) -> None:
    window.session.set_learning_rate(0.03)
    cuts = cuts_of(window)
    window.session.player.step(4)
    render(window)
    line = window.session.shown_curve
    loss = window.session.problem.loss
    for axis, (layer, canvas) in enumerate(
        zip(cuts.cuts, (cuts.along_slope, cuts.along_intercept), strict=True)
    ):
        assert layer.cut.at == line[axis]
        assert layer.cut.value == pytest.approx(loss.value(line))
        assert layer.cut.slope == pytest.approx(loss.gradient(line)[axis])
        frame = canvas.pixel_frame()
        x, y = layer.tangent(frame)
        rise = (y[1] - y[0]) / -frame.y_scale
        run = (x[1] - x[0]) / frame.x_scale
        steepness = rise / run if axis == 0 else run / rise
        assert steepness == pytest.approx(layer.cut.slope)
        curve_x, curve_y = layer.curve(frame)
        losses = frame.bottom + (frame.rect.bottom() - curve_y) / frame.y_scale
        places = frame.left + (curve_x - frame.rect.left()) / frame.x_scale
        if axis == 1:
            losses, places = places, losses
        lines = np.column_stack((places, np.full_like(places, line[1])))
        if axis == 1:
            lines = np.column_stack((np.full_like(places, line[0]), places))
        assert losses == pytest.approx(loss.values(lines), rel=1e-9)


def test_the_words_say_where_the_cut_is_and_how_steep_it_is(window: Any) -> None:
    window.session.set_learning_rate(0.03)
    cuts = cuts_of(window)
    window.session.player.step(4)
    render(window)
    assert cuts.name.words == ("at b = 3.86", "∂m = −191.5")
    assert cuts.corner.accessibleName() == "at m = 9.95: ∂b = −50.73"
    cuts.along_slope.grab()
    cuts.corner.grab()


def test_the_next_place_is_that_of_the_next_step(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.player.step(3)
    render(window)
    step = session.step.explained
    assert [layer.next_at for layer in cuts.cuts] == step.next_parameters.tolist()
    session.player.seek(1)
    render(window)
    following = session.player.history.record(2)[0]
    assert [layer.next_at for layer in cuts.cuts] == following.tolist()


def test_one_linear_scale_that_changes_in_steps_and_rests_in_a_drag(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.hand.set_line(Line(2.0, 50.0))
    render(window)

    def scale() -> float:
        above, beside = cuts.along_slope.shown_range(), cuts.along_intercept.shown_range()
        assert above[2:] == beside[:2] == pytest.approx((0.0, above[3]))
        return float(above[3])

    value = session.problem.loss.value((2.0, 50.0))
    first = scale()
    assert first >= 2.5 * value
    assert 3 * np.log10(first) == pytest.approx(round(3 * np.log10(first)))
    session.hand.set_line(Line(2.0, 50.5))
    render(window)
    assert scale() == first
    session.edits.begin_drag()
    session.hand.set_line(Line(4.0, 57.5))
    render(window)
    assert scale() == first
    session.hand.set_line(Line(14.0, 57.5))
    render(window)
    assert scale() > first, "the dot stays in sight"
    session.edits.end_drag()
    session.hand.set_line(Line(4.0, 57.5))
    render(window)
    assert scale() < first


def test_near_a_perfect_fit_both_are_parabolas_and_not_spikes(window: Any) -> None:
    session = window.session
    session.opening.open_example("house-prices")
    cuts = cuts_of(window)
    session.hand.set_line(Line(*session.problem.loss.minimum_parameters.tolist()))
    window.content.settle()
    render(window)
    left, right, bottom, top = window.content.surface_view.canvas.shown_range()
    highest = cuts.along_slope.shown_range()[3]
    for layer, span in zip(cuts.cuts, (right - left, top - bottom), strict=True):
        low, high = layer.cut.reach_of(highest)
        assert high - low >= 0.0999 * span


def test_they_follow_the_dot_that_is_dragged_on_the_map(window: Any) -> None:
    cuts, view = cuts_of(window), window.content.surface_view
    seen = []

    def look() -> None:
        window.content.clock.render_now()
        seen.append((cuts.cuts[0].cut.at, view.picture.guides.place))

    left, right, bottom, top = view.canvas.shown_range()
    begin = (left + 0.3 * (right - left), bottom + 0.3 * (top - bottom))
    drag(view.canvas, begin, (begin[0] + 1.0, begin[1] + 5.0), steps=4, halfway=look)
    assert seen[0][0] == window.session.problem.start.slope or seen[0][0] > begin[0]
    assert seen[0][1][0] == seen[0][0]


def test_runaways_troughs_and_nothing_at_all_are_drawn(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.set_learning_rate(0.05)
    session.player.step(300)
    render(window)
    session.player.seek_last()
    render(window)
    cuts.along_slope.grab()
    session.opening.open_example("all-x-equal")
    render(window)
    assert cuts.cuts[0].cut.curvature == pytest.approx(9.0)
    cuts.along_intercept.grab()
    session.problem.clear_points()
    render(window)
    assert cuts.cuts[0].cut is None
    assert cuts.corner.accessibleName() == ""
    cuts.along_slope.grab()


def test_the_dot_is_drawn_where_the_guides_lead(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.hand.set_line(Line(6.0, 20.0))
    render(window)
    canvas = cuts.along_slope
    image = canvas.grab().toImage()
    spot = pixel(canvas, 6.0, session.problem.loss.value((6.0, 20.0)))
    assert image.pixelColor(spot).name() == canvas.theme.branches[0]


def test_a_picture_of_the_pane_has_them(window: Any) -> None:
    cuts, view = cuts_of(window), window.content.surface_view
    window.session.hand.set_line(Line(6.0, 20.0))
    render(window)
    subject = window.content.subjects()[Pane.SURFACE]
    drawn = image_of(subject, subject.widget.size())
    for canvas, place in (
        (cuts.along_slope, (6.0, cuts.cuts[0].cut.value)),
        (cuts.along_intercept, (cuts.cuts[1].cut.value, 20.0)),
    ):
        at = canvas.viewport().mapTo(view, pixel(canvas, *place))
        assert drawn.pixelColor(at).name() == canvas.theme.branches[0]


def test_a_small_window_hides_them_and_their_row_says_so(window: Any) -> None:
    cuts, shell = cuts_of(window), window.shell
    shell.resize(900, 560)
    render(window)
    assert cuts.along_slope.isVisible()
    shell.resize(880, 540)
    render(window)
    assert not any(widget.isVisible() for widget in cuts.widgets)
    assert list_row(window).note == NO_ROOM
    window.content.heads.close_list()


def test_standardised_x_and_a_penalty_are_cut_as_the_descent_sees_them(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE, l2=0.5))
    session.hand.set_line(Line(3.0, 40.0))
    render(window)
    frame = window.content.surface_view.seen
    found = [layer.cut.slope for layer in cuts.cuts]
    assert found == pytest.approx(frame.loss.gradient(frame.shown_parameters))


def test_losses_near_the_largest_number_are_cut_too(window: Any) -> None:
    cuts, session = cuts_of(window), window.session
    session.opening.open_dataset(Dataset.from_xy([2.0, 2.0], [1e149, 5e149]))
    session.set_learning_rate(3.0)
    session.set_max_epochs(100)
    session.player.step(100)
    render(window)
    assert session.player.history.losses[-1] > 1e300
    assert cuts.along_slope.shown_range() is not None
