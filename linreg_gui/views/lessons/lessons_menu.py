"""The menu *Lessons*: those of the program, how far the learner is, and what authors need."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from linreg_gui.session.lesson_progress import DIGITS, LessonProgress
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.weak_call import weak_call

if TYPE_CHECKING:
    from linreg_gui.lessons.lesson import Lesson

OPEN_LESSON, LEAVE = "Open lesson…", "Leave the lesson"
MOST_DIGITS = 10
"""So many lessons are opened by a digit."""
READ_AGAIN = "Read the file again"
NEW_LESSON, SAVE_ANSWERS = "New lesson from this window…", "Save my answers…"


class LessonsMenu(QMenu):
    """Filled each time before it is shown.

    Parameters
    ----------
    parent : QWidget

    Attributes
    ----------
    progress : LessonProgress
    is_in_lesson : bool
        Whether a lesson is under way.
    can_read_again : bool
        Whether it comes from a file that may have been changed.
    """

    wanted = Signal(object)
    """The path of a lesson that is to be opened from its beginning."""
    going_on_wanted = Signal(object)
    """The path of a lesson that is to be opened where it was left."""
    open_wanted = Signal()
    new_wanted = Signal()
    answers_wanted = Signal()
    reading_wanted = Signal()
    leaving_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Lessons", parent)
        self.progress = LessonProgress(None)
        self.is_in_lesson = self.can_read_again = False
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        shipped = shipped_lessons()
        self._add_going_on(shipped)
        for number, (path, lesson) in enumerate(shipped, start=1):
            known = self.progress.of(lesson.digest)
            mark = "  ✓" if known is not None and known.is_done else ""
            action = self.addAction(f"{_with_key(number, lesson.title)}{mark}")
            action.setToolTip(as_tip(f"{lesson.question} · {lesson.minutes} minutes"))
            action.triggered.connect(weak_call(self._want, path))
        self.addSeparator()
        is_open = self.is_in_lesson
        for text, signal, is_possible in (
            (OPEN_LESSON, self.open_wanted, True),
            (NEW_LESSON, self.new_wanted, not is_open),
            (SAVE_ANSWERS, self.answers_wanted, is_open),
            (READ_AGAIN, self.reading_wanted, is_open and self.can_read_again),
            (LEAVE, self.leaving_wanted, is_open),
        ):
            action = self.addAction(text)
            action.setEnabled(is_possible)
            action.triggered.connect(signal)

    def _add_going_on(self, shipped: "list[tuple[Path, Lesson]]") -> None:
        newest = self.progress.newest
        known = self.progress.of(newest)
        if known is None or self.is_in_lesson:
            return
        titles = {lesson.digest[:DIGITS]: (path, lesson.title) for path, lesson in shipped}
        opened = self.progress.file_of(newest)
        if newest not in titles and opened is not None:
            titles[newest] = Path(opened.path), opened.title
        if newest not in titles:
            return
        path, title = titles[newest]
        action = self.addAction(f"Go on: {_plain(title)}, step {known.n_passed + 1}")
        action.triggered.connect(weak_call(self._want_to_go_on, path))
        self.addSeparator()

    def _want(self, path: Path) -> None:
        self.wanted.emit(path)

    def _want_to_go_on(self, path: Path) -> None:
        self.going_on_wanted.emit(path)


def _with_key(number: int, title: str) -> str:
    """Write a lesson with the key that opens it: its digit, 0 for the tenth; then a letter."""
    if number > MOST_DIGITS:
        return f"{number}  &{_plain(title)}"
    text = str(number)
    return f"{text[:-1]}&{text[-1]}  {_plain(title)}"


def _plain(title: str) -> str:
    """Write a title in a menu, where & would mark a letter."""
    return title.replace("&", "&&")


def shipped_lessons() -> "list[tuple[Path, Lesson]]":
    """Return the lessons of the program, with their files, in their order."""
    return [(path, lesson) for path in lesson_files() if (lesson := _shipped(path))]


def lesson_after(lesson: "Lesson") -> "tuple[Path, Lesson] | None":
    """Return the lesson that follows one of the program's own; None for others and the last."""
    for (_, before), following in pairwise(shipped_lessons()):
        if before.digest == lesson.digest:
            return following
    return None


@cache
def _shipped(path: Path) -> "Lesson | None":
    """Return a lesson of the program's own; None where the file is damaged."""
    from linreg_gui.lessons.reader import read_lesson

    try:
        return read_lesson(path)
    except StorageError:
        return None
