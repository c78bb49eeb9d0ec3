"""Where runs are on the way to the best fit of their degree: their errors at the epoch shown."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from linreg_gui.session.wording import count
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import ThemedFrame

SIDE, HALF_SIDE = 9.0, 4.5


@dataclass(frozen=True)
class RunErrors:
    """The mean squared errors of a run at an epoch.

    Attributes
    ----------
    number : int
        Of its colour.
    letter : str
        Empty where it is the only run.
    epoch : int
    training : float
    held_out : float or None
        None where no points are held out.
    """

    number: int
    letter: str
    epoch: int
    training: float
    held_out: float | None

    @property
    def text(self) -> str:
        """The errors in words: "run B, epoch 300: training 0.2, held out 0.33"."""
        run = f"run {self.letter}, " if self.letter else ""
        apart = "" if self.held_out is None else f", held out {measured(self.held_out)}"
        return f"{run}epoch {count(self.epoch)}: training {measured(self.training)}{apart}"


def errors_of_runs(frame: ThemedFrame) -> tuple[RunErrors, ...]:
    """Return the errors of all runs that are drawn and have left their start."""
    objective = frame.objective
    if objective is None:
        return ()
    epoch = frame.epoch_of_all
    n_parameters = len(frame.shown_parameters)
    seen = [
        run
        for run in frame.branches
        if not run.is_hidden
        and run.history.n_records > 1
        and run.history.parameters.shape[1] == n_parameters
    ]
    errors = []
    for run in seen:
        at = min(epoch, run.history.last_epoch)
        parameters, _ = run.history.record(at)
        held_out = objective.held_out
        errors.append(
            RunErrors(
                run.number,
                run.letter if len(seen) > 1 else "",
                at,
                objective.loss.unpenalised.value(parameters),
                None if held_out is None else held_out.value(parameters),
            )
        )
    return tuple(errors)


class RunErrorsLayer:
    """Open squares in the colours of the runs; on held-out points in the colour of the points."""

    def __init__(self) -> None:
        self._degree = 1
        self._squares: list[tuple[float, int | None]] = []
        """Places on the axis, with the number of the run, or None for held-out points."""

    def take(
        self, runs: Sequence[RunErrors], degree: int, places: Callable[[FloatArray], FloatArray]
    ) -> None:
        """Take the errors of runs of one degree, and what puts errors on the axis."""
        self._degree = degree
        pairs = [(run.training, run.number) for run in runs]
        apart = [(run.held_out, None) for run in runs if run.held_out is not None]
        values, numbers = zip(*pairs, *apart, strict=True) if pairs else ((), ())
        spots = places(np.array(values, dtype=np.float64)).tolist()
        squares = zip(spots, numbers, strict=True)
        self._squares = [square for square in squares if math.isfinite(square[0])]

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the squares."""
        spots = [frame.to_pixel(self._degree, place) for place, _ in self._squares]
        return [mark_box(at.x(), at.y(), HALF_SIDE) for at in spots]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the squares."""
        painter.setBrush(QColor(theme.card))
        for place, number in self._squares:
            at = frame.to_pixel(self._degree, place)
            painter.setPen(pen(theme.data if number is None else branch_colour(theme, number), 1.8))
            painter.drawRect(QRectF(-HALF_SIDE, -HALF_SIDE, SIDE, SIDE).translated(at))
