"""A paint device whose drawing is written as SVG.

Qt has one of its own, but in 6.11 it clips in the wrong coordinates, forgets the transform of a
gradient, and names fonts that only its own system knows. Here everything is mapped to the pixels
of the drawing first, and text becomes its outlines: it looks the same everywhere.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)

from linreg_gui.views.exporting.svg_parts import (
    colour,
    gradient,
    image_data,
    matrix,
    number,
    path_data,
    scale_of,
    stroke,
)

Metric = QPaintDevice.PaintDeviceMetric
RATIO_PARTS = 65536
"""In which Qt counts the ratio of device to logical pixels."""
Dirty = QPaintEngine.DirtyFlag
NO_FILLING = ' fill="none"'
Arguments = ParamSpec("Arguments")


def _kept_inside(
    method: Callable[Concatenate[Any, Arguments], None],
) -> Callable[Concatenate[Any, Arguments], None]:
    """Keep an exception for later: PySide 6.11 crashes on one that leaves a paint engine."""

    @wraps(method)
    def guarded(engine: Any, /, *values: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            method(engine, *values, **named)
        except Exception as error:  # noqa: BLE001 - raised again by elements()
            engine.error = engine.error or error

    return guarded


class SvgEngine(QPaintEngine):
    """Turns what a painter does into elements; text reaches it as outlines."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.error: Exception | None = None
        self._elements: list[str] = []
        self._names: dict[str, str] = {}
        self._transform = QTransform()
        self._pen, self._brush, self._opacity = QPen(), QBrush(), 1.0
        self._clip: QPainterPath | None = None
        self._is_clipping = False

    def elements(self) -> str:
        """Return all that was drawn; raises what went wrong on the way."""
        if self.error is not None:
            raise self.error
        return "\n".join(self._elements)

    def begin(self, _device: QPaintDevice) -> bool:
        """Return True: nothing must be prepared."""
        return True

    def end(self) -> bool:
        """Return True: nothing is left to be written."""
        return True

    def type(self) -> QPaintEngine.Type:
        """Return a type for which Qt gives outlines, not pixels."""
        return QPaintEngine.Type.SVG

    @_kept_inside
    def updateState(self, state: QPaintEngineState) -> None:
        """Take pen, brush, coordinates and clip."""
        self._transform = state.transform()
        self._pen, self._brush = state.pen(), state.brush()
        self._opacity = state.opacity()
        self._is_clipping = state.isClipEnabled()
        dirty = state.state()
        if dirty & Dirty.DirtyClipPath:
            self._take_clip(state.clipPath(), state.clipOperation())
        elif dirty & Dirty.DirtyClipRegion:
            path = QPainterPath()
            path.addRegion(state.clipRegion())
            self._take_clip(path, state.clipOperation())

    @_kept_inside
    def drawPath(self, path: QPainterPath) -> None:
        """Fill and stroke a path."""
        self._draw(path, self._brush)

    @_kept_inside
    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        """Fill and stroke a polygon, or stroke an open line."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(point) for point in points]))
        is_open = mode == QPaintEngine.PolygonDrawMode.PolylineMode
        if mode == QPaintEngine.PolygonDrawMode.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        if not is_open:
            path.closeSubpath()
        self._draw(path, QBrush() if is_open else self._brush)

    @_kept_inside
    def drawPixmap(
        self, place: QRectF | QRect, pixmap: QPixmap | QImage, part: QRectF | QRect
    ) -> None:
        """Put an image into the drawing."""
        self.drawImage(place, QPixmap(pixmap).toImage(), part)

    @_kept_inside
    def drawImage(
        self,
        place: QRectF | QRect,
        image: QImage,
        part: QRectF | QRect,
        _flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor,
    ) -> None:
        """Put an image into the drawing."""
        shown, box = image.copy(QRectF(part).toAlignedRect()), QRectF(place)
        faded = "" if self._opacity >= 1.0 else f' opacity="{self._opacity:.3f}"'
        place_words = {"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()}
        words = " ".join(f'{name}="{number(value)}"' for name, value in place_words.items())
        element = (
            f'<image {words} preserveAspectRatio="none" transform="{matrix(self._transform)}"'
            f'{faded} xlink:href="{image_data(shown)}"/>'
        )
        clip = self._clip_words(self._transform.mapRect(box))
        self._elements.append(f"<g{clip}>{element}</g>" if clip else element)

    def _draw(self, path: QPainterPath, brush: QBrush) -> None:
        mapped = self._transform.map(path)
        filling = self._fill_words(brush)
        line = stroke(self._pen, scale_of(self._transform), self._opacity)
        if mapped.isEmpty() or not (filling or line):
            return
        rule = mapped.fillRule() == Qt.FillRule.OddEvenFill
        odd = ' fill-rule="evenodd"' if rule and filling else ""
        clip = self._clip_words(mapped.controlPointRect())
        words = f"{filling or NO_FILLING}{odd}{line}{clip}"
        self._elements.append(f'<path d="{path_data(mapped)}"{words}/>')

    def _fill_words(self, brush: QBrush) -> str:
        if brush.style() == Qt.BrushStyle.NoBrush:
            return ""
        definition = gradient(brush, self._transform, "NAME", self._opacity)
        if not definition:
            return colour("fill", brush.color(), self._opacity)
        return f' fill="url(#{self._named(definition)})"'

    def _clip_words(self, bounds: QRectF) -> str:
        """Name the clip in force; nothing where it cuts nothing off."""
        if self._clip is None or not self._is_clipping or self._clip.contains(bounds):
            return ""
        shape = f'<clipPath id="NAME"><path d="{path_data(self._clip)}"/></clipPath>'
        return f' clip-path="url(#{self._named(shape)})"'

    def _named(self, definition: str) -> str:
        """Return the name of a definition, which is written where it is first used."""
        if definition not in self._names:
            self._names[definition] = f"d{len(self._names)}"
            named = definition.replace("NAME", self._names[definition], 1)
            self._elements.append(f"<defs>{named}</defs>")
        return self._names[definition]

    def _take_clip(self, path: QPainterPath, operation: Qt.ClipOperation) -> None:
        if operation == Qt.ClipOperation.NoClip:
            self._clip = None
            return
        mapped = self._transform.map(path)
        is_part = operation == Qt.ClipOperation.IntersectClip and self._clip is not None
        self._clip = self._clip.intersected(mapped) if is_part and self._clip else mapped


class SvgDevice(QPaintDevice):
    """A drawing of a size in logical pixels, to be painted on and then written.

    Parameters
    ----------
    size : QSize
    dots_per_inch : int
        Those of the screen, so that type has the size it has there.
    title : str
    """

    def __init__(self, size: QSize, dots_per_inch: int, title: str) -> None:
        super().__init__()
        self._size = size
        self._title = title
        self._engine = SvgEngine()
        dots = dots_per_inch
        self._metrics = {
            Metric.PdmWidth: size.width(),
            Metric.PdmHeight: size.height(),
            **dict.fromkeys((Metric.PdmDpiX, Metric.PdmDpiY), dots),
            **dict.fromkeys((Metric.PdmPhysicalDpiX, Metric.PdmPhysicalDpiY), dots),
            Metric.PdmDevicePixelRatio: 1,
            Metric.PdmDevicePixelRatioScaled: RATIO_PARTS,
            Metric.PdmDepth: 32,
        }

    def paintEngine(self) -> QPaintEngine:
        """Return what does the drawing."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Answer Qt's questions about size and resolution."""
        return self._metrics.get(metric, 0)

    def document(self, shown_size: QSize | None = None) -> str:
        """Return the whole drawing, to be shown in the given size or else in that painted."""
        shown = shown_size or self._size
        box = f"0 0 {self._size.width()} {self._size.height()}"
        title = self._title.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{shown.width()}" height="{shown.height()}" viewBox="{box}">\n'
            f"<title>{title}</title>\n{self._engine.elements()}\n</svg>\n"
        )
