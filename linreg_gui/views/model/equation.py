"""The equation of the Model card, in type that is as large as it fits."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QResizeEvent,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy

SCALES = (1.69, 1.4, 1.1, 0.9)
"""Of the type: 22 px where other type has 13; smaller only where the numbers would be cut."""
ROWS_SCALES = SCALES[1:]
"""Of an equation of several rows."""
ROW_SPACING = 4
M_AND_B, FORMULA = "m and b", "the formula"


class Equation(QLabel):
    """The equation, as large as it fits; a click or its menu copies the numbers."""

    tip_asked = Signal()
    """Before its tool tip is shown: the text is worked out then, and not for each frame."""

    def __init__(self) -> None:
        super().__init__()
        self.copy_line, self.copy_best = QAction(self), QAction(self)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.addActions([self.copy_line, self.copy_best])
        self._n_rows = 0
        self._fitted: tuple[str, int, int, QFont, QFont] | None = None
        """For what the type was chosen, and the type chosen."""
        self.name("Equation of the line shown", M_AND_B)

    def name(self, name: str, copied: str) -> None:
        """Say what is shown, and what is copied of it."""
        if name == self.accessibleName():
            return
        self.setAccessibleName(name)
        self.copy_line.setText(f"Copy {copied}")
        self.copy_best.setText(f"Copy {copied} of the best fit")

    def setText(self, text: str) -> None:
        """Show another equation; Qt would lay out the same one anew."""
        if text != self.text():
            super().setText(text)

    def hasHeightForWidth(self) -> bool:
        """Return False: the height is fixed, and layouts would lay the text out to ask for it."""
        return False

    def show_rows(self, n_rows: int) -> None:
        """Let a long equation have room for rows, in smaller type; 1 is one row of any size."""
        if n_rows != self._n_rows:
            self._n_rows = n_rows
            self.setWordWrap(n_rows > 1)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Ask for the tool tip when it is wanted."""
        if event.type() == QEvent.Type.ToolTip:
            self.tip_asked.emit()
        return bool(super().event(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Copy by a click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.copy_line.trigger()
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the type again."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the type; the height is always that of the largest."""
        font = QFont(QApplication.font())
        fitted = self.text(), self._n_rows, self.width(), font, self.font()
        if fitted == self._fitted:
            return
        self._choose_type(QFont(font))
        self._fitted = (*fitted[:-1], self.font())

    def _choose_type(self, font: QFont) -> None:
        font.setFeature(QFont.Tag("tnum"), 1)
        usual = font.pointSizeF()
        if self._n_rows > 1:
            self._fit_rows(font, usual)
            return
        for scale in SCALES:
            font.setPointSizeF(usual * scale)
            self.setFont(font)
            if scale == SCALES[0]:
                self.setFixedHeight(self.fontMetrics().height() + ROW_SPACING)
            if self.sizeHint().width() <= self.width():
                break

    def _fit_rows(self, font: QFont, usual: float) -> None:
        """Choose the type of several rows; only an equation too long for them is higher.

        They are laid out aside: a type tried on the label itself lays out the whole column.
        """
        trial, room, height = self._rows_aside(), 0, 0
        for scale in ROWS_SCALES:
            font.setPointSizeF(usual * scale)
            trial.setDefaultFont(font)
            room = room or self._n_rows * (QFontMetrics(font).height() + ROW_SPACING)
            height = round(trial.size().height())
            if height <= room:
                break
        self.setFont(font)
        self.setFixedHeight(max(room, height))

    def _rows_aside(self) -> QTextDocument:
        """Return the rows as the label lays them out."""
        document = QTextDocument()
        document.setDocumentMargin(0.0)
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        document.setDefaultTextOption(option)
        document.setHtml(self.text())
        document.setTextWidth(self.width())
        return document
