"""Ways of writing a number that are brought to one: powers of ten, uncertainties, thousands."""

import re

LONGEST_NOTATION = 60
"""Characters of a cell that is looked at; a longer one is no number."""
PLUS_MINUS = ("±", "+/-", "+-", r"\pm")
_SET_OFF = re.compile(
    r" ?(±|\+/-|\+-|\\pm) ?|(?<=[0-9]) ([×xX*·⋅]|\\times|\\cdot) (?=10 ?(?:\^|\*\*|[⁰¹²³⁴-⁹⁻]))"
)
"""Signs that may be set off by blanks within one number."""
CURRENCIES = ("€", "$", "£", "¥", "₹", "US$", "USD", "EUR", "GBP", "INR", "Rs.", "Rs")
BILLIONS = "B"
_EXPONENTS = {"k": 3, "K": 3, "M": 6, BILLIONS: 9}
MAGNITUDES = {
    f"{letter}{currency}": (exponent, currency)
    for letter, exponent in _EXPONENTS.items()
    for currency in ("", *CURRENCIES)
}
"""Units that begin with a power of ten: the power, and the unit without it."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–", "0123456789+---")
_POWER = re.compile(
    r"(?P<times>(?<=[0-9.,]) ?(?:[×xX*·⋅]|\\times|\\cdot) ?|(?<![0-9.,^*(]))10"
    r"(?: ?(?:\^|\*\*) ?[({]?(?P<flat>[+−–-]?[0-9]{1,3})[)}]?|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))"
    r"(?![0-9.,^*])"
)
_FORTRAN = re.compile(r"([+-]?[0-9]+\.?[0-9]*|[+-]?\.[0-9]+)[Dd]([+-][0-9]{1,3})")
_NUMBER = re.compile(r"\s*[0-9][0-9.,]*+(?:[eE][+-]?[0-9]+)?(?: ?[×x*·⋅] ?10\S+)?")
_LOOK_ALIKES = (
    (re.compile(r"[0-9]+ ?/ ?[0-9]+"), "a fraction, a ratio or a day"),
    (re.compile(r"[0-9.,]+ ?[-–] ?[0-9.,]+"), "a range"),
    (re.compile(r"[0-9.,]+\([0-9]+\)"), "a value with its uncertainty"),
    (re.compile(r"[0-9.,]+ ?[kKMB]"), "a number of thousands, millions or billions"),
    (re.compile(r"[<>≤≥~≈] ?[0-9.,]+"), "a bound"),
)


def in_plain_notation(text: str) -> str:
    """Write 1.5 × 10^3 and 1.5D+03 as 1.5e3, and leave out the 0.2 of 5.1 ± 0.2."""
    if len(text) > LONGEST_NOTATION:
        return text
    if len(text) > 2 and text[0] == text[-1] == "$":
        text = text[1:-1]  # as LaTeX encloses a formula
    for mark in PLUS_MINUS:
        if mark in text:
            text = _without_uncertainty(text, mark)
            break
    if "10" in text:
        text = _POWER.sub(_as_exponent, text)
    if found := _FORTRAN.fullmatch(text):
        text = f"{found[1]}e{found[2]}"
    return text


def in_one_piece(row: str) -> str:
    """Close the blanks within numbers, where blanks divide the columns: 1.5±0.2 for 1.5 ± 0.2."""
    is_plain = row.isascii() and not any(mark in row for mark in ("+", "*", "x", "X", "\\"))
    return row if is_plain else _SET_OFF.sub(r"\1\2", row)


def is_uncertain(cell: str) -> bool:
    """Return whether a cell has an uncertainty behind its value, as 5.1 ± 0.2."""
    return any(mark in cell for mark in PLUS_MINUS) and in_plain_notation(cell) != cell


def magnitude(text: str) -> str:
    """Return the letter behind a number that stands for a power of ten: the k of 1.5k."""
    before = text[:-1].rstrip(" \N{NO-BREAK SPACE}")
    if text[-1:] not in _EXPONENTS or "e" in before.lower():
        return ""
    return text[-1] if before and before[-1] in "0123456789.," else ""


def _as_exponent(found: re.Match[str]) -> str:
    exponent = (found["flat"] or found["raised"]).translate(_RAISED)
    return f"e{exponent}" if found["times"] else f"1e{exponent}"


def _without_uncertainty(text: str, mark: str) -> str:
    """Return the value with its unit: of 5 ± 2 cm, 5 cm ± 2 cm and (5 ± 2) cm alike."""
    value, _, behind = text.partition(mark)
    value, uncertainty = value.rstrip(), _NUMBER.match(behind)
    if not value or uncertainty is None:
        return text
    unit = behind[uncertainty.end() :]
    if value[0] == "(" and unit[:1] == ")":
        return f"{value[1:]}{unit[1:]}"
    if value.endswith(unit.strip()) or unit.strip() == "%":
        return value  # 5 ± 2 % may be between 3 % and 7 %, or between 4.9 and 5.1
    return f"{value}{unit}"


def look_alike(cell: str) -> str:
    """Say what a cell may be that resembles a number, and is none; "" for any other."""
    if len(cell) > LONGEST_NOTATION:
        return ""
    return next((kind for each, kind in _LOOK_ALIKES if each.fullmatch(cell)), "")
