"""A project from JSON: everything is checked before anything is made of it."""

from typing import Any

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.storage.errors import NewerVersionError, StorageError
from linreg_gui.storage.json_reader import JsonReader
from linreg_gui.storage.project_schema import Points, read_version_1
from linreg_gui.storage.project_values import Project
from linreg_gui.storage.project_writing import FORMAT, VERSION


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
    reader = JsonReader(raw, name)
    members = reader.members()
    try:
        is_project = next(members, "") == "format" and reader.text() == FORMAT
    except StorageError:
        is_project = False
    if not is_project:
        raise StorageError(f"{name} is not a {FORMAT}.")
    _check_version(next(members, ""), reader, name)
    parts = read_version_1(reader, members)
    reader.end()
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


def _check_version(key: str, reader: JsonReader, name: str) -> None:
    if key != "version":
        raise StorageError(f"{name} does not say its version after its format.")
    version = reader.whole(1, 10**9)
    if version > VERSION:
        raise NewerVersionError(
            f"{name} was written by a newer version of the program: "
            f"its format is {version}, this one reads up to {VERSION}."
        )
