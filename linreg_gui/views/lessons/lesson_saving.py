"""What the menu *Lessons* saves: a new lesson, and the answers to one."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from linreg_gui.lessons.answers import ANSWERS_SUFFIX, write_answers
from linreg_gui.lessons.template import check_table, lesson_text
from linreg_gui.session.lesson_table import table_now
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.lesson_files import LESSON_SUFFIX
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.views.widgets.file_dialog import FileDialog

NEW_LESSON, ANSWERS = "New lesson", "Save my answers"
LONGEST_LEARNER = 80
UNTITLED = "my-lesson"


class LessonSaving(QObject):
    """Asks for a file and writes it, whole or not at all.

    Parameters
    ----------
    session : Session
    window : QWidget
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._dialog = FileDialog(window, is_saving=True)

    @Slot()
    def ask_for_lesson(self) -> None:
        """Ask where a lesson is to be begun that opens with what is on the table."""
        self._ask(NEW_LESSON, UNTITLED, LESSON_SUFFIX, self._write_lesson)

    @Slot()
    def ask_for_answers(self) -> None:
        """Ask for the file of the answers; its name is that of the learner."""
        self._ask(ANSWERS, "my-name", ANSWERS_SUFFIX, self._write_answers)

    def _ask(self, title: str, name: str, suffix: str, write: Callable[[Path], str]) -> None:
        self._dialog.ask(title, [f"{title} (*{suffix})"], partial(self._save, write), name=name)

    def _save(self, write: Callable[[Path], str], path: Path) -> None:
        try:
            notice = Notice(write(path))
        except StorageError as error:
            notice = Notice.refusal(str(error))
        self._session.post_notice(notice)

    def _write_lesson(self, path: Path) -> str:
        name, table = shown_name(path), table_now(self._session)
        check_table(table.dataset, table.config, self._session.problem.start)
        write_safely(path, lesson_text(table, name).encode())
        return f"{name} is there: write its steps with any editor, then open it as a lesson."

    def _write_answers(self, path: Path) -> str:
        run = self._session.lesson
        if run is None:
            raise StorageError("There is no lesson under way.")
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        write_answers(path, run.answers(path.stem[:LONGEST_LEARNER], today))
        return f"Your answers are in {shown_name(path)}. Nothing was sent anywhere."
