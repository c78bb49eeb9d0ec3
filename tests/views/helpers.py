"""Real mouse events on a canvas, at data coordinates, and views without a window."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from linreg_gui.session.session import Session
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.widgets.frame_clock import FrameClock

LEFT = Qt.MouseButton.LeftButton


def pixel(canvas: Any, x: float, y: float) -> QPoint:
    """Give the widget pixel nearest to a data position."""
    return canvas.widget_position(x, y).toPoint()


def click(canvas: Any, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, pixel(canvas, x, y))


def double_click(canvas: Any, x: float, y: float) -> None:
    """Send what a hand sends: a click, then the double click."""
    click(canvas, x, y)
    QTest.mouseDClick(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, pixel(canvas, x, y))
    QTest.mouseRelease(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, pixel(canvas, x, y))


def hover(canvas: Any, x: float, y: float) -> None:
    """Move the mouse there with no button held.

    Not by QTest.mouseMove: it also moves the real pointer, which may send further events later.
    """
    move(canvas, QPointF(pixel(canvas, x, y)), Qt.MouseButton.NoButton)


def drag(
    canvas: Any,
    begin: tuple[float, float],
    end: tuple[float, float],
    steps: int = 5,
    halfway: Callable[[], None] | None = None,
) -> None:
    """Press, move in a few steps, release; something else may happen halfway."""
    view, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    first, last = pixel(canvas, *begin), pixel(canvas, *end)
    QTest.mousePress(view, LEFT, none, first)
    for step in range(1, steps + 1):
        move(canvas, QPointF(first + (last - first) * (step / steps)))
        if halfway is not None and step == steps // 2:
            halfway()
    QTest.mouseRelease(view, LEFT, none, last)


def move(canvas: Any, position: QPointF, buttons: Qt.MouseButton = LEFT) -> None:
    """Move the mouse with a button held: QTest's mouseMove holds none."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    view = canvas.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        position,
        QPointF(view.mapToGlobal(position.toPoint())),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def wheel(canvas: Any, x: float, y: float, turns: int) -> None:
    """Turn the wheel over a data position."""
    position = canvas.widget_position(x, y)
    event = QWheelEvent(
        position,
        QPointF(canvas.viewport().mapToGlobal(position.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def asked_tip(widget: Any) -> str:
    """Rest the pointer on a widget, and give the tool tip that is shown."""
    spot = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, spot, widget.mapToGlobal(spot)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def following_parameters(session: Any) -> Any:
    """Give the record after the epoch shown; None where the descent goes no further."""
    following = dict(session.player.branches)[session.runs.shown_number].next_record(
        session.player.cursor
    )
    return None if following is None else following[0]


def without_blanks(text: str) -> str:
    """Return a text as it is whatever lines it stands in, as that of a tool tip."""
    return "".join(text.split())


@contextlib.contextmanager
def shown_alone(qtbot: Any, session: Session, *kinds: Any, size: tuple[int, int]) -> Iterator[Any]:
    """Show views of a session without a window around them; give their clock, then the views."""
    clock = FrameClock(session, LIGHT)
    views = [kind(session, clock) for kind in kinds]
    for view in views:
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
    clock.render_now()
    yield (clock, *views)
    clock.stop()
    assert session.shutdown()
