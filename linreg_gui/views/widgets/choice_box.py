"""A combo box for one of a few values."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QWheelEvent

from linreg_gui.views.widgets.flat_combo import FlatCombo


class ChoiceBox(FlatCombo):
    """Holds one of some values, each with its text.

    Parameters
    ----------
    texts : mapping
        Value to text, in order.
    """

    chosen = Signal(object)
    """The value the user chose."""

    def __init__(self, texts: Mapping[Any, str]) -> None:
        super().__init__()
        self._values = tuple(texts)
        self.addItems(list(texts.values()))
        self.activated.connect(self._on_activated)

    def set_choice(self, value: object) -> None:
        """Show one of the values."""
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll: a wheel over the box means that."""
        event.ignore()

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self._values[place])
