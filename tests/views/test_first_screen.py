"""What the first screen says: the names of its things, until something was moved or run."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

FIRST_WORDS = {
    "data": {"line", "residual"},
    "surface": {"here", "arrow", "best fit"},
    "loss": {"now", "best possible"},
}


def placers(window: Any) -> dict[str, Any]:
    content = window.content
    return {
        "data": content.data_view.scene.placer,
        "surface": content.surface_view.picture.placer,
        "loss": content.curve_view.scene.placer,
    }


def draw(window: Any) -> dict[str, set[Any]]:
    """Draw the window, and give the owners of the plates in each pane."""
    QApplication.processEvents()
    window.content.settle()
    window.shell.grab()
    return {pane: set(placer.plates) for pane, placer in placers(window).items()}


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_the_first_screen_names_its_things_and_nothing_overlaps(
    window: Any, size: tuple[int, int]
) -> None:
    window.shell.resize(*size)
    assert draw(window) == FIRST_WORDS
    for pane, placer in placers(window).items():
        taken = [*placer.plates.values()]
        frame = placer.room.frame
        taken += [box for layer in placer.marked for box in layer.mark_boxes(frame)]
        for box in placer.plates.values():
            assert frame.rect.contains(box), pane
            assert [other for other in taken if other.intersects(box)] == [box], pane


def test_after_a_step_only_what_moves_is_named(window: Any) -> None:
    draw(window)
    window.session.player.step(30)
    names = draw(window)
    assert names["data"] == set()
    assert names["surface"] == {"here", "start"}
    assert names["loss"] == {"now", "best possible"}


def test_after_an_edit_the_first_words_stay_away_also_when_it_is_undone(window: Any) -> None:
    window.session.problem.move_point(0, 2.0, 66.0)
    window.session.edits.undo()
    assert draw(window)["data"] == set()


def test_guessing_names_no_best_fit(window: Any) -> None:
    QTest.keyClick(window.shell, Qt.Key.Key_G)
    names = draw(window)
    assert "best fit" not in names["surface"]
    assert "best possible" not in names["loss"]
