"""What is locked stays as it is, and says so once a gesture."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Decay, Optimizer, Scaling
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Hideable, Lockable, Permissions
from linreg_gui.session.curve import Line
from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ThemeChoice
from linreg_gui.session.wording_lessons import LOCKED, NOT_YET

OTHERS = Dataset.from_xy([1.0, 2.0, 4.0], [2.0, 4.0, 9.0])


def change(session: Session, **changes: object) -> None:
    session.set_settings(replace(session.runs.settings, **changes))  # type: ignore[arg-type]


GESTURES: list[tuple[Lockable, Callable[[Session], object]]] = [
    (Lockable.POINTS, lambda s: s.problem.add_point(1.0, 2.0)),
    (Lockable.POINTS, lambda s: s.problem.remove_point(0)),
    (Lockable.POINTS, lambda s: s.problem.move_point(0, 1.0, 2.0)),
    (Lockable.POINTS, lambda s: s.problem.clear_points()),
    (Lockable.POINTS, lambda s: s.problem.replace_points("paste", [1.0], [2.0])),
    (Lockable.HELD_OUT, lambda s: s.problem.turn_point(0)),
    (Lockable.HELD_OUT, lambda s: s.problem.hold_out(HoldOut(0.5))),
    (Lockable.LINE, lambda s: s.hand.set_line(Line(1.0, 2.0))),
    (Lockable.START, lambda s: s.problem.set_start(Line(1.0, 2.0))),
    (Lockable.START, lambda s: s.problem.set_random_start(1)),
    (Lockable.LEARNING_RATE, lambda s: s.set_learning_rate(0.002)),
    (Lockable.LEARNING_RATE, lambda s: s.let_follow_data(learning_rate=True)),
    (Lockable.EPOCHS, lambda s: s.set_max_epochs(7)),
    (Lockable.EPOCHS, lambda s: s.let_follow_data(max_epochs=True)),
    (Lockable.OPTIMIZER, partial(change, optimizer=Optimizer.ADAM)),
    (Lockable.OPTIMIZER, partial(change, momentum=0.5)),
    (Lockable.BATCH, partial(change, batch_size=2)),
    (Lockable.BATCH, partial(change, seed=2)),
    (Lockable.SCALING, partial(change, scaling=Scaling.STANDARDISE)),
    (Lockable.PENALTY, partial(change, l2=0.5)),
    (Lockable.DECAY, partial(change, decay=Decay.STEP)),
    (Lockable.STOP_RULE, partial(change, patience=4)),
    (Lockable.RUN, lambda s: s.player.run()),
    (Lockable.RUN, lambda s: s.player.toggle()),
    (Lockable.RUN, lambda s: s.player.step()),
    (Lockable.RUN, lambda s: s.player.seek(0)),
    (Lockable.RUN, lambda s: s.player.step_back()),
    (Lockable.RUN, lambda s: s.step.next_phase()),
    (Lockable.RUN, lambda s: s.restart()),
    (Lockable.BRANCH, lambda s: s.run_edits.fork()),
    (Lockable.KEEP, lambda s: s.run_edits.keep()),
    (Lockable.KEEP, lambda s: s.player.race()),
    (Lockable.KEEP, lambda s: s.load_run(1)),
    (Lockable.VIEW, lambda s: s.set_view_options(replace(s.view_options, show_axes=True))),
    (Lockable.DATA, lambda s: s.opening.open_example("anscombe-2")),
    (Lockable.DATA, lambda s: s.opening.open_dataset(OTHERS)),
    (Lockable.DATA, lambda s: s.opening.paste_dataset(OTHERS)),
    (Lockable.DATA, lambda s: s.open_new()),
    (Lockable.DATA, lambda s: s.open_generated(OTHERS)),
]


def lock(session: Session, *locks: Lockable) -> None:
    session.gate.set_permissions(Permissions(locked=frozenset(locks)))


@pytest.fixture
def said(session: Session) -> list[str]:
    texts: list[str] = []

    def hear(notice: Notice) -> None:
        texts.append(notice.text)

    session.notice_posted.connect(hear)
    return texts


@pytest.mark.parametrize(("needed", "gesture"), GESTURES)
def test_what_is_locked_changes_nothing_and_says_one_sentence(
    session: Session, said: list[str], needed: Lockable, gesture: Callable[[Session], object]
) -> None:
    session.player.step(3)
    lock(session, needed)
    before, n_steps = session.frame(), session.edits.stack.count()
    assert not gesture(session)
    assert said == [LOCKED[needed]]
    assert session.edits.stack.count() == n_steps
    assert same(session.frame(), before)


def same(one: Frame, other: Frame) -> bool:
    names = ("dataset", "settings", "automatic", "start", "cursor", "branches", "view_options")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@pytest.mark.parametrize(("needed", "gesture"), GESTURES)
def test_one_lock_is_enough_for_a_gesture(
    session: Session, said: list[str], needed: Lockable, gesture: Callable[[Session], object]
) -> None:
    session.player.step(3)
    lock(session, *(set(Lockable) - {needed}))
    gesture(session)
    assert not set(said) & set(LOCKED.values())


def test_a_drag_of_something_locked_is_refused_once(session: Session, said: list[str]) -> None:
    lock(session, Lockable.POINTS)
    for _ in range(2):
        session.edits.begin_drag()
        for x in range(60):
            session.problem.move_point(0, float(x), 1.0)
        session.edits.end_drag()
    assert said == [LOCKED[Lockable.POINTS]] * 2


def test_the_look_is_never_locked(session: Session) -> None:
    lock(session, *Lockable)
    wanted = replace(session.view_options, theme=ThemeChoice.DARK, show_axes=True)
    session.set_view_options(wanted)
    assert session.view_options.theme is ThemeChoice.DARK
    assert not session.view_options.show_axes


def test_what_is_hidden_cannot_be_switched_on(session: Session, said: list[str]) -> None:
    session.gate.set_permissions(Permissions(frozenset({Hideable.PULLS, Hideable.BEST_FIT})))
    session.set_view_options(replace(session.view_options, show_pulls=True, show_axes=True))
    assert not session.view_options.show_pulls
    assert session.view_options.show_axes
    assert session.view_options.is_guessing
    assert said == [NOT_YET]
    session.set_view_options(replace(session.view_options, show_squares=True))
    assert said == [NOT_YET]


def test_every_setting_has_a_lock(session: Session) -> None:
    assert set(vars(session.runs.settings)) == set(LOCK_OF_SETTING)
    assert set(LOCKED) == set(Lockable)
