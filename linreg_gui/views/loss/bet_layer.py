"""Bets on the loss pane: words as little curves, a sketch, a number, each beside what came."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from linreg_gui.session.bets import (
    BetKind,
    BetStage,
    BetState,
    NumberBet,
    NumberGap,
    SketchBet,
    SketchGap,
    WordsBet,
    WordsGap,
)
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count
from linreg_gui.session.wording_bets import sketch_distance
from linreg_gui.views.canvas.bet_drawing import bet_pen, draw_two_heads, hatch
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.curve_layers import CurveLayer
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.loss.words_plate import paint_words

NO_LINE: Polyline = np.empty(0), np.empty(0)
ROOM_BELOW = 1e-4
"""So small a part of the first loss can be sketched, also where the least one is not to be told."""
LARGEST_ENLARGEMENT = 4.0
"""A number so many times as large as the pane is wide, in epochs, is shown at its edge."""


class BetLayer:
    """Draws the bet of a frame; nothing while there is none.

    Parameters
    ----------
    placer : LabelPlacer
    curve : CurveLayer
        That of the run.
    """

    def __init__(self, placer: LabelPlacer, curve: CurveLayer) -> None:
        self._placer, self._run_curve = placer, curve
        self._state = BetState()
        self._scale = LossScale(is_logarithmic=False, lowest=0.0)
        self._losses: FloatArray = np.empty(0)
        self._run = 0

    def take(self, frame: Frame, scale: LossScale) -> None:
        """Take the bet of a frame."""
        self._state, self._scale, self._run = frame.bet, scale, frame.shown_branch
        self._losses = np.empty(0) if frame.history is None else frame.history.losses

    # ---- what to frame

    @property
    def width(self) -> float:
        """The last epoch that a number needs, for the frame; 0 for none."""
        bet = self._state.bet
        is_near = isinstance(bet, NumberBet) and bet.epochs <= (
            LARGEST_ENLARGEMENT * self._state.last_epoch
        )
        return float(bet.epochs) if isinstance(bet, NumberBet) and is_near else 0.0

    @property
    def heights(self) -> FloatArray:
        """What a sketch needs, on the scale of the axis: its heights, or room to draw it."""
        bet, state = self._state.bet, self._state
        if state.is_open and state.kind is BetKind.SKETCH and len(self._losses):
            lowest = ROOM_BELOW * self._losses[0] if self._scale.is_logarithmic else 0.0
            return np.array([self._scale.place(float(lowest))])
        if not isinstance(bet, SketchBet) or state.is_open:
            return np.empty(0)
        return self._scale.places(bet.losses[bet.is_drawn])

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the sketch, of which plates should not cover much."""
        bet = self._state.bet
        return [self._sketch(bet, frame)] if isinstance(bet, SketchBet) else []

    # ---- drawing

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw what lies below the names."""
        bet, gap = self._state.bet, self._state.gap
        if isinstance(bet, SketchBet):
            if isinstance(gap, SketchGap):
                hatch(painter, self._between(bet, gap, frame), theme)
            stroke(painter, polyline(*self._sketch(bet, frame)), bet_pen(theme))
        elif isinstance(bet, NumberBet):
            self._paint_number(painter, frame, theme)

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates, and the little curves of words."""
        bet, gap = self._state.bet, self._state.gap
        if self._state.stage in {BetStage.OFF, BetStage.ASKING} and not isinstance(bet, NumberBet):
            return
        if isinstance(bet, WordsBet):
            known = bet, gap if isinstance(gap, WordsGap) else None
            look, curve = (theme, self._run), self._curve(frame)
            paint_words(painter, self._placer, frame, look, known, curve)
        elif isinstance(bet, NumberBet):
            self._name_numbers(painter, frame, theme)
        elif isinstance(bet, SketchBet):
            self._name_sketch(painter, frame, theme, bet)
            if isinstance(gap, SketchGap):
                self._mark_farthest(painter, frame, theme, gap)

    def _curve(self, frame: PixelFrame) -> Polyline:
        return self._run_curve.pixels(frame)[1:] if len(self._run_curve.values) else NO_LINE

    # ---- a sketch

    def _sketch(self, bet: SketchBet, frame: PixelFrame) -> Polyline:
        is_drawn = bet.is_drawn
        epochs, losses = bet.epochs[is_drawn], bet.losses[is_drawn]
        return frame.x_pixels(epochs.astype(float)), frame.y_pixels(self._scale.places(losses))

    def _between(self, bet: SketchBet, gap: SketchGap, frame: PixelFrame) -> QPainterPath:
        """Return the area between the sketch and the curve, as far as both go."""
        is_compared = bet.is_drawn & (bet.epochs <= min(gap.last_epoch, len(self._losses) - 1))
        epochs = bet.epochs[is_compared]
        x = frame.x_pixels(epochs.astype(float))
        said = frame.y_pixels(self._scale.places(bet.losses[is_compared]))
        came = frame.y_pixels(self._scale.places(self._losses[epochs]))
        path = QPainterPath()
        path.addPolygon(polyline(np.append(x, x[::-1]), np.append(said, came[::-1])))
        path.closeSubpath()
        path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def _name_sketch(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, bet: SketchBet
    ) -> None:
        x, y = self._sketch(bet, frame)
        shares = (0.4, 0.6, 0.25, 0.8, 0.1) if len(x) > 1 else (0.0,)
        places = [(share, round(share * (len(x) - 1))) for share in shares]
        anchors = [(share, QPointF(float(x[row]), float(y[row]))) for share, row in places]
        self._placer.draw_along(painter, Plate("sketch", "your sketch", theme.bet), anchors)

    def _mark_farthest(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, gap: SketchGap
    ) -> None:
        places = (self._scale.place(loss) for loss in (gap.said, gap.came))
        said, came = (frame.to_pixel(gap.epoch, place) for place in places)
        if math.hypot(said.x() - came.x(), said.y() - came.y()) < 1.0:
            return
        draw_two_heads(painter, said, came, theme)
        plate = Plate("farthest", sketch_distance(gap), theme.bet)
        self._placer.draw(painter, plate, (said + came) / 2.0)

    # ---- a number

    def _numbers(self, frame: PixelFrame) -> tuple[float, float | None]:
        """Return where yours and that of the run are, in pixels."""
        bet, gap = self._state.bet, self._state.gap
        assert isinstance(bet, NumberBet)
        edge = frame.rect.right() - 1.0
        came = gap.came if isinstance(gap, NumberGap) else None
        said = min(frame.to_pixel(bet.epochs, frame.bottom).x(), edge)
        return said, None if came is None else min(frame.to_pixel(came, frame.bottom).x(), edge)

    def _paint_number(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        said, came = self._numbers(frame)
        top, bottom = frame.rect.top(), frame.rect.bottom()
        if came is not None:
            band = QRectF(QPointF(said, top), QPointF(came, bottom)).normalized()
            path = QPainterPath()
            path.addRect(band)
            hatch(painter, path, theme)
            painter.setPen(pen(branch_colour(theme, self._run), 2.0))
            painter.drawLine(QPointF(came, top), QPointF(came, bottom))
        painter.setPen(bet_pen(theme))
        painter.drawLine(QPointF(said, top), QPointF(said, bottom))

    def _name_numbers(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        bet, gap = self._state.bet, self._state.gap
        assert isinstance(bet, NumberBet)
        said, came = self._numbers(frame)
        height = frame.rect.height()

        def anchors(x: float) -> list[tuple[float, QPointF]]:
            shares = (0.3, 0.5, 0.7, 0.15, 0.85)
            return [(share, QPointF(x, frame.rect.top() + share * height)) for share in shares]

        mine = Plate("number", f"you {count(bet.epochs)}", theme.bet)
        self._placer.draw_along(painter, mine, anchors(said))
        if came is not None and isinstance(gap, NumberGap):
            colour = branch_colour(theme, self._run)
            plate = Plate("arrival", f"the run {count(gap.came or 0)}", colour)
            self._placer.draw_along(painter, plate, anchors(came))
