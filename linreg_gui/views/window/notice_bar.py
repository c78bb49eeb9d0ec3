"""A bar with one sentence and at most two buttons, over the lower edge of the panes."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, Severity

MOST_CHOICES = 2
INFO_MILLISECONDS = 8000
"""Information disappears after this time; a warning stays until it is closed or outdated."""


class NoticeBar(QFrame):
    """Shows the session's newest notice until it is closed or replaced.

    The last notice that can say whether it is still true is shown again when the newer one ends.

    The bar lies over its host. In a layout it would push the panes up, and a point being dragged
    would jump away from the pointer. It covers the lower edge of the panes, with the names of the
    axes, and leaves the buttons at their heads free.

    Parameters
    ----------
    session : Session
    host : QWidget
    panes : QWidget
        A child of the host; the bar ends at its lower edge.
    """

    def __init__(self, session: Session, host: QWidget, panes: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._above = panes
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(INFO_MILLISECONDS)
        host.installEventFilter(self)
        panes.installEventFilter(self)
        self.setObjectName("notice")
        self._session = session
        self.notice: Notice | None = None
        """The notice shown; None while the bar is hidden."""
        self._lasting: Notice | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = [QPushButton() for _ in range(MOST_CHOICES)]
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName("Close this message")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.addWidget(self.text, 1)
        for button in (*self.buttons, self.close_button):
            row.addWidget(button)
        self._connect()
        self.hide()

    def _connect(self) -> None:
        self._session.notice_posted.connect(self._on_notice_posted)
        self._session.problem.dataset_changed.connect(self._on_dataset_changed)
        self._session.opening.origin_changed.connect(self._on_origin_changed)
        self._patience.timeout.connect(self._on_ended)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._take, place))
        self.close_button.clicked.connect(self._on_closed)

    @Slot(object)
    def _on_notice_posted(self, notice: Notice | None) -> None:
        if notice is None:
            self._on_ended()
            return
        if notice.is_still_true is not None:
            self._lasting = notice
        self.notice = notice
        self._render(notice)

    @Slot()
    def _on_ended(self) -> None:
        lasting = self._lasting
        if lasting is not None and lasting.is_still_true is not None and lasting.is_still_true():
            self._on_notice_posted(lasting)
        else:
            self.notice = self._lasting = None
            self.hide()

    @Slot()
    def _on_closed(self) -> None:
        if self.notice is self._lasting:
            self._lasting = None
        self._on_ended()

    def _render(self, notice: Notice) -> None:
        self.text.setText(notice.text)
        self.setProperty("severity", notice.severity.value)
        for widget in (self, self.text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(notice.choices))
            button.setText(notice.choices[place].text if place < len(notice.choices) else "")
        self.show()
        self._place()
        if notice.severity in {Severity.INFO, Severity.SUCCESS}:
            self._patience.start()
        else:
            self._patience.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timer that hides the bar."""
        self._patience.stop()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the bar as wide as the host, at the lower edge of the panes."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = self._host.width()
        height = self.heightForWidth(width)
        self.setGeometry(0, self._above.geometry().bottom() + 1 - height, width, height)
        self.raise_()

    @Slot()
    def _on_dataset_changed(self) -> None:
        if self.notice is not None and self.notice.ends_with_edit:
            self._on_ended()

    @Slot()
    def _on_origin_changed(self) -> None:
        """Hide information: it was about another document."""
        good_news = {Severity.INFO, Severity.SUCCESS}
        if self.notice is not None and self.notice.severity in good_news:
            self._on_ended()

    def _take(self, place: int) -> None:
        if self.notice is not None and place < len(self.notice.choices):
            self.notice.choices[place].act()
