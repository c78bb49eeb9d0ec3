"""One frame of a dragged point, in its parts, against repainting the unchanged panes."""

import time
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.generators import noisy_line
from linreg_gui.lab_window import LabWindow
from linreg_gui.views.data.data_layers import LARGEST_DRAWN_CLOUD
from tests.benchmarks.row import Row, bounded, compared, middle, milliseconds
from tests.benchmarks.twins import EPOCHS, Twins, dragging, lay_out, seeking
from tests.views.helpers import hover

FRAMES = 41
NOISY_LINE = (3.0, 2.0, 4.0)
"""Slope, intercept and noise."""


@dataclass(frozen=True)
class Frame:
    """Seconds of one frame: computing, handing to the layers, painting; repainting before it."""

    compute: float
    set_data: float
    paint: float
    unchanged: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.compute + self.set_data + self.paint


def measure() -> list[Row]:
    """Time drags of one point for several sizes, and hovering."""
    shell = make_window()
    lab_window: LabWindow = shell.property("lab_window")
    shell.show()
    QApplication.processEvents()
    usual = _frames(lab_window, n_samples=200, epochs=1000)
    long = _frames(lab_window, n_samples=200, epochs=10_000)
    discs = _frames(lab_window, n_samples=LARGEST_DRAWN_CLOUD, epochs=1000)
    large = _frames(lab_window, n_samples=100_000, epochs=1000)
    hovers = _hover_seconds(lab_window)
    shell.close()
    degrees, noise = _degree_pairs(), _noise_pairs()
    whole = middle(frame.whole for frame in usual)
    own = middle(frame.compute + frame.set_data for frame in usual)
    parts = ", ".join(
        f"{part} {milliseconds(middle(getattr(frame, part) for frame in usual))}"
        for part in ("compute", "set_data", "paint")
    )
    return [
        Row("drag, 200 points, 1,000 epochs: the parts", parts),
        bounded("drag: compute and set data", 1000 * own, "ms", 6.0),
        bounded("drag: the whole frame", 1000 * whole, "ms", 17.0),
        compared(
            "drag: the whole frame / repainting unchanged panes",
            [(frame.whole, frame.unchanged) for frame in usual],
            1.5,
        ),
        bounded(
            "drag: 10,000 epochs add",
            1000 * (middle(frame.whole for frame in long) - whole),
            "ms",
            3.0,
        ),
        bounded(
            "drag: 2,000 points, a disc each",
            1000 * middle(frame.whole for frame in discs),
            "ms",
            17.0,
        ),
        compared(
            "drag: 100,000 points / 200",
            [(frame.whole, whole) for frame in large],
            3.0,
        ),
        compared("drag: degree 4 / degree 1", degrees, 1.2),
        compared("an epoch: batches of 1 / of all points", noise, 2.0),
        compared("hover / a drag's frame", [(seconds, whole) for seconds in hovers], 0.5),
    ]


def _degree_pairs() -> list[tuple[float, float]]:
    """Return the thread's seconds of a drag's frames with a curve beside those with a line."""
    twins = Twins()
    for window, degree in ((twins.one, 4), (twins.other, 1)):
        window.session.set_degree(degree)
        window.session.player.step(EPOCHS)
        lay_out(window)
    pairs = twins.frames(dragging)
    twins.close()
    return pairs


def _noise_pairs() -> list[tuple[float, float]]:
    """Return the seconds of frames of a run with batches of one beside those of a smooth one."""
    twins = Twins()
    session = twins.one.session
    session.set_settings(replace(session.runs.settings, batch_size=1, learning_rate=0.001))
    session.player.step(EPOCHS)
    lay_out(twins.one)
    pairs = twins.frames(seeking)
    twins.close()
    return pairs


def _frames(lab_window: LabWindow, n_samples: int, epochs: int) -> list[Frame]:
    content, session = lab_window.content, lab_window.session
    assert content is not None
    assert session is not None
    session.open_generated(noisy_line(n_samples, *NOISY_LINE, np.random.default_rng(3)))
    session.set_max_epochs(epochs)
    session.player.step(epochs)
    content.settle()
    _repaint(lab_window)
    session.edits.begin_drag()
    x, y = float(session.problem.dataset.x[0]), float(session.problem.dataset.y[0])
    frames = [_drag_frame(lab_window, x + 0.01 * k, y) for k in range(1, FRAMES)]
    session.edits.end_drag()
    QApplication.processEvents()
    return frames


def _drag_frame(lab_window: LabWindow, x: float, y: float) -> Frame:
    content, session = lab_window.content, lab_window.session
    assert content is not None
    assert session is not None
    began = time.perf_counter()
    _repaint(lab_window)
    repainted = time.perf_counter()
    session.problem.move_point(0, x, y)
    computed = time.perf_counter()
    content.clock.render_now()
    rendered = time.perf_counter()
    _repaint(lab_window)
    painted = time.perf_counter()
    return Frame(computed - repainted, rendered - computed, painted - rendered, repainted - began)


def _hover_seconds(lab_window: LabWindow) -> list[float]:
    """Time a move of the pointer over the surface with the painting it leads to."""
    content, session = lab_window.content, lab_window.session
    assert content is not None
    assert session is not None
    session.open_generated(noisy_line(200, *NOISY_LINE, np.random.default_rng(3)))
    session.player.step(1000)
    content.settle()
    _repaint(lab_window)
    canvas = content.surface_view.canvas
    shown = canvas.shown_range()
    assert shown is not None
    left, right, bottom, top = shown
    seconds = []
    for share in np.linspace(0.1, 0.9, FRAMES):
        began = time.perf_counter()
        hover(canvas, left + share * (right - left), bottom + share * (top - bottom))
        for view in (content.data_view, content.surface_view):
            view.canvas.viewport().update()
        QApplication.processEvents()
        seconds.append(time.perf_counter() - began)
    return seconds


def _repaint(lab_window: LabWindow) -> None:
    """Paint the three panes in one pass over the window, as Qt does after a frame."""
    content = lab_window.content
    assert content is not None
    for view in (content.data_view, content.surface_view, content.curve_view):
        view.canvas.viewport().update()
    QApplication.processEvents()
