"""What the command line passes to the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MAX_GUI_EPOCHS = 2_000_000
"""Largest number of epochs of a run in the window: all are kept, 24 bytes each, up to 48 MB."""


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
    is_attended
        Whether the user can be asked about an ambiguous table; otherwise the table is refused.
    """

    file: Path | None = None
    example: str | None = None
    learning_rate: float | None = None
    epochs: int | None = None
    start: tuple[float, float] | None = None
    seed: int | None = None
    is_attended: bool = True
