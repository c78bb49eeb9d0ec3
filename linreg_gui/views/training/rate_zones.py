"""Zones of learning rates: where each of them leads, and how the slider shows that."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from linreg_gui.core.descents import is_plain
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.core.stability import (
    BORDER,
    Regime,
    crawl_learning_rate,
    fastest_learning_rate,
    largest_stable_learning_rate,
    monotone_learning_rate,
    rolling_crawl_rate,
    stability_limit,
)
from linreg_gui.session.wording import number
from linreg_gui.session.wording_training import ZONES
from linreg_gui.views.look.theme import Theme

LIMIT_FORMULAS = {
    Optimizer.MOMENTUM: "2(1 + β)/λmax",
    Optimizer.NESTEROV: "2(1 + β)/((1 + 2β)·λmax)",
}
HATCH_GAP = 5.0
STROKE_GAP = 6.0
WORD_GAP = 4.0


@dataclass(frozen=True)
class RateLimits:
    """The rates at which a descent changes its behaviour.

    Attributes
    ----------
    diverges_from : float
    crawls_below, zigzags_above : float or None
        None where there is no such rate.
    formulas : str
        These rates with their formulas, in one line.
    """

    diverges_from: float
    crawls_below: float | None = None
    zigzags_above: float | None = None
    formulas: str = ""

    @property
    def zones(self) -> list[tuple[float, Regime]]:
        """End and name of every zone but the last, in ascending order.

        What zig-zags is called so though it may be slow, as the sentence below has it.
        """
        zigzag = self.diverges_from if self.zigzags_above is None else self.zigzags_above
        crawl = 0.0 if self.crawls_below is None else min(self.crawls_below, zigzag)
        ends = (
            (crawl, Regime.CRAWLS),
            (zigzag, Regime.CONVERGES),
            (self.diverges_from, Regime.ZIGZAGS),
        )
        zones: list[tuple[float, Regime]] = []
        for end, zone in ends:
            if end > (zones[-1][0] if zones else 0.0):
                zones.append((end, zone))
        return zones

    def zone_of(self, rate: float) -> Regime:
        """Return the zone that a rate is in; at a border, rounding does not count."""
        if rate >= self.diverges_from:
            return Regime.DIVERGES
        inside = (zone for end, zone in self.zones if rate <= end * (1.0 + BORDER))
        return next(inside, Regime.DIVERGES)


def rate_limits(loss: QuadraticLoss) -> RateLimits:
    """Return the limits of plain gradient descent."""
    limit, monotone = largest_stable_learning_rate(loss), monotone_learning_rate(loss)
    crawl, fastest = crawl_learning_rate(loss), fastest_learning_rate(loss)
    return RateLimits(
        diverges_from=limit,
        crawls_below=monotone if crawl is None else crawl,
        zigzags_above=monotone,
        formulas=(
            f"zig-zags above 1/λmax = {number(monotone, 5)} · fastest in the end at "
            f"2/(λmin + λmax) = {number(fastest, 5)} · diverges from 2/λmax = {number(limit, 5)} on"
        ),
    )


def limits_of(loss: QuadraticLoss, config: DescentConfig) -> RateLimits | None:
    """Return what is known of the rates of these settings; None where no rate is a sharp limit."""
    if is_plain(config, loss.n_samples):
        return rate_limits(loss)
    limit = stability_limit(loss, config)
    if limit is None:
        return None
    formula = LIMIT_FORMULAS[config.optimizer]
    return RateLimits(
        limit,
        crawls_below=rolling_crawl_rate(loss, config),
        formulas=f"diverges from {formula} = {number(limit, 5)} on",
    )


Zones = Sequence[tuple[float, Regime]]
"""End of each zone as a share of the groove, and its name; the last one diverges."""


def draw_zones(painter: QPainter, zones: Zones, groove: QRectF, theme: Theme) -> None:
    """Draw the groove with the zones in it, each with a texture of its own.

    Plain, plain, diagonal and upright strokes: the zones differ without their colours, too.
    """
    outline = QPainterPath()
    outline.addRoundedRect(groove, groove.height() / 2, groove.height() / 2)
    painter.save()
    painter.setClipPath(outline)
    painter.fillRect(groove, QColor(theme.field_hover))
    colours = {
        Regime.CRAWLS: theme.crawl,
        Regime.CONVERGES: theme.converge,
        Regime.ZIGZAGS: theme.zigzag,
        Regime.DIVERGES: theme.diverge,
    }
    for zone, area in zone_areas(zones, groove):
        painter.fillRect(area, QColor(colours[zone]))
        painter.setPen(_texture_pen(theme))
        if zone is Regime.ZIGZAGS:
            painter.drawLines(_strokes(area, HATCH_GAP, area.height()))
        elif zone is Regime.DIVERGES:
            painter.drawLines(_strokes(area, STROKE_GAP, 0.0))
    painter.restore()


def zone_areas(zones: Zones, groove: QRectF) -> list[tuple[Regime, QRectF]]:
    """Return the part of the groove that each zone has, from left to right."""
    areas, begin = [], 0.0
    for end, zone in (*zones, (1.0, Regime.DIVERGES)) if zones else ():
        low, high = (min(max(share, 0.0), 1.0) for share in (begin, end))
        left, right = (groove.left() + share * groove.width() for share in (low, high))
        if right > left:
            areas.append((zone, QRectF(left, groove.top(), right - left, groove.height())))
        begin = max(begin, end)
    return areas


def _texture_pen(theme: Theme) -> QPen:
    colour = QColor(theme.card)
    colour.setAlphaF(0.75)
    return QPen(colour, 1.3)


def _strokes(area: QRectF, gap: float, slant: float) -> list[QLineF]:
    """Return strokes across an area; they do not lean over its left and right edge."""
    strokes, x = [], area.left() + gap / 2
    while x < area.right():
        top, bottom = QPointF(x + slant / 2, area.top()), QPointF(x - slant / 2, area.bottom())
        if bottom.x() >= area.left() and top.x() <= area.right():
            strokes.append(QLineF(top, bottom))
        x += gap
    return strokes


def draw_zone_names(
    painter: QPainter,
    areas: Sequence[tuple[Regime, QRectF]],
    room: QRectF,
    present: Regime | None,
    theme: Theme,
) -> None:
    """Name each zone within ``room``, under its middle, where there is room; the present one bold.

    The present one is named first. At the ends, a name may reach beyond the groove.
    """
    taken: list[QRectF] = []
    for zone, area in sorted(areas, key=lambda each: each[0] is not present):
        font = painter.font()
        font.setBold(zone is present)
        painter.setFont(font)
        name = ZONES[zone].lower()
        width = painter.fontMetrics().horizontalAdvance(name)
        left = room.left() if zone is areas[0][0] else area.left()
        right = room.right() if zone is areas[-1][0] else area.right()
        if zone is present:
            left, right = room.left(), room.right()
        middle = min(max(area.center().x(), left + width / 2), right - width / 2)
        place = QRectF(middle - width / 2, room.top(), width, room.height())
        around = place.adjusted(-WORD_GAP, 0.0, WORD_GAP, 0.0)
        if width <= right - left and not any(around.intersects(other) for other in taken):
            painter.setPen(QColor(theme.text if zone is present else theme.muted))
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextDontClip)
            painter.drawText(place, flags, name)
            taken.append(place)
    font = painter.font()
    font.setBold(False)
    painter.setFont(font)


def draw_limit(painter: QPainter, at: float, text: str, groove: QRectF, theme: Theme) -> None:
    """Draw the mark at the limit with its number above the groove."""
    colour = QColor(theme.diverge)
    painter.setPen(QPen(colour, 2.0))
    painter.drawLine(QPointF(at, groove.top() - 5.0), QPointF(at, groove.bottom() + 3.0))
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    left = min(at + 5.0, groove.right() - width)
    place = QRectF(left, groove.top() - 6.0 - metrics.height(), width, metrics.height())
    painter.setPen(QColor(theme.limit_text))
    painter.drawText(place, int(Qt.TextFlag.TextDontClip), text)
