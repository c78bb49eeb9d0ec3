"""The numbers of a table, as people write them."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.storage.tables.cells import BLANKS
from linreg_gui.storage.tables.notation import (
    CURRENCIES,
    MAGNITUDES,
    in_plain_notation,
    magnitude,
)
from linreg_gui.storage.tables.source import Block, TableLayout

MINUS_SIGNS = "-\N{MINUS SIGN}\N{HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}"
GROUP_MARKS = (
    " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
)
EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
LONGEST_QUOTE = 30
UNITS = ("%", "‰", "°C", "°F", "°", "US$", "R$", "A$", "C$", "€", "$", "£", "¥", "₹", "₽", "₩",
         "USD", "EUR", "GBP", "CHF", "INR", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL",
         "Rs.", "Rs", "kr", "zł", "Fr.")  # fmt: skip
MEASURES = (
    "kg|g|mg|lbs?|oz|km|m|cm|mm|µm|nm|mi|ft|in|s|ms|min|hr?s?|d|kWh|kW|W|mV|V|mA|kHz|Hz|kJ|J"
    "|hPa|kPa|Pa|mbar|bar|l|L|ml|mL|km/h|m/s|mph|rpm|dB|ppm|bpm|kcal|cal|yrs?|years?|days?"
    "|[mckM]?[Ω\N{OHM SIGN}]|k?N|m?T|[µnp]F|m?mol|[kM]?eV|[mck]?m[²³]|m/s²|g/cm³|kg/m³|ha|px"
)
_MEASURE = re.compile(rf"(?<=[0-9.,])[ \N{{NO-BREAK SPACE}}]?({MEASURES})")
LONGEST_NUMBER = 40
REMEMBERED = 4096
"""Cells whose parts are kept: the first rows are cut up in many ways, and looked at each time."""
OF_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")
"""Digits and signs of East Asian keyboards; digits of other scripts are no numbers."""
WITHOUT_MARKS = str.maketrans("", "", GROUP_MARKS)
GROUPED = {mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ",."}
INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
DECIMAL = {mark: re.compile(rf"[0-9]*{re.escape(mark)}[0-9]*{EXPONENT}") for mark in ",."}
_BARE = re.compile(r"(-?)([0-9][0-9.,]*+(?:[eE][+-]?[0-9]++)?)")
OTHER = {",": ".", ".": ","}
Match = Callable[[str], re.Match[str] | None]


class CellError(ValueError):
    """A cell that is no number, or a row without one; ``str()`` says why, but not where."""


class NumberParts(NamedTuple):
    """A number as it is written: its sign, its digits with their marks, and its unit.

    The unit of $1.5M is M$.
    """

    is_negative: bool
    digits: str
    unit: str


def number_parts(cell: str) -> NumberParts:
    """Split the sign and the unit from a cell, wherever they stand.

    A minus may be a dash, be set off by blanks, stand before or behind a unit or, as accounts
    write it, behind the number or as parentheses around it. What is left need not be a number.
    """
    return _known_parts(cell) if len(cell) <= LONGEST_NUMBER else _parts(cell)


@lru_cache(maxsize=REMEMBERED)
def _known_parts(cell: str) -> NumberParts:
    return _parts(cell)


def _parts(cell: str) -> NumberParts:
    text = cell.strip()
    if not text.isascii():
        text = text.translate(OF_FULL_WIDTH)
    if found := _BARE.fullmatch(text):
        return NumberParts(bool(found[1]), found[2], "")
    text = in_plain_notation(text)
    is_negative = text[:1] == "(" and text[-1:] == ")"
    n_signs = int(is_negative)
    text = text[1:-1].strip() if is_negative else text
    unit = ""
    for _ in range(3):
        if (text[:1] and text[0] in MINUS_SIGNS) or text[:1] == "+":
            n_signs, is_negative = n_signs + 1, text[0] != "+"
            text = text[1:].lstrip()
        elif not unit and (unit := next(filter(text.startswith, UNITS), "")):
            text = text[len(unit) :].lstrip()
    if text[-1:] in ("-", "\N{MINUS SIGN}") and not n_signs:
        n_signs, is_negative, text = 1, True, text[:-1].rstrip()
    if not unit and (unit := next(filter(text.endswith, UNITS), "") or _measure(text)):
        text = text[: -len(unit)].rstrip()
    if unit in ("", *CURRENCIES) and (letter := magnitude(text)):
        unit, text = f"{letter}{unit}", text[:-1].rstrip()
    return NumberParts(is_negative, text if n_signs <= 1 else "", unit)


def _measure(text: str) -> str:
    """Return a unit of measure behind digits."""
    begin = max(0, len(text) - LONGEST_NUMBER)
    for at in range(len(text) - 1, begin, -1):
        if text[at - 1].isdigit() or text[at - 1] in ".,":
            found = _MEASURE.fullmatch(text, at)
            return found[1] if found else ""
    return ""


def number_reader(
    layout: TableLayout, unit: str = "", *, has_magnitudes: bool = False
) -> Callable[[str], float]:
    """Make the function that turns a cell into a number of at most 1e150 in size.

    It raises `CellError` for anything else.

    Parameters
    ----------
    layout : TableLayout
    unit : str
        What every number of the column has before or behind it: "%", "€".
    has_magnitudes : bool
        Whether k, M and B, which some of them have as well, stand for powers of ten.
    """
    ungrouped, grouped = _number_patterns(layout.decimal_sign, layout.delimiter == BLANKS)
    has_comma = layout.decimal_sign == ","

    def read(cell: str) -> float:
        text, is_negative, exponent = cell.strip(), False, 0
        if unit or ungrouped(text) is None:
            parts = number_parts(text)
            text, is_negative, written = parts.digits, parts.is_negative, parts.unit
            if has_magnitudes:
                exponent, written = MAGNITUDES.get(written, (0, written))
            if written != unit:
                raise CellError(_fault(cell) if written else _missing_unit(cell, unit))
            found = grouped(text)
            if found is not None:
                text = text.replace(found[1] or ",", "")
            elif ungrouped(text) is None or text[:1] in ("+", "-"):
                raise CellError(_fault(cell))
        text = text.replace(",", ".") if has_comma else text
        value = float(f"{text}e{exponent}" if exponent else text)
        if abs(value) > MAX_ABSOLUTE_VALUE:
            raise CellError(f"{_quoted(cell)} is outside ±1e150")
        return (-value if is_negative else value) + 0.0

    return read


@lru_cache(maxsize=8)
def _number_patterns(decimal_sign: str, is_blank: bool) -> tuple[Match, Match]:
    sign = re.escape(decimal_sign)
    marks = GROUP_MARKS + OTHER[decimal_sign]
    marks = marks.replace(" ", "") if is_blank else marks
    triples = rf"[0-9]{{1,3}}([{re.escape(marks)}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    indian = r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}" if decimal_sign == "." else ""
    grouped = re.compile(rf"(?:{triples}{indian})(?:{sign}[0-9]*)?{EXPONENT}").fullmatch
    return re.compile(_ungrouped_number(decimal_sign)).fullmatch, grouped


def is_read_by(read: Callable[[str], float], cell: str) -> bool:
    """Return whether a cell is written as a number, be it too large."""
    try:
        read(cell)
    except CellError as error:
        return "outside" in str(error)
    return True


def decimal_vote(digits: str) -> str:
    """Return the decimal sign that digits speak for, or "" for none.

    "1,234" and "1.234" stand for what may be one or the other: the decimals, or a thousand.
    """
    digits = digits.translate(WITHOUT_MARKS)
    if digits.endswith(","):
        return ""  # a comma of the sentence
    mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    other = OTHER[mark]
    if INDIAN.fullmatch(digits):
        return "."
    if other in digits:
        return mark if digits.count(mark) == 1 else ""
    if GROUPED[mark].fullmatch(digits):
        return other if digits.count(mark) > 1 else f"1{mark}234"
    return mark if DECIMAL[mark].fullmatch(digits) else ""


def row_reader(
    layout: TableLayout, width: int, columns: tuple[int, ...]
) -> Callable[[str], list[float] | None]:
    """Make the function that reads simple rows, three times faster than cell by cell.

    The function returns the numbers of the columns, or None where a row needs a closer look.
    """
    if layout.decimal_sign == layout.delimiter:
        return lambda _line: None  # only quotes tell one from the other
    match = re.compile(_row_pattern(layout, width, set(columns), '"?+')).fullmatch
    names = [f"c{column}" for column in columns]
    has_comma = layout.decimal_sign == ","

    def read(line: str) -> list[float] | None:
        found = match(line)
        if found is None:
            return None
        texts = [found[name] for name in names]
        if has_comma:
            texts = [text.replace(",", ".") for text in texts]
        values = [float(text) + 0.0 for text in texts]
        return None if any(abs(value) > MAX_ABSOLUTE_VALUE for value in values) else values

    return read


def block_reader(
    layout: TableLayout, width: int, columns: tuple[int, ...]
) -> Callable[[Block], NDArray[np.float64] | None]:
    """Make the function that reads many simple rows at once, three times faster than row by row.

    The function returns an array of shape (n_columns, n_lines), or None where one row of the block
    needs a closer look, be it for its quotes, or a comment.
    """
    if layout.decimal_sign == layout.delimiter:
        return lambda _block: None
    pattern = _row_pattern(layout, width, set(columns), "")
    match = re.compile(f"(?:{pattern}\n)*+").fullmatch
    has_comma = layout.decimal_sign == ","
    delimiter = None if layout.delimiter == BLANKS else layout.delimiter

    def read(block: Block) -> NDArray[np.float64] | None:
        text = block.text if block.text.endswith("\n") else f"{block.text}\n"
        if "#" in text or match(text) is None:
            return None  # a row that is commented out looks like one that begins with text
        text = text.replace(",", ".") if has_comma else text
        cells = text[:-1].replace("\n", delimiter or BLANKS).split(delimiter)
        if delimiter is None and len(cells) != width * text.count("\n"):
            return None  # a text holds a blank that is neither space nor tab
        n_rows = len(cells) // width
        chosen = (map(float, cells[column::width]) for column in columns)
        values = np.array([np.fromiter(cells, np.float64, n_rows) for cells in chosen]) + 0.0
        return None if np.abs(values).max() > MAX_ABSOLUTE_VALUE else values

    return read


def _row_pattern(layout: TableLayout, width: int, columns: set[int], quote: str) -> str:
    is_blank = layout.delimiter == BLANKS
    delimiter = r"[ \t]++" if is_blank else re.escape(layout.delimiter)
    around = "" if is_blank else " *+"
    other = r'[^" \t\n]++' if is_blank else rf'(?:[^"\n{delimiter}]*+|"[^"\n]*+")'
    number = _ungrouped_number(layout.decimal_sign)
    cells, begin = [], 0
    for index in sorted(columns):
        # One group for all cells between: a pattern of a thousand takes seconds to compile.
        cells += _others(other, delimiter, index - begin)
        cells.append(f"{around}{_number_pattern(index, number, quote)}{around}")
        begin = index + 1
    cells += _others(other, delimiter, width - begin)
    edge = r"[ \t]*+" if is_blank else ""
    return f"{edge}{delimiter.join(cells)}{edge}"


def _others(cell: str, delimiter: str, count: int) -> list[str]:
    if count < 2:
        return [cell] * count
    return [f"{cell}(?:{delimiter}{cell}){{{count - 1}}}"]


def _number_pattern(index: int, number: str, quote: str) -> str:
    return f"(?P<q{index}>{quote})(?P<c{index}>{number})(?P=q{index})" if quote else number


def _ungrouped_number(decimal_sign: str) -> str:
    """Give a pattern that never goes back: fifty thousand digits must not take for ever."""
    sign = re.escape(decimal_sign)
    return rf"[+-]?+(?:[0-9]++(?:{sign}[0-9]*+)?+|{sign}[0-9]++){EXPONENT}"


def _missing_unit(cell: str, unit: str) -> str:
    has_digit = any(map(str.isdigit, cell))
    return f"{_quoted(cell)} has no {unit}" if has_digit else _fault(cell)


def _fault(cell: str) -> str:
    return f"{_quoted(cell)} is not a number" if cell.strip() else "the cell is empty"


def _quoted(cell: str) -> str:
    shown = cell.strip()
    return f"'{shown[:LONGEST_QUOTE]}…'" if len(shown) > LONGEST_QUOTE else f"'{shown}'"
