"""What is being read, how far it is, and a way out; only where it takes long."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from linreg_gui.views.window.shell import WindowShell

PATIENCE_MILLISECONDS = 300
"""What is read within this time needs no bar."""
PARTS = 200


class ReadingBar(QFrame):
    """A progress bar with a Cancel button at the top of the window.

    Parameters
    ----------
    shell : WindowShell
    """

    cancelled = Signal()

    def __init__(self, shell: WindowShell) -> None:
        super().__init__(shell)
        self.setObjectName("notice")
        self.setProperty("severity", "info")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self.show)
        shell.add_passing(self)
        self.hide()

    @Slot(str)
    def set_text(self, text: str) -> None:
        """Say what is being read; an empty text takes the bar away."""
        self.text.setText(text)
        self.bar.setRange(0, 0)
        if text:
            self._patience.start()
        else:
            self._patience.stop()
            self.hide()

    @Slot(float)
    def set_part(self, part: float) -> None:
        """Show how far it is, 0 to 1."""
        self.bar.setRange(0, PARTS)
        self.bar.setValue(round(part * PARTS))
