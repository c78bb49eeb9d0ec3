import math
from dataclasses import MISSING, fields
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.core.numbers import NumberError
from linreg_gui.core.optimizers import RULES
from linreg_gui.core.setting_spec import Kind
from linreg_gui.core.settings import (
    BATCH_SIZE,
    DECAY_FACTOR,
    IMPROVEMENT,
    L2,
    LEARNING_RATE,
    MAX_EPOCHS,
    MOMENTUM,
    SEED,
    SETTINGS,
    Decay,
    DescentConfig,
    Held,
    Optimizer,
    Scaling,
    Watched,
)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": 0}, "Learning rate 0 is outside 1e-300 to 1e300."),
        ({"learning_rate": -0.1}, "Learning rate -0.1 is outside 1e-300 to 1e300."),
        ({"learning_rate": np.nan}, "Learning rate nan is outside 1e-300 to 1e300."),
        ({"learning_rate": np.inf}, "Learning rate inf is outside 1e-300 to 1e300."),
        ({"max_epochs": 0}, "Epochs must be a whole number from 1 to 1,000,000,000."),
        ({"max_epochs": 10**9 + 1}, "Epochs must be a whole number from 1 to 1,000,000,000."),
        ({"max_epochs": 3.5}, "Epochs must be a whole number from 1 to 1,000,000,000."),
        ({"tolerance": 1}, "The tolerance must be at least 0 and less than 1."),
        ({"tolerance": -1e-9}, "The tolerance must be at least 0 and less than 1."),
        ({"tolerance": np.nan}, "The tolerance must be at least 0 and less than 1."),
        ({"momentum": 1}, "The momentum must be at least 0 and less than 1."),
        ({"improvement": -0.1}, "The improvement must be at least 0 and less than 1."),
        ({"batch_size": 0}, "The batch size must be a whole number from 1 to 1,000,000,000."),
        ({"batch_size": 2.5}, "The batch size must be a whole number from 1 to 1,000,000,000."),
        ({"seed": -1}, "The seed must be a whole number from 0 to 9,223,372,036,854,775,807."),
        ({"l2": -1}, "The penalty must be from 0 to 1e150."),
        ({"l2": np.nan}, "The penalty must be from 0 to 1e150."),
        (
            {"decay_epochs": 0},
            "The epochs of the decay must be a whole number from 1 to 1,000,000,000.",
        ),
        ({"decay_factor": 0}, "The decay factor must be more than 0 and at most 1."),
        ({"decay_factor": 1.5}, "The decay factor must be more than 0 and at most 1."),
        ({"patience": -1}, "The patience must be a whole number from 0 to 1,000,000,000."),
        ({"patience": np.inf}, "The patience must be a whole number from 0 to 1,000,000,000."),
        ({"patience": np.nan}, "The patience must be a whole number from 0 to 1,000,000,000."),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(ValueError) as caught:
        DescentConfig(**settings)
    assert str(caught.value) == message


@pytest.mark.parametrize("columns", [(), (-1,), (1, 0), (0, 0)])
def test_the_features_used_are_named_once_each_in_their_order(columns):
    with pytest.raises(ValueError, match="each once, in their order"):
        DescentConfig(columns=columns)


def test_a_curve_is_of_one_feature():
    assert DescentConfig(columns=(2,), degree=3).degree == 3
    with pytest.raises(ValueError, match="of one feature"):
        DescentConfig(columns=(0, 2), degree=3)


def test_by_default_it_is_plain_gradient_descent():
    config = DescentConfig()
    assert (config.learning_rate, config.max_epochs, config.tolerance) == (0.01, 300, 1e-12)
    assert config.optimizer is Optimizer.GRADIENT_DESCENT
    assert (config.batch_size, config.l2, config.is_standardised) == (None, 0.0, False)
    assert (config.decay, config.patience) == (Decay.NONE, 0)
    assert [config.learning_rate_at(epoch) for epoch in (0, 10**9)] == [0.01, 0.01]


def test_the_rate_halves_in_time():
    config = DescentConfig(0.4, decay=Decay.INVERSE_TIME, decay_epochs=50)
    rates = [config.learning_rate_at(epoch) for epoch in (0, 50, 150)]
    assert rates == pytest.approx([0.4, 0.2, 0.1])


def test_the_rate_falls_by_steps():
    config = DescentConfig(0.4, decay=Decay.STEP, decay_epochs=3, decay_factor=0.1)
    rates = [config.learning_rate_at(epoch) for epoch in (0, 2, 3, 5, 6)]
    assert rates == pytest.approx([0.4, 0.4, 0.04, 0.04, 0.004])
    assert config.learning_rate_at(10**9) == 0.0


@pytest.mark.parametrize(
    ("batch_size", "n_samples", "steps"),
    [(None, 5, 1), (5, 5, 1), (99, 5, 1), (1, 5, 5), (2, 5, 3), (3, 9, 3), (3, 0, 1)],
)
def test_steps_of_an_epoch(batch_size, n_samples, steps):
    assert DescentConfig(batch_size=batch_size).steps_per_epoch(n_samples) == steps


def test_three_optimizers_give_each_parameter_its_own_step():
    adaptive = [optimizer.value for optimizer in Optimizer if optimizer.is_adaptive]
    assert adaptive == ["adagrad", "rmsprop", "adam"]


@pytest.mark.parametrize("optimizer", Optimizer)
def test_the_setting_momentum_is_that_of_the_rules_that_name_it(optimizer):
    rule = RULES[optimizer]
    texts = [rule.direction, *(text for _, text in rule.memory)]
    assert optimizer.uses_momentum == any("beta" in text for text in texts)


# ---- what is known of each setting


def test_every_setting_has_its_spec_in_the_order_of_the_fields():
    assert list(SETTINGS) == [field.name for field in fields(DescentConfig)]
    assert all(spec.name == name and spec.title and spec.noun for name, spec in SETTINGS.items())


@pytest.mark.parametrize("field", fields(DescentConfig), ids=lambda field: field.name)
def test_the_kind_of_a_setting_is_that_of_its_field(field):
    spec = SETTINGS[field.name]
    assert field.default is not MISSING
    expected: dict[Kind, Any] = {
        Kind.CHOICE: (Optimizer, Decay, Held, Scaling, Watched),
        Kind.NUMBER: float,
        Kind.COUNT: (int, type(None)),
        Kind.LABEL: int,
        Kind.PLACES: (tuple, type(None)),
    }
    assert isinstance(field.default, expected[spec.kind])
    if spec.kind is Kind.CHOICE:
        assert set(spec.words) == set(field.default.__class__)
    if spec.kind in {Kind.NUMBER, Kind.COUNT, Kind.LABEL}:
        assert "{least}" in spec.refusal
        assert "{most}" in spec.refusal
        assert spec.limits[0] <= spec.window_limits[0] < spec.window_limits[1] <= spec.limits[1]


@pytest.mark.parametrize("spec", [s for s in SETTINGS.values() if s.refusal], ids=lambda s: s.name)
def test_limits_are_taken_unless_they_are_excluded_and_nothing_beyond_them(spec):
    least, most = spec.limits
    for limit, is_excluded in ((least, spec.excludes_least), (most, spec.excludes_most)):
        if is_excluded:
            with pytest.raises(NumberError):
                spec.check(limit)
        else:
            spec.check(limit)
    for outside in (least - 1, math.nextafter(least, -1.0), most + most, math.inf, math.nan):
        with pytest.raises(NumberError):
            spec.check(outside)


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (LEARNING_RATE, "1e-300", 1e-300),
        (LEARNING_RATE, "0,02", 0.02),
        (MAX_EPOCHS, "2,000,000", 2_000_000),
        (MOMENTUM, "0.99", 0.99),
        (IMPROVEMENT, "0.01", 1e-4),
        (IMPROVEMENT, "5 %", 0.05),
        (IMPROVEMENT, "0%", 0.0),
        (DECAY_FACTOR, "1", 1.0),
        (SEED, "9223372036854775807", 2**63 - 1),
        (L2, "1e150", 1e150),
    ],
)
def test_what_a_field_of_the_window_reads(spec, text, value):
    assert spec.parse_shown(text) == value


@pytest.mark.parametrize(
    ("spec", "text", "sentence"),
    [
        (LEARNING_RATE, "0", "Learning rate 0 is outside 1e-300 to 1e300."),
        (LEARNING_RATE, "1e-301", "Learning rate 1e-301 is outside 1e-300 to 1e300."),
        (MAX_EPOCHS, "2000001", "Value 2000001 is outside 1 to 2,000,000."),
        (MAX_EPOCHS, "1.5", "'1.5' is not a whole number."),
        (MOMENTUM, "1", "The momentum must be at least 0 and less than 1."),
        (IMPROVEMENT, "100", "The improvement must be at least 0 and less than 100."),
        (DECAY_FACTOR, "0", "The decay factor must be more than 0 and at most 1."),
        (L2, "-1", "The penalty must be from 0 to 1e150."),
        (BATCH_SIZE, "0", f"Value 0 is outside 1 to {MAX_SAMPLES:,}."),
    ],
)
def test_what_a_field_of_the_window_refuses(spec, text, sentence):
    with pytest.raises(NumberError) as caught:
        spec.parse_shown(text)
    assert str(caught.value) == sentence


def test_the_command_line_takes_what_a_descent_takes():
    assert LEARNING_RATE.parse("1e-300") == 1e-300
    assert MAX_EPOCHS.parse("1000000000") == 10**9
    assert IMPROVEMENT.parse("0.05") == 0.05
    with pytest.raises(NumberError, match="outside 1 to 2,000,000"):
        MAX_EPOCHS.parse("1000000000", MAX_EPOCHS.window_limits)


@pytest.mark.parametrize(
    ("spec", "value", "up", "down"),
    [
        (LEARNING_RATE, 0.01, 0.011, 0.00909),
        (LEARNING_RATE, 1e300, 1e300, 9.09e299),
        (MAX_EPOCHS, 300, 310, 290),
        (MAX_EPOCHS, 1, 2, 1),
        (MAX_EPOCHS, 2_000_000, 2_000_000, 1_900_000),
        (MOMENTUM, 0.95, 0.99, 0.9),
        (MOMENTUM, 0.0, 0.05, 0.0),
        (DECAY_FACTOR, 0.05, 0.1, 0.05),
        (L2, 0.0, 0.01, 0.0),
        (L2, 1.0, 1.5, 0.667),
        (L2, 1e150, 1e150, 6.67e149),
        (IMPROVEMENT, 1e-4, 2e-4, 5e-5),
        (IMPROVEMENT, 0.9, 0.99, 0.45),
        (SEED, 0, 1, 0),
    ],
)
def test_the_keys_step_within_the_limits_of_the_window(spec, value, up, down):
    assert (spec.stepped(value, 1), spec.stepped(value, -1)) == (up, down)
