"""Messages of the set-up, and the commands it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence


class SetupError(Exception):
    """The set-up cannot continue; the text is shown to the user."""


def say(message: str) -> None:
    """Print a line on standard error: standard output belongs to the program's results."""
    print(message, file=sys.stderr, flush=True)


def run(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, quiet: bool = False
) -> int:
    """Run a command with its output on standard error.

    Parameters
    ----------
    command
        The program and its arguments.
    environment
        The environment variables of the command; None passes on those of this process.
    quiet
        Whether the output is shown only if the command fails.

    Returns
    -------
    int
        The exit code, 127 if there is no such program.
    """
    sys.stderr.flush()
    try:
        # The command inherits the lock of the set-up, and holds it if this process is killed.
        result = subprocess.run(
            command,
            env=environment,
            stdout=subprocess.PIPE if quiet else sys.stderr,
            stderr=subprocess.STDOUT if quiet else None,
            check=False,
            close_fds=False,
        )
    except FileNotFoundError:
        return 127
    if quiet and result.returncode != 0:
        say(result.stdout.decode(errors="replace"))
    return result.returncode
