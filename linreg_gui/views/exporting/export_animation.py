"""An animation being made: frames in the window's thread, files in another one."""

import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from linreg_gui.storage.animation import check_animation, write_animation
from linreg_gui.storage.animation_frames import Outline, Pixels
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.exporting.export_studio import Studio

logger = logging.getLogger(__name__)

WAITING_FRAMES = 2
"""Made but not yet written: more would only fill the memory."""
PATIENCE_MILLISECONDS = 4
INTERNAL_ERROR = "The animation could not be made because of an internal error."


class AnimationJob(QObject):
    """Makes a frame whenever the window has nothing else to do.

    Parameters
    ----------
    studio : Studio
        Taken over, and closed at the end.
    path : Path
    epochs : sequence of int
        One a frame.
    fps : float
    """

    progressed = Signal(int, int)
    """Frames made, and all of them."""
    ended = Signal(str)
    """Why there is no file; empty when there is one, or when it was cancelled."""

    def __init__(self, studio: Studio, path: Path, epochs: Sequence[int], fps: float) -> None:
        super().__init__()
        self.path = path
        self.is_cancelled = False
        self._studio = studio
        self._epochs = epochs
        self._n_made = 0
        self._refusal = ""
        self._frames: queue.Queue[Pixels | None] = queue.Queue(WAITING_FRAMES)
        self._thread: threading.Thread | None = None
        size = studio.staging.size
        self._outline = Outline(size.width(), size.height(), fps, len(epochs), ())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)

    @property
    def n_frames(self) -> int:
        """How many frames there will be."""
        return len(self._epochs)

    def start(self) -> None:
        """Begin; everything else is told by ``ended``, even a refusal."""
        try:
            check_animation(self.path, self._outline)
        except StorageError as error:
            self._refusal = str(error)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop at once, and leave nothing behind; returns when it has."""
        if self._timer.isActive():
            self.is_cancelled = True
            self._end()

    @Slot()
    def _on_tick(self) -> None:
        if self._refusal or (self._thread is not None and not self._thread.is_alive()):
            self._end()
        elif not self._studio.is_ready:
            self._timer.setInterval(PATIENCE_MILLISECONDS)
        elif self._thread is None:
            self._begin()
        elif self._n_made < self.n_frames and not self._frames.full():
            self._timer.setInterval(0)
            self._frames.put(self._frame(self._epochs[self._n_made]))
            self._n_made += 1
            self.progressed.emit(self._n_made, self.n_frames)
        else:
            self._timer.setInterval(PATIENCE_MILLISECONDS)

    def _begin(self) -> None:
        self._studio.settle()
        chosen = {self._epochs[0], self._epochs[self.n_frames // 2], self._epochs[-1]}
        samples = tuple(self._frame(epoch) for epoch in sorted(chosen))
        outline = replace(self._outline, samples=samples)
        self._thread = threading.Thread(target=self._write, args=(outline,), name="animation")
        self._thread.start()

    def _end(self) -> None:
        self._timer.stop()
        if self._thread is not None:
            while self._thread.is_alive():
                self._give_up_waiting()
            self._thread.join()
        self._studio.close()
        self.ended.emit("" if self.is_cancelled else self._refusal)

    def _give_up_waiting(self) -> None:
        """Let the thread find the end of the frames instead of the next one."""
        try:
            self._frames.put(None, timeout=PATIENCE_MILLISECONDS / 1000)
        except queue.Full:
            self._frames.get()

    def _frame(self, epoch: int) -> Pixels:
        return pixels_of(self._studio.image(epoch))

    # ---- in the other thread

    def _write(self, outline: Outline) -> None:
        try:
            write_animation(self.path, outline, self._taken())
        except StorageError as error:
            self._refusal = str(error)
        except _CancelledError:
            pass
        except Exception:  # the window must hear of it
            logger.exception("An animation failed")
            self._refusal = INTERNAL_ERROR

    def _taken(self) -> Iterator[Pixels]:
        for _ in range(self.n_frames):
            frame = self._frames.get()
            if frame is None:
                raise _CancelledError
            yield frame


class _CancelledError(Exception):
    """Nobody waits for the file any more."""


def pixels_of(image: QImage) -> Pixels:
    """Give red, green and blue of an image, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width = plain.height(), plain.width()
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()
