"""The points of a project as JSON: columns of numbers, their names, and which are held out."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_FEATURES, MAX_SAMPLES
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.json_value import JsonValue, json_bytes, without_halves

Readers = Mapping[str, Callable[[JsonValue], Any]]

NUMBERS_AT_ONCE = 10_000
"""Written in one go, some five milliseconds, in which no other thread goes on."""


# ---- reading


def read_points(value: JsonValue) -> Dataset:
    """Read points.

    Raises
    ------
    StorageError
        If anything is not as it must be; the message names the place.
    """
    n_features = n_features_of(value)
    readers: Readers = {
        "name": JsonValue.text,
        **(COLUMNS_READERS if value.has("columns") else X_READERS),
        "y_name": JsonValue.text,
        "true_line": JsonValue.optional(partial(JsonValue.few, count=n_features + 1)),
        "y": _coordinates,
        "held_out": partial(JsonValue.ascending, below=MAX_SAMPLES, what="points"),
    }
    points = value.read_members(readers, optional=("held_out",))
    y, held_out = points["y"], points.get("held_out", ())
    names, features = _features(value, points)
    if len(held_out) and not held_out[-1] < len(y):
        raise value.refusal(f"has {len(y):,} points, and holds out number {held_out[-1]:,}")
    try:
        return Dataset(
            features,
            y,
            feature_names=names,
            target_name=points["y_name"],
            name=points["name"],
            true_parameters=points["true_line"],
        ).with_held_out(np.isin(np.arange(len(y)), held_out))
    except DatasetError as error:
        raise StorageError(f"{value.name}: points cannot be used: {error}") from None


def _features(
    value: JsonValue, points: Mapping[str, Any]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the names of the features and their values, shape (n_samples, n_features)."""
    n_samples = len(points["y"])
    if "columns" not in points:
        if len(points["x"]) != n_samples:
            raise value.refusal(f"has {len(points['x']):,} x but {n_samples:,} y")
        return (points["x_name"],), points["x"].reshape(-1, 1)
    for place, (_, values) in enumerate(points["columns"]):
        if len(values) != n_samples:
            raise value.refusal(
                f"has {len(values):,} values in columns[{place}] but {n_samples:,} y"
            )
    names, columns = zip(*points["columns"], strict=True)
    return names, np.column_stack(columns)


def _columns(value: JsonValue) -> list[tuple[str, NDArray[np.float64]]]:
    readers: Readers = {"name": JsonValue.text, "values": _coordinates}
    found = [item.read_members(readers) for item in value.items(MAX_FEATURES, "features")]
    if len(found) < 2:
        raise value.refusal("must be at least two: one feature is x")
    return [(column["name"], column["values"]) for column in found]


def _coordinates(value: JsonValue) -> NDArray[np.float64]:
    return value.numbers(MAX_ABSOLUTE_VALUE, MAX_SAMPLES)


X_READERS: Readers = {"x_name": JsonValue.text, "x": _coordinates}
COLUMNS_READERS: Readers = {"columns": _columns}


def n_features_of(points: JsonValue | None) -> int:
    """Return how many features points have, without their numbers; 1 where there are no points."""
    if points is None or not points.has("columns"):
        return 1
    columns = dict(points.members())["columns"]
    return sum(1 for _ in columns.items(MAX_FEATURES, "features"))


# ---- writing


def points_pieces(dataset: Dataset, *, has_points: bool) -> Iterator[bytes]:
    """Write points, or only their names, piece by piece."""
    true_line = dataset.true_parameters
    is_of_one = dataset.n_features == 1
    labels = {
        "name": without_halves(dataset.name),
        **({"x_name": without_halves(dataset.feature_names[0])} if is_of_one else {}),
        "y_name": without_halves(dataset.target_name),
        "true_line": None if true_line is None else list(map(float, true_line)),
    }
    yield json_bytes(labels)[:-1]
    some = slice(None) if has_points else slice(0)
    if is_of_one:
        yield from _list_pieces(', "x"', dataset.x[some])
    else:
        before = ', "columns": ['
        for name, values in zip(dataset.feature_names, dataset.features.T, strict=True):
            yield before.encode()
            yield b'{"name": ' + json_bytes(without_halves(name))
            yield from _list_pieces(', "values"', values[some])
            yield b"}"
            before = ", "
        yield b"]"
    yield from _list_pieces(', "y"', dataset.y[some])
    if dataset.is_held_out is not None and has_points:
        yield from _list_pieces(', "held_out"', np.flatnonzero(dataset.is_held_out))
    yield b"}"


def _list_pieces(before: str, values: NDArray[np.float64] | NDArray[np.intp]) -> Iterator[bytes]:
    """Write numbers as the shortest texts that are read as exactly them."""
    yield f"{before}: [".encode()
    for first in range(0, len(values), NUMBERS_AT_ONCE):
        some = values[first : first + NUMBERS_AT_ONCE].tolist()
        yield (", " if first else "").encode() + ", ".join(map(repr, some)).encode()
    yield b"]"
