import numpy as np
import pytest

from linreg_gui.core.descents import train
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, StopReason
from tests.core.data import HOURS_AND_MONEY


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.ADAM])
def test_only_the_last_record_is_kept_and_progress_is_told(optimizer):
    config = DescentConfig(0.03, 50_000, 0.0, optimizer=optimizer)
    shown: list[int] = []
    objective = Objective.of(HOURS_AND_MONEY, config)
    result = train(objective, config, np.zeros(2), shown.append)
    assert (result.epochs, result.stop_reason) == (50_000, StopReason.MAX_EPOCHS)
    assert result.parameters == pytest.approx(objective.loss.minimum_parameters, rel=1e-6)
    assert shown[-1] == 50_000
    assert result.diverged_epoch is None


def test_a_start_that_has_diverged_is_where_it_ends():
    config = DescentConfig(1e300)
    objective = Objective.of(HOURS_AND_MONEY, config)
    result = train(objective, config, np.zeros(2), lambda _: None)
    assert (result.epochs, result.diverged_epoch) == (0, 1)
    assert result.parameters.tolist() == [0, 0]
