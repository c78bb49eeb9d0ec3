"""Text of CSV files: the same in every country, exact, and harmless to spreadsheets."""

import contextlib
import math
import os
from collections.abc import Iterable, Iterator
from typing import TextIO

from linreg_gui.core.numbers import is_number
from linreg_gui.storage.errors import one_line
from linreg_gui.storage.safe_write import replacing

ROWS_AT_ONCE = 10_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\N{MINUS SIGN}")
SIGNS_TO_QUOTE = "\",;\t#'"


@contextlib.contextmanager
def csv_file(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Give a text file that takes the place of ``path`` when the block ends well.

    Raises
    ------
    StorageError
        As `replacing` does.
    """
    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        yield file


def blocks(n_rows: int) -> Iterator[slice]:
    """Divide rows into blocks that take little memory as text."""
    for first in range(0, n_rows, ROWS_AT_ONCE):
        yield slice(first, min(first + ROWS_AT_ONCE, n_rows))


def csv_row(values: Iterable[float]) -> str:
    """Write numbers; a cell stays empty where a value exceeds what a float can hold."""
    return ",".join([repr(value) if math.isfinite(value) else "" for value in values]) + "\n"


def csv_header(names: Iterable[str]) -> str:
    """Write names so that none is taken for a formula, a number, a comment or two cells."""
    return ",".join(map(_name, names)) + "\n"


def _name(name: str) -> str:
    text = one_line(name).strip()
    if text.startswith(FORMULA_SIGNS) or is_number(text):
        text = f"'{text}"
    if any(sign in text for sign in SIGNS_TO_QUOTE):
        return '"{}"'.format(text.replace('"', '""'))
    return text
