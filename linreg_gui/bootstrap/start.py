"""Start the program, from any Python, inside the checkout's own environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from linreg_gui.bootstrap.folder import Stamp, is_inside, is_ready, python_of, wanted_stamp

_INTERRUPTED = 130  # what a shell reports after Ctrl+C


def find_checkout(package: Path) -> Path | None:
    """Return the checkout that contains a package's folder; None for an installed copy."""
    checkout = package.resolve().parent
    has_project = (checkout / "pyproject.toml").is_file()
    return checkout if has_project and (checkout / "tests").is_dir() else None


def enter_environment(needs: frozenset[str]) -> None:
    """Continue inside the environment; create or complete it first if necessary.

    Return only if this process already runs in the environment, or if nothing is needed. Otherwise
    the environment's Python runs the same command, and this process ends with its exit code.

    Parameters
    ----------
    needs
        What the program or the checks will use.
    """
    checkout = find_checkout(Path(__file__).parents[1])
    if checkout is None or not needs:
        return
    folder = checkout / ".venv"
    wanted = wanted_stamp(checkout, needs)
    if not is_ready(folder, wanted):
        _set_up(checkout, folder, wanted)
    if not is_inside(folder):
        _run_again([str(python_of(folder)), *sys.orig_argv[1:]])


def _set_up(checkout: Path, folder: Path, wanted: Stamp) -> None:
    """Create or complete the environment; an error ends the process with a sentence."""
    # Imported here: when everything is in order, the start is 20 ms faster without them.
    from linreg_gui.bootstrap.environment import make_ready
    from linreg_gui.bootstrap.report import SetupError

    try:
        make_ready(checkout, folder, wanted)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The next start sets up again.\n")
        sys.exit(_INTERRUPTED)
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Cannot set up {folder}: {error.strerror or error} ({error.filename}).")


def _run_again(command: list[str]) -> None:
    """Replace this process by a command; on Windows, run the command and wait for its end."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:  # the command received it too and decides
                continue
