"""What a straight line draws, pixel by pixel: as before there were curves.

The stored picture was drawn by the program as it was before a degree could be chosen. It has what
lies within the axes, without a letter, at places that no font decides: so it is the same on every
machine, but for how an edge is smoothed. Where what is drawn changes on purpose, the failed test
names the new picture, to be looked at and copied over the stored one.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.exporting.animation_export import pixels_of
from linreg_gui.views.look.theme import LIGHT

STORED = Path(__file__).with_name("pixels_of_lines.png")
WIDTH, HEIGHT = 300, 240
PANES = {
    "data_view": ((0.0, 10.0, 55.0, 95.0), "Squares Lines Predictions Residuals Points"),
    "surface_view": ((-3.0, 28.0, -15.0, 75.0), "Bowl Axes Branches PathOrSwings Marks Pulls"),
    "curve_view": ((0.0, 45.0, 0.5, 4.0), "BranchCurves Curve"),
}
"""What is shown of the data plane, and which layers: the first of each name."""
STEP, MOST_DIFFERENT = 32, 1 / 1000
"""Of 255: a smaller difference is how an edge is smoothed; and the part of pixels that differ."""


def begin(session: Any) -> None:
    """Show a run that zig-zags, a branch of it, and much of what can be drawn of a line."""
    shown = {"show_squares": True, "show_pulls": True, "show_axes": True, "show_best_fit": True}
    session.set_view_options(replace(session.view_options, **shown))
    session.set_learning_rate(0.034)
    session.player.step(12)
    session.run_edits.fork()
    session.set_learning_rate(0.02)
    session.player.step(28)


def picture_of(window: Any) -> QImage:
    window.content.clock.render_now()
    image = QImage(WIDTH * len(PANES), HEIGHT, QImage.Format.Format_RGB32)
    image.fill(LIGHT.card)
    painter = QPainter(image)
    for name, (shown, layers) in PANES.items():
        stack = getattr(window.content, name).canvas.stack.layers
        by_name = {type(layer).__name__: layer for layer in reversed(stack)}
        frame = PixelFrame(*shown, QRectF(0.0, 0.0, WIDTH, HEIGHT))
        painter.setClipRect(frame.rect)
        for layer in layers.split():
            painter.save()
            by_name[f"{layer}Layer"].paint(painter, frame, LIGHT)
            painter.restore()
        painter.translate(WIDTH, 0)
    painter.end()
    return image


def share_different(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    differences = np.abs(one.astype(int) - other.astype(int)).max(axis=2)
    return float(np.mean(differences > STEP))


def test_a_line_is_drawn_as_in_the_stored_picture(window: Any, tmp_path: Path) -> None:
    begin(window.session)
    found = picture_of(window)
    assert found.save(str(tmp_path / "found.png"))
    stored = pixels_of(QImage(str(STORED)))
    different = share_different(pixels_of(found), stored)
    assert different < MOST_DIFFERENT, f"look at {tmp_path / 'found.png'}"
    window.session.set_learning_rate(0.0205)
    assert share_different(pixels_of(picture_of(window)), stored) > MOST_DIFFERENT


def settled(window: Any) -> NDArray[np.uint8]:
    """Return the pixels of the whole window once nothing in it moves any more."""
    for _ in range(2):
        window.content.clock.render_now()
        window.content.settle()
        QApplication.processEvents()
    return pixels_of(window.shell.grab().toImage())


def test_a_line_after_a_curve_has_the_pixels_it_had(window: Any) -> None:
    session = window.session
    begin(session)
    before, n_steps = settled(window), session.edits.stack.count()
    for degree in (3, 6, 1):
        session.set_degree(degree)
        window.content.clock.render_now()
    assert not np.array_equal(settled(window), before)
    session.edits.stack.setIndex(n_steps)
    np.testing.assert_array_equal(settled(window), before)
