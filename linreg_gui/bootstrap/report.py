"""What the set-up tells the user, and the commands it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence


class SetupError(Exception):
    """The set-up cannot go on; the text is what the user reads."""


def say(message: str) -> None:
    """Print a line on standard error: standard output belongs to the program's results."""
    print(message, file=sys.stderr, flush=True)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command with its output on standard error.

    Parameters
    ----------
    command
        The program and its arguments.
    environment
        Environment variables of the command; None hands on ours.

    Returns
    -------
    int
        The exit code, 127 if there is no such program.
    """
    sys.stderr.flush()
    try:
        # The lock of the set-up is inherited: a command that outlives us still holds it.
        return subprocess.run(
            command, env=environment, stdout=sys.stderr, check=False, close_fds=False
        ).returncode
    except FileNotFoundError:
        return 127
