"""Widgets as images and as drawings: what is on the screen, at any resolution."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QMainWindow, QWidget

from linreg_gui.session.wording import count
from linreg_gui.storage.errors import StorageError

MOST_PIXELS = 100_000_000
MOST_NESTED = 4
"""Layouts within one another that a widget which comes changes, one after the other."""
LONGEST_SIDE = 32_767
"""Qt paints no further."""
FLAGS = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren


class Pane(Enum):
    """What a picture shows."""

    PLOTS = "plots"
    """The three plots with formula and epoch, without controls."""
    WINDOW = "window"
    DATA = "data"
    SURFACE = "surface"
    LOSS = "loss"


@dataclass(frozen=True)
class Subject:
    """A widget to make pictures of.

    Attributes
    ----------
    widget : QWidget
    background : str
        The colour behind it.
    title : str
        What it is called inside a drawing.
    """

    widget: QWidget
    background: str
    title: str


def image_of(subject: Subject, size: QSize) -> QImage:
    """Paint a widget at a resolution of its own.

    Parameters
    ----------
    subject : Subject
    size : QSize
        In pixels; of the widget's proportions.

    Returns
    -------
    QImage

    Raises
    ------
    StorageError
        If the size is none that can be painted.
    """
    check_size(size)
    # Lines thinner than a pixel come out broken: a smaller picture is a large one made smaller.
    painted = size.expandedTo(subject.widget.size())
    image = QImage(painted, QImage.Format.Format_RGB32)
    if image.isNull():
        raise StorageError(f"There is no memory for a picture of {size_text(size)} pixels.")
    image.setDevicePixelRatio(painted.width() / subject.widget.width())
    painter = QPainter(image)
    paint(subject, painter)
    painter.end()
    if painted == size:
        return image
    image.setDevicePixelRatio(1.0)
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def paint(subject: Subject, painter: QPainter) -> None:
    """Paint a widget afresh, on whatever the painter paints on."""
    lay_out()
    area = subject.widget.rect()
    painter.fillRect(area, QColor(subject.background))
    with _without_controls(subject.widget), _without_caches(subject.widget):
        QWidget.render(subject.widget, painter, QPoint(), QRegion(area), FLAGS)


def lay_out() -> None:
    """Lay out every widget now; Qt would do it in the next turn of its loop."""
    for _ in range(MOST_NESTED):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def check_size(size: QSize) -> None:
    """Refuse a size that cannot be painted.

    Raises
    ------
    StorageError
    """
    width, height = size.width(), size.height()
    if min(width, height) < 1:
        raise StorageError(f"A picture of {size_text(size)} pixels would be empty.")
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise StorageError(
            f"A picture of {size_text(size)} pixels is too large: at most {count(MOST_PIXELS)} "
            f"pixels, and {count(LONGEST_SIDE)} on a side."
        )


def size_text(size: QSize) -> str:
    """Write a size, as in 1,280 × 800."""
    return f"{count(size.width())} × {count(size.height())}"


@contextlib.contextmanager
def _without_controls(widget: QWidget) -> Iterator[None]:
    """Leave out what lies over a plot to be dragged; a picture of the whole window has it."""
    children = [] if isinstance(widget, QMainWindow) else widget.findChildren(QWidget)
    controls = [one for one in children if one.property("role") == "control" and not one.isHidden()]
    for control in controls:
        control.hide()
    try:
        yield
    finally:
        for control in controls:
            control.show()


@contextlib.contextmanager
def _without_caches(widget: QWidget) -> Iterator[None]:
    """Let plots paint their lines: what they keep for the screen are pixels of the screen."""
    views = widget.findChildren(QGraphicsView)
    modes = [(view, view.cacheMode()) for view in views]
    items = [item for view in views for item in view.scene().items()]
    item_modes = [(item, item.cacheMode()) for item in items]
    for view in views:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    for item in items:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    try:
        yield
    finally:
        for view, mode in modes:
            view.setCacheMode(mode)
        for item, item_mode in item_modes:
            item.setCacheMode(item_mode)
