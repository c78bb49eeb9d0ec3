"""The switches of a run under way: stop, speed and back-pressure."""

import threading
import time

MAX_BLOCKS_IN_FLIGHT = 2
"""Blocks sent but not yet confirmed by the receiver; more would let a backlog stall the window."""

FULL_SPEED_BLOCK_EPOCHS = 32_768
"""Epochs in one block at full speed: a few milliseconds of work."""

SHORTEST_TURN_SECONDS = 1 / 60
"""A turn shorter than a display frame cannot be seen: faster paces take several epochs a turn."""


class RunControl:
    """Flags shared by the worker, which waits on them, and the GUI thread, which sets them.

    Every wait ends at once when a flag changes; nothing polls.

    Parameters
    ----------
    epochs_per_second : float or None
        The pace; None runs as fast as possible.
    last_turn : float, optional
        When the run that this one continues took its last turn, by the monotonic clock: a run
        begun anew at every move of a hand keeps its pace.
    """

    def __init__(self, epochs_per_second: float | None, last_turn: float | None = None) -> None:
        self._epochs_per_second = epochs_per_second
        self._stopped = threading.Event()
        self._changed = threading.Event()
        self._free_deliveries = threading.Semaphore(MAX_BLOCKS_IN_FLIGHT)
        self.last_turn = time.monotonic() if last_turn is None else last_turn
        self._fraction_due = 0.0

    @property
    def is_stopped(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the run to end; ends any wait it is in."""
        self._stopped.set()
        self._changed.set()
        self._free_deliveries.release()

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace from the next turn on."""
        self._epochs_per_second = epochs_per_second
        self._changed.set()

    def confirm_delivery(self) -> None:
        """Say that one block has arrived, so that another may be sent."""
        self._free_deliveries.release()

    def wait_for_turn(self) -> int:
        """Block until the next epochs are due and a delivery is free.

        Returns
        -------
        int
            How many epochs to advance; 0 when the run was stopped.
        """
        epochs = self._wait_for_pace()
        if epochs:
            self._free_deliveries.acquire()
        return 0 if self.is_stopped else epochs

    def _wait_for_pace(self) -> int:
        while True:
            self._changed.clear()  # before the flags are read, or a change could be slept over
            if self.is_stopped:
                return 0
            speed = self._epochs_per_second
            if speed is None:
                self.last_turn = time.monotonic()
                return FULL_SPEED_BLOCK_EPOCHS
            turn_seconds = max(1.0 / speed, SHORTEST_TURN_SECONDS)
            remaining = self.last_turn + turn_seconds - time.monotonic()
            if remaining <= 0 or not self._changed.wait(remaining):
                return self._epochs_due(speed, turn_seconds)

    def _epochs_due(self, speed: float, turn_seconds: float) -> int:
        """Count the epochs since the last turn; a long sleep of the machine is no backlog."""
        now = time.monotonic()
        elapsed = min(now - self.last_turn, 2 * turn_seconds)
        if turn_seconds > SHORTEST_TURN_SECONDS:
            # A turn that came late shortens the next one, so that the pace is kept.
            self.last_turn = max(self.last_turn + turn_seconds, now - turn_seconds)
            return 1
        self.last_turn = now
        exact = max(1.0, elapsed * speed + self._fraction_due)
        self._fraction_due = exact % 1.0
        return int(exact)
