"""The Training card: learning rate, epochs, optimizer, batch and start; the rest unfolds."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.cures import cures
from linreg_gui.core.settings import (
    BATCH_SIZE,
    LEARNING_RATE,
    MAX_EPOCHS,
    OPTIMIZER,
    DescentConfig,
    Optimizer,
)
from linreg_gui.session.problem import ZERO_LINE
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line
from linreg_gui.session.wording_training import (
    formula_tip,
    training_sentence,
    training_summary,
)
from linreg_gui.views.training import training_fields as fields
from linreg_gui.views.training.auto_field import AutoField
from linreg_gui.views.training.cure_button import CureButton
from linreg_gui.views.training.learning_rate_slider import LearningRateSlider, show_rates
from linreg_gui.views.training.sentence_label import SentenceLabel
from linreg_gui.views.training.training_more import MorePanel
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.number_field import Number

OPTIMIZER_WIDTH = 150


class TrainingCard(QWidget):
    """Controls that stay usable while a run is under way."""

    drawn_fields = (
        "dataset",
        "settings",
        "automatic",
        "objective",
        "start",
        "start_parameters",
        "shown_branch",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock) -> None:
        super().__init__()
        self._session = session
        self._next_seed = 1
        self._waits_for_leave = False
        self.rate_field = AutoField(LEARNING_RATE)
        self.rate_slider = LearningRateSlider(clock.theme)
        self.epochs_field = AutoField(MAX_EPOCHS)
        self.optimizer_box = ChoiceBox({kind: _capital(kind) for kind in Optimizer})
        self.batch_field = fields.batch_field()
        self.slope_field = fields.coefficient_field()
        self.intercept_field = fields.coefficient_field()
        self.zero_button = QPushButton("zero")
        self.random_button = QPushButton("random")
        self.more_button = QPushButton()
        self.more = MorePanel(session)
        self.sentence, self.summary = SentenceLabel(), ElidedLabel()
        self.cure_button = CureButton(session)
        self._assemble()
        self._connect()
        frame = clock.frame()
        self.render_frame(frame)
        self._ask = clock.add(self, frame)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        fields.add_row(grid, 0, LEARNING_RATE, self.rate_field)
        self.rate_slider.setToolTip(LEARNING_RATE.tip)
        grid.addWidget(self.rate_slider, 1, 0, 1, 2)
        grid.addWidget(self.sentence, 2, 0, 1, 2)
        grid.addWidget(self.cure_button, 3, 0, 1, 2)
        fields.add_row(grid, 4, MAX_EPOCHS, self.epochs_field)
        fields.add_row(grid, 5, OPTIMIZER, self.optimizer_box)
        self.optimizer_box.setFixedWidth(OPTIMIZER_WIDTH)
        fields.add_row(grid, 6, BATCH_SIZE, self.batch_field)
        column.addLayout(grid)
        column.addLayout(self._start_row())
        column.addLayout(self._start_buttons())
        self.summary.setProperty("role", "muted")
        column.addWidget(self.summary)
        self.more.hide()
        column.addWidget(self.more)

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
        self.more_button.setCheckable(True)
        self.more_button.setObjectName("more")
        row = QHBoxLayout()
        row.addWidget(self.more_button)
        row.addStretch(1)
        row.addWidget(self.zero_button)
        row.addWidget(self.random_button)
        return row

    def _connect(self) -> None:
        session = self._session
        self.rate_field.value_edited.connect(session.set_learning_rate)
        self.rate_slider.rate_moved.connect(session.set_learning_rate)
        self.rate_slider.sliderPressed.connect(session.edits.begin_drag)
        self.rate_slider.sliderReleased.connect(session.edits.end_drag)
        self.epochs_field.value_edited.connect(session.set_max_epochs)
        self.rate_field.automatic_wanted.connect(self._on_automatic_rate_wanted)
        self.epochs_field.automatic_wanted.connect(self._on_automatic_epochs_wanted)
        self.optimizer_box.chosen.connect(self._on_optimizer_chosen)
        self.batch_field.value_edited.connect(self._on_batch_edited)
        self.more_button.toggled.connect(self._on_more_toggled)
        self.slope_field.value_edited.connect(self._on_start_edited)
        self.intercept_field.value_edited.connect(self._on_start_edited)
        self.zero_button.clicked.connect(self._on_zero_clicked)
        self.random_button.clicked.connect(self._on_random_clicked)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the settings, and what is to be expected of them."""
        settings: DescentConfig = frame.settings
        self.rate_slider.set_theme(frame.theme)
        if not self.rate_slider.isSliderDown() or frame.loss is None:
            show_rates(self.rate_slider, frame)
        self.rate_field.set_value(settings.learning_rate)
        self.rate_field.set_automatic(frame.automatic.learning_rate)
        self.epochs_field.set_value(settings.max_epochs)
        self.epochs_field.set_automatic(frame.automatic.max_epochs)
        self.slope_field.set_value(frame.start.slope)
        self.intercept_field.set_value(frame.start.intercept)
        self.optimizer_box.set_choice(settings.optimizer)
        self.batch_field.set_value(settings.batch_size or fields.ALL_POINTS)
        self._render_advice(frame)
        self._render_more(settings, frame.dataset.n_samples)

    def _render_advice(self, frame: ThemedFrame) -> None:
        """Say what the settings will do, and offer what helps."""
        objective, settings, start = frame.objective, frame.settings, frame.start_parameters
        is_branch = frame.shown_branch > 0
        sentence = training_sentence(objective, settings, start, is_branch=is_branch)
        self.sentence.show_sentence(sentence, formula_tip(frame.loss, settings))
        found = () if objective is None else cures(objective, settings, start)
        self.cure_button.offer(found[0] if found else None, is_branch=is_branch)
        self._show_below(self.cure_button, self.sentence, is_seen=bool(found))

    def _show_below(self, row: QWidget, anchor: QWidget, *, is_seen: bool) -> None:
        """Show or hide a row below a widget, unless that would move what the pointer is at."""
        at = self.mapFromGlobal(QCursor.pos())
        is_pointed_at = self.rect().contains(at) and at.y() > anchor.geometry().bottom()
        self._waits_for_leave = row.isHidden() == is_seen and is_pointed_at
        if not self._waits_for_leave:
            row.setVisible(is_seen)

    def leaveEvent(self, event: QEvent) -> None:
        """Move the rows that waited for the pointer to leave."""
        super().leaveEvent(event)
        if self._waits_for_leave:
            self._ask()

    def _render_more(self, settings: DescentConfig, n_samples: int) -> None:
        """Unfold, or say what is set where it is not seen."""
        is_open = self.more_button.isChecked()
        self.more_button.setText("Less" if is_open else "More")
        if is_open:
            self.more.render_settings(settings, n_samples)
        summary = "" if is_open else training_summary(settings, n_samples)
        self.summary.setText(summary)
        self.summary.setVisible(bool(summary))
        self.more.setVisible(is_open)

    @Slot()
    def _on_automatic_rate_wanted(self) -> None:
        self._session.let_follow_data(learning_rate=True)

    @Slot()
    def _on_automatic_epochs_wanted(self) -> None:
        self._session.let_follow_data(max_epochs=True)

    @Slot()
    def _on_more_toggled(self) -> None:
        self._ask()

    @Slot(object)
    def _on_optimizer_chosen(self, optimizer: Optimizer) -> None:
        self._session.set_settings(replace(self._session.runs.settings, optimizer=optimizer))
        self._ask()

    @Slot(object)
    def _on_batch_edited(self, size: Number) -> None:
        batch_size = None if size == fields.ALL_POINTS else int(size)
        self._session.set_settings(replace(self._session.runs.settings, batch_size=batch_size))

    @Slot()
    def _on_start_edited(self) -> None:
        slope, intercept = self.slope_field.value, self.intercept_field.value
        if slope is not None and intercept is not None:
            self._session.problem.set_start(Line(float(slope), float(intercept)))

    @Slot()
    def _on_zero_clicked(self) -> None:
        self._session.problem.set_start(ZERO_LINE)

    @Slot()
    def _on_random_clicked(self) -> None:
        self._session.problem.set_random_start(self._next_seed)
        self.random_button.setToolTip(f"Random start, seed {self._next_seed}; each click the next")
        self._next_seed += 1


def _capital(optimizer: Optimizer) -> str:
    name = OPTIMIZER.words[optimizer]
    return name[0].upper() + name[1:]
