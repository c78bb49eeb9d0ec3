"""What the residual strip draws: stems with their heads, their mean, their tilt, and the words."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.numbers import MINUS
from linreg_gui.core.residual_trend import NO_SHARE, ResidualTrend
from linreg_gui.core.settings import Held
from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.labels import Anchors, LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_diamond, draw_dot, draw_dots, draw_uprights, pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.data.data_layers import FADED, LARGEST_DRAWN_CLOUD, density_image
from linreg_gui.views.data.leaving_layer import arrowhead
from linreg_gui.views.data.residual_layers import BEYOND, HEAD_SIZE, LARGEST_RESIDUAL_CLOUD
from linreg_gui.views.look.theme import Theme, mixed
from linreg_gui.views.widgets.formatting import measured

HEAD_RADIUS, SMALL_RADIUS, POINTED_RADIUS = 3.8, 2.5, 5.5
LARGEST_DROPPED_CLOUD = 60
"""Stems of a larger one need no dots that lead up to their points, and words may cover heads."""
LEAD_SHARE = 0.6
"""How much of the stems' colour is in those dots; the rest is the card's."""
LARGEST_NAMED_CLOUD = 30
"""Words keep off the stems of no larger one."""
LOZENGE = 6.0
NAMED_AT = (0.94, 0.8, 0.65, 0.5, 0.35, 0.2, 0.06)
"""Parts of the strip's width at which a line may be named."""
NOTHING_LEFT = "mean 0, tilt 0: nothing is left"
LITTLE_LEFT = "almost nothing is left"
THAT_A_LINE = "that a line could explain"
DIGITS = range(3, 7)
"""Of mean, tilt and what the formula has: as few as let the reader come to its result."""
CHECKED = 0.005
"""Of the result: what the digits that are not shown may change."""
WIDEST_PLATE = 0.9
"""Of the strip's width; formulas are left out of a plate that would be wider."""


class StemsLayer:
    """A stem from 0 to each residual, those of a batch in full and the others pale."""

    def __init__(self) -> None:
        self.x: FloatArray = np.empty(0)
        self.residuals: FloatArray = np.empty(0)
        self.lit: NDArray[np.intp] | None = None
        """Indices of the points of a batch; None for all."""
        self.highlighted: int | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the stems; of large clouds the heads alone, or a picture of them."""
        zero = frame.to_pixel(frame.left, 0.0).y()
        painter.setPen(pen(theme.axis))
        painter.drawLine(QPointF(frame.rect.left(), zero), QPointF(frame.rect.right(), zero))
        painter.setOpacity(1.0 if self.lit is None else FADED)
        self._draw(painter, frame, theme, (self.x, self.residuals))
        painter.setOpacity(1.0)
        if self.lit is not None:
            self._draw(painter, frame, theme, (self.x[self.lit], self.residuals[self.lit]))
        self._draw_highlighted(painter, frame, theme)

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the stems that words should leave in sight; none of a cloud."""
        if len(self.x) > LARGEST_NAMED_CLOUD:
            return []
        x, y = self._heads(frame, (self.x, self.residuals))
        zero = frame.to_pixel(frame.left, 0.0).y()
        ends = zip(x.tolist(), y.tolist(), strict=True)
        return [(np.array((px, px)), np.array((zero, py))) for px, py in ends]

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the heads; none of a cloud."""
        if len(self.x) > LARGEST_DROPPED_CLOUD:
            return []
        x, y = self._heads(frame, (self.x, self.residuals))
        places = zip(x.tolist(), y.tolist(), strict=True)
        return [mark_box(px, py, HEAD_RADIUS) for px, py in places]

    def _heads(
        self, frame: PixelFrame, places: tuple[FloatArray, FloatArray]
    ) -> tuple[FloatArray, FloatArray]:
        """Return the heads in pixels, cut where they leave the strip."""
        low, high = frame.rect.top() - BEYOND, frame.rect.bottom() + BEYOND
        return frame.x_pixels(places[0]), np.clip(frame.y_pixels(places[1]), low, high)

    def _draw(
        self,
        painter: QPainter,
        frame: PixelFrame,
        theme: Theme,
        places: tuple[FloatArray, FloatArray],
    ) -> None:
        if len(places[0]) > LARGEST_DRAWN_CLOUD:
            painter.drawImage(frame.rect, density_image(*places, frame, theme.residual))
            return
        x, y = self._heads(frame, places)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if len(x) <= LARGEST_DROPPED_CLOUD and self.lit is None:
            dotted = pen(mixed(theme.card, theme.residual, LEAD_SHARE), 1.0, Qt.PenStyle.DotLine)
            draw_uprights(painter, dotted, x, np.full_like(y, frame.rect.top()), y)
        if len(x) <= LARGEST_RESIDUAL_CLOUD:
            stem = pen(theme.residual, 2.0 if len(x) <= LARGEST_DROPPED_CLOUD else 1.0)
            zero = np.full_like(y, frame.to_pixel(frame.left, 0.0).y())
            draw_uprights(painter, stem, x, y, zero)
        if len(x) <= LARGEST_DROPPED_CLOUD:
            draw_dots(painter, x, y, HEAD_RADIUS, (theme.residual, theme.card))
        else:
            draw_dots(painter, x, y, SMALL_RADIUS, (theme.residual, None))
        self._draw_gone(painter, frame, theme, (x, y))

    def _draw_gone(
        self,
        painter: QPainter,
        frame: PixelFrame,
        theme: Theme,
        heads: tuple[FloatArray, FloatArray],
    ) -> None:
        """Draw an arrowhead at the edge where a stem goes on beyond it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.residual))
        for edge, downwards in ((frame.rect.top(), -1.0), (frame.rect.bottom(), 1.0)):
            for place in heads[0][(heads[1] - edge) * downwards > 0.0].tolist():
                tip = QPointF(place, edge - downwards)
                painter.drawPolygon(arrowhead(tip, QPointF(0.0, downwards), HEAD_SIZE, HEAD_SIZE))

    def _draw_highlighted(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        index = self.highlighted
        if index is None or index >= len(self.x):
            return
        at = frame.to_pixel(float(self.x[index]), float(self.residuals[index]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.residual, 3.0))
        painter.drawLine(QPointF(at.x(), frame.to_pixel(frame.left, 0.0).y()), at)
        draw_dot(painter, at, POINTED_RADIUS, theme.residual, theme.text)


class TrendLayer:
    """The mean of the residuals dashed, their tilt dotted, and what both say of the gradient.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self._kept_digits: LastValue[int | None] = LastValue()
        self.trend: ResidualTrend | None = None
        self.has_tilt = True
        """Whether the tilt may be seen: while the learner guesses it would tell the best fit."""
        self.is_level = self.is_nothing_left = False
        """Whether next to nothing is left that a line could take away, and whether nothing is."""
        self.rounding = 0.0
        """The square of a mean that rounding alone may leave."""
        self.has_gradient = True
        """Whether the step shown begins at the line whose residuals these are."""
        self.held = Held.NOTHING
        """Of a held parameter no gradient is told: it does not move."""
        self.penalty = 0.0
        """The part of the gradient by slope that the penalty adds."""

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return both lines, in pixels."""
        ends = (frame.line(*line) for line in (self._mean_line(), self._tilt_line()) if line)
        return [
            (np.array([one.x(), other.x()]), np.array([one.y(), other.y()]))
            for one, other in (pair for pair in ends if pair is not None)
        ]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the lines and the lozenge where they cross."""
        if self.trend is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        styles = Qt.PenStyle
        for line, style in (
            (self._mean_line(), styles.DashLine),
            (self._tilt_line(), styles.DotLine),
        ):
            ends = None if line is None else frame.line(*line)
            if ends is not None:
                painter.setPen(pen(theme.text, 1.8, style))
                painter.drawLine(*ends)
        at = frame.to_pixel(self.trend.centre, self.trend.mean)
        draw_diamond(painter, at, LOZENGE, theme.card, pen(theme.text, 1.4))

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates of both lines; formulas go where there is no room for them."""
        for plates, line in (
            (self._tilt_plates(theme), self._tilt_line()),
            (self._mean_plates(theme), self._mean_line()),
        ):
            anchors = self._anchors(frame, line) if plates else []
            for plate in plates:
                if self._placer.size(plate).width() <= WIDEST_PLATE * frame.rect.width():
                    self._placer.draw_along(painter, plate, anchors)
                if plate.owner in self._placer.plates:
                    break

    def _mean_line(self) -> tuple[float, float] | None:
        return None if self.trend is None else (0.0, self.trend.mean)

    def _tilt_line(self) -> tuple[float, float] | None:
        trend = self.trend
        if trend is None or trend.tilt is None or not self.has_tilt:
            return None
        return trend.tilt, trend.mean - trend.tilt * trend.centre

    def _mean_plates(self, theme: Theme) -> list[Plate]:
        if self.trend is None:
            return []
        if self.is_level and self.has_tilt:
            return self._level_plates(self.trend, theme)
        text = f"mean {self._number(self.trend.mean)}"
        formula = f"{text} = {MINUS}½ ∂b"
        has_formula = self.has_gradient and self.held is not Held.INTERCEPT
        wordings = (formula, text) if has_formula else (text,)
        return [Plate("mean", words, theme.text) for words in wordings]

    def _level_plates(self, trend: ResidualTrend, theme: Theme) -> list[Plate]:
        """Return what is said where the line is all but the best; a number that is not 0 stands."""
        if self.is_nothing_left:
            return [Plate("mean", NOTHING_LEFT, theme.text, THAT_A_LINE)]
        tilt = "" if trend.tilt is None else f", tilt {signed(trend.tilt)}"
        told = f"mean {self._number(trend.mean)}{tilt}:"
        return [
            Plate("mean", told, theme.text, f"{LITTLE_LEFT} {THAT_A_LINE}"),
            Plate("mean", LITTLE_LEFT, theme.text, THAT_A_LINE),
        ]

    def _tilt_plates(self, theme: Theme) -> list[Plate]:
        trend = self.trend
        if trend is None or trend.tilt is None or not self.has_tilt or self.is_level:
            return []
        digits = self._digits()
        short = Plate("tilt", f"tilt {signed(trend.tilt, digits or DIGITS[0])}", theme.text)
        has_formula = digits is not None and self._has_formula
        return [short._replace(under=self.formula()), short] if has_formula else [short]

    @property
    def _has_formula(self) -> bool:
        return self.has_gradient and self.held is not Held.SLOPE

    def formula(self) -> str:
        """Return how tilt and mean make the gradient by slope."""
        trend, digits = self.trend, self._digits() or DIGITS[-1]
        assert trend is not None
        inner, by_slope = f"{measured(trend.spread, digits)} · tilt", self._by_slope(trend)
        if self._offset(trend):
            inner = f"({inner} {joined(trend.offset, digits)} · mean)"
        added = f" {joined(self.penalty, digits)}" if self.penalty else ""
        return f"∂m = {MINUS}2 · {inner}{added} = {measured(by_slope)}".replace("2 · (", "2 (")

    def _by_slope(self, trend: ResidualTrend) -> float:
        return trend.gradient[0] + self.penalty

    def _offset(self, trend: ResidualTrend) -> float:
        return trend.offset if abs(trend.offset) > 1e-9 * abs(trend.spread) else 0.0

    def _digits(self) -> int | None:
        """Return with how many digits the formula checks; None where its parts cancel too far."""
        trend = self.trend
        if trend is None or trend.tilt is None or not self._has_formula:
            return DIGITS[0]
        return self._kept_digits.of((trend, self.penalty), lambda: self._found_digits(trend))

    def _found_digits(self, trend: ResidualTrend) -> int | None:
        assert trend.tilt is not None
        parts = trend.spread, trend.tilt, self._offset(trend), trend.mean, self.penalty
        by_slope = self._by_slope(trend)
        for digits in DIGITS:
            spread, tilt, offset, mean, penalty = (float(f"{part:.{digits}g}") for part in parts)
            told = penalty - 2.0 * (spread * tilt + offset * mean)
            if abs(told - by_slope) <= CHECKED * abs(by_slope):
                return digits
        return None

    def _number(self, value: float) -> str:
        """Write a mean; what is nothing beside the residuals is 0."""
        trend = self.trend
        if trend is None or value * value <= max(NO_SHARE * trend.mse, self.rounding):
            return "0"
        return measured(value, self._digits() or DIGITS[0])

    def _anchors(self, frame: PixelFrame, line: tuple[float, float] | None) -> Anchors:
        """Return the places at which a line may be named."""
        if line is None:
            return []
        x = frame.left + np.array(NAMED_AT) * (frame.right - frame.left)
        columns, rows = frame.x_pixels(x).tolist(), frame.y_pixels(line[0] * x + line[1]).tolist()
        places = zip(NAMED_AT, columns, rows, strict=True)
        return [(share, QPointF(column, row)) for share, column, row in places]


def signed(value: float, digits: int = 3) -> str:
    """Write a number with its sign."""
    text = measured(value, digits)
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def joined(value: float, digits: int) -> str:
    """Write a number as a further part of a sum."""
    text = measured(value, digits)
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"
