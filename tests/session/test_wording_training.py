"""The sentences about ways to train."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.cures import Cure, Remedy
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import monotone_learning_rate
from linreg_gui.session.curve import Line
from linreg_gui.session.values import RunState, RunStatus
from linreg_gui.session.wording_training import (
    cure_text,
    ending_notice,
    formula_tip,
    stop_sentence,
    training_sentence,
    unusual_settings,
)

HOURS = EXAMPLES["hours-and-money"].dataset()
PLAIN = DescentConfig(0.01)


def ended(reason: StopReason) -> RunState:
    return RunState(RunStatus.FINISHED, reason, 42)


ORIGIN = Line(0.0, 0.0)
BEYOND = "From 0.0352 on it diverges."
HOUSE = EXAMPLES["house-prices"].dataset()


def sentence(dataset: Dataset, config: DescentConfig, start: Line = ORIGIN) -> str:
    return training_sentence(Objective.of(dataset, config), config, start).text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.03, "Zig-zags: 99 % of the way after 108 epochs. From 0.0352 on it diverges."),
        (0.017, "Converges: 99 % of the way after 191 epochs. From 0.0352 on it diverges."),
        (0.05, "Diverges: each swing is 1.84 × the last. Below 0.0352 it settles."),
        (1e-5, "Too slow: 99 % of the way after about 326,000 epochs. From 0.0352 on it diverges."),
        (1e-30, "Too slow: 99 % of the way after more than 10¹⁵ epochs: never."),
    ],
)  # fmt: skip
def test_what_a_rate_does_from_this_start(rate: float, text: str) -> None:
    assert sentence(HOURS, DescentConfig(rate)) == text


def test_the_zone_stands_in_front() -> None:
    made = training_sentence(Objective.of(HOURS, PLAIN), PLAIN, ORIGIN)
    assert (made.zone, made.text) == ("Converges", f"Converges: {made.rest}")
    assert training_sentence(None, PLAIN, ORIGIN).zone == ""


def test_a_run_that_began_otherwise_is_not_counted() -> None:
    made = training_sentence(Objective.of(HOURS, PLAIN), PLAIN, ORIGIN, is_branch=True)
    assert made.rest.startswith("from the start, 99 % of the way after 326 epochs.")


@pytest.mark.parametrize("degree", [2, 6])
def test_of_a_curve_the_fit_is_counted_and_not_the_way_of_its_intercept(degree: int) -> None:
    dataset = EXAMPLES["thrown-ball"].dataset()
    config = DescentConfig(0.1, degree=degree, scaling=Scaling.STANDARDISE)
    objective = Objective.of(dataset, config)
    loss, start = objective.loss, (0.0,) * (degree + 1)
    parameters, epochs = np.array(start), 0
    allowed = loss.minimum_value + 0.01 * (np.var(dataset.y) - loss.minimum_value)
    while loss.value(parameters) > allowed:
        parameters, epochs = parameters - 0.1 * loss.gradient(parameters), epochs + 1
    said = training_sentence(objective, config, start).rest
    assert said.startswith(f"99 % of the fit after {epochs} epochs")


def test_weights_that_go_on_moving_after_the_fit_are_told() -> None:
    longley = EXAMPLES["longley"].dataset()
    config, start = DescentConfig(0.1, scaling=Scaling.STANDARDISE), (0.0,) * 7
    made = training_sentence(Objective.of(longley, config), config, start)
    assert made.text == (
        "Converges: 99 % of the fit after 51 epochs; the weights need about 30,600."
    )
    features = np.array([[1.0, 1.0], [2.0, -1.0], [3.0, -1.0], [4.0, 1.0]])
    apart = Dataset(features, np.array([2.0, 3.0, 5.0, 4.0]), ("level", "bend"))
    said = training_sentence(Objective.of(apart, config), config, start[:3]).rest
    assert "weights" not in said


def test_the_long_sentence_of_a_branch_leaves_the_limit_to_the_slider() -> None:
    x, y = [2.26, 3.0, 5.0, 6.0, 8.0], [18.4, 70.0, 75.0, 85.0, 90.0]
    dragged = Objective.of(Dataset.from_xy(x, y), PLAIN)
    made = training_sentence(dragged, PLAIN, ORIGIN, is_branch=True)
    assert made.rest.startswith("from the start, the intercept needs 7")
    assert made.rest.endswith(" epochs.")
    assert "it diverges" in training_sentence(dragged, PLAIN, ORIGIN).rest


def test_at_the_borders_the_zone_is_exact() -> None:
    monotone = monotone_learning_rate(HOURS.loss)
    for factor, zone in ((1.0 + 2e-16, "Converges"), (1.0 + 1e-8, "Zig-zags"), (2.0, "Diverges")):
        assert sentence(HOURS, DescentConfig(factor * monotone)).startswith(f"{zone}: ")
    scaled = DescentConfig(0.5, scaling=Scaling.STANDARDISE)
    assert sentence(HOUSE, scaled, Line(1.0, 2.0)) == (
        "Converges: 99 % of the way after 1 epoch. From 1 on it diverges."
    )


def test_where_a_parameter_lags_it_is_told() -> None:
    config = DescentConfig(2e-7)
    assert sentence(HOUSE, config, Line(0.0, 1000.0)) == (
        "Too slow: the intercept needs about 83 million epochs."
    )
    rates = EXAMPLES["three-rates"].dataset()
    assert sentence(rates, DescentConfig(0.005)).startswith(
        "Converges: the intercept needs 1,035 epochs. From 0.0"
    )


def test_a_lucky_start_is_named() -> None:
    """From (0, 0) the first step of the house prices lands on their line through the origin."""
    assert sentence(HOUSE, DescentConfig(2e-7)) == (
        "Too slow: 99 % of the way after 1 epoch; from most starts about 83 million."
    )


def test_at_the_best_fit_there_is_no_way_to_go() -> None:
    best = Line(*HOURS.loss.minimum_parameters.tolist())
    assert sentence(HOURS, PLAIN, best) == (
        "Converges: the start is the best fit. From 0.0352 on it diverges."
    )


def test_odd_data_are_named() -> None:
    point = Dataset.from_xy([3], [4])
    assert sentence(point, PLAIN) == (
        "Converges: 99 % of the way after 11 epochs. Every line through (3, 4) fits equally well."
    )
    assert sentence(point, DescentConfig(1.0)).startswith("Diverges: each swing is 19 × the last. ")


def test_momentum_says_both_limits() -> None:
    config = replace(PLAIN, optimizer=Optimizer.MOMENTUM)
    assert sentence(HOURS, config) == (
        "Converges: with momentum it diverges from 0.0668 on (plain descent: 0.0352)."
    )
    nesterov = replace(config, optimizer=Optimizer.NESTEROV, learning_rate=0.03)
    assert sentence(HOURS, nesterov) == (
        "Diverges: with Nesterov, below 0.0239 it settles (plain descent: 0.0352)."
    )


def test_without_a_sharp_limit_it_says_so() -> None:
    falls = replace(PLAIN, decay=Decay.STEP, optimizer=Optimizer.MOMENTUM)
    assert sentence(HOURS, falls).endswith("must be below 0.0668.")
    assert sentence(HOURS, replace(falls, optimizer=Optimizer.ADAM)) == (
        "Adam has no sharp limit. Smaller is slower, larger jitters."
    )
    assert sentence(HOURS, replace(PLAIN, batch_size=2)) == (
        "Batches have no sharp limit. On all points it diverges from 0.0352 on."
    )


def test_the_limit_stands_on_the_right_side_of_the_rate() -> None:
    """Of 0.035162, rounded to three digits, both would be false."""
    assert sentence(HOURS, DescentConfig(0.03518)).endswith("Below 0.03516 it settles.")
    assert sentence(HOURS, DescentConfig(0.03517)).endswith("Below 0.03516 it settles.")
    nesterov = DescentConfig(0.02388, optimizer=Optimizer.NESTEROV)
    assert "below 0.02386 it settles" in sentence(HOURS, nesterov)
    notice = ending_notice(ended(StopReason.DIVERGED), HOURS.loss, DescentConfig(0.03518))
    assert notice is not None
    assert notice.text.endswith("Below 0.03516 it settles.")


def test_batches_name_the_limit_that_their_optimizer_has_on_all_points() -> None:
    for optimizer, limit in ((Optimizer.MOMENTUM, "0.0668"), (Optimizer.NESTEROV, "0.0239")):
        config = DescentConfig(0.01, optimizer=optimizer)
        assert limit in sentence(HOURS, config)
        said = sentence(HOURS, replace(config, batch_size=1))
        assert said.endswith(f"On all points it diverges from {limit} on.")
        falling = replace(config, batch_size=1, decay=Decay.INVERSE_TIME)
        assert limit in sentence(HOURS, falling)


def test_a_penalty_is_in_the_limit() -> None:
    config = replace(PLAIN, l2=1e4, learning_rate=1.0)
    assert "Below 9.97e" in sentence(HOURS, config)


def test_the_formulas_stand_in_the_tip() -> None:
    tip = formula_tip(HOURS.loss, DescentConfig(0.05))
    assert "1/λmax = 0.01758" in tip
    assert "|1 − ηλmax| = 1.844" in tip
    assert formula_tip(HOURS.loss, replace(PLAIN, batch_size=2)) == ""
    assert formula_tip(None, PLAIN) == ""


def test_what_the_buttons_say() -> None:
    rate = Cure(Remedy.LEARNING_RATE, replace(PLAIN, learning_rate=0.017), 191.0)
    assert cure_text(rate) == "Use 0.017: 191 epochs"
    assert cure_text(rate, is_branch=True) == "Use 0.017"
    longer = Cure(Remedy.EPOCHS, replace(PLAIN, max_epochs=390), 384.0, 384.0)
    assert cure_text(longer) == "Take 390 epochs"
    scaled = Cure(Remedy.SCALING, replace(PLAIN, scaling=Scaling.STANDARDISE), 1.0, 8.35e7)
    assert cure_text(scaled) == "Standardise x: 1 epoch instead of 84 million"
    assert cure_text(scaled, is_short=True) == "Standardise x: 1 epoch"
    assert cure_text(scaled, is_branch=True) == "Standardise x"
    assert cure_text(replace(scaled, instead_of=float("inf"))) == "Standardise x: 1 epoch"


def test_how_runs_end() -> None:
    plateau = ending_notice(ended(StopReason.PLATEAU), HOURS.loss, replace(PLAIN, patience=20))
    assert plateau is not None
    assert plateau.text == (
        "Stopped at epoch 42: over 20 epochs the loss fell by less than 0.01 %."
    )
    assert ending_notice(ended(StopReason.MAX_EPOCHS), HOURS.loss, PLAIN) is None
    batches = ending_notice(ended(StopReason.DIVERGED), HOURS.loss, replace(PLAIN, batch_size=1))
    assert batches is not None
    assert batches.text.endswith("A smaller learning rate helps.")


def test_what_is_not_as_usual() -> None:
    assert unusual_settings(PLAIN, HOURS, ORIGIN) == ""
    assert unusual_settings(replace(PLAIN, momentum=0.8, seed=3), HOURS, ORIGIN) == ""
    config = replace(
        PLAIN, scaling=Scaling.STANDARDISE, l2=0.5, batch_size=2, patience=3, decay=Decay.STEP,
        optimizer=Optimizer.NESTEROV, momentum=0.8, seed=3,
    )  # fmt: skip
    assert unusual_settings(config, HOURS, Line(3.0, 60.0)) == (
        "Nesterov β 0.8 · batches of 2 · the rate falls · standardised x · L2 0.5 · "
        "start (3, 60) · stops on a plateau · seed 3"
    )
    held_out = HOURS.with_held_out([False, True, False, False, True])
    assert unusual_settings(PLAIN, held_out, ORIGIN) == "2 of 5 held out"
    # A batch of all points that are trained on is no batch: no order, and so no seed.
    batch = replace(PLAIN, batch_size=3, seed=3)
    assert unusual_settings(batch, held_out, ORIGIN) == "2 of 5 held out · batches of 3"


@pytest.mark.parametrize(
    ("excess", "text"),
    [
        (None, "stopped here"),
        (0.0312, "stopped here, 3.12 % above the best fit"),
        (13.8, "stopped here, 14.8 × the best fit"),
        (1734.975, "stopped here, 1,736 × the best fit"),
        (96_122.0, "stopped here, about 96,100 × the best fit"),
    ],
)
def test_what_a_stop_would_have_gained(excess: float | None, text: str) -> None:
    assert stop_sentence(excess) == text


def test_the_smallest_loss_with_a_penalty_is_no_best_fit() -> None:
    assert stop_sentence(0.5, has_penalty=True) == "stopped here, 50 % above the smallest loss"
