"""A lesson: what a `*.linreg-lesson` file says, as frozen values.

A lesson is a setup and steps. A step has a text and at most one task; when it opens, it may put
something on the table, hide and lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linreg_gui.lessons.hide_and_lock import LOCKED_AT_FIRST, Hideable, Lockable, Permissions
from linreg_gui.lessons.table_state import TableState

if TYPE_CHECKING:
    from linreg_gui.lessons.task import Task


@dataclass(frozen=True)
class Opening:
    """The changes that a lesson or a step makes when it opens.

    Attributes
    ----------
    state : TableState or None
        What is put on the table; None leaves the table as it is.
    hide, show : frozenset of Hideable
        Applied in this order, then ``lock`` and ``unlock``; they last until changed.
    lock, unlock : frozenset of Lockable
    """

    state: TableState | None = None
    hide: frozenset[Hideable] = frozenset()
    show: frozenset[Hideable] = frozenset()
    lock: frozenset[Lockable] = frozenset()
    unlock: frozenset[Lockable] = frozenset()

    def permissions_after(self, before: Permissions) -> Permissions:
        """Return what is hidden and locked afterwards."""
        return Permissions(
            (before.hidden | self.hide) - self.show, (before.locked | self.lock) - self.unlock
        )


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Attributes
    ----------
    say : str
        Its text: paragraphs, with bold, italic, code and lists as Markdown writes them.
    opening : Opening
    task : Predict, Goal, Answer, Blanks or None
        None for a step to read.
    hints : tuple of str
    because : str
        Said after the task.
    tell : tuple of str
        Quantities whose values are said with the result.
    """

    say: str
    opening: Opening = Opening()
    task: Task | None = None
    hints: tuple[str, ...] = ()
    because: str = ""
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson as its file says it.

    Attributes
    ----------
    title : str
    question : str
        What it is about.
    minutes : int
    steps : tuple of Step
    setup : Opening
        How the window stands when the lesson begins.
    language : str
        A tag such as ``en`` or ``pt-BR``.
    author, about : str
        May be empty.
    digest : str
        SHA-256 of the file, in hexadecimal digits: progress and answers belong to it.
    """

    title: str
    question: str
    minutes: int
    steps: tuple[Step, ...]
    setup: Opening = Opening(TableState())
    language: str = "en"
    author: str = ""
    about: str = ""
    digest: str = ""

    def permissions(self, index: int) -> Permissions:
        """Return what is hidden and locked in the step at ``index``, from 0."""
        known = self.setup.permissions_after(Permissions(locked=LOCKED_AT_FIRST))
        for step in self.steps[: index + 1]:
            known = step.opening.permissions_after(known)
        return known
