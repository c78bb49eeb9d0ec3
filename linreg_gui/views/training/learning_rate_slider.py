"""The learning-rate slider: logarithmic, painted with what each rate does to the present data."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip

from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session.bets import BetStage
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.session.wording import limit_number, number
from linreg_gui.session.wording_training import fastest_sentence, training_sentence
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.training.rate_zones import (
    RateLimits,
    draw_limit,
    draw_zone_names,
    draw_zones,
    limits_of,
    zone_areas,
)

STEPS = 1200
DECADES_BELOW_LIMIT = 3.0
DECADES_ABOVE_LIMIT = 1.0
DECADES_BELOW_MIDDLING = 4.0
"""Where no limit is known, the rates worth having are known less well."""
CRAWLING_DECADES = 1.0
"""As much of the rates that are too slow is in the range at least, wherever they begin."""
PLAIN_DECADES = (-5.0, 1.0)
"""The range where no limit is known."""
SHOWN_PARTS = 64 * STEPS
"""Of the groove: a part is a small one of a pixel."""
KNOB_RADIUS = 9.0
DOT_RADIUS = 1.8
GROOVE_HEIGHT = 8.0
NAME_SHARE = 0.85
"""Size of the type in the slider, relative to that of the card."""
NUMBER_HEIGHT = 14.0
"""Room for the number of the limit, above the groove."""


class LearningRateSlider(QSlider):
    """A slider whose whole steps are logarithms of learning rates.

    Its range follows the data: from a thousandth of the largest stable rate to ten times of it, so
    that the limit always stands at the same place. Where the bowl is so round that even smaller
    rates converge the range begins below those. Where no largest rate is known the groove is plain.
    """

    rate_moved = Signal(float)
    """The learning rate the user moved to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._log_low, self._log_high = PLAIN_DECADES
        self._limits: RateLimits | None = None
        self._rate: float | None = None
        self._describe: Callable[[float], str] | None = None
        self._advise: Callable[[], str] | None = None
        self._is_setting = False
        self._painted: object = None
        """The look when it was painted last."""
        self.setRange(0, STEPS)
        self.setSingleStep(4)
        self.setPageStep(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Learning rate")
        self.valueChanged.connect(self._on_value_changed)

    def sizeHint(self) -> QSize:
        """Ask for room for the number of the limit, the knob and the zones' names."""
        drawn = round(self._theme.type_scale * (2 * KNOB_RADIUS + NUMBER_HEIGHT + 2))
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
        advise: Callable[[], str] | None = None,
    ) -> None:
        """Paint the zones, and move the range over them.

        Parameters
        ----------
        limits : RateLimits or None
            None where no rate parts what converges from what diverges: the groove is plain.
        describe : callable or None
            A learning rate to the sentence that says what it does.
        around : float or None
            A rate to have in the range where there are no limits.
        advise : callable or None
            What is said below the zones in the tool tip; asked when it is shown.
        """
        self._limits, self._describe, self._advise = limits, describe, advise
        if limits is not None:
            around = limits.diverges_from
        if around is None:
            self._log_low, self._log_high = PLAIN_DECADES
        else:
            logarithm = math.log10(around)
            decades = DECADES_BELOW_MIDDLING if limits is None else DECADES_BELOW_LIMIT
            self._log_low = logarithm - decades
            if limits is not None and limits.crawls_below is not None:
                # In a round bowl even small rates converge: a knob at the end must not stand on it.
                crawl = math.log10(limits.crawls_below)
                self._log_low = min(self._log_low, crawl - CRAWLING_DECADES)
            self._log_high = logarithm + DECADES_ABOVE_LIMIT
        if self._look() != self._painted:
            self.update()

    def conceal(self) -> None:
        """Paint a plain groove over the same range: a question is open, and the zones answer it."""
        self._limits = self._describe = self._advise = None
        if self._look() != self._painted:
            self.update()

    def set_rate(self, rate: float) -> None:
        """Move the knob to a learning rate, as far as it goes."""
        if rate != self._rate:
            self._rate = rate
            self.update()
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
        """End the dragging of the knob."""
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
                QToolTip.showText(event.globalPos(), as_tip(text), self, here)
                return True
        return super().event(event)

    def text_at(self, position: QPointF) -> str:
        """Say which rate is there, what it does, and where the zones end; empty without limits."""
        if self._limits is None:
            return ""
        rate = self.rate_at(self._share_at(position))
        told = number(rate, 3)
        if self._describe is not None:
            told = f"{told}: {self._describe(rate)}"
        advice = "" if self._advise is None else self._advise()
        return "\n".join(part for part in (told, self._limits.formulas, advice) if part)

    def limit_text(self) -> str:
        """Return the number at the mark of the limit, on the right side of the rate; "" without."""
        if self._limits is None:
            return ""
        limit = self._limits.diverges_from
        return number(limit, 3) if self._rate is None else limit_number(limit, self._rate)

    def limit_place(self) -> float | None:
        """Return where on the groove the mark of the limit is, before scaling; None without one."""
        if self._limits is None:
            return None
        groove = self._groove()
        return groove.left() + self._share(self._limits.diverges_from) * groove.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the zones with their names, the mark at the limit and the knob."""
        self._painted = self._look()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            scale, room = self._theme.type_scale, self._room()
            painter.scale(scale, scale)
            font = painter.font()
            font.setPointSizeF(font.pointSizeF() * NAME_SHARE / scale)
            painter.setFont(font)
            groove, limits = self._groove(), self._limits
            known = () if limits is None else limits.zones
            zones = [(self._share(end), zone) for end, zone in known]
            draw_zones(painter, zones, groove, self._theme)
            top = groove.center().y() + KNOB_RADIUS + 1
            names = QRectF(0, top, room.width(), room.height() - top)
            present = None if limits is None or self._rate is None else limits.zone_of(self._rate)
            draw_zone_names(painter, zone_areas(zones, groove), names, present, self._theme)
            at = self.limit_place()
            if limits is not None and at is not None:
                draw_limit(painter, at, self.limit_text(), groove, self._theme)
            self._draw_knob(painter, groove)

    def _look(self) -> object:
        """Return what is painted of the limits; places as far as antialiasing shows them."""
        limits, rate = self._limits, self._rate
        if limits is None:
            return None
        places = [round(SHOWN_PARTS * self._share(end)) for end, _ in limits.zones]
        zones = [zone for _, zone in limits.zones]
        return places, zones, rate and limits.zone_of(rate), self.limit_text()

    def _draw_knob(self, painter: QPainter, groove: QRectF) -> None:
        share = self.value() / STEPS
        centre = QPointF(groove.left() + share * groove.width(), groove.center().y())
        painter.setBrush(QColor(self._theme.card))
        edge = self._theme.accent if self.hasFocus() else self._theme.text
        painter.setPen(QPen(QColor(edge), 2.4))
        painter.drawEllipse(centre, KNOB_RADIUS, KNOB_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(edge))
        painter.drawEllipse(centre, DOT_RADIUS, DOT_RADIUS)

    def _room(self) -> QSizeF:
        """Return the size to draw in: a presentation enlarges all that is drawn."""
        return QSizeF(self.size()) / self._theme.type_scale

    def _groove(self) -> QRectF:
        middle = NUMBER_HEIGHT + KNOB_RADIUS
        return QRectF(
            KNOB_RADIUS + 1,
            middle - GROOVE_HEIGHT / 2,
            self._room().width() - 2 * KNOB_RADIUS - 2,
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
            self._rate = self.rate_at(value / STEPS)
            self.rate_moved.emit(self._rate)


def show_rates(slider: LearningRateSlider, frame: Frame) -> None:
    """Paint what each rate does, and move the knob to the one in use."""
    loss, config, objective = frame.loss, frame.settings, frame.objective
    start = frame.start_parameters
    if loss is None or frame.hides(Hideable.ZONES):
        # The range would tell the limit, which stands at one place of it.
        slider.set_limits(None)
    else:

        def describe(rate: float) -> str:
            return training_sentence(objective, replace(config, learning_rate=rate), start).text

        advise = partial(fastest_sentence, loss, config, start)
        slider.set_limits(limits_of(loss, config), describe, _middling_rate(frame), advise)
        if frame.bet.is_open or frame.bet.stage is BetStage.BOUND:
            slider.conceal()
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
