"""Animated PNG, frame by frame: https://www.w3.org/TR/png-3/#apng-frame-based-animation."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from linreg_gui.storage.animation_frames import Outline, Pixels, changed_patch

SIGNATURE = b"\x89PNG\r\n\x1a\n"
EIGHT_BIT_RGBA = (8, 6, 0, 0, 0)
KEEP_FRAME, DRAW_OVER = 0, 1
COMPRESSION = 6
THOUSANDTHS = 1000


class ApngWriter:
    """Writes a PNG that plays again and again; where that is not known, its first frame shows.

    Parameters
    ----------
    path : Path
    outline : Outline
    """

    def __init__(self, path: Path, outline: Outline) -> None:
        self._file = path.open("wb")
        self._shown: Pixels | None = None
        self._sequence = 0
        self._file.write(SIGNATURE)
        header = struct.pack(">II5B", outline.width, outline.height, *EIGHT_BIT_RGBA)
        self._write(b"IHDR", header)
        self._write(b"acTL", struct.pack(">II", outline.n_frames, 0))

    def add(self, frame: Pixels, seconds: float) -> None:
        """Write what changed."""
        is_first = self._shown is None
        box, patch = changed_patch(frame, self._shown)
        self._shown = frame
        place = (box.width, box.height, box.left, box.top)
        delay = (round(seconds * THOUSANDTHS), THOUSANDTHS, KEEP_FRAME, DRAW_OVER)
        self._write(b"fcTL", self._numbered() + struct.pack(">IIIIHHBB", *place, *delay))
        for data in _packed(patch):
            if is_first:
                self._write(b"IDAT", data)
            else:
                self._write(b"fdAT", self._numbered() + data)

    def finish(self) -> None:
        """Write the end."""
        self._write(b"IEND", b"")
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        self._file.close()

    def _numbered(self) -> bytes:
        number, self._sequence = self._sequence, self._sequence + 1
        return struct.pack(">I", number)

    def _write(self, kind: bytes, data: bytes) -> None:
        check = zlib.crc32(kind + data)
        self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check))


def _packed(pixels: Pixels) -> Iterator[bytes]:
    """Let Pillow pack pixels; give the data of the IDAT chunks it made."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=COMPRESSION)
    raw, place = buffer.getvalue(), len(SIGNATURE)
    while place < len(raw):
        (length,) = struct.unpack_from(">I", raw, place)
        if raw[place + 4 : place + 8] == b"IDAT":
            yield raw[place + 8 : place + 8 + length]
        place += length + 12
