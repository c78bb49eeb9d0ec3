"""The clock: at once after rest, then once a frame, only whom it concerns, and none starves."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer

from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.widgets import frame_clock
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame


class CountingView:
    """Keep the frames it is given."""

    def __init__(self, *drawn_fields: str) -> None:
        self.drawn_fields = drawn_fields or ("cursor",)
        self.frames: list[ThemedFrame] = []

    @property
    def n_frames(self) -> int:
        return len(self.frames)

    def render_frame(self, frame: ThemedFrame) -> None:
        self.frames.append(frame)


class FailingView(CountingView):
    """Fail in every frame, by a name of its own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def render_frame(self, frame: ThemedFrame) -> None:
        super().render_frame(frame)
        raise ArithmeticError(self.name)


class TimeSinceFrame(QElapsedTimer):
    """Time that stands still where a test puts it."""

    milliseconds = 0

    def elapsed(self) -> int:
        return self.milliseconds


@pytest.fixture
def session(qapp) -> Iterator[Session]:
    made = Session()
    yield made
    made.shutdown()


@pytest.fixture
def clock(session, monkeypatch) -> FrameClock:
    monkeypatch.setattr(frame_clock, "QElapsedTimer", TimeSinceFrame)
    monkeypatch.setattr(TimeSinceFrame, "milliseconds", frame_clock.FRAME_MILLISECONDS)
    return FrameClock(session, LIGHT)


@pytest.fixture
def view(clock) -> CountingView:
    """One that has drawn the present moment."""
    made = CountingView()
    clock.add(made, clock.frame())
    return made


def handle_events() -> None:
    """Deliver what is queued and what is due, as the event loop does."""
    QCoreApplication.processEvents()


@pytest.fixture
def long_frames(monkeypatch) -> None:
    """Let a frame stand for longer than any test takes, and not be over."""
    monkeypatch.setattr(frame_clock, "FRAME_MILLISECONDS", 600_000)
    monkeypatch.setattr(TimeSinceFrame, "milliseconds", 2)


# ---- when


def test_the_first_change_is_rendered_after_the_event_at_once(session, clock, view):
    session.player.step()
    session.player.step()
    assert view.n_frames == 0, "the event may change more"
    handle_events()
    assert [frame.cursor for frame in view.frames] == [2]


def test_a_change_in_the_frame_just_rendered_waits_for_the_next_frame(
    session, clock, view, long_frames
):
    clock.render_now()
    for _ in range(10):
        session.player.step()
        handle_events()
    assert view.n_frames == 0
    assert clock._timer.remainingTime() > 0
    clock._timer.start(0)
    handle_events()
    assert [frame.cursor for frame in view.frames] == [10]


def test_after_rest_the_next_change_is_rendered_at_once_again(session, clock, view):
    for expected in (1, 2, 3):
        session.player.step()
        handle_events()
        assert view.n_frames == expected


def test_what_is_rendered_now_is_not_rendered_again_when_its_turn_comes(session, clock, view):
    session.player.step()
    clock.render_now()
    handle_events()
    assert view.n_frames == 1


def test_a_stopped_clock_renders_nothing(session, clock, view, monkeypatch):
    session.player.step()
    clock.stop()
    for milliseconds in (frame_clock.FRAME_MILLISECONDS, 2):
        monkeypatch.setattr(TimeSinceFrame, "milliseconds", milliseconds)
        session.player.step()
        handle_events()
    assert view.n_frames == 0
    assert not clock._timer.isActive()


# ---- who


def test_a_view_is_rendered_only_when_a_field_it_draws_changes(session, clock, view):
    others = CountingView("start", "theme")
    clock.add(others, clock.frame())
    session.player.step()
    clock.render_now()
    assert (view.n_frames, others.n_frames) == (1, 0)
    session.problem.set_start(Line(0.25, 0.5))
    clock.render_now()
    assert others.frames[-1].start == Line(0.25, 0.5)
    n_frames = view.n_frames
    clock.set_theme(DARK)
    clock.render_now()
    assert others.frames[-1].theme is DARK
    assert view.n_frames == n_frames
    clock.render_now()
    assert others.n_frames == 2, "nothing has changed since"


def test_a_view_that_has_drawn_nothing_yet_is_rendered_in_the_next_frame(clock):
    made = CountingView()
    clock.add(made)
    handle_events()
    assert made.n_frames == 1


def test_what_is_changed_and_changed_back_within_an_event_is_not_rendered(session, clock, view):
    session.player.step()
    session.player.step_back()
    handle_events()
    assert view.n_frames == 0


def test_a_view_can_ask_for_a_frame_and_while_it_is_rendered_for_the_next_one(
    clock, monkeypatch, qtbot
):
    class AskingView(CountingView):
        def render_frame(self, frame: ThemedFrame) -> None:
            super().render_frame(frame)
            if self.n_frames == 1:
                monkeypatch.setattr(TimeSinceFrame, "milliseconds", 3)
                ask()

    view = AskingView()
    ask = clock.add(view, clock.frame())
    ask()
    handle_events()
    assert view.n_frames == 1
    qtbot.waitUntil(lambda: view.n_frames == 2)


def test_a_failing_view_does_not_starve_the_views_behind_it(session, clock, view, caplog):
    behind = CountingView()
    for other in (FailingView("first"), FailingView("second"), behind):
        clock.add(other, clock.frame())
    session.player.step()
    with pytest.raises(ArithmeticError, match="first"):
        clock.render_now()
    assert (view.n_frames, behind.n_frames) == (1, 1)
    assert "ArithmeticError: second" in caplog.text
    assert "ArithmeticError: first" not in caplog.text, "logged by whoever catches it"
    session.set_view_options(replace(session.view_options, show_axes=True))
    clock.render_now()  # none of them draws that: the error of the frame before is gone
