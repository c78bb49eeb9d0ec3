"""The keys of a lesson: they are the lesson's while one is open, and the window's afterwards."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from linreg_gui.lessons.task import LETTERS
from linreg_gui.views.widgets.weak_call import weak_call
from linreg_gui.views.window.action_table import STEP, STEP_BACK
from linreg_gui.views.window.actions import Actions
from linreg_gui.views.window.shell import WindowShell

LESSON_KEYS = {STEP: "PgDown", STEP_BACK: "PgUp"}
"""Keys of the run that go on and back while a lesson is open."""
Act = Callable[[], object]


class LessonKeys(QObject):
    """Keys that act while a lesson is open, and letters that choose while there are choices.

    Parameters
    ----------
    shell : WindowShell
    actions : Actions
        Those of the run lend their page keys.
    acts : mapping of str to callable
        By key.
    choose : callable
        Takes the number of a choice, from 1.
    """

    def __init__(
        self,
        shell: WindowShell,
        actions: Actions,
        acts: Mapping[str, Act],
        choose: Callable[[int], object],
    ) -> None:
        super().__init__(shell)
        self._shell, self._actions = shell, actions
        numbers = range(1, len(LETTERS) + 1)
        digits = {str(number): weak_call(choose, number) for number in numbers}
        self._keys = [self._shortcut(key, act) for key, act in {**acts, **digits}.items()]
        self._letters = [
            self._shortcut(letter, weak_call(choose, number))
            for number, letter in zip(numbers, LETTERS, strict=True)
        ]
        self._lent: list[tuple[QAction, list[QKeySequence]]] = []
        """Actions without their letters, with the keys that they get back."""

    def _shortcut(self, key: str, act: Act) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._shell)
        shortcut.setEnabled(False)
        shortcut.activated.connect(act)
        return shortcut

    def take(self) -> None:
        """Have the keys of a lesson act; the run has the others as ever."""
        self._take_page_keys(is_taken=True)
        for shortcut in self._keys:
            shortcut.setEnabled(True)

    def give_back(self) -> None:
        """Give all keys the meaning again that they have without a lesson."""
        self._take_page_keys(is_taken=False)
        for shortcut in self._keys:
            shortcut.setEnabled(False)
        self.take_letters(0)

    def _take_page_keys(self, *, is_taken: bool) -> None:
        for spec, key in LESSON_KEYS.items():
            action = self._actions.of(spec)
            if action is not None:
                keys = [QKeySequence(one) for one in spec.keys if not (is_taken and one == key)]
                action.setShortcuts(keys)

    def take_letters(self, n_choices: int) -> None:
        """Have the letters of open choices choose; the actions have theirs again afterwards."""
        for action, keys in self._lent:
            action.setShortcuts(keys)
        self._lent = []
        for place, shortcut in enumerate(self._letters):
            shortcut.setEnabled(place < n_choices)
        taken = [QKeySequence(letter) for letter in LETTERS[:n_choices]]
        for action in self._shell.findChildren(QAction) if taken else ():
            keys = action.shortcuts()
            left = [key for key in keys if key not in taken]
            if len(left) < len(keys):
                self._lent.append((action, keys))
                action.setShortcuts(left)
