"""A session of degree 2 and more: the start, the records, undo, and the cut through the loss."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.automatic import Automatic
from linreg_gui.core.settings import Held, Optimizer, Scaling
from linreg_gui.core.surface_cut import Others, slow_pair
from linreg_gui.session.bets import CURVE_KINDS, BetKind, BetStage, NumberBet, PinBet
from linreg_gui.session.curve import ZERO_LINE, Curve, Line, Place
from linreg_gui.session.hand import NO_LINE
from linreg_gui.session.session import Session
from linreg_gui.session.trajectory import Trajectory


@pytest.fixture
def session(qapp) -> Iterator[Session]:
    made = Session()
    yield made
    made.shutdown()


def bend(session: Session, degree: int) -> None:
    """Have a curve of a degree, over standardised x."""
    settings = session.runs.settings
    scaled = replace(settings, degree=degree, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    session.set_settings(scaled)


def heights(session: Session, curve: Curve) -> np.ndarray:
    """Return the values of a curve at the points."""
    away = session.problem.dataset.x - curve.centre
    powers = away[:, np.newaxis] ** np.arange(1, curve.degree + 1)
    return powers @ np.array(curve[:-1]) + curve.intercept


def test_a_line_is_a_curve_and_a_tuple():
    line = Line(2.0, 3.0)
    slope, intercept = line
    assert (slope, intercept) == line == (2.0, 3.0)
    assert (line.degree, line.centre, line.slope, line.intercept) == (1, 0.0, 2.0, 3.0)
    assert line == Place(2.0, 3.0)
    assert hash(line) == hash((2.0, 3.0))
    assert line != Line(2.0, 4.0)
    assert np.array(line).tolist() == [2.0, 3.0]


def test_the_same_polynomial_in_another_degree():
    line = Line(2.0, 3.0)
    parabola = line.of_degree(2)
    assert parabola == Curve((2.0, 0.0, 3.0))
    assert parabola.of_degree(1) == line
    about = Curve((2.0, 5.0, 3.0), 10.0)
    assert about != Curve((2.0, 5.0, 3.0))
    assert about == Curve((2.0, 5.0, 3.0), 10.0)
    assert about.of_degree(4) == Curve((2.0, 5.0, 0.0, 0.0, 3.0), 10.0)
    assert about.of_degree(4).of_degree(2) == about
    assert about.of_degree(1) == Line(2.0, -17.0)


@pytest.mark.parametrize("degree", range(2, 7))
def test_a_run_has_a_weight_for_each_power(session, degree):
    bend(session, degree)
    session.player.step(5)
    frame = session.frame()
    assert frame.history.parameters.shape == (6, degree + 1)
    assert frame.start.degree == frame.shown_curve.degree == degree
    assert len(frame.shown_parameters) == len(frame.start_parameters) == degree + 1
    mse = float(np.mean((session.problem.dataset.y - heights(session, frame.shown_curve)) ** 2))
    assert mse == pytest.approx(frame.history.losses[5], rel=1e-9)
    assert frame.history.losses[5] < frame.history.losses[0]


def test_another_degree_keeps_the_polynomial_of_the_start(session):
    session.problem.set_start(Line(2.0, 60.0))
    bend(session, 3)
    assert heights(session, session.problem.start) == pytest.approx(
        heights(session, Line(2.0, 60.0))
    )
    session.problem.set_start(session.frame().curve_at(Place(1.0, -2.0)))
    curved = session.problem.start
    bend(session, 5)
    assert heights(session, session.problem.start) == pytest.approx(heights(session, curved))
    session.edits.undo()
    assert session.problem.start == curved
    bend(session, 1)
    assert isinstance(session.problem.start, Line)
    session.edits.undo()
    assert session.problem.start == curved
    session.edits.undo()
    session.edits.undo()
    assert session.problem.start == Line(2.0, 60.0)
    assert session.runs.settings.degree == 1


def test_kept_runs_follow_the_degree_and_come_back_as_they_were(session):
    session.player.step(4)
    session.run_edits.keep()
    before = session.frame().branches[1].history
    session.problem.set_start(Line(1.0, 1.0))
    bend(session, 3)
    shown, kept = session.frame().branches
    assert shown.history.parameters.shape[1] == kept.history.parameters.shape[1] == 4
    kept_start = session.player.branches[1].kept.start
    assert kept_start == ZERO_LINE.of_degree(3), "a kept run has a start of its own"
    session.edits.undo()
    after = session.frame().branches[1].history
    assert np.array_equal(before.parameters, after.parameters)


def test_undo_brings_back_the_bend_of_a_kept_start(session):
    session.set_degree(3)
    curved = session.frame().curve_at(Place(1.0, -2.0))
    session.problem.set_start(curved)
    session.player.step(4)
    session.run_edits.keep()
    session.run_edits.fork()
    session.set_degree(1)
    assert isinstance(session.player.branches[1].kept.start, Line)
    session.set_degree(2)
    for _ in range(2):
        session.edits.undo()
    assert session.player.branches[1].kept.start == curved
    session.edits.undo()
    assert session.player.branches[1].kept.start == curved


def test_a_start_on_the_cut_has_the_loss_of_the_place(session):
    bend(session, 3)
    session.player.step(10)
    frame = session.frame()
    place = Place(1.5, -0.5)
    parameters = frame.cut.lift(place)
    session.problem.set_start(session.problem.start_at(parameters))
    assert session.frame().start_place == pytest.approx(place, rel=1e-9)
    expected = frame.loss.value(parameters)
    assert session.player.history.losses[0] == pytest.approx(expected, rel=1e-12)


def test_the_cut_moves_with_the_epoch_shown(session):
    bend(session, 2)
    session.player.step(3)
    frame = session.frame()
    assert frame.cut is session.frame().cut
    session.player.seek(1)
    other = session.frame().cut
    assert other is not frame.cut
    assert not other.is_whole
    bend(session, 1)
    whole = session.frame().cut
    session.player.seek(2)
    assert session.frame().cut is whole
    assert whole.is_whole


def test_a_curve_without_points(session):
    session.opening.open_new()
    bend(session, 3)
    assert session.frame().start == ZERO_LINE.of_degree(3)
    session.problem.add_point(1.0, 2.0)
    session.problem.add_point(2.0, 3.0)
    session.player.step(2)
    assert session.frame().history.parameters.shape == (3, 4)


def test_an_edit_in_the_middle_of_a_run_with_branches(session, qtbot):
    session.set_degree(3)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.step(20)
    session.player.seek(10)
    session.run_edits.fork()
    session.set_learning_rate(0.2)
    session.player.step(5)
    session.player.run()
    session.problem.move_point(1, 3.5, 60.0)
    qtbot.waitUntil(lambda: session.is_settled)
    for _, run in session.player.branches:
        fresh = Trajectory(run.objective, run.start, run.plan, run.goal, run.fork_epoch)
        fresh.advance(run.last_epoch)
        assert np.array_equal(fresh.history.parameters, run.history.parameters)
    assert len(session.runs.branches) == 2


# ---- choosing a degree


def said(session: Session) -> list[str]:
    texts: list[str] = []
    session.notice_posted.connect(lambda notice: texts.append(notice.text))
    return texts


def test_a_degree_is_one_step_with_settings_that_suit_it(session):
    texts, before = said(session), session.runs.settings
    session.set_degree(3)
    settings = session.runs.settings
    assert (settings.degree, settings.scaling) == (3, Scaling.STANDARDISE)
    assert settings.learning_rate == 0.1
    assert texts == ["A curve of degree 3 descends on standardised powers of x, at the rate 0.1."]
    assert session.edits.stack.count() == 1
    assert session.edits.stack.undoText() == "change degree"
    session.edits.undo()
    assert session.runs.settings == before
    session.edits.redo()
    assert session.runs.settings == settings


def test_from_one_curve_to_another_only_the_degree_changes(session):
    session.set_degree(2)
    session.set_learning_rate(0.3)
    own = session.runs.settings
    session.set_degree(4)
    assert session.runs.settings == replace(own, degree=4)
    session.set_degree(1)
    assert session.runs.settings == replace(own, degree=1)


def test_what_is_held_is_let_go_and_an_adaptive_rate_stays(session):
    adam = replace(session.runs.settings, optimizer=Optimizer.ADAM, held=Held.SLOPE)
    session.set_settings(replace(adam, learning_rate=0.5))
    texts = said(session)
    session.set_degree(2)
    assert (session.runs.settings.held, session.runs.settings.learning_rate) == (Held.NOTHING, 0.5)
    assert texts == ["A curve of degree 2 descends on standardised powers of x, with nothing held."]
    session.edits.undo()
    assert session.runs.settings.held is Held.SLOPE


def test_a_rate_that_followed_the_data_is_set_and_follows_again_after_undo(session):
    session.let_follow_data(learning_rate=True, max_epochs=True)
    session.set_degree(2)
    assert session.problem.automatic == Automatic(max_epochs=True)
    session.edits.undo()
    assert session.problem.automatic == Automatic(learning_rate=True, max_epochs=True)


def test_the_pair_is_pinned_with_the_degree(session):
    session.problem.replace_points("points", np.arange(8.0), np.arange(8.0) ** 2)
    session.set_degree(4)
    pair = session.view_options.pair
    assert pair == slow_pair(session.problem.loss)
    for x in (0.5, 3.0, 30.0, -200.0):
        session.problem.move_point(3, x, 4.0)
        assert session.view_options.pair == session.frame().cut.pair == pair
    session.set_degree(2)
    assert max(session.view_options.pair) <= 2
    session.edits.undo()
    assert session.view_options.pair == pair
    session.open_new()
    assert session.view_options.pair is None
    session.edits.undo()
    assert session.frame().cut.pair == session.view_options.pair is not None


def test_others_at_their_best_leave_the_cut_where_it_is(session):
    session.set_degree(3)
    session.player.step(5)
    session.set_view_options(replace(session.view_options, others=Others.AT_BEST))
    cut = session.frame().cut
    session.player.seek(2)
    assert session.frame().cut is cut
    assert cut.bowl.floor == pytest.approx(session.problem.loss.minimum_value)


# ---- what stays a thing of lines


def test_a_question_about_a_line_is_closed_with_it(session):
    session.asking.choose_first_kind(BetKind.PIN)
    session.asking.ask()
    session.set_degree(2)
    assert session.asking.state.stage is BetStage.OFF


def test_no_straight_line_is_put_where_a_curve_is_fitted(session):
    session.hand.set_line(Line(1.0, 2.0))
    session.set_degree(2)
    assert len(session.frame().hand) == 0
    assert session.frame().hand_losses.size == 0
    texts, start = said(session), session.problem.start
    session.hand.set_line(Line(3.0, 4.0))
    assert session.problem.start == start
    assert texts == [NO_LINE]
    session.edits.undo()
    assert len(session.frame().hand) == 2


def test_a_pin_is_no_bet_on_a_curve(session):
    session.asking.choose_first_kind(BetKind.PIN)
    session.set_degree(2)
    session.asking.ask()
    state = session.asking.state
    assert (state.kind, state.kinds) == (BetKind.WORDS, CURVE_KINDS)
    session.asking.set_bet(PinBet(Line(1.0, 2.0)))
    assert session.asking.state.bet is None
    session.asking.set_bet(NumberBet(50))
    session.asking.run()
    session.player.pause()
    session.player.step(300)
    assert session.asking.state.stage in {BetStage.SHOWN, BetStage.BOUND}
