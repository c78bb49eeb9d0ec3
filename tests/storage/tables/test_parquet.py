"""Parquet files: their columns of numbers are a table, and what is damaged is one sentence."""

import datetime as dt
import importlib
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.tables import parquet as parquet_module
from linreg_gui.storage.tables.points import offer_table, read_columns
from tests.storage.tables.reading import read_table

arrow: Any = pytest.importorskip("pyarrow")
library: Any = importlib.import_module("pyarrow.parquet")


def written(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    library.write_table(arrow.table(columns), path, **options)
    return path


def test_numbers_come_out_exactly(tmp_path: Path) -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 20_000))
    offer = offer_table(written(tmp_path / "a.parquet", {"width": x, "height": y}))
    assert not offer.is_doubtful
    assert offer.result is not None
    dataset = offer.result.dataset
    assert np.array_equal(dataset.x, x)
    assert np.array_equal(dataset.y, y)
    assert (dataset.feature_names, dataset.target_name) == (("width",), "height")
    assert dataset.name == "a.parquet"


def test_what_would_be_in_doubt_as_text_is_certain(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"0": [1.234, 5.678], "1": [1, 2]})
    offer = offer_table(path)
    assert not offer.is_doubtful
    assert offer.table.names == ("0", "1")
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == [1.234, 5.678]
    assert read_table(path).y.tolist() == [1, 2]


def test_only_columns_of_numbers_offer_themselves(tmp_path: Path) -> None:
    columns = {
        "who": ["Ann", "Bob"],
        "#\tage": arrow.array([30, 40], arrow.uint8()),
        "born": [dt.date(1990, 1, 2), dt.date(1980, 1, 2)],
        "pay": [Decimal("5.50"), Decimal("6.25")],
        "is_new": [True, False],
        "marks": [[1], [2]],
        'a "b"': arrow.array([0.5, 1.5], arrow.float32()),
    }
    preview = offer_table(written(tmp_path / "a.parquet", columns)).table
    assert preview.names == ("# age", "pay", 'a "b"')
    dataset = read_columns(preview, (0,), 1).dataset
    assert dataset.x.tolist() == [30, 40]
    assert dataset.y.tolist() == [5.5, 6.25]


def test_gaps_are_left_out_and_counted(tmp_path: Path) -> None:
    columns = {"x": [1.0, None, 3.0, float("nan"), 5.0], "y": [1, 2, None, 4, 5]}
    result = offer_table(written(tmp_path / "a.parquet", columns)).result
    assert result is not None
    assert result.dataset.x.tolist() == [1, 5]
    assert [row.line for row in result.left_out] == [3, 4, 5]
    assert result.left_out[2].reason == "column x: 'nan' is not a number"


def test_progress_is_told_and_can_be_cancelled(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"x": np.arange(50_000), "y": np.arange(50_000)})
    told: list[float] = []

    def go_on(part: float) -> bool:
        told.append(part)
        return True

    offer_table(path, progress=go_on)
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(CancelledError):
        offer_table(path, progress=lambda part: part < 0.5)


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("MAX_SAMPLES", 2, "has more than 2 rows"),
        ("MOST_COLUMNS", 1, "has 2 columns of numbers; at most 1 are read"),
        ("LARGEST_UNPACKED", 10, "is too large: save the part that is needed as CSV"),
        ("MAX_FILE_BYTES", 10, "the limit is"),
    ],
)
def test_what_is_too_large_is_refused_by_what_it_says_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, sentence: str
) -> None:
    path = written(tmp_path / "a.parquet", {"x": [1, 2, 3], "y": [1, 2, 3]})
    monkeypatch.setattr(parquet_module, limit, value)
    with pytest.raises(StorageError, match=sentence):
        offer_table(path)


@pytest.mark.parametrize("columns", [{"who": ["Ann"]}, {"x": arrow.array([], arrow.int64())}, {}])
def test_no_numbers(tmp_path: Path, columns: dict[str, Any]) -> None:
    with pytest.raises(StorageError, match=r"^No numbers found in a\.parquet\.$"):
        offer_table(written(tmp_path / "a.parquet", columns))


def test_damaged_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"x": np.arange(300) / 7, "y": np.arange(300)})
    raw = path.read_bytes()
    draw = random.Random(1)
    refusals = set()
    for count in range(300):
        damaged = bytearray(raw[: draw.randrange(len(raw))] if count % 5 == 0 else raw)
        for _ in range(draw.choice([1, 3])):
            damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        try:
            offer = offer_table(path)
        except StorageError as error:
            refusals.add(str(error))
        else:
            assert offer.table.source.name == "a.parquet"
    assert "a.parquet is damaged, or no Parquet file that can be read." in refusals


def test_other_files_under_that_name(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for raw in (b"", b"x,y\n1,2\n", b"PAR1", b"PAR1" * 100):
        path.write_bytes(raw)
        with pytest.raises(StorageError, match=r"^a\.parquet is damaged"):
            offer_table(path)
    path.unlink()
    with pytest.raises(StorageError, match=r"^Cannot find a\.parquet\.$"):
        offer_table(path)


def test_without_the_library_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.parquet", {"x": [1, 2], "y": [1, 2]})

    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(StorageError, match=r'pip install "linreg-gui\[parquet\]"'):
        offer_table(path)
