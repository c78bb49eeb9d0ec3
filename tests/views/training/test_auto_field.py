"""The pill "auto": rate and epochs follow own data until a number is typed or pulled."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from linreg_gui.core.automatic import BOTH, NEITHER, Automatic
from linreg_gui.core.dataset import Dataset
from linreg_gui.views.training.auto_field import AutoField
from tests.views.helpers import click, drag

LEFT = Qt.MouseButton.LeftButton
TEN = np.arange(1.0, 11.0)


@pytest.fixture
def card(window: Any) -> Any:
    window.session.opening.open_dataset(Dataset.from_xy(TEN, 11.0 - TEN))
    window.content.clock.render_now()
    return window.content.training_card


def type_into(qtbot: Any, field: AutoField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def pill_of(field: AutoField) -> QPoint:
    return QPoint(14, field.height() // 2)


def test_points_placed_by_hand_have_a_rate_that_suits_them(window: Any) -> None:
    session = window.session
    session.problem.clear_points()
    window.content.clock.render_now()
    canvas, card = window.content.data_view.canvas, window.content.training_card
    assert card.rate_field.is_automatic
    assert card.epochs_field.is_automatic
    for x in (1.0, 2.0, 4.0, 6.0):
        click(canvas, x, 5.0)
        window.content.clock.render_now()
    assert session.problem.dataset.n_samples == 4
    limit = 2.0 / session.problem.loss.eigenvalues[-1]
    assert 0.45 * limit < card.rate_field.value <= 0.5 * limit
    before = card.rate_field.value
    n_steps = session.edits.stack.count()
    drag(canvas, (6.0, 5.0), (9.0, 5.0))
    window.content.clock.render_now()
    assert card.rate_field.value < before
    assert session.edits.stack.count() == n_steps + 1


@pytest.mark.parametrize("text", ["0.02", "0.012"])
def test_a_number_typed_ends_it_and_an_emptied_field_begins_it(
    window: Any, qtbot: Any, card: Any, text: str
) -> None:
    session = window.session
    type_into(qtbot, card.rate_field, text)
    window.content.clock.render_now()
    assert session.problem.automatic == Automatic(max_epochs=True)
    assert session.runs.settings.learning_rate == float(text)
    assert not card.rate_field.is_automatic
    type_into(qtbot, card.rate_field, "")
    window.content.clock.render_now()
    assert session.problem.automatic == BOTH
    assert card.rate_field.text() == "0.012"
    assert card.rate_field.is_automatic


def test_epochs_are_automatic_too(window: Any, qtbot: Any, card: Any) -> None:
    assert card.epochs_field.text() == "550"
    type_into(qtbot, card.epochs_field, "40")
    window.content.clock.render_now()
    assert window.session.problem.automatic == Automatic(learning_rate=True)
    qtbot.mouseClick(card.epochs_field, LEFT, pos=pill_of(card.epochs_field))
    window.content.clock.render_now()
    assert window.session.problem.automatic == BOTH
    assert card.epochs_field.text() == "550"


def test_a_pull_of_the_slider_ends_it_in_one_step(window: Any, qtbot: Any, card: Any) -> None:
    session = window.session
    n_steps = session.edits.stack.count()
    slider = card.rate_slider
    middle = slider.height() // 2
    qtbot.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, middle))
    qtbot.mouseMove(slider, QPoint(slider.width() // 3, middle))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(slider.width() // 3, middle))
    assert session.problem.automatic == Automatic(max_epochs=True)
    assert session.edits.stack.count() == n_steps + 1
    session.edits.undo()
    assert session.problem.automatic == BOTH


def test_an_example_may_be_made_to_follow(window: Any, qtbot: Any) -> None:
    card = window.content.training_card
    assert window.session.problem.automatic == NEITHER
    qtbot.mouseClick(card.rate_field, LEFT, pos=pill_of(card.rate_field))
    window.content.clock.render_now()
    assert card.rate_field.text() == "0.017"


def test_the_pill_is_seen(card: Any) -> None:
    field = card.rate_field
    with_pill = field.grab().toImage()
    field.set_automatic(False)
    without = field.grab().toImage()
    assert with_pill != without
    assert "follows the data" not in field.toolTip()
    field.set_automatic(True)
    assert "follows the data" in field.toolTip()


def test_where_there_is_no_room_for_the_pill_a_click_sets_the_cursor(
    window: Any, qtbot: Any, card: Any
) -> None:
    field = card.rate_field
    type_into(qtbot, field, "0.00012345678")
    window.content.clock.render_now()
    before = window.session.problem.automatic
    qtbot.mouseClick(field, LEFT, pos=pill_of(field))
    assert field.hasFocus()
    assert window.session.problem.automatic == before == Automatic(max_epochs=True)


def test_only_the_left_button_presses_the_pill(window: Any, qtbot: Any, card: Any) -> None:
    field = card.rate_field
    type_into(qtbot, field, "0.02")
    window.content.clock.render_now()
    qtbot.mouseClick(field, Qt.MouseButton.MiddleButton, pos=pill_of(field))
    assert not window.session.problem.automatic.learning_rate
