"""Tool tips stand in lines that can be read, with all of their text."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from linreg_gui.views.look.markup import TIP_COLUMNS, as_tip

WIDEST = 700
"""Pixels; less than the plots of the smallest window take."""


def shown_tip(widget: QWidget, place: QPoint) -> QWidget:
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return next(
        top
        for top in QApplication.topLevelWidgets()
        if top.metaObject().className() == "QTipLabel" and top.isVisible()
    )


def test_the_formulas_of_the_training_card_fit_into_the_window(window: Any) -> None:
    card = window.content.training_card
    for widget in (card.sentence, card.rate_slider):
        tip = shown_tip(widget, widget.rect().center())
        assert "λmax" in QToolTip.text()
        assert tip.width() < WIDEST
        QToolTip.hideText()


def test_no_tip_of_the_window_has_a_long_line(window: Any) -> None:
    tips = {one.toolTip() for one in window.shell.findChildren(QWidget)}
    lines = [line for tip in tips for line in tip.split("\n")]
    assert len(lines) > 20
    assert max(map(len, lines)) <= TIP_COLUMNS


@pytest.mark.parametrize("text", ["one two " * 40, "W" * 400, "a  b\nc", "", "<b>" + "x y " * 60])
def test_all_of_the_text_is_there(text: str) -> None:
    bare = text.replace("<", "&lt;").replace(">", "&gt;").split()
    shown = as_tip(text).replace("<br>", " ").removeprefix("<span>").removesuffix("</span>")
    assert "".join(shown.split()) == "".join(bare)
