"""Why many curves, or planes, fit a dataset equally well.

A descent then ends at the one nearest to its start; from zero over scaled columns that is the one
with the shortest weights.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset

FIRST_ROWS = 100
"""Among so many there are enough different ones, as a rule."""
SHARE = 1e-6
"""Parts of a direction below this share of the largest part count as 0."""
SO_MANY_FIT = "many {models} fit equally well"
START_DECIDES = ", and where the descent ends depends on its start."


class Cause(Enum):
    """The reasons why many models fit equally well."""

    FEW_VALUES = "fewer different x, or points, than coefficients"
    EQUAL_VALUES = "features without a spread"
    DEPENDENT = "columns that follow from others"


class ManyFits(NamedTuple):
    """Why many models fit best; made by `many_fits`.

    Attributes
    ----------
    cause : Cause
    n_values : int
        How many different x, or points over several features, there are; where there are enough,
        they are not counted to the end.
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
    varies = dataset.centred.is_informative
    most = degree if dataset.n_features == 1 else max(1, int(varies.sum()))
    n_values = _different_rows(dataset.features, most)
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


def _different_rows(rows: NDArray[np.float64], most: int) -> int:
    """Count different rows, up to one more than ``most``; a million of them are not sorted."""
    n_rows = 0
    if len(np.unique(rows[:FIRST_ROWS], axis=0)) > most:
        return most + 1
    while len(rows) and n_rows <= most:
        rows, n_rows = rows[(rows != rows[0]).any(axis=1)], n_rows + 1
    return n_rows


def why_many_fit(dataset: Dataset, degree: int = 1) -> str:
    """Say why many models fit a dataset best; the parameters are those of `many_fits`."""
    found = many_fits(dataset, degree)
    return f"{_in_full(found, dataset, degree)}{START_DECIDES}"


def shortage(found: ManyFits, dataset: Dataset, degree: int) -> str:
    """Say that points or powers do not tell so many coefficients apart, without a full stop.

    Parameters
    ----------
    found : ManyFits
        Of a curve, or of too few points.
    dataset, degree
        Those of `many_fits`.
    """
    if dataset.n_features > 1:
        points = f"{found.n_values} different points"
        points = "points at one place" if found.n_values == 1 else points
        end = SO_MANY_FIT.format(models="planes")
        return f"{dataset.n_features + 1} coefficients for {points}: {end}"
    end = SO_MANY_FIT.format(models="curves")
    if found.cause is Cause.DEPENDENT:
        return f"Up to rounding, the powers of x say the same: {end}"
    values = "one x" if found.n_values == 1 else f"{found.n_values} different x"
    return f"{degree + 1} coefficients for {values}: {end}"


def _in_full(found: ManyFits, dataset: Dataset, degree: int) -> str:
    """Return `shortage`, or which features are to blame, by their names."""
    if dataset.n_features == 1 or found.cause is Cause.FEW_VALUES:
        return shortage(found, dataset, degree)
    names = " and ".join(filter(None, (", ".join(found.names[:-1]), found.names[-1])))
    others = "the other" if len(found.names) == 2 else "the others"
    reason = f"Up to rounding, each of {names} follows from {others}"
    if found.cause is Cause.EQUAL_VALUES:
        reason = f"All values of {names} are equal"
    return f"{reason}: {SO_MANY_FIT.format(models='planes')}"
