"""The residual strip: the same x axis by pixel, live in a descent and under the hand."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.generators import noisy_line
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.values import ViewOptions
from linreg_gui.views.data.residual_layers import LARGEST_RESIDUAL_CLOUD
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from linreg_gui.views.window.action_table import DATA
from linreg_gui.views.window.pane_heads import NO_ROOM
from tests.views.helpers import drag, hover, move, pixel, wheel

STRIP = "Residuals as a strip below"


def press(window: Any, key: Qt.Key) -> None:
    QTest.keyClick(window.shell.focusWidget(), key)
    window.content.clock.render_now()
    QApplication.processEvents()  # the layout
    window.content.clock.render_now()


def strip_of(window: Any) -> Any:
    """Return the strip, brought up by its key."""
    press(window, Qt.Key.Key_E)
    return window.content.data_view.strip


def plates_of(strip: Any) -> set[Any]:
    strip.grab()
    return set(strip.placer.plates)


def list_row(window: Any, words: str) -> Any:
    heads = window.content.heads
    heads.toggle_list(DATA)
    return next(row for row in heads.open_list.rows if row.text() == words)


def test_it_is_off_at_first_and_costs_nothing(window: Any) -> None:
    window.session.player.step(5)
    window.content.clock.render_now()
    assert not ViewOptions().show_residual_strip
    assert window.content.data_view.strip is None
    assert window.content.data_view.canvas.axes["bottom"].style["showValues"]


def test_the_key_shows_it_and_takes_it_away(window: Any) -> None:
    view = window.content.data_view
    before = view.canvas.plot_rect().height()
    strip = strip_of(window)
    assert strip.isVisible()
    assert strip.axes["bottom"].title == "x · hours worked"
    assert not view.canvas.axes["bottom"].style["showValues"], "one x axis is enough"
    assert view.canvas.plot_rect().height() < before - 90
    press(window, Qt.Key.Key_E)
    assert not strip.isVisible()
    assert view.canvas.axes["bottom"].style["showValues"]
    assert view.canvas.plot_rect().height() == before


def test_the_row_of_show_switches_it(window: Any) -> None:
    list_row(window, STRIP).click()
    window.content.clock.render_now()
    assert window.content.data_view.strip.isVisible()
    window.content.heads.back_to_the_usual()
    window.content.clock.render_now()
    assert not window.content.data_view.strip.isVisible()
    window.content.heads.close_list()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_each_stem_stands_below_its_point(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    strip, canvas = strip_of(window), window.content.data_view.canvas
    for turns in (0, 3):
        wheel(canvas, 4.0, 50.0, turns)
        for x in (2.0, 8.0):
            point = canvas.viewport().mapToGlobal(canvas.widget_position(x, 0.0))
            stem = strip.viewport().mapToGlobal(strip.widget_position(x, 0.0))
            assert stem.x() == pytest.approx(point.x(), abs=1e-6)


def test_it_moves_with_each_epoch_and_tells_the_gradient(window: Any) -> None:
    window.session.set_learning_rate(0.03)
    strip = strip_of(window)
    window.session.player.step(4)
    window.content.clock.render_now()
    data, line = window.session.problem.dataset, window.session.shown_curve
    residuals = data.y - line.slope * data.x - line.intercept
    assert strip.stems.residuals == pytest.approx(residuals, rel=1e-12)
    assert strip.trend.trend.mean == pytest.approx(np.mean(residuals))
    gradient = window.session.problem.loss.gradient(line)
    assert strip.trend.trend.gradient == pytest.approx(gradient)
    assert strip.trend.formula() == "∂m = −2 (4.56 · tilt + 4.8 · mean) = −191.5"
    assert plates_of(strip) == {"mean", "tilt"}


def test_it_follows_the_line_under_the_hand_in_the_same_frame(window: Any) -> None:
    strip, canvas = strip_of(window), window.content.data_view.canvas
    window.session.hand.set_line(Line(2.0, 60.0))
    window.content.clock.render_now()
    seen: list[float] = []

    def look() -> None:
        window.content.clock.render_now()
        assert window.content.data_view.seen.is_dragging
        slope, intercept = window.session.shown_curve
        assert strip.trend.trend.mean == pytest.approx(77.0 - 4.8 * slope - intercept)
        seen.append(strip.trend.trend.mean)

    middle = 60.0 + 2.0 * 4.0
    drag(canvas, (4.0, middle), (4.0, middle - 10.0), steps=4, halfway=look)
    assert seen
    assert seen[0] != pytest.approx(7.4)


def test_its_scale_rests_in_small_changes_and_during_a_drag(window: Any) -> None:
    strip, session = strip_of(window), window.session
    session.hand.set_line(Line(2.0, 60.0))
    window.content.clock.render_now()
    scale = strip.shown_range()[2:]
    session.hand.set_line(Line(2.0, 60.5))
    window.content.clock.render_now()
    assert strip.shown_range()[2:] == scale
    session.edits.begin_drag()
    session.hand.set_line(Line(4.0, 57.5))
    window.content.clock.render_now()
    assert strip.shown_range()[2:] == scale, "it would hide that residuals get smaller"
    session.hand.set_line(Line(4.0, 157.5))
    window.content.clock.render_now()
    assert strip.shown_range()[2] < -100, "but all of them are seen"
    session.edits.end_drag()
    session.hand.set_line(Line(4.0, 57.5))
    window.content.clock.render_now()
    assert strip.shown_range()[2] > scale[0]


def test_at_the_best_fit_of_a_bend_it_says_that_nothing_is_left(window: Any) -> None:
    window.session.opening.open_example("anscombe-2")
    strip = strip_of(window)
    window.session.hand.set_line(Line(*window.session.problem.loss.minimum_parameters.tolist()))
    window.content.clock.render_now()
    assert strip.trend.is_level
    assert plates_of(strip) == {"mean"}
    order = np.argsort(strip.stems.x)
    bend = strip.stems.residuals[order]
    assert bend[0] < 0 < bend[5] > 0 > bend[-1], "the bend stays"


def test_what_is_small_and_not_nothing_is_written(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    slope, intercept = session.problem.loss.minimum_parameters.tolist()
    session.hand.set_line(Line(slope, intercept + 1e-3))
    window.content.clock.render_now()
    full, short = strip.trend._mean_plates(strip.theme)
    assert full.text.startswith("mean −0.001, tilt ")
    assert full.under == "almost nothing is left that a line could explain"
    assert (short.text, short.under) == ("almost nothing is left", "that a line could explain")
    session.hand.set_line(Line(slope, intercept))
    window.content.clock.render_now()
    (plate,) = strip.trend._mean_plates(strip.theme)
    assert plate.text == "mean 0, tilt 0: nothing is left"


NUMBER = r"[−+]?[ ]?[\d,.]+(?:e[−+]?\d+)?"


def read(text: str) -> float:
    return float(text.replace("−", "-").replace(" ", "").replace(",", ""))


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_the_formula_checks_from_the_digits_shown(window: Any, l2: float) -> None:
    session, strip = window.session, strip_of(window)
    session.set_settings(replace(session.runs.settings, l2=l2))
    rng, seen = np.random.default_rng(4), set()
    best = session.problem.loss.unpenalised.minimum_parameters
    for away in [
        *rng.normal(0.0, 3.0, (20, 2)),
        *((-d, 4.8 * d * (1 + d / 30)) for d in rng.random(20)),
    ]:
        session.hand.set_line(Line(*(best + away).tolist()))
        window.content.clock.render_now()
        tilt_plate, mean_plate = (
            strip.trend._tilt_plates(strip.theme)[0],
            strip.trend._mean_plates(strip.theme)[0],
        )
        if not tilt_plate.under:
            continue
        tilt = read(tilt_plate.text.removeprefix("tilt "))
        mean = read(mean_plate.text.removeprefix("mean ").split(" = ")[0])
        _two, spread, offset, *penalty, told = map(read, re.findall(NUMBER, tilt_plate.under))
        computed = -2.0 * (spread * tilt + offset * mean) + sum(penalty)
        assert computed == pytest.approx(told, rel=0.006)
        seen.add(len(f"{abs(tilt):g}".replace(".", "").lstrip("0")))
    assert len(seen) > 1, "sums that cancel are written with more digits"


def test_pointing_at_a_stem_is_pointing_at_its_point(window: Any) -> None:
    strip, content = strip_of(window), window.content
    heard: list[int | None] = []
    content.data_view.point_hovered.connect(heard.append)
    hover(strip, 5.0, 30.0)
    assert heard[-1] == 2
    assert content.data_view.points.highlighted == strip.stems.highlighted == 2
    assert content.surface_view.marks.valley == Line(-5.0, 75.0)
    hover(content.data_view.canvas, 8.0, 90.0)
    assert strip.stems.highlighted == 4
    hover(strip, 6.9, 30.0)
    assert strip.stems.highlighted is None
    hover(strip, 5.0, 30.0)
    move(strip, QPointF(2.0, 2.0), Qt.MouseButton.NoButton)
    assert strip.stems.highlighted is None


def test_while_guessing_the_tilt_is_hidden(window: Any) -> None:
    strip = strip_of(window)
    press(window, Qt.Key.Key_G)
    assert not strip.trend.has_tilt
    assert len(strip.trend.lines(strip.pixel_frame())) == 1
    assert plates_of(strip) == {"mean"}
    window.session.hand.set_line(Line(*window.session.problem.loss.minimum_parameters.tolist()))
    window.content.clock.render_now()
    assert "nothing" not in strip.trend._mean_plates(strip.theme)[0].text


def test_of_a_batch_the_others_are_pale_and_mean_and_tilt_are_its_own(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    session.set_settings(replace(session.runs.settings, batch_size=2))
    window.content.clock.render_now()
    inner = window.content.data_view.seen.look.inner_step
    assert strip.stems.lit is inner.points
    gradient = inner.loss.gradient(session.shown_curve)
    assert strip.trend.trend.gradient == pytest.approx(gradient)
    assert strip.trend.has_gradient
    session.step.move_inner_step(1)
    window.content.clock.render_now()
    assert not strip.trend.has_gradient, "that batch starts from another line"


def test_a_penalty_adds_its_part(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    session.set_settings(replace(session.runs.settings, l2=0.5))
    session.hand.set_line(Line(4.0, 50.0))
    window.content.clock.render_now()
    gradient = session.problem.loss.gradient((4.0, 50.0))
    added = strip.trend.trend.gradient[0] + strip.trend.penalty
    assert added == pytest.approx(gradient[0])
    assert strip.trend.formula().endswith("+ 4 = −73.2")


def test_standardised_x_has_a_formula_without_the_mean(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE))
    session.hand.set_line(Line(1.0, 70.0))
    window.content.clock.render_now()
    trend = strip.trend.trend
    assert strip.trend.formula().startswith("∂m = −2 · 2.14 · tilt = ")
    frame = window.content.data_view.seen
    assert trend.gradient == pytest.approx(frame.loss.gradient(frame.shown_parameters))


def test_of_a_held_parameter_no_gradient_is_told(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    for held, without in ((Held.SLOPE, 1), (Held.INTERCEPT, 0)):
        session.set_settings(replace(session.runs.settings, held=held))
        session.hand.set_line(Line(1.0, 60.0))
        window.content.clock.render_now()
        words = (
            strip.trend._mean_plates(strip.theme)[0].text,
            strip.trend._tilt_plates(strip.theme)[0].under,
        )
        told = ["∂" in text for text in words]
        assert told == [held is Held.SLOPE, held is Held.INTERCEPT]
        assert not told[without]


def test_equal_x_have_no_tilt(window: Any) -> None:
    window.session.opening.open_example("all-x-equal")
    strip = strip_of(window)
    assert strip.trend.trend.tilt is None
    assert plates_of(strip) == {"mean"}


def test_no_points_and_many_points(window: Any) -> None:
    session, strip = window.session, strip_of(window)
    session.problem.clear_points()
    window.content.clock.render_now()
    assert strip.trend.trend is None
    assert not plates_of(strip)
    for size in (LARGEST_RESIDUAL_CLOUD + 1, 3000):
        session.open_generated(noisy_line(size, 3.0, 2.0, 4.0, np.random.default_rng(3)))
        window.content.clock.render_now()
        assert "tilt" in plates_of(strip)


def test_a_line_too_steep_for_numbers_draws_nothing(window: Any) -> None:
    strip = strip_of(window)
    window.session.opening.open_dataset(Dataset.from_xy([1e149, 1e150], [1.0, 2.0]))
    window.session.problem.set_start(Line(1e150, 0.0))
    window.content.clock.render_now()
    strip.grab()
    assert np.isfinite(strip.stems.residuals).all()


def test_the_wheel_over_it_moves_the_data_too_and_a_double_click_shows_all(window: Any) -> None:
    strip, canvas = strip_of(window), window.content.data_view.canvas
    before, below = canvas.shown_range(), strip.shown_range()
    wheel(strip, 4.0, 30.0, 3)
    assert canvas.shown_range()[:2] == strip.shown_range()[:2]
    assert canvas.shown_range()[0] > before[0]
    assert canvas.shown_range()[2:] == before[2:]
    QTest.mouseDClick(
        strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.widget_position(4.0, 30.0).toPoint()
    )
    window.content.clock.render_now()
    assert canvas.shown_range() == pytest.approx(before)
    assert strip.shown_range() == pytest.approx(below)


def test_a_small_window_hides_it_and_its_row_says_so(window: Any, qtbot: Any) -> None:
    strip, shell = strip_of(window), window.shell
    shell.resize(900, 560)
    QApplication.processEvents()
    window.content.clock.render_now()
    assert strip.isVisible()
    assert not list_row(window, STRIP).note
    window.content.heads.close_list()
    shell.resize(880, 540)
    QApplication.processEvents()
    window.content.clock.render_now()
    assert not strip.isVisible()
    found = list_row(window, STRIP)
    assert found.note == NO_ROOM
    assert found.isChecked()
    found.grab()
    window.content.heads.close_list()


def test_a_project_keeps_it(window: Any) -> None:
    strip, session = strip_of(window), window.session
    kept = state_of(project_of(session.state()))
    session.opening.open_example("house-prices")
    session.set_view_options(ViewOptions())
    window.content.clock.render_now()
    assert not strip.isVisible()
    session.open_state(kept)
    window.content.clock.render_now()
    assert strip.isVisible()


def test_a_picture_of_the_pane_has_it(window: Any) -> None:
    strip, view = strip_of(window), window.content.data_view
    subject = window.content.subjects()[Pane.DATA]
    drawn = image_of(subject, subject.widget.size())
    half_a_stem = pixel(strip, 5.0, 0.6 * float(strip.stems.residuals[2]))
    at = strip.viewport().mapTo(view, half_a_stem)
    assert drawn.pixelColor(at).name() == strip.theme.residual


def test_it_takes_another_theme(window: Any) -> None:
    strip = strip_of(window)
    options = window.session.view_options
    for choice in type(options.theme):
        window.session.set_view_options(replace(options, theme=choice))
        window.content.clock.render_now()
        assert strip.theme is window.content.data_view.canvas.theme
