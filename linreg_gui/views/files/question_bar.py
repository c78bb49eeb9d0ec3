"""A question at the top of the window that waits, and is never in the way."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from linreg_gui.session.session import Session
from linreg_gui.session.values import Choice, Question
from linreg_gui.views.window.shell import WindowShell

MOST_CHOICES = 3


class QuestionBar(QFrame):
    """Shows one question with its answers until one is chosen or it is closed.

    It makes room for itself, and so waits while something is being dragged: a point would jump
    from under the pointer.

    Parameters
    ----------
    session : Session
    shell : WindowShell
    """

    def __init__(self, session: Session, shell: WindowShell) -> None:
        super().__init__(shell)
        self._session = session
        self._question: Question | None = None
        self.setObjectName("notice")
        self.setProperty("severity", "info")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._choices: tuple[Choice, ...] = ()
        self.buttons = [QPushButton() for _ in range(MOST_CHOICES)]
        self._group = QButtonGroup(self)
        for place, button in enumerate(self.buttons):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, place)
        self._group.idClicked.connect(self._on_chosen)
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName("Not now")
        close.setToolTip("Not now")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.hide)
        self.close_button = close
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.addWidget(self.text, 1)
        for widget in (*self.buttons, close):
            row.addWidget(widget)
        shell.add_passing(self)
        session.edits.drag_changed.connect(self._on_drag_changed)
        self.hide()

    @Slot(object)
    def ask(self, question: Question | None) -> None:
        """Show a question in place of the present one; None takes it away."""
        self._question = question
        if question is None:
            self.hide()
        elif not self._session.edits.is_dragging:
            self._render(question)

    def _render(self, question: Question) -> None:
        self._question = None
        self.text.setText(question.text)
        self._choices = question.choices
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(self._choices))
            if place < len(self._choices):
                button.setText(self._choices[place].text)
        self.show()

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        self.hide()
        self._choices[place].act()

    @Slot(bool)
    def _on_drag_changed(self, is_dragging: bool) -> None:
        if not is_dragging and self._question is not None:
            self._render(self._question)
