"""The numbers at the axes keep their distance, and titles of any text fit their axis."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.canvas.axes import PaneAxis

PANES = ["data_view", "surface_view", "curve_view"]


def drawn(axis: PaneAxis) -> list[Any]:
    """Give the boxes and texts of the labels as they are drawn."""
    pixmap = QPixmap(8, 8)
    painter = QPainter(pixmap)
    painter.setFont(axis.style["tickFont"])
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    return [(rect, text) for rect, _, text in texts]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_labels_of_x_keep_their_distance(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    window.shell.grab()
    for pane in PANES:
        axis = getattr(window.content, pane).canvas.axes["bottom"]
        rects = sorted((rect for rect, _ in drawn(axis)), key=lambda rect: rect.left())
        assert len(rects) >= 3, pane
        assert all(right.left() - left.right() >= 6.0 for left, right in pairwise(rects)), pane


def test_grid_lines_stand_at_the_labels(window: Any) -> None:
    for pane in PANES:
        canvas = getattr(window.content, pane).canvas
        canvas.grab()
        for name, axis in canvas.axes.items():
            (_, values), _ = axis.tickValues(*axis.range, 1.0)
            assert len(drawn(axis)) == len(values), (pane, name)


def test_a_spread_small_against_the_size_has_different_labels(window: Any) -> None:
    x = 2_459_000.0 + np.arange(20.0)
    window.session.opening.open_dataset(Dataset(x[:, np.newaxis], 1e3 * x))
    window.content.clock.render_now()
    canvas = window.content.data_view.canvas
    window.shell.grab()
    for axis in canvas.axes.values():
        texts = [text for _, text in drawn(axis)]
        assert len(set(texts)) == len(texts) >= 3
    assert canvas.axes["bottom"].note == "+2,459,000"


@pytest.mark.parametrize("axis", ["bottom", "left"])
def test_a_long_title_is_elided_and_told_by_a_tip(window: Any, axis: str) -> None:
    canvas = window.content.data_view.canvas
    item, name = canvas.axes[axis], "<b>a very long name of what is measured</b> " * 5
    for length in (10, 1000):
        canvas.set_axis_labels(name * length, name * length)
        canvas.grab()
        assert item.shown_title.endswith("…")
        assert item.toolTip().startswith("<span>&lt;b&gt;a very long name")
        assert len(item.title) <= 300
    canvas.set_axis_labels("x", "y")
    canvas.grab()
    assert (item.shown_title, item.toolTip()) == (item.title, "")


def test_a_title_is_laid_out_anew_where_the_pane_is_resized(window: Any) -> None:
    canvas = window.content.data_view.canvas
    canvas.set_axis_labels("x · the hours worked in a week of summer", "y")
    window.shell.resize(1600, 800)
    window.shell.grab()
    axis = canvas.axes["bottom"]
    assert axis.shown_title == axis.title
    window.shell.panes.setSizes([100, 1000])
    window.shell.grab()
    assert axis.shown_title.endswith("…")
    window.shell.panes.setSizes([1000, 100])
    window.shell.grab()
    assert axis.shown_title == axis.title


def test_a_tip_over_an_elided_title_shows_all_of_it(window: Any) -> None:
    canvas = window.content.data_view.canvas
    canvas.set_axis_labels("x · " + "long " * 50, "y")
    canvas.grab()
    axis, view = canvas.axes["bottom"], canvas.viewport()
    at = canvas.mapFromScene(axis.mapToScene(QPointF(axis.size().width() / 2, 30.0)))
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at))
    QApplication.sendEvent(view, event)
    assert QToolTip.text() == axis.toolTip() != ""
    QToolTip.hideText()
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("a\u200fb", "a\\u200fb"),
        ("two\nlines\t of it ", "two lines of it"),
        ("bell\x07", "bell\\x07"),
        ("<img src='x'>", "<img src='x'>"),
        ("", ""),
    ],
)
def test_titles_are_one_clean_line(qapp: Any, name: str, shown: str) -> None:
    axis = PaneAxis("bottom")
    axis.set_title(name)
    assert axis.title == shown


def test_an_axis_without_a_title_takes_less_room(qapp: Any) -> None:
    axis = PaneAxis("bottom")
    axis.set_title("x")
    named = axis.maximumHeight()
    axis.set_title("")
    assert axis.maximumHeight() < named


@pytest.mark.parametrize(
    ("name", "last", "shown"),
    [
        ("Year", 2022.0, "2014"),
        ("built_year", 2022.0, "2014"),
        ("area", 2022.0, "2,014"),
        ("yearning", 2022.0, "2,014"),
        ("years ago", 40_000.0, "20,000"),
    ],
)
def test_years_have_no_groups(window: Any, name: str, last: float, shown: str) -> None:
    x = np.linspace(2012.0, last, 11)
    window.session.opening.open_dataset(Dataset(x[:, np.newaxis], x, (name,)))
    window.content.clock.render_now()
    window.shell.grab()
    texts = [text for _, text in drawn(window.content.data_view.canvas.axes["bottom"])]
    assert shown in texts
    assert len({"," in text for text in texts if len(text) > 3}) == 1


def test_the_weight_of_a_year_is_no_year(window: Any) -> None:
    window.session.opening.open_example("longley")
    window.content.clock.render_now()
    canvas = window.content.surface_view.canvas
    canvas.view_box.setRange(yRange=(-1000.0, 9000.0), padding=0.0)
    window.shell.grab()
    axis = canvas.axes["left"]
    assert "year" in axis.title
    thousands = [text for _, text in drawn(axis) if len(text) > 3]
    assert thousands
    assert all("," in text for text in thousands)
