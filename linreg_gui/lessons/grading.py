"""Compute again what learners say they did: goals from the state of the table, answers as given.

What this shows is that the states reach the goals; not who made them, when, or with whose help.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from linreg_gui.core.dataset import DatasetError
from linreg_gui.lessons.answers import Answers, Given, Result, StepAnswer, StepKind
from linreg_gui.lessons.conditions import is_right, judge_conditions
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Lockable
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.table import Table, is_quick, moment_of, table_of
from linreg_gui.lessons.task import Answer, Goal
from linreg_gui.lessons.wording import value_text


class Confirmed(StrEnum):
    """Whether a claim was computed again, and came out."""

    YES = "yes"
    NO = "no"
    NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Grade:
    """The grade of the answers of one learner.

    Attributes
    ----------
    confirmed : Confirmed
        YES if all that was passed by a goal or an answer comes out again.
    reason : str
        Why not; empty for YES.
    """

    confirmed: Confirmed
    reason: str = ""


def grade_answers(lesson: Lesson, answers: Answers) -> Grade:
    """Compute again all goals and answers that were passed.

    Predictions are never judged; of the blanks of a worksheet only the result is known.
    """
    if len(answers.steps) != len(lesson.steps):
        text = f"has {len(answers.steps)} steps, and the lesson {len(lesson.steps)}"
        return Grade(Confirmed.NO, text)
    grades = [grade for grade in _grades(lesson, answers) if grade.confirmed is not Confirmed.YES]
    order = (Confirmed.NO, Confirmed.NOT_TRIED)
    return min(grades, key=lambda grade: order.index(grade.confirmed), default=Grade(Confirmed.YES))


def _grades(lesson: Lesson, answers: Answers) -> Iterator[Grade]:
    for index, (step, given) in enumerate(zip(lesson.steps, answers.steps, strict=True)):
        if given.kind is not StepKind.of(step):
            grade = Grade(Confirmed.NO, f"is of the kind {given.kind}")
        elif given.result is not Result.PASSED:
            continue
        elif isinstance(step.task, Goal):
            grade = _grade_goal(lesson, index, step.task, given)
        elif isinstance(step.task, Answer):
            grade = _grade_answer(lesson, index, step.task, given)
        else:
            continue
        yield Grade(grade.confirmed, f"step {index + 1}, {grade.reason}")


def _grade_goal(lesson: Lesson, index: int, goal: Goal, given: StepAnswer) -> Grade:
    if given.end is None:
        return Grade(Confirmed.NO, "there is no state to compute")
    if locked := _locked_change(lesson, index, given.end):
        return Grade(Confirmed.NO, f"{locked} is locked and not as the lesson has it")
    if not is_quick(given.end):
        return Grade(Confirmed.NOT_TRIED, f"a run of {given.end.run:,} epochs")
    try:
        moment = moment_of(given.end, given.by_hand)
    except DatasetError as error:
        return Grade(Confirmed.NO, str(error).rstrip("."))
    for verdict in judge_conditions(goal.conditions, moment):
        if not verdict.is_met:
            name = verdict.condition.of
            return Grade(Confirmed.NO, f"{name} is {value_text(name, verdict.value)}")
    return Grade(Confirmed.YES)


def _locked_change(lesson: Lesson, index: int, end: Table) -> str:
    """Name what differs from the lesson's own table though it was locked in every step so far."""
    own = table_of(lesson, index)
    locked = frozenset(Lockable).intersection(
        *(lesson.permissions(number).locked for number in range(index + 1))
    )
    for name, lock in LOCK_OF_SETTING.items():
        if lock in locked and getattr(own.config, name) != getattr(end.config, name):
            return lock.value
    points = own.dataset.x, own.dataset.y
    is_same = all(map(np.array_equal, points, (end.dataset.x, end.dataset.y)))
    if {Lockable.POINTS, Lockable.DATA} <= locked and not is_same:
        return Lockable.POINTS.value
    trains_alike = np.array_equal(own.dataset.training_rows, end.dataset.training_rows)
    if {Lockable.POINTS, Lockable.DATA, Lockable.HELD_OUT} <= locked and not trains_alike:
        return Lockable.HELD_OUT.value
    if {Lockable.START, Lockable.LINE} <= locked and own.start != end.start:
        return Lockable.START.value
    return ""


def _grade_answer(lesson: Lesson, index: int, answer: Answer, given: StepAnswer) -> Grade:
    last: Given = given.last
    if not isinstance(last, int | float):
        return Grade(Confirmed.NO, "there is no answer")
    table = given.end or table_of(lesson, index)
    if isinstance(answer.right, str) and not is_quick(table):
        return Grade(Confirmed.NOT_TRIED, f"a run of {table.run:,} epochs")
    moment = moment_of(table) if isinstance(answer.right, str) else None
    if is_right(answer, last, moment):
        return Grade(Confirmed.YES)
    return Grade(Confirmed.NO, f"{last} is not right")
