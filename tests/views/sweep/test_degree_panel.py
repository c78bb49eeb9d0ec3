"""The sweep over degrees: it shows how good each is, and a click or a key in it takes one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.degrees import errors_of_degrees
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable, Permissions
from linreg_gui.views.sweep import degree_panel as module
from linreg_gui.views.sweep.degree_panel import GUESS_FIRST, NO_POINTS, degrees_sentence
from linreg_gui.views.sweep.run_errors import errors_of_runs
from tests.core.test_hold_out import BALL, SHARE
from tests.views.helpers import click, hover


@pytest.fixture
def panel(window: Any, qtbot: Any) -> Any:
    """Give the panel over the points of a thrown ball, some of them held out, at degree 3."""
    session = window.session
    session.problem.replace_points("ball", BALL.x, BALL.y)
    session.set_degree(3)
    session.problem.hold_out(SHARE)
    window.content.actions.entries["Sweep of degrees…"].trigger()
    made = window.content.degrees
    qtbot.waitExposed(made)
    window.content.clock.render_now()
    return made


def render(window: Any) -> None:
    window.content.clock.render_now()


def press(panel: Any, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(panel.plot, key)


def test_it_shows_both_errors_of_each_degree(window: Any, panel: Any) -> None:
    layer = panel.plot.degrees
    training, held_out = 10.0**layer.training, 10.0**layer.held_out
    assert training.round(3).tolist() == [2.898, 0.238, 0.226, 0.195, 0.187, 0.184]
    assert held_out.round(3).tolist() == [4.164, 0.316, 0.352, 0.446, 0.723, 1.753]
    assert (layer.best, layer.present) == (2, 3)
    assert panel.sentence.text() == (
        "The training error never rises with the degree. On the 5 held-out points degree 2 has "
        "the least error, 0.3159; with another split it can be another degree."
    )
    left, right, bottom, top = panel.plot.shown_range()
    assert (left, right) == (0.5, 6.5)
    assert bottom < layer.training.min()
    assert top > layer.held_out.max()
    panel.grab()


def test_a_click_takes_a_degree_as_one_undo_step(window: Any, panel: Any) -> None:
    session, plot = window.session, panel.plot
    steps = session.edits.stack.count()
    middle = sum(plot.shown_range()[2:]) / 2
    click(plot, 1.7, middle)
    render(window)
    assert session.runs.settings.degree == 2
    assert plot.degrees.present == 2
    assert session.edits.stack.count() == steps + 1
    session.edits.undo()
    render(window)
    assert plot.degrees.present == 3
    click(plot, 4.0, middle, Qt.MouseButton.RightButton)
    assert session.runs.settings.degree == 3


def test_keys_choose_a_degree_and_take_it(window: Any, panel: Any) -> None:
    session, plot = window.session, panel.plot
    plot.clearFocus()
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert plot.degrees.chosen == 3
    press(panel, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert plot.degrees.note == ["degree 5", "training 0.187", "held out 0.7226"]
    assert session.runs.settings.degree == 3
    press(panel, Qt.Key.Key_Return)
    assert session.runs.settings.degree == 5
    press(panel, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert session.runs.settings.degree == 6
    press(panel, *[Qt.Key.Key_Left] * 9, Qt.Key.Key_Enter)
    assert session.runs.settings.degree == 1
    plot.clearFocus()
    assert plot.degrees.chosen is None


def test_pointing_reads_a_degree(window: Any, panel: Any) -> None:
    plot = panel.plot
    hover(plot, 6.3, plot.degrees.training[0])
    assert plot.degrees.note == ["degree 6", "training 0.184", "held out 1.753"]
    panel.grab()
    plot.hover_left.emit()
    assert plot.degrees.chosen is None


def test_open_squares_are_where_the_runs_are_at_the_epoch_shown(window: Any, panel: Any) -> None:
    session, plot = window.session, panel.plot
    assert not plot.runs.mark_boxes(plot.pixel_frame())
    session.player.step(300)
    render(window)
    run = errors_of_runs(window.content.clock.frame())[0]
    objective, (parameters, _) = session.problem.objective, session.player.history.record(300)
    assert (run.letter, run.epoch, run.number) == ("", 300, 0)
    assert run.training == objective.loss.value(parameters)
    assert run.held_out == objective.held_out.value(parameters)
    assert len(plot.runs.mark_boxes(plot.pixel_frame())) == 2
    assert plot.marks()[2].name == (
        f"degree 3, training 0.2262, held out 0.3521, {run.text}, in use"
    )
    session.player.seek(20)
    session.run_edits.keep()
    render(window)
    runs = errors_of_runs(window.content.clock.frame())
    assert [(each.letter, each.epoch) for each in runs] == [("A", 20), ("B", 20)]
    assert runs[0].training == runs[1].training > run.training
    assert runs[1].text.startswith("run B, epoch 20: training ")
    panel.grab()
    session.set_degree(5)
    render(window)
    assert plot.marks()[4].name.count("epoch 20") == 2
    assert "epoch" not in plot.marks()[2].name


def test_screen_readers_meet_each_degree_and_can_take_it(window: Any, panel: Any) -> None:
    marks = panel.plot.marks()
    assert [mark.name for mark in marks[:3]] == [
        "degree 1, training 2.898, held out 4.164",
        "degree 2, training 0.2379, held out 0.3159, the least held out",
        "degree 3, training 0.2262, held out 0.3521, in use",
    ]
    marks[3].actions["Take degree 4"]()
    assert window.session.runs.settings.degree == 4


def test_it_follows_points_split_and_penalty(window: Any, panel: Any) -> None:
    session = window.session
    before = panel.plot.degrees.training
    session.problem.move_point(3, 2.6, 9.0)
    render(window)
    assert panel.plot.degrees.training[0] > before[0]
    session.edits.undo()
    session.problem.hold_out(HoldOut(0.3, 1))
    render(window)
    assert panel.plot.degrees.training.tolist() != before.tolist()
    session.problem.hold_out(SHARE)
    session.set_settings(replace(session.runs.settings, l2=0.01))
    render(window)
    assert (10.0 ** panel.plot.degrees.held_out).round(3).tolist() == [
        4.159, 0.320, 0.364, 0.359, 0.358, 0.362,
    ]  # fmt: skip
    assert panel.title.text().endswith(", with the penalty")
    assert panel.sentence.text().startswith("On the 5 held-out points degree 2 has the least")


def test_without_held_out_points_it_says_where_they_are_chosen(window: Any, panel: Any) -> None:
    window.session.problem.hold_out(None)
    render(window)
    assert not len(panel.plot.degrees.held_out)
    assert panel.plot.degrees.best is None
    assert "held-out points tell: choose how many under More in Training." in panel.sentence.text()
    panel.grab()


def test_an_error_of_0_has_a_place_and_many_curves_are_told(window: Any, panel: Any) -> None:
    session = window.session
    session.problem.hold_out(None)
    session.problem.replace_points("five", [2, 3, 5, 6, 8], [65, 70, 75, 85, 90])
    session.problem.turn_point(4)
    render(window)
    layer = panel.plot.degrees
    assert len(set(layer.training[2:].tolist())) == 1
    assert layer.training[2] < layer.training[1]
    assert np.isnan(layer.held_out[3:]).all()
    assert panel.sentence.text().endswith(
        "From degree 4 on many curves fit the points equally well, and differ on those held out: "
        "they have no ring."
    )
    assert "On the one held-out point degree" in panel.sentence.text()
    assert panel.plot.marks()[5].name.endswith("many curves fit equally well")
    panel.grab()
    session.problem.replace_points("line", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    render(window)
    assert set(layer.training.tolist()) == {layer.training[0]}
    assert panel.plot.shown_range()[2] < layer.training[0]
    panel.grab()


def test_while_the_learner_guesses_it_tells_nothing(window: Any, panel: Any) -> None:
    session, plot = window.session, panel.plot
    session.change_view_options(is_guessing=True)
    render(window)
    assert plot.hint.text == GUESS_FIRST
    assert not len(plot.degrees.training)
    assert not panel.sentence.text()
    assert [mark.name for mark in plot.marks()] == [GUESS_FIRST]
    click(plot, 2.0, sum(plot.shown_range()[2:]) / 2)
    press(panel, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert session.runs.settings.degree == 3
    assert plot.degrees.chosen is None
    session.change_view_options(is_guessing=False)
    render(window)
    assert len(plot.degrees.training) == 6


@pytest.mark.parametrize(
    "permissions",
    [
        Permissions(locked=frozenset({Lockable.DEGREE})),
        Permissions(hidden=frozenset({Hideable.SWEEP})),
    ],
)
def test_a_lesson_can_keep_it_away(window: Any, panel: Any, permissions: Permissions) -> None:
    gate, entry = window.session.gate, window.content.actions.entries["Sweep of degrees…"]
    gate.set_permissions(Permissions(locked=frozenset({Lockable.POINTS})))
    render(window)
    assert panel.isVisible()
    assert entry.isEnabled()
    gate.set_permissions(permissions)
    render(window)
    assert not panel.isVisible()
    assert not entry.isEnabled()


def test_without_points_it_says_so(window: Any, panel: Any) -> None:
    window.session.problem.clear_points()
    render(window)
    assert panel.plot.hint.text == NO_POINTS
    assert not panel.sentence.text()
    panel.grab()


def test_opened_without_points_its_axis_has_degrees(window: Any, qtbot: Any) -> None:
    window.session.problem.clear_points()
    made = window.content.degrees
    made.show()
    qtbot.waitExposed(made)
    render(window)
    assert made.plot.shown_range()[:2] == (0.5, 6.5)
    assert made.plot.hint.text == NO_POINTS


def test_a_question_waits_for_the_answer(window: Any, panel: Any) -> None:
    session = window.session
    session.asking.ask()
    render(window)
    assert panel.plot.hint.text == "Your turn first."
    session.asking.close()
    render(window)
    assert not panel.plot.hint.text


def test_what_cannot_be_fitted_is_told_in_one_sentence(
    window: Any, panel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise DatasetError("A curve is of one feature.")

    monkeypatch.setattr(module, "errors_of_degrees", refuse)
    window.session.problem.move_point(0, 0.5, 1.0)
    render(window)
    assert panel.plot.hint.text == "A curve is of one feature."
    assert not panel.sentence.text()


def test_a_line_is_compared_as_it_is_fitted(window: Any, panel: Any) -> None:
    session = window.session
    session.set_degree(1)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.NONE, l2=0.5))
    render(window)
    frame = session.frame()
    best = frame.loss.minimum_parameters
    wanted = np.log10(frame.loss.unpenalised.value(best))
    assert panel.plot.degrees.training[0] == pytest.approx(wanted)
    assert panel.plot.degrees.present == 1


def test_of_very_many_points_it_waits_for_the_end_of_a_drag(
    window: Any, panel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DRAGGED", 10)
    session, layer = window.session, panel.plot.degrees
    before = layer.training
    session.edits.begin_drag()
    session.problem.move_point(3, 2.6, 9.0)
    render(window)
    assert layer.training is before
    session.edits.end_drag()
    render(window)
    assert layer.training[0] > before[0]


def test_no_degree_can_be_best_where_none_has_one_curve() -> None:
    errors = errors_of_degrees(
        replace(BALL, features=np.full((16, 1), 2.0), is_held_out=SHARE.apply(BALL).is_held_out),
        DescentConfig().in_degree(2),
    )
    assert degrees_sentence(errors, 5, has_penalty=False) == (
        "The training error never rises with the degree. Whatever the degree many curves fit the "
        "points equally well, and differ on those held out: they have no ring."
    )
