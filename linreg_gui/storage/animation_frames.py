"""The frames of an animation, and what changes from one to the next."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FASTEST = 50.0
"""Frames a second: browsers slow a faster GIF down to ten."""
MOST_FRAMES = 100_000
LARGEST_SIDE = 16_383
"""That of a WebP."""

Pixels = NDArray[np.uint8]
"""A frame: shape (height, width, 3), red, green and blue."""


@dataclass(frozen=True)
class Outline:
    """What is known of an animation before its first frame.

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
    samples: tuple[Pixels, ...]


class Box(NamedTuple):
    """A rectangle of pixels, from ``left``, ``top`` on."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and its columns."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


def changed_box(changed: NDArray[np.bool_], multiple: int = 1) -> Box:
    """Give the smallest rectangle that holds all changes.

    Parameters
    ----------
    changed : ndarray of bool, shape (height, width)
        Where the frames differ.
    multiple : int
        Of this many pixels are ``left`` and ``top``: some formats count in twos.

    Returns
    -------
    Box
        One pixel where nothing changed: a frame cannot be empty.
    """
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return Box(0, 0, 1, 1)
    left, top = int(columns[0]), int(rows[0])
    left, top = left - left % multiple, top - top % multiple
    return Box(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)


def changed_patch(
    frame: Pixels, former: Pixels | None, multiple: int = 1
) -> tuple[Box, NDArray[np.uint8]]:
    """Give what to draw over the former frame.

    Parameters
    ----------
    frame : ndarray of uint8, shape (height, width, 3)
    former : ndarray of uint8, shape (height, width, 3), or None
        None before the first frame.
    multiple : int
        As for `changed_box`.

    Returns
    -------
    box : Box
    patch : ndarray of uint8, shape (box.height, box.width, 4)
        Red, green, blue and opacity: transparent where nothing changed.
    """
    height, width, _ = frame.shape
    box, opacity = Box(0, 0, width, height), np.uint8(255)
    patch = np.zeros((height, width, 4), np.uint8)
    if former is None:
        patch[..., :3], patch[..., 3] = frame, opacity
        return box, patch
    changed = (frame != former).any(axis=-1)
    box = changed_box(changed, multiple)
    patch[changed, :3], patch[changed, 3] = frame[changed], opacity
    return box, np.ascontiguousarray(patch[box.slices])
