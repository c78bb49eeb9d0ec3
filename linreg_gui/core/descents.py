"""Begin and continue the descent that the settings ask for.

How to run one, for whoever keeps the records:

    objective = Objective.of(dataset, config)       # standardised and penalised as config says
    history = History(start, objective.loss.value(start))           # start: objective's units
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(n_records))                  # a block may be empty

How to go on, to step back and go on from there, to replay: `make_descent` continues after the
history's last record and computes the same bits as if the run had never been interrupted.
Parameters and losses come from the history, and so do the checkpoints that blocks bring along
(``History.append`` keeps them, ``History.truncate`` drops them). Nothing else is to be kept.

When settings change in the course of a run (``first_epoch`` is the record from which the present
ones are in force), `carry_memory_over` must be called with the old settings first: it keeps the
optimizer's memory at the last record, so that its velocity survives a new learning rate. Another
optimizer begins with an empty memory. Other data, scaling or penalty are another objective, and
need a new history.

What the pictures need at any record e: `memory_at` is the optimizer's memory there (its velocity,
say), and `steps_within` are the steps from there to record e + 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.descent import Descent, chunk_epochs
from linreg_gui.core.history import Checkpoint, EpochBlock, History
from linreg_gui.core.optimizers import RULES, Memory, Position
from linreg_gui.core.settings import Decay, Optimizer, Watched
from linreg_gui.core.stepwise import Stepper, StepwiseDescent
from linreg_gui.core.stopping import PatientDescent

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig, StopReason

AnyDescent = Descent | StepwiseDescent | PatientDescent
"""All have ``epoch``, ``stop_reason``, ``diverged_epoch`` and ``advance(max_records)``."""


def make_descent(
    objective: Objective, config: DescentConfig, history: History, first_epoch: int = 0
) -> AnyDescent:
    """Make the descent that computes the records after the last one.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
        The settings in force from ``first_epoch`` on.
    history : History
        The run so far; its first record is the run's record 0.
    first_epoch : int
        A recorded epoch.

    Returns
    -------
    Descent, StepwiseDescent or PatientDescent
        Where every step is the same map it is the fast one that fills whole blocks.
    """
    descent: Descent | StepwiseDescent
    last = history.last_epoch
    if is_affine(config, objective.dataset.n_samples):
        descent = _block_descent(objective, config, history, first_epoch, last)
    else:
        position = _position_at(objective, config, history, first_epoch, last)
        descent = StepwiseDescent(objective, config, position, last, history.record(0)[0])
    if config.patience == 0:
        return descent
    held_out = None
    if config.watched is Watched.HELD_OUT:
        held_out = objective.held_out
        if held_out is None:
            return descent
    since = slice(first_epoch, None)
    return PatientDescent(descent, history.parameters[since], history.losses[since], held_out)


def is_plain(config: DescentConfig, n_samples: int) -> bool:
    """Return whether every step is the same affine map: no memory, no decay, no batches."""
    return config.optimizer is Optimizer.GRADIENT_DESCENT and is_affine(config, n_samples)


def is_affine(config: DescentConfig, n_samples: int) -> bool:
    """Return whether every step is the same affine map, of a velocity too: no decay, no batches."""
    return (
        RULES[config.optimizer].is_linear
        and config.decay is Decay.NONE
        and not config.has_batches(n_samples)
    )


def carry_memory_over(
    objective: Objective, config: DescentConfig, history: History, first_epoch: int = 0
) -> None:
    """Keep the optimizer's memory at the last record, before other settings come into force.

    The parameters are those of `make_descent`, with the old settings.
    """
    if config.optimizer.has_memory:
        last = history.last_epoch
        memory = memory_at(objective, config, history, last, first_epoch)
        history.keep_checkpoint(Checkpoint(last, config.optimizer, memory))


def memory_at(
    objective: Objective,
    config: DescentConfig,
    history: History,
    epoch: int,
    first_epoch: int = 0,
) -> Memory:
    """Return the optimizer's memory at a record, some milliseconds of steps at most.

    The parameters are those of `make_descent`; ``epoch`` is recorded, at or after
    ``first_epoch``.
    """
    return _position_at(objective, config, history, first_epoch, epoch).memory


def steps_within(
    objective: Objective,
    config: DescentConfig,
    history: History,
    epoch: int,
    first_epoch: int = 0,
) -> NDArray[np.float64]:
    """Return the way from a record to the next, step by step.

    The parameters are those of `memory_at`.

    Returns
    -------
    ndarray, shape (n_steps + 1, n_features + 1)
        Read-only. The first row is the record; n_steps is that of an epoch.
    """
    position = _position_at(objective, config, history, first_epoch, epoch)
    n_steps = config.steps_per_epoch(objective.dataset.n_samples)
    with np.errstate(all="ignore"):
        rows, _ = Stepper(objective, config).run(position, epoch * n_steps, n_steps)
    return frozen(np.vstack([position.parameters, rows]))


def _block_descent(
    objective: Objective, config: DescentConfig, history: History, first_epoch: int, epoch: int
) -> Descent:
    """Make the descent that stands at a record."""
    # A chunk is begun again at its first record: so the bits do not depend on interruptions.
    offset = (epoch - first_epoch) % chunk_epochs(objective.loss.n_features)
    begin = epoch - offset
    checkpoint = history.checkpoint(begin)
    anchor = Position.at_rest(history.record(begin)[0])
    if checkpoint is not None and _is_usable(checkpoint, config, begin):
        anchor = anchor._replace(memory=checkpoint.memory)
    return Descent(
        objective.loss,
        config,
        anchor,
        first_epoch=begin,
        anchor_offset=offset,
        reference_parameters=history.record(0)[0],
    )


def _position_at(
    objective: Objective, config: DescentConfig, history: History, first_epoch: int, epoch: int
) -> Position:
    """Repeat the steps since the last checkpoint; without a memory there is nothing to repeat."""
    if not config.optimizer.has_memory:
        return Position.at_rest(history.record(epoch)[0])
    if is_affine(config, objective.dataset.n_samples):
        return _block_descent(objective, config, history, first_epoch, epoch).position
    begin, memory = first_epoch, Memory.empty(objective.loss.n_features + 1)
    checkpoint = history.checkpoint(epoch)
    if checkpoint is not None and _is_usable(checkpoint, config, first_epoch):
        begin, memory = checkpoint.epoch, checkpoint.memory
    per_epoch = config.steps_per_epoch(objective.dataset.n_samples)
    stepper = Stepper(objective, config)
    position = Position(history.record(begin)[0], memory)
    with np.errstate(all="ignore"):
        n_steps = (epoch - begin) * per_epoch
        return stepper.run(position, begin * per_epoch, n_steps)[1]


def _is_usable(checkpoint: Checkpoint, config: DescentConfig, first_epoch: int) -> bool:
    """Return whether a checkpoint is of the present settings or carried over to them."""
    return checkpoint.epoch >= first_epoch and checkpoint.optimizer is config.optimizer


_EPOCHS_A_TURN = 1 << 20


class FitResult(NamedTuple):
    """The end of a descent.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
        Of the last record whose loss is finite, in the parameters of the objective.
    epochs : int
        The epoch of that record.
    stop_reason : StopReason
    diverged_epoch : int or None
    """

    parameters: NDArray[np.float64]
    epochs: int
    stop_reason: StopReason
    diverged_epoch: int | None


def train(
    objective: Objective,
    config: DescentConfig,
    start: NDArray[np.float64],
    show: Callable[[int], None],
    see: Callable[[EpochBlock], None] | None = None,
) -> FitResult:
    """Run a descent to its end.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    start : ndarray, shape (n_features + 1,)
        In the parameters of the objective.
    show : callable
        Told the epoch now and then.
    see : callable, optional
        Given all records in order, from that of the start on.
    """
    history = History(start, objective.loss.value(start))
    if see is not None:
        see(EpochBlock(0, history.parameters, history.losses))
    descent = make_descent(objective, config, history)
    parameters, epoch = start, 0
    while descent.stop_reason is None:
        block = descent.advance(_EPOCHS_A_TURN)
        if len(block):
            parameters, epoch = block.parameters[-1], block.last_epoch
            if see is not None:
                see(block)
        show(epoch)
    return FitResult(parameters, epoch, descent.stop_reason, descent.diverged_epoch)
