"""The frame clock: changed views are rendered once per display frame."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, SignalInstance, Slot

FRAME_MILLISECONDS = 16


class FrameClock(QObject):
    """Render the views that asked for a frame, at most once per display frame.

    The first change after rest is rendered at the end of the event that made it, the following
    ones once a frame. A still window costs nothing.
    """

    _due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_stopped = False
        self._is_due = False
        self._dirty: dict[Callable[[], None], None] = {}
        self._marks: list[_DirtyMark] = []
        self._since_frame = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.render_now)
        # Queued: one event may change ten things; it is rendered once, when all are changed.
        self._due.connect(self._on_due, Qt.ConnectionType.QueuedConnection)

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
        self._request()

    def stop(self) -> None:
        """Render no more frames: the window is gone."""
        self._is_stopped = True
        self._is_due = False
        self._timer.stop()

    @Slot()
    def render_now(self) -> None:
        """Render everything marked, without waiting for the frame.

        Each view is rendered, also when one before it fails; then the first error is raised.
        """
        self._timer.stop()
        self._is_due = False
        self._since_frame.start()
        dirty, self._dirty = self._dirty, {}
        errors = [error for render in dirty if (error := _error_of(render)) is not None]
        if errors:
            raise errors[0]

    def _request(self) -> None:
        if self._is_due or self._is_stopped or self._timer.isActive():
            return
        wait = self._wait_milliseconds()
        if wait > 0:
            self._timer.start(wait)
        else:
            self._is_due = True
            self._due.emit()

    def _wait_milliseconds(self) -> int:
        """Return how long the frame rendered last still stands, in ms; 0 or less after rest."""
        if not self._since_frame.isValid():
            return 0
        return FRAME_MILLISECONDS - self._since_frame.elapsed()

    @Slot()
    def _on_due(self) -> None:
        if self._is_due:  # else rendered meanwhile, or stopped
            self.render_now()


def _error_of(render: Callable[[], None]) -> Exception | None:
    try:
        render()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other views get their frame
        return error
    return None


class _DirtyMark(QObject):
    """A slot that takes whatever a signal carries and drops it."""

    def __init__(self, clock: FrameClock, render: Callable[[], None]) -> None:
        super().__init__(clock)
        self._clock = clock
        self._render = render

    def mark(self, *_ignored: object) -> None:
        """Mark the view dirty."""
        self._clock.mark_dirty(self._render)
