"""What stands on the surface tipped up: paths, marks, and the words beside them."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from linreg_gui.session.wording import count
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.tilt import Tilt
from linreg_gui.views.surface.tilt_rail import ROOM
from linreg_gui.views.surface.tilted_inset import TiltedInset
from linreg_gui.views.surface.tilted_paths import (
    Mark,
    draw_mark,
    draw_stroke,
    lines_across,
    marks_of,
    stroke_aside,
    strokes_of,
)
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import ThemedFrame

if TYPE_CHECKING:
    from linreg_gui.views.surface.surface_picture import SurfacePicture

RACER_RADIUS = 5.0


class TiltedThings:
    """Draws what the layers of the map hold, lifted onto the ground.

    Parameters
    ----------
    picture : SurfacePicture
        The layers of the map.
    inset : TiltedInset
        No words cover it.
    """

    def __init__(self, picture: "SurfacePicture", inset: TiltedInset) -> None:
        self._picture, self._inset = picture, inset
        self._lines: list[Polyline] = []
        """The paths on the screen, which words should leave in sight."""
        self.placer = LabelPlacer(lambda _frame: self._lines)
        self.placer.marked = (self,)
        self.marks: list[Mark] = []

    def paint(
        self, painter: QPainter, tilt: Tilt, seen: ThemedFrame, flat: PixelFrame, *, is_moving: bool
    ) -> None:
        """Draw paths, then marks.

        Parameters
        ----------
        painter : QPainter
        tilt : Tilt
        seen : ThemedFrame
            The frame that the layers were filled from.
        flat : PixelFrame
            That of the map.
        is_moving : bool
            Whether to draw coarsely.
        """
        picture, theme = self._picture, seen.theme
        strokes = [
            *lines_across(
                tilt, theme, picture.marks, picture.held, has_floor=picture.bowl.has_floor
            ),
            *(stroke_aside(path, flat, theme, seen.race_epoch) for path in picture.branches.paths),
            *strokes_of(picture.path, flat, theme),
        ]
        lines = [draw_stroke(painter, tilt, one, is_moving=is_moving) for one in strokes]
        self._lines = [line for line in lines if line is not None]
        self.marks = self._made_marks(tilt, theme)
        for mark in self.marks:
            draw_mark(painter, mark, theme)

    def paint_names(
        self, painter: QPainter, tilt: Tilt, seen: ThemedFrame, frame: PixelFrame
    ) -> None:
        """Write the plates; ``frame`` is that of the pane."""
        self.placer.paint(painter, frame, seen.theme)
        if sum(not branch.is_hidden for branch in seen.branches) > 1:
            self._name_runs(painter, tilt, seen)
        else:
            self._name_marks(painter, seen)
        ring = self._picture.key_ring
        if ring.at is not None:
            for mark in marks_of(tilt, {"start": ring.at}, {"start": seen.theme.text}):
                ring.draw(painter, mark.at, seen.theme, self.placer)

    def _made_marks(self, tilt: Tilt, theme: Theme) -> list[Mark]:
        marks = self._picture.marks
        places: dict[str, tuple[float, float]] = {}
        if marks.start is not None:
            places["start"] = marks.start
        if marks.best is not None:
            places["best"] = marks.best
        if marks.current is not None:
            places["here"] = marks.current
        if self._picture.pin.place is not None:
            places["pin"] = self._picture.pin.place
        colours = {
            "start": theme.line,
            "best": theme.best,
            "here": branch_colour(theme, marks.branch),
            "pin": theme.bet,
        }
        return marks_of(tilt, places, colours)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the room of marks, inset and the rail beside, which no words may cover."""
        inset = self._inset.box(frame.rect)
        return [*(mark.box() for mark in self.marks), ROOM, inset]

    def _name_marks(self, painter: QPainter, seen: ThemedFrame) -> None:
        """Say the loss at each mark: that is its height."""
        loss, marks = seen.loss, self._picture.marks
        if loss is None:
            return
        is_moved = marks.start != marks.current
        words = {
            "start": ("start" if is_moved else "", marks.start),
            "best": ("best fit", None),
            "here": (f"epoch {count(seen.cursor)}", marks.current),
        }
        for mark in self.marks:
            if mark.kind == "pin":
                pin = self._picture.pin
                under = pin.under if pin.came is None else f"the gap: {pin.distance}"
                plate = Plate(mark.kind, "your pin", mark.colour, under)
                self.placer.draw(painter, plate, mark.at, mark.radius)
                continue
            name, place = words[mark.kind]
            if not name:
                continue
            value = loss.minimum_value if place is None else loss.value(place)
            plate = Plate(mark.kind, name, mark.colour, f"loss {measured(value)}")
            self.placer.draw(painter, plate, mark.at, mark.radius)

    def _name_runs(self, painter: QPainter, tilt: Tilt, seen: ThemedFrame) -> None:
        """Draw the dot of each other run with its letter."""
        branches, theme = [one for one in seen.branches if not one.is_hidden], seen.theme
        epoch = seen.epoch_of_all
        for branch in branches:
            last = min(epoch, branch.history.last_epoch)
            place = branch.history.parameters[last]
            colour = branch_colour(theme, branch.number)
            if branch.is_shown:
                place = np.array(seen.shown_place)
            found = marks_of(tilt, {"here": tuple(place.tolist())}, {"here": colour})
            for mark in found:
                if not branch.is_shown:
                    draw_mark(painter, mark._replace(radius=RACER_RADIUS), theme)
                plate = Plate(("letter", branch.number), "", colour, letter=branch.letter)
                self.placer.draw(painter, plate, mark.at, mark.radius)
