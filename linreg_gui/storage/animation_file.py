"""Write animations from frames that come one after another: MP4 by ffmpeg, all else by Pillow.

A GIF has one palette for all frames, so that no colour flickers: the colours that cover most of
some sample frames, exactly as they are, and a median cut of the others.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from linreg_gui.storage.animation import Outline, Pixels, check_animation
from linreg_gui.storage.errors import CancelledError
from linreg_gui.storage.mp4_file import write_mp4
from linreg_gui.storage.safe_write import replacing

MOST_COLOURS = 255
"""The most colours of a GIF; one more number leaves a pixel as it was."""
EXACT_COLOURS = 96
KEEP_FRAME = 1
"""The disposal of a GIF that draws the next frame over this one."""
DRAW_OVER = 1
"""The blending of an animated PNG that leaves a pixel as it was where the frame is transparent."""
WEBP_OPTIONS = {"lossless": True, "quality": 20, "method": 2, "kmax": 0}
"""More effort takes five times as long for a tenth less; without key frames it is a third less."""
LOOP_FOR_EVER = 0
MILLISECOND, HUNDREDTH = 0.001, 0.01


def write_animation(
    path: Path,
    outline: Outline,
    frames: Iterable[Pixels],
    is_wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Write an animation that plays again and again.

    A file of that name stays as it is until all of the new one is on the disk.

    Parameters
    ----------
    path : Path
        Its suffix is one of ``ANIMATION_SUFFIXES``.
    outline : Outline
    frames : iterable of ndarray, shape (height, width, 3)
        As many as the outline says; when taking the next one raises, nothing is left behind.
    is_wanted : callable, optional
        Asked whenever something is written; False cancels.

    Raises
    ------
    CancelledError
        When ``is_wanted`` returned False.
    StorageError
        If the animation cannot be written.
    """
    check_animation(path, outline)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".mp4":
            write_mp4(temporary, frames, outline.fps, outline.durations(1.0 / outline.fps))
            return
        with temporary.open("wb") as file:
            _SAVE[path.suffix.lower()](_Output(file, is_wanted), outline, iter(frames))


class _Output:
    """The file Pillow writes into: raises the system's own errors, and ends early when cancelled.

    Without a ``fileno``: through that Pillow writes a GIF unasked, and loses the error's number.
    """

    def __init__(self, file: IO[bytes], is_wanted: Callable[[], bool]) -> None:
        self._file = file
        self._is_wanted = is_wanted

    def write(self, data: bytes) -> int:
        if not self._is_wanted():
            raise CancelledError("The animation was cancelled; nothing was written.")
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class _FrameSequence(Image.Image):
    """Frames as Pillow reads those of a file: each is made when its pixels are wanted.

    Pillow looks at the sizes and modes of all frames of a PNG before it reads their pixels, and
    would hold all frames of a WebP if they came as single images.
    """

    def __init__(self, frames: Iterator[Image.Image], mode: str, outline: Outline) -> None:
        super().__init__()
        self.n_frames = outline.n_frames
        self._mode, self._size = mode, (outline.width, outline.height)
        self._frames = frames
        self._n_taken = 0
        self._position = 0

    def seek(self, frame: int) -> None:
        """Turn to a frame; those before it can be read no more."""
        if frame >= self.n_frames:
            raise EOFError
        self._position = frame

    def tell(self) -> int:
        """Return the number of the frame turned to."""
        return self._position

    def load(self) -> Any:
        """Take the frame turned to, unless it was taken before."""
        while self._n_taken <= self._position:
            image = next(self._frames)
            self.im, self.palette = image.im, image.palette
            self._n_taken += 1
        return super().load()


def _save_gif(file: Any, outline: Outline, frames: Iterator[Pixels]) -> None:
    palette = palette_of(outline.samples)
    numbering = ColourNumbers(palette)

    def image_of(frame: Pixels) -> Image.Image:
        image = Image.fromarray(numbering.of(frame))
        image.putpalette(palette.tobytes())
        return image

    _FrameSequence(map(image_of, frames), "P", outline).save(
        file,
        "GIF",
        save_all=True,
        loop=LOOP_FOR_EVER,
        duration=[10 * each for each in outline.durations(HUNDREDTH)],
        palette=palette.tobytes(),
        transparency=len(palette) - 1,
        optimize=True,  # what did not change becomes transparent
        disposal=KEEP_FRAME,
    )


def _save_png(file: Any, outline: Outline, frames: Iterator[Pixels]) -> None:
    _FrameSequence(map(Image.fromarray, changes(frames)), "RGBA", outline).save(
        file,
        "PNG",
        save_all=True,
        loop=LOOP_FOR_EVER,
        duration=outline.durations(MILLISECOND),
        blend=DRAW_OVER,
    )


def _save_webp(file: Any, outline: Outline, frames: Iterator[Pixels]) -> None:
    _FrameSequence(map(Image.fromarray, frames), "RGB", outline).save(
        file,
        "WEBP",
        save_all=True,
        loop=LOOP_FOR_EVER,
        duration=outline.durations(MILLISECOND),
        **WEBP_OPTIONS,
    )


_SAVE: MappingProxyType[str, Callable[[Any, Outline, Iterator[Pixels]], None]] = MappingProxyType(
    {".gif": _save_gif, ".apng": _save_png, ".webp": _save_webp}
)


def changes(frames: Iterable[Pixels]) -> Iterator[NDArray[np.uint8]]:
    """Yield what to draw over the frame before.

    Yields
    ------
    ndarray of uint8, shape (height, width, 4)
        Red, green, blue and opacity: transparent where nothing changed.
    """
    former: Pixels | None = None
    for frame in frames:
        patch = np.dstack((frame, np.full(frame.shape[:2], 255, np.uint8)))
        if former is not None:
            patch[(frame == former).all(axis=-1)] = 0
        former = frame
        yield patch


class ColourNumbers:
    """Finds the nearest colour of a palette, remembering it for every colour met.

    Pillow's own search rounds colours to fours first: white would come out grey.

    Parameters
    ----------
    palette : ndarray of uint8, shape (n, 3)
        The last one, which stands for transparent, is never the nearest.
    """

    def __init__(self, palette: NDArray[np.uint8]) -> None:
        self._colours = palette[:-1].astype(np.int32)
        # One more than the number; 0 is not yet known. Of the zeros only those touched take room.
        self._found = np.zeros(1 << 24, np.uint8)

    def of(self, frame: Pixels) -> NDArray[np.uint8]:
        """Return the colour numbers of a frame, shape (height, width)."""
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
    ndarray of uint8, shape (n, 3)
        At most 256; the last one, which stands for transparent, is the first once more.
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
        cut = strip.quantize(MOST_COLOURS - len(exact)).getpalette() or []
        chosen = np.concatenate([chosen, np.array(cut, np.uint8).reshape(-1, 3)])
    return np.concatenate([chosen[:MOST_COLOURS], chosen[:1]])


def _packed(pixels: Pixels) -> NDArray[np.int32]:
    packed = pixels[..., 0].astype(np.int32)
    for channel in (1, 2):
        packed <<= 8
        packed |= pixels[..., channel]
    return packed


def _unpacked(colours: NDArray[np.int32]) -> NDArray[np.uint8]:
    parts = [(colours >> shift) & 255 for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.uint8)
