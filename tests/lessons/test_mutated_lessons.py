"""Damaged lessons: each is read or refused with a place, and raises nothing else."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import parse_lesson
from linreg_gui.storage.errors import StorageError
from tests.storage.sentences import is_harmless

LESSONS = [
    path.read_bytes()
    for path in sorted((Path(__file__).parents[2] / "assets" / "lessons").glob("*.linreg-lesson"))
]
PLACE = re.compile(
    r"a\.linreg-lesson(?:: | is no lesson: )"
    r"(?:line \d+, column \d+|end of document|step \d+|setup|[^:]+: )"
)
WHOLE = ("is not UTF-8 (byte ", "nested too deeply", "number or a date", "newer version")
PIECES = (b'"', b"[", b"]", b"{", b"}", b"=", b"\n", b"#", b"\\", b"\xff", b"\0", b"1e999", b"nan")


def flip_bit(raw: bytearray, rng: random.Random) -> None:
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)


def cut_out(raw: bytearray, rng: random.Random) -> None:
    begin = rng.randrange(len(raw))
    del raw[begin : begin + rng.choice((1, 2, 10, 100, 10_000))]


def put_in(raw: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(raw) + 1)
    raw[place:place] = rng.choice(PIECES) * rng.choice((1, 1, 2, 50))


def swap_lines(raw: bytearray, rng: random.Random) -> None:
    lines = raw.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    raw[:] = b"\n".join(lines)


def double_block(raw: bytearray, rng: random.Random) -> None:
    begin = rng.randrange(len(raw))
    block = raw[begin : begin + rng.choice((5, 50, 500))]
    place = rng.randrange(len(raw) + 1)
    raw[place:place] = block * rng.choice((1, 2))


def change_number(raw: bytearray, rng: random.Random) -> None:
    numbers = list(re.finditer(rb"\d+", bytes(raw)))
    found = rng.choice(numbers)
    raw[found.start() : found.end()] = rng.choice((b"0", b"-1", b"1e300", b"9" * 30, b"1.5"))


def rename(raw: bytearray, rng: random.Random) -> None:
    found = rng.choice(list(re.finditer(rb"[a-z_]{2,}", bytes(raw))))
    other = rng.choice(re.findall(rb"[a-z_]{2,}", rng.choice(LESSONS)))
    raw[found.start() : found.end()] = other


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(flip_bit, cut_out, put_in, swap_lines, double_block, change_number, rename),
)


def mutated(seed: int) -> bytes:
    rng = random.Random(seed)
    raw = bytearray(rng.choice(LESSONS))
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        if raw:
            try:
                rng.choice(MUTATIONS)(raw, rng)
            except IndexError:  # nothing left of the kind
                flip_bit(raw, rng)
    return bytes(raw)


def check(raw: bytes) -> Lesson | None:
    try:
        return parse_lesson(raw, "a.linreg-lesson")
    except StorageError as error:
        sentence = str(error)
        assert is_harmless(sentence)
        assert PLACE.match(sentence) or any(part in sentence for part in WHOLE), sentence
        return None


SOAK = (pytest.mark.soak, pytest.mark.timeout(3600))


@pytest.mark.parametrize(
    ("n_files", "first"), [(400, 0), pytest.param(100_000, 1_000_000, marks=SOAK)]
)
def test_damaged_lessons(n_files: int, first: int) -> None:
    seeds = range(first, first + n_files)
    n_read = sum(check(mutated(seed)) is not None for seed in seeds)
    assert n_files / 50 < n_read < n_files
