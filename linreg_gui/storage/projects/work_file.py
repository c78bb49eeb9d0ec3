"""Files of unsaved work: a project in a form that is quick to write and to check.

They are for this program alone, on this machine; work to be kept is saved as a project. The points
are bytes: written as digits a million of them take a second.

The first line holds the format, its version and the CRC-32 of all that follows; the second one, in
JSON and ASCII, the label; then come the project without its points, x and y as little-endian
float64 and, where points are held out, a byte for each: 1 where it is. Of several features all of
the first point come first, then those of the next; such a file has version 2.
"""

import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.limits import MAX_FEATURES, MAX_SAMPLES
from linreg_gui.storage.errors import NewerVersionError, StorageError, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import (
    MAX_PROJECT_BYTES,
    decode_project,
    encode_outline,
)
from linreg_gui.storage.regular_file import look_at_file, read_regular_file
from linreg_gui.storage.safe_write import write_safely

FORMAT = b"linreg_gui work"
VERSION = 2
FLOAT = np.dtype("<f8")
LONGEST_HEAD = 100_000
"""Bytes of the first two lines."""
LONGEST_NAME = 200
"""Characters of the name in the label; all of it is in the project."""
EXPECTED = "unsaved work"


@dataclass(frozen=True)
class Label:
    """A short description of the work; can be read without the rest.

    Attributes
    ----------
    when : float
        Seconds since 1970.
    name : str
        The beginning of the name of the data; may be empty.
    n_points : int
    document : Path or None
        The file the work was to be saved in; None for work that never had one.
    """

    when: float
    name: str
    n_points: int
    document: Path | None


@dataclass(frozen=True, eq=False)
class Work:
    """Unsaved work, read again.

    Attributes
    ----------
    label : Label
    project : Project
    is_newest : bool
        Whether this is the state saved last, and not one before it.
    """

    label: Label
    project: Project
    is_newest: bool = True


def write_work(path: Path, project: Project, document: Path | None, when: float) -> None:
    """Write unsaved work; an existing file is replaced as a whole.

    Parameters
    ----------
    path : Path
    project : Project
    document : Path or None
    when : float
        As for `Label`.

    Raises
    ------
    StorageError
        If it cannot be written, or could not be read again.
    """
    outline = encode_outline(project)
    dataset = project.dataset
    head = {
        "when": float(when),
        "name": dataset.name[:LONGEST_NAME],
        "n_points": dataset.n_samples,
        "document": None if document is None else os.fspath(document),
        "outline": len(outline),
        "has_held_out": dataset.is_held_out is not None,
        **({} if dataset.n_features == 1 else {"n_features": dataset.n_features}),
    }
    points = [_bytes_of(values) for values in (dataset.features, dataset.y)]
    if dataset.is_held_out is not None:
        points.append(dataset.is_held_out.data.cast("B"))
    pieces: tuple[bytes | memoryview, ...] = (
        json.dumps(head).encode("ascii") + b"\n",
        outline,
        *points,
    )
    write_safely(path, _first_line(pieces, dataset.n_features), *pieces)


def read_label(path: Path) -> Label:
    """Read the label of work; `read_work` checks the rest.

    Raises
    ------
    StorageError
        If the file cannot be read, or is no unsaved work.
    """
    with look_at_file(path, MAX_PROJECT_BYTES, EXPECTED).open() as file:
        return _head(file.read(LONGEST_HEAD), shown_name(path)).label


def read_work(path: Path) -> Work:
    """Read work and check every byte of it.

    Raises
    ------
    StorageError
        As for `read_label`, or if anything in it is damaged.
    """
    name = shown_name(path)
    raw = memoryview(read_regular_file(path, MAX_PROJECT_BYTES, EXPECTED))
    head = _head(bytes(raw[:LONGEST_HEAD]), name)
    n_points, points = head.label.n_points, head.first + head.outline
    second_line = bytes(raw[:LONGEST_HEAD]).index(b"\n") + 1
    target = points + n_points * head.n_features * FLOAT.itemsize
    flags = target + n_points * FLOAT.itemsize
    end = flags + n_points * head.has_held_out
    if end != len(raw) or raw[:second_line] != _first_line([raw[second_line:]], head.n_features):
        raise _damaged(name)
    project = decode_project(bytes(raw[head.first : points]), name)
    features = np.frombuffer(raw[points:target], FLOAT).reshape(n_points, head.n_features)
    y = np.frombuffer(raw[target:flags], FLOAT)
    is_held_out = np.frombuffer(raw[flags:], np.bool_) if head.has_held_out else None
    return Work(head.label, _with_points(project, (features, y, is_held_out), name))


def _bytes_of(values: NDArray[np.float64]) -> memoryview:
    """Return the bytes of an array without a copy."""
    return np.ascontiguousarray(values, FLOAT).data.cast("B") if len(values) else memoryview(b"")


def _with_points(
    project: Project,
    columns: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_] | None],
    name: str,
) -> Project:
    features, y, is_held_out = columns
    try:
        dataset = replace(project.dataset, features=features, target=y, is_held_out=is_held_out)
        dataset.training  # noqa: B018 (a point must be left to train on)
    except DatasetError:
        raise _damaged(name) from None
    return replace(project, dataset=dataset)


def _first_line(pieces: Sequence[bytes | memoryview], n_features: int) -> bytes:
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return b"%b %d %08x\n" % (FORMAT, 1 if n_features == 1 else VERSION, checksum)


class _Head(NamedTuple):
    """The label, the length of the outline and where it begins, and what follows."""

    label: Label
    outline: int
    first: int
    n_features: int
    has_held_out: bool


def _head(raw: bytes, name: str) -> _Head:
    first, _, rest = raw.partition(b"\n")
    line, end, _ = rest.partition(b"\n")
    if not end or not first.startswith(FORMAT + b" "):
        raise StorageError(f"{name} is no {EXPECTED}.")
    try:
        if int(first.split()[2]) > VERSION:
            raise NewerVersionError(f"{name} was written by a newer version of the program.")
        head = json.loads(line)
        label = Label(
            float(head["when"]),
            str(head["name"]),
            int(head["n_points"]),
            None if head["document"] is None else Path(str(head["document"])),
        )
        outline, has_held_out = int(head["outline"]), bool(head.get("has_held_out", False))
        n_features = int(head.get("n_features", 1))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        raise _damaged(name) from None
    is_possible = 0 <= label.n_points <= MAX_SAMPLES and 1 <= n_features <= MAX_FEATURES
    if outline < 0 or not is_possible:
        raise _damaged(name)
    return _Head(label, outline, len(first) + len(line) + 2, n_features, has_held_out)


def _damaged(name: str) -> StorageError:
    return StorageError(f"{name} is damaged.")
