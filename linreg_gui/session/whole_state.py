"""A whole laboratory, ready to take the place of another one."""

from dataclasses import dataclass, field
from typing import Any

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import DescentConfig
from linreg_gui.session.branches import Branches
from linreg_gui.session.values import Line


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the work on the table began; another one each time, even with equal points.

    Attributes
    ----------
    dataset : Dataset
        As it was then.
    """

    dataset: Dataset


@dataclass(frozen=True, eq=False)
class WholeState:
    """All that a session holds, its runs with the records they have.

    Attributes
    ----------
    dataset : Dataset
    settings : DescentConfig
        Those of the branch shown.
    start : Line
    branches : Branches
        Empty without points.
    cursor : int
        The epoch to show.
    view : dict
        View options by name.
    origin : Origin or None
        None begins another one.
    """

    dataset: Dataset
    settings: DescentConfig
    start: Line
    branches: Branches
    cursor: int = 0
    view: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
