"""The type formulas are set in: one font for each ink, and what it measures."""

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from linreg_gui.core.step_phase import StepPhase
from linreg_gui.views.worksheet.formula_lines import Ink, Piece

LINE_SPACING = 5


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
            font = QFont(QApplication.font())
            font.setPointSizeF(font.pointSizeF() * scale)
            font.setFeature(QFont.Tag("tnum"), 1)
            font.setItalic(ink is Ink.SYMBOL)
            font.setBold(ink in {Ink.RESULT, Ink.NEW_LINE})
            self.fonts[ink], self._metrics[ink] = font, QFontMetricsF(font)

    @property
    def line_height(self) -> int:
        """Pixels from line to line."""
        return round(self._metrics[Ink.PLAIN].height()) + LINE_SPACING

    @property
    def name_width(self) -> float:
        """Pixels the longest name of a phase takes."""
        return max(self.width_of((Piece(phase.value, Ink.RESULT),)) for phase in StepPhase)

    def width_of(self, pieces: tuple[Piece, ...]) -> float:
        """Measure pieces set beside one another, in pixels."""
        return sum(self._metrics[piece.ink].horizontalAdvance(piece.text) for piece in pieces)

    def baseline(self, top: float) -> float:
        """Give the height of the baseline of a line that begins at ``top``."""
        metrics = self._metrics[Ink.PLAIN]
        return round(top + (self.line_height + metrics.ascent() - metrics.descent()) / 2)
