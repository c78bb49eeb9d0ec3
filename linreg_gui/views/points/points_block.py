"""Blocks of cells, as spreadsheets put them on the clipboard."""

import re

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import NumberError, is_number, parse_number
from linreg_gui.session.wording import count

MOST_ROWS = 20_000
"""More should come as a file: that is read beside the window."""
BETWEEN_CELLS = re.compile(r"[\t;]| +")


class BlockError(ValueError):
    """Text that is no block of numbers; ``str()`` is one sentence for the user."""


def parse_block(text: str) -> list[list[float | None]]:
    """Read rows of one or two numbers.

    Parameters
    ----------
    text : str
        Tabs, semicolons or blanks between the cells; a first row without numbers is a header.

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
        rows.append(_numbers(cells, place))
    if not rows:
        raise BlockError("There are no numbers on the clipboard.")
    return rows


def with_block(
    dataset: Dataset, block: list[list[float | None]], points: list[int | None], column: int
) -> tuple[list[float], list[float]]:
    """Return the coordinates with a block put in.

    Parameters
    ----------
    dataset : Dataset
    block : list of list of float or None
        An empty cell leaves what is there.
    points : list of (int or None)
        The point each row of the block goes to; None makes a new one.
    column : int
        0 for x or 1 for y: where the block begins. One of two columns begins at x.

    Returns
    -------
    x, y : list of float

    Raises
    ------
    BlockError
        If a new point would lack a coordinate.
    """
    columns = dataset.x.tolist(), dataset.y.tolist()
    first = 0 if max(map(len, block)) > 1 else column
    for point, cells in zip(points, block, strict=True):
        if point is None:
            if len(cells) < 2 or None in cells:
                raise BlockError("A new point needs x and y. Nothing was pasted.")
            for values in columns:
                values.append(0.0)
        for values, value in zip(columns[first:], cells, strict=False):
            if value is not None:
                values[-1 if point is None else point] = value
    return columns


def block_text(dataset: Dataset, points: list[int]) -> str:
    """Return points as cells that a spreadsheet takes."""
    return "".join(
        f"{plain_text(float(dataset.x[point]))}\t{plain_text(float(dataset.y[point]))}\n"
        for point in points
    )


def plain_text(value: float) -> str:
    """Write a number so that it is read as exactly itself, without a needless ".0"."""
    return repr(value).removesuffix(".0")


def _numbers(cells: list[str], place: int) -> list[float | None]:
    if len(cells) > 2:
        raise BlockError(
            f"Row {place} of the block has {len(cells)} cells; a point has x and y. "
            "Nothing was pasted."
        )
    try:
        return [parse_number(cell) if cell.strip() else None for cell in cells]
    except NumberError as error:
        raise BlockError(
            f"Row {place} of the block: {str(error).rstrip('.')}. Nothing was pasted."
        ) from None
