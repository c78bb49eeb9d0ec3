"""The buttons below a step: back, help and on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import Stage
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.buttons import PanelButton
from linreg_gui.views.widgets.card_parts import bare_column, restyle

SHORT_SAVE = "Save…"
"""Where the words of the menu have no room."""
LINK_EDGES = 12
"""Pixels around the words of a link."""


class HelpButton(PanelButton):
    """A button whose text and act change with a click: the second one of a double click is none."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing: what the button now says was not read."""
        event.accept()


class LessonFoot(QWidget):
    """Buttons that say what can be done with the step as it stands.

    Parameters
    ----------
    save_words : str
        What the menu calls saving the answers.

    Attributes
    ----------
    next_title : str
        Of the lesson that follows this one; may be empty.
    """

    def __init__(self, save_words: str) -> None:
        super().__init__()
        self._save_words, self.next_title = save_words, ""
        self.back_button, self.help_button = PanelButton("Back"), HelpButton("Hint")
        self.go_button, self.next_button = PanelButton("Go on"), PanelButton("")
        self.next_button.setObjectName("link")
        self.back_button.setToolTip("Previous step of the lesson (Page ↑)")
        self.go_button.setToolTip("Next step of the lesson (Page ↓ or Enter)")
        self._is_at_end = False
        row = self._row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.addWidget(self.back_button)
        row.addWidget(self.help_button)
        row.addStretch(1)
        row.addWidget(self.go_button)
        column = bare_column(self, 6)
        column.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)

    def show_step(self, run: LessonRun) -> None:
        """Show what can be done with the step of a lesson."""
        stage = run.stage
        self.back_button.setEnabled(run.index > 0 or run.is_at_end)
        if run.is_at_end:
            text, is_possible = self._save_words, True
        elif stage is Stage.DONE:
            text, is_possible = "Again", True
        elif run.attempt.can_show:
            text, is_possible = "Show me", True
        else:
            text, is_possible = "Hint", run.attempt.can_hint
        has_help = is_possible and (run.is_at_end or run.step.task is not None)
        self.help_button.setVisible(has_help)
        self.help_button.setText(text)
        self.help_button.setToolTip(f"{text} (H)")
        self.next_button.setVisible(run.is_at_end and bool(self.next_title))
        self.go_button.setText("Done" if run.is_at_end else "Go on")
        self._light_go_button(is_open=not run.attempt.is_gated)
        self._is_at_end = run.is_at_end
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words at the end of a lesson to the width."""
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """At the end, say what saves the answers as the menu does, or in a word, as there is room.

        The title of the next lesson has the room there is.
        """
        if not self._is_at_end:
            return
        whole, room = f"Next lesson: {self.next_title}", self.width() - LINK_EDGES
        metrics = self.next_button.fontMetrics()
        shown = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, room)
        self.next_button.setText(shown.replace("&", "&&"))
        self.next_button.setAccessibleName(whole)
        set_tip(self.next_button, whole if shown != whole else "")
        self.help_button.setText(self._save_words)
        buttons = (self.back_button, self.help_button, self.go_button)
        needed = sum(button.sizeHint().width() for button in buttons) + 2 * self._row.spacing()
        if needed > self.width():
            self.help_button.setText(SHORT_SAVE)

    def _light_go_button(self, *, is_open: bool) -> None:
        """Colour the button blue only while it may be pressed."""
        self.go_button.setEnabled(is_open)
        name = "run" if is_open else "rest"
        if self.go_button.objectName() != name:
            self.go_button.setObjectName(name)
            restyle(self.go_button)
