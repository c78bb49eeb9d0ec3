"""Combo boxes: a text for which there is no room ends in dots."""

from typing import Any

from PySide6.QtWidgets import QStyleOptionComboBox

from linreg_gui.views.widgets.choice_box import ChoiceBox, FlatCombo


def shown(box: FlatCombo) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return str(option.currentText)


def test_a_text_without_room_ends_in_dots_and_the_tip_has_it_whole(window: Any) -> None:
    box = FlatCombo(window.shell)
    box.addItems(["Lecture attendance (%)", "Exam"])
    box.resize(240, box.sizeHint().height())
    box.grab()
    assert shown(box) == "Lecture attendance (%)"
    assert box.toolTip() == ""
    box.resize(120, box.height())
    box.grab()
    assert shown(box).endswith("…")
    assert box.fontMetrics().horizontalAdvance(shown(box)) < 120 - 24
    assert "Lecture attendance (%)" in box.toolTip()
    box.setCurrentText("Exam")
    box.grab()
    assert (shown(box), box.toolTip()) == ("Exam", "")


def test_a_short_text_stands_in_the_box_alone_where_the_whole_one_has_no_room(qtbot: Any) -> None:
    box = ChoiceBox({1: "y less the others", 2: "as it is"})
    box.short_texts = {"y less the others": "less"}
    qtbot.addWidget(box)
    box.setMinimumWidth(1)
    for width, text in ((300, "y less the others"), (75, "less")):
        box.resize(width, 26)
        box.grab()
        assert shown(box) == text
        assert box.currentText() == box.itemText(0) == "y less the others"
        assert ("y less the others" in box.toolTip()) is (text == "less")
