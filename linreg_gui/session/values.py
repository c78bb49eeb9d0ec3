"""The frozen values a session owns and its signals carry."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.history import History
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import LEARNING_RATE, StopReason
from linreg_gui.core.surface_cut import Others, Pair, SurfaceCut
from linreg_gui.session.segments import Segment

SMALLEST_RATE, LARGEST_RATE = LEARNING_RATE.window_limits
"""The learning rates that the window's controls set."""


class RunStatus(Enum):
    """The status of the run shown."""

    READY = "ready"
    RUNNING = "running"
    REPLAYING = "replaying"
    """The records of the run shown are computed again."""
    PAUSED = "paused"
    FINISHED = "finished"


class RunState(NamedTuple):
    """The run status, and how the run ended if it did.

    Attributes
    ----------
    status : RunStatus
    stop_reason : StopReason or None
        Set when finished.
    epoch : int
        The epoch at which the run ended; of a divergence the first epoch that could not be kept.
        Of a replay the last epoch to compute.
    """

    status: RunStatus
    stop_reason: StopReason | None = None
    epoch: int = 0

    @property
    def is_running(self) -> bool:
        """Whether epochs are being computed or played."""
        return self.status in {RunStatus.RUNNING, RunStatus.REPLAYING}


class ThemeChoice(Enum):
    """Which colours to use."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class ViewOptions:
    """The layers and panels that are shown, and the pace of a run; they never affect a number.

    Attributes
    ----------
    show_best_fit, show_best_place, show_best_loss : bool
        The best fit as a line, as a place on the surface, and as the lowest loss.
    is_guessing : bool
        The best fit is hidden wherever it would show: the learner guesses first.
    show_residual_strip : bool
        The residuals below the data, with their mean and their tilt.
    show_path, show_steepest : bool
        The path of the run on the surface, and the arrow along the −gradient.
    show_cuts : bool
        The loss along each parameter alone, beside the surface.
    is_tilted : bool
        The surface is tipped up: height is the loss. Never kept.
    show_pulls : bool
        Each point's share of the −gradient, on the surface.
    show_axes : bool
        The valley's principal axes, and the loss split along them.
    show_batch : bool
        The bowl of the batch that a step goes down.
    show_kept_runs : bool
        The curves of kept runs.
    show_numbers : bool
        The rows of the model card that are folded up at first.
    show_worksheet, show_code : bool
        The numbers and the program of the step shown.
    show_equations : bool
        The worksheet shows where the pulls cancel, in place of the step.
    show_points : bool
        The points as a table to type in.
    asks_first : bool
        Before a run it is asked what somebody expects of it.
    adjustment : Adjustment
        With several features: how the points are drawn over a single one.
    pair : tuple of int or None
        The two parameters that the surface draws of a curve or of several features; None for a
        line.
    others : Others
        Where the other parameters are in that picture.
    epochs_per_second : float or None
        Pace of a run; None is as fast as possible.
    """

    show_residuals: bool = True
    show_squares: bool = False
    show_earlier_lines: bool = True
    show_best_fit: bool = False
    show_true_line: bool = False
    show_residual_strip: bool = False
    is_guessing: bool = False
    show_path: bool = True
    show_steepest: bool = True
    show_best_place: bool = True
    show_cuts: bool = False
    is_tilted: bool = False
    show_pulls: bool = False
    show_axes: bool = False
    show_batch: bool = True
    show_best_loss: bool = True
    show_kept_runs: bool = True
    show_numbers: bool = False
    show_worksheet: bool = False
    show_equations: bool = False
    show_code: bool = False
    show_points: bool = False
    asks_first: bool = False
    has_log_loss_axis: bool = True
    adjustment: Adjustment = Adjustment.LESS_THE_OTHERS
    pair: Pair | None = None
    others: Others = Others.AS_THEY_ARE
    epochs_per_second: float | None = 30.0
    theme: ThemeChoice = ThemeChoice.SYSTEM
    is_presenting: bool = False

    def with_usual_layers(self) -> Self:
        """Return options that show what a new window shows, at the same pace and in its theme."""
        return type(self)(
            epochs_per_second=self.epochs_per_second,
            theme=self.theme,
            asks_first=self.asks_first,
            is_presenting=self.is_presenting,
        )


class Severity(Enum):
    """The kinds of message: how a notice looks, and when it goes.

    A guide is what a window says while there is no notice.
    """

    GUIDE = "guide"
    INFO = "info"
    SUCCESS = "success"
    BET = "bet"
    """A bet, and what came of it: lasts as a warning does."""
    WARNING = "warning"
    """Also for a refusal or a failure: lasts until its cause is gone."""


class Choice(NamedTuple):
    """One answer to a question, or one thing to do about a notice.

    Attributes
    ----------
    text : str
        Of its button; what follows a colon may be left out where there is no room.
    act : callable
        What it does.
    """

    text: str
    act: Callable[[], object]


@dataclass(frozen=True)
class Notice:
    """One sentence for the user, with at most two buttons.

    Attributes
    ----------
    text : str
    severity : Severity
    choices : tuple of Choice
        At most two, the better one first.
    ends_with_edit : bool
        Whether a warning is outdated by the next edit or run: it says why the last one was refused.
        Information and success always are.
    is_still_true : callable or None
        When set, it lasts as long as this says so, and comes back after other notices.
    """

    text: str
    severity: Severity = Severity.INFO
    choices: tuple[Choice, ...] = ()
    ends_with_edit: bool = False
    is_still_true: Callable[[], bool] | None = None

    @classmethod
    def refusal(cls, text: str) -> Self:
        """Return the warning that an act was refused; the next edit or run ends it."""
        return cls(text, Severity.WARNING, ends_with_edit=True)


class Question(NamedTuple):
    """One sentence and its answers; never in the way of anything else.

    Attributes
    ----------
    text : str
    choices : tuple of Choice
        The harmless one first.
    """

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, eq=False)
class Records:
    """The records of a run at one moment, from epoch 0 on; the run may go on meanwhile.

    Attributes
    ----------
    revision : Hashable
        Differs wherever an epoch may stand for another record than before; records that are only
        added leave it as it is.
    parameters : ndarray, shape (n_records, degree + 1)
        What the descent moves, the weights and then the intercept: read-only, and not copied.
    losses : ndarray, shape (n_records,)
        The same.
    """

    revision: Hashable
    parameters: NDArray[np.float64]
    losses: NDArray[np.float64]

    @classmethod
    def of(cls, history: History, revision: int) -> Self:
        """Return the records that a history holds now."""
        return cls(revision, history.parameters, history.losses)

    def drawn(self, cut: SurfaceCut) -> Self:
        """Return the same with the places of a cut for parameters; nothing is copied."""
        # Places of other pairs are other records.
        return type(self)((self.revision, cut.pair), cut.places(self.parameters), self.losses)

    @property
    def n_records(self) -> int:
        """How many records there are, at least 1."""
        return len(self.losses)

    @property
    def last_epoch(self) -> int:
        """The epoch of the newest record."""
        return len(self.losses) - 1

    def record(self, epoch: int) -> tuple[NDArray[np.float64], float]:
        """Return the parameters at an epoch, shape (degree + 1,), and the loss.

        Raises
        ------
        IndexError
            If the epoch is not recorded.
        """
        if not 0 <= epoch < len(self.losses):
            raise IndexError(f"Epoch {epoch} is not among 0 to {self.last_epoch}.")
        return self.parameters[epoch], float(self.losses[epoch])


def letter(number: int) -> str:
    """Return the name of a run by its number, from A on."""
    return chr(ord("A") + number)


@dataclass(frozen=True, eq=False)
class Branch:
    """One of the futures of a run.

    Attributes
    ----------
    number : int
        That of its letter and its colour; 0 is the first branch.
    fork_epoch : int
        The last epoch it shares with the branch it grew from; 0 where they share none any more.
    segments : tuple of Segment
    history : Records
    is_shown : bool
        Whether it is the one that the window shows and runs.
    name : str
        Of a kept run; else empty.
    is_kept : bool
        Whether it is a run kept to compare with: it cannot be run on, only loaded.
    is_hidden : bool
        Whether the pictures leave it out; kept runs only.
    """

    number: int
    fork_epoch: int
    segments: tuple[Segment, ...]
    history: Records
    is_shown: bool
    name: str = ""
    is_kept: bool = False
    is_hidden: bool = False

    @property
    def letter(self) -> str:
        """Its name, from A on."""
        return letter(self.number)


@dataclass(frozen=True, eq=False)
class HandTries:
    """The lines tried by hand, in order.

    Attributes
    ----------
    lines : ndarray, shape (n, 2)
        Slope and intercept of each, in the data's units.
    strokes : ndarray of int, shape (n,)
        The number of the drag each belongs to.
    """

    lines: NDArray[np.float64]
    strokes: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, eq=False)
class InnerStep:
    """One step within an epoch of several batches.

    Attributes
    ----------
    index : int
        Which step, from 0.
    n_steps : int
        How many the epoch has.
    points : ndarray of int
        Indices of the points of its batch.
    loss : QuadraticLoss
        Over the batch only: what this step goes down.
    way : ndarray, shape (n_steps + 1, degree + 1)
        Parameters before the first step and after each one.
    """

    index: int
    n_steps: int
    points: NDArray[np.intp]
    loss: QuadraticLoss
    way: NDArray[np.float64]
