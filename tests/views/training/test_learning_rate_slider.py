"""The learning-rate slider knows the data: zones, marks, and what is said on hovering."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.wording import number
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.training.learning_rate_slider import KNOB_RADIUS, MARK_GAP, LearningRateSlider
from linreg_gui.views.training.rate_zones import RateLimits, draw_zone_names, rate_limits, spread
from tests.views.helpers import drag


def slider_of(window: Any) -> LearningRateSlider:
    made: LearningRateSlider = window.content.training_card.rate_slider
    return made


def tip_at(slider: LearningRateSlider, position: QPointF) -> str:
    """Send what a resting pointer sends, and give what is shown."""
    spot = position.toPoint()
    QApplication.sendEvent(slider, QHelpEvent(QEvent.Type.ToolTip, spot, slider.mapToGlobal(spot)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_marks_stand_at_the_published_rates(window: Any) -> None:
    marks = rate_limits(window.session.problem.loss).marks
    assert [mark.name for mark in marks] == ["1/λmax", "2/(λmin + λmax)", "2/λmax"]
    assert [mark.rate for mark in marks] == pytest.approx([0.0175811, 0.0349650, 0.0351622], 1e-4)


def test_close_marks_stay_apart_and_in_order(window: Any) -> None:
    for key in EXAMPLES:
        window.session.opening.open_example(key)
        window.content.clock.render_now()
        slider = slider_of(window)
        centres = [centre.x() for _, centre in slider.mark_places()]
        gaps = [right - left for left, right in pairwise(centres)]
        assert min(gaps) == pytest.approx(MARK_GAP, abs=0.5) or min(gaps) > MARK_GAP
        assert centres[0] > 0
        assert centres[-1] < slider.width()


@pytest.mark.parametrize(
    ("positions", "expected"),
    [([10, 50], [10, 50]), ([10, 12], [6, 16]), ([0, 0, 0], [0, 10, 20]), ([99, 99], [90, 100])],
)
def test_spread_moves_as_little_as_needed(positions: list[float], expected: list[float]) -> None:
    assert spread(positions, 10.0, 0.0, 100.0) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("is_standardised", [False, True])
def test_a_rate_below_the_range_stands_where_rates_crawl(
    window: Any, is_standardised: bool
) -> None:
    session = window.session
    settings = replace(session.runs.settings, is_standardised=is_standardised, learning_rate=1e-9)
    session.set_settings(settings)
    window.content.clock.render_now()
    slider = slider_of(window)
    assert window.content.training_card.sentence.text().startswith("Too slow: ")
    assert slider.value() == 0
    crawls_below = rate_limits(session.problem.loss).crawls_below
    assert crawls_below is not None
    assert slider.rate_at(0.0) <= 0.11 * crawls_below
    assert slider.rate_at(0.5 * KNOB_RADIUS / slider.width()) < crawls_below


def test_hovering_a_mark_names_it_and_its_value(window: Any) -> None:
    slider = slider_of(window)
    tips = [tip_at(slider, centre) for _, centre in slider.mark_places()]
    assert tips[0] == "1/λmax = 0.017581: above it the path zig-zags"
    assert tips[1] == "2/(λmin + λmax) = 0.034965: the fastest rate"
    assert tips[2].startswith("2/λmax = 0.035162: ")


def test_hovering_the_groove_says_what_the_rate_there_does(window: Any) -> None:
    slider = slider_of(window)
    height = slider.height() / 2
    right = tip_at(slider, QPointF(slider.width() - 10.0, height))
    assert "Diverges: each swing is" in right
    assert "Too slow: " in tip_at(slider, QPointF(12.0, height))


def test_without_limits_the_groove_is_plain_and_still_sets_rates(window: Any) -> None:
    slider = slider_of(window)
    slider.set_limits(None)
    slider.set_rate(0.01)
    assert slider.mark_places() == []
    assert slider.text_at(QPointF(50.0, 20.0)) == ""
    assert slider.rate_at(slider.value() / slider.maximum()) == pytest.approx(0.01, rel=0.02)
    image = slider.grab().toImage()
    colours = {image.pixelColor(x, 19).name() for x in (20, slider.width() - 20)}
    assert colours == {QColor(LIGHT.field_hover).name()}


def test_limits_may_know_the_divergence_only(window: Any) -> None:
    slider = slider_of(window)
    slider.set_limits(RateLimits(diverges_from=0.05))
    assert RateLimits(diverges_from=0.05).zones == [(0.05, "converge")]
    at = QPointF(60.0, 20.0)
    assert slider.text_at(at) in {number(slider.rate_at(s / 1e4), 3) for s in range(10_000)}
    slider.grab()


def test_dragging_the_last_point_moves_the_limit_from_0_0352_to_0_0105(window: Any) -> None:
    sentence, slider = window.content.training_card.sentence, slider_of(window)
    assert "0.0352" in sentence.text()
    before = tip_at(slider, slider.mark_places()[2][1])
    drag(window.content.data_view.canvas, (8.0, 90.0), (20.0, 90.0))
    window.content.clock.render_now()
    assert window.session.problem.dataset.x[4] == pytest.approx(20.0, abs=0.05)
    assert "0.0105" in sentence.text()
    assert "Diverges: each swing is" in sentence.text()
    after = tip_at(slider, slider.mark_places()[2][1])
    assert before.startswith("2/λmax = 0.0351")
    assert after.startswith("2/λmax = 0.0104")


@pytest.mark.parametrize(
    ("rate", "part"),
    [
        (0.01, "99 % of the way after 326 epochs"),
        (0.03552, "each swing is 1.02 × the last"),
    ],
)
def test_the_sentence_says_the_published_figures(window: Any, rate: float, part: str) -> None:
    window.session.set_learning_rate(rate)
    window.content.clock.render_now()
    assert part in window.content.training_card.sentence.text()


@pytest.mark.parametrize(("missing", "is_named"), [(-2.0, True), (8.0, True), (12.0, False)])
def test_a_name_at_the_end_may_reach_beyond_the_groove(
    qapp: Any, missing: float, is_named: bool
) -> None:
    picture = QImage(420, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    with QPainter(picture) as painter:
        zone = painter.fontMetrics().horizontalAdvance("diverges") - missing
        groove, area = QRectF(10, 0, 400, 4), QRectF(0, 5, 420, 25)
        draw_zone_names(painter, [(1.0 - zone / 400.0, "converge")], groove, area, LIGHT)
    right = picture.copy(int(400 - zone), 0, int(zone) + 20, 30)
    assert (right != blank(right)) is is_named


def blank(picture: QImage) -> QImage:
    made = picture.copy()
    made.fill(QColor("white"))
    return made
