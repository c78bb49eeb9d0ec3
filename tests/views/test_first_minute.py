"""What a newcomer does in the first minute, by real events."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from linreg_gui.core.settings import Optimizer
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, RunStatus
from linreg_gui.views.main_window import MainWindow
from linreg_gui.views.window.shell import WindowShell


def test_space_runs_after_the_learning_rate_was_pulled(window: Any, qtbot: Any) -> None:
    slider = window.content.training_card.rate_slider
    right_end = QPoint(slider.width() - 12, slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=right_end)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.player.state.status is RunStatus.FINISHED)


def test_space_runs_after_an_optimizer_was_chosen(window: Any, qtbot: Any) -> None:
    window.content.surface_view.canvas.setFocus()
    qtbot.mouseClick(window.content.training_card.more_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    box = window.content.training_card.more.optimizer_box
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.runs.settings.optimizer is Optimizer.MOMENTUM)
    assert not box.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.player.state.is_running)


def test_a_divergence_is_framed_whole(window: Any, qtbot: Any) -> None:
    session, curve = window.session, window.content.curve_view
    session.set_learning_rate(0.05)
    session.player.step(300)
    window.content.clock.render_now()
    _, right, _, _ = curve.canvas.shown_range()
    assert session.player.history.last_epoch <= right < 1.1 * session.player.history.last_epoch
    session.restart()
    window.content.clock.render_now()
    _, right, _, _ = curve.canvas.shown_range()
    assert right > session.runs.settings.max_epochs


def test_a_window_that_is_not_filled_yet_gives_no_button_the_focus(qtbot: Any) -> None:
    shell = WindowShell()
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    assert shell.focusWidget() is None


def test_the_data_pane_can_hold_the_focus_as_soon_as_the_window_is_filled(
    qtbot: Any, session: Session
) -> None:
    shell = WindowShell()
    qtbot.addWidget(shell)
    shell.show()
    content = MainWindow(shell, session)
    assert shell.focusWidget() is content.data_view.canvas
    assert shell.focusWidget().isVisible(), "Qt passes the focus of a hidden widget on to a button"
    content.clock.stop()


def test_space_runs_after_a_number_was_typed_and_a_dialog_closed(window: Any, qtbot: Any) -> None:
    shell, field = window.shell, window.content.training_card.rate_field
    qtbot.waitUntil(shell.isActiveWindow)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.02")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is None
    dialog = QDialog(shell)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    window.session.post_notice(Notice("Saved exam.linreg."))
    dialog.accept()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    focused = QApplication.focusWidget()
    assert focused is window.content.data_view.canvas
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert window.session.player.is_under_way
