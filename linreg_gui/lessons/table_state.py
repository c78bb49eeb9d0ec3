"""The table as a lesson's file describes it: data, settings, a start, and how much is run."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linreg_gui.core.hold_out import HoldOut


class Move(NamedTuple):
    """A point that a solution moves; points are numbered from 1, as in the worksheet."""

    point: int
    x: float
    y: float


@dataclass(frozen=True)
class TableState:
    """The changes of the table by a setup, a step's ``set`` or a solution; None is not given.

    Attributes
    ----------
    example : str or None
        The key of an example.
    x, y : tuple of float or None
        Points of the lesson's own; both or none, and not beside an example.
    name, x_name, y_name : str or None
        Of the points of the lesson's own.
    held_out : HoldOut, tuple of int or None
        A share of the points, or their numbers from 1; () trains on all.
    start : (slope, intercept) or None
        In the data's units; of a curve, too, a straight line.
    settings : mapping
        Fields of `DescentConfig` with their values, only those given.
    speed : float or None
        Epochs per second; infinite for full speed.
    frame : (left, right, bottom, top) or None
        Of the data pane.
    run : int or None
        Epochs that are computed when the step opens.
    epoch : int or None
        The record shown then; by default the last.
    keep : bool
        Of a solution: whether the run is kept first.
    hand : (slope, intercept) or None
        Of a solution: a line tried by hand.
    move : tuple of Move
        Of a solution: points that are moved.
    """

    example: str | None = None
    x: tuple[float, ...] | None = None
    y: tuple[float, ...] | None = None
    name: str | None = None
    x_name: str | None = None
    y_name: str | None = None
    held_out: HoldOut | tuple[int, ...] | None = None
    start: tuple[float, float] | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    speed: float | None = None
    frame: tuple[float, float, float, float] | None = None
    run: int | None = None
    epoch: int | None = None
    keep: bool = False
    hand: tuple[float, float] | None = None
    move: tuple[Move, ...] = ()
