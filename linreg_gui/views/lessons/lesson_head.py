"""The head of a lesson's card: its title, the steps as dots and as a menu, and the way out."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from linreg_gui.lessons.answers import Result
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import StepState
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.buttons import SignButton
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, muted

DOT_RADIUS, DOT_STEP, DOT_ROOM = 4.0, 17.0, 8.0


class LessonHead(QWidget):
    """Says which lesson it is and how far, and leads to other steps.

    Parameters
    ----------
    theme : Theme
    """

    leave_wanted = Signal()
    step_wanted = Signal(int)
    """The index of a step that was open, or is behind."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._run: LessonRun | None = None
        self.title = ElidedLabel()
        self.close_button = SignButton("×", "Leave the lesson", "Leave the lesson (Esc)")
        self.dots, self.place = Dots(theme), muted(QLabel())
        self.menu_button = SignButton(
            "⋯", "Steps of the lesson", "Steps of the lesson, again, skip"
        )
        self.title.setProperty("role", "lesson-title")
        self._assemble()
        self.close_button.clicked.connect(self.leave_wanted)
        self.menu_button.clicked.connect(self._open_menu)
        self.dots.chosen.connect(self.step_wanted)

    def _assemble(self) -> None:
        first, second, column = QHBoxLayout(), QHBoxLayout(), bare_column(self, 6)
        first.addWidget(self.title, 1)
        first.addWidget(self.close_button)
        second.setSpacing(6)
        second.addWidget(self.dots)
        second.addWidget(self.place)
        second.addStretch(1)
        second.addWidget(self.menu_button)
        column.addLayout(first)
        column.addLayout(second)

    def show_step(self, run: LessonRun, theme: Theme) -> None:
        """Show how far a lesson is."""
        self._run = run
        n_steps = len(run.lesson.steps)
        self.title.setText(run.lesson.title)
        self.place.setText("" if run.is_at_end else f"{run.index + 1} of {n_steps}")
        self.dots.theme = theme
        self.dots.show_steps(run.states, n_steps if run.is_at_end else run.index)

    @Slot()
    def _open_menu(self) -> None:
        if self._run is not None:
            menu = StepsMenu(self, self._run, self.leave_wanted.emit)
            menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))


class Dots(QWidget):
    """One dot a step: full where it is passed, a ring where it is open, the present one larger."""

    chosen = Signal(int)
    """The index of the step whose dot was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._states: list[StepState] = []
        self._index = 0

    def show_steps(self, states: list[StepState], index: int) -> None:
        """Show how far the steps are; ``index`` is the present one, or beyond the last."""
        self._states, self._index = list(states), index
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    @property
    def _side(self) -> float:
        """The room of the first dot, with its ring, from the left edge to its middle."""
        return DOT_ROOM * self.theme.type_scale

    @property
    def _step(self) -> float:
        most = max(1, len(self._states))
        return min(
            DOT_STEP * self.theme.type_scale, max(3.0, (self.width() - 2 * self._side) / most)
        )

    def sizeHint(self) -> QSize:
        """Return the room for all dots, as far as there is any."""
        scale = self.theme.type_scale
        wanted = DOT_STEP * scale * len(self._states) + self._side
        return QSize(round(min(wanted, 190 * scale)), round(18 * scale))

    def _centre(self, place: int) -> QPointF:
        return QPointF(self._side + place * self._step, self.height() / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the step of the dot."""
        place = round((event.position().x() - self._side) / self._step)
        if 0 <= place < len(self._states):
            self.chosen.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a line with the dots on it."""
        theme, last = self.theme, len(self._states) - 1
        radius = min(DOT_RADIUS * theme.type_scale, 0.45 * self._step)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.card_edge), 1.5))
            painter.drawLine(self._centre(0), self._centre(max(0, last)))
            for place, state in enumerate(self._states):
                is_full = state.counted.result is Result.PASSED
                is_now, centre = place == self._index, self._centre(place)
                is_known = is_full or is_now
                painter.setPen(QPen(QColor(theme.accent if is_known else theme.axis), 1.4))
                painter.setBrush(QColor(theme.accent if is_full and not is_now else theme.card))
                extra = 2.0 * theme.type_scale if is_now else 0.0
                painter.drawEllipse(centre, radius + extra, radius + extra)
                if is_now:
                    painter.setBrush(QColor(theme.accent))
                    painter.drawEllipse(centre, 0.4 * radius, 0.4 * radius)


class StepsMenu(QMenu):
    """The steps of a lesson with what became of them; again, skip and leave.

    Parameters
    ----------
    parent : QWidget
    run : LessonRun
    leave : callable
    """

    def __init__(self, parent: QWidget, run: LessonRun, leave: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add("Start this step again", run.again, is_possible=not run.is_at_end)
        self._add("Skip this step", run.skip, is_possible=not run.is_at_end)
        self.addSeparator()
        for place, state in enumerate(run.states):
            result = f", {state.counted.result}" if state.is_done else ""
            act = partial(run.go_to, place)
            self._add(f"Step {place + 1}{result}", act, is_possible=run.can_go_to(place))
        self.addSeparator()
        self._add("Leave the lesson", leave)

    def _add(self, text: str, act: Callable[[], object], *, is_possible: bool = True) -> None:
        action = self.addAction(text)
        action.setEnabled(is_possible)
        action.triggered.connect(partial(_call, act))


def _call(act: Callable[[], object], *_is_checked: object) -> None:
    act()
