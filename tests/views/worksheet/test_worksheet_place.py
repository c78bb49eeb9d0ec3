"""The place of the cards that explain a step: the column widens for them, and goes back."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication


def show(window: Any, *, has_worksheet: bool = False, has_code: bool = False) -> list[int]:
    window.shell.show_explanations(has_worksheet=has_worksheet, has_code=has_code)
    QCoreApplication.processEvents()
    sizes: list[int] = window.shell.columns.sizes()
    return sizes


@pytest.mark.parametrize(("size", "wanted"), [((1280, 800), 400), ((1024, 640), 340)])
def test_column_widens_and_goes_back_to_the_users_width(
    window: Any, size: tuple[int, int], wanted: int
) -> None:
    shell = window.shell
    shell.resize(*size)
    QCoreApplication.processEvents()
    main, _ = shell.columns.sizes()
    shell.columns.moveSplitter(main - 20, 1)
    before = shell.columns.sizes()
    wide = min(wanted, sum(before) - shell.main_area.minimumSizeHint().width())
    assert show(window, has_worksheet=True)[1] == wide
    assert show(window, has_worksheet=True, has_code=True)[1] == wide
    assert show(window, has_code=True)[1] == wide
    assert (shell.width(), shell.height()) == size
    assert show(window) == before


def test_panes_keep_their_proportion(window: Any) -> None:
    panes = window.shell.panes
    left, right = panes.sizes()
    panes.moveSplitter(left // 2, 1)
    before = panes.sizes()
    show(window, has_worksheet=True)
    left, right = panes.sizes()
    assert left / right == pytest.approx(before[0] / before[1], rel=0.02)


def test_worksheet_and_code_stand_below_the_model_card(window: Any) -> None:
    shell = window.shell
    cards = (shell.model_card, shell.worksheet_card, shell.code_card)
    assert [card.isVisible() for card in cards] == [True, False, False]
    show(window, has_worksheet=True)
    assert [card.isVisible() for card in cards] == [True, True, False]
    show(window, has_code=True)
    assert [card.isVisible() for card in cards] == [True, False, True]
