import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_SAMPLES
from tests.core.data import HOURS_AND_MONEY, X, Y, datasets


class Crowd(list[float]):
    """A list that claims to hold more than fits."""

    def __len__(self) -> int:
        return MAX_SAMPLES + 1


def table(values: Any) -> Any:
    """Pass lists off as arrays."""
    return values


def test_arrays_are_read_only_copies():
    x, y = np.array(X), np.array(Y)
    dataset = Dataset.from_xy(x, y)
    x[0] = y[0] = 999
    assert dataset.x.tolist() == X
    assert dataset.y.tolist() == Y
    for array in (dataset.features, dataset.target, dataset.x, dataset.y):
        assert array.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize("is_held_out", [None, [True, *[False] * (len(X) - 1)]])
def test_a_dataset_is_freed_when_it_is_let_go_of(is_held_out):
    """A drag makes sixty a second, each of as many points; the collector runs once a second."""
    dataset = Dataset.from_xy(X, Y, is_held_out=is_held_out)
    assert dataset.training.loss is dataset.loss
    assert dataset.digits
    assert (dataset.held_out is None) == (is_held_out is None)
    former = weakref.ref(dataset)
    del dataset
    assert former() is None


def test_attributes_and_defaults():
    assert HOURS_AND_MONEY.feature_names == ("x",)
    assert HOURS_AND_MONEY.target_name == "y"
    assert HOURS_AND_MONEY.name == ""
    assert HOURS_AND_MONEY.true_parameters is None
    assert (HOURS_AND_MONEY.n_samples, HOURS_AND_MONEY.n_features) == (5, 1)
    assert HOURS_AND_MONEY.features.flags.c_contiguous


def test_several_features():
    dataset = Dataset(np.ones((4, 2)), np.ones(4), feature_names=("a", "b"))
    assert (dataset.n_samples, dataset.n_features) == (4, 2)
    with pytest.raises(DatasetError, match="each of the 2 features"):
        dataset.with_point_at(dataset.n_samples, 1, 2)
    more = dataset.with_point_at(dataset.n_samples, (3, 4), 2)
    assert more.features[-1].tolist() == [3.0, 4.0]
    assert more.y[-1] == 2.0
    moved = more.moved_point(0, 9, 8, column=1)
    assert (moved.features[0].tolist(), moved.y[0]) == ([1.0, 9.0], 8.0)
    with pytest.raises(DatasetError, match="column b"):
        more.with_point_at(more.n_samples, (3, 1e200), 2)
    with pytest.raises(DatasetError, match="column b"):
        more.moved_point(0, 1e200, 8, column=1)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2, 1e200], [1, 2, 3], "Value 1e200 is outside ±1e150 (row 3, column x)."),
        ([1, 2, 3], [1, -1e151, 3], "Value -1e151 is outside ±1e150 (row 2, column y)."),
        ([1, np.nan], [1, 2], "Value nan is not a finite number (row 2, column x)."),
        ([1, 2], [-np.inf, 2], "Value -inf is not a finite number (row 1, column y)."),
        ([1, 2], [1, 2, 3], "There are 2 rows of features but 3 target values."),
        ([1, "two"], [1, 2], "Every value must be a number."),
        ([1, 2], [{}, 2], "Every value must be a number."),
        ([1, 2], [[1, 2], [3]], "Every value must be a number."),
        ([1, 2], [[1], [2]], "The target must be a single column."),
        (X, Crowd(), "At most 1,000,000 points. Nothing was added."),
    ],
)
def test_bad_data_is_refused_in_one_sentence(x, y, message):
    features = np.reshape(np.array(x, dtype=object), (-1, 1))
    with pytest.raises(DatasetError) as caught:
        Dataset(features, y)
    assert str(caught.value) == message


def test_an_integer_beyond_floats_is_refused():
    with pytest.raises(DatasetError, match="must be a number"):
        Dataset(table([[10**400]]), table([1]))


@pytest.mark.parametrize("features", [[1, 2], np.empty((2, 0)), np.ones((2, 1, 1))])
def test_features_must_be_a_table(features):
    with pytest.raises(DatasetError, match="table with at least one column"):
        Dataset(table(features), np.ones(2))


def test_names_must_match_the_features():
    with pytest.raises(DatasetError, match="There are 2 features but 1 feature names"):
        Dataset(np.ones((3, 2)), np.ones(3))
    with pytest.raises(DatasetError, match="column 2"):
        Dataset(np.array([[1, np.nan]]), np.ones(1))


@pytest.mark.parametrize("parameters", [(1,), (1, 2, 3), (1, np.nan), (np.inf, 1)])
def test_true_parameters_must_fit(parameters):
    with pytest.raises(DatasetError, match="must be 2 finite numbers"):
        Dataset.from_xy(X, Y, true_parameters=parameters)


def test_points_are_added_removed_and_moved():
    dataset = Dataset.from_xy(X, Y, name="jobs", target_name="money", true_parameters=(4, 57))
    added = dataset.with_point_at(dataset.n_samples, 9, 95)
    assert (added.x.tolist(), added.y.tolist()) == ([*X, 9], [*Y, 95])
    removed = added.without_point(0)
    assert (removed.x.tolist(), removed.y.tolist()) == ([*X[1:], 9], [*Y[1:], 95])
    moved = dataset.moved_point(4, 20, 91)
    assert (moved.x.tolist(), moved.y.tolist()) == ([*X[:4], 20], [*Y[:4], 91])
    for edited in (added, removed, moved):
        assert (edited.name, edited.target_name) == ("jobs", "money")
        assert edited.true_parameters == (4.0, 57.0)
        assert not edited.features.flags.writeable
        assert not edited.target.flags.writeable
        assert edited.features.flags.c_contiguous
    assert (dataset.x.tolist(), dataset.y.tolist()) == (X, Y)


def test_only_what_may_still_change_is_copied():
    features, target = np.array([[1.0], [2.0]]), np.array([3.0, 4.0])
    copied = Dataset(features, target)
    features[0, 0] = 9.0
    assert copied.x.tolist() == [1.0, 2.0]
    renamed = replace(copied, name="others")
    assert renamed.features is copied.features
    assert renamed.target is copied.target
    target.setflags(write=False)
    assert Dataset(features, target).target is target
    view = target[:]
    assert Dataset(features, view).target is not view


def test_the_loss_of_edited_data_is_its_own():
    before = HOURS_AND_MONEY.loss
    assert HOURS_AND_MONEY.loss is before
    moved = HOURS_AND_MONEY.moved_point(4, 20, 90)
    assert moved.loss.mean_x[0] == pytest.approx(7.2)


@pytest.mark.parametrize("index", [-1, 5])
def test_a_missing_point_cannot_be_edited(index):
    with pytest.raises(IndexError, match=f"There is no point {index} among 5"):
        HOURS_AND_MONEY.without_point(index)
    with pytest.raises(IndexError, match="no point"):
        HOURS_AND_MONEY.moved_point(index, 1, 1)


def test_edits_refuse_bad_coordinates():
    with pytest.raises(DatasetError, match=r"Value nan is not .* \(row 6, column x\)"):
        HOURS_AND_MONEY.with_point_at(HOURS_AND_MONEY.n_samples, np.nan, 1)
    with pytest.raises(DatasetError, match=r"Value 1e300 is outside .* \(row 2, column y\)"):
        HOURS_AND_MONEY.moved_point(1, 1, 1e300)


def test_a_full_dataset_takes_no_point(monkeypatch):
    monkeypatch.setattr("linreg_gui.core.dataset.MAX_SAMPLES", 5)
    with pytest.raises(DatasetError, match="Nothing was added"):
        HOURS_AND_MONEY.with_point_at(HOURS_AND_MONEY.n_samples, 1, 1)


def test_no_points_have_no_loss():
    empty = Dataset.from_xy([], [])
    assert empty.n_samples == 0
    with pytest.raises(DatasetError, match="no points"):
        _ = empty.loss
    assert empty.with_point_at(empty.n_samples, 3, 4).loss.n_samples == 1


def test_equality_is_by_content():
    same = Dataset.from_xy(X, Y)
    assert same == HOURS_AND_MONEY
    assert same == same  # noqa: PLR0124 - the fast path
    assert hash(same) == hash(HOURS_AND_MONEY)
    assert same != Dataset.from_xy(X, Y, name="other")
    assert same != same.moved_point(0, 2, 66)
    assert same != same.moved_point(0, 2.5, 65)
    assert same != "data"
    assert same.moved_point(0, 2, 65) == same


@given(datasets(min_size=1), st.data())
def test_removing_what_was_added_changes_nothing(dataset, data):
    index = data.draw(st.integers(0, dataset.n_samples - 1))
    x, y = dataset.x[index], dataset.y[index]
    end = dataset.n_samples
    assert dataset.with_point_at(end, 7, 8).without_point(end) == dataset
    assert dataset.moved_point(index, 7, 8).moved_point(index, x, y) == dataset


def test_a_point_is_put_in_before_another():
    data = Dataset.from_xy([1, 2], [3, 4])
    assert data.with_point_at(1, 7, 8).x.tolist() == [1, 7, 2]
    assert data.with_point_at(0, 7, 8).y.tolist() == [8, 3, 4]
    assert data.with_point_at(2, 7, 8).x.tolist() == [1, 2, 7]
    for index in (-1, 3):
        with pytest.raises(IndexError, match="no place"):
            data.with_point_at(index, 7, 8)


def three_features(**names):
    table = np.arange(12.0).reshape(4, 3) ** 2
    return Dataset(table, np.array([1.0, 0.0, 2.0, 5.0]), feature_names=("a", "b", "c"), **names)


def test_the_data_over_some_of_its_features():
    dataset = three_features(true_parameters=(1, 2, 3, 4), is_held_out=[0, 1, 0, 0])
    chosen = dataset.of_columns((0, 2))
    assert chosen.feature_names == ("a", "c")
    assert chosen.features.tolist() == dataset.features[:, [0, 2]].tolist()
    assert chosen.features.flags.c_contiguous
    assert not chosen.features.flags.writeable
    assert chosen.target is dataset.target
    assert chosen.is_held_out is dataset.is_held_out
    assert chosen.true_parameters is None
    assert chosen.loss.n_features == 2


def test_the_data_over_the_same_features_are_the_same_object():
    dataset = three_features()
    assert dataset.of_columns(None) is dataset
    assert dataset.of_columns((0, 1, 2)) is dataset
    assert dataset.of_columns((1,)) is dataset.of_columns((1,))
    assert dataset.of_columns((1,)) == Dataset.from_xy(
        dataset.features[:, 1], dataset.target, feature_names=("b",)
    )


@pytest.mark.parametrize("columns", [(), (3,), (0, 7)])
def test_a_feature_that_is_not_there_is_refused(columns):
    with pytest.raises(DatasetError, match="The data have 3 features"):
        three_features().of_columns(columns)
