"""The canvas itself."""

import sys
from typing import Any

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication

from linreg_gui.views.pixel_frame import PixelFrame
from linreg_gui.views.theme import Theme


class FaultyLayer:
    def paint(self, _painter: QPainter, _frame: PixelFrame, _theme: Theme) -> None:
        raise RuntimeError("a fault in a layer")


def test_a_faulty_layer_is_reported_and_the_others_are_drawn(
    window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: reported.append(error[1]))
    stack = window.content.data_view.canvas.stack
    whole = window.content.data_view.grab().toImage()
    stack.layers = [FaultyLayer(), *stack.layers]
    assert window.content.data_view.grab().toImage() == whole
    assert [str(error) for error in reported] == ["a fault in a layer"]


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_the_highest_label_has_room_above_the_plot_area(
    window: Any, qapp: Any, scale: float
) -> None:
    usual, canvas = QFont(qapp.font()), window.content.curve_view.canvas
    large = QFont(usual)
    large.setPointSizeF(scale * usual.pointSizeF())
    qapp.setFont(large)
    canvas.set_theme(canvas.theme)
    QApplication.processEvents()
    axis = canvas.axes["left"]
    above = axis.mapToScene(axis.rect().topLeft()).y() - canvas.sceneRect().top()
    label = QFontMetricsF(axis.style["tickFont"]).tightBoundingRect("10⁴")
    qapp.setFont(usual)
    assert above >= 0.5 * label.height()
