"""Tables of every kind, damaged at random, give points or one sentence, in every way of reading."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.points import offer_table, read_columns
from linreg_gui.storage.tables.source import ALL_GUESSED, Choices
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly, summary_of
from tests.covered_lines import counted_while_new
from tests.storage.sentences import is_harmless
from tests.storage.tables.test_workbook import written

TABLES = [
    "hours,money\n2,65\n3,70\n5,75\n6,85\n8,90\n",
    "x;y\n1.250,50;2\n3,5;-4\n1 000,5;7\n",
    'h,w,note\n151,48,ok\n163,59,"twice, see\n888,222,next page"\n171,64,ok\n',
    '21.5   4\t"small blue"\n19.0   6\t"mid red"\n14.5   8\t"large grey"\n',
    "% made up\n@relation r\n@attribute 'the x' numeric\n@ATTRIBUTE y real\n\n@data\n1,2\n3,4\n",
    ",place,ads,sales\n0,north,12.5,31\n1,south,22.0,52\n2,east,31.5,69\n",
    "share;price\n8 %;1.200,50 €\n12 %;1.300,00 €\n9,5 %;- 12,00 €\n",
    "a|b\n(5)|12-\n−3|1’000\n– 4|US$ 7\n",
    "when;temp\n2031-03-01 12:30:00;15,5\n2031-03-01 12:00:00;15,1\n2031-03-01T11:00:00Z;14,2\n",
    "day\tn\n1/2/2031\t5\n3/4/2031\t6\n13/5/31\t9\n",
    "9:00 am,1\n10:30 PM,2\n11:15,3\n",
    "xs = [1, 2, 3.5]\nys = np.array([2, 4, 7])\n",
    "(1, 2), (3, 4), (5, 7)\n",
    "x 1 2 3 4 5\ny 2 4 6 8 11\n",
    "2,3,5,7\n4,6,10,15\n",
    '"speed","dist"\n"1",5,3\n"2",8,9\n"3",11,17\n',
    "11,5\n12,25\n14,75\n",
    "sep=;\nx;y\n12,34,567;1e-3\n1,00,000;#DIV/0!\n",
    "t,mag\n2459000.5,7.2\n2459001.5,7.4\n1736125200000000001,7.5\n",
    "about it\n\nby hand: 3 rows\nx y z\n1 2 3\n4 5 6\n7 8 10\n",
    "t;l ± dl\n1;5,1 ± 0,2 cm\n2;6,3 ± 0,2 cm\n3;(7,0 ± 0,2) cm\n",
    "n y\n1 1.5 × 10^3\n2 2.5·10⁻³\n3 3.5D+03\n",
    "who,views,cost\nA,1.2k,$1.5M\nB,950,$900K\nC,3M,$2B\n",
    "date;time;temp\n1.3.2031;08:00;11,5\n1.3.2031;12:00;15,0\n2.3.2031;08:00;10,1\n",
    "In 2031 (page 3): x = [1, 2, 3],\nheight (cm): y = [2, 4, 7].\n",
    "A(1, 2), B(3, 4) and C(5, 7) are points.\n",
    "Größe\u200b,ΔT \x1b[31m\u202e\n1,2\n3,4\n",
]
PIECES = [
    ",", ";", "\t", "|", " ", "\n", "\r", "\r\n", '"', '""', "'", "#", "\x00", "\x1b",
    "\ufeff", "\u202e", "\u200b", "−", "–", "€", "%", "1", "0", "-", "+", ".", "e", "E5",
    "1e999", "nan", "inf", "1_0", "٣", "1,234", "1.234", "12/13/2031", "31/31/31", "24:61",
    "9999-99-99", "0000-01-01", "[", "]", "(", ")", "@data", "sep=", "x = [", "np.array(",
    "±", "+/-", " × 10^3", "10³", "k", "M", "$", "\\times", "é",
    "\x80", "\ud800", "𝔘", "/", ":", "AM", "Z", "+99:99",
]  # fmt: skip
SIGNS = (None, ";", "\t", "|", ",", " ")


def encoded(text: str, pick: random.Random) -> bytes:
    encoding = pick.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    return text.encode(encoding, errors)


def damaged_text(text: str, pick: random.Random) -> str:
    for _ in range(pick.randint(0, 4)):
        at, end = sorted(pick.randint(0, len(text)) for _ in range(2))
        end = min(end, at + pick.choice([1, 3, 20]))
        lines = text.split("\n")
        change = pick.randint(0, 7)
        if change <= 2:
            text = text[:at] + pick.choice(PIECES) * pick.choice([1, 1, 1, 2, 50]) + text[at:]
        elif change == 3:
            text = text[:at] + text[end:]
        elif change == 4:
            text = text[:end] + text[at:end] * pick.choice([1, 3, 600]) + text[end:]
        elif change == 5:
            pick.shuffle(lines)
            text = "\n".join(lines)
        elif change == 6:
            text = text.replace(pick.choice(PIECES[:6]), pick.choice(PIECES))
        else:
            other = pick.choice(TABLES).split("\n")
            text = "\n".join([*lines[: len(lines) // 2], *other[pick.randint(0, 2) :]])
    return text[:60_000]


def damaged_bytes(raw: bytes, pick: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(pick.randint(0, 3)):
        if changed:
            changed[pick.randrange(len(changed))] = pick.randrange(256)
    return bytes(changed[: pick.choice([len(changed)] * 9 + [len(changed) // 2])])


def choices_of(pick: random.Random) -> Choices:
    if pick.random() < 0.6:
        return ALL_GUESSED
    maybe = (None, False, True)
    return Choices(
        pick.choice(SIGNS),
        pick.choice((None, ".", ",")),
        pick.choice(maybe),
        pick.choice((None, 0, 1, 3, 1_000)),
        pick.choice(maybe),
        pick.choice(maybe),
    )


def check_data(dataset: Dataset) -> None:
    assert dataset.n_samples > 0
    assert np.isfinite(dataset.features).all()
    assert np.isfinite(dataset.target).all()
    for name in (*dataset.feature_names, dataset.target_name):
        assert name.isprintable()
        assert 0 < len(name) <= 300


def as_offered(source: Path | str, pick: random.Random) -> None:
    offer = offer_table(source, choices_of(pick))
    if offer.result is not None:
        check_data(offer.result.dataset)
        assert all(map(is_harmless, offer.result.notes))
    n_columns = len(offer.table.columns)
    features = pick.choice([(), *((x,) for x in range(n_columns))])
    check_data(read_columns(offer.table, features, pick.randrange(n_columns)).dataset)


def as_strict(path: Path, pick: random.Random) -> None:
    x, y = pick.choice(("", "1", "2,3", "x")), pick.choice((None, "2", "y"))
    dataset, notes = read_strictly(path, StrictOptions(x, y, choices_of(pick)))
    check_data(dataset)
    assert all(map(is_harmless, notes))


def as_listed(path: Path, pick: random.Random) -> None:
    assert all(map(is_harmless, summary_of(path, choices_of(pick)).split("\n")))


def try_to_read(read: Callable[[], None]) -> bool:
    """Return whether it could be read; anything but one sentence raises."""
    sentence = ""
    try:
        read()
    except StorageError as error:
        sentence = str(error)
    assert is_harmless(sentence)
    return not sentence


@counted_while_new("damaged texts")
def try_one(path: Path, seed: int) -> int:
    """Damage one table and read it in every way; return in how many ways it could be read."""
    pick = random.Random(seed)
    text = damaged_text(pick.choice(TABLES), pick)
    path.write_bytes(damaged_bytes(encoded(text, pick), pick))
    ways = [
        lambda: as_offered(path, pick),
        lambda: as_offered(text, pick),
        lambda: as_strict(path, pick),
        lambda: as_listed(path, pick),
    ]
    return sum(map(try_to_read, ways))


def try_workbook(path: Path, books: Sequence[bytes], seed: int) -> int:
    pick = random.Random(seed)
    damage = pick.choice([damaged_bytes, with_damaged_part])
    path.write_bytes(damage(pick.choice(books), pick))
    return sum(map(try_to_read, [lambda: as_offered(path, pick), lambda: as_strict(path, pick)]))


def with_damaged_part(raw: bytes, pick: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = pick.choice(sorted(parts))
    parts[name] = damaged_bytes(parts[name], pick)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize(
    ("n_tables", "first"),
    [(200, 0), pytest.param(100_000, 1_000_000, marks=pytest.mark.soak)],
)
def test_damaged_texts(tmp_path: Path, n_tables: int, first: int) -> None:
    n_read = sum(try_one(tmp_path / "table.csv", seed) for seed in range(first, first + n_tables))
    assert n_read > n_tables, "most are damaged so little that they still are tables"


@pytest.mark.parametrize(
    ("n_books", "first"),
    [(60, 0), pytest.param(20_000, 1_000_000, marks=pytest.mark.soak)],
)
def test_damaged_workbooks(tmp_path: Path, n_books: int, first: int) -> None:
    path = tmp_path / "table.xlsx"
    texts = (TABLES[0], TABLES[2], TABLES[5], TABLES[16])
    books = [
        written(path, [line.split(",") for line in text.splitlines()]).read_bytes()
        for text in texts
    ]
    n_read = sum(try_workbook(path, books, seed) for seed in range(first, first + n_books))
    assert n_read > n_books / 10
