"""Frames with strip, cuts, a tipped surface, a held parameter or equations, beside others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from linreg_gui.core.settings import Held
from tests.benchmarks.row import Row, compared
from tests.benchmarks.twins import Changes, Twins, dragging, lay_out, seeking

HELD = "the intercept held"
MEASURED: tuple[tuple[str, str, Changes, float], ...] = (
    ("drag with the residual strip / without", "show_residual_strip", dragging, 1.1),
    ("drag with the cuts / without", "show_cuts", dragging, 1.1),
    ("drag with the intercept held / without", HELD, dragging, 1.1),
    ("drag with the surface tipped up / flat", "is_tilted", dragging, 1.3),
    ("an epoch with the surface tipped up / flat", "is_tilted", seeking, 1.3),
)
"""Name, what is shown, the frames in which, and the largest good ratio."""


def measure() -> list[Row]:
    """Time frames with each of them beside frames without."""
    twins = Twins()
    rows = []
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
