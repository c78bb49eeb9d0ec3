"""A lesson under way: its steps open, are judged on what the session does, and pass at rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from linreg_gui.core.course import Course, courses
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.lessons.answers import Given, Result
from linreg_gui.lessons.conditions import (
    Verdict,
    all_hold,
    hidden_quantities,
    is_right,
    judge_conditions,
    right_number,
)
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Lockable, Permissions
from linreg_gui.lessons.lesson import Lesson, Opening, Step
from linreg_gui.lessons.quantities import find_quantity
from linreg_gui.lessons.table import Table, changed_table, table_of
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import Answer, BetKind, Blanks, Condition, Goal, Predict
from linreg_gui.lessons.wording import value_text
from linreg_gui.session import bets, wording_bets
from linreg_gui.session import wording_lessons as words
from linreg_gui.session.lesson_step import Stage, StepState
from linreg_gui.session.lesson_table import (
    hand_now,
    moment_of_frame,
    options_after,
    put_solution,
    put_table,
    table_now,
)
from linreg_gui.session.values import RunStatus

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame
    from linreg_gui.session.session import Session

BET_LOCKS = {
    *LOCK_OF_SETTING.values(),
    *(Lockable.POINTS, Lockable.LINE, Lockable.START, Lockable.DATA, Lockable.BRANCH),
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


class LessonRun(QObject):
    """One lesson on the table of a session; the own work is set aside until it is left.

    Parameters
    ----------
    session : Session
    lesson : Lesson
    states : sequence of StepState, optional
        How far its steps are, where it is gone on with.

    Attributes
    ----------
    lesson : Lesson
    index : int
        The step shown, from 0.
    is_at_end : bool
        Whether the last step is behind.
    states : list of StepState
    verdicts : tuple of Verdict
        How the conditions of the step stand, as last judged.
    """

    changed = Signal()
    """Another step is open, or something is said of it."""
    opened = Signal(object)
    """A step has opened; the Table put, or None where it is as it was left."""
    left = Signal()

    def __init__(
        self, session: "Session", lesson: Lesson, states: Sequence[StepState] = ()
    ) -> None:
        super().__init__(session)
        self._session = session
        self.lesson = lesson
        self.index = 0
        self.is_at_end = False
        self.states = list(states) or [StepState() for _ in lesson.steps]
        self.verdicts: tuple[Verdict, ...] = ()
        self._was_refused = False
        self._own_kind = session.asking.state.kind
        """Of a bet of the user's own."""
        self._judged: tuple[object, ...] = ()

    # ---- what is true now

    @property
    def step(self) -> Step:
        """The step shown."""
        return self.lesson.steps[self.index]

    @property
    def state(self) -> StepState:
        """How far it is."""
        return self.states[self.index]

    @property
    def permissions(self) -> Permissions:
        """What the step hides and locks."""
        return self.lesson.permissions(self.index)

    @property
    def hidden_quantities(self) -> frozenset[str]:
        """Names of quantities whose values are not to be written."""
        return hidden_quantities(self.permissions.hidden)

    @property
    def stage(self) -> Stage:
        """What there is to be done."""
        state, task = self.state, self.step.task
        if self.is_at_end:
            return Stage.END
        if state.result is not Result.OPEN:
            return Stage.DONE
        if task is None:
            return Stage.READING
        if isinstance(task, Goal):
            return Stage.OPEN
        return Stage.BOUND if isinstance(task, Predict) and state.is_bound else Stage.ASKING

    @property
    def n_behind(self) -> int:
        """How many steps are before the farthest one that was open; all of them at the end."""
        if self.is_at_end:
            return len(self.states)
        return max(index for index, state in enumerate(self.states) if state.opening is not None)

    @property
    def can_go_on(self) -> bool:
        """Whether the next step may be opened."""
        return not self.is_at_end and (self.step.task is None or self.state.is_done)

    @property
    def can_show(self) -> bool:
        """Whether *Show me* is offered: after the last hint."""
        task, state = self.step.task, self.state
        is_shown = isinstance(task, Answer | Goal | Blanks) and state.result is Result.OPEN
        has_help = state.n_hints > 0 or state.n_tries > 0
        return is_shown and has_help and state.n_hints >= len(self.step.hints)

    @property
    def courses(self) -> tuple[Course, ...]:
        """The words of a prediction in words."""
        settings, n_points = self._session.runs.settings, self._session.problem.dataset.n_samples
        return courses(has_batches=settings.steps_per_epoch(n_points) > 1)

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of the step, in its own words or the words for a run; empty for none."""
        task = self.step.task
        if isinstance(task, Predict) and task.kind is BetKind.WORDS:
            return tuple(course.value for course in self.courses)
        return task.choices if isinstance(task, Predict | Answer) else ()

    @property
    def open_choices(self) -> tuple[str, ...]:
        """The choices that can be made now."""
        return self.choices if self.stage is Stage.ASKING else ()

    @property
    def blanks(self) -> frozenset[str] | None:
        """The cells of the worksheet that are blank; None where the step asks for none."""
        task = self.step.task
        is_shown = self.state.result is Result.SHOWN or self.is_at_end
        return None if is_shown or not isinstance(task, Blanks) else frozenset(task.cells)

    @property
    def _waits_for_run(self) -> bool:
        task = self.step.task
        return isinstance(task, Predict) and (
            task.kind is not BetKind.CHOICES or task.waits_for_run
        )

    @property
    def _is_asked(self) -> bool:
        """Whether the bet of the session is the prediction."""
        task = self.step.task
        if not isinstance(task, Predict) or task.kind not in ASKED_KINDS:
            return False
        return task.kind is not BetKind.NUMBER or task.quantity == ARRIVAL

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What is to hold: of a goal, or before a prediction is resolved."""
        task = self.step.task
        if isinstance(task, Goal):
            return task.conditions
        return task.until if isinstance(task, Predict) else ()

    # ---- begin and leave

    def begin(self, index: int = 0) -> None:
        """Set the own work aside, and open a step as it was left, or as it opens by itself."""
        session = self._session
        session.own_work.set_aside()
        session.asking.close()
        self._own_kind = session.asking.state.kind
        session.gate.set_guard(self._refusal)
        with session.gate.opened():
            session.set_view_options(session.view_options.with_usual_layers())
        self._open(index, self._table_of(index), self._openings_to(index))

    def leave(self) -> None:
        """Put the own work on the table again."""
        self._leave_step()
        session = self._session
        session.asking.close()
        session.asking.choose_first_kind(self._own_kind)
        session.gate.set_guard(None)
        session.gate.set_permissions(Permissions())
        session.own_work.bring_back()
        self.left.emit()

    # ---- from step to step

    def go_on(self) -> None:
        """Open the next step, or come to the end."""
        if not self.can_go_on:
            return
        if self.step.task is None:
            self._set(result=Result.PASSED)
        self._open_after()

    def skip(self) -> None:
        """Go on without having passed."""
        if not self.is_at_end:
            if self.state.result is Result.OPEN:
                self._set(result=Result.SKIPPED)
            self._open_after()

    def back(self) -> None:
        """Open the step before, as it was left."""
        if self.is_at_end or self.index > 0:
            self.go_to(self.index - (not self.is_at_end))

    def can_go_to(self, index: int) -> bool:
        """Return whether a step is another one than is shown, and behind or open before."""
        if index == self.index:
            return self.is_at_end
        return index < self.index or self.states[index].opening is not None

    def go_to(self, index: int) -> None:
        """Open a step as it was left, or as it opens by itself if it is behind."""
        if not self.can_go_to(index):
            return
        if self.is_at_end and index == self.index:
            self.is_at_end = False
            self.changed.emit()
            return
        self._leave_step()
        self.is_at_end = False
        self._open(index, self._table_of(index), self._openings_to(index))

    def _table_of(self, index: int) -> Table:
        state = self.states[index]
        return state.left or state.opening or table_of(self.lesson, index)

    def again(self) -> None:
        """Open the present step as it was found; what was passed stays so."""
        state = self.state
        if state.opening is None or self.is_at_end:
            return
        self.states[self.index] = StepState(before=state.counted, opening=state.opening)
        self._open(self.index, state.opening, self._openings_to(self.index))

    def _open_after(self) -> None:
        self._leave_step()
        if self.index + 1 == len(self.lesson.steps):
            self.is_at_end = True
            self._session.asking.close()
            self._permit()
            self.changed.emit()
            return
        index = self.index + 1
        following, opening = self.states[index], self.lesson.steps[index].opening
        table = following.left
        if table is None and opening.state is not None:
            table = changed_table(table_now(self._session), opening.state)
        self._open(index, table, (opening,))

    def _openings_to(self, index: int) -> tuple[Opening, ...]:
        return (self.lesson.setup, *(step.opening for step in self.lesson.steps[: index + 1]))

    def _leave_step(self) -> None:
        self._set(left=table_now(self._session))

    def _open(self, index: int, table: Table | None, openings: tuple[Opening, ...]) -> None:
        """Open a step: the table, what is hidden and locked, then what is asked."""
        session = self._session
        self.index, self.verdicts, self._was_refused, self._judged = index, (), False, ()
        session.asking.close()
        if self.stage is Stage.BOUND:  # what was said is gone with its run
            table = self.state.opening
            self._set(is_bound=False, said="", chosen=0)
        with session.gate.opened():
            session.player.pause()
            session.edits.end_drag()
            session.step.end_phases()
            options = session.view_options
            for opening in openings:
                speed = None if opening.state is None else opening.state.speed
                options = options_after(options, opening, speed)
            session.gate.set_permissions(Permissions())
            session.set_view_options(options)
            session.hand.forget()
            if table is not None:
                put_table(session, table)
            session.edits.stack.clear()
        if self.state.opening is None:
            self._set(opening=table_now(session))
        self._permit()
        self._ask()
        self._find_out_already()
        self.opened.emit(table)
        self.changed.emit()

    def _permit(self) -> None:
        """Hide and lock as the step has it now."""
        session = self._session
        is_waiting = self.stage in {Stage.ASKING, Stage.BOUND} and self._waits_for_run
        held = dict.fromkeys(BET_LOCKS, words.BET_STANDS) if is_waiting else None
        session.gate.set_permissions(self.permissions, held)
        with session.gate.opened():
            session.set_view_options(session.view_options)

    def _ask(self) -> None:
        """Put the question of a prediction that is a bet of the session."""
        task = self.step.task
        if self._is_asked and self.stage is Stage.ASKING and isinstance(task, Predict):
            epochs = task.epochs if task.kind in {BetKind.PIN, BetKind.SKETCH} else None
            self._session.asking.ask_for(ASKED_KINDS[task.kind], epochs)

    def _find_out_already(self) -> None:
        """Pass a goal that holds when it opens."""
        if self.stage is not Stage.OPEN:
            return
        moment = moment_of_frame(self._session.frame())
        if moment is not None and all_hold(self.conditions, moment):
            self._set(result=Result.PASSED, reply=words.SO_ALREADY)

    # ---- what is said

    def choose(self, choice: int) -> None:
        """Choose one of the choices, by its number from 1."""
        task = self.step.task
        if self.stage is not Stage.ASKING or not 1 <= choice <= len(self.choices):
            return
        text = self.choices[choice - 1]
        is_words = isinstance(task, Predict) and task.kind is BetKind.WORDS
        self._note(text if is_words else choice)
        if isinstance(task, Answer):
            self._answer_choice(task, choice)
            return
        if self._is_asked:
            self._session.asking.set_bet(bets.WordsBet(self.courses[choice - 1]))
            self._session.asking.bind()
        self._bind(words.said_choice(text), choice)

    def say_number(self, value: float) -> None:
        """Answer with a number, or predict one."""
        task = self.step.task
        if self.stage is not Stage.ASKING:
            return
        if isinstance(task, Answer) and not task.choices:
            self._note(value)
            self._answer_number(task, value)
        elif isinstance(task, Predict) and task.kind is BetKind.NUMBER:
            self._predict_number(value)

    def _predict_number(self, value: float) -> None:
        said = words.said_number(value)
        if self._is_asked:
            bet = bets.NumberBet(round(min(max(value, 1.0), MAX_GUI_EPOCHS)))
            value, said = float(bet.epochs), wording_bets.said(bet)
            self._session.asking.set_bet(bet)
            self._session.asking.bind()
        self._note(value)
        self._bind(said)

    def _bind(self, said: str, chosen: int = 0) -> None:
        self._set(is_bound=True, said=said, chosen=chosen)
        task = self.step.task
        if isinstance(task, Predict) and not (self._waits_for_run or task.until):
            self._resolve()
        self._permit()
        self.changed.emit()

    def _answer_choice(self, task: Answer, choice: int) -> None:
        if choice == task.right:
            self._set(reply="")
            self._pass(Result.PASSED)
        elif choice not in self.state.tried:
            reply = task.replies[choice - 1] if task.replies else ""
            self._set(tried=(*self.state.tried, choice), reply=reply)
            self._count_wrong_try()

    def _answer_number(self, task: Answer, value: float) -> None:
        moment = moment_of_frame(self._session.frame())
        right = right_number(task, moment)
        if right is None:
            self._set(reply=words.NO_VALUE_YET)
            self.changed.emit()
            return
        if is_right(task, value, moment):
            self._set(said=words.said_number(value, task.unit), reply="")
            self._pass(Result.PASSED)
            return
        self._set(reply=words.missed(value, right))
        self._count_wrong_try()

    def _count_wrong_try(self) -> None:
        """Count a try, and give the next hint with it."""
        state = self.state
        hints = min(state.n_hints + 1, len(self.step.hints))
        self._set(n_tries=state.n_tries + 1, n_hints=hints)
        self.changed.emit()

    # ---- help

    def hint(self) -> None:
        """Give the next hint."""
        state = self.state
        if state.result is Result.OPEN and state.n_hints < len(self.step.hints):
            self._set(n_hints=state.n_hints + 1)
            self.changed.emit()

    def show_me(self) -> None:
        """Show how it is done; the step counts as shown."""
        if not self.can_show:
            return
        task = self.step.task
        if isinstance(task, Goal):
            self._show_goal(task)
        else:
            self._pass(Result.SHOWN)

    def _show_goal(self, task: Goal) -> None:
        session = self._session
        if task.solution is not None:
            with session.gate.opened():
                put_solution(session, task.solution)
        moment = moment_of_frame(session.frame())
        self.verdicts = () if moment is None else judge_conditions(task.conditions, moment)
        is_met = moment is not None and all_hold(task.conditions, moment)
        self._set(reply="" if is_met else words.UNREACHABLE)
        self._pass(Result.SHOWN)

    def fill_blanks(self, *, is_shown: bool) -> None:
        """Pass a step whose blanks of the worksheet are all filled in."""
        task, epoch = self.step.task, self._session.player.cursor
        is_asked = isinstance(task, Blanks) and task.epoch == epoch
        if is_asked and self.state.result is Result.OPEN:
            self._pass(Result.SHOWN if is_shown else Result.PASSED)

    def press_on(self) -> None:
        """Do what brings the step to its end, as a speaker wants who is not asked."""
        task, session = self.step.task, self._session
        if self.is_at_end or self.state.result is not Result.OPEN:
            return
        if isinstance(task, Goal):
            self._show_goal(task)
        elif not isinstance(task, Predict):
            self._pass(Result.SHOWN)
        elif session.player.state.is_running:
            self._resolve()
        else:
            self._bring_about(task)
        self.changed.emit()

    def _bring_about(self, task: Predict) -> None:
        """Let come what a prediction is about, with the bet if there is one."""
        session = self._session
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
        if is_without_pin or not (self._is_asked or self._waits_for_run or task.until):
            self._resolve()

    def _do_without(self) -> None:
        """Await what comes without a prediction."""
        self._session.asking.close()
        self._set(is_bound=True)
        self._permit()

    def miss_blank(self) -> None:
        """Count a blank that was filled in with something else, and give a hint."""
        if isinstance(self.step.task, Blanks) and self.state.result is Result.OPEN:
            self._count_wrong_try()

    # ---- judging

    def judge(self, frame: "Frame") -> None:
        """Judge the step on a frame; called at most once for each that is drawn."""
        if self.is_at_end or self.stage not in {Stage.ASKING, Stage.BOUND, Stage.OPEN}:
            return
        if self._is_asked:
            self._follow_bet(frame)
        elif self.stage is Stage.BOUND and not self.conditions:
            if self._has_run_ended(frame):
                self._resolve()
                self.changed.emit()
        elif self.stage is not Stage.ASKING and self.conditions:
            self._judge_conditions(frame)

    def _judge_conditions(self, frame: "Frame") -> None:
        moment = moment_of_frame(frame)
        self.verdicts = () if moment is None else judge_conditions(self.conditions, moment)
        is_met = bool(self.verdicts) and all(verdict.is_met for verdict in self.verdicts)
        if not self._is_at_rest(frame):
            return
        if is_met and self.stage is Stage.OPEN:
            self._pass(Result.PASSED)
        elif is_met:
            self._resolve()
            self.changed.emit()
        else:
            self._count_try(frame)

    def _count_try(self, frame: "Frame") -> None:
        """Count what is at rest, not there yet, and another state than the last one."""
        records = (
            None if frame.history is None else (frame.history.revision, frame.history.n_records)
        )
        now = (frame.dataset, frame.settings, frame.start, records)
        if self._judged and now != self._judged:
            self._set(n_tries=self.state.n_tries + 1)
        self._judged = now

    def _is_at_rest(self, frame: "Frame") -> bool:
        return not (frame.is_dragging or frame.run_state.is_running or self._session.player.is_busy)

    def _has_run_ended(self, frame: "Frame") -> bool:
        return frame.run_state.status is RunStatus.FINISHED

    def _follow_bet(self, frame: "Frame") -> None:
        """Follow the bet of the session: bound by a run, shown by the record that decides it."""
        bet, stages = self._session.asking.state, bets.BetStage
        if bet.stage is stages.SHOWN and bet.gap is not None:
            self._resolve(wording_bets.seen(bet.gap))
        elif bet.stage is stages.BOUND and bet.bet is not None and not self.state.said:
            said = wording_bets.said(bet.bet)
            self._note(said)
            self._set(is_bound=True, said=said)
            self._permit()
        elif bet.stage is stages.OFF and self.state.is_bound and not self.state.said:
            if not self._has_come(frame):
                return
            self._resolve()
        elif bet.stage is stages.OFF and self._is_at_rest(frame):
            self._ask_again(frame)
        else:
            return
        self.changed.emit()

    def _has_come(self, frame: "Frame") -> bool:
        """Return whether a run without a bet has come to what would have decided it."""
        task = self.step.task
        is_pin = isinstance(task, Predict) and task.kind is BetKind.PIN
        return self._has_run_ended(frame) or (is_pin and self._is_at_rest(frame))

    def _ask_again(self, frame: "Frame") -> None:
        """Put the question once more, where what was said was lost with its run."""
        opening = self.state.opening
        has_run = opening is not None and frame.cursor > (opening.epoch or 0)
        if has_run and opening is not None:
            put_table(self._session, opening)
        self._set(is_bound=False, said="", chosen=0)
        self._ask()
        self._permit()

    def _resolve(self, told: str = "") -> None:
        """Let a prediction have been answered by what came."""
        task = self.step.task
        names = self.step.tell
        if not names and isinstance(task, Predict):
            names = tuple(dict.fromkeys(condition.of for condition in task.proof))
        if isinstance(task, Predict) and task.quantity and not told:
            names = tuple(dict.fromkeys((task.quantity, *names)))
        told = " ".join(text for text in (told, self._values(names)) if text)
        self._set(result=Result.PASSED, told=told)
        self._note_end()
        self._permit()

    def _values(self, names: tuple[str, ...]) -> str:
        """Write values that are told with the result."""
        moment = moment_of_frame(self._session.frame())
        if moment is None:
            return ""
        parts = []
        for name in names:
            found = find_quantity(name)
            value = None if found is None else found.of(moment)
            if found is not None and value is not None and name not in self.hidden_quantities:
                parts.append(f"{found.title}: {value_text(name, value)}")
        text = ", ".join(parts)
        return f"{text[0].upper()}{text[1:]}." if text else ""

    def _pass(self, result: Result) -> None:
        self._set(result=result, told=self._values(self.step.tell))
        self._note_end()
        self._permit()
        self.changed.emit()

    def _note(self, given: Given) -> None:
        """Note an answer or a prediction, to be saved."""
        first = given if self.state.first is None else self.state.first
        self._set(first=first, last=given)

    def _note_end(self) -> None:
        """Note what is on the table, from which what was reached can be computed again."""
        self._set(end=table_now(self._session), by_hand=hand_now(self._session))

    def _set(self, **changes: object) -> None:
        self.states[self.index] = replace(self.state, **changes)  # type: ignore[arg-type]

    # ---- what is refused

    def _refusal(self, lock: Lockable) -> str:
        """Return why a gesture is refused; empty where it is not.

        Before a prediction everything is refused once; a run then binds it.
        """
        if self.stage is not Stage.ASKING or not isinstance(self.step.task, Predict):
            return ""
        if lock in FREE_BEFORE_SAYING:
            return ""
        asking = self._session.asking
        if self._is_asked and asking.state.bet is not None:
            asking.bind()
            return ""
        if self._was_refused:
            self._do_without()
            return ""
        self._was_refused = True
        return words.SAY_FIRST
