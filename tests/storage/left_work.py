"""What lies in a folder of unsaved work, whoever holds it."""

from pathlib import Path

from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.recovery import (
    find_abandoned,
    newest_label,
    newest_whole,
    slots_in,
)


def slots(folder: Path) -> list[Path]:
    """Give the slots that hold something, abandoned or not."""
    return slots_in(folder)


def abandoned(folder: Path) -> list[Path]:
    """Give the slots that no window holds."""
    return [found.slot for found in find_abandoned(folder)]


def n_points(slot: Path) -> int | None:
    """Give how many points were saved last; None when there is nothing any more."""
    label = newest_label(slot)
    return None if label is None else label.n_points


def project_in(slot: Path) -> Project:
    """Read what was saved last."""
    return newest_whole(slot).project
