"""The eleven lessons from the first step to the last by keys alone, in one window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from linreg_gui.core.settings import Decay, Optimizer, Scaling
from linreg_gui.lessons.conditions import value_of
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import Answer, BetKind, Blanks, Goal, Predict
from linreg_gui.session.lesson_table import moment_of_frame
from linreg_gui.storage.lesson_files import lesson_files
from tests.views.lessons.test_lessons_view import hurry, press, tab_to, type_in

Key = Qt.Key
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
DIGITS = (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5, Key.Key_6)
MOST_PRESSES, MOST_SPLITS = 400, 20


class Keyboard:
    """Does what steps ask, by keys that a learner has."""

    def __init__(self, window: Any) -> None:
        self.window, self.session, self.content = window, window.session, window.content
        self.training = window.content.training_card

    @property
    def run(self) -> Any:
        return self.session.lesson

    def press(self, *keys: Qt.Key) -> None:
        press(self.window, *keys)

    # ---- what is asked

    def do_the_step(self) -> None:
        """Predict, reach, answer or fill in; a step to read asks for nothing."""
        task = self.run.step.task
        with self.session.gate.opened():  # a test has no time for a pace
            hurry(self.window)
        if isinstance(task, Predict):
            self.predict(task)
        elif isinstance(task, Goal):
            assert task.solution is not None
            self.bring_about(task.solution)
        elif isinstance(task, Answer):
            self.answer(task)
        elif isinstance(task, Blanks):
            for cell in task.cells:
                type_in(self.window, str(self.blank(cell)))

    def answer(self, task: Answer) -> None:
        if task.choices:
            self.press(DIGITS[int(task.right) - 1])
        else:
            right = task.right
            if isinstance(right, str):
                moment = moment_of_frame(self.session.frame())
                assert moment is not None
                right = value_of(right, moment) or 0.0
            type_in(self.window, str(right))

    def predict(self, task: Predict) -> None:
        if task.kind is BetKind.PIN:
            self.tab_to(self.content.surface_view.canvas)
            self.press(Key.Key_Right, Key.Key_Return)
        elif task.kind is BetKind.SKETCH:
            self.tab_to(self.content.curve_view.canvas)
            self.press(Key.Key_Down, Key.Key_Return)
        elif task.kind is BetKind.NUMBER:
            type_in(self.window, "50")
            self.press(Key.Key_Space)
        elif task.kind is BetKind.WORDS or task.waits_for_run:
            self.press(Key.Key_1, Key.Key_Space)
        else:
            self.press(Key.Key_1)
            self.bring_about(task.solution or TableState(run=1))

    def blank(self, cell: str) -> float:
        """Work a cell out as a learner does, for the step after the record shown."""
        frame = self.session.frame()
        here = frame.history.parameters[frame.cursor]
        gradient = frame.objective.loss.gradient(here)
        row = gradient if "gradient" in cell else here - frame.settings.learning_rate * gradient
        return float(row[1 if cell.endswith("intercept") or cell.startswith("intercept") else 0])

    # ---- what a solution says

    def bring_about(self, wanted: TableState) -> None:
        """Do what a solution says, until the step passes."""
        if wanted.keep:
            self.press(Key.Key_K)
        if wanted.held_out is not None:
            self.hold_others_out()
        for point, x, y in wanted.move:
            self.move_point(point - 1, x, y)
        for name, value in wanted.settings.items():
            self.set(name, value)
        if wanted.start is not None:
            self.move_dot(*wanted.start)
        if wanted.hand is not None:
            self.move_line(*wanted.hand)
        if wanted.run is not None:
            self.run_to(wanted.run)

    def run_to(self, epoch: int) -> None:
        if epoch == 1:
            self.press(Key.Key_Right)
        elif epoch >= self.session.player.cursor:
            self.press(Key.Key_Space)
        else:
            self.press(Key.Key_Home)
            for _ in range(epoch // 10):
                press(self.window, Key.Key_Right, modifier=SHIFT)
            self.press(*[Key.Key_Right] * (epoch % 10))

    def hold_others_out(self) -> None:
        """Press *Another split* until the step passes."""
        self.open_more()
        self.tab_to(self.training.more.hold_out_choice.another_button)
        for _ in range(MOST_SPLITS):
            if not self.run.attempt.is_open:
                return
            self.press(Key.Key_Space)
            self.window.content.clock.render_now()
        raise AssertionError("no other split passes the step")

    def open_more(self) -> None:
        if not self.training.more_button.isChecked():
            self.tab_to(self.training.more_button)
            self.press(Key.Key_Space)

    def set(self, name: str, value: Any) -> None:
        if value == getattr(self.session.runs.settings, name):
            return
        more = self.training.more
        boxes = {Optimizer: more.optimizer_box, Scaling: more.scale_box, Decay: more.decay_box}
        if name == "learning_rate":
            field = self.training.rate_field
        else:
            self.open_more()
            if name == "degree":
                self.choose_in(more.degree_box, name, value)
                return
            if type(value) in boxes:
                self.choose_in(boxes[type(value)], name, value)
                return
            field = more.fields[name]
        self.tab_to(field)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        type_in(self.window, str(value))
        assert getattr(self.session.runs.settings, name) == value

    def choose_in(self, box: QWidget, name: str, value: Any) -> None:
        self.tab_to(box)
        for key in (*[Key.Key_Up] * 6, *[Key.Key_Down] * 6):
            if getattr(self.session.runs.settings, name) == value:
                self.press(Key.Key_Tab)  # in a list of choices Space would open it
                return
            self.press(key)
        raise AssertionError(f"{name} cannot be chosen by keys")

    def move_point(self, index: int, x: float, y: float) -> None:
        self.enter_data(index)
        data = self.session.problem
        self.nudge(lambda: data.dataset.x[index], x, Key.Key_Right, Key.Key_Left)
        self.nudge(lambda: data.dataset.y[index], y, Key.Key_Up, Key.Key_Down)

    def move_line(self, slope: float, intercept: float) -> None:
        self.enter_data(self.session.problem.dataset.n_samples)
        turn = Key.Key_Right, Key.Key_Left
        self.press(turn[0])
        is_up = self.session.shown_curve.slope > 0.0
        self.nudge(lambda: self.session.shown_curve.slope, slope, *(turn if is_up else turn[::-1]))
        self.nudge(lambda: self.session.shown_curve.intercept, intercept, Key.Key_Up, Key.Key_Down)

    def enter_data(self, stop: int) -> None:
        """Tab into the data pane, and on to a point or the line."""
        self.tab_to(self.content.data_view.canvas)
        self.press(*[Key.Key_Tab] * (stop + (self.content.point_keys.chosen is None)))

    def move_dot(self, slope: float, intercept: float) -> None:
        self.tab_to(self.content.surface_view.canvas)
        problem = self.session.problem
        self.nudge(lambda: problem.start.slope, slope, Key.Key_Right, Key.Key_Left)
        self.nudge(lambda: problem.start.intercept, intercept, Key.Key_Up, Key.Key_Down)

    def nudge(self, read: Callable[[], float], wanted: float, more: Qt.Key, less: Qt.Key) -> None:
        """Press arrows until a value is as near as they bring it."""
        step = 0.0
        for _ in range(MOST_PRESSES):
            before = float(read())
            away = wanted - before
            if not self.run.attempt.is_open or (step and abs(away) <= 0.51 * step):
                return
            is_far = step > 0.0 and abs(away) > 10.0 * step
            press(self.window, more if away > 0.0 else less, modifier=SHIFT if is_far else NONE)
            step = abs(float(read()) - before) / (10.0 if is_far else 1.0) or step
        raise AssertionError(f"{read()} does not come to {wanted}")

    def tab_to(self, wanted: QWidget) -> None:
        tab_to(self.window, wanted)


def test_every_lesson_is_walked_by_keys_alone(window: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    keyboard = Keyboard(window)
    for path in lesson_files():
        lesson = read_lesson(path)
        window.content.lessons.begin(lesson)
        run = window.session.lesson
        for index in range(len(lesson.steps)):
            place = f"{path.stem}, step {index + 1}"
            assert run.index == index, place
            assert run.attempt.is_gated == (run.step.task is not None), place
            keyboard.do_the_step()
            if not window.session.is_settled:
                qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
            window.content.clock.render_now()
            assert not run.attempt.is_gated, f"{place}: {run.attempt.verdicts} {run.state.reply}"
            press(window, Key.Key_PageDown)
        assert run.is_at_end, path.stem
        press(window, Key.Key_PageDown)
        assert window.session.lesson is None
