"""The window is whole on a screen: at every start, and when a screen goes away."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from linreg_gui.session.values import Choice, Question
from linreg_gui.views.files.passing_bars import QuestionBar
from linreg_gui.views.window.shell import SCROLL_BAR, WindowShell
from linreg_gui.views.window.window_place import (
    SMALLEST_SIZE,
    USUAL_FRAME,
    PlaceKeeper,
    first_place,
    place_on_screens,
)

NO_FRAME = QMargins(0, 0, 0, 0)
LAPTOP = QRect(0, 0, 1366, 768)
PANEL = QRect(0, 27, 1366, 741)
"""A laptop's screen below a panel of the desktop."""
BESIDE = QRect(1366, 0, 1920, 1080)
LEFT = QRect(-1920, -200, 1920, 1080)


@pytest.mark.parametrize(
    ("screen", "frame", "wanted"),
    [
        (QRect(0, 0, 1920, 1080), NO_FRAME, QRect(320, 140, 1280, 800)),
        (QRect(0, 0, 1920, 1080), USUAL_FRAME, QRect(320, 155, 1280, 800)),
        (LAPTOP, USUAL_FRAME, QRect(43, 33, 1280, 731)),
        (PANEL, USUAL_FRAME, QRect(43, 60, 1280, 704)),
        (QRect(0, 0, 1280, 720), USUAL_FRAME, QRect(4, 33, 1272, 683)),
        (QRect(0, 0, 911, 512), USUAL_FRAME, QRect(4, 33, 903, 475)),  # 1366×768 at 150 %
        (QRect(0, 0, 683, 384), USUAL_FRAME, QRect(4, 33, 675, 347)),  # the same at 200 %
        (QRect(1366, 300, 1024, 640), NO_FRAME, QRect(1366, 300, 1024, 640)),
    ],
)
def test_the_first_window_is_whole_and_in_the_middle(
    screen: QRect, frame: QMargins, wanted: QRect
) -> None:
    assert first_place(screen, frame) == wanted


@pytest.mark.parametrize(
    ("kept", "screens", "place"),
    [
        # Whole on its screen: as it was.
        (QRect(40, 50, 640, 480), [LAPTOP], QRect(40, 50, 640, 480)),
        (QRect(4, 33, 1358, 731), [LAPTOP], QRect(4, 33, 1358, 731)),
        (QRect(1500, 100, 1280, 800), [LAPTOP, BESIDE], QRect(1500, 100, 1280, 800)),
        (QRect(-1000, -100, 800, 600), [LAPTOP, LEFT], QRect(-1000, -100, 800, 600)),
        # Kept on a larger screen, or over an edge.
        (QRect(100, 100, 1280, 800), [LAPTOP], QRect(82, 33, 1280, 731)),
        (QRect(0, 0, 640, 480), [LAPTOP], QRect(4, 33, 640, 480)),
        (QRect(40, -300, 640, 480), [LAPTOP], QRect(40, 33, 640, 480)),
        (QRect(40, 700, 640, 480), [PANEL], QRect(40, 284, 640, 480)),
        (QRect(-600, 50, 640, 480), [LAPTOP], QRect(4, 50, 640, 480)),
        (QRect(1340, 50, 640, 480), [LAPTOP], QRect(722, 50, 640, 480)),
        # On two screens: on that with more of it.
        (QRect(1200, 50, 640, 480), [LAPTOP, BESIDE], QRect(1370, 50, 640, 480)),
        (QRect(900, 50, 640, 480), [LAPTOP, BESIDE], QRect(722, 50, 640, 480)),
        # Its screen has gone.
        (QRect(1500, 100, 1280, 731), [LAPTOP], QRect(43, 33, 1280, 731)),
        (QRect(-1000, -100, 640, 480), [PANEL, BESIDE], QRect(363, 172, 640, 480)),
    ],
)
def test_a_kept_place_is_brought_onto_a_screen(
    kept: QRect, screens: list[QRect], place: QRect
) -> None:
    assert place_on_screens(kept, screens, USUAL_FRAME) == place


def test_what_is_larger_than_the_screen_keeps_its_title_bar() -> None:
    frame = QMargins(40, 90, 40, 40)
    place = place_on_screens(QRect(500, 500, 300, 300), [QRect(0, 0, 320, 240)], frame)
    assert place.topLeft().x() == 40
    assert place.topLeft().y() == 90


lengths = st.integers(300, 4000)
corners = st.integers(-5000, 5000)
places = st.builds(QRect, corners, corners, lengths, lengths)
frames = st.builds(QMargins, *[st.integers(0, 60)] * 4)


@given(kept=places, screens=st.lists(places, min_size=1, max_size=3), frame=frames)
def test_every_place_ends_whole_on_a_screen(
    kept: QRect, screens: list[QRect], frame: QMargins
) -> None:
    place = place_on_screens(kept, screens, frame)
    framed = place.marginsAdded(frame)
    assert any(screen.contains(framed) for screen in screens)
    assert place_on_screens(place, screens, frame) == place
    if any(screen.contains(kept.marginsAdded(frame)) for screen in screens):
        assert place == kept


@pytest.fixture
def shell(qapp: QApplication) -> Iterator[WindowShell]:
    made = WindowShell()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def is_whole(shell: WindowShell) -> bool:
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    return any(screen.contains(shell.frameGeometry()) for screen in screens)


def test_a_window_that_is_shown_is_moved_onto_the_screen(qtbot: Any, shell: WindowShell) -> None:
    PlaceKeeper(shell)
    shell.setGeometry(500, 600, 1280, 800)
    shell.show()
    qtbot.waitUntil(lambda: is_whole(shell))


def test_a_window_that_grows_by_its_content_is_moved_up(qtbot: Any, shell: WindowShell) -> None:
    PlaceKeeper(shell)
    shell.setGeometry(20, 300, 600, 480)
    shell.show()
    qtbot.waitExposed(shell)
    shell.setMinimumHeight(700)
    qtbot.waitUntil(lambda: shell.height() == 700 and is_whole(shell))


@pytest.mark.parametrize("event", ["a screen went away", "the screen became another one"])
def test_other_screens_bring_the_window_back(qtbot: Any, shell: WindowShell, event: str) -> None:
    keeper = PlaceKeeper(shell)
    shell.show()
    qtbot.waitExposed(shell)
    keeper.keep_on_screen()
    shell.setGeometry(3000, 20, 700, 500)
    assert not is_whole(shell)
    screen, application = QGuiApplication.primaryScreen(), QApplication.instance()
    assert isinstance(application, QGuiApplication)
    if event == "a screen went away":
        application.screenRemoved.emit(screen)
    else:
        screen.geometryChanged.emit(screen.geometry())
    qtbot.waitUntil(lambda: is_whole(shell))
    assert shell.size().expandedTo(SMALLEST_SIZE) == shell.size()


def test_a_window_over_the_whole_screen_stays_there(qtbot: Any, shell: WindowShell) -> None:
    keeper = PlaceKeeper(shell)
    shell.showFullScreen()
    qtbot.waitExposed(shell)
    before = shell.geometry()
    keeper.keep_on_screen()
    assert shell.geometry() == before


@pytest.mark.parametrize(("width", "height"), [(1016, 603), (903, 475), (675, 360)])
def test_all_of_the_window_can_be_reached_on_a_small_screen(
    window: Any, width: int, height: int
) -> None:
    shell = window.shell
    shell.resize(width, height)
    QApplication.processEvents()
    assert (shell.width(), shell.height()) == (width, height)
    transport = window.content.transport
    for control in (transport.run_button, transport.scrubber, transport.speed_box):
        place = QRect(control.mapTo(shell, control.rect().topLeft()), control.size())
        assert shell.rect().contains(place)
    column = shell.training_card.parentWidget()
    area = column.parentWidget().parentWidget()
    hidden = column.size() - column.parentWidget().size()
    assert area.verticalScrollBar().maximum() == max(0, hidden.height())
    assert area.horizontalScrollBar().maximum() == max(0, hidden.width())


def test_a_small_window_spends_less_on_margins_column_and_words(window: Any) -> None:
    shell, transport = window.shell, window.content.transport
    styles = Qt.ToolButtonStyle
    seen = []
    for size in ((1280, 800), (1024, 640), (1280, 800)):
        shell.resize(*size)
        QApplication.processEvents()
        edge = shell.data_card.mapTo(shell, QPoint(0, 0)).x()
        has_words = transport.step_button.toolButtonStyle() == styles.ToolButtonTextBesideIcon
        labels = {label.isVisible() for label in transport._labels}
        seen.append((edge, shell.columns.sizes()[1], shell.panes.handleWidth(), has_words, labels))
    usual = (10, 306 + SCROLL_BAR, 8, True, {True})
    assert seen == [usual, (8, 268 + SCROLL_BAR, 6, False, {False}), usual]
    assert transport.step_button.accessibleName() == "Step"


def test_a_column_made_wide_by_hand_stays_so_in_a_small_window(window: Any) -> None:
    shell = window.shell
    shell.columns.moveSplitter(sum(shell.columns.sizes()) - 400, 1)
    width = shell.columns.sizes()[1]
    shell.resize(1024, 640)
    QApplication.processEvents()
    assert shell.columns.sizes()[1] == width


def test_the_least_window_has_room_on_a_laptop_at_twice_the_scale(window: Any) -> None:
    room = QRect(0, 0, 683, 384).marginsRemoved(USUAL_FRAME)
    least = window.shell.minimumSizeHint()
    assert least.width() <= room.width()
    assert least.height() <= room.height()
    window.shell.resize(room.size())
    assert window.shell.size() == room.size()


def test_a_bar_makes_no_window_higher_than_a_small_screen(window: Any, qtbot: Any) -> None:
    """Of a laptop at twice the scale; in a higher window the panes make room for the bar."""
    shell = window.shell
    bar = QuestionBar(window.session, shell)
    answers = (Choice("Open", bar.hide), Choice("Discard", bar.hide))
    bar.ask(Question("Recovered “Hours and money”, never saved (5 points).", answers))
    shell.resize(1024, 640)
    QApplication.processEvents()
    assert bar.geometry().bottom() < shell.columns.geometry().top()
    room = QRect(0, 0, 683, 384).marginsRemoved(USUAL_FRAME)
    for _ in range(2):  # at the first size the bar leaves the layout
        shell.resize(room.size())
        QApplication.processEvents()
    assert shell.size() == room.size()
    assert bar.isVisible()
    assert bar.geometry().bottom() < shell.columns.geometry().top() + 50
    qtbot.mouseClick(bar.buttons[1], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert shell.size() == room.size()
