"""Optimizer, batch and all that unfolds: from the card to the session and back."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.settings import SCALING, Decay, DescentConfig, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import Regime, largest_stable_learning_rate, stability_limit
from linreg_gui.session.curve import Line
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.number_field import NumberField

LEFT = Qt.MouseButton.LeftButton


def card_of(window: Any) -> Any:
    return window.content.training_card


def unfold(window: Any, qtbot: Any) -> Any:
    if not card_of(window).more_button.isChecked():
        qtbot.mouseClick(card_of(window).more_button, LEFT)
    window.content.clock.render_now()
    return card_of(window).more


def type_into(qtbot: Any, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot: Any, box: ChoiceBox, text: str) -> None:
    """Choose with the keyboard, as a hand does."""
    box.setFocus()
    steps = box.findText(text) - box.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def set_settings(window: Any, **changes: Any) -> None:
    window.session.set_settings(replace(window.session.runs.settings, **changes))
    window.content.clock.render_now()


def test_the_card_opens_folded_and_says_that_all_is_as_usual(window: Any, qtbot: Any) -> None:
    card = card_of(window)
    assert card.more.isHidden()
    assert card.summary.text() == "all as usual"
    assert not card.usual_button.isVisible()
    more = unfold(window, qtbot)
    assert more.isVisible()
    assert card.summary.text() == ""
    assert not more.fields["momentum"].isVisible()
    assert not more.fields["seed"].isVisible()
    assert not card.usual_button.isVisible()
    assert not any(row.is_changed for row in more.rows.values())


def test_tab_goes_through_what_is_unfolded_as_one_reads(window: Any, qtbot: Any) -> None:
    card, more = card_of(window), unfold(window, qtbot)
    QApplication.processEvents()
    card.more_button.setFocus()
    seen = [window.shell.focusWidget()]
    while card.isAncestorOf(seen[-1]):
        QTest.keyClick(seen[-1], Qt.Key.Key_Tab)
        seen.append(window.shell.focusWidget())
    assert seen[1:4] == [more.optimizer_box, more.batch_field, more.decay_box]
    assert seen[-3:-1] == [more.fields["l2"], more.plateau_box]
    heights = [widget.mapTo(card, widget.rect().center()).y() for widget in seen[1:-1]]
    assert heights == sorted(heights)


def test_what_is_not_as_usual_is_said_marked_and_put_back(window: Any, qtbot: Any) -> None:
    card, session = card_of(window), window.session
    set_settings(window, optimizer=Optimizer.ADAM, batch_size=2)
    assert card.summary.text() == "Adam · batches of 2"
    assert card.summary.property("role") == "changed"
    session.problem.set_start(Line(1.5, 60.0))
    more = unfold(window, qtbot)
    changed = {name for name, row in more.rows.items() if row.is_changed}
    assert changed == {"optimizer", "batch_size", "start"}
    n_steps = session.edits.stack.count()
    qtbot.mouseClick(card.usual_button, LEFT)
    window.content.clock.render_now()
    assert session.runs.settings == DescentConfig(0.03, 300)
    assert session.problem.start == Line(0.0, 0.0)
    assert not card.usual_button.isVisible()
    assert session.edits.stack.count() == n_steps + 1
    session.edits.undo()
    assert session.problem.start == Line(1.5, 60.0)
    assert session.runs.settings.optimizer is Optimizer.ADAM


def test_a_row_has_the_fields_term_and_plain_words(window: Any, qtbot: Any) -> None:
    more = unfold(window, qtbot)
    assert {row.label.text() for row in more.rows.values() if row.isVisible()} == {
        "Optimizer", "Batch size", "Decay", "Start", "Held", "Curve", "Hold out", "Scaling",
        "L2 penalty", "Stop on a plateau",
    }  # fmt: skip
    assert more.batch_field.accessibleName() == "Batch size"
    picture = more.rows["l2"].grab().toImage()
    more.rows["l2"].set_changed(True)
    assert more.rows["l2"].grab().toImage() != picture


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_no_row_moves_where_another_optimizer_is_chosen(
    window: Any, qtbot: Any, size: tuple[int, int]
) -> None:
    window.shell.resize(*size)
    more = unfold(window, qtbot)
    QApplication.processEvents()
    places = {name: row.geometry() for name, row in more.rows.items() if row.isVisible()}
    for text in ("Momentum", "Nesterov", "Adam", "Gradient descent"):
        choose(qtbot, more.optimizer_box, text)
        window.content.clock.render_now()
        QApplication.processEvents()
        shown = {name: row.geometry() for name, row in more.rows.items() if row.isVisible()}
        assert shown == places
        assert more.fields["momentum"].isVisible() == (text in {"Momentum", "Nesterov"})
        more.optimizer_box.grab()
        is_elided = bool(more.optimizer_box.toolTip())
        assert is_elided == (text == "Momentum" and size[0] < 1280)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_optimizer_both_ways(window: Any, qtbot: Any, optimizer: Optimizer) -> None:
    more = unfold(window, qtbot)
    set_settings(window, optimizer=optimizer)
    text = more.optimizer_box.currentText()
    set_settings(window, optimizer=Optimizer.GRADIENT_DESCENT)
    choose(qtbot, more.optimizer_box, text)
    assert window.session.runs.settings.optimizer is optimizer


@pytest.mark.parametrize("name", ["more.optimizer_box", "rate_slider"])
def test_a_wheel_over_a_control_changes_nothing(window: Any, qtbot: Any, name: str) -> None:
    unfold(window, qtbot)
    box, before = attrgetter(name)(card_of(window)), window.session.runs.settings
    at = QPointF(box.rect().center())
    event = QWheelEvent(
        at,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPointF(0, 0).toPoint(),
        QPointF(0, -120).toPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert window.session.runs.settings == before


@pytest.mark.parametrize(("text", "size"), [("2", 2), ("1", 1), ("", None), ("all", None)])
def test_batch_both_ways(window: Any, qtbot: Any, text: str, size: int | None) -> None:
    field = unfold(window, qtbot).batch_field
    set_settings(window, batch_size=3)
    assert field.text() == "3"
    type_into(qtbot, field, text)
    assert window.session.runs.settings.batch_size == size
    window.content.clock.render_now()
    assert field.text() == (text if size else "all points")


@pytest.mark.parametrize("text", ["-1", "1.5", "many"])
def test_a_batch_that_is_none_is_refused_in_a_sentence(window: Any, qtbot: Any, text: str) -> None:
    field = unfold(window, qtbot).batch_field
    said: list[str] = []
    field.refused.connect(said.append)
    type_into(qtbot, field, text)
    assert window.session.runs.settings.batch_size is None
    assert said[0].endswith("Leave it empty for all points.")


def test_the_rows_that_unfold_change_the_settings(window: Any, qtbot: Any) -> None:
    set_settings(window, optimizer=Optimizer.MOMENTUM, batch_size=2)
    more = unfold(window, qtbot)
    choose(qtbot, more.decay_box, "in steps")
    for field, text, name, value in (
        (more.fields["momentum"], "0,8", "momentum", 0.8),
        (more.fields["decay_epochs"], "40", "decay_epochs", 40),
        (more.fields["decay_factor"], "0.25", "decay_factor", 0.25),
        (more.fields["l2"], "0.5", "l2", 0.5),
        (more.fields["seed"], "7", "seed", 7),
    ):
        assert field.isVisible(), name
        type_into(qtbot, field, text)
        assert getattr(window.session.runs.settings, name) == value
    assert window.session.runs.settings.decay is Decay.STEP
    window.session.edits.undo()
    window.content.clock.render_now()
    assert more.fields["seed"].text() == "0"


def test_what_is_out_of_range_is_refused_in_a_sentence(window: Any, qtbot: Any) -> None:
    set_settings(
        window, optimizer=Optimizer.MOMENTUM, batch_size=2, decay=Decay.STEP, patience=5, l2=1.0
    )
    more = unfold(window, qtbot)
    before = window.session.runs.settings
    for name, text in (
        ("momentum", "1"), ("momentum", "-0.1"), ("l2", "-1"), ("decay_factor", "0"),
        ("decay_factor", "1.5"), ("seed", "-3"), ("decay_epochs", "0"), ("improvement", "100"),
        ("patience", "0"), ("l2", "nan"),
    ):  # fmt: skip
        said: list[str] = []
        more.fields[name].refused.connect(said.append)
        type_into(qtbot, more.fields[name], text)
        assert window.session.runs.settings == before, (name, text)
        assert said[0].endswith("."), (name, text)


def test_fields_step_within_their_range(window: Any, qtbot: Any) -> None:
    set_settings(
        window, optimizer=Optimizer.MOMENTUM, batch_size=1, decay=Decay.STEP, patience=5, l2=0.0
    )
    more = unfold(window, qtbot)
    batch = more.batch_field
    names = ("momentum", "decay_factor", "l2", "seed", "improvement", "patience")
    for field in (batch, *(more.fields[name] for name in names)):
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            for _ in range(40):
                qtbot.keyClick(field, key)
    settings = window.session.runs.settings
    assert settings.batch_size == 1
    assert settings.seed == 0
    assert settings.l2 == pytest.approx(0.01, rel=0.9)


def test_scaling_is_never_silent(window: Any, qtbot: Any) -> None:
    card = card_of(window)
    more = unfold(window, qtbot)
    choose(qtbot, more.scale_box, "standardise x")
    assert window.session.runs.settings.is_standardised
    qtbot.mouseClick(card.more_button, LEFT)
    window.content.clock.render_now()
    assert card.summary.text() == "standardised x"
    window.session.opening.open_example("all-x-equal")
    qtbot.mouseClick(card.more_button, LEFT)
    window.content.clock.render_now()
    choose(qtbot, more.scale_box, "standardise x")
    window.content.clock.render_now()
    assert "no spread to divide by" in card.sentence.text()


def test_x_is_centred_by_the_keys_and_every_place_says_so(window: Any, qtbot: Any) -> None:
    card, session = card_of(window), window.session
    more = unfold(window, qtbot)
    session.problem.set_start(Line(3.0, 60.0))
    choose(qtbot, more.scale_box, "centre x")
    assert session.runs.settings.scaling is Scaling.CENTRE
    assert session.edits.stack.undoText() == "change scaling"
    assert session.problem.start_parameters == pytest.approx((3.0, 74.4))
    qtbot.mouseClick(card.more_button, LEFT)
    session.set_view_options(replace(session.view_options, show_worksheet=True))
    window.content.clock.render_now()
    assert card.summary.text() == "centred x · start (3, 60)"
    assert window.shell.worksheet_card._hint.text() == "epoch 0 · on centred x"
    axes = window.content.surface_view.canvas.axes
    assert axes["left"].title == "intercept on centred x"
    assert axes["bottom"].title == "slope m"
    session.edits.undo()
    assert unfold(window, qtbot).scale_box.currentText() == "none"


def test_a_scaling_that_cannot_be_is_taken_back(window: Any, qtbot: Any) -> None:
    more = unfold(window, qtbot)
    type_into(qtbot, more.fields["l2"], "1e150")
    window.session.problem.move_point(4, 1e150, 1e150)
    window.content.clock.render_now()
    for field in (more.fields["l2"], card_of(window).rate_field):
        assert "inf" not in field.text()
    choose(qtbot, more.scale_box, "standardise x")
    words = SCALING.words[window.session.runs.settings.scaling]
    assert more.scale_box.currentText() == words


def test_the_plateau_unfolds_and_stops_a_run(window: Any, qtbot: Any) -> None:
    more = unfold(window, qtbot)
    assert not more.fields["patience"].isVisible()
    qtbot.mouseClick(more.plateau_box, LEFT, pos=more.plateau_box.rect().center() / 4)
    window.content.clock.render_now()
    assert more.fields["patience"].isVisible()
    type_into(qtbot, more.fields["patience"], "10")
    type_into(qtbot, more.fields["improvement"], "30 %")
    settings = window.session.runs.settings
    assert (settings.patience, settings.improvement) == (10, 0.3)
    window.session.player.step(300)
    assert window.session.player.state.stop_reason is StopReason.PLATEAU
    text = window.content.notice_bar.text.text()
    assert "over 10 epochs the loss fell by less than 30 %." in text
    qtbot.mouseClick(more.plateau_box, LEFT, pos=more.plateau_box.rect().center() / 4)
    assert window.session.runs.settings.patience == 0
    window.session.edits.undo()
    assert window.session.runs.settings.patience == 10


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.NESTEROV])
def test_slider_has_the_limit_of_momentum(window: Any, optimizer: Optimizer) -> None:
    set_settings(window, optimizer=optimizer, learning_rate=0.01)
    card, loss = card_of(window), window.session.problem.loss
    limit = stability_limit(loss, window.session.runs.settings)
    assert limit is not None
    assert card.rate_slider._limits.diverges_from == limit
    assert card.rate_slider.limit_place() is not None
    assert card.sentence.text().startswith("Converges: with ")
    assert not card.cure_button.isVisible()
    set_settings(window, learning_rate=1.01 * limit)
    assert card.sentence.text().startswith("Diverges: with ")
    assert card.cure_button.isVisible()
    card.grab()


def test_a_rate_too_small_for_momentum_is_called_too_slow(window: Any, qtbot: Any) -> None:
    card, more = card_of(window), unfold(window, qtbot)
    choose(qtbot, more.optimizer_box, "Momentum")
    type_into(qtbot, card.rate_field, "1e-7")
    window.content.clock.render_now()
    assert card.sentence.text().startswith("Too slow: with momentum it needs about ")
    assert card.rate_slider._limits.zone_of(1e-7) is Regime.CRAWLS
    qtbot.mouseClick(card.cure_button, LEFT)
    window.content.clock.render_now()
    assert card.sentence.text().startswith("Converges: with momentum ")
    assert not card.cure_button.isVisible()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"optimizer": Optimizer.ADAM}, "Adam has no sharp limit."),
        ({"optimizer": Optimizer.RMSPROP}, "RMSProp has no sharp limit."),
        ({"optimizer": Optimizer.ADAGRAD}, "AdaGrad has no sharp limit."),
        ({"batch_size": 2}, "Batches have no sharp limit."),
        ({"decay": Decay.STEP}, "A rate that falls has no sharp limit."),
    ],
)
def test_slider_draws_no_zones_where_there_is_no_limit(
    window: Any, changes: dict[str, Any], part: str
) -> None:
    set_settings(window, **changes)
    card = card_of(window)
    assert card.rate_slider._limits is None
    assert part in card.sentence.text()
    assert "% of the way" not in card.sentence.text()
    assert not card.cure_button.isVisible()
    low, high = card.rate_slider.rate_at(0.0), card.rate_slider.rate_at(1.0)
    assert low < window.session.runs.settings.learning_rate < high
    card.grab()


def test_a_batch_of_all_points_is_the_full_batch(window: Any) -> None:
    set_settings(window, batch_size=5)
    assert card_of(window).rate_slider._limits is not None
    assert "after 108 epochs" in card_of(window).sentence.text()
    limit = largest_stable_learning_rate(window.session.problem.loss)
    assert card_of(window).rate_slider._limits.diverges_from == limit


def test_a_divergence_with_momentum_offers_a_rate_below_its_own_limit(
    window: Any, qtbot: Any
) -> None:
    session = window.session
    set_settings(window, optimizer=Optimizer.MOMENTUM, learning_rate=0.09)
    session.player.step(300)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    text = window.content.notice_bar.text.text()
    assert "with momentum the rate must be below 0.0668" in text
    qtbot.mouseClick(window.content.notice_bar.buttons[0], LEFT)
    session.player.pause()
    assert session.runs.settings.learning_rate == 0.033


def test_a_divergence_in_batches_offers_a_smaller_rate(window: Any) -> None:
    session, bar = window.session, window.content.notice_bar
    set_settings(window, batch_size=1, learning_rate=0.1)
    session.player.step(300)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    assert bar.text.text().endswith("A smaller learning rate helps.")
    assert bar.buttons[0].text() == "Use 0.0076"


def test_settings_change_while_running_and_a_branch_grows(window: Any, qtbot: Any) -> None:
    session = window.session
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    choose(qtbot, unfold(window, qtbot).optimizer_box, "Momentum")
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: len(session.runs.branches) == 2)
    session.player.pause()


def test_nothing_is_cut_off_in_the_smallest_window(window: Any, qtbot: Any) -> None:
    window.shell.resize(1024, 640)
    QApplication.processEvents()
    width = window.shell.training_card.width()
    set_settings(
        window, optimizer=Optimizer.MOMENTUM, batch_size=2, decay=Decay.STEP, patience=5, l2=1.0
    )
    unfold(window, qtbot)
    QApplication.processEvents()
    card = window.shell.training_card
    assert card.minimumSizeHint().width() <= card.width() == width
    box = card_of(window).more.decay_box
    assert box.sizeHint().width() <= box.width()


def test_rows_come_at_once_where_they_are_asked_for_and_else_wait(window: Any, qtbot: Any) -> None:
    more = unfold(window, qtbot)
    QTest.mouseMove(more.slope_field, QPoint(5, 5))
    QApplication.processEvents()
    set_settings(window, decay=Decay.STEP)
    assert not more.rows["decay_epochs"].isVisible()
    QTest.mouseMove(window.content.data_view, QPoint(5, 5))
    QApplication.processEvents()
    window.content.clock.render_now()
    assert more.rows["decay_epochs"].isVisible()
    QTest.mouseMove(more.plateau_box, QPoint(5, 5))
    QApplication.processEvents()
    qtbot.mouseClick(more.plateau_box, LEFT, pos=more.plateau_box.rect().center() / 4)
    assert more.fields["patience"].isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_folds_more_out_and_in(window: Any, key: Qt.Key) -> None:
    card = card_of(window)
    card.more_button.setFocus(Qt.FocusReason.TabFocusReason)
    before = card.more_button.isChecked()
    QTest.keyClick(card.more_button, key)
    window.content.clock.render_now()
    assert card.more_button.isChecked() is not before
    assert card.more.isHidden() is before
    QTest.keyClick(card.more_button, key)
    assert card.more_button.isChecked() is before
