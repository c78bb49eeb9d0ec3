"""How a table is laid out: every reading of its first lines is compared with the others."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from linreg_gui.storage.errors import one_line
from linreg_gui.storage.tables.cells import (
    BLANKS,
    CERTAIN_DELIMITERS,
    DELIMITERS,
    records,
    split_rows,
)
from linreg_gui.storage.tables.dates import seconds_reader
from linreg_gui.storage.tables.numbers import (
    OTHER,
    decimal_vote,
    is_read_by,
    number_parts,
    number_reader,
)
from linreg_gui.storage.tables.source import Choices, Line, TableLayout

DELIMITER_LINE = re.compile("sep=([;,|\t])", re.IGNORECASE)
ARFF_DATA = re.compile(r"\s*@data\b.*", re.IGNORECASE)
ARFF_NAME = re.compile(r"""\s*@attribute\s+('[^']*'|"[^"]*"|\S+)\s.*""", re.IGNORECASE)
CLOSE = 0.95
"""A reading that turns this part of the best one's characters into numbers is as good."""
PROSE = 0.01
"""Words with one number among them, as in a line about the table, count so much less."""
NAMED = 0.5
"""As much is enough where the names above the columns are divided alike."""
LONGEST_DOUBT = 200
ONE_OR_TWO = "--delimiter or --decimal"
"""The options that decide whether 11,5 is one number."""
NEVER = "\0"
"""A delimiter that no text holds: the whole line is one cell."""

BETWEEN = str.maketrans("", "", ' ,;|\t"')
"""Left out where characters are counted, so that no reading gains by what it cuts away."""

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Doubt:
    """What the file leaves open.

    Attributes
    ----------
    sentence : str
        Both readings, with an example: "'1,234' may be 1.234 or 1234".
    option : str
        Of the command line, which decides: "--decimal".
    """

    sentence: str
    option: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", one_line(self.sentence, LONGEST_DOUBT))


ROWS_OR_COLUMNS = Doubt("the two rows may be x and y, or points", "--transpose or --no-transpose")


@dataclass(frozen=True)
class Guess:
    """A layout, the names it finds, and what is in doubt about it.

    Attributes
    ----------
    layout : TableLayout
    names : tuple of str
        As written; empty where nothing names the columns.
    width : int
        Cells of most rows.
    first_line : int
        Of the rows, below the names.
    are_rows_named : bool
        Whether each row begins with a name.
    above : tuple of int
        Lines above the table that hold something else.
    values_above : tuple of int
        Those among them that hold a number of their own, which may belong to the table.
    doubts : tuple of Doubt
    is_sign_certain : bool
        Whether any number tells the decimal sign.
    """

    layout: TableLayout
    names: tuple[str, ...]
    width: int
    first_line: int
    are_rows_named: bool
    above: tuple[int, ...]
    values_above: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    is_sign_certain: bool = True


class Reading:
    """The first lines, cut by one delimiter.

    Parameters
    ----------
    lines : sequence of Line
    delimiter : str
    choices : Choices
    """

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
    def is_complete(self) -> bool:
        """Whether from the first row with a value on each cell of each row is one."""
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
        return next((at for at, (_, row) in enumerate(self.rows) if self._is_data(row)), 0)

    def _is_data(self, row: list[str]) -> bool:
        return len(row) == self.width and any(map(self.is_value, row))

    @cached_property
    def header(self) -> int | None:
        """The place in ``rows`` of the names, above the first row with a value."""
        begin = self.first
        while begin and self._may_name(self.rows[begin - 1][1]):
            begin -= 1
        if begin == self.first:
            is_short = begin > 0 and self.names_in(begin - 1) != ()
            return begin - 1 if is_short else None
        # Between blanks a sentence looks like names: the nearest row counts.
        return self.first - 1 if self.delimiter == BLANKS else begin

    def _may_name(self, row: list[str]) -> bool:
        is_fitting = len(row) == self.width or (len(row) == self.width + 1 and not row[-1])
        return is_fitting and not any(map(self.is_value, row))

    def names_in(self, at: int) -> tuple[str, ...]:
        """Fit a row of names to the width; empty where it does not fit.

        A delimiter at the end makes no column. Names that are one less leave the first column,
        the names of the rows, without one, as R writes it.
        """
        row = tuple(self.rows[at][1])
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
        return is_counting(firsts) or not any(map(self.is_value, firsts))


def _n_characters(text: str) -> int:
    return len(text.translate(BETWEEN))


def is_counting(cells: Sequence[str]) -> bool:
    """Return whether cells are 0, 1, 2 and so on, or begin with 1."""
    start = 0 if cells[:1] == ["0"] else 1
    return list(cells) == [str(number) for number in range(start, start + len(cells))]


def guess_layout(lines: Sequence[Line], choices: Choices) -> Guess:
    """Tell how a table is written.

    Parameters
    ----------
    lines : sequence of Line
        The first ones that hold something, below those that are skipped by choice.
    choices : Choices
        What needs no guess.

    Returns
    -------
    Guess
    """
    names: tuple[str, ...] = ()
    if choices.n_skipped is None:
        names, choices = _written_above(lines, choices)
    n_skipped = choices.n_skipped or 0
    lines = [line for line in lines if line[0] > n_skipped]
    reading, doubts = _best_reading(lines, choices)
    guess = _laid_out(reading, choices, names)
    if reading.sign_doubt and choices.decimal_sign is None:
        doubts = (*doubts, Doubt(reading.sign_doubt, "--decimal"))
    return _rows_or_columns(
        replace(guess, doubts=doubts, is_sign_certain=reading.is_sign_certain), reading, choices
    )


def _rows_or_columns(guess: Guess, reading: Reading, choices: Choices) -> Guess:
    """Tell few long rows that are the columns of the table."""
    if choices.is_transposed is not None or reading.header is not None or choices.has_header:
        return guess
    n_rows, n_values = len(reading.rows), reading.width - reading.are_rows_named
    is_long = n_rows >= 2 and n_values >= max(3, 2 * n_rows - reading.are_rows_named)
    if not is_long or not (reading.are_rows_named or (n_rows == 2 and reading.is_complete)):
        return guess
    doubts = () if reading.are_rows_named else (ROWS_OR_COLUMNS,)
    layout = replace(guess.layout, is_transposed=True)
    return replace(guess, layout=layout, doubts=(*guess.doubts, *doubts))


def _written_above(lines: Sequence[Line], choices: Choices) -> tuple[tuple[str, ...], Choices]:
    """Follow what the top says about the table below: ``sep=;``, or the names of an ARFF file."""
    if lines and (found := DELIMITER_LINE.fullmatch(lines[0][1].strip(" "))):
        return (), choices.over(Choices(delimiter=found[1], n_skipped=lines[0][0]))
    for at, (number, line) in enumerate(lines):
        if ARFF_DATA.fullmatch(line):
            names = [
                found[1].strip("'\"")
                for _, text in lines[:at]
                if (found := ARFF_NAME.fullmatch(text))
            ]
            known = Choices(delimiter=",", decimal_sign=".", has_header=False, n_skipped=number)
            return tuple(names), choices.over(known)
    return (), choices


def _laid_out(reading: Reading, choices: Choices, names: tuple[str, ...]) -> Guess:
    n_skipped = choices.n_skipped or 0
    header = reading.header
    if choices.has_header is not None:
        header = _nth_of_width(reading) if choices.has_header else None
    begin = reading.first if header is None else header
    if choices.has_header is False:
        begin = 0
    rows = reading.rows
    above = tuple(number for number, _ in rows[:begin])
    values_above = tuple(number for number, row in rows[:begin] if any(map(reading.is_value, row)))
    first_line = rows[begin][0] if above else n_skipped + 1
    if header is not None:
        names = reading.names_in(header)
        first_line = rows[header][0] + 1 if header + 1 >= len(rows) else rows[header + 1][0]
    layout = TableLayout(
        reading.delimiter,
        reading.decimal_sign,
        header is not None,
        n_skipped,
        choices.is_transposed or False,
    )
    names = names if len(names) == reading.width else ()
    return Guess(
        layout, names, reading.width, first_line, reading.are_rows_named, above, values_above, ()
    )


def _nth_of_width(reading: Reading) -> int | None:
    fitting = (at for at, (_, row) in enumerate(reading.rows) if len(row) == reading.width)
    return next(fitting, None)


def _best_reading(lines: Sequence[Line], choices: Choices) -> tuple[Reading, tuple[Doubt, ...]]:
    if choices.delimiter is not None:
        return Reading(lines, choices.delimiter, choices), ()
    text = "\n".join(line for _, line in lines)
    present = [mark for mark in DELIMITERS if mark in text and mark != choices.decimal_sign]
    whole = next(mark for mark in (*CERTAIN_DELIMITERS, NEVER) if mark not in present)
    readings = [Reading(lines, mark, choices) for mark in (*present, whole)]
    best = max(reading.strength for reading in readings)
    close = [
        reading
        for reading in readings
        if reading.strength >= (NAMED if _is_named(reading) else CLOSE) * best > 0
    ]
    if not close:
        return max(readings, key=_regularity), ()
    chosen = next((reading for reading in close if _is_wide(reading)), close[-1])
    rivals = [each for each in readings if each is not chosen and _may_rival(each, chosen)]
    return (chosen, (_delimiter_doubt(chosen, rivals[0]),)) if rivals else (chosen, ())


def _may_rival(reading: Reading, chosen: Reading) -> bool:
    """Return whether a reading is as good as the chosen one: no sign decides, nor do names."""
    if chosen.delimiter in CERTAIN_DELIMITERS and chosen.width > 1:
        return False
    if chosen.width > 1 and chosen.header is not None:
        return False
    if reading.width > 1 and reading.header is not None:
        return False
    single = reading if reading.width == 1 else chosen
    return (
        reading.is_complete
        and chosen.is_complete
        and (reading.width != chosen.width)
        and (single.width > 1 or _is_plausible(single))
    )


def _is_named(reading: Reading) -> bool:
    """Return whether commas divide names above as many columns."""
    header = reading.header
    return (
        reading.delimiter == ","
        and header is not None
        and sum(map(bool, reading.rows[header][1])) == reading.width > 1
    )


def _is_wide(reading: Reading) -> bool:
    """Return whether there are columns, and not one of decimal commas under its name."""
    if reading.width == 1 or reading.delimiter in CERTAIN_DELIMITERS:
        return reading.width > 1
    is_titled = reading.first == 1 and len(reading.rows[0][1]) == 1
    return not is_titled or reading.header is not None


def _regularity(reading: Reading) -> int:
    return sum(len(row) == reading.width > 1 for _, row in reading.rows)


def _is_plausible(reading: Reading) -> bool:
    """Return whether one column of decimal commas, if it is one, is written as people do.

    They write as many decimals everywhere, or none that are zero at the end.
    """
    decimals = [row[0].rpartition(",")[2] for _, row in reading.rows[reading.first :]]
    is_trimmed = not any(part.endswith("0") for part in decimals)
    return is_trimmed or len(set(map(len, decimals))) == 1


def _delimiter_doubt(chosen: Reading, rival: Reading) -> Doubt:
    row, other = (reading.rows[reading.first][1] for reading in (chosen, rival))
    text = chosen.delimiter.join(row)
    many, few = sorted((row, other), key=len, reverse=True)
    sentence = f"'{text[:30]}' may be {_numbers(len(few))} or {_numbers(len(many))}"
    return Doubt(sentence, ONE_OR_TWO)


def _numbers(count: int) -> str:
    words = {1: "one number", 2: "two"}
    return words.get(count, str(count))


def _units(cells: Sequence[str]) -> list[str]:
    """Return the units of the numbers, "" among them."""
    return sorted({number_parts(cell).unit for cell in cells if len(cell) <= 40} | {""})


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
