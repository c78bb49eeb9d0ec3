"""The two controls at the head of each pane: *Show*, with its list, and *zoom to all*."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton

from linreg_gui.lessons.hide_and_lock import Hideable, Lockable
from linreg_gui.session.permissions import OPTION_OF
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ViewOptions
from linreg_gui.views.look.pictograms import pictogram
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.window.action_table import (
    DEGREES,
    GROUPS,
    PANES,
    SWEEP,
    ActionSpec,
    LayerSpec,
    layers_of,
    rows_of,
)
from linreg_gui.views.window.actions import NATIVE, Actions
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from linreg_gui.views.window.show_list import ShowList
    from linreg_gui.views.window.show_row import ShowRow

HEIGHT, ICON_PIXELS = 26, 17
CHEVRON, DOT_RADIUS = 4.0, 3.5
SHOW = "Show"
USUAL = ViewOptions()
AS_USUAL = "What is drawn here"
NOT_AS_USUAL = "What is drawn here · not all is as usual"
NO_ROOM, IS_TIPPED = "needs a larger window", "needs the surface laid flat (T)"


class ShowButton(QToolButton):
    """*Show ▾*; a dot says that the pane shows something unusual."""

    def __init__(self, pane: str) -> None:
        super().__init__()
        self.is_unusual = False
        self.setObjectName("show")
        self.setText(SHOW)
        self.setCheckable(True)
        self.setAccessibleName(f"Show in {pane}")
        self.mark(is_unusual=False)

    def mark(self, *, is_unusual: bool) -> None:
        """Draw the dot, or none."""
        self.is_unusual = is_unusual
        self.setToolTip(NOT_AS_USUAL if is_unusual else AS_USUAL)
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the word and the arrow beside it, or of the arrow alone."""
        metrics = self.fontMetrics()
        room = 38 if self.text() else HEIGHT
        height = max(HEIGHT, metrics.height() + 6)
        return QSize(metrics.horizontalAdvance(self.text()) + room, height)

    def set_short(self, *, is_short: bool) -> None:
        """Leave the word out, or show it again."""
        self.setText("" if is_short else SHOW)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an arrow downwards, and the dot."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(self.foregroundRole()), 1.6))
            x = self.width() - 16.0 if self.text() else self.width() / 2
            y = self.height() / 2 + 1.0
            ends = ((x - CHEVRON, y - 2.5), (x, y + 1.5), (x + CHEVRON, y - 2.5))
            painter.drawPolyline(QPolygonF([QPointF(*end) for end in ends]))
            if self.is_unusual:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.palette().color(self.palette().ColorRole.Highlight))
                at = QPointF(self.width() - DOT_RADIUS - 1.5, DOT_RADIUS + 1.5)
                painter.drawEllipse(at, DOT_RADIUS, DOT_RADIUS)


class PaneHeads(QObject):
    """Fills the heads of the panes; the rows of a list are the actions of the menus.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    actions : Actions
    theme : Theme
    """

    def __init__(
        self, shell: WindowShell, session: Session, actions: Actions, theme: Theme
    ) -> None:
        super().__init__(shell)
        self._shell, self._session, self._actions, self._theme = shell, session, actions, theme
        self.show_buttons: dict[str, ShowButton] = {}
        """By the title of the pane."""
        self.zoom_buttons: dict[str, QToolButton] = {}
        self._rooms: Mapping[str, Callable[[], bool]] = {}
        self.open_list: ShowList | None = None
        self._open_pane = ""
        self._options = session.view_options
        """As they were last."""
        session.view_options_changed.connect(self._render_marks)
        session.view_options_changed.connect(self._on_options_changed)
        session.gate.changed.connect(self.close_list)

    def place(
        self,
        cards: Mapping[str, Card],
        show_all: Mapping[str, Callable[[], None]],
        rooms: Mapping[str, Callable[[], bool]],
    ) -> None:
        """Put the buttons into the heads.

        Parameters
        ----------
        cards : mapping
            By title.
        show_all : mapping
            What shows everything in the pane of a title.
        rooms : mapping
            Whether there is room for what a view option shows, by its name, if it needs much.
        """
        self._rooms = rooms
        for pane in PANES:
            show, zoom = ShowButton(pane), QToolButton()
            show.clicked.connect(self._on_show_clicked)
            zoom.setObjectName("toggle")
            zoom.setToolTip("Show all · double click")
            zoom.setAccessibleName(f"Show all of {pane}")
            zoom.clicked.connect(show_all[pane])
            for button in (show, zoom):
                cards[pane].add_tool(button)
            self.show_buttons[pane], self.zoom_buttons[pane] = show, zoom
        self.set_theme(self._theme)
        self._render_marks(self._session.view_options)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.close_list()
        for button in self.zoom_buttons.values():
            button.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS) * theme.type_scale)
            button.setIcon(pictogram("zoom-all", theme))

    # ---- the list

    @Slot()
    def _on_show_clicked(self) -> None:
        # No partial: a signal that holds one with the window in it keeps the window for ever.
        buttons = self.show_buttons.items()
        self.toggle_list(next(pane for pane, button in buttons if button is self.sender()))

    def toggle_list(self, pane: str) -> None:
        """Open the list of a pane, or close it where it is open."""
        was_open = self._open_pane == pane
        self.close_list()
        self.show_buttons[pane].setChecked(not was_open)
        if was_open:
            return
        from linreg_gui.views.window.show_list import ShowList

        made = ShowList(self._shell, self._groups(pane), self._theme)
        made.closed.connect(self._on_closed)
        made.usual_button.clicked.connect(self.back_to_the_usual)
        self.open_list, self._open_pane = made, pane
        self._render_marks(self._session.view_options)
        made.open_beside(self.show_buttons[pane])

    @Slot()
    def close_list(self) -> None:
        """Close the list that is open, if any."""
        if self.open_list is not None:
            self.open_list.shut()

    @Slot()
    def back_to_the_usual(self) -> None:
        """Show in the pane of the open list what a new window shows there."""
        change: dict[str, Any] = {
            layer.option: getattr(USUAL, layer.option) for layer in layers_of(self._open_pane)
        }
        self._session.change_view_options(**change)

    @Slot()
    def _on_closed(self) -> None:
        self.show_buttons[self._open_pane].setChecked(False)
        self.open_list, self._open_pane = None, ""

    def _groups(self, pane: str) -> "list[tuple[str, list[ShowRow]]]":
        """Return the headings with their rows; a row comes and goes with its action."""
        groups = ((heading, self._rows(pane, heading)) for heading in GROUPS)
        return [(heading, rows) for heading, rows in groups if rows]

    def _rows(self, pane: str, heading: str) -> "list[ShowRow]":
        from linreg_gui.views.window.show_row import ShowRow

        rows = []
        for spec in rows_of(pane, heading):
            action = self._actions.of(spec)
            if action is not None and not self._is_hidden(spec):
                key, picture = action.shortcut().toString(NATIVE), pictogram(spec.icon, self._theme)
                rows.append(ShowRow(action, picture, key, self._theme, self._note_of(spec)))
        return rows

    def _is_hidden(self, spec: ActionSpec) -> bool:
        """Return whether a lesson hides what a row shows; its key still says so."""
        gate = self._session.gate
        if isinstance(spec, LayerSpec):
            is_of_best_fit = spec.is_telling or spec.option == "is_guessing"
            if is_of_best_fit and gate.is_hidden(Hideable.BEST_FIT):
                return True
            return any(
                gate.is_hidden(n) for n, option in OPTION_OF.items() if option == spec.option
            )
        if spec is DEGREES:  # beside a straight line it is in the menu
            is_line = self._session.runs.settings.degree == 1
            return is_line or gate.is_hidden(Hideable.SWEEP) or gate.locks(Lockable.DEGREE)
        return spec is SWEEP and gate.is_hidden(Hideable.SWEEP)

    def _note_of(self, spec: ActionSpec) -> str:
        return self._hindrance(spec.option) if isinstance(spec, LayerSpec) else ""

    def _hindrance(self, option: str) -> str:
        """Return why what an option shows cannot be seen now; empty where nothing hinders it."""
        if option == "show_cuts" and self._session.view_options.is_tilted:
            return IS_TIPPED
        has_room = self._rooms.get(option)
        return "" if has_room is None or has_room() else NO_ROOM

    @Slot(object)
    def _on_options_changed(self, options: ViewOptions) -> None:
        """Say so where something was switched on for which there is no room."""
        before, self._options = self._options, options
        for name in self._rooms:
            if getattr(options, name) and not getattr(before, name):  # the panes change before
                QTimer.singleShot(0, self, partial(self._say_hindrance, name))

    def _say_hindrance(self, name: str) -> None:
        hindrance = self._hindrance(name)

        def is_hindered() -> bool:
            is_wanted = bool(getattr(self._session.view_options, name))
            return is_wanted and self._hindrance(name) == hindrance

        if hindrance and is_hindered():
            text = next(
                layer.text for pane in PANES for layer in layers_of(pane) if layer.option == name
            )
            said = Notice(f"“{text}” {hindrance}.", is_still_true=is_hindered)
            self._session.post_notice(said)

    @Slot(object)
    def _render_marks(self, options: ViewOptions) -> None:
        for pane, button in self.show_buttons.items():
            names = [layer.option for layer in layers_of(pane)]
            is_usual = all(getattr(options, name) == getattr(USUAL, name) for name in names)
            button.mark(is_unusual=not is_usual)
            if self._open_pane == pane and self.open_list is not None:
                self.open_list.usual_button.setEnabled(not is_usual)
