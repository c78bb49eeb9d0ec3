"""Each point's share of the −gradient as a small arrow, head to tail into the sum."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.residuals import MOST_ARROWS, bundled, order_by_x, pulls
from linreg_gui.core.surface_cut import SurfaceCut
from linreg_gui.session.curve import Parameters, Place
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme

HEAD_PIXELS, SUM_HEAD_PIXELS = 6.0, 16.0
DOT_PIXELS = 8.0
"""Radius of the current dot with its rim: the sum begins at it."""
CHAIN_PIXELS = 140.0
"""The larger extent of the chain; one scale for all arrows of it."""
LARGEST_SHARE = 0.42
"""Of the pane's shorter side, which the chain does not exceed."""
SMALLEST_FIT = 0.3
"""What is left at least of a chain that would leave the pane."""
EDGE_PIXELS = 6.0
"""Between the head of a shortened chain and the edge of the pane."""


class PullsLayer:
    """The pulls of the points at one line, and their sum; nothing while ``line`` is None."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        """As the descent sees it."""
        self.l2 = 0.0
        """Of the penalty, which pulls the weights to 0."""
        self.held: int | None = None
        """The place of a parameter that no pull moves."""
        self.line: Place | None = None
        """Where they begin."""
        self.parameters: Parameters = ()
        self.cut: SurfaceCut | None = None
        self.highlighted: int | None = None
        """Index of the point whose arrow is emphasised."""
        self._of: Dataset | None = None
        self._at: tuple[Parameters, int | None, SurfaceCut] | None = None
        self._order: NDArray[np.intp] = np.empty(0, np.intp)
        self._arrows: FloatArray = np.empty((0, 2))

    def arrows(self) -> FloatArray:
        """Return the pulls on the two parameters, in the order of x; at most 40, shape (k, 2)."""
        cut = self.cut
        if self.dataset is None or self.line is None or cut is None or not self.dataset.n_samples:
            return np.empty((0, 2))
        if self._of is not self.dataset:
            # To sort 100,000 points takes three times as long as their pulls: begin with the last.
            self._of, self._at = self.dataset, None
            self._order = order_by_x(self.dataset.x, self._order)
        if self._at != (self.parameters, self.held, cut):
            self._at = self.parameters, self.held, cut
            every = cut.places(pulls(self.dataset, self.parameters))
            self._arrows = self._acting(bundled(every, self._order))
        return self._arrows

    def _acting(self, arrows: FloatArray) -> FloatArray:
        """Return pulls without their part along a held parameter."""
        if self.held is None:
            return arrows
        return np.where(np.arange(2) == self.held, 0.0, arrows)

    def penalty_arrow(self) -> FloatArray:
        """Return the pull of the penalty λ Σ weights², shape (1, 2); no rows without one."""
        if self.line is None or self.cut is None or not self.l2:
            return np.empty((0, 2))
        pull = [-2.0 * self.l2 * weight for weight in self.parameters[:-1]]
        return self._acting(self.cut.places([[*pull, 0.0]]))

    def caption(self) -> str:
        """Return how many points an arrow stands for, as a sentence; empty when it is one."""
        if self.dataset is None or self.line is None:
            return ""
        parts = []
        if self.dataset.n_samples > MOST_ARROWS:
            fewest, rest = divmod(self.dataset.n_samples, MOST_ARROWS)
            many = f"{fewest} or {fewest + 1}" if rest else f"{fewest}"
            parts.append(f"Pulls: {MOST_ARROWS} bundles of {many} points each.")
        if self.l2:
            parts.append("The dashed arrow is the pull of the penalty.")
        return " ".join(parts)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the chain from the dot, then its sum over it."""
        if self.line is None:
            return
        chain = chain_pixels(np.vstack((self.arrows(), self.penalty_arrow())), frame)
        if chain is None:
            return
        tail = frame.to_pixel(*self.line)
        chain = chain * fit_inside(chain, tail, frame.rect)
        x, y = chain[:, 0] + tail.x(), chain[:, 1] + tail.y()
        if self.l2:
            stroke(painter, polyline(x[-2:], y[-2:]), pen(theme.muted, 2.0, Qt.PenStyle.DashLine))
            _draw_heads(painter, x[-2:], y[-2:], theme.muted, 1.0)
            _draw_sum(painter, tail, QPointF(x[-1], y[-1]), theme)
            x, y = x[:-1], y[:-1]
        else:
            _draw_sum(painter, tail, QPointF(x[-1], y[-1]), theme)
        chosen = self._chosen_arrow(len(x) - 1)
        alpha = 1.0 if chosen is None else 0.5
        stroke(painter, polyline(x, y), pen(theme.data, 1.6, alpha=alpha))
        _draw_heads(painter, x, y, theme.data, alpha)
        if chosen is not None:
            part = slice(chosen, chosen + 2)
            stroke(painter, polyline(x[part], y[part]), pen(theme.data, 4.0))
            _draw_heads(painter, x[part], y[part], theme.data, 1.0, 2.0 * HEAD_PIXELS)

    def _chosen_arrow(self, n_arrows: int) -> int | None:
        if self.dataset is None or self.highlighted is None:
            return None
        if self.highlighted >= self.dataset.n_samples:
            return None
        return bundle_of(self.dataset.x, self.highlighted, n_arrows)


def bundle_of(x: FloatArray, index: int, n_arrows: int) -> int:
    """Return in which arrow, in the order of x, the pull of one point is."""
    rank = np.count_nonzero(x < x[index]) + np.count_nonzero(x[:index] == x[index])
    firsts = np.arange(n_arrows) * len(x) // n_arrows
    return int(np.searchsorted(firsts, rank, side="right")) - 1


def _draw_sum(painter: QPainter, tail: QPointF, head: QPointF, theme: Theme) -> None:
    """Draw a broad pale arrow: far from the minimum all pulls lie on it."""
    way = head - tail
    length = float(np.hypot(way.x(), way.y()))
    if length < DOT_PIXELS + 1.0:
        return
    tail, length = tail + way * (DOT_PIXELS / length), length - DOT_PIXELS
    way = head - tail
    along = way * (min(SUM_HEAD_PIXELS, length) / length)
    across = QPointF(-along.y(), along.x())
    neck, width = head - along, 0.22
    colour = QColor(theme.text)
    colour.setAlphaF(0.4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF(
            [
                tail + across * width,
                neck + across * width,
                neck + across * 0.6,
                head,
                neck - across * 0.6,
                neck - across * width,
                tail - across * width,
            ]
        )
    )


def _draw_heads(
    painter: QPainter,
    x: FloatArray,
    y: FloatArray,
    colour: str,
    alpha: float,
    size: float = HEAD_PIXELS,
) -> None:
    """Draw a small triangle at the end of every arrow long enough to carry one."""
    dx, dy = np.diff(x), np.diff(y)
    length = np.hypot(dx, dy)
    fill = QColor(colour)
    fill.setAlphaF(alpha)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    for arrow in np.flatnonzero(length > size).tolist():
        ux, uy = dx[arrow] / length[arrow] * size, dy[arrow] / length[arrow] * size
        tip = QPointF(x[arrow + 1], y[arrow + 1])
        back, side = tip - QPointF(ux, uy), QPointF(-uy, ux) * 0.6
        painter.drawPolygon(QPolygonF([tip, back + side, back - side]))


def chain_pixels(arrows: FloatArray, frame: PixelFrame) -> FloatArray | None:
    """Lay arrows head to tail, in pixels from the tail of the first, y downwards.

    Parameters
    ----------
    arrows : ndarray, shape (k, 2)
    frame : PixelFrame

    Returns
    -------
    ndarray, shape (k + 1, 2), or None
        The first row is (0, 0), the last one the sum. None when there is nothing to be drawn.
    """
    if not len(arrows):
        return None
    with np.errstate(all="ignore"):
        steps = arrows * (frame.x_scale, -frame.y_scale)
        chain = np.vstack((np.zeros((1, 2)), np.cumsum(steps, axis=0)))
        extent = float(np.ptp(chain, axis=0).max())
        if not 0.0 < extent < np.inf:
            return None
        largest = LARGEST_SHARE * min(frame.rect.width(), frame.rect.height())
        scaled = chain / extent * min(CHAIN_PIXELS, largest)
    return np.asarray(scaled) if np.isfinite(scaled).all() else None


def fit_inside(chain: FloatArray, tail: QPointF, rect: QRectF) -> float:
    """Return the factor, at most 1, that shortens a chain so that it ends inside the pane.

    Parameters
    ----------
    chain : ndarray, shape (k + 1, 2)
        In pixels from ``tail``.
    tail : QPointF
    rect : QRectF
        Of the pane.

    Returns
    -------
    float
        From ``SMALLEST_FIT`` to 1; 1 where the tail itself is not in the pane.
    """
    if not rect.contains(tail):
        return 1.0
    to_the_left, to_the_top = np.min(chain, axis=0)
    to_the_right, to_the_bottom = np.max(chain, axis=0)
    reaches = (-to_the_left, -to_the_top, to_the_right, to_the_bottom)
    across, down = tail.x() - rect.left(), tail.y() - rect.top()
    rooms = (across, down, rect.width() - across, rect.height() - down)
    shares = [
        (room - EDGE_PIXELS) / reach
        for room, reach in zip(rooms, reaches, strict=True)
        if reach > 0.0
    ]
    return float(max(SMALLEST_FIT, min([1.0, *shares])))
