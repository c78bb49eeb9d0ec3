"""The row of the Training card that chooses which features a model uses."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Scaling
from linreg_gui.views.training.feature_chips import PADDING

LEFT = Qt.MouseButton.LeftButton
RNG = np.random.default_rng(8)
FEATURES = RNG.normal(size=(12, 3)) * (1.0, 20.0, 0.1) + (5.0, 100.0, 0.0)
LONG = "a & b <b>of a name that is much too long for any chip</b>"
HOMES = Dataset(FEATURES, FEATURES @ (2.0, 0.3, -10.0), ("rooms", LONG, "slope"), "price", "Homes")


@pytest.fixture
def more(window: Any) -> Any:
    window.session.opening.open_dataset(HOMES)
    window.content.training_card.more_button.click()
    window.content.clock.render_now()
    return window.content.training_card.more


def used(more: Any) -> list[int]:
    return [column for column, chip in enumerate(more.feature_chips.chips) if chip.isChecked()]


def test_data_of_one_feature_have_no_chips(window: Any) -> None:
    window.content.training_card.more_button.click()
    window.content.clock.render_now()
    rows = window.content.training_card.more.rows
    assert not rows["columns"].isVisible()
    assert rows["degree"].isVisible()


def test_a_chip_uses_a_feature_or_leaves_it_out(window: Any, more: Any, qtbot: Any) -> None:
    rows, chips = more.rows, more.feature_chips.chips
    assert rows["columns"].isVisible()
    assert rows["columns"].hint.text() == "3 of 3"
    assert not rows["columns"].is_changed
    assert not rows["scaling"].is_changed
    assert not rows["degree"].isVisible()
    assert not more.slope_field.isVisible()
    assert rows["start"].hint.text() == "pull the line to set it"
    qtbot.mouseClick(chips[1], LEFT)
    assert window.session.runs.settings.columns == (0, 2)
    assert used(more) == [0, 2]
    assert rows["columns"].is_changed
    qtbot.mouseClick(chips[2], LEFT)
    assert window.session.runs.settings.columns == (0,)
    assert rows["degree"].isVisible()
    assert more.slope_field.isVisible()
    assert rows["l2"].hint.text() == "pulls the slope to 0"


def test_the_last_chip_stays_pressed(window: Any, more: Any, qtbot: Any) -> None:
    for chip in more.feature_chips.chips:
        qtbot.mouseClick(chip, LEFT)
    assert window.session.runs.settings.columns == (2,)
    assert used(more) == [2]


def test_chips_are_pressed_by_the_keyboard_and_undone(window: Any, more: Any, qtbot: Any) -> None:
    chip = more.feature_chips.chips[0]
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert window.session.runs.settings.columns == (1, 2)
    window.session.edits.undo()
    window.content.clock.render_now()
    assert used(more) == [0, 1, 2]


def test_zero_and_random_set_a_weight_for_each_feature(window: Any, more: Any, qtbot: Any) -> None:
    qtbot.mouseClick(more.random_button, LEFT)
    assert len(window.session.problem.start) == 4
    assert all(window.session.problem.start)
    qtbot.mouseClick(more.zero_button, LEFT)
    assert not any(window.session.problem.start)


def test_what_is_unusual_of_several_features_is_to_leave_them_as_they_are(
    window: Any, more: Any
) -> None:
    window.content.training_card.more_button.click()
    more._change("scaling", Scaling.NONE)
    window.content.clock.render_now()
    assert more.rows["scaling"].is_changed


def test_a_name_of_any_length_is_elided_and_whole_in_the_tip(more: Any) -> None:
    chip = more.feature_chips.chips[1]
    chip.grab()
    assert chip.text() == ""
    assert "&lt;b&gt;" in chip.toolTip()
    assert chip.width() < more.width()


def names_seen(more: Any) -> list[str]:
    """Give the names of chips that are seen whole: what is cut is told in the tip."""
    chips = more.feature_chips.chips
    for chip in chips:
        chip.grab()
    return [chip.name for chip in chips if not chip.toolTip()]


@pytest.mark.parametrize(
    ("names", "n_across"),
    [
        (("rooms", "floor", "slope"), 2),
        (("area_m2", "rooms", "age_years"), 1),
        (("price index", "armed forces", "population"), 1),
    ],
)
def test_chips_have_a_row_each_where_two_would_be_cut(
    window: Any, more: Any, names: tuple[str, ...], n_across: int
) -> None:
    window.session.opening.open_dataset(Dataset(FEATURES, HOMES.y, names, "price", "Homes"))
    window.content.clock.render_now()
    assert names_seen(more) == list(names)
    chips = more.feature_chips.chips
    assert len({chip.x() for chip in chips}) == n_across
    assert all(
        chip.contentsRect().height() >= chip.fontMetrics().height() + PADDING for chip in chips
    )


def test_a_row_that_waits_for_the_pointer_to_leave_cannot_be_used(
    window: Any, more: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(more, "_is_pointed_at", lambda: True)
    chips, hold = more.feature_chips.chips, more.hold_buttons
    qtbot.mouseClick(chips[1], LEFT)
    qtbot.mouseClick(chips[2], LEFT)
    assert hold.isVisible()
    assert hold.isEnabled()
    window.session.edits.undo()
    window.content.clock.render_now()
    assert hold.isVisible()  # no row moves below the pointer
    for waiting in (hold, more.degree_box, more.slope_field, more.intercept_field):
        assert not waiting.isEnabled()
    monkeypatch.setattr(more, "_is_pointed_at", lambda: False)
    window.content.training_card.leaveEvent(QEvent(QEvent.Type.Leave))
    window.content.clock.render_now()
    assert not hold.isVisible()
    qtbot.mouseClick(chips[2], LEFT)
    assert hold.isEnabled()


def test_tab_comes_to_the_chips_between_the_rows_beside_them(more: Any) -> None:
    chips, found, part = more.feature_chips.chips, [], more.random_button
    while part is not more.scale_box:
        part = part.nextInFocusChain()
        found.append(part)
    assert [part for part in found if part in chips] == chips


def test_tab_comes_from_the_points_to_the_menus_of_the_picture(window: Any, more: Any) -> None:
    view = window.content.data_view
    following = view.canvas.viewport()
    for box in (view.picture_row.picture_box, view.picture_row.feature_box):
        following = following.nextInFocusChain()
        assert following is box
    assert more.isVisible()
