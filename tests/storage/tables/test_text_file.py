"""Files are read in blocks, and only as long as they stay what they were."""

import bz2
import errno
import gzip
import io
import lzma
import os
import random
import socket
import threading
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.regular_file import look_at_file, read_regular_file
from linreg_gui.storage.tables.cells import first_lines
from linreg_gui.storage.tables.points import offer_table, read_columns
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
        read_columns(preview, (0,), 1)


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
        read_columns(preview, (0,), 1, told)
    assert len(parts) == 1


def test_a_file_that_is_gone_meanwhile(path: Path) -> None:
    preview = open_table(path)
    path.unlink()
    with pytest.raises(StorageError, match=r"^Cannot find points\.csv\.$"):
        read_columns(preview, (0,), 1)


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


NOISE = bytes(range(256)) * 4


def packed(kind: str) -> bytes:
    """Pack a table in one of many ways, or draw or describe it."""
    text = b"x,y\n1,2\n3,4\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as book:
        book.writestr("table.csv", text)
    return {
        "gz": gzip.compress(text),
        "bz2": bz2.compress(text),
        "xz": lzma.compress(text),
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + NOISE,
        "zst": b"(\xb5/\xfd\x04" + NOISE,
        "rar": b"Rar!\x1a\x07\x01\x00" + NOISE,
        "zip": archive.getvalue(),
        "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE,
        "parquet": b"PAR1\x15\x04\x15\x10" + text + b"PAR1",
        "sqlite": b"SQLite format 3\0" + text,
        "hdf": b"\x89HDF\r\n\x1a\n" + NOISE,
        "pdf": b"%PDF-1.4\n1 0 obj\n<< >>\n0000000016 00000 n\n0000000017 00000 n\n",
        "rtf": b"{\\rtf1\n1,2\n3,4\n}",
        "png": b"\x89PNG\r\n\x1a\n" + text,
        "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + text,
        "gif": b"GIF89a\x01\x00\x01\x00" + text,
        "html": b"\n<!DOCTYPE html>\n<table><tr><td>1<td>2</table>",
        "utf-32": text.decode().encode("utf-32"),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        *((kind, "is packed; unpack it first") for kind in ("gz", "bz2", "xz", "7z", "zst", "rar")),
        ("zip", "is a workbook or an archive; the name of a workbook ends with .xlsx"),
        ("xls", "is an old workbook; save it as CSV or as .xlsx"),
        ("parquet", "is a Parquet file; its name ends with .parquet"),
        ("sqlite", "is a database; save the table as CSV"),
        ("hdf", "is an HDF5 file; save the table as CSV"),
        ("pdf", "is a PDF document; copy the table from it"),
        ("rtf", "is a document; save the table as CSV"),
        *((kind, "is a picture") for kind in ("png", "jpg", "gif")),
        ("utf-32", "is in UTF-32; save it as UTF-8"),
        ("html", "is a web page; copy the table from it"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path: Path, kind: str, sentence: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(packed(kind))
    with pytest.raises(StorageError) as refused:
        offer_table(path)
    assert str(refused.value) == f"table.csv {sentence}."
    for name, reason in (("table.xlsx", "damaged, or no workbook"), ("table.xls", "not read")):
        path.with_name(name).write_bytes(packed(kind))
        with pytest.raises(StorageError, match=reason):
            offer_table(path.with_name(name))


@pytest.mark.parametrize(
    "raw",
    [
        zlib.compress(b"1,2\n3,4\n" * 4),
        random.Random(1).randbytes(5_000).replace(b"\0", b"\1"),
        b"\x01\x02\x03;\x80\n1;2\n",
        b"\xff\xfe1",
        b"1\x002\x00\x003",
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "table.csv").write_bytes(raw)
    with pytest.raises(StorageError, match=r"^table\.csv is not a text file\.$"):
        offer_table(tmp_path / "table.csv")


@pytest.mark.parametrize(
    "raw",
    [
        *("Größe,y\n1,2\n3,4\n".encode(code) for code in ("utf-16", "utf-16-le", "utf-16-be")),
        *(f"{name},y\n1,2\n3,4\n".encode() for name in ("PAR1", "GIF8", "BZh", "PK", "Rar!", "7z")),
        b"gr\xf6\xdfe,y\n1,2\n3,4\n",
        "x,\ufeffy\n1,2\n3,4\n".encode(),
    ],
)
def test_texts_that_resemble_other_kinds(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "table.csv").write_bytes(raw)
    offer = offer_table(tmp_path / "table.csv")
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == [1, 3]
    assert offer.result.dataset.y.tolist() == [2, 4]
