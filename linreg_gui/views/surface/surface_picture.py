"""All that is drawn on the loss surface, and what each layer takes from a frame."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.bowl import UPRIGHT, Bowl
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.descents import is_plain
from linreg_gui.core.surface_cut import Others, cut_through
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.session.curve import Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import axes_sentences
from linreg_gui.session.wording_cut import cut_sentences
from linreg_gui.views.canvas.branches import lineage_of
from linreg_gui.views.canvas.labels import LabelPlacer, NamesLayer
from linreg_gui.views.canvas.layer_stack import Layer
from linreg_gui.views.canvas.painting import HintLayer, pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame, Range
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.axes_layer import AxesLayer
from linreg_gui.views.surface.bowl_layer import BowlLayer
from linreg_gui.views.surface.cut_layers import GuidesLayer
from linreg_gui.views.surface.hand_layer import HandLayer
from linreg_gui.views.surface.held_layer import HeldLayer
from linreg_gui.views.surface.mark_names import MarkNamesLayer
from linreg_gui.views.surface.path_layers import BranchesLayer, LettersLayer, PathLayer, configured
from linreg_gui.views.surface.pin_layer import PinLayer
from linreg_gui.views.surface.pulls_layer import PullsLayer
from linreg_gui.views.surface.step_layers import BatchLayer, StepLayer, VelocityLayer
from linreg_gui.views.surface.surface_framing import MOST_SWINGS, runaway_begin
from linreg_gui.views.surface.surface_keys import KeyRingLayer
from linreg_gui.views.surface.surface_layers import (
    DOT_RADIUS,
    CaptionLayer,
    MarksLayer,
    ReadOutLayer,
)
from linreg_gui.views.surface.swings_layer import PathOrSwingsLayer, SwingsNameLayer

INSET_SHARE = 0.34
INSET_MARGIN = 10.0
SMALLEST_BOWL = 36.0
"""Pixels; a bowl wider or higher than that is seen in the large picture itself."""
INSET_TITLE = "the bowl"
NO_POINTS = "Add points, and every line gets a loss"


class InsetLayer:
    """Bowl, path and marks once more, framed on the bowl; nothing while ``home`` is None."""

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.home: Range | None = None
        self.is_right = True
        self.dot: Place | None = None
        """The place that is not to be covered: where the current dot rested last."""
        self.bowl, self.path, self.marks = BowlLayer(), PathLayer(), MarksLayer()

    def frame_inside(self, frame: PixelFrame) -> PixelFrame | None:
        """Return the inset's own frame; None where the large picture shows the bowl itself."""
        if self.home is None:
            return None
        left, right, bottom, top = self.home
        if max((right - left) * frame.x_scale, (top - bottom) * frame.y_scale) > SMALLEST_BOWL:
            return None
        box = self._box(frame.rect, is_right=self.is_right)
        if self._covers_dot(box, frame):
            other = self._box(frame.rect, is_right=not self.is_right)
            box = box if self._covers_dot(other, frame) else other
        return PixelFrame(*self.home, QRectF(box.toRect()))

    def _box(self, rect: QRectF, *, is_right: bool) -> QRectF:
        width, height = INSET_SHARE * rect.width(), INSET_SHARE * rect.height()
        box = QRectF(0, 0, round(width), round(height))
        box.moveBottomRight(rect.bottomRight() - QPointF(INSET_MARGIN, INSET_MARGIN))
        if not is_right:
            box.moveLeft(rect.left() + INSET_MARGIN)
        return box

    def _covers_dot(self, box: QRectF, frame: PixelFrame) -> bool:
        room = box.adjusted(*[-DOT_RADIUS] * 2, *[DOT_RADIUS] * 2)
        return self.dot is not None and room.contains(frame.to_pixel(*self.dot))

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes of the small picture and of its name, if there is one."""
        inside = self.frame_inside(frame)
        return [] if inside is None else [inside.rect, self._title_box(inside)]

    def _title_box(self, inside: PixelFrame) -> QRectF:
        box = QRectF(QPointF(), self._placer.size(Plate("inset", INSET_TITLE, "")))
        box.moveBottomLeft(inside.rect.topLeft() - QPointF(0, 2))
        return box

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the small picture over the large one, with a border and its name."""
        inside = self.frame_inside(frame)
        if inside is None:
            return
        plate = Plate("inset", INSET_TITLE, theme.text)
        self._placer.draw_at(painter, plate, self._title_box(inside), None)
        painter.setPen(pen(theme.axis, 2.0))
        painter.drawRect(inside.rect)
        painter.setClipRect(inside.rect, Qt.ClipOperation.IntersectClip)
        for layer in (self.bowl, PathOrSwingsLayer(self.path), self.marks):
            painter.save()
            layer.paint(painter, inside, theme)
            painter.restore()


class SurfacePicture:
    """The layers of the surface pane; each is made once and given new values."""

    def __init__(self) -> None:
        self.bowl, self.branches, self.path = BowlLayer(), BranchesLayer(), PathLayer()
        self._pointed: int | None = None
        """Index, among all points, of the one pointed at."""
        self.step, self.marks, self.pulls = StepLayer(), MarksLayer(), PullsLayer()
        self.placer = LabelPlacer(self._lines)
        self.axes, self.held = AxesLayer(self.placer), HeldLayer(self.placer)
        self.hand = HandLayer(self.placer)
        self.runaway = SwingsNameLayer(self.path, self.placer)
        self.letters = LettersLayer(self.placer)
        self.inset, self.caption = InsetLayer(self.placer), CaptionLayer(self.placer)
        self.names = MarkNamesLayer(self.marks, self.placer)
        self.pin, self.key_ring = PinLayer(self.placer), KeyRingLayer(self.placer)
        self.placer.marked = (self.marks, self.letters, self.inset, self.pin)
        self.read_out, self.hint = ReadOutLayer(self.placer), HintLayer()
        self.batch, self.velocity = BatchLayer(), VelocityLayer()
        self.guides = GuidesLayer()

    def layers(self) -> list[Layer]:
        """Return the layers, bottom first."""
        return [
            self.placer,
            self.bowl,
            self.axes,
            self.guides,
            self.held,
            self.branches,
            self.hand,
            self.batch,
            PathOrSwingsLayer(self.path),
            self.step,
            self.velocity,
            self.marks,
            self.pulls,
            self.pin,
            self.caption,
            self.runaway,
            self.inset,
            self.letters,
            NamesLayer(self.pin.paint_names),
            self.key_ring,
            self.names,
            NamesLayer(self.axes.paint_names),
            NamesLayer(self.held.paint_name),
            self.read_out,
            self.hint,
        ]

    def take(self, frame: Frame) -> None:
        """Show a frame."""
        self.bowl.bowl = _bowl_of(frame)
        self.bowl.has_floor = not frame.view_options.is_guessing
        self.hint.text = "" if frame.loss is not None else NO_POINTS
        self.hand.take(frame)
        self.pin.take(frame)
        self.held.take(frame)
        self._take_paths(frame)
        self._take_marks(frame)
        self._take_explanations(frame)
        self._take_runaway(frame)
        self.runaway.tells_factor = not frame.hides(Hideable.ZONES)
        self.names.take(frame)

    def _lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the lines that plates should leave in sight: paths, and the arrow downhill."""
        lines = [path.line(frame) for path in (self.path, *self.branches.paths)]
        arrow = self.marks.arrow(frame)
        if arrow is not None:
            tail, head = arrow
            lines.append((np.array([tail.x(), head.x()]), np.array([tail.y(), head.y()])))
        return lines

    def _take_paths(self, frame: Frame) -> None:
        self.branches.take(frame.drawn_branches, frame.race_epoch)
        for path in (self.path, self.inset.path):
            path.history, path.cursor = None, frame.cursor
            for branch, drawn in zip(frame.branches, frame.drawn_branches, strict=True):
                if branch.is_shown:
                    configured(path, drawn).lineage = lineage_of(branch, frame.branches)
            path.has_future = frame.race_epoch is None
            path.fades = frame.moves_its_cut
            if not frame.view_options.show_path:
                path.history = None
        self.letters.take([self.path, *self.branches.paths], frame)

    def _take_marks(self, frame: Frame) -> None:
        has_loss, options = frame.loss is not None, frame.view_options
        for marks in (self.marks, self.inset.marks):
            marks.loss, marks.cut = frame.loss, frame.cut
            marks.start = frame.start_place if has_loss else None
            marks.current = frame.shown_place if has_loss else None
            marks.branch = self.path.number  # as the line and the dot beside the loss have it
            marks.has_star = options.show_best_place and not options.is_guessing
        self.show_valley(frame, self._pointed)

    def _take_explanations(self, frame: Frame) -> None:
        options = frame.view_options
        has_pulls = options.show_pulls or frame.phase is StepPhase.GRADIENT
        has_pulls = has_pulls and not frame.hides(Hideable.PULLS)
        objective = frame.objective
        self.pulls.dataset = frame.dataset if objective is None else objective.dataset
        self.pulls.l2 = frame.settings.l2
        self.pulls.held = None if frame.loss is None else frame.loss.held
        self.pulls.line = self.marks.current if has_pulls else None
        self.pulls.parameters, self.pulls.cut = frame.shown_parameters, frame.cut
        has_axes = options.show_axes and not options.is_guessing and self.held.through is None
        has_axes = has_axes and not frame.is_cut
        self.axes.bowl = _bowl_of(frame) if has_axes else None
        self._take_step(frame)
        self.batch.take(frame)
        self.velocity.take(frame)
        has_other_arrow = has_pulls or self.step.before is not None
        self.marks.has_arrow = options.show_steepest and not has_other_arrow
        self.caption.sentences = self._sentences(frame)

    def _sentences(self, frame: Frame) -> list[str]:
        if frame.runs_away or frame.bet.is_open:
            return []  # the notice has the word, and the inset the place
        sentences = cut_sentences(frame)
        if self.axes.bowl is not None and frame.loss is not None:
            config = frame.settings
            sentences = axes_sentences(frame.loss, config.learning_rate)
            if not is_plain(config, frame.loss.n_samples):
                del sentences[0]  # what an epoch does along an axis is known of plain descent only
        captions = (self.batch.caption(), self.velocity.caption(), self.pulls.caption())
        return [*sentences, *(caption for caption in captions if caption)]

    def _take_step(self, frame: Frame) -> None:
        self.step.before = self.step.after = None
        history, cursor = frame.history, frame.cursor
        if frame.phase is StepPhase.UPDATE and history is not None and cursor > 0:
            before, _ = history.record(cursor - 1)
            self.step.before, self.step.after = frame.place_of(before), frame.shown_place

    def _take_runaway(self, frame: Frame) -> None:
        cut = frame.cut
        if cut is not None and frame.loss is not None and frame.runs_away and frame.moves_its_cut:
            # Where the runaway is the cut has run away as well: the bowl is that of the start.
            cut = cut_through(frame.loss, frame.start_parameters, cut.pair)
        self.inset.marks.cut = cut
        self.inset.bowl.bowl = None if cut is None else cut.bowl
        self.inset.bowl.has_floor = self.bowl.has_floor
        path = self.inset.path
        path.last_epoch = self.path.first_epoch = path.first_epoch = None
        if frame.history is None or not frame.runs_away:
            self.inset.home = None
        else:
            path.last_epoch = runaway_begin(frame.history)
            path.cursor = min(frame.cursor, path.last_epoch)
            for seen in (self.path, path):
                seen.first_epoch = max(0, seen.cursor - MOST_SWINGS)
        if not (frame.run_state.is_running or frame.is_dragging):  # else it would jump
            self.inset.dot = self.marks.current
        self.inset.is_right = frame.loss is None or float(frame.loss.mean_x[0]) >= 0.0

    def show_valley(self, frame: Frame, index: int | None) -> bool:
        """Show all curves through one point, and its pull; False when nothing changes.

        Parameters
        ----------
        frame : Frame
            Its point is taken as the descent sees it.
        index : int or None
        """
        valley = None if index is None else _valley_of(frame, index)
        row = None if index is None or frame.objective is None else frame.objective.row_of(index)
        is_same = valley == self.marks.valley and row == self.pulls.highlighted
        self.marks.valley = self.inset.marks.valley = valley
        self.pulls.highlighted, self._pointed = row, index
        return not is_same


def _valley_of(frame: Frame, index: int) -> Place | None:
    """Return slope and height at 0 of the line on which a model passes through a point.

    With the others at their best it would be another line at every place: there is none.
    """
    objective, cut = frame.objective, frame.cut
    row = None if objective is None else objective.row_of(index)
    if objective is None or cut is None or row is None:
        return None
    if not cut.is_whole and cut.others is Others.AT_BEST:
        return None
    values = np.append(objective.dataset.features[row], 1.0)
    across, upwards = cut.places(values).tolist()
    rest = float(objective.dataset.y[row])
    if not cut.is_whole:
        held = np.array(cut.parameters)
        held[list(cut.pair)] = 0.0
        rest -= float(values @ held)
    upwards = upwards or UPRIGHT * abs(across)
    return Place(-across / upwards, rest / upwards) if upwards else None


def _bowl_of(frame: Frame) -> Bowl | None:
    return None if frame.cut is None else frame.cut.bowl
