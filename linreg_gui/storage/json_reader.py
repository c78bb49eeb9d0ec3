"""JSON read by asking for what must come next.

A general reader first builds whatever a file holds: 9 MB of ``{}`` take 240 MB, and a hundred
thousand brackets overflow the stack. Here nothing is built that was not asked for, and every
refusal names its place.
"""

import json
import math
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from linreg_gui.storage.errors import StorageError, one_line
from linreg_gui.storage.number_list import LONGEST_NUMBER, ListError, outside, parse_numbers

BOM = b"\xef\xbb\xbf"
BLANKS = re.compile(rb"[ \t\r\n]*+")
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+")
WHOLE_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]{0,18}+)(?![0-9.eE])")
TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
LONGEST_TEXT = 1_000_000
LONGEST_KEY = 40
"""Characters of a key in messages: no line is broken within a word."""


DEEPEST = 8
"""Brackets in brackets that are passed over; a project has five."""


def _bracketed(depth: int) -> bytes:
    """Make a pattern for a list or an object, with others inside it to that depth."""
    inner = b"|" + _bracketed(depth - 1) if depth > 1 else b""
    return rb'[\[{](?:[^\[\]{}"]++|' + TEXT.pattern + inner + rb")*+[\]}]"


VALUE = re.compile(TEXT.pattern + rb'|[^\[\]{}",\s]++|' + _bracketed(DEEPEST), re.DOTALL)


class JsonReader:
    """A place in a JSON text; every method raises StorageError when something else comes next.

    Parameters
    ----------
    raw : bytes
        UTF-8, with or without a byte order mark.
    name : str
        Of the file, for messages.
    """

    def __init__(self, raw: bytes, name: str) -> None:
        self._raw = raw
        self._name = name
        self._position = len(BOM) if raw.startswith(BOM) else 0
        self._place = ""

    def refusal(self, fault: str) -> StorageError:
        """Make the error that says what is wrong at this place."""
        return StorageError(f"{self._name}: {self._place or 'the file'} {fault}.")

    def members(self) -> Iterator[str]:
        """Give the keys of an object, each only once; its value is to be read before the next."""
        seen = set[str]()
        for key in self.keys():
            if key in seen:
                raise self.refusal("is given twice")
            seen.add(key)
            yield key

    def keys(self) -> Iterator[str]:
        """Give the keys of an object as they come, remembering none."""
        self._expect(b"{", "must be an object in braces")
        place = self._place
        is_last = self._take(b"}")
        while not is_last:
            key = self.text("has a member without a name in quotes")
            self._place = f"{place}.{one_line(key, LONGEST_KEY)}".removeprefix(".")
            self._expect(b":", "must be followed by a colon")
            yield key
            is_last = self._is_last(b"}")
            self._place = place

    def items(self) -> Iterator[int]:
        """Count the items of a list from 0; each is to be read before the next."""
        self._expect(b"[", "must be a list in brackets")
        place, index = self._place, 0
        is_last = self._take(b"]")
        while not is_last:
            self._place = f"{place}[{index}]"
            yield index
            is_last = self._is_last(b"]")
            self._place = place
            index += 1

    def text(self, fault: str = "must be a text in quotes") -> str:
        """Read a text."""
        self._expect(b'"', fault)
        found = TEXT.match(self._raw, self._position - 1)
        if found is None:
            raise self._cut_off()
        self._position = found.end()
        if found.end() - found.start() > LONGEST_TEXT:
            raise self.refusal(f"is longer than {LONGEST_TEXT:,} bytes")
        try:
            value = str(json.loads(found[0].decode("utf-8")))
            value.encode("utf-8")
        except ValueError:
            raise self.refusal("holds signs that are no text") from None
        return value

    def number(self, largest: float = math.inf) -> float:
        """Read a finite number of at most ``largest`` in size."""
        found = self._match(NUMBER, "must be a number")
        value = float(found) if len(found) <= LONGEST_NUMBER else math.inf
        if math.isinf(value) or abs(value) > largest:
            raise self.refusal(outside(largest))
        return value

    def whole(self, low: int, high: int) -> int:
        """Read a whole number from ``low`` to ``high``."""
        fault = f"must be a whole number from {low:,} to {high:,}"
        value = int(self._match(WHOLE_NUMBER, fault))
        if not low <= value <= high:
            raise self.refusal(fault)
        return value

    def flag(self) -> bool:
        """Read true or false."""
        is_true = self._take(b"true")
        if not is_true:
            self._expect(b"false", "must be true or false")
        return is_true

    def take_null(self) -> bool:
        """Tell whether null comes next, and pass over it."""
        return self._take(b"null")

    def scalar(self) -> bool | int | float | str | None:
        """Read a single value of whatever kind."""
        if self.take_null():
            return None
        following = self._raw[self._position : self._position + 1]
        if following == b'"':
            return self.text()
        if following in (b"t", b"f"):
            return self.flag()
        found = WHOLE_NUMBER.match(self._raw, self._position)
        return self.number() if found is None else self.whole(-(10**19), 10**19)

    def numbers(self, largest: float, most: int) -> NDArray[np.float64]:
        """Read a list of at most ``most`` finite numbers of at most ``largest`` in size."""
        self._expect(b"[", "must be a list of numbers in brackets")
        if self._take(b"]"):
            return np.empty(0)
        end = self._raw.find(b"]", self._position)
        if end < 0:
            raise self._cut_off()
        try:
            values = parse_numbers(self._raw, (self._position, end), largest, most)
        except ListError as error:
            self._place += f"[{error.index}]"
            raise self.refusal(str(error)) from None
        self._position = end + 1
        return values

    def skip(self) -> None:
        """Pass over a value of whatever kind without reading it; it may be most of the file."""
        self._pass(VALUE, "cannot be passed over")

    def end(self) -> None:
        """Make sure that nothing follows."""
        self._skip_blanks()
        if self._position < len(self._raw):
            raise self.refusal("goes on after its end")

    def _match(self, pattern: re.Pattern[bytes], fault: str) -> bytes:
        return self._pass(pattern, fault)[0]

    def _pass(self, pattern: re.Pattern[bytes], fault: str) -> re.Match[bytes]:
        self._skip_blanks()
        found = pattern.match(self._raw, self._position)
        if found is None:
            is_cut = self._position >= len(self._raw)
            raise self._cut_off() if is_cut else self.refusal(fault)
        self._position = found.end()
        return found

    def _expect(self, token: bytes, fault: str) -> None:
        if not self._take(token):
            is_cut = token.startswith(self._raw[self._position : self._position + len(token)])
            raise self._cut_off() if is_cut else self.refusal(fault)

    def _take(self, token: bytes) -> bool:
        self._skip_blanks()
        is_there = self._raw.startswith(token, self._position)
        self._position += len(token) * is_there
        return is_there

    def _is_last(self, closing: bytes) -> bool:
        """Pass over what follows a value: a comma, or the end of its list or object."""
        is_last = self._take(closing)
        if not is_last:
            self._expect(b",", "must be followed by a comma or the end of what it belongs to")
        return is_last

    def _skip_blanks(self) -> None:
        found = BLANKS.match(self._raw, self._position)
        assert found is not None
        self._position = found.end()

    def _cut_off(self) -> StorageError:
        place = f" in {self._place}" if self._place else ""
        return StorageError(f"{self._name} is cut off: it ends{place}.")
