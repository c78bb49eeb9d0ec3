"""Parquet files, where the optional library for them is there: their columns of numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.regular_file import RegularFile, look_at_file
from linreg_gui.storage.tables.cells import MOST_COLUMNS, quoted
from linreg_gui.storage.tables.optional_formats import PARQUET
from linreg_gui.storage.tables.source import Block, Choices
from linreg_gui.storage.tables.text_file import MAX_FILE_BYTES

CELLS_AT_ONCE = 4000
LARGEST_UNPACKED = 2_000_000_000
NUMBERS = ("int", "uint", "float", "halffloat", "double", "decimal")


class ParquetTable:
    """A file that gives its columns of numbers as lines with tabs between them.

    Parameters
    ----------
    file : RegularFile
    library : module
        ``pyarrow.parquet``.

    Raises
    ------
    StorageError
        If it is damaged or too large: its own account of itself is looked at first.
    """

    known = Choices("\t", ".", has_header=True)

    def __init__(self, file: RegularFile, library: Any) -> None:
        self.name = file.name
        self._file = file
        self._library = library
        with self._opened() as parquet:
            self._n_rows = parquet.metadata.num_rows
            self._columns = _number_columns(parquet.schema_arrow)
            self._check(parquet.metadata)

    def blocks(self) -> Iterator[Block]:
        """Give the names of the columns, then the rows in blocks.

        Raises
        ------
        StorageError
            If it is damaged, or was changed.
        """
        yield Block(1, "\t".join(map(quoted, self._columns)) + "\n", 0.0)
        n_read = 0
        at_once = max(1, CELLS_AT_ONCE // len(self._columns))
        with self._opened() as parquet:
            for batch in parquet.iter_batches(at_once, columns=self._columns, use_threads=False):
                cells = (map(_cell, batch.column(name).to_pylist()) for name in self._columns)
                lines = map("\t".join, zip(*cells, strict=True))
                first_line, n_read = n_read + 2, n_read + batch.num_rows
                part_read = min(1.0, n_read / self._n_rows)
                yield Block(first_line, "".join(f"{line}\n" for line in lines), part_read)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            with self._file.open() as raw:
                yield self._library.ParquetFile(raw, pre_buffer=False)
        except StorageError:
            raise
        except Exception as error:  # whatever the library makes of a damaged file
            raise StorageError(
                f"{self.name} is damaged, or no Parquet file that can be read."
            ) from error

    def _check(self, metadata: Any) -> None:
        groups = [metadata.row_group(k) for k in range(metadata.num_row_groups)]
        if self._n_rows > MAX_SAMPLES:
            raise StorageError(f"{self.name} has more than {MAX_SAMPLES:,} rows.")
        if not self._columns or self._n_rows <= 0:
            raise StorageError(f"No numbers found in {self.name}.")
        if len(self._columns) > MOST_COLUMNS:
            raise StorageError(
                f"{self.name} has {len(self._columns):,} columns of numbers; "
                f"at most {MOST_COLUMNS:,} are read."
            )
        if sum(group.total_byte_size for group in groups) > LARGEST_UNPACKED:
            raise StorageError(f"{self.name} is too large: save the part that is needed as CSV.")


def parquet_table(path: Path) -> ParquetTable:
    """Look into a Parquet file.

    Raises
    ------
    StorageError
        If it cannot be read, or the library for it is not there: the message says how to get it.
    """
    file = look_at_file(path, MAX_FILE_BYTES, "a Parquet file")
    return ParquetTable(file, PARQUET.load(file.name))


def _number_columns(schema: Any) -> list[str]:
    """Name the columns of numbers; of two with one name nobody can tell which is meant."""
    names = list(schema.names)
    return [
        field.name
        for field in schema
        if str(field.type).startswith(NUMBERS) and names.count(field.name) == 1
    ]


def _cell(value: object) -> str:
    return "" if value is None else str(value)
