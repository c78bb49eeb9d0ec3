"""Qt's paths, pens and brushes in the words of SVG: https://www.w3.org/TR/SVG11/."""

import base64
import math

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTransform,
)

CAPS = {
    Qt.PenCapStyle.FlatCap: "butt",
    Qt.PenCapStyle.SquareCap: "square",
    Qt.PenCapStyle.RoundCap: "round",
}
JOINS = {Qt.PenJoinStyle.RoundJoin: "round", Qt.PenJoinStyle.BevelJoin: "bevel"}
SPREADS = {QGradient.Spread.ReflectSpread: "reflect", QGradient.Spread.RepeatSpread: "repeat"}


def number(value: float) -> str:
    """Write a coordinate to a hundredth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def path_data(path: QPainterPath) -> str:
    """Write a path as the ``d`` of an element."""
    parts = []
    place, count = 0, path.elementCount()
    while place < count:
        element = path.elementAt(place)
        if element.isCurveTo():
            points = [path.elementAt(place + step) for step in range(3)]
            parts.append("C" + " ".join(f"{number(p.x)},{number(p.y)}" for p in points))
            place += 3
            continue
        letter = "M" if element.isMoveTo() else "L"
        parts.append(f"{letter}{number(element.x)},{number(element.y)}")
        place += 1
    return "".join(parts)


def matrix(transform: QTransform) -> str:
    """Write an affine map."""
    entries = (
        *(transform.m11(), transform.m12(), transform.m21(), transform.m22()),
        *(transform.dx(), transform.dy()),
    )
    return f"matrix({','.join(f'{entry:.9g}' for entry in entries)})"


def colour(name: str, tint: QColor, opacity: float) -> str:
    """Write a colour as the attribute ``name``, with its opacity if it has one."""
    alpha = tint.alphaF() * opacity
    words = f' {name}="{tint.name()}"'
    return words if alpha >= 1.0 else f'{words} {name}-opacity="{alpha:.3f}"'


def stroke(pen: QPen, scale: float, opacity: float) -> str:
    """Write a pen; ``scale`` is that of the coordinates, which a cosmetic pen does not share."""
    if pen.style() == Qt.PenStyle.NoPen:
        return ""
    width = pen.widthF() or 1.0
    width *= 1.0 if pen.isCosmetic() or not pen.widthF() else scale
    words = colour("stroke", pen.color(), opacity) + f' stroke-width="{number(width)}"'
    words += f' stroke-linecap="{CAPS.get(pen.capStyle(), "butt")}"'
    words += f' stroke-linejoin="{JOINS.get(pen.joinStyle(), "miter")}"'
    if pen.style() != Qt.PenStyle.SolidLine:
        dashes = " ".join(number(dash * width) for dash in pen.dashPattern())
        words += f' stroke-dasharray="{dashes}"'
        words += f' stroke-dashoffset="{number(pen.dashOffset() * width)}"'
    return words


def scale_of(transform: QTransform) -> float:
    """Return how much larger a map makes things, on the whole."""
    return math.sqrt(abs(transform.determinant()))


def gradient(brush: QBrush, transform: QTransform, name: str, opacity: float) -> str:
    """Define the gradient of a brush; empty when it has none that SVG knows."""
    shade = brush.gradient()
    if isinstance(shade, QRadialGradient):
        centre, focus = shade.center(), shade.focalPoint()
        kind = "radialGradient"
        place = {"cx": centre.x(), "cy": centre.y(), "fx": focus.x(), "fy": focus.y()}
        place["r"] = shade.radius()
    elif isinstance(shade, QLinearGradient):
        begin, end = shade.start(), shade.finalStop()
        kind = "linearGradient"
        place = {"x1": begin.x(), "y1": begin.y(), "x2": end.x(), "y2": end.y()}
    else:
        return ""
    words = " ".join(f'{key}="{value:.9g}"' for key, value in place.items())
    stops = "".join(_stop(offset, tint, opacity) for offset, tint in shade.stops())
    return (
        f'<{kind} id="{name}" {_units(shade, brush, transform)} {words} '
        f'spreadMethod="{SPREADS.get(shade.spread(), "pad")}">{stops}</{kind}>'
    )


def _units(shade: QGradient, brush: QBrush, transform: QTransform) -> str:
    if shade.coordinateMode() != QGradient.CoordinateMode.LogicalMode:
        return 'gradientUnits="objectBoundingBox"'
    to_device = matrix(brush.transform() * transform)
    return f'gradientUnits="userSpaceOnUse" gradientTransform="{to_device}"'


def _stop(offset: float, tint: QColor, opacity: float) -> str:
    alpha = tint.alphaF() * opacity
    faded = "" if alpha >= 1.0 else f' stop-opacity="{alpha:.3f}"'
    return f'<stop offset="{offset:.5g}" stop-color="{tint.name()}"{faded}/>'


def image_data(image: QImage) -> str:
    """Write an image as an address that holds all of it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return "data:image/png;base64," + base64.b64encode(buffer.data().data()).decode("ascii")
