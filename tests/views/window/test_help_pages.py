"""The pages of Help: keys, gestures and words over the window, from the tables of the menus."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

import linreg_gui
from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.session.values import ThemeChoice
from linreg_gui.session.wording_cut import OTHERS_WORDS, SLOW_PAIR
from linreg_gui.views.look.pictograms import PICTOGRAMS
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.key_caps import KeyCaps, caps_of
from linreg_gui.views.window import action_table, presenter
from linreg_gui.views.window.action_table import ABOUT, KEYS_HELP, LAYERS, WORDS_HELP, ActionSpec
from linreg_gui.views.window.help_table import (
    GESTURES,
    PRESENTING,
    RUN_KEYS,
    SHOW_KEYS,
    WORDS,
    WORDS_OF_SEVERAL,
)

KEY = Qt.Key
SPECS = [
    *(spec for spec in vars(action_table).values() if isinstance(spec, ActionSpec)),
    *LAYERS,
]


def opened(window: Any, spec: ActionSpec = KEYS_HELP) -> Any:
    window.content.actions.entries[spec.text].trigger()
    QApplication.processEvents()
    return window.content.help_pages.page


@pytest.fixture
def page(window: Any) -> Iterator[Any]:
    yield opened(window)
    window.content.help_pages.close()


def texts(page: Any) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel)}


@pytest.mark.parametrize("key", [KEY.Key_F1, KEY.Key_Question])
def test_a_key_opens_it_and_escape_closes_it(window: Any, key: Qt.Key) -> None:
    canvas = window.content.data_view.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, key)
    page = window.content.help_pages.page
    assert page.isVisible()
    assert page.geometry() == window.shell.rect()
    QTest.keyClick(page.area, KEY.Key_Escape)
    assert page.isHidden()
    assert canvas.hasFocus()


def test_it_opens_again_and_again(window: Any) -> None:
    canvas = window.content.data_view.canvas
    for key in (KEY.Key_F1, KEY.Key_Question, KEY.Key_F1):
        QTest.keyClick(canvas, key)
        page = window.content.help_pages.page
        assert page.isVisible()
        QTest.keyClick(page.area, KEY.Key_F1)
        assert window.content.help_pages.page is None
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    options = replace(window.session.view_options, theme=ThemeChoice.DARK)
    window.session.set_view_options(options)


def test_a_question_mark_typed_into_a_field_opens_nothing(window: Any) -> None:
    field = window.content.training_card.rate_field
    field.setFocus()
    QTest.keyClick(field, KEY.Key_Question)
    assert window.content.help_pages is None


def test_every_key_of_the_window_stands_on_the_page(window: Any, page: Any) -> None:
    shown = {cap for caps in page.findChildren(KeyCaps) for cap in caps.accessibleName().split()}
    bound = {action.text(): action.shortcuts() for action in window.shell.findChildren(QAction)}
    for shortcut in window.shell.findChildren(QShortcut):
        bound[shortcut.key().toString()] = shortcut.keys()
    for what, sequences in bound.items():
        keys = [key.toString() for key in sequences]
        assert not keys or any(set(caps_of(key)) <= shown for key in keys), what


def test_every_action_with_a_key_is_in_a_menu(window: Any) -> None:
    for spec in SPECS:
        if spec.keys and spec not in (action_table.UNDO, action_table.REDO):
            action = window.content.actions.of(spec)
            assert action is not None, spec.text
            assert [key.toString() for key in action.shortcuts()] == list(spec.keys)


def test_every_action_with_a_key_has_one_row(page: Any) -> None:
    rows = [row for part in (RUN_KEYS, SHOW_KEYS) for rows in part.values() for row in rows]
    for spec in SPECS:
        if spec.keys:
            caps = [set(caps_of(key)) for key in spec.keys]
            found = [row for row in rows if any(cap <= set(row.caps) for cap in caps)]
            assert found, spec.text


def test_every_gesture_is_said_with_its_pictogram(page: Any) -> None:
    for heading, gestures in GESTURES.items():
        assert heading in texts(page)
        for gesture in gestures:
            assert gesture.icon in PICTOGRAMS
            assert {gesture.gesture, gesture.effect} <= texts(page)


def test_the_readme_names_no_key_that_the_page_does_not(page: Any) -> None:
    readme = Path(linreg_gui.__file__).parents[1] / "README.md"
    table = readme.read_text(encoding="utf-8").split("## Keys")[1].split("\n##")[0]
    named = set(re.findall(r"Ctrl\+(?:Shift\+)?[A-Z]|\bF[0-9]+|\b[A-Z](?=[,| ])", table))
    keys = {key for spec in SPECS for key in spec.keys} | {"N"}
    assert named <= keys


def test_no_key_of_the_run_works_behind_the_page(window: Any, page: Any) -> None:
    for key in (KEY.Key_Space, KEY.Key_Right, KEY.Key_S, KEY.Key_K, KEY.Key_R):
        QTest.keyClick(page.area, key)
    QTest.keyClick(page.area, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not window.session.player.state.is_running
    assert window.session.player.cursor == 0
    assert not window.session.view_options.show_squares


def test_the_window_can_be_left_while_the_page_is_open(window: Any, page: Any) -> None:
    wanted: list[str] = []
    quits = window.content.actions.of(action_table.QUIT)
    quits.triggered.disconnect()
    quits.triggered.connect(lambda: wanted.append("quit"))
    page.area.setFocus()
    window.shell.activateWindow()
    QTest.keyClick(page.area, KEY.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert wanted == ["quit"]


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768)])
def test_the_page_of_keys_is_seen_whole(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    page = opened(window)
    assert page.area.verticalScrollBar().maximum() == 0
    window.content.help_pages.close()


def test_a_press_beside_the_card_and_its_cross_close_it(window: Any, page: Any) -> None:
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=page.card.geometry().center())
    assert page.isVisible()
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=QPoint(5, 300))
    assert page.isHidden()
    other = opened(window)
    QTest.mouseClick(other.close_button, Qt.MouseButton.LeftButton)
    assert other.isHidden()


@pytest.mark.parametrize("spec", [KEYS_HELP, WORDS_HELP, ABOUT], ids=lambda spec: spec.text)
def test_nothing_is_cut_at_any_size(window: Any, spec: ActionSpec) -> None:
    page = opened(window, spec)
    for size in ((1280, 800), (1024, 640), (900, 560)):
        window.shell.resize(*size)
        QApplication.processEvents()
        assert_nothing_is_cut(page)


def assert_nothing_is_cut(page: Any) -> None:
    assert page.rect().contains(page.card.geometry())
    content = page.area.widget()
    assert content.width() <= page.area.viewport().width()
    hidden = content.height() - page.area.viewport().height()
    assert page.area.verticalScrollBar().maximum() == max(0, hidden)
    for label in page.findChildren(ElidedLabel):
        assert page.card.rect().contains(label.geometry())
        label.grab()  # it knows how wide it is when it is drawn
        is_whole = label.width() >= label.fontMetrics().horizontalAdvance(label.text())
        assert is_whole == (not label.toolTip())
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text() and not isinstance(label, ElidedLabel):
            assert label.width() >= label.minimumSizeHint().width(), label.text()
    for label in content.findChildren(QLabel):
        if label.isVisible() and label.text():
            place = label.mapTo(content, label.rect().bottomRight())
            assert content.rect().contains(place)


@pytest.mark.parametrize("size", [(1280, 720), (960, 540)])
def test_a_speaker_sees_the_keys_of_the_stage(
    window: Any, monkeypatch: Any, size: tuple[int, int]
) -> None:
    usual, screen, options = presenter.stage_scale_on, QSize(*size), window.session.view_options
    monkeypatch.setattr(presenter, "stage_scale_on", lambda _size: usual(screen))
    window.session.set_view_options(replace(options, is_presenting=True))
    window.shell.setWindowState(Qt.WindowState.WindowNoState)
    window.shell.resize(screen)
    QApplication.processEvents()
    page = opened(window)
    content, seen = page.area.widget(), page.area.viewport().rect()
    assert content.width() <= seen.width()
    for effect in (row.effect for row in SHOW_KEYS[PRESENTING]):
        (label,) = (label for label in page.findChildren(QLabel) if label.text() == effect)
        place = label.mapTo(page.area.viewport(), label.rect().bottomRight())
        assert place.x() <= seen.right(), effect
        assert place.y() <= seen.bottom() or size != (1280, 720), effect
    (hint,) = page.findChildren(ElidedLabel)
    assert page.card.rect().contains(hint.geometry())
    assert page.close_button.geometry().left() > hint.geometry().right()
    window.content.help_pages.close()
    window.session.set_view_options(replace(options, is_presenting=False))


def test_words_are_on_the_page_beside(window: Any, page: Any) -> None:
    (link,) = (button for button in page.findChildren(QToolButton) if button.text() == "Words")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    words = window.content.help_pages.page
    assert page.isHidden()
    for word in WORDS:
        assert {word.term, word.meaning} <= texts(words)


def test_all_words_are_seen_at_once_in_a_small_window(window: Any) -> None:
    window.shell.resize(1024, 640)
    area = opened(window, WORDS_HELP).area
    assert area.verticalScrollBar().maximum() == 0
    window.content.help_pages.close()


def test_the_words_of_several_features_are_a_page_further(window: Any) -> None:
    window.shell.resize(1024, 640)
    links = opened(window, WORDS_HELP).findChildren(QToolButton)
    (link,) = (button for button in links if button.text() == "Curves and several features")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    words = window.content.help_pages.page
    for word in WORDS_OF_SEVERAL:
        assert {word.term, word.meaning} <= texts(words)
    assert words.area.verticalScrollBar().maximum() == 0
    (back,) = (button for button in words.findChildren(QToolButton) if "words" in button.text())
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert WORDS[0].term in texts(window.content.help_pages.page)
    window.content.help_pages.close()


def test_what_the_controls_of_several_weights_say_is_explained() -> None:
    terms = {word.term for word in WORDS_OF_SEVERAL}
    said = {
        *OTHERS_WORDS.values(),
        *(kind.value for kind in Adjustment),
        SLOW_PAIR,
        "condition",
        "feature",
        "cut",
    }
    assert said <= terms


def test_the_words_of_the_training_card_and_the_surface_are_explained() -> None:
    terms = {word.term for word in WORDS}
    assert {"way to the best", "loss surface", "valley", "kept run", "too slow"} <= terms


def test_about_says_which_version_it_is(window: Any) -> None:
    assert f"linreg_gui {linreg_gui.__version__}" in texts(opened(window, ABOUT))


def test_another_theme_closes_the_page(window: Any, page: Any) -> None:
    options = replace(window.session.view_options, theme=ThemeChoice.DARK)
    window.session.set_view_options(options)
    assert page.isHidden()
