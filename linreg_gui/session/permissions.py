"""The locks of a lesson: each gesture asks here, once, and is done or refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from linreg_gui.core.automatic import Automatic
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Hideable, Lockable, Permissions
from linreg_gui.session.values import Notice, ViewOptions
from linreg_gui.session.wording_lessons import LOCKED, NOT_YET

if TYPE_CHECKING:
    from linreg_gui.session.edits import Edits

OPTION_OF = {
    Hideable.FAST_AND_SLOW: "show_axes",
    Hideable.PULLS: "show_pulls",
    Hideable.RESIDUALS: "show_residuals",
    Hideable.RESIDUAL_STRIP: "show_residual_strip",
    Hideable.SQUARES: "show_squares",
    Hideable.EARLIER_LINES: "show_earlier_lines",
    Hideable.TRUE_LINE: "show_true_line",
    Hideable.CUTS: "show_cuts",
    Hideable.TIPPED_UP: "is_tilted",
    Hideable.PATH: "show_path",
    Hideable.STEEPEST: "show_steepest",
    Hideable.BATCH_BOWL: "show_batch",
    Hideable.KEPT_RUNS: "show_kept_runs",
    Hideable.MORE_NUMBERS: "show_numbers",
    Hideable.WORKSHEET: "show_worksheet",
    Hideable.EQUATIONS: "show_equations",
    Hideable.CODE: "show_code",
    Hideable.POINTS_TABLE: "show_points",
}
"""Pictures that a view option switches; `show` in a lesson switches them on."""
ALWAYS_FREE = ("theme", "is_presenting")
"""View options that no lesson locks."""
Given = ParamSpec("Given")
Result = TypeVar("Result")


class Gate(QObject):
    """Knows what is locked and hidden, and refuses gestures in one sentence each.

    A gesture that was let through may do others: moving a line sets the start.

    Parameters
    ----------
    edits : Edits
        Says what belongs to one drag, which is refused once.
    parent : QObject, optional

    Attributes
    ----------
    permissions : Permissions
        Empty outside of a lesson.
    guard : callable or None
        Of a gesture that is not locked: why it is refused all the same; empty where it is not.
    """

    changed = Signal()
    """Other things are locked or hidden, or a lesson has begun or ended."""
    notice_posted = Signal(object)
    """Notice"""

    def __init__(self, edits: "Edits", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._n_open = 0
        self._refused: tuple[Lockable, int] | None = None
        self._held: Mapping[Lockable, str] = {}
        self.permissions = Permissions()
        self.guard: Callable[[Lockable], str] | None = None

    def set_guard(self, guard: Callable[[Lockable], str] | None) -> None:
        """Ask a lesson before each gesture from now on; None where there is none any more."""
        self.guard = guard
        self.changed.emit()

    def set_permissions(
        self, permissions: Permissions, held: Mapping[Lockable, str] | None = None
    ) -> None:
        """Lock and hide from now on.

        Parameters
        ----------
        permissions : Permissions
        held : mapping, optional
            What is locked for a while besides, and seen all the same, with the sentence for each.
        """
        self._held = held or {}
        if permissions != self.permissions:
            self.permissions = permissions
            self.changed.emit()

    @property
    def is_in_lesson(self) -> bool:
        """Whether a lesson is under way."""
        return self.guard is not None

    def is_locked(self, *locks: Lockable) -> bool:
        """Return whether any of these is locked."""
        return any(lock in self.permissions.locked or lock in self._held for lock in locks)

    def locks(self, name: Lockable) -> bool:
        """Return whether the lesson locks something, and not a prediction for a while."""
        return name in self.permissions.locked

    def is_hidden(self, name: Hideable) -> bool:
        """Return whether something is hidden."""
        return name in self.permissions.hidden

    def lets(self, locks: Iterable[Lockable]) -> bool:
        """Return whether a gesture may be done; says so if not, once in a drag."""
        if self._n_open or not (self.is_in_lesson or self.permissions.locked):
            return True
        texts = ((lock, self._refusal(lock)) for lock in locks)
        lock, text = next((pair for pair in texts if pair[1]), (None, ""))
        if lock is None:
            return True
        refused = lock, self._edits.gesture
        if not (self._edits.is_dragging and self._refused == refused):
            self.notice_posted.emit(Notice.refusal(text))
        self._refused = refused if self._edits.is_dragging else None
        return False

    def _refusal(self, lock: Lockable) -> str:
        if lock in self.permissions.locked:
            return LOCKED[lock]
        if lock in self._held:
            return self._held[lock]
        return "" if self.guard is None else self.guard(lock)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let everything through within a ``with`` statement."""
        self._n_open += 1
        try:
            yield
        finally:
            self._n_open -= 1

    def options_let_through(self, now: ViewOptions, wanted: ViewOptions) -> ViewOptions:
        """Return view options with what is hidden switched off, and with no locked change."""
        if not self.permissions.locked and not self.permissions.hidden:
            return wanted
        kept: dict[str, Any] = {name: getattr(wanted, name) for name in ALWAYS_FREE}
        if replace(now, **kept) != wanted and not self.lets([Lockable.VIEW]):
            wanted = replace(now, **kept)
        off: dict[str, Any] = {
            option: False for name, option in OPTION_OF.items() if self.is_hidden(name)
        }
        if self.is_hidden(Hideable.BEST_FIT):
            off["is_guessing"] = True
        let_through = replace(wanted, **off)
        if let_through != wanted and not self._n_open:
            self.notice_posted.emit(Notice.refusal(NOT_YET))
        return let_through


def asks(
    lock: Lockable,
) -> Callable[
    [Callable[Concatenate[Any, Given], Result]], Callable[Concatenate[Any, Given], Result]
]:
    """Make a method a gesture: it is done unless ``lock`` is in force, else it returns False.

    The object has a ``gate``.
    """

    def wrap(
        method: Callable[Concatenate[Any, Given], Result],
    ) -> Callable[Concatenate[Any, Given], Result]:
        @wraps(method)
        def gesture(self: Any, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            if not self.gate.lets([lock]):
                return False  # type: ignore[return-value] # of a gesture without a result, None
            with self.gate.opened():
                return method(self, *args, **kwargs)

        return gesture

    return wrap


def locks_of_change(
    before: tuple[DescentConfig, Automatic], after: tuple[DescentConfig, Automatic]
) -> list[Lockable]:
    """Return which locks a change of settings, or of what follows the data, asks to be open."""
    return [
        lock
        for name, lock in LOCK_OF_SETTING.items()
        for one, other in zip(before, after, strict=True)
        if getattr(one, name, None) != getattr(other, name, None)
    ]
