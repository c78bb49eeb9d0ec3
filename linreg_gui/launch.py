"""What the command line passes to the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LaunchOptions:
    """How the window opens; None means the default of the data or the example.

    Attributes
    ----------
    file
        A project or a table to open.
    example
        Key of an example, one of ``linreg_gui.core.examples.EXAMPLES``.
    learning_rate
        Learning rate of the first run.
    epochs
        Number of epochs of the first run.
    start
        Slope and intercept where the first run starts.
    seed
        Seed of the random start and of the batches.
    degree
        Of a curve, with the settings that suit it.
    is_attended
        Whether the user can be asked about an ambiguous table; otherwise the table is refused.
    table
        How to read a table when the user cannot be asked: options by their names.
    """

    file: Path | None = None
    example: str | None = None
    learning_rate: float | None = None
    epochs: int | None = None
    start: tuple[float, float] | None = None
    seed: int | None = None
    degree: int | None = None
    is_attended: bool = True
    table: dict[str, Any] = field(default_factory=dict)
