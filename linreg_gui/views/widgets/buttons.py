"""Buttons of cards and panels: the × that takes a card away, and those at the foot of a panel."""

from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

from linreg_gui.session.session import Session
from linreg_gui.views.widgets.card_parts import ENTER_KEYS

FOLD_ARROW, FOLD_ROOM = ((-2.0, -4.0), (2.5, 0.0), (-2.0, 4.0)), 22


class SignButton(QToolButton):
    """A small flat button with a sign such as ×.

    Parameters
    ----------
    sign : str
    name : str
        For screen readers.
    tip : str
        Of the tool; the name by default.
    """

    def __init__(self, sign: str, name: str, tip: str = "") -> None:
        super().__init__()
        self.setObjectName("fit")
        self.setText(sign)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)


class ClosingButton(SignButton):
    """Takes a card away again.

    Parameters
    ----------
    session : Session
    option : str
        The view option that shows the card.
    noun : str
        What the card is called in a sentence.
    key : str
        The key that opens and closes it.
    """

    def __init__(self, session: Session, option: str, noun: str, key: str) -> None:
        super().__init__("×", f"Close the {noun}", f"Close the {noun} ({key})")
        self._session, self._hidden = session, {option: False}
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        hidden: dict[str, Any] = self._hidden
        self._session.change_view_options(**hidden)


class FoldButton(QToolButton):
    """Words with an arrow that points at what is folded out while it is checked.

    Enter presses it as Space does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fold")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of arrow and words."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + FOLD_ROOM, metrics.height() + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space is taken."""
        if event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the size with the first word only."""
        first, *_ = self.text().split() or [""]
        width = self.fontMetrics().horizontalAdvance(first)
        return QSize(width + FOLD_ROOM, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arrow and the words, or only the first word where there is no room."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        metrics, room = self.fontMetrics(), self.width() - FOLD_ROOM + 1
        is_whole = metrics.horizontalAdvance(self.text()) <= room
        text = self.text() if is_whole else self.text().split()[0]
        option.text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = min(self.width(), metrics.horizontalAdvance(text) + FOLD_ROOM)
        option.rect = self.rect().adjusted(0, 0, width - self.width(), 0)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 1.6))
        painter.translate(6.0, self.height() / 2)
        painter.rotate(90.0 if self.isChecked() else 0.0)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in FOLD_ARROW]))
        painter.end()


class PanelButton(QPushButton):
    """A button that Enter presses where it has the focus, and elsewhere only as the primary one.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space is taken."""
        if event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)


def button_row(primary: QPushButton, *others: QPushButton) -> QHBoxLayout:
    """Lay out the buttons of a panel: at the right and blue what it is for, the others before it.

    Enter presses the blue one, but the Enter that ends a number in a field only ends that.
    The style sheet has the same order for Qt's own dialogs, and the same blue for their default.
    """
    primary.setObjectName("run")
    primary.setDefault(True)
    row = QHBoxLayout()
    row.addStretch(1)
    for button in (*others, primary):
        row.addWidget(button)
    return row
