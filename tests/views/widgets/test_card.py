"""Cards that fold to a line, by mouse and by key, and the column they stand in."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.views.widgets.card import ElidedLabel
from tests.views.helpers import LEFT

CARDS = ("model_card", "training_card")


def click_head(card: Any) -> None:
    """Click right of the title, or of what stands there in place of one."""
    QTest.mouseClick(card, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(150, 4))
    QApplication.processEvents()


@pytest.mark.parametrize("name", CARDS)
def test_a_click_on_the_head_folds_and_unfolds(window: Any, qtbot: Any, name: str) -> None:
    card = getattr(window.shell, name)
    content, height = getattr(window.content, name), card.height()
    click_head(card)
    assert card.is_folded
    assert not content.isVisible()
    assert card.height() < 50
    assert card.fold_arrow.accessibleName() == f"Unfold {card.title}"
    assert card.fold_arrow.accessibleDescription() == card.summary
    click_head(card)
    assert content.isVisible()
    qtbot.waitUntil(lambda: card.height() == height)


def test_the_arrow_in_the_margin_stands_clear_of_the_edge(window: Any) -> None:
    card = window.shell.training_card
    card.fold_arrow.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    image = card.grab(card.fold_arrow.geometry()).toImage()
    row = range(6, image.height() - 6)
    ground = image.pixel(3, 8)
    columns = {x for x in range(image.width()) for y in row if image.pixel(x, y) != ground}
    inner = columns - {0, 1}  # the card's own edge
    assert min(inner) >= 3
    assert max(inner) - min(inner) >= 5


def test_a_summary_is_worked_out_while_it_is_seen(window: Any) -> None:
    card, numbers = window.shell.model_card, iter((2, 3))
    for expected in ("y = 2 x", "y = 3 x"):
        card.set_summary(lambda: f"y = {next(numbers)} x")
        if not card.is_folded:
            click_head(card)
        assert card._summary.text() == expected


def test_a_click_on_what_is_in_it_folds_nothing(window: Any) -> None:
    card, field = window.shell.training_card, window.content.training_card.rate_field
    QTest.mouseClick(field, LEFT)
    click_below = QPoint(20, card.height() - 4)
    QTest.mouseClick(card, LEFT, Qt.KeyboardModifier.NoModifier, click_below)
    assert not card.is_folded


@pytest.mark.parametrize("name", CARDS)
def test_space_folds_where_tab_has_come_to_it(window: Any, name: str) -> None:
    card = getattr(window.shell, name)
    window.shell.activateWindow()
    card.fold_arrow.setFocus(Qt.FocusReason.TabFocusReason)
    for is_folded in (True, False):
        QTest.keyClick(card.fold_arrow, Qt.Key.Key_Space)
        assert card.is_folded is is_folded
        assert card.fold_arrow.hasFocus()
    assert not window.session.player.state.is_running


def test_tab_comes_to_the_arrow_of_a_card_before_what_is_in_it(window: Any) -> None:
    card = window.shell.training_card
    focusable: list[Any] = []
    widget = card.fold_arrow.nextInFocusChain()
    while widget is not card.fold_arrow:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            focusable.append(widget)
        widget = widget.nextInFocusChain()
    assert card.isAncestorOf(focusable[0])


def test_the_line_tells_the_essential(window: Any) -> None:
    session, shell = window.session, window.shell
    assert shell.training_card.summary == "rate 0.03 · 300 epochs"
    assert shell.model_card.summary == "ŷ = 0.000 x + 0.000"
    session.set_learning_rate(0.01)
    session.player.step(3)
    session.runs.keep()
    window.content.clock.render_now()
    assert shell.training_card.summary == "rate 0.01 · 300 epochs"
    assert shell.runs_card.summary == "A · 1 kept"
    session.runs.fork()
    window.content.clock.render_now()
    assert shell.runs_card.summary == "A, C · 1 kept"


def test_a_long_line_is_elided_and_widens_nothing(window: Any) -> None:
    card = window.shell.training_card
    click_head(card)
    width = card.width()
    card.set_summary(lambda: "rate 0.03 · " + "batches of 8 · " * 50)
    QApplication.processEvents()
    window.shell.grab()
    assert card.width() == width
    assert card._summary.toolTip()


def test_an_open_worksheet_keeps_the_formula_and_folds_what_is_below(window: Any) -> None:
    shell, model, session = window.shell, window.content.model_card, window.session
    session.set_view_options(replace(session.view_options, show_numbers=True))
    for is_open in (True, False):
        QTest.keyClick(shell, Qt.Key.Key_W)
        window.content.clock.render_now()
        assert shell.model_card.isVisible()
        assert model.equation.isVisible()
        assert model.values["mse"].isVisible()
        assert model.more.isVisible() is not is_open
        assert shell.training_card.is_folded is shell.runs_card.is_folded is is_open


def test_cards_are_folded_as_they_were_left_with_a_worksheet_and_without(window: Any) -> None:
    shell = window.shell
    QTest.keyClick(shell, Qt.Key.Key_W)
    click_head(shell.training_card)
    QTest.keyClick(shell, Qt.Key.Key_W)
    click_head(shell.training_card)
    assert shell.training_card.is_folded
    QTest.keyClick(shell, Qt.Key.Key_W)
    assert not shell.training_card.is_folded
    assert shell.runs_card.is_folded
    QTest.keyClick(shell, Qt.Key.Key_W)
    assert shell.training_card.is_folded
    assert not shell.runs_card.is_folded


def test_a_scroll_bar_moves_and_squeezes_nothing_when_it_comes(window: Any, qtbot: Any) -> None:
    shell, session = window.shell, window.session
    session.set_view_options(replace(session.view_options, show_numbers=True))
    window.content.clock.render_now()
    column = shell.training_card.parentWidget()
    bar = column.parentWidget().parentWidget().verticalScrollBar()
    shell.resize(1280, 800)
    qtbot.waitUntil(lambda: shell.training_card.width() == 306)
    assert bar.maximum() == 0
    before = window.content.training_card.height()
    shell.resize(1280, 400)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert shell.training_card.width() == 306
    assert window.content.training_card.height() == before


def test_a_hint_of_a_few_letters_is_left_to_the_tool_tip(window: Any) -> None:
    card = window.shell.data_card
    hint = next(label for label in card.findChildren(ElidedLabel) if label.text())
    for width, is_drawn in ((400, True), (90, True), (24, False)):
        hint.resize(width, 20)
        image = hint.grab().toImage()
        colours = {image.pixel(x, y) for x in range(width) for y in range(20)}
        assert (len(colours) > 1) is is_drawn
        assert bool(hint.toolTip()) is (width < 400)
