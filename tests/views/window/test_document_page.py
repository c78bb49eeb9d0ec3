"""The page about the model: opened from the menu, readable in every theme, closed by Escape."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import linreg_gui
from linreg_gui.session.values import ThemeChoice
from linreg_gui.storage.assets import asset
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.window.document_page import DocumentPage

ENTRY = "The model…"


@pytest.fixture
def page(window: Any, qtbot: Any) -> DocumentPage:
    window.content.actions.entries[ENTRY].trigger()
    found = window.shell.findChild(DocumentPage)
    qtbot.waitExposed(found)
    return found


def tables(page: DocumentPage) -> list[QTextTable]:
    frames = page.page.document().rootFrame().childFrames()
    return [frame for frame in frames if isinstance(frame, QTextTable)]


def test_the_help_menu_opens_it_with_the_keyboard(window: Any, qtbot: Any) -> None:
    menu = window.content.actions.help_menu
    bar = window.shell.menuBar()
    assert bar.actions()[-1].menu() is menu, "Help is the last menu"
    QTest.mouseClick(
        bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(bar.actions()[-1]).center()
    )
    qtbot.waitUntil(menu.isVisible)
    while menu.activeAction() is None or menu.activeAction().text() != ENTRY:
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.findChild(DocumentPage) is not None)
    assert window.shell.findChild(DocumentPage).isVisible()


def test_it_shows_the_page_from_its_beginning(page: DocumentPage) -> None:
    text = page.page.toPlainText()
    assert text.startswith("The model\n")
    assert "0.0351622" in text
    assert len(tables(page)) >= 6
    assert page.page.verticalScrollBar().value() == 0


@pytest.mark.parametrize("entry", [ENTRY, "For teachers…"])
def test_every_paragraph_has_its_room(window: Any, qtbot: Any, entry: str) -> None:
    window.content.actions.entries[entry].trigger()
    found = window.shell.findChild(DocumentPage)
    qtbot.waitExposed(found)
    document = found.page.document()
    block, without_room = document.begin(), []
    while block.isValid():
        height = document.documentLayout().blockBoundingRect(block).height()
        if block.text().strip() and height <= 0.0:
            without_room.append(block.text())
        block = block.next()
    assert without_room == []


def test_escape_closes_it_and_the_menu_opens_the_same_one_again(
    page: DocumentPage, window: Any
) -> None:
    page.page.verticalScrollBar().setValue(300)
    QTest.keyClick(page.page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window.shell.isVisible()
    window.content.actions.entries[ENTRY].trigger()
    assert window.shell.findChildren(DocumentPage) == [page]
    assert page.isVisible()
    assert page.page.verticalScrollBar().value() == 300, "the reader goes on where he was"


def test_the_main_window_stays_usable(page: DocumentPage, window: Any, qtbot: Any) -> None:
    assert not page.isModal()
    QTest.keyClick(page.page, Qt.Key.Key_Space)  # a page down, and not a run
    assert not window.session.player.state.is_running
    window.shell.activateWindow()
    qtbot.waitUntil(window.shell.isActiveWindow)
    QTest.keyClick(window.content.data_view.canvas, Qt.Key.Key_Right)
    assert window.session.player.cursor == 1


@pytest.mark.parametrize(
    ("choice", "theme"), [(ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)]
)
def test_it_follows_the_theme_while_it_is_open(
    page: DocumentPage, window: Any, choice: ThemeChoice, theme: Any
) -> None:
    other = ThemeChoice.LIGHT if choice is ThemeChoice.DARK else ThemeChoice.DARK
    for one in (other, choice):
        options = replace(window.session.view_options, theme=one)
        window.session.set_view_options(options)
    QApplication.processEvents()
    colours = {table.format().borderBrush().color().name() for table in tables(page)}
    assert colours == {theme.field}
    image = page.page.viewport().grab().toImage()
    assert image.pixelColor(2, 2).name() == theme.card


def test_presenter_mode_enlarges_its_type(page: DocumentPage, window: Any) -> None:
    before = page.page.document().defaultFont().pointSizeF()
    window.session.set_view_options(replace(window.session.view_options, is_presenting=True))
    QApplication.processEvents()
    scale = window.content.clock.theme.type_scale
    assert scale > 1.3
    assert page.page.document().defaultFont().pointSizeF() == pytest.approx(scale * before)
    window.session.set_view_options(replace(window.session.view_options, is_presenting=False))


def test_a_changed_style_lays_the_page_out_once(
    page: DocumentPage, window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    monkeypatch.setattr(page.page, "setMarkdown", laid_out.append)
    options = window.session.view_options
    window.session.set_view_options(replace(options, theme=ThemeChoice.DARK))
    assert laid_out == [], "the window is painted first"
    QApplication.processEvents()
    assert len(laid_out) == 1
    page.close()
    window.session.set_view_options(replace(options, theme=ThemeChoice.LIGHT))
    QApplication.processEvents()
    assert len(laid_out) == 1, "nobody sees it"
    page.show()
    assert len(laid_out) == 2


def test_a_wheel_has_the_page_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asset("model.md").is_file()
    inside = tmp_path / "linreg_gui" / "assets" / "model.md"
    inside.parent.mkdir(parents=True)
    inside.write_text("# The model\n", encoding="utf-8")
    monkeypatch.setattr(linreg_gui, "__file__", str(tmp_path / "linreg_gui" / "__init__.py"))
    assert asset("model.md") == inside


@pytest.mark.parametrize("size", [16, 64, 256])
def test_the_window_has_the_icon_of_the_program(window: Any, size: int) -> None:
    picture = window.shell.windowIcon().pixmap(size).toImage()
    assert (picture.width(), picture.height()) == (size, size)
    assert picture.pixelColor(size // 2, size // 2).alpha() == 255
    assert picture.pixelColor(0, 0).alpha() == 0


def test_the_page_for_teachers_is_another_window(page: DocumentPage, window: Any) -> None:
    window.content.actions.entries["For teachers…"].trigger()
    other = window.shell.findChild(DocumentPage, "teachers.md")
    assert other.isVisible()
    assert page.isVisible()
    assert other.page.toPlainText().startswith("For teachers\n")
    assert len(tables(other)) == 1


@pytest.mark.parametrize("entry", [ENTRY, "For teachers…"])
def test_nothing_is_beyond_the_edge_in_the_large_type_of_a_stage(
    window: Any, qtbot: Any, entry: str
) -> None:
    window.content._toggle_presenting()
    QApplication.processEvents()
    window.content.actions.entries[entry].trigger()
    page = next(each for each in window.shell.findChildren(DocumentPage) if each.isVisible())
    qtbot.waitUntil(lambda: bool(page.page.toPlainText()))
    QApplication.processEvents()
    document, room = page.page.document(), page.page.viewport().width()
    assert document.idealWidth() <= room
    assert page.page.horizontalScrollBar().maximum() == 0
    page.close()
    window.content._toggle_presenting()
