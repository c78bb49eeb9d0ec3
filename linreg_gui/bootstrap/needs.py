"""What a command needs from the environment."""

from __future__ import annotations

from collections.abc import Sequence

from linreg_gui.bootstrap.screen import has_screen

PROGRAM = "program"
"""The packages of the program."""
CHECKS = "checks"
"""The packages of the tests and linters."""
QT = "qt"
"""The system libraries that every Qt module needs."""
SCREEN = "screen"
"""The system libraries for windows on a real screen."""

CHECK_NEEDS = frozenset({PROGRAM, CHECKS, QT})


def program_needs(arguments: Sequence[str]) -> frozenset[str]:
    """Return what a command line of the program needs from the environment.

    Parameters
    ----------
    arguments
        The arguments after the program's name.

    Returns
    -------
    frozenset of str
        Nothing for `--help` and `--version`, no Qt libraries for `fit` and `lesson`, no screen for
        `render`, everything for the window.
    """
    if not {"-h", "--help", "--version"}.isdisjoint(arguments):
        return frozenset()
    if arguments[:1] in (["fit"], ["lesson"]):
        return frozenset({PROGRAM})
    if "render" in arguments[:1]:
        return frozenset({PROGRAM, QT})
    return frozenset({PROGRAM, QT, SCREEN} if has_screen() else {PROGRAM, QT})
