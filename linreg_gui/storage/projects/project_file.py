"""Projects: everything it takes to go on where one left off, in one ``*.linreg`` file.

A project is JSON in UTF-8. Histories are not in it: they are pure functions of what is, and are
computed again. It is always written in the order below, and read in any. A key that is not listed
here is refused, like one that is given twice and a value of another type or out of range.

==============  =================================================================================
key             value
==============  =================================================================================
``format``      ``"linreg_gui project"``
``version``     ``1``; ``2`` with what earlier programs cannot show: a curve of degree 2 or more,
                several features, or points that are held out
``points``      object: ``x`` and ``y``, lists of equally many numbers of at most 1e150 in size;
                ``name``, ``x_name``, ``y_name``; ``true_line``, slope and intercept the points
                were made with, or null; where there are some, ``held_out``, the points not trained
                on, counted from 0 and ascending. Of several features, in place of ``x`` and
                ``x_name``, ``columns``: a list of 2 to 6 objects ``name`` and ``values``; then
                ``true_line`` is their weights and the intercept
``settings``    object: the training settings by name; one that is missing has its default, and
                one that earlier versions do not know is written only where it is used.
                ``is_standardised`` is the scaling; with ``scaling`` ``"centre"`` x is centred only.
                ``columns`` are the features used, counted from 0 and ascending; all without it
``start``       list of two numbers: slope and intercept of record 0; of several features used
                their weights, then the intercept. Of a curve an object: ``centre``, and
                ``coefficients`` of powers of x less the centre, the constant first
``runs``        list of runs: the branches of the present one; empty without points
``active_run``  which of them is shown, counted from 0
``cursor``      the epoch shown
``kept_runs``   list of runs to compare with
``view``        object of single values: what is shown and how, as the window names it; names
                that it does not know are passed over. ``pair`` is a list of two whole numbers:
                which of more than two parameters the loss surface draws, counted from 0.
                ``automatic_learning_rate`` and ``automatic_max_epochs`` are there, and true, where
                these settings follow the data: programs that do not know that have the numbers
==============  =================================================================================

A run is an object:

==============  =================================================================================
key             value
==============  =================================================================================
``name``        its label, may be empty
``colour``      number of its colour
``fork_epoch``  the epoch at which it left another run; 0 for one of its own
``epochs``      how many epochs were computed
``segments``    list of objects ``first_epoch`` and ``settings``: what was in force from when on.
                The first has all settings, the others what changed
``check``       slope, or weights, intercept and loss of its last record, to compare the computed
                one with; or null
``start``       its record 0, as that of the project; null where it is the same
``is_hidden``   whether the pictures leave it out
==============  =================================================================================
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_FEATURES, MAX_SAMPLES, MOST_DEGREES
from linreg_gui.core.settings import MOST_EPOCHS, DescentConfig, Held
from linreg_gui.storage.errors import NewerVersionError, StorageError, shown_name
from linreg_gui.storage.projects.json_value import JsonValue, parse_json
from linreg_gui.storage.projects.project import Project, ProjectRun, ViewValue
from linreg_gui.storage.projects.settings_json import read_settings, settings_values
from linreg_gui.storage.regular_file import look_at_file, read_regular_file
from linreg_gui.storage.safe_write import write_safely

FORMAT = "linreg_gui project"
PROJECT_SUFFIX = ".linreg"
VERSION = 2
"""The newest that is read; written is the lowest that can hold the project."""
MAX_PROJECT_BYTES = 25 * (MAX_FEATURES + 1) * MAX_SAMPLES + 20_000_000
"""No number is longer than 24 characters: whatever was written can be read."""
LENGTH_OF_HEAD = 4096
VERSION_IN_HEAD = re.compile(rb'"version"\s*:\s*([0-9]{1,9})\b')
"""Format and version are the first members that are written."""
NUMBERS_AT_ONCE = 10_000
"""Written in one go, some five milliseconds, in which no other thread goes on."""

MOST_RUNS = 1000
MOST_SEGMENTS = 10_000
MOST_VIEW_VALUES = 200
MOST_COLOURS = 1000

Readers = Mapping[str, Callable[[JsonValue], Any]]


def read_project(path: Path) -> Project:
    """Read a project.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Project

    Raises
    ------
    StorageError
        If it cannot be read, is no project, is of a newer version or anything in it is not as it
        must be; the message names the place, such as ``points.x[3]``.
    """
    raw = read_regular_file(Path(path), MAX_PROJECT_BYTES, "a project")
    return decode_project(raw, shown_name(path))


def write_project(path: Path, project: Project) -> None:
    """Write a project so that the old or the new file is there, whole, at every moment.

    Parameters
    ----------
    path : Path
    project : Project

    Raises
    ------
    StorageError
        If it cannot be written, could not be read again, or would take the place of a project of a
        newer version.
    """
    _keep_newer(path)
    try:
        data = encode_project(project)
    except StorageError as error:
        raise StorageError(f"Cannot save {shown_name(path)}: {error}") from None
    write_safely(path, data)


def _keep_newer(path: Path) -> None:
    """Refuse to replace a project of a newer version, which may hold more than this one knows."""
    head = b""
    with suppress(StorageError), look_at_file(path, MAX_PROJECT_BYTES, "a project").open() as raw:
        head = raw.read(LENGTH_OF_HEAD)
    found = VERSION_IN_HEAD.search(head)
    if found and f'"{FORMAT}"'.encode() in head and int(found[1]) > VERSION:
        raise NewerVersionError(
            f"Cannot save {shown_name(path)}: the file there was written by a newer version of "
            "the program."
        )


def decode_project(raw: bytes, name: str) -> Project:
    """Make a project of the bytes of a file; ``name`` is for messages.

    Raises
    ------
    StorageError
        As for `read_project`.
    """
    if not raw:
        raise StorageError(f"{name} is empty.")
    if f'"{FORMAT}"'.encode() not in raw:
        raise StorageError(f"{name} is not a {FORMAT}.")
    members = parse_json(raw, name)
    _check_kind(members)
    return _project(members)


def encode_project(project: Project) -> bytes:
    """Make the bytes of a file: the same project gives the same bytes.

    Lone halves of characters in names, which are no text, become question marks.

    Raises
    ------
    StorageError
        If the project could not be read again.
    """
    encode_outline(project)
    return _project_bytes(project, has_points=True)


def encode_outline(project: Project) -> bytes:
    """Make the bytes of a project with no points in it, which are few.

    Raises
    ------
    StorageError
        If the project could not be read again.
    """
    outline = _project_bytes(project, has_points=False)
    decode_project(outline, "the project")
    return outline


# ---- reading


def _check_kind(project: JsonValue) -> None:
    """Check format and version before the rest: a newer version may hold anything."""
    found = dict(project.members()) if isinstance(project.value, dict) else {}
    if "format" not in found or found["format"].value != FORMAT:
        raise StorageError(f"{project.name} is not a {FORMAT}.")
    version = _version(found["version"]) if "version" in found else VERSION
    if version < VERSION:
        _check_first_version(found)
    if version > VERSION:
        raise NewerVersionError(
            f"{project.name} was written by a newer version of the program: "
            f"its format is {version}, this one reads up to {VERSION}."
        )


def _check_first_version(found: dict[str, JsonValue]) -> None:
    """Refuse in version 1 what its programs cannot show."""
    settings, points = found.get("settings"), found.get("points")
    if settings is not None and _model_of(found).degree > 1:
        raise settings.refusal("has a degree, which needs version 2")
    for value, name in ((settings, "columns"), (points, "columns"), (points, "held_out")):
        if value is not None and _has(value, name):
            raise value.refusal(f"has {name}, which needs version 2")


def _version(value: JsonValue) -> int:
    return value.whole(1, 10**9)


class _Model(NamedTuple):
    """What says how many numbers a start has."""

    degree: int
    n_features: int
    """Of those that are used."""

    @property
    def n_parameters(self) -> int:
        return self.degree + self.n_features


def _model_of(members: Mapping[str, JsonValue]) -> _Model:
    """Read the degree and the number of features used, and check the one against the other."""
    n_features = _n_features(members.get("points"))
    settings = members.get("settings")
    if settings is None:
        return _Model(1, n_features)
    known = read_settings(settings, DescentConfig())
    if known.columns is not None:
        if known.columns[-1] >= n_features:
            (columns,) = (value for key, value in settings.members() if key == "columns")
            raise columns.refusal(f"must be below the number of features, {n_features}")
        n_features = len(known.columns)
    if known.degree > 1 and n_features > 1:
        raise settings.refusal(f"has degree {known.degree}, and a curve is of one feature")
    if known.held is not Held.NOTHING and n_features > 1:
        raise settings.refusal(f"holds the {known.held.value}, and that is of one feature")
    return _Model(known.degree, n_features)


def _n_features(points: JsonValue | None) -> int:
    if points is None or not _has(points, "columns"):
        return 1
    columns = dict(points.members())["columns"]
    return sum(1 for _ in columns.items(MAX_FEATURES, "features"))


def _has(value: JsonValue, name: str) -> bool:
    return isinstance(value.value, dict) and name in value.value


def _project(value: JsonValue) -> Project:
    model = _model_of(dict(value.members()))
    runs = _RunReader(model)
    readers: Readers = {
        "format": JsonValue.text,
        "version": _version,
        "points": _dataset,
        "settings": partial(read_settings, base=DescentConfig()),
        "start": partial(_start, model=model),
        "runs": runs.read_all,
        "active_run": partial(JsonValue.whole, low=0, high=MOST_RUNS),
        "cursor": _epoch,
        "kept_runs": runs.read_all,
        "view": _view,
    }
    parts = value.read_members(readers)
    del parts["format"], parts["version"]
    parts["start"], parts["centre"] = parts["start"]
    project = Project(dataset=parts.pop("points"), **parts)
    if project.active_run >= max(1, len(project.runs)):
        raise StorageError(f"{value.name}: active_run must be less than the number of runs.")
    last_epoch = project.runs[project.active_run].epochs if project.runs else 0
    if project.cursor > last_epoch:
        raise StorageError(f"{value.name}: cursor must be at most {last_epoch:,}, the last epoch.")
    return project


def _dataset(value: JsonValue) -> Dataset:
    n_features = _n_features(value)
    readers: Readers = {
        "name": JsonValue.text,
        **(COLUMNS_READERS if _has(value, "columns") else X_READERS),
        "y_name": JsonValue.text,
        "true_line": _optional(partial(_few, count=n_features + 1)),
        "y": _coordinates,
    }
    if _has(value, "held_out"):
        readers = {
            **readers,
            "held_out": partial(JsonValue.ascending, below=MAX_SAMPLES, what="points"),
        }
    points = value.read_members(readers)
    y, held_out = points["y"], points.get("held_out", ())
    names, features = _features(value, points)
    if len(held_out) and not held_out[-1] < len(y):
        raise value.refusal(f"has {len(y):,} points, and holds out number {held_out[-1]:,}")
    try:
        return Dataset(
            features,
            y,
            feature_names=names,
            target_name=points["y_name"],
            name=points["name"],
            true_parameters=points["true_line"],
        ).with_held_out(np.isin(np.arange(len(y)), held_out))
    except DatasetError as error:
        raise StorageError(f"{value.name}: points cannot be used: {error}") from None


def _features(
    value: JsonValue, points: Mapping[str, Any]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the names of the features and their values, shape (n_samples, n_features)."""
    n_samples = len(points["y"])
    if "columns" not in points:
        if len(points["x"]) != n_samples:
            raise value.refusal(f"has {len(points['x']):,} x but {n_samples:,} y")
        return (points["x_name"],), points["x"].reshape(-1, 1)
    for place, (_, values) in enumerate(points["columns"]):
        if len(values) != n_samples:
            raise value.refusal(
                f"has {len(values):,} values in columns[{place}] but {n_samples:,} y"
            )
    names, columns = zip(*points["columns"], strict=True)
    return names, np.column_stack(columns)


def _columns(value: JsonValue) -> list[tuple[str, NDArray[np.float64]]]:
    readers: Readers = {"name": JsonValue.text, "values": _coordinates}
    found = [item.read_members(readers) for item in value.items(MAX_FEATURES, "features")]
    if len(found) < 2:
        raise value.refusal("must be at least two: one feature is x")
    return [(column["name"], column["values"]) for column in found]


def _coordinates(value: JsonValue) -> NDArray[np.float64]:
    return value.numbers(MAX_ABSOLUTE_VALUE, MAX_SAMPLES)


X_READERS: Readers = {"x_name": JsonValue.text, "x": _coordinates}
COLUMNS_READERS: Readers = {"columns": _columns}


class _RunReader:
    """Reads runs, which together have a limited number of segments."""

    def __init__(self, model: _Model) -> None:
        self._model = model
        self._n_segments = 0

    def read_all(self, value: JsonValue) -> tuple[ProjectRun, ...]:
        """Read a list of runs."""
        return tuple(self._run(item) for item in value.items(MOST_RUNS, "runs"))

    def _run(self, value: JsonValue) -> ProjectRun:
        readers: Readers = {
            "name": JsonValue.text,
            "colour": partial(JsonValue.whole, low=0, high=MOST_COLOURS - 1),
            "fork_epoch": _epoch,
            "epochs": _epoch,
            "segments": self._segments,
            "check": _optional(partial(_few, count=self._model.n_parameters + 1)),
            "start": _optional(partial(_start, model=self._model)),
            "is_hidden": JsonValue.flag,
        }
        parts = value.read_members(readers)
        parts["start"], parts["centre"] = parts["start"] or (None, 0.0)
        run = ProjectRun(**parts)
        if max(run.fork_epoch, run.segments[-1][0]) > run.epochs:
            raise value.refusal(f"forks or changes after its last epoch, {run.epochs:,}")
        return run

    def _segments(self, value: JsonValue) -> tuple[tuple[int, DescentConfig], ...]:
        segments: list[tuple[int, DescentConfig]] = []
        for item in value.items(MOST_SEGMENTS, "segments"):
            self._n_segments += 1
            if self._n_segments > MOST_SEGMENTS:
                raise item.refusal(f"is one too many: at most {MOST_SEGMENTS:,} are read in all")
            base = segments[-1][1] if segments else DescentConfig()
            readers: Readers = {
                "first_epoch": _epoch,
                "settings": partial(read_settings, base=base),
            }
            found = item.read_members(readers)
            first_epoch = found["first_epoch"]
            if (first_epoch <= segments[-1][0]) if segments else (first_epoch != 0):
                raise item.refusal("must begin at epoch 0, or after the one before it")
            segments.append((first_epoch, found["settings"]))
        if not segments:
            raise value.refusal("must not be empty")
        return tuple(segments)


def _optional(read: Callable[[JsonValue], Any]) -> Callable[[JsonValue], Any]:
    return lambda value: None if value.is_null else read(value)


def _start(value: JsonValue, model: _Model) -> tuple[tuple[float, ...], float]:
    """Read coefficients, the constant last, and their centre."""
    if model.degree == 1:
        return _few(value, model.n_parameters, MAX_ABSOLUTE_VALUE), 0.0
    readers: Readers = {
        "centre": partial(JsonValue.number, largest=MAX_ABSOLUTE_VALUE),
        "coefficients": partial(_few, count=model.n_parameters, largest=MAX_ABSOLUTE_VALUE),
    }
    found = value.read_members(readers)
    constant, *weights = found["coefficients"]
    return (*weights, constant), found["centre"]


def _few(value: JsonValue, count: int, largest: float = math.inf) -> tuple[float, ...]:
    numbers = tuple(value.numbers(largest, count).tolist())
    if len(numbers) != count:
        raise value.refusal(f"must be {count} numbers")
    return numbers


def _epoch(value: JsonValue) -> int:
    return value.whole(0, MOST_EPOCHS)


def _view(value: JsonValue) -> dict[str, ViewValue]:
    view: dict[str, ViewValue] = {}
    for key, member in value.members():
        if len(view) == MOST_VIEW_VALUES:
            raise member.refusal(f"is one too many: at most {MOST_VIEW_VALUES} are read")
        JsonValue(value.name, member.place, key).text()
        view[key] = _pair(member) if key == "pair" else member.scalar()
    return view


def _pair(value: JsonValue) -> tuple[int, ...] | None:
    if value.is_null:
        return None
    pair = tuple(item.whole(0, MOST_DEGREES) for item in value.items(2, "parameters"))
    if len(set(pair)) != 2:
        raise value.refusal("must be two different whole numbers")
    return pair


# ---- writing


def _project_bytes(project: Project, *, has_points: bool) -> bytes:
    if project.dataset.n_features > MAX_FEATURES:
        raise StorageError(f"a project holds points of at most {MAX_FEATURES} features.")
    members = {
        "format": _json(FORMAT),
        "version": _json(_version_of(project)),
        "points": b"".join(_points_pieces(project.dataset, has_points=has_points)),
        "settings": _json(settings_values(project.settings)),
        "start": _json(_start_value(project, project)),
        "runs": _json([_run_values(run, project) for run in project.runs]),
        "active_run": _json(int(project.active_run)),
        "cursor": _json(int(project.cursor)),
        "kept_runs": _json([_run_values(run, project) for run in project.kept_runs]),
        "view": _json({_text(key): _text(value) for key, value in project.view.items()}),
    }
    lines = (f'"{key}": '.encode() + value for key, value in members.items())
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def _version_of(project: Project) -> int:
    settings, dataset = project.settings, project.dataset
    is_line = settings.degree == 1 and settings.columns is None and dataset.n_features == 1
    return 1 if is_line and dataset.is_held_out is None else VERSION


def _points_pieces(dataset: Dataset, *, has_points: bool) -> Iterator[bytes]:
    true_line = dataset.true_parameters
    is_of_one = dataset.n_features == 1
    labels = {
        "name": _text(dataset.name),
        **({"x_name": _text(dataset.feature_names[0])} if is_of_one else {}),
        "y_name": _text(dataset.target_name),
        "true_line": None if true_line is None else _floats(true_line),
    }
    yield _json(labels)[:-1]
    some = slice(None) if has_points else slice(0)
    if is_of_one:
        yield from _list_pieces(', "x"', dataset.x[some])
    else:
        before = ', "columns": ['
        for name, values in zip(dataset.feature_names, dataset.features.T, strict=True):
            yield before.encode()
            yield b'{"name": ' + _json(_text(name))
            yield from _list_pieces(', "values"', values[some])
            yield b"}"
            before = ", "
        yield b"]"
    yield from _list_pieces(', "y"', dataset.y[some])
    if dataset.is_held_out is not None and has_points:
        yield b', "held_out": ' + _json(np.flatnonzero(dataset.is_held_out).tolist())
    yield b"}"


def _list_pieces(before: str, values: NDArray[np.float64]) -> Iterator[bytes]:
    yield f"{before}: [".encode()
    yield from _number_pieces(values)
    yield b"]"


def _number_pieces(values: NDArray[np.float64]) -> Iterator[bytes]:
    """Write numbers as the shortest texts that are read as exactly them."""
    for first in range(0, len(values), NUMBERS_AT_ONCE):
        some = values[first : first + NUMBERS_AT_ONCE].tolist()
        yield (", " if first else "").encode() + ", ".join(map(repr, some)).encode()


def _run_values(run: ProjectRun, project: Project) -> dict[str, Any]:
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
        "start": None if run.start is None else _start_value(run, project),
        "is_hidden": bool(run.is_hidden),
    }


def _start_value(of: Project | ProjectRun, project: Project) -> Any:
    assert of.start is not None
    if project.settings.degree == 1:
        return _floats(of.start)
    *weights, constant = _floats(of.start)
    return {"centre": float(of.centre), "coefficients": [constant, *weights]}


def _floats(values: tuple[float, ...]) -> list[float]:
    return [float(value) for value in values]


def _text(value: Any) -> Any:
    """Return a text without lone halves of characters, which no file can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        raise StorageError("a value in it is no number and no text.") from None
    return text.encode()
