"""The Training card: learning rate, epochs and start."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.numbers import NumberError, parse_count, parse_number
from linreg_gui.launch import MAX_GUI_EPOCHS
from linreg_gui.session import wording
from linreg_gui.session.editing import ZERO_LINE
from linreg_gui.session.session import Session
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE, Line
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.learning_rate_slider import LearningRateSlider
from linreg_gui.views.number_field import Number, NumberField
from linreg_gui.views.theme import Theme

RATE_HELP = (
    "How far each step goes along −gradient. The gradient here is that of the full mean squared "
    "error (2/n). Courses that halve the loss (1/2n) halve the step too: every limit doubles."
)


class TrainingCard(QWidget):
    """Controls that stay usable while a run is under way."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._next_seed = 1
        self.rate_field = NumberField(parse_learning_rate, _write_rate, _step_rate)
        self.rate_slider = LearningRateSlider(theme)
        self.epochs_field = NumberField(_parse_epochs, _write_count, _step_epochs)
        self.slope_field = NumberField(parse_number, _write_start, _step_start)
        self.intercept_field = NumberField(parse_number, _write_start, _step_start)
        self.zero_button = QPushButton("zero")
        self.random_button = QPushButton("random")
        self.sentence = QLabel()
        self._assemble()
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._render()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.rate_slider.set_theme(theme)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        _add_row(grid, 0, "Learning rate", self.rate_field, RATE_HELP)
        self.rate_slider.setToolTip(RATE_HELP)
        grid.addWidget(self.rate_slider, 1, 0, 1, 2)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setMinimumHeight(3 * self.sentence.fontMetrics().height())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.sentence, 3, 0, 1, 2)
        _add_row(grid, 4, "Epochs", self.epochs_field, "How many passes over the data a run takes.")
        column.addLayout(grid)
        column.addLayout(self._start_row())
        column.addLayout(self._start_buttons())

    def _start_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(QLabel("Start"), 1)
        for symbol, name, field in (
            ("m", "Slope at the start", self.slope_field),
            ("b", "Intercept at the start", self.intercept_field),
        ):
            label = QLabel(symbol)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(name)
            field.setFixedWidth(82)
            row.addWidget(label)
            row.addWidget(field)
        return row

    def _start_buttons(self) -> QHBoxLayout:
        self.zero_button.setToolTip("Start from the line ŷ = 0")
        self.random_button.setToolTip("Start from a random line near the data; each click another")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.zero_button)
        row.addWidget(self.random_button)
        return row

    def _connect(self) -> None:
        session = self._session
        session.settings_changed.connect(self._mark_dirty)
        session.dataset_changed.connect(self._mark_dirty)
        session.start_changed.connect(self._mark_dirty)
        self.rate_field.value_edited.connect(session.set_learning_rate)
        self.rate_slider.rate_moved.connect(session.set_learning_rate)
        self.rate_slider.sliderPressed.connect(session.begin_drag)
        self.rate_slider.sliderReleased.connect(session.end_drag)
        self.epochs_field.value_edited.connect(session.set_max_epochs)
        self.slope_field.value_edited.connect(self._on_start_edited)
        self.intercept_field.value_edited.connect(self._on_start_edited)
        self.zero_button.clicked.connect(self._on_zero_clicked)
        self.random_button.clicked.connect(self._on_random_clicked)

    def _render(self) -> None:
        session = self._session
        settings: DescentConfig = session.settings
        if not self.rate_slider.isSliderDown() or session.loss is None:
            self.rate_slider.set_loss(session.loss)
            self.rate_slider.set_rate(settings.learning_rate)
        self.rate_field.set_value(settings.learning_rate)
        self.epochs_field.set_value(settings.max_epochs)
        self.slope_field.set_value(session.start.slope)
        self.intercept_field.set_value(session.start.intercept)
        self.sentence.setText(wording.data_sentence(session.loss, settings.learning_rate))

    @Slot()
    def _on_start_edited(self) -> None:
        slope, intercept = self.slope_field.value, self.intercept_field.value
        if slope is not None and intercept is not None:
            self._session.set_start(Line(float(slope), float(intercept)))

    @Slot()
    def _on_zero_clicked(self) -> None:
        self._session.set_start(ZERO_LINE)

    @Slot()
    def _on_random_clicked(self) -> None:
        self._session.set_random_start(self._next_seed)
        self.random_button.setToolTip(f"Random start, seed {self._next_seed}; each click the next")
        self._next_seed += 1


def parse_learning_rate(text: str) -> float:
    """Read a learning rate.

    Raises
    ------
    NumberError
        When it is no number or not within the range that means anything.
    """
    value = parse_number(text)
    if not SMALLEST_RATE <= value <= LARGEST_RATE:
        raise NumberError(
            f"The learning rate must be above 0 and at most 1e30, not {text.strip()}."
        )
    return value


def _parse_epochs(text: str) -> int:
    return parse_count(text, 1, MAX_GUI_EPOCHS)


def _write_rate(value: Number) -> str:
    return f"{value:.6g}"


def _write_count(value: Number) -> str:
    return str(int(value))


def _write_start(value: Number) -> str:
    return f"{value:.6g}"


def _step_rate(value: Number, direction: int) -> float:
    return float(f"{min(max(value * 1.1**direction, SMALLEST_RATE), LARGEST_RATE):.3g}")


def _step_epochs(value: Number, direction: int) -> int:
    size = 10 ** max(0, len(str(int(value))) - 2)
    return max(1, min(MAX_GUI_EPOCHS, int(value) + direction * size))


def _step_start(value: Number, direction: int) -> float:
    size = 10.0 ** (len(str(int(abs(value)))) - 2)
    return round(value + direction * size, 12)


def _add_row(grid: QGridLayout, row: int, text: str, field: NumberField, tip: str) -> None:
    label = QLabel(text)
    label.setBuddy(field)
    label.setToolTip(tip)
    field.setAccessibleName(text)
    field.setFixedWidth(110)
    grid.addWidget(label, row, 0)
    grid.addWidget(field, row, 1)
