"""Undo and redo of edits; all edits of a drag are one step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

MOST_UNDO_STEPS = 1000


class ReplaceValue(QUndoCommand):
    """Put one frozen value in force, and the former one back.

    One command serves every edit, because every value is immutable.

    Parameters
    ----------
    text : str
        What the edit is called in the menu ("Undo move point").
    put : callable
        Puts a value in force.
    values : tuple
        The old and the new value.

    Attributes
    ----------
    new : object
        The value in force after it.
    """

    def __init__(self, text: str, put: Callable[[Any], None], values: tuple[Any, Any]) -> None:
        super().__init__(text)
        self._put = put
        self._old, self.new = values

    @property
    def is_void(self) -> bool:
        """Whether it ends where it began."""
        return bool(self.new == self._old)

    def extend(self, value: Any) -> None:
        """Put a newer value in force, as part of the same step.

        Qt would do this by merging commands; PySide never frees those that were merged.
        """
        self.new = value
        self._put(value)

    def redo(self) -> None:
        """Put the new value in force."""
        self._put(self.new)

    def undo(self) -> None:
        """Put the old value back."""
        self._put(self._old)


class Swap(QUndoCommand):
    """Put a whole state in place of the present one, and back, as each of them was left.

    Parameters
    ----------
    text : str
        The name in the menu.
    swap : callable
        Puts a state in force and returns the one it replaces.
    state : object
        The first to put in force.
    is_done : bool
        Whether the present state has replaced this one already.
    """

    def __init__(
        self, text: str, swap: Callable[[Any], Any], state: Any, *, is_done: bool = False
    ) -> None:
        super().__init__(text)
        self._swap = swap
        self._other = state
        self._is_done = is_done

    def redo(self) -> None:
        """Put the state kept here in force, and keep the present one."""
        if not self._is_done:
            self._other = self._swap(self._other)
        self._is_done = False

    def undo(self) -> None:
        """Do the same again."""
        self._other = self._swap(self._other)


class Drag(QUndoCommand):
    """All edits of one drag, as one step that is called after the last of them."""

    def __init__(self, first: ReplaceValue | Swap) -> None:
        super().__init__(first.text())
        self._parts = [first]

    @property
    def is_void(self) -> bool:
        """Whether it ends where it began."""
        return all(isinstance(part, ReplaceValue) and part.is_void for part in self._parts)

    def add(self, edit: ReplaceValue | Swap) -> None:
        """Do another edit as part of this step; one of the same name goes on with the last."""
        last = self._parts[-1]
        is_same = last.text() == edit.text()
        if is_same and isinstance(last, ReplaceValue) and isinstance(edit, ReplaceValue):
            last.extend(edit.new)
            return
        self._parts.append(edit)
        edit.redo()
        self.setText(edit.text())

    def redo(self) -> None:
        """Do all of it again."""
        for part in self._parts:
            part.redo()

    def undo(self) -> None:
        """Take all of it back, the last edit first."""
        for part in reversed(self._parts):
            part.undo()


class Edits(QObject):
    """The undo stack and the drag under way; knows nothing of what is edited.

    An undo or redo in the middle of a drag ends it.

    Attributes
    ----------
    group : QUndoGroup
        Undoes and redoes on the stack that is in use.
    stack : QUndoStack
    is_dragging : bool
    gesture : int
        The number of the present or the last drag.
    """

    extended = Signal()
    """The newest step of undo has grown; the stack emits nothing then."""
    drag_changed = Signal(bool)
    """True when a drag begins, False when it ends."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.group = QUndoGroup(self)
        self.stack = self._new_stack()
        self.is_dragging = False
        self.gesture = 0
        self._n_open = 0
        """Steps that are being made of several edits: the stack counts them at their end."""
        self._dragged: Drag | None = None
        self._is_pushing = False

    def _new_stack(self) -> QUndoStack:
        stack = QUndoStack(self.group)
        stack.setUndoLimit(MOST_UNDO_STEPS)
        stack.indexChanged.connect(self._on_index_changed)
        self.group.setActiveStack(stack)
        return stack

    def change_stack(self, stack: QUndoStack | None = None) -> QUndoStack:
        """Keep edits on another stack from now on, an empty one unless it is given.

        Returns
        -------
        QUndoStack
            The former one. It stays as it is, and can be given here again.
        """
        former = self.stack
        if stack is None:
            self.stack = self._new_stack()
            return former
        self.stack = stack
        self.group.setActiveStack(stack)
        self.group.removeStack(former)
        former.indexChanged.disconnect(self._on_index_changed)  # emitted at its end, too
        former.deleteLater()
        return former

    def begin_drag(self) -> None:
        """Edits up to ``end_drag`` become one undo step."""
        if not self.is_dragging:
            self.gesture += 1
            self.is_dragging = True
            self.drag_changed.emit(True)

    def end_drag(self) -> None:
        """End the drag."""
        if self.is_dragging:
            dragged, self._dragged = self._dragged, None
            is_alone = dragged is not None and not self._n_open and self._is_newest(dragged)
            if dragged is not None and is_alone and dragged.is_void:
                dragged.setObsolete(True)  # the stack then drops it instead of undoing it
                self.stack.undo()
            self.is_dragging = False
            self.drag_changed.emit(False)

    def undo(self) -> None:
        """Undo the last edit."""
        self.stack.undo()

    def redo(self) -> None:
        """Do the last undone edit again."""
        self.stack.redo()

    def retract(self) -> None:
        """Undo the last edit without leaving it to redo (the first half of a double click)."""
        command = self.stack.command(self.stack.index() - 1)
        if command is not None:
            command.undo()
            command.setObsolete(True)  # the stack then drops it instead of undoing it
            self.stack.undo()

    def push(self, text: str, put: Callable[[Any], None], values: tuple[Any, Any]) -> None:
        """Do an edit and keep it; all within a drag are one step.

        Parameters
        ----------
        text : str
            What the edit is called in the menu.
        put : callable
            Puts a value in force.
        values : tuple
            The old and the new value.
        """
        self._add(ReplaceValue(text, put, values))

    @contextmanager
    def as_one_step(self, text: str) -> Iterator[None]:
        """Make one step of undo of all edits within a ``with`` statement."""
        self.stack.beginMacro(text)
        self._n_open += 1
        try:
            yield
        finally:  # an open macro would swallow every later edit
            self._n_open -= 1
            self.stack.endMacro()

    def newest_step(self) -> Callable[[], bool]:
        """Return a function that tells whether undo would undo the newest step, or the open one."""
        index = self.stack.index() + (self._n_open > 0)
        command = self.stack.command(index - 1)
        return lambda: self.stack.index() == index and self.stack.command(index - 1) is command

    def push_swap(self, text: str, swap: Callable[[Any], Any], state: Any) -> None:
        """Put a whole state in place of the present one, as one step; ends a drag."""
        self.end_drag()
        self.stack.push(Swap(text, swap, state))

    def push_done(self, text: str, swap: Callable[[Any], Any], former: Any) -> None:
        """Keep a whole state that the present one has replaced, as one step."""
        self._add(Swap(text, swap, former, is_done=True))

    def _add(self, edit: ReplaceValue | Swap) -> None:
        drag = self._dragged
        if drag is not None and self._is_newest(drag):
            drag.add(edit)
            self.stack.undoTextChanged.emit(drag.text())  # the stack does not hear of it
            self.extended.emit()
            return
        self._dragged = Drag(edit) if self.is_dragging else None
        self._is_pushing = True
        self.stack.push(self._dragged or edit)
        self._is_pushing = False

    @Slot()
    def _on_index_changed(self) -> None:
        if not self._is_pushing:
            self.end_drag()

    def _is_newest(self, command: Drag) -> bool:
        """Return whether a step can still grow: it cannot once it is undone, or in a file."""
        is_on_top = self.stack.index() > 0 and self.stack.command(self.stack.index() - 1) is command
        return is_on_top and not self.stack.isClean()
