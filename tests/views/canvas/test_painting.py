"""What all panes paint with."""

import pytest
from PySide6.QtCore import Qt

from linreg_gui.views.canvas.painting import pen

ROUND, BLUNT = Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.FlatCap


@pytest.mark.parametrize(
    ("style", "cap"),
    [
        (Qt.PenStyle.SolidLine, ROUND),
        (Qt.PenStyle.DashLine, BLUNT),
        (Qt.PenStyle.DotLine, BLUNT),
    ],
)
def test_dashes_and_dots_are_blunt(style: Qt.PenStyle, cap: Qt.PenCapStyle) -> None:
    """Each round end is a curve to be filled: many of them cost a hundred times as much."""
    made = pen("#123456", 2.0, style, alpha=0.5)
    assert made.capStyle() is cap
    assert made.color().alphaF() == pytest.approx(0.5, abs=0.01)
    assert bool(made.dashPattern()) == (style is not Qt.PenStyle.SolidLine)
