"""Messages of the set-up, and the commands it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence


class SetupError(Exception):
    """The set-up cannot continue; the text is shown to the user."""


def say(message: str) -> None:
    """Print a line on standard error: standard output belongs to the program's results."""
    print(message, file=sys.stderr, flush=True)


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    shown: Callable[[str], str] | None = None,
) -> int:
    """Run a command, with its output on standard error.

    Parameters
    ----------
    command
        The program and its arguments.
    environment
        The environment variables of the command; None passes on those of this process.
    shown
        Turns a line of the output into what is said of it, "" for nothing; the whole output is
        shown if the command fails. By default everything is shown.

    Returns
    -------
    int
        The exit code, 127 if there is no such program.
    """
    sys.stderr.flush()
    try:
        # The command inherits the lock of the set-up, and holds it if this process is killed.
        with subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE if shown else sys.stderr,
            stderr=subprocess.STDOUT if shown else None,
            text=True,
            errors="replace",
            close_fds=False,
        ) as process:
            lines = []
            for line in process.stdout or ():
                lines.append(line)
                if shown and (message := shown(line)):
                    say(message)
    except FileNotFoundError:
        return 127
    if process.returncode != 0 and lines:
        say("".join(lines).rstrip())
    return process.returncode


def nothing(_line: str) -> str:
    """Say nothing of a line: the output is shown if the command fails."""
    return ""
