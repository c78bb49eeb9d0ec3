"""The sentence and the button below the slider, by hand: what they say and what they do."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.wording_training import RateSentence
from tests.views.helpers import without_blanks

LEFT = Qt.MouseButton.LeftButton
HEIGHTS = Dataset.from_xy([160, 170, 175, 183, 190], [55, 68, 70, 84, 88], name="Heights")


def card_of(window: Any) -> Any:
    window.content.clock.render_now()
    QApplication.processEvents()
    return window.content.training_card


def leave(window: Any) -> None:
    """Let the pointer rest on a pane."""
    QTest.mouseMove(window.content.data_view, QPoint(5, 5))
    QApplication.processEvents()


def test_the_button_brings_a_rate_that_runs(window: Any, qtbot: Any) -> None:
    leave(window)
    card = card_of(window)
    assert not card.cure_button.isVisible()
    window.session.set_learning_rate(0.05)
    assert card_of(window).cure_button.text() == "Use 0.017: 191 epochs"
    qtbot.mouseClick(card.cure_button, LEFT)
    assert (
        card_of(window).sentence.text().startswith("Converges: 99 % of the way after 191 epochs.")
    )
    assert card.rate_field.text() == "0.017"
    assert not card.cure_button.isVisible()


def test_where_no_rate_helps_scaling_is_offered(window: Any, qtbot: Any) -> None:
    leave(window)
    window.session.opening.open_dataset(HEIGHTS)
    card = card_of(window)
    assert card.sentence.text().startswith("Too slow: the intercept needs about ")
    assert card.cure_button.text() == "Standardise x: 1 epoch"
    assert " instead of " in card.cure_button.accessibleName()
    assert card.cure_button.width() < card.width()
    card.cure_button.fit(600)
    assert " instead of " in card.cure_button.text()
    qtbot.mouseClick(card.cure_button, LEFT)
    assert card_of(window).sentence.text().startswith("Converges: 99 % of the way after 1 epoch.")
    assert window.session.runs.settings.is_standardised
    leave(window)
    assert not card_of(window).cure_button.isVisible()


def test_the_room_of_the_sentence_does_not_change(window: Any) -> None:
    card = card_of(window)
    top = card.epochs_field.mapTo(card, QPoint()).y()
    for rate in (1e-9, 0.01, 0.03, 0.035, 0.03):
        window.session.set_learning_rate(rate)
        leave(window)
        card_of(window)
        assert card.epochs_field.mapTo(card, QPoint()).y() == top


def test_the_button_comes_wherever_the_pointer_is_and_moves_no_row(window: Any, qtbot: Any) -> None:
    card = card_of(window)
    QTest.mouseMove(card.epochs_field, QPoint(10, 10))
    QApplication.processEvents()
    top = card.epochs_field.mapTo(card, QPoint()).y()
    window.session.set_learning_rate(0.05)
    assert card_of(window).cure_button.isVisible()
    assert card.epochs_field.mapTo(card, QPoint()).y() == top
    qtbot.mouseClick(card.cure_button, LEFT)
    assert not card_of(window).cure_button.isVisible()
    assert card.epochs_field.mapTo(card, QPoint()).y() == top


def test_data_that_begin_too_slow_have_a_cure_in_sight(window: Any) -> None:
    x = [float(value) for value in range(10, 20)]
    window.session.opening.paste_dataset(Dataset.from_xy(x, [3.0 * value + 7.0 for value in x]))
    card = card_of(window)
    assert card.sentence.text().startswith("Too slow: the intercept needs about ")
    assert window.session.runs.settings.max_epochs == 19_000
    assert card.cure_button.isVisible()
    assert card.cure_button.text() == "Standardise x: 1 epoch instead of 13,900"


@pytest.mark.parametrize("text", ["W" * 400, "long words " * 40])
def test_a_long_sentence_is_elided_and_the_tip_has_it_whole(window: Any, text: str) -> None:
    card = card_of(window)
    width = card.minimumSizeHint().width()
    card.sentence.show_sentence(RateSentence(text, "Diverges"), "formula")
    card.sentence.grab()
    assert card.minimumSizeHint().width() == width
    assert without_blanks(text) in without_blanks(card.sentence.toolTip())
    card.sentence.show_sentence(RateSentence("short.", "Diverges"), "formula")
    card.sentence.grab()
    assert "short" not in card.sentence.toolTip()


def test_a_sentence_has_the_room_of_the_button_while_there_is_none(window: Any, qtbot: Any) -> None:
    card = window.content.training_card
    window.shell.resize(1024, 620)
    window.session.opening.open_example("all-x-equal")
    window.content.clock.render_now()
    QApplication.processEvents()
    assert not card.cure_button.isVisible()
    assert card.sentence.shown_text() == card.sentence.text(), "nothing is left out"
    below = card.epochs_field.mapTo(card, QPoint(0, 0)).y()
    card.rate_field.setFocus()
    card.rate_field.selectAll()
    qtbot.keyClicks(card.rate_field, "3")
    qtbot.keyClick(card.rate_field, Qt.Key.Key_Return)
    window.content.clock.render_now()
    QApplication.processEvents()
    assert card.cure_button.isVisible()
    assert card.epochs_field.mapTo(card, QPoint(0, 0)).y() == below, "no row moves"
    assert card.sentence.geometry().bottom() < card.cure_button.mapTo(card, QPoint(0, 0)).y()


def test_a_run_that_converges_is_told_so_when_its_end_is_seen(window: Any, qtbot: Any) -> None:
    session = window.session
    areas, prices = [50.5, 62, 80, 95, 110, 130], [210.3, 245, 300.5, 341, 399.9, 460]
    session.opening.paste_dataset(Dataset.from_xy(areas, prices))
    session.player.step(300)
    card = card_of(window)
    assert card.cure_button.text().startswith("Standardise x: 1 epoch")
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    qtbot.mouseClick(card.cure_button, LEFT)
    assert session.player.cursor == 0
    assert not [one for one in notices if one and one.text.startswith("Converged")]
    qtbot.keyClick(window.content.data_view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.player.cursor == 1)
    assert notices[-1].text == "Converged at epoch 1: no line is noticeably better."
