"""A few lines of Python on the screen, the ones at work lit, values at their right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from linreg_gui.core.code_lines import CodeLine, StepPhase
from linreg_gui.views.look.theme import Theme

SETTINGS = (
    (1.0, 0),
    (1.0, 1),
    (0.94, 1),
    (0.88, 1),
    (0.82, 1),
    (0.88, 2),
    (0.82, 2),
    (0.88, 3),
    (0.82, 3),
    (0.76, 3),
    (0.7, 3),
    (0.76, 4),
    (0.7, 4),
)
"""Size of the type, as a part of the application's, and how many of ``BREAKS`` may be used."""
LINE_SPACING = 4
VALUE_GAP = 6
TINT_ALPHA = 34
BREAKS = (
    (re.compile(r"(?<=,) (?=b - )"), " " * 11),
    (re.compile(r"(?<=gradient_[mbw] =) "), " " * 4),
    (
        re.compile(
            r"(?<=v_share) (?=/ )|(?<=gradient_[mbw]) (?=[/+] )|(?<=residual\)) (?=\+ )"
            r"|(?<=\*\*t,) |(?<=\]\),) |(?<=residual @ X) (?=/ )"
        ),
        " " * 4,
    ),
    (re.compile(r"(?<=\d,) (?=-?[\d.e+-]+[,\]])"), " " * 4),
)
"""Where a line may be broken on the screen, and how much further what follows is indented."""
TOKENS = re.compile(
    r"(?P<keyword>\b(?:for|in)\b)|(?P<number>\b\d[\d.]*(?:e[+-]?\d+)?)|[^\W\d]\w*|."
)


@dataclass(frozen=True)
class _Row:
    """A row of the screen."""

    text: str
    value: str
    phase: StepPhase | None


class CodeListing(QWidget):
    """Painted code; it is read, not edited."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.lines: tuple[CodeLine, ...] = ()
        self.values: tuple[tuple[str, ...], ...] = ()
        self.phase: StepPhase | None = None
        self._theme = theme
        self._rows: tuple[_Row, ...] = ()
        self._setting = 0
        self._font = self._bold_font = QFont()
        self._metrics = QFontMetricsF(self._font)
        self.setAccessibleName("The loop in NumPy")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._set_anew()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type."""
        if theme is not self._theme:
            self._theme = theme
            self._set_anew()

    def show_step(
        self,
        lines: tuple[CodeLine, ...],
        values: tuple[tuple[str, ...], ...],
        phase: StepPhase | None,
    ) -> None:
        """Show lines with their values, those of a phase lit; a phase of None lights none."""
        if lines != self.lines:
            self._setting = 0
        self.lines, self.values, self.phase = lines, values, phase
        self.setAccessibleDescription("\n".join(line.text for line in lines))
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._set_anew()

    # ---- layout

    def _set_anew(self) -> None:
        self._setting = 0
        self._lay_out()

    def _lay_out(self) -> None:
        """Set the lines as large as they fit beside their values."""
        self._take_setting()
        while not self._is_within() and self._setting + 1 < len(SETTINGS):
            self._setting += 1
            self._take_setting()
        height = round(self._row_height() * len(self._rows))
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def _take_setting(self) -> None:
        scale, n_breaks = SETTINGS[self._setting]
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF() * scale)
        self._font, self._bold_font = font, QFont(font)
        self._bold_font.setBold(True)
        self._metrics = QFontMetricsF(font)
        self._rows = tuple(self._set_rows(n_breaks))

    def _set_rows(self, n_breaks: int) -> Iterator[_Row]:
        """Break lines; each half of a pair has its value, otherwise the last row has them all."""
        for line, values in zip(self.lines, self.values, strict=True):
            texts = [line.text]
            own = " " * (len(line.text) - len(line.text.lstrip()))
            for pattern, further in BREAKS[:n_breaks]:
                parts = (pattern.split(text) for text in texts)
                texts = [
                    text
                    for first, *others in parts
                    for text in (first, *(own + further + other for other in others))
                ]
            spread = [""] * (len(texts) - 1) + [", ".join(values)]
            shown = values if len(values) == len(texts) else spread
            for text, value in zip(texts, shown, strict=True):
                yield _Row(text, value, line.phase)

    def _is_within(self) -> bool:
        advance = self._metrics.horizontalAdvance
        widths = (
            advance(row.text) + (advance(row.value) + VALUE_GAP if row.phase else 0.0)
            for row in self._rows
        )
        return max(widths, default=0.0) <= self.width()

    def _row_height(self) -> float:
        return round(self._metrics.height()) + LINE_SPACING

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows; a value that finds no room beside its line is left out."""
        with QPainter(self) as painter:
            height, advance = self._row_height(), self._metrics.horizontalAdvance
            top = (height + self._metrics.ascent() - self._metrics.descent()) / 2
            for place, row in enumerate(self._rows):
                is_lit = row.phase is not None and row.phase is self.phase
                if is_lit:
                    self._paint_light(painter, place * height)
                baseline = round(place * height + top)
                self._paint_code(painter, row.text, baseline)
                left = self.width() - advance(row.value)
                if left >= advance(row.text) + VALUE_GAP:
                    painter.setFont(self._bold_font if is_lit else self._font)
                    painter.setPen(QColor(self._theme.text if is_lit else self._theme.muted))
                    painter.drawText(QPointF(left, baseline), row.value)

    def _paint_light(self, painter: QPainter, top: float) -> None:
        tint = QColor(self._theme.accent)
        tint.setAlpha(TINT_ALPHA)
        painter.fillRect(QRectF(0.0, top, self.width(), self._row_height()), tint)
        painter.fillRect(QRectF(0.0, top, 3.0, self._row_height()), QColor(self._theme.accent))

    def _paint_code(self, painter: QPainter, text: str, baseline: float) -> None:
        theme, x = self._theme, 0.0
        colours = {"keyword": theme.accent, "number": theme.true_line}
        painter.setFont(self._font)
        for token in TOKENS.finditer(text):
            painter.setPen(QColor(colours.get(token.lastgroup or "", theme.text)))
            painter.drawText(QPointF(x, baseline), token[0])
            x += self._metrics.horizontalAdvance(token[0])
