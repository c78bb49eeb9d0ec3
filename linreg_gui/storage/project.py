"""Projects: everything it takes to go on where one left off, in one ``*.linreg`` file.

A project is JSON in UTF-8. Histories are not in it: they are pure functions of what is, and are
computed again. It is always written in the order below, and read in any. A key that is not listed
here is refused, like one that is given twice and a value of another type or out of range.

==============  =================================================================================
key             value
==============  =================================================================================
``format``      ``"linreg_gui project"``
``version``     ``1``
``points``      object: ``x`` and ``y``, lists of equally many numbers of at most 1e150 in size;
                ``name``, ``x_name``, ``y_name``; ``true_line``, slope and intercept the points
                were made with, or null
``settings``    object: the training settings by name; one that is missing has its default
``start``       list of two numbers: slope and intercept of record 0
``runs``        list of runs: the branches of the present one; empty without points
``active_run``  which of them is shown, counted from 0
``cursor``      the epoch shown
``kept_runs``   list of runs to compare with
``view``        object of single values: what is shown and how, as the window names it; names
                that it does not know are passed over
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
``check``       slope, intercept and loss of its last record, to compare the computed one with;
                or null
``start``       slope and intercept of its record 0; null where it is the project's start
``is_hidden``   whether the pictures leave it out
==============  =================================================================================
"""

from pathlib import Path

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.project_reading import build_project, read_parts
from linreg_gui.storage.project_values import Project, ProjectRun
from linreg_gui.storage.project_writing import project_bytes
from linreg_gui.storage.regular_file import read_regular_file
from linreg_gui.storage.safe_write import write_safely

__all__ = [
    "MAX_PROJECT_BYTES",
    "Project",
    "ProjectRun",
    "decode_project",
    "encode_project",
    "read_project",
    "write_project",
]

MAX_PROJECT_BYTES = 50 * MAX_SAMPLES + 20_000_000
"""No number is longer than 24 characters: whatever was written can be read."""


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
    name = shown_name(path)
    parts = read_parts(read_regular_file(Path(path), MAX_PROJECT_BYTES, "a project"), name)
    return build_project(parts, name)


def write_project(path: Path, project: Project) -> None:
    """Write a project so that the old or the new file is there, whole, at every moment.

    Parameters
    ----------
    path : Path
    project : Project

    Raises
    ------
    StorageError
        If it cannot be written, or could not be read again.
    """
    try:
        data = encode_project(project)
    except StorageError as error:
        raise StorageError(f"Cannot save {shown_name(path)}: {error}") from None
    write_safely(path, data)


def decode_project(raw: bytes, name: str) -> Project:
    """Make a project of the bytes of a file; ``name`` is for messages.

    Raises
    ------
    StorageError
        As for `read_project`.
    """
    return build_project(read_parts(raw, name), name)


def encode_project(project: Project) -> bytes:
    """Make the bytes of a file: the same project gives the same bytes.

    Lone halves of characters in names, which are no text, become question marks.

    Raises
    ------
    StorageError
        If the project could not be read again.
    """
    outline = project_bytes(project, has_points=False)
    decode_project(outline, "the project")
    return project_bytes(project)
