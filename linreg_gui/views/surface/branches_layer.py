"""The other branches of a run over the loss surface, and the letters that tell all apart."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from linreg_gui.session.values import Branch
from linreg_gui.views.canvas.branch_look import branch_colour
from linreg_gui.views.canvas.kept_picture import KeptPicture
from linreg_gui.views.canvas.label_room import LabelRoom, around
from linreg_gui.views.canvas.labels import bold, draw_label, label_box
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.path_layer import PathLayer

LETTER_GAP = 8.0
MOST_LETTERS_IN_A_ROW = 3


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
        """Give the number and the epoch of a branch drawn within ``reach`` pixels, or None."""
        for path in self.paths:
            epoch = path.own_epoch_near(pixel, frame, reach)
            if epoch is not None:
                return path.number, epoch
        return None


class LettersLayer:
    """The letter of every branch at its end; none while there is only one.

    Parameters
    ----------
    room : LabelRoom
    """

    def __init__(self, room: LabelRoom) -> None:
        self.paths: list[PathLayer] = []
        self._room = room

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the letters, side by side where branches end together."""
        if len(self.paths) < 2:
            return
        painter.setFont(bold(painter))
        for path in self.paths:
            end = path.end_in_view(frame)
            if end is None:
                continue
            letter = letter_of(path.number)
            places = _beside(end, label_box(painter, letter))
            box = self._room.place(("letter", path.number), places, frame.rect)
            draw_label(painter, box, letter, branch_colour(theme, path.number), theme)


def _beside(end: QPointF, box: QRectF) -> list[QRectF]:
    """Put a letter near the end of a path, and then farther and farther to its sides."""
    near = around(end.toTuple(), box, LETTER_GAP)
    away = box.width() + 2.0
    return [
        place.translated(step * away if place.left() > end.x() else -step * away, 0.0)
        for step in range(MOST_LETTERS_IN_A_ROW)
        for place in near
    ]


def configured(path: PathLayer, branch: Branch) -> PathLayer:
    """Let a path layer draw a branch."""
    path.history = branch.history
    path.number, path.fork_epoch = branch.number, branch.fork_epoch
    return path


def letter_of(number: int) -> str:
    """Give the letter of a branch, as ``Branch.letter`` does."""
    return chr(ord("A") + number)
