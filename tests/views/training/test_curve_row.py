"""The row of the Training card that makes a curve of the line, and back."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt

from linreg_gui.core.settings import Held, Scaling
from linreg_gui.session.curve import Line

LEFT = Qt.MouseButton.LeftButton


def more_of(window: Any) -> Any:
    window.content.training_card.more_button.click()
    window.content.clock.render_now()
    return window.content.training_card.more


def test_a_degree_is_chosen_by_the_keyboard(window: Any, qtbot: Any) -> None:
    more = more_of(window)
    assert more.degree_box.currentText() == "straight line"
    more.degree_box.setFocus()
    for _ in range(2):
        qtbot.keyClick(more.degree_box, Qt.Key.Key_Down)
    assert window.session.runs.settings.degree == 3
    assert window.session.runs.settings.scaling is Scaling.STANDARDISE
    window.content.clock.render_now()
    assert more.rows["degree"].is_changed
    assert window.content.model_card.equation.text().count("span style") == 4
    for _ in range(2):
        qtbot.keyClick(more.degree_box, Qt.Key.Key_Up)
    assert window.session.runs.settings.degree == 1


def test_fields_of_a_line_go_with_it(window: Any, qtbot: Any) -> None:
    more = more_of(window)
    window.session.problem.set_start(Line(2.0, 3.0))
    settings = replace(window.session.runs.settings, held=Held.SLOPE)
    window.session.set_settings(settings)
    window.content.clock.render_now()
    more.degree_box.setFocus()
    qtbot.keyClick(more.degree_box, Qt.Key.Key_Down)
    window.content.clock.render_now()
    assert not more.slope_field.isVisible()
    assert not more.rows["held"].isVisible()
    assert more.rows["l2"].hint.text() == "pulls weights to 0"
    assert more.rows["start"].hint.text() == "pull the curve to set it"
    assert more.zero_button.isVisible()
    assert more.rows["start"].is_changed
    qtbot.mouseClick(more.zero_button, LEFT)
    window.content.clock.render_now()
    assert not any(window.session.problem.start)
    assert not more.rows["start"].is_changed
    qtbot.mouseClick(more.random_button, LEFT)
    assert any(window.session.problem.start)
    for _ in range(3):
        window.session.edits.undo()
    window.content.clock.render_now()
    assert more.slope_field.isVisible()
    assert more.rows["held"].isVisible()
    assert more.rows["l2"].hint.text() == "pulls the slope to 0"
    assert not more.rows["start"].hint.text()
    assert window.session.runs.settings.held is Held.SLOPE
