"""Keys that move something in a pane: the arrow keys, in larger steps with Shift."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
"""Steps to the right and upwards of the arrow keys."""
STEPS_ACROSS = 50
"""Steps from one side of a pane to the other, of arrow keys and of what screen readers offer."""
BIG_STEP = 10
"""So many steps with Shift."""
SHIFT = Qt.KeyboardModifier.ShiftModifier


def is_plain(event: QKeyEvent) -> bool:
    """Return whether a key is pressed alone or with Shift; one of the keypad counts as alone."""
    return not event.modifiers() & ~(SHIFT | Qt.KeyboardModifier.KeypadModifier)


def n_steps(event: QKeyEvent) -> int:
    """Return how many steps a key means."""
    return BIG_STEP if event.modifiers() & SHIFT else 1
