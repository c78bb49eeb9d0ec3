"""The part of the Training card that unfolds: what most runs leave as it is."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.limits import MOST_DEGREES
from linreg_gui.core.setting_spec import SettingSpec
from linreg_gui.core.settings import (
    BATCH_SIZE,
    COLUMNS,
    DECAY,
    DECAY_EPOCHS,
    DECAY_FACTOR,
    DEGREE,
    HELD,
    IMPROVEMENT,
    L2,
    MOMENTUM,
    OPTIMIZER,
    PATIENCE,
    SCALING,
    SEED,
    WATCHED,
    Decay,
    DescentConfig,
    Optimizer,
    Watched,
)
from linreg_gui.core.surface import Surface
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Lockable
from linreg_gui.session.curve import Columns, Line
from linreg_gui.session.opening import usual_settings, zero_of
from linreg_gui.session.session import Session
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.training import training_fields as fields
from linreg_gui.views.training.feature_chips import FeatureChips
from linreg_gui.views.training.hold_buttons import HoldButtons
from linreg_gui.views.training.hold_out_choice import (
    HOLD_OUT_HINT,
    HOLD_OUT_TIP,
    HOLD_OUT_TITLE,
    HoldOutChoice,
)
from linreg_gui.views.training.training_fields import SettingBinding, SettingRow
from linreg_gui.views.widgets.card_parts import bare_column, bare_row, muted
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import ThemedFrame
from linreg_gui.views.widgets.number_field import Number

DECAY_WORDS = {Decay.INVERSE_TIME: "to a half by epoch", Decay.STEP: "every … epochs"}
DEGREE_WORDS = {1: "straight line", **{k: f"degree {k}" for k in range(2, MOST_DEGREES + 1)}}
L2_HINT_OF_CURVE, START_HINT_OF_CURVE = "pulls weights to 0", "pull the curve to set it"
START_HINT_OF_FEATURES, SCALING_HINT_OF_FEATURES = "pull the line to set it", "of each"
SCALING_OF_FEATURES = {scaling: text.removesuffix(" x") for scaling, text in SCALING.words.items()}
FIRST_PATIENCE = 20
NARROW, SMALL = 48, 76
"""Widths of fields for few digits."""
CHOICE_WIDTH, OPTIMIZER_WIDTH, LEAST_CHOICE = 150, 178, 84

FIELDS = (MOMENTUM, DECAY_EPOCHS, DECAY_FACTOR, L2, SEED, IMPROVEMENT, PATIENCE)
"""Settings that are a number; one added here has its field."""


HOLD_OUT = "hold_out"
LOCKS = {"start": Lockable.START, HOLD_OUT: Lockable.HELD_OUT, **LOCK_OF_SETTING}


class MorePanel(QWidget):
    """Optimizer, batches, start, curve or features, held-out points, stops, and more.

    Parameters
    ----------
    session : Session
    is_pointed_at : callable
        Whether the pointer is in the card.

    Attributes
    ----------
    fields : dict of str to NumberField
        By the name of the setting.
    rows : dict of str to SettingRow
        The same, "start" and "hold_out".
    has_waiting_rows : bool
        Whether rows come or go as soon as the pointer leaves: it would find them moved.
    """

    def __init__(self, session: Session, is_pointed_at: Callable[[], bool]) -> None:
        super().__init__()
        self._session = session
        self._is_pointed_at = is_pointed_at
        self.has_waiting_rows = False
        self._patience = FIRST_PATIENCE
        self._next_seed = 1
        self._locked: frozenset[Lockable] = frozenset()
        self.fields = {spec.name: fields.setting_field(spec) for spec in FIELDS}
        self.optimizer_box = ChoiceBox({kind: _capital(kind) for kind in Optimizer})
        self.batch_field = fields.batch_field()
        self.decay_box = ChoiceBox(DECAY.words)
        self.slope_field = fields.coefficient_field()
        self.intercept_field = fields.coefficient_field()
        self.zero_button, self.random_button = QPushButton("Zero"), QPushButton("Random")
        self.hold_buttons = HoldButtons()
        self.degree_box, self.hold_out_choice = ChoiceBox(DEGREE_WORDS), HoldOutChoice()
        self.feature_chips = FeatureChips(self.degree_box)
        self.scale_box = ChoiceBox(SCALING.words)
        self.plateau_box, self.early_box = CheckBox(""), CheckBox("")
        self.rows: dict[str, SettingRow] = {}
        self._plateau_row, self._start_buttons = self._plateau_fields(), self._buttons_of_start()
        self._coefficients_of_start = self._start_fields()
        self._another_split = _in_a_row(self.hold_out_choice.another_button, is_untitled=True)
        self._assemble()
        self._connect()

    # ---- layout

    def _assemble(self) -> None:
        column = bare_column(self, 0)
        self._add(column, OPTIMIZER, self._optimizer_fields())
        self.rows[OPTIMIZER.name].label.setBuddy(self.optimizer_box)
        self.optimizer_box.setAccessibleName(OPTIMIZER.title)
        self._add(column, BATCH_SIZE, self.batch_field)
        self._add(column, DECAY, self.decay_box)
        for spec in (DECAY_EPOCHS, DECAY_FACTOR):
            self._add(column, spec, self.fields[spec.name])
        self.rows["start"] = SettingRow("Start", "", self._coefficients_of_start)
        column.addWidget(self.rows["start"])
        column.addWidget(self._start_buttons)
        self._add(column, HELD, self.hold_buttons)
        self._add(column, DEGREE, self.degree_box)
        self._add(column, COLUMNS, self.feature_chips)
        self._add_hold_out(column)
        self._add(column, SCALING, self.scale_box)
        self._add(column, L2, self.fields[L2.name])
        self._add(column, PATIENCE, self.plateau_box, "Stop on a plateau")
        self._add(column, WATCHED, self.early_box)
        column.addWidget(self._plateau_row)
        self._add(column, SEED, self.fields[SEED.name])
        self.fields[PATIENCE.name].setAccessibleName(PATIENCE.title)

    def _add(
        self, column: QVBoxLayout, spec: SettingSpec, control: QWidget, title: str = ""
    ) -> None:
        if control in {self.degree_box, self.scale_box, self.feature_chips}:
            control.setFixedWidth(CHOICE_WIDTH)
        elif spec is L2:
            control.setFixedWidth(SMALL)
        elif control in {self.batch_field, self.decay_box, self.fields.get(spec.name)}:
            control.setFixedWidth(fields.FIELD_WIDTH)
        row = SettingRow(title or spec.title, spec.hint, control, spec.tip)
        self.rows[spec.name] = row
        column.addWidget(row)

    def _add_hold_out(self, column: QVBoxLayout) -> None:
        choice = self.hold_out_choice
        choice.setFixedWidth(fields.FIELD_WIDTH)
        self.rows[HOLD_OUT] = SettingRow(HOLD_OUT_TITLE, "", choice, HOLD_OUT_TIP)
        column.addWidget(self.rows[HOLD_OUT])
        column.addWidget(self._another_split)

    def _optimizer_fields(self) -> QWidget:
        """Return the optimizer with its β beside it: no row comes or goes under the hand."""
        field, label = self.fields[MOMENTUM.name], muted(QLabel("β"))
        label.setBuddy(field)
        field.setAccessibleName(MOMENTUM.title)
        set_tip(field, f"{MOMENTUM.title}. {MOMENTUM.tip}")
        field.setFixedWidth(NARROW)
        self._momentum = _in_a_row(label, field)
        made = self._optimizer = _in_a_row(self.optimizer_box, self._momentum)
        self.set_type_scale(1.0)
        self.optimizer_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._momentum.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return made

    def set_type_scale(self, scale: float) -> None:
        """Widen the optimizer with its type; in a narrow column its name ends in "…"."""
        self.optimizer_box.setMinimumWidth(round(LEAST_CHOICE * scale))
        self._optimizer.setMaximumWidth(round(OPTIMIZER_WIDTH * scale))

    def _start_fields(self) -> QWidget:
        parts: list[QWidget] = []
        for symbol, name, field in (
            ("m", "Slope at the start", self.slope_field),
            ("b", "Intercept at the start", self.intercept_field),
        ):
            label = muted(QLabel(symbol))
            label.setBuddy(field)
            field.setAccessibleName(name)
            field.setFixedWidth(SMALL)
            parts += [label, field]
        return _in_a_row(*parts)

    def _buttons_of_start(self) -> QWidget:
        self.zero_button.setToolTip("Start from the line ŷ = 0")
        self.random_button.setToolTip("Start from a random line near the data; each click another")
        for button in (self.zero_button, self.random_button):
            button.setFixedWidth(88)
        return _in_a_row(self.zero_button, self.random_button, is_untitled=True)

    def _plateau_fields(self) -> QWidget:
        parts: list[QWidget] = []
        for text, spec in (("below", IMPROVEMENT), ("% in", PATIENCE)):
            field, label = self.fields[spec.name], muted(QLabel(text))
            label.setBuddy(field)
            field.setAccessibleName(spec.title)
            field.setFixedWidth(NARROW)
            parts += [label, field]
        return _in_a_row(*parts, muted(QLabel("epochs")), is_untitled=True)

    def _connect(self) -> None:
        for name, field in self.fields.items():
            SettingBinding(field, field.value_edited, name, self._change)
        for spec, box in (
            (OPTIMIZER, self.optimizer_box),
            (DECAY, self.decay_box),
            (HELD, self.hold_buttons),
            (SCALING, self.scale_box),
        ):
            SettingBinding(box, box.chosen, spec.name, self._change)
        self.batch_field.value_edited.connect(self._on_batch_edited)
        self.slope_field.value_edited.connect(self._on_start_edited)
        self.intercept_field.value_edited.connect(self._on_start_edited)
        self.zero_button.clicked.connect(self._on_zero_clicked)
        self.random_button.clicked.connect(self._on_random_clicked)
        self.degree_box.chosen.connect(self._on_degree_chosen)
        self.feature_chips.wanted.connect(self._on_features_wanted)
        self.hold_out_choice.wanted.connect(self._on_hold_out_wanted)
        self.plateau_box.clicked.connect(self._on_plateau_clicked)
        self.early_box.clicked.connect(self._on_early_clicked)

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the settings and the start; rows that mean nothing with them are left out."""
        self.slope_field.set_value(frame.start.slope)
        self.intercept_field.set_value(frame.start.intercept)
        self.rows["start"].set_changed(any(frame.start))
        self._locked = frame.permissions.locked
        self.hold_buttons.set_theme(frame.theme)
        self._render_hold_out(frame.dataset)
        self._render_settings(frame.settings, frame.table, is_own=False)

    def _render_settings(self, config: DescentConfig, table: Dataset, *, is_own: bool) -> None:
        """Show settings over a table; ``is_own`` is whether they were changed here."""
        self._render_values(config)
        usual = usual_settings(table)
        for name, row in self.rows.items():
            if hasattr(usual, name) and name != PATIENCE.name:
                row.set_changed(getattr(config, name) != getattr(usual, name))
        self.rows[PATIENCE.name].set_changed(self.plateau_box.isChecked())
        n_used = self._render_features(config, table)
        self.rows[DECAY_EPOCHS.name].label.setText(DECAY_WORDS.get(config.decay, ""))
        self._render_rows(self._wanted(config, table, n_used), is_own=is_own)

    def _render_values(self, config: DescentConfig) -> None:
        """Show the settings in their controls."""
        if config.patience:
            self._patience = config.patience
        for name, field in self.fields.items():
            field.set_value(self._patience if name == PATIENCE.name else getattr(config, name))
        self.optimizer_box.set_choice(config.optimizer)
        self.batch_field.set_value(config.batch_size or fields.ALL_POINTS)
        self.decay_box.set_choice(config.decay)
        self.hold_buttons.set_held(config.held)
        self.degree_box.set_choice(config.degree)
        self.scale_box.set_choice(config.scaling)
        is_early = config.watched is Watched.HELD_OUT
        self.plateau_box.setChecked(config.patience > 0 and not is_early)
        self.early_box.setChecked(config.patience > 0 and is_early)
        self._momentum.setVisible(config.optimizer.uses_momentum)

    def _wanted(self, config: DescentConfig, table: Dataset, n_used: int) -> dict[QWidget, bool]:
        """Return which parts mean something with settings, and may be used."""
        is_line, has_held_out = config.degree == n_used == 1, bool(self.hold_out_choice.counted)
        wanted: dict[QWidget, bool] = {
            self._coefficients_of_start: is_line,
            self.rows[HELD.name]: is_line,
            self.rows[DEGREE.name]: n_used == 1,
            self.rows[COLUMNS.name]: table.n_features > 1,
            self.rows[DECAY_EPOCHS.name]: config.decay is not Decay.NONE,
            self.rows[DECAY_FACTOR.name]: config.decay is Decay.STEP,
            self.rows[SEED.name]: config.has_batches(table.n_training),
            self.rows[WATCHED.name]: has_held_out,
            self._plateau_row: config.ends_on_plateau(int(has_held_out))
            and Lockable.STOP_RULE not in self._locked,
            self._another_split: has_held_out and Lockable.HELD_OUT not in self._locked,
            self._start_buttons: Lockable.START not in self._locked,
        }
        for name, row in self.rows.items():
            wanted[row] = wanted.get(row, True) and LOCKS[name] not in self._locked
        return wanted

    def _render_rows(self, wanted: dict[QWidget, bool], *, is_own: bool) -> None:
        """Show the parts that are wanted; under a pointer none goes or comes by itself."""
        for part, is_seen in wanted.items():
            # A row that waits to go must not be used: what it sets would be refused.
            part.setEnabled(is_seen)
        waits = {part for part, is_seen in wanted.items() if part.isHidden() == is_seen}
        if is_own or not self.isVisible() or not self._is_pointed_at():
            for waiting in waits:
                waiting.setVisible(wanted[waiting])
            waits = set()
        self.has_waiting_rows = bool(waits)

    def _render_features(self, config: DescentConfig, table: Dataset) -> int:
        """Show which features are used, and what that means; return how many there are."""
        used = Surface.of(config).columns_of(table)
        self.feature_chips.take(table.feature_names, used)
        self.rows[COLUMNS.name].hint.setText(f"{len(used)} of {table.n_features}")
        is_line = config.degree == 1 and len(used) == 1
        is_of_several = len(used) > 1
        self.scale_box.set_texts(SCALING_OF_FEATURES if is_of_several else SCALING.words)
        self.rows[SCALING.name].hint.setText(
            SCALING_HINT_OF_FEATURES if is_of_several else SCALING.hint
        )
        self.rows[L2.name].hint.setText(L2.hint if is_line else L2_HINT_OF_CURVE)
        start_hint = START_HINT_OF_CURVE if config.degree > 1 else START_HINT_OF_FEATURES
        self.rows["start"].hint.setText("" if is_line else start_hint)
        return len(used)

    def _render_hold_out(self, dataset: Dataset) -> None:
        choice, row = self.hold_out_choice, self.rows[HOLD_OUT]
        choice.set_dataset(dataset)
        row.hint.setText(choice.counted or HOLD_OUT_HINT)
        row.set_changed(bool(choice.counted))

    # ---- gestures

    def _change(self, name: str, value: object) -> None:
        session = self._session
        session.set_settings(replace(session.runs.settings, **{name: value}))  # type: ignore[arg-type]
        self._show_own()

    def _show_own(self) -> None:
        """Show what was changed here; a refused value is taken back from its control, too."""
        problem, runs = self._session.problem, self._session.runs
        self._render_settings(runs.settings, problem.dataset, is_own=True)

    @Slot(object)
    def _on_batch_edited(self, size: Number) -> None:
        self._change("batch_size", None if size == fields.ALL_POINTS else int(size))

    @Slot(object)
    def _on_degree_chosen(self, degree: int) -> None:
        self._session.set_degree(degree)
        self._show_own()

    @Slot(object)
    def _on_features_wanted(self, columns: Columns) -> None:
        self._session.set_columns(columns)
        self._show_own()

    @Slot(object)
    def _on_hold_out_wanted(self, hold_out: HoldOut | None) -> None:
        self._session.problem.hold_out(hold_out)
        self._render_hold_out(self._session.problem.dataset)
        self._show_own()

    @Slot(bool)
    def _on_plateau_clicked(self, is_wanted: bool) -> None:
        self._stop_on(Watched.LOSS, is_wanted=is_wanted)

    @Slot(bool)
    def _on_early_clicked(self, is_wanted: bool) -> None:
        self._stop_on(Watched.HELD_OUT, is_wanted=is_wanted)

    def _stop_on(self, watched: Watched, *, is_wanted: bool) -> None:
        """Stop on a plateau of one loss, or of none; a run watches one of them."""
        session, patience = self._session, self._patience if is_wanted else 0
        watched = watched if is_wanted else Watched.LOSS
        session.set_settings(replace(session.runs.settings, patience=patience, watched=watched))
        self._show_own()

    @Slot()
    def _on_start_edited(self) -> None:
        slope, intercept = self.slope_field.value, self.intercept_field.value
        if slope is not None and intercept is not None:
            self._session.problem.set_start(Line(float(slope), float(intercept)))

    @Slot()
    def _on_zero_clicked(self) -> None:
        session = self._session
        session.problem.set_start(zero_of(session.problem.dataset, session.runs.settings))

    @Slot()
    def _on_random_clicked(self) -> None:
        self._session.problem.set_random_start(self._next_seed)
        self.random_button.setToolTip(f"Random start, seed {self._next_seed}; each click the next")
        self._next_seed += 1


def _in_a_row(*parts: QWidget, is_untitled: bool = False) -> QWidget:
    """Return widgets side by side; without a title, as a row of the panel, at its right."""
    made = QWidget()
    row = bare_row(made, 4)
    if is_untitled:
        made.setMinimumHeight(fields.ROW_HEIGHT)
        row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    return made


def _capital(optimizer: Optimizer) -> str:
    name = OPTIMIZER.words[optimizer]
    return name[0].upper() + name[1:]
