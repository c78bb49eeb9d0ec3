"""Long lists of JSON numbers, turned into arrays piece by piece."""

import json
import math
import re
from array import array

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.numbers import format_value

FOREIGN = re.compile(rb"[^-+0-9.eE, \t\r\n]")
LONGEST_NUMBER = 400
PIECE = 1 << 16
"""Bytes turned into numbers at once: what Python makes of them takes ten times more."""


class ListError(ValueError):
    """What is wrong with a list, and at which index."""

    def __init__(self, index: int, fault: str) -> None:
        super().__init__(fault)
        self.index = index


def parse_numbers(
    raw: bytes, where: tuple[int, int], largest: float, most: int
) -> NDArray[np.float64]:
    """Read numbers between commas.

    Parameters
    ----------
    raw : bytes
    where : tuple of int
        First byte and end in it; at least one number is expected.
    largest : float
        Largest |value|.
    most : int
        How many there may be.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ListError
        If one is no JSON number, not finite or larger than ``largest``, or there are too many.
    """
    (start, end), values = where, array("d")
    while start <= end:
        stop = raw.find(b",", start + PIECE, end) if end - start > PIECE else end
        stop = end if stop < 0 else stop
        if stop - start > PIECE + LONGEST_NUMBER:
            raise ListError(len(values) + raw.count(b",", start, stop), "has too many digits")
        piece = _parse_piece(raw[start:stop], len(values))
        _check_range(piece, len(values), largest)
        values.frombytes(piece.tobytes())
        if len(values) > most:
            raise ListError(most, f"is one too many: at most {most:,} are read")
        start = stop + 1
    return np.frombuffer(values)


def outside(largest: float) -> str:
    """Say that a number is too large."""
    bound = "1.8e308" if math.isinf(largest) else format_value(largest)
    return f"is outside ±{bound}"


def _parse_piece(piece: bytes, n_before: int) -> NDArray[np.float64]:
    foreign = FOREIGN.search(piece)
    fault = foreign.start() if foreign else None
    if fault is None:
        try:
            # The 0 at the end lets every Python see a missing last number at the same place.
            found = json.loads(f"[{piece.decode('ascii')},0]", parse_int=float)
            return np.array(found[:-1], dtype=np.float64)
        except json.JSONDecodeError as error:
            fault = error.pos - 1
    raise ListError(n_before + piece.count(b",", 0, fault), "must be a number")


def _check_range(values: NDArray[np.float64], n_before: int, largest: float) -> None:
    is_within = (np.abs(values) <= largest) & np.isfinite(values)
    if not is_within.all():
        raise ListError(n_before + int(np.argmin(is_within)), outside(largest))
