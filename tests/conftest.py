"""Fixtures for all tests: a private home, real events, and a guard against leaks."""

import contextlib
import gc
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer

from tests.covered_lines import (
    counted,
    counted_while_new,
    examples_counted_while_new,
    only_tests_counted,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

settings.register_profile(  # a loaded machine is no fault, and what is red should stay red
    "checks",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fast", settings.get_profile("checks"), max_examples=15)
settings.register_profile(
    "soak", settings.get_profile("checks"), derandomize=False, max_examples=500
)
settings.load_profile("checks")

FAR_AWAY = QPoint(-10_000, -10_000)
"""A place on the desktop where no window is."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the collector from walking through all that is imported, now and ever after."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop() -> Iterator[None]:
    """Of the process that hands out the tests, and of pytest in the others, count no lines."""
    with only_tests_counted():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    """Count the lines that make a fixture while there are new ones."""
    with counted_while_new(fixturedef):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count the lines of a test; of made-up examples while there are new ones."""
    with counted(), examples_counted_while_new(getattr(item, "function", None)):
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Count the lines that take the same fixtures down while there are new ones."""
    with counted_while_new(tuple(getattr(item, "fixturenames", ()))):
        yield


@pytest.fixture(scope="session")
def qapp() -> Any:
    """Return the application as the program makes it, with its style."""
    from linreg_gui.app import make_application

    with counted():  # of a fixture for the whole session no hook here is told
        return make_application()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a path of no folder yet for every test: few need one, and to make it takes time."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def private_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test out of the real home; return where its own is."""
    home = next(homes)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture(autouse=True)
def leak_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window, shown or hidden, or a thread behind."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtWidgets import QApplication

    gc.disable()  # as with a window: in a descent's thread it could free Qt objects, and crash
    yield
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    request.node.funcargs.clear()  # else the window is frozen below with all it refers to
    gc.collect()
    gc.freeze()  # what outlives its test is not walked through after every later one
    gc.enable()
    left = windows_left()
    assert not left, f"windows left behind: {left}"
    assert are_descents_gone(), "a descent's thread was left running"


def windows_left() -> "list[QWidget]":
    """Return the widgets that nothing owns, but for Qt's own tool tip."""
    from PySide6.QtWidgets import QApplication

    tip = Qt.WindowType.ToolTip
    widgets = QApplication.topLevelWidgets()
    return [w for w in widgets if w.parent() is None and w.windowType() != tip]


def descent_threads() -> list[str]:
    """Return the ids of the threads that run descents, as Linux names them."""
    found = []
    for path in Path("/proc/self/task").glob("*/comm"):
        with contextlib.suppress(OSError):  # the thread has ended since it was listed
            if path.read_text().strip() == "descent":
                found.append(path.parent.name)
    return found


def are_descents_gone() -> bool:
    """Wait a little for the kernel to forget threads that have ended."""
    deadline = time.monotonic() + 5
    while descent_threads():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def active_timers(parent: QObject) -> list[QTimer]:
    """Give the timers below an object that still run."""
    return [timer for timer in parent.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def session(qtbot: Any) -> Iterator[Any]:
    """Give a session without a window; its thread is stopped afterwards."""
    from linreg_gui.session.session import Session

    made = Session()
    yield made
    assert made.shutdown()


@pytest.fixture
def window(qtbot: Any) -> Iterator[Any]:
    """Give a filled and shown laboratory; closed afterwards."""
    from PySide6.QtGui import QCursor

    from linreg_gui.app import make_window

    QCursor.setPos(FAR_AWAY)  # not where the test before left it: it points at what scrolls below
    shell = make_window()
    shell.show()
    qtbot.waitExposed(shell)
    lab_window = shell.property("lab_window")
    lab_window.content.clock.render_now()
    yield lab_window
    shell.close()
    assert not active_timers(shell), "timers run on after the window was closed"
    shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.enable()
