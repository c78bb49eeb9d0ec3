"""The three plots with formula and epoch, and nothing to press: what an animation shows."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from linreg_gui.session.wording import count
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.exporting.picture_painting import Pane, Subject
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import equation_texts, measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

MARGIN, GAP = 10, 8
HEAD_HEIGHT = 44
FORMULA_PIXELS, EPOCH_PIXELS = 22, 16
SMALLEST = QSize(640, 480)
"""In logical pixels; a smaller picture shows the plots of this size, smaller."""


class PlotsHead(QWidget):
    """The formula in its colours, the loss and the epoch, in one line."""

    drawn_fields = (
        "dataset",
        "history",
        "cursor",
        "race_epoch",
        "shown_line",
        "shown_branch",
        "theme",
    )

    def __init__(self, clock: FrameClock) -> None:
        super().__init__()
        self.setFixedHeight(HEAD_HEIGHT)
        self.formula: list[tuple[str, str]] = []
        """Pieces of text with their colours."""
        self.note = ""
        self._theme = clock.theme
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the line and the epoch of a frame."""
        self._theme = theme = frame.theme
        colour = branch_colour(theme, frame.shown_branch)
        slope, sign, intercept = equation_texts(frame.dataset.digits, frame.shown_line)
        self.formula = [
            ("ŷ = ", theme.text),
            (slope, colour),
            (f" x {sign} ", theme.text),
            (intercept, colour),
        ]
        epoch = frame.cursor if frame.race_epoch is None else frame.race_epoch
        self.note = f"epoch {count(epoch)}"
        if frame.history is not None:
            _, loss = frame.history.record(frame.cursor)
            self.note = f"loss {measured(loss)}   {self.note}"
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the formula at the left and the epoch at the right."""
        painter = QPainter(self)
        font = QFont(self.font())
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        area = QRectF(self.rect()).adjusted(GAP, 0, -GAP, 0)
        for text, colour in self.formula:
            font.setPixelSize(FORMULA_PIXELS)
            font.setBold(colour != self._theme.text)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(area, middle, text)
            area.setLeft(area.left() + QFontMetricsF(font).horizontalAdvance(text))
        font.setBold(False)
        font.setPixelSize(EPOCH_PIXELS)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area, right, self.note)


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
