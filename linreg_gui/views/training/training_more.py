"""The part of the Training card that unfolds: what most runs leave as it is."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from linreg_gui.core.setting_spec import Kind
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
)
from linreg_gui.session.session import Session
from linreg_gui.views.training import training_fields as fields
from linreg_gui.views.training.training_fields import FieldBinding
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.choice_box import ChoiceBox

DECAY_WORDS = {Decay.INVERSE_TIME: "to a half by epoch", Decay.STEP: "every … epochs"}
FIRST_PATIENCE = 20
NARROW = 52


ROWS = (MOMENTUM, DECAY, DECAY_EPOCHS, DECAY_FACTOR, L2, SEED)
"""From top to bottom; a setting added here has its field, its title and its tip."""


class MorePanel(QWidget):
    """Momentum, decay, scaling, penalty, plateau and seed.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    fields : dict of str to NumberField
        By the name of the setting.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._patience = FIRST_PATIENCE
        self.fields = {
            spec.name: fields.setting_field(spec)
            for spec in (*ROWS, IMPROVEMENT, PATIENCE)
            if spec.kind is not Kind.CHOICE
        }
        self.decay_box = ChoiceBox(DECAY.words)
        self.scale_box = CheckBox(IS_STANDARDISED.title)
        self.plateau_box = CheckBox("Stop on a plateau")
        self._plateau_row = QWidget()
        grid = QGridLayout()
        self._rows = {
            spec.name: fields.add_row(grid, row, spec, self.fields.get(spec.name, self.decay_box))
            for row, spec in enumerate(ROWS)
        }
        self._assemble(grid)
        self._connect()

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
        for text, spec in (("less than", IMPROVEMENT), ("% in", PATIENCE)):
            field = self.fields[spec.name]
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
        for name, field in self.fields.items():
            FieldBinding(field, name, self._change)
        self.decay_box.chosen.connect(self._on_decay_chosen)
        self.scale_box.clicked.connect(self._on_scaling_clicked)
        self.plateau_box.clicked.connect(self._on_plateau_clicked)

    # ---- rendering

    def render_settings(self, config: DescentConfig, n_samples: int) -> None:
        """Show settings; rows that mean nothing with them are left out."""
        if config.patience:
            self._patience = config.patience
        for name, field in self.fields.items():
            field.set_value(self._patience if name == PATIENCE.name else getattr(config, name))
        self.decay_box.set_choice(config.decay)
        self.scale_box.setChecked(config.is_standardised)
        self.plateau_box.setChecked(config.patience > 0)
        rows = self._rows
        rows[MOMENTUM.name].set_visible(config.optimizer.uses_momentum)
        rows[DECAY_EPOCHS.name].label.setText(DECAY_WORDS.get(config.decay, ""))
        rows[DECAY_EPOCHS.name].set_visible(config.decay is not Decay.NONE)
        rows[DECAY_FACTOR.name].set_visible(config.decay is Decay.STEP)
        rows[SEED.name].set_visible(config.steps_per_epoch(n_samples) > 1)
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
