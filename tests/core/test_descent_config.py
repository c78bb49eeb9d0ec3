import numpy as np
import pytest

from linreg_gui.core.descent_config import DescentConfig


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
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(ValueError) as caught:
        DescentConfig(**settings)
    assert str(caught.value) == message
