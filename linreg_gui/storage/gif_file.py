"""Animated GIF, frame by frame: https://www.w3.org/Graphics/GIF/spec-gif89a.txt.

One palette serves all frames, so that no colour flickers: the colours that cover most of some
sample frames, exactly as they are, and a median cut of the others.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.GifImagePlugin import getdata

from linreg_gui.storage.animation_frames import Box, Outline, Pixels, changed_box

TRANSPARENT = 255
"""The colour number that leaves a pixel as it was; the others are colours."""
EXACT_COLOURS = 96
KEEP_FRAME = 1
"""The disposal that draws the next frame over this one."""
LOOP_FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


class GifWriter:
    """Writes a GIF that plays again and again.

    Parameters
    ----------
    path : Path
    outline : Outline
    """

    def __init__(self, path: Path, outline: Outline) -> None:
        self._file = path.open("wb")
        colours = palette_of(outline.samples)
        self._numbering = ColourNumbers(colours)
        self._shown: NDArray[np.uint8] | None = None
        self._time = 0.0
        self._written_hundredths = 0
        size = outline.width.to_bytes(2, "little") + outline.height.to_bytes(2, "little")
        self._file.write(b"GIF89a" + size + b"\xf7\x00\x00" + colours.tobytes() + LOOP_FOR_EVER)

    def add(self, frame: Pixels, seconds: float) -> None:
        """Write what changed."""
        numbers = self._numbering.of(frame)
        if self._shown is None:
            box, patch = Box(0, 0, numbers.shape[1], numbers.shape[0]), numbers
        else:
            changed = numbers != self._shown
            box = changed_box(changed)
            patch = np.where(changed, numbers, np.uint8(TRANSPARENT))[box.slices]
        self._shown = numbers
        self._file.writelines(
            getdata(
                Image.fromarray(np.ascontiguousarray(patch)),
                (box.left, box.top),
                duration=10 * self._hundredths(seconds),
                disposal=KEEP_FRAME,
                transparency=TRANSPARENT,
            )
        )

    def finish(self) -> None:
        """Write the trailer."""
        self._file.write(b";")
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        self._file.close()

    def _hundredths(self, seconds: float) -> int:
        """Round so that the frames together take as long as they should."""
        self._time += seconds
        hundredths = max(2, round(100 * self._time) - self._written_hundredths)
        self._written_hundredths += hundredths
        return hundredths


class ColourNumbers:
    """Finds the nearest colour of a palette, remembering it for every colour met.

    Pillow's own search rounds colours to fours first: white would come out grey.

    Parameters
    ----------
    palette : ndarray of uint8, shape (256, 3)
        Without the last one, which stands for transparent.
    """

    def __init__(self, palette: NDArray[np.uint8]) -> None:
        self._colours = palette[:TRANSPARENT].astype(np.int32)
        # One more than the number; 0 is not yet known. Of the zeros only those touched take room.
        self._found = np.zeros(1 << 24, np.uint8)

    def of(self, frame: Pixels) -> NDArray[np.uint8]:
        """Give the colour numbers of a frame, shape (height, width)."""
        packed = _packed(frame)
        found = self._found[packed]
        unknown = np.unique(packed[found == 0])
        for colour in unknown:
            away = self._colours - _unpacked(colour)
            self._found[colour] = np.argmin((away * away).sum(axis=-1)) + 1
        return (self._found[packed] if len(unknown) else found) - np.uint8(1)


def palette_of(samples: tuple[Pixels, ...]) -> NDArray[np.uint8]:
    """Choose the colours of an animation.

    Parameters
    ----------
    samples : tuple of ndarray, shape (height, width, 3)

    Returns
    -------
    ndarray of uint8, shape (256, 3)
        The last one, the transparent one, is the first once more.
    """
    # One sample after another: together they would be sorted in a dozen times their size.
    found = [np.unique(_packed(sample), return_counts=True) for sample in samples]
    colours, places = np.unique(np.concatenate([each for each, _ in found]), return_inverse=True)
    counts = np.bincount(places, np.concatenate([count for _, count in found]))
    colours = colours[np.argsort(counts)[::-1]]
    exact, others = colours[:EXACT_COLOURS], colours[EXACT_COLOURS:]
    chosen = _unpacked(exact)
    if len(others):
        # Each colour once: the thin lines of a plot count as much as its large areas.
        strip = Image.fromarray(_unpacked(others)[np.newaxis])
        cut = strip.quantize(TRANSPARENT - len(exact)).getpalette() or []
        chosen = np.concatenate([chosen, np.array(cut, np.uint8).reshape(-1, 3)])
    palette = np.empty((256, 3), np.uint8)
    palette[:] = chosen[0]
    palette[: min(len(chosen), TRANSPARENT)] = chosen[:TRANSPARENT]
    return palette


def _packed(pixels: Pixels) -> NDArray[np.int32]:
    packed = pixels[..., 0].astype(np.int32)
    for channel in (1, 2):
        packed <<= 8
        packed |= pixels[..., channel]
    return packed


def _unpacked(colours: NDArray[np.int32]) -> NDArray[np.uint8]:
    parts = [(colours >> shift) & 255 for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.uint8)
