"""The Model card: the line of the epoch shown, and how good it is."""

import html

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.numbers import parse_number
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line
from linreg_gui.views.formatting import fixed_or_short, percent
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.number_field import Number, NumberField
from linreg_gui.views.theme import Theme

ROWS = (
    ("mse", "MSE", "Mean squared error: the mean of (y − ŷ)²"),
    ("above", "above the best fit", "How much larger the MSE is than that of the best line"),
    ("r_squared", "R²", "1 − MSE / variance of y; negative when worse than the mean of y"),
    ("gradient", "gradient (∂m, ∂b)", "−2·mean(x·residual), −2·mean(residual)"),
    ("best", "best fit (m, b)", "The line of least squares"),
)
EMPTY = "–"
EQUATION_SCALES = (1.6, 1.3, 1.05)
SMALLEST_MINIMUM = 1e-12
"""A best MSE below this part of y's variance is no base for a percentage."""


class ModelCard(QWidget):
    """Equation, MSE, percent above the best fit, R², gradient, and the prediction at a typed x."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self.equation = QLabel()
        self.values: dict[str, QLabel] = {}
        self.x_field = NumberField(parse_number, _write_x, _step_x)
        self.prediction = QLabel(EMPTY)
        self._assemble()
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._render()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._render()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.equation.setTextFormat(Qt.TextFormat.RichText)
        self.equation.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.equation.setAccessibleName("Equation of the line shown")
        column.addWidget(self.equation)
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (key, text, tip) in enumerate(ROWS):
            label, value = QLabel(text), QLabel(EMPTY)
            label.setProperty("role", "muted")
            label.setToolTip(tip)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setAccessibleName(text)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self.values[key] = value
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        column.addLayout(grid)
        column.addLayout(self._prediction_row())

    def _prediction_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel("prediction at x =")
        label.setProperty("role", "muted")
        label.setBuddy(self.x_field)
        self.x_field.setAccessibleName("x to predict at")
        self.x_field.setFixedWidth(76)
        self.prediction.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.prediction.setAccessibleName("Prediction")
        row.addWidget(label)
        row.addWidget(self.x_field)
        row.addWidget(self.prediction, 1)
        return row

    def _connect(self) -> None:
        session = self._session
        session.dataset_changed.connect(self._mark_dirty)
        session.cursor_changed.connect(self._mark_dirty)
        session.history_replaced.connect(self._mark_dirty)
        session.start_changed.connect(self._mark_dirty)
        self.x_field.value_edited.connect(self._on_x_edited)

    def _render(self) -> None:
        line, loss = self._session.shown_line, self._session.loss
        self._render_equation(line)
        texts = dict.fromkeys(self.values, EMPTY) if loss is None else _value_texts(loss, line)
        for key, text in texts.items():
            self.values[key].setText(text)
        self._render_prediction(line)

    def _render_equation(self, line: Line) -> None:
        """Write the equation as large as it fits."""
        self.equation.setText(self._equation_text(line))
        font = QFont(QApplication.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        for scale in EQUATION_SCALES:
            font.setPointSizeF(QApplication.font().pointSizeF() * scale)
            self.equation.setFont(font)
            if self.equation.sizeHint().width() <= self.width():
                break

    def _equation_text(self, line: Line) -> str:
        colour = self._theme.line
        slope, intercept = fixed_or_short(line.slope), fixed_or_short(abs(line.intercept))
        sign = "\N{MINUS SIGN}" if line.intercept < 0 else "+"
        return (
            f"ŷ = <span style='color:{colour}; font-weight:600'>{html.escape(slope)}</span> x "
            f"{sign} <span style='color:{colour}; font-weight:600'>{html.escape(intercept)}</span>"
        )

    def _render_prediction(self, line: Line) -> None:
        x = self.x_field.value
        predicted = EMPTY
        if x is not None:
            with np.errstate(all="ignore"):
                y = float(np.float64(line.slope) * x + line.intercept)
            predicted = f"ŷ = {fixed_or_short(y)}" if np.isfinite(y) else "beyond all numbers"
        self.prediction.setText(predicted)

    @Slot()
    def _on_x_edited(self) -> None:
        self._render_prediction(self._session.shown_line)


def _value_texts(loss: QuadraticLoss, line: Line) -> dict[str, str]:
    parameters = np.array(line)
    value, excess = float(loss.value(parameters)), float(loss.excess_values(parameters))
    r_squared = loss.r_squared(parameters)
    slope_gradient, intercept_gradient = loss.gradient(parameters)
    slope, intercept = loss.minimum_parameters
    best = f"({fixed_or_short(float(slope))}, {fixed_or_short(float(intercept))})"
    return {
        "mse": fixed_or_short(value, 4),
        "above": _above_text(loss, excess),
        "r_squared": EMPTY if r_squared is None else fixed_or_short(round(r_squared, 9), 4),
        "gradient": (
            f"({fixed_or_short(float(slope_gradient))}, "
            f"{fixed_or_short(float(intercept_gradient))})"
        ),
        "best": "not unique" if loss.is_degenerate else best,
    }


def _above_text(loss: QuadraticLoss, excess: float) -> str:
    if loss.minimum_value > SMALLEST_MINIMUM * max(loss.variance_y, 0.0) and loss.minimum_value > 0:
        return percent(excess / loss.minimum_value)
    return f"by {fixed_or_short(excess)}"


def _write_x(value: Number) -> str:
    return f"{value:.6g}"


def _step_x(value: Number, direction: int) -> float:
    return round(float(value) + direction, 12)
