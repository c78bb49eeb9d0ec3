"""MP4 through the ffmpeg that the optional package imageio-ffmpeg brings along."""

import contextlib
import errno
import importlib
import importlib.util
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from linreg_gui.storage.animation_frames import Outline, Pixels
from linreg_gui.storage.errors import StorageError, one_line

QUALITY = "18"
"""The constant rate factor: at 18 no difference is seen."""


class Mp4Writer:
    """Writes H.264 that plays everywhere.

    Parameters
    ----------
    path : Path
    outline : Outline

    Raises
    ------
    StorageError
        If there is no ffmpeg that runs here.
    """

    def __init__(self, path: Path, outline: Outline) -> None:
        self._fps = outline.fps
        self._says = tempfile.TemporaryFile()  # noqa: SIM115 - closed by abandon
        width, height = outline.width + outline.width % 2, outline.height + outline.height % 2
        source = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height}".split()
        packing = f"-an -c:v libx264 -pix_fmt yuv420p -crf {QUALITY}".split()
        try:
            command = [
                *(_ffmpeg(), "-v", "error", "-y", *source, "-r", f"{outline.fps:.6g}", "-i", "-"),
                *(*packing, "-movflags", "+faststart", "-f", "mp4", str(path)),
            ]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._says
            )
        except (OSError, RuntimeError):
            self._says.close()
            raise StorageError("MP4 cannot be written: ffmpeg does not run here.") from None

    def add(self, frame: Pixels, seconds: float) -> None:
        """Hand the frame over, as often as it takes to stay that long."""
        assert self._process.stdin is not None
        # Colour has half the resolution, so players want even sides.
        margins = [(0, side % 2) for side in frame.shape[:2]]
        whole = np.pad(frame, [*margins, (0, 0)], mode="edge").tobytes()
        try:
            for _ in range(max(1, round(seconds * self._fps))):
                self._process.stdin.write(whole)
        except BrokenPipeError:
            self._end()
            raise self._refusal() from None

    def finish(self) -> None:
        """Wait until all is on the disk."""
        self._end()
        if self._process.returncode:
            raise self._refusal()

    def abandon(self) -> None:
        """Stop it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._says.close()

    def _end(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _refusal(self) -> OSError | StorageError:
        """Say why it stopped; a full disk is the usual reason."""
        self._says.seek(0)
        said = self._says.read().decode("utf-8", "replace")
        if "No space left" in said:
            return OSError(errno.ENOSPC, "")
        line = (said.strip().splitlines() or ["it gave no reason"])[-1]
        return StorageError(f"MP4 could not be written: ffmpeg says “{one_line(line)}”.")


def has_video() -> bool:
    """Tell whether MP4 can be written."""
    return importlib.util.find_spec("imageio_ffmpeg") is not None


def _ffmpeg() -> str:
    found: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    return found
