"""Lines further down a file that decide what its first lines leave open."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.cells import LONGEST_ROW, split_cells
from linreg_gui.storage.tables.dates import date_order
from linreg_gui.storage.tables.numbers import decimal_vote, number_parts
from linreg_gui.storage.tables.source import Block, Line, Progress, holds_something, report

LOOKING = 0.3
"""The part of all the work that looking takes."""
MOST_LINES = 200
"""Of each kind: more would say the same."""
PAIR = re.compile(r"\s*[+-]?[0-9]+,[0-9]+\s*")


class Questions(NamedTuple):
    """What the first lines leave open.

    Attributes
    ----------
    delimiter : str
        As guessed.
    is_sign_open : bool
        Whether no number tells the decimal sign.
    is_pair_open : bool
        Whether each line may be one number with a decimal comma, or two.
    empty_columns : tuple of int
        Columns without any cell so far.
    date_columns : tuple of int
        Columns of dates that do not tell the day from the month.
    """

    delimiter: str
    is_sign_open: bool
    is_pair_open: bool
    empty_columns: tuple[int, ...]
    date_columns: tuple[int, ...]


def telling_lines(
    blocks: Iterable[Block], last: int, questions: Questions, progress: Progress | None
) -> list[Line]:
    """Read on behind the line ``last``, and return lines that answer a question.

    Raises
    ------
    CancelledError
    StorageError
        If the file cannot be read any more.
    """
    found: list[Line] = []
    tests = list(_tests(questions))
    counts = [0] * len(tests)
    for block in blocks:
        report(progress, LOOKING * block.part_read)
        if block.first_line + block.n_lines <= last or all(n >= MOST_LINES for n in counts):
            continue
        for number, line in block.lines():
            if number <= last or len(line) > LONGEST_ROW or not holds_something(line):
                continue
            for k, test in enumerate(tests):
                if counts[k] < MOST_LINES and test(line):
                    counts[k] += 1
                    found.append((number, line))
                    break
    return found


def _tests(questions: Questions) -> Iterator[Callable[[str], bool]]:
    delimiter = questions.delimiter

    def cells_of(line: str) -> list[str]:
        try:
            return split_cells(line, delimiter)
        except StorageError:
            return []

    def has_sign(line: str, sign: str) -> bool:
        return sign in line and any(
            sign in cell and decimal_vote(number_parts(cell).digits) == sign
            for cell in cells_of(line)
        )

    def fills_a_column(line: str) -> bool:
        cells = cells_of(line)
        return any(column < len(cells) and cells[column] for column in questions.empty_columns)

    def tells_the_day(line: str) -> bool:
        cells = cells_of(line)
        dates = [cells[column] for column in questions.date_columns if column < len(cells)]
        order = date_order(dates)
        return order.n_day_first + order.n_month_first > 0

    if questions.is_sign_open:
        yield lambda line: has_sign(line, ".")
        yield lambda line: has_sign(line, ",")
    if questions.is_pair_open:
        yield lambda line: PAIR.fullmatch(line) is None
    if questions.empty_columns:
        yield fills_a_column
    if questions.date_columns:
        yield tells_the_day
