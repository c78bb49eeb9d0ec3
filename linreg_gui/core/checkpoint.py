"""What a descent with a memory must know, besides its records, to go on exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linreg_gui.core.optimizers import Memory
    from linreg_gui.core.settings import Optimizer


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The memory of an optimizer at one record.

    Attributes
    ----------
    epoch : int
        The record whose parameters belong to it.
    optimizer : Optimizer
        Whose memory it is; another one cannot use it.
    memory : Memory
    """

    epoch: int
    optimizer: Optimizer
    memory: Memory
