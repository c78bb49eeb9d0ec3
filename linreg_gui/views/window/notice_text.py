"""A sentence in one line, or in two of smaller type, with keys painted as key caps."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextLine,
)

from linreg_gui.views.widgets.wrapped_text import MOST_LINES, WrappedLabel, elided_lines, lines_of

SMALL_SHARE = 0.9
"""Size of the type of two lines, relative to that of one: 12 px to 13."""
KEY = re.compile("`([^`]+)`")
NO_BREAK = "\N{NO-BREAK SPACE}"
KEY_MARGINS, KEY_RADIUS = QPointF(0.5, -0.5), 3.5


class NoticeText(WrappedLabel):
    """A plain sentence; what does not fit ends in "…", and the tool tip has it whole."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn = ""
        self._most_lines = MOST_LINES
        self._keys: list[tuple[int, int]] = []
        """Where in the text drawn the key caps begin and end."""

    def show_text(self, text: str, *, has_keys: bool) -> None:
        """Show a sentence.

        Parameters
        ----------
        text : str
        has_keys : bool
            Whether backticks stand around keys; a name of a file may have backticks too.
        """
        self._keys = []
        if has_keys:
            self.setText(KEY.sub(r"\1", text))
            # The blanks take the places of the backticks.
            self._drawn = KEY.sub(rf"{NO_BREAK}\1{NO_BREAK}", text)
            self._keys = [found.span() for found in KEY.finditer(text)]
        else:
            self.setText(text)
            self._drawn = " ".join(text.split())
        self._lay_out()

    def set_most_lines(self, n_lines: int) -> None:
        """Have room for so many lines; on the stage one is enough, and the plots get the rest."""
        if n_lines != self._most_lines:
            self._most_lines = n_lines
            self.updateGeometry()
            self._lay_out()

    def is_whole_in(self, width: int) -> bool:
        """Return whether the sentence fits into the lines of a width."""
        return lines_of(self._drawn, self._small_font(), width).lineCount() <= self._most_lines

    def sizeHint(self) -> QSize:
        """Return the height of the lines."""
        height = self._most_lines * QFontMetricsF(self._small_font()).height()
        return QSize(0, round(max(height, QFontMetricsF(self.font()).height())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        layout = self._lines
        colour = self.palette().color(self.foregroundRole())
        top = (self.height() - layout.boundingRect().height()) / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QColor(colour)
            edge.setAlphaF(0.5)
            painter.setPen(QPen(edge, 1.0))
            for rect in self._key_caps(layout):
                painter.drawRoundedRect(rect.translated(0.0, top), KEY_RADIUS, KEY_RADIUS)
            painter.setPen(colour)
            layout.draw(painter, QPointF(0.0, top))

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        if font.pixelSize() > 0:
            font.setPixelSize(round(font.pixelSize() * SMALL_SHARE))
        else:
            font.setPointSizeF(font.pointSizeF() * SMALL_SHARE)
        return font

    def _fitting_layout(self) -> tuple[QTextLayout, bool]:
        layout = lines_of(self._drawn, self.font(), self.width())
        if layout.lineCount() == 1:
            return layout, True
        small, n_lines = self._small_font(), self._most_lines
        return elided_lines(self._drawn, small, self.width(), n_lines=n_lines)

    def _key_caps(self, layout: QTextLayout) -> Iterator[QRectF]:
        """Return the outlines of the keys that are drawn."""
        for begin, end in self._keys:
            line = layout.lineForTextPosition(begin)
            if line.isValid() and end <= line.textStart() + line.textLength():
                left, right = _place(line, begin), _place(line, end)
                yield QRectF(QPointF(left, line.y()) + KEY_MARGINS,
                             QPointF(right, line.y() + line.height()) - KEY_MARGINS)  # fmt: skip


def _place(line: QTextLine, position: int) -> float:
    found: tuple[float, int] = line.cursorToX(position)  # type: ignore[assignment]
    return found[0]
