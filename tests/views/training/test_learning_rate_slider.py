"""The learning-rate slider knows the data: zones, marks, and what is said on hovering."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from linreg_gui.core.arrival import arrival_of, fastest_from
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Scaling
from linreg_gui.core.stability import (
    Regime,
    largest_stable_learning_rate,
    monotone_learning_rate,
    regime,
)
from linreg_gui.session.curve import Line
from linreg_gui.session.wording import number
from linreg_gui.session.wording_training import ZONES, RateSentence, predicted_epochs
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.training.advice import SentenceLabel
from linreg_gui.views.training.learning_rate_slider import KNOB_RADIUS, STEPS, LearningRateSlider
from linreg_gui.views.training.rate_zones import (
    RateLimits,
    draw_zone_names,
    rate_limits,
    zone_areas,
)
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


def test_the_zones_end_at_the_published_rates(window: Any) -> None:
    limits = rate_limits(window.session.problem.loss)
    ends = [end for end, _ in limits.zones]
    assert ends == pytest.approx([7.1795e-4, 0.0175811, 0.0351622], 1e-4)
    assert [zone for _, zone in limits.zones] == [
        Regime.CRAWLS, Regime.CONVERGES, Regime.ZIGZAGS,
    ]  # fmt: skip
    assert limits.zone_of(0.0175) is Regime.CONVERGES
    assert limits.zone_of(0.0176) is Regime.ZIGZAGS
    assert limits.zone_of(limits.diverges_from) is Regime.DIVERGES


def test_a_slow_zig_zag_has_one_name_on_the_slider_and_in_the_sentence(
    window: Any, qtbot: Any
) -> None:
    """Data far from the origin: the intercept crawls at every rate that descends."""
    x = np.linspace(12.0, 34.0, 40)
    window.session.opening.open_dataset(Dataset.from_xy(x, 3.2 * x - 18.0 + np.sin(9.0 * x)))
    loss = window.session.problem.loss
    limits, monotone = rate_limits(loss), monotone_learning_rate(loss)
    for share in (0.5, 0.99, 1.01, 1.1, 1.5, 1.99):
        rate = share * monotone
        assert limits.zone_of(rate) is regime(loss, rate), share
    window.session.set_learning_rate(1.1 * monotone)
    window.content.clock.render_now()
    assert window.content.training_card.sentence.text().startswith("Zig-zags")


def test_a_border_is_exact_up_to_rounding(window: Any) -> None:
    loss = window.session.problem.loss
    limits, monotone = rate_limits(loss), monotone_learning_rate(loss)
    for rate in (monotone, monotone * (1 + 2e-16), monotone * (1 + 1e-8), 0.9 * monotone):
        assert limits.zone_of(rate) is regime(loss, rate)


def test_a_pull_undone_halfway_has_ended(window: Any) -> None:
    session, slider = window.session, slider_of(window)
    middle, left = QPoint(slider.width() // 2, 20), Qt.MouseButton.LeftButton
    QTest.mousePress(slider, left, Qt.KeyboardModifier.NoModifier, middle)
    assert session.runs.settings.learning_rate != 0.03
    window.session.edits.stack.undo()
    QTest.mouseMove(slider, middle + QPoint(30, 0))
    assert session.runs.settings.learning_rate == 0.03
    window.content.clock.render_now()
    assert slider.value() == round(STEPS * slider._share(0.03))
    QTest.mouseRelease(slider, left, Qt.KeyboardModifier.NoModifier, middle)
    assert session.runs.settings.learning_rate == 0.03
    assert session.edits.stack.index() == 0


def test_the_limit_stands_at_one_place_on_the_track(window: Any) -> None:
    session, slider = window.session, slider_of(window)
    for key in EXAMPLES:
        session.opening.open_example(key)
        window.content.clock.render_now()
        at = slider.limit_place()
        limit = largest_stable_learning_rate(session.problem.loss)
        assert slider.rate_at(1.0) == pytest.approx(10 * limit, rel=0.01), key
        assert slider.rate_at(0.0) <= 1.01e-3 * limit, key
        session.edits.begin_drag()
        session.problem.move_point(0, 1.5 * session.problem.dataset.x[0] + 1.0, 3.0)
        window.content.clock.render_now()
        session.edits.end_drag()
        if slider.rate_at(0.0) > 0.99e-3 * limit:
            assert slider.limit_place() == pytest.approx(at), key


@pytest.mark.parametrize(
    ("rate", "zone"),
    [(1e-4, Regime.CRAWLS), (0.01, Regime.CONVERGES), (0.03, Regime.ZIGZAGS),
     (0.05, Regime.DIVERGES)],
)  # fmt: skip
def test_the_zone_one_is_in_is_bold(window: Any, rate: float, zone: Regime) -> None:
    slider = slider_of(window)
    window.session.set_learning_rate(rate)
    window.content.clock.render_now()
    assert window.content.training_card.sentence.text().startswith(ZONES[zone])
    drawn = names_of(slider, zone)
    assert drawn[ZONES[zone].lower()]
    assert sum(drawn.values()) == 1
    assert len(drawn) >= 2


def names_of(slider: Any, present: Regime) -> dict[str, bool]:
    """Draw the names as the slider does; give each with whether it is bold."""
    drawn: dict[str, bool] = {}

    class Noting(QPainter):
        def drawText(self, *arguments: Any) -> None:  # type: ignore[override]
            drawn[arguments[-1]] = self.font().bold()

    picture = QImage(slider.size(), QImage.Format.Format_RGB32)
    groove = slider._groove()
    zones = [(slider._share(end), zone) for end, zone in slider._limits.zones]
    with Noting(picture) as painter:
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        room = QRectF(0, 30, slider.width(), 20)
        draw_zone_names(painter, zone_areas(zones, groove), room, present, LIGHT)
    return drawn


def test_zones_differ_without_their_colours(window: Any) -> None:
    """Diagonal and upright strokes lie over the last two zones only."""
    slider: Any = slider_of(window)
    image = slider.grab().toImage()
    middle = slider._groove().center().y()
    areas = dict(zone_areas([(slider._share(e), z) for e, z in slider._limits.zones],
                            slider._groove()))  # fmt: skip
    shades = {}
    for zone, area in areas.items():
        row = range(int(area.left()) + 8, int(area.right()) - 4)
        shades[zone] = {image.pixelColor(x, round(middle)).name() for x in row if x > 0}
    assert len(shades[Regime.CRAWLS]) == 1
    assert len(shades[Regime.DIVERGES]) > 1


@pytest.mark.parametrize("scaling", Scaling)
def test_a_rate_below_the_range_stands_where_rates_crawl(window: Any, scaling: Scaling) -> None:
    session = window.session
    settings = replace(session.runs.settings, scaling=scaling, learning_rate=1e-9)
    session.set_settings(settings)
    window.content.clock.render_now()
    slider = slider_of(window)
    assert window.content.training_card.sentence.text().startswith("Too slow: ")
    assert slider.value() == 0
    crawls_below = rate_limits(session.problem.loss).crawls_below
    assert crawls_below is not None
    assert slider.rate_at(0.0) <= 0.11 * crawls_below
    assert slider.rate_at(0.5 * KNOB_RADIUS / slider.width()) < crawls_below


def test_hovering_names_the_rates_with_their_formulas(window: Any) -> None:
    slider = slider_of(window)
    tip = tip_at(slider, QPointF(slider.width() / 2, slider.height() / 2))
    assert "zig-zags above 1/λmax = 0.017581" in tip
    assert "fastest in the end at 2/(λmin + λmax) = 0.034965" in tip.replace("\n", " ")
    assert "diverges from 2/λmax = 0.035162 on" in tip
    assert "Fastest from this start: 0.0341, 95 epochs." in tip
    window.session.problem.set_start(Line(14.0, 58.0))
    window.content.clock.render_now()
    tip = tip_at(slider, QPointF(slider.width() / 2, slider.height() / 2))
    late = "Soonest 99 % of the way: 0.0159, 1 epoch; the intercept needs 451 epochs."
    assert late in tip.replace("\n", " ")


def test_the_tip_does_not_call_a_rate_fast_at_which_a_parameter_is_late(window: Any) -> None:
    years = np.array([9.0, 10.0, 12.0, 13.0, 15.0, 16.0, 20.0])
    wages = 9.0 + 1.2 * years + np.array([1.0, -2.0, 0.8, 0.5, -1.0, 2.0, -0.5])
    session = window.session
    session.opening.open_dataset(Dataset.from_xy(years, wages))
    window.content.clock.render_now()
    assert "the intercept needs" in window.content.training_card.sentence.text()
    slider = slider_of(window)
    tip = tip_at(slider, QPointF(slider.width() / 2, slider.height() / 2)).replace("\n", " ")
    assert "Fastest from this start" not in tip
    rate = fastest_from(session.problem.loss, (0.0, 0.0))
    assert rate is not None
    arrival = arrival_of(session.problem.loss, (0.0, 0.0), rate.learning_rate)
    assert 1000 * rate.epochs < arrival.slowest
    assert (
        f"Soonest 99 % of the way: {rate.learning_rate}, {predicted_epochs(rate.epochs)}; "
        f"the intercept needs {predicted_epochs(arrival.slowest)}." in tip
    )


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
    assert slider.limit_place() is None
    assert slider.text_at(QPointF(50.0, 20.0)) == ""
    assert slider.rate_at(slider.value() / slider.maximum()) == pytest.approx(0.01, rel=0.02)
    image = slider.grab().toImage()
    colours = {image.pixelColor(x, 23).name() for x in (20, slider.width() - 20)}
    assert colours == {QColor(LIGHT.field_hover).name()}


def test_limits_may_know_the_divergence_only(window: Any) -> None:
    slider = slider_of(window)
    slider.set_limits(RateLimits(diverges_from=0.05))
    assert RateLimits(diverges_from=0.05).zones == [(0.05, Regime.CONVERGES)]
    at = QPointF(60.0, 20.0)
    assert slider.text_at(at) in {number(slider.rate_at(s / 1e4), 3) for s in range(10_000)}
    slider.grab()


def test_dragging_the_last_point_moves_the_limit_from_0_0352_to_0_0105(window: Any) -> None:
    sentence, slider = window.content.training_card.sentence, slider_of(window)
    assert "0.0352" in sentence.text()
    middle = QPointF(slider.width() / 2, slider.height() / 2)
    before = tip_at(slider, middle)
    drag(window.content.data_view.canvas, (8.0, 90.0), (20.0, 90.0))
    window.content.clock.render_now()
    assert window.session.problem.dataset.x[4] == pytest.approx(20.0, abs=0.05)
    assert "0.0105" in sentence.text()
    assert "Diverges: each swing is" in sentence.text()
    after = tip_at(slider, middle)
    assert "2/λmax = 0.0351" in before
    assert "2/λmax = 0.0104" in after


def test_limits_that_look_the_same_are_not_painted_again(window: Any, qtbot: Any) -> None:
    """A point is dragged by a pixel at a time, and the limits move by a part of one."""
    slider = slider_of(window)
    qtbot.waitUntil(lambda: slider._painted is not None)
    limits, n_painted = slider._limits, 0
    assert limits is not None

    class Watch(QObject):
        def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
            nonlocal n_painted
            n_painted += event.type() is QEvent.Type.Paint
            return False

    watch = Watch()
    slider.installEventFilter(watch)
    for factor, expected in ((1.0 + 1e-7, 0), (1.1, 1)):
        slider.set_limits(replace(limits, crawls_below=factor * (limits.crawls_below or 0.0)))
        QApplication.processEvents()
        assert n_painted == expected


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


@pytest.mark.parametrize(
    ("typed", "limit"),
    [("0.03", "0.0352"), ("0.03518", "0.03516"), ("0.0351", "0.0352")],
)
def test_the_limit_is_written_on_its_side_of_a_rate_typed_near_it(
    window: Any, qtbot: Any, typed: str, limit: str
) -> None:
    card = window.content.training_card
    card.rate_field.selectAll()
    qtbot.keyClicks(card.rate_field, typed)
    qtbot.keyClick(card.rate_field, Qt.Key.Key_Return)
    window.content.clock.render_now()
    assert slider_of(window).limit_text() == limit
    assert f" {limit} " in card.sentence.text()


def test_a_sentence_that_is_too_long_ends_after_a_word(qtbot: Any) -> None:
    label = SentenceLabel()
    qtbot.addWidget(label)
    rest = (
        "99 % of the way after about 33 million epochs. From 1.65e\N{MINUS SIGN}13 on it diverges."
    )
    label.show_sentence(RateSentence(rest, "Too slow"), "")
    text, seen = label.text(), set()
    for width in range(150, 420, 3):
        label.resize(width, 40)
        shown = label.shown_text()
        seen.add(shown)
        kept = shown.removesuffix("\N{HORIZONTAL ELLIPSIS}")
        assert text.startswith(kept)
        assert kept == text or text[len(kept)] == " "
    assert len(seen) > 5


def test_the_tip_has_a_long_sentence_whole_before_it_is_painted(qtbot: Any) -> None:
    label = SentenceLabel()
    qtbot.addWidget(label)
    label.resize(150, 40)
    label.show()
    label.show_sentence(RateSentence("word " * 30 + "end.", "Too slow"), "formula")
    assert label.toolTip().endswith("end.\nformula")
    label.show_sentence(RateSentence("short.", "Too slow"), "formula")
    assert label.toolTip() == "formula"
    label.resize(20, 40)
    assert label.toolTip().endswith("short.\nformula")


@pytest.mark.parametrize(("missing", "is_named"), [(-2.0, True), (8.0, True), (12.0, False)])
def test_a_name_at_the_end_may_reach_beyond_the_groove(
    qapp: Any, missing: float, is_named: bool
) -> None:
    picture = QImage(420, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    with QPainter(picture) as painter:
        zone = painter.fontMetrics().horizontalAdvance("diverges") - missing
        groove, area = QRectF(10, 0, 400, 4), QRectF(0, 5, 420, 25)
        areas = zone_areas([(1.0 - zone / 400.0, Regime.CONVERGES)], groove)
        draw_zone_names(painter, areas, area, None, LIGHT)
    right = picture.copy(int(400 - zone), 0, int(zone) + 20, 30)
    assert (right != blank(right)) is is_named


def blank(picture: QImage) -> QImage:
    made = picture.copy()
    made.fill(QColor("white"))
    return made
