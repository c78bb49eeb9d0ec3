"""Colour roles in light and dark, and the scales of a presentation."""

from dataclasses import dataclass


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
    branches: tuple[str, ...]
    """One for each branch; the first is the colour of the line."""
    bowl_deep: str
    bowl_rim: str
    contour: str
    warning: str
    warning_text: str
    crawl: str
    converge: str
    zigzag: str
    diverge: str
    type_scale: float = 1.0
    """Size of the window's type, relative to the design."""
    drawing_scale: float = 1.0
    """Size of pens, dots and words in a pane, relative to the design."""


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
