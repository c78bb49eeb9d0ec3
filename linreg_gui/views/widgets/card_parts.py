"""What cards and panels are put together from: rows, columns, labels; Enter and Tab in them."""

from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Part = TypeVar("Part", bound=QWidget)


def bare_row(parent: QWidget, spacing: int = -1) -> QHBoxLayout:
    """Make the layout of a widget: a row without margins; -1 is the spacing of the style."""
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    return row


def bare_column(parent: QWidget, spacing: int = -1) -> QVBoxLayout:
    """Make the layout of a widget: a column without margins; -1 is the spacing of the style."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column


def muted(label: Part) -> Part:
    """Write a label in the muted colour, and return it."""
    label.setProperty("role", "muted")
    return label


def refusal_label() -> QLabel:
    """Make the label of a panel that says why a value was refused."""
    label = QLabel()
    label.setProperty("role", "refusal")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def keep_place(widget: QWidget) -> None:
    """Leave its place free while a widget is hidden, so that nothing beside it moves."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say a text, if one is at work."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again: the name, or a property that its rules ask for, has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def tabular_font(scale: float) -> QFont:
    """Return the font of the application, so many times as large, with digits of one width."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def put_in_tab_order(first: QWidget, *following: QWidget) -> None:
    """Have Tab go from each widget to the next one.

    Qt puts what is made late at the end of the window's order, after all cards.
    """
    for former, after in pairwise((first, *following)):
        QWidget.setTabOrder(former, after)
