"""Bars at the top of the window that pass: a question that waits, and how far a file is read."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from linreg_gui.session.session import Session
from linreg_gui.session.values import Choice, Question
from linreg_gui.views.window.shell import WindowShell

MOST_CHOICES = 3
PATIENCE_MILLISECONDS = 300
"""What is read within this time needs no bar."""
PARTS = 200


class PassingBar(QFrame):
    """A text and controls in one row, hidden until there is something to say.

    Parameters
    ----------
    shell : WindowShell
    """

    def __init__(self, shell: WindowShell) -> None:
        super().__init__(shell)
        self.setObjectName("notice")
        self.setProperty("severity", "info")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 6, 5)
        shell.add_passing(self)
        self.hide()


class QuestionBar(PassingBar):
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
        self._row.addWidget(self.text, 1)
        for widget in (*self.buttons, close):
            self._row.addWidget(widget)
        session.edits.drag_changed.connect(self._on_drag_changed)

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


class ReadingBar(PassingBar):
    """Says what is being read, how far it is, and lets it be cancelled; only where it takes long.

    Parameters
    ----------
    shell : WindowShell
    """

    cancelled = Signal()

    def __init__(self, shell: WindowShell) -> None:
        super().__init__(shell)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.clicked.connect(self.cancelled)
        self._row.addWidget(self.text)
        self._row.addWidget(self.bar, 1)
        self._row.addWidget(self.cancel_button)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self.show)

    @Slot(str)
    def set_text(self, text: str) -> None:
        """Say what is being read; an empty text takes the bar away."""
        self.text.setText(text)
        self.bar.setRange(0, 0)
        if text:
            self._patience.start()
        else:
            self._patience.stop()
            self.hide()

    @Slot(float)
    def set_part(self, part: float) -> None:
        """Show how far it is, 0 to 1."""
        self.bar.setRange(0, PARTS)
        self.bar.setValue(round(part * PARTS))
