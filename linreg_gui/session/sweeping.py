"""Sweeps of the learning rate: at once where there is a closed form, else in the background."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.descents import is_plain
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.stability import stability_limit
from linreg_gui.core.sweep import SweepPoint, measured_limit, sweep, sweep_rates
from linreg_gui.session.curve import Parameters
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Callbacks, Task, Tasks
from linreg_gui.session.values import Notice
from linreg_gui.storage.errors import Progress

MOST_RATES, FEWEST_RATES = 200, 24
MOST_STEPS = 40_000_000
"""Some twenty seconds in the background; of longer sweeps fewer rates are tried."""
N_SEEDS = 5
"""Orders of the batches tried: enough to show the spread by chance."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The results of many learning rates.

    Attributes
    ----------
    points : tuple of SweepPoint
        In ascending order of the rate.
    n_epochs : int
        After which the final losses are.
    limit, measured : float or None
        Where theory has the cliff, and where the runs have it; None where there is none, or
        where it is not yet measured.
    """

    points: tuple[SweepPoint, ...]
    n_epochs: int
    limit: float | None
    measured: float | None


class Sweeping(QObject):
    """The sweep over learning rates of the present data, settings and start; `refresh` renews it.

    Attributes
    ----------
    result : Sweep or None
        The newest one; of other settings while one is under way, or was stopped.
    is_stopped : bool
        Whether that of the present settings was stopped by hand.
    """

    swept = Signal()
    """There is another result."""
    progressed = Signal(float)
    """The part done, 0 to 1, of a sweep in the background."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: Sweep | None = None
        self.is_stopped = False
        self._session = session
        self._key: tuple[Any, ...] | None = None
        self._task: Task | None = None
        self._tasks = Tasks("sweep", self)

    @property
    def is_busy(self) -> bool:
        """Whether a sweep is under way in the background."""
        return self._task is not None

    def refresh(self) -> None:
        """Sweep anew if what was swept has changed; in the background only after a drag."""
        session, objective = self._session, self._session.problem.objective
        if objective is None:
            self._begin(None)
            self._publish(None)
            return
        config = _without_rate(session.runs.settings)
        has_closed_form = is_plain(config, objective.dataset.n_samples)
        if session.edits.is_dragging and not has_closed_form:
            return
        key = (objective, session.problem.start_parameters, config, session.edits.is_dragging)
        if key == self._key:
            return
        self._begin(key)
        start = session.problem.start_parameters
        if has_closed_form:
            self._publish(
                _closed_form(objective, config, start, measures=not session.edits.is_dragging)
            )
        else:
            callbacks = Callbacks(self._on_done, self._on_failed, self.progressed.emit)
            self._task = self._tasks.start(partial(_run, objective, config, start), callbacks)
            self.progressed.emit(0.0)

    def rest(self) -> None:
        """Cancel a sweep under way: its panel is closed."""
        if self._task is not None:
            self._begin(None)

    def stop(self) -> None:
        """Cancel a sweep under way; it does not begin again until something changes."""
        if self._task is not None:
            self._begin(self._key)
            self.is_stopped = True
            self.swept.emit()

    def start_again(self) -> None:
        """Begin the sweep that was stopped."""
        self._begin(None)
        self.refresh()

    def _begin(self, key: tuple[Any, ...] | None) -> None:
        self._key = key
        self.is_stopped = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _publish(self, result: Sweep | None) -> None:
        if result is not self.result:
            self.result = result
            self.swept.emit()

    @Slot(object)
    def _on_done(self, result: Sweep | None) -> None:
        self._task = None
        self._publish(result)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._task = None
        self._session.post_notice(Notice.refusal(sentence))
        self.swept.emit()


def _without_rate(config: DescentConfig) -> DescentConfig:
    """Return the settings with those reset that a sweep does not depend on."""
    defaults = DescentConfig()
    return replace(
        config,
        learning_rate=defaults.learning_rate,
        tolerance=defaults.tolerance,
        patience=defaults.patience,
        improvement=defaults.improvement,
    )


def _closed_form(
    objective: Objective, config: DescentConfig, start: Parameters, *, measures: bool
) -> Sweep:
    rates = sweep_rates(objective, config, start, MOST_RATES)
    points = tuple(point for point in sweep(objective, config, start, rates) if point is not None)
    measured = measured_limit(objective, config, start, rates) if measures else None
    return Sweep(points, config.max_epochs, stability_limit(objective.loss, config), measured)


def _run(
    objective: Objective, config: DescentConfig, start: Parameters, report: Progress
) -> Sweep | None:
    """Sweep by running; None when asked to stop."""
    n_samples = objective.dataset.n_samples
    n_steps = config.steps_per_epoch(n_samples)
    seeds = [config.seed + place for place in range(N_SEEDS)] if n_steps > 1 else [config.seed]
    n_rates = MOST_STEPS // (config.max_epochs * n_steps * len(seeds))
    n_rates = min(max(n_rates, FEWEST_RATES), MOST_RATES)
    rates = sweep_rates(objective, config, start, n_rates)
    points: list[SweepPoint] = []
    for point in sweep(objective, config, start, rates, seeds):
        if point is not None:
            points.append(point)
        if not report(len(points) / n_rates):
            return None
    limit = stability_limit(objective.loss, config)
    measured = None if limit is None else measured_limit(objective, config, start, rates)
    return Sweep(tuple(points), config.max_epochs, limit, measured)
