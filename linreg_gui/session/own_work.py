"""The user's own work: what the session holds, or what a lesson has set aside in the meantime."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linreg_gui.session.permissions import ALWAYS_FREE
from linreg_gui.session.state import DocumentId, LabState
from linreg_gui.session.values import HandTries

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.session.branches import Branches
    from linreg_gui.session.session import Session


@dataclass(frozen=True, eq=False)
class Aside:
    """Work set aside, whole.

    Attributes
    ----------
    state : LabState
        Its branches are the objects themselves, with all their records; nobody changes them.
    stack : QUndoStack
    tries : HandTries
    race_epoch : int or None
        The epoch that all runs stood at.
    """

    state: LabState
    stack: "QUndoStack"
    tries: HandTries
    race_epoch: int | None


class OwnWork:
    """The work of the document: autosave, saving and the title ask here, not the session."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._aside: Aside | None = None

    @property
    def is_aside(self) -> bool:
        """Whether something else is on the table."""
        return self._aside is not None

    @property
    def dataset(self) -> "Dataset":
        """Its points."""
        return self._session.problem.dataset if self._aside is None else self._aside.state.dataset

    @property
    def origin(self) -> DocumentId:
        """The identity of its document."""
        if self._aside is None:
            return self._session.opening.origin
        assert self._aside.state.origin is not None
        return self._aside.state.origin

    @property
    def branches(self) -> "Branches":
        """Its runs."""
        return self.state().branches

    def state(self) -> LabState:
        """Return all of it; its branches are live, to be read at once."""
        return self._session.state() if self._aside is None else self._aside.state

    def set_aside(self) -> None:
        """Set it aside, at rest: what is done from now on is no part of it."""
        if self._aside is not None:
            return
        session = self._session
        race_epoch = session.player.race_epoch
        session.edits.end_drag()
        session.player.pause()
        state = session.state()
        # From here on edits go to another stack, and the player holds other branches.
        tries = session.hand.trail.taken()
        self._aside = Aside(state, session.edits.change_stack(), tries, race_epoch)

    def bring_back(self) -> None:
        """Put it on the table again, as it was set aside; all that was there is dropped.

        Theme and presenter mode stay as they are now.
        """
        aside, session = self._aside, self._session
        if aside is None:
            return
        session.edits.end_drag()
        session.player.pause()
        session.step.end_phases()
        with session.gate.opened():
            session.opening.put(aside.state)
            free = {name: getattr(session.view_options, name) for name in ALWAYS_FREE}
            session.change_view_options(**{**aside.state.view, **free})
            if aside.race_epoch is not None:
                session.player.stand_at(aside.race_epoch)
        session.edits.change_stack(aside.stack)
        self._aside = None
        session.hand.put(aside.tries)
