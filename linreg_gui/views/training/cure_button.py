"""The button below the sentence that brings the settings that help."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QSizePolicy

from linreg_gui.core.cures import Cure
from linreg_gui.session.session import Session
from linreg_gui.session.wording_training import cure_text
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.buttons import PanelButton

PADDING = 28


class CureButton(PanelButton):
    """Offers one cure; its text is the long one where there is room, and never widens a column."""

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self._session = session
        self._cure: Cure | None = None
        self._is_branch = False
        self._room = 0
        self.setObjectName("cure")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def offer(self, cure: Cure | None, *, is_branch: bool) -> None:
        """Offer a cure; None offers nothing."""
        if (cure, is_branch) != (self._cure, self._is_branch):
            self._cure, self._is_branch = cure, is_branch
            self._write()

    def fit(self, room: int) -> None:
        """Choose the text that fits into a width."""
        self._room = room
        self._write()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def _write(self) -> None:
        cure, is_branch = self._cure, self._is_branch
        if cure is None:
            return
        whole = cure_text(cure, is_branch=is_branch)
        metrics, room = self.fontMetrics(), self._room - PADDING
        text = whole
        if metrics.horizontalAdvance(whole) > room:
            text = cure_text(cure, is_short=True, is_branch=is_branch)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setAccessibleName(whole)
        self.setToolTip(as_tip(whole if shown != whole else ""))

    @Slot()
    def _on_clicked(self) -> None:
        if self._cure is not None:
            self._session.use_cure(self._cure)
