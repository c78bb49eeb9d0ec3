"""Why many curves, or planes, fit a dataset equally well.

A descent then ends at the one nearest to its start; from zero over scaled columns that is the one
with the shortest weights.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from linreg_gui.core.dataset import Dataset

SHARE = 1e-6
"""Of the largest part of a direction: a smaller one is none."""
SO_MANY_FIT = "many {models} fit equally well, and where the descent ends depends on its start."


class Cause(Enum):
    """What the points lack."""

    FEW_VALUES = "fewer different x, or points, than coefficients"
    EQUAL_VALUES = "features without a spread"
    DEPENDENT = "columns that follow from others"


class ManyFits(NamedTuple):
    """Why many models fit best; made by `many_fits`.

    Attributes
    ----------
    cause : Cause
    n_values : int
        How many different x, or points over several features, there are.
    names : tuple of str
        The features without a spread, or those of which each follows from the others; empty for
        powers of x.
    """

    cause: Cause
    n_values: int
    names: tuple[str, ...] = ()


def many_fits(dataset: Dataset, degree: int = 1) -> ManyFits:
    """Return why many models fit a dataset best.

    Parameters
    ----------
    dataset : Dataset
        In the data's units, of points that are trained on, without a single best fit.
    degree : int
        Of a curve; 1 for several features.
    """
    n_values = len(np.unique(dataset.features, axis=0))
    varies = dataset.centred.is_informative
    most = degree if dataset.n_features == 1 else max(1, int(varies.sum()))
    if n_values <= most:
        return ManyFits(Cause.FEW_VALUES, n_values)
    if dataset.n_features == 1:
        return ManyFits(Cause.DEPENDENT, n_values)
    if not varies.all():
        is_named, cause = ~varies, Cause.EQUAL_VALUES
    else:
        flat = dataset.loss.solution.flat_weights * dataset.centred.deviations[:, np.newaxis]
        sizes = np.linalg.norm(flat / np.linalg.norm(flat, axis=0), axis=1)
        is_named, cause = sizes > SHARE * sizes.max(initial=0.0), Cause.DEPENDENT
    names = zip(dataset.feature_names, is_named, strict=True)
    return ManyFits(cause, n_values, tuple(name for name, counts in names if counts))


def why_many_fit(dataset: Dataset, degree: int = 1) -> str:
    """Say why many models fit a dataset best; the parameters are those of `many_fits`."""
    found = many_fits(dataset, degree)
    if dataset.n_features == 1:
        return f"{_of_powers(found, degree)}: {SO_MANY_FIT.format(models='curves')}"
    return f"{_of_features(found, dataset.n_features)}: {SO_MANY_FIT.format(models='planes')}"


def _of_powers(found: ManyFits, degree: int) -> str:
    if found.cause is Cause.DEPENDENT:
        return f"Up to rounding, the powers of x up to {degree} say the same"
    values = "1 value" if found.n_values == 1 else f"{found.n_values} different values"
    return f"A curve of degree {degree} has {degree + 1} coefficients, and x has only {values}"


def _of_features(found: ManyFits, n_features: int) -> str:
    if found.cause is Cause.FEW_VALUES:
        few = f"there are only {found.n_values} different points"
        points = "all points are at one place" if found.n_values == 1 else few
        n_coefficients = n_features + 1
        return f"A plane over {n_features} features has {n_coefficients} coefficients, and {points}"
    names = " and ".join(filter(None, (", ".join(found.names[:-1]), found.names[-1])))
    if found.cause is Cause.EQUAL_VALUES:
        return f"All values of {names} are equal"
    others = "the other" if len(found.names) == 2 else "the others"
    return f"Up to rounding, each of {names} follows from {others}"
