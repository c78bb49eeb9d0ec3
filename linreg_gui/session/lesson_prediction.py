"""A prediction of a lesson: it is said first, then bound, and what comes resolves it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from linreg_gui.core.course import Course, courses
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.lessons.answers import Result
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Lockable
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import BetKind, Condition, Predict
from linreg_gui.session import bets, wording_bets
from linreg_gui.session import wording_lessons as words
from linreg_gui.session.lesson_attempt import Attempt
from linreg_gui.session.lesson_step import Stage
from linreg_gui.session.lesson_table import put_solution, put_table
from linreg_gui.session.values import RunStatus

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame

BET_LOCKS = {
    *LOCK_OF_SETTING.values(),
    *(Lockable.POINTS, Lockable.LINE, Lockable.START, Lockable.DATA, Lockable.BRANCH),
    Lockable.HELD_OUT,
}
"""Locked from a prediction that a run resolves until it is resolved."""
ASKED_KINDS: Mapping[BetKind, bets.BetKind] = {
    BetKind.WORDS: bets.BetKind.WORDS,
    BetKind.PIN: bets.BetKind.PIN,
    BetKind.SKETCH: bets.BetKind.SKETCH,
    BetKind.NUMBER: bets.BetKind.NUMBER,
}
ARRIVAL = "epochs_to_1_percent"
"""The quantity that a bet with a number is about."""
FREE_BEFORE_SAYING = {Lockable.VIEW}


class PredictAttempt(Attempt[Predict]):
    """Whatever is predicted, the step goes on; some predictions are bets of the session."""

    _was_refused = False

    # ---- what is true now

    @property
    def open_stage(self) -> Stage:  # type: ignore[override]
        """Whether something was predicted."""
        return Stage.BOUND if self.state.is_bound else Stage.ASKING

    @property
    def courses(self) -> tuple[Course, ...]:
        """The words of a prediction in words."""
        session = self.session
        n_points = session.problem.dataset.n_training
        return courses(has_batches=session.runs.settings.has_batches(n_points))

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of the step, in its own words or the words for a run; empty for none."""
        if self.task.kind is BetKind.WORDS:
            return tuple(course.value for course in self.courses)
        return self.task.choices

    @property
    def wants_number(self) -> bool:
        """Whether a number is to be typed now."""
        return self.stage is Stage.ASKING and self.task.kind is BetKind.NUMBER

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions before the prediction is resolved."""
        return self.task.until

    @property
    def _waits_for_run(self) -> bool:
        return self.task.kind is not BetKind.CHOICES or self.task.waits_for_run

    @property
    def _is_bet(self) -> bool:
        """Whether the bet of the session is the prediction."""
        is_number = self.task.kind is BetKind.NUMBER
        return self.task.kind in ASKED_KINDS and (not is_number or self.task.quantity == ARRIVAL)

    # ---- what is said

    def open(self) -> None:
        """Put the question."""
        super().open()
        self._ask()

    def _ask(self) -> None:
        task = self.task
        if self._is_bet and self.stage is Stage.ASKING:
            epochs = task.epochs if task.kind in {BetKind.PIN, BetKind.SKETCH} else None
            self.session.asking.ask_for(ASKED_KINDS[task.kind], epochs)

    def _choose(self, choice: int) -> None:
        text = self.choices[choice - 1]
        self.note(text if self.task.kind is BetKind.WORDS else choice)
        if self._is_bet:
            self._bet(bets.WordsBet(self.courses[choice - 1]))
        self._bind(words.said_choice(text), choice)

    def _say_number(self, value: float) -> None:
        said = words.said_number(value)
        if self._is_bet:
            bet = bets.NumberBet(round(min(max(value, 1.0), MAX_GUI_EPOCHS)))
            value, said = float(bet.epochs), wording_bets.said(bet)
            self._bet(bet)
        self.note(value)
        self._bind(said)

    def _bet(self, bet: bets.Bet) -> None:
        self.session.asking.set_bet(bet)
        self.session.asking.bind()

    def _bind(self, said: str, chosen: int = 0) -> None:
        self.set(is_bound=True, said=said, chosen=chosen)
        if self._waits_for_run or self.task.until:
            self.permit()
            self._changed()
        else:
            self._resolve()

    def _do_without(self) -> None:
        """Await what comes without a prediction."""
        self.session.asking.close()
        self.set(is_bound=True)
        self.permit()

    # ---- what is refused

    def _held(self) -> dict[Lockable, str] | None:
        is_waiting = self.is_open and self._waits_for_run
        return dict.fromkeys(BET_LOCKS, words.BET_STANDS) if is_waiting else None

    def refusal(self, lock: Lockable) -> str:
        """Refuse once what comes before a prediction; a run then binds it, or does without."""
        if self.stage is not Stage.ASKING or lock in FREE_BEFORE_SAYING:
            return ""
        asking = self.session.asking
        if self._is_bet and asking.state.bet is not None:
            asking.bind()
            return ""
        if self._was_refused:
            self._do_without()
            return ""
        self._was_refused = True
        return words.SAY_FIRST

    # ---- what comes

    def press_on(self) -> None:
        """Let come what the prediction is about; while it comes, wait no longer."""
        if not self.is_open:
            return
        if self.session.player.state.is_running:
            self._resolve()
        else:
            self._bring_about()
            self._changed()

    def _bring_about(self) -> None:
        """Run what the prediction is about, with the bet if there is one."""
        session, task = self.session, self.task
        if session.asking.state.bet is not None:
            session.asking.bind()
        else:
            self._do_without()
        with session.gate.opened():
            if task.kind is BetKind.PIN:
                session.player.step(task.epochs)
            elif self._waits_for_run or task.kind in ASKED_KINDS:
                session.player.run()
            elif task.until:
                put_solution(session, task.solution or TableState(run=1))
        is_without_pin = task.kind is BetKind.PIN and not self.state.said
        if is_without_pin or not (self._is_bet or self._waits_for_run or task.until):
            self._resolve()

    def judge(self, frame: "Frame") -> None:
        """Resolve the prediction when what it waits for has come."""
        if not self.is_open:
            return
        if self._is_bet:
            self._follow_bet(frame)
        elif self.stage is Stage.BOUND:
            has_come = self.hold_at_rest(frame) if self.conditions else self._has_run_ended(frame)
            if has_come:
                self._resolve()

    def _has_run_ended(self, frame: "Frame") -> bool:
        return frame.run_state.status is RunStatus.FINISHED

    def _follow_bet(self, frame: "Frame") -> None:
        """Follow the bet of the session: bound by a run, shown by the record that decides it."""
        bet, stages = self.session.asking.state, bets.BetStage
        if bet.stage is stages.SHOWN and bet.gap is not None:
            self._resolve(wording_bets.seen(bet.gap))
        elif bet.stage is stages.BOUND and bet.bet is not None and not self.state.said:
            said = wording_bets.said(bet.bet)
            self.note(said)
            self.set(is_bound=True, said=said)
            self.permit()
            self._changed()
        elif bet.stage is stages.OFF and self.state.is_bound and not self.state.said:
            if self._has_come(frame):
                self._resolve()
        elif bet.stage is stages.OFF and self.is_at_rest(frame):
            self._ask_again(frame)
            self._changed()

    def _has_come(self, frame: "Frame") -> bool:
        """Return whether a run without a bet has come to what would have decided it."""
        is_pin = self.task.kind is BetKind.PIN
        return self._has_run_ended(frame) or (is_pin and self.is_at_rest(frame))

    def _ask_again(self, frame: "Frame") -> None:
        """Put the question once more, where what was said was lost with its run."""
        opening = self.state.opening
        if opening is not None and frame.cursor > (opening.epoch or 0):
            put_table(self.session, opening)
        self.set(is_bound=False, said="", chosen=0)
        self._ask()
        self.permit()

    def _resolve(self, told: str = "") -> None:
        """Let the prediction have been answered by what came."""
        names = self.step.tell or tuple(condition.of for condition in self.task.proof)
        if self.task.quantity and not told:
            names = (self.task.quantity, *names)
        are_after_words = bool(self.state.said) and not told
        values = self.values_text(tuple(dict.fromkeys(names)), are_after_words=are_after_words)
        self.end(Result.PASSED, " ".join(text for text in (told, values) if text))
