"""What is loaded and painted before a window can be used: the rest comes after it."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyqtgraph
import pytest
from PySide6 import QtWidgets

from tests.storage.children import unmeasured

CHECKOUT = Path(__file__).resolve().parents[1]
SCRIPT = """
import linecache, os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel
from linreg_gui import app
from linreg_gui.launch import LaunchOptions

class Paints(QObject):
    def __init__(self, widgets):
        super().__init__()
        self.numbers = [0 for _ in widgets]
        self.widgets = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.numbers[self.widgets.index(watched)] += 1
        return False

class Windows(QObject):
    def __init__(self):
        super().__init__()
        self.shown = []
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False

def places(shell):
    cards = shell.data_card, shell.surface_card
    titles = [card.findChildren(QLabel)[0] for card in cards]
    middles = [title.mapTo(shell, title.rect().center()).y() for title in titles]
    return [shell.menuBar().geometry().getRect(), *middles]

class Watched(app.LabWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.windows = Windows()

    def fill(self, options):
        self.before = list(sys.modules)
        self.places = places(self.shell)
        super().fill(options)
        from linreg_gui.views.window.first_paint import FirstPaint
        self.paints = Paints(self.content.panes())
        FirstPaint(self.content.panes(), self).painted.connect(self.end)

    def end(self):
        print({
            "before": self.before,
            "usable": list(sys.modules),
            "paints": self.paints.numbers,
            "windows": self.windows.shown,
            "places": [self.places, places(self.shell)],
            "sources": list(linecache.cache),
            "none": [
                name
                for module, loaded in sys.modules.items()
                if module.startswith("pyqtgraph.")
                for name, value in vars(loaded).items()
                if value is None
            ],
            "listed": dir(sys.modules["PySide6.QtWidgets"]),
        }, flush=True)
        os._exit(0)

app.LabWindow = Watched
app.run_app(LaunchOptions())
"""
AFTER_THE_SHELL = ("numpy", "pyqtgraph", "linreg_gui.core", "linreg_gui.lessons")
AFTER_THE_PANES = (
    "PIL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "html",
    "linreg_gui.core.judging",
    "linreg_gui.lessons.quantities",
    "linreg_gui.lessons.reader",
    "linreg_gui.session.documents",
    "linreg_gui.storage.projects",
    "linreg_gui.storage.tables",
    "linreg_gui.views.bets",
    "linreg_gui.views.code",
    "linreg_gui.views.data.residual_strip",
    "linreg_gui.views.exporting",
    "linreg_gui.views.files",
    "linreg_gui.views.lessons.lesson_card",
    "linreg_gui.views.points",
    "linreg_gui.views.runs",
    "linreg_gui.views.surface.surface_cuts",
    "linreg_gui.views.surface.tilt",
    "linreg_gui.views.surface.tilted_surface",
    "linreg_gui.views.sweep",
    "linreg_gui.views.training.feature_chips",
    "linreg_gui.views.training.generator_panel",
    "linreg_gui.views.training.hold_out_choice",
    "linreg_gui.views.training.training_more",
    "linreg_gui.views.window.document_page",
    "linreg_gui.views.window.help_page",
    "linreg_gui.views.window.show_list",
    "linreg_gui.views.worksheet",
    "pyqtgraph.graphicsItems.PlotItem",
    "pyqtgraph.imageview",
    "pyqtgraph.widgets.PlotWidget",
    "tomllib",
    "xml.etree.ElementTree",
)
"""The parts of the window that are made later, and what only they need."""


@pytest.fixture(scope="module")
def start() -> dict[str, Any]:
    """Start the program in a process of its own, until its three panes are painted."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env=unmeasured(),  # what measures coverage loads modules of its own
    )
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", AFTER_THE_SHELL)
def test_the_empty_window_is_shown_before(start: dict[str, Any], name: str) -> None:
    assert name not in start["before"]


@pytest.mark.parametrize("name", AFTER_THE_PANES)
def test_the_panes_are_painted_before(start: dict[str, Any], name: str) -> None:
    assert name not in start["usable"]


def test_each_pane_is_painted_once(start: dict[str, Any]) -> None:
    assert start["paints"] == [1, 1, 1]


def test_no_part_is_a_window_for_a_moment(start: dict[str, Any]) -> None:
    assert start["windows"] == ["WindowShell"]


def test_menus_and_titles_stand_where_they_stay(start: dict[str, Any]) -> None:
    empty, full = start["places"]
    assert empty == full


def test_no_source_is_read_to_import_it(start: dict[str, Any]) -> None:
    assert not [name for name in start["sources"] if "pyqtgraph" in name or "session" in name]


def test_no_placeholder_is_used_by_what_is_imported_of_pyqtgraph(start: dict[str, Any]) -> None:
    shelves = (Path(pyqtgraph.__file__).parent / name for name in ("graphicsItems", "widgets"))
    parts = {file.stem for shelf in shelves for file in shelf.iterdir()}
    assert {"AxisItem", "PlotItem", "PlotWidget"} < parts
    assert not parts & set(start["none"])


def test_qt_lists_its_classes_as_before(start: dict[str, Any]) -> None:
    assert {name for name in dir(QtWidgets) if name.startswith("Q")} <= set(start["listed"])
