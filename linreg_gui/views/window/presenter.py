"""Larger type and drawings: for a large window, and in presenter mode for the last row."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from linreg_gui.views.look.theme import LARGEST_DRAWING_SCALE, Theme, desktop_type_scale
from linreg_gui.views.window.shell import WindowShell, lay_out_now

ORDINARY_SIZE = QSize(1280, 720)
"""In logical pixels; on a larger screen all is larger, as the audience sits farther away."""
SMALLEST_SCALE = 0.9
"""In pixels of the screen: where a logical pixel is larger, as much less of them is as large."""
TITLE_PIXELS = 20
"""Size of type on an ordinary screen."""
DRAWING_SCALE = 1.385
"""Of lines and points there: lines are 3.6 pixels wide, points 15 across."""
USUAL_WIDTH = "usual-width"


class Presenter:
    """Enlarges a window's type and drawings, and restores both; presenter mode fills the screen.

    Parameters
    ----------
    shell : WindowShell
    """

    def __init__(self, shell: WindowShell) -> None:
        self._shell = shell
        self._usual_font = QFont(QApplication.font())
        self._usual_scale = self._type_scale = desktop_type_scale()
        self._room_scale = 1.0
        self._usual_place = shell.geometry()
        self._is_presenting, self._stage_scale = False, 1.0

    @property
    def is_presenting(self) -> bool:
        """Whether the window is in presenter mode."""
        return self._is_presenting

    def present(self, *, is_presenting: bool) -> None:
        """Switch to full screen and a large font, or restore the font.

        The window goes back to its size in `leave_screen`, once it fits into it.
        """
        self._is_presenting = is_presenting
        self._type_scale = self._usual_scale * self._room_scale
        if is_presenting:
            usual = QFontInfo(self._usual_font).pixelSize() / TITLE_PIXELS
            screen = self._shell.screen()
            least = max(usual, SMALLEST_SCALE / max(screen.devicePixelRatio(), 1.0))
            self._stage_scale = max(least, stage_scale_on(screen.size()))
            self._type_scale = self._usual_scale * self._stage_scale / usual
            self._usual_place = self._shell.geometry()
            # showFullScreen() would forget that the window was maximised.
            self._shell.setWindowState(self._shell.windowState() | Qt.WindowState.WindowFullScreen)
        self._set_font()

    def fit_type(self, room_scale: float) -> bool:
        """Enlarge the type for the window's size; return whether anything has changed.

        In presenter mode the type has the size of that mode, and stays as it is.
        """
        if self._is_presenting or room_scale == self._room_scale:
            return False
        self._room_scale, self._type_scale = room_scale, self._usual_scale * room_scale
        self._set_font()
        return True

    def give_back_font(self) -> None:
        """Restore the application's font: the window is closed."""
        if QApplication.font() != self._usual_font:
            QApplication.setFont(self._usual_font)

    def _set_font(self) -> None:
        font = QFont(self._usual_font)
        font.setPointSizeF(font.pointSizeF() * self._type_scale / self._usual_scale)
        QApplication.setFont(font)

    def leave_screen(self) -> None:
        """Restore the window's position and size, after the layout with the usual font."""
        shell = self._shell
        # Until the layout is done, the window keeps the minimum size of the large font.
        lay_out_now()
        shell.setWindowState(shell.windowState() & ~Qt.WindowState.WindowFullScreen)
        if not shell.isMaximized():
            shell.setGeometry(self._usual_place)

    def widen_cards(self) -> None:
        """Widen the cards and their fields with the type; call this after the style is applied."""
        self._shell.set_type_scale(self._type_scale)
        for kind in (QLineEdit, QComboBox, QPushButton):
            for field in self._shell.findChildren(kind):
                if field.minimumWidth() == field.maximumWidth():
                    self._widen(field)

    def _widen(self, field: QWidget) -> None:
        """Widen a field of fixed width; a property keeps its first width."""
        usual = field.property(USUAL_WIDTH) or field.minimumWidth()
        field.setProperty(USUAL_WIDTH, usual)
        field.setFixedWidth(round(usual * self._type_scale))

    def enlarged(self, theme: Theme) -> Theme:
        """Return a theme with the scales of the present mode."""
        if self._is_presenting:
            usual = min(self._usual_scale, LARGEST_DRAWING_SCALE)
            return replace(
                theme,
                type_scale=self._type_scale,
                drawing_scale=max(DRAWING_SCALE * self._stage_scale, usual),
                stage_scale=self._stage_scale,
            )
        scale = self._type_scale
        drawing_scale = min(scale, LARGEST_DRAWING_SCALE)
        return replace(theme, type_scale=scale, drawing_scale=drawing_scale)


def stage_scale_on(screen: QSize) -> float:
    """Return how much larger all is in presenter mode than on an ordinary screen.

    Parameters
    ----------
    screen : QSize
        In logical pixels.

    Returns
    -------
    float
    """
    across = screen.width() / ORDINARY_SIZE.width()
    down = screen.height() / ORDINARY_SIZE.height()
    return min(across, down)
