"""The slider that goes through the epochs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle


class Scrubber(QSlider):
    """A slider that goes where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the pointer, and let it be dragged on from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            spare = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength)
            position = round(event.position().x()) - spare // 2
            self.setValue(
                QStyle.sliderValueFromPosition(
                    self.minimum(), self.maximum(), position, max(1, self.width() - spare)
                )
            )
        super().mousePressEvent(event)
