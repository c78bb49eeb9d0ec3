"""The theme: colours by role in light and dark, the scales of type, and how widgets get them."""

from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

DESIGN_TYPE = 10 * 96 / 72
"""Pixels an em of 10 pt type on an ordinary screen; the design's widths were chosen for it."""
LARGEST_DRAWING_SCALE = 1.8
"""Larger marks and labels would fill a pane."""
BRANCH_DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (8.0, 4.0),
    (2.0, 4.0),
    (10.0, 3.0, 2.0, 3.0),
    (5.0, 3.0),
    (12.0, 4.0),
)
"""Lengths of line and gap of each branch, in pixels; empty for a solid line."""


STAGE_KNOB = 22
"""Pixels inside the border of a slider's knob, on a stage of 720 lines."""


@dataclass(frozen=True)
class Theme:
    """Colours by role, and two scales. Each role also differs by shape or dash where drawn."""

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
    bet: str
    branches: tuple[str, ...]
    """One for each branch, with its dash in `BRANCH_DASHES`; the first is that of the line.

    Far from the green of the best fit; the first three also for eyes blind to red or green.
    """
    bowl_deep: str
    bowl_rim: str
    contour: str
    info: str
    info_text: str
    success: str
    success_text: str
    warning: str
    warning_text: str
    crawl: str
    converge: str
    zigzag: str
    diverge: str
    limit_text: str
    type_scale: float = 1.0
    """Size of the window's type, relative to the design."""
    drawing_scale: float = 1.0
    """Size of pens, dots and words in a pane, relative to the design."""
    stage_scale: float = 0.0
    """Size of what is on the stage, relative to a screen of 720 lines; 0 off the stage."""

    @property
    def is_stage(self) -> bool:
        """Whether less is shown, and larger, so that the last row of a hall sees it."""
        return self.stage_scale > 0.0

    @property
    def room_scale(self) -> float:
        """How many pixels count as one of an ordinary window: fewer on a stage of large pixels."""
        return min(self.stage_scale, 1.0) if self.is_stage else 1.0


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
    bet="#a3168f",
    branches=("#d9560b", "#6d4ed1", "#5c4a00", "#4b5a6e", "#00857c", "#8f6b00"),
    bowl_deep="#b9d3f6",
    bowl_rim="#fafcff",
    contour="#7aa7e0",
    info="#e6effc",
    info_text="#17488a",
    success="#e2f5ea",
    success_text="#0b5a38",
    warning="#fff1d6",
    warning_text="#6b4200",
    crawl="#94a3b8",
    converge="#34c77b",
    zigzag="#f0b429",
    diverge="#ef5350",
    limit_text="#b3261e",
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
    bet="#f28be0",
    branches=("#ff8a3d", "#a48bff", "#fff07a", "#a9b8cc", "#2cc7bb", "#e0b83a"),
    bowl_deep="#23405f",
    bowl_rim="#191c22",
    contour="#38618f",
    info="#1b2f4b",
    info_text="#b3d4ff",
    success="#15382a",
    success_text="#9be8c0",
    warning="#3d3013",
    warning_text="#ffdf9e",
    crawl="#64748b",
    converge="#27a567",
    zigzag="#d39b1e",
    diverge="#d94745",
    limit_text="#ff8a80",
)


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme."""
    groove, knob = 2 * round(3 * theme.type_scale), 2 * round(6 * theme.type_scale)
    if theme.is_stage:
        knob = 2 * round(STAGE_KNOB / 2 * theme.stage_scale)
    radius = knob // 2 + 2  # with the border; more than half the knob would make it square
    # The arrows in Qt's file dialog are black in any theme.
    under_dark_icons = theme.muted if theme.is_dark else theme.field
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
    QPushButton:focus, QToolButton:focus, QCheckBox:focus {{ border: 1px solid {theme.accent};
        outline: none; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}
    QToolButton#toggle:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle:checked {{ background: {theme.field}; border-color: {theme.card_edge}; }}
    QToolButton#show {{ padding: 3px 22px 3px 8px; text-align: left; }}
    QToolButton#show:checked {{ background: {theme.bowl_deep}; color: {theme.text};
        border-color: {theme.accent}; }}
    QToolButton#fold {{ background: transparent; padding: 3px 2px 3px 15px; }}
    QToolButton#fold:checked {{ background: transparent; color: {theme.text}; }}
    QToolButton#fold:hover {{ background: {theme.field}; }}
    QToolButton#fold:focus, QToolButton#word:focus {{ border: 1px solid {theme.accent}; }}
    QToolButton#word {{ padding: 4px; }}
    QToolButton#word:checked {{ background: {theme.bowl_deep}; color: {theme.text}; }}
    QToolButton#link {{ background: transparent; color: {theme.accent}; padding: 2px 7px; }}
    QToolButton#link:hover {{ background: {theme.field}; }}
    QToolButton#link:focus {{ border: 1px solid {theme.accent}; }}
    QToolButton#link:disabled {{ color: {theme.muted}; }}
    QToolButton#toggle:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton#run-row {{ background: transparent; text-align: left; padding: 2px 4px; }}
    QPushButton#run-row:hover {{ background: {theme.field_hover}; }}
    QPushButton#run-row:checked {{ background: {theme.field}; }}
    QPushButton#with-key {{ text-align: left; }}
    QPushButton#run-row:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.muted}; }}
    QPushButton#run, QDialog QPushButton:default {{ background: {theme.accent};
        color: {theme.accent_text}; }}
    QPushButton#run {{ font-weight: 600; padding: 6px 14px; }}
    QPushButton#run:focus, QDialog QPushButton:default:focus {{ border: 1px solid {theme.text}; }}
    QDialog QPushButton#run:disabled, QDialog QPushButton:default:disabled {{
        background: {theme.field}; color: {theme.muted}; }}
    QDialogButtonBox, QMessageBox {{ button-layout: 3; }}
    QFrame#rule {{ background: {theme.card_edge}; border: none; }}
    QLabel[role="changed"] {{ color: {theme.accent}; }}
    QPushButton#link {{ background: transparent; color: {theme.accent}; padding: 3px 4px; }}
    QPushButton#link:hover {{ background: {theme.field}; }}
    QPushButton#link:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton#cure {{ background: {theme.warning}; color: {theme.warning_text}; }}
    QPushButton#cure:hover {{ border: 1px solid {theme.warning_text}; }}
    QPushButton#cure:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; selection-background-color: {theme.accent};
        selection-color: {theme.accent_text}; }}
    QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit#run-name {{ background: {theme.field}; padding: 1px 3px; }}
    QLineEdit[refused="true"] {{ border: 1px solid {theme.residual}; }}
    QComboBox {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 10px; }}
    QComboBox:hover {{ background: {theme.field_hover}; }}
    QComboBox:focus {{ border: 1px solid {theme.accent}; }}
    FlatCombo::drop-down, ChoiceBox::drop-down {{ border: none; width: 18px; }}
    FlatCombo::down-arrow, ChoiceBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        selection-background-color: {theme.field_hover}; selection-color: {theme.text}; }}
    QSlider:horizontal {{ min-height: {knob + 8}px; }}
    QSlider::groove:horizontal {{ height: {groove}px; border-radius: 3px;
        background: {theme.field}; }}
    QSlider::sub-page:horizontal {{ border-radius: 3px; background: {theme.accent}; }}
    QSlider::handle:horizontal {{ width: {knob}px; border-radius: {radius}px;
        margin: {groove // 2 - radius}px 0;
        background: {theme.card}; border: 2px solid {theme.text}; }}
    QDialog {{ background: {theme.card}; }}
    QFileDialog QToolButton:enabled {{ background: {under_dark_icons}; }}
    QTableView#cells, QListWidget#cells {{ background: {theme.card};
        gridline-color: {theme.card_edge}; border: 1px solid {theme.card_edge};
        border-radius: 6px; outline: none;
        selection-background-color: {theme.field_hover}; selection-color: {theme.text}; }}
    QTableView#cells:focus, QListWidget#cells:focus {{ border: 1px solid {theme.accent}; }}
    QTableView#cells QLineEdit {{ border-radius: 0; padding: 0 2px; }}
    QTableView#cells QHeaderView, QTableView#cells QTableCornerButton::section {{
        background: {theme.card}; border: none; }}
    QTableView#cells QHeaderView::section {{ background: {theme.card}; color: {theme.muted};
        border: none; padding: 2px 6px; }}
    QSplitter::handle {{ background: transparent; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    SlimScrollArea QScrollBar:vertical {{ width: 8px; background: transparent; margin: 0; }}
    SlimScrollArea QScrollBar::handle:vertical {{ background: palette(placeholder-text);
        border-radius: 2px; min-height: 24px; margin: 0 2px; }}
    SlimScrollArea QScrollBar:horizontal {{ height: 8px; background: transparent; margin: 0; }}
    SlimScrollArea QScrollBar::handle:horizontal {{ background: palette(placeholder-text);
        border-radius: 2px; min-width: 24px; margin: 2px 0; }}
    SlimScrollArea QScrollBar::add-line, SlimScrollArea QScrollBar::sub-line {{
        width: 0; height: 0; }}
    SlimScrollArea QScrollBar::add-page, SlimScrollArea QScrollBar::sub-page {{
        background: transparent; }}
    SlimScrollArea QAbstractScrollArea::corner, SlimScrollArea::corner {{
        background: transparent; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="heading"] {{ color: {theme.accent}; font-weight: 600; }}
    QFrame#rule {{ background: {theme.card_edge}; border: none; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="lesson-title"] {{ font-weight: 600;
        font-size: {round(14 * theme.type_scale)}px; }}
    QLabel[role="refusal"] {{ color: {theme.residual}; }}
    QToolTip {{ background: {theme.card}; color: {theme.text};
        border: 1px solid {theme.card_edge}; }}
    QLabel#rate-plate {{ background: {theme.card}; border: 1px solid {theme.accent};
        border-radius: 6px; padding: 4px 12px; }}
    QFrame#card {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        border-radius: 10px; }}
    QFrame#notice {{ background: transparent; border: 1px solid transparent;
        border-radius: 8px; }}
    QFrame#notice QPushButton {{ padding: 3px 10px; }}
    QFrame#notice QToolButton {{ background: transparent; padding: 2px 6px; }}
    QFrame#notice[severity="guide"] QLabel {{ color: {theme.muted}; }}
    {_notice_rules("info", theme.info, theme.info_text, theme)}
    {_notice_rules("success", theme.success, theme.success_text, theme)}
    {_notice_rules("warning", theme.warning, theme.warning_text, theme)}
    {_notice_rules("bet", mixed(theme.card, theme.bet, 0.12), theme.bet, theme)}
    QFrame#bets {{ background: {theme.card}; border: none; }}
    QFrame#bets QToolButton {{ padding: 4px 5px; }}
    QFrame#bets QToolButton#kind:checked {{ background: {mixed(theme.card, theme.bet, 0.14)};
        color: {theme.bet}; border-color: {theme.bet}; }}
    QFrame#bets QToolButton#word {{ text-align: left; padding: 3px 6px; }}
    """


def _notice_rules(severity: str, paper: str, ink: str, theme: Theme) -> str:
    """Return the rules of one kind of message: its parts are mixed from two colours."""
    notice = f'QFrame#notice[severity="{severity}"]'
    edge, button, hover = (mixed(paper, ink, share) for share in (0.25, 0.1, 0.16))
    return f"""
    {notice} {{ background: {paper}; border-color: {edge}; }}
    {notice} QLabel {{ color: {ink}; }}
    {notice} QPushButton {{ background: {button}; border-color: {edge}; color: {ink}; }}
    {notice} QToolButton {{ color: {ink}; }}
    {notice} QPushButton:hover, {notice} QToolButton:hover {{ background: {hover}; }}
    {notice} QPushButton:focus, {notice} QToolButton:focus {{ border-color: {theme.accent}; }}
    """


@lru_cache(maxsize=256)
def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share, 0 to 1, of another one in it."""
    a, b, rest = QColor(one), QColor(other), 1.0 - share
    return QColor.fromRgbF(
        rest * a.redF() + share * b.redF(),
        rest * a.greenF() + share * b.greenF(),
        rest * a.blueF() + share * b.blueF(),
    ).name()


THEMES = {"light": LIGHT, "dark": DARK}


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
