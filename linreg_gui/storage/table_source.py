"""Tables of all kinds of files, as the lines that the readers of tables take."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from linreg_gui.storage.additions import PARQUET
from linreg_gui.storage.parquet import parquet_table
from linreg_gui.storage.text_file import Block, TableFormat, read_text_file
from linreg_gui.storage.workbook import is_workbook, read_workbook


class TableSource(Protocol):
    """What a table is read from, again and again, block by block."""

    @property
    def name(self) -> str:
        """What to call it in messages."""

    @property
    def table_format(self) -> TableFormat | None:
        """How it is written, where that is known."""

    def blocks(self) -> Iterator[Block]:
        """Give whole lines in blocks; raises StorageError."""

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the lines that hold something, with their numbers; raises StorageError."""


def open_table(path: Path) -> TableSource:
    """Look at a table in a file, of a kind that its name tells.

    Parameters
    ----------
    path : Path

    Returns
    -------
    TableSource

    Raises
    ------
    StorageError
        If it cannot be read.
    """
    if path.suffix.lower() in PARQUET.suffixes:
        return parquet_table(path)
    if is_workbook(path):
        return read_workbook(path)
    return read_text_file(path)
