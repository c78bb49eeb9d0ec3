"""Bets: what somebody expects of a run before it runs, and how far apart that and the run are."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.arrays import frozen
from linreg_gui.core.course import Course, arrival_of_records, course_of
from linreg_gui.core.settings import StopReason
from linreg_gui.session.curve import Curve

if TYPE_CHECKING:
    from linreg_gui.session.trajectory import Trajectory

MOST_KNOTS = 4096
"""The most knots of a sketch; over more epochs they stand farther apart."""
SMALLEST_LOSS, LARGEST_LOSS = 1e-300, 1e300
"""A sketch is kept between them, wherever the pointer goes."""


class BetKind(Enum):
    """The ways to bet, as their tabs call them."""

    WORDS = "Words"
    PIN = "Pin"
    SKETCH = "Sketch"
    NUMBER = "Number"


LINE_KINDS = tuple(BetKind)
CURVE_KINDS = tuple(kind for kind in BetKind if kind is not BetKind.PIN)
"""A pin stands on two parameters, of which a curve has more."""


class WordsBet(NamedTuple):
    """The course of the run, in a word; compared when the run has ended by itself."""

    course: Course


@dataclass(frozen=True)
class PinBet:
    """The place where the dot will be.

    Attributes
    ----------
    line : Curve
        In the data's units.
    epochs : int or None
        How many after the record shown; None is the end of the run.
    """

    line: Curve
    epochs: int | None = 1


@dataclass(frozen=True, eq=False)
class SketchBet:
    """A curve of the loss, one value an epoch.

    Attributes
    ----------
    epochs : ndarray of int, shape (n,)
        All that may be sketched, ascending; at most ``MOST_KNOTS``.
    losses : ndarray, shape (n,)
        nan where nothing is drawn.
    is_logarithmic : bool
        Whether it is drawn on powers of ten: then losses are compared by their ratio.
    """

    epochs: NDArray[np.intp]
    losses: NDArray[np.float64]
    is_logarithmic: bool = True

    @classmethod
    def empty(cls, first_epoch: int, last_epoch: int, *, is_logarithmic: bool = True) -> Self:
        """Return a sketch over some epochs, with nothing drawn yet."""
        n_knots = min(last_epoch - first_epoch + 1, MOST_KNOTS)
        epochs = np.round(np.linspace(first_epoch, last_epoch, n_knots)).astype(np.intp)
        return cls(frozen(epochs), frozen(np.full(n_knots, np.nan)), is_logarithmic)

    @property
    def is_drawn(self) -> NDArray[np.bool_]:
        """Which epochs have a value, shape (n,)."""
        return ~np.isnan(self.losses)

    @property
    def last_epoch(self) -> int:
        """The last epoch drawn; the last that may be while there is none."""
        drawn = self.epochs[self.is_drawn]
        return int(drawn[-1] if len(drawn) else self.epochs[-1])

    def through(self, *points: tuple[float, float]) -> Self:
        """Return the sketch with a line through points drawn over what it had there.

        Parameters
        ----------
        *points : (float, float)
            Epoch and loss of each, at least one; straight lines on the axis join them.
        """
        wanted = np.array(sorted(points), dtype=np.float64)
        at = np.clip(wanted[:, 0], self.epochs[0], self.epochs[-1])
        heights = self.places(wanted[:, 1])
        first, last = (int(np.abs(self.epochs - epoch).argmin()) for epoch in (at[0], at[-1]))
        rows = slice(first, last + 1)
        losses = self.losses.copy()
        drawn = np.interp(self.epochs[rows], at, heights)
        losses[rows] = 10.0**drawn if self.is_logarithmic else drawn
        return type(self)(self.epochs, frozen(losses), self.is_logarithmic)

    def places(self, losses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return losses as high as the axis has them, so that equal distances are equal gaps."""
        kept = np.clip(losses, SMALLEST_LOSS, LARGEST_LOSS)
        return np.asarray(np.log10(kept) if self.is_logarithmic else kept)


class NumberBet(NamedTuple):
    """In how many epochs the run has 99 % of the way behind it."""

    epochs: int


Bet = WordsBet | PinBet | SketchBet | NumberBet


class WordsGap(NamedTuple):
    """The course that was said, and the course of the run.

    Attributes
    ----------
    said, came : Course
    epoch : int or None
        Where it arrived, came near or diverged; None where there is no such record.
    last_epoch : int
    """

    said: Course
    came: Course
    epoch: int | None
    last_epoch: int


class PinGap(NamedTuple):
    """Pin and dot.

    Attributes
    ----------
    said, came : Curve
        In the data's units.
    epoch : int
        Of the record that the pin is compared with.
    is_early : bool
        Whether the run ended before the pin's epoch.
    """

    said: Curve
    came: Curve
    epoch: int
    is_early: bool = False


class SketchGap(NamedTuple):
    """The epoch at which a sketch and the curve are farthest apart.

    Attributes
    ----------
    epoch : int
    said, came : float
        The losses there.
    last_epoch : int
        The last one compared.
    is_logarithmic : bool
    is_early : bool
        Whether the run ended before the sketch.
    """

    epoch: int
    said: float
    came: float
    last_epoch: int
    is_logarithmic: bool = True
    is_early: bool = False


class NumberGap(NamedTuple):
    """Two numbers of epochs.

    Attributes
    ----------
    said : int
    came : int or None
        None where the run did not arrive.
    last_epoch : int
        That of the run.
    """

    said: int
    came: int | None
    last_epoch: int


Gap = WordsGap | PinGap | SketchGap | NumberGap


def gap_of(bet: Bet, run: "Trajectory", first_epoch: int) -> Gap | None:
    """Compare a bet with the records of a run so far, and with its end if it has ended.

    Parameters
    ----------
    bet : Bet
    run : Trajectory
    first_epoch : int
        The record that the bet was made at.

    Returns
    -------
    Gap or None
        None while the record that decides is not there, or where nothing moved.
    """
    match bet:
        case WordsBet():
            return _words_gap(bet, run) if run.stop_reason else None
        case PinBet():
            return _pin_gap(bet, run, first_epoch)
        case SketchBet():
            return _sketch_gap(bet, run)
        case NumberBet():
            if run.stop_reason is None:
                return None
            arrival = arrival_of_records(run.history.parameters, run.objective.loss)
            return NumberGap(bet.epochs, arrival, run.last_epoch)


def _words_gap(bet: WordsBet, run: "Trajectory") -> WordsGap | None:
    loss, parameters = run.objective.loss, run.history.parameters
    came = course_of(
        parameters,
        loss,
        has_diverged=run.stop_reason is StopReason.DIVERGED,
        has_batches=run.config.has_batches(run.objective.dataset.n_samples),
    )
    if came is None:
        return None
    if came is Course.BLOWS_UP:
        return WordsGap(bet.course, came, run.diverged_epoch, run.last_epoch)
    epoch = arrival_of_records(parameters, loss)
    return WordsGap(bet.course, came, epoch, run.last_epoch)


def _pin_gap(bet: PinBet, run: "Trajectory", first_epoch: int) -> PinGap | None:
    wanted = None if bet.epochs is None else first_epoch + bet.epochs
    is_there = wanted is not None and wanted <= run.last_epoch
    if not is_there and run.stop_reason is None:
        return None
    epoch = wanted if wanted is not None and is_there else run.last_epoch
    came = Curve.of(run.objective, run.history.parameters[epoch])
    return PinGap(bet.line, came, epoch, is_early=wanted is not None and not is_there)


def _sketch_gap(bet: SketchBet, run: "Trajectory") -> SketchGap | None:
    last = bet.last_epoch
    if run.last_epoch < last and run.stop_reason is None:
        return None
    is_compared = bet.is_drawn & (bet.epochs <= run.last_epoch)
    epochs, said = bet.epochs[is_compared], bet.losses[is_compared]
    if not len(epochs):
        return None
    came = run.history.losses[epochs]
    worst = int(np.argmax(np.abs(bet.places(said) - bet.places(came))))
    return SketchGap(
        int(epochs[worst]),
        float(said[worst]),
        float(came[worst]),
        int(epochs[-1]),
        bet.is_logarithmic,
        is_early=run.last_epoch < last,
    )


class BetStage(Enum):
    """The stages of a bet."""

    OFF = "off"
    ASKING = "asking"
    BOUND = "bound"
    SHOWN = "shown"


@dataclass(frozen=True, eq=False)
class BetState:
    """A bet at one moment.

    Attributes
    ----------
    stage : BetStage
        Asking: the question is open, and what tells the answer is hidden. Bound: the run goes on
        and the bet stands. Shown: the run has decided it.
    kind : BetKind
        The tab in front.
    bet : Bet or None
        What was said so far.
    gap : Gap or None
        Set when shown.
    first_epoch, last_epoch : int
        The record that the question was asked at, and the last one that the run may have.
    pin_epochs : int or None
        After how many epochs a pin is looked at; None is the end of the run.
    kinds : tuple of BetKind
        Those that may be chosen.
    """

    stage: BetStage = BetStage.OFF
    kind: BetKind = BetKind.WORDS
    bet: Bet | None = None
    gap: Gap | None = None
    first_epoch: int = 0
    last_epoch: int = 0
    pin_epochs: int | None = 1
    kinds: tuple[BetKind, ...] = LINE_KINDS

    @property
    def is_open(self) -> bool:
        """Whether the question is open."""
        return self.stage is BetStage.ASKING

    @property
    def asks_for_pin(self) -> bool:
        """Whether the question is open, and the answer is a place on the surface."""
        return self.is_open and self.kind is BetKind.PIN
