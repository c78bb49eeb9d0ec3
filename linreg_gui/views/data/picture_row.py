"""How several features are drawn over one: which picture, and over which of them."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.session.session import Session
from linreg_gui.storage.errors import one_line
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.card_parts import muted
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import ThemedFrame

PICTURE_WORDS = {adjustment: adjustment.value for adjustment in Adjustment}
SHORT_WORDS = {
    Adjustment.LESS_THE_OTHERS.value: "less",
    Adjustment.PREDICTED.value: "ŷ, y",
    Adjustment.ADDED.value: "added",
}
PICTURE_TIPS = {
    Adjustment.LESS_THE_OTHERS: "What the other weights say is taken from y: the distance from the "
    "line is the residual, at every epoch",
    Adjustment.PREDICTED: "All of the model at once: a point on the diagonal is predicted exactly",
    Adjustment.ADDED: "What the other features, at their best, leave of this one and of y: the "
    "slope is the weight of the best fit",
}
FEATURE, PICTURE = "Feature drawn across", "How the points are drawn"
LEAST_WIDTH = 68


class PictureRow(QWidget):
    """A menu of three pictures, and one of the features; a feature chosen is drawn on the surface.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names: tuple[str, ...] = ()
        self._pair = (0, 1)
        self._is_over_one = True
        self.setProperty("role", "control")  # a picture of the pane has its words on the axes
        self.picture_box, self.feature_box = ChoiceBox(PICTURE_WORDS), ChoiceBox({0: ""})
        self._over = muted(QLabel("over"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        for part in (self.picture_box, self._over, self.feature_box):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self.picture_box.short_texts = SHORT_WORDS
        self.picture_box.setAccessibleName(PICTURE)
        for place, tip in enumerate(PICTURE_TIPS.values()):
            self.picture_box.setItemData(place, as_tip(tip), Qt.ItemDataRole.ToolTipRole)
        self.picture_box.chosen.connect(self._on_picture_chosen)
        _let_shrink(self.picture_box)

    def minimumSizeHint(self) -> QSize:
        """Return the width of two narrow menus, which hinders no pane."""
        width = 2 * LEAST_WIDTH + self._row.spacing()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the menus."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Let a long name of a feature end in dots before the name of the picture does.

        In a narrow pane the word between them is left out.
        """
        gap, word = self._row.spacing(), self._over.sizeHint().width()
        has_word = self._is_over_one and self.width() >= 2 * (LEAST_WIDTH + gap) + word
        self._over.setVisible(has_word)
        beside = (LEAST_WIDTH + gap if self._is_over_one else 0) + (word + gap if has_word else 0)
        room = max(self.width() - beside, LEAST_WIDTH)
        self.picture_box.setMinimumWidth(min(self.picture_box.sizeHint().width(), room))

    def take(self, frame: ThemedFrame) -> None:
        """Show what is drawn of a frame of several features."""
        adjustment = frame.drawn.adjustment
        if adjustment is None or frame.cut is None:
            return
        names = tuple(map(one_line, frame.dataset.feature_names))
        if names != self._names:
            self._make_feature_box(names)
        self._pair = frame.cut.pair
        self.picture_box.set_choice(adjustment)
        self.picture_box.tip = PICTURE_TIPS[adjustment]
        self.picture_box.setAccessibleDescription(self.picture_box.tip)
        self.feature_box.set_choice(frame.drawn.feature)
        self._is_over_one = adjustment is not Adjustment.PREDICTED  # which all features are in
        self.feature_box.setVisible(self._is_over_one)
        self._share_width()

    def _make_feature_box(self, names: tuple[str, ...]) -> None:
        former, self._names = self.feature_box, names
        self.feature_box = ChoiceBox(dict(enumerate(names)))
        self.feature_box.setAccessibleName(FEATURE)
        self.feature_box.chosen.connect(self._on_feature_chosen)
        _let_shrink(self.feature_box)
        self._row.replaceWidget(former, self.feature_box)
        QWidget.setTabOrder(self.picture_box, self.feature_box)
        former.hide()
        former.deleteLater()

    @Slot(object)
    def _on_picture_chosen(self, adjustment: Adjustment) -> None:
        self._session.change_view_options(adjustment=adjustment)

    @Slot(object)
    def _on_feature_chosen(self, feature: int) -> None:
        """Draw another feature, here and as the first one of the surface."""
        first, second = self._pair
        pair = feature, first if feature == second else second
        self._session.change_view_options(pair=pair)


def _let_shrink(box: ChoiceBox) -> None:
    """Let a name for which there is no room end in dots, however narrow the pane is."""
    box.setMinimumWidth(LEAST_WIDTH)
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
