"""One undo command serves every edit, because every value is immutable."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand


class ReplaceValue(QUndoCommand):
    """Put one frozen value in force, and the former one back.

    Parameters
    ----------
    text : str
        What the edit is called in the menu ("Undo move point").
    put : callable
        Puts a value in force.
    values : tuple
        The old and the new value.
    gesture : int
        Edits of one gesture (a drag) share a number above 0 and become one undo step; none at all
        when the gesture ends where it began.
    """

    def __init__(
        self, text: str, put: Callable[[Any], None], values: tuple[Any, Any], gesture: int = 0
    ) -> None:
        super().__init__(text)
        self._put = put
        self._old, self._new = values
        self._gesture = gesture

    def id(self) -> int:
        """Give the gesture's number: Qt offers neighbours of equal id for merging."""
        return self._gesture or -1

    def redo(self) -> None:
        """Put the new value in force."""
        self._put(self._new)

    def undo(self) -> None:
        """Put the old value back."""
        self._put(self._old)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the newer value of the same gesture."""
        if not isinstance(other, ReplaceValue) or other.text() != self.text():
            return False
        self._new = other._new  # noqa: SLF001 - the same class
        if self._new == self._old:
            self.setObsolete(True)
        return True
