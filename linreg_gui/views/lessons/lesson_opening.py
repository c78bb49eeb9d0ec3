"""Opening lessons from files: asked for, read in a task, and refused in a sentence."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Callbacks, Tasks
from linreg_gui.session.values import Notice
from linreg_gui.storage.errors import Progress
from linreg_gui.storage.lesson_files import LESSON_SUFFIX, lesson_files
from linreg_gui.views.lessons.lessons_menu import LessonsMenu, lesson_after
from linreg_gui.views.widgets.file_dialog import FileDialog

if TYPE_CHECKING:
    from linreg_gui.lessons.lesson import Lesson

FILTER = f"Lessons (*{LESSON_SUFFIX})"


class LessonOpening(QObject):
    """Reads files with lessons; one that is none is refused, and nothing changes.

    Parameters
    ----------
    session : Session
    window : QWidget
    menu : LessonsMenu
        Its progress says where to go on.

    Attributes
    ----------
    path : Path or None
        Of the lesson under way, where it comes from a file.
    """

    loaded = Signal(object, int, object, bool)
    """A Lesson, the step to open, the path it was read from, and whether it is gone on with."""

    def __init__(self, session: Session, window: QWidget, menu: LessonsMenu) -> None:
        super().__init__(window)
        self._session, self._menu = session, menu
        self._tasks = Tasks("lessons", self)
        self._dialog = FileDialog(window, is_saving=False)
        self.path: Path | None = None
        menu.wanted.connect(self.open)
        menu.going_on_wanted.connect(self._go_on_with)
        menu.open_wanted.connect(self.ask_what_to_open)
        menu.reading_wanted.connect(self.read_again)

    @Slot()
    def ask_what_to_open(self) -> None:
        """Ask for a file with a lesson."""
        self._dialog.ask("Open lesson", [FILTER], self.open)

    @Slot(object)
    def open(self, path: Path) -> None:
        """Open a lesson from its beginning."""
        self._read(path, lambda _lesson: 0)

    @Slot()
    def open_first(self) -> None:
        """Open the first lesson."""
        for path in lesson_files()[:1]:
            self.open(path)

    @Slot()
    def open_next(self) -> None:
        """Open the lesson that follows the one under way."""
        run = self._session.lesson
        following = None if run is None else lesson_after(run.lesson)
        if following is not None:
            self.open(following[0])

    @Slot(object)
    def _go_on_with(self, path: Path) -> None:
        """Open a lesson where it was left."""
        self._read(path, self._index_left)

    @Slot()
    def read_again(self) -> None:
        """Read the file of the lesson under way once more, and open the same step, or the last."""
        if self._session.lesson is not None and self.path is not None:
            self._read(self.path, self._index_shown)

    def _index_left(self, lesson: "Lesson") -> int:
        known = self._menu.progress.of(lesson.digest)
        return 0 if known is None or known.is_done else known.n_passed

    def _index_shown(self, lesson: "Lesson") -> int:
        run = self._session.lesson
        return 0 if run is None else min(run.index, len(lesson.steps) - 1)

    def _read(self, path: Path, index_of: "Callable[[Lesson], int]") -> None:
        done = partial(self._on_loaded, path, index_of)
        self._tasks.start(partial(_load, path), Callbacks(done, self._on_refused))

    def _on_loaded(self, path: Path, index_of: "Callable[[Lesson], int]", lesson: "Lesson") -> None:
        self.loaded.emit(lesson, index_of(lesson), path, index_of == self._index_left)

    def _on_refused(self, sentence: str) -> None:
        self._session.post_notice(Notice.refusal(sentence))


def _load(path: Path, _report: Progress) -> "Lesson":
    from linreg_gui.lessons.reader import read_lesson

    import_module("linreg_gui.session.lesson_run")  # the window need not wait for it then
    return read_lesson(path)
