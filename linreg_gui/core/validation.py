"""Checks of the values of a dataset, and the sentences that refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_SAMPLES
from linreg_gui.core.numbers import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class DatasetError(ValueError):
    """Data that cannot be a dataset; ``str()`` is one sentence for the user."""


def checked_features(values: Any, names: tuple[str, ...]) -> NDArray[np.float64]:
    """Return ``values`` as frozen features of shape (n_samples, n_features).

    Here and below what is frozen already, and has its memory to itself, is not copied.

    Raises
    ------
    DatasetError
        If the shape is wrong, there are too many rows or a value is unacceptable.
    """
    features = _as_frozen(values)
    if features.ndim != 2 or features.shape[1] == 0:
        raise DatasetError("Features must be a table with at least one column.")
    _check_values(features, names)
    return features


def checked_target(values: Any, n_samples: int, name: str) -> NDArray[np.float64]:
    """Return ``values`` as a frozen target of shape (n_samples,).

    Raises
    ------
    DatasetError
        If the length differs or a value is unacceptable.
    """
    target = _as_frozen(values)
    if target.ndim != 1:
        raise DatasetError("The target must be a single column.")
    if len(target) != n_samples:
        raise DatasetError(
            f"There are {n_samples:,} rows of features but {len(target):,} target values."
        )
    _check_values(target[:, np.newaxis], (name,))
    return target


def checked_names(names: tuple[str, ...], n_features: int) -> None:
    """Raise `DatasetError` unless there is one name for each feature."""
    if len(names) != n_features:
        raise DatasetError(f"There are {n_features} features but {len(names)} feature names.")


def checked_parameters(
    parameters: Iterable[float] | None, n_features: int
) -> tuple[float, ...] | None:
    """Return known true parameters as a tuple of n_features + 1 finite floats.

    Raises
    ------
    DatasetError
        If their number is wrong or one is not finite.
    """
    if parameters is None:
        return None
    values = tuple(float(value) for value in parameters)
    if len(values) != n_features + 1 or not np.isfinite(values).all():
        raise DatasetError(f"True parameters must be {n_features + 1} finite numbers.")
    return values


def checked_value(value: float, row: int, column: str) -> float:
    """Return a coordinate as a float.

    Parameters
    ----------
    value : float
    row : int
        Counted from 0; the message counts from 1.
    column : str

    Raises
    ------
    DatasetError
        If it is not finite or larger than ``MAX_ABSOLUTE_VALUE``.
    """
    number = float(value)
    if abs(number) <= MAX_ABSOLUTE_VALUE:
        return number
    place = f"(row {row + 1:,}, column {column})"
    if not np.isfinite(number):
        raise DatasetError(f"Value {number} is not a finite number {place}.")
    raise DatasetError(f"Value {format_value(number)} is outside ±1e150 {place}.")


def _as_frozen(values: Any) -> NDArray[np.float64]:
    # The size comes first: a copy of too much may not fit into memory.
    if hasattr(values, "__len__") and len(values) > MAX_SAMPLES:
        raise DatasetError(f"At most {MAX_SAMPLES:,} points. Nothing was added.")
    if _is_frozen(values):
        return np.asarray(values)
    try:
        return frozen(np.array(values, dtype=np.float64, order="C"))
    except (TypeError, ValueError, OverflowError):
        raise DatasetError("Every value must be a number.") from None


def _is_frozen(values: Any) -> bool:
    """Return whether an array will not change any more: a copy would take its memory twice."""
    return (
        isinstance(values, np.ndarray)
        and values.dtype == np.float64
        and values.base is None
        and values.flags.c_contiguous
        and not values.flags.writeable
    )


def _check_values(table: NDArray[np.float64], names: tuple[str, ...]) -> None:
    # Of NaN both comparisons are false. Nothing as large as the table is made on the way.
    if not table.size or (table.min() >= -MAX_ABSOLUTE_VALUE and table.max() <= MAX_ABSOLUTE_VALUE):
        return
    acceptable = np.abs(table) <= MAX_ABSOLUTE_VALUE
    row, column = np.unravel_index(np.argmin(acceptable), table.shape)
    name = names[column] if column < len(names) else str(column + 1)
    checked_value(table[row, column], int(row), name)
