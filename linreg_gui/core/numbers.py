"""One rule for every number a person types, independent of the locale.

The bare ``float()`` accepts ``1_000``, ``inf`` and digits of every script, and locale-aware
parsers take a comma for a group separator: ``0,01`` silently becomes 1.
"""

import re

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE

_MINUS_SIGN = "\N{MINUS SIGN}"
# Possessive (++, ?+, *+): digits once taken are not given back, or a cell of a megabyte of them
# with a letter behind would be tried for hours.
_NUMBER = re.compile(r"[+-]?([0-9]++[.,]?+[0-9]*+|[.,][0-9]++)([eE][+-]?[0-9]++)?")
_GROUP_SIGNS = ", \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_WHOLE_NUMBER = re.compile(rf"([+-]?)([0-9]{{1,3}}(?:[{_GROUP_SIGNS}][0-9]{{3}})++|[0-9]++)")
_WITHOUT_GROUPS = str.maketrans("", "", _GROUP_SIGNS)
_LONGEST_QUOTE = 30
_MOST_DIGITS = 19


class NumberError(ValueError):
    """A text that is not an acceptable number; ``str()`` is one sentence for the user."""


def parse_number(text: str) -> float:
    """Read a decimal number.

    Parameters
    ----------
    text : str
        Digits 0 to 9 with ``.`` or ``,`` as the decimal sign, optionally a sign (``-`` or the
        typographic minus) and an exponent. Surrounding blanks are ignored; group separators
        do not exist.

    Returns
    -------
    float
        A finite number of at most ``MAX_ABSOLUTE_VALUE`` in size; never -0.0.

    Raises
    ------
    NumberError
        If the text is anything else.
    """
    plain = text.strip().replace(_MINUS_SIGN, "-")
    if _NUMBER.fullmatch(plain) is None:
        raise NumberError(f"'{_shortened(text)}' is not a number.")
    value = float(plain.replace(",", "."))
    if abs(value) > MAX_ABSOLUTE_VALUE:
        raise NumberError(f"Value {_shortened(plain)} is outside ±1e150.")
    return value + 0.0


def is_number(text: str) -> bool:
    """Return whether a text is written as a number, be it too large."""
    return _NUMBER.fullmatch(text.strip().replace(_MINUS_SIGN, "-")) is not None


def parse_count(text: str, minimum: int, maximum: int) -> int:
    """Read a whole number between two bounds.

    Parameters
    ----------
    text : str
        Digits 0 to 9, optionally with a sign, and with commas or blanks between groups of three;
        surrounding blanks are ignored.
    minimum, maximum : int
        Smallest and largest acceptable value.

    Returns
    -------
    int

    Raises
    ------
    NumberError
        If the text is not a whole number or lies outside the bounds.
    """
    plain = text.strip().replace(_MINUS_SIGN, "-")
    match = _WHOLE_NUMBER.fullmatch(plain)
    if match is None:
        raise NumberError(f"'{_shortened(text)}' is not a whole number.")
    digits = match[2].translate(_WITHOUT_GROUPS).lstrip("0")
    # int() itself refuses texts of more than 4,300 digits.
    value = int(f"{match[1]}{digits or '0'}") if len(digits) <= _MOST_DIGITS else None
    if value is None or not minimum <= value <= maximum:
        quoted = _shortened(plain)
        raise NumberError(f"Value {quoted} is outside {minimum:,} to {maximum:,}.")
    return value


def format_value(value: float) -> str:
    """Write a number as messages show it: at most six digits and ``1e200``, not ``1e+200``."""
    return f"{value:.6g}".replace("e+0", "e").replace("e+", "e")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
