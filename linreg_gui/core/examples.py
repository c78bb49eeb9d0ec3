"""The example datasets, each with settings that suit it."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.generators import noisy_line
from linreg_gui.core.settings import RATE_OF_CURVES, DescentConfig, Scaling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ANSCOMBE_X = (10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0)

ANSCOMBE_QUARTET: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = (
    (
        _ANSCOMBE_X,
        (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
    ),
    (
        _ANSCOMBE_X,
        (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74),
    ),
    (
        _ANSCOMBE_X,
        (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73),
    ),
    (
        (8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 19.0, 8.0, 8.0, 8.0),
        (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89),
    ),
)
"""The (x, y) of the sets I to IV; their best line is y = 3.00 + 0.500·x, with R² = 0.67.

F. J. Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973), pages 17
to 21. Four data sets with the same best line and the same R², to two or three decimals, and
nothing else in common.
"""

_LONGLEY = (
    (83.0, 234_289, 2356, 1590, 107_608, 1947, 60_323),
    (88.5, 259_426, 2325, 1456, 108_632, 1948, 61_122),
    (88.2, 258_054, 3682, 1616, 109_773, 1949, 60_171),
    (89.5, 284_599, 3351, 1650, 110_929, 1950, 61_187),
    (96.2, 328_975, 2099, 3099, 112_075, 1951, 63_221),
    (98.1, 346_999, 1932, 3594, 113_270, 1952, 63_639),
    (99.0, 365_385, 1870, 3547, 115_094, 1953, 64_989),
    (100.0, 363_112, 3578, 3350, 116_219, 1954, 63_761),
    (101.2, 397_469, 2904, 3048, 117_388, 1955, 66_019),
    (104.6, 419_180, 2822, 2857, 118_734, 1956, 67_857),
    (108.4, 442_769, 2936, 2798, 120_445, 1957, 68_169),
    (110.8, 444_546, 4681, 2637, 121_950, 1958, 66_513),
    (112.6, 482_704, 3813, 2552, 123_366, 1959, 68_655),
    (114.2, 502_601, 3931, 2514, 125_368, 1960, 69_564),
    (115.7, 518_173, 4806, 2572, 127_852, 1961, 69_331),
    (116.9, 554_894, 4007, 2827, 130_081, 1962, 70_551),
)
"""The data of J. W. Longley, "An Appraisal of Least Squares Programs for the Electronic Computer
from the Point of View of the User", Journal of the American Statistical Association 62 (1967),
pages 819 to 841: the United States from 1947 to 1962.

Published with certified coefficients in the Statistical Reference Datasets of the National
Institute of Standards and Technology (https://www.itl.nist.gov/div898/strd/lls/data/Longley.shtml,
in the public domain). The columns rise together so closely that programs lost up to all digits.
"""

_ROMAN = ("I", "II", "III", "IV")

DEFAULT_EXAMPLE = "hours-and-money"
"""The key of the example a new window shows."""


class Example(NamedTuple):
    """A dataset to learn something from.

    Attributes
    ----------
    key : str
        Its name on the command line.
    title : str
    description : str
        One or two sentences: what to look out for.
    dataset : callable
        Returns the dataset; always the same.
    learning_rate : float
        A rate that suits the data.
    max_epochs : int
    """

    key: str
    title: str
    description: str
    dataset: Callable[[], Dataset]
    learning_rate: float
    max_epochs: int
    scaling: Scaling = Scaling.NONE
    """What the rate is meant for."""
    kept_rates: tuple[float, ...] = ()
    """Rates of runs that are kept beside its own, all ready to race."""

    @property
    def settings(self) -> DescentConfig:
        """The settings that suit the data."""
        return DescentConfig(self.learning_rate, self.max_epochs, scaling=self.scaling)


def _hours_and_money() -> Dataset:
    return Dataset.from_xy(
        [2, 3, 5, 6, 8],
        [65, 70, 75, 85, 90],
        feature_names=("hours worked",),
        target_name="money earned",
        name="Hours and money",
    )


def _house_prices() -> Dataset:
    return Dataset.from_xy(
        [1000, 1500, 2000],
        [250_000, 375_000, 500_000],
        feature_names=("area (square feet)",),
        target_name="price (dollars)",
        name="House prices",
    )


def _noisy_line() -> Dataset:
    return noisy_line(50, 250.0, 50_000.0, 30_000.0, np.random.default_rng(42))


def _three_rates() -> Dataset:
    rng = np.random.default_rng(3)
    x = rng.uniform(0.0, 10.0, 100)
    y = 3.0 * x + 2.0 + rng.standard_normal(100)
    return Dataset.from_xy(x, y, name="Three rates", true_parameters=(3.0, 2.0))


def _all_x_equal() -> Dataset:
    return Dataset.from_xy([3, 3, 3, 3], [1, 2, 4, 5], name="All x equal")


def _thrown_ball() -> Dataset:
    rng = np.random.default_rng(13)
    x = np.sort(rng.uniform(0.0, 10.0, 16)).round(1)
    y = (2.0 + 2.0 * x - 0.2 * x**2 + 0.5 * rng.standard_normal(16)).round(1)
    return Dataset.from_xy(
        x, y, feature_names=("distance (m)",), target_name="height (m)", name="Thrown ball"
    )


def _longley() -> Dataset:
    table = np.array(_LONGLEY)
    return Dataset(
        table[:, :-1],
        table[:, -1],
        feature_names=(
            "price index",
            "GNP",
            "unemployed",
            "armed forces",
            "population",
            "year",
        ),
        target_name="employed (thousands)",
        name="Longley",
    )


def _anscombe(number: int) -> Dataset:
    x, y = ANSCOMBE_QUARTET[number - 1]
    return Dataset.from_xy(x, y, name=f"Anscombe {_ROMAN[number - 1]}")


_ANSCOMBE_LESSONS = (
    "Points that scatter around a line: what one expects.",
    "A curve: the best line has the same loss, and is wrong.",
    "A line with one outlier that tilts the fit.",
    "One far point alone decides the slope.",
)

_ALL = (
    Example(
        "hours-and-money",
        "Hours and money",
        "Five points. The slope zig-zags and settles, the intercept takes its time.",
        _hours_and_money,
        learning_rate=0.03,
        max_epochs=300,
    ),
    Example(
        "house-prices",
        "House prices",
        "Unscaled areas make a valley so narrow that the intercept never gets anywhere.",
        _house_prices,
        learning_rate=2e-7,
        max_epochs=300,
    ),
    Example(
        "noisy-line",
        "Noisy line",
        "Fifty points around y = 250·x + 50,000: the noise hides the slope, not the intercept.",
        _noisy_line,
        learning_rate=0.001,
        max_epochs=2_000,
    ),
    Example(
        "three-rates",
        "Three rates",
        "Race 0.001, 0.005 and 0.1: one is too slow, one converges, one diverges.",
        _three_rates,
        learning_rate=0.005,
        max_epochs=300,
        kept_rates=(0.001, 0.1),
    ),
    Example(
        "all-x-equal",
        "All x equal",
        "No slope is better than another: the bowl becomes a trough.",
        _all_x_equal,
        learning_rate=0.02,
        max_epochs=300,
    ),
    *(
        Example(
            f"anscombe-{number}",
            f"Anscombe {_ROMAN[number - 1]}",
            lesson,
            partial(_anscombe, number),
            learning_rate=0.005,
            max_epochs=2_000,
        )
        for number, lesson in enumerate(_ANSCOMBE_LESSONS, start=1)
    ),
    Example(
        "thrown-ball",
        "Thrown ball",
        "No line follows the throw: degree 2 in Training ▸ More does. Degree 6 comes nearer to "
        "these points; points that are held out tell whether it is better.",
        _thrown_ball,
        learning_rate=0.01,
        max_epochs=400,
    ),
    Example(
        "longley",
        "Longley",
        "Employment from six columns that rise together: the loss is soon small, and the weights "
        "go on moving for tens of thousands of epochs.",
        _longley,
        learning_rate=RATE_OF_CURVES,
        max_epochs=1_000,
        scaling=Scaling.STANDARDISE,
    ),
)

EXAMPLES: Mapping[str, Example] = MappingProxyType({example.key: example for example in _ALL})
"""The examples by key, in the order menus show them; the first is the default."""
