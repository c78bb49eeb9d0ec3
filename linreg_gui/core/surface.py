"""The settings that make the loss surface: a picture has one, so all its runs share them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from linreg_gui.core.settings import DescentConfig, Held, Scaling

if TYPE_CHECKING:
    from linreg_gui.core.dataset import Dataset


@dataclass(frozen=True)
class Surface:
    """The settings that the loss depends on.

    Attributes
    ----------
    l2 : float
        λ of the penalty.
    scaling : Scaling
    held : Held
        What stays as it is at the start of each run.
    degree : int
        Of the polynomial; 1 is a line, or a plane over several features.
    columns : tuple of int or None
        Which features of the data are used, ascending; None for all of them.
    """

    l2: float = 0.0
    scaling: Scaling = Scaling.NONE
    held: Held = Held.NOTHING
    degree: int = 1
    columns: tuple[int, ...] | None = None

    @classmethod
    def of(cls, settings: DescentConfig) -> Surface:
        """Return the surface that training settings ask for."""
        return cls(settings.l2, settings.scaling, settings.held, settings.degree, settings.columns)

    def put_into(self, settings: DescentConfig) -> DescentConfig:
        """Return training settings with this surface in place of their own."""
        return replace(settings, **vars(self))

    @property
    def shape(self) -> tuple[int, tuple[int, ...] | None]:
        """Degree and features, which say what weights a model has."""
        return self.degree, self.columns

    def columns_of(self, dataset: Dataset) -> tuple[int, ...]:
        """Return which features of a dataset are used."""
        return tuple(range(dataset.n_features)) if self.columns is None else self.columns
