"""The members of a project of version 1, each with what it must be."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.descent_config import MOST_EPOCHS, DescentConfig
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_SAMPLES
from linreg_gui.storage.json_reader import JsonReader
from linreg_gui.storage.project_values import ProjectRun, ViewValue
from linreg_gui.storage.settings_json import read_settings

MOST_RUNS = 1000
MOST_SEGMENTS = 10_000
MOST_VIEW_VALUES = 200
MOST_COLOURS = 1000

Readers = Mapping[str, Callable[[JsonReader], Any]]


@dataclass(frozen=True)
class Points:
    """The coordinates, shape (n_samples,), and how they are called."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    name: str
    x_name: str
    y_name: str
    true_line: tuple[float, ...] | None


def read_version_1(reader: JsonReader) -> dict[str, Any]:
    """Read the members, in whatever order they come.

    Parameters
    ----------
    reader : JsonReader

    Returns
    -------
    dict
        The arguments of `Project`, with ``points`` for the dataset, and ``version``; each is
        checked by itself.

    Raises
    ------
    StorageError
    """
    runs = _RunReader()
    readers: Readers = {
        "format": _text,
        "version": read_version,
        "points": _points,
        "settings": _settings,
        "start": _start,
        "runs": runs.read_all,
        "active_run": partial(_whole, high=MOST_RUNS),
        "cursor": _epoch,
        "kept_runs": runs.read_all,
        "view": _view,
    }
    parts = _object(reader, readers)
    del parts["format"]
    return parts


def read_version(reader: JsonReader) -> int:
    """Read the number of a version, which may be one that is not known yet."""
    return reader.whole(1, 10**9)


class _RunReader:
    """Reads runs, which together have a limited number of segments."""

    def __init__(self) -> None:
        self._n_segments = 0

    def read_all(self, reader: JsonReader) -> tuple[ProjectRun, ...]:
        """Read a list of runs."""
        runs = []
        for index in reader.items():
            if index >= MOST_RUNS:
                raise reader.refusal(f"is one too many: at most {MOST_RUNS:,} runs are read")
            runs.append(self._run(reader))
        return tuple(runs)

    def _run(self, reader: JsonReader) -> ProjectRun:
        readers: Readers = {
            "name": _text,
            "colour": partial(_whole, high=MOST_COLOURS - 1),
            "fork_epoch": _epoch,
            "epochs": _epoch,
            "segments": self._segments,
            "check": _check,
            "start": _start_or_none,
            "is_hidden": _flag,
        }
        run = ProjectRun(**_object(reader, readers))
        if max(run.fork_epoch, run.segments[-1][0]) > run.epochs:
            raise reader.refusal(f"forks or changes after its last epoch, {run.epochs:,}")
        return run

    def _segments(self, reader: JsonReader) -> tuple[tuple[int, DescentConfig], ...]:
        segments: list[tuple[int, DescentConfig]] = []
        for _ in reader.items():
            self._n_segments += 1
            if self._n_segments > MOST_SEGMENTS:
                raise reader.refusal(f"is one too many: at most {MOST_SEGMENTS:,} are read in all")
            base = segments[-1][1] if segments else DescentConfig()
            readers: Readers = {
                "first_epoch": _epoch,
                "settings": partial(read_settings, base=base),
            }
            found = _object(reader, readers)
            if (found["first_epoch"] > segments[-1][0]) if segments else not found["first_epoch"]:
                segments.append((found["first_epoch"], found["settings"]))
            else:
                raise reader.refusal("must begin at epoch 0, or after the one before it")
        if not segments:
            raise reader.refusal("must not be empty")
        return tuple(segments)


def _object(reader: JsonReader, readers: Readers) -> dict[str, Any]:
    """Read the members of an object: all of these keys, and no others."""
    found = {}
    for key in reader.members():
        if key not in readers:
            raise reader.refusal("is not known")
        found[key] = readers[key](reader)
    for key in readers:
        if key not in found:
            raise reader.refusal(f"has no member '{key}'")
    return found


def _points(reader: JsonReader) -> Points:
    readers: Readers = {
        "name": _text,
        "x_name": _text,
        "y_name": _text,
        "true_line": _true_line,
        "x": _coordinates,
        "y": _coordinates,
    }
    points = Points(**_object(reader, readers))
    if len(points.x) != len(points.y):
        raise reader.refusal(f"has {len(points.x):,} x but {len(points.y):,} y")
    return points


def _coordinates(reader: JsonReader) -> NDArray[np.float64]:
    return reader.numbers(MAX_ABSOLUTE_VALUE, MAX_SAMPLES)


def _few(reader: JsonReader, count: int, largest: float = math.inf) -> tuple[float, ...]:
    values = tuple(reader.numbers(largest, count).tolist())
    if len(values) != count:
        raise reader.refusal(f"must be {count} numbers")
    return values


def _true_line(reader: JsonReader) -> tuple[float, ...] | None:
    return None if reader.take_null() else _few(reader, 2)


def _settings(reader: JsonReader) -> DescentConfig:
    return read_settings(reader, DescentConfig())


def _start(reader: JsonReader) -> tuple[float, ...]:
    return _few(reader, 2, MAX_ABSOLUTE_VALUE)


def _start_or_none(reader: JsonReader) -> tuple[float, ...] | None:
    return None if reader.take_null() else _start(reader)


def _flag(reader: JsonReader) -> bool:
    return reader.flag()


def _check(reader: JsonReader) -> tuple[float, ...] | None:
    return None if reader.take_null() else _few(reader, 3)


def _text(reader: JsonReader) -> str:
    return reader.text()


def _whole(reader: JsonReader, high: int) -> int:
    return reader.whole(0, high)


def _epoch(reader: JsonReader) -> int:
    return reader.whole(0, MOST_EPOCHS)


def _view(reader: JsonReader) -> dict[str, ViewValue]:
    values: dict[str, ViewValue] = {}
    for key in reader.members():
        if len(values) == MOST_VIEW_VALUES:
            raise reader.refusal(f"is one too many: at most {MOST_VIEW_VALUES} are read")
        values[key] = reader.scalar()
    return values
