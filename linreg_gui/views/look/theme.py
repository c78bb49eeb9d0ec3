"""The theme in force: what the desktop asks for, given to every widget."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.views.look.style_sheet import style_sheet
from linreg_gui.views.look.theme_roles import DARK, LIGHT, Theme

__all__ = [
    "DARK",
    "LIGHT",
    "Theme",
    "apply_theme",
    "desktop_type_scale",
    "system_theme",
    "theme_named",
]

THEMES = {"light": LIGHT, "dark": DARK}
DESIGN_TYPE = 10 * 96 / 72
"""Pixels an em: type of 10 pt on an ordinary screen, for which widths in pixels were chosen."""

LARGEST_DRAWING_SCALE = 1.8
"""Still larger marks and words would leave no room in a pane for what they are at."""


def system_theme() -> Theme:
    """Give the theme the desktop asks for; light where it does not say."""
    scheme = QApplication.styleHints().colorScheme()
    return _to_scale(DARK if scheme == Qt.ColorScheme.Dark else LIGHT)


def theme_named(name: str) -> Theme:
    """Give the theme of a name; any other name than those of ``THEMES`` asks the desktop."""
    return _to_scale(THEMES[name]) if name in THEMES else system_theme()


def desktop_type_scale() -> float:
    """Tell how much larger the desktop's type is than that of the design; at least 1."""
    font = QApplication.font()
    if font.pixelSize() > 0:
        pixels = float(font.pixelSize())
    else:
        pixels = font.pointSizeF() * QApplication.primaryScreen().logicalDotsPerInchY() / 72
    return max(1.0, pixels / DESIGN_TYPE)


def apply_theme(target: QApplication | QWidget, theme: Theme) -> None:
    """Give every widget, or one and those inside it, the theme's palette and style sheet.

    The palette is set by hand because ``setColorScheme`` does nothing on plain X11 and offscreen.
    """
    palette = _palette(theme)
    target.setPalette(palette)
    target.setStyleSheet(style_sheet(theme))
    if isinstance(target, QWidget):
        _hand_on(palette, target)


def _to_scale(theme: Theme) -> Theme:
    scale = desktop_type_scale()
    return replace(theme, type_scale=scale, drawing_scale=min(scale, LARGEST_DRAWING_SCALE))


def _hand_on(palette: QPalette, target: QWidget) -> None:
    """Give a palette to those inside that still have the application's.

    Where there is a style sheet, widgets do not hand theirs on; what a rule coloured stays.
    """
    text = QPalette.ColorRole.WindowText
    inherited = QApplication.palette().color(text)
    for widget in target.findChildren(QWidget):
        widget.ensurePolished()
        if widget.palette().color(text) == inherited:
            widget.setPalette(palette)


def _palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in (
        (roles.Window, theme.window),
        (roles.Base, theme.card),
        (roles.AlternateBase, theme.field),
        (roles.Button, theme.field),
        (roles.ToolTipBase, theme.card),
        (roles.Text, theme.text),
        (roles.WindowText, theme.text),
        (roles.ButtonText, theme.text),
        (roles.ToolTipText, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Highlight, theme.accent),
        (roles.Accent, theme.accent),
        (roles.Link, theme.accent),
        (roles.HighlightedText, theme.accent_text),
    ):
        palette.setColor(role, QColor(name))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette
