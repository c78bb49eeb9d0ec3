"""Reading a table as the commands do."""

from pathlib import Path

from linreg_gui.core.dataset import Dataset
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly


def read_table(path: Path, y: str | None = None) -> Dataset:
    return read_strictly(path, StrictOptions(y=y)).dataset
