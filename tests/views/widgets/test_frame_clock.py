"""The clock: at once after rest, then once a frame, and no view starves another."""

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent

from linreg_gui.views.widgets import frame_clock
from linreg_gui.views.widgets.frame_clock import FrameClock


class CountingView:
    """Count how often it is rendered."""

    def __init__(self) -> None:
        self.n_frames = 0

    def render(self) -> None:
        self.n_frames += 1


class FailingView(CountingView):
    """Fail in every frame, with the number of the frame."""

    def render(self) -> None:
        super().render()
        raise ArithmeticError(self.n_frames)


class TimeSinceFrame(QElapsedTimer):
    """Time that stands still where a test puts it."""

    milliseconds = 0

    def elapsed(self) -> int:
        return self.milliseconds


@pytest.fixture
def clock(qapp, monkeypatch) -> FrameClock:
    monkeypatch.setattr(frame_clock, "QElapsedTimer", TimeSinceFrame)
    monkeypatch.setattr(TimeSinceFrame, "milliseconds", frame_clock.FRAME_MILLISECONDS)
    return FrameClock()


def handle_queued_calls() -> None:
    """Deliver what is queued, and no timer: those come from the event loop only."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)


def test_the_first_change_is_rendered_at_the_end_of_the_event_without_a_timer(clock):
    view = CountingView()
    clock.mark_dirty(view.render)
    clock.mark_dirty(view.render)
    assert view.n_frames == 0, "the event may change more"
    handle_queued_calls()
    assert view.n_frames == 1


def test_a_change_in_the_frame_just_rendered_waits_for_the_next_frame(clock, monkeypatch, qtbot):
    view = CountingView()
    clock.mark_dirty(view.render)
    handle_queued_calls()
    monkeypatch.setattr(TimeSinceFrame, "milliseconds", 2)
    for _ in range(10):
        clock.mark_dirty(view.render)
        handle_queued_calls()
    assert view.n_frames == 1
    qtbot.waitUntil(lambda: view.n_frames == 2)
    handle_queued_calls()
    assert view.n_frames == 2


def test_after_rest_the_next_change_is_rendered_at_once_again(clock):
    view = CountingView()
    for expected in (1, 2, 3):
        clock.mark_dirty(view.render)
        handle_queued_calls()
        assert view.n_frames == expected


def test_what_is_rendered_now_is_not_rendered_again_when_its_turn_comes(clock):
    view = CountingView()
    clock.mark_dirty(view.render)
    clock.render_now()
    handle_queued_calls()
    assert view.n_frames == 1


def test_a_view_that_asks_while_it_is_rendered_gets_the_next_frame(clock, monkeypatch, qtbot):
    view = CountingView()

    def render_twice() -> None:
        monkeypatch.setattr(TimeSinceFrame, "milliseconds", 3)
        view.render()
        if view.n_frames == 1:
            clock.mark_dirty(render_twice)

    clock.mark_dirty(render_twice)
    handle_queued_calls()
    assert view.n_frames == 1
    qtbot.waitUntil(lambda: view.n_frames == 2)


def test_a_stopped_clock_renders_nothing(clock, monkeypatch):
    view = CountingView()
    clock.mark_dirty(view.render)
    clock.stop()
    for milliseconds in (frame_clock.FRAME_MILLISECONDS, 2):
        monkeypatch.setattr(TimeSinceFrame, "milliseconds", milliseconds)
        clock.mark_dirty(view.render)
        handle_queued_calls()
    assert view.n_frames == 0
    assert not clock._timer.isActive()


def test_a_failing_view_does_not_starve_the_views_behind_it(clock):
    before, behind = CountingView(), CountingView()
    first, second = FailingView(), FailingView()
    second.n_frames = 10
    for view in (before, first, second, behind):
        clock.mark_dirty(view.render)
    with pytest.raises(ArithmeticError, match=r"^1$"):
        clock.render_now()
    assert (before.n_frames, behind.n_frames) == (1, 1)
    clock.mark_dirty(behind.render)
    clock.render_now()
    assert behind.n_frames == 2, "the error of the frame before is gone"
