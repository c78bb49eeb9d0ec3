"""Reading and writing a document, for a thread of its own; nothing here knows a session."""

from dataclasses import dataclass
from pathlib import Path

from linreg_gui.session.project_state import state_of
from linreg_gui.session.tasks import Report
from linreg_gui.session.whole_state import WholeState
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import read_project, write_project

PROJECT_SUFFIX = ".linreg"


@dataclass(frozen=True)
class Stamp:
    """What tells one version of a file on disk from another."""

    modified: int
    size: int
    inode: int


@dataclass(frozen=True, eq=False)
class Loaded:
    """A project as a session takes it over, and the version of the file it is from."""

    path: Path
    state: WholeState
    stamp: Stamp | None


def is_project(path: Path) -> bool:
    """Tell by its name whether a file is a project."""
    return path.suffix.lower() == PROJECT_SUFFIX


def stamp_of(path: Path) -> Stamp | None:
    """Look at a file; None when it is not there."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)


def load(path: Path, _report: Report) -> Loaded:
    """Read a project and compute its runs.

    Raises
    ------
    StorageError
    """
    before = stamp_of(path)
    project = read_project(path)
    if stamp_of(path) != before:
        raise StorageError(f"{shown_name(path)} is being written at this moment; try again.")
    return Loaded(path, state_of(project), before)


def store(path: Path, project: Project, _report: Report) -> Stamp | None:
    """Write a project; a save that has begun is finished.

    Raises
    ------
    StorageError
    """
    write_project(path, project)
    return stamp_of(path)
