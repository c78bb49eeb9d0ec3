"""``linreg-gui lesson``: check lessons, begin new ones and grade answers, without a window."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from linreg_gui.lessons.check import Finding, Weight, check_lesson
from linreg_gui.lessons.class_table import ClassAnswers, csv_of, grade_folder
from linreg_gui.lessons.grading import Confirmed
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.table import Table, table_of_example
from linreg_gui.lessons.template import (
    table_of_project,
    write_new_lesson,
)
from linreg_gui.printing import print_result
from linreg_gui.progress_bar import ProgressBar
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.lesson_files import LESSON_SUFFIX
from linreg_gui.storage.projects.project_file import read_project
from linreg_gui.storage.safe_write import write_safely

INTERRUPTED = 130
UNREADABLE = 2


def run_lesson(arguments: argparse.Namespace) -> int:
    """Run one of the commands about lessons.

    Parameters
    ----------
    arguments : argparse.Namespace
        What ``cli.lesson_parser`` gives.

    Returns
    -------
    int
        0; 1 for a fault in a lesson, or answers that are not confirmed; 2 for a file that cannot
        be used; 130 for Ctrl+C.
    """
    try:
        return {"check": _check, "new": _new, "grade": _grade}[arguments.command](arguments)
    except StorageError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return INTERRUPTED


# ---- new


def _new(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    if path.suffix.lower() != LESSON_SUFFIX:
        raise StorageError(f"{shown_name(path)} must end with {LESSON_SUFFIX}.")
    write_new_lesson(path, _table(arguments))
    return print_result(f"{shown_name(path)} is there; write its steps with any editor.")


def _table(arguments: argparse.Namespace) -> Table:
    if arguments.project is not None:
        return table_of_project(read_project(arguments.project))
    if arguments.example is not None:
        return table_of_example(arguments.example)
    return table_of_example()


# ---- check


def _check(arguments: argparse.Namespace) -> int:
    paths = list(_lessons(arguments.paths))
    counts: Counter[Weight] = Counter()
    reports, n_steps, n_unreadable = [], 0, 0
    bar = ProgressBar(len(paths), "lessons")
    for number, path in enumerate(paths):
        bar.show(number)
        try:
            lesson = read_lesson(path)
        except StorageError as error:
            n_unreadable += 1
            print(error, file=sys.stderr)
            reports.append({"file": str(path), "error": str(error)})
            continue
        findings = list(check_lesson(lesson))
        counts.update(finding.weight for finding in findings)
        n_steps += len(lesson.steps)
        reports.append(_report(path, lesson, findings))
    bar.clear()
    lines = list(_lines(reports))
    if n_steps:
        lines.append(_summary(counts, n_steps, len(paths) - n_unreadable))
    failed = 0
    if arguments.json:
        failed = print_result(json.dumps(reports, ensure_ascii=False))
    elif lines:
        failed = print_result("\n".join(lines))
    return failed or (UNREADABLE if n_unreadable else int(counts[Weight.FAULT] > 0))


def _lessons(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the lessons that files and folders name, each once."""
    seen = set()
    for path in paths:
        found = [path]
        if path.is_dir():
            found = sorted(each for each in path.iterdir() if each.suffix.lower() == LESSON_SUFFIX)
            if not found:
                raise StorageError(f"{shown_name(path)} holds no lesson (*{LESSON_SUFFIX}).")
        for each in found:
            real = os.path.realpath(each)
            if real not in seen:
                seen.add(real)
                yield each


def _report(path: Path, lesson: Lesson, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "file": str(path),
        "title": lesson.title,
        "steps": len(lesson.steps),
        "findings": [
            {
                "place": finding.place,
                "text": finding.text,
                "weight": finding.weight.value,
            }
            for finding in findings
        ],
    }


def _lines(reports: Sequence[dict[str, Any]]) -> Iterator[str]:
    for report in reports:
        name = shown_name(report["file"])
        for found in report.get("findings", ()):
            sentence = Finding(found["place"], found["text"], Weight(found["weight"])).sentence
            yield f"{name}: {sentence}"


def _summary(counts: Counter[Weight], n_steps: int, n_lessons: int) -> str:
    said = " and ".join(
        _counted(counts[weight], weight.value) for weight in (Weight.FAULT, Weight.WARNING)
    )
    where = f" of {n_lessons} lessons" if n_lessons > 1 else ""
    return f"{said} in {_counted(n_steps, 'step')}{where}."


# ---- grade


def _grade(arguments: argparse.Namespace) -> int:
    lesson = read_lesson(arguments.lesson)
    found = grade_folder(arguments.folder, lesson)
    if arguments.csv is not None:
        write_safely(arguments.csv, csv_of(found, len(lesson.steps)).encode())
    for sentence in found.left_out:
        print(sentence, file=sys.stderr)
    failed = print_result("\n".join(_grade_lines(found)))
    return failed or int(bool(found.not_confirmed))


def _grade_lines(found: ClassAnswers) -> Iterator[str]:
    for one, other in found.alike():
        yield f"{one} and {other} are alike but for the name."
    for graded in found.graded:
        if graded.grade.confirmed is not Confirmed.YES:
            yield f"{graded.file}: {graded.grade.confirmed}: {graded.grade.reason}."
    n_read = len(found.graded)
    counts = Counter(graded.grade.confirmed for graded in found.graded)
    said = [f"{counts[Confirmed.YES]} confirmed", f"{counts[Confirmed.NO]} not confirmed"]
    if counts[Confirmed.NOT_TRIED]:
        said.append(f"{counts[Confirmed.NOT_TRIED]} not tried")
    yield f"{n_read} of {n_read + len(found.left_out)} read: {', '.join(said)}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
