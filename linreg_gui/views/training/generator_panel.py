"""A small panel that generates a noisy line."""

from functools import partial

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QFormLayout

from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.generators import noisy_line
from linreg_gui.core.numbers import parse_number
from linreg_gui.core.settings import SEED
from linreg_gui.session.session import Session
from linreg_gui.session.wording import field_text
from linreg_gui.views.training.training_fields import setting_field
from linreg_gui.views.widgets.buttons import PanelButton, button_row
from linreg_gui.views.widgets.card_parts import refusal_label
from linreg_gui.views.widgets.number_field import NumberField, count_field
from linreg_gui.views.window.shell import WindowShell

MOST_POINTS = 1_000_000


class GeneratorPanel(QDialog):
    """Number of points, slope, intercept, noise and seed; the data changes on "Generate"."""

    def __init__(self, session: Session, shell: WindowShell) -> None:
        super().__init__(shell)
        self._session = session
        self._shell = shell
        self.setWindowTitle("Generate a noisy line")
        self.setModal(False)
        self.n_field = count_field(1, MOST_POINTS, 50)
        self.slope_field = _number_field(2.0)
        self.intercept_field = _number_field(1.0)
        self.noise_field = _number_field(1.0)
        self.seed_field = setting_field(SEED)
        self.seed_field.set_value(42)
        self.refusal = refusal_label()
        self.generate_button = PanelButton("Generate")
        self.cancel_button = PanelButton("Cancel")
        form = QFormLayout(self)
        for text, field in (
            ("Points", self.n_field),
            ("Slope", self.slope_field),
            ("Intercept", self.intercept_field),
            ("Noise (standard deviation)", self.noise_field),
            ("Seed", self.seed_field),
        ):
            field.setAccessibleName(text)
            field.refused.connect(self.refusal.setText)
            field.value_edited.connect(self._on_value_edited)
            form.addRow(text, field)
        form.addRow(self.refusal)
        form.addRow(button_row(self.generate_button, self.cancel_button))
        self.generate_button.clicked.connect(self._on_generate)
        self.cancel_button.clicked.connect(self.close)

    @Slot()
    def _on_value_edited(self) -> None:
        self.refusal.clear()

    @Slot()
    def _on_generate(self) -> None:
        slope, intercept, noise = (
            float(field.value or 0)
            for field in (self.slope_field, self.intercept_field, self.noise_field)
        )
        rng = np.random.default_rng(int(self.seed_field.value or 0))
        try:
            dataset = noisy_line(int(self.n_field.value or 1), slope, intercept, noise, rng)
        except (DatasetError, ValueError) as error:
            self.refusal.setText(str(error))
            return
        self.refusal.clear()
        self._shell.bring_data(partial(self._session.open_generated, dataset))


def _number_field(value: float) -> NumberField:
    field = NumberField(parse_number, field_text, lambda v, d: round(v + d, 12))
    field.set_value(value)
    return field
