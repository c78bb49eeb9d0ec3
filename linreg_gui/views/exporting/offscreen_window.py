"""A second window that is never on the screen: pictures of other epochs are taken of it.

The window on the screen stays as it is, and the pictures depend on neither its size nor its zoom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.session.project_state import state_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import ThemeChoice
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.views.exporting.picture_painting import (
    Pane,
    Subject,
    check_size,
    image_of,
    lay_out,
    size_text,
)
from linreg_gui.views.exporting.plots_picture import SMALLEST, plots_subject
from linreg_gui.views.look.style_sheet import apply_theme_inside
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.window.shell import WindowShell

LEAST_PANE = QSize(320, 240)
"""In logical pixels; a smaller picture shows a pane of this size, smaller."""
LEAST = {Pane.PLOTS: SMALLEST}
LONGEST_LAYOUT = 16_000


class FilledWindow(Protocol):
    """What pictures need of a shell with its views."""

    clock: FrameClock

    def make_cards(self) -> None:
        """Make all cards, shown or not."""

    def settle(self) -> None:
        """Render everything at once and end every animation."""

    def subjects(self) -> Mapping[Pane, Subject]:
        """Return what pictures can be made of."""


@dataclass(frozen=True)
class PictureOptions:
    """How pictures look.

    Attributes
    ----------
    pane : Pane
    size : QSize
        In pixels.
    theme : Theme
    """

    pane: Pane
    size: QSize
    theme: Theme


class OffscreenWindow:
    """A window that shows any epoch of a project, at any size.

    Parameters
    ----------
    project : Project
    options : PictureOptions
    build_views : callable
        Fills a shell with the views of a session.

    Raises
    ------
    StorageError
        If there can be no picture of that size.
    """

    def __init__(
        self,
        project: Project,
        options: PictureOptions,
        build_views: Callable[[WindowShell, Session], FilledWindow],
    ) -> None:
        check_size(options.size)
        self.options = options
        self._shell = WindowShell()
        self.session = Session()
        # On any failure: the session's thread must not outlive a window that nobody can close.
        try:
            self._session_options(project)
            self._content = build_views(self._shell, self.session)
            self._subject = self._subject_of(options)
        except BaseException:
            self._discard(self._shell)
            raise
        try:
            self._set_up(self._subject.widget)
        except BaseException:
            self.close()
            raise

    def _subject_of(self, options: PictureOptions) -> Subject:
        if options.pane is Pane.PLOTS:
            return plots_subject(self.subjects, self._content.clock, options.theme)
        return self.subjects[options.pane]

    @property
    def is_ready(self) -> bool:
        """Whether all epochs of all runs are there: many are computed in the background."""
        return self.session.is_settled

    @property
    def content(self) -> FilledWindow:
        """The panes and cards that fill the window."""
        return self._content

    @property
    def subjects(self) -> Mapping[Pane, Subject]:
        """What pictures can be made of."""
        return self._content.subjects()

    def show(self, epoch: int, *, is_growing: bool = False) -> Subject:
        """Show an epoch, for a picture to be taken of it."""
        if is_growing:
            self.session.player.stand_at(epoch)
        else:
            self.session.player.seek(epoch)
        self.session.post_notice(None)
        self._content.clock.render_now()
        lay_out()
        self._content.clock.render_now()  # what was given another size
        if not is_growing:
            self._content.settle()  # as if nothing had been shown before
        return self._subject

    def image(self, epoch: int, *, is_growing: bool = False) -> QImage:
        """Take a picture of an epoch; growing curves end there, as in a race."""
        return image_of(self.show(epoch, is_growing=is_growing), self.options.size)

    def settle(self) -> None:
        """Frame in each pane all that it shows now."""
        self.session.post_notice(None)
        self._content.settle()

    def close(self) -> None:
        """Stop the session and delete the window."""
        self._content.clock.stop()
        self._discard(self._subject.widget, self._shell)

    def _discard(self, *widgets: QWidget) -> None:
        self.session.shutdown()
        for widget in dict.fromkeys(widgets):  # the shell may itself be what pictures show
            widget.close()
            widget.deleteLater()

    def _session_options(self, project: Project) -> None:
        theme = ThemeChoice.DARK if self.options.theme.is_dark else ThemeChoice.LIGHT
        session = self.session
        session.change_view_options(theme=theme)
        session.open_state(state_of(project))

    def _set_up(self, widget: QWidget) -> None:
        if widget is not self._shell:
            widget.setParent(None)
        self._content.make_cards()  # now: later they would not get the theme
        for hidden in {widget, self._shell}:
            hidden.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            hidden.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
            apply_theme_inside(hidden, self.options.theme)
        self.settle()
        lay_out()
        least = LEAST.get(self.options.pane, LEAST_PANE)
        if widget is self._shell:
            least = self._shell.minimumSizeHint()
        widget.resize(layout_size(self.options.size, least))
        widget.show()
        QApplication.processEvents()
        self.settle()


def layout_size(pixels: QSize, least: QSize) -> QSize:
    """Return the size a window is laid out with, for a picture of some pixels.

    Parameters
    ----------
    pixels : QSize
    least : QSize
        The smallest that it can be laid out with.

    Raises
    ------
    StorageError
        If the picture is far too narrow.
    """
    factor = max(1.0, least.width() / pixels.width(), least.height() / pixels.height())
    size = QSize(ceil(pixels.width() * factor), ceil(pixels.height() * factor))
    if max(size.width(), size.height()) > LONGEST_LAYOUT:
        raise StorageError(f"A picture of {size_text(pixels)} pixels is too narrow to show that.")
    return size
