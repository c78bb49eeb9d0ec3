"""How a table is written, told from its first lines."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from linreg_gui.storage.cells import sniff_delimiter, split_cells
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.table_numbers import (
    EXPONENT,
    GROUP_MARKS,
    is_number,
    number_reader,
)
from linreg_gui.storage.text_file import TableFormat

QUOTED = re.compile(r'"[^"]*+"')
PAIR_OR_NUMBER = re.compile(rf"[+-]?[0-9]+,[0-9]+{EXPONENT}")
GROUPED = {
    mark: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ",."
}
DECIMAL = {mark: re.compile(rf"[+-]?[0-9]*{re.escape(mark)}[0-9]*{EXPONENT}") for mark in ",."}
WITHOUT_MARKS = str.maketrans("", "", GROUP_MARKS)
OTHER = {",": ".", ".": ","}


def guess_format(lines: Sequence[str]) -> tuple[TableFormat, bool]:
    """Tell how a table is written.

    Parameters
    ----------
    lines : sequence of str
        The first ones, at least one, without blank ones and comments.

    Returns
    -------
    table_format : TableFormat
    is_ambiguous : bool
        Whether the table can be read in another way as well.
    """
    delimiter = _delimiter(lines)
    rows = split_rows(lines, delimiter)
    sign, is_ambiguous = _decimal_sign(delimiter, [cell for row in rows for cell in row])
    read = number_reader(TableFormat(delimiter, sign, has_header=False))
    first_row = next((row for row in rows if len(row) == usual_width(rows)), [])
    has_header = bool(first_row) and not any(is_number(cell, read) for cell in first_row)
    # Without names above them, 1,5 may be one number or two.
    is_pair = delimiter == "," and all(PAIR_OR_NUMBER.fullmatch(line) for line in lines)
    return TableFormat(delimiter, sign, has_header), is_ambiguous or is_pair


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Give the number of cells most rows have; 0 without rows."""
    return max(Counter(map(len, rows)).items(), key=lambda found: found[1], default=(0, 0))[0]


def split_rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """Split lines into cells; those whose quotes are not in order are passed over."""
    rows = []
    for line in lines:
        try:
            rows.append(split_cells(line, delimiter, ""))
        except StorageError:
            continue
    return rows


def _delimiter(lines: Sequence[str]) -> str:
    """Take what is never part of a number before what may be one, as the blank in 1 000 is."""
    bare = [QUOTED.sub("", line) for line in lines]
    for delimiter in ";\t":
        if 2 * sum(delimiter in line for line in bare) > len(lines):
            return delimiter
    return sniff_delimiter(lines)


def _decimal_sign(delimiter: str, cells: Sequence[str]) -> tuple[str, bool]:
    """Give the decimal sign and whether it is in doubt: 1,234 may be 1.234 or 1234."""
    votes = Counter(
        _vote(cell.translate(WITHOUT_MARKS)) for cell in cells if "," in cell or "." in cell
    )
    if votes[","] or votes["."]:
        return "," if votes[","] > votes["."] else ".", bool(votes[","] and votes["."])
    if votes["1,234"]:
        return "," if delimiter == ";" and not votes["1.234"] else ".", True
    return ".", bool(votes["1.234"]) and delimiter != ","


def _vote(cell: str) -> str:
    """Give the decimal sign a cell speaks for; 1,234 or 1.234 where it may be one or the other."""
    mark = "," if cell.rfind(",") > cell.rfind(".") else "."
    other = OTHER[mark]
    if other in cell:
        return mark if cell.count(mark) == 1 else ""
    if GROUPED[mark].fullmatch(cell):
        return other if cell.count(mark) > 1 else f"1{mark}234"
    return mark if DECIMAL[mark].fullmatch(cell) else ""
