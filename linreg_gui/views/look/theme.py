"""Choose the theme, of the desktop or by name, and apply it to widgets."""

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
    "apply_theme_inside",
    "desktop_type_scale",
    "system_theme",
    "theme_named",
]

THEMES = {"light": LIGHT, "dark": DARK}
DESIGN_TYPE = 10 * 96 / 72
"""Pixels an em of 10 pt type on an ordinary screen; the design's widths were chosen for it."""

LARGEST_DRAWING_SCALE = 1.8
"""Larger marks and labels would fill a pane."""


def system_theme() -> Theme:
    """Return the theme of the desktop; light if the desktop has none."""
    scheme = QApplication.styleHints().colorScheme()
    return _to_scale(DARK if scheme == Qt.ColorScheme.Dark else LIGHT)


def theme_named(name: str) -> Theme:
    """Return the theme of a name; any name not in ``THEMES`` means that of the desktop."""
    return _to_scale(THEMES[name]) if name in THEMES else system_theme()


def desktop_type_scale() -> float:
    """Return how much larger the desktop's type is than that of the design; at least 1."""
    font = QApplication.font()
    if font.pixelSize() > 0:
        pixels = float(font.pixelSize())
    else:
        pixels = font.pointSizeF() * QApplication.primaryScreen().logicalDotsPerInchY() / 72
    return max(1.0, pixels / DESIGN_TYPE)


def apply_theme(window: QWidget, theme: Theme) -> None:
    """Set the application's palette and the style sheet of the window.

    The palette is set by hand because ``setColorScheme`` does nothing on plain X11 and offscreen.
    The style sheet is not the application's because replacing that one takes three times as long.
    """
    QApplication.setPalette(_palette(theme))
    window.setStyleSheet(style_sheet(theme))


def apply_theme_inside(target: QWidget, theme: Theme) -> None:
    """Set the palette and the style sheet of a widget and its children, and of no other."""
    palette = _palette(theme)
    target.setPalette(palette)
    target.setStyleSheet(style_sheet(theme))
    _hand_on(palette, target)


def _to_scale(theme: Theme) -> Theme:
    scale = desktop_type_scale()
    return replace(theme, type_scale=scale, drawing_scale=min(scale, LARGEST_DRAWING_SCALE))


def _hand_on(palette: QPalette, target: QWidget) -> None:
    """Set a palette on the children that still have that of the application.

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
