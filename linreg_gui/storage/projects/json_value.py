"""JSON that nobody vouches for: parsed by the standard library, then checked value by value.

Every refusal names its place, such as ``points.x[3]``.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.limits import MAX_FEATURES, MAX_SAMPLES
from linreg_gui.core.numbers import format_value
from linreg_gui.storage.errors import StorageError, one_line

MOST_OF = {b"[": 100_000, b"{": 100_000, b":": 300_000, b",": 2 * MAX_SAMPLES + 300_000}
"""More of these signs than any project has would take gigabytes once they are parsed."""
MORE_LISTS = {b'"values"': MAX_FEATURES, b'"held_out"': 1}
"""Names of lists as long as x and y that not every project has, and how many there are at most."""
LONGEST_TEXT = 100_000
"""A window that shows a name of a million characters stands still for seconds."""
LONGEST_KEY = 40
"""Characters of a key in messages: no line is broken within a word."""
LONGEST_PLACE = 120
MOST_DIGITS = 20
"""The most digits of a whole number; a longer one is read as a float."""

TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
LAST_INDEX = re.compile(r"\[\d+\]$")
AFTER_AN_END = re.compile(r'[\[\]{},:"]')
NO_TEXT = "holds signs that are no text"
FAULTS = (
    ("Invalid", NO_TEXT),
    ("':'", "must be followed by a colon"),
    ("','", "must be followed by a comma or the end of what it belongs to"),
    ("property name", "has a member without a name in quotes"),
    ("object", "has a member without a name in quotes"),
    ("", "is no number, text, list or object"),
)
"""Parts of messages of the json module, each with what is said instead."""
NO_NUMBER = object()
"""In place of NaN and Infinity, which are no JSON."""


class Members(dict[str, Any]):
    """The members of an object.

    Attributes
    ----------
    twice : str or None
        A key that was given more than once.
    """

    twice: str | None = None


@dataclass(frozen=True)
class JsonValue:
    """A value of a JSON file; every method raises StorageError when it is of another kind.

    Attributes
    ----------
    name : str
        Of the file, for messages.
    place : str
        Where in the file; empty for all of it.
    value : object
        As `json.loads` made it.
    """

    name: str
    place: str
    value: Any

    def refusal(self, fault: str) -> StorageError:
        """Make the error that says what is wrong at this place."""
        return _refusal(self.name, self.place, fault)

    @property
    def is_null(self) -> bool:
        """Whether there is no value."""
        return self.value is None

    def has(self, name: str) -> bool:
        """Return whether it is an object with a member of this name."""
        return isinstance(self.value, dict) and name in self.value

    @staticmethod
    def optional(read: Callable[["JsonValue"], Any]) -> Callable[["JsonValue"], Any]:
        """Return what reads a value that may be null."""
        return lambda value: None if value.is_null else read(value)

    def members(self) -> Iterator[tuple[str, "JsonValue"]]:
        """Yield the keys and values of an object in the order of the file."""
        if not isinstance(self.value, Members):
            raise self.refusal("must be an object in braces")
        if self.value.twice is not None:
            raise self._member(self.value.twice).refusal("is given twice")
        for key in self.value:
            yield key, self._member(key)

    def read_members(
        self,
        readers: Mapping[str, Callable[["JsonValue"], Any]],
        optional: Collection[str] = (),
    ) -> dict[str, Any]:
        """Read an object that has all of these keys but for the optional ones, and no others."""
        found = {}
        for key, value in self.members():
            if key not in readers:
                raise value.refusal("is not known")
            found[key] = readers[key](value)
        for key in readers:
            if key not in found and key not in optional:
                raise self.refusal(f"has no member '{key}'")
        return found

    def items(self, most: int, what: str) -> Iterator["JsonValue"]:
        """Yield the items of a list of at most ``most``."""
        if not isinstance(self.value, list):
            raise self.refusal("must be a list in brackets")
        for index, item in enumerate(self.value):
            value = self._item(index, item)
            if index >= most:
                raise value.refusal(f"is one too many: at most {most:,} {what} are read")
            yield value

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            raise self.refusal("must be a text in quotes")
        if len(self.value) > LONGEST_TEXT:
            raise self.refusal(f"is longer than {LONGEST_TEXT:,} characters")
        try:
            self.value.encode()
        except UnicodeEncodeError:
            raise self.refusal(NO_TEXT) from None
        return self.value

    def number(self, largest: float = math.inf) -> float:
        """Return a finite number of at most ``largest`` in size."""
        if type(self.value) not in {int, float}:
            raise self.refusal("must be a number")
        number = float(self.value)
        if math.isinf(number) or abs(number) > largest:
            raise self.refusal(_outside(largest))
        return number

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        if type(self.value) is not int or not low <= self.value <= high:
            raise self.refusal(f"must be a whole number from {low:,} to {high:,}")
        return int(self.value)

    def ascending(self, below: int, what: str) -> list[int]:
        """Return a list of whole numbers from 0 on, each larger than the one before it."""
        numbers: list[int] = []
        for item in self.items(below, what):
            number = item.whole(0, below - 1)
            if numbers and number <= numbers[-1]:
                raise item.refusal("must be larger than the one before it")
            numbers.append(number)
        return numbers

    def flag(self) -> bool:
        """Return True or False."""
        if not isinstance(self.value, bool):
            raise self.refusal("must be true or false")
        return self.value

    def scalar(self) -> bool | int | float | str | None:
        """Return a single value of whatever kind."""
        if isinstance(self.value, str):
            return self.text()
        if self.value is None or type(self.value) in {bool, int}:
            return self.value  # type: ignore[no-any-return]
        return self.number()

    def numbers(self, largest: float, most: int) -> NDArray[np.float64]:
        """Return a list of at most ``most`` finite numbers of at most ``largest`` in size."""
        if not isinstance(self.value, list):
            raise self.refusal("must be a list of numbers in brackets")
        if len(self.value) > most:
            extra = self._item(most, None)
            raise extra.refusal(f"is one too many: at most {most:,} are read")
        if not set(map(type, self.value)) <= {int, float}:
            for index, item in enumerate(self.value):
                self._item(index, item).number()
        numbers = np.array(self.value, dtype=np.float64)
        is_within = (np.abs(numbers) <= largest) & np.isfinite(numbers)
        if not is_within.all():
            raise self._item(int(np.argmin(is_within)), None).refusal(_outside(largest))
        return numbers

    def few(self, count: int, largest: float = math.inf) -> tuple[float, ...]:
        """Return exactly ``count`` finite numbers of at most ``largest`` in size."""
        numbers = tuple(self.numbers(largest, count).tolist())
        if len(numbers) != count:
            raise self.refusal(f"must be {count} numbers")
        return numbers

    def _member(self, key: str) -> "JsonValue":
        place = f"{self.place}.{one_line(key, LONGEST_KEY)}".removeprefix(".")
        return JsonValue(self.name, place, self.value[key])

    def _item(self, index: int, value: Any) -> "JsonValue":
        return JsonValue(self.name, f"{self.place}[{index}]", value)


def parse_json(raw: bytes, name: str) -> JsonValue:
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
        If it is no JSON, or holds more values than can be meant.
    """
    letters = np.frombuffer(raw, np.uint8)  # five times as fast as bytes.count
    for sign, most in MOST_OF.items():
        n_signs = np.count_nonzero(letters == ord(sign))
        if n_signs > most and (sign != b"," or n_signs > most + _more_commas(raw)):
            raise StorageError(f"{name} holds more values than a project can have.")
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode().removeprefix("\ufeff")
        raise _refusal(name, _place_at_end(before), NO_TEXT) from None
    try:
        # A function of Python's own for each number: between two of them the interpreter lets
        # other threads go on, while a million numbers in one go would stop the window.
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_float=lambda digits: float(digits),  # noqa: PLW0108
            parse_int=_whole,
            parse_constant=lambda _: NO_NUMBER,
        )
    except json.JSONDecodeError as error:
        raise _explained(error, name) from None
    except RecursionError:
        raise StorageError(f"{name} is nested too deeply.") from None
    return JsonValue(name, "", value)


def _more_commas(raw: bytes) -> int:
    """Return how many commas the lists may hold that not every project has."""
    return sum(MAX_SAMPLES * min(raw.count(name), most) for name, most in MORE_LISTS.items())


def json_bytes(value: Any) -> bytes:
    """Write a value.

    Raises
    ------
    StorageError
        If it is none that JSON knows, or no finite number.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        raise StorageError("a value in it is no number and no text.") from None
    return text.encode()


def without_halves(value: Any) -> Any:
    """Return a text without lone halves of characters, which no file can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _members(pairs: list[tuple[str, Any]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        ((members.twice, _),) = Counter(key for key, _ in pairs).most_common(1)
    return members


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def _refusal(name: str, place: str, fault: str) -> StorageError:
    return StorageError(f"{name}: {one_line(place, LONGEST_PLACE) or 'the file'} {fault}.")


def _outside(largest: float) -> str:
    bound = "1.8e308" if math.isinf(largest) else format_value(largest)
    return f"is outside ±{bound}"


def _explained(error: json.JSONDecodeError, name: str) -> StorageError:
    """Say where a text is no JSON, and what is expected there."""
    message, text, position = error.msg, error.doc, error.pos
    if message == "Extra data":
        return _refusal(name, "", "goes on after its end")
    if message.startswith("Illegal trailing comma"):  # from Python 3.13 on, at the comma
        position += 1
    place = _place_at_end(text[:position])
    is_unended = message.startswith("Unterminated") or not AFTER_AN_END.search(text, position)
    if is_unended:
        place = LAST_INDEX.sub("", place)
        return StorageError(f"{name} is cut off: it ends{place and f' in {place}'}.")
    return _refusal(name, place, next(fault for part, fault in FAULTS if part in message))


def _place_at_end(text: str) -> str:
    """Name the place at which the beginning of a JSON text ends."""
    path: list[str | int | None] = []
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign in {"[", "{"}:
            path.append(0 if sign == "[" else None)
        elif not path:
            continue
        elif sign in {"]", "}"}:
            path.pop()
        elif sign == ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else None
        elif path[-1] is None:
            path[-1] = sign
    return "".join(map(_shown_step, path)).removeprefix(".")


def _shown_step(step: str | int | None) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step is None:
        return ""
    try:
        key = str(json.loads(step))
    except ValueError:
        key = step.strip('"')
    return f".{one_line(key, LONGEST_KEY)}"
