"""Colours for eyes that lack one kind of cones, simulated; hexadecimal colours in sRGB.

Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), at severity 1:
matrices for linear RGB. Distances are those of CIE 1976 L*a*b*, in which 2.3 is just noticeable.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from linreg_gui.views.look.theme import BRANCH_DASHES, DARK, LIGHT, Theme

EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ_OF_RGB = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: str, eye: str) -> np.ndarray:
    """Return L*, a* and b* of a colour as an eye sees it."""
    values = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    seen = np.clip(EYES[eye] @ linear, 0.0, 1.0)
    share = XYZ_OF_RGB @ seen / XYZ_OF_RGB.sum(axis=1)
    bent = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


def distance(one: str, other: str, eye: str) -> float:
    return float(np.linalg.norm(lab(one, eye) - lab(other, eye)))


def test_distances_of_known_colours() -> None:
    assert lab("#ffffff", "all cones") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000", "all cones") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert distance("#ff0000", "#00ff00", "all cones") > 150
    assert distance("#b07030", "#808030", "deuteranopia") < 0.5 * distance(
        "#b07030", "#808030", "all cones"
    )


eyes = pytest.mark.parametrize("eye", EYES)
themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@themes
@eyes
def test_three_runs_and_the_best_fit_are_told_apart(theme: Theme, eye: str) -> None:
    colours = [*theme.branches[:3], theme.best]
    assert min(distance(*pair, eye) for pair in combinations(colours, 2)) > 19


@themes
@eyes
def test_points_line_and_best_fit_are_told_apart(theme: Theme, eye: str) -> None:
    colours = [theme.data, theme.line, theme.best]
    assert min(distance(*pair, eye) for pair in combinations(colours, 2)) > 17


@themes
@eyes
def test_neighbouring_zones_of_the_learning_rate_are_told_apart(theme: Theme, eye: str) -> None:
    zones = (theme.crawl, theme.converge, theme.zigzag, theme.diverge)
    assert min(distance(*pair, eye) for pair in pairwise(zones)) > 29


@themes
def test_runs_of_like_colours_differ_by_their_dashes(theme: Theme) -> None:
    assert len(theme.branches) == len(BRANCH_DASHES) == len(set(BRANCH_DASHES))
