"""A run as one web page: it plays what was recorded, and asks no network for anything."""

import html
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from linreg_gui.storage.assets import asset
from linreg_gui.storage.safe_write import write_safely

WEB_SUFFIX = ".html"

Pairs = list[tuple[float, float]]


@dataclass(frozen=True)
class PageAxes:
    """What stands at the axes of a plot.

    Attributes
    ----------
    range : tuple of float
        Left, right, bottom and top.
    x_ticks, y_ticks : list of (float, str)
        Place and label of each tick.
    x_title, y_title : str
    """

    range: tuple[float, float, float, float]
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]
    x_title: str
    y_title: str


@dataclass(frozen=True)
class PageBowl:
    """The level lines of the loss surface.

    Attributes
    ----------
    centre : tuple of float
    reach : list of list of float
        Turns the unit circle into the highest level line in view, shape (2, 2).
    radii : list of float
        Of the level lines within that unit circle; empty for a trough.
    lines : list of (float, float, float, float)
        The straight level lines of a trough, each from one place to another.
    floor : list of float
        Of a trough, heights of its floor at the left and the right of the view, and of the highest
        level line at the left; empty for a bowl.
    """

    centre: tuple[float, float]
    reach: list[list[float]]
    radii: list[float]
    lines: list[tuple[float, float, float, float]]
    floor: list[float]


@dataclass(frozen=True)
class PageRun:
    """One run, at the epochs of the page that it has.

    Attributes
    ----------
    name : str
        Its letter, and what sets it apart.
    colour : int
        Number of its colour.
    dash : list of float
        Pixels of line and gap; empty for a solid line.
    is_shown : bool
        Whether formula, loss and epoch are those of this run.
    places : list of (float, float)
        On the loss surface.
    losses : list of float
        On the scale of the loss axis.
    ends : list of (float, float)
        Heights of the line at the left and the right end of the data's axis.
    texts : list of (str, str, str, str)
        Slope, sign and size of the intercept, and loss, as the program writes them; only of the
        run shown.
    """

    name: str
    colour: int
    dash: list[float]
    is_shown: bool
    places: Pairs
    losses: list[float]
    ends: Pairs
    texts: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class WebPage:
    """All that a page plays.

    Attributes
    ----------
    title : str
    epochs : list of int
        Ascending; each run has the first of them.
    at : int
        Index of the epoch shown at first.
    points : list of (float, float)
    rings : list of int
        Which of the points are held out; drawn as rings.
    axes : dict
        Of "data", "surface" and "loss".
    bowl : PageBowl
    lowest : float or None
        The least loss, on the scale of the loss axis; None while it is to be guessed.
    runs : list of PageRun
    light, dark : dict
        Colours by their names in the theme.
    """

    title: str
    epochs: list[int]
    at: int
    points: Pairs
    rings: list[int]
    axes: dict[str, PageAxes]
    bowl: PageBowl
    lowest: float | None
    runs: list[PageRun]
    light: Mapping[str, Any]
    dark: Mapping[str, Any]


def write_web_page(path: str | os.PathLike[str], page: WebPage) -> None:
    """Write a page as one file.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    values = json.dumps(asdict(page), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Within a script element "</" would end it, and "<!--" change how it is read.
    values = values.replace("<", "\\u003c")
    template = asset("page.html").read_text(encoding="utf-8")
    before, after = template.split("@PAGE@")
    text = before.replace("@TITLE@", html.escape(page.title)) + values + after
    # A file's name may hold bytes that are no text.
    write_safely(path, text.encode("utf-8", "replace"))
