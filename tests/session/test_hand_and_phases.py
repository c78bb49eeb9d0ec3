"""The trail a hand leaves, and a step taken in its four phases."""

from typing import Any

import numpy as np
import pytest

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.session.curve import Line
from linreg_gui.session.hand import MOST_LINES, HandTrail
from linreg_gui.session.session import Session


def drag_line(session: Session, *lines: tuple[float, float]) -> None:
    session.edits.begin_drag()
    for line in lines:
        session.hand.set_line(Line(*line))
    session.edits.end_drag()


def test_trail_begins_where_the_hand_took_hold(session: Session) -> None:
    session.player.step(3)
    taken = session.shown_curve
    drag_line(session, (5.0, 40.0), (4.5, 50.0))
    drag_line(session, (4.0, 58.0))
    trail = session.hand.trail
    assert trail.first == taken
    assert trail.lines.tolist() == [list(taken), [5, 40], [4.5, 50], [4.5, 50], [4, 58]]
    assert trail.strokes.tolist() == [1, 1, 1, 2, 2]


def test_the_descent_can_begin_where_the_hand_began(session: Session, qtbot: Any) -> None:
    session.problem.set_start(Line(1.0, 2.0))
    drag_line(session, (5.0, 40.0))
    session.hand.run_from_first()
    assert session.problem.start == Line(1.0, 2.0)
    assert len(session.hand.trail) == 2
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    session.player.pause()


def test_without_a_trail_nothing_begins(session: Session) -> None:
    session.hand.run_from_first()
    assert not session.player.state.is_running
    assert session.hand.trail.first is None


def test_trail_is_forgotten_with_the_data_and_when_asked(session: Session) -> None:
    heard: list[int] = []
    session.hand.trail_changed.connect(lambda: heard.append(len(session.hand.trail)))
    drag_line(session, (5.0, 40.0))
    session.problem.move_point(0, 2.1, 65.0)
    assert len(session.hand.trail) == 2
    session.opening.open_example("noisy-line")
    assert len(session.hand.trail) == 0
    drag_line(session, (5.0, 40.0))
    session.hand.forget()
    assert heard == [2, 0, 2, 0]


def test_a_line_that_is_refused_leaves_no_trail(session: Session) -> None:
    drag_line(session, (1e149, 1e149 * 1e2))
    assert len(session.hand.trail) == 0


def test_a_line_that_is_refused_leaves_the_run_as_it_is(session: Session) -> None:
    session.player.step(40)
    for line in (Line(1e149, 1e152), Line(float("nan"), 0.0)):
        session.hand.set_line(line)
        assert session.player.cursor == 40
    assert len(session.hand.trail) == 0


def test_a_long_trail_keeps_its_beginning_its_end_and_its_strokes() -> None:
    trail = HandTrail()
    trail.begin_stroke(Line(0.0, 0.0))
    for k in range(1, 3 * MOST_LINES):
        trail.add(Line(float(k), -float(k)))
    assert len(trail) <= MOST_LINES
    assert trail.first == Line(0.0, 0.0)
    assert trail.lines[-1].tolist() == [3 * MOST_LINES - 1, 1 - 3 * MOST_LINES]
    assert (np.diff(trail.lines[:, 0]) > 0).all()


def test_the_four_phases_take_one_step(session: Session) -> None:
    phases: list[StepPhase | None] = []
    session.step.phase_changed.connect(phases.append)
    for cursor in (0, 0, 0, 1, 1):
        session.step.next_phase()
        assert session.player.cursor == cursor
    assert phases == [*StepPhase, StepPhase.PREDICT]


def test_a_phase_goes_out_when_the_epoch_changes_but_not_when_a_point_moves(
    session: Session,
) -> None:
    session.step.next_phase()
    session.problem.move_point(0, 2.2, 60.0)
    assert session.step.phase is StepPhase.PREDICT
    session.player.step()
    assert session.step.phase is None


def test_a_run_puts_the_phase_out(session: Session) -> None:
    session.step.next_phase()
    session.player.run()
    assert session.step.phase is None
    session.player.pause()


def test_a_complete_run_takes_no_further_step_by_phases(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.set_max_epochs(2)
    session.player.step(2)
    for _ in range(4):
        session.step.next_phase()
    assert session.step.phase is StepPhase.GRADIENT
    assert "complete" in notices[-1].text
    session.set_max_epochs(10)
    session.player.step()
    assert session.step.phase is None


def test_without_points_there_is_no_phase_and_no_step(session: Session) -> None:
    session.problem.clear_points()
    session.step.next_phase()
    session.runs.fork()
    assert session.step.phase is None
    assert session.step.explained is None


@pytest.mark.parametrize("epoch", [0, 7, 20])
def test_the_step_shown_is_in_the_numbers_of_the_records(session: Session, epoch: int) -> None:
    session.player.step(20)
    session.player.seek(epoch)
    step = session.step.explained
    assert step is not None
    assert session.player.history is not None
    parameters, loss = session.player.history.record(epoch)
    assert np.array_equal(step.parameters, parameters)
    assert step.value == loss
    assert step.config.learning_rate == 0.03
    session.player.step()
    assert step.next_parameters is not None
    assert tuple(step.next_parameters) == session.shown_curve


def test_the_step_shown_has_the_settings_of_its_epoch(session: Session) -> None:
    session.player.step(20)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(5)
    rates = []
    for epoch in (9, 10, 15):
        session.player.seek(epoch)
        step = session.step.explained
        assert step is not None
        rates.append(step.config.learning_rate)
    assert rates == [0.03, 0.01, 0.01]


def test_where_the_descent_goes_no_further_there_is_no_next_line(session: Session) -> None:
    session.set_learning_rate(0.05)
    session.player.step(300)
    step = session.step.explained
    assert step is not None
    assert step.next_parameters is None
