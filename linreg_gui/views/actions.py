"""The table of actions: text, shortcut and what each asks of the session."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunState, RunStatus, ThemeChoice, ViewOptions
from linreg_gui.views.shell import WindowShell

BIG_STEP = 10


@dataclass(frozen=True)
class Entry:
    """One line of a menu."""

    text: str
    trigger: Callable[[], object]
    shortcuts: tuple[str, ...] = ()


def run_entries(session: Session) -> list[Entry]:
    """List the actions of the Run menu."""
    return [
        Entry("Run", session.toggle_run, ("Space",)),
        Entry("Step", session.step, ("Right", "PgDown")),
        Entry("Step back", session.step_back, ("Left", "PgUp")),
        Entry("Ten steps", partial(session.step, BIG_STEP), ("Shift+Right",)),
        Entry("Ten steps back", partial(session.step_back, BIG_STEP), ("Shift+Left",)),
        Entry("First epoch", partial(session.seek, 0), ("Home",)),
        Entry("Last epoch", session.seek_last, ("End",)),
        Entry("Restart", session.restart, ("R",)),
    ]


TOGGLES = (
    ("Residuals", "show_residuals"),
    ("Residual squares", "show_squares"),
    ("Lines of earlier epochs", "show_earlier_lines"),
    ("Best fit", "show_best_fit"),
    ("True line of a generated set", "show_true_line"),
    ("Logarithmic loss axis", "has_log_loss_axis"),
)


class Actions(QObject):
    """The menus, kept in step with the session."""

    def __init__(self, shell: WindowShell, session: Session) -> None:
        super().__init__(shell)
        self._shell = shell
        self._session = session
        self._toggles: dict[str, QAction] = {}
        self._themes: dict[ThemeChoice, QAction] = {}
        self._run_action: QAction | None = None
        file_menu = self._menu("&File")
        self._fill(file_menu, [Entry("&Quit", shell.close, ("Ctrl+Q",))])
        self._fill_edit(self._menu("&Edit"))
        self.examples_menu = self._menu("E&xamples")
        self._fill_examples(self.examples_menu)
        run_menu = self._menu("&Run")
        self._fill(run_menu, run_entries(session))
        self._run_action = run_menu.actions()[0]
        self.view_menu = self._menu("&View")
        self._fill_view(self.view_menu)
        session.view_options_changed.connect(self._on_view_options_changed)
        session.run_status_changed.connect(self._on_run_status_changed)
        self._on_view_options_changed(session.view_options)

    def add(self, menu: QMenu, entry: Entry) -> QAction:
        """Add an entry to a menu; single keys do not fire while a field has the focus."""
        action = QAction(entry.text, self)
        action.setShortcuts([QKeySequence(text) for text in entry.shortcuts])
        action.triggered.connect(_Trigger(action, entry.trigger).fire)
        menu.addAction(action)
        return action

    def _menu(self, title: str) -> QMenu:
        menu: QMenu = self._shell.menuBar().addMenu(title)
        return menu

    def _fill(self, menu: QMenu, entries: list[Entry]) -> None:
        for entry in entries:
            self.add(menu, entry)

    def _fill_edit(self, menu: QMenu) -> None:
        stack = self._session.undo_stack
        for make, keys in (
            (stack.createUndoAction, ("Ctrl+Z",)),
            (stack.createRedoAction, ("Ctrl+Shift+Z", "Ctrl+Y")),
        ):
            action = make(self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            menu.addAction(action)
        menu.addSeparator()
        self.add(menu, Entry("Remove all points", self._session.clear_points))

    def _fill_examples(self, menu: QMenu) -> None:
        for key, example in EXAMPLES.items():
            action = self.add(menu, Entry(example.title, partial(self._session.open_example, key)))
            action.setToolTip(example.description)
        menu.setToolTipsVisible(True)

    def _fill_view(self, menu: QMenu) -> None:
        for text, name in TOGGLES:
            action = self.add(menu, Entry(text, partial(self._toggle, name)))
            action.setCheckable(True)
            self._toggles[name] = action
        menu.addSeparator()
        theme_menu = menu.addMenu("Theme")
        group = QActionGroup(self)
        for choice in ThemeChoice:
            title = choice.value.capitalize()
            action = self.add(theme_menu, Entry(title, partial(self._choose_theme, choice)))
            action.setCheckable(True)
            group.addAction(action)
            self._themes[choice] = action

    def _toggle(self, name: str) -> None:
        options = self._session.view_options
        change: dict[str, Any] = {name: not getattr(options, name)}
        self._session.set_view_options(replace(options, **change))

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._session.set_view_options(replace(self._session.view_options, theme=choice))

    @Slot(object)
    def _on_view_options_changed(self, options: ViewOptions) -> None:
        for name, action in self._toggles.items():
            action.setChecked(getattr(options, name))
        self._themes[options.theme].setChecked(True)

    @Slot(object)
    def _on_run_status_changed(self, state: RunState) -> None:
        if self._run_action is not None:
            again = "Run again" if state.status is RunStatus.FINISHED else "Run"
            self._run_action.setText("Pause" if state.is_running else again)


class _Trigger(QObject):
    """Call a function without the ``checked`` flag that ``triggered`` carries."""

    def __init__(self, action: QAction, function: Callable[[], object]) -> None:
        super().__init__(action)
        self._function = function

    @Slot()
    def fire(self) -> None:
        """Call it."""
        self._function()
