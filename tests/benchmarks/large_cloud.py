"""Opening, drawing and panning 100,000 points, against the same with 20."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.generators import noisy_line
from linreg_gui.lab_window import LabWindow
from tests.benchmarks.row import Row, middle, milliseconds

RUNS = 11
MANY, FEW = 100_000, 20
GOALS = {"open": 0.25, "draw again": 0.033, "pan": 0.033}
"""Seconds: an opening that feels immediate, and two frames of a display for the others."""


def measure() -> list[Row]:
    """Time the three actions at both sizes."""
    shell = make_window()
    lab_window: LabWindow = shell.property("lab_window")
    shell.show()
    QApplication.processEvents()
    many, few = (_seconds(lab_window, n_samples) for n_samples in (MANY, FEW))
    shell.close()
    return [
        Row(
            f"100,000 points: {action} / with 20",
            milliseconds(many[action]),
            milliseconds(few[action]),
            f"{many[action] / few[action]:.1f}×",
            f"≤ {milliseconds(goal)}",
            many[action] <= goal,
        )
        for action, goal in GOALS.items()
    ]


def _seconds(lab_window: LabWindow, n_samples: int) -> dict[str, float]:
    content, session = lab_window.content, lab_window.session
    assert content is not None
    assert session is not None
    canvas = content.data_view.canvas
    rng = np.random.default_rng(1)
    opened, drawn, panned = [], [], []
    for _ in range(RUNS):
        data = noisy_line(n_samples, 3.0, 2.0, 10.0, rng)

        def open_and_render(data: Dataset = data) -> None:
            session.opening.open_dataset(data)
            content.clock.render_now()
            canvas.viewport().repaint()

        opened.append(_time(open_and_render))
        drawn.append(_time(canvas.viewport().repaint))
        shown = canvas.shown_range()
        assert shown is not None
        left, right, bottom, top = shown
        shift = 0.01 * (right - left)

        def pan() -> None:
            canvas.show_range(left + shift, right + shift, bottom, top)  # noqa: B023 - called here
            canvas.viewport().repaint()

        panned.append(_time(pan))
        QApplication.processEvents()
    return {"open": middle(opened), "draw again": middle(drawn), "pan": middle(panned)}


def _time(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
