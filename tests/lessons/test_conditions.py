"""Conditions: when they hold, and how they are written."""

import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.conditions import hidden_quantities, judge_condition, judge_conditions
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.table import Table, moment_of
from linreg_gui.lessons.task import Comparator, Condition
from linreg_gui.lessons.wording import (
    condition_text,
    fixed_number,
    now_text,
    plain_number,
    verdict_text,
)

HOURS = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])
JUST_BELOW = 0.99999 * 2 / 56.879321


@pytest.fixture(scope="module")
def moment() -> Moment:
    return moment_of(Table(HOURS, DescentConfig(0.03), run=20))


def condition(of, comparator, *operands, **tolerance) -> Condition:
    return Condition(of, Comparator(comparator), operands, **tolerance)


MET = [
    condition("optimizer", "is", "gd"),
    condition("optimizer", "is_not", "adam"),
    condition("batch_size", "is", 5.0),
    condition("learning_rate", "at_least", 0.03),
    condition("learning_rate", "at_most", 0.03),
    condition("learning_rate", "above", 0.0299),
    condition("learning_rate", "below", "limit"),
    condition("learning_rate", "between", 0.03, 0.04),
    condition("learning_rate", "between", 0.02, 0.03),
    condition("learning_rate", "near", "limit", percent=15.0),
    condition("learning_rate", "near", 0.031, within=0.0011),
    condition("epochs", "is", 20.0),
]
NOT_MET = [
    condition("optimizer", "is", "adam"),
    condition("optimizer", "is_not", "gd"),
    condition("batch_size", "is_not", 5.0),
    condition("learning_rate", "at_least", 0.0301),
    condition("learning_rate", "at_most", 0.0299),
    condition("learning_rate", "above", 0.03),
    condition("learning_rate", "below", 0.03),
    condition("learning_rate", "between", "limit", 1.0),
    condition("learning_rate", "near", "limit", percent=14.0),
    condition("learning_rate", "near", 0.031, within=0.0009),
    # undefined on either side
    condition("hand_mse", "above", 0.0),
    condition("x7", "is_not", 1.0),
    condition("learning_rate", "below", "hand_mse"),
    condition("learning_rate", "near", "x7", percent=100.0),
]


@pytest.mark.parametrize("one", MET, ids=condition_text)
def test_a_condition_that_holds(one: Condition, moment: Moment) -> None:
    assert judge_condition(one, moment).is_met


@pytest.mark.parametrize("one", NOT_MET, ids=condition_text)
def test_a_condition_that_does_not_hold(one: Condition, moment: Moment) -> None:
    assert not judge_condition(one, moment).is_met


TEXTS = [
    (
        condition("learning_rate", "near", "limit", percent=5.0),
        "learning rate: within 5 % of the limit · now 0.0300",
    ),
    (condition("epochs", "at_least", 300.0), "epochs run: at least 300 · now 20"),
    (condition("optimizer", "is", "momentum"), "optimizer: momentum · now gradient descent"),
    (
        condition("stop_reason", "is_not", "diverged"),
        "end of the run: not diverged · now not ended",
    ),
    (
        condition("hand_mse", "at_most", 7.0),
        "best mean squared error by hand: at most 7 · now –",
    ),
    (
        condition("mse", "between", 500.0, 1e6),
        "mean squared error: from 500 to 1,000,000 · now 333",
    ),
    (condition("slope", "near", -2.5, within=0.2), "slope: within 0.2 of −2.5 · now 12.1"),
    (condition("excess_left", "at_most", 5.0), "excess loss left: at most 5 % · now 5.48 %"),
]


@pytest.mark.parametrize(("one", "text"), TEXTS, ids=lambda value: str(value)[:30])
def test_a_condition_is_written_with_the_value_now(one: Condition, text: str, moment) -> None:
    assert verdict_text(judge_condition(one, moment)) == text


@pytest.mark.parametrize("rate", [0.029999999, 0.03, 0.030000001])
@pytest.mark.parametrize("comparator", ["below", "at_most", "above", "at_least"])
def test_what_is_written_never_contradicts_the_tick(rate: float, comparator: str) -> None:
    one = condition("learning_rate", comparator, 0.03)
    verdict = judge_condition(one, moment_of(Table(HOURS, DescentConfig(rate))))
    shown = float(verdict_text(verdict).rpartition("now ")[2])
    holds = {
        "below": shown < 0.03,
        "at_most": shown <= 0.03,
        "above": shown > 0.03,
        "at_least": shown >= 0.03,
    }
    assert holds[comparator] == verdict.is_met


def test_the_value_of_a_hidden_quantity_is_not_written() -> None:
    close = moment_of(Table(HOURS, DescentConfig(JUST_BELOW)))
    hidden = hidden_quantities({Hideable.ZONES})
    one = condition("limit", "above", 0.01)
    assert not now_text(judge_condition(one, close), hidden)
    other = condition("learning_rate", "below", "limit")
    assert now_text(judge_condition(other, close), hidden) == "0.0352"
    assert now_text(judge_condition(other, close)) != "0.0352"


def test_what_a_run_is_to_show_is_not_reached_before_it() -> None:
    goal = (
        condition("learning_rate", "at_least", 0.03),
        condition("epochs", "at_least", 3.0),
        condition("stop_reason", "is_not", "diverged"),
    )

    def reached(run: int) -> list[bool]:
        table = Table(HOURS, DescentConfig(0.03, max_epochs=20), run=run)
        return [verdict.is_reached for verdict in judge_conditions(goal, moment_of(table))]

    assert reached(0) == [False, False, False]
    assert reached(2) == [True, False, False], "it has not ended"
    assert reached(20) == [True, True, True]
    settings = judge_conditions(goal[:1], moment_of(Table(HOURS, DescentConfig(0.03))))
    assert settings[0].is_reached, "this is about no run"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.03, "0.0300"),
        (0.0, "0"),
        (7.0, "7.00"),
        (6015.0, "6,015"),
        (408.5, "408"),
        (-0.25, "−0.250"),
        (2e-7, "2.00e−7"),
        (9.999, "10.0"),
        (1e20, "1.00e20"),
    ],
)
def test_numbers_with_a_fixed_number_of_digits(value: float, text: str) -> None:
    assert fixed_number(value, 3) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.01, "0.01"), (300.0, "300"), (2e6, "2,000,000"), (2e-7, "2e−7"), (1e150, "1e150")],
)
def test_numbers_as_they_are(value: float, text: str) -> None:
    assert plain_number(value) == text
