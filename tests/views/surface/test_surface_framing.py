"""The way from one frame of the surface to another one, over any number of decades."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.surface_cut import cut_through
from linreg_gui.session.curve import Place
from linreg_gui.views.surface.surface_camera import between
from linreg_gui.views.surface.surface_framing import framing

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
    session.opening.open_example("all-x-equal")
    session.set_settings(replace(session.runs.settings, l2=l2))
    window.content.clock.render_now()
    view.fit()
    left, right, _, _ = view.canvas.shown_range()
    assert right - left > 1e9
    session.opening.open_example("hours-and-money")
    window.content.clock.render_now()

    def is_framed() -> bool:
        left, right, bottom, top = view.canvas.shown_range()
        slope, intercept = session.problem.loss.minimum_parameters
        is_small = right - left < 1e3 and top - bottom < 1e4
        return bool(is_small and left < slope < right and bottom < intercept < top)

    qtbot.waitUntil(is_framed)


@pytest.mark.parametrize("x", [[4.0] * 3, [1e-150, 2e-150, 5e-150], [1e150, -1e150, 1.0]])
@pytest.mark.parametrize("y", [[65.0, 70.0, 75.0], [1e150, -1e150, 0.0]])
@pytest.mark.parametrize("l2", [0.0, 1e-310, 1e-150, 1e150])
@pytest.mark.parametrize("start", [Place(0.0, 0.0), Place(1e150, -1e150)])
def test_a_frame_is_finite_though_the_bowl_is_too_large_to_compute(
    x: list[float], y: list[float], l2: float, start: Place
) -> None:
    loss = Objective.of(Dataset.from_xy(x, y), DescentConfig(l2=l2)).loss
    left, right, bottom, top = framing(cut_through(loss, start), start, [loss.minimum_parameters])
    assert np.isfinite((left, right, bottom, top)).all()
    assert left <= start.first <= right
    assert bottom <= start.second <= top
