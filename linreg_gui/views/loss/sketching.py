"""Sketching how the loss will fall: by the mouse, or by five handles and the arrow keys."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter

from linreg_gui.session.bets import BetKind, SketchBet
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count, number
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.widgets.card_parts import ENTER_KEYS
from linreg_gui.views.window.pane_keys import DIRECTIONS, is_plain, n_steps

HANDLES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Parts of the run at which a key can move the sketch."""
STEPS_UP = 50
"""Arrow presses from the bottom of the pane to its top."""
SIDE = 9.0
EDGE = SIDE / 2.0 + 1.0
"""Pixels that a handle's middle keeps from the edge of the pane."""
HIGHEST_DECADE = 300.0
WORDS = "← → choose, ↑ ↓ move · Enter runs"


class HandlesLayer:
    """Five small squares on the sketch, and beside the chosen one what the keys do.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.places: list[tuple[float, float]] = []
        """Epoch and height on the axis of each; empty while none is to be seen."""
        self.chosen = 0

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the handles, the chosen one filled."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.bet, 1.6))
        for index, box in enumerate(self.mark_boxes(frame)):
            painter.setBrush(QColor(theme.bet if index == self.chosen else theme.card))
            painter.drawRect(box)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes of the handles; in a low pane those at its edge stand inside."""
        area = frame.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        boxes = []
        for at in (frame.to_pixel(*place) for place in self.places):
            x = max(min(at.x(), area.right()), area.left())
            y = max(min(at.y(), area.bottom()), area.top())
            boxes.append(mark_box(x, y, SIDE / 2.0))
        return boxes

    def paint_name(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw what the keys do."""
        if self.places:
            at = frame.to_pixel(*self.places[self.chosen])
            self._placer.draw(painter, Plate("handles", WORDS, theme.bet), at, SIDE)


class Sketching(QObject):
    """Turns drags and keys into the sketch of an open question.

    Parameters
    ----------
    session : Session
    canvas : PlotCanvas
    handles : HandlesLayer
    """

    def __init__(self, session: Session, canvas: PlotCanvas, handles: HandlesLayer) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._handles = session, canvas, handles
        self._scale = LossScale(is_logarithmic=False, lowest=0.0)
        self._from: tuple[float, float] | None = None
        """Epoch, also beyond what may be sketched, and height where the stroke has come to."""
        canvas.installEventFilter(self)

    @property
    def is_wanted(self) -> bool:
        """Whether a sketch is asked for."""
        state = self._session.asking.state
        return state.is_open and state.kind is BetKind.SKETCH

    def follow(self, scale: LossScale) -> None:
        """Show the handles while the keys move them.

        Parameters
        ----------
        scale : LossScale
            Of the axis.
        """
        self._scale = scale
        policies = Qt.FocusPolicy
        policy = policies.StrongFocus if self.is_wanted else policies.ClickFocus
        if self._canvas.focusPolicy() != policy:  # Tab would stop where no key does anything
            self._canvas.setFocusPolicy(policy)
        if not (self.is_wanted and self._canvas.hasFocus()):
            self._handles.places = []
            return
        points = self._points()
        self._handles.places = [(epoch, scale.place(loss)) for epoch, loss in points]
        epoch, loss = points[self._handles.chosen]
        text = f"Your sketch at epoch {count(epoch)}: loss {number(loss, 3)}"
        if text != self._canvas.accessibleDescription():
            self._canvas.setAccessibleDescription(text)

    # ---- by the mouse

    def begin(self, position: QPointF) -> None:
        """Begin a stroke."""
        self._from = epoch, height = self._point(position)
        state = self._session.asking.state
        self._draw((min(max(epoch, state.first_epoch), state.last_epoch), self._loss(height)))

    def move(self, position: QPointF) -> None:
        """Draw on to a position; what the stroke passes over again is drawn anew."""
        if self._from is None or not self.is_wanted:
            return  # another question by now
        point = self._point(position)
        before, self._from = self._from, point
        state = self._session.asking.state
        inside = _inside(before, point, state.first_epoch, state.last_epoch)
        if inside:
            self._draw(*((epoch, self._loss(height)) for epoch, height in inside))

    def end(self) -> None:
        """End the stroke."""
        self._from = None

    def _point(self, position: QPointF) -> tuple[float, float]:
        """Return epoch and height of a position, the height kept inside the pane."""
        height, shown = position.y(), self._canvas.shown_range()
        if shown is not None:
            height = min(max(height, shown[2]), shown[3])
        return position.x(), height

    def _loss(self, height: float) -> float:
        if self._scale.is_logarithmic:
            return float(10.0 ** min(height, HIGHEST_DECADE))  # one may zoom out beyond floats
        return max(height, 0.0)

    def _draw(self, *points: tuple[float, float]) -> None:
        """Draw through epochs and losses."""
        self._session.asking.set_bet(self._sketch().through(*points))

    def _sketch(self) -> SketchBet:
        """Return the sketch there is, to be drawn on along the axis as it is now."""
        state, is_logarithmic = self._session.asking.state, self._scale.is_logarithmic
        if isinstance(state.bet, SketchBet):
            return replace(state.bet, is_logarithmic=is_logarithmic)
        return SketchBet.empty(state.first_epoch, state.last_epoch, is_logarithmic=is_logarithmic)

    # ---- by keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the keys of the canvas while a sketch is asked for."""
        if isinstance(event, QFocusEvent):
            self._canvas.setAccessibleDescription("")
            self.follow(self._scale)
            self._canvas.refresh()
        elif isinstance(event, QKeyEvent) and event.type() != QEvent.Type.KeyRelease:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Return whether a key was ours."""
        key = Qt.Key(event.key())
        is_own = key in {*DIRECTIONS, *ENTER_KEYS} and is_plain(event)
        if not (is_own and self.is_wanted):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif key in ENTER_KEYS:
            self._session.asking.run()
        else:
            right, up = DIRECTIONS[key]
            chosen = self._handles.chosen + right
            self._handles.chosen = min(max(chosen, 0), len(HANDLES) - 1)
            if up:
                self._raise(up * n_steps(event))
            self.follow(self._scale)
            self._canvas.refresh()
        return True

    def _raise(self, n_steps: int) -> None:
        """Move the chosen handle, and the lines to its neighbours."""
        shown, points = self._canvas.shown_range(), self._points()
        if shown is None:
            return
        chosen, (_, _, bottom, top) = self._handles.chosen, shown
        epoch, loss = points[chosen]
        height = self._scale.place(loss) + n_steps * (top - bottom) / STEPS_UP
        points[chosen] = epoch, self._loss(min(max(height, bottom), top))
        is_begun = isinstance(self._session.asking.state.bet, SketchBet)
        near = points[max(chosen - 1, 0) : chosen + 2] if is_begun else points
        self._draw(*near)

    def _points(self) -> list[tuple[float, float]]:
        """Return epoch and loss of the handles; at first all as high as the loss now."""
        sketch, player = self._sketch(), self._session.player
        assert player.history is not None
        first, last = int(sketch.epochs[0]), int(sketch.epochs[-1])
        _, loss = player.history.record(min(first, player.history.last_epoch))
        points = []
        for share in HANDLES:
            row = int(np.abs(sketch.epochs - (first + share * (last - first))).argmin())
            here = float(sketch.losses[row])
            points.append((float(sketch.epochs[row]), loss if np.isnan(here) else here))
        return points


def _inside(
    start: tuple[float, float], end: tuple[float, float], first: int, last: int
) -> list[tuple[float, float]]:
    """Return the part of a stroke between two epochs: its ends, or one of them within an epoch."""
    left, right = min(start[0], end[0]), max(start[0], end[0])
    if right < first or left > last:
        return []
    if left == right:
        return [end]
    slope = (end[1] - start[1]) / (end[0] - start[0])
    kept = [min(max(epoch, first), last) for epoch in (start[0], end[0])]
    ends = [(epoch, start[1] + slope * (epoch - start[0])) for epoch in kept]
    return ends if round(kept[0]) != round(kept[1]) else ends[1:]
