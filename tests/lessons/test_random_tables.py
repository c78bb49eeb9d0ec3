"""Whatever a lesson puts on the table can be computed, judged, written, and read again."""

import math
import random
from types import MappingProxyType

import pytest

from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Decay, Held, Optimizer, Scaling
from linreg_gui.lessons.conditions import judge_condition, value_of
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.quantities import QUANTITIES
from linreg_gui.lessons.reader import parse_lesson
from linreg_gui.lessons.table import moment_of, new_table, run_to_the_end, table_of
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import Comparator, Condition
from linreg_gui.lessons.template import lesson_text
from linreg_gui.lessons.wording import verdict_text

NAMES = (*QUANTITIES, "x1", "y40")


def random_state(pick: random.Random) -> TableState:
    n_points = pick.choice((1, 1, 2, 3, 5, 40))
    size = pick.choice((1.0, 10.0, 1e-8, 1e8, 1e100, 1e150))
    x = [pick.choice((0.0, 1.0, pick.uniform(-1, 1))) * size for _ in range(n_points)]
    y = [pick.uniform(-1, 1) * pick.choice((1.0, 1e-9, 1e9, 1e150)) for _ in range(n_points)]
    settings = {
        "learning_rate": pick.choice((1e-30, 1e-3, 0.03, 0.5, 1.0, 10.0, 1e30)),
        "max_epochs": pick.choice((1, 30, 300)),
        "optimizer": pick.choice(list(Optimizer)),
        "momentum": pick.choice((0.0, 0.5, 0.9, 0.999)),
        "batch_size": pick.choice((None, None, 1, 2, 1000)),
        "scaling": pick.choice(list(Scaling)),
        "held": pick.choice((Held.NOTHING, *Held)),
        "l2": pick.choice((0.0, 0.0, 0.1, 1e150)),
        "decay": pick.choice(list(Decay)),
        "tolerance": pick.choice((1e-12, 0.0, 0.5)),
        "patience": pick.choice((0, 0, 5)),
    }
    if pick.random() < 0.5:
        settings |= {"degree": pick.choice((1, 2, 6)), "held": Held.NOTHING}
    return TableState(
        x=tuple(x[:1] * n_points if pick.random() < 0.3 else x),
        y=tuple(y[:1] * n_points if pick.random() < 0.2 else y),
        held_out=pick.choice((None, HoldOut(0.4, 7), (1,), tuple(range(1, n_points)))),
        start=(pick.choice((0.0, 1.0, 1e150, -1e150)), pick.choice((0.0, 1e150))),
        settings=MappingProxyType(settings),
        run=pick.choice((0, 1, 30, 300)),
    )


def check_moment(moment: Moment) -> None:
    for name in NAMES:
        value = value_of(name, moment)
        assert value is None or isinstance(value, str) or math.isfinite(value)
        assert str(value) != "-0.0"
        conditions = [Condition(name, Comparator.BELOW, ("limit",))]
        if isinstance(value, float):
            near = Condition(name, Comparator.NEAR, (value,), percent=5.0)
            assert judge_condition(near, moment).is_met
            conditions.append(near)
        for condition in conditions:
            assert verdict_text(judge_condition(condition, moment))


@pytest.mark.parametrize(
    ("n_tables", "first"), [(60, 0), pytest.param(20_000, 1_000_000, marks=pytest.mark.soak)]
)
def test_random_tables(n_tables: int, first: int) -> None:
    n_computed = 0
    for seed in range(first, first + n_tables):
        pick = random.Random(seed)
        table = new_table(random_state(pick))
        table = run_to_the_end(table) if pick.random() < 0.5 else table
        read = table_of(parse_lesson(lesson_text(table, "a").encode(), "a"), 0)
        assert (read.dataset, read.config, read.start) == (table.dataset, table.config, table.start)
        try:
            moment = moment_of(table)
        except DatasetError:  # all x are 0, and the intercept is held
            continue
        check_moment(moment)
        n_computed += 1
    assert n_computed > n_tables / 2
