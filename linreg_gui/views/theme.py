"""Colour roles in light and dark, and the widget palette and style sheet made from them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """Colours by role; each role also differs by shape or dash where it is drawn."""

    is_dark: bool
    window: str
    card: str
    card_edge: str
    field: str
    field_hover: str
    text: str
    muted: str
    grid: str
    axis: str
    accent: str
    accent_text: str
    data: str
    line: str
    residual: str
    best: str
    true_line: str
    hand: str
    branches: tuple[str, ...]
    """One a branch; the first is that of the line."""
    bowl_deep: str
    bowl_rim: str
    contour: str
    warning: str
    warning_text: str
    crawl: str
    converge: str
    zigzag: str
    diverge: str


LIGHT = Theme(
    is_dark=False,
    window="#f3f4f6",
    card="#ffffff",
    card_edge="#e3e6ea",
    field="#eef0f3",
    field_hover="#e3e7ec",
    text="#1b1f27",
    muted="#616977",
    grid="#eef0f3",
    axis="#6b7280",
    accent="#1a66cc",
    accent_text="#ffffff",
    data="#1a66cc",
    line="#d9560b",
    residual="#c2255c",
    best="#0a7d4b",
    true_line="#7a4fc9",
    hand="#374151",
    branches=("#d9560b", "#00857c", "#6d4ed1", "#8f6b00", "#b5179e", "#4b5a6e"),
    bowl_deep="#b9d3f6",
    bowl_rim="#fafcff",
    contour="#7aa7e0",
    warning="#fff1d6",
    warning_text="#6b4200",
    crawl="#94a3b8",
    converge="#34c77b",
    zigzag="#f0b429",
    diverge="#ef5350",
)

DARK = Theme(
    is_dark=True,
    window="#14171d",
    card="#1d2129",
    card_edge="#2a303a",
    field="#2a303a",
    field_hover="#353c48",
    text="#e8eaee",
    muted="#98a1b0",
    grid="#272c35",
    axis="#8a93a3",
    accent="#5aa5ff",
    accent_text="#0c1420",
    data="#5aa5ff",
    line="#ff8a3d",
    residual="#ff6b81",
    best="#3ddc97",
    true_line="#b197fc",
    hand="#d5dae3",
    branches=("#ff8a3d", "#2cc7bb", "#a48bff", "#e0b83a", "#f28be0", "#a9b8cc"),
    bowl_deep="#23405f",
    bowl_rim="#191c22",
    contour="#38618f",
    warning="#3d3013",
    warning_text="#ffdf9e",
    crawl="#64748b",
    converge="#27a567",
    zigzag="#d39b1e",
    diverge="#d94745",
)


def system_theme() -> Theme:
    """Give the theme the desktop asks for; light where it does not say."""
    scheme = QApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Give every widget the theme's palette and style sheet.

    The palette is set by hand because ``setColorScheme`` does nothing on plain X11 and offscreen.
    """
    application.setPalette(_palette(theme))
    application.setStyleSheet(_style_sheet(theme))


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


def _style_sheet(theme: Theme) -> str:
    return f"""
    QMenu {{ background: {theme.card}; border: 1px solid {theme.card_edge}; padding: 4px; }}
    QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.field_hover}; }}
    QMenu::item:disabled {{ color: {theme.muted}; }}
    QMenu::separator {{ height: 1px; background: {theme.card_edge}; margin: 4px 8px; }}
    QMenuBar {{ background: {theme.window}; }}
    QMenuBar::item {{ padding: 4px 10px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {theme.field_hover}; }}
    QPushButton, QToolButton {{ background: {theme.field}; border: 1px solid transparent;
        border-radius: 6px; padding: 5px 10px; }}
    QToolButton {{ padding: 4px 7px; }}
    QToolButton#fit, QToolButton#race {{ background: transparent; color: {theme.muted};
        padding: 2px 7px; }}
    QToolButton#fit:hover, QToolButton#race:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle {{ background: transparent; padding: 2px 3px; }}
    QPushButton:hover, QToolButton:hover {{ background: {theme.field_hover}; }}
    QPushButton:focus, QToolButton:focus, QCheckBox:focus {{ border: 1px solid {theme.accent}; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}
    QToolButton#toggle:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle:checked {{ background: {theme.field}; border-color: {theme.card_edge}; }}
    QToolButton#toggle:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.muted}; }}
    QPushButton#run {{ background: {theme.accent}; color: {theme.accent_text};
        font-weight: 600; padding: 6px 14px; }}
    QPushButton#run:focus {{ border: 1px solid {theme.text}; }}
    QLineEdit {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; selection-background-color: {theme.accent};
        selection-color: {theme.accent_text}; }}
    QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit[refused="true"] {{ border: 1px solid {theme.residual}; }}
    QSlider:horizontal {{ min-height: 20px; }}
    QSlider::groove:horizontal {{ height: 6px; border-radius: 3px; background: {theme.field}; }}
    QSlider::sub-page:horizontal {{ border-radius: 3px; background: {theme.accent}; }}
    QSlider::handle:horizontal {{ width: 12px; margin: -5px 0; border-radius: 8px;
        background: {theme.card}; border: 2px solid {theme.text}; }}
    QDialog {{ background: {theme.card}; }}
    QSplitter::handle {{ background: transparent; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="refusal"] {{ color: {theme.residual}; }}
    QToolTip {{ background: {theme.card}; color: {theme.text};
        border: 1px solid {theme.card_edge}; }}
    QFrame#card {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        border-radius: 10px; }}
    QFrame#notice {{ background: {theme.warning}; border: 1px solid {theme.card_edge};
        border-radius: 8px; }}
    QFrame#notice QLabel {{ color: {theme.warning_text}; }}
    QFrame#notice[severity="info"] {{ background: {theme.field}; }}
    QFrame#notice[severity="info"] QLabel {{ color: {theme.text}; }}
    """
