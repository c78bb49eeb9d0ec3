"""The small buttons at the heads of the panes: entries of the menus within reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from linreg_gui.views.look.icons import toggle_icon
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.window.action_table import BRANCH, KEEP
from linreg_gui.views.window.actions import Actions

ICON_PIXELS = 16


@dataclass(frozen=True)
class PaneToggle:
    """A button in the head of a pane.

    Attributes
    ----------
    pane : str
        The title of the card.
    key : str
        The view option that it switches, or the text of its menu entry.
    icon : str
    tip : str
    place : int
        Its position in that head, from 0; −1 is the last.
    """

    pane: str
    key: str
    icon: str
    tip: str
    place: int = -1


FAST_AND_SLOW = "Fast and slow: the axes of the valley, and the loss split along them"

PANE_TOGGLES = (
    PaneToggle("Data", "show_squares", "squares", "Residual squares, and their mean: the MSE"),
    PaneToggle("Data", "show_best_fit", "best", "Best fit: the line of least squares"),
    PaneToggle("Data", "is_guessing", "guess", "Guess first: hide the best fit everywhere"),
    PaneToggle("Loss surface", "show_pulls", "pulls", "Pulls: each point's part of the step"),
    PaneToggle("Loss surface", "show_axes", "axes", FAST_AND_SLOW),
    PaneToggle("Loss", "show_axes", "axes", FAST_AND_SLOW),
    PaneToggle("Loss", "has_log_loss_axis", "logarithmic", "Logarithmic loss axis"),
    PaneToggle("Loss", BRANCH.text, "branch", "Branch from the epoch shown (B)"),
    PaneToggle("Loss", KEEP.text, "keep", "Keep this run to compare others with (K)"),
    PaneToggle("Model", "show_worksheet", "worksheet", "Worksheet of the step shown (W)"),
    PaneToggle("Model", "show_code", "code", "Code of the step shown (C)"),
    PaneToggle("Worksheet", "show_code", "code", "Code of the step shown (C)", 0),
)


class PaneToggles:
    """Buttons that share the actions of the menus, so that both always agree.

    Parameters
    ----------
    actions : Actions
    theme : Theme
    """

    def __init__(self, actions: Actions, theme: Theme) -> None:
        self._actions = actions
        self.buttons: dict[tuple[str, str], QToolButton] = {}
        """By pane and key."""
        for toggle in PANE_TOGGLES:
            action = self._action(toggle)
            action.setToolTip(toggle.tip)
            action.setIconVisibleInMenu(False)
        self.set_theme(theme)

    def place(self, cards: Mapping[str, Card]) -> None:
        """Create the buttons and add them to their cards."""
        for toggle in PANE_TOGGLES:
            button = self.button(toggle)
            button.setIconSize(self._icon_size)
            cards[toggle.pane].add_tool(button, toggle.place)
            self.buttons[toggle.pane, toggle.key] = button

    def button(self, toggle: PaneToggle) -> QToolButton:
        """Return a new button for a toggle."""
        action = self._action(toggle)
        button = QToolButton()
        button.setObjectName("toggle")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setAccessibleDescription(toggle.tip)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Colour the icons, and scale them with the type."""
        self._icon_size = QSize(ICON_PIXELS, ICON_PIXELS) * theme.type_scale
        for toggle in PANE_TOGGLES:
            self._action(toggle).setIcon(toggle_icon(toggle.icon, theme))
        for button in self.buttons.values():
            button.setIconSize(self._icon_size)

    def _action(self, toggle: PaneToggle) -> QAction:
        known = self._actions.toggles.get(toggle.key)
        return self._actions.entries[toggle.key] if known is None else known
