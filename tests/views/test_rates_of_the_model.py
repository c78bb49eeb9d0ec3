"""Correlation, rates and condition among the numbers of the Model card."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from linreg_gui.core.settings import Optimizer, Scaling

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(window: Any, qtbot: Any) -> Any:
    """Give the card with its numbers unfolded by a click."""
    made = window.content.model_card
    qtbot.mouseClick(made.more_button, LEFT)
    window.content.clock.render_now()
    assert made.more.isVisible()
    return made


def use(window: Any, **changes: Any) -> None:
    window.session.set_settings(replace(window.session.runs.settings, **changes))
    window.content.clock.render_now()


def texts(card: Any, *keys: str) -> list[str]:
    return [card.values[key].text() for key in keys]


def test_the_formulas_have_their_numbers(window: Any, card: Any) -> None:
    assert texts(card, "correlation", "limit", "fastest", "condition") == [
        "0.9796", "0.03516", "0.03497", "177.4",
    ]  # fmt: skip
    use(window, scaling=Scaling.CENTRE)
    assert texts(card, "correlation", "condition") == ["0.9796", "4.56"]
    use(window, scaling=Scaling.STANDARDISE)
    assert texts(card, "limit", "fastest", "condition") == ["1", "0.5", "1"]
    window.session.problem.move_point(0, 2.0, 95.0)
    window.content.clock.render_now()
    assert card.values["correlation"].text() != "0.9796"


def test_a_rate_that_is_not_known_is_left_out(window: Any, card: Any) -> None:
    use(window, optimizer=Optimizer.ADAM)
    assert card.values["limit"].isHidden()
    assert card.values["fastest"].isHidden()
    use(window, optimizer=Optimizer.MOMENTUM)
    assert card.values["limit"].text() == "0.06681"
    assert card.values["fastest"].isHidden()


def test_the_correlation_is_not_told_while_the_learner_guesses(window: Any, card: Any) -> None:
    window.session.set_view_options(replace(window.session.view_options, is_guessing=True))
    window.content.clock.render_now()
    assert card.values["correlation"].text() == "guess first"
