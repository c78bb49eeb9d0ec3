"""The mark of a plateau on the loss curve, and what the pane says that it shows."""

from dataclasses import replace
from typing import Any

import pytest

from linreg_gui.core.settings import Scaling, StopReason


def stop(window: Any, improvement: float = 0.3) -> Any:
    session = window.session
    session.set_settings(replace(session.runs.settings, patience=10, improvement=improvement))
    session.player.step(300)
    window.content.clock.render_now()
    return window.content.curve_view.scene.stop


def test_it_stands_where_the_run_stopped_and_says_what_was_left(window: Any) -> None:
    mark, session = stop(window), window.session
    assert session.player.state.stop_reason is StopReason.PLATEAU
    assert mark.at[0] == session.player.history.last_epoch
    minimum = session.problem.loss.minimum_value
    ratio = session.player.history.losses[-1] / minimum
    assert mark.text.endswith(" × the best fit")
    shown = mark.text.removeprefix("stopped here, ").split(" ")[0].replace(",", "")
    assert float(shown) == pytest.approx(ratio, rel=0.01)
    window.shell.grab()


def test_with_a_penalty_the_minimum_is_not_called_the_best_fit(window: Any) -> None:
    window.session.set_settings(replace(window.session.runs.settings, l2=0.5))
    assert stop(window).text.endswith(" × the smallest loss")


def test_a_plain_run_has_no_mark(window: Any) -> None:
    window.session.player.step(300)
    window.content.clock.render_now()
    assert window.content.curve_view.scene.stop.at is None


def test_it_tells_nothing_of_the_best_fit_while_guessing(window: Any) -> None:
    options = window.session.view_options
    window.session.set_view_options(replace(options, is_guessing=True))
    assert stop(window).text == "stopped here"


def test_it_goes_with_the_rule(window: Any) -> None:
    mark = stop(window)
    assert mark.at is not None
    window.session.edits.undo()
    window.content.clock.render_now()
    assert mark.at is None
    window.session.problem.clear_points()
    window.content.clock.render_now()
    window.shell.grab()


def test_an_exact_fit_has_no_percentage(window: Any) -> None:
    window.session.opening.open_example("house-prices")
    window.session.set_settings(
        replace(window.session.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.01)
    )
    mark = stop(window, improvement=0.9)
    assert mark.text == "stopped here"
