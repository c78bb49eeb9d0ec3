"""Lessons in the window: the menu, opening a file, the keys while one is open, and the way out."""

from collections.abc import Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu

from linreg_gui.lessons.lesson import LESSON_SUFFIX, Lesson
from linreg_gui.lessons.task import LETTERS, Blanks
from linreg_gui.session.lesson_progress import DIGITS, LessonProgress
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Callbacks, Report, Tasks
from linreg_gui.session.values import Choice, Notice, Severity
from linreg_gui.storage.assets import lesson_files
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.lessons.invitation import Invitation
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.widgets.plot_pane import PlotPane
from linreg_gui.views.widgets.weak_call import weak_call
from linreg_gui.views.window.action_table import STEP, STEP_BACK
from linreg_gui.views.window.actions import Actions
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from linreg_gui.lessons.table import Table
    from linreg_gui.session.lesson_step import StepState
    from linreg_gui.storage.preferences import Preferences
    from linreg_gui.views.lessons.lesson_card import LessonCard
    from linreg_gui.views.lessons.lesson_saving import LessonSaving

OPEN_LESSON, LEAVE = "Open lesson…", "Leave the lesson"
READ_AGAIN = "Read the file again"
NEW_LESSON, SAVE_ANSWERS = "New lesson from this window…", "Save my answers…"
FILTER = f"Lessons (*{LESSON_SUFFIX})"
LESSON_KEYS = {STEP: "PgDown", STEP_BACK: "PgUp"}
"""Keys of the run that go on and back while a lesson is open."""
NOT_KEPT = "How far you are cannot be kept: the preferences cannot be written."


class LessonsView(QObject):
    """Opens lessons and leaves them; the card is made when the first one is opened.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    clock : FrameClock
    actions : Actions
        The menu *Lessons* comes before *Run*.
    panes : tuple of PlotPane
        The data pane first.

    Attributes
    ----------
    progress : LessonProgress
    card : LessonCard or None
    """

    begun_or_left = Signal()
    """A lesson is on the table, or no more."""
    blanks_wanted = Signal(object)
    """The blanks of the worksheet that a step asks for, as a frozenset; None for none."""

    def __init__(
        self,
        shell: WindowShell,
        session: Session,
        clock: FrameClock,
        actions: Actions,
        panes: tuple[PlotPane, ...],
    ) -> None:
        super().__init__(shell)
        self._shell, self._session, self._clock = shell, session, clock
        self._actions, self._panes = actions, panes
        self.progress = LessonProgress(None)
        self.card: LessonCard | None = None
        self.invitation = Invitation(shell, clock)
        self.invitation.wanted.connect(self.open_first)
        self._saving: LessonSaving | None = None
        self._tasks = Tasks("lessons", self)
        self._dialog: QFileDialog | None = None
        self._path: Path | None = None
        """Of the lesson under way, where it comes from a file."""
        self._places: list[object] = []
        self._is_followed = False
        """Whether a lesson is left because another one begins."""
        self._keys: list[QShortcut] = []
        self._letters: list[QShortcut] = []
        self._lent: list[tuple[QAction, list[QKeySequence]]] = []
        """Actions without their letters, with the keys that they get back."""
        self.menu = QMenu("&Lessons", shell)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        shell.menuBar().insertMenu(actions.run_menu.menuAction(), self.menu)

    def use_preferences(self, preferences: "Preferences") -> None:
        """Keep how far the learner is, and go on from there."""
        self.progress = LessonProgress(preferences)
        self.invitation.use_progress(self.progress)

    # ---- the menu

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        shipped = [(path, lesson) for path in lesson_files() if (lesson := _shipped(path))]
        self._add_going_on(shipped)
        for number, (path, lesson) in enumerate(shipped, start=1):
            known = self.progress.of(lesson.digest)
            mark = "  ✓" if known is not None and known.is_done else ""
            action = self.menu.addAction(f"{number}  {lesson.title.replace('&', '&&')}{mark}")
            action.setToolTip(as_tip(f"{lesson.question} · {lesson.minutes} minutes"))
            action.triggered.connect(weak_call(self.open, path))
        self.menu.addSeparator()
        self.menu.addAction(OPEN_LESSON).triggered.connect(self.ask_what_to_open)
        new = self.menu.addAction(NEW_LESSON)
        new.setEnabled(self._session.lesson is None)
        new.triggered.connect(self._ask_for_lesson)
        answers = self.menu.addAction(SAVE_ANSWERS)
        answers.setEnabled(self._session.lesson is not None)
        answers.triggered.connect(self._ask_for_answers)
        again = self.menu.addAction(READ_AGAIN)
        again.setEnabled(self._session.lesson is not None and self._path is not None)
        again.triggered.connect(self.read_again)
        leave = self.menu.addAction(LEAVE)
        leave.setEnabled(self._session.lesson is not None)
        leave.triggered.connect(self.leave)

    @property
    def saving(self) -> "LessonSaving":
        """Writes new lessons and answers; made when it is first wanted."""
        if self._saving is None:
            from linreg_gui.views.lessons.lesson_saving import LessonSaving

            self._saving = LessonSaving(self._session, self._shell)
        return self._saving

    @Slot()
    def _ask_for_lesson(self) -> None:
        self.saving.ask_for_lesson()

    @Slot()
    def _ask_for_answers(self) -> None:
        self.saving.ask_for_answers()

    def _add_going_on(self, shipped: list[tuple[Path, Lesson]]) -> None:
        newest = self.progress.newest
        found = next((pair for pair in shipped if pair[1].digest[:DIGITS] == newest), None)
        if not newest or found is None or self._session.lesson is not None:
            return
        path, lesson = found
        known = self.progress.of(lesson.digest)
        step = 1 if known is None else known.n_passed + 1
        title = lesson.title.replace("&", "&&")
        action = self.menu.addAction(f"Go on: {title}, step {step}")
        action.triggered.connect(weak_call(self._go_on_with, path))
        self.menu.addSeparator()

    # ---- open

    @Slot()
    def ask_what_to_open(self) -> None:
        """Ask for a file with a lesson."""
        if self._dialog is None:
            self._dialog = QFileDialog(self._shell, "Open lesson")
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilter(FILTER)
            self._dialog.fileSelected.connect(self._on_file_selected)
        self._dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self.open(Path(name))

    def open(self, path: Path, *_ignored: object) -> None:
        """Open a lesson from its beginning; a file that is none is refused, and nothing changes."""
        done = partial(self._on_loaded, path)
        self._tasks.start(partial(_load, path), Callbacks(done, self._on_refused))

    @Slot()
    def open_first(self) -> None:
        """Open the first lesson."""
        for path in lesson_files()[:1]:
            self.open(path)

    def _go_on_with(self, path: Path, *_ignored: object) -> None:
        done = partial(self._on_continued, path)
        self._tasks.start(partial(_load, path), Callbacks(done, self._on_refused))

    @Slot()
    def read_again(self) -> None:
        """Read the file of the lesson under way once more, and open the same step, or the last."""
        if self._session.lesson is not None and self._path is not None:
            done = partial(self._on_read_again, self._path)
            self._tasks.start(partial(_load, self._path), Callbacks(done, self._on_refused))

    def _on_loaded(self, path: Path, lesson: Lesson) -> None:
        self.begin(lesson, path=path)

    def _on_continued(self, path: Path, lesson: Lesson) -> None:
        known = self.progress.of(lesson.digest)
        self.begin(lesson, 0 if known is None or known.is_done else known.n_passed, path)

    def _on_read_again(self, path: Path, lesson: Lesson) -> None:
        run = self._session.lesson
        index = 0 if run is None else min(run.index, len(lesson.steps) - 1)
        self.begin(lesson, index, path)

    def _on_refused(self, sentence: str) -> None:
        self._session.post_notice(Notice(sentence, Severity.WARNING, ends_with_edit=True))

    def begin(
        self,
        lesson: Lesson,
        index: int = 0,
        path: Path | None = None,
        states: "Sequence[StepState]" = (),
    ) -> None:
        """Put the own work aside and open a step of a lesson.

        Parameters
        ----------
        lesson : Lesson
        index : int
        path : Path, optional
            The file that is read again.
        states : sequence of StepState, optional
            How far its steps are, where it is gone on with.
        """
        from linreg_gui.session.lesson_run import LessonRun

        self._is_followed = True
        self._session.leave_lesson()
        self._is_followed, self._path = False, path
        self._places = [pane.place() for pane in self._panes]
        run = LessonRun(self._session, lesson, states)
        run.opened.connect(self._on_opened)
        run.changed.connect(self._on_changed)
        run.left.connect(self._on_left)
        card = self._make_card()
        path = self._path_after(lesson)
        following = None if path is None else _shipped(path)
        card.next_title = "" if following is None else following.title
        self._take_keys(is_taken=True)
        self._session.begin_lesson(run, index)
        card.show_run(run)
        self.begun_or_left.emit()
        self._on_changed()
        self._clock.render_now()
        if not isinstance(run.step.task, Blanks):  # a blank has it
            card.take_focus()

    def _path_after(self, lesson: Lesson) -> Path | None:
        """Return the file of the lesson that follows one of the program's own."""
        paths = [path for path in lesson_files() if _shipped(path)]
        for path, following in pairwise(paths):
            shipped = _shipped(path)
            if shipped is not None and shipped.digest == lesson.digest:
                return following
        return None

    @Slot()
    def open_next(self) -> None:
        """Open the lesson that follows the one under way."""
        run = self._session.lesson
        path = None if run is None else self._path_after(run.lesson)
        if path is not None:
            self.open(path)

    def _make_card(self) -> "LessonCard":
        if self.card is None:
            from linreg_gui.views.lessons.lesson_card import LessonCard

            self.card = LessonCard(self._shell, self._clock, SAVE_ANSWERS)
            self._shell.put_above_cards(self.card)
            self._shell.installEventFilter(self)
            self.card.leave_wanted.connect(self.leave)
            self.card.answers_wanted.connect(self._ask_for_answers)
            self.card.next_wanted.connect(self.open_next)
            self._make_keys(self.card)
        return self.card

    @Slot(object)
    def _on_opened(self, table: "Table | None") -> None:
        """Frame what a step has put on the table."""
        self._clock.render_now()
        if table is None:
            return
        for pane in self._panes:
            pane.fit()
        if table.frame is not None:
            self._panes[0].canvas.show_range(*table.frame)

    # ---- leave

    @Slot()
    def leave(self) -> None:
        """Leave the lesson: the own work is on the table again."""
        self._session.leave_lesson()

    def escape(self) -> None:
        """Leave a field, else the lesson."""
        if self._session.lesson is None:
            return
        if isinstance(self._shell.focusWidget(), QLineEdit):
            self._panes[0].canvas.setFocus()
        else:
            self.leave()

    @Slot()
    def _on_left(self) -> None:
        run = None if self.card is None else self.card.run
        if self.card is not None:
            self.card.show_run(None)
        self._take_keys(is_taken=False)
        self._take_letters(0)
        self.blanks_wanted.emit(None)
        self.begun_or_left.emit()
        self._clock.render_now()
        for pane, place in zip(self._panes, self._places, strict=True):
            pane.put_place(place)
        if run is not None and not (run.is_at_end or self._is_followed):
            text = f"You left “{run.lesson.title}” at step {run.index + 1}."
            go_on = partial(self.begin, run.lesson, run.index, self._path, run.states)
            self._session.post_notice(Notice(text, choices=(Choice("Go on", go_on),)))

    @Slot()
    def _on_changed(self) -> None:
        run = self._session.lesson
        if run is None:
            return
        self.blanks_wanted.emit(run.attempt.blanks)
        self._take_letters(len(run.attempt.open_choices))
        self._keep_progress()

    @Slot(bool)
    def fill_blanks(self, is_shown: bool) -> None:
        """Tell the lesson that all blanks of the worksheet are filled in."""
        if self._session.lesson is not None:
            self._session.lesson.attempt.fill_blanks(is_shown=is_shown)

    @Slot()
    def miss_blank(self) -> None:
        """Tell the lesson that a blank was filled in with something else."""
        if self._session.lesson is not None:
            self._session.lesson.attempt.miss_blank()

    def _keep_progress(self) -> None:
        run = self._session.lesson
        if run is None:
            return
        n_steps = len(run.lesson.steps)
        known = self.progress.of(run.lesson.digest)
        n_passed = run.n_behind
        if known is not None and known.is_done:
            n_passed = n_steps
        if run.lesson.digest and not self.progress.note(run.lesson.digest, n_passed, n_steps):
            self._session.post_notice(Notice(NOT_KEPT, Severity.WARNING))

    # ---- keys

    def _make_keys(self, card: "LessonCard") -> None:
        for keys, act in (
            (("PgDown", "Ctrl+Return", "Ctrl+Enter"), self._go_on),
            (("PgUp",), self._back),
            (("H",), card.help),
            (("F5",), self.read_again),
            (("F6",), self._change_focus),
            *(((str(number),), weak_call(card.choose, number)) for number in range(1, 7)),
        ):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self._shell)
                shortcut.setEnabled(False)
                shortcut.activated.connect(act)
                self._keys.append(shortcut)

        for number, letter in enumerate(LETTERS, start=1):
            shortcut = QShortcut(QKeySequence(letter), self._shell)
            shortcut.setEnabled(False)
            shortcut.activated.connect(weak_call(card.choose, number))
            self._letters.append(shortcut)

    def _take_letters(self, n_choices: int) -> None:
        """Have the letters of open choices choose; the actions have theirs again afterwards."""
        for action, keys in self._lent:
            action.setShortcuts(keys)
        self._lent = []
        for place, shortcut in enumerate(self._letters):
            shortcut.setEnabled(place < n_choices)
        taken = [QKeySequence(letter) for letter in LETTERS[:n_choices]]
        for action in self._shell.findChildren(QAction) if taken else ():
            keys = action.shortcuts()
            left = [key for key in keys if key not in taken]
            if len(left) < len(keys):
                self._lent.append((action, keys))
                action.setShortcuts(left)

    def _take_keys(self, *, is_taken: bool) -> None:
        """Have the keys of a lesson while one is open; the run has the others as ever."""
        for spec, key in LESSON_KEYS.items():
            action = self._actions.of(spec)
            if action is not None:
                keys = [QKeySequence(one) for one in spec.keys if not (is_taken and one == key)]
                action.setShortcuts(keys)
        for shortcut in self._keys:
            shortcut.setEnabled(is_taken)

    @Slot()
    def _go_on(self) -> None:
        """Go on if that is possible; a speaker on the stage goes on in any case."""
        run = self._session.lesson
        if (
            run is not None
            and self._clock.theme.is_stage
            and not (run.attempt.can_go_on or run.is_at_end)
        ):
            run.attempt.press_on()
        elif self.card is not None:
            self.card.go_on()

    @Slot()
    def _back(self) -> None:
        if self._session.lesson is not None:
            self._session.lesson.back()

    @Slot()
    def _change_focus(self) -> None:
        if self.card is None:
            return
        if self.card.holds(self._shell.focusWidget()):
            self._panes[0].canvas.setFocus()
        else:
            self.card.texts.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the card into a window of another size."""
        if event.type() == QEvent.Type.Resize and self.card is not None:
            self.card.fit()
        return super().eventFilter(watched, event)


def _load(path: Path, _report: Report) -> Lesson:
    from linreg_gui.lessons.reader import read_lesson

    return read_lesson(path)


@cache
def _shipped(path: Path) -> Lesson | None:
    """Return a lesson of the program's own; None where the file is damaged."""
    from linreg_gui.lessons.reader import read_lesson

    try:
        return read_lesson(path)
    except StorageError:
        return None
