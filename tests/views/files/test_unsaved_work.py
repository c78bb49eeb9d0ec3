"""The question about unsaved work, answered by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QStyle,
    QStyleOptionButton,
)

from linreg_gui.views.data.data_framing import EMPTY_RANGE
from tests.storage.left_work import slots
from tests.views.services_window import at_rest, open_window


@pytest.fixture
def laboratory(tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    with open_window(tmp_path / "data", qtbot) as made:
        made.session.problem.add_point(4.0, 60.0)
        yield made


def shown(kind: type[Any]) -> list[Any]:
    """Give the open dialogs of a kind."""
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind)]
    return [one for one in found if one.isVisible()]


@pytest.mark.parametrize(
    ("key", "is_open"),
    [(Qt.Key.Key_S, True), (Qt.Key.Key_D, False), (Qt.Key.Key_C, True)],
)
def test_it_is_answered_by_keys(laboratory: Any, key: Qt.Key, is_open: bool, qtbot: Any) -> None:
    assert not laboratory.shell.close()
    (asked,) = shown(QMessageBox)
    asked.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(asked.defaultButton(), key, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not shown(QMessageBox))  # the button is seen to go down first
    assert laboratory.shell.isVisible() == is_open
    names = shown(QFileDialog)
    assert bool(names) == (key == Qt.Key.Key_S)
    for dialog in names:
        dialog.reject()


@pytest.mark.parametrize(
    ("former", "sentence"),
    [(None, "Save your work?"), (Path("lesson.linreg"), "Save lesson.linreg (recovered)?")],
)
def test_it_says_what_it_is_about(laboratory: Any, former: Path | None, sentence: str) -> None:
    laboratory.services.documents.attach_recovered(former)
    laboratory.shell.close()
    (asked,) = shown(QMessageBox)
    assert asked.text() == sentence


def test_other_data_in_its_place_are_not_called_recovered(laboratory: Any, qtbot: Any) -> None:
    laboratory.services.documents.attach_recovered(None)
    assert " (recovered)" in laboratory.shell.windowTitle()
    QGuiApplication.clipboard().setText("x,y\n1,2\n2,3\n3,5\n")
    qtbot.keyClick(laboratory.shell, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: laboratory.session.problem.dataset.n_samples == 3)
    assert laboratory.shell.windowTitle() == "Pasted points[*] – linreg_gui"
    qtbot.keyClick(laboratory.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert " (recovered)" in laboratory.shell.windowTitle()
    assert laboratory.services.documents.place.is_worth_asking


def test_no_button_is_cut_off_where_tab_comes_to_it(laboratory: Any) -> None:
    laboratory.shell.close()
    (asked,) = shown(QMessageBox)
    buttons = asked.buttons()
    for _ in buttons:
        QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Tab)
        QApplication.processEvents()
        used = asked.focusWidget()
        assert used in buttons
        assert used.isDefault()
        used.ensurePolished()
        option = QStyleOptionButton()
        used.initStyleOption(option)
        words = used.fontMetrics().horizontalAdvance(used.text().replace("&", ""))
        room = used.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, used)
        icon = 0 if used.icon().isNull() else used.iconSize().width() + 4
        assert words + icon <= room.width(), used.text()


def test_return_saves_whatever_was_clicked_the_time_before(laboratory: Any, qtbot: Any) -> None:
    laboratory.shell.close()
    (asked,) = shown(QMessageBox)
    qtbot.mouseClick(asked.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert laboratory.shell.isVisible()
    laboratory.shell.close()
    assert asked.focusWidget() is asked.button(QMessageBox.StandardButton.Save)
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Return)
    (name,) = shown(QFileDialog)
    name.reject()


def test_an_autosave_may_end_under_the_question(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    laboratory.shell.close()
    (asked,) = shown(QMessageBox)
    at_rest(laboratory, qtbot)
    assert len(slots(tmp_path / "data" / "recovery")) == 1
    assert shown(QMessageBox) == [asked]
    qtbot.mouseClick(asked.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    assert not laboratory.shell.isVisible()
    assert slots(tmp_path / "data" / "recovery") == []


def press_new(laboratory: Any) -> None:
    QTest.keyClick(laboratory.shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


@pytest.mark.parametrize("answer", ["Discard", "Cancel"])
def test_a_new_document_asks_for_own_work(laboratory: Any, answer: str, qtbot: Any) -> None:
    before = laboratory.session.problem.dataset
    press_new(laboratory)
    (asked,) = shown(QMessageBox)
    assert laboratory.session.problem.dataset is before
    button = asked.button(QMessageBox.StandardButton[answer])
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    is_new = answer == "Discard"
    assert laboratory.session.problem.dataset.n_samples == (0 if is_new else 6)
    if is_new:
        laboratory.session.edits.undo()
        assert laboratory.session.problem.dataset is before


def test_a_new_document_begins_at_once_where_nothing_would_be_lost(laboratory: Any) -> None:
    session = laboratory.session
    session.edits.undo()
    press_new(laboratory)
    assert not shown(QMessageBox)
    assert session.problem.dataset.n_samples == 0
    assert laboratory.shell.plain_title == "Untitled – linreg_gui"
    laboratory.content.clock.render_now()
    assert laboratory.content.data_view.canvas.shown_range() == EMPTY_RANGE
    session.problem.add_point(3.0, 4.0)
    laboratory.content.clock.render_now()
    assert laboratory.content.data_view.canvas.shown_range() == EMPTY_RANGE
    press_new(laboratory)
    (asked,) = shown(QMessageBox)
    asked.reject()


def test_a_new_document_after_one_point_is_framed_as_new(laboratory: Any) -> None:
    session, canvas = laboratory.session, laboratory.content.data_view.canvas
    session.problem.clear_points()
    session.problem.add_point(3.0, 4.0)
    laboratory.content.clock.render_now()
    canvas.show_range(2.0, 4.0, 3.0, 5.0)
    session.open_new()
    laboratory.content.clock.render_now()
    assert canvas.shown_range() == EMPTY_RANGE
