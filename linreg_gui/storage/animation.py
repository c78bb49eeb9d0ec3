"""Animations: frames come one by one and are on the disk before the next ones are there.

Pillow writes animations only when it has all frames in memory. Here it packs single pictures, and
the containers around them are written as the frames come: 100,000 need no more room than ten. What
does not change from a frame to the next is left out.
"""

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from linreg_gui.storage.animation_frames import (
    FASTEST,
    LARGEST_SIDE,
    MOST_FRAMES,
    Outline,
    Pixels,
)
from linreg_gui.storage.apng_file import ApngWriter
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.gif_file import GifWriter
from linreg_gui.storage.mp4_file import Mp4Writer, has_video
from linreg_gui.storage.safe_write import replacing
from linreg_gui.storage.webp_file import WebpWriter

HOLD_SECONDS = 1.5
"""The last frame stays this long, before a loop begins again."""
MOST_PIXELS = 3840 * 2160
NEEDS_VIDEO = 'For MP4 the program needs one more package: pip install "linreg-gui[video]".'


class AnimationWriter(Protocol):
    """Writes one animation."""

    def add(self, frame: Pixels, seconds: float) -> None:
        """Write a frame that stays for some time."""

    def finish(self) -> None:
        """Write what comes after the last frame."""

    def abandon(self) -> None:
        """Let go of everything; the file is of no use. Does nothing after ``finish``."""


def write_animation(path: Path, outline: Outline, frames: Iterable[Pixels]) -> None:
    """Write an animation; a file of that name stays as it is until all is well.

    Parameters
    ----------
    path : Path
        Its suffix is one of ``ANIMATION_SUFFIXES``.
    outline : Outline
    frames : iterable of ndarray, shape (height, width, 3)
        As many as the outline says; when taking the next one raises, nothing is left behind.

    Raises
    ------
    StorageError
        If it cannot be written.
    """
    check_animation(path, outline)
    make = _WRITERS[path.suffix.lower()]
    with replacing(path) as temporary:
        writer = make(temporary, outline)
        try:
            for number, frame in enumerate(frames, 1):
                seconds = 1.0 / outline.fps
                writer.add(frame, HOLD_SECONDS if number == outline.n_frames else seconds)
            writer.finish()
        finally:
            writer.abandon()


def check_animation(path: Path, outline: Outline) -> None:
    """Refuse what cannot be written, before any frame is made.

    Raises
    ------
    StorageError
    """
    if path.suffix.lower() not in ANIMATION_SUFFIXES:
        known = ", ".join(ANIMATION_SUFFIXES)
        raise StorageError(f"{shown_name(path)} is no animation: its name must end in {known}.")
    if path.suffix.lower() == ".mp4" and not has_video():
        raise StorageError(NEEDS_VIDEO)
    if not 1 <= outline.n_frames <= MOST_FRAMES:
        raise StorageError(f"An animation has 1 to {MOST_FRAMES:,} frames.")
    if not 0 < outline.fps <= FASTEST:
        raise StorageError(f"An animation shows at most {FASTEST:g} frames a second.")
    sides = (outline.width, outline.height)
    if min(sides) < 1 or max(sides) > LARGEST_SIDE or math.prod(sides) > MOST_PIXELS:
        raise StorageError(
            f"An animation of {outline.width:,} × {outline.height:,} pixels cannot be written: at "
            f"most {MOST_PIXELS:,} pixels, and {LARGEST_SIDE:,} on a side."
        )


_WRITERS: MappingProxyType[str, Callable[[Path, Outline], AnimationWriter]] = MappingProxyType(
    {".gif": GifWriter, ".apng": ApngWriter, ".webp": WebpWriter, ".mp4": Mp4Writer}
)
ANIMATION_SUFFIXES = tuple(_WRITERS)
