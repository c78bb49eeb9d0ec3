"""Animated WebP, frame by frame: https://developers.google.com/speed/webp/docs/riff_container."""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from linreg_gui.storage.animation_frames import Outline, Pixels, changed_patch

HAS_ALPHA, HAS_ANIMATION = 0x10, 0x02
EVENS = 2
"""Where a frame is put is counted in twos."""
BACKGROUND, LOOP_FOR_EVER = 0, 0
BLEND = 0
EFFORT = {"lossless": True, "quality": 20, "method": 2}
"""Of packing without loss: more takes five times as long for a tenth less."""


class WebpWriter:
    """Writes a WebP that plays again and again.

    Parameters
    ----------
    path : Path
    outline : Outline
    """

    def __init__(self, path: Path, outline: Outline) -> None:
        self._file = path.open("wb")
        self._shown: Pixels | None = None
        self._file.write(b"RIFF\x00\x00\x00\x00WEBP")
        size = _three_bytes(outline.width - 1) + _three_bytes(outline.height - 1)
        self._write(b"VP8X", struct.pack("<I", HAS_ALPHA | HAS_ANIMATION) + size)
        self._write(b"ANIM", struct.pack("<IH", BACKGROUND, LOOP_FOR_EVER))

    def add(self, frame: Pixels, seconds: float) -> None:
        """Write what changed."""
        box, patch = changed_patch(frame, self._shown, EVENS)
        self._shown = frame
        numbers = (box.left // EVENS, box.top // EVENS, box.width - 1, box.height - 1)
        head = b"".join(map(_three_bytes, (*numbers, round(1000 * seconds))))
        self._write(b"ANMF", head + bytes([BLEND]) + b"".join(_packed(patch)))

    def finish(self) -> None:
        """Write down how long the file became."""
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, kind: bytes, data: bytes) -> None:
        self._file.write(kind + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2))


def _three_bytes(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _packed(pixels: Pixels) -> Iterator[bytes]:
    """Let Pillow pack pixels with transparency; give the chunks that hold them."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", **EFFORT)
    raw, place = buffer.getvalue(), 12
    while place < len(raw):
        (length,) = struct.unpack_from("<I", raw, place + 4)
        end = place + 8 + length + length % 2
        if raw[place : place + 4] in {b"ALPH", b"VP8 ", b"VP8L"}:
            yield raw[place:end]
        place = end
