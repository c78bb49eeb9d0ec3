"""The sentences about ways to train."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, StopReason
from linreg_gui.session.values import Line, RunState, RunStatus
from linreg_gui.session.wording_training import (
    ending_notice,
    rate_after_divergence,
    rate_sentence,
    stop_sentence,
    training_sentence,
    training_summary,
)

HOURS = EXAMPLES["hours-and-money"].dataset()
PLAIN = DescentConfig(0.01)


def ended(reason: StopReason) -> RunState:
    return RunState(RunStatus.FINISHED, reason, 42)


def test_plain_settings_say_what_they_did() -> None:
    sentence = training_sentence(Objective.of(HOURS, PLAIN), PLAIN)
    assert "about 717 epochs to lose 99 % of the excess loss" in sentence
    assert training_sentence(None, PLAIN) == "Without points there is nothing to fit."


def test_momentum_says_both_limits() -> None:
    config = replace(PLAIN, optimizer=Optimizer.MOMENTUM)
    assert rate_sentence(HOURS.loss, config) == (
        "Converges: with momentum it diverges above 0.0668 (plain descent: 0.0352)."
    )
    nesterov = replace(config, optimizer=Optimizer.NESTEROV, learning_rate=0.03)
    assert rate_sentence(HOURS.loss, nesterov) == (
        "Diverges: with Nesterov stay below 0.0239 (plain descent: 0.0352)."
    )


def test_a_rate_that_falls_is_held_to_the_limit_of_one_that_stays() -> None:
    config = replace(PLAIN, decay=Decay.STEP, optimizer=Optimizer.MOMENTUM)
    assert rate_sentence(HOURS.loss, config).endswith("must be below 0.0668.")
    adaptive = replace(config, optimizer=Optimizer.ADAM)
    assert "no rate is a sharp limit" in rate_sentence(HOURS.loss, adaptive)


def test_a_penalty_is_in_the_limit() -> None:
    config = replace(PLAIN, l2=1e4)
    loss = Objective.of(HOURS, config).loss
    assert "Stay below 9.97e" in rate_sentence(loss, replace(config, learning_rate=1.0))


def test_how_runs_end() -> None:
    plateau = ending_notice(ended(StopReason.PLATEAU), HOURS.loss, replace(PLAIN, patience=20))
    assert plateau is not None
    assert plateau.text == (
        "Stopped at epoch 42: over 20 epochs the loss fell by less than 0.01 %."
    )
    assert ending_notice(ended(StopReason.MAX_EPOCHS), HOURS.loss, PLAIN) is None
    tiny = replace(PLAIN, batch_size=1, learning_rate=1e-30)
    diverged = ending_notice(ended(StopReason.DIVERGED), HOURS.loss, tiny)
    assert diverged is not None
    assert rate_after_divergence(HOURS.loss, tiny) is None


def test_the_summary_begins_with_the_scaling() -> None:
    assert training_summary(PLAIN, 5) == ""
    config = replace(
        PLAIN, is_standardised=True, l2=0.5, batch_size=2, patience=3, decay=Decay.STEP,
        optimizer=Optimizer.NESTEROV,
    )  # fmt: skip
    assert training_summary(config, 5) == (
        "on standardised x · momentum 0.9 · L2 penalty 0.5 · the rate falls · "
        "stops on a plateau · seed 0"
    )


@pytest.mark.parametrize(
    ("excess", "text"),
    [(None, "stopped here"), (0.0312, "stopped here, 3.12 % above the best fit")],
)
def test_what_a_stop_would_have_gained(excess: float | None, text: str) -> None:
    assert stop_sentence(excess) == text


def test_the_smallest_loss_with_a_penalty_is_no_best_fit() -> None:
    assert stop_sentence(0.5, has_penalty=True) == "stopped here, 50 % above the smallest loss"


def test_from_a_lucky_start_the_slower_axis_is_not_what_one_waits_for() -> None:
    house = EXAMPLES["house-prices"]
    dataset, config = house.dataset(), replace(PLAIN, learning_rate=house.learning_rate)
    objective = Objective.of(dataset, config)
    line, n_epochs = np.zeros(2), 0
    first = float(objective.loss.excess_values(line))
    while objective.loss.excess_values(line) > 1e-12 * first:
        line = line - config.learning_rate * objective.loss.gradient(line)
        n_epochs += 1
    assert n_epochs == 5
    sentence = training_sentence(objective, config, Line(0.0, 0.0))
    assert sentence.startswith(f"From this start it arrives after {n_epochs} epochs; from others")
    assert "up to about 83" in sentence
    elsewhere = training_sentence(objective, config, Line(0.0, 100_000.0))
    assert elsewhere == training_sentence(objective, config)
    assert "slower axis" in elsewhere


def test_at_the_best_fit_nothing_is_said_of_the_start() -> None:
    best = Line(*HOURS.loss.minimum_parameters.tolist())
    objective = Objective.of(HOURS, PLAIN)
    assert training_sentence(objective, PLAIN, best) == training_sentence(objective, PLAIN)
