"""Real mouse events on the rows of the worksheet, and its window switched on."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication


def open_worksheet(window: Any) -> Any:
    """Show the worksheet; give its card."""
    options = replace(window.session.view_options, show_worksheet=True)
    window.session.set_view_options(options)
    render(window)
    return window.content.worksheet_card


def render(window: Any) -> None:
    QApplication.processEvents()
    window.content.clock.render_now()
    QApplication.processEvents()


def hover_row(card: Any, row: int) -> None:
    """Move the mouse onto a row, no button held."""
    view = card.table.point_rows
    place = QPointF(view.visualRect(view.model().index(row, 1)).center())
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(view.viewport().mapToGlobal(place.toPoint())),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), event)


def leave_rows(card: Any) -> None:
    QApplication.sendEvent(card.table.point_rows.viewport(), QEvent(QEvent.Type.Leave))


def shown_texts(rows: Any) -> list[list[str]]:
    """Give what stands in every cell, as Qt is told."""
    return [
        [rows.data(rows.index(row, column)) for column in range(rows.columnCount())]
        for row in range(rows.rowCount())
    ]
