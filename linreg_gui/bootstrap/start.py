"""The start: from any Python into the checkout's own environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from linreg_gui.bootstrap.folder import is_inside, is_ready, python_of
from linreg_gui.bootstrap.stamp import Stamp, wanted_stamp

_INTERRUPTED = 130  # what a shell reports after Ctrl+C


def find_checkout(package: Path) -> Path | None:
    """Return the checkout that a package's folder lies in; None for an installed copy."""
    checkout = package.resolve().parent
    has_project = (checkout / "pyproject.toml").is_file()
    return checkout if has_project and (checkout / "tests").is_dir() else None


def enter_environment(needs: frozenset[str]) -> None:
    """Go on inside the environment, which is made first where needed.

    Returns only if this process already runs in it, or if none is needed. Otherwise the same
    command is run again by the environment's Python and this process ends with its exit code.

    Parameters
    ----------
    needs
        What the program or the checks are going to use.
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
    """Make or complete the environment; whatever goes wrong ends the process with a sentence."""
    # Imported here: a start that finds everything in order takes 20 ms less without them.
    from linreg_gui.bootstrap.environment import make_ready
    from linreg_gui.bootstrap.lock import only_one
    from linreg_gui.bootstrap.report import SetupError

    try:
        with only_one(checkout / ".venv.lock"):
            make_ready(checkout, folder, wanted)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The next start sets up again.\n")
        sys.exit(_INTERRUPTED)
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Cannot set up {folder}: {error.strerror or error} ({error.filename}).")


def _run_again(command: list[str]) -> None:
    """Replace this process by a command; where that cannot be done, wait for its end."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:  # the command has seen it too, and decides
                continue
