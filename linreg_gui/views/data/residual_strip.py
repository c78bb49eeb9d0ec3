"""The residual strip: what the line misses of each point, below the data and on the same x axis."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Slot

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.residual_trend import NO_SHARE, ResidualTrend
from linreg_gui.core.residuals import centred_residuals
from linreg_gui.session.curve import Curve
from linreg_gui.session.drawn_data import RESIDUAL
from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.labels import LabelPlacer, NamesLayer
from linreg_gui.views.canvas.painting import GridLayer
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.canvas.scale_steps import stepped
from linreg_gui.views.data.leftover_layer import LeftoverLayer
from linreg_gui.views.data.strip_layers import StemsLayer, TrendLayer
from linreg_gui.views.look.theme import Theme

PLOT_HEIGHT, LEAST_PLOT_HEIGHT, PLOT_SHARE = 136.0, 90.0, 0.3
"""Of the strip without its axis: in pixels, and as a part of the pane."""
REACH_PIXELS = 10.0
ROOM = 1.15
"""The scale reaches beyond the largest residual by this factor at least."""
STEPS_A_DECADE = 6
LEAST_SIDE = 0.5
"""The shorter side of the scale, as a part of the longer one: words stand there."""
SMALLEST_SCALE = 0.01
"""Of the range of y: residuals that vanish are seen to."""


class ResidualStrip(PlotCanvas):
    """A second plot below that of the data.

    Parameters
    ----------
    above : PlotCanvas
        The data. Its x axis is that of the strip, which follows it and moves it.
    """

    def __init__(self, above: PlotCanvas, theme: Theme) -> None:
        super().__init__(theme, "x", RESIDUAL)
        self.axes["left"].short_title = "residual"
        self._above = above
        self._is_by_hand = False
        """Whether the user stretched the scale."""
        self._scale = (0.0, 0.0)
        """How far it reaches below 0 and above."""
        self.setAccessibleName("Residuals: what the line misses of each point")
        self.stems, self.placer = StemsLayer(), LabelPlacer(self._lines)
        self.trend, self.leftover = TrendLayer(self.placer), LeftoverLayer(self.placer)
        self.placer.marked = (self.stems,)
        self.stack.layers = [
            GridLayer(self),
            self.placer,
            self.stems,
            self.trend,
            self.leftover,
            NamesLayer(self.trend.paint_names),
            NamesLayer(self.leftover.paint_name),
        ]
        above.view_box.sigXRangeChanged.connect(self._follow)
        self.range_changed.connect(self._lead)

    def _lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the lines that words should leave in sight."""
        trends = [*self.trend.lines(frame), *self.leftover.lines(frame)]
        return [*trends, *self.stems.lines(frame)]

    def fit_height(self, pane_height: int) -> None:
        """Take the strip's share of a pane."""
        share = max(LEAST_PLOT_HEIGHT, PLOT_SHARE * pane_height)
        plot = min(PLOT_HEIGHT * self.theme.drawing_scale, share)
        self.setFixedHeight(round(plot + self.height() - self.plot_rect().height()))

    def show_all(self) -> None:
        """Take back a scale stretched by hand."""
        self._is_by_hand, self._scale = False, (0.0, 0.0)
        self.placer.forget()

    def index_at(self, position: QPointF) -> int | None:
        """Return the stem at a position; None when there is none within reach."""
        frame, stems = self.pixel_frame(), self.stems
        if frame is None or not len(stems.x):
            return None
        pixel, zero = frame.to_pixel(position.x(), position.y()), frame.to_pixel(0.0, 0.0).y()
        across = np.abs(frame.x_pixels(stems.x) - pixel.x())
        heads = frame.y_pixels(stems.residuals)
        low, high = np.minimum(heads, zero), np.maximum(heads, zero)
        along = np.maximum(0.0, np.maximum(low - pixel.y(), pixel.y() - high))
        distance = np.hypot(across, along)
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= REACH_PIXELS else None

    def take(self, frame: Frame, lit: NDArray[np.intp] | None) -> None:
        """Show the residuals of a frame.

        Parameters
        ----------
        frame : Frame
        lit : ndarray of int or None
            Indices of the points that a step sees; None for all.
        """
        stems, data = self.stems, frame.drawn.dataset
        if lit is None and data.is_held_out is not None:
            lit = data.training_rows
        stems.x, stems.residuals, stems.lit = data.x, np.empty(0), lit
        if data.n_samples:
            stems.residuals = _residuals(data, frame.drawn.line)
        is_drawn = bool(len(stems.residuals)) and bool(np.isfinite(stems.residuals).all())
        if not is_drawn:
            stems.x = stems.residuals = np.empty(0)
            stems.lit = None
        self._take_trend(frame, lit if is_drawn else None)
        self.leftover.take(frame if is_drawn else None)
        self._rescale(frame)
        self.refresh()

    def _take_trend(self, frame: Frame, lit: NDArray[np.intp] | None) -> None:
        trend, stems = self.trend, self.stems
        trend.trend = None
        if not len(stems.x) or frame.objective is None or not frame.is_line:
            return
        x, residuals, seen = stems.x, stems.residuals, frame.objective.dataset.x
        if lit is not None:
            x, residuals = x[lit], residuals[lit]
            seen = seen[np.searchsorted(frame.dataset.training_rows, lit)]
        found = ResidualTrend.of(x, residuals, seen)
        trend.trend, trend.has_tilt = found, not frame.view_options.is_guessing
        loss, line = frame.dataset.loss, np.array(frame.shown_curve)
        trend.is_level = found.is_level(loss.rounding_excess)
        trend.is_nothing_left = found.is_level(loss.rounding_excess, NO_SHARE)
        trend.rounding = float(0.5 * loss.gradient_rounding(line)[-1]) ** 2
        trend.held = frame.settings.held
        trend.penalty = 2.0 * frame.settings.l2 * frame.shown_parameters[0]
        inner = frame.look.inner_step if lit is not None else None
        trend.has_gradient = inner is None or inner.index == 0

    # ---- the scale

    def _rescale(self, frame: Frame) -> None:
        """Choose a scale that changes in steps, and only as far as it must while a drag lasts."""
        low, high = self._wanted(frame)
        if frame.is_dragging and self._scale[1]:
            low, high = max(low, self._scale[0]), max(high, self._scale[1])
        if (low, high) != self._scale:
            self._scale = low, high
            self._is_by_hand = False
        self._follow()

    def _wanted(self, frame: Frame) -> tuple[float, float]:
        rest, data = self.stems.residuals, frame.drawn.dataset
        if not len(rest):
            return 1.0, 1.0
        least = SMALLEST_SCALE * float(np.ptp(data.y)) or SMALLEST_SCALE * abs(float(data.y[0]))
        below, above = ROOM * max(-float(rest.min()), 0.0), ROOM * max(float(rest.max()), 0.0)
        side = max(below, above, least or 1.0)
        ends = (max(end, LEAST_SIDE * side) for end in (below, above))
        former = zip(ends, self._scale, strict=True)
        low, high = (stepped(end, present, STEPS_A_DECADE) for end, present in former)
        return low, high

    @Slot()
    def _follow(self) -> None:
        """Show what the data show across."""
        shown = self._above.shown_range()
        if shown is None or not self._scale[1]:
            return
        low, high = -self._scale[0], self._scale[1]
        if self._is_by_hand:
            _, (low, high) = self.view_box.viewRange()
        self.show_other_range(*shown[:2], low, high)

    @Slot()
    def _lead(self) -> None:
        """Show in the data what the user chose here."""
        (left, right), _ = self.view_box.viewRange()
        above = self._above.shown_range()
        self._is_by_hand = True
        if above is not None:
            self._above.show_range(left, right, *above[2:])


def _residuals(data: Dataset, curve: Curve) -> FloatArray:
    if curve.degree == 1 and data.is_held_out is None:
        return centred_residuals(data, curve)
    with np.errstate(all="ignore"):
        return np.asarray(data.y - curve.values(data.x))
