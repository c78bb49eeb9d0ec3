"""The table of a lesson: data, settings and a start, from which a run follows.

The table of a step that is opened by itself is the fold of the setup and of what the steps up to it
put there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descents import carry_memory_over, is_affine, make_descent
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.feature_map import line_as_curve
from linreg_gui.core.history import History
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, StopReason
from linreg_gui.lessons.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linreg_gui.lessons.lesson import Lesson
    from linreg_gui.lessons.table_state import TableState

MOST_STEPS_TRIED = 200_000
"""Steps taken one at a time, to try a lesson; plain descent takes thousands at a time."""


@dataclass(frozen=True)
class Table:
    """Data, settings and start, and how much of the run there is.

    Attributes
    ----------
    dataset : Dataset
    config : DescentConfig
    start : (slope, intercept)
        In the data's units; a curve, too, starts as a straight line.
    run : int
        Epochs computed, unless the run ends before.
    epoch : int or None
        The record shown; None for the last.
    speed : float or None
        Epochs per second, infinite for full speed; None where the lesson says nothing.
    frame : (left, right, bottom, top) or None
        Of the data pane; None where the lesson says nothing.
    earlier : tuple of (int, DescentConfig)
        Settings that were in force before ``config``, each with the epoch from which on.
    since : int
        The epoch from which on ``config`` is in force.
    """

    dataset: Dataset
    config: DescentConfig
    start: tuple[float, float] = (0.0, 0.0)
    run: int = 0
    epoch: int | None = None
    speed: float | None = None
    frame: tuple[float, float, float, float] | None = None
    earlier: tuple[tuple[int, DescentConfig], ...] = ()
    since: int = 0

    @property
    def segments(self) -> tuple[tuple[int, DescentConfig], ...]:
        """All settings of the run, each with the epoch from which on they are in force."""
        return (*self.earlier, (self.since, self.config))


class ByHand(NamedTuple):
    """The acts of a learner beside the run.

    Attributes
    ----------
    kept_runs : int
    lines : tuple of (slope, intercept)
        Tried by hand in one stroke; the first is where the stroke began.
    """

    kept_runs: int = 0
    lines: tuple[tuple[float, float], ...] = ()


def new_table(state: TableState) -> Table:
    """Return what a setup puts on the table of a new window."""
    table = table_of_example(state.example or DEFAULT_EXAMPLE)
    if state.x is not None:
        table = replace(table, config=DescentConfig())
    return changed_table(table, state)


def table_of_example(key: str = DEFAULT_EXAMPLE) -> Table:
    """Return an example with the settings that suit it, by default that of a new window."""
    example = EXAMPLES[key]
    return Table(example.dataset(), example.settings)


def changed_table(table: Table, state: TableState) -> Table:
    """Return a table on which something was put; what is not given stays as it is.

    The run begins at record 0.
    """
    dataset = dataset_of(state)
    frame = state.frame or (table.frame if dataset is None else None)
    dataset = dataset or table.dataset
    try:
        dataset = held_out_in(dataset, state.held_out)
    except DatasetError:  # the learner has taken points away
        dataset = dataset.with_held_out(None)
    return Table(
        dataset,
        settings_after(table.config, state.settings),
        table.start if state.start is None else state.start,
        state.run or 0,
        state.epoch,
        table.speed if state.speed is None else state.speed,
        frame,
    )


def settings_after(config: DescentConfig, given: Mapping[str, Any]) -> DescentConfig:
    """Return settings of which some are put in place of others.

    A degree brings with it what the window gives it, where that is not said. A held parameter is
    of a straight line, which it makes of a curve.
    """
    degree = given.get("degree", config.degree)
    if given.get("held", Held.NOTHING) is not Held.NOTHING:
        degree = 1
    return replace(config.in_degree(degree), **{**given, "degree": degree})


def held_out_in(dataset: Dataset, held_out: HoldOut | tuple[int, ...] | None) -> Dataset:
    """Return a dataset of which points are held out; with None, as it is.

    Raises
    ------
    DatasetError
        If there is no such point, or none would be left to train on.
    """
    if held_out is None:
        return dataset
    if isinstance(held_out, HoldOut):
        return held_out.apply(dataset)
    last = max(held_out, default=0)
    if last > dataset.n_samples:
        raise DatasetError(f"There is no point {last:,}: there are {dataset.n_samples:,}.")
    is_held_out = np.zeros(dataset.n_samples, dtype=bool)
    is_held_out[np.array(held_out, dtype=np.intp) - 1] = True
    return dataset.with_held_out(is_held_out)


def table_of(lesson: Lesson, index: int) -> Table:
    """Return the table with which the step at ``index``, from 0, opens by itself.

    Without a ``set`` of its own a step opens at record 0, but for the first step, which opens as
    the setup says.
    """
    assert lesson.setup.state is not None
    table = new_table(lesson.setup.state)
    for number, step in enumerate(lesson.steps[: index + 1]):
        if step.opening.state is not None:
            table = changed_table(table, step.opening.state)
        elif number:
            table = replace(table, run=0, epoch=None)
    return table


def moment_of(table: Table, by_hand: ByHand | None = None) -> Moment:
    """Compute the run of a table, and return the moment at which it is looked at."""
    objective = Objective.of(table.dataset, table.config, table.start)
    start = objective.from_data_units(line_as_curve(table.start, table.config.degree))
    history = History(start, objective.loss.value(start), capacity=table.run + 1)
    stop_reason = _run(table, objective, history)
    last = history.last_epoch
    hand = by_hand or ByHand()
    return Moment(
        dataset=table.dataset,
        config=table.config,
        objective=objective,
        parameters=history.parameters,
        losses=history.losses,
        epoch=last if table.epoch is None else min(table.epoch, last),
        stop_reason=stop_reason,
        kept_runs=hand.kept_runs,
        hand_lines=np.reshape(hand.lines, (-1, 2)),
        hand_strokes=np.ones(len(hand.lines), np.intp),
    )


def _run(table: Table, objective: Objective, history: History) -> StopReason | None:
    """Compute the records of a run, through all its settings, and return how it ended."""
    ends = [first for first, _ in table.segments[1:]]
    stop_reason, former = None, (0, table.config)
    for (first, config), end in zip(table.segments, [*ends, table.run], strict=True):
        if first:
            carry_memory_over(objective, former[1], history, former[0])
        descent = make_descent(objective, config, history, first)
        last = min(end, table.run)
        while descent.stop_reason is None and history.last_epoch < last:
            history.append(descent.advance(last - history.last_epoch))
        stop_reason, former = descent.stop_reason, (first, config)
        if history.last_epoch < end:
            break
    return stop_reason


def is_quick(table: Table) -> bool:
    """Return whether the run is computed in a second or so: batches take one step at a time."""
    n_steps = table.config.steps_per_epoch(table.dataset.n_training)
    is_stepwise = not is_affine(table.config, table.dataset.n_training)
    return table.run * n_steps <= (MOST_STEPS_TRIED if is_stepwise else MAX_GUI_EPOCHS)


def run_to_the_end(table: Table) -> Table:
    """Return the table after its run has ended by itself."""
    return replace(table, run=table.config.max_epochs, epoch=None)


def solved(table: Table, solution: TableState) -> tuple[Table, ByHand]:
    """Return what a solution leaves on the table; an edit replays the epochs there were.

    Raises
    ------
    IndexError
        If it moves a point that is not there.
    """
    solution = named_as(solution, table.dataset)
    run = table.run if solution.run is None and solution.start is None else solution.run or 0
    lines: tuple[tuple[float, float], ...] = ()
    if solution.hand is not None:
        lines, run = (table.start, solution.hand), 0
        table = replace(table, start=solution.hand)
    table = replace(changed_table(table, solution), run=run)
    for point, x, y in solution.move:
        table = replace(table, dataset=table.dataset.moved_point(point - 1, x, y))
    return table, ByHand(int(solution.keep), lines)


def named_as(solution: TableState, dataset: Dataset) -> TableState:
    """Return a solution whose data keep the names that it does not give."""
    return replace(
        solution,
        name=solution.name or dataset.name,
        x_name=solution.x_name or dataset.feature_names[0],
        y_name=solution.y_name or dataset.target_name,
    )


def dataset_of(state: TableState) -> Dataset | None:
    """Return the data that something puts on the table; None where it leaves them."""
    if state.example is not None:
        return EXAMPLES[state.example].dataset()
    if state.x is None or state.y is None:
        return None
    return Dataset.from_xy(
        state.x,
        state.y,
        name=state.name or "",
        feature_names=(state.x_name or "x",),
        target_name=state.y_name or "y",
    )
