"""Presenter mode: a full screen, large type, and drawings that are seen from the last row."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from linreg_gui.views.look.theme import Theme, desktop_type_scale
from linreg_gui.views.window.shell import WindowShell

SMALLEST_TYPE_SCALE = 1.35
ORDINARY_SIZE = QSize(1280, 720)
"""On a larger screen the type grows with it: who looks on sits as far from it."""
DRAWING_OVER_TYPE = 1.25
"""Lines, dots and the numbers at them grow more than the cards, whose room is small."""
USUAL_WIDTH = "usual-width"
NESTED_LAYOUTS = 10
"""From a pane to the window, generously: each has to hear from the one inside it."""


class Presenter:
    """Enlarges a window's type and drawings, and puts both back.

    Parameters
    ----------
    shell : WindowShell
    """

    def __init__(self, shell: WindowShell) -> None:
        self._shell = shell
        self._usual_font = QFont(QApplication.font())
        self._usual_scale = self._type_scale = desktop_type_scale()
        self._usual_place = shell.geometry()
        self._is_presenting = False

    @property
    def is_presenting(self) -> bool:
        """Whether the window is in presenter mode."""
        return self._is_presenting

    def present(self, *, is_presenting: bool) -> None:
        """Take the whole screen and a large font, or go back to the font as it was.

        The window goes back to its size in `leave_screen`, once it fits into it.
        """
        self._is_presenting, self._type_scale = is_presenting, self._usual_scale
        if is_presenting:
            seen_from_afar = type_scale_on(self._shell.screen().size())
            self._type_scale = max(self._usual_scale, seen_from_afar)
            self._usual_place = self._shell.geometry()
            # Not showFullScreen(): that forgets that the window was maximised.
            self._shell.setWindowState(self._shell.windowState() | Qt.WindowState.WindowFullScreen)
        font = QFont(self._usual_font)
        font.setPointSizeF(font.pointSizeF() * self._type_scale / self._usual_scale)
        QApplication.setFont(font)

    def leave_screen(self) -> None:
        """Give the window its place and size back, the usual type being laid out."""
        shell = self._shell
        # Until all is laid out the least size of the window is that of the large type.
        for _ in range(NESTED_LAYOUTS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        shell.setWindowState(shell.windowState() & ~Qt.WindowState.WindowFullScreen)
        if not shell.isMaximized():
            shell.setGeometry(self._usual_place)

    def widen_cards(self) -> None:
        """Make the cards and their fields as much wider as their type, the style being in force."""
        self._shell.set_type_scale(self._type_scale)
        for kind in (QLineEdit, QComboBox):
            for field in self._shell.findChildren(kind):
                if field.minimumWidth() == field.maximumWidth():
                    self._widen(field)

    def _widen(self, field: QWidget) -> None:
        """Widen a field of fixed width; it knows the width it was given at first."""
        usual = field.property(USUAL_WIDTH) or field.minimumWidth()
        field.setProperty(USUAL_WIDTH, usual)
        field.setFixedWidth(round(usual * self._type_scale))

    def enlarged(self, theme: Theme) -> Theme:
        """Give a theme of the desktop with the scales of the mode the window is in."""
        if not self.is_presenting:
            return theme
        scale = self._type_scale
        return replace(theme, type_scale=scale, drawing_scale=scale * DRAWING_OVER_TYPE)


def type_scale_on(screen: QSize) -> float:
    """Tell how much larger the type is in presenter mode.

    Parameters
    ----------
    screen : QSize
        In logical pixels.

    Returns
    -------
    float
        At least ``SMALLEST_TYPE_SCALE``.
    """
    across = screen.width() / ORDINARY_SIZE.width()
    down = screen.height() / ORDINARY_SIZE.height()
    return max(SMALLEST_TYPE_SCALE, min(across, down))
