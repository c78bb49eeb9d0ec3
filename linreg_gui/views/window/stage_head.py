"""The first row of the stage: the line in large type, its error, and the best possible."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from linreg_gui.session.wording_cut import model_noun
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.card_parts import muted, tabular_font
from linreg_gui.views.widgets.formatting import (
    EQUATION_FIELDS,
    compared,
    equation_markup,
    equation_pieces,
    is_base,
    measured,
    whole_equation,
)
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

FORMULA_PIXELS, ERROR_PIXELS, BESIDE_PIXELS = 42, 34, 22
"""Type of the first row, on a screen of 720 lines."""
TYPE_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Of that type, the largest that the numbers of the row leave room for."""
SPARE = 1.03
"""Only with so much room is type enlarged again: a sign that comes and goes changes no size."""


class StageHead(QWidget):
    """The first row: the line in large type, its error, and how that compares with the best.

    Long numbers are written smaller: they never widen the window.
    """

    drawn_fields = (
        *EQUATION_FIELDS,
        "shown_branch",
        "view_options",
        "theme",
    )

    def __init__(self, clock: FrameClock) -> None:
        super().__init__()
        self.formula, self.error, self.beside = QLabel(), QLabel(), muted(QLabel())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(24)
        row.addWidget(self.formula, 1)
        row.addWidget(self.error)
        row.addWidget(self.beside)
        for label in (self.formula, self.error):
            label.setTextFormat(Qt.TextFormat.RichText)
        self.error.setAccessibleName("Mean squared error")
        self._scale, self._share = 1.0, 1.0
        self._seen = clock.frame()
        self.ask = clock.add(self, self._seen)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the line of a frame; nothing while it is not on the stage."""
        if self.isHidden():
            return
        self._scale, self._seen = frame.theme.stage_scale, frame
        self.error.setText(_error(frame))
        self.beside.setText(_beside_the_best(frame))
        self.setFixedHeight(QFontMetrics(self._font(FORMULA_PIXELS)).height())
        self._suit_width()

    def _write_formula(self, n_terms: int) -> None:
        frame = self._seen
        colour = branch_colour(frame.theme, frame.shown_branch)
        self.formula.setText(equation_markup(equation_pieces(frame, n_terms), colour))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of type anew."""
        super().resizeEvent(event)
        self._suit_width()

    def minimumSizeHint(self) -> QSize:
        """Return no width: type is smaller instead."""
        return QSize(0, super().minimumSizeHint().height())

    def _suit_width(self) -> None:
        """Give the row the largest type that fits into its width, and lay it out at once.

        Of several weights the last terms are left out where the smallest type has no room for them.
        """
        frame = self._seen
        n_terms = n_all = len(frame.shown_parameters)
        self._write_formula(n_terms)
        self._choose_share()
        while n_terms > 2 and self._width_at(self._share) > self.width():
            n_terms -= 1
            self._write_formula(n_terms)
        set_tip(self.formula, "" if n_terms == n_all else whole_equation(frame))
        self.formula.setAccessibleName(f"Equation of the {model_noun(frame)} shown")
        layout = self.layout()
        assert layout is not None
        layout.activate()

    def _choose_share(self) -> None:
        before, room = self._share, self.width()
        needed = self._width_at(before)
        if needed <= room and (before == TYPE_SHARES[0] or SPARE * needed > room):
            return
        fitting = (share for share in TYPE_SHARES if self._width_at(share) <= room)
        wanted = next(fitting, TYPE_SHARES[-1])
        if wanted > before and SPARE * self._width_at(wanted) > room:
            wanted = before
        self._share = wanted
        self._width_at(wanted)

    def _width_at(self, share: float) -> int:
        """Write the row in a share of its type, and return how wide it is."""
        for label, pixels in (
            (self.formula, FORMULA_PIXELS),
            (self.error, ERROR_PIXELS),
            (self.beside, BESIDE_PIXELS),
        ):
            label.setFont(self._font(share * pixels))
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()

    def _font(self, pixels: float) -> QFont:
        font = tabular_font(1.0)
        font.setPixelSize(round(pixels * self._scale))
        return font


def _error(frame: ThemedFrame) -> str:
    if frame.loss is None:
        return ""
    value = measured(frame.shown_mse)
    muted = frame.theme.muted
    return f"<span style='color:{muted}'>MSE</span> <span style='font-weight:600'>{value}</span>"


def _beside_the_best(frame: ThemedFrame) -> str:
    return compared(frame) if frame.loss is not None and is_base(frame.loss) else ""
