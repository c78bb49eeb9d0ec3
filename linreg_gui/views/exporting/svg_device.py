"""A paint device whose drawing is written as SVG."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintDevice, QPaintEngine

from linreg_gui.views.exporting.svg_engine import SvgEngine

Metric = QPaintDevice.PaintDeviceMetric
RATIO_PARTS = 65536
"""In which Qt counts the ratio of device to logical pixels."""


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
        """Give what does the drawing."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Answer Qt's questions about size and resolution."""
        return self._metrics.get(metric, 0)

    def document(self, shown_size: QSize | None = None) -> str:
        """Give the whole drawing, to be shown at another size than that painted if one is given."""
        shown = shown_size or self._size
        box = f"0 0 {self._size.width()} {self._size.height()}"
        title = self._title.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{shown.width()}" height="{shown.height()}" viewBox="{box}">\n'
            f"<title>{title}</title>\n{self._engine.elements()}\n</svg>\n"
        )
