"""Which level lines a loss surface is drawn with, and its shades between them."""

import math
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

from linreg_gui.views.look.theme import Theme, mixed

LEVELS = 22
LEVEL_RATIO = 2.0
DEEPEST_SHADE = 1e-4
"""Excess loss, relative to the largest in view, at which the shade begins to lighten."""


def levels_below(highest: float, count: int = LEVELS) -> list[float]:
    """Return geometric levels up to ``highest``; as whole powers they stay in place on zooming."""
    if not 0 < highest < math.inf:
        return []
    top = math.floor(math.log(highest, LEVEL_RATIO))
    return [LEVEL_RATIO**power for power in range(top - count + 1, top + 1) if power > -1020]


@lru_cache(maxsize=4)
def shades(theme: Theme) -> list[tuple[float, QColor]]:
    """Colour a gradient whose position is the square root of the relative excess loss."""
    positions = (0.0, *np.geomspace(1e-2, 1.0, 24).tolist())
    return [(position, QColor(shade_of(theme, position**2))) for position in positions]


def shade_of(theme: Theme, excess: float) -> str:
    """Return the colour of an excess loss, given relative to the largest in view."""
    share = math.log1p(excess / DEEPEST_SHADE) / math.log1p(1 / DEEPEST_SHADE)
    return mixed(theme.bowl_deep, theme.bowl_rim, share)
