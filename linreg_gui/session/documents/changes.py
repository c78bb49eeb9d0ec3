"""Whether a document has unsaved changes."""

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.session.state import DocumentId

if TYPE_CHECKING:
    from linreg_gui.session.session import Session


class Changes(QObject):
    """The changes of a document since it was opened or saved.

    Edits count, and branches. How far a run has gone and which epoch is shown do not: they are
    computed again at once.

    Attributes
    ----------
    revision : int
        Changes with every edit, and when one is undone.
    """

    edited = Signal()
    """An edit was made, undone or extended; ``revision`` has changed."""
    modified_changed = Signal(bool)

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stack = session.edits.stack
        self._is_clean = self._stack.isClean()
        self._with_other_branches = WeakSet[DocumentId]()
        self._in_no_file = WeakSet[DocumentId]()
        self._was_modified = False
        self.revision = 0
        self._stack.indexChanged.connect(self._on_edited)
        self._stack.cleanChanged.connect(self._on_clean_changed)
        session.edits.extended.connect(self._on_extended)
        session.runs.edited.connect(self._on_branches_edited)

    @property
    def is_modified(self) -> bool:
        """Whether anything is not saved."""
        return self._is_in_no_file or self.is_edited

    @property
    def is_edited(self) -> bool:
        """Whether anything was edited here since the document was opened or saved."""
        return self._session.own_work.origin in self._with_other_branches or not self._is_clean

    @property
    def has_own_work(self) -> bool:
        """Whether points were edited or runs kept, or all of it was recovered."""
        own = self._session.own_work
        dataset, origin = own.dataset, own.origin
        has_kept = any(run.kept is not None for _, run in own.branches)
        return (
            self._is_in_no_file
            or (dataset.n_samples > 0 and dataset != origin.dataset)
            or (has_kept and origin in self._with_other_branches)  # an example may bring some
        )

    @property
    def _is_in_no_file(self) -> bool:
        return self._session.own_work.origin in self._in_no_file

    def mark_opened(self) -> None:
        """Mark everything as saved."""
        self.mark_saved(self.revision, self._session.own_work.origin)

    def mark_saved(self, revision: int, origin: DocumentId) -> None:
        """Mark ``revision`` as saved; later changes stay unsaved.

        Parameters
        ----------
        revision : int
        origin : DocumentId
            Of what was saved.
        """
        self._in_no_file.discard(origin)
        if revision == self.revision:
            self._with_other_branches.discard(origin)
            self._stack.setClean()
        else:
            # The step that was clean before is not what the file holds now.
            self._stack.resetClean()
        self._announce()

    def mark_unsaved(self) -> None:
        """Mark the document as unsaved, whatever is undone: no file holds it."""
        self._in_no_file.add(self._session.own_work.origin)
        self._announce()

    def stop(self) -> None:
        """Disconnect from the undo stack, which emits signals even while it is destroyed."""
        self._stack.indexChanged.disconnect(self._on_edited)
        self._stack.cleanChanged.disconnect(self._on_clean_changed)

    @Slot(bool)
    def _on_clean_changed(self, is_clean: bool) -> None:
        self._is_clean = is_clean
        self._announce()

    @Slot()
    def _on_edited(self) -> None:
        self.revision += 1
        self._announce()
        self.edited.emit()

    @Slot()
    def _on_extended(self) -> None:
        if not self._session.own_work.is_aside:
            self._on_edited()

    @Slot()
    def _on_branches_edited(self) -> None:
        if self._session.own_work.is_aside:
            return
        self._with_other_branches.add(self._session.own_work.origin)
        self._on_edited()

    def _announce(self) -> None:
        if self.is_modified != self._was_modified:
            self._was_modified = self.is_modified
            self.modified_changed.emit(self._was_modified)
