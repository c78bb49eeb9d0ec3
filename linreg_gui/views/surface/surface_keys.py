"""The loss surface by the keyboard: Tab into it, and the arrows move the start, or a pin."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.bets import PinBet
from linreg_gui.session.curve import Curve, Place
from linreg_gui.session.session import Session
from linreg_gui.session.wording import number
from linreg_gui.session.wording_cut import place_in_cut
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import ENTER_KEYS
from linreg_gui.views.window.own_keys import BY_TAB, COMING_BACK
from linreg_gui.views.window.pane_keys import DIRECTIONS, STEPS_ACROSS, is_plain, n_steps

RING_RADIUS = 13.0
START_WORDS = "arrows move the start · Esc releases it"
LOCKED_WORDS = "the start is locked by the lesson · Esc releases it"
PIN_WORDS = "arrows move your pin · Enter sets it, then runs"


class KeyRingLayer:
    """A ring around what the arrow keys move, and beside it what they do.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.at: Place | None = None
        """On the surface; None draws nothing."""
        self.words = ""
        self.has_ring = True
        """False where a pin stands there already."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the ring and the words."""
        if self.at is not None:
            self.draw(painter, frame.to_pixel(*self.at), theme, self._placer)

    def draw(self, painter: QPainter, centre: QPointF, theme: Theme, placer: LabelPlacer) -> None:
        """Draw both around a place in pixels, on the map or on the surface tipped up."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.text, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.has_ring:
            painter.drawEllipse(centre, RING_RADIUS, RING_RADIUS)
        plate = Plate("key ring", self.words, theme.text)
        placer.draw(painter, plate, centre, RING_RADIUS)


class SurfaceKeys(QObject):
    """Moves the start, or the pin of an open question, by the arrow keys.

    After a click the arrows stay with the run, as everywhere; a question for a pin takes them too.

    Parameters
    ----------
    session : Session
    canvas : PlotCanvas
    ring : KeyRingLayer
    """

    moved = Signal()
    """Something is about to be moved."""

    def __init__(self, session: Session, canvas: PlotCanvas, ring: KeyRingLayer) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._ring = session, canvas, ring
        self._is_entered = self._had_pin = False
        self._widgets: list[QWidget] = []
        self.watch(canvas)

    def watch(self, widget: QWidget) -> None:
        """Read the keys of the map, or of what is shown in its place."""
        self._widgets.append(widget)
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    def stand_in(self, widget: QWidget | None) -> None:
        """Let a widget have the map's focus while the map is hidden; None gives it back.

        Else Qt would give it to the next pane, whose points the arrows would then move.
        """
        has_focus = self._canvas.hasFocus()  # also while another widget stands in
        self._canvas.setFocusProxy(None)
        if has_focus:
            (widget or self._canvas).setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._canvas.setFocusProxy(widget)
        self._redraw()

    @property
    def is_active(self) -> bool:
        """Whether the arrows are the surface's."""
        is_wanted = self._is_entered or self._session.asking.state.asks_for_pin
        has_points = self._session.problem.objective is not None
        return is_wanted and has_points and self._canvas.hasFocus()

    def follow(self) -> None:
        """Draw the ring where the arrows move something, and say it to a screen reader."""
        is_pin, text = self._session.asking.state.asks_for_pin, ""
        if self._had_pin and not is_pin:
            self._is_entered = False  # who came for the pin goes on with the run
        self._had_pin = is_pin
        self._ring.at = self._place() if self.is_active else None
        is_locked = self._session.gate.is_locked(Lockable.START)
        self._ring.words = PIN_WORDS if is_pin else LOCKED_WORDS if is_locked else START_WORDS
        self._ring.has_ring = not (is_pin and self._session.asking.state.bet is not None)
        if self._ring.at is not None:
            text = f"{'Your pin' if is_pin else 'Start'}: {self._words_of(self._ring.at)}"
        for widget in self._widgets:
            if text != widget.accessibleDescription():
                widget.setAccessibleDescription(text)

    def _redraw(self) -> None:
        self.follow()
        self._canvas.refresh()
        for widget in self._widgets:
            widget.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the keys of the map, or of what is in its place."""
        if isinstance(event, QKeyEvent):
            return self._on_key(event)
        if isinstance(event, QFocusEvent):
            self._on_focus(event)
        return super().eventFilter(watched, event)

    def _on_focus(self, event: QFocusEvent) -> None:
        if event.reason() not in COMING_BACK:
            self._is_entered = event.gotFocus() and event.reason() in BY_TAB
        if event.lostFocus():
            self._session.edits.end_drag()
        self._redraw()

    def _on_key(self, event: QKeyEvent) -> bool:
        """Return whether a key was ours."""
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.KeyRelease:  # whatever else is held down by now
            if key in DIRECTIONS and not event.isAutoRepeat():
                self._session.edits.end_drag()
            return False
        if not (self.is_active and key in self._own_keys() and is_plain(event)):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif key in DIRECTIONS:
            self._nudge(*(n_steps(event) * part for part in DIRECTIONS[key]))
        elif key == Qt.Key.Key_Escape:
            self._is_entered = False
            self._redraw()
        else:
            self._enter()
        return True

    def _own_keys(self) -> set[Qt.Key]:
        """Return the keys that mean something here; Escape closes a question."""
        return {
            *DIRECTIONS,
            *(ENTER_KEYS if self._session.asking.state.asks_for_pin else (Qt.Key.Key_Escape,)),
        }

    def _place(self) -> Place | None:
        """Return the place of what the arrows move: the pin, or where the next one would stand."""
        problem, bet = self._session.problem, self._session.asking.state.bet
        if not self._session.asking.state.asks_for_pin:
            return self._session.frame().start_place
        if isinstance(bet, PinBet):
            return self._session.frame().place_of(problem.parameters_of(bet.line))
        return self._session.frame().shown_place

    def _words_of(self, place: Place) -> str:
        frame = self._session.frame()
        if frame.cut is not None and frame.is_cut:
            return place_in_cut(frame.cut, place)
        slope, intercept = map(number, self._curve_at(place))
        return f"slope {slope}, intercept {intercept}"

    def _curve_at(self, place: Place) -> Curve:
        return self._session.frame().curve_at(place)

    def _nudge(self, right: int, up: int) -> None:
        place, shown = self._place(), self._canvas.shown_range()
        if place is None or shown is None:
            return
        left, other, bottom, top = shown
        across, upwards = (other - left) / STEPS_ACROSS, (top - bottom) / STEPS_ACROSS
        moved = Place(place.first + right * across, place.second + up * upwards)
        problem, frame = self._session.problem, self._session.frame()
        self.moved.emit()
        if self._session.asking.state.asks_for_pin:
            self._session.asking.set_pin(self._curve_at(moved))
        elif frame.cut is not None:
            self._session.edits.begin_drag()  # up to the key's release: one step to undo
            problem.set_start(problem.start_at(frame.start_moved_to(moved)))

    def _enter(self) -> None:
        """Set the pin where the ring is; run if it is set."""
        place = self._place()
        if isinstance(self._session.asking.state.bet, PinBet):
            self._session.asking.run()
        elif place is not None:
            self._session.asking.set_pin(self._curve_at(place))
