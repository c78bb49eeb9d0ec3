"""The button that lets the descent race the hand."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QToolButton

from linreg_gui.session.session import Session


class RaceButton(QToolButton):
    """Starts the descent where the hand began; seen once a line was tried by hand."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setObjectName("race")
        self.setText("Race from where you began")
        self.setToolTip("Let gradient descent begin where your hand began, and compare")
        self.clicked.connect(session.run_from_hand)
        session.hand_trail_changed.connect(self._on_hand_trail_changed)
        self._on_hand_trail_changed()

    @Slot()
    def _on_hand_trail_changed(self) -> None:
        self.setVisible(len(self._session.hand_trail) > 0)
