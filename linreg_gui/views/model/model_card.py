"""The Model card: the line of the epoch shown, and how good it is."""

import html
from collections.abc import Callable
from dataclasses import dataclass

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
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Line
from linreg_gui.session.wording import field_text
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.widgets.formatting import SMALLEST_MINIMUM, fixed_or_short, percent
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.number_field import Number, NumberField

NOTHING = "–"
GUESSING = "guess first"
EXTRA = {"hand", "penalised", "standardised"}
"""Rows that are not always there."""
BRIEF = {"mse", "penalised"}
"""Rows that stay while a worksheet is open."""
EQUATION_SCALES = (1.6, 1.3, 1.05)


@dataclass(frozen=True)
class Row:
    """One row of the card; without a text there is nothing to say and the row goes.

    Attributes
    ----------
    key, name, tip : str
    text : callable
        The frame and its loss to the text.
    """

    key: str
    name: str
    tip: str
    text: Callable[[Frame, QuadraticLoss], str]


def value_texts(frame: Frame) -> dict[str, str]:
    """Return the text of every row by its key; empty where the row should not be seen."""
    loss = frame.loss
    if loss is None:
        return {row.key: "" if row.key in EXTRA else NOTHING for row in ROWS}
    return {row.key: row.text(frame, loss) for row in ROWS}


def _mse(frame: Frame, _loss: QuadraticLoss) -> str:
    return fixed_or_short(frame.dataset.loss.value(np.array(frame.shown_line)), 4)


def _penalised(frame: Frame, loss: QuadraticLoss) -> str:
    if not loss.l2:
        return ""
    return fixed_or_short(loss.value(np.array(frame.shown_parameters)), 4)


def _standardised(frame: Frame, _loss: QuadraticLoss) -> str:
    return _pair(list(frame.shown_parameters)) if frame.settings.is_standardised else ""


def _above(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.view_options.is_guessing:
        return GUESSING
    return _above_best(loss, float(loss.excess_values(np.array(frame.shown_parameters))))


def _hand(frame: Frame, loss: QuadraticLoss) -> str:
    losses = frame.hand_losses
    if not len(losses):
        return ""
    best = float(losses.min())
    if frame.view_options.is_guessing:
        return fixed_or_short(best, 4)
    return f"{fixed_or_short(best, 4)} ({_above_best(loss, max(best - loss.minimum_value, 0.0))})"


def _r_squared(frame: Frame, _loss: QuadraticLoss) -> str:
    r_squared = frame.dataset.loss.r_squared(np.array(frame.shown_line))
    return NOTHING if r_squared is None else fixed_or_short(round(r_squared, 9), 4)


def _gradient(frame: Frame, loss: QuadraticLoss) -> str:
    return _pair(loss.gradient(np.array(frame.shown_parameters)).tolist())


def _best(frame: Frame, loss: QuadraticLoss) -> str:
    if frame.view_options.is_guessing:
        return GUESSING
    if loss.is_degenerate:
        return "not unique"
    if not loss.l2:  # in the data's own units, without what rounding leaves on the way there
        return _pair(frame.dataset.loss.minimum_parameters.tolist())
    return _pair(list(frame.from_surface(Line(*loss.minimum_parameters.tolist()))))


def _above_best(loss: QuadraticLoss, excess: float) -> str:
    if loss.minimum_value > SMALLEST_MINIMUM * max(loss.variance_y, 0.0) and loss.minimum_value > 0:
        return percent(excess / loss.minimum_value)
    return f"by {fixed_or_short(excess)}"


def _pair(values: list[float]) -> str:
    return f"({', '.join(fixed_or_short(value) for value in values)})"


ROWS = (
    Row("mse", "MSE", "Mean squared error: the mean of (y − ŷ)²", _mse),
    Row("penalised", "MSE + λ·m²", "What is minimised: the error and the penalty of the slope",
        _penalised),
    Row("above", "above the best fit", "How much larger the loss is than that of the best line",
        _above),
    Row("r_squared", "R²", "1 − MSE / variance of y; negative when worse than the mean of y",
        _r_squared),
    Row("standardised", "on standardised x", "Slope and intercept of the same line, as the descent "
        "sees it", _standardised),
    Row("gradient", "gradient (∂m, ∂b)", "−2·mean(x·residual), −2·mean(residual), "
        "and 2λ·m more with a penalty; on standardised x where that is set", _gradient),
    Row("best", "best fit (m, b)", "The line of least squares, or with the penalty", _best),
    Row("hand", "best by hand", "The smallest loss you reached by hand, and how far above the "
        "best fit it is", _hand),
)  # fmt: skip


class ModelCard(QWidget):
    """Equation, the values that judge the line, and the prediction at a typed x."""

    drawn_fields = (
        "dataset",
        "settings",
        "objective",
        "shown_parameters",
        "shown_line",
        "shown_branch",
        "hand",
        "view_options",
        "theme",
    )

    def __init__(self, clock: FrameClock) -> None:
        super().__init__()
        self.equation = QLabel()
        self.names: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        self.x_field = NumberField(parse_number, field_text, _step_x)
        self.prediction = QLabel(NOTHING)
        self._prediction = QWidget()
        self._assemble()
        self.x_field.value_edited.connect(self._on_x_edited)
        self._seen = clock.frame()
        self.render_frame(self._seen)
        clock.add(self, self._seen)

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
        for place, row in enumerate(ROWS):
            name, value = QLabel(row.name), QLabel(NOTHING)
            name.setProperty("role", "muted")
            name.setToolTip(row.tip)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setAccessibleName(row.name)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self.names[row.key], self.values[row.key] = name, value
            grid.addWidget(name, place, 0)
            grid.addWidget(value, place, 1)
        column.addLayout(grid)
        column.addWidget(self._prediction)
        self._fill_prediction()

    def _keep_room_for_the_hand(self, *, is_kept: bool) -> None:
        """Keep room for a row that comes in the middle of a drag: what is below must not jump."""
        policy = self.values["hand"].sizePolicy()
        policy.setRetainSizeWhenHidden(is_kept)
        self.values["hand"].setSizePolicy(policy)

    def _fill_prediction(self) -> None:
        row = QHBoxLayout(self._prediction)
        row.setContentsMargins(0, 0, 0, 0)
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

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the values of the line shown."""
        self._seen = frame
        self._render_equation(frame)
        is_brief = frame.view_options.show_worksheet
        for key, text in value_texts(frame).items():
            self.values[key].setText(text)
            for label in (self.names[key], self.values[key]):
                label.setVisible(bool(text) and (key in BRIEF or not is_brief))
        self._keep_room_for_the_hand(is_kept=not is_brief)
        self._prediction.setVisible(not is_brief)
        self._render_prediction(frame.shown_line)

    def _render_equation(self, frame: ThemedFrame) -> None:
        """Write the equation as large as it fits."""
        self.equation.setText(_equation_text(frame))
        font = QFont(QApplication.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        for scale in EQUATION_SCALES:
            font.setPointSizeF(QApplication.font().pointSizeF() * scale)
            self.equation.setFont(font)
            if self.equation.sizeHint().width() <= self.width():
                break

    def _render_prediction(self, line: Line) -> None:
        x = self.x_field.value
        predicted = NOTHING
        if x is not None:
            with np.errstate(all="ignore"):
                y = float(np.float64(line.slope) * x + line.intercept)
            predicted = f"ŷ = {fixed_or_short(y)}" if np.isfinite(y) else "too large to compute"
        self.prediction.setText(predicted)

    @Slot()
    def _on_x_edited(self) -> None:
        self._render_prediction(self._seen.shown_line)


def _equation_text(frame: ThemedFrame) -> str:
    line, colour = frame.shown_line, branch_colour(frame.theme, frame.shown_branch)
    slope, intercept = fixed_or_short(line.slope), fixed_or_short(abs(line.intercept))
    sign = "\N{MINUS SIGN}" if line.intercept < 0 else "+"
    return (
        f"ŷ = <span style='color:{colour}; font-weight:600'>{html.escape(slope)}</span> x "
        f"{sign} <span style='color:{colour}; font-weight:600'>{html.escape(intercept)}</span>"
    )


def _step_x(value: Number, direction: int) -> float:
    return round(float(value) + direction, 12)
