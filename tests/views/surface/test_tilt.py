"""The projection of the surface tipped up, against direct evaluation of the loss."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.surface.tilt import LOWEST_SHARE, Pose, Tilt
from linreg_gui.views.surface.tilted_ground import (
    FINE,
    _lit_direction,
    _lit_reach,
    levels_of,
    paint_ground,
)
from linreg_gui.views.surface.viewpoint import MOST_TIP, USUAL_TIP, most_tip, usual_pose
from tests.core.data import LINE_EXAMPLES

HOURS = EXAMPLES["hours-and-money"].dataset()
SHOWN = (-3.0, 26.0, -10.0, 75.0)
AREA = (60.0, 20.0, 340.0, 400.0)


def flat_of(data=HOURS, shown=SHOWN, config=None, size=(366.0, 442.0)):
    """Return the map of a part of a surface, upright on a pane of a size."""
    loss = Objective.of(data, config or DescentConfig()).loss
    left, right, bottom, top = shown
    scales = size[0] / (right - left), size[1] / (top - bottom)
    return Tilt(loss.bowl, shown, scales, Pose(), (size[0] / 2, size[1] / 2))


def tipped(flat, turn=-0.5, tip=0.8):
    return replace(flat, pose=Pose(turn, tip))


def places_in(shown, count=200):
    left, right, bottom, top = shown
    rng = np.random.default_rng(11)  # of its own: tests run in any order
    return np.column_stack((rng.uniform(left, right, count), rng.uniform(bottom, top, count)))


def test_untipped_it_is_the_map():
    flat, places = flat_of(), places_in(SHOWN)
    x, y = flat.project(places)
    assert x == pytest.approx((places[:, 0] + 3.0) * flat.scales[0])
    assert y == pytest.approx((75.0 - places[:, 1]) * flat.scales[1])


@pytest.mark.parametrize("config", [DescentConfig(), DescentConfig(l2=3.0)])
@pytest.mark.parametrize("excess", [0.5, 40.0, 3000.0])
@pytest.mark.parametrize("pose", [Pose(-0.5, 0.8), Pose(0.7, 0.3), Pose(0.0, 1.2)])
def test_a_level_line_stays_an_ellipse_lifted_to_its_loss(config, excess, pose):
    tilt = replace(flat_of(config=config), pose=pose)
    loss = Objective.of(HOURS, config).loss
    turns = np.linspace(0.0, 2.0 * math.pi, 50)
    circle = np.stack((np.cos(turns), np.sin(turns)))
    places = tilt.bowl.centre + (math.sqrt(excess) * (tilt.bowl.ellipse @ circle)).T
    heights = np.log10(loss.values(places))
    assert heights == pytest.approx(math.log10(loss.minimum_value + excess))
    x, y = tilt.project(places, heights)
    centre_x, centre_y = tilt.project(tilt.bowl.centre, np.asarray(tilt.base))
    across, up = math.sqrt(excess) * (tilt.circle_to_screen @ circle)
    assert x == pytest.approx(centre_x + across, abs=1e-6)
    assert y == pytest.approx(centre_y - up - tilt.lift(heights[0]), abs=1e-6)


def test_heights_are_the_logarithm_of_the_engines_loss():
    flat, places = flat_of(), places_in(SHOWN)
    assert flat.heights(places) == pytest.approx(np.log10(HOURS.loss.values(places)))
    assert flat.highest == pytest.approx(float(HOURS.loss.value((26.0, 75.0))))
    assert 10.0**flat.base == pytest.approx(HOURS.loss.minimum_value * 10.0**-0.25)


def test_a_perfect_fit_has_a_floor():
    flat = flat_of(Dataset.from_xy([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]), (-1.0, 4.0, -1.0, 4.0))
    assert flat.bowl.floor == 0.0
    assert flat.lowest == LOWEST_SHARE * flat.highest
    assert flat.heights(np.array([flat.bowl.centre]))[0] == math.log10(flat.lowest)
    assert flat.is_drawable


@pytest.mark.parametrize("turn", [-0.9, -0.3, 0.0, 0.4, 1.1])
@pytest.mark.parametrize("tip", [0.2, 0.7, 1.0])
def test_a_pixel_leads_back_to_the_place_seen_there(turn, tip):
    tilt = tipped(flat_of(), turn, tip)
    places = places_in(SHOWN, 60)
    seen = places[~tilt.is_hidden(places, 400)]
    assert len(seen) > 20
    x, y = tilt.project(seen)
    n_beyond = 0  # behind a crest that the ray just touches, which the search may step over
    for place, px, py in zip(seen, x.tolist(), y.tolist(), strict=True):
        found = tilt.place_at(px, py)
        if found is None:
            continue  # at the very edge
        back_x, back_y = tilt.project(np.array(found))
        assert (float(back_x), float(back_y)) == pytest.approx((px, py), abs=1e-3)
        is_there = np.abs((found - place) * tilt.scales).max() < 8.0
        depths = (tilt.seen_from(np.array(at))[1] for at in (found, place))
        n_beyond += not (is_there or np.subtract(*depths) < 0.0)
    assert n_beyond <= 1


def test_before_a_hidden_place_nearer_ground_is_found():
    tilt = tipped(flat_of(), -0.55, 1.15)
    places = places_in(SHOWN, 2000)
    hidden = places[tilt.is_hidden(places)]
    assert len(hidden) > 5
    _, depth = tilt.seen_from(hidden)
    x, y = tilt.project(hidden)
    for row in range(len(hidden)):
        found = tilt.place_at(float(x[row]), float(y[row]))
        assert found is not None
        assert tilt.seen_from(np.array(found))[1] < depth[row]


def test_beside_the_ground_there_is_no_place():
    tilt = tipped(flat_of())
    outline = tilt.outline
    assert tilt.place_at(float(outline.x[0]) - 5.0, 200.0) is None
    assert tilt.place_at(float(outline.x[40]), float(outline.top[40]) - 3.0) is None
    near = outline.near
    on_the_face = 0.5 * float(outline.rim[near] + outline.base[near])
    assert tilt.place_at(float(outline.x[near]), on_the_face) is None


def test_the_outline_encloses_all_ground():
    tilt = tipped(flat_of(), -0.5, 1.1)
    x, y = tilt.project(places_in(SHOWN, 4000))
    top = np.interp(x, tilt.outline.x, tilt.outline.top)
    base = np.interp(x, tilt.outline.x, tilt.outline.base)
    assert (y > top - 2.0).all()
    assert (y < base + 1.0).all()


def test_hours_and_money_are_seen_as_steeply_as_the_best_fit_allows():
    pose = usual_pose(flat_of())
    assert math.degrees(pose.turn) == pytest.approx(-31.0, abs=0.1)
    assert math.degrees(pose.tip) == pytest.approx(45.1, abs=0.2)
    best = np.array([HOURS.loss.minimum_parameters])
    assert not replace(flat_of(), pose=pose).is_hidden(best)[0]
    steeper = Pose(pose.turn, pose.tip + math.radians(3.0))
    assert replace(flat_of(), pose=steeper).is_hidden(best)[0]


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
@pytest.mark.parametrize("config", [DescentConfig(), DescentConfig(scaling=Scaling.STANDARDISE)])
def test_every_example_has_a_pose_and_an_outline(example, config):
    loss = Objective.of(example.dataset(), config).loss
    centre, reach = loss.minimum_parameters, np.abs(loss.minimum_parameters) + 1.0
    low, high = (centre - reach).tolist(), (centre + reach).tolist()
    flat = flat_of(example.dataset(), (low[0], high[0], low[1], high[1]), config)
    pose = usual_pose(flat)
    assert 0.0 < pose.tip <= USUAL_TIP
    assert most_tip(replace(flat, pose=pose)) <= MOST_TIP
    tilt = Tilt.fitted(flat, replace(flat, pose=pose), AREA, 1.0)
    outline = tilt.outline
    for found, measured in zip(outline, tilt.columns(), strict=True):
        assert found == pytest.approx(measured)
    assert outline.x[0] >= 60.0 - 1e-6
    assert outline.x[-1] <= 400.0 + 1e-6
    assert outline.top.min() >= 20.0 - 1e-6
    assert outline.base.max() <= 420.0 + 1e-6
    levels = levels_of(tilt, 1)
    assert np.diff(levels).min() > 0.0
    assert levels[-1] >= tilt.highest - tilt.bowl.floor


def test_on_its_way_it_begins_with_the_map():
    flat = flat_of()
    begun = Tilt.fitted(flat, replace(flat, pose=usual_pose(flat)), AREA, 0.0)
    places = places_in(SHOWN, 20)
    for one, other in zip(begun.project(places), flat.project(places), strict=True):
        assert one == pytest.approx(other)


def test_losses_without_logarithms_are_not_drawn():
    flat = flat_of(shown=(1e155, 2e155, -1e155, 1e155))
    assert not flat.is_drawable


@pytest.mark.parametrize("reach", [1e-6, 1e-9])
def test_close_to_the_best_fit_the_ground_is_one_level(reach):
    slope, intercept = Objective.of(HOURS, DescentConfig()).loss.minimum_parameters
    shown = (slope - reach, slope + reach, intercept - reach, intercept + reach)
    close = flat_of(shown=shown)
    if not close.is_drawable:
        assert close.highest == close.bowl.floor
        return
    levels = levels_of(close, 1.0)
    assert levels[-1] >= close.highest - close.bowl.floor


@pytest.mark.usefixtures("qapp")
def test_a_bowl_all_but_flat_along_the_intercept_is_painted():
    steep = Dataset.from_xy([1e149, 2e149, 3e149], [1.0, 2.0, 4.0])
    tilt = tipped(flat_of(steep, (-2.0, 2.0, -4.0, 18.0)), 0.33, 0.22)
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.inv(tilt.circle_to_screen.T)
    image = QImage(500, 500, QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(image) as painter:
        paint_ground(painter, tilt, LIGHT, FINE)


def test_the_shade_is_even_along_chords_across_the_light():
    tilt = tipped(flat_of())
    shade = np.linalg.solve(tilt.circle_to_screen.T, _lit_direction(tilt))
    x, y = _lit_reach(tilt)
    assert (x, -y) == pytest.approx(shade / (shade @ shade))
