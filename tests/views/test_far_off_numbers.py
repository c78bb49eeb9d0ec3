"""Tables of numbers far from 0, very large or very small: nothing on screen says what is not so."""

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Held
from tests.views.test_cards import show_more_numbers, type_into

LEFT = Qt.MouseButton.LeftButton
FAR_OFF = [1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 0.4], [1.0, 2.0, 4.0, 4.5]
HUGE = [1e9, 2e9, 3e9, 4.5e9, 7e9], [3e15, 5.5e15, 9e15, 1.3e16, 2.1e16]
SMALL = [1e-19, 2e-19, 3.2e-19, 4.8e-19], [1e-31, 2.2e-31, 3e-31, 5.1e-31]
LARGEST = [1e140, 2e140, 3e140], [1e140, 2e140, 4.5e140]
OUTLIER = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.1, 7.9, 1000.0]


def open_and_run(window: Any, table: tuple[Sequence[float], Sequence[float]]) -> None:
    window.session.opening.open_dataset(Dataset.from_xy(*table))
    window.session.player.step(300)
    window.content.clock.render_now()
    show_more_numbers(window)


def value(window: Any, key: str) -> str:
    return str(window.content.model_card.values[key].text())


def arrow(window: Any) -> object:
    view = window.content.surface_view
    view.fit()
    window.shell.grab()
    return view.picture.marks.arrow(view.canvas.pixel_frame())


def test_an_arrow_that_rounding_would_turn_is_not_drawn(window: Any) -> None:
    open_and_run(window, FAR_OFF)
    assert arrow(window) is None
    assert value(window, "gradient") == "0, 3.125e−10"
    open_and_run(window, HUGE)
    assert arrow(window) is None
    window.session.player.seek(0)
    window.content.clock.render_now()
    assert arrow(window) is not None


def test_a_small_part_of_a_gradient_is_no_rounding_where_all_is_small(window: Any) -> None:
    open_and_run(window, SMALL)
    assert value(window, "gradient") == "−4.203e−50, 0"


@pytest.mark.filterwarnings("error")
def test_the_largest_numbers_have_a_rate_that_settles_and_can_be_typed(
    window: Any, qtbot: Any
) -> None:
    open_and_run(window, LARGEST)
    card, session = window.content.training_card, window.session
    rate = session.runs.settings.learning_rate
    assert rate == pytest.approx(1e-281, rel=0.1)
    assert not card.sentence.text().startswith("Diverges")
    type_into(qtbot, card.rate_field, "1.5e-281")
    assert session.runs.settings.learning_rate == 1.5e-281


def test_a_loss_is_told_with_all_digits_before_its_point(window: Any) -> None:
    session = window.session
    session.opening.open_dataset(Dataset.from_xy(*OUTLIER))
    window.content.clock.render_now()
    assert value(window, "mse") == "200,024"


def test_a_best_fit_of_many_digits_is_written_in_few_and_not_cut(window: Any) -> None:
    open_and_run(window, FAR_OFF)
    label = window.content.model_card.values["best"]
    assert label.text() == "12.5, −1.25e10"
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_what_is_never_reached_is_said_whole(window: Any) -> None:
    open_and_run(window, FAR_OFF)
    sentence = window.content.training_card.sentence
    assert sentence.text() == "Too slow: 99 % of the way after more than 10¹⁵ epochs: never."


def test_the_least_loss_is_that_with_what_is_held(window: Any, qtbot: Any) -> None:
    card = window.content.training_card
    values = window.content.curve_view.scene.values
    assert values.best[0] == "best possible 3.465"
    qtbot.mouseClick(card.more_button, LEFT)
    qtbot.mouseClick(card.more.hold_buttons.buttons[Held.SLOPE], LEFT)
    window.content.clock.render_now()
    assert values.best[0] == "best with this slope 86"
