"""The menus: built from tables, and updated when the session changes."""

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
from linreg_gui.views.window.model_help import show_model
from linreg_gui.views.window.shell import WindowShell

BIG_STEP = 10
PHASE = "Next phase of the step"
BRANCH = "Branch from this epoch"
KEEP = "Keep this run"
RACE = "Race the runs"
TELLING = ("show_best_fit", "show_axes")
"""View options that would reveal the best fit; they are off while the learner guesses."""
QUIT = "&Quit"


@dataclass(frozen=True)
class Entry:
    """One line of a menu.

    Attributes
    ----------
    text : str
    trigger : callable
    shortcuts : tuple of str
    is_possible : callable or None
        Whether the entry can do anything now; None when it always can.
    """

    text: str
    trigger: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    is_possible: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Toggle:
    """A view option that a menu entry switches."""

    text: str
    option: str
    shortcut: str = ""


def run_entries(session: Session) -> list[Entry]:
    """Return the first entries of the *Run* menu."""
    return [
        Entry("Run", session.player.toggle, ("Space",)),
        Entry("Step", session.player.step, ("Right", "PgDown")),
        Entry("Step back", session.player.step_back, ("Left", "PgUp")),
        Entry("Ten steps", partial(session.player.step, BIG_STEP), ("Shift+Right",)),
        Entry("Ten steps back", partial(session.player.step_back, BIG_STEP), ("Shift+Left",)),
        Entry("First epoch", partial(session.player.seek, 0), ("Home",)),
        Entry("Last epoch", session.player.seek_last, ("End",)),
        Entry("Restart", session.restart, ("R",)),
    ]


def lesson_entries(session: Session) -> list[Entry]:
    """Return the entries of the *Run* menu for single steps, branches and comparisons."""

    def has_future() -> bool:
        return session.player.history is not None and session.player.history.last_epoch > 0

    def has_points() -> bool:
        return session.problem.dataset.n_samples > 0

    def has_batches() -> bool:
        return session.step.has_batches

    def has_trail() -> bool:
        return len(session.hand.trail) > 0

    return [
        Entry(PHASE, session.step.next_phase, ("P",), has_points),
        Entry(
            "Next batch of the epoch", partial(session.step.move_inner_step, 1), (".",), has_batches
        ),
        Entry("Batch before", partial(session.step.move_inner_step, -1), (",",), has_batches),
        Entry(BRANCH, session.runs.fork, ("B",), has_future),
        Entry(KEEP, session.runs.keep, ("K",), has_future),
        Entry(RACE, session.player.race, (), has_future),
        Entry("Descend from where your hand began", session.hand.run_from_first, (), has_trail),
        Entry("Forget the lines tried by hand", session.hand.forget, (), has_trail),
    ]


TOGGLES = (
    Toggle("Residuals", "show_residuals"),
    Toggle("Residual squares", "show_squares"),
    Toggle("Lines of earlier epochs", "show_earlier_lines"),
    Toggle("Best fit", "show_best_fit"),
    Toggle("Guess first (hide the best fit)", "is_guessing"),
    Toggle("True line of a generated set", "show_true_line"),
)

LESSON_TOGGLES = (
    Toggle("Pulls of the points", "show_pulls"),
    Toggle("Fast and slow", "show_axes"),
    Toggle("Worksheet", "show_worksheet", "W"),
    Toggle("Code", "show_code", "C"),
    Toggle("Points as a table", "show_points", "Ctrl+T"),
    Toggle("Logarithmic loss axis", "has_log_loss_axis"),
)


class Actions(QObject):
    """The menus of a window; each entry is enabled while it can do something."""

    def __init__(self, shell: WindowShell, session: Session) -> None:
        super().__init__(shell)
        self._shell = shell
        self._session = session
        self.toggles: dict[str, QAction] = {}
        """By the name of the view option."""
        self.entries: dict[str, QAction] = {}
        """By the text of the entry."""
        self._conditions: list[tuple[QAction, Callable[[], bool]]] = []
        self._themes: dict[ThemeChoice, QAction] = {}
        self.file_menu = self._menu("&File")
        self._fill(self.file_menu, [Entry(QUIT, shell.close, ("Ctrl+Q",))])
        self.edit_menu = self._menu("&Edit")
        self._fill_edit(self.edit_menu)
        self.examples_menu = self._menu("E&xamples")
        self._fill_examples(self.examples_menu)
        self.run_menu = self._menu("&Run")
        self._fill(self.run_menu, run_entries(session))
        self._run_action: QAction = self.run_menu.actions()[0]
        self.run_menu.addSeparator()
        self._fill(self.run_menu, lesson_entries(session))
        self.view_menu = self._menu("&View")
        self._fill_view(self.view_menu)
        self.help_menu = self._menu("&Help")
        self._fill(self.help_menu, [Entry("The model…", partial(show_model, shell))])
        self._connect()
        self._on_view_options_changed(session.view_options)
        self._render_possible()

    def add(self, menu: QMenu, entry: Entry) -> QAction:
        """Add an entry to a menu. Single keys do nothing while a text field has the focus."""
        action = QAction(entry.text, self)
        action.setShortcuts([QKeySequence(text) for text in entry.shortcuts])
        action.triggered.connect(_Trigger(action, entry.trigger).fire)
        menu.addAction(action)
        self.entries[entry.text] = action
        if entry.is_possible is not None:
            self._conditions.append((action, entry.is_possible))
        return action

    def add_to_file_menu(self, entries: list[Entry]) -> None:
        """Add a group of entries above "Quit"."""
        last = self.entries[QUIT]
        for entry in entries:
            action = self.add(self.file_menu, entry)
            self.file_menu.insertAction(last, action)
        self.file_menu.insertSeparator(last)

    def _connect(self) -> None:
        session = self._session
        session.view_options_changed.connect(self._on_view_options_changed)
        session.player.run_status_changed.connect(self._on_run_status_changed)
        session.player.history_extended.connect(self._render_possible)
        session.player.history_replaced.connect(self._render_possible)
        session.problem.dataset_changed.connect(self._render_possible)
        session.hand.trail_changed.connect(self._render_possible)

    def _menu(self, title: str) -> QMenu:
        menu: QMenu = self._shell.menuBar().addMenu(title)
        return menu

    def _fill(self, menu: QMenu, entries: list[Entry]) -> None:
        for entry in entries:
            self.add(menu, entry)

    def _fill_edit(self, menu: QMenu) -> None:
        stack = self._session.edits.stack
        for make, keys in (
            (stack.createUndoAction, ("Ctrl+Z",)),
            (stack.createRedoAction, ("Ctrl+Shift+Z", "Ctrl+Y")),
        ):
            action = make(self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            menu.addAction(action)
        menu.addSeparator()
        self.add(menu, Entry("Remove all points", self._session.problem.clear_points))

    def _fill_examples(self, menu: QMenu) -> None:
        for key, example in EXAMPLES.items():
            action = self.add(menu, Entry(example.title, partial(self._open_example, key)))
            action.setToolTip(example.description)
        menu.setToolTipsVisible(True)

    def _open_example(self, key: str) -> None:
        self._shell.bring_data(partial(self._session.opening.open_example, key))

    def _fill_view(self, menu: QMenu) -> None:
        for table in (TOGGLES, LESSON_TOGGLES):
            for toggle in table:
                self._add_toggle(menu, toggle)
            menu.addSeparator()
        theme_menu = menu.addMenu("Theme")
        group = QActionGroup(self)
        for choice in ThemeChoice:
            title = choice.value.capitalize()
            action = self.add(theme_menu, Entry(title, partial(self._choose_theme, choice)))
            action.setCheckable(True)
            group.addAction(action)
            self._themes[choice] = action

    def _add_toggle(self, menu: QMenu, toggle: Toggle) -> None:
        keys = (toggle.shortcut,) if toggle.shortcut else ()
        action = self.add(menu, Entry(toggle.text, partial(self._toggle, toggle.option), keys))
        action.setCheckable(True)
        self.toggles[toggle.option] = action

    def _toggle(self, name: str) -> None:
        options = self._session.view_options
        change: dict[str, Any] = {name: not getattr(options, name)}
        self._session.set_view_options(replace(options, **change))

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._session.set_view_options(replace(self._session.view_options, theme=choice))

    @Slot(object)
    def _on_view_options_changed(self, options: ViewOptions) -> None:
        for name, action in self.toggles.items():
            action.setChecked(getattr(options, name))
        self._themes[options.theme].setChecked(True)
        for name in TELLING:
            self.toggles[name].setEnabled(not options.is_guessing)

    @Slot()
    def _render_possible(self) -> None:
        for action, is_possible in self._conditions:
            action.setEnabled(is_possible())

    @Slot(object)
    def _on_run_status_changed(self, state: RunState) -> None:
        again = "Run again" if state.status is RunStatus.FINISHED else "Run"
        self._run_action.setText("Pause" if state.is_running else again)


class _Trigger(QObject):
    """Call a function without the ``checked`` flag that ``triggered`` carries."""

    def __init__(self, action: QAction, function: Callable[[], object]) -> None:
        super().__init__(action)
        self._function = function

    @Slot()
    def fire(self) -> None:
        """Call the function."""
        self._function()
