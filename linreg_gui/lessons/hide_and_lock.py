"""The things that a lesson may hide from a learner, and keep a learner from changing."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Hideable(StrEnum):
    """The things that a lesson may hide; the value is the name in the file."""

    ZONES = "zones"
    """Colours, words and marks of the rate, the forecast, the limit in every notice."""
    BEST_FIT = "best fit"
    SURFACE_PANE = "surface pane"
    LOSS_PANE = "loss pane"
    DATA_PANE = "data pane"
    MODEL_CARD = "model card"
    TRAINING_CARD = "training card"
    RUNS_CARD = "runs card"
    FAST_AND_SLOW = "fast and slow"
    PULLS = "pulls"
    RESIDUALS = "residuals"
    RESIDUAL_STRIP = "residual strip"
    SQUARES = "squares"
    EARLIER_LINES = "earlier lines"
    TRUE_LINE = "true line"
    CUTS = "cuts"
    TIPPED_UP = "3-D"
    """The surface tipped up."""
    PATH = "path"
    """The path of the run on the surface."""
    STEEPEST = "steepest way down"
    BATCH_BOWL = "bowl of the batch"
    KEPT_RUNS = "kept runs"
    """Their curves in the loss pane."""
    MORE_NUMBERS = "more numbers"
    """On the model card."""
    WORKSHEET = "worksheet"
    EQUATIONS = "equations"
    """The page of the worksheet about where the pulls cancel."""
    CODE = "code"
    POINTS_TABLE = "points table"
    SWEEP = "sweep"


PANES = frozenset({Hideable.SURFACE_PANE, Hideable.LOSS_PANE, Hideable.DATA_PANE})
"""One of them must stay."""


class Lockable(StrEnum):
    """The things that a lesson may lock; the value is the name in the file."""

    POINTS = "points"
    LINE = "line"
    """Dragging the line in the data pane."""
    START = "start"
    """The start on the surface and in its fields, and what is held there."""
    LEARNING_RATE = "learning rate"
    EPOCHS = "epochs"
    OPTIMIZER = "optimizer"
    """With its momentum."""
    BATCH = "batch"
    """With its seed."""
    SCALING = "scaling"
    PENALTY = "penalty"
    DECAY = "decay"
    STOP_RULE = "stop rule"
    RUN = "run"
    """Running, stepping, phases, scrubbing, restarting."""
    BRANCH = "branch"
    KEEP = "keep"
    """Keeping, racing and loading runs."""
    VIEW = "view"
    """Toggles of what is not hidden, and the speed."""
    DATA = "data"
    """Examples, pasting, the generator."""
    DEGREE = "degree"
    """The degree, with the sweep over degrees, and the features used."""
    HELD_OUT = "held-out points"
    """Which points are held out."""


LOCKED_AT_FIRST = frozenset({Lockable.DEGREE, Lockable.HELD_OUT})
"""Locked until a lesson unlocks them: most lessons are about a straight line, and all points."""
EVERYTHING = "everything"
"""In ``lock`` and ``unlock``: all of `Lockable`."""


LOCK_OF_SETTING: Mapping[str, Lockable] = MappingProxyType(
    {
        "learning_rate": Lockable.LEARNING_RATE,
        "max_epochs": Lockable.EPOCHS,
        "optimizer": Lockable.OPTIMIZER,
        "momentum": Lockable.OPTIMIZER,
        "batch_size": Lockable.BATCH,
        "seed": Lockable.BATCH,
        "scaling": Lockable.SCALING,
        "degree": Lockable.DEGREE,
        "columns": Lockable.DEGREE,
        "held": Lockable.START,
        "l2": Lockable.PENALTY,
        "decay": Lockable.DECAY,
        "decay_epochs": Lockable.DECAY,
        "decay_factor": Lockable.DECAY,
        "tolerance": Lockable.STOP_RULE,
        "patience": Lockable.STOP_RULE,
        "improvement": Lockable.STOP_RULE,
        "watched": Lockable.STOP_RULE,
    }
)
"""The lock of each field of the settings."""


class Permissions(NamedTuple):
    """The things hidden and locked; none outside of a lesson."""

    hidden: frozenset[Hideable] = frozenset()
    locked: frozenset[Lockable] = frozenset()
