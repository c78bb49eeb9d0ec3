"""Lines further down a file that decide what its first lines leave open."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from linreg_gui.core.numbers import is_number
from linreg_gui.storage.errors import Progress, StorageError
from linreg_gui.storage.tables.cells import BLANKS, LONGEST_ROW, SAMPLED_LINES, split_cells
from linreg_gui.storage.tables.dates import date_order
from linreg_gui.storage.tables.numbers import decimal_vote, number_parts
from linreg_gui.storage.tables.source import Block, Line, holds_something, report

LOOKING = 0.3
"""The part of all the work that looking takes."""
MOST_LINES = 200
"""The most lines of each kind: more would say the same."""
MOSTLY_DIGITS = 0.4
"""A text of which digits are this part of the letters is a table of numbers."""
DENSER = 2.0
"""Lines with so many times the digits of the first lines are worth another look."""
FEW_LINES = 20
FEW_CHARACTERS = 500
BETWEEN = dict.fromkeys(map(ord, ' ,;|\t"\n'))
BETWEEN_OR_DIGITS = BETWEEN | dict.fromkeys(map(ord, "0123456789"))
PAIR = re.compile(r"\s*[+-]?[0-9]+,[0-9]+\s*")


class Questions(NamedTuple):
    """The questions that the first lines leave open.

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
    text_columns : tuple of int
        Columns without any number so far.
    """

    delimiter: str
    is_sign_open: bool
    is_pair_open: bool
    empty_columns: tuple[int, ...]
    date_columns: tuple[int, ...]
    text_columns: tuple[int, ...]


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
    tests = _tests(questions)
    counts = [0] * len(tests)
    begins_with_digit = _beginnings(questions)
    is_quick = not any(questions[1:-1])
    for block in blocks:
        report(progress, LOOKING * block.part_read)
        if block.first_line + block.n_lines <= last or all(n >= MOST_LINES for n in counts):
            continue
        # One search in the whole block: most long tables with a column of text hold no more.
        if is_quick and '"' not in block.text and not begins_with_digit(block.text):
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


def dense_lines(
    blocks: Iterable[Block], first: Sequence[Line], progress: Progress | None
) -> list[Line]:
    """Find where digits begin to prevail, if the first lines hold few; empty where they never do.

    Parameters
    ----------
    blocks : iterable of Block
        The whole file.
    first : sequence of Line
        The lines looked at so far.
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Returns
    -------
    list of Line
        As many as are looked at by default, and before them some in which names may stand.
    """
    begin = _part_of_digits("\n".join(line for _, line in first[:FEW_LINES]))
    least = max(MOSTLY_DIGITS, DENSER * begin)
    before: list[Line] = []
    found: list[Line] = []
    for block in blocks if least < 1.0 else ():
        report(progress, LOOKING * block.part_read)
        if found:  # as many lines as are looked at by default may take another block
            return [*found, *_held(block.lines())][: FEW_LINES + SAMPLED_LINES]
        pieces = range(0, len(block.text), FEW_CHARACTERS)
        if any(_part_of_digits(block.text[k : k + FEW_CHARACTERS]) > least for k in pieces):
            found = _from_the_dense_on([*before, *_held(block.lines())], least)
            if len(found) > SAMPLED_LINES:
                return found
        before = _held(list(block.lines())[-FEW_LINES:])
    return found


def _held(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if len(each[1]) <= LONGEST_ROW and holds_something(each[1])]


def _from_the_dense_on(lines: Sequence[Line], least: float) -> list[Line]:
    for at in range(0, len(lines), FEW_LINES):
        text = "\n".join(line for _, line in lines[at : at + FEW_LINES])
        if _part_of_digits(text) > least:
            return list(lines[max(0, at - FEW_LINES) : at + SAMPLED_LINES])
    return []


def _part_of_digits(text: str) -> float:
    n_characters = len(text.translate(BETWEEN))
    return 1.0 - len(text.translate(BETWEEN_OR_DIGITS)) / n_characters if n_characters else 0.0


def _tests(questions: Questions) -> list[Callable[[str], bool]]:
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

    def holds_a_number(line: str) -> bool:
        cells = cells_of(line)
        return any(k < len(cells) and is_number(cells[k]) for k in questions.text_columns)

    tests: tuple[tuple[object, Callable[[str], bool]], ...] = (
        (questions.is_sign_open, lambda line: has_sign(line, ".")),
        (questions.is_sign_open, lambda line: has_sign(line, ",")),
        (questions.is_pair_open, lambda line: PAIR.fullmatch(line) is None),
        (questions.empty_columns, fills_a_column),
        (questions.date_columns, tells_the_day),
        (questions.text_columns, holds_a_number),
    )
    return [test for is_asked, test in tests if is_asked]


def _beginnings(questions: Questions) -> Callable[[str], object]:
    """Make the search for a row in which a column of text begins like a number."""
    blanks = questions.delimiter == BLANKS
    mark = "[ \t]++" if blanks else re.escape(questions.delimiter)
    other = r"[^ \t\n]++" if blanks else rf"[^\n{mark}]*+"
    edge = r"[ \t]*+" if blanks else ""
    places = "|".join(f"(?:{other}{mark}){{{k}}}" for k in questions.text_columns)
    return re.compile(rf"^{edge}(?:{places}) *+[+-]?[.,]?[0-9]", re.MULTILINE).search
