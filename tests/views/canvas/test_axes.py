"""The numbers at the axes are written like all others, and keep their distance."""

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtGui import QPainter, QPixmap

from linreg_gui.views.canvas.axes import CountAxis, tick_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-5e+06", "\N{MINUS SIGN}5e6"),
        ("1e-05", "1e\N{MINUS SIGN}5"),
        ("2.5e+100", "2.5e100"),
        ("-0.5", "\N{MINUS SIGN}0.5"),
        ("10", "10"),
        ("1.0", "1"),
        ("-2.50", "\N{MINUS SIGN}2.5"),
    ],
)
def test_tick_text(text: str, expected: str) -> None:
    assert tick_text(text) == expected


def test_epochs_are_written_as_counts(qapp: Any) -> None:
    axis = CountAxis()
    assert axis.tickStrings([0.0, 0.5, 1.0], 1.0, 0.5) == ["0", "", "1"]
    assert axis.tickStrings([5_000.0, 1e6], 1.0, 5_000.0) == ["5,000", "1,000,000"]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
@pytest.mark.parametrize("pane", ["data_view", "surface_view", "curve_view"])
def test_labels_of_x_keep_their_distance(window: Any, pane: str, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    window.shell.grab()
    axis = getattr(window.content, pane).canvas.axes["bottom"]
    pixmap = QPixmap(8, 8)
    painter = QPainter(pixmap)
    painter.setFont(axis.style["tickFont"])
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    rects = sorted((rect for rect, _, _ in texts), key=lambda rect: rect.left())
    assert len(rects) >= 3
    assert all(right.left() - left.right() >= 6.0 for left, right in pairwise(rects))
