"""What holds in every laboratory at any moment; for tests that send random input."""

from typing import Any

import numpy as np

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.examples import DEFAULT_EXAMPLE
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.bets import BetStage, PinGap
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording import run_text
from linreg_gui.views.window.shell import WindowShell

ROUNDING = 16 * np.finfo(np.float64).eps
MOST_RECORDS = 20_000
"""Of a longer history only the newest records are looked at each time."""


def check(window: WindowShell) -> None:
    """Fail when a number is not finite, a state not legal or a view behind its session."""
    lab_window = window.property("lab_window")
    if lab_window is None or lab_window.session is None or lab_window.content is None:
        return
    check_session(lab_window.session)
    check_runs(lab_window.session)
    check_step(lab_window.session)
    check_bet(lab_window.session)
    lab_window.content.clock.render_now()
    _check_views(lab_window.content, lab_window.session)


def reset(window: WindowShell) -> None:
    """Bring the laboratory back to the example a new window shows."""
    session: Session = window.property("lab_window").session
    session.player.pause()
    session.opening.open_example(DEFAULT_EXAMPLE)
    session.edits.stack.clear()


def check_session(session: Session) -> None:
    """Fail when the session contradicts itself."""
    state, history, loss = session.player.state, session.player.history, session.problem.loss
    assert (state.stop_reason is not None) == (state.status is RunStatus.FINISHED)
    assert np.isfinite(session.problem.start).all()
    assert session.problem.start.degree == session.runs.settings.degree
    assert session.runs.settings.degree == session.problem.surface.degree
    problem, drawn = session.problem, session.frame().drawn
    assert problem.surface.columns == session.runs.settings.columns
    assert problem.is_line == problem.start.is_line
    if not problem.is_line and problem.surface.degree == 1:
        assert len(problem.start) == problem.used.n_features + 1
    assert drawn.dataset.n_samples == problem.dataset.n_samples
    assert problem.dataset.n_samples == 0 or drawn.line is not None
    settings = session.runs.settings
    assert np.isfinite(settings.learning_rate)
    assert session.problem.follow_data(settings, session.problem.automatic) == settings
    assert (history is None) == (session.problem.dataset.n_samples == 0)
    if history is None or loss is None:
        assert not state.is_running
        assert session.player.cursor == 0
        return
    assert 0 <= session.player.cursor <= history.last_epoch
    newest = history.parameters[-MOST_RECORDS:]
    assert np.isfinite(newest).all()
    losses = history.losses[-MOST_RECORDS:]
    assert np.isfinite(losses).all()
    assert_are_losses(losses, loss, newest)
    assert np.array_equal(history.parameters[0], session.problem.start_parameters)


def assert_are_losses(losses: Any, loss: QuadraticLoss, parameters: Any) -> None:
    """Fail where recorded losses are not those of their parameters.

    They may be off by the rounding of F·(θ − θ*), whose square is the excess loss: where powers of
    a curve all but say the same, large products cancel in it.
    """
    off = np.zeros(len(losses))
    if loss.n_features > 1:
        with np.errstate(over="ignore"):
            away = np.abs(parameters - loss.minimum_parameters)
            rounding = ROUNDING * np.sum(away @ np.abs(loss.whole_root).T, axis=-1)
            off = rounding * (2.0 * np.sqrt(loss.excess_values(parameters)) + rounding)
    values = loss.values(parameters)
    assert (np.abs(losses - values) <= 1e-9 * np.abs(values) + off).all()


def check_runs(session: Session) -> None:
    """Fail when branches and kept runs contradict each other, or a race or a phase."""
    branches, loss = session.runs.branches, session.problem.loss
    assert len(branches) <= MOST_BRANCHES
    assert [run.number for run in branches] == sorted({run.number for run in branches})
    if loss is None:
        assert branches == ()
        assert session.player.race_epoch is None
        return
    (shown,) = (run for run in branches if run.is_shown)
    assert session.player.history is not None
    assert shown.history.n_records == session.player.history.n_records
    assert np.shares_memory(shown.history.losses, session.player.history.losses)
    assert shown.number == session.runs.shown_number
    assert not shown.is_kept
    longest = max(run.history.last_epoch for run in branches if not run.is_hidden)
    assert session.player.race_epoch is None or 0 <= session.player.race_epoch <= longest
    for run in branches:
        assert run.segments[0].first_epoch == 0
        assert 0 <= run.fork_epoch <= run.history.last_epoch
        newest = run.history.parameters[-MOST_RECORDS:]
        assert_are_losses(run.history.losses[-MOST_RECORDS:], loss, newest)
        if not run.is_kept:
            assert np.array_equal(run.history.parameters[0], session.problem.start_parameters)
        if run.fork_epoch:
            past = run.history.parameters[: run.fork_epoch + 1]
            others = (other for other in branches if other is not run)
            assert any(
                np.array_equal(past, other.history.parameters[: len(past)]) for other in others
            )


def check_step(session: Session) -> None:
    """Fail when the step shown is not in the numbers of the records, or the hand's not finite."""
    step, history = session.step.explained, session.player.history
    assert (step is None) == (history is None)
    if step is not None and history is not None:
        parameters, loss = history.record(step.epoch)
        if step.index == 0:
            assert np.array_equal(step.parameters, parameters)
        if step.n_steps == 1:
            assert step.value == loss
        if step.n_steps == 1 and step.epoch < history.last_epoch:
            assert step.next_parameters is not None
            following, _ = history.record(step.epoch + 1)
            assert np.array_equal(step.next_parameters, following)
        elif step.next_parameters is not None:
            assert np.isfinite(step.next_parameters).all()
    if session.step.phase is StepPhase.UPDATE:
        assert session.player.cursor > 0
    trail = session.hand.trail
    assert np.isfinite(trail.lines).all()
    assert len(trail.strokes) == len(trail.lines) == len(trail)
    assert (np.diff(trail.strokes) >= 0).all()


def check_bet(session: Session) -> None:
    """Fail when a question or a bet is about something else than what there is."""
    bet, history = session.asking.state, session.player.history
    if bet.stage is BetStage.OFF:
        assert (bet.bet, bet.gap) == (None, None)
        return
    assert history is not None
    assert bet.first_epoch < bet.last_epoch
    assert (bet.gap is not None) == (bet.stage is BetStage.SHOWN)
    if bet.stage is BetStage.ASKING:
        assert session.player.cursor == bet.first_epoch == history.last_epoch
        assert not session.player.is_under_way
        assert session.player.race_epoch is None
        return
    assert bet.bet is not None
    assert history.last_epoch >= bet.first_epoch
    assert session.asking._subject == session.asking._subject_now()
    if isinstance(bet.gap, PinGap):
        assert bet.gap.came == session.problem.curve_of(history.record(bet.gap.epoch)[0])


def _check_views(content: Any, session: Session) -> None:
    history = session.frame().history
    for view in (content.data_view, content.surface_view, content.curve_view):
        assert np.isfinite(view.canvas.view_box.viewRange()).all()
    assert content.data_view.points.dataset is session.frame().drawn.dataset
    drawn = content.surface_view.path.history
    assert (drawn is not None) == (session.view_options.show_path and history is not None)
    if drawn is not None and history is not None:  # of a curve its places in the cut
        assert drawn.n_records == history.n_records
        assert drawn.losses is history.losses or np.array_equal(drawn.losses, history.losses)
    last_epoch = 0 if history is None else history.last_epoch
    offered = run_text(session.player.state, session.player.cursor, last_epoch)
    assert content.transport.run_button.text() == offered
    assert content.transport.scrubber.value() == session.player.cursor
    if history is None:
        assert content.data_view.lines.current is None
        assert len(content.curve_view.curve.values) == 0
    else:
        assert content.data_view.lines.current == session.frame().drawn.line
        assert content.surface_view.marks.current == session.frame().shown_place
        assert len(content.curve_view.curve.values) == history.n_records
        assert content.curve_view.curve.cursor == session.player.cursor
