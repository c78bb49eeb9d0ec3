"""All of a curve by keys alone, in the whole window: Tab comes to everything there is of it."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from linreg_gui.core.surface_cut import Others
from tests.views.lessons.test_lessons_view import press, tab_to

Key = Qt.Key


@pytest.fixture
def bent(window: Any, qtbot: Any) -> Any:
    """Give a window with a curve of degree 3, chosen by keys."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    training = window.content.training_card
    tab_to(window, training.more_button)
    press(window, Key.Key_Space)
    tab_to(window, training.more.degree_box)
    press(window, Key.Key_Down, Key.Key_Down)
    assert window.session.runs.settings.degree == 3
    return window


def test_start_run_and_held_out_points(bent: Any, qtbot: Any) -> None:
    session, content = bent.session, bent.content
    tab_to(bent, content.surface_view.canvas)
    press(bent, Key.Key_Right, Key.Key_Up)
    start, pair = np.array(session.problem.start_parameters), list(session.frame().cut.pair)
    assert (start[pair] != 0.0).all()
    assert not np.delete(start, pair).any()
    press(bent, Key.Key_Space)
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    press(bent, Key.Key_Space)
    losses = session.frame().history.losses
    assert losses[session.player.cursor] < losses[0]
    tab_to(bent, content.data_view.canvas)
    press(bent, Key.Key_O)
    assert session.problem.dataset.held_out.n_samples == 1
    while session.edits.stack.canUndo():
        press(bent, Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert session.problem.dataset.held_out is None
    assert session.runs.settings.degree == 1
    assert not any(session.problem.start)


def test_tab_comes_from_the_surface_to_what_chooses_its_cut(bent: Any) -> None:
    view = bent.content.surface_view
    for degree in (3, 5):  # the menus are made anew
        bent.session.set_degree(degree)
        bent.content.clock.render_now()
        tab_to(bent, view.canvas)
        for wanted in (*view.controls.row.buttons.values(), *view.controls.menus):
            press(bent, Key.Key_Tab)
            assert QApplication.focusWidget() is wanted
        press(bent, Key.Key_Tab)
        assert QApplication.focusWidget() not in view.controls.menus


def test_the_pair_and_where_the_others_are(bent: Any) -> None:
    session, controls = bent.session, bent.content.surface_view.controls
    before = session.frame().cut.pair
    tab_to(bent, controls.menus[1])
    press(bent, Key.Key_Up)
    assert session.frame().cut.pair != before
    for others in (Others.AT_BEST, Others.AS_THEY_ARE):
        tab_to(bent, controls.row.buttons[others])
        press(bent, Key.Key_Space)
        assert session.frame().cut.others is others
        assert [b.isChecked() for b in controls.row.buttons.values()] == [
            key is others for key in controls.row.buttons
        ]
