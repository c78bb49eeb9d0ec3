"""The branches of a run on the loss surface, both ways."""

from typing import Any

import numpy as np
import pytest

from linreg_gui.views.canvas.branches import Stretch, parts
from tests.views.helpers import click, hover

FORK = 12


@pytest.fixture
def forked(window: Any) -> Any:
    """Give a laboratory with branch A at rate 0.01 and B, shown, at 0.03 from epoch 12 on."""
    session = window.session
    session.set_learning_rate(0.01)
    session.player.step(60)
    session.player.seek(FORK)
    session.runs.fork()
    session.set_learning_rate(0.034)
    session.player.step(7)
    settle(window)
    return window


def settle(window: Any) -> None:
    window.content.clock.render_now()
    view = window.content.surface_view
    view.fit()
    view.canvas.grab()


def picture_of(window: Any) -> Any:
    return window.content.surface_view.picture


def place_of(window: Any, number: int, epoch: int) -> tuple[float, float]:
    slope, intercept = window.session.runs.branches[number].history.record(epoch)[0]
    return float(slope), float(intercept)


def test_a_single_branch_has_no_letters_and_no_other_paths(window: Any) -> None:
    window.session.player.step(5)
    window.content.clock.render_now()
    picture = picture_of(window)
    assert picture.branches.paths == []
    assert len(picture.letters.paths) == 1


def test_each_branch_is_drawn_from_its_own_records(forked: Any) -> None:
    picture, branches = picture_of(forked), forked.session.frame().branches
    assert [path.number for path in picture.letters.paths] == [0, 1]
    assert [path.number for path in picture.branches.paths] == [0]
    assert picture.branches.paths[0].history is branches[0].history
    assert picture.path.history is branches[1].history
    assert picture.path.fork_epoch == FORK


def test_the_dot_has_the_colour_of_the_branch_shown_at_every_epoch(forked: Any) -> None:
    session, content = forked.session, forked.content
    marks, curve = picture_of(forked).marks, content.curve_view.scene.curve
    for number in (1, 0):
        session.runs.show(number)
        for epoch in (FORK + 1, FORK, FORK - 2):
            session.player.seek(epoch)
            content.clock.render_now()
            assert session.runs.shown_number == marks.branch == curve.branch == number


def test_a_click_on_another_branch_shows_it_there(forked: Any) -> None:
    session = forked.session
    click(forked.content.surface_view.canvas, *place_of(forked, 0, 60))
    assert session.runs.shown_number == 0
    assert session.shown_curve == pytest.approx(place_of(forked, 0, 60), rel=0.05)
    assert session.player.cursor > FORK
    settle(forked)
    assert [path.number for path in picture_of(forked).branches.paths] == [1]


def test_a_click_on_the_branch_shown_stays_on_it(forked: Any) -> None:
    session = forked.session
    click(forked.content.surface_view.canvas, *place_of(forked, 1, FORK + 1))
    assert session.runs.shown_number == 1
    assert session.player.cursor == FORK + 1


def test_hovering_tells_branch_and_epoch(forked: Any) -> None:
    canvas, read_out = forked.content.surface_view.canvas, picture_of(forked).read_out
    hover(canvas, *place_of(forked, 1, FORK + 1))
    assert read_out.lines[0] == f"B · epoch {FORK + 1}"
    hover(canvas, *place_of(forked, 0, 60))
    assert read_out.lines[0].startswith("A · epoch ")
    assert forked.content.data_view.lines.ghost in [
        tuple(row) for row in forked.session.runs.branches[0].history.parameters
    ]


def test_letters_stand_at_the_ends_side_by_side(forked: Any) -> None:
    frame = forked.content.surface_view.canvas.pixel_frame()
    for path in picture_of(forked).letters.paths:
        end = path.end_in_view(frame)
        last = frame.to_pixel(*path.history.parameters[-1].tolist())
        assert (end - last).manhattanLength() < 2.0


def test_a_branch_that_leaves_the_frame_has_its_letter_inside(forked: Any) -> None:
    session = forked.session
    session.set_learning_rate(0.08)
    session.player.step(40)
    session.runs.show(0)
    settle(forked)
    frame = forked.content.surface_view.canvas.pixel_frame()
    aside = picture_of(forked).branches.paths[0]
    end = aside.end_in_view(frame)
    assert end is None or frame.rect.contains(end)
    left, right, _, _ = forked.content.surface_view.canvas.shown_range()
    assert right - left < 1e5


def test_removing_and_replaying_branches_keeps_the_paths_in_step(forked: Any) -> None:
    session, picture = forked.session, picture_of(forked)
    session.problem.move_point(4, 8.5, 95.0)
    settle(forked)
    assert np.array_equal(
        picture.branches.paths[0].history.parameters, session.runs.branches[0].history.parameters
    )
    session.runs.remove(0)
    settle(forked)
    assert picture.branches.paths == []
    assert picture.path.number == 1
    session.restart()
    settle(forked)
    assert picture.path.number == 0


def test_a_kept_run_under_a_number_that_became_free_has_its_own_path(forked: Any) -> None:
    session, picture = forked.session, picture_of(forked)
    session.runs.show(0)
    settle(forked)
    frame = forked.content.surface_view.canvas.pixel_frame()
    gone = frame.to_pixel(*place_of(forked, 1, FORK + 5))
    assert picture.branches.record_near(gone, frame, 2.0) == (1, FORK + 5)
    session.runs.remove(1)
    session.runs.keep()
    forked.content.clock.render_now()
    (path,) = picture.branches.paths
    path.end_in_view(frame)
    assert path.number == 1
    assert picture.branches.record_near(gone, frame, 2.0) != (1, FORK + 5)


def test_a_branch_of_a_branch_keeps_the_colours_of_both(forked: Any) -> None:
    session, picture = forked.session, picture_of(forked)
    session.runs.fork()
    session.set_learning_rate(0.02)
    session.player.step(5)
    settle(forked)
    expected = ((FORK, 0), (FORK + 7, 1))
    assert session.runs.shown_number == 2
    assert picture.path.lineage == expected
    assert forked.content.curve_view.scene.curve.lineage == expected


def test_a_branch_beside_another_owes_it_nothing(forked: Any) -> None:
    session = forked.session
    session.runs.show(0)
    session.player.seek(FORK + 5)
    session.runs.fork()
    session.player.step(2)
    settle(forked)
    assert session.runs.shown_number == 2
    assert picture_of(forked).path.lineage == ((FORK + 5, 0),)


def test_a_line_is_split_where_its_makers_change() -> None:
    lineage = (Stretch(4, 0), Stretch(9, 1))
    split = parts(np.array([0, 2, 4, 5, 9, 10, 12]), lineage, 2)
    assert [(part.vertices.start, part.vertices.stop, part.number) for part in split] == [
        (0, 3, 0),
        (2, 5, 1),
        (4, 7, 2),
    ]
    thinned = parts(np.array([0, 12]), lineage, 2)
    assert [(part.vertices.start, part.number) for part in thinned] == [(0, 0), (0, 2)]
