"""The learning-rate slider: logarithmic, painted with what each rate does to the present data."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import (
    crawl_learning_rate,
    largest_stable_learning_rate,
    monotone_learning_rate,
)
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.views.theme import Theme

STEPS = 1200
DECADES_BELOW_LIMIT = 4.0
DECADES_ABOVE_LIMIT = 1.0
ZONE_NAMES = {
    "crawl": "crawls",
    "converge": "converges",
    "zigzag": "zig-zags",
    "diverge": "diverges",
}
KNOB_RADIUS = 7.0
GROOVE_HEIGHT = 8.0


class LearningRateSlider(QSlider):
    """A slider whose whole steps are logarithms of learning rates.

    Its range follows the data: four decades below the largest stable rate to one above.
    """

    rate_moved = Signal(float)
    """The learning rate the user moved to."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._log_low, self._log_high = -6.0, 0.0
        self._zones: list[tuple[float, str]] = []
        self._is_setting = False
        self.setRange(0, STEPS)
        self.setSingleStep(4)
        self.setPageStep(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Learning rate")
        self.valueChanged.connect(self._on_value_changed)

    def sizeHint(self) -> QSize:
        """Ask for room for the knob and the zones' names."""
        return QSize(160, round(2 * KNOB_RADIUS) + 6 + self.fontMetrics().height())

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def set_loss(self, loss: QuadraticLoss | None) -> None:
        """Paint the zones of this data and move the range over them."""
        if loss is None:
            self._zones = []
        else:
            limit = largest_stable_learning_rate(loss)
            self._log_low = math.log10(limit) - DECADES_BELOW_LIMIT
            self._log_high = math.log10(limit) + DECADES_ABOVE_LIMIT
            crawl = crawl_learning_rate(loss)
            crawl_end = monotone_learning_rate(loss) if crawl is None else crawl
            self._zones = [
                (self._share(crawl_end), "crawl"),
                (self._share(monotone_learning_rate(loss)), "converge"),
                (self._share(limit), "zigzag"),
            ]
        self.update()

    def set_rate(self, rate: float) -> None:
        """Move the knob to a learning rate, as far as it goes."""
        self._is_setting = True
        self.setValue(round(STEPS * min(max(self._share(rate), 0.0), 1.0)))
        self._is_setting = False

    def rate_at(self, share: float) -> float:
        """Give the learning rate at a share of the slider's length, to three digits."""
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the zones with their names, and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        groove = self._groove()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._zone_brush(groove))
        painter.drawRoundedRect(groove, GROOVE_HEIGHT / 2, GROOVE_HEIGHT / 2)
        self._draw_names(painter, groove)
        share = self.value() / STEPS
        centre = QPointF(groove.left() + share * groove.width(), groove.center().y())
        painter.setBrush(QColor(self._theme.card))
        edge = self._theme.accent if self.hasFocus() else self._theme.text
        painter.setPen(QPen(QColor(edge), 2.4))
        painter.drawEllipse(centre, KNOB_RADIUS, KNOB_RADIUS)

    def _groove(self) -> QRectF:
        middle = KNOB_RADIUS + 3
        return QRectF(
            KNOB_RADIUS + 1,
            middle - GROOVE_HEIGHT / 2,
            self.width() - 2 * KNOB_RADIUS - 2,
            GROOVE_HEIGHT,
        )

    def _draw_names(self, painter: QPainter, groove: QRectF) -> None:
        """Name each zone under its middle, where there is room."""
        painter.setPen(QColor(self._theme.muted))
        top, begin = groove.center().y() + KNOB_RADIUS + 2, 0.0
        for end, name in (*self._zones, (1.0, "diverge")) if self._zones else ():
            low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
            zone = QRectF(
                groove.left() + low * groove.width(), top,
                (high - low) * groove.width(), self.height() - top,
            )  # fmt: skip
            if self.fontMetrics().horizontalAdvance(ZONE_NAMES[name]) <= zone.width():
                painter.drawText(zone, int(Qt.AlignmentFlag.AlignHCenter), ZONE_NAMES[name])
            begin = max(begin, end)

    def _zone_brush(self, groove: QRectF) -> QBrush:
        theme = self._theme
        if not self._zones:
            return QBrush(QColor(theme.field_hover))
        gradient = QLinearGradient(groove.topLeft(), groove.topRight())
        colours = {"crawl": theme.crawl, "converge": theme.converge, "zigzag": theme.zigzag}
        begin = 0.0
        for end, name in self._zones:
            low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
            if high > low:
                gradient.setColorAt(min(low + 0.012, high), QColor(colours[name]))
                gradient.setColorAt(max(high - 0.012, low), QColor(colours[name]))
            begin = max(begin, end)
        gradient.setColorAt(min(begin + 0.004, 1.0), QColor(theme.diverge))
        gradient.setColorAt(1.0, QColor(theme.diverge))
        return QBrush(gradient)

    def _share(self, rate: float) -> float:
        return (math.log10(rate) - self._log_low) / (self._log_high - self._log_low)

    def _follow(self, position: QPointF) -> None:
        groove = self._groove()
        share = (position.x() - groove.left()) / max(groove.width(), 1.0)
        self.setValue(round(STEPS * min(max(share, 0.0), 1.0)))

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        if not self._is_setting:
            self.rate_moved.emit(self.rate_at(value / STEPS))
