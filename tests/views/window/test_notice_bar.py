"""The message place: one sentence in its own room, as long as it is true."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.curve import Line
from linreg_gui.session.values import Choice, Notice, Severity
from linreg_gui.views.look.theme import DARK, LIGHT, Theme, mixed
from linreg_gui.views.window.notice_queue import Act, NoticeQueue
from tests.test_display import contrast
from tests.views.helpers import without_blanks

LEFT = Qt.MouseButton.LeftButton
LONG = "The file " + "a_long_name_" * 40 + ".csv has no numbers."
CURES = (Choice("Use 0.017: 191 epochs", lambda: None),
         Choice("Standardise x: 1 epoch", lambda: None))  # fmt: skip
EVERY_KIND = [
    Notice("Saved."),
    Notice(LONG, Severity.WARNING),
    Notice(LONG, Severity.WARNING, CURES),
    Notice("Arrived.", Severity.SUCCESS),
    Notice("Branch B from epoch 69.", Severity.INFO, CURES),
]


def bar_of(window: Any) -> Any:
    """Give the message place as it is after the next frame."""
    window.content.clock.render_now()
    return window.content.notice_bar


def place_of(widget: Any, window: Any) -> QRect:
    return QRect(widget.mapTo(window.shell, QPoint(0, 0)), widget.size())


# ---- the place


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_it_covers_no_plot_and_moves_nothing(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    QApplication.processEvents()
    canvases = [
        view.canvas
        for view in (
            window.content.data_view,
            window.content.surface_view,
            window.content.curve_view,
        )
    ]
    before = [place_of(canvas, window) for canvas in canvases]
    card = place_of(window.shell.loss_card, window)
    for notice in EVERY_KIND:
        window.session.post_notice(notice)
        QApplication.processEvents()
        bar = bar_of(window)
        assert [place_of(canvas, window) for canvas in canvases] == before
        shown = [bar, bar.text, *(b for b in (*bar.buttons, bar.close_button) if b.isVisible())]
        for part in shown:
            assert card.contains(place_of(part, window))
            assert not any(place_of(part, window).intersects(other) for other in before)
        assert [b.accessibleName() for b in bar.buttons if b.isVisible()] == [
            choice.text for choice in notice.choices
        ]
        for button in bar.buttons:
            assert not button.isVisible() or button.width() >= button.sizeHint().width()
        window.session.post_notice(None)


def test_buttons_are_short_where_the_sentence_needs_the_room(window: Any) -> None:
    short, whole = ["Use 0.017", "Standardise x"], [choice.text for choice in CURES]
    sentence = "Diverged at epoch 23: each swing was 1.84 × the last. Below 0.0352 it settles."
    for width, texts in ((1024, short), (1280, whole), (1024, short)):
        window.shell.resize(width, 640)
        QApplication.processEvents()
        window.session.post_notice(Notice(sentence, Severity.WARNING, CURES))
        bar = bar_of(window)
        QApplication.processEvents()
        assert [button.text() for button in bar.buttons] == texts
        assert [button.accessibleName() for button in bar.buttons] == whole
        assert bar.text._fitting_layout()[1]
    assert whole[0] in bar.buttons[0].toolTip()


def test_what_does_not_fit_is_in_the_tool_tip(window: Any) -> None:
    window.session.post_notice(Notice("Short.", Severity.WARNING))
    bar_of(window).text.grab()
    assert not bar_of(window).text.toolTip()
    window.session.post_notice(Notice(LONG, Severity.WARNING, CURES))
    bar = bar_of(window)
    bar.text.grab()
    assert without_blanks(LONG) in without_blanks(bar.text.toolTip())
    layout, is_whole = bar.text._fitting_layout()
    assert not is_whole
    assert layout.lineCount() == 2
    assert layout.text().endswith("…")


def test_a_sentence_of_two_lines_is_whole_in_smaller_type(window: Any) -> None:
    sentence = "Each step overshoots the valley, and the learning rate must be below 0.0352. "
    window.session.post_notice(Notice(sentence * 2, Severity.WARNING))
    text = bar_of(window).text
    layout, is_whole = text._fitting_layout()
    assert is_whole
    assert layout.lineCount() == 2
    assert layout.boundingRect().height() <= text.height() + 1


def test_notice_is_plain_text_and_can_be_closed(window: Any, qtbot: Any) -> None:
    window.session.post_notice(Notice("<b>not `bold`</b>\n\u202e", Severity.WARNING))
    bar = bar_of(window)
    assert bar.text.text().startswith("<b>not `bold`</b>")
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    assert not bar.text._keys
    qtbot.mouseClick(bar.close_button, LEFT)
    assert bar.notice is None


def test_at_rest_it_says_what_to_do_next_with_key_caps(window: Any) -> None:
    text = bar_of(window).text
    assert text.text() == "Press Space and watch the line learn from the points."
    layout, _ = text._fitting_layout()
    (cap,) = text._key_caps(layout)
    assert 0 < cap.left() < cap.right() < text.width()
    assert bar_of(window).close_button.isHidden()


# ---- the look


def test_every_kind_has_a_sign_of_another_shape(window: Any) -> None:
    bar, seen = bar_of(window), []
    assert bar._symbol.isHidden()
    for severity in (Severity.INFO, Severity.SUCCESS, Severity.WARNING):
        window.session.post_notice(Notice("Something.", severity))
        image = bar._symbol.grab().toImage()
        paper = image.pixelColor(0, 0)
        seen.append(
            [
                image.pixelColor(x, y) != paper
                for x in range(image.width())
                for y in range(image.height())
            ]
        )
    assert seen[0] != seen[1] != seen[2] != seen[0]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", ["info", "success", "warning"])
def test_buttons_are_readable(theme: Theme, kind: str) -> None:
    paper, ink = getattr(theme, kind), getattr(theme, f"{kind}_text")
    for share in (0.1, 0.16):
        assert contrast(ink, mixed(paper, ink, share)) >= 4.5


# ---- the keyboard


def test_the_buttons_are_reached_by_tab_and_pressed_by_space(window: Any, qtbot: Any) -> None:
    pressed: list[str] = []
    choices = tuple(Choice(word, partial(pressed.append, word)) for word in ("One", "Two"))
    window.shell.activateWindow()
    window.session.post_notice(Notice("Choose.", Severity.WARNING, choices))
    bar = bar_of(window)
    bar.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar.buttons[0], Qt.Key.Key_Tab)
    assert bar.buttons[1].hasFocus()
    QTest.keyClick(bar.buttons[1], Qt.Key.Key_Tab)
    assert bar.close_button.hasFocus()
    assert bar.close_button.accessibleName() == "Close this message"
    bar.buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar.buttons[1], Qt.Key.Key_Space)
    assert pressed == ["Two"]
    assert bar.notice is None
    assert not window.session.player.state.is_running
    assert window.shell.focusWidget() is None


# ---- when it goes


def test_information_goes_by_itself_and_nothing_else_does(window: Any, qtbot: Any) -> None:
    bar = bar_of(window)
    bar._patience.setInterval(20)
    window.session.post_notice(Notice("Saved."))
    assert bar.notice is not None
    qtbot.waitUntil(lambda: bar.notice is None)
    for notice in EVERY_KIND[1:]:
        window.session.post_notice(notice)
        assert not bar._patience.isActive()
        window.session.post_notice(None)


def test_information_of_a_hidden_window_goes_once_it_is_seen(window: Any, qtbot: Any) -> None:
    bar = bar_of(window)
    bar._patience.setInterval(20)
    window.shell.hide()
    window.session.post_notice(Notice("Saved."))
    assert not bar._patience.isActive()
    assert bar.notice is not None
    window.shell.show()
    qtbot.waitUntil(lambda: bar.notice is None)


def test_information_goes_with_the_next_act(window: Any) -> None:
    session = window.session
    for act in (
        lambda: session.set_learning_rate(0.02),
        lambda: session.problem.set_start(Line(1.0, 1.0)),
        lambda: session.problem.add_point(1.0, 1.0),
        session.player.run,
        lambda: session.opening.open_example("house-prices"),
    ):
        session.player.pause()
        session.post_notice(Notice("Saved."))
        assert bar_of(window).notice is not None
        act()
        assert bar_of(window).notice is None


FAR = Dataset.from_xy([1e10, 2e10], [1.0, 2.0])


def full(session: Any) -> None:
    session.player.step(20)
    for _ in range(MOST_BRANCHES):
        session.player.seek(10)
        session.runs.fork()


CAUSES: dict[str, tuple[Callable[[Any], object], Callable[[Any], object]]] = {
    "no points": (
        lambda s: (s.problem.clear_points(), s.player.run()),
        lambda s: s.problem.add_point(1.0, 2.0),
    ),
    "nothing to keep": (lambda s: s.runs.keep(), lambda s: s.player.step()),
    "nothing to branch off": (lambda s: s.runs.fork(), lambda s: s.player.step()),
    "no room": (full, lambda s: s.runs.remove(2)),
    "refused start": (
        lambda s: (s.opening.open_dataset(FAR), s.problem.set_start(Line(1e150, 0.0))),
        lambda s: s.problem.set_start(Line(1.0, 1.0)),
    ),
    "refused point": (
        lambda s: s.problem.add_point(float("nan"), 1.0),
        lambda s: s.problem.add_point(1.0, 1.0),
    ),
    "ran away": (
        lambda s: (s.set_learning_rate(0.05), s.player.step(300)),
        lambda s: s.set_learning_rate(0.03),
    ),
    "ran away, other points": (
        lambda s: (s.set_learning_rate(0.05), s.player.step(300)),
        lambda s: s.opening.open_dataset(Dataset.from_xy([1.0, 2.0], [1.0, 2.0])),
    ),
    "converged": (
        lambda s: (s.set_max_epochs(3000), s.player.step(3000)),
        lambda s: s.restart(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CAUSES)
def test_a_message_goes_when_its_cause_goes(window: Any, name: str) -> None:
    make, mend = CAUSES[name]
    make(window.session)
    assert bar_of(window).notice is not None
    mend(window.session)
    assert bar_of(window).notice is None


def test_a_rate_changed_during_a_run_is_undone_by_the_button(window: Any, qtbot: Any) -> None:
    session = window.session
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    session.set_learning_rate(0.01)
    bar = bar_of(window)
    assert bar.text.text().startswith("Branch B from epoch ")
    assert [button.text() for button in bar.buttons] == ["Undo", "Back to A"]
    reached = session.player.cursor
    qtbot.waitUntil(lambda: session.player.cursor > reached)
    assert bar_of(window).notice is not None, "that the run goes on is no act"
    qtbot.mouseClick(bar.buttons[0], LEFT)
    assert bar_of(window).notice is None
    assert len(session.runs.branches) == 1
    assert session.runs.settings.learning_rate == 0.03
    session.player.pause()


# ---- one after the other


def test_what_is_still_true_comes_back_after_other_notices(window: Any, qtbot: Any) -> None:
    session, truths = window.session, [True]
    lasting = Notice("The disk is full.", Severity.WARNING, is_still_true=lambda: truths[-1])
    session.post_notice(lasting)
    session.player.run()
    session.player.pause()
    bar = bar_of(window)
    assert bar.notice is lasting
    bar._patience.setInterval(20)
    session.post_notice(Notice("Saved."))
    assert bar.text.text() == "Saved."
    qtbot.waitUntil(lambda: bar.text.text() == "The disk is full.")
    session.post_notice(Notice("No such point.", Severity.WARNING, ends_with_edit=True))
    session.problem.add_point(1.0, 2.0)
    assert bar_of(window).text.text() == "The disk is full."
    truths.append(False)
    session.problem.add_point(1.0, 3.0)
    assert bar_of(window).notice is None
    truths.append(True)
    session.post_notice(lasting)
    qtbot.mouseClick(bar.close_button, LEFT)
    session.problem.add_point(1.0, 4.0)
    assert bar_of(window).notice is None


def test_a_warning_waits_while_another_one_offers_help(session: Any) -> None:
    queue, act = NoticeQueue(), Act.of(session, 0)
    pressing = Notice("It diverged.", Severity.WARNING, CURES)
    later = Notice("The clipboard is empty.", Severity.WARNING)
    queue.post(pressing, act)
    queue.post(later, act)
    queue.post(later, act)
    assert queue.shown is pressing
    queue.end(act)
    assert queue.shown is later
    queue.end(act)
    assert queue.shown is None


def test_what_waits_and_is_outdated_is_never_shown(session: Any) -> None:
    queue, act = NoticeQueue(), Act.of(session, 0)
    truths = [True]
    queue.post(
        Notice("It diverged.", Severity.WARNING, CURES, is_still_true=lambda: truths[-1]), act
    )
    queue.post(Notice("No such point.", Severity.WARNING, ends_with_edit=True), act)
    truths.append(False)
    queue.check(Act.of(session, 1))
    assert queue.shown is None
