"""The three plots with formula and epoch, and nothing to press: what an animation shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from linreg_gui.session.wording import count, rate_told
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.exporting.picture_painting import Pane, Subject
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import EQUATION_FIELDS, equation_pieces, measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

MARGIN, GAP = 10, 8
HEAD_HEIGHT = 44
FORMULA_PIXELS, EPOCH_PIXELS = 22, 16
SCALES = (1.0, 0.85, 0.7, 0.6)
"""Of the type, tried until formula and epoch have room beside each other."""
FEWEST_TERMS = 2
SMALLEST = QSize(640, 480)
"""In logical pixels; a smaller picture shows the plots of this size, smaller."""


@dataclass(frozen=True)
class HeadText:
    """A piece of text of the head, as it is painted.

    Attributes
    ----------
    text, colour : str
    pixels : float
        Height of the type.
    is_bold : bool
    """

    text: str
    colour: str
    pixels: float
    is_bold: bool = False

    @property
    def font(self) -> QFont:
        """The font of the text."""
        font = QFont(QApplication.font())
        font.setPixelSize(round(self.pixels))
        font.setBold(self.is_bold)
        return font

    @property
    def width(self) -> float:
        """The pixels that the text takes."""
        return QFontMetricsF(self.font).horizontalAdvance(self.text)

    def elided(self, room: float) -> "HeadText":
        """Return the text with "…" where it has no room; empty where not even that has."""
        metrics, how = QFontMetricsF(self.font), Qt.TextElideMode.ElideRight
        if self.width <= room:
            return self
        text = metrics.elidedText(self.text, how, max(room, 0.0))
        return replace(self, text=text if metrics.horizontalAdvance(text) <= room else "")

    def draw(self, painter: QPainter, area: QRectF, flags: int) -> None:
        """Paint the text."""
        painter.setFont(self.font)
        painter.setPen(QColor(self.colour))
        painter.drawText(area, flags, self.text)


def _width_of(texts: list[HeadText], note: HeadText) -> float:
    return sum(text.width for text in texts) + GAP + note.width


class PlotsHead(QWidget):
    """The formula in its colours, the loss and the epoch, in one line."""

    drawn_fields = (
        *EQUATION_FIELDS,
        "history",
        "cursor",
        "race_epoch",
        "shown_branch",
        "branches",
        "theme",
    )

    def __init__(self, clock: FrameClock) -> None:
        super().__init__()
        self.setFixedHeight(HEAD_HEIGHT)
        self.formula: list[tuple[str, str]] = []
        """Pieces of text with their colours."""
        self.note, self.rate = "", ""
        self._theme = clock.theme
        self._seen = frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the line and the epoch of a frame."""
        self._theme, self._seen = frame.theme, frame
        self.formula = self._formula_of(len(frame.shown_parameters))
        epoch = frame.epoch_of_all
        self.note = f"epoch {count(epoch)}"
        if frame.history is not None:
            _, loss = frame.history.record(frame.cursor)
            self.note = f"loss {measured(loss)}   {self.note}"
        self.rate = "" if frame.race_epoch is not None else rate_told(frame.rate_in_force)
        self.update()

    def _formula_of(self, n_terms: int) -> list[tuple[str, str]]:
        """Write the formula, of several weights with so many terms."""
        frame = self._seen
        colour = branch_colour(frame.theme, frame.shown_branch)
        return [
            (text, colour if is_number else frame.theme.text)
            for text, is_number in equation_pieces(frame, n_terms)
        ]

    def placed(self, width: float) -> list[HeadText]:
        """Lay the texts out in so many pixels, smaller where they need it.

        Where that is not enough the learning rate is left out. Where even the smallest letters
        have no room, the last terms of several weights are left out; then the note is elided, and
        last the formula.
        """
        formula, n_terms = self.formula, len(self._seen.shown_parameters)
        texts, note = self._texts_of(formula, 1.0), self._note_of(1.0, self.note)
        whole = "   ".join(part for part in (self.rate, self.note) if part)
        with_rate = ((whole, scale) for scale in SCALES[:2])
        for told, scale in (*with_rate, *((self.note, scale) for scale in SCALES)):
            texts, note = self._texts_of(formula, scale), self._note_of(scale, told)
            if _width_of(texts, note) <= width:
                break
        while n_terms > FEWEST_TERMS and _width_of(texts, note) > width:
            n_terms -= 1
            texts = self._texts_of(self._formula_of(n_terms), SCALES[-1])
        room = width
        for k, text in enumerate(texts):
            texts[k] = text.elided(room)
            room = max(0.0, room - texts[k].width)
        return [*texts, note.elided(room - GAP)]

    def _texts_of(self, formula: list[tuple[str, str]], scale: float) -> list[HeadText]:
        return [
            HeadText(text, colour, FORMULA_PIXELS * scale, colour != self._theme.text)
            for text, colour in formula
        ]

    def _note_of(self, scale: float, told: str) -> HeadText:
        return HeadText(told, self._theme.muted, EPOCH_PIXELS * scale)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the formula at the left and the epoch at the right."""
        painter = QPainter(self)
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        area = QRectF(self.rect()).adjusted(GAP, 0, -GAP, 0)
        *texts, note = self.placed(area.width())
        for text in texts:
            text.draw(painter, area, middle)
            area.setLeft(area.left() + text.width)
        note.draw(painter, area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter))


def plots_subject(subjects: Mapping[Pane, Subject], clock: FrameClock, theme: Theme) -> Subject:
    """Return the three plots of a window under one head; they leave their window.

    Parameters
    ----------
    subjects : mapping
        The window and its panes.
    clock : FrameClock
        Renders the head.
    theme : Theme
    """
    picture, above = QWidget(), QHBoxLayout()
    above.setSpacing(GAP)
    above.addWidget(subjects[Pane.DATA].widget, 1)
    above.addWidget(subjects[Pane.SURFACE].widget, 1)
    column = QVBoxLayout(picture)
    column.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
    column.setSpacing(GAP)
    column.addWidget(PlotsHead(clock))
    column.addLayout(above, 13)
    column.addWidget(subjects[Pane.LOSS].widget, 7)
    return Subject(picture, theme.card, subjects[Pane.WINDOW].title)
