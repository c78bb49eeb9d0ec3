"""The marks an answer gets: a sign and a colour each."""

from enum import Enum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from linreg_gui.core.judging import Verdict
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.check_box import TICK

SIGN_SIZE, SIGN_LEFT = 6.0, 5.0
SIGN_WIDTH = 1.8
TILDE = ((0.0, 0.65), (0.3, 0.35), (0.65, 0.65), (1.0, 0.35))
CROSS = ((0.1, 0.1), (0.9, 0.9), (0.5, 0.5), (0.1, 0.9), (0.9, 0.1))


class Mark(Enum):
    """How an answer is marked: by a sign, and by a colour."""

    NONE = "none"
    CORRECT = "correct"
    CLOSE = "close"
    WRONG = "wrong"
    SHOWN = "shown"


MARKS = {
    Verdict.CORRECT: Mark.CORRECT,
    Verdict.CLOSE: Mark.CLOSE,
    Verdict.WRONG: Mark.WRONG,
    Verdict.UNREADABLE: Mark.WRONG,
}
SIGNS = {Mark.CORRECT: TICK, Mark.CLOSE: TILDE, Mark.WRONG: CROSS}
SETTLED = frozenset({Mark.CORRECT, Mark.SHOWN})


def answer_style(theme: Theme) -> str:
    """Return the style sheet of the blanks."""
    return f"""
    QLineEdit#answer {{ background: {theme.field}; border: 1px solid {theme.card_edge};
        border-radius: 3px; margin: 1px 1px 1px 2px; padding: 0 2px; }}
    QLineEdit#answer:focus {{ border-color: {theme.accent}; }}
    QLineEdit#answer[mark="correct"] {{ background: transparent; border-color: transparent;
        color: {theme.best}; }}
    QLineEdit#answer[mark="shown"] {{ background: transparent; border-color: transparent;
        color: {theme.muted}; }}
    QLineEdit#answer[mark="close"] {{ border-color: {theme.zigzag}; }}
    QLineEdit#answer[mark="wrong"] {{ border-color: {theme.residual}; }}
    """


def draw_sign(painter: QPainter, mark: Mark, height: int, theme: Theme) -> None:
    """Draw the sign of a mark at the left of a field; nothing for a mark without one."""
    sign = SIGNS.get(mark)
    if sign is None:
        return
    colours = {Mark.CORRECT: theme.best, Mark.CLOSE: theme.zigzag, Mark.WRONG: theme.residual}
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours[mark]), SIGN_WIDTH))
    top = (height - SIGN_SIZE) / 2
    points = [QPointF(SIGN_LEFT + x * SIGN_SIZE, top + y * SIGN_SIZE) for x, y in sign]
    painter.drawPolyline(QPolygonF(points))
