"""Pictures as files and on the clipboard."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSize, QSizeF
from PySide6.QtGui import (
    QGuiApplication,
    QImageWriter,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.views.exporting.picture_painting import Subject, check_size, image_of, paint
from linreg_gui.views.exporting.svg_device import SvgDevice

POINTS_PER_INCH = 72


def save_picture(subject: Subject, path: Path, size: QSize | None = None) -> None:
    """Save a picture of a widget; a file of that name is replaced only when all is well.

    Parameters
    ----------
    subject : Subject
    path : Path
        Its suffix is one of ``PICTURE_SUFFIXES``.
    size : QSize, optional
        In pixels, of the widget's proportions; that of the widget by default. A drawing is as
        large as so many pixels of the screen.

    Raises
    ------
    StorageError
        One sentence.
    """
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        known = ", ".join(PICTURE_SUFFIXES)
        raise StorageError(f"{shown_name(path)} is no picture: its name must end in {known}.")
    wanted = subject.widget.size() if size is None else size
    check_size(wanted)
    write_safely(path, make(subject, wanted))


def copy_picture(subject: Subject, size: QSize) -> None:
    """Put a picture of a widget on the clipboard.

    Raises
    ------
    StorageError
        As for `image_of`.
    """
    QGuiApplication.clipboard().setImage(image_of(subject, size))


def _png(subject: Subject, size: QSize) -> bytes:
    image = image_of(subject, size)
    image.setDevicePixelRatio(1.0)
    image.setText("Title", subject.title)
    buffer = _open_buffer()
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise StorageError(f"The picture could not be made: {writer.errorString()}.")
    return bytes(buffer.data().data())


def _svg(subject: Subject, size: QSize) -> bytes:
    widget = subject.widget
    device = SvgDevice(widget.size(), widget.logicalDpiX(), subject.title)
    painter = QPainter(device)
    paint(subject, painter)
    painter.end()
    return device.document(size).encode("utf-8")


def _pdf(subject: Subject, size: QSize) -> bytes:
    widget, buffer = subject.widget, _open_buffer()
    dots = widget.logicalDpiX()
    writer = QPdfWriter(buffer)
    writer.setTitle(subject.title)
    writer.setCreator("linreg_gui")
    writer.setResolution(dots)  # so that a logical pixel is a unit of the page
    points = QSizeF(size) * (POINTS_PER_INCH / dots)
    exactly = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exactly))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    painter.scale(size.width() / widget.width(), size.height() / widget.height())
    paint(subject, painter)
    painter.end()
    return bytes(buffer.data().data())


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


_MAKERS: MappingProxyType[str, Callable[[Subject, QSize], bytes]] = MappingProxyType(
    {".png": _png, ".svg": _svg, ".pdf": _pdf}
)
PICTURE_SUFFIXES = tuple(_MAKERS)
