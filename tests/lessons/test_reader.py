"""The reader of lessons, and the eleven lessons that ship."""

from pathlib import Path

import pytest

from linreg_gui.lessons.hide_and_lock import Hideable, Lockable
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import parse_lesson, read_lesson
from linreg_gui.lessons.task import BetKind, Comparator, Condition, Goal, Predict

LESSONS = sorted((Path(__file__).parents[2] / "assets" / "lessons").glob("*.linreg-lesson"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_that_ships_is_read(path: Path) -> None:
    lesson = read_lesson(path)
    assert 4 <= len(lesson.steps) <= 6
    assert lesson.minutes <= 8


def test_ten_lessons_ship() -> None:
    assert len(LESSONS) == 11


@pytest.fixture(scope="module")
def rates() -> Lesson:
    return read_lesson(next(path for path in LESSONS if path.stem.startswith("03")))


def test_what_a_lesson_says_becomes_values(rates: Lesson) -> None:
    assert rates.title == "How far is too far?"
    assert rates.setup.state is not None
    assert rates.setup.state.example == "hours-and-money"
    assert rates.setup.state.settings == {"learning_rate": 0.01, "max_epochs": 600}
    first, hunt, words, *_ = rates.steps
    assert isinstance(first.task, Predict)
    assert first.task.kind is BetKind.CHOICES
    assert first.task.waits_for_run
    assert first.task.right == 1
    assert isinstance(words.task, Predict)
    assert words.task.kind is BetKind.WORDS
    assert isinstance(hunt.task, Goal)
    assert hunt.task.conditions[1] == Condition(
        "learning_rate", Comparator.NEAR, ("limit",), percent=5.0
    )
    assert hunt.task.solution is not None
    assert hunt.task.solution.run == 600
    assert len(hunt.hints) == 3


def test_what_is_hidden_and_locked_lasts_until_a_step_changes_it(rates: Lesson) -> None:
    opened = rates.permissions(0)
    assert opened.hidden == {Hideable.ZONES, Hideable.SWEEP, Hideable.CODE}
    assert opened.locked == set(Lockable) - {Lockable.RUN, Lockable.LEARNING_RATE, Lockable.VIEW}
    assert rates.permissions(4).hidden == {Hideable.SWEEP, Hideable.CODE}


@pytest.mark.parametrize("path", LESSONS[:1], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.rstrip(b"\n"),
    ],
    ids=["byte order mark", "CRLF", "no newline at the end"],
)
def test_ways_to_write_text_files_are_read(path: Path, change) -> None:
    lesson = parse_lesson(change(path.read_bytes()), path.name)
    assert lesson.steps == read_lesson(path).steps
