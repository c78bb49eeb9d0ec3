"""The first lines of a table, cut by one delimiter: what are values, names and units then."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from linreg_gui.storage.tables.cells import BLANKS, records, split_rows
from linreg_gui.storage.tables.dates import seconds_reader
from linreg_gui.storage.tables.notation import BILLIONS
from linreg_gui.storage.tables.numbers import (
    LONGEST_NUMBER,
    OTHER,
    decimal_vote,
    is_read_by,
    number_parts,
    number_reader,
)
from linreg_gui.storage.tables.source import Choices, Line, TableLayout

PROSE = 0.01
"""Words with one number among them, as in a line about the table, count so much less."""
UNIT_IN_BRACKETS = re.compile(r"-+|\[[^]]{0,20}\]|\([^)]{0,20}\)|<[^>]{0,20}>")
NO_VALUE = re.compile(r"n/?a|nan|null|none|nil|missing|[-?.…]+", re.IGNORECASE)
UNIT = re.compile(
    rf"(?!(?:{NO_VALUE.pattern})$)(?:{UNIT_IN_BRACKETS.pattern}"
    r"|[^\W\d][\w/²³·*^ -]{0,11}|[%‰°€$£¥₹][\w/]{0,3})",
    re.IGNORECASE,
)
MOST_ABOVE = 20
"""Rows above the names that are looked at, and below."""
FEW_ROWS = 3
WORD_AND_NUMBER = re.compile(r"[^\W\d].*[:=(\[]\s*[-+]?[0-9.]+")
ROW_NUMBER = re.compile("[0-9]{1,9}")
YEARS = range(1500, 2101)
"""Numbers that name columns where they rise by as much from each to the next."""
BETWEEN = str.maketrans("", "", ' ,;|\t"')
"""Left out where characters are counted, so that no reading gains by what it cuts away."""

Row = tuple[int, list[str]]


class Reading:
    """The first lines, cut by one delimiter."""

    def __init__(self, lines: Sequence[Line], delimiter: str, choices: Choices) -> None:
        self.delimiter = delimiter
        written = list(records(lines, delimiter))
        self.rows: list[Row] = split_rows(written, delimiter)
        self._n_faulty = len(written) - len(self.rows)
        cells = [cell for _, row in self.rows for cell in row]
        guessed, self.sign_doubt, self.is_sign_certain = _decimal_sign(delimiter, cells)
        self.decimal_sign = choices.decimal_sign or guessed
        layout = TableLayout(delimiter, self.decimal_sign, has_header=False)
        self._readers = [
            *(number_reader(layout, unit) for unit in _units(cells)),
            seconds_reader(is_day_first=False),
            seconds_reader(is_day_first=True),
        ]
        self._n_characters = sum(_n_characters(line) for _, line in lines)
        self._is_value: dict[str, bool] = {}
        self._has_bare_comma = self.decimal_sign == ","

    def is_value(self, cell: str) -> bool:
        """Return whether a cell is a number, with or without a unit, or a date."""
        found = self._is_value.get(cell)
        if found is None:
            found = bool(cell) and any(is_read_by(read, cell) for read in self._readers)
            self._is_value[cell] = found
        return found

    def may_belong(self, cell: str) -> bool:
        """Return whether a cell above the table is a value as those of the table are."""
        return self.is_value(cell) and number_parts(cell).unit in self._units_below

    @cached_property
    def _units_below(self) -> frozenset[str]:
        below = (cell for _, row in self.rows[self.first :] for cell in row if self.is_value(cell))
        return frozenset(number_parts(cell).unit for cell in below)

    @cached_property
    def width(self) -> int:
        """The number of cells of most rows with a value; of most rows where none has one."""
        with_values = [len(row) for _, row in self.rows if any(map(self.is_value, row))]
        lengths = Counter(with_values or [len(row) for _, row in self.rows])
        return max(lengths.items(), key=lambda found: found[1], default=(0, 0))[0]

    @cached_property
    def strength(self) -> float:
        """The part of all characters that stand in values of rows of the usual width."""
        n_values = sum(
            _n_characters(cell)
            for _, row in self.rows
            if len(row) == self.width
            for cell in row
            if self.is_value(cell) and not (self._has_bare_comma and "," in (cell[0], cell[-1]))
        )
        part = n_values / max(1, self._n_characters)
        return part * PROSE if self.width > 2 and self._n_value_columns == 1 else part

    @cached_property
    def _n_value_columns(self) -> int:
        rows = [row for _, row in self.rows if len(row) == self.width]
        return sum(
            2 * sum(map(self.is_value, cells)) > len(rows) for cells in zip(*rows, strict=True)
        )

    @cached_property
    def are_rows_named(self) -> bool:
        """Whether each row is a name of its own and values."""
        firsts = [row[0] for _, row in self.rows]
        return len(set(firsts)) == len(self.rows) > 1 and all(
            len(row) == self.width > 1
            and row[0] != ""
            and not self.is_value(row[0])
            and all(map(self.is_value, row[1:]))
            for _, row in self.rows
        )

    @property
    def may_be_prose(self) -> bool:
        """Whether there is a single row without names, with words between its numbers.

        Or some rows, each with a word and a number in one cell, as "height: 150", or with a word
        and a full stop at its end.
        """
        rows = [row for _, row in self.rows[self.first :] if len(row) == self.width]
        if len(rows) > FEW_ROWS or (self.header is not None and self.delimiter != BLANKS):
            return False
        texts = [[cell for cell in row if cell and not self.is_value(cell)] for row in rows]
        pairs = zip(rows, texts, strict=True)
        if len(rows) == 1:
            return bool(texts[0])
        if all(cells and cells[-1] == row[-1] and row[-1][-1] in ".!?" for row, cells in pairs):
            return bool(rows)
        return all(any(map(WORD_AND_NUMBER.fullmatch, cells)) for cells in texts)

    @property
    def is_complete(self) -> bool:
        """Whether every cell is a value from the first row with a value on."""
        above = "".join(cell for _, row in self.rows[: self.first] for cell in row)
        if self._n_faulty or self.first > 1 or any(map(str.isdigit, above)):
            return False
        return all(
            len(row) == self.width and all(map(self.is_value, row))
            for _, row in self.rows[self.first :]
        )

    @cached_property
    def first(self) -> int:
        """The place in ``rows`` of the first row of the usual width with a value."""
        first = next((at for at, (_, row) in enumerate(self.rows) if self._is_data(row)), 0)
        below = range(first + 1, min(first + MOST_ABOVE, len(self.rows) - 1))
        return next((at + 1 for at in below if self._names_follow(first, at)), first)

    def _names_follow(self, first: int, at: int) -> bool:
        """Return whether the names stand at a place below others, as "date;2030-01-01".

        Some column has no value from ``first`` to there, and then has them.
        """
        names = self.rows[at][1]
        if not (len(names) == self.width and all(names) and self._may_name(names)):
            return False
        before, after = (
            [row for _, row in rows if len(row) == self.width]
            for rows in (self.rows[first:at], self.rows[at + 1 : at + 1 + MOST_ABOVE])
        )
        return (
            bool(after)
            and not any(map(NO_VALUE.fullmatch, names))
            and any(
                all(self.is_value(row[k]) for row in after)
                and not any(self.is_value(row[k]) for row in before)
                for k in range(self.width)
            )
        )

    def _is_data(self, row: list[str]) -> bool:
        return (
            len(row) == self.width and any(map(self.is_value, row)) and row != self._values_as_names
        )

    @cached_property
    def _values_as_names(self) -> list[str] | None:
        """The first row of the usual width, if it names columns by years, or "0 h" and "2 h"."""
        fitting = [row for _, row in self.rows if len(row) == self.width]
        names = [cell for cell in fitting[0] if self.is_value(cell)] if fitting else []
        if len(names) < 2 or len(fitting) < 3:
            return None
        below = [cell for row in fitting[1:] for cell in row]
        if all(map(_is_year, names)):
            steps = {int(other) - int(one) for one, other in pairwise(names)}
            is_named = len(steps) == 1 and steps != {0} and not any(map(_is_year, below))
        else:
            is_named = all(number_parts(cell).unit for cell in names) and not any(
                number_parts(cell).unit for cell in below if self.is_value(cell)
            )
        return fitting[0] if is_named else None

    @cached_property
    def header(self) -> int | None:
        """The place in ``rows`` of the names, above the first row with a value."""
        if self.units:
            return self.first - 2
        begin = self.first
        while begin and self._may_name(self.rows[begin - 1][1]):
            begin -= 1
        if begin == self.first:
            is_short = begin > 0 and self.names_in(begin - 1) != ()
            return begin - 1 if is_short else None
        # Between blanks a sentence looks like names: the nearest row counts.
        return self.first - 1 if self.delimiter == BLANKS else self._below_titles(begin)

    def _below_titles(self, begin: int) -> int:
        """Return the place of the names, below a title that a spreadsheet fills up with cells."""
        names = self.rows[self.first - 1][1]
        n_filled = [sum(map(bool, row)) for _, row in self.rows[begin : self.first]]
        is_row = any(map(NO_VALUE.fullmatch, names))
        return (
            begin
            if is_row or max(n_filled[:-1], default=self.width) >= n_filled[-1]
            else (self.first - 1)
        )

    @cached_property
    def units(self) -> list[str]:
        """The cells below the names and above the first row with a value, where they are units.

        Elsewhere a row of text belongs to the table, even without a value.
        """
        if self.first < 2:
            return []
        names, units = (self.rows[self.first - k][1] for k in (2, 1))
        n_unnamed = self.width - len(names)
        if len(names) != len(units) or any(map(self.is_value, names)) or n_unnamed not in (0, 1):
            return []
        if n_unnamed and not self._begins_with_row_names:
            return []
        body = [row for _, row in self.rows[self.first :] if len(row) == self.width]
        for k, cells in enumerate(list(zip(*body, strict=True))[n_unnamed:]):
            is_numeric = 2 * sum(map(self.is_value, cells)) > len(cells)
            is_unit = UNIT if is_numeric else UNIT_IN_BRACKETS
            if units[k] and not (names[k] and is_unit.fullmatch(units[k])):
                return []
        return units if any(unit.strip("-") for unit in units) else []

    def _may_name(self, row: list[str]) -> bool:
        is_fitting = len(row) == self.width or (len(row) == self.width + 1 and not row[-1])
        return is_fitting and (row == self._values_as_names or not any(map(self.is_value, row)))

    @property
    def has_one_name(self) -> bool:
        """Whether one name stands above several columns, the first of which may count the rows."""
        return self.header is not None and len(self.rows[self.header][1]) == 1

    def names_in(self, at: int) -> tuple[str, ...]:
        """Fit a row of names to the width; empty where it does not fit.

        A delimiter at the end makes no column. Names that are one less leave the first column,
        the names of the rows, without one, as R writes it.
        """
        row = tuple(self.rows[at][1])
        if self.units and at == self.first - 2:
            return ("",) * (self.width - len(row)) + tuple(map(_with_unit, row, self.units))
        if len(row) == self.width:
            return row
        if len(row) == self.width + 1 and not row[-1]:
            return row[:-1]
        if len(row) != self.width - 1 or any(map(self.is_value, row)):
            return ()
        if self._has_trailing_delimiters:
            return (*row, "")
        return ("", *row) if self._begins_with_row_names else ()

    @cached_property
    def _has_trailing_delimiters(self) -> bool:
        return all(not row[-1] for _, row in self.rows[self.first :] if len(row) == self.width)

    @cached_property
    def _begins_with_row_names(self) -> bool:
        firsts = [row[0] for _, row in self.rows[self.first :] if len(row) == self.width]
        if self.width > 2 and is_rising(firsts):
            return True
        return is_counting(firsts) or not any(map(self.is_value, firsts))


def _n_characters(text: str) -> int:
    return len(text.translate(BETWEEN))


def _with_unit(name: str, unit: str) -> str:
    """Write "time (s)" for the unit "s" or "[s]" below the name."""
    unit = unit.strip("[](){}<>- ")
    return f"{name} ({unit})" if unit else name


def _is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isascii() and cell.isdigit() and int(cell) in YEARS


def is_counting(cells: Sequence[str]) -> bool:
    """Return whether cells are 0, 1, 2 and so on, or begin with 1; "1." is 1."""
    cells = [cell.removesuffix(".") for cell in cells]
    start = 0 if cells[:1] == ["0"] else 1
    return cells == [str(number) for number in range(start, start + len(cells))]


def is_rising(cells: Sequence[str]) -> bool:
    """Return whether cells are whole numbers that rise, as those of rows of which some went."""
    if not all(map(ROW_NUMBER.fullmatch, cells)):
        return False
    numbers = [int(cell) for cell in cells]
    return all(one < other for one, other in pairwise(numbers))


def _units(cells: Sequence[str]) -> list[str]:
    """Return the units of the numbers, "" among them; 12B may be a room."""
    units = {number_parts(cell).unit for cell in cells if len(cell) <= LONGEST_NUMBER}
    return sorted(units - {BILLIONS} | {""})


def _decimal_sign(delimiter: str, cells: Sequence[str]) -> tuple[str, str, bool]:
    """Return the decimal sign, the doubt about it in a sentence, and whether a number tells it.

    1,234 may be 1.234 or 1234.
    """
    examples: dict[str, str] = {}
    votes: Counter[str] = Counter()
    for cell in cells:
        if "," in cell or "." in cell:
            vote = decimal_vote(number_parts(cell).digits)
            votes[vote] += 1
            examples.setdefault(vote, cell)
    if votes[","] or votes["."]:
        sign = "," if votes[","] > votes["."] else "."
        if not (votes[","] and votes["."]):
            return sign, "", True
        one, other = (f"'{examples[mark][:30]}'" for mark in (sign, OTHER[sign]))
        return sign, f"{one} and {other} have different decimal signs", True
    unclear = votes["1,234"] or (votes["1.234"] and delimiter != ",")
    sign = "," if votes["1,234"] and delimiter == ";" and not votes["1.234"] else "."
    if not unclear:
        return ".", "", False
    example = examples.get("1,234") or examples["1.234"]
    digits = number_parts(example).digits
    both_ways = f"{digits.replace(',', '.')} or {digits.replace(',', '').replace('.', '')}"
    return sign, f"'{example[:30]}' may be {both_ways[:60]}", False
