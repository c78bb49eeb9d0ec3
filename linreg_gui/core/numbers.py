"""One rule for every number a person types, independent of the locale.

The bare ``float()`` accepts ``1_000``, ``inf`` and digits of every script, and locale-aware
parsers take a comma for a group separator: ``0,01`` silently becomes 1.
"""

import re

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE

MINUS = "\N{MINUS SIGN}"
# Possessive (++, ?+, *+): digits once taken are not given back, or a cell of a megabyte of them
# with a letter behind would be tried for hours.
_NUMBER = re.compile(r"[+-]?([0-9]++[.,]?+[0-9]*+|[.,][0-9]++)([eE][+-]?[0-9]++)?")
_GROUP_SIGNS = ", \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_WHOLE_NUMBER = re.compile(rf"([+-]?)([0-9]{{1,3}}(?:[{_GROUP_SIGNS}][0-9]{{3}})++|[0-9]++)")
_WITHOUT_GROUPS = str.maketrans("", "", _GROUP_SIGNS)
_LONGEST_QUOTE = 30
_MOST_DIGITS = 19
LARGEST_WRITTEN_OUT = 10_000
MILLION = 1e6
LARGEST_COUNT = 1e15
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
"""For `str.translate`: the digits of a power, raised."""
_COUNT_UNITS = {1e6: "million", 1e9: "billion", 1e12: "trillion"}


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
    digits = text.strip().replace(MINUS, "-")
    if _NUMBER.fullmatch(digits) is None:
        raise NumberError(f"'{_shortened(text)}' is not a number.")
    value = float(digits.replace(",", "."))
    if abs(value) > MAX_ABSOLUTE_VALUE:
        raise NumberError(f"Value {_shortened(digits)} is outside ±1e150.")
    return value + 0.0


def is_number(text: str) -> bool:
    """Return whether a text is written as a number, be it too large."""
    return _NUMBER.fullmatch(text.strip().replace(MINUS, "-")) is not None


def parse_count(text: str, minimum: int, maximum: int) -> int:
    """Read a whole number between two bounds.

    Parameters
    ----------
    text : str
        Digits 0 to 9, optionally with a sign, and with commas or blanks between groups of three;
        surrounding blanks are ignored.
    minimum, maximum : int
        Smallest and largest acceptable value.

    Raises
    ------
    NumberError
        If the text is not a whole number or lies outside the bounds.
    """
    stripped = text.strip().replace(MINUS, "-")
    match = _WHOLE_NUMBER.fullmatch(stripped)
    if match is None:
        raise NumberError(f"'{_shortened(text)}' is not a whole number.")
    digits = match[2].translate(_WITHOUT_GROUPS).lstrip("0")
    # int() itself refuses texts of more than 4,300 digits.
    value = int(f"{match[1]}{digits or '0'}") if len(digits) <= _MOST_DIGITS else None
    if value is None or not minimum <= value <= maximum:
        quoted = _shortened(stripped)
        raise NumberError(f"Value {quoted} is outside {minimum:,} to {maximum:,}.")
    return value


def format_value(value: float) -> str:
    """Write a number as messages show it: at most six digits and ``1e200``, not ``1e+200``."""
    return f"{value:.6g}".replace("e+0", "e").replace("e+", "e")


def counted(number: int, noun: str) -> str:
    """Write how many there are, with the noun: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def with_signs(text: str) -> str:
    """Write what Python writes as people do: 2e−7, and no minus before 0."""
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return "0" if text == "-0" else text.replace("-", MINUS)


def rounded_count(value: float) -> str:
    """Write a count that is predicted, so that it can be read at a glance.

    In full up to 10,000, then with three significant digits, from a million on in words with two:
    "8,413", "16,100", "16 million". The sentence around it says "about" from 10,000 on. All
    predicted counts of epochs, in the window and in the terminal, are written by this function.

    Parameters
    ----------
    value : float
        At least 0; may be infinite.

    Returns
    -------
    str
        From 10¹⁵ on "more than 10¹⁵": nobody waits so long.
    """
    if value >= LARGEST_COUNT:
        return "more than 10¹⁵"
    if value < LARGEST_WRITTEN_OUT:
        return f"{round(value):,}"
    rounded = float(f"{value:.3g}")
    if rounded < MILLION:
        return f"{rounded:,.0f}"
    rounded = float(f"{value:.2g}")
    unit = max(unit for unit in _COUNT_UNITS if unit <= rounded)
    return f"{rounded / unit:,.10g} {_COUNT_UNITS[unit]}"


def epochs_text(epochs: float) -> str:
    """Write a predicted number of epochs with its noun.

    Parameters
    ----------
    epochs : float
        At least 0; may be infinite.

    Returns
    -------
    str
        "1 epoch", "about 213 epochs", "about 16 million epochs", "more than 10¹⁵ epochs: never".
    """
    if epochs >= LARGEST_COUNT:
        return f"{rounded_count(epochs)} epochs: never"
    return "1 epoch" if round(epochs) <= 1 else f"about {rounded_count(epochs)} epochs"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
