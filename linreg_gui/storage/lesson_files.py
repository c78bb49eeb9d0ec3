"""Files with lessons: how they are named, and where those are that the program ships."""

from pathlib import Path

from linreg_gui.storage.assets import asset

LESSON_SUFFIX = ".linreg-lesson"


def is_lesson(path: Path | None) -> bool:
    """Return whether a file is a lesson by its name."""
    return path is not None and path.suffix.lower() == LESSON_SUFFIX


def lesson_files() -> list[Path]:
    """Return where the lessons shipped with the program are, in their order."""
    return sorted(asset("lessons").glob(f"*{LESSON_SUFFIX}"))
