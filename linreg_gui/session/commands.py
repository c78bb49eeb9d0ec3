"""The undo commands: one serves every edit, because every value is immutable; one, other data."""

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
    """

    def __init__(self, text: str, put: Callable[[Any], None], values: tuple[Any, Any]) -> None:
        super().__init__(text)
        self._put = put
        self._old, self._new = values

    @property
    def is_void(self) -> bool:
        """Whether it ends where it began."""
        return bool(self._new == self._old)

    def extend(self, value: Any) -> None:
        """Put a newer value in force, as part of the same step.

        Qt would do this by merging commands; PySide never frees those that were merged.
        """
        self._new = value
        self._put(value)

    def redo(self) -> None:
        """Put the new value in force."""
        self._put(self._new)

    def undo(self) -> None:
        """Put the old value back."""
        self._put(self._old)


class Swap(QUndoCommand):
    """Put a whole state in place of the present one, and back, as each of them was left.

    Parameters
    ----------
    text : str
        What it is called in the menu.
    swap : callable
        Puts a state in force and returns the one it took the place of.
    state : object
        The first to put in force.
    """

    def __init__(self, text: str, swap: Callable[[Any], Any], state: Any) -> None:
        super().__init__(text)
        self._swap = swap
        self._other = state

    def redo(self) -> None:
        """Put the state kept here in force, and keep the present one."""
        self._other = self._swap(self._other)

    def undo(self) -> None:
        """Do the same again."""
        self.redo()
