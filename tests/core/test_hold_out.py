"""Held-out points: which ones, and the loss over them at every record."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import Descent
from linreg_gui.core.descents import train
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.history import EpochBlock
from linreg_gui.core.hold_out import HeldOutScore, HoldOut
from linreg_gui.core.model import predict
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from tests.core.data import sound_datasets

BALL = Dataset.from_xy(
    [0.0, 0.8, 0.8, 2.6, 2.9, 4.1, 4.4, 6.1, 8.1, 8.1, 8.2, 8.6, 8.6, 9.1, 9.5, 9.8],
    [1.8, 2.6, 4.3, 5.7, 6.8, 7.0, 7.9, 7.5, 5.2, 5.8, 4.5, 5.0, 3.7, 3.8, 3.5, 2.5],
)
SHARE = HoldOut(0.3, 13)


def score_of(objective: Any) -> HeldOutScore:
    return HeldOutScore(objective.held_out)


def rows_out(dataset: Any) -> Any:
    return np.flatnonzero(dataset.is_held_out)


def scored(dataset, hold_out, degree, config):
    """Return the objective over the points trained on, and the score over the others."""
    objective = Objective.of(hold_out.apply(dataset), replace(config, degree=degree))
    return objective, score_of(objective)


def test_which_points_are_held_out():
    assert SHARE.rows(16).tolist() == [1, 2, 7, 8, 15]
    assert HoldOut(5, 13).rows(16).tolist() == [1, 2, 7, 8, 15]
    dataset = SHARE.apply(BALL)
    trained, held_out = dataset.training, dataset.held_out
    assert held_out is not None
    assert held_out.x.tolist() == BALL.x[[1, 2, 7, 8, 15]].tolist()
    assert trained.y.tolist() == np.delete(BALL.y, [1, 2, 7, 8, 15]).tolist()


@given(st.integers(2, 300), st.floats(0.01, 0.99), st.integers(0, 99))
def test_a_share_is_rounded_to_a_number_of_points(n_samples, share, seed):
    count = int(share * n_samples + 0.5)
    if 0 < count < n_samples:
        rows = HoldOut(share, seed).rows(n_samples)
        assert len(set(rows.tolist())) == count
        assert (np.diff(rows) > 0).all()
        assert rows.tolist() == HoldOut(count, seed).rows(n_samples).tolist()
    else:
        with pytest.raises(DatasetError, match="would be held out: at least one must be"):
            HoldOut(share, seed).rows(n_samples)


@pytest.mark.parametrize(
    ("degree", "training", "held_out", "with_penalty"),
    [
        (1, 2.898, 4.164, 4.159),
        (2, 0.238, 0.316, 0.320),
        (3, 0.226, 0.352, 0.364),
        (4, 0.195, 0.446, 0.359),
        (5, 0.187, 0.723, 0.358),
        (6, 0.184, 1.753, 0.362),
    ],
)
def test_a_higher_degree_fits_better_and_predicts_worse(degree, training, held_out, with_penalty):
    config = DescentConfig(scaling=Scaling.STANDARDISE)
    objective, score = scored(BALL, SHARE, degree, config)
    best = objective.loss.minimum_parameters
    assert objective.loss.minimum_value == pytest.approx(training, abs=5e-4)
    assert score.mse(best) == pytest.approx(held_out, abs=5e-4)
    penalised = DescentConfig(scaling=Scaling.STANDARDISE, l2=0.01)
    objective, score = scored(BALL, SHARE, degree, penalised)
    assert score.mse(objective.loss.minimum_parameters) == pytest.approx(with_penalty, abs=5e-4)


@pytest.mark.parametrize(("degree", "epoch", "mse"), [(4, 485, 0.335990915759777),
                                                      (6, 274, 0.333814380876909)])  # fmt: skip
def test_the_best_epoch_is_that_of_a_loop_in_extended_precision(degree, epoch, mse):
    config = DescentConfig(0.1, 20_000, scaling=Scaling.STANDARDISE)
    objective, score = scored(BALL, SHARE, degree, config)
    found = train(objective, config, np.zeros(degree + 1), lambda _: None, score.see)
    assert found.epochs > 5000
    assert (score.best_epoch, score.best_mse) == (epoch, pytest.approx(mse, rel=1e-12))


def test_the_loss_over_held_out_points_falls_and_rises_and_falls():
    config = DescentConfig(0.1, 100_000, 0.0, scaling=Scaling.STANDARDISE)
    objective, _ = scored(BALL, SHARE, 6, config)
    block = Descent(objective.loss, config, np.zeros(7)).advance(100_000)
    epochs = [30, 100, 274, 1000, 3000, 10_000, 100_000]
    rows = block.parameters[np.array(epochs) - 1]
    found = objective.held_out.values(rows).round(3).tolist()
    assert found == [0.671, 0.411, 0.334, 0.457, 0.539, 0.515, 0.635]
    assert (np.diff(objective.loss.excess_values(rows)) < 0).all()


@pytest.mark.parametrize("optimizer", Optimizer)
def test_all_records_are_seen_once_and_in_order(optimizer):
    config = DescentConfig(0.05, 40, 0.0, optimizer=optimizer, scaling=Scaling.STANDARDISE)
    objective, _ = scored(BALL, SHARE, 2, config)
    blocks: list[EpochBlock] = []
    start = np.array([1.0, 2.0, 3.0])
    train(objective, config, start, lambda _: None, blocks.append)
    epochs = [block.first_epoch + row for block in blocks for row in range(len(block))]
    assert epochs == list(range(41))
    assert blocks[0].parameters.tolist() == [start.tolist()]
    assert blocks[0].losses == pytest.approx(objective.loss.value(start))


def test_the_start_may_be_the_best_record():
    config = DescentConfig(0.1, 100)
    dataset = Dataset.from_xy([0, 1, 2, 5], [0, 3, 3, 0], is_held_out=[False, False, False, True])
    objective = Objective.of(dataset, config)
    score = score_of(objective)
    train(objective, config, np.zeros(2), lambda _: None, score.see)
    assert (score.n_points, score.best_epoch, score.best_mse) == (1, 0, 0.0)


@given(sound_datasets(), st.integers(1, 4), st.sampled_from(Scaling), st.integers(0, 9))
def test_the_loss_is_the_mean_of_the_squared_residuals(dataset, degree, scaling, seed):
    if dataset.n_samples < 3:
        return
    dataset = HoldOut(0.4, seed).apply(dataset)
    trained, held_out = dataset.training, dataset.held_out
    objective = Objective.of(dataset, DescentConfig(scaling=scaling, degree=degree))
    score = score_of(objective)
    parameters = np.random.default_rng(seed).standard_normal(degree + 1)
    columns = FeatureMap.of(trained, degree, scaling).apply(held_out)
    if objective.standardisation:
        columns = objective.standardisation.apply(columns)
    residuals = columns.y - predict(columns.features, parameters)
    size = 1 + np.abs(columns.features).max() ** 2 + np.abs(columns.y).max() ** 2
    assert score.mse(parameters) == pytest.approx(np.mean(residuals**2), rel=1e-9, abs=1e-12 * size)


def test_overflow_of_a_diverging_run_is_no_best_epoch():
    config = DescentConfig(1e300, 10)
    objective, score = scored(BALL, SHARE, 1, config)
    train(objective, config, np.array([1e140, 0.0]), lambda _: None, score.see)
    assert score.best_epoch == 0


def test_a_single_point_cannot_be_held_out():
    with pytest.raises(DatasetError, match="Of 1 point 1 would be held out: "):
        HoldOut(0.5).rows(1)


CONFIGS = st.builds(
    DescentConfig,
    learning_rate=st.just(0.01),
    max_epochs=st.just(12),
    tolerance=st.just(0.0),
    optimizer=st.sampled_from(Optimizer),
    batch_size=st.sampled_from([None, 1, 3]),
    l2=st.sampled_from([0.0, 0.3]),
    scaling=st.sampled_from(Scaling),
    degree=st.integers(1, 4),
)


@given(sound_datasets(), st.integers(0, 9), st.floats(-1e3, 1e3), CONFIGS)
def test_held_out_points_change_no_number_of_the_others(dataset, seed, moved, config):
    held = HoldOut(0.4, seed).apply(dataset)
    row = rows_out(held)[0]
    others = held.moved_point(int(row), moved, -moved), held.training
    one, *rest = (Objective.of(each, config) for each in (held, *others))
    numbers = one.numbers_of(np.arange(one.dataset.n_samples)).tolist()
    assert numbers == held.training_rows.tolist()
    assert rest[-1].held_out is None
    expected = records(one, config)
    for other in rest:
        assert np.array_equal(other.dataset.features, one.dataset.features)
        assert np.array_equal(other.loss.minimum_parameters, one.loss.minimum_parameters)
        assert np.array_equal(other.loss.eigenvalues, one.loss.eigenvalues)
        assert np.array_equal(records(other, config), expected)


def records(objective, config):
    blocks: list[EpochBlock] = []
    train(objective, config, np.zeros(config.degree + 1), lambda _: None, blocks.append)
    return np.concatenate([block.parameters for block in blocks])


def test_held_out_rows_change_no_plane():
    rng = np.random.default_rng(3)
    features, target = rng.normal(5.0, 2.0, (9, 3)), rng.normal(size=9)
    plane = Dataset(features, target, feature_names=("a", "b", "c"))
    held = HoldOut(3, 1).apply(plane)
    config = DescentConfig(0.1, 50, 0.0, scaling=Scaling.STANDARDISE)
    one, alone = (Objective.of(each, config) for each in (held, held.training))
    assert one.dataset == alone.dataset
    assert np.array_equal(one.loss.minimum_parameters, alone.loss.minimum_parameters)
    best = one.loss.minimum_parameters
    assert held.held_out is not None
    columns = one.columns_of(held.held_out)
    left = columns.target - predict(columns.features, best)
    assert score_of(one).mse(best) == pytest.approx(np.mean(left**2), rel=1e-12)


def test_points_take_their_side_along_when_others_come_and_go():
    held = SHARE.apply(BALL)
    assert rows_out(held.with_point_at(2, 1.0, 1.0)).tolist() == [1, 3, 8, 9, 16]
    assert rows_out(held.without_point(7)).tolist() == [1, 2, 7, 14]
    assert rows_out(held.moved_point(7, 0.0, 0.0)).tolist() == [1, 2, 7, 8, 15]
    back = held.without_point(7).with_point_at(7, 6.1, 7.5, is_held_out=True)
    assert back == held
    assert held != BALL
    assert held.with_held_out(None) == BALL


def test_a_point_must_be_left_to_train_on():
    two = Dataset.from_xy([0, 1], [0, 1], is_held_out=[True, False])
    with pytest.raises(DatasetError, match="Not all points can be held out"):
        two.with_held_out([True, True])
    with pytest.raises(DatasetError, match="Not all points can be held out"):
        Objective.of(two.without_point(1), DescentConfig())
    with pytest.raises(DatasetError, match="1 points are marked as held out or not, of 2"):
        two.with_held_out([True])
