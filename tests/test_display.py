"""The window in every size, colour, type and direction, and at every scale of the screen."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from linreg_gui.session.values import ThemeChoice
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import DARK, LIGHT, Theme
from tests.invariants import check
from tests.storage.children import unmeasured
from tests.views.helpers import click, drag, move, wheel

CHECKOUT = Path(__file__).resolve().parents[1]
CANVASES = ("data_view", "surface_view", "curve_view")


def canvases(window: Any) -> list[PlotCanvas]:
    return [getattr(window.content, name).canvas for name in CANVASES]


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application; its font and direction are put back."""
    font, direction = QFont(qapp.font()), qapp.layoutDirection()
    yield qapp
    qapp.setFont(font)
    qapp.setLayoutDirection(direction)


def run_fast(window: Any, n_epochs: int = 200_000) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, epochs_per_second=2000.0))
    session.set_settings(replace(session.runs.settings, max_epochs=n_epochs, tolerance=0.0))
    session.player.run()


# ---- sizes


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (10, 3000), (8192, 60), (300, 1), (1, 700), (3840, 2160)]
)
def test_any_size_draws_and_comes_back(window: Any, qtbot: Any, width: int, height: int) -> None:
    run_fast(window)
    for card in (window.shell.data_card, window.shell.loss_card, window.shell.surface_card):
        card.setMinimumSize(0, 0)
    window.shell.setMinimumSize(1, 1)
    window.shell.resize(width, height)
    reached = window.session.player.cursor
    qtbot.waitUntil(lambda: window.session.player.cursor > reached)
    check(window.shell)
    assert not window.shell.grab().isNull()
    window.shell.resize(1280, 800)
    window.content.settle()
    check(window.shell)
    assert all(canvas.pixel_frame() is not None for canvas in canvases(window))


def test_a_canvas_without_area_ignores_the_mouse(window: Any) -> None:
    for canvas in canvases(window):
        canvas.setMinimumSize(0, 0)
        canvas.resize(1, 1)
        click(canvas, 3.0, 3.0)
        wheel(canvas, 3.0, 3.0, 3)
        drag(canvas, (1.0, 1.0), (2.0, 2.0))
    check(window.shell)


class PaintCounter:
    """A layer that draws nothing and counts how often it is asked to."""

    def __init__(self) -> None:
        self.n_paints = 0

    def paint(self, *_: Any) -> None:
        self.n_paints += 1


def test_a_hidden_window_is_not_painted_and_is_right_when_shown(window: Any, qtbot: Any) -> None:
    counter = PaintCounter()
    for canvas in canvases(window):
        canvas.stack.layers.append(counter)
    run_fast(window)
    qtbot.waitUntil(lambda: counter.n_paints > 10)
    window.shell.hide()
    QApplication.processEvents()
    painted, reached = counter.n_paints, window.session.player.cursor
    qtbot.waitUntil(lambda: window.session.player.cursor > reached + 200)
    assert counter.n_paints == painted
    window.shell.show()
    qtbot.waitUntil(lambda: counter.n_paints >= painted + len(CANVASES))
    window.session.player.pause()
    check(window.shell)


@pytest.mark.parametrize("turns", [200, -200])
def test_far_zooms_keep_a_range_and_fit_brings_everything_back(window: Any, turns: int) -> None:
    for name in CANVASES:
        view = getattr(window.content, name)
        view.fit()
        window.content.clock.render_now()
        before = view.canvas.shown_range()
        left, right, bottom, top = before
        for _ in range(abs(turns)):
            wheel(view.canvas, (left + right) / 2, (bottom + top) / 2, turns // abs(turns))
        assert np.isfinite(view.canvas.shown_range()).all()
        assert not view.canvas.grab().isNull()
        view.fit()
        window.content.clock.render_now()
        assert view.canvas.shown_range() == pytest.approx(before)


def test_a_drag_of_a_million_pixels_keeps_a_range(window: Any) -> None:
    for canvas in canvases(window):
        from PySide6.QtTest import QTest

        centre = canvas.viewport().rect().center()
        QTest.mousePress(canvas.viewport(), Qt.MouseButton.MiddleButton, pos=centre)
        for step in (1e3, 1e6, -1e6, 1e6):
            move(canvas, QPointF(step, step), Qt.MouseButton.MiddleButton)
        QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.MiddleButton, pos=centre)
        assert not canvas.grab().isNull()
    check(window.shell)


# ---- colours


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted(_luminance(QColor(name)) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


TEXTS = [
    *itertools.product(("text", "muted"), ("window", "card", "field")),
    ("text", "field_hover"),
    ("accent_text", "accent"),
    ("info_text", "info"),
    ("success_text", "success"),
    ("warning_text", "warning"),
    ("residual", "card"),
]  # fmt: skip
MARKS = [("data", "card"), ("line", "card"), ("residual", "card"), ("best", "card"),
         ("true_line", "card"), ("axis", "card"), ("accent", "card")]  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXTS)
def test_texts_are_readable(theme: Theme, front: str, back: str) -> None:
    assert contrast(getattr(theme, front), getattr(theme, back)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_marks_are_seen(theme: Theme, front: str, back: str) -> None:
    assert contrast(getattr(theme, front), getattr(theme, back)) >= 3.0


def test_both_themes_name_every_colour() -> None:
    for theme in (LIGHT, DARK):
        roles = {field.name for field in fields(theme) if field.type is str}
        names = [getattr(theme, role) for role in roles]
        assert all(QColor(name).isValid() for name in (*names, *theme.branches))
        assert theme.branches[0] == theme.line


def test_the_theme_changes_while_running(window: Any, qtbot: Any) -> None:
    run_fast(window)
    for choice, theme in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)) * 3:
        options = window.session.view_options
        window.session.set_view_options(replace(options, theme=choice))
        reached = window.session.player.cursor
        qtbot.waitUntil(lambda reached=reached: window.session.player.cursor > reached)
        for canvas in canvases(window):
            corner = canvas.grab().toImage().pixelColor(2, 2)
            assert corner == QColor(theme.card)
    window.session.player.pause()
    check(window.shell)


# ---- type and direction


@pytest.mark.parametrize("points", [6, 9, 14, 24, 40])
def test_any_type_size_draws(window: Any, application: QApplication, points: int) -> None:
    font = QFont(application.font())
    font.setPointSize(points)
    application.setFont(font)
    window.session.player.step(5)
    QApplication.processEvents()
    check(window.shell)
    assert not window.shell.grab().isNull()
    if points <= 14:
        for button in window.shell.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_points_stay_under_the_pointer_from_right_to_left(
    window: Any, application: QApplication
) -> None:
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    canvas = window.content.data_view.canvas
    frame = canvas.pixel_frame()
    click(canvas, 4.0, 20.0)
    assert window.session.problem.dataset.n_samples == 6
    x, y = window.session.problem.dataset.x[-1], window.session.problem.dataset.y[-1]
    assert abs(x - 4.0) * frame.x_scale <= 1.0
    assert abs(y - 20.0) * frame.y_scale <= 1.0


SCALED = """
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from linreg_gui.app import make_window
from tests.views.helpers import click
shell = make_window()
shell.show()
QApplication.processEvents()
lab_window = shell.property("lab_window")
canvas = lab_window.content.data_view.canvas
frame = canvas.pixel_frame()
for x, y in ((4.0, 20.0), (7.0, 55.5), (1.0, 80.0)):
    click(canvas, x, y)
    data = lab_window.session.problem.dataset
    dx = abs(data.x[-1] - x) * frame.x_scale
    dy = abs(data.y[-1] - y) * frame.y_scale
    assert max(dx, dy) <= 0.51, (dx, dy)
lab_window.content.clock.render_now()
picture = canvas.viewport().grab().toImage()
ratio = picture.devicePixelRatio()
spot = canvas.widget_position(data.x[-1], data.y[-1]) * ratio
colour = picture.pixelColor(round(spot.x()), round(spot.y())).name()
print(ratio, data.n_samples, colour == canvas.theme.data)
shell.close()
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2", "3"])
def test_points_stay_under_the_pointer_at_any_scale(scale: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", SCALED],
        cwd=CHECKOUT,
        env={**unmeasured(), "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stdout.split() == [str(float(scale)), "8", "True"], result.stderr


# ---- without eyes or mouse

CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, PlotCanvas)


def test_every_control_has_an_accessible_name(window: Any) -> None:
    """Of those that can be reached: a row or an offer that is not there yet has nothing to say."""
    session = window.session
    shown = replace(
        session.view_options, show_worksheet=True, show_code=True, show_points=True, show_axes=True
    )
    window.content.generator.show()
    session.player.step(20)
    session.runs.keep()
    session.runs.fork()
    session.set_view_options(shown)
    session.set_learning_rate(0.05)
    session.player.step(2000)
    window.content.clock.render_now()
    controls = [
        widget
        for kind in CONTROLS
        for widget in window.shell.findChildren(kind)
        if not isinstance(widget, QScrollBar) and not widget.objectName().startswith("qt_")
        if not is_hidden(widget)
    ]
    assert len(controls) > 15
    nameless = [widget for widget in controls if not accessible_name(widget)]
    window.content.generator.close()
    assert nameless == []


def is_hidden(widget: QWidget) -> bool:
    """Tell whether a widget, or what it sits in, is not there to be reached."""
    return not widget.isVisibleTo(widget.window())


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)).strip()


def test_nothing_is_drawn_by_opengl(window: Any) -> None:
    """Software drawing is right everywhere; on machines without a graphics card it is faster."""
    canvases = window.shell.findChildren(QGraphicsView)
    assert len(canvases) >= 3
    assert {type(canvas.viewport()) for canvas in canvases} == {QWidget}


def test_a_key_held_on_the_run_button_acts_once(window: Any) -> None:
    button = window.content.transport.run_button
    button.setFocus()
    states = []
    window.session.player.run_status_changed.connect(lambda state: states.append(state.is_running))
    for is_repeated in (False, True, True, True):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(
                kind,
                Qt.Key.Key_Space,
                Qt.KeyboardModifier.NoModifier,
                " ",
                is_repeated,
            )
            QApplication.sendEvent(button, event)
    assert states == [True]
    window.session.player.pause()
