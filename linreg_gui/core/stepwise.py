"""A descent computed step by step: with a decay, batches or squares of gradients."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.batches import EpochOrders, StepInputs
from linreg_gui.core.history import Checkpoint, EpochBlock
from linreg_gui.core.model import mse_gradient
from linreg_gui.core.optimizers import Memory, Position, StepSettings, optimizer_step, step_loop
from linreg_gui.core.stopping import JudgedDescent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig

MOST_WRITTEN_OUT = 12
"""Up to so many features a step on floats is faster than one on arrays."""

CHECKPOINT_STEPS = 4096
"""Steps from one checkpoint to the next; at least one epoch. Some milliseconds to repeat."""

MOST_STEPS_A_CALL = 16_384
"""After this many steps `StepwiseDescent.advance` returns: some ten milliseconds."""

MOST_POINTS_A_CALL = 250_000
"""After this many points in batches it returns as well: gathering them takes longer, then."""

STEPS_A_SHUFFLE = 32
"""Shuffling few points for an epoch of batches takes as long as this many steps."""


class Stepper:
    """Steps of any optimizer, over all the data or over batches.

    A stepper has no position of its own: `run` takes a `Position` and returns another, so
    the same steps have the same bits however they are cut into pieces. Steps are counted from the
    run's epoch 0.
    """

    def __init__(self, objective: Objective, config: DescentConfig) -> None:
        self._objective = objective
        self._config = config
        self._n_features = objective.dataset.n_features
        if self._n_features <= MOST_WRITTEN_OUT:
            self._inputs = StepInputs(objective, config)
        else:
            self._orders = EpochOrders(config, objective.dataset.n_samples)

    def run(
        self, position: Position, first_step: int, n_steps: int
    ) -> tuple[NDArray[np.float64], Position]:
        """Take consecutive steps.

        Returns
        -------
        rows : ndarray, shape (n_steps, n_features + 1)
            The parameters after each step.
        position : Position
            After the last.
        """
        if self._n_features > MOST_WRITTEN_OUT:
            return self._run_on_arrays(position, first_step, n_steps)
        parameters, (first, second, n_before) = position
        before = (*parameters.tolist(), *first.tolist(), *second.tolist(), n_before)
        # A list would hold an object for each number, whose memory the system gives anew each time.
        coefficients = array("d")
        steps = self._inputs.rows(first_step, n_steps)
        loop = step_loop(self._config.optimizer, self._n_features, self._objective.loss.held)
        *state, n_after = loop(before, steps, coefficients.append, self._config.momentum)
        parameters, first, second = np.reshape(state, (3, -1))
        rows = np.frombuffer(coefficients).reshape(-1, len(parameters))
        return rows, Position(parameters, Memory(first, second, n_after))

    def _run_on_arrays(
        self, position: Position, first_step: int, n_steps: int
    ) -> tuple[NDArray[np.float64], Position]:
        parameters, memory = position
        rows = np.empty((n_steps, len(parameters)))
        per_epoch = self._config.steps_per_epoch(self._objective.dataset.n_samples)
        for row, step in enumerate(range(first_step, first_step + n_steps)):
            epoch, within = divmod(step, per_epoch)
            settings = StepSettings(self._config.learning_rate_at(epoch), self._config.momentum)
            gradient = (
                self._objective.loss.gradient(parameters)
                if per_epoch == 1
                else self._batch_gradient(parameters, epoch, within)
            )
            parameters, memory = optimizer_step(
                self._config.optimizer, settings, parameters, gradient, memory
            )
            rows[row] = parameters
        return rows, Position(parameters, memory)

    def _batch_gradient(
        self, parameters: NDArray[np.float64], epoch: int, within: int
    ) -> NDArray[np.float64]:
        points = self._orders.points_of(epoch, within, within + 1)
        dataset = self._objective.dataset
        gradient = mse_gradient(dataset.features[points], dataset.target[points], parameters)
        gradient[:-1] += 2.0 * self._config.l2 * parameters[:-1]
        if self._objective.loss.held is not None:
            gradient[self._objective.loss.held] = 0.0
        return gradient


class StepwiseDescent(JudgedDescent):
    """The records of one descent, in order; the sibling of ``core.descent.Descent``.

    Every step is computed from the one before, so the same bits come out however a descent is
    cut into pieces, and wherever it is resumed from an exact position.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    position : Position
        At ``first_epoch``. Its record is not returned: the caller has it.
    first_epoch : int
        Counted from the start of the run: decay and batches depend on it.
    reference_parameters : ndarray, shape (n_features + 1,), optional
        The run's record 0, by which convergence and divergence are judged; by default those of
        the position.
    """

    def __init__(
        self,
        objective: Objective,
        config: DescentConfig,
        position: Position,
        first_epoch: int = 0,
        reference_parameters: NDArray[np.float64] | None = None,
    ) -> None:
        reference = position.parameters if reference_parameters is None else reference_parameters
        super().__init__(objective.loss, config, first_epoch, reference)
        self._loss = objective.loss
        self._stepper = Stepper(objective, config)
        self._steps_per_epoch = config.steps_per_epoch(objective.dataset.n_samples)
        self._set_bounds()
        self._position = position
        self._no_records = np.empty((0, len(position.parameters) + 1))
        self._next_step = first_epoch * self._steps_per_epoch
        with np.errstate(all="ignore"):
            self._kept(position.parameters[np.newaxis], first_epoch)
        self._stop_at_last_epoch()

    def _set_bounds(self) -> None:
        """Choose how far apart checkpoints are and how much a call does."""
        cost, self._most_steps = self._steps_per_epoch, MOST_STEPS_A_CALL
        if self.config.batch_size is not None and self._steps_per_epoch > 1:
            cost += STEPS_A_SHUFFLE
            most_batches = max(1, MOST_POINTS_A_CALL // self.config.batch_size)
            self._most_steps = min(MOST_STEPS_A_CALL, most_batches)
        self._checkpoint_epochs = max(1, CHECKPOINT_STEPS // cost)
        self._most_epochs = max(1, self._most_steps // cost)

    def advance(self, max_records: int) -> EpochBlock:
        """Compute the next records.

        Parameters
        ----------
        max_records : int
            How many to return; fewer when the descent ends before, or when many steps are taken
            for an epoch: then the block may be empty though there is more to come. Ask again.

        Returns
        -------
        EpochBlock
            Finite records only, with the checkpoints among them.
        """
        first_epoch = self.epoch + 1
        count = min(max_records, self._most_epochs)
        last_epoch = min(self.epoch + count, self.config.max_epochs)
        records, checkpoints, budget = [self._no_records], [], self._most_steps
        with np.errstate(all="ignore"):
            while self.stop_reason is None and self.epoch < last_epoch and budget > 0:
                n_steps = min(self._steps_at_once(last_epoch), budget)
                records.append(self._descend(n_steps))
                budget -= n_steps
                if self._has_checkpoint():
                    checkpoints.append(self._checkpoint())
        self._stop_at_last_epoch()
        table = frozen(np.concatenate(records))
        return EpochBlock(first_epoch, table[:, :-1], table[:, -1], tuple(checkpoints))

    def _has_checkpoint(self) -> bool:
        is_at_record = self._next_step == self.epoch * self._steps_per_epoch
        is_due = is_at_record and self.epoch % self._checkpoint_epochs == 0
        return is_due and self.config.optimizer.has_memory

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(self.epoch, self.config.optimizer, self._position.memory)

    def _steps_at_once(self, last_epoch: int) -> int:
        """Count the steps up to the next checkpoint or the last record wanted."""
        spacing = self._checkpoint_epochs
        end_epoch = min(self.epoch - self.epoch % spacing + spacing, last_epoch)
        return end_epoch * self._steps_per_epoch - self._next_step

    def _descend(self, n_steps: int) -> NDArray[np.float64]:
        """Take steps; return the records among them that are kept, losses in the last column."""
        rows, self._position = self._stepper.run(self._position, self._next_step, n_steps)
        to_first_record = -(self._next_step + 1) % self._steps_per_epoch
        self._next_step += n_steps
        kept = self._kept(rows[to_first_record :: self._steps_per_epoch], self.epoch + 1)
        self.epoch += len(kept)
        return kept

    def _kept(self, parameters: NDArray[np.float64], first_epoch: int) -> NDArray[np.float64]:
        """Judge records; return those that stay, with the losses in the last column."""
        excesses = self._loss.excess_values(parameters)
        losses = self._loss.minimum_value + excesses
        n_kept = self._judge(losses, excesses, first_epoch)
        return np.column_stack((parameters, losses))[:n_kept]
