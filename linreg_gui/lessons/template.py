"""A new lesson: what is on the table as a setup, and comments that say how to go on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.hide_and_lock import EVERYTHING, Hideable, Lockable
from linreg_gui.lessons.quantities import QUANTITIES, Quantity
from linreg_gui.lessons.state_reader import (
    FULL,
    LONGEST_NAME,
    MOST_POINTS,
    MOST_RUN,
    SETTING_KEYS,
)
from linreg_gui.lessons.table import Table, settings_after, table_of_example
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.safe_write import write_safely

HEAD = '''\
# A lesson for linreg_gui, in TOML: lines that begin with # say nothing to the program.
# Open it in the window (Lessons > Open lesson…), and try it in a terminal:
#
#     linreg-gui lesson check {name}
#
# A text in three quotes """ … """ may have several lines; **bold**, *italic* and lists are read.
# A table in braces {{ … }} must stay on one line.

format = "linreg_gui lesson"
version = 1
title = "My lesson"
question = "What is it about?"
minutes = 5

'''
SETUP = """\
# How the window stands when the lesson begins; what is not said is as in a new window.
[setup]
"""
MORE_OF_SETUP = {
    "x": "x = [1, 2, 3]                  # your own points, instead of an example",
    "y": "y = [2, 4, 5]",
    "x_name": 'x_name = "hours"               # and y_name',
    "held_out": "held_out = [2, 5]              # not trained on; or { share = 0.3, seed = 0 }",
    "start": "start = [0, 0]                 # slope and intercept",
    "learning_rate": "learning_rate = 0.01",
    "epochs": "epochs = 300                   # of a run",
    "run": "run = 0                        # epochs computed when the lesson begins",
    "epoch": "epoch = 0                      # the one shown; without it the last",
    "speed": 'speed = 30                     # epochs per second, or "full"',
    "optimizer": 'optimizer = "momentum"         # gd, momentum, nesterov, adagrad, rmsprop, adam',
    "batch": "batch = 2                      # points of a step",
    "momentum": "momentum = 0.9",
    "scaling": 'scaling = "standardise"        # none, centre, standardise',
    "l2": "l2 = 0.1                       # the L2 penalty",
    "decay": 'decay = "inverse_time"         # none, inverse_time, step',
    "decay_epochs": "decay_epochs = 100             # and decay_factor, of decay in steps",
    "held": 'held = "slope"                 # or "intercept": it stays as it is at the start',
    "degree": "degree = 1                     # up to 6: a curve of scaled powers, at rate 0.1",
    "frame": "frame = [0, 10, 0, 100]        # left, right, bottom, top of the data pane",
}
"""Other lines of a setup, by their key; a key stands once in a table."""
STEPS = '''\

# The steps, in their order. This one is only read; below are the four kinds that ask.
[[step]]
say = """
What the learner is to look at, in a few words.
"""
# Any step may also have what a setup has, in one line, and lists that last until changed:
#
# set = { learning_rate = 0.02, run = 300 }
# show = ["zones"]               # and hide, lock, unlock
# tell = ["mse"]                 # quantities whose values are said with the result

# ---- A prediction: any answer goes on. Take the # away, and write your own.
#
# [[step]]
# say = "At 0.01 it takes 326 epochs to lose 99 % of the excess loss. You take **0.02**. And now?"
# set = { learning_rate = 0.02 }
# predict = { choices = ["half as many", "as many", "it blows up"], right = 1, until = "run" }
# because = "163. Twice the step, half the epochs."   # shown after the run
#
# Other predictions:  predict = { words = true }     # arrives, swings, blows up or crawls
#                     predict = { pin = 1 }          # where the dot will be after 1 epoch
#                     predict = { sketch = 60 }      # the loss of the next 60 epochs
#                     predict = { number = "epochs_to_1_percent" }
#
# Or until something was done; such a table comes below all the other keys of its step:
#
#   [step.predict]
#   choices = ["Straight down", "To the left"]
#   right = 1
#   until = [{ of = "intercept", at_most = 80 }]
#   solution = { hand = [0, 77] }                      # so that it can be tried
#   proof = [{ of = "slope", between = [-0.3, 0.3] }]  # what makes that answer right
#
# ---- A goal: how to get there is the learner's affair.
#
# [[step]]
# say = "Find the largest rate that still arrives."
# goal = [
#   { of = "learning_rate", near = "limit", percent = 5 },
#   { of = "learning_rate", below = "limit" },
#   { of = "epochs", at_least = 300 },
# ]
# hints = ["Catch it between two rates.", "It is between 0.034 and 0.036."]
# solution = { learning_rate = 0.0345, run = 600 }    # so that it can be tried
#
# A solution may hold what a setup holds, and  move = [[1, 2.5, 40]]   # point 1 to x 2.5, y 40
#                                              hand = [2, 10]          # the line, by hand
#                                              keep = true             # the run kept first
# Where points are taken away or put in, all that are then there stand in x and y.
#
# Comparisons: is, is_not, at_least, at_most, above, below, between = [a, b], and near with within
# or percent: with a number, or another quantity. The quantities are listed at the end.
#
# ---- A question with a right answer.
#
# [[step]]
# say = "Which number decides whether a rate is too large?"
# answer = { choices = ["the number of points", "the steepness of the valley"], right = 2 }
# because = "The limit is 2 divided by that steepness."
#
# Or a number:  answer = { ask = "Steepness", right = "curvature_max", percent = 1, unit = "" }
# What is said of each choice:  replies = ["They are not in it.", ""]   # in answer, too
#
# ---- Blanks of the worksheet.
#
# [[step]]
# say = "Work out the gradient."
# set = { run = 1 }
# blanks = { epoch = 1, cells = ["slope_gradient", "intercept_gradient"] }
#
# ---- The quantities, for goal, until, proof, number and right. A condition about one that is not
# defined now, such as the limit of an adaptive optimizer, does not hold.
#
'''
WIDTH = 96
NAME_WIDTH = 22


def table_of_project(project: Project) -> Table:
    """Return what a project has on the table; a long run is left out.

    Raises
    ------
    StorageError
        If it is not what a lesson holds.
    """
    check_table(project.dataset, project.settings, project.start)
    slope, *_, intercept = project.start
    run = project.runs[project.active_run].epochs if project.runs else 0
    if run > MOST_RUN:
        return Table(project.dataset, project.settings, (slope, intercept))
    epoch = None if project.cursor == run else project.cursor
    return Table(project.dataset, project.settings, (slope, intercept), run, epoch)


def check_table(dataset: Dataset, config: DescentConfig, start: Sequence[float]) -> None:
    """Raise StorageError for points that no lesson holds, and for a curve that does not start at 0.

    Parameters
    ----------
    dataset : Dataset
    config : DescentConfig
    start : sequence of float
        The coefficients of record 0.
    """
    if dataset.n_features > 1:
        raise StorageError("A lesson is about one feature; here are several.")
    if config.degree > 1 and any(start):
        raise StorageError("A lesson starts a curve at 0: choose “Zero” under “Start” first.")
    if not 0 < dataset.n_samples <= MOST_POINTS:
        sentence = f"A lesson has 1 to {MOST_POINTS:,} points; here are {dataset.n_samples:,}."
        raise StorageError(sentence)


def lesson_text(table: Table, name: str) -> str:
    """Write a lesson that begins with a table; its steps are still to be written.

    Parameters
    ----------
    table : Table
        With 1 to 5,000 points.
    name : str
        Of the file, for the comments.
    """
    said = list(_setup_lines(table))
    keys = {line.partition(" ")[0] for line in said}
    more = [f"# {line}" for key, line in MORE_OF_SETUP.items() if key not in keys]
    return "".join(
        (
            HEAD.format(name=name),
            SETUP,
            *(f"{line}\n" for line in (*said, *more)),
            _names("hide", Hideable, "not to be seen until a step shows them"),
            _names("lock", (EVERYTHING, *Lockable), "not to be changed until a step unlocks them"),
            STEPS,
            *map(_quantity_line, QUANTITIES.values()),
            _row("x1, y1, x2, …", "x and y of a point, numbered as in the worksheet"),
        )
    )


def write_new_lesson(path: Path, table: Table) -> None:
    """Write a new lesson, whole or not at all.

    Raises
    ------
    StorageError
        If the file exists or cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise StorageError(f"{shown_name(path)} exists; choose another name.")
    write_safely(path, lesson_text(table, shown_name(path)).encode())


def _quantity_line(quantity: Quantity) -> str:
    words = f": {', '.join(quantity.words)}" if quantity.words else ""
    unit = f", in {quantity.unit}" if quantity.unit else ""
    return _row(quantity.name, f"{quantity.title}{words}{unit}")


def _row(name: str, text: str) -> str:
    return f"#   {name:<{NAME_WIDTH}}{text}\n"


def _names(key: str, names: tuple[str, ...] | type[Enum], what: str) -> str:
    words = [f'"{name}"' for name in names]
    return f"# {key} = []   # {what}. Names:\n{_commented(words)}\n"


def _commented(words: Any) -> str:
    lines, line = [], "#"
    for word in words:
        if len(line) + len(word) + 2 > WIDTH:
            lines.append(line)
            line = "#"
        line += f" {word}" if line == "#" else f", {word}"
    return "\n".join([*lines, line])


def _setup_lines(table: Table) -> Iterator[str]:
    key = _example_of(table.dataset)
    if key is None:
        yield from _point_lines(table.dataset)
        usual = DescentConfig()
    else:
        yield f'example = "{key}"'
        usual = table_of_example(key).config
    if table.dataset.is_held_out is not None:
        yield f"held_out = {_written((np.flatnonzero(table.dataset.is_held_out) + 1).tolist())}"
    if table.config.degree > 1:
        yield f"degree = {table.config.degree}"
    usual = settings_after(usual, {"degree": table.config.degree})
    if table.start != (0.0, 0.0):
        yield f"start = {_written(list(table.start))}"
    for name, field in SETTING_KEYS.items():
        value = getattr(table.config, field)
        if value != getattr(usual, field):
            yield f"{name} = {_written(_setting(value))}"
    run = min(table.run, table.config.max_epochs)
    if run:
        yield f"run = {run}"
    if table.epoch is not None and table.epoch < run:
        yield f"epoch = {table.epoch}"


def _example_of(dataset: Dataset) -> str | None:
    """Return the key of the example whose points these are, untouched."""
    return next(
        (
            key
            for key, example in EXAMPLES.items()
            if replace(dataset, true_parameters=None, is_held_out=None)
            == replace(example.dataset(), true_parameters=None)
        ),
        None,
    )


def _point_lines(dataset: Dataset) -> Iterator[str]:
    names = ("name", dataset.name), ("x_name", dataset.feature_names[0])
    for key, name in (*names, ("y_name", dataset.target_name)):
        shown = "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME].strip()
        if shown and shown not in {"x", "y"}:
            yield f"{key} = {_written(shown)}"
    for key, values in (("x", dataset.x), ("y", dataset.y)):
        yield f"{key} = {_written(np.asarray(values).tolist())}"


def _setting(value: Any) -> Any:
    if value is None:
        return FULL
    return value.value if isinstance(value, Enum) else value


def _written(value: Any) -> str:
    """Write a number, a text or a list of numbers as TOML; numbers with all their digits."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(value)
