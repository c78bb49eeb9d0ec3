"""How the branches of a run look."""

import pytest

from linreg_gui.views.canvas.branches import branch_pen
from linreg_gui.views.look.theme import BRANCH_DASHES, DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_branch_has_a_colour_and_a_dash_of_its_own(theme: Theme) -> None:
    assert len(set(theme.branches)) == len(theme.branches) == len(BRANCH_DASHES)
    assert len(set(BRANCH_DASHES)) == len(BRANCH_DASHES)
    assert BRANCH_DASHES[0] == ()


@pytest.mark.parametrize("width", [1.0, 2.0, 3.2])
def test_dashes_are_as_long_whatever_the_width_of_the_pen(width: float) -> None:
    for number, dashes in enumerate(BRANCH_DASHES):
        made = branch_pen(LIGHT, number, width)
        assert [length * width for length in made.dashPattern()] == pytest.approx(list(dashes))
