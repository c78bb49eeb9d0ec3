"""The loss curves: that of the branch shown with floor, cursor and read-out, and the others."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.session.frame import Frame
from linreg_gui.session.run_differences import short_difference
from linreg_gui.session.values import Branch
from linreg_gui.views.canvas.branches import (
    TICK,
    Lineage,
    branch_colour,
    branch_pen,
    has_arrived,
    parts,
)
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_dot, pen, stroke_through
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate, draw_note
from linreg_gui.views.canvas.thinning import ThinnedCurve
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale, ScaledLosses
from linreg_gui.views.loss.run_plates import CurveEnd, draw_columns

DOT_RADIUS, LIT_RADIUS = 5.0, 6.5
ASIDE_WIDTH, FAINT = 1.4, 0.85
RACER_RADIUS = 4.0
SHOWN_FIRST = 1.5
"""Pixels by which the shown branch is preferred: up to a fork two curves are one."""


class CurveLayer(ThinnedCurve):
    """Loss against epoch; ``values`` are already on the axis's scale (log or linear).

    Attributes
    ----------
    floor : float or None
        The loss of the best fit.
    branch : int
        The number of the one shown, for its colour.
    lineage : Lineage
        Up to its fork the curve has the colours of the branches it grew from.
    is_lit : bool
        Whether a step is working out its loss just now.
    note_epoch : int or None
        Where the read-out ``note`` belongs, ``note_value`` high.
    """

    def __init__(self) -> None:
        super().__init__()
        self.floor: float | None = None
        self.branch = 0
        self.lineage: Lineage = ()
        self.cursor = 0
        self.is_lit = False
        self.has_future = True
        """Whether the curve goes on after the epoch shown; not in a race."""
        self.note_epoch: int | None = None
        self.note_value = 0.0
        self.note: list[str] = []
        self.placer: LabelPlacer | None = None
        """Its plates are left in sight by the note."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw floor, curve and cursor."""
        if self.floor is not None:
            y = frame.to_pixel(frame.left, self.floor).y()
            painter.setPen(pen(theme.best, 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
        if not len(self.values):
            return
        epochs, *line = self.pixels(frame)
        x, y_pixels = line if self.has_future else up_to(self.cursor, epochs, (line[0], line[1]))
        self._draw_curve(painter, theme, epochs[: len(x)], (x, y_pixels))
        self._draw_cursor(painter, frame, theme)

    def paint_note(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the read-out."""
        if self.note_epoch is not None and len(self.values):
            spot = frame.to_pixel(self.note_epoch, self.note_value)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(pen(theme.muted, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, 4.0, 4.0)
            taken = () if self.placer is None else self.placer.plates.values()
            draw_note(painter, frame, self.note, spot, theme, taken)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the box around the dot."""
        if not len(self.values):
            return []
        at = frame.to_pixel(self.cursor, float(self.values[self.cursor]))
        return [mark_box(at.x(), at.y(), DOT_RADIUS + 1.0)]

    def _draw_curve(
        self,
        painter: QPainter,
        theme: Theme,
        epochs: FloatArray,
        pixels: tuple[FloatArray, FloatArray],
    ) -> None:
        x, y = pixels
        for part, number in parts(epochs, self.lineage, self.branch):
            stroke_through(painter, x[part], y[part], branch_pen(theme, number, 2.0))

    def _draw_cursor(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        at = frame.to_pixel(self.cursor, float(self.values[self.cursor]))
        painter.setPen(pen(theme.text, 1.0))
        painter.drawLine(QPointF(at.x(), frame.rect.top()), QPointF(at.x(), frame.rect.bottom()))
        colour = branch_colour(theme, self.branch)
        if self.is_lit:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(colour, 2.0))
            painter.drawEllipse(at, 11.0, 11.0)
        draw_dot(painter, at, LIT_RADIUS if self.is_lit else DOT_RADIUS, colour, theme.card)


OFF_THE_SCALE = "off the scale"
"""Said of a curve that ends out of view: its plate is where it leaves."""


class BranchCurve(ThinnedCurve):
    """The loss of one branch: from its fork on, or whole if it is the one shown."""

    def __init__(self) -> None:
        super().__init__()
        self.letter, self.difference = "", ""
        self.is_shown = self.has_arrived = False
        self.lowest = 0.0
        self._scaled = ScaledLosses()

    def take(self, branch: Branch, scale: LossScale) -> None:
        """Take the records of a branch."""
        revision = branch.history.revision
        first = 0 if branch.is_shown else branch.fork_epoch
        losses = branch.history.losses[first:]
        key = (revision, scale, first)
        if key != self.revision or len(losses) != len(self.values):
            self.values = self._scaled.of(losses, scale, (revision, first))
            self.lowest = float(self.values.min())
        self.letter, self.is_shown = branch.letter, branch.is_shown
        self.first_epoch, self.revision = first, key

    def distance(self, pixel: QPointF, frame: PixelFrame) -> float:
        """Return the distance of a pixel to the curve."""
        _, x, y = self.pixels(frame)
        if len(x) == 1:
            return float(np.hypot(x[0] - pixel.x(), y[0] - pixel.y()))
        dx, dy = np.diff(x), np.diff(y)
        along = (pixel.x() - x[:-1]) * dx + (pixel.y() - y[:-1]) * dy
        share = np.clip(along / np.maximum(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        gap_x, gap_y = x[:-1] + share * dx - pixel.x(), y[:-1] + share * dy - pixel.y()
        return float(np.hypot(gap_x, gap_y).min())


class BranchCurvesLayer:
    """Faint curves in the colours and dashes of their branches, and the names of all curves.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self.placer = placer
        self._known: dict[int, BranchCurve] = {}
        self.curves: dict[int, BranchCurve] = {}
        """By the number of the branch; empty while there is only one."""
        self._epoch = 0
        self._is_race = False

    def take(self, frame: Frame, seen: Sequence[Branch], scale: LossScale) -> None:
        """Take the branches to be drawn."""
        self.curves = {}
        self._is_race = frame.race_epoch is not None
        self._epoch = frame.epoch_of_all
        for branch in seen if len(seen) > 1 else ():
            curve = self._known.setdefault(branch.number, BranchCurve())
            curve.take(branch, scale)
            curve.has_arrived = has_arrived(branch.history, frame.loss)
            curve.difference = short_difference(branch, seen)
            self.curves[branch.number] = curve

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the curves."""
        for number, curve in self.curves.items():
            if not curve.is_shown:
                x, y = self._drawn(curve, frame)
                made = branch_pen(theme, number, ASIDE_WIDTH, FAINT)
                stroke_through(painter, x, y, made)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the dots."""
        return [mark_box(at.x(), at.y(), RACER_RADIUS) for _, at in self._dots(frame)]

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw a dot on each curve at the epoch shown, and the plates at their ends."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for number, at in self._dots(frame):
            draw_dot(painter, at, RACER_RADIUS, branch_colour(theme, number), theme.card)
        ends = [self._end(number, curve, frame, theme) for number, curve in self.curves.items()]
        draw_columns(painter, self.placer, frame.rect, [end for end in ends if end is not None])

    def _dots(self, frame: PixelFrame) -> list[tuple[int, QPointF]]:
        """Return where the branches aside are at the epoch shown, if it is one of their own."""
        spots = []
        for number, curve in self.curves.items():
            index = min(self._epoch - curve.first_epoch, len(curve.values) - 1)
            if index >= 0 and not curve.is_shown:
                epoch = curve.first_epoch + index
                spots.append((number, frame.to_pixel(epoch, float(curve.values[index]))))
        return spots

    def _drawn(self, curve: BranchCurve, frame: PixelFrame) -> tuple[FloatArray, FloatArray]:
        """Return what there is of a curve; in a race nothing before the branch has left another."""
        epochs, x, y = curve.pixels(frame)
        if not self._is_race:
            return x, y
        return up_to(self._epoch, epochs, (x, y))

    def _end(
        self, number: int, curve: BranchCurve, frame: PixelFrame, theme: Theme
    ) -> CurveEnd | None:
        """Return the last of a curve that is drawn and seen, with its plate."""
        x, y = self._drawn(curve, frame)
        rect = frame.rect
        seen = np.flatnonzero((y >= rect.top()) & (y <= rect.bottom()) & (x >= rect.left()))
        if not len(seen):
            return None
        last = int(seen[-1])
        at = QPointF(float(x[last]), float(y[last]))
        if at.x() > rect.right():
            at = QPointF(rect.right(), float(np.interp(rect.right(), x, y)))
        is_over = self._epoch >= curve.first_epoch + len(curve.values) - 1
        is_there = self._is_race and is_over and curve.has_arrived
        letter = curve.letter + (TICK if is_there else "")
        colour = branch_colour(theme, number)
        is_away = not rect.top() <= y[-1] <= rect.bottom()
        parts = (curve.difference, OFF_THE_SCALE if is_away else "")
        text = " · ".join(part for part in parts if part)
        return CurveEnd(Plate(("run", number), text, colour, letter=letter), at)

    def branch_near(self, pixel: QPointF, frame: PixelFrame, reach: float) -> int | None:
        """Return the branch whose curve is nearest; None if it is the one shown or too far."""
        distances = {
            number: curve.distance(pixel, frame) - (SHOWN_FIRST if curve.is_shown else 0.0)
            for number, curve in self.curves.items()
        }
        nearest = min(distances, key=lambda number: distances[number], default=None)
        if nearest is None or self.curves[nearest].is_shown or distances[nearest] > reach:
            return None
        return nearest


def up_to(
    epoch: int, epochs: FloatArray, line: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return the part of a line up to an epoch, which may lie between two of its vertices."""
    x, y = line
    end = int(np.searchsorted(epochs, epoch, side="right"))
    if end in {0, len(epochs)}:
        return x[:end], y[:end]
    share = (epoch - epochs[end - 1]) / (epochs[end] - epochs[end - 1])
    here = (1.0 - share) * np.array((x[end - 1], y[end - 1])) + share * np.array((x[end], y[end]))
    return np.append(x[:end], here[0]), np.append(y[:end], here[1])
