"""The Model and Training cards both ways."""

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import NumberError
from linreg_gui.core.settings import LEARNING_RATE, Held, StopReason
from linreg_gui.session.curve import Line
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.training.learning_rate_slider import STEPS
from linreg_gui.views.widgets.formatting import beside_the_best, measured
from tests.views.helpers import asked_tip


def plain(markup: str) -> str:
    """Return what is seen of a text with colours."""
    return re.sub("<[^>]*>", "", markup)


def type_into(qtbot: Any, field: Any, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def paste_into(qtbot: Any, field: Any, text: str) -> None:
    """Put a text in that no key types."""
    field.setFocus()
    field.selectAll()
    field.insert(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def show_more_numbers(window: Any) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, show_numbers=True))
    window.content.clock.render_now()


def test_model_card_shows_the_engines_numbers(window: Any) -> None:
    show_more_numbers(window)
    window.session.set_learning_rate(0.01)
    window.session.player.step(1)
    window.content.clock.render_now()
    card = window.content.model_card
    assert "7.780" in card.equation.text()
    assert card.values["mse"].text() == "1,513"
    assert card.values["above"].text() == "437 × the best possible"
    assert card.values["best"].text() == "4.254, 56.579"


def test_what_rounding_leaves_of_a_gradient_is_0(window: Any, qtbot: Any) -> None:
    show_more_numbers(window)
    training = window.content.training_card
    qtbot.mouseClick(training.more_button, Qt.MouseButton.LeftButton)
    training.more.scale_box.setFocus()
    for _ in range(2):
        qtbot.keyClick(training.more.scale_box, Qt.Key.Key_Down)
    assert training.more.scale_box.currentText() == "standardise x"
    type_into(qtbot, training.rate_field, "0.5")
    window.session.player.step(1)
    window.content.clock.render_now()
    parts = window.session.problem.loss.gradient(np.array(window.session.frame().shown_parameters))
    assert np.abs(parts).max() > 0.0, "rounding is there"
    values = window.content.model_card.values
    assert values["scaled_gradient"].text() == "0, 0"
    assert values["gradient"].isHidden(), "the gradient over x itself is another one"
    training.more.scale_box.setFocus()
    for _ in range(2):
        qtbot.keyClick(training.more.scale_box, Qt.Key.Key_Up)
    window.content.clock.render_now()
    assert values["scaled_gradient"].isHidden()
    assert not values["gradient"].isHidden()


def test_gradient_at_zero_is_the_published_one(window: Any) -> None:
    show_more_numbers(window)
    assert window.content.model_card.values["gradient"].text() == "−778, −154"


def test_r_squared_is_negative_when_worse_than_the_mean(window: Any) -> None:
    show_more_numbers(window)
    assert window.content.model_card.values["r_squared"].text().startswith("−")


@pytest.mark.parametrize("name", ["model_card", "training_card", "runs_card", "transport"])
def test_what_says_the_same_is_neither_laid_out_nor_told_again(window: Any, name: str) -> None:
    """Each costs more than working out what to say, at every frame of a drag or a run."""
    content = window.content
    view = getattr(content, name)
    window.session.player.step(3)
    content.clock.render_now()
    application = QApplication.instance()
    assert application is not None
    seen: list[tuple[str, QEvent.Type]] = []

    def is_near(widget: QWidget) -> bool:
        return widget is view or widget.isAncestorOf(view) or view.isAncestorOf(widget)

    class Watch(QObject):
        def eventFilter(self, widget: QObject, event: QEvent) -> bool:
            kinds = {QEvent.Type.LayoutRequest, QEvent.Type.ToolTipChange}
            if event.type() in kinds and isinstance(widget, QWidget) and is_near(widget):
                seen.append((type(widget).__name__, event.type()))
            return False

    watch = Watch()
    application.installEventFilter(watch)
    application.processEvents()
    while seen:  # the card of the runs is new
        seen.clear()
        application.processEvents()
    view.render_frame(content.clock.frame())
    application.processEvents()
    application.removeEventFilter(watch)
    assert not seen


def test_best_by_hand_has_a_row_once_a_line_was_tried(window: Any) -> None:
    card, session = window.content.model_card, window.session
    assert card.values["hand"].isHidden()
    place = window.shell.training_card.geometry()
    session.hand.set_line(Line(3.0, 60.0))
    session.hand.set_line(Line(0.0, 10.0))
    window.content.clock.render_now()
    QApplication.processEvents()
    assert window.shell.training_card.width() == place.width()
    assert card.names["hand"].isVisible()
    assert card.values["hand"].text() == "17.4 · 5.02 × the best"
    session.hand.forget()
    window.content.clock.render_now()
    assert card.values["hand"].isHidden()


def test_what_was_tried_by_hand_is_forgotten_by_its_cross_and_by_restart(
    window: Any, qtbot: Any
) -> None:
    card, session = window.content.model_card, window.session
    session.hand.set_line(Line(3.0, 60.0))
    window.content.clock.render_now()
    qtbot.mouseClick(card.forget_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    assert card.values["hand"].isHidden()
    assert card.forget_button.isHidden()
    session.hand.set_line(Line(3.0, 50.0))
    qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_R)
    assert not len(session.hand.trail)


def test_more_numbers_unfold_by_their_words(window: Any, qtbot: Any) -> None:
    card = window.content.model_card
    assert not card.more.isVisible()
    qtbot.mouseClick(card.more_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    assert card.more.isVisible()
    assert window.session.view_options.show_numbers
    session = window.session
    session.set_view_options(session.view_options.with_usual_layers())
    window.content.clock.render_now()
    assert not card.more.isVisible()


def test_words_open_worksheet_and_code(window: Any, qtbot: Any) -> None:
    words = {
        button.text(): button for button in window.content.model_card.findChildren(QToolButton)
    }
    qtbot.mouseClick(words["Code"], Qt.MouseButton.LeftButton)
    assert window.session.view_options.show_code
    assert words["Code"].isChecked()
    qtbot.mouseClick(words["Worksheet"], Qt.MouseButton.LeftButton)
    assert window.session.view_options.show_worksheet
    window.content.clock.render_now()
    assert not words["More numbers"].isVisible(), "there is no room for them beside a worksheet"
    qtbot.mouseClick(words["Worksheet"], Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    assert words["More numbers"].isVisible()


@pytest.mark.parametrize(
    "line", [Line(0.0, 0.0), Line(1 / 3, -2e5 / 7), Line(-1e150, 1e-150), Line(-12345.678, 1e-7)]
)
def test_copied_numbers_read_back_exactly(window: Any, qtbot: Any, line: Line) -> None:
    session, card = window.session, window.content.model_card
    session.problem.set_start(line)
    window.content.clock.render_now()
    qtbot.mouseClick(card.equation, Qt.MouseButton.LeftButton)
    assert tuple(map(float, QApplication.clipboard().text().split("\t"))) == line
    card.equation.copy_best.trigger()
    copied = tuple(map(float, QApplication.clipboard().text().split("\t")))
    assert copied == tuple(session.problem.dataset.loss.minimum_parameters.tolist())
    session.set_view_options(replace(session.view_options, is_guessing=True))
    window.content.clock.render_now()
    assert not card.equation.copy_best.isEnabled()


def test_the_equation_keeps_its_place_and_its_digits_during_a_run(window: Any) -> None:
    card, session = window.content.model_card, window.session
    places, sizes = set(), set()
    for _ in range(12):
        session.player.step(10)
        window.content.clock.render_now()
        QApplication.processEvents()
        places.add(card.mapTo(window.shell, card.values["mse"].geometry().topLeft()).y())
        sizes.add(card.equation.font().pointSizeF())
        numbers = re.findall(r"[0-9]+\.([0-9]+)", plain(card.equation.text()))
        assert [len(decimals) for decimals in numbers] == [3, 3]
    assert len(places) == len(sizes) == 1


def test_the_equation_of_julian_days_gives_the_line(window: Any) -> None:
    x = np.array([2_459_000.1, 2_459_000.3, 2_459_000.5, 2_459_000.7, 2_459_000.9])
    dataset = Dataset.from_xy(x, [7.2, 7.35, 7.49, 7.71, 7.8])
    window.session.opening.open_dataset(dataset)
    window.session.problem.set_start(Line(*dataset.loss.minimum_parameters.tolist()))
    window.content.clock.render_now()
    QApplication.processEvents()
    equation = window.content.model_card.equation
    assert plain(equation.text()) == "ŷ = 0.7800000000 x − 1918012.880"
    assert equation.sizeHint().width() <= equation.width(), "nothing is cut"
    assert 0.78 * x - 1918012.88 == pytest.approx(dataset.y, abs=0.05)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line(7.225, 39.5958), "ŷ = 7.225 x + 39.596"),
        (Line(-7.225, -39.5958), "ŷ = −7.225 x − 39.596"),
        (Line(123456.789, -1.0), "ŷ = 123456.789 x − 1.000"),
        (Line(-1234567.891, -1234567.891), "ŷ = −1234567.891 x − 1234567.891"),
        (Line(12345678901.5, 5.0), "ŷ = 1.2346e10 x + 5.000"),
        (Line(-1e150, 1e150), "ŷ = −1e150 x + 1e150"),
    ],
)
def test_a_number_far_from_the_data_is_short(window: Any, line: Line, text: str) -> None:
    window.session.problem.set_start(line)
    window.content.clock.render_now()
    QApplication.processEvents()
    equation = window.content.model_card.equation
    assert plain(equation.text()) == text
    assert equation.sizeHint().width() <= equation.width(), "nothing is cut"
    assert window.shell.model_card.width() == window.shell.training_card.width()


@pytest.mark.parametrize(
    ("excess", "text"),
    [
        (0.0, "the best possible"),
        (1e-12, "the best possible"),
        (0.0052, "0.52 % above the best possible"),
        (0.38, "38 % above the best possible"),
        (0.994, "99 % above the best possible"),
        (1.0, "2 × the best possible"),
        (13.8, "14.8 × the best possible"),
        (1735.04, "1,736 × the best possible"),
        (95_999.0, "about 96,000 × the best possible"),
        (1e12, "about 1 trillion × the best possible"),
    ],
)
def test_a_loss_is_compared_with_the_best_in_one_way(excess: float, text: str) -> None:
    assert beside_the_best(3.0 * excess, 3.0) == text


def test_the_error_is_called_the_best_only_where_no_line_has_a_smaller_one(
    window: Any, qtbot: Any
) -> None:
    card, more = window.content.model_card, window.content.training_card.more
    best = window.session.frame().dataset.loss.minimum_value
    qtbot.mouseClick(window.content.training_card.more_button, Qt.MouseButton.LeftButton)

    def texts() -> tuple[str, str]:
        window.content.clock.render_now()
        return card.values["mse"].text(), card.values["above"].text()

    more.scale_box.setFocus()
    qtbot.keyClick(more.scale_box, Qt.Key.Key_Down)
    assert more.scale_box.currentText() == "centre x"
    type_into(qtbot, window.content.training_card.rate_field, "0.05")
    window.session.player.step(300)
    assert texts() == (measured(best), "the best possible"), "to the digits shown"
    type_into(qtbot, more.fields["l2"], "2")
    window.session.player.step(300)
    mse, above = texts()
    assert (mse, above) == ("11.14", "MSE + λ·m²: the best")
    type_into(qtbot, more.fields["l2"], "0")
    qtbot.mouseClick(more.hold_buttons.buttons[Held.SLOPE], Qt.MouseButton.LeftButton)
    window.session.player.step(300)
    assert texts() == ("86", "the best with this slope")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (51.1263, "51.13"), (0.40553, "0.4055"), (7.150, "7.15"), (999.96, "1,000"),
        (6014.6, "6,015"), (-1512.975, "−1,513"), (96_123.0, "96,123"), (200_023.924, "200,024"),
        (999_999.6, "1e6"), (1e6, "1e6"),
        (16_077_829.0, "1.608e7"), (2e-7, "2e−7"), (math.nan, "–"), (math.inf, "–"),
        (-math.inf, "–"),
    ],
)  # fmt: skip
def test_measured_numbers_are_written_by_one_rule(value: float, text: str) -> None:
    assert measured(value) == text


def test_guessing_hides_what_would_tell_the_best_fit(window: Any) -> None:
    show_more_numbers(window)
    card, session = window.content.model_card, window.session
    session.hand.set_line(Line(3.0, 60.0))
    session.set_view_options(replace(session.view_options, is_guessing=True))
    window.content.clock.render_now()
    texts = {key: label.text() for key, label in card.values.items()}
    assert card.values["above"].isHidden()
    assert texts["above"] == ""
    assert texts["best"] == "guess first"
    assert texts["hand"] == "17.4"


@pytest.mark.parametrize(
    "line", [Line(-2267613.194, -396626.974), Line(-4123456.789, -89999999.123)]
)
def test_the_equation_of_a_runaway_is_whole_in_a_small_window(window: Any, line: Line) -> None:
    window.shell.resize(1024, 640)
    QApplication.processEvents()
    window.session.hand.set_line(line)
    window.content.clock.render_now()
    equation = window.content.model_card.equation
    assert plain(equation.text()).count(".") == 2
    assert equation.sizeHint().width() <= equation.width(), "nothing is cut"


def test_equation_has_the_colour_of_the_branch_shown(window: Any) -> None:
    session, card = window.session, window.content.model_card
    session.player.step(5)
    session.player.seek(2)
    session.runs.fork()
    window.content.clock.render_now()
    assert LIGHT.branches[1] in card.equation.text()
    session.runs.show(0)
    window.content.clock.render_now()
    assert LIGHT.line in card.equation.text()


def test_prediction_follows_the_line(window: Any, qtbot: Any) -> None:
    card = window.content.model_card
    window.session.problem.set_start(Line(3.0, 60.0))
    window.content.clock.render_now()
    type_into(qtbot, card.prediction_row.field, "10")
    assert card.prediction_row.prediction.text() == "90"
    window.session.problem.set_start(Line(3.0, 61.0))
    window.content.clock.render_now()
    assert card.prediction_row.prediction.text() == "91"


def open_wages_by_date(window: Any) -> None:
    day = "interview (days since 2031-03-04)"
    data = Dataset.from_xy([0.0, 10.0, 20.0], [20.0, 21.0, 22.0], feature_names=(day,))
    window.session.opening.open_dataset(data)
    window.session.problem.set_start(Line(0.1, 20.0))
    window.content.clock.render_now()


@pytest.mark.parametrize("text", ["14.03.2031", "2031-03-14", "14 March 2031", "10"])
def test_a_prediction_at_a_date_is_asked_for_by_the_date(
    window: Any, qtbot: Any, text: str
) -> None:
    open_wages_by_date(window)
    card = window.content.model_card
    type_into(qtbot, card.prediction_row.field, text)
    assert card.prediction_row.prediction.text() == "21"
    card.prediction_row.field.clearFocus()
    assert card.prediction_row.field.text() == "2031-03-14"
    assert card.prediction_row.field.width_of("2031-03-14") <= card.prediction_row.field.text_room()


@pytest.mark.parametrize(("slope", "verb"), [(4.0, "grows"), (-4.0, "falls")])
def test_the_tip_of_the_equation_says_what_the_line_means(
    window: Any, slope: float, verb: str
) -> None:
    window.session.hand.set_line(Line(slope, 56.5))
    window.content.clock.render_now()
    assert asked_tip(window.content.model_card.equation).replace("\n", " ") == (
        f"When hours worked grows by 1, the predicted money earned {verb} by 4.000; "
        f"where hours worked is 0, it is 56.500. m = {slope} b = 56.5 A click copies both."
    )


def test_of_dates_the_tip_tells_of_days(window: Any) -> None:
    open_wages_by_date(window)
    tip = asked_tip(window.content.model_card.equation).replace("\n", " ")
    sentence = "When one day passes, the predicted y grows by 0.1000; at 2031-03-04 it is 20.000."
    assert tip.startswith(sentence)


def test_without_points_or_of_a_curve_the_tip_says_nothing_of_it(window: Any) -> None:
    equation = window.content.model_card.equation
    window.session.set_degree(2)
    window.content.clock.render_now()
    assert "grows" not in asked_tip(equation)
    window.session.set_degree(1)
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert "grows" not in asked_tip(equation)


@pytest.mark.parametrize("text", ["someday", "10:30", "0001-01-01 00:00+05:00"])
def test_what_is_no_date_is_refused_and_not_kept(window: Any, qtbot: Any, text: str) -> None:
    open_wages_by_date(window)
    card = window.content.model_card
    type_into(qtbot, card.prediction_row.field, text)
    assert f"'{text}' is no date such as 2031-03-04." in card.prediction_row.field.toolTip()
    QTest.keyClick(card.prediction_row.field, Qt.Key.Key_Tab)
    assert card.prediction_row.field.text() == ""


def test_an_x_of_other_data_is_forgotten_and_an_emptied_field_asks_nothing(
    window: Any, qtbot: Any
) -> None:
    card = window.content.model_card
    window.session.problem.set_start(Line(3.0, 60.0))
    window.content.clock.render_now()
    type_into(qtbot, card.prediction_row.field, "10")
    assert card.prediction_row.prediction.text() == "90"
    card.prediction_row.field.setFocus()
    QTest.keyClick(card.prediction_row.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(card.prediction_row.field, Qt.Key.Key_Delete)
    QTest.keyClick(card.prediction_row.field, Qt.Key.Key_Return)
    assert (
        card.prediction_row.prediction.text(),
        bool(card.prediction_row.field.property("refused")),
    ) == ("–", False)
    type_into(qtbot, card.prediction_row.field, "10")
    open_wages_by_date(window)
    assert (card.prediction_row.prediction.text(), card.prediction_row.field.text()) == ("–", "")


def test_single_point_claims_no_best_fit(window: Any) -> None:
    show_more_numbers(window)
    window.session.problem.clear_points()
    window.session.problem.add_point(3.0, 4.0)
    window.content.clock.render_now()
    assert window.content.model_card.values["best"].text() == "not unique"
    sentence = window.content.training_card.sentence.text()
    assert sentence.endswith("Every line through (3, 4) fits equally well.")


def test_equal_x_say_so(window: Any) -> None:
    window.session.opening.open_example("all-x-equal")
    window.content.clock.render_now()
    assert "the slope is not determined" in window.content.training_card.sentence.text()


def test_no_points_leave_dashes(window: Any) -> None:
    window.session.problem.clear_points()
    window.content.clock.render_now()
    values = window.content.model_card.values
    assert {label.text() for label in values.values() if not label.isHidden()} == {"–"}
    window.shell.grab()


@pytest.mark.parametrize("text", ["0.02", "0,02", "2e-2"])
def test_typed_rate_reaches_the_session(window: Any, qtbot: Any, text: str) -> None:
    type_into(qtbot, window.content.training_card.rate_field, text)
    assert window.session.runs.settings.learning_rate == 0.02


def test_slider_sets_the_rate_in_one_undo_step(window: Any) -> None:
    slider = window.content.training_card.rate_slider
    middle = slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(slider, middle)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert window.session.runs.settings.learning_rate == slider.rate_at(slider.value() / STEPS)
    assert window.session.edits.stack.count() == 1


def test_slider_follows_the_session_without_changing_it(window: Any) -> None:
    window.session.set_learning_rate(0.0123456)
    window.content.clock.render_now()
    assert window.session.runs.settings.learning_rate == 0.0123456
    slider = window.content.training_card.rate_slider
    assert slider.rate_at(slider.value() / STEPS) == pytest.approx(0.0123456, rel=0.02)


def test_zones_move_with_the_data(window: Any) -> None:
    card = window.content.training_card
    assert "0.0352" in card.sentence.text()
    window.session.problem.move_point(4, 20.0, 90.0)
    window.content.clock.render_now()
    assert "0.0105" in card.sentence.text()


def test_the_sentence_counts_from_this_start(window: Any) -> None:
    sentence = window.content.training_card.sentence
    assert sentence.text() == (
        "Zig-zags: 99 % of the way after 108 epochs. From 0.0352 on it diverges."
    )
    window.session.problem.set_start(Line(4.0, 50.0))
    window.content.clock.render_now()
    assert "after 124 epochs" in sentence.text()


def test_bad_epochs_are_refused(window: Any, qtbot: Any) -> None:
    field = window.content.training_card.epochs_field
    for text in ("0", "-1", "2147483648", "1e12", "3.5", ""):
        field.setFocus()
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert window.session.runs.settings.max_epochs == 300, text


def test_typed_start_and_zero_and_random(window: Any, qtbot: Any) -> None:
    qtbot.mouseClick(window.content.training_card.more_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    card = window.content.training_card.more
    type_into(qtbot, card.slope_field, "1,5")
    assert window.session.problem.start == Line(1.5, 0.0)
    qtbot.mouseClick(card.random_button, Qt.MouseButton.LeftButton)
    first = window.session.problem.start
    assert np.isfinite(first).all()
    qtbot.mouseClick(card.zero_button, Qt.MouseButton.LeftButton)
    assert window.session.problem.start == Line(0.0, 0.0)
    window.session.problem.set_random_start(1)
    assert window.session.problem.start == first


def test_divergence_offers_a_rate_that_works(window: Any, qtbot: Any) -> None:
    type_into(qtbot, window.content.training_card.rate_field, "0.05")
    window.session.player.step(300)
    bar = window.content.notice_bar
    assert window.session.player.state.stop_reason is StopReason.DIVERGED
    assert "0.0352" in bar.text.text()
    for label in window.content.model_card.values.values():
        assert "nan" not in label.text().lower()
        assert "inf" not in label.text().lower()
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert window.session.runs.settings.learning_rate == 0.017
    assert bar.notice is None
    window.session.player.pause()


def test_learning_rate_parser_keeps_to_its_range() -> None:
    assert LEARNING_RATE.parse_shown("1e-300") == 1e-300
    with pytest.raises(NumberError, match="outside 1e-300 to 1e300"):
        LEARNING_RATE.parse_shown("1e-301")


def test_every_rate_offered_for_the_largest_values_is_a_legal_one(window: Any) -> None:
    card, bar, session = window.content.training_card, window.content.notice_bar, window.session
    session.opening.open_dataset(Dataset.from_xy([1e150, -1e150], [1.0, 2.0]))
    session.set_learning_rate(1e30)
    session.player.step()
    window.content.clock.render_now()
    assert session.player.state.stop_reason is StopReason.DIVERGED
    for text in (bar.text.text(), card.sentence.text()):
        assert "inf" not in text
    assert bar.buttons[0].text() == "Standardise x: 1 epoch"
    assert bar.buttons[1].text() == "Use 1e\N{MINUS SIGN}300"
    for share in (0.0, 0.5, 1.0):
        session.set_learning_rate(card.rate_slider.rate_at(share))


def test_fields_write_numbers_as_all_else_does_and_take_them_back(window: Any, qtbot: Any) -> None:
    card, session = window.content.training_card, window.session
    session.opening.open_example("house-prices")
    session.set_max_epochs(12_000)
    session.problem.set_start(Line(-1.5, 0.0))
    window.content.clock.render_now()
    assert card.rate_field.text() == "2e\N{MINUS SIGN}7"
    card.more_button.click()
    window.content.clock.render_now()
    assert card.more.slope_field.text() == "\N{MINUS SIGN}1.5"
    assert card.epochs_field.text() == "12,000"
    for text, epochs in (("13,000", 13_000), ("14\u202f000", 14_000), ("15000", 15_000)):
        paste_into(qtbot, card.epochs_field, text)
        assert session.runs.settings.max_epochs == epochs
    for text, rate in (("3e\N{MINUS SIGN}7", 3e-7), ("2e-7", 2e-7)):
        paste_into(qtbot, card.rate_field, text)
        assert session.runs.settings.learning_rate == rate
    assert card.rate_field.text() == "2e\N{MINUS SIGN}7"


@pytest.mark.parametrize("rate", [1e-300, 1e-35, 1e300])
@pytest.mark.parametrize("l2", [0.0, 1e-310])
def test_no_sentence_widens_the_training_card(window: Any, rate: float, l2: float) -> None:
    card, session = window.content.training_card, window.session
    width, least = card.width(), card.minimumSizeHint().width()
    session.set_settings(replace(session.runs.settings, learning_rate=rate, l2=l2))
    window.content.clock.render_now()
    QApplication.processEvents()
    assert card.sentence.text()
    assert (card.width(), card.minimumSizeHint().width()) == (width, least)
    card.sentence.setText("W" * 1000)
    assert card.minimumSizeHint().width() == least


def test_a_value_that_gets_longer_has_its_room_before_it_is_painted(window: Any) -> None:
    """Else it ends in "…" for a moment, again and again while a run is under way."""
    values = window.content.model_card.values
    seen = set()
    for _ in range(60):
        QTest.keyClick(window.shell, Qt.Key.Key_Right)
        window.content.clock.render_now()
        for name in ("mse", "above"):
            assert values[name].width() >= values[name].sizeHint().width(), values[name].text()
        seen.add(len(values["mse"].text()))
        QApplication.processEvents()
    assert len(seen) > 1
