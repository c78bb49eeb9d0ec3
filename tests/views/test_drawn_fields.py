"""Each view names every field of a frame that it draws: a change of one it forgot is not seen."""

from dataclasses import fields, replace
from typing import Any

import pytest

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Scaling
from linreg_gui.session.curve import Line
from linreg_gui.session.frame import Frame
from linreg_gui.views.widgets.frame_clock import ThemedFrame

NAMES = {field.name for field in fields(ThemedFrame)}


class WatchedFrame(ThemedFrame):
    """A frame that notes which of its fields are read, also by its derived properties."""

    def __getattribute__(self, name: str) -> Any:
        if name in NAMES:
            super().__getattribute__("__dict__").setdefault("_read", set()).add(name)
        return super().__getattribute__(name)


def watched(frame: ThemedFrame) -> WatchedFrame:
    return WatchedFrame(**{name: getattr(frame, name) for name in NAMES})


def read_of(frame: WatchedFrame) -> set[str]:
    names: set[str] = frame.__dict__.pop("_read", set())
    return names


def nothing_done(_session: Any) -> None:
    """Leave the window as it opens."""


def forked_and_tried_by_hand(session: Any) -> None:
    session.hand.set_line(Line(1.0, 3.0))
    session.player.step(8)
    session.player.seek(5)
    session.runs.fork()
    session.player.step(3)
    session.runs.keep()


def looked_at_from_near(session: Any) -> None:
    session.set_settings(
        replace(session.runs.settings, batch_size=2, l2=0.5, scaling=Scaling.STANDARDISE)
    )
    session.player.step(2)
    for _ in range(4):
        session.step.next_phase()


def of_several_features(session: Any) -> None:
    session.opening.open_dataset(EXAMPLES["longley"].dataset())
    session.player.step(3)
    session.problem.turn_point(2)


def run_away(session: Any) -> None:
    session.set_learning_rate(0.05)
    session.player.step(300)


def bent(session: Any) -> None:
    session.set_degree(3)
    session.player.step(4)
    session.run_edits.keep()
    for _ in range(4):
        session.step.next_phase()


def over_several_features(session: Any) -> None:
    session.opening.open_example("longley")
    session.set_columns((0, 1, 4))
    session.player.step(4)
    session.run_edits.keep()
    session.change_view_options(show_residual_strip=True)
    for _ in range(4):
        session.step.next_phase()


def without_points(session: Any) -> None:
    session.problem.clear_points()


@pytest.mark.parametrize(
    "prepare",
    [
        nothing_done,
        forked_and_tried_by_hand,
        looked_at_from_near,
        run_away,
        bent,
        over_several_features,
        of_several_features,
        without_points,
    ],
)
def test_what_a_view_reads_of_a_frame_is_among_the_fields_it_names(
    window: Any, prepare: Any
) -> None:
    session, content = window.session, window.content
    shown = dict.fromkeys(("show_worksheet", "show_code", "show_points", "show_axes"), True)
    session.set_view_options(replace(session.view_options, show_best_fit=True, **shown))
    content.sweep.show()
    content.degrees.show()
    prepare(session)
    assert content.runs_card is not None  # made, also where no run has moved
    content.clock.render_now()
    views = [entry._view for entry in content.clock._entries]
    assert len(views) == 20
    for view in views:
        frame = watched(content.clock.frame())
        read_of(frame)
        view.render_frame(frame)
        forgotten = read_of(frame) - set(view.drawn_fields)
        assert not forgotten, f"{type(view).__name__} draws {forgotten}"
        assert set(view.drawn_fields) <= NAMES
        view.render_frame(content.clock.frame())
    content.sweep.close()
    content.degrees.close()


def test_a_watched_frame_notes_what_derived_properties_read(window: Any) -> None:
    frame = watched(window.content.clock.frame())
    read_of(frame)
    assert frame.loss is not None
    assert not frame.has_run_away
    assert read_of(frame) == {"objective", "run_state"}
    assert isinstance(frame, Frame)
