"""The numbers of a table, as its format writes them."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.storage.cells import BLANKS
from linreg_gui.storage.text_file import Block, TableFormat

MINUS_SIGN = "\N{MINUS SIGN}"
GROUP_MARKS = (
    " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
)
EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
LONGEST_QUOTE = 30


class CellError(ValueError):
    """A cell that is no number, or a row without one; ``str()`` says why, but not where."""


def number_reader(table_format: TableFormat) -> Callable[[str], float]:
    """Make the function that turns a cell into a number of at most 1e150 in size.

    It raises `CellError` for anything else.
    """
    sign = re.escape(table_format.decimal_sign)
    marks = GROUP_MARKS + (",", ".")[table_format.decimal_sign == ","]
    marks = marks.replace(" ", "") if table_format.delimiter == BLANKS else marks
    plain = re.compile(_plain_number(table_format.decimal_sign)).fullmatch
    triples = rf"[0-9]{{1,3}}([{re.escape(marks)}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    grouped = re.compile(rf"[+-]?{triples}(?:{sign}[0-9]*)?{EXPONENT}").fullmatch
    has_comma = table_format.decimal_sign == ","

    def read(cell: str) -> float:
        text = cell.strip()
        if plain(text) is None:
            text = text.replace(MINUS_SIGN, "-")
            found = grouped(text)
            if found is not None:
                text = text.replace(found[1], "")
            elif plain(text) is None:
                raise CellError(_fault(cell))
        value = float(text.replace(",", ".") if has_comma else text)
        if abs(value) > MAX_ABSOLUTE_VALUE:
            raise CellError(f"{_quoted(cell)} is outside ±1e150")
        return value + 0.0

    return read


def row_reader(
    table_format: TableFormat, width: int, x_column: int, y_column: int
) -> Callable[[str], tuple[float, float] | None]:
    """Make the function that reads plain rows, three times faster than cell by cell.

    It gives the numbers of the two columns, or None where a row takes a closer look.
    """
    if table_format.decimal_sign == table_format.delimiter:
        return lambda _line: None  # only quotes tell one from the other
    match = re.compile(_row_pattern(table_format, width, {x_column, y_column}, '"?+')).fullmatch
    names = f"c{x_column}", f"c{y_column}"
    has_comma = table_format.decimal_sign == ","

    def read(line: str) -> tuple[float, float] | None:
        found = match(line)
        if found is None:
            return None
        x_text, y_text = found.group(*names)
        if has_comma:
            x_text, y_text = x_text.replace(",", "."), y_text.replace(",", ".")
        x, y = float(x_text) + 0.0, float(y_text) + 0.0
        is_within = abs(x) <= MAX_ABSOLUTE_VALUE and abs(y) <= MAX_ABSOLUTE_VALUE
        return (x, y) if is_within else None

    return read


def block_reader(
    table_format: TableFormat, width: int, x_column: int, y_column: int
) -> Callable[[Block], NDArray[np.float64] | None]:
    """Make the function that reads many plain rows at once, three times faster than row by row.

    It gives x and y, shape (2, n_lines), or None where one row of the block takes a closer look,
    be it for its quotes, or a comment.
    """
    if table_format.decimal_sign == table_format.delimiter:
        return lambda _block: None
    pattern = _row_pattern(table_format, width, {x_column, y_column}, "")
    find_all = re.compile(f"^{pattern}$", re.MULTILINE).findall
    order = [1, 0] if x_column > y_column else [0, -1]
    has_comma = table_format.decimal_sign == ","

    def read(block: Block) -> NDArray[np.float64] | None:
        if "#" in block.text:
            return None  # a row that is commented out looks like one that begins with text
        found = find_all(block.text)
        if len(found) != block.n_lines:
            return None
        texts = [text for row in found for text in row] if x_column != y_column else found
        if has_comma:
            texts = [text.replace(",", ".") for text in texts]
        values = np.fromiter(map(float, texts), np.float64, len(texts)) + 0.0
        if np.abs(values).max() > MAX_ABSOLUTE_VALUE:
            return None
        return values.reshape(len(found), -1).T[order]

    return read


def is_number(cell: str, read: Callable[[str], float]) -> bool:
    """Tell whether a cell is written as a number, be it too large."""
    try:
        read(cell)
    except CellError as error:
        return "outside" in str(error)
    return True


def _row_pattern(table_format: TableFormat, width: int, columns: set[int], quote: str) -> str:
    is_blank = table_format.delimiter == BLANKS
    delimiter = r"[ \t]++" if is_blank else re.escape(table_format.delimiter)
    around = "" if is_blank else " *+"
    other = r'[^" \t\n]++' if is_blank else rf'(?:[^"\n{delimiter}]*+|"[^"\n]*+")'
    number = _plain_number(table_format.decimal_sign)
    cells = [
        f"{around}{_number_pattern(index, number, quote)}{around}" if index in columns else other
        for index in range(width)
    ]
    edge = r"[ \t]*+" if is_blank else ""
    return f"{edge}{delimiter.join(cells)}{edge}"


def _number_pattern(index: int, number: str, quote: str) -> str:
    cell = f"(?P<c{index}>{number})"
    return f"(?P<q{index}>{quote}){cell}(?P=q{index})" if quote else cell


def _plain_number(decimal_sign: str) -> str:
    """Give a pattern that never goes back: fifty thousand digits must not take for ever."""
    sign = re.escape(decimal_sign)
    return rf"[+-]?+(?:[0-9]++(?:{sign}[0-9]*+)?+|{sign}[0-9]++){EXPONENT}"


def _fault(cell: str) -> str:
    return f"{_quoted(cell)} is not a number" if cell.strip() else "the cell is empty"


def _quoted(cell: str) -> str:
    shown = cell.strip()
    return f"'{shown[:LONGEST_QUOTE]}…'" if len(shown) > LONGEST_QUOTE else f"'{shown}'"
