"""A project from JSON: everything is checked before anything is made of it."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.storage.errors import NewerVersionError, StorageError
from linreg_gui.storage.json_reader import JsonReader
from linreg_gui.storage.project_schema import Points, read_version, read_version_1
from linreg_gui.storage.project_values import Project
from linreg_gui.storage.project_writing import FORMAT, VERSION

MOST_MEMBERS = 100
"""In which the format and the version are looked for."""


def read_parts(raw: bytes, name: str) -> dict[str, Any]:
    """Read and check the members of a project; the bytes are not needed any more then.

    Parameters
    ----------
    raw : bytes
    name : str
        Of the file, for messages.

    Returns
    -------
    dict
        The arguments of `Project`, with ``points`` for the dataset.

    Raises
    ------
    StorageError
    """
    if not raw:
        raise StorageError(f"{name} is empty.")
    _check_kind(JsonReader(raw, name), name)
    reader = JsonReader(raw, name)
    parts = read_version_1(reader)
    reader.end()
    _check_version(parts.pop("version"), name)
    return parts


def build_project(parts: dict[str, Any], name: str) -> Project:
    """Make a project of its parts, which are empty afterwards.

    Raises
    ------
    StorageError
        If they do not fit together.
    """
    points: Points = parts.pop("points")
    try:
        dataset = Dataset.from_xy(
            points.x,
            points.y,
            feature_names=(points.x_name,),
            target_name=points.y_name,
            name=points.name,
            true_parameters=points.true_line,
        )
    except DatasetError as error:
        raise StorageError(f"{name}: points cannot be used: {error}") from None
    project = Project(dataset=dataset, **parts)
    if project.active_run >= max(1, len(project.runs)):
        raise StorageError(f"{name}: active_run must be less than the number of runs.")
    last_epoch = project.runs[project.active_run].epochs if project.runs else 0
    if project.cursor > last_epoch:
        raise StorageError(f"{name}: cursor must be at most {last_epoch:,}, the last epoch.")
    return project


def _check_kind(reader: JsonReader, name: str) -> None:
    """Look for the format and the version wherever they stand, and read nothing else.

    What no project holds must not be blamed on a file that is none, or a newer one.
    """
    readers: dict[str, Callable[[JsonReader], Any]] = {
        "format": JsonReader.text,
        "version": read_version,
    }
    found: dict[str, Any] = {}
    try:
        for key in islice(reader.keys(), MOST_MEMBERS):
            if key in readers:
                found[key] = readers.pop(key)(reader)
            else:
                reader.skip()
            if not readers:
                break
    except StorageError:
        pass  # It is met again, with its place, when everything is read.
    if found.get("format") != FORMAT:
        raise StorageError(f"{name} is not a {FORMAT}.")
    _check_version(found.get("version", VERSION), name)


def _check_version(version: int, name: str) -> None:
    if version > VERSION:
        raise NewerVersionError(
            f"{name} was written by a newer version of the program: "
            f"its format is {version}, this one reads up to {VERSION}."
        )
