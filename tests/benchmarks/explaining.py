"""Frames with strip, cuts, a tipped surface, a held parameter or equations, beside others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from linreg_gui.core.settings import Held
from tests.benchmarks.row import Row, compared, middle, milliseconds
from tests.benchmarks.twins import Changes, Twins, dragging, lay_out, seeking

HELD = "the intercept held"
SMALL = 0.1 / 60
"""Seconds that something shown may add to a frame: a tenth of a display frame."""
ADDED = (
    ("drag: the residual strip adds", "show_residual_strip"),
    ("drag: the cuts add", "show_cuts"),
)
"""Name, and what is shown."""
MEASURED: tuple[tuple[str, str, Changes, float], ...] = (
    ("drag with the intercept held / without", HELD, dragging, 1.1),
    ("drag with the surface tipped up / flat", "is_tilted", dragging, 1.3),
    ("an epoch with the surface tipped up / flat", "is_tilted", seeking, 1.3),
)
"""Name, what is shown, the frames in which, and the largest good ratio."""


def measure() -> list[Row]:
    """Time frames with each of them beside frames without."""
    twins = Twins()
    rows = []
    for name, option in ADDED:
        with _shown(twins.one, option):
            rows.append(_added(name, twins.frames(dragging)))
    for name, option, changes, most in MEASURED:
        with _shown(twins.one, option):
            rows.append(compared(name, twins.frames(changes), most))
    with (
        _shown(twins.one, "show_worksheet"),
        _shown(twins.other, "show_worksheet"),
        _shown(twins.one, "show_equations"),
    ):
        pairs = twins.frames(dragging)
    rows.append(compared("drag with the page of the equations / of the step", pairs, 1.1))
    twins.close()
    return rows


def _added(name: str, pairs: list[tuple[float, float]]) -> Row:
    """Hold what frames take more than those beside them against a display frame.

    Of the frames themselves it would be a larger part with everything else that gets faster.
    """
    seconds, goal = middle(one - other for one, other in pairs), f"≤ {milliseconds(SMALL)}"
    row = compared(name, pairs)
    return replace(row, measured=milliseconds(seconds), goal=goal, is_met=seconds <= SMALL)


@contextmanager
def _shown(window: Any, option: str) -> Iterator[None]:
    """Show something in one window for a while."""
    _show(window, option, is_shown=True)
    yield
    _show(window, option, is_shown=False)


def _show(window: Any, option: str, *, is_shown: bool) -> None:
    session = window.session
    if option == HELD:
        held = Held.INTERCEPT if is_shown else Held.NOTHING
        session.set_settings(replace(session.runs.settings, held=held))
    else:
        session.set_view_options(replace(session.view_options, **{option: is_shown}))
    lay_out(window)
