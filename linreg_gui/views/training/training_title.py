"""What the loss pane says that it shows."""

from PySide6.QtCore import QObject, Slot

from linreg_gui.session.session import Session
from linreg_gui.views.widgets.card import Card

ERROR = "mean squared error per epoch · click or drag to scrub"
WITH_PENALTY = "mean squared error and penalty per epoch · click or drag to scrub"


class LossTitle(QObject):
    """Keeps the hint of the loss card true: with a penalty the curve is not the error alone.

    Parameters
    ----------
    session : Session
    card : Card
    """

    def __init__(self, session: Session, card: Card) -> None:
        super().__init__(card)
        self._session, self._card = session, card
        session.settings_changed.connect(self._on_settings_changed)
        self._on_settings_changed()

    @Slot()
    def _on_settings_changed(self) -> None:
        self._card.set_hint(WITH_PENALTY if self._session.settings.l2 else ERROR)
