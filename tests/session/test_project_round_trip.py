"""Whatever a session has been through, it is kept and comes back, and goes on bit for bit."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Decay, Held, Optimizer, Scaling
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import kept_flags, project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from tests.invariants import check_runs, check_session
from tests.storage.projects.test_reordered_projects import reordered

Action = Callable[[Session], Any]


@dataclass(frozen=True)
class Call:
    """A method of the session with its arguments."""

    name: str
    arguments: tuple[Any, ...]

    def __call__(self, session: Session) -> None:
        """Call it."""
        attrgetter(self.name)(session)(*self.arguments)


SMALL = st.floats(-100, 100, allow_subnormal=False)
NUMBERS = st.integers(0, 5)
EPOCHS = st.integers(0, 60)
SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "learning_rate": st.sampled_from([1e-4, 0.003, 0.01, 0.034, 0.05, 0.5]),
    "max_epochs": st.integers(1, 200),
    "tolerance": st.sampled_from([0.0, 1e-12, 1e-3]),
    "optimizer": st.sampled_from(Optimizer),
    "momentum": st.sampled_from([0.0, 0.5, 0.95]),
    "batch_size": st.sampled_from([None, 1, 2, 3, 50]),
    "seed": st.integers(0, 2**63 - 1),
    "l2": st.sampled_from([0.0, 0.1, 7.0]),
    "scaling": st.sampled_from(Scaling),
    "decay": st.sampled_from(Decay),
    "held": st.sampled_from(Held),
    "decay_epochs": st.integers(1, 50),
    "patience": st.sampled_from([0, 1, 20]),
    "improvement": st.sampled_from([0.0, 1e-4, 0.5]),
}


def action(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    """Call a method of the session with drawn arguments."""
    return st.tuples(*arguments).map(lambda drawn: Call(name, drawn))


@dataclass(frozen=True)
class Change:
    """Another value for a field of the settings, or of what is shown."""

    name: str
    value: Any

    def __call__(self, session: Session) -> None:
        """Set it."""
        changes = {self.name: self.value}
        if self.name == "held" and session.runs.settings.degree > 1:
            return  # a parameter of a line is held
        if self.name in SETTINGS:
            session.set_settings(replace(session.runs.settings, **changes))
        else:
            session.set_view_options(replace(session.view_options, **changes))


@dataclass(frozen=True)
class UseFeatures:
    """Another choice of features, of those there are."""

    columns: tuple[int, ...]

    def __call__(self, session: Session) -> None:
        """Choose them."""
        n_features = session.problem.dataset.n_features
        session.set_columns(tuple(column for column in self.columns if column < n_features))


def several_features(rows: Sequence[tuple[float, ...]]) -> Dataset:
    """Make a dataset whose last column is the target."""
    table = np.array(rows)
    return Dataset(table[:, :-1], table[:, -1], ("a", "b", "c"), name="drawn")


ROWS = st.tuples(SMALL, SMALL, SMALL, SMALL)
LINES = st.builds(Line, SMALL, SMALL)
CHANGES_OF_SETTINGS = st.sampled_from(sorted(SETTINGS)).flatmap(
    lambda name: st.builds(Change, st.just(name), SETTINGS[name])
)
CHANGES_OF_VIEW = st.one_of(
    st.builds(Change, st.sampled_from(kept_flags()), st.booleans()),
    st.builds(Change, st.just("epochs_per_second"), st.sampled_from([None, 1.0, 30.0])),
)
ACTIONS = st.one_of(
    CHANGES_OF_SETTINGS,
    CHANGES_OF_VIEW,
    action("player.step", EPOCHS),
    action("player.step", EPOCHS),
    action("player.seek", EPOCHS),
    action("runs.fork"),
    action("runs.fork"),
    action("runs.keep"),
    action("runs.show", NUMBERS),
    action("runs.remove", NUMBERS),
    action("show_run", NUMBERS),
    action("runs.rename", NUMBERS, st.text(max_size=5)),
    action("runs.hide", NUMBERS, st.booleans()),
    action("restart"),
    action("step.next_phase"),
    action("step.move_inner_step", st.integers(-2, 2)),
    action("problem.set_start", LINES),
    action("hand.set_line", LINES),
    action("problem.set_random_start", NUMBERS),
    action("problem.add_point", SMALL, SMALL),
    action("problem.move_point", NUMBERS, SMALL, SMALL),
    action("problem.remove_point", NUMBERS),
    action("problem.clear_points"),
    action("set_degree", st.integers(1, 4)),
    action("edits.undo"),
    action("edits.redo"),
    action("opening.open_example", st.sampled_from(sorted(EXAMPLES))),
    action(
        "opening.open_dataset",
        st.lists(st.tuples(SMALL, SMALL), max_size=4).map(
            lambda points: Dataset.from_xy(*np.reshape(points, (-1, 2)).T, name="drawn")
        ),
    ),
    action("opening.open_dataset", st.lists(ROWS, min_size=1, max_size=6).map(several_features)),
    st.builds(UseFeatures, st.sets(st.integers(0, 2), min_size=1).map(sorted).map(tuple)),
    st.builds(UseFeatures, st.sets(st.integers(0, 2), min_size=2).map(sorted).map(tuple)),
)


@contextmanager
def a_session() -> Iterator[Session]:
    made = Session()
    try:
        yield made
    finally:
        assert made.shutdown()


def wait(session: Session, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)


SEEN = (
    "problem.dataset",
    "problem.start",
    "problem.automatic",
    "runs.settings",
    "runs.shown_number",
    "player.cursor",
    "shown_curve",
    "player.shown_parameters",
)
SEEN_OF_A_RUN = ("number", "fork_epoch", "segments", "name", "is_kept", "is_hidden")


def assert_alike(one: Session, other: Session) -> None:
    """Compare all that is seen and not a matter of the moment."""
    for name in SEEN:
        assert attrgetter(name)(one) == attrgetter(name)(other), name
    assert one.problem.dataset.true_parameters == other.problem.dataset.true_parameters
    if one.player.history is not None and one.player.history.last_epoch:
        # A start that is best is found to be so by a replay only.
        assert one.player.state == other.player.state
    for mine, theirs in zip(one.runs.branches, other.runs.branches, strict=True):
        for name in SEEN_OF_A_RUN:
            assert getattr(mine, name) == getattr(theirs, name), name
        assert mine.history.parameters.tobytes() == theirs.history.parameters.tobytes()
        assert mine.history.losses.tobytes() == theirs.history.losses.tobytes()


@given(
    st.lists(ACTIONS, max_size=25),
    st.lists(ACTIONS, max_size=8),
    st.randoms(use_true_random=False),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_session_comes_back_and_goes_on(
    qtbot: Any, before: list[Action], after: list[Action], rng: random.Random
) -> None:
    with a_session() as session, a_session() as other:
        notices: list[Any] = []
        other.notice_posted.connect(notices.append)
        for act in before:
            act(session)
            wait(session, qtbot)
        session.edits.stack.clear()
        kept = encode_project(project_of(session.state()))
        text = json.dumps(reordered(json.loads(kept), rng))
        other.open_state(state_of(decode_project(text.encode(), "a")))
        wait(other, qtbot)
        assert encode_project(project_of(other.state())) == kept
        assert "Computed anew" not in " ".join(notice.text for notice in notices if notice)
        assert_alike(session, other)
        check_session(other)
        check_runs(other)
        for act in (lambda one: one.player.step(50), *after):
            for one in (session, other):
                act(one)
                wait(one, qtbot)
            assert_alike(session, other)
        assert encode_project(project_of(other.state())) == encode_project(
            project_of(session.state())
        )
