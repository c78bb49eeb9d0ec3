"""System packages that Qt and venv need, by their names on Debian and Ubuntu."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable

from linreg_gui.bootstrap.report import SetupError, nothing, run, say

# Libraries that the Qt wheels load but do not contain, by the Debian package that provides them.
# `libglib2.0-0` names the package on Debian 13 and Ubuntu 24.04 too: libglib2.0-0t64 provides it.
QT_LIBRARIES = {
    "libglib2.0-0": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libegl1": ("libEGL.so.1",),
    "libgl1": ("libGL.so.1",),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libfontconfig1": ("libfontconfig.so.1",),
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libwayland-cursor0": ("libwayland-cursor.so.0",),
}


def missing_libraries(*, screen: bool) -> list[str]:
    """Return the packages whose libraries cannot be loaded; none except on Linux.

    Parameters
    ----------
    screen
        Whether to include the libraries that only a real screen needs.

    Returns
    -------
    list of str
        Debian's package names, in a fixed order.
    """
    if not sys.platform.startswith("linux"):
        return []
    libraries = QT_LIBRARIES | SCREEN_LIBRARIES if screen else QT_LIBRARIES
    return [package for package, names in libraries.items() if not all(map(_can_load, names))]


def missing_venv_package() -> list[str]:
    """Return the package that this Python needs to create an environment, if it is missing."""
    importlib.invalidate_caches()
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip", "tomllib")):
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def install_line(packages: Iterable[str]) -> str:
    """Return the command that installs packages, as it can be typed on this machine.

    A fresh machine has no package lists yet, and not every one has sudo.
    """
    sudo = "sudo " if not is_root() and shutil.which("sudo") else ""
    line = f"{sudo}apt-get update && {sudo}apt-get install {' '.join(packages)}"
    return line if sudo or is_root() else f"As root: {line}"


def install(packages: list[str]) -> None:
    """Install system packages as root; otherwise tell the user how.

    Parameters
    ----------
    packages
        Debian's package names; an empty list does nothing.

    Raises
    ------
    SetupError
        If the user is not root, or apt-get is missing or fails.
    """
    if not packages:
        return
    if shutil.which("apt-get") is None:
        raise SetupError(
            "Some system packages are missing. Install them (these are their Debian names) with "
            f"your system's package manager: {' '.join(packages)}"
        )
    if not is_root():
        raise SetupError(
            f"Some system packages are missing. Install them, then start again:\n"
            f"{install_line(packages)}"
        )
    say(f"Installing system packages with apt-get, a minute or so: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # If the lists cannot be updated, the old ones may still be good enough.
    run(["apt-get", "update", "-qq"], environment, shown=nothing)
    command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    if run(command, environment, shown=nothing) != 0:
        raise SetupError(f"apt-get could not install {' '.join(packages)} (see above).")


def is_root() -> bool:
    """Return whether this process may install packages; never on Windows."""
    return sys.platform != "win32" and os.geteuid() == 0


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
