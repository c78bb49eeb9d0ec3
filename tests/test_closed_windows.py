"""A window that is closed and dropped is gone, whatever was open in it."""

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.session.values import Choice, Notice
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.widgets.weak_call import weak_call


def message(lab_window: Any) -> None:
    choices = (Choice("Do", lambda: None), Choice("Leave", lambda: None))
    lab_window.session.post_notice(Notice("Something happened.", choices=choices))


def lesson(lab_window: Any) -> None:
    lab_window.content.lessons.begin(read_lesson(lesson_files()[2]))


def question(lab_window: Any) -> None:
    lab_window.session.asking.ask()


def curves(lab_window: Any) -> None:
    for degree in (3, 4):  # of another degree the menus of the surface are others
        lab_window.session.set_degree(degree)
        lab_window.content.clock.render_now()


def features(lab_window: Any) -> None:
    session, content = lab_window.session, lab_window.content
    session.opening.open_example("longley")
    content.training_card.more_button.click()
    session.change_view_options(show_points=True, show_residual_strip=True)
    for columns in ((0, 2), (0, 1, 3)):  # of other features the menus are others
        session.set_columns(columns)
        content.clock.render_now()
    for adjustment in Adjustment:
        session.change_view_options(adjustment=adjustment)
        content.clock.render_now()


def screen_reader(lab_window: Any) -> None:
    canvas = lab_window.content.data_view.canvas
    assert QAccessible.queryAccessibleInterface(canvas).child(1) is not None


@pytest.mark.parametrize("act", [message, lesson, question, curves, features, screen_reader])
def test_a_closed_window_is_gone(qapp: QApplication, act: Callable[[Any], None]) -> None:
    shell = make_window()
    shell.show()
    act(shell.property("lab_window"))
    shell.property("lab_window").content.clock.render_now()
    qapp.processEvents()
    held = weakref.ref(shell)
    shell.close()
    del shell
    for _ in range(2):
        qapp.processEvents()
        gc.collect()
    assert held() is None


class Counter:
    def __init__(self) -> None:
        self.seen: list[object] = []

    def take(self, *what: object) -> None:
        self.seen += what


def test_a_weak_call_gives_its_own_arguments_and_ends_with_its_object() -> None:
    counter = Counter()
    seen = counter.seen
    call = weak_call(counter.take, 1, 2)
    call(True)
    assert seen == [1, 2]
    del counter
    call()
    assert seen == [1, 2]
