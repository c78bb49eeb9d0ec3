import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from tests.core.data import HOUSE_PRICES


def test_by_default_it_is_the_loss_of_the_data():
    objective = Objective.of(HOUSE_PRICES, DescentConfig())
    assert objective.dataset is HOUSE_PRICES
    assert objective.loss is HOUSE_PRICES.loss
    assert objective.standardisation is None
    assert objective.to_data_units([1, 2]).tolist() == [1, 2]
    assert objective.from_data_units([1, 2]).tolist() == [1, 2]


def test_scaling_comes_before_the_penalty():
    # Over z the variance is 1: a penalty of 1 halves the slope, and the height stays.
    objective = Objective.of(HOUSE_PRICES, DescentConfig(scaling=Scaling.STANDARDISE, l2=1.0))
    slope, intercept = objective.loss.unpenalised.minimum_parameters
    assert objective.loss.minimum_parameters == pytest.approx([slope / 2, intercept])
    assert objective.to_data_units(objective.loss.minimum_parameters) == pytest.approx(
        [125, 375_000 - 125 * 1500]
    )
    there = objective.from_data_units([[250.0, 0.0], [1.0, 2.0]])
    assert objective.to_data_units(there) == pytest.approx(np.array([[250.0, 0.0], [1.0, 2.0]]))


@pytest.mark.parametrize("scaling", Scaling)
def test_no_points_are_refused(scaling):
    with pytest.raises(DatasetError, match="no points"):
        Objective.of(Dataset.from_xy([], []), DescentConfig(scaling=scaling))
