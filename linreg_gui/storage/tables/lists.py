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
# Only at the begin of a word: within a long one each letter would begin another search.
_NAME = r"""(?P<name>"[^"]*"|'[^']*'|(?<!\w)[^\W\d]\w{0,60}) ?(?:=|:|<-) ?"""
_LETTER = r"(?P<letter>[A-Z]['0-9]?)(?=\()"
_MAKER = r"(?:(?:np|numpy|pd)\.)?(?:array|asarray|Series|list|tuple|c|DataFrame|data\.frame) ?"
_GROUP = re.compile(
    rf"(?:{_NAME}|{_LETTER})?(?:{_MAKER})?(?:[\[({{] ?){{0,3}}?"
    r"(?P<open>[\[({])(?P<body>[^\[\](){}]*)[\])}]"
)
_BETWEEN = re.compile(r"[ ,;\[\](){}]*")
_PROSE = re.compile(r"\D*")
"""Words that may stand around points in brackets, without numbers outside of brackets."""
_NAMED_LIST = re.compile(rf"(?:{_NAME})(?:{_MAKER})?[\[({{]")
FEWEST_NUMBERS = 3
"""Of a list in a text with other numbers; shorter brackets may be points or anything."""
_POINTS = re.compile(r"[0-9]\s?\),?(?:\s?|\sand\s)[A-Z]?['0-9]?\(\s?[-+0-9]")
FIRST_LETTERS = 2000
"""A named list, or two points, begin among these, where words stand before them."""
_BEGIN = re.compile(rf"\s*(?:{_NAME}|{_LETTER})?(?:{_MAKER})?[\[({{]")
_AROUND = re.compile(rf"(?:{_NAME})|(?:{_MAKER})")
_CODE = re.compile(r"(?:import|from|print|library|using|plt\.|%matplotlib)\b.*|%.*")
_REMARK = re.compile(r"(?<=[\]),;}])\s*(?:#|%|//).*")
_CALL = re.compile(r"\.(?:reshape|astype|tolist|transpose)\([^()]*\)|, ?dtype ?= ?[\w.'\"]+")
_UNIT = r"\([^\d()]{1,20}\)|\[[^\d\[\]]{1,20}\]"
_SINGLE = re.compile(r"(?<=[\[,]) ?\[ ?([-+]?[0-9][0-9.e+-]*) ?\](?= ?[,\]])")
"""One of the rows of a matrix with one column: [[1], [2], [3]]."""
_LIST_LINE = re.compile(
    rf" *(?P<name>[^\W\d][^=:<\[({{]{{0,60}}?(?:{_UNIT})?) *(?:=|:|<-) *(?P<body>[-+.,0-9].*)"
)
"""Without brackets."""
_NEXT_LIST = re.compile(r"(?<=[0-9,;]) +(?=[^\W\d]\w{0,30} ?[=:] ?[-+.0-9])")
"""Where another list begins in the same line."""
_NO_VALUE = ("nan", "np.nan", "None", "NA", "null")


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
    has_more : bool
        Whether other numbers stand around them.
    """

    names: tuple[str, ...]
    rows: list[list[str]]
    are_columns: bool
    is_doubtful: bool
    has_more: bool = False


def groups_in(source: TableSource) -> Groups | None:
    """Find lists, or points in brackets, where a text holds no other number.

    Around lists without names not even words may stand; around lists with names, numbers may.

    Raises
    ------
    StorageError
        If lists with names differ in length.
    """
    pieces: list[str] = []
    for block in source.blocks():
        if not pieces and not _may_hold_lists(block.text):
            return None
        pieces.append(block.text)
        if sum(map(len, pieces)) > LONGEST_TEXT:
            return None
    lines = chain.from_iterable(piece.split("\n") for piece in pieces)
    held = [_REMARK.sub("", line) for line in lines if _is_held(line)]
    bare = [_LIST_LINE.fullmatch(part) for line in held for part in _NEXT_LIST.split(line)]
    if bare and all(bare):
        return _of_lines([line for line in bare if line], source.name)
    text = _SINGLE.sub(r" \1", _CALL.sub("", " ".join(" ".join(held).split())))
    found = list(_GROUP.finditer(text))
    around = _AROUND.sub("", _GROUP.sub("", text))
    return _bare_groups(found, around, source.name) or _named_lists(found, around)


def _bare_groups(found: list[re.Match[str]], around: str, source: str) -> Groups | None:
    """Read groups where nothing else is; points in brackets may stand in a sentence."""
    rows = [_numbers(group["body"]) for group in found]
    if len(rows) < 2 or not all(rows):
        return None
    names = _names_of(found)
    are_points = {2} == set(map(len, rows)) and all(group["open"] == "(" for group in found)
    allowed = _PROSE if names or (are_points and len(rows) > 2) else _BETWEEN
    return _oriented(rows, names, found[0]["open"], source) if allowed.fullmatch(around) else None


def _named_lists(found: list[re.Match[str]], around: str) -> Groups | None:
    """Read lists with names in a text that has other numbers and brackets, but no other lists."""
    lists = [group for group in found if _numbers(group["body"])]
    others = [group["body"] for group in found if group not in lists]
    names = _names_of(lists)
    rows = [_numbers(group["body"]) for group in lists]
    lengths = set(map(len, rows))
    if len(set(names)) < 2 or len(set(names)) < len(rows) or len(lengths) > 1:
        return None
    if lengths.pop() < FEWEST_NUMBERS:
        return None
    if any(is_number(cell) for body in others for cell in re.split("[,;] ?", body)):
        return None
    has_more = _PROSE.fullmatch("".join([around, *others])) is None
    return Groups(names, rows, are_columns=True, is_doubtful=False, has_more=has_more)


def _names_of(groups: list[re.Match[str]]) -> tuple[str, ...]:
    """Return the names before groups; none where not all have one."""
    names = tuple((group["name"] or group["letter"] or "").strip("\"'") for group in groups)
    return names if all(names) else ()


def _is_held(line: str) -> bool:
    """Return whether a line is neither a comment nor code around the numbers."""
    return holds_something(line) and _CODE.fullmatch(line.strip()) is None


def _may_hold_lists(text: str) -> bool:
    first = next((line for line in text.split("\n") if _is_held(line[:1000])), "")[:1000]
    if _BEGIN.match(first) or _LIST_LINE.fullmatch(first):
        return True
    begin = text[:FIRST_LETTERS]
    return _NAMED_LIST.search(begin) is not None or _POINTS.search(begin) is not None


def _of_lines(lines: Sequence[re.Match[str]], source: str) -> Groups | None:
    """Read lines like "x: 1, 2, 3"."""
    rows = [_numbers(line["body"]) for line in lines]
    if len(rows) < 2 or min(map(len, rows)) < 2:
        return None
    return _oriented(rows, tuple(line["name"] for line in lines), "[", source)


def _oriented(
    rows: list[list[str]], names: tuple[str, ...], bracket: str, source: str
) -> Groups | None:
    lengths = set(map(len, rows))
    if len(lengths) > 1:
        if names:
            first = len(rows[0])
            other = next(len(row) for row in rows if len(row) != first)
            counts = f"{first:,} and {other:,}"
            raise StorageError(
                f"The lists of {source} have {counts} numbers; as many are expected."
            )
        return None
    n_rows, length = len(rows), lengths.pop()
    if names and bracket == "(" and length == 2:
        return Groups((), rows, False, False) if n_rows > 2 else Groups(names, rows, True, True)
    if names:
        return Groups(names, rows, True, False)
    if length == 1:
        return None
    if length == 2 and (n_rows > 2 or bracket == "("):
        return Groups((), rows, False, False)
    return Groups((), rows, length > n_rows, length == n_rows)


def _numbers(body: str) -> list[str]:
    """Return the numbers of a group; none where anything else is in it."""
    body = body.strip(" ,;")
    for mark in (";", "|", ",", None):
        cells = [cell.strip() for cell in body.split(mark)]
        is_value = [is_number(cell) or cell in _NO_VALUE for cell in cells]
        if (mark is None or mark in body) and all(is_value) and any(map(is_number, cells)):
            try:
                return [repr(parse_number(cell)) if is_number(cell) else "" for cell in cells]
            except ValueError:
                return []
    return []


def as_columns(
    rows: Sequence[Sequence[str]], names: Sequence[str] = (), *, are_columns: bool
) -> str:
    """Write rows as the lines of a table with tabs; as its columns where they are."""
    table = zip(*rows, strict=True) if are_columns else rows
    header = [list(names)] if names else []
    return "".join("\t".join(map(quoted, row)) + "\n" for row in (*header, *table))
