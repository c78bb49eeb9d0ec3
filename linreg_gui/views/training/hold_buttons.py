"""Two locks: hold the slope, or the intercept, where it is at the start."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from linreg_gui.core.settings import HELD, Held
from linreg_gui.views.look.icons import lock_icon
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import bare_row

LOCK_SIZE = 15
OTHER = {Held.SLOPE: Held.INTERCEPT, Held.INTERCEPT: Held.SLOPE}


class HoldButtons(QWidget):
    """A lock for each parameter; at most one is closed, or nothing would be left to fit.

    Attributes
    ----------
    buttons : dict of Held to QToolButton
    """

    chosen = Signal(object)
    """Held"""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._held = Held.NOTHING
        self.buttons = {held: _button(held) for held in OTHER}
        row = bare_row(self, 4)
        for button in self.buttons.values():
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)
        self.setFocusProxy(self.buttons[Held.SLOPE])
        self.set_held(Held.NOTHING)

    def set_theme(self, theme: Theme) -> None:
        """Draw the locks in the colours of a theme."""
        if theme is not self._theme:
            self._theme = theme
            for button in self.buttons.values():
                button.setIcon(lock_icon(theme))

    def set_held(self, held: Held) -> None:
        """Close the lock of what is held."""
        self._held = held
        for own, button in self.buttons.items():
            button.setChecked(own is held)
            moving = f"the descent moves the {OTHER[own].value} alone"
            tip = f"Hold the {own.value} where it is at the start: {moving}"
            set_tip(button, f"Let the {own.value} move again" if own is held else tip)

    @Slot()
    def _on_clicked(self) -> None:
        pressed = next(held for held, button in self.buttons.items() if button is self.sender())
        self.chosen.emit(Held.NOTHING if pressed is self._held else pressed)


def _button(held: Held) -> QToolButton:
    made = QToolButton()
    made.setObjectName("word")
    made.setCheckable(True)
    made.setText(HELD.words[held].capitalize())
    made.setAccessibleName(f"Hold the {held.value}")
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setIconSize(QSize(LOCK_SIZE, LOCK_SIZE))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
