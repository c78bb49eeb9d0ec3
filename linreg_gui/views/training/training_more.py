"""The part of the Training card that unfolds: what most runs leave as it is."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from linreg_gui.core.setting_spec import SettingSpec
from linreg_gui.core.settings import (
    DECAY,
    DECAY_EPOCHS,
    DECAY_FACTOR,
    IMPROVEMENT,
    IS_STANDARDISED,
    L2,
    MOMENTUM,
    PATIENCE,
    SEED,
    Decay,
    DescentConfig,
    Optimizer,
)
from linreg_gui.session.session import Session
from linreg_gui.views.training import training_fields as fields
from linreg_gui.views.training.training_fields import FieldBinding, FieldRow
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.choice_box import ChoiceBox

DECAY_WORDS = {Decay.INVERSE_TIME: "to a half by epoch", Decay.STEP: "every … epochs"}
FIRST_PATIENCE = 20
NARROW = 52


class MorePanel(QWidget):
    """Momentum, decay, scaling, penalty, stop rule and seed.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._patience = FIRST_PATIENCE
        self.momentum_field = fields.setting_field(MOMENTUM)
        self.decay_box = ChoiceBox(DECAY.words)
        self.decay_epochs_field = fields.setting_field(DECAY_EPOCHS)
        self.decay_factor_field = fields.setting_field(DECAY_FACTOR)
        self.scale_box = CheckBox(IS_STANDARDISED.title)
        self.penalty_field = fields.setting_field(L2)
        self.plateau_box = CheckBox("Stop on a plateau")
        self.improvement_field = fields.setting_field(IMPROVEMENT)
        self.patience_field = fields.setting_field(PATIENCE)
        self.seed_field = fields.setting_field(SEED)
        self._plateau_row = QWidget()
        grid = QGridLayout()
        row = partial(self._add_row, grid)
        self._momentum_row = row(MOMENTUM, self.momentum_field)
        row(DECAY, self.decay_box)
        self._decay_epochs_row = row(DECAY_EPOCHS, self.decay_epochs_field)
        self._decay_factor_row = row(DECAY_FACTOR, self.decay_factor_field)
        row(L2, self.penalty_field)
        self._seed_row = row(SEED, self.seed_field)
        self._assemble(grid)
        self._connect()

    def _add_row(self, grid: QGridLayout, spec: SettingSpec, field: QWidget) -> FieldRow:
        return fields.add_row(grid, grid.rowCount(), spec, field)

    def _assemble(self, grid: QGridLayout) -> None:
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self.scale_box.setToolTip(IS_STANDARDISED.tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(grid)
        column.addWidget(self.scale_box)
        column.addWidget(self.plateau_box)
        self._assemble_plateau_row()
        column.addWidget(self._plateau_row)

    def _assemble_plateau_row(self) -> None:
        self.plateau_box.setToolTip(PATIENCE.tip)
        row = QHBoxLayout(self._plateau_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for text, field, spec in (
            ("less than", self.improvement_field, IMPROVEMENT),
            ("% in", self.patience_field, PATIENCE),
        ):
            label = QLabel(text)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(spec.title)
            field.setFixedWidth(NARROW)
            row.addWidget(label)
            row.addWidget(field)
        last = QLabel("epochs")
        last.setProperty("role", "muted")
        row.addWidget(last)
        row.addStretch(1)

    def _connect(self) -> None:
        for spec, field in (
            (MOMENTUM, self.momentum_field),
            (DECAY_EPOCHS, self.decay_epochs_field),
            (DECAY_FACTOR, self.decay_factor_field),
            (L2, self.penalty_field),
            (IMPROVEMENT, self.improvement_field),
            (PATIENCE, self.patience_field),
            (SEED, self.seed_field),
        ):
            FieldBinding(field, spec.name, self._change)
        self.decay_box.chosen.connect(self._on_decay_chosen)
        self.scale_box.clicked.connect(self._on_scaling_clicked)
        self.plateau_box.clicked.connect(self._on_plateau_clicked)

    # ---- rendering

    def render_settings(self, config: DescentConfig, n_samples: int) -> None:
        """Show settings; rows that mean nothing with them are left out."""
        self.momentum_field.set_value(config.momentum)
        self.decay_box.set_choice(config.decay)
        self.decay_epochs_field.set_value(config.decay_epochs)
        self.decay_factor_field.set_value(config.decay_factor)
        self.scale_box.setChecked(config.is_standardised)
        self.penalty_field.set_value(config.l2)
        self.plateau_box.setChecked(config.patience > 0)
        self.improvement_field.set_value(config.improvement)
        if config.patience:
            self._patience = config.patience
            self.patience_field.set_value(config.patience)
        self.seed_field.set_value(config.seed)
        has_momentum = config.optimizer in {Optimizer.MOMENTUM, Optimizer.NESTEROV}
        self._momentum_row.set_visible(has_momentum)
        self._decay_epochs_row.label.setText(DECAY_WORDS.get(config.decay, ""))
        self._decay_epochs_row.set_visible(config.decay is not Decay.NONE)
        self._decay_factor_row.set_visible(config.decay is Decay.STEP)
        self._seed_row.set_visible(config.steps_per_epoch(n_samples) > 1)
        self._plateau_row.setVisible(config.patience > 0)

    # ---- gestures

    def _change(self, name: str, value: object) -> None:
        session = self._session
        session.set_settings(replace(session.runs.settings, **{name: value}))  # type: ignore[arg-type]
        # A refused value is taken back from its control, too.
        self.render_settings(session.runs.settings, session.problem.dataset.n_samples)

    @Slot(object)
    def _on_decay_chosen(self, decay: Decay) -> None:
        self._change("decay", decay)

    @Slot(bool)
    def _on_scaling_clicked(self, is_standardised: bool) -> None:
        self._change("is_standardised", is_standardised)

    @Slot(bool)
    def _on_plateau_clicked(self, is_wanted: bool) -> None:
        self._change("patience", self._patience if is_wanted else 0)
