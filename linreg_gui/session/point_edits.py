"""Edits of single points: small enough to be kept in great number, however large the data are."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from linreg_gui.core.dataset import Dataset


class PointEdit(Protocol):
    """An edit of one point."""

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the data with the edit done.

        Raises
        ------
        DatasetError
            If the point is not a legal one.
        """


@dataclass(frozen=True)
class PutPoint:
    """Put a point in before the one at ``index``; x is a value for each of several features."""

    index: int
    x: float | tuple[float, ...]
    y: float
    is_held_out: bool = False

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the data with the point."""
        held_out = self.is_held_out
        return dataset.with_point_at(self.index, self.x, self.y, is_held_out=held_out)


@dataclass(frozen=True)
class TakePoint:
    """Remove the point at ``index``."""

    index: int

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the data without the point."""
        return dataset.without_point(self.index)


@dataclass(frozen=True)
class MovePoint:
    """Move the point at ``index``; x is of one of the features."""

    index: int
    x: float
    y: float
    column: int = 0

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the data with the point moved."""
        return dataset.moved_point(self.index, self.x, self.y, self.column)


@dataclass(frozen=True)
class TurnPoint:
    """Hold the point at ``index`` out, or train on it again."""

    index: int

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the data with the point on the other side."""
        mask = np.zeros(dataset.n_samples, dtype=bool)
        if dataset.is_held_out is not None:
            mask |= dataset.is_held_out
        mask[self.index] ^= True
        return dataset.with_held_out(mask)
