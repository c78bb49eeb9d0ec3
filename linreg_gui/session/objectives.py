"""What is minimised, kept until data or settings make it another one."""

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.objective import Objective


class Objectives:
    """Makes objectives, and remembers the newest: views tell a new surface by its identity."""

    def __init__(self) -> None:
        self._dataset: Dataset | None = None
        self._key: tuple[float, bool] | None = None
        self._objective: Objective | None = None

    def of(self, dataset: Dataset, settings: DescentConfig) -> Objective:
        """Give the objective of data and settings.

        Raises
        ------
        DatasetError
            If there is no point, or its standardised values are out of range.
        """
        key = (settings.l2, settings.is_standardised)
        if self._objective is None or dataset is not self._dataset or key != self._key:
            self._objective = Objective.of(dataset, settings)
            self._dataset, self._key = dataset, key
        return self._objective
