"""Check what a lesson says: every step opened by itself, every solution tried, every proof held.

Nothing here opens a window. A run is a function of data, settings and start, so whatever a lesson
claims can be computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.course import arrival_of_records, course_of
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.settings import StopReason
from linreg_gui.lessons.conditions import (
    Verdict,
    all_hold,
    hidden_quantities,
    judge_conditions,
    value_of,
)
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Hideable, Lockable, Permissions
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.quantities import find_quantity
from linreg_gui.lessons.table import (
    ByHand,
    Table,
    dataset_of,
    held_out_in,
    is_quick,
    moment_of,
    named_as,
    run_to_the_end,
    solved,
    table_of,
)
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import Answer, BetKind, Blanks, Condition, Goal, Predict
from linreg_gui.lessons.wording import value_text, verdict_text

GOOD_WORDS = 60
GOOD_MINUTES = 8


class Weight(Enum):
    """The weights of findings."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """Something to say about a lesson.

    Attributes
    ----------
    place : str
        As refusals name it: "step 2, goal".
    text : str
        What is to be said, without the place and without a full stop.
    weight : Weight
    """

    place: str
    text: str
    weight: Weight

    @property
    def sentence(self) -> str:
        """Place and text together."""
        end = " (warning)" if self.weight is Weight.WARNING else ""
        return f"{self.place}: {self.text}.{end}"


@dataclass(frozen=True)
class _Opened:
    """A step that was opened by itself."""

    number: int
    permissions: Permissions
    table: Table

    def found(self, key: str, text: str, weight: Weight = Weight.FAULT) -> Finding:
        return Finding(f"step {self.number}, {key}", text, weight)


class _NotTried(Exception):  # noqa: N818 - a finding, and no error
    """A step of which nothing more can be said than a finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


def check_lesson(lesson: Lesson) -> Iterator[Finding]:
    """Yield what is to be said about a lesson, in the order of its steps."""
    if lesson.minutes > GOOD_MINUTES:
        text = f"{lesson.minutes}; {GOOD_MINUTES} are a good measure"
        yield Finding("minutes", text, Weight.WARNING)
    yield from _telling_sweep(lesson)
    for index, step in enumerate(lesson.steps):
        n_words = len(step.say.split())
        if n_words > GOOD_WORDS:
            text = f"{n_words} words; {GOOD_WORDS} are a good measure"
            yield Finding(f"step {index + 1}, say", text, Weight.WARNING)
        yield from _check_step(lesson, index)


def _telling_sweep(lesson: Lesson) -> Iterator[Finding]:
    """Say where the sweep tells the limit that hidden zones do not."""
    for index in range(len(lesson.steps)):
        hidden = lesson.permissions(index).hidden
        panes = {Hideable.SWEEP, Hideable.LOSS_PANE}
        if Hideable.ZONES in hidden and not hidden & panes:
            text = "zones are hidden, but the sweep, which is not, shows where they end"
            yield Finding(f"step {index + 1}, hide", text, Weight.WARNING)
            return


def _check_step(lesson: Lesson, index: int) -> Iterator[Finding]:
    step, table = lesson.steps[index], table_of(lesson, index)
    opened = _Opened(index + 1, lesson.permissions(index), table)
    task = step.task
    try:
        _check_held_out(opened, table.dataset, lesson.setup.state if index == 0 else None, "setup")
        _check_held_out(opened, table.dataset, step.opening.state, "set")
        moment = _tried(opened, table, "set")
        if isinstance(task, Goal):
            yield from _check_goal(opened, task, moment)
        elif isinstance(task, Predict):
            yield from _check_predict(opened, task, moment)
        elif isinstance(task, Answer):
            yield from _check_answer(opened, task, moment)
        elif isinstance(task, Blanks) and task.epoch > moment.last_epoch:
            text = f"there is no record {task.epoch}: the last is {moment.last_epoch}"
            yield opened.found("blanks, epoch", text)
    except _NotTried as end:
        yield end.finding


# ---- goals


def _check_goal(opened: _Opened, goal: Goal, moment: Moment) -> Iterator[Finding]:
    verdicts = judge_conditions(goal.conditions, moment)
    if all(verdict.is_met for verdict in verdicts):
        yield opened.found("goal", f"holds before the learner acts ({_values(verdicts)})")
    yield from _hidden(opened, goal.conditions)
    if goal.solution is None:
        yield opened.found("goal", "has no solution to try", Weight.WARNING)
        return
    yield from _locked(opened, goal.solution)
    after = _solved(opened, goal.solution, "solution")
    yield from _missed(opened, "goal", goal.conditions, after, "the solution")


def _hidden(opened: _Opened, conditions: tuple[Condition, ...]) -> Iterator[Finding]:
    hidden = hidden_quantities(opened.permissions.hidden)
    for number, condition in enumerate(conditions, start=1):
        if condition.of in hidden:
            text = f"{condition.of} is hidden in this step"
            yield opened.found(f"goal {number}", text, Weight.WARNING)


def _locked(opened: _Opened, solution: TableState) -> Iterator[Finding]:
    needed = {
        LOCK_OF_SETTING[name]
        for name, value in solution.settings.items()
        if value != getattr(opened.table.config, name)
    }
    acts = (
        (Lockable.START, solution.start is not None),
        (Lockable.LINE, solution.hand is not None),
        (Lockable.POINTS, bool(solution.move)),
        (Lockable.KEEP, solution.keep),
        (Lockable.RUN, bool(solution.run) and not opened.table.run),
        (Lockable.DATA, solution.example is not None or solution.x is not None),
        (Lockable.HELD_OUT, solution.held_out is not None),
    )
    needed |= {name for name, is_needed in acts if is_needed}
    for name in sorted(needed & opened.permissions.locked):
        yield opened.found("solution", f"needs {name}, locked in this step", Weight.WARNING)


def _missed(
    opened: _Opened, key: str, conditions: tuple[Condition, ...], moment: Moment, who: str
) -> Iterator[Finding]:
    """Yield the conditions that do not hold after the solution or the run."""
    for number, verdict in enumerate(judge_conditions(conditions, moment), start=1):
        if verdict.value is None or None in verdict.operands:
            yield opened.found(f"{key} {number}", f"is not defined after {who}")
        elif not verdict.is_met:
            yield opened.found(f"{key} {number}", f"is not met by {who}: {verdict_text(verdict)}")


# ---- predictions and answers


def _check_predict(opened: _Opened, predict: Predict, moment: Moment) -> Iterator[Finding]:
    if predict.until and all_hold(predict.until, moment):
        values = _values(judge_conditions(predict.until, moment))
        yield opened.found("predict, until", f"holds before the learner acts ({values})")
    if predict.solution is not None:
        yield from _locked(opened, predict.solution)
        after, who = _solved(opened, predict.solution, "predict, solution"), "the solution"
    elif predict.until:
        yield opened.found("predict, until", "has no solution to try", Weight.WARNING)
        return
    elif predict.kind is BetKind.CHOICES and not predict.waits_for_run:
        after, who = moment, "the opening"
    else:
        if Lockable.RUN in opened.permissions.locked:
            yield opened.found("predict", "needs run, locked in this step", Weight.WARNING)
        after, who = _tried(opened, run_to_the_end(opened.table), "predict"), "the run"
    yield from _missed(opened, "predict, until", predict.until, after, who)
    yield from _missed(opened, "predict, proof", predict.proof, after, who)
    yield from _outcome(opened, predict, moment.epoch, after)


def _outcome(
    opened: _Opened, predict: Predict, first_epoch: int, after: Moment
) -> Iterator[Finding]:
    """Say what a prediction comes out as."""
    if predict.kind is BetKind.WORDS:
        yield _course(opened, after)
    elif predict.kind is BetKind.NUMBER:
        value = value_of(predict.quantity, after)
        if value is None:
            yield opened.found("predict, number", f"{predict.quantity} is not defined then")
        else:
            text = f"comes out as {value_text(predict.quantity, value)}"
            yield opened.found("predict", text, Weight.NOTE)
    elif predict.kind is not BetKind.CHOICES:
        epoch = min(first_epoch + predict.epochs, after.last_epoch)
        text = f"comes out at epoch {epoch:,} with {_place(after, epoch)}"
        yield opened.found("predict", text, Weight.NOTE)


def _place(after: Moment, epoch: int) -> str:
    """Say where a run is at an epoch; of a curve the loss alone."""
    loss = f"loss {value_text('loss', float(after.losses[epoch]))}"
    if after.config.degree > 1:
        return loss
    slope, intercept = after.line(after.parameters[epoch]).tolist()
    line = f"slope {value_text('slope', slope)}, intercept {value_text('intercept', intercept)}"
    return f"{line}, {loss}"


def _course(opened: _Opened, after: Moment) -> Finding:
    has_batches = after.config.has_batches(after.dataset.n_training)
    has_diverged = after.stop_reason is StopReason.DIVERGED
    course = course_of(
        after.parameters, after.loss, has_diverged=has_diverged, has_batches=has_batches
    )
    if course is None:
        return opened.found("predict", "nothing will move: the start is the best line")
    arrival = None if has_diverged else arrival_of_records(after.parameters, after.loss)
    arrived = "" if arrival is None else f", arrived at epoch {arrival:,}"
    return opened.found("predict", f"comes out as '{course.value}'{arrived}", Weight.NOTE)


def _check_answer(opened: _Opened, answer: Answer, moment: Moment) -> Iterator[Finding]:
    if isinstance(answer.right, str):
        value = value_of(answer.right, moment)
        if value is None:
            yield opened.found("answer, right", f"{answer.right} is not defined here")
        else:
            text = f"right is {value_text(answer.right, value)}"
            yield opened.found("answer", text, Weight.NOTE)


# ---- trying


def _check_held_out(opened: _Opened, dataset: Dataset, state: TableState | None, key: str) -> None:
    """Find points that are to be held out and are not there, or would leave none."""
    try:
        held_out_in(dataset, None if state is None else state.held_out)
    except DatasetError as error:
        text = f"cannot be done: {str(error).rstrip('.')}"
        raise _NotTried(opened.found(f"{key}, held_out", text)) from None


def _solved(opened: _Opened, solution: TableState, key: str) -> Moment:
    dataset = dataset_of(named_as(solution, opened.table.dataset)) or opened.table.dataset
    _check_held_out(opened, dataset, solution, key)
    try:
        table, by_hand = solved(opened.table, solution)
    except (DatasetError, IndexError) as error:
        raise _NotTried(opened.found(key, f"cannot be tried: {str(error).rstrip('.')}")) from None
    return _tried(opened, table, key, by_hand)


def _tried(opened: _Opened, table: Table, key: str, by_hand: ByHand | None = None) -> Moment:
    if not is_quick(table):
        text = f"not tried: a run of {table.run:,} epochs"
        raise _NotTried(opened.found(key, text, Weight.WARNING))
    try:
        return moment_of(table, by_hand)
    except DatasetError as error:
        raise _NotTried(opened.found(key, f"cannot be tried: {str(error).rstrip('.')}")) from None


def _values(verdicts: tuple[Verdict, ...]) -> str:
    """Write the quantities of conditions with their values: "learning_rate 0.0345"."""
    values = {verdict.condition.of: verdict.value for verdict in verdicts}
    for verdict in verdicts:
        named = zip(verdict.condition.operands, verdict.operands, strict=True)
        values |= {
            operand: value
            for operand, value in named
            if isinstance(operand, str) and find_quantity(operand) is not None
        }
    return ", ".join(f"{name} {value_text(name, value)}" for name, value in values.items())
