"""What the tests of the data pane look at."""

from typing import NamedTuple

from linreg_gui.session.session import Session
from linreg_gui.views.data.data_view import DataView
from linreg_gui.views.widgets.frame_clock import FrameClock


class Pane(NamedTuple):
    """The data pane of a session, without a window around it."""

    session: Session
    clock: FrameClock
    view: DataView
