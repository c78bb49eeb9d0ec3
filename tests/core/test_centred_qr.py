"""The QR factor against numpy, 50-digit figures and the certified values of NIST."""

import math
import operator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linreg_gui.core import centred_qr
from linreg_gui.core.centred_qr import CentredQR, CentredRows, triangular_factor
from linreg_gui.core.dataset import Dataset
from tests.core.data import datasets


def exact_weights(x, y):
    """Solve the normal equations of the centred columns in fractions."""
    columns = [[Fraction(int(value)) for value in column] for column in [*x.T, y]]
    centred = [[v - sum(column) / len(column) for v in column] for column in columns]
    rows = [[sum(map(operator.mul, one, other)) for other in centred] for one in centred[:-1]]
    for k, pivot in enumerate(rows):
        pivot[:] = [value / pivot[k] for value in pivot]
        for row in rows:
            if row is not pivot:
                row[:] = [value - row[k] * p for value, p in zip(row, pivot, strict=True)]
    return [float(row[-1]) for row in rows]


@given(st.integers(0, 10**6))
def test_large_residuals_cost_no_digits(seed):
    """In doubles they cost as many as the square of the condition number has."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 100, (12, 1)) ** np.arange(1, 4)
    y = x @ [3, -2, 1] + rng.integers(-(10**9), 10**9, 12)
    assume(len(set(x[:, 0].tolist())) > 6)
    found = CentredQR.of(CentredRows(x.astype(float), y.astype(float))).solution.weights
    assert found == pytest.approx(exact_weights(x, y), rel=1e-13)


@given(datasets(n_features=3, min_size=1), st.integers(4, 9), st.randoms(use_true_random=False))
def test_the_factor_depends_on_neither_blocks_nor_order(dataset, block_rows, random):
    order = list(range(dataset.n_samples))
    random.shuffle(order)
    expected = CentredQR.of(dataset.centred)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(centred_qr, "BLOCK_ROWS", block_rows)
        found = CentredQR.of(CentredRows(dataset.features[order], dataset.target[order]))
    whole, other = expected.solution.root, found.solution.root
    size = np.abs(dataset.features).max()
    # The root itself may turn within a flat direction; its square does not.
    assert other.T @ other == pytest.approx(whole.T @ whole, rel=0, abs=1e-13 * size**2)
    assert found.covariance == pytest.approx(expected.covariance, rel=1e-13, abs=1e-13)
    largest = np.sqrt(np.diag(whole.T @ whole)).max()
    if np.abs(np.diag(whole)).min() > 1e-3 * largest and not expected.solution.flat_weights.size:
        assert other == pytest.approx(whole, rel=1e-13, abs=1e-10 * largest)


@given(datasets(n_features=2, min_size=1))
def test_the_factor_is_the_covariance_and_the_minimum_that_of_lstsq(dataset):
    data = CentredQR.of(dataset.centred)
    found = data.solution
    covariance = np.atleast_2d(np.cov(dataset.features.T, ddof=0))
    size = 1 + np.abs(covariance).max()
    assert found.root.T @ found.root == pytest.approx(covariance, abs=1e-13 * size)
    assert data.covariance == pytest.approx(covariance, abs=1e-13 * size)
    design = np.c_[dataset.features, np.ones(dataset.n_samples)]
    best = np.linalg.lstsq(design, dataset.target, rcond=1e-10)[0]
    left = np.mean((dataset.target - design @ best) ** 2)
    scale = np.abs(dataset.target).max()
    assert found.minimum == pytest.approx(left, rel=1e-9, abs=1e-22 * scale**2)


@given(datasets(n_features=1, min_size=1), st.integers(4, 9))
def test_a_line_is_solved_as_exactly_as_by_the_factor(dataset, block_rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(centred_qr, "BLOCK_ROWS", block_rows)
        found = CentredQR.of(CentredRows(dataset.features, dataset.target))
    if not found.is_informative[0]:
        return
    columns = np.c_[dataset.features, dataset.target]
    triangle = triangular_factor([columns - columns.mean(axis=0)])
    root, projection, remainder = triangle[0, 0], triangle[0, 1], triangle[1, 1]
    n_samples = dataset.n_samples
    assert found.solution.root[0, 0] == pytest.approx(root / math.sqrt(n_samples), rel=1e-13)
    size = np.abs(dataset.target).max() / root * math.sqrt(n_samples)
    assert found.solution.weights[0] == pytest.approx(projection / root, abs=1e-13 * size)
    scale = np.abs(dataset.target).max()
    minimum = remainder**2 / n_samples
    assert found.solution.minimum == pytest.approx(minimum, rel=1e-12, abs=1e-26 * scale**2)


@given(st.lists(st.integers(-99, 99), min_size=12, max_size=40), st.integers(1, 9))
def test_the_triangle_of_blocks_is_a_factor_of_the_rows(values, block_rows):
    rows = np.array(values[: len(values) // 3 * 3], dtype=float).reshape(-1, 3)
    blocks = [rows[k : k + block_rows] for k in range(0, len(rows), block_rows)]
    triangle = triangular_factor(blocks)
    assert np.tril(triangle, -1).tolist() == np.zeros((3, 3)).tolist()
    assert (np.diag(triangle) >= 0).all()
    assert triangle.T @ triangle == pytest.approx(rows.T @ rows, rel=1e-12, abs=1e-11)


def test_columns_related_but_for_the_rounding_of_their_values_are_dependent():
    years = np.arange(2001.0, 2021.0)
    dataset = Dataset(np.c_[years, years * 0.1], years % 7, feature_names=("year", "decade"))
    assert dataset.loss.is_degenerate


@pytest.mark.parametrize("x", [1e9, -1e9, 3.0, 1e-9])
def test_without_a_slope_the_best_fit_is_the_shortest_without_cancellation(x):
    loss = Dataset.from_xy([x, x], [x - 1, x + 1]).loss
    expected = [x * x / (1 + x * x), x / (1 + x * x)]
    assert loss.minimum_parameters == pytest.approx(expected, rel=1e-15)
