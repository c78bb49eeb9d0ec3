"""Compares runs computed again with what they came to when they were kept."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.session.training import Training

RELATIVE_TOLERANCE = 1e-9
"""Another processor may round the last digits of a product differently."""

Result = tuple[float, float, float]
Results = dict[int, tuple[int, Result]]
"""Branch number: its last epoch, and slope, intercept and loss at the end."""


class RunCheck(QObject):
    """Waits until each run is computed, and tells once when one came to something else."""

    found_other = Signal(object)
    """The numbers of the branches, a tuple of int."""

    def __init__(self, training: Training) -> None:
        super().__init__(training)
        self._training = training
        self._expected: Results = {}
        training.run_status_changed.connect(self._on_records_computed)
        training.runs_completed.connect(self._on_records_computed)
        training.history_replaced.connect(self._on_history_replaced)

    def expect(self, results: Results) -> None:
        """Compare the branches there are with these results, as soon as they are computed."""
        self._expected = dict(results)
        self._compare()

    def _compare(self) -> None:
        differing = []
        for number, trajectory in self._training.branches:
            epochs, result = self._expected.get(number, (0, None))
            is_whole = trajectory.stop_reason is not None or trajectory.last_epoch >= epochs
            if result is None or not is_whole:
                continue
            del self._expected[number]
            parameters, loss = trajectory.history.record(trajectory.last_epoch)
            if not _are_close(result, (*parameters.tolist(), loss)):
                differing.append(number)
        if differing:
            self._expected.clear()
            self.found_other.emit(tuple(differing))

    @Slot()
    def _on_records_computed(self) -> None:
        if self._expected:
            self._compare()

    @Slot()
    def _on_history_replaced(self) -> None:
        self._expected.clear()


def _are_close(one: Result, other: tuple[float, ...]) -> bool:
    size = max(abs(one[0]), abs(one[1]))
    allowed = RELATIVE_TOLERANCE * np.array([size, size, abs(one[2])])
    return bool(np.all(np.abs(np.subtract(one, other)) <= allowed))
