from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Scaling
from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, sound_datasets

YEARS = Dataset.from_xy(np.arange(2001.0, 2021.0), np.sin(np.arange(20.0)))


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


@given(sound_datasets(), st.integers(2, 6), st.sampled_from(Scaling))
def test_a_curve_is_a_plane_over_powers(dataset, degree, scaling):
    config = DescentConfig(scaling=scaling, degree=degree)
    objective = Objective.of(dataset, config)
    powers = FeatureMap.of(dataset, degree, scaling)
    columns = Objective.of(powers.apply(dataset), replace(config, degree=1))
    assert (objective.degree, objective.loss.n_features) == (degree, degree)
    assert objective.dataset == columns.dataset == objective.columns_of(dataset)
    assert objective.loss.minimum_parameters.tolist() == columns.loss.minimum_parameters.tolist()


@pytest.mark.parametrize("degree", range(2, 7))
@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, YEARS], ids=["hours", "years"])
def test_the_data_s_units_and_back(dataset, degree):
    """About a centre near the mean no digits are lost; many rows go at once."""
    objective = Objective.of(dataset, DescentConfig(scaling=Scaling.STANDARDISE, degree=degree))
    parameters = np.random.default_rng(degree).standard_normal((5, degree + 1))
    there = objective.to_data_units(parameters, objective.centre)
    back = objective.from_data_units(there, objective.centre)
    assert back == pytest.approx(parameters, abs=1e-13)
    assert there[0].tolist() == objective.to_data_units(parameters[0], objective.centre).tolist()


def test_a_curve_is_of_one_feature_and_holds_nothing():
    plane = Dataset(np.eye(2), np.ones(2), ("a", "b"), "y")
    with pytest.raises(DatasetError, match="A curve is of one feature"):
        Objective.of(plane, DescentConfig(degree=2))
    with pytest.raises(ValueError, match="held of a straight line"):
        DescentConfig(degree=2, held=Held.SLOPE)
    with pytest.raises(ValueError, match="Degree must be a whole number from 1 to 6"):
        DescentConfig(degree=7)


@pytest.mark.parametrize("scaling", [Scaling.NONE, Scaling.STANDARDISE])
def test_the_features_used_are_those_of_the_settings(scaling):
    rng = np.random.default_rng(3)
    dataset = Dataset(rng.normal(size=(9, 3)), rng.normal(size=9), feature_names=("a", "b", "c"))
    dataset = dataset.with_held_out(np.arange(9) % 4 == 0)
    config = DescentConfig(columns=(0, 2), scaling=scaling, l2=0.1)
    found = Objective.of(dataset, config)
    alone = Objective.of(dataset.of_columns((0, 2)), replace(config, columns=None))
    at = np.array([0.3, -0.2, 1.0])
    assert found.loss.value(at) == alone.loss.value(at)
    assert found.held_out is not None
    assert alone.held_out is not None
    assert found.held_out.value(at) == alone.held_out.value(at)
    assert np.array_equal(found.to_data_units(at), alone.to_data_units(at))


def test_a_curve_over_one_of_several_features():
    rng = np.random.default_rng(4)
    dataset = Dataset(rng.normal(size=(9, 2)), rng.normal(size=9), feature_names=("a", "b"))
    config = DescentConfig(columns=(1,), degree=2, scaling=Scaling.STANDARDISE)
    single = Dataset.from_xy(dataset.features[:, 1], dataset.y)
    alone = Objective.of(single, replace(config, columns=None))
    assert Objective.of(dataset, config).loss.minimum_value == alone.loss.minimum_value
    with pytest.raises(DatasetError, match="of one feature"):
        Objective.of(dataset, replace(config, columns=None))
