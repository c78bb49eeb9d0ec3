"""The answers of a class as a table in CSV: one row a learner."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linreg_gui.lessons.answers import ANSWERS_SUFFIX, Answers, read_answers
from linreg_gui.lessons.grading import Confirmed, Grade, grade_answers
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.storage.errors import StorageError, shown_name

MOST_FILES = 1_000
MARK = "\ufeff"
"""By which spreadsheets know that the text is UTF-8."""
COLUMNS = ("result", "tries", "hints", "first", "last")
"""The columns of each step."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be computed by a spreadsheet."""
WHAT_IT_SHOWS = (
    "Confirmed: the states in the file reach the goals. Not who made them, when, or with whose "
    "help; the name is what the file says, and a copied file is a confirmed file. It shows where a "
    "class stands. It is not for examinations."
)


@dataclass(frozen=True)
class Graded:
    """The answers of one learner, graded."""

    file: str
    answers: Answers
    grade: Grade


@dataclass(frozen=True)
class ClassAnswers:
    """The answers found in a folder.

    Attributes
    ----------
    graded : tuple of Graded
        By the names of the files.
    left_out : tuple of str
        One sentence for each file that was not used.
    """

    graded: tuple[Graded, ...]
    left_out: tuple[str, ...]

    @property
    def not_confirmed(self) -> tuple[Graded, ...]:
        """The answers that did not come out again."""
        return tuple(one for one in self.graded if one.grade.confirmed is Confirmed.NO)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Yield the names of files that are alike but for the learner and the date."""
        seen: dict[str, str] = {}
        for one in self.graded:
            key = repr(replace(one.answers, learner="", saved=""))
            if key in seen:
                yield seen[key], one.file
            else:
                seen[key] = one.file


def grade_folder(folder: Path, lesson: Lesson) -> ClassAnswers:
    """Grade all answers in a folder.

    Raises
    ------
    StorageError
        If the folder cannot be read or holds no answers.
    """
    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix.lower() == ANSWERS_SUFFIX)
    except OSError:
        raise StorageError(f"{shown_name(folder)} is no folder that can be read.") from None
    if not paths:
        raise StorageError(f"{shown_name(folder)} holds no answers (*{ANSWERS_SUFFIX}).")
    graded, left_out = [], []
    for path in paths[:MOST_FILES]:
        try:
            answers = read_answers(path)
        except StorageError as error:
            left_out.append(str(error))
            continue
        if answers.lesson != lesson.digest:
            left_out.append(f"{shown_name(path)} is for another lesson.")
        else:
            graded.append(Graded(shown_name(path), answers, grade_answers(lesson, answers)))
    left_out += [f"{shown_name(path)} is one too many." for path in paths[MOST_FILES:]]
    return ClassAnswers(tuple(graded), tuple(left_out))


def csv_of(found: ClassAnswers, n_steps: int) -> str:
    """Write the table: what it shows, the names of the columns, and a row for each learner."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([WHAT_IT_SHOWS])
    steps = [f"step {number + 1} {column}" for number in range(n_steps) for column in COLUMNS]
    writer.writerow(["name", "file", *steps, "confirmed", "reason"])
    for one in found.graded:
        writer.writerow(map(_cell, _row(one, n_steps)))
    return MARK + written.getvalue()


def _row(one: Graded, n_steps: int) -> Sequence[object]:
    cells: list[object] = [one.answers.learner, one.file]
    for step in one.answers.steps[:n_steps]:
        first, last = ("" if each is None else each for each in (step.first, step.last))
        cells += [step.result.value, step.tries, step.hints, first, last]
    cells += [""] * (len(COLUMNS) * (n_steps - len(one.answers.steps)))
    return [*cells, one.grade.confirmed.value, one.grade.reason]


def _cell(value: object) -> object:
    """Let no spreadsheet take a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
