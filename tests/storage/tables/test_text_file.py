"""Files are read in blocks, and only as long as they stay what they were."""

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.regular_file import look_at_file, read_regular_file
from linreg_gui.storage.tables.cells import first_lines
from linreg_gui.storage.tables.points import offer_table, read_points
from linreg_gui.storage.tables.table import open_table
from linreg_gui.storage.tables.text_file import BLOCK, PIECE, read_text_file, text_as_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text("x;y\n" + "1;2\n" * BLOCK, encoding="ascii")
    return path


def test_blocks_are_whole_lines_and_all_of_the_text(path: Path) -> None:
    blocks = list(read_text_file(path).blocks())
    assert len(blocks) > 3
    assert "".join(block.text for block in blocks) == path.read_text(encoding="ascii")
    assert all(block.text.endswith("\n") for block in blocks)
    numbers = [block.first_line + block.n_lines for block in blocks[:-1]]
    assert numbers == [block.first_line for block in blocks[1:]]
    parts = [block.part_read for block in blocks]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts(end: str) -> None:
    file = text_as_file(end.join(["1", "", "# note", "2"]), "the clipboard")
    assert first_lines(file.blocks()) == [(1, "1"), (4, "2")]


@pytest.mark.parametrize("late", [b"\0", "\N{EURO SIGN}".encode()[:2], b"\xe4"])
def test_what_is_no_text_is_found_at_the_very_end(tmp_path: Path, late: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"1;2\n" * PIECE + late)
    if late == b"\0":
        with pytest.raises(StorageError, match=r"table\.csv is not a text file"):
            read_text_file(path)
    else:
        is_windows = late[1:] == b"\x82"  # a low quote there, a control character in Latin-1
        assert read_text_file(path).encoding == ("cp1252" if is_windows else "latin-1")
    path.write_bytes(b"1;\xe4\n" * PIECE + b"\0")
    with pytest.raises(StorageError, match="not a text file"):
        read_text_file(path)


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"3;4\n")


def shorten(path: Path) -> None:
    os.truncate(path, 10)


def rewrite(path: Path) -> None:
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"1", b"7"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


CHANGES = [append, shorten, rewrite, replace]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_changed_before_it_is_read_again(path: Path, change: Callable[[Path], None]) -> None:
    preview = open_table(path)
    change(path)
    with pytest.raises(StorageError, match=r"^points\.csv was changed meanwhile; open it again\.$"):
        read_points(preview, 0, 1)


@pytest.mark.parametrize("change", [append, shorten, rewrite])
def test_a_file_changed_while_it_is_read(path: Path, change: Callable[[Path], None]) -> None:
    preview = open_table(path)
    parts: list[float] = []

    def told(part: float) -> bool:
        if not parts:
            change(path)
        parts.append(part)
        return True

    with pytest.raises(StorageError, match="is being written at this moment; try again"):
        read_points(preview, 0, 1, told)
    assert len(parts) == 1


def test_a_file_that_is_gone_meanwhile(path: Path) -> None:
    preview = open_table(path)
    path.unlink()
    with pytest.raises(StorageError, match=r"^Cannot find points\.csv\.$"):
        read_points(preview, 0, 1)


def test_a_whole_file_that_grows_is_refused(path: Path) -> None:
    looked_at = look_at_file(path, 10**6, "a table of numbers")
    append(path)
    with pytest.raises(StorageError, match="changed meanwhile"), looked_at.open():
        pass


def test_kinds_of_files_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "none.csv")
    with pytest.raises(StorageError, match=r"^Cannot find dangling\.csv\.$"):
        offer_table(tmp_path / "dangling.csv")
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    with pytest.raises(StorageError, match=r"^Cannot read circle\.csv: its links lead in a circle"):
        offer_table(tmp_path / "circle.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.csv"))
        with pytest.raises(StorageError, match="not a regular file"):
            offer_table(tmp_path / "socket.csv")
    with pytest.raises(StorageError, match=r"being written|Cannot find"):
        read_regular_file(Path("/proc/self/status"), 10**6, "a table of numbers")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "permission denied"),
        (errno.EIO, "the disk reports an error"),
        (errno.ESTALE, "stale"),
    ],
)
def test_what_the_system_refuses_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match=rf"^Cannot read points\.csv: {reason}"):
        offer_table(path)


def test_a_link_to_a_table_is_read(path: Path) -> None:
    link = path.with_name("link.csv")
    link.symlink_to(path)
    offer = offer_table(link)
    assert offer.result is not None
    assert offer.result.dataset.n_samples == BLOCK
    assert offer.table.source.name == "link.csv"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_put_in_the_place_of_a_file_does_not_block(path: Path) -> None:
    looked_at = look_at_file(path, 10**6, "a table of numbers")
    path.unlink()
    os.mkfifo(path)
    refusals: list[str] = []

    def read() -> None:
        try:
            with looked_at.open():
                pass
        except StorageError as error:
            refusals.append(str(error))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(timeout=20)
    assert refusals == ["points.csv was changed meanwhile; open it again."]
