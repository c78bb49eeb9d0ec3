"""Pictures of the window and its panes: the pixels of the screen, and lines in the drawings."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPen,
    QRadialGradient,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QGraphicsView

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.exporting import svg_device
from linreg_gui.views.exporting.picture_files import PICTURE_SUFFIXES, copy_picture, save_picture
from linreg_gui.views.exporting.picture_painting import Subject, image_of
from linreg_gui.views.exporting.svg_device import SvgDevice

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ("data_view", "surface_view", "curve_view")


def subject_of(window: Any, name: str = "") -> Subject:
    widget = getattr(window.content, name) if name else window.shell
    return Subject(widget, "#ffffff", "a title")


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Give red, green and blue of an image, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1, 4)
    return rows[:, : plain.width(), :3].copy()


def drawn(text: str, size: QSize) -> NDArray[np.uint8]:
    """Show an SVG document on white."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    renderer = QSvgRenderer(text.encode())
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    return pixels(image)


@pytest.fixture
def trained(window: Any) -> Any:
    window.session.player.step(60)
    window.content.settle()
    QApplication.processEvents()  # the Runs card has come: the column is laid out
    return window


# ---- pixels


def test_a_picture_of_the_window_is_what_the_screen_shows(trained: Any) -> None:
    shell = trained.shell
    shown = pixels(shell.grab().toImage())
    np.testing.assert_array_equal(pixels(image_of(subject_of(trained), shell.size())), shown)


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_a_png_has_the_pixels_asked_for(trained: Any, tmp_path: Path, scale: int) -> None:
    subject = subject_of(trained, "surface_view")
    size = subject.widget.size() * scale
    save_picture(subject, tmp_path / "a.png", size)
    image = QImage(str(tmp_path / "a.png"))
    assert image.size() == size
    assert image.text("Title") == "a title"
    assert len(np.unique(pixels(image).astype(int) @ [65_536, 256, 1])) > 50


def test_a_larger_picture_is_sharper_not_only_larger(trained: Any) -> None:
    subject = subject_of(trained, "surface_view")
    small, large = (image_of(subject, subject.widget.size() * scale) for scale in (1, 4))
    blown_up = small.scaled(large.size(), mode=Qt.TransformationMode.SmoothTransformation)

    def sharpness(image: QImage) -> float:
        return float(np.abs(np.diff(pixels(image).astype(int), axis=1)).max(axis=2).mean())

    assert sharpness(large) > 1.1 * sharpness(blown_up)


def test_what_is_kept_for_the_screen_is_kept_again_afterwards(trained: Any) -> None:
    def modes() -> list[Any]:
        views = trained.shell.findChildren(QGraphicsView)
        items = [item.cacheMode() for view in views for item in view.scene().items()]
        return [view.cacheMode() for view in views] + items

    before = modes()
    image_of(subject_of(trained), trained.shell.size())
    assert modes() == before
    assert len(set(before)) > 1


def test_the_handle_that_tips_the_surface_up_is_in_pictures_of_the_window_only(
    window: Any,
) -> None:
    session, view = window.session, window.content.surface_view
    session.set_view_options(replace(session.view_options, is_tilted=True))
    window.content.settle()
    rail = view.rail
    assert rail.isVisible()
    size = view.size()
    picture = pixels(image_of(subject_of(window, "surface_view"), size))
    assert rail.isVisible()
    whole = pixels(image_of(subject_of(window), window.shell.size()))
    knob = rail.knob_at(rail.tip).toPoint()
    pane, of_window = rail.mapTo(view, knob), rail.mapTo(window.shell, knob)
    x, y = of_window.x() - pane.x(), of_window.y() - pane.y()
    in_window = whole[y : y + size.height(), x : x + size.width()]
    left, top = rail.width() + rail.x(), rail.height() + rail.y()
    assert len(np.unique(picture[:top, :left].reshape(-1, 3), axis=0)) < 3
    assert len(np.unique(in_window[:top, :left].reshape(-1, 3), axis=0)) > 10
    window.shell.hide()
    unseen = pixels(image_of(subject_of(window, "surface_view"), size))
    assert len(np.unique(unseen[:top, :left].reshape(-1, 3), axis=0)) < 3


@pytest.mark.parametrize("name", ["data_view", "surface_view"])
def test_controls_left_out_of_a_picture_leave_the_ground_of_the_pane(
    window: Any, name: str
) -> None:
    window.session.opening.open_dataset(EXAMPLES["longley"].dataset())
    window.content.settle()
    view = getattr(window.content, name)
    top = view.canvas.y()
    assert top > 20
    picture = pixels(image_of(subject_of(window, name), view.size()))
    colours = np.unique(picture[:top].reshape(-1, 3), axis=0).tolist()
    card = QColor(window.content.clock.theme.card)
    assert colours == [[card.red(), card.green(), card.blue()]]


def test_the_clipboard_takes_a_picture(trained: Any) -> None:
    subject = subject_of(trained, "data_view")
    copy_picture(subject, subject.widget.size() * 2)
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == subject.widget.size() * 2
    np.testing.assert_array_equal(
        pixels(copied), pixels(image_of(subject, subject.widget.size() * 2))
    )


# ---- refusals


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (QSize(0, 0), "0 × 0 pixels would be empty"),
        (QSize(10, 0), "would be empty"),
        (QSize(30_000, 30_000), "30,000 × 30,000 pixels is too large"),
        (QSize(40_000, 10), "32,767 on a side"),
    ],
)
def test_sizes_that_cannot_be_painted_are_refused(
    window: Any, tmp_path: Path, size: QSize, words: str
) -> None:
    for suffix in PICTURE_SUFFIXES:
        with pytest.raises(StorageError, match=words):
            save_picture(subject_of(window), tmp_path / f"a{suffix}", size)
        assert not list(tmp_path.glob("a*")), suffix


@pytest.mark.parametrize("name", ["a.bmp", "a", "a.png.txt"])
def test_unknown_suffixes_are_refused(window: Any, tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match=r"must end in .png, .svg, .pdf"):
        save_picture(subject_of(window), tmp_path / name)


@pytest.mark.parametrize("suffix", PICTURE_SUFFIXES)
def test_a_folder_that_is_not_there_is_one_sentence(
    window: Any, tmp_path: Path, suffix: str
) -> None:
    with pytest.raises(StorageError, match="its folder does not exist"):
        save_picture(subject_of(window), tmp_path / "gone" / f"a{suffix}")


def test_one_pixel_is_a_picture(window: Any, tmp_path: Path) -> None:
    save_picture(subject_of(window), tmp_path / "a.png", QSize(1, 1))
    assert QImage(str(tmp_path / "a.png")).size() == QSize(1, 1)


def test_a_picture_can_be_taken_while_a_run_is_under_way(window: Any, tmp_path: Path) -> None:
    window.session.player.run()
    save_picture(subject_of(window), tmp_path / "a.png")
    assert window.session.player.state.is_running
    window.session.player.pause()
    assert QImage(str(tmp_path / "a.png")).size() == window.shell.size()


# ---- drawings


@pytest.mark.parametrize("name", VIEWS)
def test_panes_are_drawn_in_lines_without_a_pixel(trained: Any, tmp_path: Path, name: str) -> None:
    subject = subject_of(trained, name)
    for suffix in (".svg", ".pdf"):
        save_picture(subject, tmp_path / f"a{suffix}")
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert root.attrib["width"] == str(subject.widget.width())
    assert len(root.findall(f".//{SVG}path")) > 20
    assert not root.findall(f".//{SVG}image")
    assert b"/Subtype /Image" not in (tmp_path / "a.pdf").read_bytes()


def test_a_pdf_is_one_page_of_the_size_on_the_screen(trained: Any, tmp_path: Path) -> None:
    subject = subject_of(trained)
    save_picture(subject, tmp_path / "a.pdf")
    raw = (tmp_path / "a.pdf").read_bytes()
    assert raw.startswith(b"%PDF-")
    assert raw.count(b"/Type /Page\n") == 1
    box = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", raw)
    assert box is not None
    points = [
        value * 72 / subject.widget.logicalDpiX() for value in (*subject.widget.size().toTuple(),)
    ]
    assert [float(value) for value in box.groups()] == pytest.approx(points, abs=1.0)


def test_a_drawing_of_the_window_looks_like_the_window(trained: Any, tmp_path: Path) -> None:
    subject = subject_of(trained, "data_view")
    save_picture(subject, tmp_path / "a.svg")
    shown = pixels(image_of(subject, subject.widget.size()))
    found = drawn((tmp_path / "a.svg").read_text(encoding="utf-8"), subject.widget.size())
    difference = np.abs(shown.astype(int) - found).max(axis=2)
    assert np.mean(difference > 64) < 0.02


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler shows the page")
@pytest.mark.parametrize("name", ["", *VIEWS])
def test_a_page_looks_like_the_window(trained: Any, tmp_path: Path, name: str) -> None:
    subject = subject_of(trained, name)
    save_picture(subject, tmp_path / "a.pdf")
    dots = str(subject.widget.logicalDpiX())
    command = ["pdftoppm", "-png", "-singlefile", "-r", dots, "a.pdf", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    shown = pixels(image_of(subject, subject.widget.size())).astype(int)
    found = pixels(QImage(str(tmp_path / "a.png"))).astype(int)
    height, width = np.minimum(shown.shape, found.shape)[:2]  # a part of a pixel may be one more
    assert (height, width) == shown.shape[:2]
    difference = np.abs(shown - found[:height, :width]).max(axis=2)
    assert np.mean(difference > 64) < 0.02


# ---- the SVG device


@pytest.fixture
def canvas(qapp: Any) -> Iterator[tuple[SvgDevice, QPainter]]:
    device = SvgDevice(QSize(100, 80), 96, "a < b & c")
    painter = QPainter(device)
    yield device, painter
    if painter.isActive():
        painter.end()


def finished(canvas: tuple[SvgDevice, QPainter]) -> ET.Element:
    device, painter = canvas
    painter.end()
    return ET.fromstring(device.document())


def test_titles_are_text_not_tags(canvas: Any) -> None:
    title = finished(canvas).find(f"{SVG}title")
    assert title is not None
    assert title.text == "a < b & c"


def test_a_clip_is_where_it_was_set_and_ends_with_its_state(canvas: Any) -> None:
    painter = canvas[1]
    painter.translate(10, 20)
    painter.save()
    painter.setClipRect(QRectF(0, 0, 30, 30))
    painter.translate(500, 500)
    painter.resetTransform()
    painter.setClipRect(QRectF(0, 0, 20, 100), Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(0, 0, 100, 80), QColor("red"))
    painter.fillRect(QRectF(12, 22, 2, 2), QColor("blue"))
    painter.restore()
    painter.fillRect(QRectF(40, 40, 5, 5), QColor("green"))
    root = finished(canvas)
    red, blue, green = root.findall(f"{SVG}path")
    clip = root.find(f".//{SVG}clipPath/{SVG}path")
    assert clip is not None
    assert set(re.findall(r"[\d.]+,[\d.]+", clip.attrib["d"])) == {
        "10,20",
        "20,20",
        "20,50",
        "10,50",
    }
    assert "clip-path" in red.attrib
    assert "clip-path" not in blue.attrib
    assert "clip-path" not in green.attrib


def test_regions_clip_too(canvas: Any) -> None:
    painter = canvas[1]
    from PySide6.QtGui import QRegion

    painter.setClipRegion(QRegion(QRect(5, 5, 10, 10)))
    painter.fillRect(0, 0, 50, 50, QColor("red"))
    painter.setClipping(False)
    painter.fillRect(0, 0, 50, 50, QColor("red"))
    first, second = finished(canvas).findall(f"{SVG}path")
    assert "clip-path" in first.attrib
    assert "clip-path" not in second.attrib


def test_gradients_keep_the_transforms_of_brush_and_painter(canvas: Any) -> None:
    painter = canvas[1]
    radial = QRadialGradient(QPointF(0, 0), 1.0)
    radial.setColorAt(0.0, QColor(0, 0, 255, 128))
    radial.setColorAt(1.0, QColor("white"))
    brush = QBrush(radial)
    brush.setTransform(QTransform(10, 0, 0, 5, 40, 30))
    painter.translate(3, 4)
    painter.fillRect(QRectF(0, 0, 90, 70), brush)
    linear = QLinearGradient(0, 0, 1, 0)
    linear.setCoordinateMode(QLinearGradient.CoordinateMode.ObjectMode)
    painter.fillRect(QRectF(0, 0, 9, 7), QBrush(linear))
    root = finished(canvas)
    shade = root.find(f".//{SVG}radialGradient")
    assert shade is not None
    assert shade.attrib["gradientTransform"] == "matrix(10,0,0,5,43,34)"
    assert [stop.attrib.get("stop-opacity") for stop in shade] == ["0.502", None]
    straight = root.find(f".//{SVG}linearGradient")
    assert straight is not None
    assert straight.attrib["gradientUnits"] == "objectBoundingBox"
    assert len(root.findall(f"{SVG}path")) == 2


def test_pens_keep_width_dashes_and_opacity(canvas: Any) -> None:
    painter = canvas[1]
    pen = QPen(QColor(255, 0, 0, 51), 2.0, Qt.PenStyle.DashLine)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.scale(3, 3)
    painter.drawLine(QPointF(1, 2), QPointF(3, 2))
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLine(QPointF(1, 2), QPointF(3, 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawLine(QPointF(1, 2), QPointF(3, 2))
    wide, cosmetic = finished(canvas).findall(f"{SVG}path")
    assert wide.attrib["d"] == "M3,6L9,6"
    assert wide.attrib["stroke"] == "#ff0000"
    assert wide.attrib["stroke-opacity"] == "0.200"
    assert (wide.attrib["stroke-width"], wide.attrib["stroke-dasharray"]) == ("6", "24 18")
    assert (cosmetic.attrib["stroke-width"], cosmetic.attrib["stroke-dasharray"]) == ("2", "8 6")


def test_text_becomes_outlines(canvas: Any) -> None:
    canvas[1].drawText(QPointF(5, 40), "ŷ = 2 x")
    root = finished(canvas)
    assert not root.findall(f"{SVG}text")
    assert any("C" in path.attrib["d"] for path in root.findall(f"{SVG}path"))


def test_polygons_close_and_curves_do_not(canvas: Any) -> None:
    painter = canvas[1]
    corners = [QPointF(0, 0), QPointF(9, 0), QPointF(9, 9)]
    painter.setBrush(QColor("red"))
    painter.drawPolyline(corners)
    painter.drawPolygon(corners)
    painter.drawPolygon(corners, Qt.FillRule.WindingFill)
    line, odd, winding = finished(canvas).findall(f"{SVG}path")
    assert line.attrib["fill"] == "none"
    assert line.attrib["d"].endswith("L9,9")
    assert odd.attrib["d"].endswith("L0,0")
    assert odd.attrib["fill-rule"] == "evenodd"
    assert "fill-rule" not in winding.attrib


def test_images_are_inside_the_drawing(canvas: Any) -> None:
    painter = canvas[1]
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter.setOpacity(0.5)
    painter.drawImage(QRectF(10, 10, 20, 20), image, QRectF(0, 0, 2, 4))
    painter.setClipRect(QRectF(0, 0, 62, 62))
    painter.drawImage(QRectF(60, 60, 20, 20), image)
    device, _ = canvas
    painter.end()
    root = ET.fromstring(device.document())
    plain, clipped = root.findall(f".//{SVG}image")
    assert plain.attrib["opacity"] == "0.500"
    assert len(root.findall(f"{SVG}g")) == 1
    assert clipped.attrib["width"] == "20"
    assert drawn(device.document(), QSize(100, 80))[15, 15].tolist() == pytest.approx(
        [255, 127, 127], abs=2
    )


def test_an_error_in_the_engine_is_raised_by_the_document(
    canvas: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(svg_device, "path_data", fail)
    device, painter = canvas
    painter.drawEllipse(QPointF(5, 5), 4, 4)
    painter.end()
    with pytest.raises(ZeroDivisionError):
        device.document()
