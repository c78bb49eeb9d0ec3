"""What the model predicts at values that are typed: numbers, or dates where values are dates."""

import contextlib
import datetime as dt

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.date_scale import MIDNIGHT, DateScale
from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.session.wording import field_text
from linreg_gui.session.wording_cut import short_names
from linreg_gui.storage.errors import one_line
from linreg_gui.views.model.model_values import prediction_text
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, bare_row, muted, put_in_tab_order
from linreg_gui.views.widgets.formatting import NOTHING
from linreg_gui.views.widgets.frame_clock import ThemedFrame
from linreg_gui.views.widgets.number_field import Number, NumberField

FIELD_WIDTH = 92
"""Pixels: a date is seen whole."""
NARROW_FIELD_WIDTH = 72
"""Of several in a row."""
FIELDS_A_ROW = 2
MEAN_DIGITS = 4
"""Of the means of features, which stand in the fields first."""
LONGEST_TEXT = 30
A_DAY = 86_400
"""Seconds."""


class ValueField(NumberField):
    """A field for a value of a column: a number, or a date where the values are dates."""

    def __init__(self) -> None:
        super().__init__(self._parsed, self._written, _stepped)
        self._dates: DateScale | None = None

    def set_column(self, name: str) -> None:
        """Take values of another column."""
        self._dates = DateScale.of(name)

    def _parsed(self, text: str) -> float:
        """Read a number, or the date that it stands for."""
        dates = self._dates
        try:
            return parse_number(text)
        except NumberError:
            if dates is None:
                raise
        # Only who types a date needs the readers of tables; a start does without.
        from linreg_gui.storage.tables.dates import is_time_of_day, seconds_reader
        from linreg_gui.storage.tables.numbers import CellError

        moment: dt.datetime | None = None
        with contextlib.suppress(CellError, OverflowError):
            moment = MIDNIGHT + dt.timedelta(seconds=seconds_reader(is_day_first=False)(text))
        if moment is None or is_time_of_day(text) == dates.has_day:
            kind = "date such as 2031-03-04" if dates.has_day else "time such as 10:30"
            raise NumberError(f"'{one_line(text, LONGEST_TEXT)}' is no {kind}.")
        return dates.value(moment)

    def _written(self, value: Number) -> str:
        """Write a number, or its date where the date says all of it."""
        dates = self._dates
        if dates is None or value != round(value) or not (dates.has_day or 0 <= value < A_DAY):
            return field_text(value)
        text = dates.text(value)
        return field_text(value) if text is None else text


class PredictionRow(QWidget):
    """A field for x, and ŷ there; of several features `FeaturePrediction` has one of each.

    Parameters
    ----------
    frame : ThemedFrame
        The one shown first.
    """

    def __init__(self, frame: ThemedFrame) -> None:
        super().__init__()
        self._seen = frame
        self.field = ValueField()
        self.prediction = _prediction_label()
        row = bare_row(self)
        label = muted(QLabel("Prediction at x ="))
        label.setBuddy(self.field)
        self.field.setAccessibleName("x to predict at")
        self.field.setFixedWidth(FIELD_WIDTH)
        row.addWidget(label)
        row.addWidget(self.field)
        row.addWidget(self.prediction, 1)
        self.field.value_edited.connect(self._render)
        self.field.textEdited.connect(self._on_text_edited)

    def take(self, frame: ThemedFrame) -> None:
        """Predict by another model; an x of other data is forgotten."""
        if frame.origin is not self._seen.origin:
            self.field.forget_value()
        self._seen = frame
        self.field.set_column(frame.dataset.feature_names[0])
        self.setVisible(frame.dataset.n_features == 1)
        self._render()

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        if not text:
            self.field.forget_value()
            self._render()

    @Slot()
    def _render(self) -> None:
        x = self.field.value
        has_one = self._seen.dataset.n_features == 1
        text = prediction_text(self._seen, float(x)) if x is not None and has_one else NOTHING
        self.prediction.setText(text)


class FeaturePrediction(QWidget):
    """A field for each feature, first with its mean, and ŷ there.

    Parameters
    ----------
    field_before : QWidget
        From which Tab goes to the fields.
    """

    def __init__(self, field_before: QWidget) -> None:
        super().__init__()
        self._field_before = field_before
        self._seen: ThemedFrame | None = None
        self.fields: list[ValueField] = []
        self.prediction = _prediction_label()
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
            field.setFixedWidth(NARROW_FIELD_WIDTH)
            if means:
                field.set_value(float(f"{means[place]:.{MEAN_DIGITS}g}"))
            field.value_edited.connect(self._render)
            row, column = divmod(place, FIELDS_A_ROW)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(field, row, 2 * column + 1)
            self.fields.append(field)
        put_in_tab_order(self._field_before, *self.fields)

    @Slot()
    def _render(self) -> None:
        values = [field.value for field in self.fields]
        text = NOTHING
        if self._seen is not None and None not in values:
            text = prediction_text(self._seen, np.array([values], dtype=np.float64))
        self.prediction.setText(text)


def _prediction_label() -> ElidedLabel:
    """Return a label for what is predicted, at the right end of a row."""
    label = ElidedLabel(NOTHING)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setAccessibleName("Prediction")
    return label


def _stepped(value: Number, direction: int) -> float:
    return round(float(value) + direction, 12)
