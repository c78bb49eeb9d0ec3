"""Two columns of a table as points; rows without two numbers are left out, and said."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.table_preview import CLIPBOARD, TablePreview, preview_table
from linreg_gui.storage.table_rows import ImportResult, LeftOut, TableRows
from linreg_gui.storage.text_file import TableFormat

__all__ = [
    "ImportResult",
    "LeftOut",
    "TableFormat",
    "TableOffer",
    "TablePreview",
    "import_columns",
    "offer_table",
    "preview_table",
]

Progress = Callable[[float], bool]


@dataclass(frozen=True)
class TableOffer:
    """A table, and the points it gives when nobody chooses otherwise.

    Attributes
    ----------
    preview : TablePreview
    result : ImportResult or None
        None where no row has numbers in the columns that offer themselves.
    """

    preview: TablePreview
    result: ImportResult | None

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look before the points are taken."""
        return self.result is None or self.result.n_left_out > 0 or self.preview.is_doubtful


def offer_table(
    source: Path | str,
    table_format: TableFormat | None = None,
    progress: Progress | None = None,
    name: str = CLIPBOARD,
) -> TableOffer:
    """Read a table as far as it can be read without asking.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself, from the clipboard.
    table_format : TableFormat, optional
        How to read it; guessed by default.
    progress : callable, optional
        As for `import_columns`.
    name : str
        What to call a text.

    Returns
    -------
    TableOffer

    Raises
    ------
    CancelledError
    StorageError
        As for `preview_table`.
    """
    preview = preview_table(source, table_format, name)
    try:
        result = import_columns(preview, preview.x_column, preview.y_column, progress)
    except CancelledError:
        raise
    except StorageError:
        return TableOffer(preview, None)
    return TableOffer(preview, result)


def import_columns(
    preview: TablePreview,
    x_column: int | None,
    y_column: int,
    progress: Progress | None = None,
) -> ImportResult:
    """Take two columns of a table.

    Parameters
    ----------
    preview : TablePreview
    x_column, y_column : int
        Counted from 0; None for x takes the number of the row, from 1.
    progress : callable, optional
        Called from time to time with the fraction done; False cancels.

    Returns
    -------
    ImportResult

    Raises
    ------
    CancelledError
    StorageError
        If there is no such column, x and y are the same, no row has two numbers, or there are
        more points than fit.
    """
    rows = TableRows(preview, x_column, y_column)
    for block in preview.file.blocks():
        rows.take(block)
        _report(progress, block.part_read)
    return rows.result()


def _report(progress: Progress | None, fraction: float) -> None:
    if progress is not None and not progress(fraction):
        raise CancelledError("The import was cancelled; nothing was added.")
