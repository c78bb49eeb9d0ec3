"""Lines into rows of cells: delimiters, quotes, and quoted cells that go on in the next line."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.notation import in_one_piece
from linreg_gui.storage.tables.source import Block, Line, holds_something

BLANKS = " "
BAR = "|"
DELIMITERS = (";", "\t", BAR, ",", BLANKS)
"""Most certain first: the first three are never part of a number, a comma and a blank may be."""
CERTAIN_DELIMITERS = DELIMITERS[:3]

MOST_COLUMNS = 1000
LONGEST_ROW = 50_000
"""Characters of a row; a longer one takes too much memory in cells."""
SAMPLED_LINES = 500
SAMPLED_CHARACTERS = 100_000


def first_lines(blocks: Iterable[Block], n_skipped: int = 0) -> list[Line]:
    """Return lines of reasonable length, not more than one can look at.

    Blank lines and comments are among them only where they may be part of a quoted cell. The lines
    above the data of an ARFF file, one a column, are not counted.
    """
    found: list[Line] = []
    n_characters, n_declared, is_quoted = 0, 0, False
    for number, line in chain.from_iterable(block.lines() for block in blocks):
        if number > n_skipped and len(line) <= LONGEST_ROW and (is_quoted or holds_something(line)):
            found.append((number, line))
            if line.lstrip()[:1] == "@" and n_declared < 2 * MOST_COLUMNS:
                n_declared += 1
                continue
            n_characters += len(line)
            is_quoted ^= line.count('"') % 2 == 1
        if len(found) - n_declared >= SAMPLED_LINES or n_characters > SAMPLED_CHARACTERS:
            break
    return found


def is_cut_off(lines: Sequence[Line]) -> bool:
    """Return whether the first lines may not be all."""
    n_characters = sum(len(line) for _, line in lines)
    return len(lines) >= SAMPLED_LINES or n_characters > SAMPLED_CHARACTERS


def records(lines: Iterable[Line], delimiter: str) -> Iterator[Line]:
    """Yield rows as text: lines that hold something, joined where a quoted cell goes on.

    Where a quote is never closed the line with it is a row of its own, so that only this row is
    at fault.
    """
    opening = _opening_pattern(delimiter)
    waiting: list[Line] = []
    stream = iter(lines)
    while True:
        line = waiting.pop() if waiting else next(stream, None)
        if line is None:
            return
        if not holds_something(line[1]):
            continue
        if line[1].count('"') % 2 and opening.fullmatch(line[1]):
            more = _lines_to_the_closing_quote(waiting, stream, len(line[1]))
            whole = "\n".join([line[1], *(text for _, text in more)])
            if more and _is_well_formed(whole, delimiter):
                yield line[0], whole
                continue
            waiting.extend(reversed(more))
        yield line


def _lines_to_the_closing_quote(
    waiting: list[Line], stream: Iterator[Line], n_characters: int
) -> list[Line]:
    """Return the lines up to the next odd number of quotes, as many as one row may hold."""
    found: list[Line] = []
    while n_characters <= LONGEST_ROW:
        line = waiting.pop() if waiting else next(stream, None)
        if line is None:
            break
        found.append(line)
        n_characters += len(line[1]) + 1
        if line[1].count('"') % 2:
            break
    return found


def split_cells(row: str, delimiter: str) -> list[str]:
    """Split a row into cells without the blanks around them.

    Parameters
    ----------
    row : str
        One line, or several where a quoted cell goes on.
    delimiter : str
        One of DELIMITERS.

    Raises
    ------
    StorageError
        If quotes are not used as CSV uses them; the sentence is the fault alone.
    """
    if delimiter == BLANKS:
        # Only these: a no-break space groups the digits of a number in some countries.
        row = in_one_piece(re.sub("[ \t]+", BLANKS, row.strip(" \t")))
    if delimiter == BAR and len(frame := row.strip()) > 1 and frame[0] == frame[-1] == BAR:
        row = frame[1:-1]  # drawn around the row, as in Markdown
    if '"' not in row:
        return [cell.strip() for cell in row.split(delimiter)]
    try:
        (cells,) = csv.reader(
            row.splitlines(keepends=True), delimiter=delimiter, strict=True, skipinitialspace=True
        )
    except (csv.Error, ValueError) as error:
        fault = str(error)
        if "unexpected end" in fault:
            fault = "a quote is opened and never closed"
        raise StorageError(fault) from None
    return [cell.strip() for cell in cells]


def split_rows(rows: Iterable[Line], delimiter: str) -> list[tuple[int, list[str]]]:
    """Split rows into cells; those whose quotes are not in order are passed over."""
    split = []
    for number, row in rows:
        try:
            split.append((number, split_cells(row, delimiter)))
        except StorageError:
            continue
    return split


def quoted(text: str) -> str:
    """Write a text so that it is a cell whatever it holds: a tab, a quote, the # of a comment."""
    return '"' + " ".join(text.split()).replace('"', '""') + '"'


def _is_well_formed(row: str, delimiter: str) -> bool:
    if len(row) > LONGEST_ROW:
        return False
    try:
        split_cells(row, delimiter)
    except StorageError:
        return False
    return True


def _opening_pattern(delimiter: str) -> re.Pattern[str]:
    """Match a line whose last quoted cell is not closed in it; never goes back."""
    mark = re.escape(delimiter)
    between = "[ \t]++" if delimiter == BLANKS else mark
    other = '[^" \t]*+' if delimiter == BLANKS else f'(?: *+[^" {mark}][^{mark}]*+| *+)'
    quoted_cell = f' *+"(?:[^"]|"")*+"[^{mark}]*+'
    return re.compile(f'(?:(?:{quoted_cell}|{other}){between})*+ *+"(?:[^"]|"")*+', re.DOTALL)
