"""Whatever a table holds, it gives points or one sentence, and takes little memory."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables import points
from linreg_gui.storage.tables.points import TableOffer, offer_table
from linreg_gui.storage.tables.text_file import MAX_FILE_BYTES
from tests.memory import peak_bytes
from tests.storage.sentences import is_harmless
from tests.storage.tables.reading import read_table

MEGABYTE = 1_000_000
LITTLE = 4 * MEGABYTE
"""What reading takes however large a file is."""


def rows(row: str, first: str = "") -> bytes:
    """Give so many rows that an object for each would take more than `LITTLE`."""
    return (first + row * (MEGABYTE // 3 // len(row))).encode()


@pytest.mark.parametrize("decimal_sign", [".", ","])
def test_reading_takes_no_more_than_four_times_the_file(tmp_path: Path, decimal_sign: str) -> None:
    values = np.random.default_rng(0).normal(size=(50_000, 2))
    text = "\n".join(f"{x!r};{y!r}" for x, y in values.tolist())
    size = len(text)
    peak, n_points = memory_of(tmp_path, text.replace(".", decimal_sign).encode())
    assert n_points == 50_000
    assert peak < 4 * size


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(rows("1,2\n"), id="digits"),
        pytest.param(rows("1\n"), id="one column"),
        pytest.param(rows("1;2\na;2\n"), id="every other row left out"),
        pytest.param(rows("\U0001f600;2\n", "1;2\n"), id="four bytes a character"),
        pytest.param(rows("\n", "1;2\n"), id="nothing in the lines"),
        pytest.param(b"1" * 100 * MEGABYTE, id="no line ends"),
        pytest.param(("\U0001f600" + "1" * 10 * MEGABYTE).encode(), id="nor after an emoji"),
        pytest.param((b"1," * 499_990 + b"\n") * 10, id="half a million columns"),
        pytest.param((b'"",' * 330_000 + b"\n") * 10, id="and in quotes"),
        pytest.param((b'"",' * 16_600 + b"\n") * 100, id="quotes in rows that are split"),
        pytest.param(b"1;2\n" + (b"9" * 900_000 + b"x;2\n") * 5, id="nearly a number"),
        pytest.param(b"1 2\n" + (b"1" + b" " * 900_000 + b"x\n") * 5, id="blanks"),
    ],
)
@pytest.mark.parametrize("reader", [offer_table, read_table])
def test_beside_the_points_reading_takes_little(
    tmp_path: Path, raw: bytes, reader: Callable[[Path], object]
) -> None:
    peak, n_points = memory_of(tmp_path, raw, reader)
    columns = 2 + times_counted_again()
    assert peak - 8 * columns * n_points < len(raw) / 4 + LITTLE


def times_counted_again() -> int:
    """Tell how often an array is counted once more while it grows: NumPy 2.5 does so.

    The system is asked for no more memory than before.
    """

    def grow() -> None:
        np.empty(MEGABYTE).resize(MEGABYTE + 1, refcheck=False)

    return round(peak_bytes(grow) / (8 * MEGABYTE)) - 1


def memory_of(
    folder: Path, raw: bytes, reader: Callable[[Path], object] = offer_table
) -> tuple[int, int]:
    """Give the peak of what is allocated, and how many points there are."""
    path = folder / "table.csv"
    path.write_bytes(raw)
    found: object = None

    def read() -> None:
        nonlocal found
        with contextlib.suppress(StorageError):
            found = reader(path)

    peak = peak_bytes(read)
    if isinstance(found, TableOffer) and found.result is not None:
        found = found.result.dataset
    return peak, found.n_samples if isinstance(found, Dataset) else 0


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES * 5 // 2)
    with pytest.raises(StorageError, match=r"huge\.csv is 500 MB; the limit is 200 MB\."):
        offer_table(path)


def test_text_too_large_to_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linreg_gui.storage.tables.text_file.MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(StorageError, match="the clipboard holds 2 MB; the limit is 1 MB"):
        offer_table("1;2\n" * 500_000)


CELLS = st.sampled_from(
    ["1", "2.5", "-3", "1e5", ".5", "5.", "+4", "2,5", '"1"', '"2,5"', '"', '"a"b', '""', "",
     "1.000", "1,000", "1.000,5", "1,000.5", "1 000", "1\u00a0000", "1e999", "NA", "\u22123",
     "\uff11", "'", "#", "\x0b"]
)  # fmt: skip
SEPARATORS = st.sampled_from([",", ";", "\t", " ", "  ", ", "])


@st.composite
def tables(draw: st.DrawFn) -> str:
    separator, width = draw(SEPARATORS), draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    return draw(st.sampled_from(["\n", "\r\n", "\r"])).join(separator.join(row) for row in rows)


@given(tables() | st.text(max_size=60))
def test_any_text_gives_points_or_one_sentence(text: str) -> None:
    offer = offer_or_sentence(text)
    if isinstance(offer, str):
        assert is_harmless(offer)
        return
    if offer.result is not None:
        assert offer.result.dataset.n_samples > 0
        assert np.isfinite(offer.result.dataset.features).all()
    for row in offer.table.rows:
        assert len(row) == len(offer.table.names)


@given(tables())
def test_plain_and_careful_reading_agree(text: str) -> None:
    outcomes = [outcome_of(text)]
    with pytest.MonkeyPatch.context() as patch:
        for reader in ("block_reader", "row_reader"):
            patch.setattr(points, reader, lambda *_: lambda _: None)
            outcomes.append(outcome_of(text))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def offer_or_sentence(source: Path | str) -> TableOffer | str:
    try:
        return offer_table(source)
    except StorageError as error:
        return str(error)


def outcome_of(text: str) -> object:
    offer = offer_or_sentence(text)
    if isinstance(offer, str):
        return offer
    if offer.result is None:
        return None
    dataset, left_out = offer.result.dataset, offer.result.left_out
    return dataset.x.tolist(), dataset.y.tolist(), left_out, offer.result.n_left_out


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_points_or_one_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    offer = offer_or_sentence(path)
    assert isinstance(offer, TableOffer) or is_harmless(offer)
