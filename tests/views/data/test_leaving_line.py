"""A line that leaves the data pane says where it goes."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from linreg_gui.session.curve import Line
from tests.views.helpers import click, double_click, hover


def put_line(window: Any, slope: float, intercept: float) -> Any:
    window.session.problem.set_start(Line(slope, intercept))
    window.content.clock.render_now()
    canvas = window.content.data_view.canvas
    canvas.grab()
    return window.content.data_view.scene.leaving


def leave_of(window: Any) -> Any:
    frame = window.content.data_view.canvas.pixel_frame()
    return window.content.data_view.scene.leaving._leave(frame)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((-96.556, 5.446), ("the line leaves here", "at x = 8 it is at −767")),
        ((90.0, 0.0), ("the line leaves here", "at x = 8 it is at 720")),
        ((0.0, 5000.0), ("the line is above", "at x = 8 it is at 5000")),
        ((0.0, -5000.0), ("the line is below", "at x = 8 it is at −5000")),
        ((-900.0, 7290.0), ("the line leaves here", "at x = 2 it is at 5490")),
    ],
)
def test_a_line_that_leaves_says_where_it_goes(window: Any, line: Any, words: Any) -> None:
    put_line(window, *line)
    leave, frame = leave_of(window), window.content.data_view.canvas.pixel_frame()
    assert tuple(text.replace(",", "") for text in leave.words) == words
    assert frame.rect.adjusted(-3, -3, 3, 3).contains(leave.at)
    is_up = not words[1].split()[-1].startswith("−")
    assert leave.at.y() == pytest.approx(frame.rect.top() if is_up else frame.rect.bottom(), abs=3)
    assert (leave.direction.y() < 0) == is_up


@pytest.mark.parametrize("line", [(0.0, 0.0), (4.25, 56.6), (10.0, 20.0), (-5.0, 100.0)])
def test_a_line_near_the_points_says_nothing(window: Any, line: Any) -> None:
    put_line(window, *line)
    assert leave_of(window) is None


def test_a_click_on_the_plate_shows_the_line_and_a_double_click_goes_back(window: Any) -> None:
    leaving = put_line(window, -96.556, 5.446)
    canvas = window.content.data_view.canvas
    before, n_points = canvas.shown_range(), window.session.problem.dataset.n_samples
    for box in leaving._boxes:
        place = canvas.pixel_frame().to_data(box.center())
        hover(canvas, place.x(), place.y())
        assert canvas.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
        click(canvas, place.x(), place.y())
        _, _, bottom, _ = canvas.shown_range()
        assert bottom < -767.0
        canvas.grab()
        assert leave_of(window) is None
        double_click(canvas, 5.0, 0.0)
        assert canvas.shown_range() == before
        canvas.grab()
    assert window.session.problem.dataset.n_samples == n_points
    assert window.session.problem.start == Line(-96.556, 5.446)


def test_residuals_beyond_the_pane_end_in_arrowheads(window: Any) -> None:
    canvas = window.content.data_view.canvas
    red = QColor(window.content.clock.theme.residual)

    def width_at(x: float) -> int:
        """Count the pixels of the residual's colour some pixels above the lower edge."""
        image, frame = canvas.grab().toImage(), canvas.pixel_frame()
        edge = canvas.widget_position(x, frame.bottom) - QPointF(0.0, 6.0)
        row = range(round(edge.x()) - 8, round(edge.x()) + 9)
        return sum(image.pixelColor(px, round(edge.y())) == red for px in row)

    put_line(window, 0.0, 5000.0)
    assert width_at(5.0) == 0
    put_line(window, 0.0, -5000.0)
    assert all(width_at(x) >= 3 for x in (2.0, 3.0, 5.0))
