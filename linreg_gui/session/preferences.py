"""The values of a session that survive until the next start."""

from typing import TYPE_CHECKING

from linreg_gui.session.bets import BetKind
from linreg_gui.session.values import ThemeChoice, ViewOptions

if TYPE_CHECKING:
    from linreg_gui.session.session import Session
    from linreg_gui.storage.preferences import Preferences

FULL_SPEED = 0.0
"""Stands for "as fast as possible" in the file, which has no None."""


def restore_session(session: "Session", preferences: "Preferences") -> None:
    """Put kept settings in force; each bad one falls back to its default."""
    options = session.view_options
    speed = preferences.number("view/epochs_per_second", options.epochs_per_second or 0.0, 0.0, 1e6)
    themes = tuple(choice.value for choice in ThemeChoice)
    session.set_view_options(
        ViewOptions(
            epochs_per_second=None if speed == FULL_SPEED else max(speed, 1.0),
            theme=ThemeChoice(preferences.text("view/theme", options.theme.value, themes)),
            asks_first=preferences.flag("view/asks_first", options.asks_first),
        )
    )
    kinds, kind = tuple(kind.value for kind in BetKind), session.asking.state.kind.value
    session.asking.choose_first_kind(BetKind(preferences.text("view/bet_kind", kind, kinds)))


def session_preferences(session: "Session") -> dict[str, object]:
    """Return the values to keep, by key.

    What the panes show is not kept, nor are training settings: a new window shows the usual, its
    example comes with a rate and epochs of its own, and a project has all of its own.
    """
    options = session.view_options
    speed = FULL_SPEED if options.epochs_per_second is None else options.epochs_per_second
    return {
        "view/epochs_per_second": repr(speed),
        "view/theme": options.theme.value,
        "view/asks_first": options.asks_first,
        "view/bet_kind": session.asking.state.kind.value,
    }
