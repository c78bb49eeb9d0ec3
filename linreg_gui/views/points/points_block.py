"""Blocks of cells, as spreadsheets put them on the clipboard."""

import re

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import NumberError, is_number, parse_number
from linreg_gui.session.wording import count

MOST_ROWS = 20_000
"""More should come as a file: that is read beside the window."""
NEEDS_ALL = {
    False: "A new point needs x and y. Nothing was pasted.",
    True: "A new point needs a value in each of the {} columns. Nothing was pasted.",
}
"""By whether there are several features."""
TOO_WIDE = "The block has {} columns; from here on there are {}. Nothing was pasted."
BETWEEN_CELLS = re.compile(r"[\t;]| +")


class BlockError(ValueError):
    """Text that is no block of numbers; ``str()`` is one sentence for the user."""


def parse_block(text: str, n_columns: int = 2) -> list[list[float | None]]:
    """Read rows of at least one number.

    Parameters
    ----------
    text : str
        Tabs, semicolons or blanks between the cells; a first row without numbers is a header.
    n_columns : int
        The most numbers of a row: those of the features and y.

    Returns
    -------
    list of list of float or None
        None where a cell is empty.

    Raises
    ------
    BlockError
        With the row and what is wrong with it.
    """
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise BlockError(f"At most {count(MOST_ROWS)} rows at once; open a longer table as a file.")
    rows: list[list[float | None]] = []
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        cells = BETWEEN_CELLS.split(line.strip(" "))
        if place == 1 and not any(map(is_number, cells)):
            continue
        rows.append(_numbers(cells, place, n_columns))
    if not rows:
        raise BlockError("There are no numbers on the clipboard.")
    return rows


def with_block(
    dataset: Dataset, block: list[list[float | None]], points: list[int | None], column: int
) -> list[list[float]]:
    """Return the coordinates with a block put in.

    Parameters
    ----------
    dataset : Dataset
    block : list of list of float or None
        An empty cell leaves what is there.
    points : list of (int or None)
        The point each row of the block goes to; None makes a new one.
    column : int
        Where the block begins: the place of a feature, or the last one for y. One of all columns
        begins at the first.

    Returns
    -------
    list of list of float
        The values of each feature, and those of y.

    Raises
    ------
    BlockError
        If a new point would lack a coordinate, or the block has too many columns.
    """
    columns = [*dataset.features.T.tolist(), dataset.y.tolist()]
    widest = max(map(len, block))
    first = 0 if widest == len(columns) else column
    if first + widest > len(columns):
        raise BlockError(TOO_WIDE.format(widest, len(columns) - first))
    for point, cells in zip(points, block, strict=True):
        if point is None:
            if len(cells) < len(columns) or None in cells:
                raise BlockError(NEEDS_ALL[dataset.n_features > 1].format(len(columns)))
            for values in columns:
                values.append(0.0)
        for values, value in zip(columns[first:], cells, strict=False):
            if value is not None:
                values[-1 if point is None else point] = value
    return columns


def block_text(dataset: Dataset, points: list[int]) -> str:
    """Return points as cells that a spreadsheet takes."""
    rows = ((*dataset.features[point].tolist(), float(dataset.y[point])) for point in points)
    return "".join("\t".join(map(plain_text, row)) + "\n" for row in rows)


def plain_text(value: float) -> str:
    """Write a number so that it is read as exactly itself, without a needless ".0"."""
    return repr(value).removesuffix(".0")


def _numbers(cells: list[str], place: int, n_columns: int) -> list[float | None]:
    if len(cells) > n_columns:
        has = "x and y" if n_columns == 2 else f"{n_columns} values"
        raise BlockError(
            f"Row {place} of the block has {len(cells)} cells; a point has {has}. "
            "Nothing was pasted."
        )
    try:
        return [parse_number(cell) if cell.strip() else None for cell in cells]
    except NumberError as error:
        raise BlockError(
            f"Row {place} of the block: {str(error).rstrip('.')}. Nothing was pasted."
        ) from None
