"""Export animations: frames made in the window's thread, packed and written in another one."""

import contextlib
import logging
import queue
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from linreg_gui.lessons.hide_and_lock import Permissions
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import INTERNAL_ERROR, Callbacks, Task, Tasks
from linreg_gui.session.values import Notice, ThemeChoice
from linreg_gui.storage.animation import Outline, Pixels, check_animation
from linreg_gui.storage.errors import CancelledError, Progress, StorageError, shown_name
from linreg_gui.storage.mp4_file import has_video
from linreg_gui.views.exporting.animation_panel import AnimationPanel, AnimationWish
from linreg_gui.views.exporting.offscreen_window import (
    FilledWindow,
    OffscreenWindow,
    PictureOptions,
)
from linreg_gui.views.look.theme import DARK, LIGHT, Theme, system_theme
from linreg_gui.views.window.shell import WindowShell

logger = logging.getLogger(__name__)

WAITING_FRAMES = 2
"""Made but not yet packed: more would only fill the memory."""
PATIENCE_MILLISECONDS = 4
CANCEL_SECONDS = 0.02
"""How often who waits for a frame asks whether it is still wanted."""
FILTERS = ("GIF (*.gif)", "WebP (*.webp)", "Animated PNG (*.apng)")
VIDEO_FILTER = "MP4 video (*.mp4)"
VIDEO_MISSING_FILTER = "MP4 video, with linreg-gui[video] installed (*.mp4)"
AskWhere = Callable[[str, str, Sequence[str], Callable[[Path], None]], None]


class AnimationExport(QObject):
    """Asks what to show and where to save it, and makes one animation at a time.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    ask_where : callable
        Takes a title, the part of the document, the kinds of file, and what takes the path.
    build_views : callable
        Fills another shell with the views of another session.
    """

    def __init__(
        self,
        shell: WindowShell,
        session: Session,
        ask_where: AskWhere,
        build_views: Callable[[WindowShell, Session], FilledWindow],
    ) -> None:
        super().__init__(shell)
        self._session = session
        self._ask_where = ask_where
        self._build_views = build_views
        self._shell = shell
        self.job: AnimationJob | None = None

    @cached_property
    def panel(self) -> AnimationPanel:
        """The panel, made when it is first opened."""
        panel = AnimationPanel(self._shell)
        panel.wanted.connect(self._on_wanted)
        panel.cancelled.connect(self.cancel)
        return panel

    def ask(self) -> None:
        """Show the panel."""
        history = self._session.player.history
        self.panel.open_for(0 if history is None else history.last_epoch)

    @Slot()
    def cancel(self) -> None:
        """Stop what is being made, and leave nothing behind."""
        if self.job is not None:
            self.job.cancel()

    @Slot(object)
    def _on_wanted(self, wish: AnimationWish) -> None:
        video = VIDEO_FILTER if has_video() else VIDEO_MISSING_FILTER
        then = partial(self._make, wish)
        self._ask_where("Save animation", "descent", (*FILTERS, video), then)

    def _make(self, wish: AnimationWish, path: Path) -> None:
        options = PictureOptions(wish.pane, wish.size, self._theme(wish))
        try:
            window = OffscreenWindow(project_of(self._session.state()), options, self._build_views)
        except StorageError as error:
            self.panel.refuse(str(error))
            return
        hidden = self._session.gate.permissions.hidden
        # What a lesson hides is in no file.
        window.session.gate.set_permissions(Permissions(hidden))
        self.panel.set_busy(is_busy=True)
        self.job = AnimationJob(window, path, wish.epochs, wish.fps, self)
        self.job.progressed.connect(self.panel.show_progress)
        self.job.ended.connect(self._on_ended)
        self.job.start()

    def _theme(self, wish: AnimationWish) -> Theme:
        choice = self._session.view_options.theme
        if wish.is_dark is None and choice is ThemeChoice.SYSTEM:
            return system_theme()
        is_dark = choice is ThemeChoice.DARK if wish.is_dark is None else wish.is_dark
        return DARK if is_dark else LIGHT

    @Slot(str)
    def _on_ended(self, refusal: str) -> None:
        job, self.job = self.job, None
        assert job is not None
        self.panel.set_busy(is_busy=False)
        if refusal:
            self.panel.refuse(refusal)
        elif not job.is_cancelled:
            self.panel.hide()
            self._session.post_notice(Notice(f"Saved {shown_name(job.path)}."))
        job.deleteLater()


class AnimationJob(QObject):
    """Makes a frame whenever the window has nothing else to do, and writes the file meanwhile.

    Parameters
    ----------
    window : OffscreenWindow
        Taken over, and closed at the end.
    path : Path
    epochs : sequence of int
        One a frame.
    fps : float
    parent : QObject, optional
    """

    progressed = Signal(int, int)
    """Frames made, and all of them."""
    ended = Signal(str)
    """Why there is no file; empty when there is one, or when it was cancelled."""

    def __init__(
        self,
        window: OffscreenWindow,
        path: Path,
        epochs: Sequence[int],
        fps: float,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.is_cancelled = False
        self._window = window
        self._epochs = epochs
        self._n_made = 0
        self._refusal = ""
        self._frames: queue.Queue[Pixels] = queue.Queue(WAITING_FRAMES)
        self._tasks = Tasks("animation", self)
        self._task: Task | None = None
        size = window.options.size
        self._outline = Outline(size.width(), size.height(), fps, len(epochs))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)

    @property
    def n_frames(self) -> int:
        """How many frames there will be."""
        return len(self._epochs)

    def start(self) -> None:
        """Begin; ``ended`` is emitted later, after a refusal too."""
        try:
            check_animation(self.path, self._outline)
        except StorageError as error:
            self._refusal = str(error)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop at once, and leave nothing behind; returns when it has."""
        if not self._timer.isActive():
            return
        self.is_cancelled = True
        if self._task is not None:
            self._task.cancel()
        self._end("")

    @Slot()
    def _on_tick(self) -> None:
        try:
            self._go_on()
        except Exception:  # the timer repeats: the same frame would fail for ever
            logger.exception("A frame of an animation failed")
            self._end(INTERNAL_ERROR)

    def _go_on(self) -> None:
        self._timer.setInterval(PATIENCE_MILLISECONDS)
        if self._refusal:
            self._end(self._refusal)
        elif not self._window.is_ready:
            pass  # its epochs are still being computed
        elif self._task is None:
            self._begin()
        elif self._n_made < self.n_frames and not self._frames.full():
            self._timer.setInterval(0)
            self._frames.put(self._frame(self._epochs[self._n_made]))
            self._n_made += 1
            self.progressed.emit(self._n_made, self.n_frames)

    def _begin(self) -> None:
        self._window.settle()
        chosen = {self._epochs[0], self._epochs[self.n_frames // 2], self._epochs[-1]}
        samples = tuple(self._frame(epoch) for epoch in sorted(chosen))
        self._window.settle()  # words find their places anew, as if nothing had been shown before
        write = partial(self._write, replace(self._outline, samples=samples))
        self._task = self._tasks.start(write, Callbacks(self._on_written, self._end))

    def _on_written(self, _nothing: object) -> None:
        self._end("")

    def _end(self, refusal: str) -> None:
        self._timer.stop()
        self._tasks.shutdown()
        self._window.close()
        self.ended.emit(refusal)

    def _frame(self, epoch: int) -> Pixels:
        return pixels_of(self._window.image(epoch, is_growing=True))

    # ---- in the other thread

    def _write(self, outline: Outline, report: Progress) -> None:
        from linreg_gui.storage.animation_file import write_animation

        is_wanted = partial(report, 0.0)
        write_animation(self.path, outline, self._taken(is_wanted), is_wanted)

    def _taken(self, is_wanted: Callable[[], bool]) -> Iterator[Pixels]:
        for _ in range(self.n_frames):
            frame = None
            while frame is None:
                if not is_wanted():
                    raise CancelledError("The animation was cancelled; nothing was written.")
                with contextlib.suppress(queue.Empty):
                    frame = self._frames.get(timeout=CANCEL_SECONDS)
            yield frame


def pixels_of(image: QImage) -> Pixels:
    """Return red, green and blue of an image, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width = plain.height(), plain.width()
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()
