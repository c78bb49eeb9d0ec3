"""Judging the goals of the ten lessons, which a window does once a frame.

`python3 -m tests.benchmarks.lessons` prints these rows alone.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from linreg_gui.lessons.conditions import judge_conditions
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.table import moment_of, run_to_the_end, table_of
from linreg_gui.lessons.task import Condition, Goal
from linreg_gui.lessons.wording import verdict_text
from tests.benchmarks.row import Row, bounded, middle

LESSONS = Path(__file__).parents[2] / "assets" / "lessons"
REPEATS = 200
MOST = 200.0


def measure() -> Iterator[Row]:
    """Judge each goal at the end of its run, and write its conditions; the slowest counts."""
    goals = list(_goals())
    yield bounded("goal judged and written", max(map(_microseconds, goals)), "µs", MOST)


def _goals() -> Iterator[tuple[tuple[Condition, ...], Moment]]:
    for path in sorted(LESSONS.glob("*.linreg-lesson")):
        lesson = read_lesson(path)
        for index, step in enumerate(lesson.steps):
            if isinstance(step.task, Goal):
                yield step.task.conditions, moment_of(run_to_the_end(table_of(lesson, index)))


def _microseconds(goal: tuple[tuple[Condition, ...], Moment]) -> float:
    conditions, moment = goal
    durations = []
    for _ in range(REPEATS):
        fresh = replace(moment)  # nothing that an earlier frame has worked out
        began = time.perf_counter()
        for verdict in judge_conditions(conditions, fresh):
            verdict_text(verdict)
        durations.append(time.perf_counter() - began)
    return 1e6 * middle(durations)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
