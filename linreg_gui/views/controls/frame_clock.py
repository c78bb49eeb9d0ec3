"""The frame clock: dirty views are rendered once per display frame."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance, Slot

FRAME_MILLISECONDS = 16


class FrameClock(QObject):
    """Collect marks of change and render each marked view once a frame.

    The timer runs only while something is marked, so that a still window costs nothing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_stopped = False
        self._dirty: dict[Callable[[], None], None] = {}
        self._marks: list[_DirtyMark] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self.render_now)

    def register(self, render: Callable[[], None], *signals: SignalInstance) -> Callable[..., None]:
        """Take a view's render method and the signals after which what it shows is out of date.

        Returns
        -------
        callable
            The slot that marks the view dirty, whatever it is called with.
        """
        mark = _DirtyMark(self, render)
        self._marks.append(mark)
        for signal in signals:
            signal.connect(mark.mark)
        return mark.mark

    def mark_dirty(self, render: Callable[[], None]) -> None:
        """Render ``render`` in the next frame."""
        self._dirty[render] = None
        if not self._timer.isActive() and not self._is_stopped:
            self._timer.start()

    def stop(self) -> None:
        """Render no more frames: the window is gone."""
        self._is_stopped = True
        self._timer.stop()

    @Slot()
    def render_now(self) -> None:
        """Render everything marked, without waiting for the frame."""
        self._timer.stop()
        dirty, self._dirty = self._dirty, {}
        for render in dirty:
            render()


class _DirtyMark(QObject):
    """A slot that takes whatever a signal carries and drops it."""

    def __init__(self, clock: FrameClock, render: Callable[[], None]) -> None:
        super().__init__(clock)
        self._clock = clock
        self._render = render

    def mark(self, *_ignored: object) -> None:
        """Mark the view dirty."""
        self._clock.mark_dirty(self._render)
