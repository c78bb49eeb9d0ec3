"""The card of a lesson: the step with its texts and its task, how far it is, and how to go on."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.lessons.task import Answer, Blanks
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import Stage
from linreg_gui.views.lessons.lesson_foot import LessonFoot
from linreg_gui.views.lessons.lesson_head import LessonHead
from linreg_gui.views.lessons.step_task import StepTask
from linreg_gui.views.lessons.step_texts import LEAST_HEIGHT, StepTexts
from linreg_gui.views.widgets.card_parts import announce
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import SCROLL_BAR, WindowShell

EDGE = 4
LOW_WINDOW = 700
LOW_SHARE, USUAL_SHARE = 0.5, 0.66
"""Largest part of the column for the card, in a low window and else."""
A_LINE = 20
"""In pixels; so much more for the card is better than scrolling for it."""
LEFTWARDS = {"ar", "he", "fa", "ur"}
"""Languages that are written from right to left."""


class LessonCard(QFrame):
    """What the learner sees of a `LessonRun`; judges it once a frame.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    save_words : str
        What the menu calls saving the answers.
    """

    leave_wanted = Signal()
    answers_wanted = Signal()
    """The answers are to be saved."""
    next_wanted = Signal()
    """The lesson that follows is to be opened."""
    drawn_fields = (
        "dataset",
        "settings",
        "objective",
        "start",
        "history",
        "cursor",
        "branches",
        "run_state",
        "hand",
        "is_dragging",
        "bet",
        "theme",
    )

    def __init__(self, shell: WindowShell, clock: FrameClock, save_words: str) -> None:
        super().__init__(shell)
        theme = clock.theme
        self._shell, self._clock = shell, clock
        self._run: LessonRun | None = None
        self._shown: tuple[object, ...] = ()
        self.setObjectName("card")
        self.head, self.foot = LessonHead(theme), LessonFoot(save_words)
        self.texts, self.task = StepTexts(), StepTask(theme)
        self._replies = QVBoxLayout()
        self._assemble()
        self._connect()
        self.hide()
        self._ask = clock.add(self, clock.frame())

    # ---- layout

    def _assemble(self) -> None:
        self._rows = column = QVBoxLayout(self)
        column.setContentsMargins(EDGE + 10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.texts, 1)
        column.addWidget(self.task)
        column.addLayout(self._replies)
        column.addWidget(self.foot)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() != Qt.FocusPolicy.NoFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        self.head.leave_wanted.connect(self.leave_wanted)
        self.head.step_wanted.connect(self._on_step_wanted)
        self.foot.back_button.clicked.connect(self._on_back)
        self.foot.help_button.clicked.connect(self.help)
        self.foot.go_button.clicked.connect(self.go_on)
        self.foot.next_button.clicked.connect(self.next_wanted)
        self.task.number_given.connect(self._on_number)
        self.task.chosen.connect(self.choose)

    # ---- the run

    @property
    def run(self) -> LessonRun | None:
        """The lesson shown; None while there is none."""
        return self._run

    def show_run(self, run: LessonRun | None) -> None:
        """Show a lesson from now on, or none."""
        self._run, self._shown = run, ()
        self.setVisible(run is not None)
        if run is not None:
            run.changed.connect(self._on_changed)
            run.opened.connect(self._on_opened)
            is_leftwards = run.lesson.language.partition("-")[0] in LEFTWARDS
            directions = Qt.LayoutDirection
            self.setLayoutDirection(
                directions.RightToLeft if is_leftwards else directions.LeftToRight
            )
            self._ask()

    @Slot()
    def _on_changed(self) -> None:
        self._ask()

    @Slot()
    def _on_opened(self) -> None:
        self._shown = ()  # also where the same step has begun again

    @Slot(int)
    def choose(self, choice: int) -> None:
        """Choose a choice by its number."""
        if self._run is not None:
            self._run.attempt.choose(choice)

    @Slot()
    def go_on(self) -> None:
        """Open the next step; at the end, leave."""
        if self._run is not None and self._run.is_at_end:
            self.leave_wanted.emit()
        elif self._run is not None:
            self._run.go_on()

    @Slot()
    def _on_back(self) -> None:
        if self._run is not None:
            self._run.back()

    @Slot()
    def help(self) -> None:
        """Give a hint; after the last one show how it is done, and after that begin again."""
        run = self._run
        if run is None:
            return
        if run.is_at_end:
            self.answers_wanted.emit()
        elif run.stage is Stage.DONE:
            run.again()
        elif run.attempt.can_show:
            run.attempt.show_me()
        else:
            run.attempt.hint()

    @Slot(float)
    def _on_number(self, value: float) -> None:
        if self._run is not None:
            attempt, n_tries = self._run.attempt, self._run.state.n_tries
            attempt.say_number(value)
            if attempt.wants_number:  # where there was nothing to compare with, a run comes first
                self.task.field.ask_again(is_next=attempt.state.n_tries > n_tries)

    @Slot(int)
    def _on_step_wanted(self, place: int) -> None:
        if self._run is not None:
            self._run.go_to(place)

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Judge the step, and show how it stands."""
        run = self._run
        if run is None:
            return
        run.judge(frame)
        is_other_step = self._shown[:2] != (run, run.index)
        was_asking = self._shown[2:] == (Stage.ASKING,)
        self._shown = (run, run.index, run.stage)
        self.head.show_step(run, frame.theme)
        n_steps = len(run.lesson.steps)
        step = "the end" if run.is_at_end else f"step {run.index + 1} of {n_steps}"
        self.setAccessibleName(f"Lesson {run.lesson.title}, {step}")
        self._place_reply(run)
        self.texts.show_step(run, frame.theme)
        self.task.show_step(run, frame.theme)
        self.foot.show_step(run)
        if is_other_step:
            self._begin_step(is_read=not isinstance(run.step.task, Blanks))
        elif was_asking and run.stage is Stage.DONE and isinstance(run.step.task, Blanks):
            self._lead_on()
        self._fit()
        self._announce()

    def _place_reply(self, run: LessonRun) -> None:
        """Put the reply below what is chosen from, so that no row moves under the pointer.

        Where the card has no room to grow, the reply scrolls with the text.
        """
        is_roomy = self._clock.theme.is_stage or self._shell.height() >= LOW_WINDOW
        is_below = is_roomy and run.stage is Stage.ASKING and isinstance(run.step.task, Answer)
        if is_below == (self._replies.count() > 0):
            return
        if is_below:
            self._replies.addWidget(self.texts.reply)
        else:
            self.texts.take_reply()

    def _begin_step(self, *, is_read: bool) -> None:
        """Show a new step from its beginning, and have its text read, unless a blank is next."""
        self.task.field.forget()
        if is_read:
            self.take_focus()
        self.texts.begin()

    def take_focus(self) -> None:
        """Have the text read, or the number typed that is asked for; no stage types into a card."""
        is_number = self.task.wants_number and not self._clock.theme.is_stage
        asked = self.task.field if is_number else self.texts.text
        asked.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lead_on(self) -> None:
        """Go from the last blank to what is next, unless another control is in use."""
        if not isinstance(QApplication.focusWidget(), QLineEdit | QAbstractButton):
            self.foot.go_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def holds(self, focused: QWidget | None) -> bool:
        """Return whether a widget is in the card."""
        return focused is not None and self.isAncestorOf(focused)

    def _announce(self) -> None:
        """Have a screen reader say what is new, and show it where the text scrolls."""
        new = self.texts.show_news()
        if new:
            announce(self, new)

    # ---- room

    def _fit(self) -> None:
        """Be as high as all there is, but leave the other cards their part of the column."""
        margins, inner = self._rows.contentsMargins(), self.width() - 2
        width = inner - margins.left() - margins.right() - SCROLL_BAR
        wanted = self.texts.wanted_height(width)
        self.texts.setMinimumHeight(min(wanted, LEAST_HEIGHT))
        least = self._rows.minimumSize().height()
        if self._rows.hasHeightForWidth():
            least = self._rows.minimumHeightForWidth(inner)
        rest = least - self.texts.minimumHeight()
        height = self._shell.height()
        column = self._shell.column_height
        if self._clock.theme.is_stage:  # where the window cannot grow
            most = column - self._shell.least_cards_height
        else:  # or all the room that the other cards leave
            share = LOW_SHARE if height < LOW_WINDOW else USUAL_SHARE
            most = max(round(share * column), column - self._shell.cards_height)
        if rest + wanted <= most + A_LINE:
            most += A_LINE
        self.setFixedHeight(max(min(rest + wanted + 2, most), rest + LEAST_HEIGHT))

    def fit(self) -> None:
        """Fit the height to a window of another size."""
        if self._run is not None:
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the height when something was shown or hidden."""
        is_done = bool(super().event(event))
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return is_done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the texts in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card with its edge."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._clock.theme.accent))
            painter.drawRoundedRect(0, 0, EDGE, self.height(), 2, 2)
