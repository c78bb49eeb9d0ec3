"""Steps on the loss surface: the one just taken, what carries the next, and that of one batch.

A step of a batch goes downhill on the bowl of its batch, which is not the bowl of all points.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from linreg_gui.core.bowl import Bowl
from linreg_gui.core.surface_cut import SurfaceCut, cut_through
from linreg_gui.session.curve import Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import InnerStep
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.painting import draw_arrow, draw_dots, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_layers import FLAT, downhill_way

DOT_RADIUS = 7.0
LEAST_VELOCITY, MOST_VELOCITY = 20.0, 58.0
"""Pixels; at most a little longer than the −gradient, so that both are seen if they point alike."""
HEAD_PIXELS = 11.0
LEVELS = 5
LEVEL_RATIO = 4.0
TURN = np.linspace(0.0, 2.0 * np.pi, 181)
WAY_DOT_RADIUS = 1.6
RING_RADIUS = 4.5
DOWNHILL_PIXELS = 34.0
MOST_DOTS = 400

_StepOnCut = tuple[InnerStep, SurfaceCut]


class StepLayer:
    """A hollow dot where a step began, and an arrow to where it led."""

    def __init__(self) -> None:
        self.before: Place | None = None
        self.after: Place | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw them; nothing while no step is pointed out."""
        if self.before is None or self.after is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        tail, head = frame.to_pixel(*self.before), frame.to_pixel(*self.after)
        way = head - tail
        length = float(np.hypot(way.x(), way.y()))
        if length > 2 * DOT_RADIUS:
            draw_arrow(painter, tail, head - way * (DOT_RADIUS / length), theme.text)
        painter.setBrush(QColor(theme.card))
        painter.setPen(pen(theme.line, 2.0))
        painter.drawEllipse(tail, DOT_RADIUS, DOT_RADIUS)


class VelocityLayer:
    """An arrow with a hollow head, along what the optimizer carries; none without a velocity.

    It is as long as the step that was just taken, within limits, and gone when the dot rests.
    """

    def __init__(self) -> None:
        self.at: Place | None = None
        self.velocity: FloatArray | None = None
        """It points uphill, as gradients do."""
        self._step = np.zeros(2)
        """The step that led to the epoch shown."""

    def take(self, frame: Frame) -> None:
        """Show what is carried to the epoch shown."""
        velocity, history, cut = frame.look.velocity, frame.history, frame.cut
        self.at, self.velocity = frame.shown_place, None
        if velocity is None or history is None or cut is None or frame.cursor < 1:
            return
        before, here = history.parameters[[frame.cursor - 1, frame.cursor]]
        if not _is_at_rest(frame, here, here - before):
            self.velocity, self._step = cut.places(velocity), cut.places(here - before)

    def caption(self) -> str:
        """Return a sentence on the arrow; empty without one."""
        if self.velocity is None or not self.velocity.any():
            return ""
        return "Hollow arrow: the velocity."

    def arrow(self, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
        """Return tail and tip in pixels; None where it is not drawn."""
        if self.velocity is None or self.at is None:
            return None
        scale = np.array((frame.x_scale, -frame.y_scale))
        way, step = -self.velocity * scale, float(np.hypot(*(self._step * scale)))
        size = float(np.hypot(*way))
        if not 0.0 < size < math.inf or math.isnan(step):
            return None
        length = min(max(step, LEAST_VELOCITY), MOST_VELOCITY)
        tail = frame.to_pixel(*self.at)
        return tail, tail + QPointF(*(way / size * length).tolist())

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the arrow."""
        ends = self.arrow(frame)
        if ends is None:
            return
        tail, tip = ends
        way = tip - tail
        along = way / math.hypot(way.x(), way.y())
        neck, across = tip - along * HEAD_PIXELS, QPointF(-along.y(), along.x())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.true_line, 2.0))
        painter.drawLine(tail, neck)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        side = across * (0.5 * HEAD_PIXELS)
        painter.drawPolygon(QPolygonF([tip, neck + side, neck - side]))


def _is_at_rest(frame: Frame, here: FloatArray, step: FloatArray) -> bool:
    """Return whether neither place nor step is worth a part of the start's excess loss."""
    if frame.loss is None or frame.start_parameters is None:
        return True
    lowest = frame.loss.minimum_parameters
    highest = float(frame.loss.excess_values(np.array(frame.start_parameters)))
    left = max(float(frame.loss.excess_values(each)) for each in (here, lowest + step))
    return left <= FLAT * highest


class BatchLayer:
    """Level lines through the place of a step, dashed; nothing while ``inner`` is None."""

    def __init__(self) -> None:
        self.inner: InnerStep | None = None
        self.cut: SurfaceCut | None = None
        """Through the bowl of the batch, as through that of all points."""
        self._way: FloatArray = np.empty((0, 2))

    def take(self, frame: Frame) -> None:
        """Show the batch looked at; while a run is under way they would only flicker."""
        is_seen = frame.view_options.show_batch and not frame.run_state.is_running
        self.inner = inner = frame.look.inner_step if is_seen else None
        self.cut = None
        if inner is not None and frame.cut is not None:
            pair, others = frame.cut.pair, frame.cut.others
            self.cut = cut_through(inner.loss, inner.way[inner.index], pair, others)
            self._way = self.cut.places(inner.way)

    def caption(self) -> str:
        """Return a sentence on the dashed lines; empty without any."""
        if self.inner is None:
            return ""
        return (
            f"Dashed: the bowl of batch {count(self.inner.index + 1)} of "
            f"{count(self.inner.n_steps)} (keys , and .)"
        )

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the bowl, the way within the epoch and the step downhill."""
        inner, way = self.inner, self._way
        if inner is None or self.cut is None or not np.isfinite(way).all():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._draw_bowl(painter, frame, _dashes(theme), (inner, self.cut))
        x, y = frame.x_pixels(way[:, 0]), frame.y_pixels(way[:, 1])
        stroke(painter, polyline(x, y), pen(theme.data, 1.0, alpha=0.55))
        if len(x) <= MOST_DOTS:
            draw_dots(painter, x, y, WAY_DOT_RADIUS, (theme.data, None))
        self._draw_step(painter, frame, theme, (inner, self.cut))

    def _draw_bowl(
        self, painter: QPainter, frame: PixelFrame, made: QPen, step: _StepOnCut
    ) -> None:
        inner, cut = step
        whole = inner.loss if cut.is_whole else cut.bowl
        excess = float(whole.excess_values(self._way[inner.index]))
        if not 0.0 < excess < math.inf:
            return
        for level in range(LEVELS):
            for x, y in level_lines(cut.bowl, excess / LEVEL_RATIO**level, frame):
                stroke(painter, polyline(x, y), made)

    def _draw_step(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, step: _StepOnCut
    ) -> None:
        inner, cut = step
        at = frame.to_pixel(*self._way[inner.index].tolist())
        way = downhill_way(frame, inner.loss, cut, inner.way[inner.index])
        if way is not None:
            draw_arrow(painter, at, at + way * DOWNHILL_PIXELS, theme.data)
        painter.setPen(pen(theme.data, 2.0))
        painter.setBrush(QColor(theme.card))
        painter.drawEllipse(at, RING_RADIUS, RING_RADIUS)


def level_lines(
    bowl: Bowl, excess: float, frame: PixelFrame
) -> list[tuple[FloatArray, FloatArray]]:
    """Return the level line of an excess loss in pixels: an ellipse, or two lines of a trough."""
    if bowl.ellipse is not None:
        circle = np.stack((np.cos(TURN), np.sin(TURN)))
        rows = bowl.centre[:, np.newaxis] + math.sqrt(excess) * bowl.ellipse @ circle
        return [(frame.x_pixels(rows[0]), frame.y_pixels(rows[1]))]
    ends = (frame.line(*bowl.trough_line(excess, side)) for side in (-1.0, 1.0))
    return [
        (np.array([one.x(), other.x()]), np.array([one.y(), other.y()]))
        for one, other in (pair for pair in ends if pair is not None)
    ]


def _dashes(theme: Theme) -> QPen:
    return pen(theme.data, 1.2, Qt.PenStyle.DashLine, alpha=0.8)
