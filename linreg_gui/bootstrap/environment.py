"""Create or complete the environment, `.venv`, with the packages that pyproject.toml asks for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linreg_gui.bootstrap import system_packages
from linreg_gui.bootstrap.folder import (
    STAMP_NAME,
    Stamp,
    is_inside,
    is_ready,
    python_of,
    read_stamp,
    write_stamp,
)
from linreg_gui.bootstrap.needs import CHECKS, PROGRAM, QT, SCREEN
from linreg_gui.bootstrap.report import SetupError, run, say

_POLL_SECONDS = 0.2
_LOCKED_BYTE = 1024  # beyond the text: on Windows a locked byte cannot be read


def make_ready(checkout: Path, environment: Path, wanted: Stamp) -> None:
    """Create or complete an environment, one process at a time.

    Parameters
    ----------
    checkout
        The folder with pyproject.toml and the package.
    environment
        The folder to create, `.venv`.
    wanted
        The needs it must meet.

    Raises
    ------
    SetupError
        If a command fails; the text says what the user can do.
    OSError
        If a file or folder cannot be written.
    """
    with only_one(environment.with_name(f"{environment.name}.lock")):
        if not is_ready(environment, wanted):
            _make_ready(checkout, environment, wanted)


def _make_ready(checkout: Path, environment: Path, wanted: Stamp) -> None:
    found = read_stamp(environment)
    is_usable = is_inside(environment) or (
        found is not None and found.has_same_base(wanted) and python_of(environment).exists()
    )
    _install_system_packages(wanted.done, for_venv=not is_usable)
    if not is_usable:
        _make(environment, wanted)
    done: frozenset[str] = frozenset()
    if is_usable and found is not None and found.pyproject == wanted.pyproject:
        done = found.done
    if wanted.done & {PROGRAM, CHECKS} - done:
        _install_packages(checkout, environment, with_checks=CHECKS in wanted.done | done)
    if QT in wanted.done:
        _try_qt(environment)
    write_stamp(environment, wanted._replace(done=wanted.done | done))


def _install_system_packages(needs: frozenset[str], *, for_venv: bool) -> None:
    """Install all missing packages at once, so that a user has one command to run."""
    packages = system_packages.missing_venv_package() if for_venv else []
    if QT in needs:
        packages += system_packages.missing_libraries(screen=SCREEN in needs)
    if QT in needs and packages and not system_packages.is_root():
        # Who is asked for packages is asked once, also for a start with a screen later.
        missing = system_packages.missing_libraries(screen=True)
        packages = list(dict.fromkeys([*packages, *missing]))
    system_packages.install(packages)


def _make(environment: Path, wanted: Stamp) -> None:
    """Create an environment; one made by somebody else is completed, never deleted."""
    is_ours = (environment / STAMP_NAME).exists()
    version = None if is_ours else _version_of(environment)
    if version is None:
        say(f"Setting up {environment} (once) ...")
        if environment.exists():
            shutil.rmtree(environment)
        environment.mkdir()
        # Without a finished need, the stamp marks the folder as ours and as incomplete.
        write_stamp(environment, wanted._replace(done=frozenset()))
    elif version != wanted.python:
        raise SetupError(
            f"{environment} is for Python {version} and was not made by linreg_gui; "
            f"this is Python {wanted.python}. Move it away, then start again."
        )
    if run([sys.executable, "-m", "venv", str(environment)]) != 0:
        raise SetupError(f"Python could not make {environment} (see above).")


def _version_of(environment: Path) -> str | None:
    """Return the version of an environment's Python; None if it does not run."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [str(python_of(environment)), "-I", "-c", question]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _install_packages(checkout: Path, environment: Path, *, with_checks: bool) -> None:
    """Install the requirements, and make the checkout importable from any folder."""
    say("Installing the Python packages that pyproject.toml asks for, a minute or so ...")
    python = str(python_of(environment))
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
    # pip warns root about the system's Python; this is an environment of its own.
    pip_settings = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    command += _requirements(checkout, with_checks=with_checks)
    if run(command, pip_settings, shown=_package_of) != 0:
        raise SetupError(
            "pip could not install the Python packages (see above). "
            "Is the network reachable? Start again to try once more."
        )
    packages = sysconfig.get_path("purelib", "venv", {"base": str(environment)})
    Path(packages, "linreg_gui-checkout.pth").write_text(f"{checkout}\n", encoding="utf-8")


def _package_of(line: str) -> str:
    """Return the package and size in a line of pip that tells of a download; else nothing."""
    wheel = r"(?P<name>[^-\s/]+)-(?P<version>\d[^-\s]*)\S*"
    found = re.match(rf"\s*(?:Downloading|Using cached) (?:\S*/)?{wheel} (?P<size>\(.*\))", line)
    return "  {name} {version} {size}".format(**found.groupdict()) if found else ""


def _requirements(checkout: Path, *, with_checks: bool) -> list[str]:
    """Read the requirements of the program, and of its checks, from pyproject.toml."""
    import tomllib  # Debian's smallest Python brings it only with python3-venv

    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"] if with_checks else {}
    return [*project["dependencies"], *(line for lines in extras.values() for line in lines)]


def _try_qt(environment: Path) -> None:
    """Import Qt in another process: a failure there may be a crash."""
    if run([str(python_of(environment)), "-c", "import PySide6.QtWidgets"]) != 0:
        raise SetupError(
            "Qt cannot be loaded (see above). On Debian or Ubuntu, this installs what it needs:\n"
            + system_packages.install_line(system_packages.QT_LIBRARIES)
        )


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock file; wait while another process holds it.

    The operating system releases the lock when its holder and the commands it started have ended,
    however they ended. The file of a killed process therefore blocks nobody.

    Parameters
    ----------
    path
        The lock file. It is not removed: two processes could then lock two files of one name.

    Yields
    ------
    None
        While the lock is held.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_to_lock(descriptor):
            say(f"Another start is setting up (process {_holder(path)}); waiting for it ...")
            while not _try_to_lock(descriptor):
                time.sleep(_POLL_SECONDS)
        os.set_inheritable(descriptor, True)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _holder(path: Path) -> str:
    """Return the process id written by the holder, or a question mark."""
    return path.read_text(encoding="ascii", errors="replace").strip() or "?"
