"""The sentences about numbers."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.session import wording
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.run_differences import short_value
from linreg_gui.session.values import RunState, RunStatus, Severity
from linreg_gui.session.wording_training import ending_notice, training_sentence

HOURS = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90], name="Hours")


def ended(reason: StopReason, epoch: int = 7) -> RunState:
    return RunState(RunStatus.FINISHED, reason, epoch)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "\u22121.5"),
        (123456.0, "123,500"),
        (1e-7, "1e\u22127"),
        (4.0, "4"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert wording.number(value) == text


def test_what_is_counted_is_written_in_full() -> None:
    assert wording.count(1_234_567) == "1,234,567"
    assert wording.count(999) == "999"
    assert wording.count(999_999_999_999_999) == "999,999,999,999,999"
    assert wording.count(7.18e300) == "7.18e300"
    assert wording.field_text(2e-7) == "2e\u22127"
    assert wording.field_text(-1234.5) == "\u22121234.5"


ODD_DATA = (
    HOURS,
    Dataset.from_xy([4.0] * 5, [65, 70, 75, 85, 90]),
    Dataset.from_xy([2_450_000.5 + day for day in range(5)], [1, 2, 3, 4, 6]),
    Dataset.from_xy([1e150, -1e150, 1.0], [1e150, 0.0, -1e150]),
)


@pytest.mark.parametrize("dataset", ODD_DATA)
@pytest.mark.parametrize("l2", [0.0, 1e-310, 1e-150, 1e150])
@pytest.mark.parametrize("rate", [1e-300, 1e-100, 1e-30, 0.01, 1e30, 1e300])
def test_any_rate_on_any_data_is_said_in_words_that_fit_into_a_line(
    dataset: Dataset, l2: float, rate: float
) -> None:
    config = DescentConfig(rate, l2=l2)
    sentence = training_sentence(Objective.of(dataset, config), config, Line(0.0, 0.0))
    assert sentence.text.endswith(".")
    assert max(map(len, sentence.text.split())) <= 20


@pytest.mark.parametrize(
    ("factor", "phrase"),
    [
        (1.8440, "each swing is 1.84 × the last"),
        (1.00216, "each swing is 1.00216 × the last"),
        (1.0, "each swing is as long as the last"),
        (96_123.0, "each swing is about 96,100 × the last"),
        (3e16, "each swing is more than 10¹⁵ × the last"),
        (float("inf"), "each swing is larger than can be computed"),
    ],
)
def test_how_much_further_each_swing_goes(factor: float, phrase: str) -> None:
    assert wording.swing_phrase(factor) == phrase


def test_degenerate_data_are_named() -> None:
    point = Dataset.from_xy([3], [4]).loss
    assert wording.degeneracy_sentence(point) == "Every line through (3, 4) fits equally well."
    equal = Dataset.from_xy([3, 3], [4, 5]).loss
    assert wording.degeneracy_sentence(equal) == "All x are 3: the slope is not determined."
    close = Dataset.from_xy(1.0 + np.array([0, 1, 2]) * 2.3e-16, [1, 2, 3]).loss
    assert "the slope is not determined" in wording.degeneracy_sentence(close)
    assert wording.degeneracy_sentence(HOURS.loss) == ""


def test_how_a_run_ended() -> None:
    config = DescentConfig(learning_rate=0.05)
    diverged = ending_notice(ended(StopReason.DIVERGED), HOURS.loss, config)
    assert diverged is not None
    assert diverged.text == (
        "Diverged at epoch 7: each swing was 1.84 × the last. Below 0.0352 it settles."
    )
    converged = ending_notice(ended(StopReason.CONVERGED), HOURS.loss, config)
    assert converged is not None
    assert converged.text == "Converged at epoch 7: no line is noticeably better."
    assert converged.severity is Severity.SUCCESS
    point = Dataset.from_xy([3], [4]).loss
    many = ending_notice(ended(StopReason.CONVERGED), point, config)
    assert many is not None
    assert (
        many.text == "Converged at epoch 7: no line is noticeably better, but others are as good."
    )
    penalised = ending_notice(
        ended(StopReason.CONVERGED), HOURS.loss.with_penalty(2.0), replace(config, l2=2.0)
    )
    assert penalised is not None
    assert penalised.text == (
        "Converged at epoch 7: no line has noticeably less loss with its penalty."
    )
    failed = ending_notice(ended(StopReason.FAILED), HOURS.loss, config)
    assert failed is not None
    assert "internal error" in failed.text
    assert ending_notice(ended(StopReason.MAX_EPOCHS), HOURS.loss, config) is None


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (StopReason.MAX_EPOCHS, "Hours: ran all 7 epochs"),
        (StopReason.CONVERGED, "Hours: converged at epoch 7"),
        (StopReason.DIVERGED, "Hours: diverged at epoch 7"),
        (StopReason.STOPPED, "Hours: stopped"),
    ],
)
def test_result_in_two_lines(reason: StopReason, words: str) -> None:
    text = wording.result_text(HOURS, Line(3.0, 60.0), ended(reason))
    assert text.startswith(words)
    assert text.endswith("y = 3.000 x + 60.000, MSE 17.4")


def test_the_result_of_a_curve_is_over_the_points_trained_on() -> None:
    held_out = HOURS.with_held_out([False, True, False, False, True])
    text = wording.result_text(held_out, Curve([0.0, 3.0, 60.0]), ended(StopReason.STOPPED))
    expected = np.mean((HOURS.y - 3.0 * HOURS.x**2 - 60.0)[[0, 2, 3]] ** 2)
    assert text.endswith(f"a curve of degree 2, MSE {expected:.6g}")


def test_a_name_in_the_terminal_is_one_clean_line() -> None:
    hostile = replace(HOURS, name="a\x1b[31m\u202e" + "b" * 10_000)
    first = wording.result_text(hostile, Line(3.0, 60.0), ended(StopReason.STOPPED)).split(":")[0]
    assert first.startswith("a\\x1b[31m\\u202ebbb")
    assert len(first) <= 80


def test_runs_just_below_and_just_above_the_limit_have_names_of_their_own() -> None:
    below, above = DescentConfig(learning_rate=0.03515), DescentConfig(learning_rate=0.03518)
    assert [wording.run_name(config) for config in (below, above)] == [
        "rate 0.03515",
        "rate 0.03518",
    ]
    assert short_value(above, "learning_rate") == "0.03518"


@pytest.mark.parametrize(
    ("value", "in_a_sentence", "in_a_field"),
    [(999.0, "999", "999"), (1234.56, "1,235", "1235"), (-173_500.0, "−173,500", "−1.735e5"),
     (2e7, "2e7", "2e7"), (0.03, "0.03", "0.03")],
)  # fmt: skip
def test_sentences_group_numbers_and_fields_do_not(
    value: float, in_a_sentence: str, in_a_field: str
) -> None:
    assert wording.number(value) == in_a_sentence
    assert wording.plain_number(value) == in_a_field
    assert "," not in wording.field_text(value)


def test_a_year_has_no_groups() -> None:
    assert wording.value_text(2024.0, "Year") == "2024"
    assert wording.value_text(2024.0, "area") == "2,024"
