"""The eleven lessons in a window: opening their steps, and judging their goals once a frame.

`python3 -m tests.benchmarks.lessons` prints these rows alone.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.lab_window import LabWindow
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
SETTLING = 1000
"""Milliseconds after which a window has done what it does at its start."""
LONGEST_OPENING = 100.0


def measure() -> Iterator[Row]:
    """Open each step once, until it is painted; judge each goal at the end of its run."""
    openings = list(_openings())
    yield bounded(
        "step opened for the first time, the slowest", max(openings), "ms", LONGEST_OPENING
    )
    yield bounded("step opened for the first time, the middle", middle(openings), "ms", 50.0)
    goals = list(_goals())
    yield bounded("goal judged and written", max(map(_microseconds, goals)), "µs", MOST)


def _openings() -> Iterator[float]:
    shell = make_window()
    window: LabWindow = shell.property("lab_window")
    shell.show()
    assert window.session is not None
    assert window.content is not None
    lessons, session = window.content.lessons, window.session
    QTest.qWait(SETTLING)
    for path in sorted(LESSONS.glob("*.linreg-lesson")):
        lesson = read_lesson(path)
        for index in range(len(lesson.steps)):
            began = time.perf_counter()
            if index:
                assert session.lesson is not None
                session.lesson.skip()
            else:
                lessons.begin(lesson)
            QApplication.processEvents()
            yield 1000.0 * (time.perf_counter() - began)
    session.leave_lesson()
    shell.close()


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
