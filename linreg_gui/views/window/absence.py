"""What a lesson hides and locks is absent from the window: panes and cards give up their room."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Hideable, Lockable
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import WindowShell

TRAINING_LOCKS = {*LOCK_OF_SETTING.values(), Lockable.START}
ANY_HEIGHT = (1 << 24) - 1
"""What Qt calls QWIDGETSIZE_MAX."""
RUNS_LOCKS = {Lockable.BRANCH, Lockable.KEEP}


class Absence(QObject):
    """Shows the panes and cards that a step of a lesson has.

    A card whose controls are all locked is absent, too. The card of the loss pane stays: the place
    of messages is in its head, and the transport below the plot. With neither plot nor transport
    its frame is left out.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    curve, transport : QWidget
        What is in the card of the loss pane.
    """

    drawn_fields = ("permissions",)

    def __init__(
        self, shell: WindowShell, clock: FrameClock, curve: QWidget, transport: QWidget
    ) -> None:
        super().__init__(shell)
        self._shell, self._curve, self._transport = shell, curve, transport
        clock.add(self, clock.frame())

    def render_frame(self, frame: ThemedFrame) -> None:
        """Leave out what the present step does not have."""
        shell, locked = self._shell, frame.permissions.locked
        for card, is_absent in (
            (shell.data_card, frame.hides(Hideable.DATA_PANE)),
            (shell.surface_card, frame.hides(Hideable.SURFACE_PANE)),
            (shell.model_card, frame.hides(Hideable.MODEL_CARD)),
            (shell.training_card, frame.hides(Hideable.TRAINING_CARD) or locked >= TRAINING_LOCKS),
            (shell.runs_card, frame.hides(Hideable.RUNS_CARD) or locked >= RUNS_LOCKS),
        ):
            card.set_absent(is_absent=is_absent)
        shell.panes.setVisible(not (shell.data_card.is_absent and shell.surface_card.is_absent))
        is_seen, has_run = not frame.hides(Hideable.LOSS_PANE), not frame.locks(Lockable.RUN)
        self._transport.setVisible(has_run)
        shell.loss_card.set_framed(is_framed=is_seen or has_run)
        self._show_curve(is_shown=is_seen)

    def _show_curve(self, *, is_shown: bool) -> None:
        card = self._shell.loss_card
        self._curve.setVisible(is_shown)
        card.show_title(is_shown=is_shown)
        layout = card.layout()
        assert layout is not None
        card.setMaximumHeight(ANY_HEIGHT if is_shown else layout.totalSizeHint().height())
