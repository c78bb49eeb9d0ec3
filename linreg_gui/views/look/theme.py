"""The theme: colours by role in light and dark, and the scales of type."""

from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

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

THEMES = {"light": LIGHT, "dark": DARK}


@lru_cache(maxsize=256)
def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share, 0 to 1, of another one in it."""
    a, b, rest = QColor(one), QColor(other), 1.0 - share
    return QColor.fromRgbF(
        rest * a.redF() + share * b.redF(),
        rest * a.greenF() + share * b.greenF(),
        rest * a.blueF() + share * b.blueF(),
    ).name()


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


def _to_scale(theme: Theme) -> Theme:
    scale = desktop_type_scale()
    return replace(theme, type_scale=scale, drawing_scale=min(scale, LARGEST_DRAWING_SCALE))
