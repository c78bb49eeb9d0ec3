"""Whatever is held by the mouse, every pane shows in the same frame what follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.session.wording import number
from linreg_gui.views.widgets.formatting import measured
from tests.views.helpers import LEFT, pixel

N_EPOCHS = 40
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def lab(window: Any) -> Any:
    """Give a laboratory with a run of some epochs at a rate that stays stable."""
    window.session.set_learning_rate(0.005)
    window.session.player.step(N_EPOCHS)
    window.session.edits.stack.clear()
    window.content.clock.render_now()
    return window


def pull(widget: Any, position: QPointF) -> None:
    """Move the mouse with the button held: QTest's mouseMove holds none."""
    place = QPointF(widget.mapToGlobal(position.toPoint()))
    event = QMouseEvent(QEvent.Type.MouseMove, position, place, Qt.MouseButton.NoButton, LEFT, NONE)
    QApplication.sendEvent(widget, event)


@contextmanager
def held(widget: Any, begin: Any, end: Any) -> Iterator[None]:
    """Hold something that was dragged from one pixel to another, the button still down."""
    target = widget.viewport() if hasattr(widget, "viewport") else widget
    QTest.mousePress(target, LEFT, NONE, begin)
    for share in (0.25, 0.5, 0.75, 1.0):
        pull(target, QPointF(begin) + (QPointF(end) - QPointF(begin)) * share)
    yield
    QTest.mouseRelease(target, LEFT, NONE, end)


def textbook_run(session: Any) -> tuple[Any, Any]:
    """Run the textbook loop on what the session has; slope and intercept, and losses."""
    x, y, rate = (
        session.problem.dataset.x,
        session.problem.dataset.y,
        session.runs.settings.learning_rate,
    )
    slope, intercept = session.problem.start
    rows, losses = [], []
    for _ in range(N_EPOCHS + 1):
        residual = y - (slope * x + intercept)
        rows.append((slope, intercept))
        losses.append(np.mean(residual**2))
        slope += rate * 2 * np.mean(x * residual)
        intercept += rate * 2 * np.mean(residual)
    return np.array(rows), np.array(losses)


def assert_one_picture(lab: Any) -> None:
    """Compare all panes, in one frame, with the textbook."""
    lab.content.clock.render_now()
    session, content = lab.session, lab.content
    x, y = session.problem.dataset.x, session.problem.dataset.y
    rows, losses = textbook_run(session)
    picture = content.surface_view.picture
    assert picture.path.history.parameters == pytest.approx(rows, rel=1e-9)
    assert picture.marks.start == session.problem.start
    assert tuple(picture.marks.current) == pytest.approx(rows[-1], rel=1e-9)
    best = np.polyfit(x, y, 1)
    assert picture.bowl.bowl.centre == pytest.approx(best, rel=1e-9)
    assert content.curve_view.curve.values == pytest.approx(np.log10(losses), rel=1e-9)
    layers = content.data_view.scene
    assert np.array_equal(layers.points.dataset.x, x)
    assert layers.residuals.dataset is layers.squares.dataset is layers.points.dataset
    assert layers.residuals.line == layers.lines.current == pytest.approx(rows[-1], rel=1e-9)
    hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    assert number(limit, 3) in content.training_card.sentence.text()
    assert content.model_card.values["mse"].text() == measured(losses[-1])


def assert_one_undo_step(lab: Any) -> None:
    assert lab.session.edits.stack.count() == 1
    lab.session.edits.undo()
    assert_one_picture(lab)


def test_a_point_in_the_hand_takes_everything_along(lab: Any) -> None:
    canvas, surface = lab.content.data_view.canvas, lab.content.surface_view.canvas
    frame = surface.shown_range()
    with held(canvas, pixel(canvas, 8.0, 90.0), pixel(canvas, 9.0, 70.0)):
        assert lab.session.problem.dataset.x[4] == pytest.approx(9.0, abs=0.1)
        assert_one_picture(lab)
        assert surface.shown_range() == frame
    assert_one_undo_step(lab)


def test_the_start_in_the_hand_takes_everything_along(lab: Any) -> None:
    canvas = lab.content.surface_view.canvas
    with held(canvas, pixel(canvas, 0.0, 0.0), pixel(canvas, 4.0, 20.0)):
        assert lab.session.problem.start == pytest.approx((4.0, 20.0), abs=0.5)
        assert lab.session.player.cursor == N_EPOCHS
        assert_one_picture(lab)
    assert_one_undo_step(lab)


def test_the_rate_in_the_hand_takes_everything_along(lab: Any) -> None:
    slider = lab.content.training_card.rate_slider
    middle = slider.rect().center()
    aim = next(x for x in range(slider.width()) if slider.rate_at(x / slider.width()) > 0.002)
    with held(slider, middle, middle + (type(middle)(aim, middle.y()) - middle)):
        assert lab.session.runs.settings.learning_rate != 0.005
        assert lab.session.player.cursor == N_EPOCHS
        assert_one_picture(lab)
    assert_one_undo_step(lab)


def test_dragging_makes_no_new_items_layers_or_connections(lab: Any) -> None:
    content = lab.content
    canvases = [view.canvas for view in (content.data_view, content.surface_view)]
    canvases.append(content.curve_view.canvas)

    def counted() -> list[Any]:
        session = lab.session
        slots = [
            session.problem.receivers("2dataset_changed(PyObject)"),
            session.receivers("2changed()"),
        ]
        return [*slots, *([len(c.scene().items()), *map(id, c.stack.layers)] for c in canvases)]

    before = counted()
    assert min(before[:2]) > 0
    canvas = content.data_view.canvas
    with held(canvas, pixel(canvas, 8.0, 90.0), pixel(canvas, 9.0, 70.0)):
        for shift in range(60):
            pull(canvas.viewport(), QPointF(pixel(canvas, 9.0, 70.0 + shift / 4)))
            content.clock.render_now()
    assert counted() == before
