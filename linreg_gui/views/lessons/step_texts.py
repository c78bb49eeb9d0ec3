"""The texts of a step: what it says, what was said of it, and the reason; they scroll."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from linreg_gui.lessons.task import Predict
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import Stage
from linreg_gui.views.lessons.lesson_text import LessonText, as_markdown
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import bare_column
from linreg_gui.views.widgets.scroll_column import QuietScrollBar, SlimScrollArea

LEAST_HEIGHT = 58
THE_NUMBER = "You: "
"""So begins what is told of a bet with a number, which says the number once more."""
THE_END = "That was the last step of the lesson. What would you answer now?"


class StepTexts(SlimScrollArea):
    """Texts that are as high as they take, and scroll where there is no room.

    Attributes
    ----------
    text : LessonText
        What the step says.
    said : LessonText
        What the learner said, and what came.
    reply : LessonText
        What is said of the last try, with the hints; it may stand in another layout.
    because : LessonText
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = LessonText()
        self.said = LessonText(has_rule=True, is_plain=True)
        self.reply, self.because = LessonText(has_rule=True), LessonText(has_rule=True)
        self._said_last, self._has_news = "", False
        content = QWidget()
        self._column = bare_column(content, 8)
        for text in (self.text, self.said, self.reply, self.because):
            self._column.addWidget(text)
        self._column.addStretch(1)
        self.text.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setWidget(content)
        self.setVerticalScrollBar(QuietScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.verticalScrollBar().rangeChanged.connect(self._show_news)

    def show_step(self, run: LessonRun, theme: Theme) -> None:
        """Show how the step of a lesson stands, or its end."""
        state, step, stage = run.state, run.step, run.stage
        if stage is Stage.END:
            self.text.show_text(f"{THE_END}\n\n**{as_markdown(run.lesson.question)}**")
            for text in (self.said, self.reply, self.because):
                text.show_text("")
            return
        self.text.show_text(step.say)
        is_done, is_bet = stage is Stage.DONE, isinstance(step.task, Predict)
        is_told = state.told.startswith((state.said, THE_NUMBER))
        told = state.told if is_told else f"{state.said} {state.told}"
        self.said.show_text(told.strip() if is_bet or is_done else "", theme.bet if is_bet else "")
        hints = step.hints[: state.n_hints] if not is_done else ()
        replies = [part for part in (state.reply, *hints) if part]
        self.reply.show_text("\n\n".join(replies), theme.axis)
        self.because.show_text(step.because if is_done else "", theme.accent)

    def take_reply(self) -> None:
        """Take the reply in among the texts, to scroll with them."""
        self._column.insertWidget(self._column.indexOf(self.because), self.reply)

    def wanted_height(self, width: int) -> int:
        """Return how high all the texts are in a width."""
        self._column.activate()
        return self._column.heightForWidth(width)

    # ---- what is new

    def begin(self) -> None:
        """Show a step from its beginning; nothing of it is news."""
        self._has_news = False
        self.verticalScrollBar().setValue(0)
        self._said_last = self._told()

    def show_news(self) -> str:
        """Scroll to what was said since the last time, and return it."""
        told = self._told()
        new = told.removeprefix(self._said_last).strip() if told != self._said_last else ""
        self._said_last = told
        if new:
            self._has_news = True
            self._show_news()
        return new

    def _told(self) -> str:
        parts = (self.said.text, self.reply.text, self.because.text)
        return " ".join(part for part in parts if part)

    @Slot()
    def _show_news(self) -> None:
        """Scroll to what was said last, now and when it has its room."""
        if self._has_news:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())
