"""The paths of a run and its branches over the loss surface, and the letters to tell them by."""

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from linreg_gui.core.growth import FEWEST_SEEN, growing_swings
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.curve import Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Branch, Records, letter
from linreg_gui.views.canvas.branches import (
    AWAY,
    TICK,
    Lineage,
    branch_colour,
    branch_pen,
    has_arrived,
    parts,
)
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.layer_stack import KeptPicture, makes_pixels
from linreg_gui.views.canvas.painting import (
    MOST_JOINED,
    draw_dot,
    draw_dots,
    draw_pieces,
    hides_its_own,
    path_through,
    pen,
    stroke_through,
)
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.canvas.thinning import (
    MOST_VERTICES,
    distinct_segments,
    visible_vertices,
    without_middle,
)
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_framing import MOST_SWINGS, bounds, runaway_begin

MOST_DOTS = 250
LONGEST_WIDE_PATH = 20_000.0
"""Pixels; a longer path is a zig-zag drawn over itself, and ten times dearer if wider than 1."""
THINNED_AT_ONCE = 65_536
"""Records thinned together: few enough to stay in the processor's cache."""
RACER_RADIUS = 5.5
DOT_SPACING_PIXELS, DOT_RADIUS = 5.0, 2.2
AHEAD_ALPHA = 0.3
ASIDE_WIDTH = 3.2
"""Wider than the path shown, so that one on the same valley floor is seen on both sides of it."""
SWING_WIDTH = 1.0
LETTER_RADIUS = 6.0
FADED_PIECES, FAINTEST = 4, 0.25


class PathLayer:
    """The path of one branch: up to the epoch shown, and faintly the rest of it."""

    def __init__(self) -> None:
        self.history: Records | None = None
        self.cursor = 0
        self.number = 0
        """That of the branch, for its colour."""
        self.fork_epoch = 0
        """The records up to it belong to the branch it grew from."""
        self.lineage: Lineage = ()
        """Whose they are; for the branch shown."""
        self.last_epoch: int | None = None
        """None of the records after it is drawn."""
        self.first_epoch: int | None = None
        """Of a path that runs away: neither records before it nor after the cursor are drawn."""
        self.has_future = True
        """Whether the records after the epoch shown are drawn faintly; not in a race."""
        self.fades = False
        """Whether the past fades with its age: of a cut that moves it lies on former cuts."""
        self._ahead = KeptPicture()
        self._key: tuple[Hashable, PixelFrame, int | None] | None = None
        self._bounds: dict[int, FloatArray] = {}
        """Of the stretches of records thinned together, by their first record."""
        self._n_thinned = 0
        self._n_past = 0
        self._epochs: NDArray[np.intp] = np.empty(0, np.intp)
        self._x: FloatArray = np.empty(0)
        self._y: FloatArray = np.empty(0)

    @property
    def revision(self) -> Hashable:
        """That of the records; another one means others than before. None without records."""
        return None if self.history is None else self.history.revision

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the faint future first, the past over it."""
        if self.history is None or self.history.n_records < 2:
            return
        strokes = self.strokes(frame)
        self._paint_ahead(painter, frame, theme, [one[:2] for one in strokes if one[2]])
        for part, number in [one[:2] for one in strokes if not one[2]]:
            for piece, alpha in faded(part) if self.fades else ((part, 1.0),):
                self._draw(painter, *piece, branch_pen(theme, number, 2.0, alpha=alpha))
                if self._n_past <= MOST_DOTS:
                    painter.setOpacity(alpha)
                    self._draw_dots(painter, *piece, branch_colour(theme, number))
                    painter.setOpacity(1.0)

    def _paint_ahead(
        self,
        painter: QPainter,
        frame: PixelFrame,
        theme: Theme,
        strokes: list[tuple[Polyline, int]],
    ) -> None:
        """Draw the future; a zig-zag as a picture, for its pieces would be darker where they cross.

        Joined it would take as long as all else that is drawn.
        """

        def draw(inner: QPainter, alpha: float = 1.0) -> None:
            for part, number in strokes:
                self._draw(inner, *part, pen(branch_colour(theme, number), 1.2, alpha=alpha))

        n_vertices = sum(len(x) for (x, _), _ in strokes)
        if n_vertices <= MOST_JOINED or not makes_pixels(painter):
            draw(painter, AHEAD_ALPHA)
            return
        shown = len(self._epochs), self.cursor, self.last_epoch
        content = (self.revision, shown, self.number, self.lineage)
        painter.setOpacity(AHEAD_ALPHA)
        self._ahead.paint(painter, frame, theme, content, draw)
        painter.setOpacity(1.0)

    def strokes(self, frame: PixelFrame) -> list[tuple[Polyline, int, bool]]:
        """Return the lines drawn in pixels, the lowest first.

        Returns
        -------
        list of (Polyline, int, bool)
            With each the number of the branch it belongs to, and whether it is yet to come.
        """
        self._thin(frame)
        split = self._n_past = int(np.searchsorted(self._epochs, self.cursor, side="right"))
        future = (self._x[split - 1 :], self._y[split - 1 :])
        ahead = self._by_branch(future, self._epochs[split - 1 :]) if self.has_future else []
        here = self.place_at(self.cursor, frame)
        past = (np.append(self._x[:split], here.x()), np.append(self._y[:split], here.y()))
        past_epochs = np.append(self._epochs[:split], self.cursor)
        return [
            *((part, number, True) for part, number in ahead),
            *((part, number, False) for part, number in self._by_branch(past, past_epochs)),
        ]

    def paint_aside(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, until: int | None = None
    ) -> None:
        """Draw what is the branch's own, in its colour and its dash: another one is shown.

        In a race it is drawn up to the epoch ``until``; of one that runs away the last swings are
        drawn that the bowl's frame still shows.
        """
        if self.history is None or self.history.n_records < 2:
            return
        is_growing = growing_swings(self.history.losses) >= FEWEST_SEEN
        width = SWING_WIDTH if is_growing else ASIDE_WIDTH
        x, y = self.own_line(frame, until)
        self._draw(painter, x, y, branch_pen(theme, self.number, width, alpha=0.6))

    def own_line(self, frame: PixelFrame, until: int | None = None) -> Polyline:
        """Return what is the branch's own, as `paint_aside` draws it."""
        if self.history is None:
            return np.empty(0), np.empty(0)
        self._thin(frame)
        first = max(self._n_shared() - 1, 0)
        if growing_swings(self.history.losses) >= FEWEST_SEEN:
            last = runaway_begin(self.history)
            until = last if until is None else min(until, last)
            first = max(first, int(np.searchsorted(self._epochs, until - MOST_SWINGS)))
        if until is None:
            return self._x[first:], self._y[first:]
        here = self.place_at(until, frame)
        end = max(int(np.searchsorted(self._epochs, until, side="right")), first)
        return np.append(self._x[first:end], here.x()), np.append(self._y[first:end], here.y())

    def place_at(self, epoch: int, frame: PixelFrame) -> QPointF:
        """Return where the branch is at an epoch, or at its last one, in pixels."""
        assert self.history is not None
        parameters, _ = self.history.record(min(epoch, self.history.last_epoch))
        return frame.to_pixel(float(parameters[0]), float(parameters[1]))

    def line(self, frame: PixelFrame) -> Polyline:
        """Return the vertices drawn of the path; none without one."""
        if self.history is None:
            return np.empty(0), np.empty(0)
        self._thin(frame)
        return self._x, self._y

    def end_in_view(self, frame: PixelFrame) -> QPointF | None:
        """Return where the branch ends, or leaves the frame for good; None when it is not in it."""
        if self.history is None:
            return None
        self._thin(frame)
        rect = frame.rect
        is_across = (self._x >= rect.left()) & (self._x <= rect.right())
        seen = np.flatnonzero(is_across & (self._y >= rect.top()) & (self._y <= rect.bottom()))
        seen = seen[seen >= self._n_shared() - 1]
        return QPointF(self._x[seen[-1]], self._y[seen[-1]]) if len(seen) else None

    def epoch_near(self, pixel: QPointF, frame: PixelFrame, reach: float) -> int | None:
        """Return the epoch whose record is drawn within ``reach`` pixels; None when none is."""
        if self.history is None:
            return None
        self._thin(frame)
        if not len(self._epochs):
            return None
        distance = np.hypot(self._x - pixel.x(), self._y - pixel.y())
        if self.first_epoch is not None:
            is_drawn = (self._epochs >= self.first_epoch) & (self._epochs <= self.cursor)
            distance = np.where(is_drawn, distance, np.inf)
        nearest = int(np.argmin(distance))
        return int(self._epochs[nearest]) if distance[nearest] <= reach else None

    def own_epoch_near(self, pixel: QPointF, frame: PixelFrame, reach: float) -> int | None:
        """Return the nearest epoch as ``epoch_near`` does, if it is the branch's own."""
        epoch = self.epoch_near(pixel, frame, reach)
        return epoch if epoch is not None and epoch > self.fork_epoch else None

    def _n_shared(self) -> int:
        """Count the kept vertices up to the fork; 0 for the branch that forked off none."""
        if not self.number:
            return 0
        return int(np.searchsorted(self._epochs, self.fork_epoch, side="right"))

    def _by_branch(self, line: Polyline, epochs: NDArray[np.intp]) -> list[tuple[Polyline, int]]:
        """Split a line by the branches that made its records."""
        x, y = line
        return [
            ((x[part], y[part]), number)
            for part, number in parts(epochs, self.lineage, self.number)
        ]

    def _thin(self, frame: PixelFrame) -> None:
        """Bring the kept vertices up to date; in an unchanged frame only new records cost."""
        assert self.history is not None
        if self._key is None or self._key[0] != self.revision:
            self._bounds.clear()
        if self._key != (self.revision, frame, self.last_epoch):
            self._key = (self.revision, frame, self.last_epoch)
            self._n_thinned = 0
            self._epochs, self._x, self._y = np.empty(0, np.intp), np.empty(0), np.empty(0)
        drawn = self.history.parameters[: None if self.last_epoch is None else self.last_epoch + 1]
        while self._n_thinned < len(drawn):
            # From the last one on, which stays: the first of these is compared with it.
            first = max(self._n_thinned - 1, 0)
            rows = drawn[first : first + THINNED_AT_ONCE]
            self._n_thinned = first + len(rows)
            # Of records that rest only the first and the last: a frame on its way costs no more.
            every = len(rows) - 1 if self._rests(first, rows, frame) else 1
            x, y = frame.x_pixels(rows[::every, 0]), frame.y_pixels(rows[::every, 1])
            kept = visible_vertices(x, y)
            self._keep(first + every * kept, x[kept], y[kept])

    def _rests(self, first: int, rows: FloatArray, frame: PixelFrame) -> bool:
        """Return whether a whole stretch of records lies in one pixel."""
        if len(rows) < THINNED_AT_ONCE:
            return False
        if first not in self._bounds:
            self._bounds[first] = np.stack(bounds(rows))
        x, y = self._bounds[first].T
        pixels = np.stack((frame.x_pixels(x), frame.y_pixels(y))).astype(np.int32)
        return bool((pixels[:, 0] == pixels[:, 1]).all())

    def _keep(self, epochs: NDArray[np.intp], x: FloatArray, y: FloatArray) -> None:
        """Append vertices, of which the first is the last one kept before.

        That one stays only if it lies in another pixel than the vertex before it.
        """
        pixels = np.stack((self._x[-2:], self._y[-2:])).astype(np.int32)
        begin = 1 if pixels.shape == (2, 2) and (pixels[:, 0] == pixels[:, 1]).all() else 0
        self._epochs = without_middle(np.append(self._epochs[:-1], epochs[begin:]))
        self._x = without_middle(np.append(self._x[:-1], x[begin:]))
        self._y = without_middle(np.append(self._y[:-1], y[begin:]))

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray, made: QPen) -> None:
        if len(x) < 2:
            return
        if np.hypot(np.diff(x), np.diff(y)).sum() > LONGEST_WIDE_PATH:
            made.setStyle(Qt.PenStyle.SolidLine)
            made.setWidthF(1.0)
        if len(x) <= MOST_VERTICES:
            stroke_through(painter, x, y, made)
            return
        pairs = distinct_segments(x, y)
        if made.style() is Qt.PenStyle.SolidLine and hides_its_own(made):
            ends = np.stack((x[pairs], y[pairs]), axis=1).reshape(-1, 4)
            draw_pieces(painter, ends, made)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(made)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path_through(x[pairs], y[pairs], "pairs"))

    def _draw_dots(self, painter: QPainter, x: FloatArray, y: FloatArray, colour: str) -> None:
        if not len(x):
            return
        spacing = np.hypot(np.diff(x), np.diff(y))
        is_apart = np.append(True, spacing >= DOT_SPACING_PIXELS)
        draw_dots(painter, x[is_apart], y[is_apart], DOT_RADIUS, (colour, None))


def faded(line: Polyline) -> Iterator[tuple[Polyline, float]]:
    """Split a line into pieces, the oldest first, each with its opacity."""
    x, y = line
    ends = np.linspace(0, len(x) - 1, FADED_PIECES + 1).astype(np.intp)
    for place, (begin, end) in enumerate(pairwise(ends.tolist()), 1):
        share = place / FADED_PIECES
        yield (x[begin : end + 1], y[begin : end + 1]), FAINTEST + (1.0 - FAINTEST) * share


class BranchesLayer:
    """The path of every branch that is not shown, from its fork on; nothing for a single one."""

    def __init__(self) -> None:
        self.paths: list[PathLayer] = []
        self._made: dict[int, PathLayer] = {}
        self._race_epoch: int | None = None
        self._kept = KeptPicture()

    def take(self, branches: Iterable[Branch], race_epoch: int | None = None) -> None:
        """Show these branches but for the one that the window shows, in a race up to its epoch."""
        self._race_epoch = race_epoch
        self.paths = [
            configured(self._made.setdefault(branch.number, PathLayer()), branch)
            for branch in branches
            if not (branch.is_shown or branch.is_hidden)
        ]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw each in its colour and its dash."""
        if not self.paths:
            return

        def draw(inner: QPainter) -> None:
            for path in self.paths:
                path.paint_aside(inner, frame, theme, self._race_epoch)

        # Branches aside rest but for a race: they neither grow nor have a cursor.
        shown = [(path.number, path.revision) for path in self.paths]
        content = (shown, self._race_epoch)
        self._kept.paint(painter, frame, theme, content, draw)

    def record_near(
        self, pixel: QPointF, frame: PixelFrame, reach: float
    ) -> tuple[int, int] | None:
        """Return the number and the epoch of a branch drawn within ``reach`` pixels, or None."""
        for path in self.paths:
            epoch = path.own_epoch_near(pixel, frame, reach)
            if epoch is not None:
                return path.number, epoch
        return None


class LettersLayer:
    """A dot for every run at the epoch shown, each with its letter; none while there is only one.

    The dot of the run that the window shows is among the marks.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self.paths: list[PathLayer] = []
        self._placer = placer
        self._shown, self._here = 0, Place(0.0, 0.0)
        self._epoch = 0
        self._is_race = False
        self._loss: QuadraticLoss | None = None

    def take(self, paths: Iterable[PathLayer], frame: Frame) -> None:
        """Show the runs of these paths where they are at the epoch shown."""
        self._loss = frame.loss
        self.paths = sorted(paths, key=lambda path: path.number)
        self._shown, self._here = frame.shown_branch, frame.shown_place
        self._is_race = frame.race_epoch is not None
        self._epoch = frame.epoch_of_all

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the dots."""
        spots = (path.place_at(self._epoch, frame) for path in self._others())
        return [mark_box(at.x(), at.y(), RACER_RADIUS + 1.0) for at in spots]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the dots, then the letters; who has arrived in a race has a tick."""
        if len(self.paths) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for path in self._others():
            at = path.place_at(self._epoch, frame)
            draw_dot(painter, at, RACER_RADIUS, branch_colour(theme, path.number), theme.card)
        for path in self.paths:
            at = self._place(path, frame)
            end = None if frame.rect.contains(at) else path.end_in_view(frame)
            anchors = [("dot", at) if end is None else ("end", end)]
            sign = TICK if self._has_arrived(path) else "" if end is None else AWAY
            name = letter(path.number) + sign
            colour = branch_colour(theme, path.number)
            plate = Plate(("letter", path.number), "", colour, letter=name)
            self._placer.draw_along(painter, plate, anchors, LETTER_RADIUS)

    def _others(self) -> list[PathLayer]:
        return [path for path in self.paths if path.number != self._shown]

    def _place(self, path: PathLayer, frame: PixelFrame) -> QPointF:
        if path.number == self._shown:
            return frame.to_pixel(*self._here)
        return path.place_at(self._epoch, frame)

    def _has_arrived(self, path: PathLayer) -> bool:
        """Return whether a run is at its end in a race, and that near the best fit."""
        records = path.history
        if not self._is_race or records is None or self._epoch < records.last_epoch:
            return False
        return has_arrived(records, self._loss)


def configured(path: PathLayer, branch: Branch) -> PathLayer:
    """Let a path layer draw a branch."""
    path.history = branch.history
    path.number, path.fork_epoch = branch.number, branch.fork_epoch
    return path
