"""Numbers that are not in columns: lists and pairs as programs write them, and rows as columns."""

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from linreg_gui.core.numbers import is_number, parse_number
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.cells import quoted
from linreg_gui.storage.tables.source import TableSource, holds_something

LONGEST_TEXT = 1_000_000
_NAME = r"""(?P<name>"[^"]*"|'[^']*'|[^\W\d]\w*) ?(?:=|:|<-) ?"""
_MAKER = r"(?:(?:np|numpy|pd)\.)?(?:array|asarray|Series|list|tuple|c) ?"
_GROUP = re.compile(
    rf"(?:{_NAME})?(?:{_MAKER})?(?:[\[({{] ?){{0,3}}?"
    r"(?P<open>[\[({])(?P<body>[^\[\](){}]*)[\])}]"
)
_BETWEEN = re.compile(r"[ ,;\[\](){}]*")
_BEGIN = re.compile(rf"\s*(?:{_NAME})?(?:{_MAKER})?[\[({{]")
_AROUND = re.compile(rf"(?:{_NAME})|(?:{_MAKER})")


class Groups(NamedTuple):
    """Numbers as they stand between brackets.

    Attributes
    ----------
    names : tuple of str
        One a group; none where not all have one.
    rows : list of list of str
        A group each, as numbers with a decimal point.
    are_columns : bool
        Whether each group is a column, and not a point.
    is_doubtful : bool
        Whether it might be the other way.
    """

    names: tuple[str, ...]
    rows: list[list[str]]
    are_columns: bool
    is_doubtful: bool


def groups_in(source: TableSource) -> Groups | None:
    """Find lists, or points in brackets, where a text holds nothing else.

    Raises
    ------
    StorageError
        If lists with names differ in length.
    """
    pieces: list[str] = []
    for block in source.blocks():
        if not pieces and not _begins_with_bracket(block.text):
            return None
        pieces.append(block.text)
        if sum(map(len, pieces)) > LONGEST_TEXT:
            return None
    lines = chain.from_iterable(piece.split("\n") for piece in pieces)
    text = " ".join(" ".join(line for line in lines if holds_something(line)).split())
    found = list(_GROUP.finditer(text))
    between = _AROUND.sub("", _GROUP.sub("", text))
    rows = [_numbers(group["body"]) for group in found]
    if len(rows) < 2 or not all(rows) or not _BETWEEN.fullmatch(between):
        return None
    names = tuple((group["name"] or "").strip("\"'") for group in found)
    return _oriented(rows, names if all(names) else (), found[0]["open"], source.name)


def _begins_with_bracket(text: str) -> bool:
    first = next((line for line in text.split("\n") if holds_something(line)), "")
    return _BEGIN.match(first[:1000]) is not None


def _oriented(
    rows: list[list[str]], names: tuple[str, ...], bracket: str, source: str
) -> Groups | None:
    lengths = set(map(len, rows))
    if len(lengths) > 1:
        if names:
            counts = " and ".join(f"{len(row):,}" for row in rows[:2])
            raise StorageError(
                f"The lists of {source} have {counts} numbers; as many are expected."
            )
        return None
    n_rows, length = len(rows), lengths.pop()
    if names:
        return Groups(names, rows, True, False)
    if length == 1:
        return None
    if length == 2 and (n_rows > 2 or bracket == "("):
        return Groups((), rows, False, False)
    return Groups((), rows, length > n_rows, length == n_rows)


def _numbers(body: str) -> list[str]:
    """Return the numbers of a group; none where anything else is in it."""
    mark = next((mark for mark in (";", ",", None) if mark is None or mark in body), None)
    cells = [cell.strip() for cell in body.strip(" ,;").split(mark)]
    if not all(map(is_number, cells)):
        return []
    try:
        return [repr(parse_number(cell)) for cell in cells]
    except ValueError:
        return []


def as_columns(
    rows: Sequence[Sequence[str]], names: Sequence[str] = (), *, are_columns: bool
) -> str:
    """Write rows as the lines of a table with tabs; as its columns where they are."""
    table = zip(*rows, strict=True) if are_columns else rows
    header = [list(names)] if names else []
    return "".join("\t".join(map(quoted, row)) + "\n" for row in (*header, *table))
