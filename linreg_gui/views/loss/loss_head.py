"""The head of the loss card: what the curve shows, and the race against a hand."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QToolButton

from linreg_gui.session.session import Session
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

ERROR = "mean squared error per epoch · click or drag to scrub"
WITH_PENALTY = "mean squared error and penalty per epoch · click or drag to scrub"


class LossHead(QObject):
    """Keep the hint of the loss card true, and offer the race once a line was tried by hand.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
    """

    drawn_fields = ("settings", "hand")

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__(card)
        self._card = card
        self.race_button = QToolButton()
        self.race_button.setObjectName("race")
        self.race_button.setText("Race from where you began")
        self.race_button.setToolTip("Let gradient descent begin where your hand began, and compare")
        self.race_button.clicked.connect(session.hand.run_from_first)
        card.add_tool(self.race_button)
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Say whether the penalty is part of the loss: the curve is not the error alone then."""
        self._card.set_hint(WITH_PENALTY if frame.settings.l2 else ERROR)
        self.race_button.setVisible(len(frame.hand) > 0)
