"""Formulas set under each other, the phase of each at its left, the lit one on a tint."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import tabular_font
from linreg_gui.views.worksheet.formula_lines import Asked, EquationPart, Formula, Ink, Piece, Term

LINE_SPACING = 5
PHASE_GAP = 5
"""Pixels, beyond that of the lines, between two phases."""
NAME_GAP = 14
TINT_PADDING = 6
TINT_ALPHA = 34
FIELD_WIDTH = 96
TYPE_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76)
SPACE = Piece(" ")


class FormulaType:
    """Fonts at one size.

    Parameters
    ----------
    scale : float
        Size of the type, as a part of the application's.
    """

    def __init__(self, scale: float) -> None:
        self.fonts: dict[Ink, QFont] = {}
        self._metrics: dict[Ink, QFontMetricsF] = {}
        for ink in Ink:
            font = tabular_font(scale)
            font.setItalic(ink is Ink.SYMBOL)
            font.setBold(ink in {Ink.RESULT, Ink.NEW_LINE, Ink.BEST})
            self.fonts[ink], self._metrics[ink] = font, QFontMetricsF(font)

    @property
    def line_height(self) -> int:
        """Pixels from line to line."""
        return round(self._metrics[Ink.PLAIN].height()) + LINE_SPACING

    def name_width(self, formulas: tuple[Formula, ...]) -> float:
        """Return the pixels that the longest name of a phase takes."""
        names = {Piece(formula.phase.value, Ink.RESULT) for formula in formulas}
        return max((self.width_of((name,)) for name in names), default=0.0)

    def width_of(self, pieces: tuple[Piece, ...]) -> float:
        """Measure pieces set beside one another, in pixels."""
        return sum(self._metrics[piece.ink].horizontalAdvance(piece.text) for piece in pieces)

    def baseline(self, top: float) -> float:
        """Return the height of the baseline of a line that begins at ``top``."""
        metrics = self._metrics[Ink.PLAIN]
        return round(top + (self.line_height + metrics.ascent() - metrics.descent()) / 2)


@dataclass(frozen=True)
class _Row:
    """A line of pieces on the screen; ``top`` and ``left`` in pixels."""

    top: float
    left: float
    pieces: tuple[Piece, ...]


class FormulaPanel(QWidget):
    """Formulas, painted; a field can stand at the end of one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.formulas: tuple[Formula, ...] = ()
        self._theme = theme
        self._phase: StepPhase | None = None
        self._fields: dict[Asked, QWidget] = {}
        self._rows: tuple[tuple[_Row, ...], ...] = ()
        self._broken: set[StepPhase | EquationPart] = set()
        self._scale = 0
        self._type = FormulaType(TYPE_SCALES[0])
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """All formulas as plain text."""
        return "\n".join(formula.text for formula in self.formulas)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours and the type of another theme."""
        self._theme = theme
        self._set_anew()

    def set_formulas(self, formulas: tuple[Formula, ...]) -> None:
        """Show other formulas."""
        if formulas != self.formulas:
            self.formulas = formulas
            self.setAccessibleName(self.text)
            self._lay_out()

    def forget_fit(self) -> None:
        """Choose the size of type anew, for formulas of another kind."""
        self._set_anew()

    def set_phase(self, phase: StepPhase | None) -> None:
        """Light the formulas of a phase; None lights none."""
        if phase is not self._phase:
            self._phase = phase
            self.update()

    def place(self, fields: Mapping[Asked, QWidget]) -> None:
        """Put fields at the ends of the formulas that ask for their numbers."""
        for field in self._fields.values():
            field.deleteLater()
        self._fields = dict(fields)
        for field in fields.values():
            field.setParent(self)
            field.show()
        self._set_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._set_anew()

    # ---- layout

    def _set_anew(self) -> None:
        self._broken.clear()
        self._scale = 0
        self._type = FormulaType(TYPE_SCALES[0])
        self._lay_out()

    def _lay_out(self) -> None:
        """Set the lines, as large as they fit.

        What was set smaller or broken stays so, lest the panel jump from epoch to epoch.
        """
        rows = self._set_formulas()
        while not self._is_within(rows) and self._scale + 1 < len(TYPE_SCALES):
            self._scale += 1
            self._broken.clear()
            self._type = FormulaType(TYPE_SCALES[self._scale])
            rows = self._set_formulas()
        self._rows = rows
        height = 0
        if rows:
            height = round(rows[-1][-1].top) + self._type.line_height
            self._lay_fields(rows)
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def _is_within(self, rows: tuple[tuple[_Row, ...], ...]) -> bool:
        ends = (row.left + self._type.width_of(row.pieces) for placed in rows for row in placed)
        return max(ends, default=0.0) <= self.width()

    def _set_formulas(self) -> tuple[tuple[_Row, ...], ...]:
        left, top = self._type.name_width(self.formulas) + NAME_GAP, 0.0
        rows: list[tuple[_Row, ...]] = []
        previous: Formula | None = None
        self._broken |= {item.phase for item in self.formulas if not self._has_room(item, left)}
        for formula in self.formulas:
            if previous is not None and formula.phase is not previous.phase:
                top += PHASE_GAP
            previous = formula
            rows.append(tuple(self._set_formula(formula, left, top)))
            top += self._type.line_height * len(rows[-1])
        return tuple(rows)

    def _has_room(self, formula: Formula, left: float) -> bool:
        """Return whether a formula fits on one line, or could not be broken."""
        whole = tuple(piece for term in formula.terms for piece in (SPACE, *term))[1:]
        field = FIELD_WIDTH if formula.asked in self._fields else 0
        end = left + self._type.width_of(whole) + field
        return end <= self.width() or len(formula.terms) == 1

    def _set_formula(self, formula: Formula, left: float, top: float) -> Iterator[_Row]:
        """Break a formula where one of its phase does not fit; its "=" stands under the first."""
        first, *others = formula.terms
        if formula.phase not in self._broken or not others:
            whole = tuple(piece for term in formula.terms for piece in (SPACE, *term))[1:]
            yield _Row(top, left, whole)
            return
        yield _Row(top, left, first)
        indent = left + self._type.width_of(formula.subject)
        for number, pieces in enumerate(self._filled(others, self.width() - indent), 1):
            yield _Row(top + number * self._type.line_height, indent, pieces)

    def _filled(self, terms: Sequence[Term], room: float) -> Iterator[Term]:
        """Set terms on one line; where the type cannot be smaller, on as many as they need."""
        line: Term = ()
        for term in terms:
            longer = (*line, SPACE, *term) if line else term
            is_last_size = self._scale + 1 == len(TYPE_SCALES)
            if line and is_last_size and self._type.width_of(longer) > room:
                yield line
                longer = term
            line = longer
        yield line

    def _lay_fields(self, rows: tuple[tuple[_Row, ...], ...]) -> None:
        """Lay the fields behind their formulas, those of unbroken lines below one another."""
        placed = [
            (self._fields[formula.asked], lines)
            for formula, lines in zip(self.formulas, rows, strict=True)
            if formula.asked in self._fields
        ]
        ends = [self._end(lines[-1]) for _, lines in placed if len(lines) == 1]
        for field, lines in placed:
            left = max(ends) if len(lines) == 1 else self._end(lines[-1])
            field.setFont(self._type.fonts[Ink.PLAIN])
            field.setGeometry(
                round(min(left, self.width() - FIELD_WIDTH)),
                round(lines[-1].top),
                FIELD_WIDTH,
                self._type.line_height,
            )

    def _end(self, row: _Row) -> float:
        return row.left + self._type.width_of((*row.pieces, SPACE))

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the formulas."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            placed = zip(self.formulas, self._rows, strict=True)
            for phase, group in groupby(placed, key=lambda pair: pair[0].phase):
                rows = [row for _, formula_rows in group for row in formula_rows]
                is_lit = phase is self._phase
                if is_lit:
                    self._paint_light(painter, rows)
                painter.setFont(self._type.fonts[Ink.RESULT if is_lit else Ink.PLAIN])
                painter.setPen(QColor(self._theme.accent if is_lit else self._theme.muted))
                painter.drawText(QPointF(0.0, self._type.baseline(rows[0].top)), phase.value)
                for row in rows:
                    self._paint_row(painter, row)

    def _paint_light(self, painter: QPainter, rows: list[_Row]) -> None:
        tint = QColor(self._theme.accent)
        tint.setAlpha(TINT_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        height = rows[-1].top + self._type.line_height - rows[0].top
        left = rows[0].left - TINT_PADDING
        painter.drawRoundedRect(QRectF(left, rows[0].top, self.width() - left, height), 4.0, 4.0)

    def _paint_row(self, painter: QPainter, row: _Row) -> None:
        theme, x, baseline = self._theme, row.left, self._type.baseline(row.top)
        colours = {Ink.LINE: theme.line, Ink.NEW_LINE: theme.line, Ink.BEST: theme.best}
        for piece in row.pieces:
            text, ink = piece
            painter.setFont(self._type.fonts[ink])
            painter.setPen(QColor(colours.get(ink, theme.text)))
            painter.drawText(QPointF(x, baseline), text)
            x += self._type.width_of((piece,))
