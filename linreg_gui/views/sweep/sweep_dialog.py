"""The small window of a sweep, beside the main one."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session.session import Session
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.widgets.frame_clock import ThemedFrame


class SweepDialog(QDialog):
    """A window that works only while it is seen, and closes where a lesson hides sweeps.

    Parameters
    ----------
    session : Session
    title : str
    size : QSize
    parent : QWidget

    Attributes
    ----------
    plots : tuple of PlotCanvas
    """

    plots: tuple[PlotCanvas, ...] = ()
    _ask: Callable[[], None]
    """Asks the clock, which the window is added to, for a frame."""

    def __init__(self, session: Session, title: str, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(title)
        self.setModal(False)
        self.resize(size)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to work."""
        super().showEvent(event)
        self._ask()

    def shutdown(self) -> bool:
        """Close with the main window."""
        self.close()
        return True

    def is_hidden_in(self, frame: ThemedFrame) -> bool:
        """Return whether a lesson hides the window."""
        return frame.hides(Hideable.SWEEP)

    def is_seen_in(self, frame: ThemedFrame) -> bool:
        """Take the theme of a frame; return whether there is anything to draw."""
        for plot in self.plots:
            if plot.theme is not frame.theme:
                plot.set_theme(frame.theme)
        if self.is_hidden_in(frame):
            self.close()
        return self.isVisible()
