"""The documents used last."""

import os
from pathlib import Path

import pytest

from linreg_gui.storage.recent_files import MOST_RECENT, RecentFiles


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "recent.json"


def test_the_newest_is_first_and_none_is_twice(place: Path, tmp_path: Path) -> None:
    recent = RecentFiles(place)
    for name in "abca":
        recent.add(tmp_path / name)
    assert [path.name for path in RecentFiles(place).paths()] == ["a", "c", "b"]


def test_the_list_stays_short(place: Path, tmp_path: Path) -> None:
    recent = RecentFiles(place)
    for number in range(20):
        recent.add(tmp_path / str(number))
    assert len(recent.paths()) == MOST_RECENT
    assert recent.paths()[0].name == "19"


def test_two_windows_share_it(place: Path, tmp_path: Path) -> None:
    one, other = RecentFiles(place), RecentFiles(place)
    one.add(tmp_path / "a")
    other.add(tmp_path / "b")
    one.remove(tmp_path / "a")
    assert [path.name for path in other.paths()] == ["b"]


@pytest.mark.parametrize("name", [b"caf\xe9.linreg", b"two\nlines", "δ.linreg".encode()])
def test_odd_names_come_back(place: Path, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    RecentFiles(place).add(path)
    assert RecentFiles(place).paths() == [path]


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "{}", "[" * 100_000, '[1, null, ""]', '["relative"]', f'["/{"a" * 4000}"]',
     '["/with\\u0000nul"]'],
)  # fmt: skip
def test_nonsense_counts_as_empty(place: Path, tmp_path: Path, text: str) -> None:
    place.parent.mkdir()
    place.write_text(text, encoding="utf-8")
    recent = RecentFiles(place)
    assert recent.paths() == []
    recent.add(tmp_path / "a")
    assert recent.paths() == [tmp_path / "a"]


def test_where_it_cannot_be_written_it_lasts_as_long_as_the_window(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    recent = RecentFiles(tmp_path / "file" / "recent.json")
    recent.add(tmp_path / "a")
    assert recent.paths() == [tmp_path / "a"]


def test_without_a_place_it_is_in_memory(tmp_path: Path) -> None:
    recent = RecentFiles(None)
    recent.add(tmp_path / "a")
    assert recent.paths() == [tmp_path / "a"]
