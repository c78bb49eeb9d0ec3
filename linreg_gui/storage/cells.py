"""Lines into cells: what stands between the columns, and quotes."""

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.storage.errors import StorageError

BLANKS = " "
DELIMITERS = (";", "\t", ",", BLANKS)
"""Most certain first: a semicolon or a tab is never part of a number, a comma may be."""

MOST_COLUMNS = 1000
LONGEST_ROW = 50_000
"""Characters of a row; a longer one takes too much memory in cells."""
DELIMITER_LINE = re.compile("sep=[;,\t]", re.IGNORECASE)
SNIFFED_LINES = 1000
SNIFFED_CHARACTERS = 200_000


def first_lines(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give lines of reasonable length with their numbers, not more than one can look at."""
    found, n_characters = [], 0
    for number, line in islice(lines, SNIFFED_LINES):
        if len(line) <= LONGEST_ROW:
            n_characters += len(line)
            found.append((number, line))
        if n_characters > SNIFFED_CHARACTERS:
            break
    return found


def is_delimiter_line(line: str) -> bool:
    """Tell whether a line is what some spreadsheets write above a table, such as ``sep=;``."""
    return DELIMITER_LINE.fullmatch(line) is not None


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Tell what stands between the columns.

    Parameters
    ----------
    lines : sequence of str
        The first may be a header.

    Returns
    -------
    str
        The delimiter that turns most lines into numbers; failing that, the one most lines have.
    """
    body = lines[1:] or lines
    for delimiter in DELIMITERS:
        if sum(_holds_numbers(line, delimiter) for line in body) * 2 > len(body):
            return delimiter
    for delimiter in DELIMITERS[:-1]:
        if sum(delimiter in line for line in lines) * 2 > len(lines):
            return delimiter
    return BLANKS


def split_cells(line: str, delimiter: str, place: str) -> list[str]:
    """Split a line into cells without the blanks around them.

    Parameters
    ----------
    line : str
    delimiter : str
        One of DELIMITERS.
    place : str
        File and line, for the message.

    Returns
    -------
    list of str

    Raises
    ------
    StorageError
        If quotes are not used as CSV uses them; none may run on into the next line.
    """
    if delimiter == BLANKS:
        # Only these: a no-break space groups the digits of a number in some countries.
        line = re.sub("[ \t]+", BLANKS, line.strip(" \t"))
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True)
    except csv.Error as error:
        fault = str(error)
        if "unexpected end" in fault:
            fault = "a quote is opened and never closed"
        raise StorageError(f"{place}: {fault}.") from None
    return [cell.strip() for cell in cells]


def quoted(text: str) -> str:
    """Write a text so that it is a cell whatever it holds: a tab, a quote, the # of a comment."""
    return '"' + " ".join(text.split()).replace('"', '""') + '"'


def is_plain(line: str, delimiter: str) -> bool:
    """Tell whether NumPy splits a line as we do: ASCII, and quotes around whole cells only."""
    if not line.isascii():
        return False
    if delimiter == BLANKS:
        # Without a delimiter NumPy takes form feeds and the like for blanks too.
        return '"' not in line and line.replace("\t", BLANKS).isprintable()
    if '"' not in line:
        return True
    quoted_cells = re.findall(f'(?:^|{delimiter})"[^"]*"(?={delimiter}|$)', line)
    return 2 * len(quoted_cells) == line.count('"')


def is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number, be it too large."""
    try:
        parse_number(cell)
    except NumberError as error:
        return "outside" in str(error)
    return True


def _holds_numbers(line: str, delimiter: str) -> bool:
    try:
        cells = split_cells(line, delimiter, "")
    except StorageError:
        return False
    return len(cells) > 1 and all(map(is_number, cells))
