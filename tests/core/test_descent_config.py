import numpy as np
import pytest

from linreg_gui.core.descent_config import Decay, DescentConfig, Optimizer


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
