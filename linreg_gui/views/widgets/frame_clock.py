"""The frame clock: changes of a session are rendered once per display frame."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from linreg_gui.session.frame import Frame, is_same
from linreg_gui.session.session import Session
from linreg_gui.views.look.theme import Theme

logger = logging.getLogger(__name__)

FRAME_MILLISECONDS = 16


@dataclass(frozen=True, eq=False)
class ThemedFrame(Frame):
    """One moment of a session, and the look it is drawn with."""

    theme: Theme


class View(Protocol):
    """Something drawn from frames."""

    @property
    def drawn_fields(self) -> tuple[str, ...]:
        """The fields of a frame that it draws: it is rendered when one of them changes."""

    def render_frame(self, frame: ThemedFrame) -> None:
        """Draw a frame."""


class FrameClock(QObject):
    """Render the views that a change concerns, at most once per display frame.

    The first change after rest is rendered at the end of the event that made it, the following
    ones once a frame. A still window costs nothing.

    Parameters
    ----------
    session : Session
    theme : Theme
    parent : QObject, optional
    """

    def __init__(self, session: Session, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self.theme = session, theme
        self.drawn = self.frame()
        """The frame rendered last."""
        self._is_stopped = False
        self._entries: list[_Entry] = []
        self._since_frame = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.render_now)
        session.changed.connect(self.request)

    def add(self, view: View, drawn: ThemedFrame | None = None) -> Callable[..., None]:
        """Render a view from now on whenever a field that it draws changes.

        Parameters
        ----------
        view : View
        drawn : ThemedFrame, optional
            The frame it shows already; without one it is rendered in the next frame.

        Returns
        -------
        callable
            With it the view asks for the next frame itself; its arguments are ignored.
        """
        entry = _Entry(view, drawn)
        self._entries.append(entry)

        def ask(*_ignored: object) -> None:
            entry.has_asked = True
            self.request()

        if drawn is None:
            ask()
        return ask

    def frame(self) -> ThemedFrame:
        """Return the present moment."""
        return ThemedFrame(**vars(self._session.frame()), theme=self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme from the next frame on."""
        self.theme = theme
        self.request()

    def stop(self) -> None:
        """Render no more frames: the window is gone."""
        self._is_stopped = True
        self._timer.stop()

    @Slot()
    def request(self) -> None:
        """Render a frame soon: something may have changed.

        By a timer in any case: one event may change ten things, which are rendered once, and the
        blocks of a fast run are taken before they are drawn, not each with a frame of its own.
        """
        if not (self._is_stopped or self._timer.isActive()):
            self._timer.start(max(0, self._wait_milliseconds()))

    @Slot()
    def render_now(self) -> None:
        """Render what has changed, without waiting for the frame.

        Each view is rendered, also when one before it fails; then the first error is raised,
        and the others are logged.
        """
        self._timer.stop()
        self._since_frame.start()
        frame = self.frame()
        due = [entry for entry in self._entries if entry.is_due(frame)]
        for entry in due:
            entry.has_asked = False  # before any is rendered: one may ask for another
        errors = [error for entry in due if (error := entry.error_of_rendering(frame)) is not None]
        for error in errors[1:]:
            logger.error("Another view failed in the same frame", exc_info=error)
        self.drawn = frame
        if errors:
            raise errors[0]

    def _wait_milliseconds(self) -> int:
        """Return how long the frame rendered last still stands, in ms; 0 or less after rest."""
        if not self._since_frame.isValid():
            return 0
        return FRAME_MILLISECONDS - self._since_frame.elapsed()


class _Entry:
    """A view, and the frame it drew last."""

    def __init__(self, view: View, drawn: ThemedFrame | None) -> None:
        self._view, self._drawn = view, drawn
        self.has_asked = False

    def is_due(self, frame: ThemedFrame) -> bool:
        """Return whether the view asks for a frame, or draws something that has changed."""
        drawn = self._drawn
        if drawn is None or self.has_asked:
            return True
        fields = self._view.drawn_fields
        return not all(is_same(getattr(frame, name), getattr(drawn, name)) for name in fields)

    def error_of_rendering(self, frame: ThemedFrame) -> Exception | None:
        """Render the view; a frame it failed to draw is not tried again."""
        self._drawn = frame
        try:
            self._view.render_frame(frame)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other views get their frame
            return error
        return None
