"""The drawing of the data pane: points over one feature, and the lines through them."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.adjusted_data import AdjustedData, AdjustedPoints, Adjustment
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.session.curve import Columns, Curve, Line, Parameters
from linreg_gui.session.last_value import LastValue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LESS_THE_OTHERS = "{} less the others"
PREDICTED = "predicted {}"
RESIDUAL, LEFT_AT_BEST = "residual y − ŷ", "residual, others at best"
KnownPoints = LastValue[Dataset]


class DrawnData:
    """Points over one feature and the model as a line through them; worked out when asked for.

    Of one feature they are the data and the curve themselves. Of several, `AdjustedData` says what
    they are.

    Parameters
    ----------
    objective : Objective or None
        None without points.
    data : Dataset
        Over the features used.
    shown : tuple of (Parameters, Curve)
        The epoch shown, as the descent sees it and in the data's units.
    place : tuple of (int, Columns)
        The feature looked at, by its place among those used, and the places of those among all.
    adjustment : Adjustment
    known : LastValue of Dataset
        Keeps points that stay while a run goes on.

    Attributes
    ----------
    feature : int
        The feature looked at, by its place among those used.
    column : int
        The same by its place among all features of the data.
    """

    def __init__(
        self,
        objective: Objective | None,
        data: Dataset,
        shown: tuple[Parameters, Curve],
        place: tuple[int, Columns],
        adjustment: Adjustment,
        known: KnownPoints,
    ) -> None:
        self._objective, self._data, self._known = objective, data, known
        self._parameters, self._curve = shown
        self.feature, columns = place
        self.column = columns[self.feature]
        self._adjusted = None
        if objective is not None and data.n_features > 1:
            self._adjusted = AdjustedData(objective, data, self.feature, adjustment)

    @property
    def adjustment(self) -> Adjustment | None:
        """How points of several features are drawn over one; None of one feature."""
        return None if self._adjusted is None else self._adjusted.adjustment

    @property
    def picture(self) -> tuple[int, Adjustment | None]:
        """The column and the way the points are drawn over it; when they change, the axes do."""
        return self.column, self.adjustment

    @property
    def can_edit(self) -> bool:
        """Whether points and line are drawn where they are, so that they can be moved."""
        return self.adjustment in {None, Adjustment.LESS_THE_OTHERS}

    @cached_property
    def dataset(self) -> Dataset:
        """The points as they are drawn, of one feature."""
        adjusted = self._adjusted
        if adjusted is None:
            return self._data
        # The points of an added variable are the same at all parameters.
        is_fixed = adjusted.adjustment is Adjustment.ADDED
        at = () if is_fixed else self._parameters
        key = adjusted.objective, self.feature, adjusted.adjustment, at
        return self._known.of(key, self._redrawn)

    def _redrawn(self) -> Dataset:
        x, y, _ = self._points
        return self._data.redrawn(x, y, (self.x_name, self.y_name))

    @property
    def symbols(self) -> tuple[str, str]:
        """The names of the two coordinates of a point, in sentences."""
        return ("x", "y") if self._adjusted is None else (self.x_name, self.y_name)

    @cached_property
    def _points(self) -> AdjustedPoints:
        if self._adjusted is None:
            return AdjustedPoints(self._data.x, self._data.y)
        return self._adjusted.points(self._parameters)

    @property
    def offset(self) -> "NDArray[np.float64] | None":
        """The part taken from each y, shape (n_samples,); None where nothing was."""
        return None if self._adjusted is None else self._points.offset

    @property
    def x_name(self) -> str:
        """The name of the axis across."""
        names, target = self._data.feature_names, self._data.target_name
        if self.adjustment is Adjustment.PREDICTED:
            return PREDICTED.format(target)
        name = names[self.feature]
        return LESS_THE_OTHERS.format(name) if self.adjustment is Adjustment.ADDED else name

    @property
    def y_name(self) -> str:
        """The name of the axis upwards."""
        target = self._data.target_name
        is_adjusted = self.adjustment not in {None, Adjustment.PREDICTED}
        return LESS_THE_OTHERS.format(target) if is_adjusted else target

    @property
    def residual_name(self) -> str:
        """What a point's distance from the line is."""
        return LEFT_AT_BEST if self.adjustment is Adjustment.ADDED else RESIDUAL

    def moved_to(self, index: int, x: float, y: float) -> tuple[int, float, float, int]:
        """Return what `Problem.move_point` takes to have a drawn point at another place."""
        away = self.offset
        return index, x, y if away is None else y + float(away[index]), self.column

    @cached_property
    def line(self) -> Curve:
        """The model at the epoch shown, over what is drawn."""
        if self._adjusted is None:
            return self._curve
        return self.lines(np.array(self._parameters)[np.newaxis])[0]

    def line_of(self, model: Curve) -> Curve | None:
        """Return a model over what is drawn; None where a line does not say it, see `heights_of`.

        None also of a model with another number of weights: of the frame before, or of the next.
        """
        if self._adjusted is None:
            return model if self._is_of_these(model) or model.degree > 1 else None
        if not self._is_of_these(model) or self.adjustment is not Adjustment.ADDED:
            return None
        return self.lines(model.on(self._adjusted.objective)[np.newaxis])[0]

    def heights_of(self, model: Curve) -> "NDArray[np.float64] | None":
        """Return how high a model passes at the points, shape (n_samples,), where no line says it.

        With other weights than those shown, points less what these say have other residuals from
        the line of one weight. From these heights they have those of the model.
        """
        if self._adjusted is None or self.adjustment is Adjustment.ADDED:
            return None
        if not self._is_of_these(model):
            return None
        heights = model.values(self._data.features)
        return heights if self.offset is None else heights - self.offset

    def _is_of_these(self, model: Curve) -> bool:
        return len(model) == self._data.n_features + 1 and model.degree == 1

    def lines(self, rows: "ArrayLike") -> list[Curve]:
        """Return the models of parameters over what is drawn; there must be points.

        Parameters
        ----------
        rows : array_like, shape (n, n_parameters)
        """
        if self._adjusted is not None:
            return [Line(*line) for line in self._adjusted.lines(rows).tolist()]
        assert self._objective is not None
        return Curve.each_of(self._objective, rows)

    @cached_property
    def best_line(self) -> Curve | None:
        """The model nearest to the points drawn; None where several are equally near."""
        objective = self._objective
        if objective is None or objective.loss.is_degenerate:
            return None
        if self._adjusted is None:
            return self.lines(objective.loss.minimum_parameters[np.newaxis])[0]
        found = self._adjusted.best_line(self._parameters)
        return None if found is None else Line(*found.tolist())

    def column_at(self, x: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return what the weight is multiplied by at places; of several features only."""
        assert self._adjusted is not None
        return self._adjusted.column_at(x)
