"""The answers of a learner to a lesson, in a ``*.linreg-answers`` file for a teacher.

It is JSON in UTF-8, read strictly. Answers and goals are not believed: with the state in which a
step was passed they can be computed again, as `linreg_gui.lessons.grading` does.

============  ===================================================================================
key           value
============  ===================================================================================
``format``    ``"linreg_gui answers"``
``version``   ``1``
``program``   the version that wrote it
``lesson``    SHA-256 of the lesson's file, in hexadecimal digits
``title``     of the lesson
``learner``   a name; may be empty
``saved``     a date, as the writer says
``steps``     list of objects, one for each step of the lesson: ``kind``, ``result``, ``first`` and
              ``last`` (number of a choice, a number, or the words of a prediction), ``tries``,
              ``hints``, and ``end``, the state of the table, or null
============  ===================================================================================

An ``end`` has ``x``, ``y``, ``start``, ``segments`` (objects ``first_epoch`` and ``settings``),
``epochs``, ``epoch``, ``hand`` (lines tried by hand; the first is where the hand began) and
``kept_runs``; where points are held out also ``held_out``, their numbers from 0.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from linreg_gui import __version__
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_GUI_EPOCHS
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.lesson import Step
from linreg_gui.lessons.state_reader import MOST_POINTS
from linreg_gui.lessons.table import ByHand, Table, held_out_in
from linreg_gui.lessons.task import Answer, Blanks, Goal, Predict
from linreg_gui.storage.errors import shown_name
from linreg_gui.storage.projects.json_value import JsonValue, parse_json
from linreg_gui.storage.projects.settings_json import read_member, read_settings, settings_values
from linreg_gui.storage.regular_file import read_regular_file
from linreg_gui.storage.safe_write import write_safely

FORMAT = "linreg_gui answers"
VERSION = 1
ANSWERS_SUFFIX = ".linreg-answers"
LONGEST_NAME = 80
LONGEST_TEXT = 200
MOST_STEPS = 100
MOST_COUNTED = 1_000_000
MOST_SEGMENTS = 1_000
MOST_LINES = 2
MOST_KEPT = 1_000
DIGEST_DIGITS = 64
LARGEST_FILE = MOST_STEPS * MOST_POINTS * 2 * 32
"""In bytes: each step may have its points, in lines of at most 32 characters."""

Given = str | int | float | None
"""The number of a choice, a number, or the words of a prediction; None for nothing."""


class StepKind(StrEnum):
    """The kinds of steps."""

    READ = "read"
    PREDICT = "predict"
    GOAL = "goal"
    ANSWER = "answer"
    BLANKS = "blanks"

    @classmethod
    def of(cls, step: Step) -> "StepKind":
        """Return the kind of a step."""
        kinds = {Predict: cls.PREDICT, Goal: cls.GOAL, Answer: cls.ANSWER, Blanks: cls.BLANKS}
        return cls.READ if step.task is None else kinds[type(step.task)]


class Result(StrEnum):
    """The results of a step."""

    PASSED = "passed"
    """Also the result of a prediction that the run has answered, and of a text that was read."""
    SHOWN = "shown"
    SKIPPED = "skipped"
    OPEN = "open"


@dataclass(frozen=True)
class StepAnswer:
    """The answer to one step.

    Attributes
    ----------
    kind : StepKind
    result : Result
    first, last : str, int, float or None
        The first and the last answer or prediction.
    tries, hints : int
    end : Table or None
        The table when the step was passed.
    by_hand : ByHand
        What was done beside the run by then.
    """

    kind: StepKind
    result: Result = Result.OPEN
    first: Given = None
    last: Given = None
    tries: int = 0
    hints: int = 0
    end: Table | None = None
    by_hand: ByHand = field(default_factory=ByHand)


@dataclass(frozen=True)
class Answers:
    """The answers of one learner.

    Attributes
    ----------
    lesson : str
        The digest of the lesson.
    title, learner, saved : str
    steps : tuple of StepAnswer
    """

    lesson: str
    title: str
    learner: str
    saved: str
    steps: tuple[StepAnswer, ...]


# ---- writing


def can_be_read(end: Table) -> bool:
    """Return whether `read_answers` takes a state of the table."""
    return end.dataset.n_samples <= MOST_POINTS and len(end.segments) <= MOST_SEGMENTS


def write_answers(path: Path, answers: Answers) -> None:
    """Write answers, whole or not at all.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    values = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "lesson": answers.lesson,
        "title": answers.title,
        "learner": answers.learner,
        "saved": answers.saved,
        "steps": [_step_values(step) for step in answers.steps],
    }
    write_safely(path, json.dumps(values, ensure_ascii=False, indent=1).encode())


def _step_values(step: StepAnswer) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "result": step.result.value,
        "first": step.first,
        "last": step.last,
        "tries": step.tries,
        "hints": step.hints,
        "end": None if step.end is None else _end_values(step.end, step.by_hand),
    }


def _end_values(end: Table, by_hand: ByHand) -> dict[str, Any]:
    mask = end.dataset.is_held_out
    held_out = {} if mask is None else {"held_out": np.flatnonzero(mask).tolist()}
    return {
        "x": end.dataset.x.tolist(),
        "y": end.dataset.y.tolist(),
        **held_out,
        "start": list(end.start),
        "segments": [
            {"first_epoch": first, "settings": settings_values(config, DescentConfig())}
            for first, config in end.segments
        ],
        "epochs": end.run,
        "epoch": end.run if end.epoch is None else end.epoch,
        "hand": [list(line) for line in by_hand.lines],
        "kept_runs": by_hand.kept_runs,
    }


# ---- reading


def read_answers(path: Path) -> Answers:
    """Read answers.

    Raises
    ------
    StorageError
        If the file cannot be read or anything in it is not as it must be; the message names the
        place.
    """
    name = shown_name(path)
    whole = parse_json(read_regular_file(path, LARGEST_FILE, "a file of answers"), name)
    values = whole.read_members(
        {
            "format": _format,
            "version": lambda value: value.whole(VERSION, VERSION),
            "program": lambda value: read_text(value, LONGEST_NAME),
            "lesson": lambda value: read_text(value, DIGEST_DIGITS),
            "title": lambda value: read_text(value, LONGEST_NAME),
            "learner": lambda value: read_text(value, LONGEST_NAME),
            "saved": lambda value: read_text(value, LONGEST_NAME),
            "steps": lambda value: tuple(map(_step, value.items(MOST_STEPS, "steps"))),
        }
    )
    return Answers(**{key: values[key] for key in ("lesson", "title", "learner", "saved", "steps")})


def _format(value: JsonValue) -> str:
    if value.value != FORMAT:
        raise value.refusal(f"must be '{FORMAT}'")
    return FORMAT


def read_text(value: JsonValue, longest: int) -> str:
    """Return a text that is not too long."""
    text = value.text()
    if len(text) > longest:
        raise value.refusal(f"is longer than {longest} characters")
    return text


def read_given(value: JsonValue) -> Given:
    """Return what was answered or predicted."""
    given = value.scalar()
    if isinstance(given, bool):
        raise value.refusal("must be a number or a text")
    return read_text(value, LONGEST_TEXT) if isinstance(given, str) else given


def _step(value: JsonValue) -> StepAnswer:
    def count(each: JsonValue) -> int:
        return each.whole(0, MOST_COUNTED)

    values = value.read_members(
        {
            "kind": lambda each: read_member(StepKind, each),
            "result": lambda each: read_member(Result, each),
            "first": read_given,
            "last": read_given,
            "tries": count,
            "hints": count,
            "end": JsonValue.optional(_end),
        }
    )
    end, by_hand = values.pop("end") or (None, ByHand())
    return StepAnswer(**values, end=end, by_hand=by_hand)


def _end(value: JsonValue) -> tuple[Table, ByHand]:
    values = value.read_members(
        {
            "x": lambda each: each.numbers(MAX_ABSOLUTE_VALUE, MOST_POINTS),
            "y": lambda each: each.numbers(MAX_ABSOLUTE_VALUE, MOST_POINTS),
            "held_out": _held_out,
            "start": _line,
            "segments": lambda each: tuple(map(_segment, each.items(MOST_SEGMENTS, "segments"))),
            "epochs": lambda each: each.whole(0, MAX_GUI_EPOCHS),
            "epoch": lambda each: each.whole(0, MAX_GUI_EPOCHS),
            "hand": lambda each: tuple(map(_line, each.items(MOST_LINES, "lines"))),
            "kept_runs": lambda each: each.whole(0, MOST_KEPT),
        },
        optional=("held_out",),
    )
    segments = values["segments"]
    firsts = [first for first, _ in segments]
    if not firsts or firsts[0] != 0 or firsts != sorted(set(firsts)):
        raise value.refusal("has segments that do not begin at 0 and rise")
    try:
        numbers = tuple(number + 1 for number in values.get("held_out", ()))
        dataset = held_out_in(Dataset.from_xy(values["x"], values["y"]), numbers)
    except DatasetError as error:
        raise value.refusal(f"cannot be used: {str(error).rstrip('.')}") from None
    *earlier, (since, config) = segments
    run = values["epochs"]
    table = Table(
        dataset,
        config,
        values["start"],
        run,
        min(values["epoch"], run),
        earlier=tuple(earlier),
        since=since,
    )
    return table, ByHand(values["kept_runs"], values["hand"])


def _held_out(value: JsonValue) -> tuple[int, ...]:
    items = value.items(MOST_POINTS, "points")
    return tuple(item.whole(0, MOST_POINTS - 1) for item in items)


def _line(value: JsonValue) -> tuple[float, float]:
    numbers = value.numbers(MAX_ABSOLUTE_VALUE, 2).tolist()
    if len(numbers) != 2:
        raise value.refusal("must be two numbers, slope and intercept")
    return numbers[0], numbers[1]


def _segment(value: JsonValue) -> tuple[int, DescentConfig]:
    values = value.read_members(
        {
            "first_epoch": lambda each: each.whole(0, MAX_GUI_EPOCHS),
            "settings": lambda each: read_settings(each, DescentConfig()),
        }
    )
    return values["first_epoch"], values["settings"]
