"""What a screen reader meets in a plot: the things drawn there, as objects of their own.

Qt asks for them only while something listens, such as a screen reader; else nothing here runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, cast

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken

REACH = 8
"""Half the side of a mark's square, in pixels."""


class Setting(NamedTuple):
    """A number that a mark stands for.

    Attributes
    ----------
    value, least, most, step : float
    put : callable
        Takes another value.
    """

    value: float
    least: float
    most: float
    step: float
    put: Callable[[float], object]


@dataclass(frozen=True)
class Mark:
    """One thing drawn in a canvas, as a screen reader meets it.

    Attributes
    ----------
    name : str
        What it is and where it stands.
    role : QAccessible.Role
    place : tuple of float or None
        In the units of the axes; None for a thing as large as the canvas.
    actions : mapping of str to callable
        What can be done with it, in words.
    setting : Setting or None
    """

    name: str
    role: QAccessible.Role = QAccessible.Role.Graphic
    place: tuple[float, float] | None = None
    actions: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    setting: Setting | None = None


Marks = Callable[[], list[Mark]]


class Plot(Protocol):
    """A widget in which things are drawn: a canvas, or the surface tipped up in its place."""

    @property
    def marks(self) -> Marks | None:
        """A function that returns the things drawn, if there is one."""

    accessible: Any
    """The plot as screen readers meet it, once one has asked."""

    def screen_position(self, x: float, y: float) -> QPoint:
        """Return where a place, in the units of the axes, is on the screen."""


class AccessibleMark(QAccessibleInterface):
    """The mark of a number in its canvas; what it is now is asked for each time."""

    def __init__(self, canvas: "AccessibleCanvas", number: int) -> None:
        super().__init__()
        self._canvas = canvas
        self._number = number
        # Qt keeps bare pointers to these: they live as long as their mark.
        self._actions = _MarkActions(self)
        self._value = _MarkValue(self)

    @property
    def mark(self) -> Mark | None:
        """What is drawn; None when it is gone."""
        marks = self._canvas.marks()
        return marks[self._number] if self._number < len(marks) else None

    def isValid(self) -> bool:
        """Return whether the mark is still there."""
        return self._canvas.isValid() and self.mark is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        """Return None: no widget is behind a mark."""
        return None

    def window(self) -> Any:
        """Return the window that the canvas is in."""
        return self._canvas.window()

    def parent(self) -> QAccessibleInterface:
        """Return the canvas."""
        return self._canvas

    def child(self, _index: int) -> Any:
        """Return None: a mark has no parts."""
        return None

    def childAt(self, _x: int, _y: int) -> Any:
        """Return None: a mark has no parts."""
        return None

    def childCount(self) -> int:
        """Return 0."""
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """Return −1: a mark has no parts."""
        return -1

    def rect(self) -> QRect:
        """Return the square on the screen about the mark."""
        mark = self.mark
        return QRect() if mark is None else self._canvas.rect_of(mark)

    def role(self) -> QAccessible.Role:
        """Return the kind of thing."""
        mark = self.mark
        return QAccessible.Role.NoRole if mark is None else mark.role

    def state(self) -> QAccessible.State:
        """Return an empty state."""
        return QAccessible.State()

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name."""
        mark = self.mark
        return mark.name if mark is not None and kind == QAccessible.Text.Name else ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Ignore it: names follow what is drawn."""

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """Return a pointer to the actions or to the value."""
        mark = self.mark
        part: QAccessibleActionInterface | QAccessibleValueInterface | None = None
        if mark is not None and mark.actions and kind == QAccessible.InterfaceType.ActionInterface:
            part = self._actions
        elif mark is not None and mark.setting and kind == QAccessible.InterfaceType.ValueInterface:
            part = self._value
        # None would be taken for an address.
        return Shiboken.VoidPtr(0 if part is None else Shiboken.getCppPointer(part)[0])


class _MarkActions(QAccessibleActionInterface):
    def __init__(self, of: AccessibleMark) -> None:
        super().__init__()
        self._of = of

    def actionNames(self) -> list[str]:
        mark = self._of.mark
        return [] if mark is None else list(mark.actions)

    def doAction(self, name: str) -> None:
        mark = self._of.mark
        if mark is not None and name in mark.actions:
            mark.actions[name]()

    def keyBindingsForAction(self, _name: str) -> list[str]:
        return []


class _MarkValue(QAccessibleValueInterface):
    def __init__(self, of: AccessibleMark) -> None:
        super().__init__()
        self._of = of

    def _setting(self) -> Setting:
        mark = self._of.mark
        nothing = Setting(0.0, 0.0, 0.0, 0.0, lambda _value: None)
        return nothing if mark is None or mark.setting is None else mark.setting

    def currentValue(self) -> float:
        return self._setting().value

    def setCurrentValue(self, value: Any) -> None:
        setting = self._setting()
        setting.put(min(max(float(value), setting.least), setting.most))

    def minimumValue(self) -> float:
        return self._setting().least

    def maximumValue(self) -> float:
        return self._setting().most

    def minimumStepSize(self) -> float:
        return self._setting().step


class AccessibleCanvas(QAccessibleWidget):
    """A plot, whose parts are its marks."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(cast("QWidget", plot), QAccessible.Role.Chart)
        self._plot = plot
        self._parts: list[AccessibleMark] = []

    def marks(self) -> list[Mark]:
        """Return what is drawn now, in the order in which it is read."""
        marks = self._plot.marks
        return [] if marks is None else marks()

    def childCount(self) -> int:
        """Return how many marks there are."""
        return len(self.marks())

    def child(self, index: int) -> Any:
        """Return a mark."""
        if not 0 <= index < len(self.marks()):
            return None
        while len(self._parts) <= index:
            self._parts.append(AccessibleMark(self, len(self._parts)))
        return self._parts[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the number of a mark, −1 for anything else."""
        return next((k for k, part in enumerate(self._parts) if part is child), -1)

    def childAt(self, x: int, y: int) -> Any:
        """Return the mark at a place on the screen; the last drawn of several."""
        at = QPoint(x, y)
        numbers = [k for k, mark in enumerate(self.marks()) if self.rect_of(mark).contains(at)]
        return self.child(numbers[-1]) if numbers else None

    def rect_of(self, mark: Mark) -> QRect:
        """Return where a mark is on the screen."""
        if mark.place is None:
            return self.rect()
        centre = self._plot.screen_position(*mark.place)
        return QRect(centre - QPoint(REACH, REACH), centre + QPoint(REACH, REACH))


def _accessible_of(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    """Give Qt the interface of a plot; None for everything else."""
    if not hasattr(widget, "screen_position"):
        return None
    plot = cast("Plot", widget)
    if plot.accessible is None:
        # Qt keeps no reference of Python's; any but the plot's own would outlive its window.
        plot.accessible = AccessibleCanvas(plot)
    made: AccessibleCanvas = plot.accessible
    return made


# Before the first canvas is made: Qt asks for its interface while it is given a name.
QAccessible.installFactory(_accessible_of)
