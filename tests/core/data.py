"""Datasets the tests of the core share, and strategies that make them up."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from linreg_gui.arguments import LINE_EXAMPLE_KEYS
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.history import EpochBlock
from linreg_gui.core.model import gradient_step, mse_gradient
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig

X = [2.0, 3.0, 5.0, 6.0, 8.0]
Y = [65.0, 70.0, 75.0, 85.0, 90.0]
HOURS_AND_MONEY = Dataset.from_xy(X, Y)
HOUSE_PRICES = Dataset.from_xy([1000, 1500, 2000], [250_000, 375_000, 500_000])
ALL_X_EQUAL = Dataset.from_xy([3, 3, 3, 3], [1, 2, 4, 5])
ONE_POINT = Dataset.from_xy([3], [4])
LINE_EXAMPLES = [EXAMPLES[key] for key in LINE_EXAMPLE_KEYS]
NORRIS_X = [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5,
    666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1,
    887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
]  # fmt: skip
NORRIS_Y = [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1,
    668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3,
    888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
]  # fmt: skip
"""Of NIST's Statistical Reference Datasets."""


def numbers(limit: float) -> st.SearchStrategy[float]:
    """Make floats within ±limit that do not underflow when squared."""
    floats = st.floats(-limit, limit, allow_nan=False)
    return floats.map(lambda value: value if abs(value) > 1e-100 else 0.0)


@st.composite
def datasets(
    draw: st.DrawFn, limit: float = 1e3, min_size: int = 2, max_size: int = 12, n_features: int = 1
) -> Dataset:
    """Make datasets whose x are whole multiples of a step, so that no spread is rounding."""
    n_samples = draw(st.integers(min_size, max_size))
    step = draw(st.sampled_from([1e-3, 0.5, 1.0, 20.0])) * limit / 1e3
    cells = st.integers(-40, 40)
    rows = st.lists(cells, min_size=n_features, max_size=n_features)
    features = draw(st.lists(rows, min_size=n_samples, max_size=n_samples))
    target = draw(st.lists(numbers(limit), min_size=n_samples, max_size=n_samples))
    names = tuple(f"x{i}" for i in range(n_features))
    return Dataset(np.array(features) * step, np.array(target), feature_names=names)


def sound_datasets(limit: float = 1e3, n_features: int = 1) -> st.SearchStrategy[Dataset]:
    """Make datasets with a unique best fit."""
    made = datasets(limit=limit, min_size=n_features + 2, n_features=n_features)
    return made.filter(lambda dataset: not dataset.loss.is_degenerate)


def exact_mse(dataset: Dataset, slope: float, intercept: float) -> float:
    """Compute the mean squared error without any rounding, then round it once."""
    m, b = Fraction(slope), Fraction(intercept)
    pairs = zip(dataset.x.tolist(), dataset.y.tolist(), strict=True)
    squares = [(Fraction(y) - m * Fraction(x) - b) ** 2 for x, y in pairs]
    return float(sum(squares) / len(squares))


def textbook_records(
    dataset: Dataset, start: np.ndarray, learning_rate: float, n_steps: int
) -> np.ndarray:
    """Descend step by step over the data itself; row k is record k."""
    rows = [np.asarray(start, dtype=np.float64)]
    for _ in range(n_steps):
        gradient = mse_gradient(dataset.features, dataset.target, rows[-1])
        rows.append(gradient_step(rows[-1], gradient, learning_rate))
    return np.array(rows)


def descend(
    loss: QuadraticLoss,
    learning_rate: float,
    n_epochs: int,
    tolerance: float = 0.0,
    start: ArrayLike = (0, 0),
) -> tuple[Descent, EpochBlock]:
    """Take all epochs of a descent at once."""
    descent = Descent(loss, DescentConfig(learning_rate, n_epochs, tolerance), start)
    return descent, descent.advance(n_epochs)
