"""Runs every measurement and prints the table."""

import importlib
import platform
from collections.abc import Iterator

from tests.benchmarks.row import Row

PARTS = (
    "descent",
    "optimizers",
    "start",
    "answers",
    "full_speed",
    "large_cloud",
    "drag",
    "explaining",
    "replay",
    "lessons",
    "storage",
)
HEADER = Row("what", "measured", "base", "ratio", "goal")


def main() -> None:
    """Measure everything; a part that is not there is left out."""
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of one run")
    print(_line(HEADER), "met", sep="", flush=True)
    for row in _measure():
        met = {True: "yes", False: "NO", None: ""}[row.is_met]
        print(_line(row), met, sep="", flush=True)


def _measure() -> Iterator[Row]:
    for part in PARTS:
        yield from importlib.import_module(f"tests.benchmarks.{part}").measure()


def _line(row: Row) -> str:
    columns = ((row.name, 52), (row.measured, 18), (row.base, 14), (row.ratio, 9), (row.goal, 16))
    return "".join(f"{text:<{width}}" for text, width in columns)
