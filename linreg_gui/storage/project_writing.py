"""A project as JSON: a line for each of its members, always in the same order."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.project_values import Project, ProjectRun
from linreg_gui.storage.settings_json import settings_values

FORMAT = "linreg_gui project"
VERSION = 1
NUMBERS_AT_ONCE = 100_000
KEYS = ("format", "version", "points", "settings", "start",
        "runs", "active_run", "cursor", "kept_runs", "view")  # fmt: skip


def project_bytes(project: Project, *, has_points: bool = True) -> bytes:
    """Write a project.

    Parameters
    ----------
    project : Project
    has_points : bool
        False leaves the lists of coordinates empty: what remains is small.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    StorageError
        If a value cannot stand in a project.
    """
    if project.dataset.n_features != 1:
        raise StorageError("a project holds points of one feature only.")
    points = b"".join(_points_pieces(project.dataset, has_points))
    lines = [_json(FORMAT), _json(VERSION), points, *map(_json, _values(project))]
    members = (f'"{key}": '.encode() + line for key, line in zip(KEYS, lines, strict=True))
    return b"{\n" + b",\n".join(members) + b"\n}\n"


def _values(project: Project) -> list[Any]:
    """Give the values of all keys after the points."""
    return [
        settings_values(project.settings),
        _floats(project.start),
        [_run_values(run) for run in project.runs],
        int(project.active_run),
        int(project.cursor),
        [_run_values(run) for run in project.kept_runs],
        {_text(key): _text(value) for key, value in project.view.items()},
    ]


def _points_pieces(dataset: Dataset, has_points: bool) -> Iterator[bytes]:
    true_line = dataset.true_parameters
    labels = {
        "name": _text(dataset.name),
        "x_name": _text(dataset.feature_names[0]),
        "y_name": _text(dataset.target_name),
        "true_line": None if true_line is None else _floats(true_line),
    }
    yield _json(labels)[:-1]
    for key, values in (("x", dataset.x), ("y", dataset.y)):
        yield f', "{key}": ['.encode()
        yield from _number_pieces(values if has_points else values[:0])
        yield b"]"
    yield b"}"


def _number_pieces(values: NDArray[np.float64]) -> Iterator[bytes]:
    """Write numbers as the shortest texts that are read as exactly them."""
    for first in range(0, len(values), NUMBERS_AT_ONCE):
        some = values[first : first + NUMBERS_AT_ONCE].tolist()
        yield (", " if first else "").encode() + ", ".join(map(repr, some)).encode()


def _run_values(run: ProjectRun) -> dict[str, Any]:
    segments, former = [], None
    for first_epoch, settings in run.segments:
        changes = settings_values(settings, former)
        segments.append({"first_epoch": int(first_epoch), "settings": changes})
        former = settings
    return {
        "name": _text(run.name),
        "colour": int(run.colour),
        "fork_epoch": int(run.fork_epoch),
        "epochs": int(run.epochs),
        "segments": segments,
        "check": None if run.check is None else _floats(run.check),
        "start": None if run.start is None else _floats(run.start),
        "is_hidden": bool(run.is_hidden),
    }


def _floats(values: tuple[float, ...]) -> list[float]:
    return [float(value) for value in values]


def _text(value: Any) -> Any:
    """Give a text without lone halves of characters, which no file can hold; others as they are."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        raise StorageError("a value in it is no number and no text.") from None
    return text.encode()
