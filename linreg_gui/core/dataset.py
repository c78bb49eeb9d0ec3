"""The data of a regression as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import CentredRows
from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.core.line_digits import LineDigits
from linreg_gui.core.numbers import counted
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.validation import (
    DatasetError,
    checked_features,
    checked_names,
    checked_parameters,
    checked_target,
    checked_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Dataset", "DatasetError"]

NEEDS_ALL_FEATURES = "A point needs a value of each of the {} features. Nothing was added."
ALL_HELD_OUT = "Not all points can be held out: at least one must be left to train on."


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points to fit a line to; editing one returns a new dataset.

    Attributes
    ----------
    features : ndarray, shape (n_samples, n_features)
        Read-only float64 in C order; whatever is given is copied, unless it is that already
        and no view of another array.
    target : ndarray, shape (n_samples,)
        Read-only float64.
    feature_names : tuple of str, length n_features
    target_name : str
    name : str
    true_parameters : tuple of float, length n_features + 1, or None
        The weights and the intercept the data was made with, where that is known.
    is_held_out : ndarray of bool, shape (n_samples,), or None
        Read-only: the points that nothing is learnt from. None where all are trained on.

    Raises
    ------
    DatasetError
        If shapes do not match, there are more than ``MAX_SAMPLES`` points, or a value is not
        finite or exceeds ``MAX_ABSOLUTE_VALUE``. The message is one sentence for the user.
    """

    features: NDArray[np.float64]
    target: NDArray[np.float64]
    feature_names: tuple[str, ...] = ("x",)
    target_name: str = "y"
    name: str = ""
    true_parameters: tuple[float, ...] | None = None
    is_held_out: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        feature_names = tuple(self.feature_names)
        features = checked_features(self.features, feature_names)
        checked_names(feature_names, features.shape[1])
        target = checked_target(self.target, len(features), self.target_name)
        object.__setattr__(self, "feature_names", feature_names)
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "target", target)
        true_parameters = checked_parameters(self.true_parameters, features.shape[1])
        object.__setattr__(self, "true_parameters", true_parameters)
        object.__setattr__(self, "is_held_out", _checked_mask(self.is_held_out, len(target)))

    @classmethod
    def from_xy(cls, x: ArrayLike, y: ArrayLike, **names: Any) -> Dataset:
        """Make a dataset of one feature.

        Parameters
        ----------
        x, y : array_like, shape (n_samples,)
        **names
            Any of the other attributes, by name.

        Raises
        ------
        DatasetError
            As for the class.
        """
        return cls(np.reshape(np.asarray(x), (-1, 1)), np.asarray(y), **names)

    @property
    def x(self) -> NDArray[np.float64]:
        """The first feature, shape (n_samples,)."""
        column: NDArray[np.float64] = self.features[:, 0]
        return column

    @property
    def y(self) -> NDArray[np.float64]:
        """The target, shape (n_samples,)."""
        return self.target

    @property
    def n_samples(self) -> int:
        """How many points there are."""
        return len(self.target)

    @property
    def n_features(self) -> int:
        """How many features each point has."""
        return len(self.feature_names)

    @property
    def training(self) -> Dataset:
        """The points that are trained on; itself where none is held out.

        Raises
        ------
        DatasetError
            If all of them are held out.
        """
        return self if self.is_held_out is None else self._not_held_out

    @cached_property
    def _not_held_out(self) -> Dataset:
        """Kept apart: a dataset that kept itself would not be freed when it is let go of."""
        assert self.is_held_out is not None
        return self._rows(~self.is_held_out)

    @cached_property
    def held_out(self) -> Dataset | None:
        """The points that are held out; None where there are none."""
        return None if self.is_held_out is None else self._rows(self.is_held_out)

    @cached_property
    def n_held_out(self) -> int:
        """How many points are held out."""
        return 0 if self.is_held_out is None else int(np.count_nonzero(self.is_held_out))

    @property
    def n_training(self) -> int:
        """How many points are trained on."""
        return self.n_samples - self.n_held_out

    @property
    def training_rows(self) -> NDArray[np.intp]:
        """The rows of the points that are trained on, ascending."""
        if self.is_held_out is None:
            return np.arange(self.n_samples)
        return np.flatnonzero(~self.is_held_out)

    def of_columns(self, columns: tuple[int, ...] | None) -> Dataset:
        """Return the data over some of the features; itself for all of them.

        The same points are held out. The dataset of the same columns is the same object: what was
        measured of it is not measured again.

        Parameters
        ----------
        columns : tuple of int or None
            Places among the features, ascending; None for all of them.

        Raises
        ------
        DatasetError
            If there is no such feature.
        """
        if columns is None or columns == tuple(range(self.n_features)):
            return self
        known = self._of_columns.get(columns)
        if known is None:
            known = self._of_columns[columns] = self._chosen(columns)
        return known

    @cached_property
    def _of_columns(self) -> dict[tuple[int, ...], Dataset]:
        return {}

    def _chosen(self, columns: tuple[int, ...]) -> Dataset:
        if not columns or max(columns) >= self.n_features:
            known = counted(self.n_features, "feature")
            numbers = ", ".join(str(column + 1) for column in columns) or "none"
            raise DatasetError(f"The data have {known}; number {numbers} was to be used.")
        features = np.ascontiguousarray(self.features[:, columns])
        chosen = self._with_arrays(features, self.target, self.is_held_out)
        names = tuple(self.feature_names[column] for column in columns)
        # The weights that made the data are those of all its features.
        chosen.__dict__.update(feature_names=names, true_parameters=None)
        return chosen

    def redrawn(
        self, x: NDArray[np.float64], y: NDArray[np.float64], names: tuple[str, str]
    ) -> Dataset:
        """Return the same points at other places, over one feature; no value is checked.

        Parameters
        ----------
        x, y : ndarray, shape (n_samples,)
            Finite, and not changed afterwards.
        names : tuple of str
            Of x and y.
        """
        drawn = self._with_arrays(np.ascontiguousarray(x)[:, np.newaxis], y, self.is_held_out)
        feature_name, target_name = names
        drawn.__dict__.update(
            feature_names=(feature_name,), target_name=target_name, true_parameters=None
        )
        return drawn

    def with_held_out(self, is_held_out: ArrayLike | None) -> Dataset:
        """Return a copy in which other points are held out.

        Parameters
        ----------
        is_held_out : array_like of bool, shape (n_samples,), or None

        Raises
        ------
        DatasetError
            If no point would be left to train on.
        """
        mask = _checked_mask(is_held_out, self.n_samples)
        if mask is not None and mask.all():
            raise DatasetError(ALL_HELD_OUT)
        return self._with_arrays(self.features, self.target, mask)

    @cached_property
    def centred(self) -> CentredRows:
        """The points that are trained on, less their means, measured once.

        Raises
        ------
        DatasetError
            If there is no such point.
        """
        if self.n_samples == 0:
            raise DatasetError("There are no points: add at least one.")
        if self.is_held_out is not None:
            return self.training.centred
        return CentredRows(self.features, self.target)

    @cached_property
    def loss(self) -> QuadraticLoss:
        """The mean squared error over the points that are trained on, computed once.

        Raises
        ------
        DatasetError
            If there is no such point.
        """
        if self.is_held_out is not None:
            return self.training.loss
        return QuadraticLoss.of(self.centred)

    @cached_property
    def digits(self) -> LineDigits:
        """How the coefficients of lines over this data are written, measured once."""
        return LineDigits.of(self.features, self.target)

    def with_point_at(
        self, index: int, x: float | Sequence[float], y: float, *, is_held_out: bool = False
    ) -> Dataset:
        """Return a copy with a point put in before the one at ``index`` (0 to n_samples).

        Parameters
        ----------
        index : int
        x : float, or float for each feature
        y : float
        is_held_out : bool

        Raises
        ------
        IndexError
            If there is no such place.
        DatasetError
            If a coordinate is unacceptable, the dataset is full or it has another number of
            features.
        """
        if not 0 <= index <= self.n_samples:
            raise IndexError(f"There is no place {index} among {self.n_samples} points.")
        if self.n_samples >= MAX_SAMPLES:
            raise DatasetError(f"At most {MAX_SAMPLES:,} points. Nothing was added.")
        row = np.atleast_1d(np.asarray(x, dtype=object)).tolist()
        if len(row) != self.n_features:
            raise DatasetError(NEEDS_ALL_FEATURES.format(self.n_features))
        for value, name in zip(row, self.feature_names, strict=True):
            checked_value(value, index, name)
        target = checked_value(y, index, self.target_name)
        features = np.insert(self.features, index, row, axis=0)
        mask = self.is_held_out
        if mask is not None or is_held_out:
            mask = np.zeros(self.n_samples, dtype=bool) if mask is None else mask
            mask = np.insert(mask, index, is_held_out)
        return self._with_arrays(features, np.insert(self.target, index, target), mask)

    def without_point(self, index: int) -> Dataset:
        """Return a copy without the point at ``index`` (0 to n_samples − 1).

        Raises
        ------
        IndexError
            If there is no such point.
        """
        self._check_index(index)
        features = np.delete(self.features, index, axis=0)
        mask = None if self.is_held_out is None else np.delete(self.is_held_out, index)
        return self._with_arrays(features, np.delete(self.target, index), mask)

    def moved_point(self, index: int, x: float, y: float, column: int = 0) -> Dataset:
        """Return a copy with the point at ``index`` (0 to n_samples − 1) moved to (x, y).

        Parameters
        ----------
        index : int
        x, y : float
        column : int
            The feature that x is of; the others stay.

        Raises
        ------
        IndexError
            If there is no such point.
        DatasetError
            If a coordinate is unacceptable.
        """
        self._check_index(index)
        features, target = self.features.copy(), self.target.copy()
        features[index, column] = checked_value(x, index, self.feature_names[column])
        target[index] = checked_value(y, index, self.target_name)
        return self._with_arrays(features, target, self.is_held_out)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Dataset):
            return NotImplemented
        return (
            self._labels() == other._labels()
            and _same(self.features, other.features)
            and _same(self.target, other.target)
            and _same_mask(self.is_held_out, other.is_held_out)
        )

    def __hash__(self) -> int:
        return hash((self._labels(), self.n_samples))

    def _labels(self) -> tuple[object, ...]:
        return self.feature_names, self.target_name, self.name, self.true_parameters

    def _check_index(self, index: int) -> None:
        if not 0 <= index < self.n_samples:
            raise IndexError(f"There is no point {index} among {self.n_samples}.")

    def _rows(self, which: NDArray[np.bool_]) -> Dataset:
        """Return some of the points, not marked as held out."""
        if not which.any():
            raise DatasetError(ALL_HELD_OUT)
        return self._with_arrays(self.features[which], self.target[which], None)

    def _with_arrays(
        self,
        features: NDArray[np.float64],
        target: NDArray[np.float64],
        is_held_out: NDArray[np.bool_] | None,
    ) -> Dataset:
        # Skips __post_init__: checking all rows again at every mouse move costs more than the fit.
        edited = object.__new__(Dataset)
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        if is_held_out is not None:
            is_held_out = frozen(is_held_out) if is_held_out.any() else None
        arrays = {"features": frozen(features), "target": frozen(target)}
        edited.__dict__.update(kept, **arrays, is_held_out=is_held_out)
        return edited


def _checked_mask(given: ArrayLike | None, n_samples: int) -> NDArray[np.bool_] | None:
    """Return which points are held out, read-only; None for none."""
    if given is None:
        return None
    mask = np.array(given, dtype=bool)
    if mask.shape != (n_samples,):
        raise DatasetError(f"{mask.size:,} points are marked as held out or not, of {n_samples:,}.")
    return frozen(mask) if mask.any() else None


def _same_mask(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return one is other or np.array_equal(one, other)
