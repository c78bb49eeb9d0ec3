"""Animations of every format: what is written is what Pillow reads, or nothing is left behind."""

import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from linreg_gui.storage import animation
from linreg_gui.storage.animation import (
    ANIMATION_SUFFIXES,
    FASTEST,
    HOLD_SECONDS,
    MOST_FRAMES,
    Outline,
    Pixels,
)
from linreg_gui.storage.animation_file import ColourNumbers, changes, palette_of, write_animation
from linreg_gui.storage.errors import CancelledError, StorageError
from tests.storage.children import run

LOSSLESS = (".gif", ".apng", ".webp")
WHITE, RED, BLACK = (255, 255, 255), (217, 86, 11), (0, 0, 0)


def a_dot_that_moves(n_frames: int = 7, width: int = 41, height: int = 23) -> list[Pixels]:
    """Draw a red dot going right; frame 3 is that before it once more."""
    frames = []
    for number in range(n_frames):
        frame = np.full((height, width, 3), WHITE, np.uint8)
        frame[::4] = BLACK
        left = 2 * (number if number != 3 else 2) + 1
        frame[5:9, left : left + 4] = RED
        frames.append(frame)
    return frames


def outline_of(frames: list[Pixels], fps: float = 20.0) -> Outline:
    height, width, _ = frames[0].shape
    return Outline(width, height, fps, len(frames), (frames[0], frames[-1]))


def read(path: Path) -> tuple[list[Pixels], list[float]]:
    """Return the frames and the milliseconds at which each begins, and the last one ends.

    A frame that is the one before it once more is that one, shown longer.
    """
    with Image.open(path) as image:
        shown, times = [], [0.0]
        for frame in ImageSequence.Iterator(image):
            shown.append(np.asarray(frame.convert("RGB")))
            times.append(times[-1] + frame.info["duration"])
        assert image.info.get("loop") == 0
    return shown, times


def shown_at(shown: list[Pixels], times: list[float], milliseconds: float) -> Pixels:
    """Return the frame that is seen at a moment."""
    return shown[int(np.searchsorted(times, milliseconds, side="right")) - 1]


@pytest.mark.parametrize("suffix", LOSSLESS)
@pytest.mark.parametrize("size", [(41, 23), (2, 9), (3, 9), (300, 200)])
def test_frames_come_back_as_they_were(tmp_path: Path, suffix: str, size: tuple[int, int]) -> None:
    frames = a_dot_that_moves(7, *size)
    path = tmp_path / f"run{suffix}"
    write_animation(path, outline_of(frames), iter(frames))
    shown, times = read(path)
    for number, expected in enumerate(frames):
        for moment in (50 * number + 1, 50 * number + 49):
            np.testing.assert_array_equal(shown_at(shown, times, moment), expected)
    np.testing.assert_array_equal(shown[-1], frames[-1])
    assert set(times[:-1]) <= {50.0 * number for number in range(7)}
    assert times[-1] == 300 + 1000 * HOLD_SECONDS


@pytest.mark.parametrize("suffix", LOSSLESS)
@pytest.mark.parametrize(("n_frames", "size"), [(1, (41, 23)), (7, (1, 1))])
def test_what_does_not_move_is_a_picture(
    tmp_path: Path, suffix: str, n_frames: int, size: tuple[int, int]
) -> None:
    frames = a_dot_that_moves(n_frames, *size)
    path = tmp_path / f"run{suffix}"
    write_animation(path, outline_of(frames), iter(frames))
    with Image.open(path) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), frames[0])


@pytest.mark.parametrize(("suffix", "unit"), [(".gif", 10.0), (".apng", 1.0), (".webp", 1.0)])
@pytest.mark.parametrize("fps", [30.0, 7.0, FASTEST])
def test_frames_begin_when_they_should_though_formats_count_in_whole_units(
    tmp_path: Path, suffix: str, unit: float, fps: float
) -> None:
    frames = a_dot_that_moves(32, 70)
    del frames[3]
    path = tmp_path / f"run{suffix}"
    write_animation(path, outline_of(frames, fps), iter(frames))
    _, times = read(path)
    begins = 1000 * np.arange(31) / fps
    np.testing.assert_allclose(times[:-1], begins, atol=unit / 2 + 1e-6)
    assert times[-1] - times[-2] == 1000 * HOLD_SECONDS


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_what_stands_still_for_minutes_is_written(tmp_path: Path, suffix: str) -> None:
    still = np.full((5, 7, 3), WHITE, np.uint8)
    frames = [still] * 299 + [np.zeros_like(still)]
    path = tmp_path / f"run{suffix}"
    write_animation(path, outline_of(frames, fps=0.5), iter(frames))
    shown, times = read(path)
    assert times[-1] == 598_000 + 1000 * HOLD_SECONDS
    np.testing.assert_array_equal(shown_at(shown, times, 597_000), still)
    np.testing.assert_array_equal(shown_at(shown, times, 598_001), frames[-1])


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_frames_are_taken_one_by_one_and_none_twice(tmp_path: Path, suffix: str) -> None:
    """No format takes all frames at once: they are made while others are packed."""
    alive: list[object] = []

    def made() -> Iterator[Pixels]:
        for frame in a_dot_that_moves(20):
            fresh = frame.copy()
            alive[:] = [each for each in alive if each() is not None]  # type: ignore[operator]
            assert len(alive) <= 3
            alive.append(weakref.ref(fresh))
            yield fresh
            del fresh

    write_animation(tmp_path / f"run{suffix}", outline_of(a_dot_that_moves(20)), made())
    assert not [each for each in alive if each() is not None]  # type: ignore[operator]


def test_a_gif_shows_white_as_white_among_thousands_of_colours() -> None:
    shades = np.arange(4096, dtype=np.uint32)
    frame = np.full((128, 64, 3), WHITE, np.uint8)
    frame[:64, :, 2] = (shades % 256).reshape(64, 64)
    frame[:64, :, 1] = (shades // 16).reshape(64, 64)
    palette = palette_of((frame,))
    shown = palette[ColourNumbers(palette).of(frame)].astype(int)
    np.testing.assert_array_equal(shown[64:], frame[64:])
    assert np.abs(shown - frame).mean() < 6


def test_the_palette_repeats_its_first_colour_in_place_of_transparent() -> None:
    frame = np.zeros((2, 2, 3), np.uint8)
    frame[0, 0] = RED
    palette = palette_of((frame,))
    assert palette.shape == (3, 3)
    np.testing.assert_array_equal(palette[2], palette[0])
    assert set(ColourNumbers(palette).of(frame).ravel()) == {0, 1}


def test_a_change_is_transparent_where_nothing_changed() -> None:
    before = np.zeros((4, 4, 3), np.uint8)
    after = before.copy()
    after[1, 1] = after[2, 3] = RED
    whole, patch, nothing = changes([before, after, after])
    assert (whole[..., 3] == 255).all()
    assert not nothing.any()
    assert {tuple(place) for place in np.argwhere(patch[..., 3] == 255)} == {(1, 1), (2, 3)}
    assert patch[1, 1].tolist() == patch[2, 3].tolist() == [*RED, 255]


# ---- refusals


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("run.avi", {}, "must end in .gif, .apng, .webp, .mp4"),
        ("run", {}, "must end in"),
        ("run.gif", {"n_frames": 0}, "1 to 1,000 frames"),
        ("run.gif", {"n_frames": MOST_FRAMES + 1}, "has 1 to 1,000 frames"),
        ("run.gif", {"n_frames": MOST_FRAMES, "fps": 1.6}, "takes at most 10 minutes"),
        ("run.gif", {"n_frames": 300, "width": 3840, "height": 2160}, "at most 120 frames"),
        ("run.apng", {"n_frames": 417, "width": 1000, "height": 600}, "at most 416 frames"),
        ("run.gif", {"fps": 0.0}, "frames a second"),
        ("run.gif", {"fps": FASTEST + 1}, "at most 50 frames a second"),
        ("run.gif", {"width": 0, "height": 0}, "0 × 0 pixels"),
        ("run.gif", {"width": 30_000, "height": 30_000}, "30,000 × 30,000 pixels"),
        ("run.gif", {"width": 20_000, "height": 2}, "16,383 on a side"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_first_frame(
    tmp_path: Path, name: str, change: dict[str, float], words: str
) -> None:
    values: dict[str, Any] = {"width": 10, "height": 10, "fps": 10.0, "n_frames": 2, **change}
    with pytest.raises(StorageError, match=words):
        write_animation(tmp_path / name, Outline(**values), iter(()))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_what_breaks_off_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"old")
    frames = a_dot_that_moves()

    def breaking_off() -> Iterator[Pixels]:
        yield from frames[:3]
        raise InterruptedError

    with pytest.raises(StorageError):
        write_animation(path, outline_of(frames), breaking_off())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_a_cancel_while_frames_are_packed_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"old")
    frames = a_dot_that_moves()
    answers = [*[True] * (suffix != ".webp"), False]  # a WebP is written in one piece
    with pytest.raises(CancelledError):
        write_animation(path, outline_of(frames), iter(frames), lambda: answers.pop(0))
    assert not answers
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import numpy as np
from pathlib import Path
from linreg_gui.storage.animation import Outline
from linreg_gui.storage.animation_file import write_animation
from linreg_gui.storage.errors import StorageError
frames = np.random.default_rng(1).integers(0, 255, (8, 90, 120, 3), np.uint8)
path = Path(sys.argv[1])
try:
    write_animation(path, Outline(120, 90, 20.0, 8, (frames[0],)), iter(frames))
except StorageError as error:
    print(error)
print(path.read_bytes() == b"old", len(list(path.parent.iterdir())))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
@pytest.mark.parametrize("suffix", LOSSLESS)
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"old")
    said = run(LIMITED, path)
    assert "would be too large for this disk" in said
    assert said.endswith("True 1\n")


# ---- MP4


def test_mp4_without_its_package_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(animation, "has_video", lambda: False)
    frames = a_dot_that_moves()
    with pytest.raises(StorageError, match=r"pip install \"linreg-gui\[video\]\""):
        write_animation(tmp_path / "run.mp4", outline_of(frames), iter(frames))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put a program of our own in the place of ffmpeg."""
    tool = folder / "ffmpeg"
    tool.write_text(f"#!{sys.executable}\nimport sys\n{program}\n")
    tool.chmod(0o755)
    package = ModuleType("imageio_ffmpeg")
    package.get_ffmpeg_exe = lambda: str(tool)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", package)
    monkeypatch.setattr(animation, "has_video", lambda: True)


COUNT = "open(sys.argv[-1], 'w').write(str(len(sys.stdin.buffer.read())))"
FULL = (
    "sys.stdin.buffer.read(100); sys.exit('av_interleaved_write_frame(): No space left on device')"
)
BROKEN = "sys.stdin.buffer.read(); sys.exit('Unknown encoder')"


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for a program")
def test_mp4_hands_every_frame_over_and_holds_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    stand_in(tmp_path, monkeypatch, COUNT)
    frames = a_dot_that_moves()
    path = tmp_path / "out" / "run.mp4"
    write_animation(path, outline_of(frames), iter(frames))
    assert int(path.read_text()) == (6 + 20 * HOLD_SECONDS) * 42 * 24 * 3


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for a program")
@pytest.mark.parametrize(
    ("program", "words"), [(FULL, "the disk is full"), (BROKEN, "“Unknown encoder”")]
)
def test_mp4_says_why_ffmpeg_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    (tmp_path / "out").mkdir()
    stand_in(tmp_path, monkeypatch, program)
    frames = a_dot_that_moves(7, 800, 600)
    with pytest.raises(StorageError, match=words):
        write_animation(tmp_path / "out" / "run.mp4", outline_of(frames), iter(frames))
    assert not list((tmp_path / "out").iterdir())


def test_mp4_without_a_program_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, COUNT)
    (tmp_path / "ffmpeg").unlink()
    frames = a_dot_that_moves()
    with pytest.raises(StorageError, match="ffmpeg does not run here"):
        write_animation(tmp_path / "run.mp4", outline_of(frames), iter(frames))


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for a program")
def test_mp4_that_breaks_off_ends_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, COUNT)
    path = tmp_path / "run.mp4"
    frames = a_dot_that_moves()

    def breaking_off() -> Iterator[Pixels]:
        yield frames[0]
        raise InterruptedError

    with pytest.raises(StorageError):
        write_animation(path, outline_of(frames), breaking_off())
    assert not path.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its reader's pipes
def test_a_real_mp4_can_be_played(tmp_path: Path) -> None:
    video = pytest.importorskip("imageio_ffmpeg")
    frames = a_dot_that_moves(12, 41, 23)
    path = tmp_path / "run.mp4"
    write_animation(path, outline_of(frames), iter(frames))
    reader = video.read_frames(str(path))
    size = next(reader)["source_size"]
    assert size == (42, 24)
    shown = [np.frombuffer(raw, np.uint8).reshape(24, 42, 3) for raw in reader]
    assert len(shown) == 11 + 20 * HOLD_SECONDS
    assert np.abs(shown[0][:23, :41].astype(int) - frames[0]).mean() < 12
    # Frame 3 is that before it once more: what is nearest is the first of the two.
    nearest = [
        int(np.argmin([np.abs(each[:23, :41].astype(int) - frame).sum() for frame in frames]))
        for each in shown
    ]
    assert nearest[:12] == [0, 1, 2, 2, *range(4, 12)]
    assert set(nearest[12:]) == {11}


def test_all_suffixes_are_known() -> None:
    assert (*LOSSLESS, ".mp4") == ANIMATION_SUFFIXES
