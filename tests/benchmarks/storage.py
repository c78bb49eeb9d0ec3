"""Files of 200,000 points: imported, saved, read again; and what a safe save costs.

`python3 -m tests.benchmarks.storage` prints these rows alone.
"""

import csv
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.storage.exports import write_points
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import encode_project, read_project, write_project
from linreg_gui.storage.projects.recovery import Recovery
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.storage.tables.points import offer_table
from tests.benchmarks.row import Row, bounded, compared, middle

POINTS = 200_000
REPEATS = 7


def measure() -> Iterator[Row]:
    """Measure in a new folder; every figure is a median."""
    x, y = np.random.default_rng(1).normal(size=(2, POINTS))
    dataset = Dataset.from_xy(x, y)
    with tempfile.TemporaryDirectory() as folder:
        yield from _tables(Path(folder), dataset)
        yield from _projects(Path(folder), dataset)


def _tables(folder: Path, dataset: Dataset) -> Iterator[Row]:
    points, german = folder / "points.csv", folder / "german.csv"
    write_points(points, dataset)
    german.write_text(points.read_text().replace(",", ";").replace(".", ",") + "NA;1\n" * 99)
    for name, path in {"plain": points, "decimal commas, gaps": german}.items():
        seconds = middle(_seconds(partial(offer_table, path)) for _ in range(REPEATS))
        yield bounded(f"import of {POINTS:,} rows, {name}", 1000 * seconds, "ms", 1000)
    pairs = _pairs(partial(offer_table, points), partial(_csv_module, points))
    yield compared("the same / Python's csv module and float()", pairs)


def _projects(folder: Path, dataset: Dataset) -> Iterator[Row]:
    project = Project(dataset, DescentConfig(), (0.0, 0.0))
    path, recovery = folder / "large.linreg", Recovery(folder / "unsaved")
    pairs = _pairs(
        partial(write_project, path, project), partial(_json_module, folder / "a.json", dataset)
    )
    yield compared(f"save of {POINTS:,} points / json.dump", pairs)
    pairs = _pairs(partial(read_project, path), lambda: json.loads(path.read_bytes()))
    yield compared(f"read of {POINTS:,} points / json.loads", pairs)
    small = Project(Dataset.from_xy([1], [2]), DescentConfig(), (0.0, 0.0))
    other, few, many = folder / "plain", encode_project(small), bytes(100_000)
    pairs = _pairs(partial(recovery.save, small, 0.0), partial(_synced_write, other, few))
    yield compared("autosave of one point / write and fsync", pairs)
    recovery.discard()
    pairs = _pairs(partial(write_safely, path, many), partial(_synced_write, other, many))
    yield compared("safe write of 100 kB / write and fsync", pairs)


def _pairs(one: Callable[[], object], other: Callable[[], object]) -> list[tuple[float, float]]:
    """Let two take turns: a busy machine slows both."""
    return [(_seconds(one), _seconds(other)) for _ in range(REPEATS)]


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _synced_write(path: Path, data: bytes) -> None:
    """Do the least that survives a power cut, if it does not come in the middle."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _csv_module(path: Path) -> list[tuple[float, float]]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [(float(x), float(y)) for x, y in rows]


def _json_module(path: Path, dataset: Dataset) -> None:
    with path.open("w") as file:
        json.dump({"x": dataset.x.tolist(), "y": dataset.y.tolist()}, file)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
