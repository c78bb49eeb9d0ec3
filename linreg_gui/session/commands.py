"""One undo command serves every edit, because every value is immutable."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand


class ReplaceValue(QUndoCommand):
    """Put one frozen value in force, and the former one back.

    Parameters
    ----------
    text : str
        What the edit is called in the menu ("Undo move point").
    restore, apply : callable
        Put the old and the new value in force.
    gesture : int
        Edits of one gesture (a drag) share a number above 0 and become one undo step.
    """

    def __init__(
        self, text: str, restore: Callable[[], None], apply: Callable[[], None], gesture: int = 0
    ) -> None:
        super().__init__(text)
        self._restore = restore
        self._apply = apply
        self._gesture = gesture

    def id(self) -> int:
        """Give the gesture's number: Qt offers neighbours of equal id for merging."""
        return self._gesture or -1

    def redo(self) -> None:
        """Put the new value in force."""
        self._apply()

    def undo(self) -> None:
        """Put the old value back."""
        self._restore()

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the newer value of the same gesture."""
        if not isinstance(other, ReplaceValue) or other.text() != self.text():
            return False
        self._apply = other._apply  # noqa: SLF001 - the same class
        return True
