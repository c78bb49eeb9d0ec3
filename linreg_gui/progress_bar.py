"""A progress bar for commands that run in a terminal."""

import sys
import time

PATIENCE_SECONDS = 1.0
WIDTH = 40


class ProgressBar:
    """A bar on stderr, shown after a second, and only if stderr is a terminal.

    Parameters
    ----------
    total : int
    noun : str
        What is counted, as in "5 of 10 epochs".
    """

    def __init__(self, total: int, noun: str) -> None:
        self._total = total
        self._noun = noun
        self._began = time.monotonic()
        self._is_shown = False
        self._is_terminal = sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Draw the bar."""
        if not self._is_terminal or time.monotonic() - self._began < PATIENCE_SECONDS:
            return
        self._is_shown = True
        filled = WIDTH * done // self._total
        bar = "█" * filled + "░" * (WIDTH - filled)
        text = f"\r{bar} {done:,} of {self._total:,} {self._noun}"
        print(text, end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Remove the bar."""
        if self._is_shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
