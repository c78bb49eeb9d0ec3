import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.cures import ScalingGain
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.model import predict
from linreg_gui.core.objective import Standardisation
from linreg_gui.core.settings import DescentConfig, StopReason
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    numbers,
    sound_datasets,
)


@given(sound_datasets(n_features=2), st.lists(numbers(1e3), min_size=3, max_size=3))
def test_predictions_do_not_change(dataset, coefficients):
    scaling = Standardisation.of(dataset)
    standardised = scaling.apply(dataset)
    parameters = np.array(coefficients)
    over_z = scaling.to_standardised(parameters)
    expected = predict(dataset.features, parameters)
    scale = 1 + np.abs(dataset.features).max() * np.abs(parameters).max()
    assert predict(standardised.features, over_z) == pytest.approx(expected, abs=1e-12 * scale)
    assert scaling.to_data_units(over_z) == pytest.approx(parameters, rel=1e-9, abs=1e-9)


@given(sound_datasets(n_features=2))
def test_mean_and_deviation_are_0_and_1(dataset):
    scaling = Standardisation.of(dataset)
    features = scaling.apply(dataset).features
    for k in np.flatnonzero(dataset.loss.data.is_informative):
        assert np.mean(features[:, k]) == pytest.approx(0, abs=1e-12)
        assert np.std(features[:, k]) == pytest.approx(1, rel=1e-9)


@given(sound_datasets())
def test_the_bowl_is_round(dataset):
    hessian = Standardisation.of(dataset).apply(dataset).loss.hessian
    assert hessian == pytest.approx(2 * np.eye(2), abs=1e-9)


@given(sound_datasets())
def test_the_best_fit_is_the_same_line(dataset):
    scaling = Standardisation.of(dataset)
    over_z = scaling.apply(dataset).loss.minimum_parameters
    best = dataset.loss.minimum_parameters
    scale = np.abs(best).max() + np.abs(dataset.y).max()
    assert scaling.to_data_units(over_z) == pytest.approx(best, rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize("start", [(0.0, 0.0), (37.5, 1e5)])
@pytest.mark.parametrize("dataset", [HOUSE_PRICES, HOURS_AND_MONEY])
def test_one_step_reaches_the_optimum(dataset, start):
    scaling = Standardisation.of(dataset)
    loss = scaling.apply(dataset).loss
    descent = Descent(loss, DescentConfig(learning_rate=0.5), scaling.to_standardised(start))
    block = descent.advance(300)
    assert descent.stop_reason is StopReason.CONVERGED
    assert len(block) == 1
    found = scaling.to_data_units(block.parameters[0])
    assert found == pytest.approx(dataset.loss.minimum_parameters, rel=1e-9, abs=1e-6)


def test_house_prices_by_hand():
    # 1000, 1500, 2000: mean 1500, variance 500000/3; the price is 250 times the size.
    scaling = Standardisation.of(HOUSE_PRICES)
    assert scaling.means.tolist() == [1500]
    assert scaling.deviations == pytest.approx([408.248290463863])
    assert scaling.to_standardised([250, 0]) == pytest.approx([102062.0726159658, 375000])
    assert scaling.to_data_units([[0.0, 7.0], [408.248290463863, 1500.0]]) == pytest.approx(
        np.array([[0, 7], [1, 0]]), abs=1e-9
    )
    assert scaling.reason is None


def test_names_are_kept_and_the_true_line_goes_along():
    dataset = EXAMPLES["noisy-line"].dataset()
    scaling = Standardisation.of(dataset)
    standardised = scaling.apply(dataset)
    assert standardised.name == dataset.name
    assert standardised.feature_names == dataset.feature_names
    assert standardised.y.tolist() == dataset.y.tolist()
    assert standardised.true_parameters is not None
    assert scaling.to_data_units(standardised.true_parameters) == pytest.approx([250, 50_000])


def test_a_true_line_that_overflows_is_dropped():
    dataset = Dataset.from_xy([0, 1e150], [1, 2], true_parameters=(1e300, 0.0))
    assert Standardisation.of(dataset).apply(dataset).true_parameters is None


def test_equal_values_stay_as_they_are():
    scaling = Standardisation.of(ALL_X_EQUAL)
    assert scaling.apply(ALL_X_EQUAL) == ALL_X_EQUAL
    assert scaling.to_data_units([2, 3]).tolist() == [2, 3]
    assert scaling.reason == (
        "All values of x are equal: there is no spread to divide by, so x stays as it is."
    )


def test_of_several_features_those_of_equal_values_become_0():
    features = np.array([[1.0, 5.0, 2.0], [2.0, 5.0, 2.0], [4.0, 5.0, 2.0]])
    dataset = Dataset(features, np.arange(3.0), feature_names=("a", "b", "c"))
    scaling = Standardisation.of(dataset)
    assert not scaling.apply(dataset).features[:, 1:].any()
    assert scaling.unscaled_names == ("b", "c")
    assert scaling.reason == (
        "All values of b, c are equal, which explains nothing: their weights stay at the start."
    )
    parameters = np.array([2.0, 3.0, -1.0, 0.5])
    over_z = scaling.to_standardised(parameters)
    assert over_z[1:3].tolist() == [3.0, -1.0]
    assert scaling.to_data_units(over_z) == pytest.approx(parameters, rel=1e-14)
    expected = predict(features, parameters)
    assert predict(scaling.apply(dataset).features, over_z) == pytest.approx(expected, rel=1e-14)
    kept = Standardisation.of(dataset, keeps_zero=True)
    assert kept.apply(dataset).features[:, 1:].tolist() == features[:, 1:].tolist()


def test_a_far_offset_keeps_its_digits():
    x = 1e9 + np.array([0.0, 1.0, 2.0, 5.0])
    near = Dataset.from_xy(x - 1e9, [1, 2, 4, 4])
    far = Dataset.from_xy(x, [1, 2, 4, 4])
    assert Standardisation.of(far).apply(far).x == pytest.approx(
        Standardisation.of(near).apply(near).x, rel=1e-12
    )


def test_no_points_are_refused():
    with pytest.raises(DatasetError, match="no points"):
        Standardisation.of(Dataset.from_xy([], []))


def test_an_intercept_that_is_only_rounding_is_0():
    scaling = Standardisation.of(HOUSE_PRICES)
    over_z = scaling.apply(HOUSE_PRICES).loss.minimum_parameters
    assert scaling.to_data_units(over_z)[1] == 0.0
    some = scaling.to_data_units(np.array([over_z, 0.7 * over_z, [np.inf, 1.0]]))
    assert some[:2, 1].tolist() == [0.0, 0.0]
    assert not np.isfinite(some[2]).any()


def test_a_small_intercept_stays_what_it_is():
    scaling = Standardisation.of(HOUSE_PRICES)
    small = np.array([250.0, 1e-6])
    assert scaling.to_data_units(scaling.to_standardised(small))[1] == pytest.approx(1e-6, rel=1e-3)
    tiny = scaling.to_data_units([1e-30, 2e-30])
    assert tiny[1] == pytest.approx(2e-30 - 1500e-30 / scaling.deviations[0])


def test_what_standardising_saves_is_counted_at_the_best_rates():
    gain = ScalingGain.of(HOURS_AND_MONEY, DescentConfig(learning_rate=7.0))
    condition = np.divide(*HOURS_AND_MONEY.loss.eigenvalues[[1, 0]])
    factor = (condition - 1) / (condition + 1)
    assert gain.epochs == pytest.approx(np.log(0.01) / (2 * np.log(factor)), rel=1e-9)
    assert gain.standardised_epochs == 1.0
    assert gain.learning_rate == pytest.approx(0.5)
    assert gain.is_worth_saying


def test_there_is_nothing_to_save_where_no_x_differs():
    assert not ScalingGain.of(ALL_X_EQUAL, DescentConfig()).is_worth_saying
