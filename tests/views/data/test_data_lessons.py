"""What the data pane adds for a lesson: phases, branches, guessing, rows that point at points."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.look.theme import LIGHT
from tests.views.helpers import hover, pixel


def advance_to(window: Any, phase: StepPhase) -> None:
    while window.session.step.phase is not phase:
        window.session.step.next_phase()
    window.content.clock.render_now()


def change(window: Any, **options: Any) -> None:
    window.session.set_view_options(replace(window.session.view_options, **options))
    window.content.clock.render_now()


def test_guessing_hides_the_best_line(window: Any) -> None:
    lines = window.content.data_view.lines
    change(window, show_best_fit=True)
    assert lines.best is not None
    change(window, is_guessing=True)
    assert lines.best is None


def test_predicting_draws_a_hollow_dot_on_the_line_at_each_x(window: Any) -> None:
    view, session = window.content.data_view, window.session
    session.player.step(4)
    advance_to(window, StepPhase.PREDICT)
    assert view.scene.predictions.is_visible
    assert not view.scene.residuals.is_visible
    slope, intercept = session.shown_curve
    image = view.canvas.grab().toImage()
    for x in (2.0, 3.0, 5.0):
        spot = pixel(view.canvas, x, slope * x + intercept)
        assert image.pixelColor(spot).name() == LIGHT.card


def test_losing_shows_residuals_and_squares_as_if_asked_for(window: Any) -> None:
    view = window.content.data_view
    change(window, show_residuals=False)
    advance_to(window, StepPhase.LOSS)
    assert view.scene.residuals.is_visible
    assert view.scene.squares.is_visible
    advance_to(window, StepPhase.GRADIENT)
    assert not view.scene.residuals.is_visible
    assert not view.scene.squares.is_visible


def test_updating_keeps_the_line_it_left(window: Any) -> None:
    session, lines = window.session, window.content.data_view.lines
    session.player.step(3)
    before = session.shown_curve
    advance_to(window, StepPhase.UPDATE)
    assert lines.before == before
    assert lines.current == session.shown_curve != before
    session.player.step()
    window.content.clock.render_now()
    assert lines.before is None


def test_branches_not_shown_have_their_line_at_the_same_epoch(window: Any) -> None:
    session, lines = window.session, window.content.data_view.lines
    session.player.step(40)
    window.content.clock.render_now()
    assert lines.others == []
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(5)
    window.content.clock.render_now()
    first = session.runs.branches[0].history.parameters[15]
    assert lines.others == [(0, tuple(first))]
    assert lines.branch == session.runs.shown_number == 1
    session.player.step(60)
    window.content.clock.render_now()
    assert lines.others == [(0, tuple(session.runs.branches[0].history.parameters[-1]))]
    session.runs.remove(0)
    window.content.clock.render_now()
    assert lines.others == []


def test_the_line_has_the_colour_and_the_dash_of_its_branch(window: Any) -> None:
    session, canvas = window.session, window.content.data_view.canvas
    change(window, show_earlier_lines=False)
    session.player.step(300)
    session.runs.fork()
    session.runs.remove(0)
    window.content.clock.render_now()
    slope, intercept = session.shown_curve
    picture, along = canvas.grab().toImage(), np.linspace(3.2, 4.8, 60)
    seen = [picture.pixelColor(pixel(canvas, x, slope * x + intercept)).name() for x in along]
    assert branch_colour(canvas.theme, 1) in seen
    assert canvas.theme.card in seen


def test_a_point_pointed_at_elsewhere_stands_out_until_the_pointer_takes_one(window: Any) -> None:
    view = window.content.data_view
    heard: list[Any] = []
    view.point_hovered.connect(heard.append)
    view.highlight(1)
    assert view.points.highlighted == 1
    assert heard == []
    hover(view.canvas, 5.0, 75.0)
    assert view.points.highlighted == 2
    hover(view.canvas, 4.0, 10.0)
    assert view.points.highlighted == 1
    view.highlight(None)
    assert view.points.highlighted is None


def test_delete_takes_the_point_under_the_pointer_only(window: Any, qtbot: Any) -> None:
    from PySide6.QtCore import Qt

    view = window.content.data_view
    hover(view.canvas, 4.0, 10.0)
    view.highlight(1)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert window.session.problem.dataset.n_samples == 5


@pytest.mark.parametrize("n_samples", [200, 201, 5000])
def test_phases_of_larger_clouds_paint(window: Any, n_samples: int) -> None:
    x = np.linspace(-1.0, 1.0, n_samples)
    window.session.opening.open_dataset(Dataset.from_xy(x, 3 * x + 1))
    for phase in StepPhase:
        advance_to(window, phase)
        window.shell.grab()
