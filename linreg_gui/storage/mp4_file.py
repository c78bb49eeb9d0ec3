"""MP4 through the ffmpeg that the optional package imageio-ffmpeg brings along."""

import contextlib
import errno
import importlib
import importlib.util
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from linreg_gui.storage.errors import StorageError, one_line

QUALITY = "18"
"""The constant rate factor: at 18 no difference is seen."""


def write_mp4(
    path: Path, frames: Iterable[NDArray[np.uint8]], fps: float, repeats: Sequence[int]
) -> None:
    """Write H.264 that plays everywhere.

    Parameters
    ----------
    path : Path
    frames : iterable of ndarray, shape (height, width, 3)
        When taking the next one raises, ffmpeg is ended.
    fps : float
        Frames a second.
    repeats : sequence of int
        How many times each frame is shown.

    Raises
    ------
    StorageError
        If there is no ffmpeg that runs here, or it refuses.
    OSError
        If the disk is full.
    """
    with tempfile.TemporaryFile() as messages:
        process: subprocess.Popen[bytes] | None = None
        try:
            for frame, times in zip(frames, repeats, strict=True):
                # Colour has half the resolution, so players want even sides.
                margins = [(0, side % 2) for side in frame.shape[:2]]
                even = np.pad(frame, [*margins, (0, 0)], mode="edge")
                process = process or _started(path, even.shape, fps, messages)
                _feed(process, even.tobytes(), times)
            if process is not None:
                _close_input(process)
                process.wait()
        except BrokenPipeError:
            assert process is not None
            process.wait()
        finally:
            if process is not None:
                _end(process)
        if process is not None and process.returncode:
            raise _refusal(messages)


def _started(
    path: Path, shape: tuple[int, ...], fps: float, messages: IO[bytes]
) -> subprocess.Popen[bytes]:
    height, width, _ = shape
    source = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {fps:.6g} -i -".split()
    packing = f"-an -c:v libx264 -pix_fmt yuv420p -crf {QUALITY}".split()
    target = ["-movflags", "+faststart", "-f", "mp4", str(path)]
    try:
        command = [_ffmpeg(), "-v", "error", "-y", *source, *packing, *target]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=messages
        )
    except (OSError, RuntimeError):
        raise StorageError("MP4 cannot be written: ffmpeg does not run here.") from None


def _feed(process: subprocess.Popen[bytes], frame: bytes, times: int) -> None:
    assert process.stdin is not None
    for _ in range(times):
        process.stdin.write(frame)


def _close_input(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop ffmpeg if it still runs."""
    if process.poll() is None:
        process.kill()
        process.wait()
    with contextlib.suppress(OSError):
        _close_input(process)


def _refusal(messages: IO[bytes]) -> OSError | StorageError:
    """Say why ffmpeg stopped; a full disk is the usual reason."""
    messages.seek(0)
    said = messages.read().decode("utf-8", "replace")
    if "No space left" in said:
        return OSError(errno.ENOSPC, "")
    line = (said.strip().splitlines() or ["it gave no reason"])[-1]
    return StorageError(f"MP4 could not be written: ffmpeg says “{one_line(line)}”.")


def has_video() -> bool:
    """Return whether MP4 can be written."""
    return importlib.util.find_spec("imageio_ffmpeg") is not None


def _ffmpeg() -> str:
    found: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    return found
