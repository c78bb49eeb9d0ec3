"""Guides: the one thing to do next, never one that is refused."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Held, Scaling, StopReason
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.views.window import guides
from linreg_gui.views.window.guides import guide, has_tries

RAISE = "Raise the epochs to go on, or press `Space` to see"


def now(session: Session) -> str:
    return guide(session.frame())


def test_points_are_placed_and_then_run(session: Session) -> None:
    assert now(session) == "Press `Space` and watch the line learn from the points."
    session.problem.clear_points()
    assert now(session) == guides.NO_POINTS
    session.problem.add_point(1.0, 2.0)
    assert now(session) == "Press `Space` and watch the line learn from the point."


def test_a_run_is_paused_and_gone_back_in(session: Session, qtbot: Any) -> None:
    session.player.run()
    assert now(session) == "Press `Space` to pause."
    qtbot.waitUntil(lambda: session.player.cursor > 1)
    session.player.pause()
    assert now(session) == guides.PAUSED
    session.runs.keep()
    session.player.race()
    assert now(session) == "Press `Space` to end the race."
    session.player.pause()


def test_of_a_run_that_takes_minutes_it_is_said_how_long(session: Session, qtbot: Any) -> None:
    session.set_max_epochs(14_000)
    session.change_view_options(epochs_per_second=30.0)
    session.player.run()
    assert now(session) == (
        "Press `Space` to pause. At this speed it takes 8 more minutes: a higher one shows the end "
        "sooner."
    )
    session.change_view_options(epochs_per_second=1000.0)
    assert now(session) == "Press `Space` to pause."
    session.player.pause()


def test_the_parts_of_a_step_name_the_next_one(session: Session) -> None:
    session.player.step(4)
    said = []
    for _ in range(5):
        session.step.next_phase()
        said.append(now(session))
    assert said == [
        "Step 5, part 1 of 4: the predictions. `P` shows the loss.",
        "Step 5, part 2 of 4: the loss. `P` shows the gradient.",
        "Step 5, part 3 of 4: the gradient. `P` takes the update.",
        "Step 5, part 4 of 4: the update. `P` begins the next step.",
        "Step 6, part 1 of 4: the predictions. `P` shows the loss.",
    ]


def test_no_update_is_offered_where_the_run_ends(session: Session) -> None:
    session.set_max_epochs(2)
    session.player.step(2)
    for _ in range(3):
        session.step.next_phase()
    assert now(session).endswith("the gradient. The run is complete: no update follows.")
    session.step.next_phase()
    assert session.player.cursor == 2


@pytest.mark.parametrize(
    ("settings", "reason", "said"),
    [
        ({"max_epochs": 1}, StopReason.MAX_EPOCHS,
         f"The only epoch is done: 46 % of the way to the best. {RAISE} it again."),
        ({"max_epochs": 3}, StopReason.MAX_EPOCHS,
         f"All 3 epochs are done: 80 % of the way to the best. {RAISE} them again."),
        ({"learning_rate": 0.05}, StopReason.DIVERGED, guides.DIVERGED),
        ({"tolerance": 0.5}, StopReason.CONVERGED, guides.CONVERGED),
        ({"patience": 2, "improvement": 0.9}, StopReason.PLATEAU,
         "Drag along the curve to go back in time, or switch “Stop on a plateau” off to go on."),
    ],
)  # fmt: skip
def test_the_end_of_a_run(
    session: Session, settings: dict[str, Any], reason: StopReason, said: str
) -> None:
    session.set_settings(replace(session.runs.settings, **settings))
    session.player.step(300)
    assert session.player.state.status is RunStatus.FINISHED
    assert session.player.state.stop_reason is reason
    assert now(session) == said


def test_a_line_tried_by_hand_may_race(session: Session) -> None:
    session.set_view_options(replace(session.view_options, is_guessing=True))
    assert now(session) == guides.GUESS
    assert not has_tries(session.frame())
    session.hand.set_line(Line(1.0, 2.0))
    session.set_view_options(replace(session.view_options, is_guessing=False))
    assert has_tries(session.frame())
    session.player.step(3)
    assert not has_tries(session.frame())


def test_the_end_of_a_run_says_how_far_it_came(session: Session) -> None:
    session.player.step(300)
    assert now(session).startswith("All 300 epochs are done: 99.97 % of the way to the best.")
    session.set_max_epochs(600)
    session.player.step(600)
    assert now(session).startswith("All 600 epochs are done: over 99.99 % of the way. Drag")
    session.set_view_options(replace(session.view_options, is_guessing=True))
    assert now(session) == guides.GUESS  # the way would tell the best loss


def test_a_run_whose_line_is_not_near_the_best_is_not_said_to_have_come_there(
    session: Session,
) -> None:
    areas, prices = [50.5, 62, 80, 95, 110, 130], [210.3, 245, 300.5, 341, 399.9, 460]
    session.problem.replace_points("paste", areas, prices)
    session.set_learning_rate(5.9e-5)
    session.player.step(300)
    said = now(session)
    assert said == (
        f"All 300 epochs are done: the loss is still 16.7 × the best possible. {RAISE} them again."
    )


def test_a_model_of_several_weights_is_not_said_to_be_there_for_its_intercept(
    session: Session,
) -> None:
    session.opening.open_example("longley")
    session.player.step(1000)
    assert now(session) == (
        "All 1,000 epochs are done: the loss is still 91 % above the best possible. "
        f"{RAISE} them again."
    )
    session.player.step_back(600)
    assert "of the way" not in now(session)


def test_a_computed_run_shown_from_its_start_is_there_to_be_watched(session: Session) -> None:
    session.player.step(300)
    session.set_learning_rate(0.017)  # at rest: computed again, and perhaps never watched
    session.player.seek(0)
    assert now(session) == "Press `Space` and watch the line learn from the points."
    session.player.seek(1)
    assert now(session) == guides.GO_ON


def test_a_run_that_only_rises_has_no_way(session: Session) -> None:
    session.set_settings(replace(session.runs.settings, learning_rate=0.05, max_epochs=2))
    session.player.step(2)
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS
    assert now(session).startswith("All 2 epochs are done. Drag along the curve")


def test_a_new_branch_says_what_to_do_with_it(session: Session) -> None:
    session.player.step(20)
    session.runs.fork()
    assert now(session) == "Branch B goes on from epoch 20: change a setting, then press `Space`."
    session.player.step(1)
    assert now(session).startswith("Paused; this run is lower than the other.")
    session.player.seek(3)
    assert now(session) == guides.PAUSED


def test_a_line_dragged_after_a_run_may_race(session: Session) -> None:
    session.player.step(300)
    session.hand.set_line(Line(1.0, 2.0))
    assert now(session) == guides.HAND
    assert has_tries(session.frame())


def test_the_end_of_a_run_beside_others_says_which_came_lower(session: Session) -> None:
    session.player.step(300)
    session.runs.keep()
    assert "of the way to the best. Raise" in now(session)  # its twin is no rival
    session.set_learning_rate(0.02)
    assert "still 3.95 × the best possible; run B is lower. Raise" in now(session)
    session.set_learning_rate(0.033)
    assert "of the way to the best; this run is lower than the other. Raise" in now(session)


def test_after_a_race_the_winner_is_named(session: Session, qtbot: Any) -> None:
    session.opening.open_example("three-rates")
    session.set_max_epochs(1_000)
    session.player.stand_at(0)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.race()
    qtbot.waitUntil(lambda: session.player.race_epoch is None)
    assert now(session) == (
        "Paused; this run is lower than the others. Drag along the curve to go back in time."
    )


def test_more_epochs_are_offered_only_where_they_lead_nearer(session: Session) -> None:
    years = np.arange(1990.0, 2021.0)
    session.opening.open_dataset(Dataset.from_xy(years, 14.0 + 0.03 * (years % 7)))
    session.player.step(session.runs.settings.max_epochs)
    assert "Drag along the curve, or press `Space`" in now(session)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE))
    session.set_learning_rate(0.001)
    session.player.step(session.runs.settings.max_epochs)
    assert RAISE in now(session)


def test_batches_that_jump_around_the_best_fit_are_not_offered_more_epochs(
    session: Session,
) -> None:
    session.opening.open_dataset(Dataset.from_xy([1, 2, 3, 4, 5], [2, 4, 6.1, 7.9, 1000]))
    session.set_settings(replace(session.runs.settings, batch_size=2))
    session.player.step(session.runs.settings.max_epochs)
    history = session.player.history
    assert history is not None
    losses = history.losses
    assert losses[-1] >= losses[len(losses) // 2]
    assert "Drag along the curve, or press `Space`" in now(session)


def test_a_loss_beside_that_with_what_is_held_is_said_to_be(session: Session) -> None:
    session.opening.open_dataset(Dataset.from_xy([1, 2, 3, 4], [100, 101, 99, 100.5]))
    settings = replace(session.runs.settings, held=Held.SLOPE, learning_rate=0.1, max_epochs=12)
    session.set_settings(settings)
    session.player.step(12)
    assert "× the best with this slope" in now(session)


def test_how_far_a_run_came_is_said_at_its_end_alone(session: Session) -> None:
    session.set_max_epochs(10)
    session.player.step(10)
    ended = now(session)
    assert ended.startswith("All 10 epochs are done: ")
    session.player.seek(3)
    assert now(session) == guides.GO_ON
    session.player.seek(10)
    assert now(session) == ended


def held_out_run(session: Session, degree: int, n_epochs: int) -> None:
    session.opening.open_example("thrown-ball")
    session.set_degree(degree)
    session.problem.hold_out(HoldOut(0.3, 13))
    session.set_max_epochs(n_epochs)
    session.player.step(n_epochs)


def test_past_the_least_loss_over_held_out_points(session: Session) -> None:
    held_out_run(session, 6, 400)
    sentence = now(session)
    assert sentence == (
        "On the held-out points the loss is least at epoch 274; after that only training gets "
        "better."
    )
    session.player.seek(274)
    assert now(session) != sentence
    session.player.seek(400)
    assert now(session) == sentence
    session.problem.hold_out(None)
    assert "held-out" not in now(session)


def test_nothing_is_said_of_held_out_points_while_their_loss_falls(session: Session) -> None:
    held_out_run(session, 6, 200)
    session.player.seek(0)
    assert now(session) == "Press `Space` and watch the curve learn from the points."
    session.player.seek(200)
    assert now(session).startswith("All 200 epochs are done")
    session.set_learning_rate(10.0)
    session.player.step(200)
    assert "held-out" not in now(session)
