import numpy as np
import pytest

from linreg_gui.core.course import Course, arrival_of_records, course_of, courses
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, StopReason
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY


def run(config: DescentConfig, dataset: Dataset = HOURS_AND_MONEY, start=(0.0, 0.0)):
    objective = Objective.of(dataset, config)
    history = History(np.array(start), objective.loss.value(start))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(1000))
    return objective, history, descent.stop_reason


def course(config: DescentConfig, dataset: Dataset = HOURS_AND_MONEY, start=(0.0, 0.0)):
    objective, history, stop_reason = run(config, dataset, start)
    return course_of(
        history.parameters,
        objective.loss,
        has_diverged=stop_reason is StopReason.DIVERGED,
        has_batches=config.steps_per_epoch(dataset.n_samples) > 1,
    )


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.01, Course.CRAWLS),
        (0.02, Course.ARRIVES),
        (0.034, Course.SWINGS),
        (0.036, Course.BLOWS_UP),
    ],
)
def test_the_four_words_on_hours_and_money(rate, expected):
    assert course(DescentConfig(rate, 300)) is expected


def test_a_run_that_ends_above_its_start_blows_up_before_it_is_stopped():
    assert course(DescentConfig(0.036, 20)) is Course.BLOWS_UP


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [(40, Course.CRAWLS), (66, Course.JITTERS), (100, Course.ARRIVES)],
)
def test_batches_come_near_before_they_stay_there(epochs, expected):
    config = DescentConfig(0.01, epochs, batch_size=1, seed=0)
    assert course(config) is expected


def test_a_start_at_the_minimum_has_no_course():
    best = HOURS_AND_MONEY.loss.minimum_parameters
    assert course(DescentConfig(0.01, 30), start=tuple(best)) is None


def test_a_trough_is_judged_by_its_own_minimum():
    assert course(DescentConfig(0.05, 200), ALL_X_EQUAL) is Course.ARRIVES
    assert course(DescentConfig(0.0001, 200), ALL_X_EQUAL) is Course.CRAWLS


def test_momentum_swings():
    config = DescentConfig(0.01, 300, optimizer=Optimizer.MOMENTUM, momentum=0.9)
    assert course(config) is Course.SWINGS


@pytest.mark.parametrize(("rate", "epoch"), [(0.01, 326), (0.02, 163), (0.034, 96)])
def test_where_the_records_arrive(rate, epoch):
    objective, history, _ = run(DescentConfig(rate, 400))
    assert arrival_of_records(history.parameters, objective.loss) == epoch


def test_records_that_do_not_stay_near_have_not_arrived():
    objective, history, _ = run(DescentConfig(0.01, 300))
    assert arrival_of_records(history.parameters, objective.loss) is None


def test_the_second_word_is_another_one_with_batches():
    assert courses(has_batches=False)[1] is Course.SWINGS
    assert courses(has_batches=True)[1] is Course.JITTERS
