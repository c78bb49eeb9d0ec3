"""How long the window takes to appear, against the least that Qt and numpy allow.

Every figure is of a fresh process, from its start to an event inside it; the kinds take turns.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.row import Row, compared

RUNS = 7

BARE = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
def end():
    print("painted", time.monotonic(), flush=True)
    os._exit(0)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, end)
application = QApplication([])
window = Window()
window.setCentralWidget(QLabel("linreg_gui"))
window.resize(1280, 800)
window.show()
application.exec()
"""
PRODUCT = """
import os, time
from PySide6.QtCore import QTimer
from linreg_gui import app
from linreg_gui.launch import LaunchOptions
def end():
    print("usable", time.monotonic(), flush=True)
    os._exit(0)
class Watched(app.LabWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.shell.first_painted.connect(lambda: print("painted", time.monotonic(), flush=True))
    def fill(self, options):
        super().fill(options)
        from linreg_gui.views.canvas.layer_stack import LayerStack
        paint, painted = LayerStack.paint, set()
        def watched_paint(stack, *rest):
            paint(stack, *rest)
            painted.add(id(stack))
            if len(painted) == 3:
                QTimer.singleShot(0, end)
        LayerStack.paint = watched_paint
app.LabWindow = Watched
app.run_app(LaunchOptions())
"""
IMPORTS = """
import time
import numpy, PySide6.QtWidgets, pyqtgraph
print("imported", time.monotonic(), flush=True)
"""
SCRIPTS = (BARE, PRODUCT, IMPORTS)


def measure() -> list[Row]:
    """Time the first painted window and the filled one."""
    paints, fills = [], []
    with tempfile.TemporaryDirectory() as compiled:
        for run in range(RUNS + 1):
            bare, product, imports = (_time(script, compiled) for script in SCRIPTS)
            if run:  # the first round compiles the modules and warms the disk's cache
                paints.append((product["painted"], bare["painted"]))
                fills.append((product["usable"], imports["imported"]))
    return [
        compared("start: first paint / a bare Qt window's", paints, 1.6),
        compared("start: usable / importing numpy, Qt, pyqtgraph", fills, 1.25),
    ]


def _time(script: str, compiled: str) -> dict[str, float]:
    """Run a script with compiled modules in a place of their own, as any second start has them."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        began = time.monotonic()
        result = subprocess.run(
            [sys.executable, "-c", script],
            env={**kept, **places, "PYTHONPYCACHEPREFIX": compiled},
            capture_output=True,
            text=True,
            check=True,
        )
    lines = (line.split() for line in result.stdout.splitlines())
    return {word: float(at) - began for word, at in lines}
