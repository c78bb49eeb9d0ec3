"""Presenter mode: what is drawn grows with the type, and the mouse still hits it."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from linreg_gui.session.values import Notice, Severity
from linreg_gui.views.exporting.animation_panel import AnimationPanel
from linreg_gui.views.files.import_pane import ImportPane
from linreg_gui.views.main_window import WAY_OUT
from linreg_gui.views.window.presenter import DRAWING_SCALE, SMALLEST_SCALE, stage_scale_on
from tests.views.helpers import click, drag

MAXIMISED = Qt.WindowState.WindowMaximized
SCALE = SMALLEST_SCALE * DRAWING_SCALE


def present(window: Any, is_presenting: bool = True) -> None:
    options = window.session.view_options
    window.session.set_view_options(replace(options, is_presenting=is_presenting))
    QApplication.processEvents()
    window.content.settle()


@pytest.fixture
def presented(window: Any) -> Any:
    """Give a window in presenter mode; the offscreen screen is 800 × 800."""
    present(window)
    yield window
    present(window, is_presenting=False)


def run_of_colour(image: QImage, colour: str, at: QPointF) -> float:
    """Return the height of one colour around a place, in pixels, an edge as the part it covers."""
    wanted, n_pixels = QColor(colour), 0.0
    x, y = round(at.x()), round(at.y())
    for row in range(y - 4, y + 5):  # nothing else of any colour is so near
        found = image.pixelColor(x, row)
        n_pixels += min(1.0, (255 - found.blue()) / (255 - wanted.blue()))
    return n_pixels


def line_width(window: Any) -> float:
    canvas = window.content.data_view.canvas
    line = window.session.shown_curve
    image = canvas.grab().toImage()
    between = 5.5  # no point is there, and no grip of the line
    at = canvas.widget_position(between, line.slope * between + line.intercept)
    return run_of_colour(image, window.content.data_view.canvas.theme.line, at)


def test_the_line_is_broader_and_back_again(window: Any) -> None:
    usual = line_width(window)
    present(window)
    assert line_width(window) == pytest.approx(usual * SCALE, rel=0.2)
    present(window, is_presenting=False)
    assert line_width(window) == pytest.approx(usual, rel=0.15)


@pytest.mark.parametrize("is_maximised", [False, True])
def test_the_window_is_as_large_again_as_it_was(window: Any, is_maximised: bool) -> None:
    shell = window.shell
    shell.resize(780, 700)  # narrower than the large type allows
    shell.setWindowState(MAXIMISED if is_maximised else Qt.WindowState.WindowNoState)
    QApplication.processEvents()
    before = shell.size()
    for _ in range(2):
        present(window)
        assert shell.isFullScreen()
        present(window, is_presenting=False)
        assert not shell.isFullScreen()
        assert shell.isMaximized() is is_maximised
        assert is_maximised or shell.size() == before


def test_the_way_out_is_not_named_any_more_outside(window: Any, qtbot: Any) -> None:
    bar = window.content.notice_bar
    for _ in range(2):
        qtbot.keyClick(window.shell, Qt.Key.Key_F11)
        assert bar.text.text() == WAY_OUT.text
        qtbot.keyClick(window.shell, Qt.Key.Key_Escape)
        window.content.clock.render_now()
        assert bar.notice is None
    qtbot.keyClick(window.shell, Qt.Key.Key_F11)
    window.session.post_notice(Notice("Careful.", Severity.WARNING))
    qtbot.keyClick(window.shell, Qt.Key.Key_Escape)
    window.content.clock.render_now()
    assert bar.text.text() == "Careful."


def test_points_are_grabbed_where_they_are_drawn(presented: Any) -> None:
    canvas = presented.content.data_view.canvas
    drag(canvas, (5.0, 75.0), (5.0, 60.0))
    assert presented.session.problem.dataset.y[2] == pytest.approx(60.0, abs=0.5)
    click(canvas, 6.5, 30.0)
    assert presented.session.problem.dataset.n_samples == 6
    assert presented.session.problem.dataset.x[-1] == pytest.approx(6.5, abs=0.05)


def test_a_start_is_set_where_the_surface_is_clicked(presented: Any) -> None:
    click(presented.content.surface_view.canvas, 3.0, 20.0)
    assert presented.session.problem.start == pytest.approx((3.0, 20.0), rel=0.05)


def test_the_fields_are_as_much_wider_as_their_type(window: Any) -> None:
    card = window.content.training_card
    card.more_button.click()
    window.content.clock.render_now()
    fields = (
        card.rate_field,
        card.more.optimizer_box,
        window.content.model_card.prediction_row.field,
    )
    usual = [field.minimumWidth() for field in fields]
    for _ in range(2):
        present(window)
        larger = [field.minimumWidth() for field in fields]
        scale = window.content.clock.theme.type_scale
        assert scale > 1.3
        assert larger == [round(width * scale) for width in usual]
        present(window, is_presenting=False)
        assert [field.minimumWidth() for field in fields] == usual


def test_panels_are_made_when_they_open(window: Any) -> None:
    """Each widget there is makes a change of the mode or of the theme slower."""
    assert not window.shell.findChildren(AnimationPanel)
    assert not window.shell.findChildren(ImportPane)
    window.exports.animation.ask()
    assert [panel.isVisible() for panel in window.shell.findChildren(AnimationPanel)] == [True]


@pytest.mark.parametrize(
    ("screen", "scale"),
    [
        (QSize(911, 512), 512 / 720),
        (QSize(1280, 720), 1.0),
        (QSize(1280, 800), 1.0),
        (QSize(1920, 1080), 1.5),
        (QSize(3840, 2160), 3.0),
        (QSize(3440, 1440), 2.0),
    ],
)
def test_a_larger_screen_gets_larger_type(screen: QSize, scale: float) -> None:
    assert stage_scale_on(screen) == pytest.approx(scale)
