"""Lessons in the window: a lesson is opened and left, and its card, menu and keys with it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from linreg_gui.session.lesson_progress import LessonProgress
from linreg_gui.session.session import Session
from linreg_gui.session.values import Choice, Notice, Severity
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.lessons.invitation import Invitation
from linreg_gui.views.lessons.lesson_opening import LessonOpening
from linreg_gui.views.lessons.lessons_menu import SAVE_ANSWERS, LessonsMenu, lesson_after
from linreg_gui.views.widgets.card_parts import ENTER_KEYS
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.widgets.plot_pane import PlotPane
from linreg_gui.views.window.actions import Actions
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from linreg_gui.lessons.lesson import Lesson
    from linreg_gui.lessons.table import Table
    from linreg_gui.session.lesson_step import StepState
    from linreg_gui.storage.preferences import Preferences
    from linreg_gui.views.lessons.lesson_card import LessonCard
    from linreg_gui.views.lessons.lesson_keys import LessonKeys
    from linreg_gui.views.lessons.lesson_saving import LessonSaving

ROOM_CHANGES = {QEvent.Type.Resize, QEvent.Type.LayoutRequest}
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
    menu : LessonsMenu
    opening : LessonOpening
    card : LessonCard or None
    """

    begun_or_left = Signal()
    """A lesson is on the table, or no more."""
    moved_on = Signal()
    """A step was opened, or something was said or judged in it."""
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
        self.card: LessonCard | None = None
        self.invitation = Invitation(shell, clock)
        self._saving: LessonSaving | None = None
        self._places: list[object] = []
        self._left: dict[str, list[StepState]] = {}
        """How far the steps of lessons are that were left, by the digests of their files."""
        self._is_followed = False
        """Whether a lesson is left because another one begins."""
        self._keys: LessonKeys | None = None
        self.menu = LessonsMenu(shell)
        self.menu.new_wanted.connect(self._ask_for_lesson)
        self.menu.answers_wanted.connect(self._ask_for_answers)
        self.menu.leaving_wanted.connect(self.leave)
        self.opening = LessonOpening(session, shell, self.menu)
        self.opening.loaded.connect(self._on_loaded)
        self.invitation.wanted.connect(self.opening.open_first)
        shell.set_menu(self.menu.title(), self.menu)

    @property
    def progress(self) -> LessonProgress:
        """How far the learner is with each lesson."""
        return self.menu.progress

    def use_preferences(self, preferences: "Preferences") -> None:
        """Keep how far the learner is, and go on from there."""
        self.menu.progress = LessonProgress(preferences)
        self.invitation.use_progress(self.progress)

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

    # ---- open

    @Slot(object, int, object, bool)
    def _on_loaded(self, lesson: "Lesson", index: int, path: Path, is_gone_on: bool) -> None:
        """Open a lesson; where it is gone on with, its steps are as they were left."""
        states = self._states_of(lesson) if is_gone_on else ()
        self.begin(lesson, index, path, states)

    def _states_of(self, lesson: "Lesson") -> "Sequence[StepState]":
        """Return how far the steps are: as they were left, or what is kept of an earlier start."""
        from linreg_gui.session.lesson_step import read_kept

        left = self._left.get(lesson.digest)
        if left is None:
            left = read_kept(self.progress.answers_of(lesson.digest))
        return left if len(left) == len(lesson.steps) else ()

    def begin(
        self,
        lesson: "Lesson",
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
        self._left.pop(lesson.digest, None)
        self._is_followed, self.opening.path = False, path
        self.menu.is_in_lesson, self.menu.can_read_again = True, path is not None
        self._places = [pane.place() for pane in self._panes]
        run = LessonRun(self._session, lesson, states)
        run.opened.connect(self._on_opened)
        run.changed.connect(self._on_changed)
        run.left.connect(self._on_left)
        if path is not None and path not in lesson_files():
            self.progress.note_file(lesson.digest, lesson.title, path)
        card = self._make_card()
        if self._keys is not None:
            self._keys.take()
        self._session.begin_lesson(run, index)
        card.show_run(run)
        self.begun_or_left.emit()
        self._on_changed()
        self._clock.render_now()
        if run.attempt.blanks is None:  # else a blank has it
            card.take_focus()

    def _make_card(self) -> "LessonCard":
        if self.card is None:
            from linreg_gui.views.lessons.lesson_card import LessonCard

            self.card = LessonCard(self._shell, self._clock, SAVE_ANSWERS)
            self._shell.put_above_cards(self.card)
            self._shell.installEventFilter(self)
            self._shell.scrolled_cards.installEventFilter(self)
            self.card.leave_wanted.connect(self.leave)
            self.card.answers_wanted.connect(self._ask_for_answers)
            self.card.next_wanted.connect(self.opening.open_next)
            self._keys = self._make_keys(self.card)
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
        self.menu.is_in_lesson = False
        if self._keys is not None:
            self._keys.give_back()
        self.blanks_wanted.emit(None)
        self.begun_or_left.emit()
        self._clock.render_now()
        for pane, place in zip(self._panes, self._places, strict=True):
            pane.put_place(place)
        if run is not None and not run.is_at_end:
            self._left[run.lesson.digest] = run.states
        if run is not None and not (run.is_at_end or self._is_followed):
            text = f"You left “{run.lesson.title}” at step {run.index + 1}."
            go_on = partial(self.begin, run.lesson, run.index, self.opening.path, run.states)
            self._session.post_notice(Notice(text, choices=(Choice("Go on", go_on),)))

    @Slot()
    def _on_changed(self) -> None:
        run = self._session.lesson
        if run is None:
            return
        self.moved_on.emit()
        self.blanks_wanted.emit(run.attempt.blanks)
        if self._keys is not None:
            self._keys.take_letters(len(run.attempt.open_choices))
        if run.is_at_end and self.card is not None:
            following = lesson_after(run.lesson)
            self.card.foot.next_title = "" if following is None else following[1].title
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
        from linreg_gui.session.lesson_step import kept_values

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
        if run.lesson.digest:
            steps = () if run.is_at_end else tuple(map(kept_values, run.states))
            self.progress.note_answers(run.lesson.digest, steps)

    # ---- keys

    def _make_keys(self, card: "LessonCard") -> "LessonKeys":
        from linreg_gui.views.lessons.lesson_keys import LessonKeys

        acts = {
            **dict.fromkeys(("PgDown", "Ctrl+Return", "Ctrl+Enter"), self._go_on),
            "PgUp": self._back,
            "H": card.help,
            "F5": self.opening.read_again,
            "F6": self._change_focus,
        }
        return LessonKeys(self._shell, self._actions, acts, card.choose)

    @Slot()
    def _go_on(self) -> None:
        """Go on if that is possible; a speaker on the stage goes on in any case."""
        run = self._session.lesson
        if run is not None and self._clock.theme.is_stage and run.attempt.is_gated:
            run.attempt.press_on()
        elif self.card is not None:
            self.card.go_on()

    def _is_to_go_on(self, event: QKeyEvent) -> bool:
        """Return whether a key that came up to the window is an Enter for a step that is done."""
        run, focused = self._session.lesson, self._shell.focusWidget()
        is_free = not isinstance(focused, QAbstractButton | QComboBox | QLineEdit)
        is_done = run is not None and not run.attempt.is_gated
        return event.key() in ENTER_KEYS and is_free and is_done

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
        """Fit the card into a window of another size; go on with an Enter that nothing takes."""
        is_press = event.type() == QEvent.Type.KeyPress and watched is self._shell
        if is_press and isinstance(event, QKeyEvent) and self._is_to_go_on(event):
            self._go_on()
            return True
        if event.type() in ROOM_CHANGES and self.card is not None:
            self.card.fit()
        return super().eventFilter(watched, event)
