"""The canvas itself."""

import sys
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.data.data_framing import EMPTY_RANGE
from linreg_gui.views.look.style_sheet import apply_theme
from linreg_gui.views.look.theme import LIGHT, Theme
from linreg_gui.views.widgets.choice_box import FlatCombo
from tests.views.helpers import click, wheel


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


def test_words_in_a_pane_run_from_the_left_on_every_desktop(window: Any, qapp: Any) -> None:
    directions = []

    class Probe:
        def paint(self, painter: QPainter, _frame: PixelFrame, _theme: Theme) -> None:
            directions.append(painter.layoutDirection())

    canvas = window.content.surface_view.canvas
    canvas.stack.layers = [*canvas.stack.layers, Probe()]
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    canvas.grab()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert set(directions) == {Qt.LayoutDirection.LeftToRight}


@pytest.mark.parametrize("direction", Qt.LayoutDirection)
def test_the_chevron_of_a_choice_is_off_its_text(qtbot: Any, direction: Qt.LayoutDirection) -> None:
    combo = FlatCombo()
    apply_theme(combo, LIGHT)
    qtbot.addWidget(combo)
    combo.setLayoutDirection(direction)
    combo.resize(200, 30)
    combo.show()
    image = combo.grab().toImage()
    mirrored = combo.layoutDirection() == Qt.LayoutDirection.RightToLeft
    near, far = (12, 188) if mirrored else (188, 12)
    ground = image.pixelColor(100, 17)
    assert any(image.pixelColor(near, row) != ground for row in range(14, 20))
    assert all(image.pixelColor(far, row) == ground for row in range(14, 20))


@pytest.mark.parametrize(
    ("place", "moves_x", "moves_y"),
    [((5.0, 5.0), True, True), ((5.0, -1.1), True, False), ((-1.1, 5.0), False, True),
     ((-1.1, -1.1), False, False), ((5.0, 10.7), False, False)],
)  # fmt: skip
def test_the_wheel_over_an_axis_stretches_it_alone(
    window: Any, place: tuple[float, float], moves_x: bool, moves_y: bool
) -> None:
    window.session.opening.open_new()
    window.content.clock.render_now()
    canvas = window.content.data_view.canvas
    low, high = EMPTY_RANGE[:2]
    assert canvas.shown_range() == pytest.approx((low, high, low, high))
    wheel(canvas, *place, turns=-3)
    left, right, bottom, top = canvas.shown_range()
    assert (right - left > high - low + 1e-9) is moves_x
    assert (top - bottom > high - low + 1e-9) is moves_y


def test_points_far_up_are_placed_in_an_empty_pane(window: Any) -> None:
    window.session.opening.open_new()
    window.content.clock.render_now()
    canvas = window.content.data_view.canvas
    wheel(canvas, -1.1, 0.0, turns=-10)
    click(canvas, 8.0, 44.0)
    data = window.session.problem.dataset
    assert (data.x[0], data.y[0]) == pytest.approx((8.0, 44.0), abs=0.3)
