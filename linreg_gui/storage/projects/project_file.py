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

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_FEATURES, MAX_SAMPLES, MOST_DEGREES
from linreg_gui.core.settings import MOST_EPOCHS, DescentConfig, Held
from linreg_gui.storage.errors import NewerVersionError, StorageError, shown_name
from linreg_gui.storage.projects.json_value import (
    JsonValue,
    json_bytes,
    parse_json,
    without_halves,
)
from linreg_gui.storage.projects.points_json import n_features_of, points_pieces, read_points
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
        if value is not None and value.has(name):
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
    n_features = n_features_of(members.get("points"))
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


def _project(value: JsonValue) -> Project:
    model = _model_of(dict(value.members()))
    runs = _RunReader(model)
    readers: Readers = {
        "format": JsonValue.text,
        "version": _version,
        "points": read_points,
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
            "check": JsonValue.optional(partial(JsonValue.few, count=self._model.n_parameters + 1)),
            "start": JsonValue.optional(partial(_start, model=self._model)),
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


def _start(value: JsonValue, model: _Model) -> tuple[tuple[float, ...], float]:
    """Read coefficients, the constant last, and their centre."""
    if model.degree == 1:
        return value.few(model.n_parameters, MAX_ABSOLUTE_VALUE), 0.0
    readers: Readers = {
        "centre": partial(JsonValue.number, largest=MAX_ABSOLUTE_VALUE),
        "coefficients": partial(
            JsonValue.few, count=model.n_parameters, largest=MAX_ABSOLUTE_VALUE
        ),
    }
    found = value.read_members(readers)
    constant, *weights = found["coefficients"]
    return (*weights, constant), found["centre"]


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
        "format": json_bytes(FORMAT),
        "version": json_bytes(_version_of(project)),
        "points": b"".join(points_pieces(project.dataset, has_points=has_points)),
        "settings": json_bytes(settings_values(project.settings)),
        "start": json_bytes(_start_value(project, project)),
        "runs": json_bytes([_run_values(run, project) for run in project.runs]),
        "active_run": json_bytes(int(project.active_run)),
        "cursor": json_bytes(int(project.cursor)),
        "kept_runs": json_bytes([_run_values(run, project) for run in project.kept_runs]),
        "view": json_bytes(
            {without_halves(key): without_halves(value) for key, value in project.view.items()}
        ),
    }
    lines = (f'"{key}": '.encode() + value for key, value in members.items())
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def _version_of(project: Project) -> int:
    settings, dataset = project.settings, project.dataset
    is_line = settings.degree == 1 and settings.columns is None and dataset.n_features == 1
    return 1 if is_line and dataset.is_held_out is None else VERSION


def _run_values(run: ProjectRun, project: Project) -> dict[str, Any]:
    segments, former = [], None
    for first_epoch, settings in run.segments:
        changes = settings_values(settings, former)
        segments.append({"first_epoch": int(first_epoch), "settings": changes})
        former = settings
    return {
        "name": without_halves(run.name),
        "colour": int(run.colour),
        "fork_epoch": int(run.fork_epoch),
        "epochs": int(run.epochs),
        "segments": segments,
        "check": None if run.check is None else list(map(float, run.check)),
        "start": None if run.start is None else _start_value(run, project),
        "is_hidden": bool(run.is_hidden),
    }


def _start_value(of: Project | ProjectRun, project: Project) -> Any:
    assert of.start is not None
    if project.settings.degree == 1:
        return list(map(float, of.start))
    *weights, constant = map(float, of.start)
    return {"centre": float(of.centre), "coefficients": [constant, *weights]}
