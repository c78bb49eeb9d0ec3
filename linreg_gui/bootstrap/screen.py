"""Whether a window can be opened here, asked before Qt is loaded: Qt would abort the process."""

from __future__ import annotations

import ctypes
import os
import socket
import sys

NO_SCREEN = "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
_REAL_PLATFORMS = ("xcb", "wayland")


def has_screen() -> bool:
    """Return whether Qt will use a real screen, which needs libraries of its own."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform and not platform.startswith(_REAL_PLATFORMS):
        return False
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return any(os.environ.get(name) for name in names) and not screen_problem()


def screen_problem() -> str:
    """Return why no window can be opened here, in a sentence.

    Returns
    -------
    str
        Empty if a window can be opened, or if Qt draws on something else than a screen.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux"):
        return ""
    if platform and not platform.startswith(_REAL_PLATFORMS):
        return ""
    asked = {"DISPLAY": _is_x_reachable, "WAYLAND_DISPLAY": _is_wayland_reachable}
    named = {name: os.environ[name] for name in asked if os.environ.get(name)}
    if not named:
        return NO_SCREEN
    if platform and "wayland" not in platform:
        named.pop("WAYLAND_DISPLAY", None)
    elif platform and "xcb" not in platform:
        named.pop("DISPLAY", None)
    if not named:
        return f"QT_QPA_PLATFORM asks for {platform}, but no variable names such a screen."
    if any(asked[name](value) for name, value in named.items()):
        return ""
    screens = " and ".join(f"{name} names ({value})" for name, value in named.items())
    return (
        f"The screen that {screens} cannot be reached: there is no such server, or it does not "
        "admit this user, as is usual after sudo or su."
    )


def _is_x_reachable(display: str) -> bool:
    """Ask libxcb; where even that library is missing, the screen counts as reachable."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    is_reachable = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return is_reachable


def _is_wayland_reachable(display: str) -> bool:
    # An absolute path stands for itself, as in wl_display_connect.
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), display)  # noqa: PTH118
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            return False
    return True
