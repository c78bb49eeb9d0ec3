"""Zones of learning rates: where each of them leads, and how the slider shows that."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPolygonF

from linreg_gui.core.descents import is_plain
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.core.stability import (
    crawl_learning_rate,
    fastest_learning_rate,
    largest_stable_learning_rate,
    monotone_learning_rate,
    stability_limit,
)
from linreg_gui.session.wording import number
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.look.theme import Theme

LIMIT_FORMULAS = {
    Optimizer.MOMENTUM: "2(1 + β)/λmax",
    Optimizer.NESTEROV: "2(1 + β)/((1 + 2β)·λmax)",
}
ZONE_NAMES = {
    "crawl": "crawls",
    "converge": "converges",
    "zigzag": "zig-zags",
    "diverge": "diverges",
}
MARK_SIZE = 3.4


@dataclass(frozen=True)
class RateMark:
    """A learning rate with a name.

    Attributes
    ----------
    rate : float
    name : str
        Its formula.
    meaning : str
    """

    rate: float
    name: str
    meaning: str

    @property
    def text(self) -> str:
        """Name, value and meaning in one line."""
        return f"{self.name} = {number(self.rate, 5)}: {self.meaning}"


@dataclass(frozen=True)
class RateLimits:
    """The rates at which a descent changes its behaviour.

    Attributes
    ----------
    crawls_below, zigzags_above : float or None
        None where there is no such rate.
    diverges_from : float
    marks : tuple of RateMark
        In ascending order.
    """

    diverges_from: float
    crawls_below: float | None = None
    zigzags_above: float | None = None
    marks: tuple[RateMark, ...] = ()

    @property
    def zones(self) -> list[tuple[float, str]]:
        """End and name of every zone but the last, in ascending order."""
        zigzag = self.diverges_from if self.zigzags_above is None else self.zigzags_above
        crawl = 0.0 if self.crawls_below is None else self.crawls_below
        ends = ((crawl, "crawl"), (max(crawl, zigzag), "converge"), (self.diverges_from, "zigzag"))
        zones: list[tuple[float, str]] = []
        for end, name in ends:
            if end > (zones[-1][0] if zones else 0.0):
                zones.append((end, name))
        return zones


def rate_limits(loss: QuadraticLoss) -> RateLimits:
    """Return the limits of plain gradient descent."""
    limit, monotone = largest_stable_learning_rate(loss), monotone_learning_rate(loss)
    crawl = crawl_learning_rate(loss)
    return RateLimits(
        diverges_from=limit,
        crawls_below=monotone if crawl is None else crawl,
        zigzags_above=monotone,
        marks=(
            RateMark(monotone, "1/λmax", "above it the path zig-zags"),
            RateMark(fastest_learning_rate(loss), "2/(λmin + λmax)", "the fastest rate"),
            RateMark(limit, "2/λmax", "from here on the descent diverges"),
        ),
    )


def limits_of(loss: QuadraticLoss, config: DescentConfig) -> RateLimits | None:
    """Return what is known of the rates of these settings; None where no rate is a sharp limit."""
    if is_plain(config, loss.n_samples):
        return rate_limits(loss)
    limit = stability_limit(loss, config)
    if limit is None:
        return None
    name = LIMIT_FORMULAS[config.optimizer]
    mark = RateMark(limit, name, "from here on the descent diverges")
    return RateLimits(diverges_from=limit, marks=(mark,))


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move ascending positions as little as leaves ``gap`` between them, within low and high.

    Without the gaps this asks for the nearest non-decreasing sequence, which pooling neighbours
    that are out of order gives.
    """
    pools: list[list[float]] = []
    for place, position in enumerate(positions):
        pools.append([position - place * gap])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    highest = high - (len(positions) - 1) * gap
    packed = [min(max(fmean(pool), low), highest) for pool in pools for _ in pool]
    return [position + place * gap for place, position in enumerate(packed)]


Zones = Sequence[tuple[float, str]]
"""End of each zone as a share of the groove, and its name; the last one diverges."""


def groove_brush(zones: Zones, groove: QRectF, theme: Theme) -> QBrush:
    """Return the colours of the zones, each melting a little into the next."""
    if not zones:
        return QBrush(QColor(theme.field_hover))
    gradient = QLinearGradient(groove.topLeft(), groove.topRight())
    colours = {"crawl": theme.crawl, "converge": theme.converge, "zigzag": theme.zigzag}
    begin = 0.0
    for end, name in zones:
        low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
        if high > low:
            gradient.setColorAt(min(low + 0.012, high), QColor(colours[name]))
            gradient.setColorAt(max(high - 0.012, low), QColor(colours[name]))
        begin = max(begin, end)
    gradient.setColorAt(min(begin + 0.004, 1.0), QColor(theme.diverge))
    gradient.setColorAt(1.0, QColor(theme.diverge))
    return QBrush(gradient)


def draw_zone_names(
    painter: QPainter, zones: Zones, groove: QRectF, area: QRectF, theme: Theme
) -> None:
    """Name each zone within ``area``, under its middle, where there is room.

    At the ends, a name may reach beyond the groove.
    """
    painter.setPen(QColor(theme.muted))
    metrics, begin = painter.fontMetrics(), 0.0
    for end, name in (*zones, (1.0, "diverge")) if zones else ():
        low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
        left, right = (groove.left() + share * groove.width() for share in (low, high))
        width = metrics.horizontalAdvance(ZONE_NAMES[name])
        if width > right - left:
            left, right = _to_the_edge(low, left, area), _to_the_edge(high, right, area)
        if width <= right - left:
            zone = QRectF(left, area.top(), right - left, area.height())
            painter.drawText(zone, int(Qt.AlignmentFlag.AlignHCenter), ZONE_NAMES[name])
        begin = max(begin, end)


def _to_the_edge(share: float, at: float, area: QRectF) -> float:
    return {0.0: area.left(), 1.0: area.right()}.get(share, at)


def draw_marks(
    painter: QPainter, places: Sequence[tuple[float, QPointF]], groove: QRectF, theme: Theme
) -> None:
    """Draw a mark at each place, in a shape of its own, and a thin line to where it belongs.

    Parameters
    ----------
    painter : QPainter
    places : sequence of (float, QPointF)
        Where on the groove it belongs, and where there is room for it.
    groove : QRectF
    theme : Theme
    """
    shapes = (("open", theme.muted), ("diamond", theme.best), ("bar", theme.diverge))
    for (at, centre), (shape, colour) in zip(places, shapes[-len(places) :], strict=True):
        painter.setPen(pen(colour, 1.0))
        painter.drawLine(centre + QPointF(0, MARK_SIZE), QPointF(at, groove.top()))
        painter.setPen(pen(colour, 1.3))
        painter.setBrush(QBrush() if shape == "open" else QBrush(QColor(colour)))
        if shape == "open":
            painter.drawEllipse(centre, MARK_SIZE - 0.6, MARK_SIZE - 0.6)
        elif shape == "diamond":
            size = MARK_SIZE
            corners = ((0, -size), (size, 0), (0, size), (-size, 0))
            painter.drawPolygon(QPolygonF([centre + QPointF(*corner) for corner in corners]))
        else:
            painter.drawRect(QRectF(centre.x() - 1.2, centre.y() - MARK_SIZE, 2.4, 2 * MARK_SIZE))
