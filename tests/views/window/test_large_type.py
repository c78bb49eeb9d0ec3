"""A desktop whose type is large: the window grows with it, and all of it can be reached."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from linreg_gui.views.look.theme import LARGEST_DRAWING_SCALE, desktop_type_scale
from linreg_gui.views.training.transport_bar import RUN_TEXTS
from linreg_gui.views.window.shell import DEFAULT_SIZE, LARGEST_SHARE, SIDE_WIDTH
from tests.views.services_window import open_window
from tests.views.window.test_presenter import present


@pytest.fixture
def large(request: pytest.FixtureRequest, qapp: QApplication, qtbot: Any) -> Iterator[Any]:
    """Give a window on a desktop with type of so many points, on an ordinary screen."""
    usual, font = QFont(qapp.font()), QFont(qapp.font())
    font.setPointSizeF(request.param)
    qapp.setFont(font)
    with open_window(None, qtbot) as laboratory:
        laboratory.shell.resize(DEFAULT_SIZE)
        QApplication.processEvents()
        yield laboratory
    qapp.setFont(usual)


def points(*sizes: float) -> Any:
    return pytest.mark.parametrize("large", sizes, indirect=True)


@points(14.0, 18.0, 24.0)
def test_the_window_is_no_larger_than_a_small_screen(large: Any) -> None:
    least = large.shell.minimumSizeHint()
    assert least.width() <= DEFAULT_SIZE.width()
    assert least.height() <= DEFAULT_SIZE.height()


@points(10.0, 14.0, 18.0, 24.0)
def test_the_run_button_has_room_for_its_texts(large: Any) -> None:
    button = large.content.transport.run_button
    widest = max(map(button.fontMetrics().horizontalAdvance, RUN_TEXTS))
    assert button.width() >= widest + button.iconSize().width()


@points(10.0, 14.0, 18.0, 24.0)
def test_the_loss_has_room_for_a_curve(large: Any) -> None:
    canvas = large.content.curve_view.canvas
    axis = canvas.axes["left"]
    assert canvas.plot_rect().height() >= 2.5 * axis.style["tickFont"].pointSizeF() * 96 / 72


@points(14.0, 18.0)
def test_the_cards_are_not_clipped(large: Any) -> None:
    column = large.shell.training_card.parentWidget()
    assert column.minimumSizeHint().width() <= column.parentWidget().width()
    wanted = SIDE_WIDTH * desktop_type_scale()
    most = LARGEST_SHARE * DEFAULT_SIZE.width()
    assert large.shell.columns.sizes()[1] == round(min(wanted, most))


@points(24.0)
def test_cards_that_cannot_fit_are_scrolled(large: Any) -> None:
    column = large.shell.training_card.parentWidget()
    area = column.parentWidget().parentWidget()
    hidden = column.width() - column.parentWidget().width()
    assert hidden > 0
    assert area.horizontalScrollBar().maximum() == hidden


@points(18.0)
def test_the_transport_stands_in_two_rows_until_there_is_room(large: Any) -> None:
    bar = large.content.transport
    assert bar.scrubber.y() > bar.run_button.geometry().bottom()
    large.shell.resize(2100, 800)
    QApplication.processEvents()
    assert bar.scrubber.geometry().center().y() < bar.run_button.geometry().bottom()
    assert all(label.isVisible() for label in bar._labels)


@points(14.0, 24.0)
def test_drawings_grow_with_the_type_and_leave_room(large: Any) -> None:
    theme, scale = large.content.data_view.canvas.theme, desktop_type_scale()
    assert scale == pytest.approx(QApplication.font().pointSizeF() / 10)
    assert theme.type_scale == scale
    assert theme.drawing_scale == min(scale, LARGEST_DRAWING_SCALE)


@points(18.0)
def test_presenter_mode_makes_no_type_smaller_and_gives_it_back(large: Any) -> None:
    before = QApplication.font().pointSizeF(), large.content.data_view.canvas.theme
    present(large)
    assert QApplication.font().pointSizeF() >= before[0]
    assert large.content.data_view.canvas.theme.drawing_scale >= before[1].drawing_scale
    present(large, is_presenting=False)
    assert (QApplication.font().pointSizeF(), large.content.data_view.canvas.theme) == before


@points(24.0)
def test_icons_are_as_large_as_asked_for(large: Any) -> None:
    for button in (large.content.transport.run_button, *large.content.heads.zoom_buttons.values()):
        asked = button.iconSize()
        assert button.icon().actualSize(asked) == asked
