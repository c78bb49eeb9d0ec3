"""Files of answers: written and read again, hostile ones refused, goals computed again."""

import csv
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui import cli
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.lessons.answers import (
    LARGEST_FILE,
    MOST_STEPS,
    Answers,
    Result,
    StepAnswer,
    StepKind,
    can_be_read,
    read_answers,
    write_answers,
)
from linreg_gui.lessons.grading import Confirmed, Grade, grade_answers
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.state_reader import MOST_POINTS
from linreg_gui.lessons.table import Table, moment_of, solved, table_of
from linreg_gui.lessons.task import Answer, Goal
from linreg_gui.storage.errors import StorageError
from tests.storage.sentences import is_harmless

PATHS = sorted((Path(__file__).parents[2] / "assets" / "lessons").glob("*.linreg-lesson"))
RATES = next(path for path in PATHS if path.stem.startswith("03"))
PASSED = Result.PASSED
HUNT = 1
"""The step of the lesson about rates that has a goal."""


def perfect(lesson: Lesson, learner: str = "Mira") -> Answers:
    """Return what somebody answers who does what the solutions say."""
    return Answers(
        lesson.digest,
        lesson.title,
        learner,
        "2031-03-01",
        tuple(perfect_step(lesson, index) for index in range(len(lesson.steps))),
    )


def perfect_step(lesson: Lesson, index: int) -> StepAnswer:
    step, table = lesson.steps[index], table_of(lesson, index)
    given = StepAnswer(StepKind.of(step), PASSED, end=table)
    if isinstance(step.task, Goal):
        assert step.task.solution is not None
        end, by_hand = solved(table, step.task.solution)
        return replace(given, end=end, by_hand=by_hand, tries=1)
    if isinstance(step.task, Answer):
        right = step.task.right
        return replace(given, first=1, last=3.0 if isinstance(right, str) else right, tries=2)
    return given


@pytest.fixture(scope="module")
def rates() -> Lesson:
    return read_lesson(RATES)


# ---- files


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_answers_are_read_as_they_were_written(path: Path, tmp_path: Path) -> None:
    lesson = read_lesson(path)
    answers = perfect(lesson)
    write_answers(tmp_path / "mira.linreg-answers", answers)
    read = read_answers(tmp_path / "mira.linreg-answers")
    assert (read.lesson, read.title, read.learner) == (lesson.digest, lesson.title, "Mira")
    for one, other in zip(read.steps, answers.steps, strict=True):
        assert (one.kind, one.result, one.first, one.last) == (
            *(other.kind, other.result, other.first, other.last),
        )
        assert one.end is not None
        assert other.end is not None
        again, before = moment_of(one.end, one.by_hand), moment_of(other.end, other.by_hand)
        assert (again.parameters == before.parameters).all()
        assert (again.epoch, again.kept_runs) == (before.epoch, before.kept_runs)


def test_answers_with_all_points_that_a_lesson_may_have_are_read(
    tmp_path: Path, rates: Lesson
) -> None:
    numbers = np.random.default_rng(0).normal(scale=1e-120, size=(2, MOST_POINTS))
    end = Table(Dataset.from_xy(*numbers), DescentConfig(), epoch=0)
    assert can_be_read(end)
    answers = perfect(rates)
    path = tmp_path / "mira.linreg-answers"
    write_answers(path, replace(answers, steps=(replace(answers.steps[0], end=end),) * 5))
    assert path.stat().st_size < 5 * LARGEST_FILE / MOST_STEPS, "so many steps fit, too"
    assert read_answers(path).steps[4].end == end


def edited(tmp_path: Path, lesson: Lesson, edit: Any) -> Path:
    path = tmp_path / "mira.linreg-answers"
    write_answers(path, perfect(lesson))
    values = json.loads(path.read_bytes())
    edit(values)
    path.write_text(json.dumps(values))
    return path


REFUSED = [
    (lambda v: v.update(format="other"), "format must be 'linreg_gui answers'."),
    (lambda v: v.update(version=2), "version must be a whole number from 1 to 1."),
    (lambda v: v.update(extra=1), "extra is not known."),
    (lambda v: v.pop("learner"), "the file has no member 'learner'."),
    (lambda v: v.update(learner="x" * 81), "learner is longer than 80 characters."),
    (lambda v: v.update(steps=[v["steps"][0]] * 101), "steps[100] is one too many"),
    (lambda v: v["steps"][1].update(kind="dance"), "steps[1].kind must be one of read, predict"),
    (lambda v: v["steps"][1].update(tries=-1), "steps[1].tries must be a whole number"),
    (lambda v: v["steps"][1].update(first=True), "steps[1].first must be a number or a text."),
    (lambda v: v["steps"][1]["end"].update(epochs=10**9), "steps[1].end.epochs must be a whole"),
    (lambda v: v["steps"][1]["end"].update(x=[1e200] * 5), "steps[1].end.x[0] is outside ±1e150."),
    (lambda v: v["steps"][1]["end"].update(x=[1.0]), "steps[1].end cannot be used: "),
    (lambda v: v["steps"][1]["end"].update(x=[0] * 5001), "steps[1].end.x[5000] is one too many"),
    (lambda v: v["steps"][1]["end"].update(start=[1]), "steps[1].end.start must be two numbers"),
    (lambda v: v["steps"][1]["end"].update(segments=[]), "steps[1].end has segments that do not"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "part"), REFUSED, ids=[part for _, part in REFUSED])
def test_other_files_are_refused(tmp_path: Path, rates: Lesson, edit: Any, part: str) -> None:
    path = edited(tmp_path, rates, edit)
    with pytest.raises(StorageError) as caught:
        read_answers(path)
    assert f"mira.linreg-answers: {part}" in str(caught.value)
    assert is_harmless(str(caught.value))


def test_a_file_that_is_cut_off(tmp_path: Path, rates: Lesson) -> None:
    path = edited(tmp_path, rates, lambda v: None)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(StorageError, match="is cut off"):
        read_answers(path)


# ---- grades


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_who_does_what_the_solutions_say_is_confirmed(path: Path) -> None:
    lesson = read_lesson(path)
    assert grade_answers(lesson, perfect(lesson)) == Grade(Confirmed.YES)


def with_step(answers: Answers, index: int, **changes: Any) -> Answers:
    steps = list(answers.steps)
    steps[index] = replace(steps[index], **changes)
    return replace(answers, steps=tuple(steps))


def with_end(answers: Answers, **changes: Any) -> Answers:
    end = answers.steps[HUNT].end
    assert end is not None
    config = {name: changes.pop(name) for name in tuple(changes) if hasattr(end.config, name)}
    return with_step(
        answers, HUNT, end=replace(end, config=replace(end.config, **config), **changes)
    )


HOURS = ([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])
EDITS = [
    (lambda a: with_end(a, learning_rate=0.036), "step 2, learning_rate is 0.0360"),
    (lambda a: with_end(a, run=10), "step 2, epochs is 10"),
    (lambda a: with_end(a, optimizer=Optimizer.MOMENTUM),
     "step 2, optimizer is locked and not as the lesson has it"),
    (lambda a: with_end(a, dataset=Dataset.from_xy([1, 2, 3], [1, 2, 3])),
     "step 2, points is locked and not as the lesson has it"),
    (lambda a: with_end(a, start=(4.25, 56.6)),
     "step 2, start is locked and not as the lesson has it"),
    (lambda a: with_step(a, HUNT, end=None), "step 2, there is no state to compute"),
    (lambda a: with_step(a, 4, last=2), "step 5, 2 is not right"),
    (lambda a: with_step(a, 4, last="1"), "step 5, there is no answer"),
    (lambda a: with_step(a, 4, kind=StepKind.READ), "step 5, is of the kind read"),
    (lambda a: replace(a, steps=a.steps[:-1]), "has 5 steps, and the lesson 6"),
    (lambda a: replace(a, steps=(*a.steps, a.steps[0])), "has 7 steps, and the lesson 6"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "reason"), EDITS, ids=[reason for _, reason in EDITS])
def test_what_does_not_come_out_again(rates: Lesson, edit: Any, reason: str) -> None:
    assert grade_answers(rates, edit(perfect(rates))) == Grade(Confirmed.NO, reason)


def test_what_was_not_passed_is_not_asked_for(rates: Lesson) -> None:
    answers = perfect(rates)
    for result in (Result.SHOWN, Result.SKIPPED, Result.OPEN):
        given = with_step(answers, HUNT, result=result, end=None)
        assert grade_answers(rates, given) == Grade(Confirmed.YES)


def test_a_run_that_takes_too_long_is_not_tried() -> None:
    lesson = read_lesson(next(path for path in PATHS if path.stem.startswith("09")))
    answers, index = perfect(lesson), 3
    end = answers.steps[index].end
    assert end is not None
    config = replace(end.config, max_epochs=2_000_000)
    given = with_step(answers, index, end=replace(end, run=2_000_000, config=config))
    expected = Grade(Confirmed.NOT_TRIED, "step 4, a run of 2,000,000 epochs")
    assert grade_answers(lesson, given) == expected


def test_a_run_whose_settings_changed_on_the_way_is_computed_as_it_was() -> None:
    data = Dataset.from_xy(*HOURS)
    early = DescentConfig(0.01, optimizer=Optimizer.MOMENTUM)
    late = replace(early, learning_rate=0.02)
    table = Table(data, late, run=20, earlier=((0, early),), since=7)
    whole = moment_of(table)
    begun = moment_of(Table(data, early, run=7))
    assert (whole.parameters[:8] == begun.parameters).all()
    assert len(whole.parameters) == 21
    # the velocity goes on: θ₈ − θ₇ = 0.9 (0.02/0.01)(θ₇ − θ₆) − 0.02·gradient, PyTorch's rule
    last, before = whole.parameters[7], whole.parameters[6]
    expected = last + 0.9 * 2.0 * (last - before) - 0.02 * whole.loss.gradient(last)
    assert whole.parameters[8] == pytest.approx(expected, rel=1e-12)


# ---- a class


def grade(*arguments: object) -> int:
    return cli.main(["lesson", "grade", *map(str, arguments)])


def test_a_class(tmp_path: Path, rates: Lesson, capsys: Any) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    answers = perfect(rates)
    write_answers(folder / "ada.linreg-answers", with_step(answers, 0, hints=1))
    write_answers(folder / "tim.linreg-answers", replace(answers, learner="Tim"))
    write_answers(folder / "tom.linreg-answers", replace(answers, learner='=HYPERLINK("x")'))
    write_answers(folder / "mira.linreg-answers", with_end(answers, learning_rate=0.036))
    write_answers(folder / "eve.linreg-answers", replace(answers, lesson="0" * 64))
    (folder / "b2.linreg-answers").write_text('{"format": ')
    (folder / "notes.txt").write_text("")
    out = tmp_path / "class.csv"
    began = time.process_time()
    assert grade(folder, "--lesson", RATES, "--csv", out) == 1
    assert time.process_time() - began < 10
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "tim.linreg-answers and tom.linreg-answers are alike but for the name.",
        "mira.linreg-answers: no: step 2, learning_rate is 0.0360.",
        "4 of 6 read: 3 confirmed, 1 not confirmed.",
    ]
    assert printed.err.splitlines() == [
        "b2.linreg-answers is cut off: it ends in format.",
        "eve.linreg-answers is for another lesson.",
    ]
    assert out.read_bytes()[:3] == b"\xef\xbb\xbf"
    with out.open(encoding="utf-8-sig", newline="") as file:
        honest, head, *rows = csv.reader(file)
    assert "not for examinations" in honest[0]
    assert head[:4] == ["name", "file", "step 1 result", "step 1 tries"]
    assert [len(row) for row in rows] == [len(head)] * 4
    assert [row[0] for row in rows] == ["Mira", "Mira", "Tim", '\'=HYPERLINK("x")']
    assert [row[-2] for row in rows] == ["yes", "no", "yes", "yes"]


def test_a_class_in_which_all_is_well(tmp_path: Path, rates: Lesson, capsys: Any) -> None:
    write_answers(tmp_path / "ada.linreg-answers", perfect(rates))
    assert grade(tmp_path, "--lesson", RATES) == 0
    assert capsys.readouterr().out == "1 of 1 read: 1 confirmed, 0 not confirmed.\n"


def test_what_cannot_be_graded(tmp_path: Path, capsys: Any) -> None:
    assert grade(tmp_path, "--lesson", RATES) == 2
    assert "holds no answers (*.linreg-answers)." in capsys.readouterr().err
    assert grade(tmp_path / "none", "--lesson", RATES) == 2
    assert capsys.readouterr().err == "none is no folder that can be read.\n"
    assert grade(tmp_path, "--lesson", tmp_path / "none.linreg-lesson") == 2
    with pytest.raises(SystemExit) as caught:
        grade(tmp_path)
    assert caught.value.code == 2
