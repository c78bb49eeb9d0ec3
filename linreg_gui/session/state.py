"""The whole state of a session, as one value."""

from dataclasses import dataclass, field
from typing import Any

from linreg_gui.core.automatic import NEITHER, Automatic
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.branches import Branches
from linreg_gui.session.curve import Curve


@dataclass(frozen=True, eq=False)
class DocumentId:
    """The identity of a document: a new object each time, even for equal points.

    Attributes
    ----------
    dataset : Dataset
        As it was when the document was opened.
    """

    dataset: Dataset


@dataclass(frozen=True, eq=False)
class LabState:
    """Data, settings, runs and view of a session; the runs with the records they have.

    Attributes
    ----------
    dataset : Dataset
    settings : DescentConfig
        Those of the branch shown.
    start : Curve
    branches : Branches
        Empty without points.
    cursor : int
        The epoch to show.
    view : dict
        View options by name.
    origin : DocumentId or None
        None begins another document.
    automatic : Automatic
        Which settings follow the data.
    """

    dataset: Dataset
    settings: DescentConfig
    start: Curve
    branches: Branches
    cursor: int = 0
    view: dict[str, Any] = field(default_factory=dict)
    origin: DocumentId | None = None
    automatic: Automatic = NEITHER
