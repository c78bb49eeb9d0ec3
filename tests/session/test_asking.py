"""Ask first, without a window: when it asks, what binds, what decides, what drops a bet."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.course import Course
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.session import replay
from linreg_gui.session.bets import (
    MOST_KNOTS,
    BetKind,
    BetStage,
    NumberBet,
    NumberGap,
    PinBet,
    PinGap,
    SketchBet,
    SketchGap,
    WordsBet,
    WordsGap,
)
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, RunStatus
from linreg_gui.session.wording_bets import (
    ASKED_BEFORE,
    OTHER_POINTS,
    OTHER_RUN,
    OTHER_SETTINGS,
    OTHER_START,
    seen,
)


@pytest.fixture
def asked(session: Session) -> Session:
    """Give a session that asks first, at the start of hours and money, at full speed."""
    session.set_view_options(replace(session.view_options, asks_first=True, epochs_per_second=None))
    session.set_learning_rate(0.02)
    return session


def stage(session: Session) -> BetStage:
    return session.asking.state.stage


def run_out(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: session.is_settled)


def said(session: Session, bet, qtbot):
    """Bet, run to the end, and return the gap."""
    session.asking.ask()
    session.asking.set_bet(bet)
    session.asking.toggle()
    run_out(session, qtbot)
    return session.asking.state.gap


def notices(session: Session) -> list[str]:
    texts: list[str] = []

    def keep(notice: Notice | None) -> None:
        if notice is not None:
            texts.append(notice.text)

    session.notice_posted.connect(keep)
    return texts


# ---- when it asks


def test_off_a_run_begins_at_once(session, qtbot):
    session.asking.toggle()
    assert session.player.state.is_running
    assert stage(session) is BetStage.OFF


def test_on_it_asks_before_the_first_run_and_the_second_space_runs(asked):
    asked.asking.toggle()
    assert stage(asked) is BetStage.ASKING
    assert not asked.player.state.is_running
    asked.asking.toggle()
    assert asked.player.state.is_running
    assert stage(asked) is BetStage.OFF


def test_it_asks_once_about_the_same_records(asked, qtbot):
    asked.asking.toggle()
    asked.asking.close()
    asked.asking.toggle()
    assert asked.player.state.is_running
    asked.player.pause()
    asked.restart()
    asked.asking.toggle()
    assert asked.player.state.is_running


def test_what_is_not_asked_twice_is_said(asked, qtbot):
    said(asked, WordsBet(Course.ARRIVES), qtbot)
    texts = notices(asked)
    asked.asking.toggle()
    assert ASKED_BEFORE not in texts  # "Run again" shows the epochs that are there
    asked.player.pause()
    asked.restart()
    asked.asking.toggle()
    assert asked.player.state.is_running
    assert ASKED_BEFORE in texts


def test_it_asks_again_with_another_rate(asked):
    asked.asking.toggle()
    asked.asking.close()
    asked.set_learning_rate(0.03)
    asked.asking.toggle()
    assert stage(asked) is BetStage.ASKING


def test_it_asks_again_with_a_point_held_out(asked):
    asked.asking.toggle()
    asked.asking.close()
    asked.problem.turn_point(1)
    asked.asking.toggle()
    assert stage(asked) is BetStage.ASKING


def test_it_does_not_ask_when_a_paused_run_goes_on(asked):
    asked.player.step(10)
    asked.asking.toggle()
    assert asked.player.state.is_running


def test_it_asks_at_a_fork(asked):
    asked.player.step(10)
    asked.run_edits.fork()
    asked.asking.toggle()
    assert stage(asked) is BetStage.ASKING
    assert asked.asking.state.first_epoch == 10


def test_asking_while_it_runs_pauses(session):
    session.player.run()
    session.asking.ask()
    assert stage(session) is BetStage.ASKING
    assert not session.player.state.is_running


def test_asking_in_a_drag_is_ignored(session):
    session.edits.begin_drag()
    session.asking.ask()
    assert stage(session) is BetStage.OFF
    session.edits.end_drag()


def test_asking_without_points_is_the_refusal_of_a_run(session):
    session.opening.open_new()
    texts = notices(session)
    session.asking.ask()
    assert stage(session) is BetStage.OFF
    assert texts == [
        "Without points there is nothing to fit: click into the data pane to place some."
    ]


def test_nothing_is_asked_about_epochs_that_are_there(session):
    session.player.step(10)
    session.player.seek(0)
    texts = notices(session)
    session.asking.ask()
    assert stage(session) is BetStage.OFF
    assert texts == ["The epochs to come are computed already: restart first, then ask."]


def test_from_the_best_line_nothing_moves(asked):
    best = asked.problem.loss.minimum_parameters
    asked.problem.set_start(Line(*best.tolist()))
    texts = notices(asked)
    asked.asking.ask()
    assert texts == ["You stand on the best line: nothing will move."]
    asked.asking.toggle()
    assert stage(asked) is BetStage.OFF
    assert texts[1:] == texts[:1]


def test_the_best_line_with_a_held_slope_is_called_so(asked):
    asked.set_settings(replace(asked.runs.settings, held=Held.SLOPE))
    best = asked.problem.loss.minimum_parameters
    asked.problem.set_start(Line(*best.tolist()))
    texts = notices(asked)
    asked.asking.ask()
    assert texts == ["You stand on the best line with this slope: nothing will move."]


# ---- what decides


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        (0.01, "It crawled: within 300 epochs it did not come 99 % of the way."),
        (0.02, "It arrived at epoch 163."),
        (0.034, "It swung and arrived at epoch 96."),
        (0.05, "It blew up at epoch 23."),
    ],
)
def test_words_are_compared_when_the_run_has_ended(asked, qtbot, rate, sentence):
    asked.set_learning_rate(rate)
    gap = said(asked, WordsBet(Course.ARRIVES), qtbot)
    assert isinstance(gap, WordsGap)
    assert seen(gap) == f"You said: arrives. {sentence}"


def test_words_are_not_compared_while_the_run_pauses(asked):
    asked.asking.ask()
    asked.asking.set_bet(WordsBet(Course.CRAWLS))
    asked.asking.run()
    asked.player.pause()
    assert stage(asked) is BetStage.BOUND


def test_a_pin_is_compared_when_its_record_exists(asked, qtbot):
    asked.asking.ask()
    asked.asking.set_bet(PinBet(Line(5.0, 50.0), 10))
    asked.asking.bind()
    asked.player.step(9)
    assert stage(asked) is BetStage.BOUND
    asked.player.step(1)
    gap = asked.asking.state.gap
    assert isinstance(gap, PinGap)
    assert gap.came == pytest.approx(asked.shown_curve)
    assert gap.epoch == 10


def test_a_pin_beyond_the_end_is_compared_with_the_last_record(asked, qtbot):
    asked.set_learning_rate(0.05)
    gap = said(asked, PinBet(Line(0.0, 0.0), 100), qtbot)
    assert gap.is_early
    assert gap.epoch == asked.player.history.last_epoch
    assert seen(gap).startswith(f"The run ended at epoch {gap.epoch}. Pin and dot are apart by")


def test_a_pin_is_in_the_units_of_the_data_on_a_standardised_surface(asked, qtbot):
    settings = replace(asked.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.5)
    asked.set_settings(settings)
    gap = said(asked, PinBet(Line(5.0, 50.0), 1), qtbot)
    assert gap.came == pytest.approx((4.2544, 56.5789), abs=1e-4)


def test_a_sketch_is_compared_at_its_last_epoch(asked, qtbot):
    sketch = SketchBet.empty(0, 300).through((0, 6015.0), (20, 10.0))
    gap = said(asked, sketch, qtbot)
    assert isinstance(gap, SketchGap)
    assert gap.last_epoch == 20
    losses = asked.player.history.losses[:21]
    ratios = np.abs(np.log10(sketch.losses[:21] / losses))
    assert gap.epoch == int(np.argmax(ratios))
    assert gap.came == losses[gap.epoch]


def test_a_number_is_compared_with_the_arrival(asked, qtbot):
    gap = said(asked, NumberBet(50), qtbot)
    assert gap == NumberGap(50, 163, 300)
    assert seen(gap) == "You: 50 epochs. The run: 163."


def test_a_number_is_compared_with_a_run_that_does_not_arrive(asked, qtbot):
    asked.set_learning_rate(0.01)
    gap = said(asked, NumberBet(50), qtbot)
    assert seen(gap) == "You: 50 epochs. Within 300 epochs it did not come 99 % of the way."


# ---- what drops a bet


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda s: s.problem.add_point(4.0, 70.0), OTHER_POINTS),
        (lambda s: s.opening.open_example("house-prices"), OTHER_POINTS),
        (lambda s: s.edits.undo(), OTHER_SETTINGS),
        (lambda s: s.set_max_epochs(77), OTHER_SETTINGS),
        (lambda s: s.problem.set_start(Line(1.0, 1.0)), OTHER_START),
        (lambda s: s.run_edits.fork(), OTHER_RUN),
    ],
)
def test_an_edit_drops_a_bet_that_stands(asked, edit, sentence):
    asked.asking.ask()
    asked.asking.set_bet(WordsBet(Course.CRAWLS))
    asked.asking.bind()
    asked.player.step(3)
    texts = notices(asked)
    edit(asked)
    assert stage(asked) is BetStage.OFF
    assert sentence in texts


def test_a_restart_drops_a_bet_without_a_word(asked):
    asked.asking.ask()
    asked.asking.set_bet(WordsBet(Course.CRAWLS))
    asked.asking.bind()
    asked.player.step(3)
    texts = notices(asked)
    asked.restart()
    assert stage(asked) is BetStage.OFF
    assert not texts


def test_an_edit_takes_away_what_is_shown_without_a_word(asked, qtbot):
    said(asked, WordsBet(Course.ARRIVES), qtbot)
    texts = notices(asked)
    asked.problem.set_start(Line(1.0, 1.0))
    assert stage(asked) is BetStage.OFF
    assert not set(texts) & {OTHER_START, OTHER_SETTINGS}


def test_what_is_shown_stays_while_it_is_looked_at(asked, qtbot):
    said(asked, WordsBet(Course.ARRIVES), qtbot)
    asked.player.seek(10)
    asked.asking.toggle()
    assert stage(asked) is BetStage.SHOWN


def test_another_record_closes_the_question(asked):
    asked.asking.toggle()
    asked.player.step()
    assert stage(asked) is BetStage.OFF


def test_other_settings_leave_the_question_open_and_a_pin_where_it_is(asked):
    asked.asking.ask()
    asked.asking.choose_kind(BetKind.PIN)
    pin = PinBet(Line(1.0, 2.0), 1)
    asked.asking.set_bet(pin)
    asked.set_max_epochs(20)
    assert asked.asking.state.bet == pin
    assert asked.asking.state.last_epoch == 20
    asked.problem.add_point(4.0, 70.0)
    assert stage(asked) is BetStage.ASKING
    assert asked.asking.state.bet is None


def test_a_bet_is_no_step_of_undo_and_in_no_project(asked):
    n_steps = asked.edits.stack.count()
    asked.asking.ask()
    asked.asking.set_bet(WordsBet(Course.CRAWLS))
    asked.asking.bind()
    assert asked.edits.stack.count() == n_steps


# ---- sketches


def test_a_sketch_has_one_value_an_epoch_and_going_back_draws_it_again():
    sketch = SketchBet.empty(0, 10, is_logarithmic=False)
    sketch = sketch.through((0, 10.0), (5, 5.0)).through((5, 5.0), (3, 1.0))
    drawn = sketch.losses[sketch.is_drawn]
    assert drawn.tolist() == pytest.approx([10.0, 9.0, 8.0, 1.0, 3.0, 5.0])
    assert sketch.last_epoch == 5


def test_a_sketch_of_one_point(asked, qtbot):
    gap = said(asked, SketchBet.empty(0, 300).through((7, 100.0)), qtbot)
    assert (gap.epoch, gap.last_epoch) == (7, 7)


def test_a_sketch_is_straight_on_powers_of_ten():
    sketch = SketchBet.empty(0, 2).through((0, 100.0), (2, 1.0))
    assert sketch.losses.tolist() == pytest.approx([100.0, 10.0, 1.0])


def test_a_sketch_over_millions_of_epochs_has_few_knots_and_finite_losses():
    sketch = SketchBet.empty(0, 2_000_000).through((-5.0, np.inf), (3e6, 0.0))
    assert len(sketch.epochs) == MOST_KNOTS
    assert np.isfinite(sketch.losses).all()
    assert sketch.last_epoch == 2_000_000


# ---- runs that are over at once


def test_a_run_that_diverges_at_once(asked, qtbot):
    asked.set_learning_rate(1e20)
    gap = said(asked, PinBet(Line(1.0, 1.0), 1), qtbot)
    assert gap.is_early
    assert gap.epoch == asked.player.history.last_epoch == 0
    assert (
        seen(gap)
        == "The run ended at epoch 0. Pin and dot are apart by 1 in slope and 1 in intercept."
    )


def test_words_on_a_run_that_diverges_at_once(asked, qtbot):
    asked.set_learning_rate(1e20)
    gap = said(asked, WordsBet(Course.ARRIVES), qtbot)
    assert seen(gap) == "You said: arrives. It blew up at epoch 1."


def test_a_sketch_of_a_run_that_diverges_at_once(asked, qtbot):
    asked.set_learning_rate(1e20)
    gap = said(asked, SketchBet.empty(0, 300).through((0, 100.0), (300, 1.0)), qtbot)
    assert (gap.epoch, gap.last_epoch, gap.is_early) == (0, 0, True)


def test_a_sketch_after_the_end_of_the_run_shows_no_gap(asked, qtbot):
    asked.set_learning_rate(1e20)
    texts = notices(asked)
    assert said(asked, SketchBet.empty(0, 300).through((200, 100.0), (300, 1.0)), qtbot) is None
    assert stage(asked) is BetStage.OFF
    assert "The run ended at epoch 0." in texts


def test_a_run_that_is_there_after_one_epoch(asked, qtbot):
    settings = replace(asked.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.5)
    asked.set_settings(settings)
    gap = said(asked, NumberBet(50), qtbot)
    assert gap.came == 1
    assert seen(gap) == "You: 50 epochs. The run: 1."


def test_nothing_is_asked_while_a_run_is_computed_again(asked, qtbot, monkeypatch):
    asked.player.step(50)
    monkeypatch.setattr(replay, "FRAME_SECONDS", 0.0)
    asked.set_learning_rate(0.01)
    assert asked.player.state.status is RunStatus.REPLAYING
    asked.asking.ask()
    assert stage(asked) is BetStage.OFF
    assert asked.player.state.status is RunStatus.REPLAYING
    run_out(asked, qtbot)
