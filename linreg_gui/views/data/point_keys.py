"""The data pane by the keyboard: Tab to a point or the line, and the arrows move it.

N adds a point, Delete removes the chosen one; the line, or curve, is the stop after the last point.

A click with Ctrl chooses a point as Tab does; nothing else does, so that arrows are the run's.
"""

import math

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.curve import Curve
from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.session.wording import value_text
from linreg_gui.session.wording_cut import place_in_cut
from linreg_gui.views.canvas.pixel_frame import Range
from linreg_gui.views.data.curve_grip import curve_grip
from linreg_gui.views.data.data_view import ONLY_TO_LOOK_AT, DataView
from linreg_gui.views.data.line_grip import nudged
from linreg_gui.views.window.own_keys import COMING_BACK
from linreg_gui.views.window.pane_keys import DIRECTIONS, is_plain, n_steps

STEPS_ACROSS = 100
"""Arrow presses from one side of the pane to the other, about."""
THE_LINE = -1
"""Where the focus was, if not at a point."""
LINE_KEYS = frozenset({*DIRECTIONS, Qt.Key.Key_Escape})
POINT_KEYS = LINE_KEYS | {Qt.Key.Key_Delete, Qt.Key.Key_O}
"""Keys that are those of what is chosen; to the run they mean something else."""


class PointKeys(QObject):
    """Choose a point of a data view, or the line, and edit it by keys alone.

    Tab stops at the points in order, then at the line; a stop is a number, that of the line the
    last.

    Parameters
    ----------
    session : Session
    view : DataView

    Attributes
    ----------
    chosen : int or None
        The point that the arrows move.
    is_on_line : bool
        Whether they move the line.
    """

    def __init__(self, session: Session, view: DataView) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._is_leaving = False
        self._left_at: int | None = None
        self.chosen: int | None = None
        self.is_on_line = False
        view.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.canvas.installEventFilter(self)
        view.canvas.viewport().installEventFilter(self)
        session.problem.dataset_changed.connect(self._on_dataset_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the keys of the canvas, and the presses of the mouse."""
        # The kind of the event first: a window that Python has emptied, and Qt not deleted yet,
        # still gets events, but none of these.
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress and watched is not self._view.canvas:
                self._on_mouse_press(event)
        elif isinstance(event, QFocusEvent | QKeyEvent) and watched is self._view.canvas:
            if isinstance(event, QKeyEvent):
                return self._on_key(event)
            self._on_focus(event)
        return super().eventFilter(watched, event)

    def _on_focus(self, event: QFocusEvent) -> None:
        self._is_leaving = False
        if event.gotFocus():
            self._choose(self._entered_at(event.reason()))
            self._left_at = None
        elif event.reason() not in COMING_BACK:
            self._left_at = None
            self._choose(None)
        elif self._stop is not None:  # a menu takes the focus two and three times on end
            self._left_at = THE_LINE if self.is_on_line else self._stop
            self._choose(None)

    def _on_mouse_press(self, event: QMouseEvent) -> None:
        """Choose the point under a press with Ctrl; a plain press releases the chosen one."""
        position = self._view.canvas.data_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or position is None:
            return
        has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._choose(self._view.index_at(position) if has_ctrl else None)

    @property
    def _stop(self) -> int | None:
        return self._session.problem.dataset.n_samples if self.is_on_line else self.chosen

    def _entered_at(self, reason: Qt.FocusReason) -> int | None:
        """Return the stop to choose: without one nothing would show the focus.

        Tab comes to an end of the row; from a menu or another window one is back where one was.
        """
        n_points = self._session.problem.dataset.n_samples
        if not n_points:
            return None
        last = n_points - self._session.gate.is_locked(Lockable.LINE)
        if reason in COMING_BACK:
            if self._left_at is None:
                return None
            return last if self._left_at == THE_LINE else min(self._left_at, n_points - 1)
        entries = {Qt.FocusReason.TabFocusReason: 0, Qt.FocusReason.BacktabFocusReason: last}
        return entries.get(reason)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Return whether a key was ours."""
        if event.type() == QEvent.Type.KeyRelease:  # whatever else is held down by now
            if event.key() in DIRECTIONS and not event.isAutoRepeat():
                self._session.edits.end_drag()
            return False
        if not is_plain(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            is_own = self._is_own(event)
            event.setAccepted(is_own)
            return is_own
        return self._press(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_N:
            return True
        keys = LINE_KEYS if self.is_on_line else POINT_KEYS
        return event.key() in keys and self._stop is not None

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return self._walk(1 if key == Qt.Key.Key_Tab else -1)
        if not self._is_own(event):
            return False
        if key in DIRECTIONS:
            self._nudge(*(n_steps(event) * part for part in DIRECTIONS[key]))
        elif key == Qt.Key.Key_N:
            self._add()
        elif key == Qt.Key.Key_Delete:
            self._remove()
        elif key == Qt.Key.Key_O:
            self._turn()
        else:
            self._is_leaving = True
            self._choose(None)
        return True

    def _walk(self, direction: int) -> bool:
        """Choose the next stop; False where the focus goes on to another control instead."""
        n_points, stop = self._session.problem.dataset.n_samples, self._stop
        if self._is_leaving or (stop is None and direction < 0):
            return False
        following = 0 if stop is None else stop + direction
        last = n_points - self._session.gate.is_locked(Lockable.LINE)
        if not n_points or not 0 <= following <= last:
            return False
        self._choose(following)
        return True

    def _nudge(self, right: int, up: int) -> None:
        shown = self._view.canvas.shown_range()
        if shown is None:
            return
        if not self._session.frame().drawn.can_edit:
            self._session.post_notice(Notice(ONLY_TO_LOOK_AT, ends_with_edit=True))
        elif self.is_on_line:
            self._move_line(right, up, shown)
        elif self.chosen is not None:
            self._move_point(self.chosen, right, up, shown)

    def _move_point(self, index: int, right: int, up: int, shown: Range) -> None:
        left, other, bottom, top = shown
        hand = self._view.hand
        hand.take(index, QPointF())  # up to the key's release: one step to undo
        hand.step_by(right * _round_step(other - left), up * _round_step(top - bottom))

    def _move_line(self, right: int, up: int, shown: Range) -> None:
        """Shift the line, or turn it, as a hand does: a held key is one stroke.

        A curve is moved by the two parameters of the loss surface.
        """
        session, grip = self._session, curve_grip(self._session.frame())
        line: Curve
        if session.problem.is_line:
            line = nudged(session.shown_curve, right, up, shown, session.runs.settings.held)
        elif grip is not None:
            line = grip.nudged(right, up, shown)
        else:
            return
        session.edits.begin_drag()
        session.hand.set_line(line)
        self._render()

    def _add(self) -> None:
        shown = self._view.canvas.shown_range()
        if shown is None:
            return
        left, right, bottom, top = shown
        if self._session.problem.add_point(
            _rounded((left + right) / 2, right - left), _rounded((bottom + top) / 2, top - bottom)
        ):
            self._choose(self._session.problem.dataset.n_samples - 1)

    def _remove(self) -> None:
        if self.chosen is not None:
            self._session.edits.end_drag()
            self._session.problem.remove_point(self.chosen)

    def _turn(self) -> None:
        """Hold the chosen point out, or train on it again."""
        if self.chosen is not None:
            self._session.edits.end_drag()
            self._session.problem.turn_point(self.chosen)
            self._render()

    def _choose(self, stop: int | None) -> None:
        self._session.edits.end_drag()
        self.is_on_line = stop is not None and stop == self._session.problem.dataset.n_samples
        self.chosen = None if self.is_on_line else stop
        self._render()

    @Slot()
    def _on_dataset_changed(self) -> None:
        n_points = self._session.problem.dataset.n_samples
        if self.chosen is not None:
            self.chosen = min(self.chosen, n_points - 1) if n_points else None
            self._render()
        elif self.is_on_line and not n_points:
            self._choose(None)

    def _render(self) -> None:
        """Show what is chosen, and say it to a screen reader."""
        self._view.choose(self.chosen, is_line=self.is_on_line)
        frame, text = self._session.frame(), ""
        drawn, data = frame.drawn, frame.drawn.dataset
        if self.chosen is not None:
            x = value_text(float(data.x[self.chosen]), data.feature_names[0])
            y = value_text(float(data.y[self.chosen]), data.target_name)
            across, upwards = drawn.symbols
            text = f"Point {self.chosen + 1} of {data.n_samples}: {across} {x}, {upwards} {y}"
            if data.is_held_out is not None and data.is_held_out[self.chosen]:
                text += ", held out"
        if self.is_on_line:
            text = _line_text(frame)
        self._view.canvas.setAccessibleDescription(text)


def _line_text(frame: Frame) -> str:
    """Say where the line is, or by the parameters that keys change, a curve."""
    line = frame.drawn.line
    if line.degree == 1:
        slope, intercept = frame.drawn.dataset.digits.texts(line.slope, line.intercept)
        return f"The line: slope {slope}, intercept {intercept}"
    place = frame.place_of(frame.shown_parameters)
    return "" if frame.cut is None else f"The curve: {place_in_cut(frame.cut, place)}"


def _round_step(span: float) -> float:
    """Return 1, 2 or 5 times a power of ten, near a hundredth of a span."""
    power = math.floor(math.log10(span / STEPS_ACROSS))
    times = span / STEPS_ACROSS / 10.0**power
    return (1 if times < 2 else 2 if times < 5 else 5) * 10.0**power


def _rounded(value: float, span: float) -> float:
    step = _round_step(span)
    return float(f"{round(value / step) * step:.12g}")
