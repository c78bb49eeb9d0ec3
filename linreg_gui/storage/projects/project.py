"""The contents of a project, as frozen values."""

from dataclasses import dataclass, field

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig

ViewValue = bool | int | float | str | tuple[int, ...] | None


@dataclass(frozen=True)
class ProjectRun:
    """A run as it can be computed again.

    Attributes
    ----------
    segments : tuple of (int, DescentConfig)
        The settings and the epoch from which on they were in force, in rising order; the first
        begins at epoch 0.
    epochs : int
        How many were computed.
    fork_epoch : int
        The epoch at which it left another run; 0 for one of its own.
    name : str
    colour : int
        Number of its colour, 0 to 999.
    check : tuple of float or None
        Parameters and loss of the last record: weights, intercept and loss.
    start : tuple of float or None
        Record 0 in the data's units, as that of the project; None for the project's start.
    is_hidden : bool
        Whether the pictures leave it out.
    centre : float
        Of ``start``.
    """

    segments: tuple[tuple[int, DescentConfig], ...]
    epochs: int
    fork_epoch: int = 0
    name: str = ""
    colour: int = 0
    check: tuple[float, ...] | None = None
    start: tuple[float, ...] | None = None
    is_hidden: bool = False
    centre: float = 0.0


@dataclass(frozen=True)
class Project:
    """One laboratory, without the histories.

    Attributes
    ----------
    dataset : Dataset
        Of at most 6 features.
    settings : DescentConfig
    start : tuple of float
        Slope and intercept of record 0; of several features their weights, then the intercept;
        of a curve the coefficients of x − centre, its square and so on, then the constant.
    runs : tuple of ProjectRun
        The branches of the present run; empty without points.
    active_run : int
        Index of the branch shown; 0 when there is none.
    cursor : int
        The epoch shown, at most the active run's epochs.
    kept_runs : tuple of ProjectRun
        To compare with.
    view : dict
        What is shown and how; at most 200 values.
    centre : float
        Of ``start``; 0 for a line.
    """

    dataset: Dataset
    settings: DescentConfig
    start: tuple[float, ...]
    runs: tuple[ProjectRun, ...] = ()
    active_run: int = 0
    cursor: int = 0
    kept_runs: tuple[ProjectRun, ...] = ()
    view: dict[str, ViewValue] = field(default_factory=dict)
    centre: float = 0.0
