"""The outline of an animation, and the check whether it can be written."""

import math
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.mp4_file import has_video

FASTEST = 50.0
"""Frames a second: browsers slow a faster GIF down to ten."""
MOST_FRAMES = 1_000
LONGEST_SECONDS = 600
"""GIF counts the hundredths of a second of one frame in 16 bits."""
LARGEST_SIDE = 16_383
"""The limit of WebP."""
MOST_PIXELS = 3840 * 2160
MOST_BYTES = 1_000_000_000
"""The most bytes of frames that Pillow holds until the last one is there."""
BYTES_HELD = MappingProxyType({".gif": 1, ".apng": 4})
"""For each pixel, in the formats that Pillow writes only when it has all frames."""
HOLD_SECONDS = 2.0
"""The time that the last frame stays before a loop begins again."""
NEEDS_VIDEO = 'For MP4 the program needs one more package: pip install "linreg-gui[video]".'
ANIMATION_SUFFIXES = (".gif", ".apng", ".webp", ".mp4")

Pixels = NDArray[np.uint8]
"""A frame: shape (height, width, 3), red, green and blue."""


@dataclass(frozen=True)
class Outline:
    """The size, pace and length of an animation, known before its first frame.

    Attributes
    ----------
    width, height : int
        In pixels.
    fps : float
        Frames a second.
    n_frames : int
    samples : tuple of ndarray, shape (height, width, 3)
        Some of the frames, to choose the colours from where there are only 256.
    """

    width: int
    height: int
    fps: float
    n_frames: int
    samples: tuple[Pixels, ...] = ()

    def durations(self, unit: float) -> list[int]:
        """Return how long each frame stays, in units of so many seconds.

        Rounded so that no frame begins more than half a unit late or early.
        """
        begins = np.rint(np.arange(self.n_frames) / (self.fps * unit)).astype(np.int64)
        return [*np.diff(begins).tolist(), max(1, round(HOLD_SECONDS / unit))]


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
    if outline.n_frames / outline.fps > LONGEST_SECONDS:
        raise StorageError(f"An animation takes at most {LONGEST_SECONDS // 60} minutes.")
    sides = (outline.width, outline.height)
    if min(sides) < 1 or max(sides) > LARGEST_SIDE or math.prod(sides) > MOST_PIXELS:
        raise StorageError(
            f"An animation of {outline.width:,} × {outline.height:,} pixels cannot be written: at "
            f"most {MOST_PIXELS:,} pixels, and {LARGEST_SIDE:,} on a side."
        )
    _check_memory(path.suffix.lower(), outline)


def _check_memory(suffix: str, outline: Outline) -> None:
    bytes_a_frame = outline.width * outline.height * BYTES_HELD.get(suffix, 0)
    if bytes_a_frame * outline.n_frames > MOST_BYTES:
        raise StorageError(
            f"{outline.n_frames:,} frames of {outline.width:,} × {outline.height:,} pixels take "
            f"too much memory as {suffix}: choose .webp, a smaller size, or at most "
            f"{MOST_BYTES // bytes_a_frame:,} frames."
        )
