"""Controls of panes in a low window: in the head, so that the plots keep some room."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.surface.cut_controls import CHEVRON_ROOM, SMALL_MARGIN

LEFT = Qt.MouseButton.LeftButton


def settle(window: Any) -> None:
    window.content.clock.render_now()
    for _ in range(4):
        QApplication.processEvents()


def show(window: Any, width: int, height: int) -> None:
    for _ in range(2):  # with controls above the plots it can be a little less low
        window.shell.resize(width, height)
        settle(window)


def title(card: QWidget) -> QLabel:
    return next(label for label in card.findChildren(QLabel) if label.property("role") == "title")


def rows(window: Any) -> list[tuple[QWidget, QWidget, QWidget]]:
    """Return card, pane and controls of the panes that have some."""
    content, shell = window.content, window.shell
    data, surface = content.data_view, content.surface_view
    return [
        (shell.data_card, data, data.control_row),
        (shell.surface_card, surface, surface.control_row),
    ]


@pytest.fixture
def longley(window: Any) -> Any:
    window.session.opening.open_example("longley")
    settle(window)
    return window


def test_a_low_window_has_controls_in_the_heads_and_no_titles(longley: Any) -> None:
    show(longley, 675, 347)
    assert longley.shell.height() == 347
    assert longley.content.data_view.canvas.plot_rect().height() >= 40
    for card, pane, controls in rows(longley):
        assert controls.isVisible()
        assert not pane.isAncestorOf(controls)
        assert not title(card).isVisible()
        corner = controls.mapTo(card, QPoint(0, 0))
        assert corner.y() + controls.height() <= pane.y()
        for part in controls.findChildren(QWidget):
            if part.isVisible() and part.parentWidget() is controls:
                assert part.geometry().right() < controls.width()
    show(longley, 1280, 800)
    for card, pane, controls in rows(longley):
        assert pane.isAncestorOf(controls)
        assert controls.isVisible()
        assert title(card).isVisible()


def test_controls_stay_in_the_heads_while_a_low_window_is_resized(longley: Any) -> None:
    for height in (410, 411, 412):  # without a turn of the event loop between them
        longley.shell.resize(700 + height, height)
    settle(longley)
    assert longley.shell.height() == 412
    for _, pane, controls in rows(longley):
        assert controls.isVisible()
        assert not pane.isAncestorOf(controls)


def test_menus_of_axes_are_letters_in_the_corner_of_a_low_surface(longley: Any, qtbot: Any) -> None:
    show(longley, 675, 347)
    surface = longley.content.surface_view
    across, upwards = surface.controls.menus
    surface.canvas.grab()
    assert surface.canvas.plot_rect().height() >= 40
    for menu, letter, name in (
        (across, "w₂", "w₂ · GNP, scaled"),
        (upwards, "w₆", "w₆ · year, scaled"),
    ):
        assert menu.isVisible()
        assert menu.currentText() == name
        assert menu.toolTip() == name
        metrics = QFontMetricsF(surface.canvas.axes["left"].metrics())
        room = max(menu.width(), menu.height()) - 2 * SMALL_MARGIN - CHEVRON_ROOM
        assert menu.fitting_text(metrics, room) == letter
    origin = surface.canvas.view_box.mapToScene(QPointF())
    assert across.geometry().right() < origin.x()
    assert across.geometry().top() >= origin.y() + surface.canvas.plot_rect().height()
    across.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(across, Qt.Key.Key_Home)
    settle(longley)
    assert longley.session.frame().cut.pair == (0, 5)
    show(longley, 1280, 800)
    surface.canvas.grab()
    assert across.geometry().left() > origin.x()
    assert across.toolTip() == ""


def test_beside_a_worksheet_their_words_are_whole(longley: Any) -> None:
    longley.session.change_view_options(show_worksheet=True)
    show(longley, 675, 370)
    row = longley.content.surface_view.controls.row
    for button in row.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() < row.width()


def test_in_the_heads_they_work_as_above_the_plots(longley: Any, qtbot: Any) -> None:
    show(longley, 675, 347)
    session, content = longley.session, longley.content
    _, at_best = content.surface_view.controls.row.buttons.values()
    qtbot.mouseClick(at_best, LEFT)
    assert session.view_options.others.value == "at their best"
    box = content.data_view.picture_row.feature_box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(box, Qt.Key.Key_End)
    settle(longley)
    assert session.frame().drawn.feature == 5
    show_button = content.heads.show_buttons["Data"]
    assert show_button.text() == ""
    assert show_button.accessibleName() == "Show in Data"
    qtbot.mouseClick(show_button, LEFT)
    assert content.heads.open_list is not None
    content.heads.close_list()


def test_without_controls_the_title_stays(window: Any) -> None:
    show(window, 675, 347)
    shell = window.shell
    assert title(shell.data_card).isVisible()
    assert window.content.data_view.canvas.plot_rect().height() >= 40
    window.session.opening.open_example("longley")
    settle(window)
    assert not title(shell.data_card).isVisible()
    window.session.set_columns((0,))
    settle(window)
    assert title(shell.data_card).isVisible()
    assert window.content.heads.show_buttons["Data"].text() == "Show"
    window.session.set_degree(2)
    settle(window)
    assert title(shell.data_card).isVisible()
    assert not title(shell.surface_card).isVisible()


def test_on_a_low_stage_the_title_stays_beside_them(longley: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("linreg_gui.views.window.low_heads.LOW", 10_000)  # of any screen
    show(longley, 675, 347)
    longley.session.change_view_options(is_presenting=True)
    settle(longley)
    for card, pane, controls in rows(longley):
        assert title(card).isVisible()
        assert controls.isVisible()
        assert not pane.isAncestorOf(controls)
        assert title(card).geometry().right() < controls.x()
    longley.session.change_view_options(is_presenting=False)
    settle(longley)
    for card, _, controls in rows(longley):
        assert not title(card).isVisible()
        assert controls.isVisible()


def test_a_low_plot_has_its_title_in_the_tool_tip_but_what_labels_share_is_seen(
    window: Any,
) -> None:
    show(window, 675, 347)
    axis = window.content.data_view.canvas.axes["bottom"]
    window.content.data_view.canvas.grab()
    assert axis.shown_title == ""
    assert axis.toolTip() == "x · hours worked"
    low = axis.size().height()
    x = [2459000.1, 2459000.4, 2459000.9]
    window.session.opening.open_dataset(Dataset.from_xy(x, [1.0, 2.0, 3.0]))
    for _ in range(2):
        settle(window)
        window.content.data_view.canvas.grab()
    assert axis.note
    assert axis.size().height() > low
    show(window, 1280, 800)
    window.content.data_view.canvas.grab()
    assert axis.shown_title == "x"
