"""Guess the layout of a table: every reading of its first lines is compared with the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from linreg_gui.storage.errors import one_line
from linreg_gui.storage.tables.cells import BLANKS, CERTAIN_DELIMITERS, DELIMITERS
from linreg_gui.storage.tables.reading import Reading
from linreg_gui.storage.tables.source import Choices, Doubt, Line, TableLayout

DELIMITER_LINE = re.compile("sep=([;,|\t])", re.IGNORECASE)
ARFF_DATA = re.compile(r"\s*@data\b.*", re.IGNORECASE)
ARFF_NAME = re.compile(r"""\s*@attribute\s+('[^']*'|"[^"]*"|\S+)\s.*""", re.IGNORECASE)
CLOSE = 0.95
"""A reading that turns this part of the best one's characters into numbers is as good."""
NAMED = 0.5
"""As much is enough where the names above the columns are divided alike."""
ONE_OR_TWO = "--delimiter or --decimal"
"""The options that decide whether 11,5 is one number."""
NEVER = "\0"
"""A delimiter that no text holds: the whole line is one cell."""


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


def guess_layout(lines: Sequence[Line], choices: Choices) -> Guess:
    """Tell how a table is written.

    Parameters
    ----------
    lines : sequence of Line
        The first ones that hold something, below those that are skipped by choice.
    choices : Choices
        What needs no guess.
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
    values_above = tuple(
        number for number, row in rows[:begin] if any(map(reading.may_belong, row))
    )
    first_line = rows[begin][0] if above else n_skipped + 1
    if header is not None:
        names = reading.names_in(header)
        below = header + 2 if header == reading.first - 2 and reading.units else header + 1
        first_line = rows[header][0] + 1 if below >= len(rows) else rows[below][0]
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
    readings = [each for each in readings if not _is_cut_up(each, readings)]
    best = max(reading.strength for reading in readings)
    close = [
        reading
        for reading in readings
        if reading.strength >= (NAMED if _divides_names(reading) else CLOSE) * best > 0
    ]
    if not close:
        return max(readings, key=_regularity), ()
    chosen = next((reading for reading in close if _is_wide(reading)), close[-1])
    rivals = [each for each in readings if each is not chosen and _may_rival(each, chosen)]
    if chosen.may_be_prose:
        return chosen, (_prose_doubt(chosen),)
    return (chosen, (_delimiter_doubt(chosen, rivals[0]),)) if rivals else (chosen, ())


def _is_cut_up(reading: Reading, readings: Sequence[Reading]) -> bool:
    """Return whether blanks cut up the cells of a table that is divided otherwise, names and all.

    Between blanks "1 Jan 2030,5" would be 1, Jan and 2030.5.
    """
    if reading.delimiter != BLANKS or reading.header is not None:
        return False
    return any(
        _is_named(each)
        and each.width != reading.width
        and all(len(row) == each.width for _, row in each.rows)
        for each in readings
        if each.delimiter != BLANKS and (each.delimiter == "," or each.strength > 0)
    )


def _may_rival(reading: Reading, chosen: Reading) -> bool:
    """Return whether a reading is as good as the chosen one: no sign decides, nor do names."""
    if chosen.delimiter in CERTAIN_DELIMITERS and chosen.width > 1:
        return False
    if chosen.width > 1 and chosen.header is not None and not chosen.has_one_name:
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


def _divides_names(reading: Reading) -> bool:
    """Return whether commas divide names above as many columns."""
    return reading.delimiter == "," and _is_named(reading)


def _is_named(reading: Reading) -> bool:
    """Return whether each of some columns has a name."""
    header = reading.header
    return header is not None and sum(map(bool, reading.rows[header][1])) == reading.width > 1


def _is_wide(reading: Reading) -> bool:
    """Return whether there are columns, and not one of decimal commas under its name."""
    if reading.width == 1 or reading.delimiter in CERTAIN_DELIMITERS:
        return reading.width > 1
    is_titled = reading.first == 1 and len(reading.rows[0][1]) == 1
    return not is_titled or reading.header is not None


def _regularity(reading: Reading) -> int:
    return sum(len(row) == reading.width > 1 for _, row in reading.rows)


def _is_plausible(reading: Reading) -> bool:
    """Return whether what may be a column of decimal commas is written as people do.

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


def _prose_doubt(chosen: Reading) -> Doubt:
    text = chosen.delimiter.join(chosen.rows[chosen.first][1])
    return Doubt(f"'{one_line(text, 40)}' may be a row of a table or a sentence", "--delimiter")


def _numbers(count: int) -> str:
    words = {1: "one number", 2: "two"}
    return words.get(count, str(count))
