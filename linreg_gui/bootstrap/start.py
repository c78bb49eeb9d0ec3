"""The start: from any Python into the checkout's own environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from linreg_gui.bootstrap import environment, system_packages
from linreg_gui.bootstrap.lock import only_one
from linreg_gui.bootstrap.report import SetupError, say
from linreg_gui.bootstrap.stamp import wanted_stamp

CHECK_NEEDS = frozenset({environment.PROGRAM, environment.CHECKS, environment.QT})

_INTERRUPTED = 130  # what a shell reports after Ctrl+C


def program_needs(arguments: Sequence[str]) -> frozenset[str]:
    """Tell what a command line of the program needs of the environment.

    Parameters
    ----------
    arguments
        The arguments after the program's name.

    Returns
    -------
    frozenset of str
        Nothing for questions like `--help`, no Qt libraries for `fit`, all for the window.
    """
    if not {"-h", "--help", "--version"}.isdisjoint(arguments):
        return frozenset()
    if "fit" in arguments[:1]:
        return frozenset({environment.PROGRAM})
    needs = {environment.PROGRAM, environment.QT}
    if system_packages.has_screen():
        needs.add(environment.SCREEN)
    return frozenset(needs)


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
    try:
        wanted = wanted_stamp(checkout, needs)
        if not environment.is_ready(folder, wanted):
            with only_one(checkout / ".venv.lock"):
                environment.make_ready(checkout, folder, wanted)
    except KeyboardInterrupt:
        say("Interrupted. The next start sets up again.")
        sys.exit(_INTERRUPTED)
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Cannot set up {folder}: {error.strerror or error} ({error.filename}).")
    if not environment.is_inside(folder):
        _run_again([str(environment.python_of(folder)), *sys.orig_argv[1:]])


def _run_again(command: list[str]) -> None:
    """Replace this process by a command; where that cannot be done, wait for its end."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606
    import subprocess  # noqa: PLC0415  # already there on Windows, 10 ms elsewhere

    with subprocess.Popen(command) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:  # the command has seen it too, and decides
                continue
