"""The stage: less is shown, and larger; a speaker's keys and pointer."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from linreg_gui.lessons.reader import read_lesson
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.canvas.axes import PaneAxis
from linreg_gui.views.lessons.lesson_head import DOT_RADIUS
from linreg_gui.views.window import presenter
from linreg_gui.views.window.stage import RESTING_LOOKS
from tests.views.helpers import double_click

FULL_SCREEN = Qt.WindowState.WindowFullScreen


def set_stage(window: Any, *, is_on: bool) -> None:
    options = window.session.view_options
    window.session.set_view_options(replace(options, is_presenting=is_on))
    QApplication.processEvents()
    window.content.settle()


def resize(window: Any, size: QSize) -> None:
    """Give the window the size of a screen that is not there."""
    window.shell.setWindowState(window.shell.windowState() & ~FULL_SCREEN)
    window.shell.resize(size)
    for _ in range(5):
        QApplication.processEvents()
    window.content.settle()
    window.shell.grab()


@pytest.fixture(params=[QSize(1280, 720), QSize(1920, 1080)], ids=["720", "1080"])
def stage(window: Any, request: Any, monkeypatch: Any) -> Any:
    """Give a window on the stage of a screen."""
    usual = presenter.stage_scale_on
    monkeypatch.setattr(presenter, "stage_scale_on", lambda _size: usual(request.param))
    set_stage(window, is_on=True)
    resize(window, request.param)
    yield window
    set_stage(window, is_on=False)


def scale_of(stage: Any) -> float:
    return float(stage.content.clock.theme.stage_scale)


def test_sizes_are_those_that_the_last_row_reads(stage: Any) -> None:
    scale, content, head = scale_of(stage), stage.content, stage.content.stage.head
    assert head.formula.font().pixelSize() == round(42 * scale)
    assert head.error.font().pixelSize() == round(34 * scale)
    title = stage.shell.data_card._title.fontInfo().pixelSize()
    assert title == pytest.approx(20 * scale, abs=1.5)
    for view in (content.data_view, content.surface_view, content.curve_view):
        font = view.canvas.axes["left"].style["tickFont"]
        assert font.pixelSize() == round(18 * scale)
    drawing = content.clock.theme.drawing_scale
    assert 2.6 * drawing == pytest.approx(3.6 * scale, abs=0.1)
    plot = content.curve_view.canvas.plot_rect().height()
    assert plot >= 0.26 * 720 * scale - 1.0
    for view in (content.data_view, content.surface_view):
        assert view.canvas.plot_rect().height() >= 198 * scale - 1.0
    assert content.transport.scrubber.width() >= 440 * scale


def test_the_drawer_is_as_wide_as_its_cards_after_a_small_window(window: Any) -> None:
    """The stage was begun while the window still had its small size."""
    resize(window, QSize(700, 520))
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    QTest.keyClick(window.shell, Qt.Key.Key_Tab)
    for _ in range(5):
        QApplication.processEvents()
    window.content.settle()
    card = window.shell.training_card
    assert card.isVisible()
    right = card.mapTo(window.shell, card.rect().topRight()).x()
    assert right < window.shell.width()
    assert card.width() >= card.minimumSizeHint().width()
    set_stage(window, is_on=False)


def test_the_parts_of_a_step_are_named_on_the_stage(window: Any) -> None:
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    QTest.keyClick(window.shell, Qt.Key.Key_P)
    QTest.keyClick(window.shell, Qt.Key.Key_P)
    window.content.settle()
    head = window.content.notice_bar
    head._on_ended()
    assert head.text.text().startswith("Step 1, part 2 of 4: the loss.")
    set_stage(window, is_on=False)


def test_the_strip_has_a_title_that_is_whole(window: Any) -> None:
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    QTest.keyClick(window.shell, Qt.Key.Key_E)
    resize(window, QSize(1280, 720))
    strip = window.content.data_view.strip
    assert strip.axes["left"].shown_title in {"residual y − ŷ", "residual"}
    set_stage(window, is_on=False)


def test_an_axis_of_another_size_keeps_no_picture(window: Any, monkeypatch: Any) -> None:
    """On a real screen Qt enlarged the one it had, and numbers of both sizes stood there."""
    dropped: list[str] = []
    whole = PaneAxis.drop_picture

    def drop(axis: PaneAxis) -> None:
        dropped.append(axis.orientation)
        whole(axis)

    monkeypatch.setattr(PaneAxis, "drop_picture", drop)
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    dropped.clear()
    QTest.keyClick(window.shell, Qt.Key.Key_E)
    resize(window, QSize(1280, 720))
    assert "left" in dropped
    set_stage(window, is_on=False)


def test_a_lesson_on_the_stage_has_the_whole_column(window: Any, qtbot: Any) -> None:
    """The room reads the question; the runs have their names in the plots."""
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    window.content.lessons.begin(read_lesson(lesson_files()[7]), 2)
    qtbot.waitUntil(lambda: window.session.is_settled)
    resize(window, QSize(1280, 720))
    card, shell = window.content.lessons.card, window.shell
    assert not shell.runs_card.isVisible()
    texts = card.texts
    assert texts.height() >= min(texts.wanted_height(texts.viewport().width()), 140)
    assert shell.height() == 720
    canvas = window.content.data_view.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    QApplication.processEvents()
    assert shell.training_card.isVisible()
    window.content.stage.leave_drawer()
    set_stage(window, is_on=False)
    assert shell.runs_card.isVisible()
    window.session.leave_lesson()


@pytest.mark.parametrize("size", [QSize(911, 512), QSize(1280, 720)])
def test_the_card_of_a_lesson_cuts_neither_its_dots_nor_its_last_buttons(
    window: Any, size: QSize
) -> None:
    set_stage(window, is_on=True)
    resize(window, size)
    lesson = read_lesson(lesson_files()[2])
    window.content.lessons.begin(lesson, len(lesson.steps) - 1)
    window.session.lesson.attempt.press_on()
    window.session.lesson.attempt.press_on()
    window.session.lesson.go_on()
    QApplication.processEvents()
    window.content.settle()
    assert window.session.lesson.is_at_end
    card = window.content.lessons.card
    button = card.foot.help_button
    assert button.text() in {"Save my answers…", "Save…"}
    assert button.width() >= button.sizeHint().width()
    ring = (DOT_RADIUS + 2.0) * card.head.dots.theme.type_scale + 1.0
    assert card.head.dots._centre(0).x() >= ring
    window.session.leave_lesson()
    set_stage(window, is_on=False)


def test_a_stage_of_large_pixels_keeps_its_type_in_proportion(
    window: Any, monkeypatch: Any
) -> None:
    """A screen of 1366 × 768 at 150 % has 911 × 512 of them: as the same screen at 100 %."""
    usual, screen = presenter.stage_scale_on, QSize(911, 512)
    monkeypatch.setattr(presenter, "stage_scale_on", lambda _size: usual(screen))
    monkeypatch.setattr(type(window.shell.screen()), "devicePixelRatio", lambda _screen: 1.5)
    set_stage(window, is_on=True)
    resize(window, screen)
    assert scale_of(window) == pytest.approx(512 / 720, rel=1e-6)
    assert (window.shell.width(), window.shell.height()) == (911, 512)
    for key in (Qt.Key.Key_E, Qt.Key.Key_X):
        QTest.keyClick(window.shell, key)
    resize(window, screen)
    assert window.content.data_view.strip.isVisible()
    assert window.content.surface_view.cuts.along_slope.isVisible()
    assert (window.shell.width(), window.shell.height()) == (911, 512)
    set_stage(window, is_on=False)


def test_only_what_is_spoken_of_is_seen(stage: Any) -> None:
    shell = stage.shell
    assert shell.menuBar().height() == 0
    assert not shell.training_card.isVisible()
    assert not shell.model_card.isVisible()
    for card in (shell.data_card, shell.surface_card, shell.loss_card):
        assert not card._hint.isVisible()
        assert not card._tool_box.isVisible()
    transport = stage.content.transport
    assert not transport.restart_button.isVisible()
    assert not transport.speed_box.isVisible()
    assert transport.run_button.isVisible()
    assert transport.run_button.text() == "Run"
    right = shell.loss_card.mapTo(shell, shell.loss_card.rect().topRight()).x()
    assert shell.width() - right == pytest.approx(10, abs=3)


def test_an_axis_has_at_most_six_numbers(stage: Any) -> None:
    content = stage.content
    for view in (content.data_view, content.surface_view, content.curve_view):
        for axis in view.canvas.axes.values():
            pixmap = QPixmap(8, 8)
            painter = QPainter(pixmap)
            painter.setFont(axis.style["tickFont"])
            _, _, texts = axis.generateDrawSpecs(painter)
            painter.end()
            assert 2 <= len(texts) <= 6


def test_the_first_row_says_the_line_shown(stage: Any) -> None:
    head = stage.content.stage.head
    stage.session.player.step(20)
    stage.content.clock.render_now()
    assert "12.05" in head.formula.text()
    assert "11.92" in head.formula.text()
    assert "332.9" in head.error.text()
    assert head.beside.text() == "96.1 × the best possible"
    stage.session.set_view_options(replace(stage.session.view_options, is_guessing=True))
    stage.content.clock.render_now()
    assert head.beside.text() == ""


def test_a_formula_cut_in_a_narrow_row_is_whole_in_a_wide_one(stage: Any) -> None:
    head = stage.content.stage.head
    stage.session.set_degree(6)
    stage.session.player.step(30)
    stage.content.clock.render_now()
    for width, is_whole in ((400, False), (3000, True)):
        head.resize(width, head.height())
        assert ("…" not in head.formula.text()) is is_whole


@pytest.mark.parametrize("size", [(1280, 720), (960, 540)])
def test_numbers_of_a_runaway_are_written_smaller_and_widen_nothing(
    window: Any, monkeypatch: Any, size: tuple[int, int]
) -> None:
    usual, screen = presenter.stage_scale_on, QSize(*size)
    monkeypatch.setattr(presenter, "stage_scale_on", lambda _size: usual(screen))
    set_stage(window, is_on=True)
    resize(window, screen)
    head, session = window.content.stage.head, window.session
    largest, height = head.formula.font().pixelSize(), head.height()
    session.set_learning_rate(0.036)
    session.player.step(290)
    for epoch in (290, 289, 90, 91):
        session.player.seek(epoch)
        resize(window, screen)
        assert window.shell.size() == screen
        assert window.shell.minimumSizeHint().width() <= screen.width()
        for label in (head.formula, head.error, head.beside):
            assert label.text()
            assert label.width() >= label.sizeHint().width()
            assert head.rect().contains(label.geometry())
        assert head.height() == height
    assert head.formula.font().pixelSize() < largest
    session.player.seek(0)
    resize(window, screen)
    assert head.formula.font().pixelSize() == largest
    set_stage(window, is_on=False)


def test_the_head_of_the_loss_gives_no_hints_but_says_the_rate(stage: Any) -> None:
    text = stage.content.notice_bar.text
    assert text.text() == "learning rate 0.03 · powers of ten"
    options = replace(stage.session.view_options, has_log_loss_axis=False)
    stage.session.set_view_options(options)
    stage.content.clock.render_now()
    assert text.text() == "learning rate 0.03"
    stage.session.set_learning_rate(0.0123)
    stage.content.clock.render_now()
    assert text.text() == "learning rate 0.0123"


def test_a_message_with_buttons_moves_no_plot(stage: Any) -> None:
    content, session = stage.content, stage.session
    before = content.curve_view.canvas.plot_rect()
    session.set_learning_rate(0.05)
    session.player.step(300)
    content.clock.render_now()
    QApplication.processEvents()
    assert content.notice_bar.buttons[1].isVisible()
    assert content.curve_view.canvas.plot_rect().height() == before.height()
    assert content.notice_bar.text.is_whole_in(content.notice_bar.text.width())


def test_keys_of_the_menus_are_of_use_without_menus(stage: Any, qtbot: Any) -> None:
    qtbot.keyClick(stage.shell, Qt.Key.Key_S)
    assert stage.session.view_options.show_squares
    qtbot.keyClick(stage.shell, Qt.Key.Key_Right)
    assert stage.session.player.cursor == 1


def test_arrows_change_the_rate_and_a_plate_says_so(stage: Any, qtbot: Any) -> None:
    plate = stage.content.stage.rate_plate
    assert not plate.isVisible()
    qtbot.keyClick(stage.content.data_view.canvas, Qt.Key.Key_Up)
    assert stage.session.runs.settings.learning_rate == pytest.approx(0.033)
    assert plate.isVisible()
    assert plate.text() == "learning rate 0.033"
    inside = QRectF(stage.content.curve_view.geometry())
    assert inside.contains(QRectF(plate.geometry()))
    qtbot.keyClick(stage.content.data_view.canvas, Qt.Key.Key_Down)
    assert stage.session.runs.settings.learning_rate == pytest.approx(0.03)


def test_plus_and_minus_change_the_speed_and_a_plate_says_so(stage: Any, qtbot: Any) -> None:
    plate, canvas = stage.content.stage.rate_plate, stage.content.data_view.canvas
    before = stage.session.view_options.epochs_per_second
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert stage.session.view_options.epochs_per_second > before
    assert plate.isVisible()
    assert plate.text().endswith("epochs/s")
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert stage.session.view_options.epochs_per_second == before
    for _ in range(9):
        qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert plate.text() == "1 epoch/s"


def test_tab_brings_the_drawer_and_escape_takes_it_away_first(stage: Any, qtbot: Any) -> None:
    shell, field = stage.shell, stage.content.training_card.rate_field
    qtbot.keyClick(stage.content.data_view.canvas, Qt.Key.Key_Tab)
    assert shell.training_card.isVisible()
    assert shell.focusWidget() is field
    rate = stage.session.runs.settings.learning_rate
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert shell.focusWidget() is not field  # Tab goes from field to field
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not shell.training_card.isVisible()
    assert stage.session.view_options.is_presenting
    assert stage.session.runs.settings.learning_rate == rate
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not stage.session.view_options.is_presenting


def test_no_button_of_the_drawer_is_cut(stage: Any, qtbot: Any) -> None:
    card = stage.content.training_card
    qtbot.keyClick(stage.content.data_view.canvas, Qt.Key.Key_Tab)
    qtbot.waitUntil(card.more_button.isVisible)
    card.more_button.click()

    def seen() -> list[QPushButton]:
        buttons = card.findChildren(QPushButton)
        return [button for button in buttons if button.isVisible() and button.text()]

    qtbot.waitUntil(lambda: {"Zero", "Random"} <= {button.text() for button in seen()})
    for button in seen():
        assert button.width() >= button.sizeHint().width(), button.text()


def test_a_worksheet_asked_for_is_seen(stage: Any) -> None:
    stage.session.set_view_options(replace(stage.session.view_options, show_worksheet=True))
    QApplication.processEvents()
    assert stage.shell.worksheet_card.isVisible()
    assert not stage.shell.training_card.isVisible()
    stage.session.set_view_options(replace(stage.session.view_options, show_worksheet=False))
    assert not stage.shell.columns.widget(1).isVisible()


def ring_width() -> int:
    cursor = QApplication.overrideCursor()
    return 0 if cursor is None else cursor.pixmap().width()


def test_the_pointer_is_a_ring_that_hides_at_rest(stage: Any) -> None:
    pointer = stage.content.stage.pointer
    assert ring_width() >= 28
    for _ in range(RESTING_LOOKS + 1):
        pointer.see(QPoint(5, 5))
    assert pointer.is_hidden
    cursor = QApplication.overrideCursor()
    assert cursor is not None
    assert cursor.shape() == Qt.CursorShape.BlankCursor
    pointer.see(QPoint(6, 5))
    assert not pointer.is_hidden
    assert ring_width() >= 28


def test_everything_is_back_after_it(window: Any, qtbot: Any) -> None:
    shell = window.shell
    shell.grab()
    counter_width = window.content.transport.counter.width()
    before = [*shell.rows.sizes(), *shell.columns.sizes(), shell.menuBar().height()]
    for _ in range(2):
        set_stage(window, is_on=True)
        set_stage(window, is_on=False)
    QApplication.processEvents()
    shell.grab()
    after = [*shell.rows.sizes(), *shell.columns.sizes(), shell.menuBar().height()]
    assert after == pytest.approx(before, abs=1)
    assert shell.training_card.isVisible()
    assert shell.model_card.isVisible()
    assert not window.content.stage.head.isVisible()
    assert window.content.transport.speed_box.isVisible()
    assert window.content.transport.counter.width() == counter_width
    assert all(card._hint.isVisible() for card in (shell.data_card, shell.surface_card))
    assert QApplication.overrideCursor() is None
    qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_Up)
    assert window.session.runs.settings.learning_rate == pytest.approx(0.03)


def test_a_window_closed_on_the_stage_gives_the_pointer_back(window: Any) -> None:
    set_stage(window, is_on=True)
    assert QApplication.overrideCursor() is not None
    window.shell.hide()
    assert QApplication.overrideCursor() is None
    window.shell.show()
    assert QApplication.overrideCursor() is not None
    set_stage(window, is_on=False)
    assert QApplication.overrideCursor() is None


def test_a_double_click_still_frames_all(stage: Any) -> None:
    canvas = stage.content.surface_view.canvas
    before = canvas.shown_range()
    canvas.show_range(0.0, 1.0, 0.0, 1.0)
    canvas.range_changed.emit()
    double_click(canvas, 0.5, 0.5)
    assert canvas.shown_range() == pytest.approx(before)
    QTest.qWait(0)


def test_a_tipped_surface_has_room_and_cuts_say_that_they_lie_flat(window: Any, qtbot: Any) -> None:
    set_stage(window, is_on=True)
    resize(window, QSize(1280, 720))
    usual = window.shell.rows.sizes()
    QTest.keyClick(window.shell, Qt.Key.Key_T)
    QApplication.processEvents()
    window.content.settle()
    assert window.shell.rows.sizes()[0] > usual[0] + 50
    said: list[str] = []
    window.session.notice_posted.connect(lambda notice: said.append(notice.text))
    QTest.keyClick(window.shell, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].endswith("needs the surface laid flat (T).")
    QTest.keyClick(window.shell, Qt.Key.Key_X)
    QTest.keyClick(window.shell, Qt.Key.Key_T)
    set_stage(window, is_on=False)


@pytest.mark.parametrize("keys", [(Qt.Key.Key_E,), (Qt.Key.Key_X,), (Qt.Key.Key_E, Qt.Key.Key_X)])
def test_strip_and_cuts_have_room_on_the_stage(stage: Any, keys: tuple[Qt.Key, ...]) -> None:
    content, shell, scale = stage.content, stage.shell, scale_of(stage)
    usual = shell.rows.sizes()
    for key in keys:
        QTest.keyClick(shell, key)
    QApplication.processEvents()
    content.settle()
    beside = {Qt.Key.Key_E: content.data_view, Qt.Key.Key_X: content.surface_view}
    for view in (beside[key] for key in keys):
        assert view.canvas.plot_rect().height() >= 110 * scale
    if Qt.Key.Key_E in keys:
        assert content.data_view.strip.isVisible()
        assert content.data_view.strip.plot_rect().height() >= 70 * scale
    if Qt.Key.Key_X in keys:
        assert content.surface_view.cuts.along_slope.isVisible()
    assert content.curve_view.canvas.plot_rect().height() >= 60 * scale
    for key in keys:
        QTest.keyClick(shell, key)
    QApplication.processEvents()
    content.settle()
    assert shell.rows.sizes() == pytest.approx(usual, abs=1)


def test_what_has_no_room_says_so(window: Any, qtbot: Any) -> None:
    shell = window.shell
    resize(window, QSize(880, 540))
    for key, name in ((Qt.Key.Key_E, "Residuals as a strip below"), (Qt.Key.Key_X, "Cuts")):
        said: list[str] = []
        window.session.notice_posted.connect(lambda notice, said=said: said.append(notice.text))
        QTest.keyClick(shell, key)
        qtbot.waitUntil(lambda said=said: bool(said))
        assert said[0].startswith(f"“{name}")
        assert said[0].endswith("needs a larger window.")
        QTest.keyClick(shell, key)


@pytest.mark.parametrize("number", [3, 8])
def test_no_step_of_a_lesson_makes_the_window_higher_than_the_screen(
    stage: Any, number: int
) -> None:
    """Its controls would be below the edge."""
    content, shell = stage.content, stage.shell
    content.lessons.begin(read_lesson(lesson_files()[number - 1]))
    run, size = stage.session.lesson, shell.size()
    for _ in range(3 * len(run.lesson.steps)):
        QTest.keyClick(shell, Qt.Key.Key_PageDown)
        for _ in range(3):
            QApplication.processEvents()
            content.settle()
        assert shell.minimumSizeHint().height() <= size.height(), run.index
        assert shell.size() == size, run.index
        if run.is_at_end:
            break
    assert run.is_at_end
    stage.session.leave_lesson()


def test_the_way_out_is_said_until_something_is_done(window: Any, qtbot: Any) -> None:
    bar = window.content.notice_bar
    QTest.keyClick(window.shell, Qt.Key.Key_F11)
    window.content.clock.render_now()
    assert "leaves it" in bar.notice.text
    QTest.keyClick(window.shell, Qt.Key.Key_L)  # something else is shown
    window.content.clock.render_now()
    assert bar.notice is None or "leaves it" not in bar.notice.text
    set_stage(window, is_on=False)
