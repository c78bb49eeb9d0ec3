"""A table where nobody can be asked: what is in doubt is refused, and the option named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import counted
from linreg_gui.storage.errors import Progress, StorageError, one_line
from linreg_gui.storage.tables.columns import Column, Kind, clean_name
from linreg_gui.storage.tables.notation import look_alike
from linreg_gui.storage.tables.points import LeftOut, read_columns
from linreg_gui.storage.tables.source import ALL_GUESSED, Choices, Doubt, rising
from linreg_gui.storage.tables.survey import survey
from linreg_gui.storage.tables.table import Table, open_table

LONGEST_EXAMPLE = 30
NAMED_COLUMNS = 20
"""A sentence names no more of them."""


class StrictResult(NamedTuple):
    """The data of a table, and sentences about what was left out."""

    dataset: Dataset
    notes: tuple[str, ...]


@dataclass(frozen=True)
class StrictOptions:
    """The options of a command about a table.

    Attributes
    ----------
    x : str
        Names or numbers, from 1, of the features, with commas between them; by default all other
        columns of numbers, without a first one that only counts the rows.
    y : str or None
        Name or number of the column to predict; the last column of numbers by default.
    choices : Choices
        How to read it; the rest is guessed.
    """

    x: str = ""
    y: str | None = None
    choices: Choices = ALL_GUESSED

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "StrictOptions":
        """Read the options of a command line by their names."""
        choices = Choices(
            delimiter=options.get("delimiter"),
            decimal_sign=options.get("decimal"),
            n_skipped=options.get("skip"),
            is_transposed=options.get("transpose"),
            is_day_first=options.get("dayfirst"),
        )
        return cls(options.get("x", ""), options.get("y"), choices)


def read_strictly(
    path: Path, options: StrictOptions | None = None, progress: Progress | None = None
) -> StrictResult:
    """Read a table of numbers, every row of it.

    Parameters
    ----------
    path : Path
    options : StrictOptions, optional
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        With both readings where two are possible; with the line and the column of a cell that is
        no number, and what is expected there.
    """
    options, progress = options or StrictOptions(), rising(progress)
    table = open_table(path, options.choices, progress)
    _refuse(table, table.doubts)
    if table.values_above and not table.layout.has_header and options.choices.n_skipped is None:
        place = f"{table.source.name}, line {table.values_above[0]}"
        raise StorageError(f"{place} may be above the table or part of it; --skip decides.")
    x = _columns_of(table, options.x)
    target = _last_of_numbers(table, x) if options.y is None else column_of(table, options.y)
    features = x or _features(table, target)
    if target in features:
        raise StorageError("x and y must be two different columns.")
    _check_kinds(table, (*features, target))
    for column in (*features, target):
        _refuse(table, table.columns[column].doubts)

    def refuse(row: LeftOut) -> None:
        raise StorageError(_refusal(table, row))

    result = read_columns(table, features, target, progress, refuse)
    notes = () if x else _columns_left_out(table, (*features, target))
    return StrictResult(result.dataset, (*result.notes, *notes))


def _refuse(table: Table, doubts: Sequence[Doubt]) -> None:
    for doubt in doubts:
        raise StorageError(f"{table.source.name}: {doubt.sentence}; {doubt.option} decides.")


def column_of(table: Table, name: str) -> int:
    """Return the place of a column, from 0, by its name or else by its number, from 1."""
    written, typed = [column.written for column in table.columns], name
    name = clean_name(name)
    for names in (table.names, written):
        if name in names:
            if names.count(name) > 1:
                raise StorageError(
                    f"{table.source.name} has {names.count(name)} columns '{name}'; "
                    "say which by its number."
                )
            return names.index(name)
    if name.isascii() and name.isdigit() and 1 <= int(name[:6]) <= len(written):
        return int(name) - 1
    more = ", …" if len(table.names) > NAMED_COLUMNS else ""
    known = ", ".join(table.names[:NAMED_COLUMNS]) + more
    raise StorageError(f"{table.source.name} has no column '{one_line(typed)}'; it has {known}.")


def _is_needed(column: Column) -> bool:
    """Return whether a column has numbers, be they few."""
    return column.kind is Kind.NUMBERS or (column.kind is Kind.TEXT and column.has_values)


def _columns_of(table: Table, names: str) -> tuple[int, ...]:
    """Return the places of columns whose names stand between commas; a name may hold one."""
    if not names:
        return ()
    known = {*table.names, *(column.written for column in table.columns)}
    parts = [names] if names in known else names.split(",")
    return tuple(column_of(table, part if part in known else part.strip()) for part in parts)


def _last_of_numbers(table: Table, chosen: Sequence[int]) -> int:
    needed = [k for k, column in enumerate(table.columns) if _is_needed(column)]
    if len(table.columns) == 1:
        raise StorageError(
            f"{table.source.name} has only one column; at least two are expected, "
            "the last one is y."
        )
    free = [column for column in needed if column not in chosen]
    if not free:
        raise StorageError(f"No numbers found in {table.source.name}.")
    return free[-1]


def _features(table: Table, target: int) -> tuple[int, ...]:
    """Return all columns of numbers but the target and one that counts the rows; else dates."""
    others = [k for k, column in enumerate(table.columns) if _is_needed(column) and k != target]
    kept = tuple(k for k in others if not table.columns[k].is_index)
    if kept:
        return kept
    found = table.date_columns[:1] or tuple(others)
    if not found:
        raise StorageError(
            f"{table.source.name} has only one column of numbers; at least two are expected, "
            f"the last one is y.{_text_instead(table)}"
        )
    return found


def _text_instead(table: Table) -> str:
    """Show what stands in the first column of text, in a sentence of its own."""
    for k, column in enumerate(table.columns):
        if column.kind is Kind.TEXT and (example := table.example(k)):
            return f" Column '{column.name}' holds text: {_example(example)}."
    return ""


def _example(cell: str) -> str:
    """Quote a text, and say for what else than a number it may stand."""
    kind = look_alike(cell)
    return f"'{one_line(cell, LONGEST_EXAMPLE)}'" + (f" may be {kind}" if kind else "")


def _check_kinds(table: Table, columns: Sequence[int]) -> None:
    for k in columns:
        column = table.columns[k]
        if column.kind is Kind.EMPTY or (column.kind is Kind.TEXT and not column.has_values):
            text = f"holds text: {_example(table.example(k))}"
            held = "is empty" if column.kind is Kind.EMPTY else text
            raise StorageError(
                f"{table.source.name}: column '{column.name}' {held}; numbers are expected."
            )


def _refusal(table: Table, row: LeftOut) -> str:
    place = f"{table.source.name}, line {row.line}"
    for k, name in enumerate(table.names, start=1):
        if row.reason.startswith(f"column {name}: "):
            reason = row.reason.removeprefix(f"column {name}")
            reason = " is empty" if reason == ": the cell is empty" else reason
            expected = "date" if table.columns[k - 1].kind is Kind.DATES else "number"
            return f"{place}, column {k}{reason}; a {expected} is expected."
    return f"{place}: {row.reason}."


def _columns_left_out(table: Table, taken: Sequence[int]) -> tuple[str, ...]:
    notes = []
    times = {table.columns[k].time_column for k in taken}
    for k, column in enumerate(table.columns):
        if k not in taken and k not in times:
            why = "only counts the rows" if column.is_index else f"holds {column.kind.value}"
            why = "is empty" if column.kind is Kind.EMPTY else why
            notes.append(f"Left out column '{column.name}': it {why}.")
    return tuple(notes)


def summary_of(path: Path, choices: Choices) -> str:
    """List the columns of a table, a line each: what they hold, and the rows without a value.

    Raises
    ------
    StorageError
        If it cannot be read.
    """
    table = open_table(path, choices)
    surveyed = survey(table)
    table = surveyed.table
    name = table.source.name
    doubts = [*table.doubts, *(doubt for column in table.columns for doubt in column.doubts)]
    lines = [f"{name}: {doubt.sentence}; {doubt.option} decides." for doubt in doubts]
    for k, column in enumerate(table.columns):
        kind = f"{column.kind.value} ({column.unit})" if column.unit else column.kind.value
        kind = f"{kind}, only counts the rows" if column.is_index else kind
        if column.time_column is not None:
            kind = f"{kind}, with the times of column {column.time_column + 1}"
        if column.kind in (Kind.NUMBERS, Kind.DATES):
            kind = f"{kind}; {counted(surveyed.n_left_out[k], 'row')} left out"
        lines.append(f"{k + 1:>4}  {column.name:<24} {kind}")
    return "\n".join(lines)
