"""The web page of what a window shows: its three plots, as they are framed now."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from linreg_gui.session.curve import Line
from linreg_gui.session.frame import Frame
from linreg_gui.session.run_differences import short_difference
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.web_page import PageAxes, PageBowl, PageRun, WebPage
from linreg_gui.views.canvas.level_lines import levels_below, shades
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.exporting.animation_panel import frame_epochs
from linreg_gui.views.exporting.picture_painting import Pane, Subject
from linreg_gui.views.look.theme import BRANCH_DASHES, DARK, LIGHT, Theme
from linreg_gui.views.widgets.formatting import equation_texts, measured

MOST_EPOCHS = 1200
"""Of a longer run, the epochs are taken ever farther apart."""
MOST_POINTS = 2000
DIGITS = 10
"""Of each number: also years and Julian days stand where they belong."""
NAMED = {"data": Pane.DATA, "surface": Pane.SURFACE, "loss": Pane.LOSS}


def web_page(session: Session, subjects: Mapping[Pane, Subject], title: str) -> WebPage:
    """Collect what the page plays.

    Parameters
    ----------
    session : Session
    subjects : mapping
        The panes of its window.
    title : str

    Raises
    ------
    StorageError
        Without points, of more than a straight line, or while a pane has no room for its plot.
    """
    frame = session.frame()
    if not frame.is_line:
        kind = "a curve" if frame.settings.degree > 1 else "a model of several features"
        raise StorageError(f"A web page plays the runs of a straight line; this is {kind}.")
    panes: dict[str, Any] = {name: subjects[pane].widget for name, pane in NAMED.items()}
    axes = {name: _axes(pane.canvas) for name, pane in panes.items()}
    if frame.objective is None:
        raise StorageError("There are no points, so no run to play.")
    scale, data_axes = panes["loss"].scene.scale, axes["data"]
    branches = [branch for branch in frame.branches if not branch.is_hidden]
    ends = {branch.history.last_epoch for branch in branches}
    epochs = sorted({*frame_epochs(0, max(ends), MOST_EPOCHS, is_early=True), *ends, frame.cursor})
    runs = []
    for branch in branches:
        kept = [epoch for epoch in epochs if epoch <= branch.history.last_epoch]
        losses = scale.places(branch.history.losses[kept])
        runs.append(_run(frame, branch, kept, losses.tolist(), data_axes.range[:2]))
    best = frame.objective.loss.minimum_value
    points, rings = _points(frame)
    is_hidden = session.view_options.is_guessing
    return WebPage(
        title=title,
        epochs=epochs,
        at=epochs.index(frame.cursor),
        points=points,
        rings=rings,
        axes=axes,
        bowl=_bowl(frame, panes["surface"].canvas),
        lowest=None if is_hidden else _short(scale.place(best)),
        runs=runs,
        light=_colours(LIGHT),
        dark=_colours(DARK),
    )


def _axes(canvas: PlotCanvas) -> PageAxes:
    shown = canvas.shown_range()
    if shown is None:
        raise StorageError("A pane has no room for its plot: make the window larger.")
    bottom, left = canvas.axes["bottom"], canvas.axes["left"]
    across = bottom.ticks(*shown[:2], bottom.size().width())
    upwards = left.ticks(*shown[2:], left.size().height())
    return PageAxes(
        range=shown,
        x_ticks=list(zip(across.values, across.labels, strict=True)),
        y_ticks=list(zip(upwards.values, upwards.labels, strict=True)),
        x_title=f"{bottom.title}  {across.note}".rstrip(),
        y_title=f"{left.title}  {upwards.note}".rstrip(),
    )


def _run(
    frame: Frame,
    branch: Branch,
    epochs: list[int],
    losses: list[float],
    ends: tuple[float, ...],
) -> PageRun:
    assert frame.objective is not None
    places = branch.history.parameters[epochs]
    lines = frame.objective.to_data_units(places)
    left, right = (lines[:, 0] * end + lines[:, 1] for end in ends)
    texts = []
    if branch.is_shown:
        for line, loss in zip(lines.tolist(), branch.history.losses[epochs].tolist(), strict=True):
            texts.append((*equation_texts(frame.dataset.digits, Line(*line)), measured(loss)))
    return PageRun(
        name=f"{branch.letter} {short_difference(branch, frame.branches)}".rstrip(),
        colour=branch.number,
        dash=list(BRANCH_DASHES[branch.number % len(BRANCH_DASHES)]),
        is_shown=branch.is_shown,
        places=_pairs(places),
        losses=[_short(loss) for loss in losses],
        ends=_pairs(np.column_stack([left, right])),
        texts=texts,
    )


def _points(frame: Frame) -> tuple[list[tuple[float, float]], list[int]]:
    """Return points, not too many, and which of them are held out."""
    data = frame.dataset
    every = math.ceil(data.n_samples / MOST_POINTS)
    mask = np.zeros(data.n_samples, bool) if data.is_held_out is None else data.is_held_out
    points = _pairs(np.column_stack([data.x, data.y])[::every])
    return points, np.flatnonzero(mask[::every]).tolist()


def _bowl(frame: Frame, canvas: PlotCanvas) -> PageBowl:
    shown = canvas.shown_range()
    assert shown is not None
    assert frame.objective is not None
    left, right, *_ = shown
    bowl = frame.objective.loss.bowl
    highest = bowl.highest_excess(shown)
    levels = levels_below(highest)  # none where the losses are too large to compute
    lines, floor, radii, reach = [], [], [], np.zeros((2, 2))
    if levels and bowl.ellipse is None:
        (slope, height), (_, edge) = bowl.trough_line(0.0, 1), bowl.trough_line(highest, 1)
        floor = [slope * left + height, slope * right + height, slope * left + edge]
        for level in levels_below(highest, count=12):
            for side in (-1, 1):
                slope, height = bowl.trough_line(level, side)
                lines.append((left, slope * left + height, right, slope * right + height))
    elif levels and bowl.ellipse is not None and np.isfinite(bowl.ellipse).all():
        radii = [math.sqrt(level / highest) for level in levels]
        reach = bowl.ellipse * math.sqrt(highest)
    centre = float(bowl.centre[0]), float(bowl.centre[1])
    return PageBowl(centre, reach.tolist(), radii, lines, floor)


def _colours(theme: Theme) -> dict[str, Any]:
    plain = {each.name: getattr(theme, each.name) for each in fields(theme)}
    colours = {name: value for name, value in plain.items() if isinstance(value, str | tuple)}
    return {**colours, "shades": [(place, colour.name()) for place, colour in shades(theme)]}


def _pairs(rows: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[float, float]]:
    # A page holds no infinite number: what is too large to compute is far out of view.
    return [(_short(first), _short(second)) for first, second in np.nan_to_num(rows).tolist()]


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
