"""What the three panes do alike: a canvas, drawn from frames, that a double click fits."""

from PySide6.QtCore import QPointF, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from linreg_gui.session.session import Session
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

CONTROLS_GAP = 4
"""Pixels between a row of controls and the canvas."""


class PlotPane(QWidget):
    """A pane that one canvas fills, but for what stands beside it.

    A pane says what it draws in ``drawn_fields``, brings its layers up to date in ``draw``, and
    frames all of it in ``frame_all``.

    Parameters
    ----------
    session : Session
        For gestures. What is drawn comes from frames alone.
    clock : FrameClock
    canvas : PlotCanvas

    Attributes
    ----------
    seen : ThemedFrame
        The frame drawn last: what the user sees.
    canvas : PlotCanvas
    grid : QGridLayout
        The canvas is in row 2 and column 0 of it; row 0 is for controls.
    """

    drawn_fields: tuple[str, ...]

    def __init__(self, session: Session, clock: FrameClock, canvas: PlotCanvas) -> None:
        super().__init__()
        self._session = session
        self._has_just_edited = False
        """Whether the last click was an edit: a double click takes it back."""
        self._clock = clock
        self.seen = clock.frame()
        self.canvas = canvas
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(0)
        self.grid.addWidget(canvas, 2, 0)
        canvas.double_clicked.connect(self._on_double_clicked)
        self._ask = clock.add(self)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Draw a frame."""
        former, self.seen = self.seen, frame
        if frame.theme is not former.theme:
            self.canvas.set_theme(frame.theme)
            self.update()  # else controls above the canvas keep the ground of the theme before
        self.draw(frame, former)
        self.canvas.refresh()

    def draw(self, frame: ThemedFrame, former: ThemedFrame) -> None:
        """Bring the layers up to date.

        Parameters
        ----------
        frame, former : ThemedFrame
            The frame to draw, and the one drawn before it.
        """
        raise NotImplementedError

    def frame_all(self, frame: ThemedFrame) -> None:
        """Show the part of the plane that has everything in it."""
        raise NotImplementedError

    def place(self) -> object:
        """Return which part of the plane is shown, for `put_place`."""
        return self.canvas.shown_range()

    def put_place(self, place: object) -> None:
        """Show the part of the plane that was shown before."""
        if isinstance(place, tuple):
            self.canvas.show_range(*place)

    def rearrange(self) -> None:
        """Let all words find their places anew."""
        for layer in self.canvas.stack.layers:
            if isinstance(layer, LabelPlacer):
                layer.forget()

    @property
    def control_row(self) -> QWidget | None:
        """The row of controls above the canvas, hidden while it has no use; None before."""
        return None

    def put_above(self, controls: QWidget) -> None:
        """Put the row of controls above the canvas."""
        controls.setContentsMargins(0, 0, 0, CONTROLS_GAP)
        self.grid.addWidget(controls, 0, 0, 1, -1)

    @property
    def has_controls(self) -> bool:
        """Whether there are controls above the canvas."""
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the card's colour behind the controls: a picture leaves them out."""
        if self.has_controls:
            with QPainter(self) as painter:
                painter.fillRect(event.rect(), QColor(self.seen.theme.card))

    @Slot()
    def fit(self) -> None:
        """Frame everything that there is to show now."""
        self.rearrange()
        self.frame_all(self._clock.frame())

    @Slot(QPointF)
    def _on_double_clicked(self, _position: QPointF) -> None:
        if self._has_just_edited:
            self._session.edits.retract()
            self._has_just_edited = False
        self.fit()
