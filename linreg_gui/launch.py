"""What the command line asks of the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LaunchOptions:
    """How the window opens; None leaves a value to the data or the example.

    Attributes
    ----------
    file
        A project or a table to open.
    example
        Key of an example, one of ``linreg_gui.core.examples.EXAMPLES``.
    learning_rate
        Learning rate of the first run.
    epochs
        Most epochs of the first run.
    start
        Slope and intercept that the first run starts from.
    seed
        Seed of everything random; the same seed gives the same start.
    is_attended
        Whether somebody can be asked about a table in doubt; without anybody it is refused.
    table
        How to read a table where nobody can be asked: options by their names.
    """

    file: Path | None = None
    example: str | None = None
    learning_rate: float | None = None
    epochs: int | None = None
    start: tuple[float, float] | None = None
    seed: int | None = None
    is_attended: bool = True
    table: dict[str, Any] = field(default_factory=dict)
