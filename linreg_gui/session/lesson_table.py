"""Put the table of a lesson into a session, and read the table that is there."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.core.surface import Surface
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.lessons.lesson import Opening
from linreg_gui.lessons.measures import tried_by_hand
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.table import (
    ByHand,
    Table,
    dataset_of,
    held_out_in,
    named_as,
    settings_after,
)
from linreg_gui.lessons.table_state import TableState
from linreg_gui.session.branches import Branches
from linreg_gui.session.curve import Line
from linreg_gui.session.permissions import OPTION_OF
from linreg_gui.session.segments import Segment
from linreg_gui.session.state import DocumentId, LabState
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import Notice, Severity, ViewOptions

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame
    from linreg_gui.session.session import Session

FULL_SPEED = float("inf")


def table_now(session: "Session") -> Table:
    """Return what is on the table: of the branch shown, from which its run follows."""
    player, pace = session.player, session.view_options.epochs_per_second
    shown = player.trajectory
    segments = () if shown is None else shown.segments
    # It has to get as far as it did to diverge again.
    run = 0 if shown is None else shown.diverged_epoch or shown.last_epoch
    return Table(
        session.problem.dataset,
        session.runs.settings,
        (session.problem.start.slope, session.problem.start.intercept),
        run,
        player.awaited_cursor,
        FULL_SPEED if pace is None else pace,
        earlier=tuple((segment.first_epoch, segment.config) for segment in segments[:-1]),
        since=segments[-1].first_epoch if segments else 0,
    )


def hand_now(session: "Session") -> ByHand:
    """Return what was done beside the run, with the best of the lines tried by hand."""
    frame = session.frame()
    moment = moment_of_frame(frame)
    kept = 0 if moment is None else moment.kept_runs
    is_tried = tried_by_hand(frame.hand.strokes)
    if moment is None or not is_tried.any():
        return ByHand(kept)
    lines = frame.hand.lines[is_tried]
    slope, intercept = lines[np.argmin(moment.dataset.loss.values(lines))].tolist()
    best = (slope, intercept)
    return ByHand(kept, (best, best))


def put_table(session: "Session", table: Table) -> None:
    """Put a table in place of all there is, its run computed; no step of undo."""
    config = table.config
    start = Line(*table.start).of_degree(config.degree)
    branches, cursor = Branches(), 0
    if table.dataset.n_samples:
        try:
            objective = session.problem.objective_of(table.dataset, Surface.of(config), start)
        except DatasetError as error:  # a faulty lesson is shown as far as it can be
            session.post_notice(Notice(str(error), Severity.WARNING))
            config = replace(config, degree=1, scaling=Scaling.NONE, held=Held.NOTHING)
            put_table(session, replace(table, config=config, earlier=(), since=0))
            return
        begin = start.on(objective)
        plan = tuple(Segment(first, each) for first, each in table.segments)
        run = Trajectory(objective, begin, plan)
        if table.run:
            run.advance(table.run)
        branches.begin(run)
        cursor = run.last_epoch if table.epoch is None else min(table.epoch, run.last_epoch)
    origin = DocumentId(table.dataset)
    session.player.pause()
    session.opening.put(LabState(table.dataset, config, start, branches, cursor, origin=origin))


def options_after(options: ViewOptions, opening: Opening) -> ViewOptions:
    """Return view options once a step has opened: with what it shows, and at its pace."""
    changes: dict[str, Any] = {
        option: name in opening.show
        for name, option in OPTION_OF.items()
        if name in opening.show | opening.hide
    }
    if opening.show & {Hideable.WORKSHEET, Hideable.EQUATIONS}:
        is_turned = Hideable.EQUATIONS in opening.show
        changes |= {"show_worksheet": True, "show_equations": is_turned}
    if Hideable.BEST_FIT in opening.show:
        changes |= {"is_guessing": False, "show_best_fit": True}
    speed = None if opening.state is None else opening.state.speed
    if speed is not None:
        changes["epochs_per_second"] = None if speed == FULL_SPEED else speed
    return replace(options, **changes)


def put_solution(session: "Session", solution: TableState) -> None:
    """Do what a solution says, as a learner would; other data get as many epochs as there were."""
    dataset = dataset_of(named_as(solution, session.problem.dataset))
    if dataset is not None:
        put_table(session, replace(table_now(session), dataset=dataset))
        session.edits.stack.clear()  # of edits of points that are gone
    if solution.keep:
        session.run_edits.keep()
    for point, x, y in solution.move:
        session.problem.move_point(point - 1, x, y)
    if solution.held_out is not None:
        _hold_out(session, solution.held_out)
    if solution.settings:
        session.set_settings(settings_after(session.runs.settings, solution.settings))
    if solution.start is not None:
        session.problem.set_start(Line(*solution.start))
    if solution.hand is not None:
        session.hand.set_line(Line(*solution.hand))
    if solution.run is not None:
        session.run_edits.restart()
        session.player.step(solution.run)
    if solution.epoch is not None:
        session.player.seek(solution.epoch)


def _hold_out(session: "Session", wanted: HoldOut | tuple[int, ...]) -> None:
    """Hold points out by the gestures for it; those that are trained on again come first."""
    dataset = session.problem.dataset
    try:
        goal = held_out_in(dataset, wanted)
    except DatasetError as error:
        session.post_notice(Notice(str(error), Severity.WARNING))
        return
    was, will = set(dataset.training_rows.tolist()), set(goal.training_rows.tolist())
    for row in (*sorted(will - was), *sorted(was - will)):
        session.problem.turn_point(row)


def moment_of_frame(frame: "Frame") -> Moment | None:
    """Return what quantities are functions of; None without points."""
    history, objective = frame.history, frame.objective
    if history is None or objective is None:
        return None
    kept = sum(run.is_kept for run in frame.branches)
    return Moment(
        dataset=frame.dataset,
        config=frame.settings,
        objective=objective,
        parameters=history.parameters,
        losses=history.losses,
        epoch=frame.cursor,
        stop_reason=frame.run_state.stop_reason,
        kept_runs=kept,
        branches=len(frame.branches) - kept,
        hand_lines=frame.hand.lines,
        hand_strokes=frame.hand.strokes,
    )
