"""The environment: `.venv` in the checkout, with the packages that pyproject.toml asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from linreg_gui.bootstrap import system_packages
from linreg_gui.bootstrap.folder import is_inside, is_ready, python_of
from linreg_gui.bootstrap.needs import CHECKS, PROGRAM, QT, SCREEN
from linreg_gui.bootstrap.report import SetupError, run, say
from linreg_gui.bootstrap.stamp import STAMP_NAME, Stamp, read_stamp, write_stamp


def make_ready(checkout: Path, environment: Path, wanted: Stamp) -> None:
    """Make or complete an environment; the caller holds the lock.

    Parameters
    ----------
    checkout
        Folder with pyproject.toml and the package.
    environment
        The folder to make, `.venv`.
    wanted
        What it has to be good for.

    Raises
    ------
    SetupError
        With what the user can do about it.
    OSError
        If a file or folder cannot be written.
    """
    if is_ready(environment, wanted):
        return
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
    """Install all that is missing at once, so that a user has one line to run."""
    packages = system_packages.missing_venv_package() if for_venv else []
    if QT in needs:
        packages += system_packages.missing_libraries(screen=SCREEN in needs)
    system_packages.install(packages)


def _make(environment: Path, wanted: Stamp) -> None:
    """Make an environment; a sound one that we did not make is completed, never deleted."""
    is_ours = (environment / STAMP_NAME).exists()
    version = None if is_ours else _version_of(environment)
    if version is None:
        say(f"Setting up {environment} (once) ...")
        if environment.exists():
            shutil.rmtree(environment)
        environment.mkdir()
        # From here on it is known as ours, and as half made: nothing is done yet.
        write_stamp(environment, wanted._replace(done=frozenset()))
    elif version != wanted.python:
        raise SetupError(
            f"{environment} is for Python {version} and was not made by linreg_gui; "
            f"this is Python {wanted.python}. Move it away, then start again."
        )
    if run([sys.executable, "-m", "venv", str(environment)]) != 0:
        raise SetupError(f"Python could not make {environment} (see above).")


def _version_of(environment: Path) -> str | None:
    """Ask an environment's Python for its version; None if it does not run."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [str(python_of(environment)), "-I", "-c", question]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _install_packages(checkout: Path, environment: Path, *, with_checks: bool) -> None:
    """Install what pyproject.toml asks for, and make the checkout importable from anywhere."""
    say("Installing the Python packages that pyproject.toml asks for ...")
    command = [str(python_of(environment)), "-m", "pip", "install", "--disable-pip-version-check"]
    if not sys.stderr.isatty():
        command.append("--quiet")
    # pip's advice to run it as a plain user is about the system's Python, not about this one.
    pip_settings = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    command += _requirements(checkout, with_checks=with_checks)
    if run(command, pip_settings) != 0:
        raise SetupError(
            "pip could not install the Python packages (see above). "
            "Is the network reachable? Start again to try once more."
        )
    packages = sysconfig.get_path("purelib", "venv", {"base": str(environment)})
    Path(packages, "linreg_gui-checkout.pth").write_text(f"{checkout}\n", encoding="utf-8")


def _requirements(checkout: Path, *, with_checks: bool) -> list[str]:
    """Read the requirements of the program, and of its checks, from pyproject.toml."""
    import tomllib  # Debian's smallest Python brings it only with python3-venv

    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"] if with_checks else {}
    return [*project["dependencies"], *(line for lines in extras.values() for line in lines)]


def _try_qt(environment: Path) -> None:
    """Load the widgets in a process of their own, where a failure cannot take us along."""
    if run([str(python_of(environment)), "-c", "import PySide6.QtWidgets"]) != 0:
        raise SetupError(
            "Qt cannot be loaded (see above). On Debian or Ubuntu this brings what it needs:\n"
            + system_packages.install_line(system_packages.QT_LIBRARIES)
        )
