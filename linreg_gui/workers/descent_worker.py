"""The worker: a thin loop over ``core.descent`` that lives in a QThread."""

import logging
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.descents import AnyDescent
from linreg_gui.core.history import EpochBlock
from linreg_gui.core.settings import StopReason
from linreg_gui.workers.run_control import RunControl

logger = logging.getLogger(__name__)


class RunRequest(NamedTuple):
    """Everything one run needs; the worker keeps nothing between runs.

    Attributes
    ----------
    run_id : int
        Carried by every signal, so that a late one of an older run can be dropped.
    descent : AnyDescent
        The descent to advance; owned by the worker from here on.
    control : RunControl
        Stop, speed and back-pressure of this run.
    """

    run_id: int
    descent: AnyDescent
    control: RunControl


class RunOutcome(NamedTuple):
    """Why a run ended.

    Attributes
    ----------
    stop_reason : StopReason
        The reason; ``STOPPED`` when it was asked to.
    diverged_epoch : int or None
        The first epoch that could not be kept, when it diverged.
    """

    stop_reason: StopReason
    diverged_epoch: int | None = None


class DescentWorker(QObject):
    """Run descents, one request after another, in whatever thread it lives in."""

    epochs_completed = Signal(int, object)
    """(run_id, EpochBlock): the next records; one epoch a block at walking speed."""

    run_finished = Signal(int, object)
    """(run_id, RunOutcome): no block of this run follows."""

    @Slot(object)
    def run(self, request: RunRequest) -> None:
        """Advance the request's descent until it ends or is stopped."""
        try:
            outcome = self._descend(request)
        except Exception:  # the thread must survive, and the window be told
            logger.exception("The run %d failed", request.run_id)
            outcome = RunOutcome(StopReason.FAILED)
        self.run_finished.emit(request.run_id, outcome)

    def _descend(self, request: RunRequest) -> RunOutcome:
        descent, control = request.descent, request.control
        while descent.stop_reason is None:
            epochs = control.wait_for_turn()
            if not epochs:
                return RunOutcome(StopReason.STOPPED)
            block = _next_block(descent, epochs, control)
            if len(block):
                self.epochs_completed.emit(request.run_id, block)
            else:
                control.confirm_delivery()
        return RunOutcome(descent.stop_reason, descent.diverged_epoch)


def _next_block(descent: AnyDescent, epochs: int, control: RunControl) -> EpochBlock:
    """Compute on until a record is complete: an epoch of many batches takes several calls."""
    while True:
        block = descent.advance(epochs)
        if len(block) or descent.stop_reason is not None or control.is_stopped:
            return block
