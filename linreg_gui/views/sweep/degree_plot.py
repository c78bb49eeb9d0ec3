"""The plot of a sweep over degrees: the error of each at its best fit, on a logarithmic axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
)

from linreg_gui.core.degrees import DegreeErrors
from linreg_gui.core.limits import MOST_DEGREES
from linreg_gui.views.canvas.accessible_canvas import Mark
from linreg_gui.views.canvas.axes import CountAxis, LossAxis
from linreg_gui.views.canvas.labels import LabelPlacer, NamesLayer, mark_box
from linreg_gui.views.canvas.painting import (
    GridLayer,
    HintLayer,
    draw_diamond,
    draw_dot,
    pen,
    polyline,
    stroke,
)
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate, draw_note
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.sweep.run_errors import RunErrors, RunErrorsLayer
from linreg_gui.views.widgets.card_parts import ENTER_KEYS, announce
from linreg_gui.views.widgets.formatting import measured

DISC_RADIUS, RING_RADIUS, DIAMOND, HANDLE_RADIUS = 4.5, 5.0, 8.0, 5.0
SMALLEST_SPARE = 0.25
"""Decades above the largest error and below the smallest."""
DEGREES = np.arange(1.0, MOST_DEGREES + 1)
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True)
class ErrorScale:
    """Where errors stand on the axis: decimal logarithms, and a place of its own for 0."""

    low: float
    high: float
    zero_at: float | None

    @classmethod
    def of(cls, errors: DegreeErrors) -> "ErrorScale":
        """Return the scale on which all errors fit."""
        values = errors.training
        if errors.held_out is not None:
            values = np.concatenate((values, errors.held_out))
        positive = np.log10(values[values > 0.0])
        low, high = (positive.min(), positive.max()) if len(positive) else (-1.0, 0.0)
        spare = max(0.12 * (high - low), SMALLEST_SPARE)
        zero_at = float(low - 2.0 * spare) if (values == 0.0).any() else None
        return cls(float(low), float(high), zero_at)

    def places(self, values: FloatArray) -> FloatArray:
        """Put errors on the axis; nan where there is none."""
        zero_at = math.nan if self.zero_at is None else self.zero_at
        with np.errstate(divide="ignore"):
            return np.where(values == 0.0, zero_at, np.log10(values))

    def range(self) -> tuple[float, float]:
        """Return the lowest and the highest value of the axis."""
        bottom = self.low if self.zero_at is None else self.zero_at
        spare = max(0.12 * (self.high - bottom), SMALLEST_SPARE)
        return bottom - spare, self.high + 2.0 * spare  # the handle stands at the top


class DegreesLayer:
    """Discs of the errors in training, rings of those on held-out points, a diamond at the least.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.training: FloatArray = np.empty(0)
        self.held_out: FloatArray = np.empty(0)
        """As places on the axis, one a degree; empty where there is nothing to draw."""
        self.best: int | None = None
        self.present = 1
        self.chosen: int | None = None
        """The degree that is pointed at, or reached by the arrow keys."""
        self.note: list[str] = []

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return both lines, in pixels."""
        return [self._pixels(frame, values) for values in (self.training, self.held_out)]

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around discs and rings."""
        places = [place for line in self.lines(frame) for place in zip(*line, strict=True)]
        return [mark_box(float(x), float(y), RING_RADIUS) for x, y in places]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the column chosen, the present degree, and the errors."""
        if not len(self.training):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.chosen is not None:
            width = frame.x_scale
            left = frame.to_pixel(self.chosen - 0.5, frame.bottom).x()
            column = QRectF(left, frame.rect.top(), width, frame.rect.height())
            painter.fillRect(column, QColor(theme.field))
        self._draw_present(painter, frame, theme)
        x, y = self._pixels(frame, self.held_out)
        stroke(painter, polyline(x, y), pen(theme.data, 1.8, Qt.PenStyle.DashLine))
        for px, py in zip(x.tolist(), y.tolist(), strict=True):
            draw_dot(painter, QPointF(px, py), RING_RADIUS, theme.card, theme.data)
        self._draw_best(painter, frame, theme)
        x, y = self._pixels(frame, self.training)
        stroke(painter, polyline(x, y), pen(theme.line, 2.0))
        for px, py in zip(x.tolist(), y.tolist(), strict=True):
            draw_dot(painter, QPointF(px, py), DISC_RADIUS, theme.line, theme.card)

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Name both lines, and read the degree chosen."""
        for name, line, colour in (
            ("training", self.training, theme.line),
            ("held out", self.held_out, theme.data),
        ):
            x, y = self._pixels(frame, line)
            places = [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]
            anchors = [(k, at) for k, at in enumerate(places)]
            before = anchors[1:-1] if self.chosen == MOST_DEGREES else []
            anchors = before or anchors[::-1]  # at the last degree there is the note then
            if anchors:
                self._placer.draw_along(painter, Plate(name, name, colour), anchors, RING_RADIUS)
        if self.chosen is not None and len(self.training):
            at = frame.to_pixel(self.chosen, float(self.training[self.chosen - 1]))
            taken = [*self._placer.plates.values(), *self.mark_boxes(frame)]
            draw_note(painter, frame, self.note, at, theme, taken)

    def _draw_present(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        x = frame.to_pixel(self.present, frame.bottom).x()
        painter.setPen(pen(theme.text, 1.4))
        painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))
        handle = QPointF(x, frame.rect.top() + HANDLE_RADIUS + 1)
        draw_dot(painter, handle, HANDLE_RADIUS, theme.text, theme.card)

    def _draw_best(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the diamond of the loss pane in place of the ring that is lowest."""
        if self.best is None:
            return
        at = frame.to_pixel(self.best, float(self.held_out[self.best - 1]))
        draw_dot(painter, at, RING_RADIUS + 1.0, theme.card)
        draw_diamond(painter, at, DIAMOND, theme.card, pen(theme.data, 1.8))

    def _pixels(self, frame: PixelFrame, places: FloatArray) -> Polyline:
        is_known = np.isfinite(places)
        degrees = DEGREES[: len(places)][is_known]
        return frame.x_pixels(degrees), frame.y_pixels(places[is_known])


class DegreePlot(PlotCanvas):
    """A click takes the degree under the pointer; arrows choose one, and Enter takes it."""

    taken = Signal(int)
    """The degree that was clicked, or chosen and confirmed."""

    def __init__(self, theme: Theme) -> None:
        self._axis = LossAxis()
        self._axis.set_scale(is_logarithmic=True)
        bottom = CountAxis()
        super().__init__(theme, "degree", "", self._axis, bottom)
        bottom.title_place = Qt.AlignmentFlag.AlignHCenter
        self._errors: DegreeErrors | None = None
        self._runs: tuple[RunErrors, ...] = ()
        self._scale = ErrorScale(0.0, 1.0, None)
        self.hint = HintLayer()
        placer = LabelPlacer(self._lines)
        self.degrees = DegreesLayer(placer)
        self.runs = RunErrorsLayer()
        placer.marked = (self.degrees, self.runs)
        names = NamesLayer(self.degrees.paint_names)
        self.stack.layers = [GridLayer(self), placer, self.runs, self.degrees, names, self.hint]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Errors by degree")
        self.setAccessibleDescription("Left and right choose a degree, Enter takes it.")
        self.marks = self.things
        self.clicked.connect(self._on_clicked)
        self.hovered.connect(self._on_hovered)
        self.hover_left.connect(self._on_hover_left)
        self._show_heights(0.0, 1.0)

    def _show_heights(self, bottom: float, top: float) -> None:
        self.show_range(0.5, MOST_DEGREES + 0.5, bottom, top)

    def render_errors(
        self,
        errors: DegreeErrors | None,
        present: int,
        hint: str,
        runs: Sequence[RunErrors],
    ) -> None:
        """Show the errors of all degrees.

        Parameters
        ----------
        errors : DegreeErrors or None
        present : int
            The degree in use.
        hint : str
            Said where there is nothing to show.
        runs : sequence of RunErrors
            Of the degree in use.
        """
        self._runs = tuple(runs) if errors is not None else ()
        self.hint.text, self.degrees.present = hint, present
        if errors is not self._errors:
            self._errors = errors
            self._take(errors)
        self.runs.take(self._runs, present, self._scale.places)
        self._choose(self.degrees.chosen)

    def _take(self, errors: DegreeErrors | None) -> None:
        layer = self.degrees
        layer.training = layer.held_out = np.empty(0)
        layer.best = None
        if errors is None:
            return
        scale = self._scale = ErrorScale.of(errors)
        layer.training, layer.best = scale.places(errors.training), errors.best_held_out
        if errors.held_out is not None:
            layer.held_out = scale.places(errors.held_out)
        self._axis.set_scale(is_logarithmic=True, zero_at=scale.zero_at)
        self._show_heights(*scale.range())

    def _lines(self, frame: PixelFrame) -> list[Polyline]:
        return self.degrees.lines(frame)

    # ---- what is chosen

    def _choose(self, degree: int | None) -> None:
        layer = self.degrees
        layer.chosen = degree if self._errors is not None else None
        layer.note = [] if layer.chosen is None else self._note(layer.chosen)
        self.refresh()

    def _note(self, degree: int) -> list[str]:
        errors = self._errors
        assert errors is not None
        note = [f"degree {degree}", f"training {measured(errors.training[degree - 1])}"]
        if errors.held_out is not None:
            note.append(f"held out {measured(errors.held_out[degree - 1])}")
        if not errors.is_unique[degree - 1]:
            note.append("many curves fit equally well")
        if degree == self.degrees.present:
            note += [run.text for run in self._runs]
        return note

    def things(self) -> list[Mark]:
        """Return the degrees as a screen reader meets them, each with what takes it."""
        if self._errors is None:
            return [Mark(self.hint.text)] if self.hint.text else []
        return [self._mark(degree) for degree in range(1, MOST_DEGREES + 1)]

    def _mark(self, degree: int) -> Mark:
        layer = self.degrees
        words = self._note(degree)
        if degree == layer.best:
            words.append("the least held out")
        if degree == layer.present:
            words.append("in use")
        name = ", ".join(words)
        place = float(degree), float(layer.training[degree - 1])
        take = partial(self.taken.emit, degree)
        return Mark(name, QAccessible.Role.ListItem, place, {f"Take degree {degree}": take})

    # ---- mouse and keys

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        if button == Qt.MouseButton.LeftButton and self._errors is not None:
            self.taken.emit(_degree_at(position))

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        self._choose(_degree_at(position))

    @Slot()
    def _on_hover_left(self) -> None:
        self._choose(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin to choose at the degree in use."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._choose(self.degrees.present)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Choose no degree."""
        super().focusOutEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another degree, or take the one chosen."""
        key, chosen = Qt.Key(event.key()), self.degrees.chosen or self.degrees.present
        if self._errors is None or not (
            key in STEPS or key in ENTER_KEYS or key == Qt.Key.Key_Space
        ):
            super().keyPressEvent(event)
        elif key in STEPS:
            self._choose(min(max(chosen + STEPS[key], 1), MOST_DEGREES))
            announce(self, ", ".join(self.degrees.note))
        else:
            self.taken.emit(chosen)


def _degree_at(position: QPointF) -> int:
    return min(max(round(position.x()), 1), MOST_DEGREES)
