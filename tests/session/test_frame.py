"""Frames: one moment of a session, in which what did not change is the same object."""

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pytest

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.lessons.hide_and_lock import Hideable, Permissions
from linreg_gui.session.curve import Line
from linreg_gui.session.frame import Frame, is_same
from linreg_gui.session.session import Session
from linreg_gui.session.step import Step


@pytest.fixture
def session(qapp) -> Iterator[Session]:
    made = Session()
    yield made
    made.shutdown()


def changed(before: Frame, after: Frame) -> set[str]:
    """Give the names of the fields that are not the same in two frames."""
    names = (field.name for field in fields(Frame))
    return {name for name in names if not is_same(getattr(before, name), getattr(after, name))}


def test_a_frame_says_what_the_session_says(session):
    session.player.step(5)
    session.player.seek(3)
    frame = session.frame()
    assert frame.dataset is session.problem.dataset
    assert frame.loss is session.problem.loss
    assert (frame.cursor, frame.history.last_epoch) == (3, 5)
    assert frame.shown_parameters == session.player.shown_parameters
    assert frame.curve_at(frame.shown_place) == frame.shown_curve == session.shown_curve
    assert np.array_equal(frame.history.losses, session.player.history.losses)


def test_nothing_differs_while_nothing_changes(session):
    session.player.step(5)
    session.runs.fork()
    session.hand.set_line(Line(1.0, 2.0))
    before = session.frame()
    assert changed(before, session.frame()) == set()
    assert before.branches[0] is session.frame().branches[0]


def test_a_step_changes_records_and_cursor_and_no_more(session):
    session.player.step(2)
    before = session.frame()
    session.player.step()
    after = session.frame()
    assert changed(before, after) == {
        *("history", "branches", "cursor", "shown_parameters", "shown_curve", "drawn", "look")
    }
    assert after.history.revision == before.history.revision, "records were only added"
    assert before.history.last_epoch == 2, "a frame is of its moment"


def test_going_back_to_a_record_changes_no_records(session):
    session.player.step(5)
    before = session.frame()
    session.player.seek(2)
    assert changed(before, session.frame()) == {
        *("cursor", "shown_parameters", "shown_curve", "drawn", "look")
    }


def test_another_rate_replays_the_records_on_the_same_surface(session):
    session.player.step(5)
    before = session.frame()
    session.set_learning_rate(session.runs.settings.learning_rate / 2)
    after = session.frame()
    assert after.history.revision > before.history.revision
    assert after.history.n_records == before.history.n_records
    assert {"settings", "history", "branches"} <= changed(before, after)
    assert not {"dataset", "objective", "start", "hand"} & changed(before, after)


def test_a_branch_that_is_left_alone_stays_the_same_object_while_another_one_grows(session):
    session.player.step(5)
    session.player.seek(3)
    session.runs.fork()
    before = session.frame()
    session.player.step(4)
    after = session.frame()
    assert after.shown_branch == 1
    assert after.branches[0] is before.branches[0]
    assert after.branches[1].history is after.history
    assert after.branches[1] is not before.branches[1]


def test_a_line_by_hand_is_kept_when_the_trail_overwrites_its_memory(session):
    session.hand.set_line(Line(1.0, 2.0))
    before = session.frame()
    session.hand.forget()
    session.hand.set_line(Line(3.0, 4.0))
    assert before.hand.lines.tolist() == [[0.0, 0.0], [1.0, 2.0]]
    assert session.frame().hand.lines[-1].tolist() == [3.0, 4.0]
    assert before.hand_losses == pytest.approx(before.loss.values(before.hand_places))


def test_parts_of_a_step_are_worked_out_when_asked_for_and_once(session, monkeypatch):
    asked = []
    whole = Step.__dict__["explained"].fget

    def counted(self):
        asked.append(1)
        return whole(self)

    monkeypatch.setattr(Step, "explained", property(counted))
    session.player.step(3)
    look = session.frame().look
    assert not asked
    assert look.step is look.step
    assert session.frame().look.step is look.step
    assert len(asked) == 1
    session.player.step()
    assert session.frame().look is not look


def test_without_points_there_is_no_loss_and_no_record(session):
    session.problem.clear_points()
    frame = session.frame()
    assert frame.loss is None
    assert frame.history is None
    assert frame.branches == ()
    assert frame.look.step is None
    assert len(frame.hand_losses) == 0
    assert frame.shown_curve == session.problem.start


def test_whatever_changes_in_a_frame_is_announced(session):
    heard = []
    session.changed.connect(lambda: heard.append(1))
    options, seen = session.view_options, set()
    for change in (
        lambda: session.problem.add_point(1.0, 2.0),
        lambda: session.player.step(4),
        session.player.step_back,
        session.runs.fork,
        session.step.next_phase,
        session.edits.begin_drag,
        lambda: session.problem.move_point(0, 1.5, 2.5),
        session.edits.end_drag,
        lambda: session.set_settings(replace(session.runs.settings, batch_size=2)),
        lambda: session.step.move_inner_step(1),
        lambda: session.hand.set_line(Line(0.5, 1.5)),
        lambda: session.set_view_options(replace(options, show_axes=True)),
        lambda: session.player.step(2),
        session.run_edits.keep,  # to race against
        session.player.race,
        session.player.pause,
        session.edits.undo,
        lambda: session.opening.open_example("anscombe-2"),
        lambda: session.problem.hold_out(HoldOut(0.3)),
        lambda: session.set_degree(2),
        session.asking.ask,
        session.problem.clear_points,
        lambda: session.gate.set_permissions(Permissions(frozenset({Hideable.ZONES}))),
        lambda: session.gate.set_guard(lambda _lock: ""),
    ):
        heard.clear()
        before = session.frame()
        change()
        now = changed(before, session.frame())
        assert heard or not now, now
        seen |= now
    assert seen == {field.name for field in fields(Frame)}, "each field was changed by something"


def test_an_equal_value_is_no_change(session):
    heard = []
    session.changed.connect(lambda: heard.append(1))
    session.set_settings(replace(session.runs.settings))
    session.problem.set_start(session.problem.start)
    session.set_view_options(replace(session.view_options))
    assert not heard


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1.5, 1.5, True),
        (1, 1.0, False),
        (True, 1, False),
        (Line(1.0, 2.0), Line(1.0, 2.0), True),
        (Line(1.0, 2.0), (1.0, 2.0), False),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_plain_values_are_compared_and_objects_only_by_identity(one, other, expected):
    assert is_same(one, other) is expected


def test_equal_objects_are_not_the_same(session):
    twin = replace(session.runs.settings)
    assert twin == session.runs.settings
    assert not is_same(twin, session.runs.settings)
    assert is_same(session.runs.settings, session.runs.settings)
