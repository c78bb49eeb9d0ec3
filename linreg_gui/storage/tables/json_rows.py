"""Tables written as JSON or as dictionaries of a program, whose objects are rows or columns."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from linreg_gui.storage.tables.cells import quoted
from linreg_gui.storage.tables.source import Choices, TableSource
from linreg_gui.storage.tables.text_file import TextFile, text_as_file

LONGEST_TEXT = 20_000_000
DEEPER = "…"
"""Stands for a value that is a list or an object itself."""
_BEGIN = re.compile(
    r"""\s*(?:(?:const |let |var )?[^\W\d]\w* ?= ?)?(?:\[\s*)?\{\s*(?:["']|[^\W\d]\w* ?:)"""
)
_NAME = re.compile(r"\s*(?:const |let |var )?[^\W\d]\w* ?= ?")
_BARE_KEY = re.compile(r"([{,]\s*)([^\W\d]\w*)\s*:")
_LAST_COMMA = re.compile(r",(\s*[\]}])")
_WORDS = re.compile(r"\b(?:None|np\.nan|nan|undefined)\b")
Rows = list[dict[str, Any]]


def json_table(source: TableSource) -> TextFile | None:
    """Write the rows of a JSON text as lines with tabs; None where it holds no rows.

    One object a line is read, one list of objects, be it within an object, and an object of
    columns. Keys without quotes and quotes of Python and JavaScript are read too.
    """
    text = _text_of(source)
    rows = _rows(_parsed(text)) if text else []
    if not rows:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    has_number = any(isinstance(value, float) for row in rows for value in row.values())
    known = Choices("\t", "." if has_number else None, True, 0, False)
    written = "".join("\t".join(map(quoted, line)) + "\n" for line in lines)
    return text_as_file(written, source.name, known)


def _text_of(source: TableSource) -> str:
    pieces: list[str] = []
    n_characters = 0
    for block in source.blocks():
        if not pieces and _BEGIN.match(block.text[:1000]) is None:
            return ""
        pieces.append(block.text)
        n_characters += len(block.text)
        if n_characters > LONGEST_TEXT:
            return ""
    return "".join(pieces)


def _parsed(text: str) -> Any:
    found = _value(text)
    if found is None:
        lines = [_value(line) for line in text.splitlines() if line.strip()]
        found = lines if lines and None not in lines else None
    if found is None:
        plain = _NAME.sub("", text, count=1) if not text.lstrip().startswith(("[", "{")) else text
        plain = plain.strip().rstrip(";").replace("'", '"')
        plain = _LAST_COMMA.sub(r"\1", _WORDS.sub("null", _BARE_KEY.sub(r'\1"\2":', plain)))
        found = _value(plain)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None


def _rows(value: Any) -> Rows:
    if isinstance(value, list):
        return value if value and all(isinstance(row, dict) and row for row in value) else []
    if not isinstance(value, dict):
        return []
    inner = [rows for each in value.values() if isinstance(each, list) and (rows := _rows(each))]
    if len(inner) == 1:
        return inner[0]
    columns = list(value.values())
    if columns and all(isinstance(column, list) for column in columns):
        return _from_lists(value) if len(set(map(len, columns))) == 1 else []
    if columns and all(isinstance(column, dict) for column in columns):
        keys = list(dict.fromkeys(key for column in columns for key in column))
        return [{name: column.get(key) for name, column in value.items()} for key in keys]
    return []


def _from_lists(columns: Mapping[str, Sequence[Any]]) -> Rows:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if is_whole else repr(value)
    return DEEPER if isinstance(value, dict | list) else str(value)
