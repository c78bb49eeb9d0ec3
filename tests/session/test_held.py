"""A held parameter in the session: runs, undo, branches, kept runs and projects."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.settings import Held, Optimizer
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from tests.invariants import check_session


def hold(session: Session, held: Held) -> None:
    session.set_settings(replace(session.runs.settings, held=held))


def through_origin(session: Session) -> float:
    x, y = session.problem.dataset.x, session.problem.dataset.y
    return float(np.mean(x * y) / np.mean(x * x))


def test_a_held_intercept_stays_and_the_run_ends_at_the_line_through_the_origin(
    session: Session,
) -> None:
    hold(session, Held.INTERCEPT)
    session.player.step(200)
    frame = session.frame()
    assert frame.history is not None
    assert (frame.history.parameters[:, 1] == 0.0).all()
    assert session.shown_curve == pytest.approx((through_origin(session), 0.0), rel=1e-5)
    check_session(session)


def test_holding_is_one_step_of_undo_and_replays_the_run(session: Session) -> None:
    session.player.step(30)
    before = session.frame().history
    hold(session, Held.SLOPE)
    assert session.edits.stack.undoText() == "change held parameter"
    assert session.frame().shown_curve.slope == 0.0
    assert session.player.cursor == 30
    session.edits.undo()
    after = session.frame().history
    assert before is not None
    assert after is not None
    assert np.array_equal(before.parameters, after.parameters)


def test_another_start_holds_another_value(session: Session) -> None:
    hold(session, Held.INTERCEPT)
    session.player.step(10)
    session.problem.set_start(Line(2.0, 30.0))
    loss = session.problem.loss
    assert loss is not None
    assert loss.minimum_parameters[1] == 30.0
    assert session.shown_curve.intercept == 30.0
    free = session.problem.objective
    session.problem.set_start(Line(5.0, 30.0))
    assert session.problem.objective is free
    check_session(session)


def test_a_kept_run_holds_what_its_own_start_has(session: Session) -> None:
    hold(session, Held.INTERCEPT)
    session.problem.set_start(Line(0.0, 30.0))
    session.player.step(60)
    session.runs.keep()
    session.problem.set_start(Line(0.0, 0.0))
    session.problem.move_point(0, 2.0, 60.0)
    kept = next(branch for branch in session.runs.branches if branch.is_kept)
    x, y = session.problem.dataset.x, session.problem.dataset.y
    assert (kept.history.parameters[:, 1] == 30.0).all()
    assert kept.history.parameters[-1, 0] == pytest.approx(np.mean(x * (y - 30)) / np.mean(x * x))
    check_session(session)
    session.load_run(kept.number)
    assert session.problem.start == Line(0.0, 30.0)
    assert session.shown_curve.intercept == 30.0
    check_session(session)


def test_what_is_held_during_a_run_holds_for_all_of_it(session: Session) -> None:
    session.set_settings(replace(session.runs.settings, optimizer=Optimizer.MOMENTUM))
    session.player.step(20)
    session.runs.fork()
    hold(session, Held.SLOPE)
    for branch in session.runs.branches:
        assert (branch.history.parameters[:, 0] == 0.0).all()
    check_session(session)


def test_a_held_intercept_where_all_x_are_0_is_refused_with_the_reason(session: Session) -> None:
    said: list[str] = []
    session.notice_posted.connect(lambda notice: said.append(notice.text))
    session.problem.replace_points("flatten", [0.0, 0.0], [1.0, 2.0])
    hold(session, Held.INTERCEPT)
    assert session.runs.settings.held is Held.NOTHING
    assert said[-1].startswith("Not taken: All x are 0")


def test_a_project_keeps_what_is_held_and_says_nothing_of_it_otherwise(session: Session) -> None:
    assert b"held" not in encode_project(project_of(session.state()))
    hold(session, Held.INTERCEPT)
    session.problem.set_start(Line(1.0, 12.0))
    session.player.step(25)
    session.runs.keep()
    session.problem.set_start(Line(1.0, 5.0))
    written = encode_project(project_of(session.state()))
    assert b'"held": "intercept"' in written
    runs = {branch.number: branch.history.parameters.copy() for branch in session.runs.branches}
    session.opening.open_example("noisy-line")
    session.open_state(state_of(decode_project(written, "p")))
    assert session.runs.settings.held is Held.INTERCEPT
    for branch in session.runs.branches:
        assert np.array_equal(branch.history.parameters, runs[branch.number])
