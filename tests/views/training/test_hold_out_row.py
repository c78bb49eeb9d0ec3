"""The row *Hold out* of the Training card."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Watched
from linreg_gui.lessons.hide_and_lock import Lockable, Permissions
from linreg_gui.session.wording_training import unusual_settings
from linreg_gui.views.window.card_summaries import surface_hint
from tests.core.test_hold_out import BALL
from tests.views.training.test_training_more import card_of, choose, unfold

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ball(window: Any) -> Any:
    assert window.session.problem.replace_points("ball", BALL.x, BALL.y)
    window.content.clock.render_now()
    return window


def held_rows(window: Any) -> list[int]:
    mask = window.session.problem.dataset.is_held_out
    return [] if mask is None else np.flatnonzero(mask).tolist()


def now(window: Any) -> tuple[str, str]:
    """Return the choice shown, and how many points are counted beside it."""
    window.content.clock.render_now()
    more = card_of(window).more
    return more.hold_out_choice.currentText(), more.rows["hold_out"].hint.text()


def test_a_share_is_held_out_as_one_undo_step(ball: Any, qtbot: Any) -> None:
    more, edits = unfold(ball, qtbot), ball.session.edits
    assert now(ball) == ("none", "not trained on")
    assert not more.hold_out_choice.another_button.isVisible()
    n_steps = edits.stack.count()
    choose(qtbot, more.hold_out_choice, "20 %")
    assert held_rows(ball) == HoldOut(0.2).rows(16).tolist()
    assert now(ball) == ("20 %", "3 of 16")
    choose(qtbot, more.hold_out_choice, "30 %")
    assert held_rows(ball) == HoldOut(0.3).rows(16).tolist()
    assert now(ball) == ("30 %", "5 of 16")
    assert more.rows["hold_out"].is_changed
    assert edits.stack.count() == n_steps + 2
    edits.undo()
    assert now(ball) == ("20 %", "3 of 16")
    choose(qtbot, more.hold_out_choice, "none")
    assert held_rows(ball) == []
    assert not more.rows["hold_out"].is_changed


def test_another_split_holds_out_as_many_other_points(ball: Any, qtbot: Any) -> None:
    more = unfold(ball, qtbot)
    choose(qtbot, more.hold_out_choice, "30 %")
    ball.content.clock.render_now()
    for seed in (1, 2):
        qtbot.mouseClick(more.hold_out_choice.another_button, LEFT)
        assert held_rows(ball) == HoldOut(0.3, seed).rows(16).tolist()
        assert now(ball) == ("30 %", "5 of 16")
    ball.session.edits.undo()
    assert held_rows(ball) == HoldOut(0.3, 1).rows(16).tolist()


def test_of_two_points_the_other_one_is_held_out(window: Any, qtbot: Any) -> None:
    window.session.problem.replace_points("two", [1.0, 2.0], [1.0, 2.0])
    more = unfold(window, qtbot)
    choose(qtbot, more.hold_out_choice, "50 %")  # by way of 20 % and 30 %, which are one point, too
    assert now(window) == ("50 %", "1 of 2")
    (first,) = held_rows(window)
    qtbot.mouseClick(more.hold_out_choice.another_button, LEFT)
    assert held_rows(window) == [1 - first]


def test_single_points_are_an_own_choice(ball: Any, qtbot: Any) -> None:
    more = unfold(ball, qtbot)
    ball.session.problem.turn_point(4)
    assert now(ball) == ("own choice", "1 of 16")
    qtbot.mouseClick(more.hold_out_choice.another_button, LEFT)
    assert held_rows(ball) == HoldOut(1, 1).rows(16).tolist()


def test_a_refused_share_is_taken_back(window: Any, qtbot: Any) -> None:
    window.session.problem.replace_points("one", [1.0], [1.0])
    more = unfold(window, qtbot)
    choose(qtbot, more.hold_out_choice, "20 %")
    assert now(window) == ("none", "not trained on")
    assert "at least one must be" in window.content.notice_bar.notice.text


def test_the_folded_card_says_it_and_the_usual_is_all_points(ball: Any, qtbot: Any) -> None:
    card, session = card_of(ball), ball.session
    session.set_degree(3)
    session.problem.hold_out(HoldOut(0.3, 13))
    ball.content.clock.render_now()
    assert card.summary.text().startswith("degree 3 · 5 of 16 held out")
    unfold(ball, qtbot)
    n_steps = session.edits.stack.count()
    qtbot.mouseClick(card.usual_button, LEFT)
    assert held_rows(ball) == []
    assert session.edits.stack.count() == n_steps + 1
    session.edits.undo()
    assert held_rows(ball) == [1, 2, 7, 8, 15]


def test_a_lesson_holds_nothing_out(ball: Any, qtbot: Any) -> None:
    more = unfold(ball, qtbot)
    ball.session.gate.set_permissions(Permissions(locked=frozenset({Lockable.HELD_OUT})))
    ball.content.clock.render_now()
    assert not more.rows["hold_out"].isVisible()
    ball.session.problem.turn_point(2)
    ball.session.problem.hold_out(HoldOut(0.3))
    assert held_rows(ball) == []


def told(session: Any) -> str:
    return unusual_settings(session.runs.settings, session.problem.dataset, session.problem.start)


def test_a_run_stops_on_held_out_points(ball: Any, qtbot: Any) -> None:
    more, session = unfold(ball, qtbot), ball.session
    row = more.rows["watched"]
    assert not row.isVisible()
    session.problem.hold_out(HoldOut(0.3, 13))
    session.set_degree(6)
    ball.content.clock.render_now()
    assert (row.label.text(), row.isVisible()) == ("Stop on held-out", True)
    for box, other in ((more.plateau_box, more.early_box), (more.early_box, more.plateau_box)):
        qtbot.mouseClick(box, LEFT, pos=box.rect().center() / 4)
        assert (box.isChecked(), other.isChecked()) == (True, False)
        assert more.fields["patience"].isVisible()
    assert row.is_changed
    assert not more.rows["patience"].is_changed
    settings = session.runs.settings
    assert (settings.patience, settings.watched) == (20, Watched.HELD_OUT)
    session.player.step(300)
    ball.content.clock.render_now()
    notice = ball.content.notice_bar.notice
    epoch = session.player.state.epoch
    assert 274 < epoch <= 294
    text = f"Stopped at epoch {epoch}: on the held-out points the loss is least at epoch 274."
    assert notice.text == text
    (go,) = notice.choices
    assert go.text == "Go to epoch 274"
    go.act()
    assert session.player.cursor == 274
    summary = "degree 6 · 5 of 16 held out · standardised x · stops on held-out"
    assert told(session) == summary
    qtbot.mouseClick(more.early_box, LEFT, pos=more.early_box.rect().center() / 4)
    settings = session.runs.settings
    assert (settings.patience, settings.watched) == (0, Watched.LOSS)


def test_a_run_that_stopped_early_is_computed_anew_in_another_degree(ball: Any) -> None:
    session = ball.session
    session.problem.hold_out(HoldOut(0.3, 13))
    session.set_settings(replace(session.runs.settings, patience=20, watched=Watched.HELD_OUT))
    for degree in (6, 2, 6, 1, 3):  # the pair of weights of the cut is of another degree then
        session.set_degree(degree)
        session.player.step(300)
        ball.content.clock.render_now()
        assert session.runs.settings.degree == degree


def test_without_held_out_points_the_rule_is_left_out(ball: Any, qtbot: Any) -> None:
    more, session = unfold(ball, qtbot), ball.session
    session.problem.hold_out(HoldOut(0.3))
    session.set_settings(replace(session.runs.settings, patience=5, watched=Watched.HELD_OUT))
    ball.content.clock.render_now()
    assert more.early_box.isChecked()
    session.problem.hold_out(None)
    ball.content.clock.render_now()
    assert not more.rows["watched"].isVisible()
    assert not more.fields["patience"].isVisible()
    assert not more.plateau_box.isChecked()
    assert told(session) == ""


def test_the_surface_says_of_how_many_points_it_is(ball: Any) -> None:
    ball.session.problem.hold_out(HoldOut(0.3, 13))
    assert surface_hint(ball.session.frame()) == "each place is a line · 11 of 16 points"
    ball.session.set_degree(3)
    assert surface_hint(ball.session.frame()) == "a cut: w₂ and w₃ · 11 of 16 points"
    ball.session.problem.hold_out(None)
    assert "points" not in surface_hint(ball.session.frame())


def test_the_seed_waits_for_batches_of_the_points_that_are_trained_on(
    ball: Any, qtbot: Any
) -> None:
    more, session = unfold(ball, qtbot), ball.session
    session.set_settings(replace(session.runs.settings, batch_size=12))
    ball.content.clock.render_now()
    assert more.fields["seed"].isVisible()
    choose(qtbot, more.hold_out_choice, "30 %")  # 11 points are left: one step an epoch
    ball.content.clock.render_now()
    assert not more.fields["seed"].isVisible()
