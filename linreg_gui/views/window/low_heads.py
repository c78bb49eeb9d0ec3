"""Heads of panes in a low window: controls of a pane stand there, in place of its title."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from linreg_gui.views.look.theme import desktop_type_scale
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.plot_pane import PlotPane
from linreg_gui.views.window.pane_heads import PaneHeads
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from collections.abc import Mapping

LOW = 430
"""Pixels of a window, for usual type, as of a screen of 1366 × 768 at 200 %."""


class LowHeads(QObject):
    """Moves the controls of panes between their heads and the row above their plots.

    Above the plot they would leave it hardly higher than they are. The title gives way to them, the
    word *Show* to its arrow, and *zoom to all* to the double click that does the same.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    heads : PaneHeads
    panes : mapping
        The panes with controls, by their cards.
    """

    drawn_fields = ("dataset", "settings", "view_options")

    def __init__(
        self,
        shell: WindowShell,
        clock: FrameClock,
        heads: PaneHeads,
        panes: "Mapping[Card, PlotPane]",
    ) -> None:
        super().__init__(shell)
        self._shell, self._heads, self._panes = shell, heads, panes
        self._is_presenting = False
        """Whether the window is a stage."""
        shell.resized.connect(self._place)
        clock.add(self, clock.frame())

    def render_frame(self, frame: ThemedFrame) -> None:
        """Place controls that have come, or gone."""
        self._is_presenting = frame.view_options.is_presenting
        self._place()

    @Slot()
    def _place(self) -> None:
        is_low = self._shell.height() < LOW * desktop_type_scale()
        for card, pane in self._panes.items():
            controls = pane.control_row
            is_hidden = controls is None or controls.isHidden()
            is_in_head = is_low and not is_hidden
            # The heads of a stage have no tools, and so room for both.
            has_title = self._is_presenting or not is_in_head
            is_placed = (is_in_head, has_title) == (card.has_controls, card.has_title)
            if controls is None or is_placed:
                continue
            card.put_in_head(controls if is_in_head else None, has_title=has_title)
            if not is_in_head:
                pane.put_above(controls)
            controls.setHidden(is_hidden)  # Qt hides what gets another parent until the next event
            self._heads.show_buttons[card.title].set_short(is_short=is_in_head)
            self._heads.zoom_buttons[card.title].setHidden(is_in_head)
