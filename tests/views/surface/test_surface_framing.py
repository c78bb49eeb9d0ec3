"""The way from one frame of the surface to another one, over any number of decades."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.views.surface.surface_framing import between

SMALL = (-3.0, 14.0, 2.0, 9.0)


@pytest.mark.parametrize("decades", [-120, -34, -20, -3, 0, 1, 7, 34, 120])
@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_each_size_on_the_way_stands_in_one_ratio_to_the_one_before(
    decades: int, shift: float
) -> None:
    size = 10.0**decades
    other = ((shift - 1.0) * size, (shift + 1.0) * size, -0.5 * size, 2.0 * size)
    shares = np.linspace(0.0, 1.0, 23)
    way = np.array([between(SMALL, other, share) for share in shares])
    for low, high in ((0, 1), (2, 3)):
        sizes = way[:, high] - way[:, low]
        assert np.diff(np.log(sizes)) == pytest.approx(np.log(sizes[-1] / sizes[0]) / 22, rel=1e-6)
    back = [between(other, SMALL, share) for share in shares]
    assert np.array(back[::-1]) == pytest.approx(way, rel=1e-9)


@pytest.mark.parametrize("size", [1e-80, 1.0, 1e35, 1e100])
def test_the_way_begins_and_ends_exactly(size: float) -> None:
    far = (-7.0 * size, 3.0 * size, -size, size)
    for one, other in ((SMALL, far), (far, SMALL)):
        assert between(one, other, 0.0) == one
        assert between(one, other, 1.0) == other


@pytest.mark.parametrize("l2", [1e-20, 1e-100])
def test_a_bowl_of_common_size_is_reached_from_any_other(
    window: Any, qtbot: Any, l2: float
) -> None:
    session, view = window.session, window.content.surface_view
    session.open_example("all-x-equal")
    session.set_settings(replace(session.settings, l2=l2))
    window.content.clock.render_now()
    view.fit()
    left, right, _, _ = view.canvas.shown_range()
    assert right - left > 1e9
    session.open_example("hours-and-money")
    window.content.clock.render_now()

    def is_framed() -> bool:
        left, right, bottom, top = view.canvas.shown_range()
        slope, intercept = session.loss.minimum_parameters
        is_small = right - left < 1e3 and top - bottom < 1e4
        return bool(is_small and left < slope < right and bottom < intercept < top)

    qtbot.waitUntil(is_framed)
