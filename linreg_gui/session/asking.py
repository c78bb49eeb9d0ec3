"""Ask first: a question before a run, the bet that answers it, and what the run made of it."""

import math
from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.course import starts_at_minimum
from linreg_gui.core.surface import Surface
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session import wording_bets as words
from linreg_gui.session.bets import (
    CURVE_KINDS,
    LINE_KINDS,
    Bet,
    BetKind,
    BetStage,
    BetState,
    PinBet,
    SketchBet,
    gap_of,
)
from linreg_gui.session.curve import Curve
from linreg_gui.session.last_value import LastValue
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.values import Notice, RunStatus, Severity

if TYPE_CHECKING:
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig
    from linreg_gui.session.edits import Edits
    from linreg_gui.session.player import Player
    from linreg_gui.session.problem import Problem
    from linreg_gui.session.runs import Runs
    from linreg_gui.session.trajectory import Trajectory

MOST_KNOWN = 1000
"""Futures that are remembered as seen or asked about."""


class Subject(NamedTuple):
    """The subject of a bet."""

    objective: "Objective | None"
    settings: "DescentConfig"
    start: Curve
    run: int
    """The number of the branch."""


class Asking(QObject):
    """The bet there is, one at a time; no step of undo, and in no file.

    ======  ==========================================================================
    off     nothing is asked
    asking  the question is open; a run binds the bet that is set, or goes on without
    bound   the bet stands until a record decides it; an edit or another run drops it
    shown   bet and run are drawn together, until an edit, another run or a question
    ======  ==========================================================================

    Attributes
    ----------
    state : BetState
    is_asked_for : bool
        Whether a run from a record without a future is asked about.
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate

    changed = Signal()
    notice_posted = Signal(object)
    """Notice"""

    def __init__(self, edits: "Edits", problem: "Problem", runs: "Runs", player: "Player") -> None:
        super().__init__(player)
        self._edits, self._problem, self._runs, self._player = edits, problem, runs, player
        self.state = BetState()
        self.is_asked_for = False
        self._is_beginning = False
        self._subject = self._subject_now()
        self._known: dict[Hashable, None] = {}
        self._fingerprint: LastValue[int] = LastValue()
        player.begun.connect(self._on_begun)
        player.cursor_changed.connect(self._on_moved)
        player.race_moved.connect(self._on_moved)
        player.history_extended.connect(self._on_records)
        player.run_status_changed.connect(self._on_records)
        player.history_replaced.connect(self._on_replaced)
        runs.settings_changed.connect(self._on_replaced)

    # ---- intents

    def toggle(self) -> None:
        """Run or pause as the run button says, or ask before that."""
        if self.state.is_open:
            self.run()
        elif self.gate.is_in_lesson or not (self.is_asked_for and self._would_begin()):
            self._player.toggle()
        elif self._is_at_minimum():
            self._player.toggle()
            self.notice_posted.emit(Notice(words.nothing_moves(self._runs.settings.held)))
        elif self._is_known():
            was_asked = not self._future_is_there()
            self._player.toggle()
            if was_asked:
                self.notice_posted.emit(Notice(words.ASKED_BEFORE))
        else:
            self._open()

    def ask(self) -> None:
        """Ask about the epochs after the one shown; pauses a run."""
        player = self._player
        is_replay = player.state.status is RunStatus.REPLAYING
        if self._edits.is_dragging or is_replay or self.state.is_open or self.gate.is_in_lesson:
            return
        if not player.is_trainable():
            return
        if player.race_epoch is not None:
            self.notice_posted.emit(Notice(words.ABOUT_ONE_RUN))
            return
        player.rest()
        if self._is_at_minimum():
            self.notice_posted.emit(Notice(words.nothing_moves(self._runs.settings.held)))
        elif self._future_is_there():
            self.notice_posted.emit(Notice(words.KNOWN_ALREADY))
        else:
            self._open()

    def ask_for(self, kind: BetKind, epochs: int | None = None) -> None:
        """Ask for one kind of bet only.

        Parameters
        ----------
        kind : BetKind
        epochs : int, optional
            Of a pin, after how many it is looked at; of a sketch, how many it has. By default one
            epoch, or all of the run.
        """
        self._open()
        last = self.state.last_epoch
        if kind is BetKind.SKETCH and epochs is not None:
            last = min(last, self.state.first_epoch + epochs)
        pin_epochs = epochs if epochs is not None else 1
        self._put(replace(self.state, kind=kind, kinds=(kind,), last_epoch=last,
                          pin_epochs=pin_epochs))  # fmt: skip

    def choose_kind(self, kind: BetKind) -> None:
        """Put another tab in front; what was set on the former one is forgotten."""
        state = self.state
        if state.is_open and kind in state.kinds and kind is not state.kind:
            self._put(replace(state, kind=kind, bet=None))

    def choose_next_kind(self) -> None:
        """Put the next tab in front, the first one after the last."""
        kinds = self.state.kinds
        if self.state.kind in kinds:
            self.choose_kind(kinds[(kinds.index(self.state.kind) + 1) % len(kinds)])

    def set_pin_epochs(self, epochs: int | None) -> None:
        """Choose after how many epochs a pin is looked at; None is the end of the run."""
        state, bet = self.state, self.state.bet
        if state.is_open and epochs != state.pin_epochs:
            if isinstance(bet, PinBet):
                bet = replace(bet, epochs=epochs)
            self._put(replace(state, pin_epochs=epochs, bet=bet))

    def set_bet(self, bet: Bet | None) -> None:
        """Set what the open question is answered with; a run binds it. A curve takes no pin."""
        if isinstance(bet, PinBet) and BetKind.PIN not in self.state.kinds:
            return
        if self.state.is_open and bet != self.state.bet:
            self._put(replace(self.state, bet=bet))

    def set_pin(self, line: Curve) -> None:
        """Put the pin of the open question on a line, in the data's units."""
        if self.state.kind is BetKind.PIN and all(map(math.isfinite, line)):
            self.set_bet(PinBet(line, self.state.pin_epochs))

    @asks(Lockable.RUN)
    def run(self) -> None:
        """Run, with the bet if one is set."""
        self.bind()
        self._is_beginning = True
        try:
            self._player.run()
        finally:
            self._is_beginning = False
        self._on_records()
        self._say(BetStage.BOUND)

    def bind(self) -> None:
        """Let the bet stand without a run; without a bet the question is closed."""
        if self.state.is_open:
            is_set = self.state.bet is not None
            self._put(replace(self.state, stage=BetStage.BOUND if is_set else BetStage.OFF))

    def close(self) -> None:
        """Close the question, or take away the bet."""
        if self.state.stage is not BetStage.OFF:
            self._put(BetState(kind=self.state.kind))

    def choose_first_kind(self, kind: BetKind) -> None:
        """Have a tab in front the next time something is asked."""
        if self.state.stage is BetStage.OFF:
            self.state = BetState(kind=kind)

    # ---- when to ask

    def _would_begin(self) -> bool:
        """Return whether a run would begin here: at the start, or where a branch has left."""
        player, run = self._player, self._player.trajectory
        if run is None or player.state.is_running or self._edits.is_dragging:
            return False
        return player.cursor in {0, run.fork_epoch}

    def _is_known(self) -> bool:
        """Return whether the epochs to come are there, or were asked about before."""
        run = self._player.trajectory
        return run is None or self._future_is_there() or self._future(run) in self._known

    def _future_is_there(self) -> bool:
        run, player = self._player.trajectory, self._player
        if run is None:
            return False
        return run.stop_reason is not None or player.cursor < run.end_epoch

    def _future(self, run: "Trajectory") -> Hashable:
        """Return what the records after the one shown follow from."""
        trained_on = self._problem.dataset.training
        data = self._fingerprint.of(
            id(trained_on), lambda: hash((trained_on.x.tobytes(), trained_on.y.tobytes()))
        )
        epoch = min(self._player.cursor, run.last_epoch)
        place = tuple(run.history.record(epoch)[0].tolist())
        return data, run.config, place, epoch

    def _is_at_minimum(self) -> bool:
        run = self._player.trajectory
        assert run is not None
        parameters, _ = run.history.record(self._player.cursor)
        loss = run.objective.loss
        return starts_at_minimum(float(loss.excess_values(parameters)), loss)

    def _open(self) -> None:
        run = self._player.trajectory
        if run is None:
            return
        self._remember(self._future(run))
        first = self._player.cursor
        last = max(run.config.max_epochs, first + 1)
        kinds = LINE_KINDS if run.objective.is_line else CURVE_KINDS
        kind = self.state.kind if self.state.kind in kinds else kinds[0]
        self._put(BetState(BetStage.ASKING, kind, first_epoch=first, last_epoch=last, kinds=kinds))
        self._subject = self._subject_now()

    def _remember(self, future: Hashable) -> None:
        """Note what is asked about; what a lesson asks is not asked of the learner's own work."""
        if self.gate.is_in_lesson:
            return
        self._known[future] = None
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]

    # ---- what happens meanwhile

    def _subject_now(self) -> Subject:
        problem, runs = self._problem, self._runs
        return Subject(problem.objective, runs.settings, problem.start, runs.shown_number)

    @Slot()
    def _on_begun(self) -> None:
        """Close a question that a run was begun over, by something else than its answer."""
        if self.is_asked_for and self._player.cursor == 0 and self._player.trajectory is not None:
            self._remember(self._future(self._player.trajectory))
        if self.state.is_open and not self._is_beginning:
            self.close()

    @Slot()
    def _on_moved(self) -> None:
        """Close a question about another record than the one shown."""
        is_race = self._player.race_epoch is not None
        if self.state.is_open and (is_race or self._player.cursor != self.state.first_epoch):
            self.close()

    @Slot()
    def _on_records(self) -> None:
        """Show the bet beside the run in the frame of the record that decides it."""
        state, run = self.state, self._player.trajectory
        if state.stage is not BetStage.BOUND or run is None or state.bet is None:
            return
        gap = gap_of(state.bet, run, state.first_epoch)
        if gap is not None:
            self._put(replace(state, stage=BetStage.SHOWN, gap=gap))
            self._say(BetStage.SHOWN)
        elif run.stop_reason is not None:  # a sketch of later epochs only
            self.close()
            self.notice_posted.emit(Notice(words.ended(run.last_epoch)))

    @Slot()
    def _on_replaced(self) -> None:
        """Drop a bet whose data, settings, start or run have changed."""
        stage = self.state.stage
        if stage is BetStage.OFF:
            return
        before, now = self._subject, self._subject_now()
        if stage is BetStage.ASKING:
            self._renew_question(before, now)
        elif before != now:
            self.close()
            if stage is BetStage.BOUND:
                self.notice_posted.emit(Notice(_other_subject(before, now)))
        elif self._has_begun_anew():
            self.close()

    def _has_begun_anew(self) -> bool:
        run = self._player.trajectory
        return run is None or run.end_epoch <= self.state.first_epoch

    def _renew_question(self, before: Subject, now: Subject) -> None:
        """Ask about the run as it is now; what was set for other points or epochs is forgotten."""
        run, state = self._player.trajectory, self.state
        is_elsewhere = self._player.cursor != state.first_epoch or self._future_is_there()
        is_other_shape = Surface.of(before.settings).shape != Surface.of(now.settings).shape
        if run is None or is_elsewhere or is_other_shape or before.run != now.run:
            self.close()
        elif before != now:
            self._subject = now
            last = max(run.config.max_epochs, state.first_epoch + 1)
            is_sketch = isinstance(state.bet, SketchBet) and last != state.last_epoch
            bet = None if before.objective is not now.objective or is_sketch else state.bet
            self._put(replace(state, bet=bet, last_epoch=last))

    def _say(self, stage: BetStage) -> None:
        """Say what the bet was, or what came of it, as long as that bet is there."""
        state = self.state
        if state.stage is not stage or state.bet is None or self.gate.is_in_lesson:
            return  # a lesson says it in its card
        text = words.said(state.bet) if state.gap is None else words.seen(state.gap)

        def is_still_true() -> bool:
            now = self.state
            return (now.stage, now.bet, now.gap) == (stage, state.bet, state.gap)

        self.notice_posted.emit(Notice(text, Severity.BET, is_still_true=is_still_true))

    def _put(self, state: BetState) -> None:
        self.state = state
        self.changed.emit()


def _other_subject(before: Subject, now: Subject) -> str:
    """Say what has changed since the bet was made."""
    is_same_surface = Surface.of(before.settings) == Surface.of(now.settings)
    if before.objective is not now.objective and is_same_surface:
        return words.OTHER_POINTS
    if before.run != now.run:
        return words.OTHER_RUN
    return words.OTHER_SETTINGS if before.settings != now.settings else words.OTHER_START
