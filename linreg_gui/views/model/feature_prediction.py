"""What a model over several features predicts at values that are typed, one of each."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.wording_cut import short_names
from linreg_gui.views.model.model_values import prediction_text
from linreg_gui.views.model.prediction_row import ValueField, prediction_label
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, muted
from linreg_gui.views.widgets.formatting import NOTHING
from linreg_gui.views.widgets.frame_clock import ThemedFrame

FIELD_WIDTH = 72
FIELDS_A_ROW = 2
MEAN_DIGITS = 4
"""Of the means, which stand in the fields first."""


class FeaturePrediction(QWidget):
    """A field for each feature, first with its mean, and ŷ there."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: ThemedFrame | None = None
        self.fields: list[ValueField] = []
        self.prediction = prediction_label()
        column = bare_column(self, 3)
        head = QHBoxLayout()
        head.addWidget(muted(QLabel("Prediction at")))
        head.addWidget(self.prediction, 1)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(3)
        for place in range(0, 2 * FIELDS_A_ROW, 2):
            self._grid.setColumnStretch(place, 1)
        column.addLayout(self._grid)

    def take(self, frame: ThemedFrame) -> None:
        """Predict by another model; values of other data are forgotten."""
        former, self._seen = self._seen, frame
        names = () if former is None else former.dataset.feature_names
        is_other = former is None or frame.origin is not former.origin
        if is_other or frame.dataset.feature_names != names:
            self._make_fields(frame.dataset)
        self._render()

    def _make_fields(self, data: Dataset) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self.fields = []
        means = data.training.features.mean(axis=0).tolist() if data.n_training else ()
        for place, (name, whole) in enumerate(
            zip(short_names(data), data.feature_names, strict=True)
        ):
            label, field = muted(ElidedLabel(name)), ValueField()
            field.set_column(whole)
            field.setAccessibleName(f"{name} to predict at")
            field.setFixedWidth(FIELD_WIDTH)
            label.setBuddy(field)
            if means:
                field.set_value(float(f"{means[place]:.{MEAN_DIGITS}g}"))
            field.value_edited.connect(self._render)
            row, column = divmod(place, FIELDS_A_ROW)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(field, row, 2 * column + 1)
            self.fields.append(field)

    @Slot()
    def _render(self) -> None:
        values = [field.value for field in self.fields]
        text = NOTHING
        if self._seen is not None and None not in values:
            text = prediction_text(self._seen, np.array([values], dtype=np.float64))
        self.prediction.setText(text)
