"""The source of a table, its layout, and the doubts about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from linreg_gui.storage.errors import CancelledError, Progress, one_line

LONGEST_DOUBT = 200


def report(progress: Progress | None, part: float) -> None:
    """Report the part done; raise CancelledError where somebody does not want to wait."""
    if progress is not None and not progress(part):
        raise CancelledError("The import was cancelled; nothing was added.")


def rising(progress: Progress | None) -> Progress | None:
    """Let progress never go back where a file is looked at more than once."""
    if progress is None:
        return None
    farthest = 0.0

    def report_farthest(part: float) -> bool:
        nonlocal farthest
        farthest = max(farthest, part)
        return progress(farthest)

    return report_farthest


Line = tuple[int, str]
"""The number of a line, from 1, and its text without the line end."""


@dataclass(frozen=True)
class TableLayout:
    """The layout of a table.

    Attributes
    ----------
    delimiter : str
        ``";"``, a tab, ``"|"``, ``","``, or a blank for any number of blanks and tabs.
    decimal_sign : str
        ``"."`` or ``","``; the other one, blanks and apostrophes may group digits.
    has_header : bool
        Whether the first line below the skipped ones names the columns.
    n_skipped : int
        Lines at the top of the file that are not part of the table.
    is_transposed : bool
        Whether the rows of the file are the columns of the table.
    """

    delimiter: str
    decimal_sign: str
    has_header: bool
    n_skipped: int = 0
    is_transposed: bool = False


@dataclass(frozen=True)
class Choices:
    """The parts of a layout that somebody, or the kind of the file, decides; None is guessed.

    The attributes are those of `TableLayout`, and ``is_day_first``: whether 1/2/2030 is the first
    of February.
    """

    delimiter: str | None = None
    decimal_sign: str | None = None
    has_header: bool | None = None
    n_skipped: int | None = None
    is_transposed: bool | None = None
    is_day_first: bool | None = None

    def over(self, others: "Choices") -> "Choices":
        """Return these choices, and those of ``others`` where there is none."""
        made = {name: value for name, value in vars(self).items() if value is not None}
        return replace(others, **made)


ALL_GUESSED = Choices()


@dataclass(frozen=True)
class Doubt:
    """A question that the file leaves open.

    Attributes
    ----------
    sentence : str
        Both readings, with an example: "'1,234' may be 1.234 or 1234".
    option : str
        Of the command line, which decides: "--decimal".
    """

    sentence: str
    option: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", one_line(self.sentence, LONGEST_DOUBT))


class Block(NamedTuple):
    """Some whole lines of a text.

    Attributes
    ----------
    first_line : int
        Its number, from 1.
    text : str
        The lines end with LF, the last one of a file perhaps not.
    part_read : float
        How much of the file is read with this, 0 to 1.
    """

    first_line: int
    text: str
    part_read: float

    @property
    def n_lines(self) -> int:
        """How many lines there are."""
        return self.text.count("\n") + (not self.text.endswith("\n"))

    def lines(self) -> Iterator[Line]:
        """Yield all lines with their numbers."""
        text = self.text.removesuffix("\n")
        return enumerate(text.split("\n"), start=self.first_line)


class TableSource(Protocol):
    """The source of a table, read again and again, block by block."""

    @property
    def name(self) -> str:
        """The name in messages."""

    @property
    def known(self) -> Choices:
        """The parts of the layout that the kind of the file decides."""

    def blocks(self) -> Iterator[Block]:
        """Yield whole lines in blocks; raises StorageError."""


SPREADSHEET_FAULT = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|WERT!|ZAHL!)")


NO_ROW = re.compile(r"[\s|+:=-]*(?:--|==)[\s|+:=-]*|%+\s*[^\W\d].*|\(\d+ rows?\)")
"""A rule of a drawn table, a comment as in TeX or ARFF, or what a database writes at the end."""


def holds_something(line: str) -> bool:
    """Return whether a line is neither blank nor a comment nor a rule.

    A comment begins with ``#``, unless a spreadsheet says there what went wrong: ``#DIV/0!``.
    """
    held = line.strip()
    if not held or held[0] in "0123456789":
        return bool(held)
    if held[0] == "#":
        return SPREADSHEET_FAULT.match(held) is not None
    return held[0] not in "-=+|:%(" or NO_ROW.fullmatch(held) is None
