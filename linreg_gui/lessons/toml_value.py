"""TOML that nobody vouches for: parsed by the standard library, then checked value by value.

Every refusal is one sentence with the file, the place in it and what is expected there, such as
``rates.linreg-lesson: step 3, goal 2, near: 'limt' is not a quantity; did you mean limit?``
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from linreg_gui.core.numbers import format_value
from linreg_gui.storage.errors import StorageError, one_line

LONGEST_KEY = 40
"""Characters of a key in messages."""
LONGEST_FAULT = 120
NEAR = 2
"""Names that differ by so many letters may be meant for each other; short ones by one."""
SHORT = 4
WORDS = re.compile(
    r"""'{3}.*?(?:'{3,5}(?!')|\Z)|'[^'\n]*+'?|(?P<comment>#[^\n]*+)"""
    r"""|"{3}(?:[^\\]|\\(?:.|\Z))*?(?:"{3,5}(?!")|\Z)|"(?:[^"\\\n]|\\[^\n])*+"?""",
    re.DOTALL,
)
"""Texts in quotes, and comments. One without an end goes on to where its end must be, so that no
sign is looked at twice."""
LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){8}")
"""Lessons need two parts. For each part of a key tomllib makes a list of all parts before it: half
a million letters would take all memory there is."""
TRAILING_COMMA = re.compile(r",\s*\}")
DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d")
SLIPS = {
    "Invalid value": '; a text stands in quotes, as "rates", and a number as 0.02',
    "Illegal character '\\n'": '; a text of several lines stands in three quotes: """ … """',
}
"""Hints for common slips, by the message of tomllib."""
TOO_DEEP = "is nested too deeply"
PLACE = re.compile(r"(.*) \(at (line \d+, column \d+|end of document)\)", re.DOTALL)
HARMFUL = re.compile("[\u2028-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what follows, and line ends other than the usual one."""
LIVELY = re.compile(
    r"!\[|\]\(|<[A-Za-z/!?]"
    r"|^[ ]{0,3}(?:#{1,6}(?:\s|$)|\[[^\]\n]*\]:|[=-]+[ \t]*$)"
    r"|^[ \t|:-]*\|[ \t|:-]*$",
    re.MULTILINE,
)
"""Pictures, links, HTML, headings and tables of Markdown."""


@dataclass(frozen=True)
class TomlValue:
    """A value of a TOML file; every method raises StorageError when it is of another kind.

    Attributes
    ----------
    name : str
        Of the file, for messages.
    place : str
        Where in the file; empty for all of it.
    value : object
        As `tomllib.loads` made it.
    """

    name: str
    place: str
    value: Any

    def refusal(self, fault: str) -> StorageError:
        """Make the error that says what is wrong at this place."""
        end = "" if fault.endswith("?") else "."
        return StorageError(": ".join(filter(None, (self.name, self.place, f"{fault}{end}"))))

    @property
    def quoted(self) -> str:
        """The value in quotes, for messages."""
        return f"'{one_line(str(self.value), LONGEST_KEY)}'"

    def member(self, key: str) -> "TomlValue":
        """Return the value of a key, which need not be there, to be refused."""
        shown = one_line(key, LONGEST_KEY)
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return TomlValue(self.name, f"{self.place}, {shown}" if self.place else shown, value)

    def members(
        self, known: Collection[str], required: Collection[str] = ()
    ) -> dict[str, "TomlValue"]:
        """Return the values of a table that has no keys but ``known``, and all ``required``."""
        if not isinstance(self.value, dict):
            raise self.refusal("must be a table")
        for key in self.value:
            if key not in known:
                hint = did_you_mean(key, known) or f"; known here are {', '.join(known)}"
                raise self.member(key).refusal(f"is not known{hint}")
        for key in required:
            if key not in self.value:
                raise self.member(key).refusal(f"is missing{self._misplaced(key)}")
        return {key: self.member(key) for key in self.value}

    def _misplaced(self, key: str) -> str:
        """Name the table within this table that has a key missing here; empty for none."""
        tables = (name for name, table in self.value.items() if isinstance(table, dict))
        found = next((name for name in tables if key in self.value[name]), None)
        return "" if found is None else f"; below {found} it belongs to that table: write it above"

    def items(self, least: int, most: int, what: str) -> Iterator["TomlValue"]:
        """Yield the items of a list of ``least`` to ``most``."""
        if not isinstance(self.value, list) or not least <= len(self.value) <= most:
            count = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            raise self.refusal(f"must be a list of {count} {what}")
        for number, item in enumerate(self.value, start=1):
            yield TomlValue(self.name, f"{self.place} {number}", item)

    def plain(self, longest: int) -> str:
        """Return a text of one line, shown as it is typed."""
        text = self._text(longest, 1)
        if "\n" in text:
            raise self.refusal("must be one line")
        return text

    def marked(self, longest: int, least: int = 1) -> str:
        """Return a text with bold, italic, code and lists, as Markdown writes them."""
        text = self._text(longest, least)
        if LIVELY.search(text):
            raise self.refusal("may hold no link, picture, HTML, table or heading")
        return text

    def _text(self, longest: int, least: int) -> str:
        if not isinstance(self.value, str):
            raise self.refusal("must be a text in quotes")
        text = self.value.strip()
        if not least <= len(text) <= longest:
            has = f"has {len(text):,} characters"
            raise self.refusal("must not be empty" if not text else f"{has}; {longest:,} fit")
        for sign in text:
            is_control = unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t"
            if is_control or HARMFUL.match(sign):
                raise self.refusal(f"may not hold the sign U+{ord(sign):04X}")
        return text

    def number(self, least: float, most: float) -> float:
        """Return a number from ``least`` to ``most``."""
        # Of NaN all comparisons are false; none converts an integer beyond all floats.
        if type(self.value) in {int, float} and least <= self.value <= most:
            return float(self.value) + 0.0
        raise self.refusal(f"must be a number from {format_value(least)} to {format_value(most)}")

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``."""
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.refusal(f"must be a whole number from {least:,} to {most:,}")
        return int(self.value)

    def flag(self) -> bool:
        """Return True or False."""
        if not isinstance(self.value, bool):
            raise self.refusal("must be true or false")
        return self.value

    def word(self, known: Collection[str]) -> str:
        """Return one of the words that are known."""
        if not isinstance(self.value, str):
            raise self.refusal(f"must be one of {', '.join(known)}")
        if self.value in known:
            return self.value
        hint = did_you_mean(self.value, known)
        if hint:
            raise self.refusal(f"{self.quoted} is not known{hint}")
        raise self.refusal(f"{self.quoted} is none of {', '.join(known)}")


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return "; did you mean title?" where a known word is a letter or two away, else nothing."""
    if len(word) > LONGEST_KEY:
        return ""
    distances = {one: _distance(word, one) for one in known}
    nearest = min(distances, key=distances.__getitem__, default="")
    is_meant = nearest and distances[nearest] <= (1 if len(nearest) <= SHORT else NEAR)
    return f"; did you mean {nearest}?" if is_meant else ""


def parse_toml(raw: bytes, name: str) -> TomlValue:
    """Parse a file.

    Parameters
    ----------
    raw : bytes
        UTF-8, with or without a byte order mark.
    name : str
        Of the file, for messages.

    Raises
    ------
    StorageError
        If it is no TOML.
    """
    whole = TomlValue(name, "", None)
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise whole.refusal(f"is not UTF-8 (byte {error.start + 1:,})") from None
    if LONG_KEY.search(WORDS.sub(_bare, text)):
        raise whole.refusal(TOO_DEEP)
    try:
        return TomlValue(name, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _explained(whole, str(error), text) from None
    except RecursionError:
        raise whole.refusal(TOO_DEEP) from None
    except ValueError:
        raise whole.refusal("holds a number or a date that cannot be read") from None


def _bare(match: re.Match[str]) -> str:
    """Return what stands for a text or a comment when keys are looked for."""
    return "" if match["comment"] is not None else "t"


def _explained(whole: TomlValue, message: str, text: str) -> StorageError:
    """Say where a text is no TOML, and what may be meant."""
    match = PLACE.fullmatch(message)
    fault, place = (match[1], match[2]) if match else (message, "")
    said = one_line(f"{fault[:1].lower()}{fault[1:]}", LONGEST_FAULT).rstrip(".")
    number = place.partition(" ")[2].partition(",")[0]
    lines = text.split("\n")[max(0, int(number) - 2) : int(number)] if number.isdigit() else []
    return TomlValue(whole.name, place, None).refusal(said + _slip(fault, lines))


def _slip(fault: str, lines: list[str]) -> str:
    """Name a common slip that may have led to a fault in the last of these lines."""
    if any(line.count("{") > line.count("}") for line in lines):
        return "; a table in braces { … } must stay on one line"
    if lines and TRAILING_COMMA.search(lines[-1]):
        return "; no comma stands before }"
    if lines and DECIMAL_COMMA.search(lines[-1]):
        return "; a number has a decimal point, as 0.02"
    return SLIPS.get(fault, "")


def _distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out or changed to make one word the other."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        previous, row = row, [number]
        for column, sign in enumerate(other, start=1):
            changed = previous[column - 1] + (letter != sign)
            row.append(min(previous[column] + 1, row[-1] + 1, changed))
    return row[-1]
