"""The menus: built from tables, and updated when the session changes."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ThemeChoice, ViewOptions
from linreg_gui.session.wording import run_text
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.window import action_table as table
from linreg_gui.views.window.action_table import ActionSpec, Condition, LayerSpec
from linreg_gui.views.window.pane_keys import BIG_STEP
from linreg_gui.views.window.shell import WindowShell

NATIVE = QKeySequence.SequenceFormat.NativeText


class Entry(NamedTuple):
    """One line of a menu.

    Attributes
    ----------
    spec : ActionSpec
    trigger : callable
    is_possible : callable or None
        Whether the entry can do anything now; None when it always can.
    why_not : str
        What its key says otherwise, with a place for the words of the entry; empty for nothing.
    """

    spec: ActionSpec
    trigger: Callable[[], object]
    is_possible: Callable[[], bool] | None = None
    why_not: str = ""


def run_entries(session: Session) -> list[Entry]:
    """Return the first entries of the *Run* menu."""
    player = session.player
    return [
        Entry(table.RUN, session.asking.toggle),
        Entry(table.STEP, player.step),
        Entry(table.STEP_BACK, player.step_back),
        Entry(table.TEN_STEPS, partial(player.step, BIG_STEP)),
        Entry(table.TEN_STEPS_BACK, partial(player.step_back, BIG_STEP)),
        Entry(table.FIRST_EPOCH, partial(player.seek, 0)),
        Entry(table.LAST_EPOCH, player.seek_last),
        Entry(table.RESTART, session.restart),
        _entry(table.ASK, session.asking.ask, table.ASKED, session),
    ]


def step_entries(session: Session) -> list[Entry]:
    """Return the entries of the *Run* menu for single steps, branches and comparisons."""

    def has_trail() -> bool:
        return len(session.hand.trail) > 0

    step = session.step
    return [
        _entry(table.PHASE, step.next_phase, table.POINTS, session),
        _entry(table.NEXT_BATCH, partial(step.move_inner_step, 1), table.BATCHES, session),
        _entry(table.BATCH_BEFORE, partial(step.move_inner_step, -1), table.BATCHES, session),
        Entry(table.BRANCH, session.run_edits.fork),  # these say what is missing
        Entry(table.KEEP, session.run_edits.keep),
        Entry(table.RACE, session.player.race),
        Entry(table.RACE_THE_HAND, session.hand.run_from_first, has_trail),
        Entry(table.FORGET_THE_HAND, session.hand.forget, has_trail),
    ]


def _entry(
    spec: ActionSpec, trigger: Callable[[], object], condition: Condition, session: Session
) -> Entry:
    """Return an entry that is possible while a condition holds."""
    return Entry(spec, trigger, partial(condition.holds, session), condition.why_not)


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
        self._whys: list[tuple[QAction, Callable[[], str]]] = []
        """What the key of an action says while that is not possible."""
        self._themes: dict[ThemeChoice, QAction] = {}
        self.file_menu = self._menu("&File")
        self._fill(self.file_menu, [Entry(table.QUIT, shell.close)])
        self.edit_menu = self._menu("&Edit")
        self._fill_edit(self.edit_menu)
        self.examples_menu = self._menu("E&xamples")
        self._fill_examples(self.examples_menu)
        self.run_menu = self._menu("&Run")
        self._fill(self.run_menu, run_entries(session))
        self._run_action: QAction = self.run_menu.actions()[0]
        self.run_menu.addSeparator()
        self._fill(self.run_menu, step_entries(session))
        self._add_layer(self.run_menu, table.ASK_FIRST)
        self.view_menu = self._menu("&View")
        self._fill_view(self.view_menu)
        self.help_menu = self._menu("&Help")
        self._connect()
        self._on_view_options_changed(session.view_options)
        self._render_possible()

    def add(self, menu: QMenu, entry: Entry) -> QAction:
        """Add an entry to a menu. Single keys do nothing while a text field has the focus."""
        action = self._action(entry)
        menu.addAction(action)
        self.entries[entry.spec.text] = action
        return action

    def of(self, spec: ActionSpec) -> QAction | None:
        """Return the action of a spec; None where no menu has it."""
        if isinstance(spec, LayerSpec):
            return self.toggles.get(spec.option)
        return self.entries.get(spec.text)

    def add_to_file_menu(self, entries: list[Entry]) -> None:
        """Add a group of entries above "Quit"."""
        last = self.entries[table.QUIT.text]
        for entry in entries:
            action = self.add(self.file_menu, entry)
            self.file_menu.insertAction(last, action)
        self.file_menu.insertSeparator(last)

    def _action(self, entry: Entry) -> QAction:
        spec = entry.spec
        action = QAction(spec.text, self)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.tip:
            action.setToolTip(as_tip(tip_with_key(spec)))
        action.triggered.connect(_Trigger(action, entry.trigger).fire)
        if entry.is_possible is not None:
            self._conditions.append((action, entry.is_possible))
            self._whys.append((action, partial(str, entry.why_not)))
        return action

    def _connect(self) -> None:
        session = self._session
        session.view_options_changed.connect(self._on_view_options_changed)
        session.player.run_status_changed.connect(self._render_run_text)
        session.player.cursor_changed.connect(self._render_run_text)
        session.player.history_extended.connect(self._on_history_extended)
        session.player.history_replaced.connect(self._render_possible)
        session.problem.dataset_changed.connect(self._render_possible)
        session.hand.trail_changed.connect(self._render_possible)
        session.runs.branches_changed.connect(self._render_possible)
        session.runs.settings_changed.connect(self._render_possible)
        session.gate.changed.connect(self._render_possible)
        self._shell.key_unused.connect(self._say_why_not)

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self._shell.menuBar())
        self._shell.set_menu(title, menu)
        return menu

    def _fill(self, menu: QMenu, entries: list[Entry]) -> None:
        for entry in entries:
            self.add(menu, entry)

    def _fill_edit(self, menu: QMenu) -> None:
        group = self._session.edits.group
        for make, spec in (
            (group.createUndoAction, table.UNDO),
            (group.createRedoAction, table.REDO),
        ):
            action = make(self)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            menu.addAction(action)
        menu.addSeparator()
        self.add(menu, Entry(table.CLEAR_POINTS, self._session.problem.clear_points))

    def _fill_examples(self, menu: QMenu) -> None:
        for key, example in EXAMPLES.items():
            spec = ActionSpec(example.title, tip=example.description)
            self.add(menu, Entry(spec, partial(self._open_example, key)))
        menu.setToolTipsVisible(True)

    def _open_example(self, key: str) -> None:
        self._shell.bring_data(partial(self._session.opening.open_example, key))

    def _fill_view(self, menu: QMenu) -> None:
        for pane in table.PANES:
            submenu = menu.addMenu(pane)
            for layer in table.layers_of(pane):
                self._add_layer(submenu, layer)
        menu.addSeparator()
        for layer in table.layers_of(""):
            self._add_layer(menu, layer)
        menu.addSeparator()
        theme_menu = menu.addMenu("Theme")
        group = QActionGroup(self)
        for choice in ThemeChoice:
            spec = ActionSpec(choice.value.capitalize())
            action = self.add(theme_menu, Entry(spec, partial(self._choose_theme, choice)))
            action.setCheckable(True)
            group.addAction(action)
            self._themes[choice] = action

    def _add_layer(self, menu: QMenu, layer: LayerSpec) -> None:
        """Add the one action of a layer; it may stand in the menus of two panes."""
        if layer.option not in self.toggles:
            action = self._action(Entry(layer, partial(self._toggle, layer)))
            action.setCheckable(True)
            action.setAutoRepeat(False)  # a key that is held would switch it to and fro
            self._whys.append((action, partial(self._why_not, layer)))
            self.toggles[layer.option] = action
        menu.addAction(self.toggles[layer.option])

    def _toggle(self, layer: LayerSpec) -> None:
        self._session.set_view_options(layer.toggled(self._session.view_options))

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._session.change_view_options(theme=choice)

    @Slot(object)
    def _on_view_options_changed(self, options: ViewOptions) -> None:
        self._themes[options.theme].setChecked(True)
        for layer in table.LAYERS:
            self.toggles[layer.option].setChecked(layer.is_on(options))
            if layer.is_telling:
                self.toggles[layer.option].setEnabled(not options.is_guessing)

    @Slot(int, int)
    def _on_history_extended(self, first_epoch: int, _last_epoch: int) -> None:
        if first_epoch == 1:  # with more of them nothing else becomes possible
            self._render_possible()

    @Slot()
    def _render_possible(self) -> None:
        for action, is_possible in self._conditions:
            action.setEnabled(is_possible())
        for layer in table.LAYERS:
            if layer.condition is not table.ALWAYS:
                self.toggles[layer.option].setVisible(layer.condition.holds(self._session))

    @Slot(QKeySequence)
    def _say_why_not(self, key: QKeySequence) -> None:
        """Say why a key does nothing; pressed once more it says nothing more."""
        for action, why_not in self._whys:
            if key in action.shortcuts() and not action.isEnabled():
                text = why_not().format(action.text())
                if text:
                    # Guessing begins and ends without an act that would end the message.
                    is_guessing = self._session.view_options.is_guessing
                    cause = partial(_is_off, action) if is_guessing else None
                    self._session.post_notice(Notice(text, is_still_true=cause))

    def _why_not(self, layer: LayerSpec) -> str:
        """Return why a layer cannot be switched now."""
        if not layer.condition.holds(self._session):
            return layer.condition.why_not
        return table.WHILE_GUESSING if layer.is_telling else ""

    @Slot()
    def _render_run_text(self) -> None:
        player = self._session.player
        last_epoch = 0 if player.history is None else player.history.last_epoch
        self._run_action.setText(run_text(player.state, player.cursor, last_epoch))


def _is_off(action: QAction) -> bool:
    return not action.isEnabled()


def tip_with_key(spec: ActionSpec) -> str:
    """Return the tool tip of an action: what it does, and by which key."""
    key = QKeySequence(spec.keys[0]).toString(NATIVE) if spec.keys else ""
    text = spec.tip or spec.text
    return f"{text} ({key})" if key else text


class _Trigger(QObject):
    """Call a function without the ``checked`` flag that ``triggered`` carries."""

    def __init__(self, action: QAction, function: Callable[[], object]) -> None:
        super().__init__(action)
        self._function = function

    @Slot()
    def fire(self) -> None:
        """Call the function of the action."""
        self._function()
