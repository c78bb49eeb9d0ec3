"""The Model card: the line of the epoch shown, and how good it is."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session.curve import Curve
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.session.wording_cut import model_noun
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.model.equation import FORMULA, M_AND_B, Equation
from linreg_gui.views.model.meaning import meaning
from linreg_gui.views.model.model_values import (
    MAIN_ROWS,
    MORE_ROWS,
    Row,
    best_curve,
    tells_best,
    value_texts,
)
from linreg_gui.views.model.predictions import FeaturePrediction, PredictionRow
from linreg_gui.views.widgets.buttons import FoldButton, SignButton
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, bare_row, muted
from linreg_gui.views.widgets.formatting import (
    EQUATION_FIELDS,
    NOTHING,
    equation_markup,
    equation_pieces,
    whole_equation,
)
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.actions import Actions

TERMS_A_ROW = 3
"""Of a curve; names of features may take a second row."""


class Value(ElidedLabel):
    """A number at the right end of a row: what stands beside it yields first."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Take the room of a longer number at once: painted before, it would end in "…"."""
        super().setText(text)
        parent = self.parentWidget()
        layout = None if parent is None else parent.layout()
        if layout is not None and self.sizeHint().width() > self.width():
            layout.activate()

    def minimumSizeHint(self) -> QSize:
        """Return a size that widens no column."""
        return QSize(0, super().minimumSizeHint().height())


WORDS = {Hideable.WORKSHEET: "show_worksheet", Hideable.CODE: "show_code"}
"""What is opened by words in the last row, with its view option."""


class ModelCard(QWidget):
    """Equation, the values that judge the line, and the prediction at a typed x.

    Parameters
    ----------
    session : Session
        For gestures. What is written comes from frames alone.
    clock : FrameClock
    actions : Actions
        Those of *More numbers*, worksheet and code stand in the last row as words.
    """

    drawn_fields = (
        *EQUATION_FIELDS,
        "table",
        "origin",
        "shown_branch",
        "hand",
        "view_options",
        "permissions",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, actions: Actions) -> None:
        super().__init__()
        self._session = session
        self.equation = Equation()
        self.names: dict[str, QWidget] = {}
        self._titles: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        self.forget_button = SignButton("✕", "Forget the lines tried by hand")
        self.word_buttons: dict[Hideable, QToolButton] = {}
        self.more_button, self.more = FoldButton(), QWidget()
        self.prediction_row = PredictionRow(clock.frame())
        self.feature_prediction: FeaturePrediction | None = None
        """Made when there are several features first."""
        self._assemble(actions)
        self._connect()
        self._seen = clock.frame()
        self.render_frame(self._seen)
        clock.add(self, self._seen)

    def _connect(self) -> None:
        self.equation.tip_asked.connect(self._render_tip)
        self.forget_button.clicked.connect(self._session.hand.forget)
        self.equation.copy_line.triggered.connect(self._copy_line)
        self.equation.copy_best.triggered.connect(self._copy_best)

    # ---- what stands where

    def _assemble(self, actions: Actions) -> None:
        column = bare_column(self, 4)
        column.addWidget(self.equation)
        for row in MAIN_ROWS:
            column.addLayout(self._line_of(row))
        self.values["mse"].setProperty("role", "title")
        muted(self.values["above"])
        column.addLayout(self._words(actions))
        column.addWidget(self.more)
        self._more_column = bare_column(self.more, 3)
        self._more_column.addWidget(self.prediction_row)

    def _make_more_rows(self) -> None:
        """Make what a first look does not show, above the prediction."""
        for place, row in enumerate(MORE_ROWS):
            self._more_column.insertLayout(place, self._line_of(row))
        best = self.values["best"]
        best.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        best.addAction(self.equation.copy_best)

    def _labels(self, row: Row) -> tuple[QWidget, QLabel]:
        """Make the two ends of a row: its name, with a hint, and its value."""
        name, value = QWidget(), Value(NOTHING)
        parts = bare_row(name, 8)
        title = self._titles[row.key] = QLabel(row.name)
        beside = ElidedLabel(row.hint)
        if row.naming is not None:
            title = self._titles[row.key] = beside
            beside.setText(row.name)
        for part in dict.fromkeys((title, beside)):
            muted(part)
            parts.addWidget(part, int(part is beside))
        set_tip(name, row.tip)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setAccessibleName(row.name or "Compared with the best possible")
        value.setAccessibleDescription(row.tip)
        self.names[row.key], self.values[row.key] = name, value
        return name, value

    def _line_of(self, row: Row) -> QHBoxLayout:
        line = QHBoxLayout()
        name, value = self._labels(row)
        line.addWidget(name, 1)
        line.addWidget(value)
        if not row.name:
            name.hide()  # shown without a parent, any other would be a window for a moment
        if row.key == "hand":
            line.addWidget(self.forget_button)
        return line

    def _words(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.more_button.setDefaultAction(actions.toggles["show_numbers"])
        row.addWidget(self.more_button)
        row.addStretch(1)
        for name, option in WORDS.items():
            button = self.word_buttons[name] = QToolButton()
            button.setObjectName("word")
            button.setDefaultAction(actions.toggles[option])
            row.addWidget(button)
        return row

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the values of the line shown."""
        self._seen = frame
        self._render_equation(frame)
        is_brief = frame.view_options.show_worksheet
        for name, button in self.word_buttons.items():
            button.setVisible(not frame.hides(name))
        has_more = frame.view_options.show_numbers and not is_brief
        self.more_button.setVisible(not is_brief and not frame.hides(Hideable.MORE_NUMBERS))
        if has_more and not self._more_column.itemAt(1):
            self._make_more_rows()
        self.more.setVisible(has_more)
        rows = (*MAIN_ROWS, *MORE_ROWS) if has_more else MAIN_ROWS
        is_line = frame.is_line
        texts = value_texts(frame, rows)
        if is_brief:
            texts["hand"] = ""
        for row in rows:
            self.values[row.key].setText(texts[row.key])
            if row.naming is not None and texts[row.key]:
                self._name(row.key, row.naming(frame))
            is_seen = bool(texts[row.key]) and (is_line or not row.is_of_lines)
            self.names[row.key].setVisible(is_seen and bool(row.name))
            self.values[row.key].setVisible(is_seen)
        self.forget_button.setVisible(bool(texts["hand"]))
        self.prediction_row.take(frame)
        self._predict_over_features(frame, is_shown=has_more and frame.dataset.n_features > 1)

    def _predict_over_features(self, frame: ThemedFrame, *, is_shown: bool) -> None:
        if is_shown and self.feature_prediction is None:
            self.feature_prediction = FeaturePrediction(self.prediction_row.field)
            self._more_column.addWidget(self.feature_prediction)
        if self.feature_prediction is not None:
            self.feature_prediction.setVisible(is_shown)
            if is_shown:
                self.feature_prediction.take(frame)

    def _name(self, key: str, name: str) -> None:
        if name != self._titles[key].text():
            self._titles[key].setText(name)
            self.values[key].setAccessibleName(name)

    def _render_equation(self, frame: ThemedFrame) -> None:
        colour = branch_colour(frame.theme, frame.shown_branch)
        pieces = equation_pieces(frame)
        self.equation.setText(equation_markup(pieces, colour))
        if frame.is_line:
            self.equation.name("Equation of the line shown", M_AND_B)
            self.equation.show_rows(1)
        else:
            self.equation.name(f"Equation of the {model_noun(frame)} shown", FORMULA)
            # As many as all features would need: what is below stays where it is, under the
            # hand that chooses some. Names of features are longer than powers of x.
            n_terms = max(len(frame.shown_parameters), frame.table.n_features + 1)
            n_rows = math.ceil(n_terms / TERMS_A_ROW)
            self.equation.show_rows(max(n_rows, min(frame.dataset.n_features, 2)))
        self.equation.copy_best.setEnabled(tells_best(frame))

    @Slot()
    def _render_tip(self) -> None:
        """Say what the equation means, and its numbers whole."""
        frame, said = self._seen, "A click copies it."
        exact = whole_equation(frame)
        if frame.is_line:
            m, b = map(float, frame.shown_curve)
            exact, said = f"m = {m!r}\nb = {b!r}", "A click copies both."
        set_tip(self.equation, "\n".join(filter(None, (meaning(frame), exact, said))))

    # ---- copying

    @Slot()
    def _copy_line(self) -> None:
        self._copy(self._seen.shown_curve, self._seen.coefficients, "")

    @Slot()
    def _copy_best(self) -> None:
        frame, curve = self._seen, best_curve(self._seen)
        if curve is not None:
            best = frame.loss.minimum_parameters if frame.loss is not None else ()
            self._copy(curve, frame.coefficients_of(best), " of the best fit")

    def _copy(self, line: Curve, coefficients: Sequence[float], of_what: str) -> None:
        """Put slope and intercept on the clipboard with all digits, as two cells of a table.

        Of a curve or a plane its formula, in letters that programs read.
        """
        formula = self._seen.formula
        if formula is None:
            text, what = "\t".join(repr(float(value)) for value in line), f"{M_AND_B}{of_what}"
            self._session.post_notice(Notice(f"Copied {what} with all digits."))
        else:
            text = formula.plain(coefficients)
            self._session.post_notice(Notice(f"Copied {FORMULA}{of_what}."))
        QGuiApplication.clipboard().setText(text)
