"""Notices about the run shown: that it grows, how it ended, and what helps."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.cures import cures_of_divergence
from linreg_gui.core.growth import FEWEST_TOLD, growing_swings, swing_factor
from linreg_gui.core.settings import StopReason, Watched
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session import wording_training
from linreg_gui.session.values import Choice, Notice, RunState, RunStatus, Severity

if TYPE_CHECKING:
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig
    from linreg_gui.session.session import Session


class RunReports(QObject):
    """Posts what there is to say of the run shown.

    Parameters
    ----------
    session : Session
        With its player, runs, problem and gate.
    """

    notice_posted = Signal(object)
    """Notice; None removes the present one."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._player = player = session.player
        self._was_growing = self._has_end_to_tell = False
        player.run_status_changed.connect(self._on_run_status_changed)
        player.cursor_changed.connect(self._on_cursor_changed)
        player.history_replaced.connect(self._on_run_replayed)
        player.history_extended.connect(self._on_history_extended)

    @Slot(object)
    def _on_run_status_changed(self, _state: RunState) -> None:
        """Tell the end of a run; that it converged only where its last epoch is shown."""
        notice = self._ending_notice()
        is_told = notice is None or notice.severity is not Severity.SUCCESS or self._shows_end()
        self._has_end_to_tell = not is_told
        if notice is not None and is_told:
            self.notice_posted.emit(notice)

    @Slot(int)
    def _on_cursor_changed(self, _epoch: int) -> None:
        if self._has_end_to_tell and self._shows_end():
            self._has_end_to_tell = False
            self.notice_posted.emit(self._ending_notice())

    def _shows_end(self) -> bool:
        history = self._player.history
        return history is not None and self._player.cursor >= history.last_epoch

    @Slot()
    def _on_run_replayed(self) -> None:
        """Warn in the numbers of the present data and rate, also when it ends where it did."""
        self._was_growing = self._is_growing()
        notice = self._ending_notice()
        if notice is not None and notice.severity is Severity.WARNING:
            self.notice_posted.emit(notice)

    @Slot()
    def _on_history_extended(self) -> None:
        """Warn once of a run that grows, while it can still be paused."""
        is_growing = self._is_growing()
        if is_growing and not self._was_growing:
            assert self._player.history is not None
            factor = swing_factor(self._player.history.parameters) if self._tells_limit else None
            notice = wording_training.runaway_notice(factor)
            self.notice_posted.emit(
                replace(notice, choices=self._cures(), is_still_true=self._is_growing)
            )
        self._was_growing = is_growing

    @property
    def _tells_limit(self) -> bool:
        return not self._session.gate.is_hidden(Hideable.ZONES)

    def _is_growing(self) -> bool:
        """Whether the run shown has grown for some epochs, and has not ended yet."""
        history, has_ended = self._player.history, self._player.state.status is RunStatus.FINISHED
        if history is None or has_ended:
            return False
        return growing_swings(history.losses) >= FEWEST_TOLD

    def _ending_notice(self) -> Notice | None:
        """Return what to say of the end of the run; true until state, loss or settings change."""
        state, loss, settings = subject = self._subject()
        if state.status is not RunStatus.FINISHED or loss is None:
            return None

        def is_still_true() -> bool:
            return self._subject() == subject

        notice = wording_training.ending_notice(
            state, loss, settings, tells_limit=self._tells_limit
        )
        is_early = settings.watched is Watched.HELD_OUT
        if state.stop_reason is StopReason.PLATEAU and is_early:
            return replace(self._early_stop(state.epoch), is_still_true=is_still_true)
        cures = self._cures() if state.stop_reason is StopReason.DIVERGED else ()
        return notice and replace(notice, choices=cures, is_still_true=is_still_true)

    def _subject(self) -> "tuple[RunState, QuadraticLoss | None, DescentConfig]":
        return self._player.state, self._session.problem.loss, self._session.runs.settings

    def _early_stop(self, epoch: int) -> Notice:
        """Say at which epoch the loss on held-out points is least, and lead there."""
        losses = self._session.frame().held_out_losses
        assert losses is not None
        best = losses.best_epoch
        go = Choice(wording_training.go_to_epoch(best), partial(self._player.seek, best))
        return Notice(wording_training.early_stop(epoch, best), choices=(go,))

    def _cures(self) -> tuple[Choice, ...]:
        """Return what helps a run that diverged, at most two, the better one first."""
        objective, start = self._session.problem.objective, self._session.problem.start_parameters
        if objective is None or not self._tells_limit:
            return ()
        is_branch = self._session.runs.shown_number > 0
        return tuple(
            Choice(
                wording_training.cure_text(cure, is_short=True, is_branch=is_branch),
                partial(self._session.use_cure, cure, runs=True),
            )
            for cure in cures_of_divergence(objective, self._session.runs.settings, start)
            if self._session.allows_cure(cure)
        )
