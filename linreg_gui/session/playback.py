"""Playback: walks through records that are already there, at the pace of a run."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

TICK_MILLISECONDS = 16
SECONDS_AT_FULL_SPEED = 1.0
"""At full speed recorded epochs would be over in one frame: they take this long instead."""
LONGEST_TICK_SECONDS = 0.25
"""Longer ones count as this: after a sleep of the machine playback goes on where it was."""


class Playback(QObject):
    """Announce one epoch after another, from a first to a last one."""

    moved = Signal(int)
    """The epoch to show now."""

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._epoch = 0.0
        self._last = 0
        self._speed: float | None = None
        self._full_speed = 1.0
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_active(self) -> bool:
        """Whether epochs are being played."""
        return self._timer.isActive()

    def play(self, first: int, last: int) -> None:
        """Play from ``first``, which is shown already, up to ``last``.

        Playback that is at this very place goes on: asked for again and again, it keeps its pace.
        """
        if self.is_active and (int(self._epoch), self._last) == (first, last):
            return
        self._epoch, self._last = float(first), last
        self._full_speed = max(1.0, (last - first) / SECONDS_AT_FULL_SPEED)
        self._elapsed.start()
        self._timer.start()

    def stop(self) -> None:
        """Stop."""
        self._timer.stop()

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace, at once; None is full speed."""
        self._speed = epochs_per_second

    @Slot()
    def _on_tick(self) -> None:
        speed = self._full_speed if self._speed is None else self._speed
        before = int(self._epoch)
        self._epoch += min(self._elapsed.restart() / 1000, LONGEST_TICK_SECONDS) * speed
        epoch = min(int(self._epoch), self._last)
        if epoch > before:
            self.moved.emit(epoch)
        if epoch >= self._last and self.is_active:
            self.stop()
            self.finished.emit()
