"""The file of a document: what is known of it, and how it is read and written."""

from dataclasses import dataclass
from pathlib import Path

from linreg_gui.session.project_state import state_of
from linreg_gui.session.state import LabState
from linreg_gui.storage.errors import Progress, StorageError, one_line, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import PROJECT_SUFFIX, read_project, write_project
from linreg_gui.storage.regular_file import FileVersion, version_of

UNTITLED = "Untitled"


@dataclass
class DocumentPlace:
    """The file of a document, or what is known in place of one.

    Attributes
    ----------
    path : Path or None
        Where it is saved; None for work without a file.
    version : FileVersion or None
        The version of the file that was read or written last.
    announced_version : FileVersion or None
        Another version found there, which the user was told about.
    is_read_only : bool
        Whether another window has the same file open.
    former : Path or None
        The file that recovered work was to be saved in.
    is_recovered : bool
        Whether it is what a crash left over, in no file since.
    recovered_name : str
        The name of the data then: other data in their place were not left over.
    """

    path: Path | None = None
    version: FileVersion | None = None
    announced_version: FileVersion | None = None
    is_read_only: bool = False
    former: Path | None = None
    is_recovered: bool = False
    recovered_name: str = ""

    @property
    def home(self) -> Path | None:
        """The file the document belongs to, whether it is saved there or not."""
        return self.path or self.former

    @property
    def is_worth_asking(self) -> bool:
        """Whether the user once saved this work, or it is the only copy left."""
        return self.home is not None or self.is_recovered

    @property
    def shown_name(self) -> str:
        """The name of the file as shown; empty for work that never had one."""
        if self.home is None:
            return ""
        return shown_name(self.home) + (" (recovered)" if self.is_recovered else "")

    def title(self, data_name: str) -> str:
        """Return the title of the window.

        Parameters
        ----------
        data_name : str
            What a document without a file is called by.
        """
        name = self.shown_name or one_line(data_name) or UNTITLED
        is_rest = self.is_recovered and data_name == self.recovered_name
        is_unnamed_rest = is_rest and self.home is None
        recovered = " (recovered)" if is_unnamed_rest else ""
        read_only = " (read-only)" if self.is_read_only else ""
        return f"{name}{recovered}".replace("[*]", "[*][*]") + f"[*]{read_only} – linreg_gui"

    def suggested_name(self, data_name: str) -> str:
        """Return a file name to suggest; ``data_name`` as for `title`."""
        if self.home is not None:
            return self.home.name
        stem = Path(data_name.replace("/", "-")).stem
        return f"{stem or UNTITLED}{PROJECT_SUFFIX}"


@dataclass(frozen=True, eq=False)
class Loaded:
    """A project ready to be opened by a session, and the version of its file."""

    path: Path
    state: LabState
    version: FileVersion | None


def is_project(path: Path) -> bool:
    """Return whether a file is a project by its name."""
    return path.suffix.lower() == PROJECT_SUFFIX


def load(path: Path, _report: Progress) -> Loaded:
    """Read and check a project, in any thread.

    Raises
    ------
    StorageError
    """
    before = version_of(path)
    project = read_project(path)
    if version_of(path) != before:
        raise StorageError(f"{shown_name(path)} is being written at this moment; try again.")
    return Loaded(path, state_of(project), before)


def store(path: Path, project: Project, _report: Progress) -> FileVersion | None:
    """Write a project, in any thread; a save that has begun is finished.

    Raises
    ------
    StorageError
    """
    write_project(path, project)
    return version_of(path)
