"""From the wish for an animation to its file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ThemeChoice
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.mp4_file import has_video
from linreg_gui.views.exporting.export_dialog import SaveDialog
from linreg_gui.views.exporting.export_panel import AnimationPanel
from linreg_gui.views.exporting.export_studio import Furnished, Staging, Studio
from linreg_gui.views.exporting.export_wish import AnimationWish
from linreg_gui.views.look.theme import DARK, LIGHT, Theme, system_theme
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from linreg_gui.views.exporting.export_animation import AnimationJob

FILTERS = ("GIF (*.gif)", "WebP (*.webp)", "Animated PNG (*.apng)")
VIDEO_FILTER = "MP4 video (*.mp4)"
VIDEO_MISSING_FILTER = "MP4 video, with linreg-gui[video] installed (*.mp4)"


class Film(QObject):
    """Asks what and where, and makes one animation at a time.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    dialog : SaveDialog
    furnish : callable
        Fills another shell with the views of another session.
    """

    def __init__(
        self,
        shell: WindowShell,
        session: Session,
        dialog: SaveDialog,
        furnish: Callable[[WindowShell, Session], Furnished],
    ) -> None:
        super().__init__(shell)
        self._session = session
        self._dialog = dialog
        self._furnish = furnish
        self.panel = AnimationPanel(shell)
        self.job: AnimationJob | None = None
        self.panel.wanted.connect(self._on_wanted)
        self.panel.cancelled.connect(self.cancel)

    def ask(self) -> None:
        """Show the panel."""
        history = self._session.history
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
        self._dialog.ask("Save animation", "descent", (*FILTERS, video), then)

    def _make(self, wish: AnimationWish, path: Path, _chosen: str) -> None:
        staging = Staging(wish.pane, wish.size, self._theme(wish))
        try:
            studio = Studio(project_of(self._session), staging, self._furnish)
        except StorageError as error:
            self.panel.refuse(str(error))
            return
        from linreg_gui.views.exporting.export_animation import AnimationJob

        self.panel.set_busy(is_busy=True)
        self.job = AnimationJob(studio, path, wish.epochs, wish.fps)
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
