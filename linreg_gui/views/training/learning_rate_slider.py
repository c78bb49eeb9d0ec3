"""The learning-rate slider: logarithmic, painted with what each rate does to the present data."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.session.wording import number
from linreg_gui.session.wording_training import training_sentence
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.training.rate_zones import (
    RateLimits,
    draw_marks,
    draw_zone_names,
    groove_brush,
    limits_of,
    spread,
)

STEPS = 1200
DECADES_BELOW_LIMIT = 4.0
DECADES_ABOVE_LIMIT = 1.0
CRAWLING_DECADES = 1.0
"""As much of the rates that crawl is in the range at least, wherever they begin."""
PLAIN_DECADES = (-5.0, 1.0)
"""The range where no limit is known."""
KNOB_RADIUS = 7.0
GROOVE_HEIGHT = 8.0
MARK_HEIGHT = 9.0
"""Room for the marks, above the knob."""
MARK_GAP = 10.0
MARK_REACH = 5.0
"""Pixels from a mark at which it is named."""


class LearningRateSlider(QSlider):
    """A slider whose whole steps are logarithms of learning rates.

    Its range follows the data: four decades below the largest stable rate to one above. Where no
    such rate is known the groove is plain.
    """

    rate_moved = Signal(float)
    """The learning rate the user moved to."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._log_low, self._log_high = PLAIN_DECADES
        self._limits: RateLimits | None = None
        self._describe: Callable[[float], str] | None = None
        self._is_setting = False
        self.setRange(0, STEPS)
        self.setSingleStep(4)
        self.setPageStep(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Learning rate")
        self.valueChanged.connect(self._on_value_changed)

    def sizeHint(self) -> QSize:
        """Ask for room for the knob and the zones' names."""
        drawn = round(self._theme.type_scale * (2 * KNOB_RADIUS + MARK_HEIGHT + 6))
        return QSize(160, drawn + self.fontMetrics().height())

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of another theme."""
        if theme is not self._theme:
            self._theme = theme
            self.updateGeometry()
            self.update()

    def set_limits(
        self,
        limits: RateLimits | None,
        describe: Callable[[float], str] | None = None,
        around: float | None = None,
    ) -> None:
        """Paint zones and marks, and move the range over them.

        Parameters
        ----------
        limits : RateLimits or None
            None where no rate parts what converges from what diverges: the groove is plain.
        describe : callable or None
            A learning rate to the sentence that says what it does.
        around : float or None
            A rate to have in the range where there are no limits.
        """
        self._limits, self._describe = limits, describe
        if limits is not None:
            around = limits.diverges_from
        if around is None:
            self._log_low, self._log_high = PLAIN_DECADES
        else:
            logarithm = math.log10(around)
            self._log_low = logarithm - DECADES_BELOW_LIMIT
            if limits is not None and limits.crawls_below is not None:
                # In a round bowl even small rates converge: a knob at the end must not stand on it.
                crawl = math.log10(limits.crawls_below)
                self._log_low = min(self._log_low, crawl - CRAWLING_DECADES)
            self._log_high = logarithm + DECADES_ABOVE_LIMIT
        self.update()

    def set_rate(self, rate: float) -> None:
        """Move the knob to a learning rate, as far as it goes."""
        self._is_setting = True
        self.setValue(round(STEPS * min(max(self._share(rate), 0.0), 1.0)))
        self._is_setting = False

    def rate_at(self, share: float) -> float:
        """Return the learning rate at a share of the slider's length, to three digits."""
        rate = 10 ** (self._log_low + share * (self._log_high - self._log_low))
        return float(f"{min(max(rate, SMALLEST_RATE), LARGEST_RATE):.3g}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the knob to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def event(self, event: QEvent) -> bool:
        """Name what is under the pointer; leave the wheel to the column, which scrolls by it."""
        if event.type() == QEvent.Type.Wheel:
            return False
        if isinstance(event, QHelpEvent):
            text = self.text_at(QPointF(event.pos()))
            if text:
                here = QRect(event.pos() - QPoint(2, 2), QSize(4, 4))
                QToolTip.showText(event.globalPos(), text, self, here)
                return True
        return super().event(event)

    def text_at(self, position: QPointF) -> str:
        """Say which mark is there, or else which rate and what it does; empty without limits."""
        if self._limits is None:
            return ""
        for mark, (_, centre) in zip(self._limits.marks, self.mark_places(), strict=True):
            away = position / self._theme.type_scale - centre
            if math.hypot(away.x(), away.y()) <= MARK_REACH:
                return mark.text
        rate = self.rate_at(self._share_at(position))
        told = number(rate, 3)
        return told if self._describe is None else f"{told}: {self._describe(rate)}"

    def mark_places(self) -> list[tuple[float, QPointF]]:
        """Return where on the groove each mark belongs, and where it is drawn, before scaling."""
        if self._limits is None:
            return []
        groove, marks = self._groove(), self._limits.marks
        at = [groove.left() + self._share(mark.rate) * groove.width() for mark in marks]
        places = spread(at, MARK_GAP, groove.left(), groove.right())
        return [(x, QPointF(place, MARK_GAP / 2)) for x, place in zip(at, places, strict=True)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the zones with their names, the marks and the knob."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            scale, area = self._theme.type_scale, self._area()
            painter.scale(scale, scale)
            font = painter.font()
            font.setPointSizeF(font.pointSizeF() / scale)
            painter.setFont(font)
            groove = self._groove()
            known = () if self._limits is None else self._limits.zones
            zones = [(self._share(end), name) for end, name in known]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(groove_brush(zones, groove, self._theme))
            painter.drawRoundedRect(groove, GROOVE_HEIGHT / 2, GROOVE_HEIGHT / 2)
            top = groove.center().y() + KNOB_RADIUS + 2
            names = QRectF(0, top, area.width(), area.height() - top)
            draw_zone_names(painter, zones, groove, names, self._theme)
            if self._limits is not None and self._limits.marks:
                draw_marks(painter, self.mark_places(), groove, self._theme)
            self._draw_knob(painter, groove)

    def _draw_knob(self, painter: QPainter, groove: QRectF) -> None:
        share = self.value() / STEPS
        centre = QPointF(groove.left() + share * groove.width(), groove.center().y())
        painter.setBrush(QColor(self._theme.card))
        edge = self._theme.accent if self.hasFocus() else self._theme.text
        painter.setPen(QPen(QColor(edge), 2.4))
        painter.drawEllipse(centre, KNOB_RADIUS, KNOB_RADIUS)

    def _area(self) -> QSizeF:
        """Return the size to draw in: a presentation enlarges all that is drawn."""
        return QSizeF(self.size()) / self._theme.type_scale

    def _groove(self) -> QRectF:
        middle = MARK_HEIGHT + KNOB_RADIUS + 3
        return QRectF(
            KNOB_RADIUS + 1,
            middle - GROOVE_HEIGHT / 2,
            self._area().width() - 2 * KNOB_RADIUS - 2,
            GROOVE_HEIGHT,
        )

    def _share(self, rate: float) -> float:
        return (math.log10(rate) - self._log_low) / (self._log_high - self._log_low)

    def _share_at(self, position: QPointF) -> float:
        groove = self._groove()
        at = position.x() / self._theme.type_scale
        share = (at - groove.left()) / max(groove.width(), 1.0)
        return min(max(share, 0.0), 1.0)

    def _follow(self, position: QPointF) -> None:
        self.setValue(round(STEPS * self._share_at(position)))

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        if not self._is_setting:
            self.rate_moved.emit(self.rate_at(value / STEPS))


def show_rates(slider: LearningRateSlider, frame: Frame) -> None:
    """Paint what each rate does, and move the knob to the one in use."""
    loss, config, objective = frame.loss, frame.settings, frame.objective
    start = frame.start_parameters
    if loss is None:
        slider.set_limits(None)
    else:

        def describe(rate: float) -> str:
            return training_sentence(objective, replace(config, learning_rate=rate), start).text

        slider.set_limits(limits_of(loss, config), describe, _middling_rate(frame))
    slider.set_rate(config.learning_rate)


def _middling_rate(frame: Frame) -> float:
    """Return a rate worth having in the range where no limit is known.

    The steps of an adaptive optimizer are about as long as the learning rate, so that the way
    there is to go tells which rates make sense.
    """
    loss = frame.loss
    assert loss is not None
    rate = largest_stable_learning_rate(loss)
    if frame.settings.optimizer.is_adaptive:
        way = np.abs(loss.minimum_parameters - np.array(frame.start_parameters))
        rate = float(way.max()) or 1.0
    return min(max(rate, 1e4 * SMALLEST_RATE), 0.1 * LARGEST_RATE)
