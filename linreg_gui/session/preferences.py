"""The values of a session that survive until the next start."""

from typing import TYPE_CHECKING

from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.settings import LEARNING_RATE, MAX_EPOCHS, DescentConfig
from linreg_gui.session.bets import BetKind
from linreg_gui.session.values import ThemeChoice, ViewOptions

if TYPE_CHECKING:
    from linreg_gui.session.session import Session
    from linreg_gui.storage.preferences import Preferences

FULL_SPEED = 0.0
"""Stands for "as fast as possible" in the file, which has no None."""


def restore_session(session: "Session", preferences: "Preferences") -> None:
    """Put kept settings in force; each bad one falls back to its default."""
    options, settings = session.view_options, session.runs.settings
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
    rate, epochs = settings.learning_rate, settings.max_epochs
    session.set_settings(
        DescentConfig(
            learning_rate=preferences.number(
                "training/learning_rate", rate, *LEARNING_RATE.window_limits
            ),
            max_epochs=preferences.whole(
                "training/max_epochs", epochs, *map(int, MAX_EPOCHS.window_limits)
            ),
            tolerance=settings.tolerance,
        )
    )


def session_preferences(session: "Session") -> dict[str, object]:
    """Return the values to keep, by key.

    What the panes show is not kept: a new window shows the usual, and a project has its own.
    Rate and epochs are kept for the data a new window opens with only: on other data the same
    rate may crawl or diverge.
    """
    options, settings = session.view_options, session.runs.settings
    speed = FULL_SPEED if options.epochs_per_second is None else options.epochs_per_second
    first_data = EXAMPLES[DEFAULT_EXAMPLE].dataset().name
    return {
        "view/epochs_per_second": repr(speed),
        "view/theme": options.theme.value,
        "view/asks_first": options.asks_first,
        "view/bet_kind": session.asking.state.kind.value,
        **(_training(settings) if session.problem.dataset.name == first_data else {}),
    }


def _training(settings: DescentConfig) -> dict[str, object]:
    return {
        "training/learning_rate": repr(settings.learning_rate),
        "training/max_epochs": settings.max_epochs,
    }
