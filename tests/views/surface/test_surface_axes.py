"""The principal axes on the loss surface."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.stability import overshoot_factor
from linreg_gui.session.wording import axes_sentences, swing_phrase
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.surface.axes_layer import axis_chord, chord


def show(window: Any, **options: bool) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, **options))
    window.content.clock.render_now()


def test_axes_follow_the_data_and_go_with_the_toggle(window: Any) -> None:
    view = window.content.surface_view
    window.session.problem.move_point(4, 9.0, 80.0)  # the first screen names its things
    window.session.edits.undo()
    window.content.clock.render_now()
    axes, before = view.picture.axes, view.grab().toImage()
    assert axes.bowl is None
    show(window, show_axes=True)
    assert axes.bowl is window.session.problem.loss.bowl
    assert view.grab().toImage() != before
    window.session.problem.move_point(4, 9.0, 80.0)
    window.content.clock.render_now()
    assert axes.bowl is window.session.problem.loss.bowl
    window.session.edits.undo()
    show(window, show_axes=False)
    view.fit()
    assert view.grab().toImage() == before


def test_guessing_first_hides_star_axes_and_floor(window: Any) -> None:
    show(window, show_axes=True, is_guessing=True)
    picture = window.content.surface_view.picture
    assert picture.axes.bowl is None
    assert picture.caption.sentences == []
    assert not picture.marks.has_star
    assert not picture.bowl.has_floor
    window.session.opening.open_example("all-x-equal")
    window.content.clock.render_now()
    view = window.content.surface_view
    guessing = view.grab().toImage()
    show(window, show_axes=False, is_guessing=False)
    assert view.grab().toImage() != guessing


def test_along_the_slow_axis_the_loss_rises_least(window: Any) -> None:
    loss, frame = window.session.problem.loss, window.content.surface_view.canvas.pixel_frame()
    centre = loss.minimum_parameters
    curvatures = []
    for axis in (0, 1):
        ends = axis_chord(loss.bowl, axis, frame)
        assert ends is not None
        begin, end = (np.array(frame.to_data(at).toTuple()) for at in ends)
        way = (end - begin) / np.hypot(*(end - begin))
        assert abs(np.cross([*way, 0], [*loss.eigenvectors[:, axis], 0])[2]) < 1e-9
        assert abs(np.cross([*(centre - begin), 0], [*way, 0])[2]) < 1e-9
        curvatures.append(2 * float(loss.excess_values(centre + way)))
    assert curvatures == pytest.approx(loss.eigenvalues)


@pytest.mark.parametrize(
    ("through", "direction", "ends"),
    [
        ((5.0, 5.0), (0.0, 1.0), ((5.0, 0.0), (5.0, 10.0))),
        ((5.0, 5.0), (-2.0, 0.0), ((10.0, 5.0), (0.0, 5.0))),
        ((-5.0, -5.0), (1.0, 1.0), ((0.0, 0.0), (10.0, 10.0))),
        ((1e9, 1e9 + 2), (1.0, 1.0), ((0.0, 2.0), (8.0, 10.0))),
        ((20.0, 5.0), (0.0, 1.0), None),
        ((20.0, 0.0), (1.0, 1.0), None),
        ((np.inf, 0.0), (1.0, 1.0), None),
        ((5.0, 5.0), (0.0, 0.0), None),
    ],
)
def test_a_line_is_clipped_to_the_frame(through: Any, direction: Any, ends: Any) -> None:
    found = chord(QRectF(0, 0, 10, 10), through, direction)
    expected = None if ends is None else tuple(QPointF(*end) for end in ends)
    assert found == expected


def test_names_stand_clear_of_start_and_minimum(window: Any) -> None:
    show(window, show_axes=True)
    view = window.content.surface_view
    frame = view.canvas.pixel_frame()
    assert [name for name, _ in view.picture.axes.names(frame)] == ["slow", "fast"]
    window.shell.grab()
    marks = view.picture.marks.mark_boxes(frame)
    plates = view.picture.placer.plates
    assert {"caption", ("axis", "slow"), ("axis", "fast")} <= set(plates)
    labels = list(plates.values())
    for label in labels:
        assert frame.rect.contains(label)
        assert not any(label.intersects(mark) for mark in marks)


def test_the_caption_names_the_slow_direction_of_hours_and_money(window: Any) -> None:
    window.session.set_learning_rate(0.01)
    show(window, show_axes=True)
    assert window.content.surface_view.picture.caption.sentences == [
        "Way left per epoch: slow −0.64 %, fast −81.4 %.",
        "The slow direction is: intercept +1, slope −0.175.",
    ]
    window.session.set_learning_rate(0.05)
    window.content.clock.render_now()
    assert "fast ×3.4." in window.content.surface_view.picture.caption.sentences[0]


def test_small_x_make_the_slope_the_slow_one() -> None:
    loss = Dataset.from_xy([-1.0, -0.5, 0.6, 1.0], [1.0, 2.0, 2.5, 3.0]).loss
    assert axes_sentences(loss, 0.1)[1].startswith("The slow direction is: slope +1, intercept")


def test_a_trough_is_slow_for_ever_and_a_huge_rate_has_words(window: Any) -> None:
    window.session.opening.open_example("all-x-equal")
    show(window, show_axes=True)
    sentences = window.content.surface_view.picture.caption.sentences
    assert "slow unchanged" in sentences[0]
    window.shell.grab()
    loss = Dataset.from_xy([1e100, 2e100], [0.0, 1.0]).loss
    assert "fast too large to compute." in axes_sentences(loss, 1e30)[0]
    assert (
        swing_phrase(overshoot_factor(loss, 1e200)) == "each swing is larger than can be computed"
    )


def test_axes_of_a_minimum_far_outside_keep_their_direction(window: Any) -> None:
    loss = window.session.problem.loss
    slope, intercept = loss.minimum_parameters
    by_slope, by_intercept = loss.eigenvectors[:, 0] * 1e7
    at = (slope + by_slope, intercept + by_intercept)
    frame = PixelFrame(at[0] - 1, at[0] + 1, at[1] - 5, at[1] + 5, QRectF(0, 0, 300, 300))
    ends = axis_chord(loss.bowl, 0, frame)
    assert ends is not None
    centre = (ends[0] + ends[1]) / 2
    assert (centre - QPointF(150, 150)).manhattanLength() < 1.0
