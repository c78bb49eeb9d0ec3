"""The Training card: learning rate, what it does, what helps, and epochs; the rest unfolds."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from linreg_gui.core.cures import cures
from linreg_gui.core.setting_spec import SettingSpec
from linreg_gui.core.settings import LEARNING_RATE, MAX_EPOCHS
from linreg_gui.lessons.hide_and_lock import LOCK_OF_SETTING, Hideable, Lockable
from linreg_gui.session.bets import BetStage
from linreg_gui.session.session import Session
from linreg_gui.session.wording_bets import THE_RUN_TELLS, YOUR_TURN
from linreg_gui.session.wording_training import (
    ALL_AS_USUAL,
    BACK_TO_THE_USUAL,
    RateSentence,
    formula_tip,
    training_sentence,
    unusual_settings,
)
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.training.advice import CureButton, SentenceLabel
from linreg_gui.views.training.auto_field import AutoField
from linreg_gui.views.training.learning_rate_slider import LearningRateSlider, show_rates
from linreg_gui.views.training.training_fields import FIELD_WIDTH
from linreg_gui.views.widgets.buttons import FoldButton
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import (
    bare_column,
    bare_row,
    keep_place,
    muted,
    put_in_tab_order,
    restyle,
)
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.number_field import NumberField

if TYPE_CHECKING:
    from linreg_gui.views.training.training_more import MorePanel

SPACING = 6
MORE_LOCKS = {Lockable.START, Lockable.HELD_OUT, *LOCK_OF_SETTING.values()} - {
    Lockable.LEARNING_RATE,
    Lockable.EPOCHS,
}
"""Of all that unfolds."""


class TrainingCard(QWidget):
    """Controls that stay usable while a run is under way."""

    more_made = Signal(object)
    """(MorePanel): it has to be given what the rest of the window has."""

    drawn_fields = (
        "table",
        "dataset",
        "settings",
        "automatic",
        "objective",
        "start",
        "start_parameters",
        "shown_branch",
        "permissions",
        "bet",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock) -> None:
        super().__init__()
        self._session = session
        self.rate_field = AutoField(LEARNING_RATE)
        self.rate_slider = LearningRateSlider(clock.theme)
        self.sentence = SentenceLabel()
        self.cure_button = CureButton(session)
        self._cure_row, self._more_row = QWidget(), QWidget()
        self._rule = QFrame()
        self.epochs_field = AutoField(MAX_EPOCHS)
        self._rate_row = _head(LEARNING_RATE, self.rate_field)
        self._epochs_row = _head(MAX_EPOCHS, self.epochs_field)
        self.more_button = FoldButton()
        self.summary = ElidedLabel()
        self.usual_button = QPushButton(BACK_TO_THE_USUAL)
        self._assemble()
        self._connect()
        frame = clock.frame()
        self.render_frame(frame)
        self._ask = clock.add(self, frame)

    def _assemble(self) -> None:
        column = self._column = bare_column(self, SPACING)
        column.addWidget(self._rate_row)
        set_tip(self.rate_slider, LEARNING_RATE.tip)
        column.addWidget(self.rate_slider)
        column.addWidget(self.sentence)
        column.addWidget(self._cure_line())
        column.addWidget(self._epochs_row)
        self._rule.setObjectName("rule")
        self._rule.setFixedHeight(1)
        column.addWidget(self._rule)
        column.addWidget(self._more_line())
        column.addStretch(1)  # until a lower card is laid out anew, nothing in it moves apart

    @cached_property
    def more(self) -> "MorePanel":
        """The controls below *More*, made when first asked for."""
        from linreg_gui.views.training.training_more import MorePanel

        panel = MorePanel(self._session, self._is_pointed_at)
        panel.hide()
        controls = _tab_order(panel)
        self._column.insertWidget(self._column.count() - 1, panel)
        put_in_tab_order(self.usual_button, *controls)
        self.more_made.emit(panel)
        return panel

    def _cure_line(self) -> QWidget:
        """Return the line of the button; without it the sentence has the room, and no row moves."""
        keep_place(self.cure_button)
        row = bare_row(self._cure_row)
        row.addWidget(self.cure_button)
        row.addStretch(1)
        return self._cure_row

    def _more_line(self) -> QWidget:
        self.more_button.setText("More")
        self.more_button.setCheckable(True)
        self.usual_button.setObjectName("link")
        self.usual_button.setAutoDefault(False)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = bare_row(self._more_row, 6)
        row.addWidget(self.more_button)
        row.addWidget(self.summary, 1)
        row.addWidget(self.usual_button)
        return self._more_row

    def _connect(self) -> None:
        session = self._session
        self.rate_field.value_edited.connect(session.set_learning_rate)
        self.rate_slider.rate_moved.connect(session.set_learning_rate)
        self.rate_slider.sliderPressed.connect(session.edits.begin_drag)
        self.rate_slider.sliderReleased.connect(session.edits.end_drag)
        session.edits.drag_changed.connect(self._on_drag_changed)
        self.epochs_field.value_edited.connect(session.set_max_epochs)
        self.rate_field.automatic_wanted.connect(self._on_automatic_rate_wanted)
        self.epochs_field.automatic_wanted.connect(self._on_automatic_epochs_wanted)
        self.more_button.toggled.connect(self._render_soon)
        self.usual_button.clicked.connect(session.use_usual_settings)
        # A value that was refused is taken back from its control.
        session.gate.notice_posted.connect(self._render_soon)
        self.rate_slider.sliderReleased.connect(self._render_soon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text of the button that helps to the width of the card."""
        super().resizeEvent(event)
        self.cure_button.fit(event.size().width())

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the settings, and what is to be expected of them."""
        settings = frame.settings
        self.rate_slider.set_theme(frame.theme)
        if not self.rate_slider.isSliderDown() or frame.loss is None:
            show_rates(self.rate_slider, frame)
        self.rate_field.set_value(settings.learning_rate)
        self.rate_field.set_automatic(frame.automatic.learning_rate)
        self.epochs_field.set_value(settings.max_epochs)
        self.epochs_field.set_automatic(frame.automatic.max_epochs)
        self._render_advice(frame)
        self._render_more(frame)
        self._render_locks(frame)

    def _render_locks(self, frame: ThemedFrame) -> None:
        """Leave out what a step of a lesson locks or hides."""
        has_rate = not frame.locks(Lockable.LEARNING_RATE)
        has_more = not frame.locks(*MORE_LOCKS)
        self._rate_row.setVisible(has_rate)
        self.rate_slider.setVisible(has_rate)
        self.sentence.setVisible(not frame.hides(Hideable.ZONES))
        has_epochs = not frame.locks(Lockable.EPOCHS)
        self._epochs_row.setVisible(has_epochs)
        has_room = (has_rate or has_epochs) and not frame.hides(Hideable.ZONES)
        self._share_room(has_room)
        self._rule.setVisible(has_more)
        self._more_row.setVisible(has_more)
        if self.more_button.isChecked() or "more" in vars(self):
            self.more.setVisible(has_more and self.more_button.isChecked())

    def _share_room(self, has_room: bool) -> None:
        """Give the line of the button to the sentence while no button is there: no row moves."""
        has_button = not self.cure_button.isHidden()
        self._cure_row.setVisible(has_room and has_button)
        is_spare = has_room and not has_button and not self.sentence.isHidden()
        self.sentence.take_room_of(self.cure_button if is_spare else None, SPACING)

    def _render_advice(self, frame: ThemedFrame) -> None:
        """Say what the settings will do, and offer what helps."""
        is_bound = frame.bet.stage is BetStage.BOUND
        if frame.bet.is_open or is_bound:
            text = THE_RUN_TELLS if is_bound else YOUR_TURN
            self._say(frame, RateSentence(text), "")
            self.cure_button.setVisible(False)
            return
        objective, settings, start = frame.objective, frame.settings, frame.start_parameters
        is_branch = frame.shown_branch > 0
        sentence = training_sentence(objective, settings, start, is_branch=is_branch)
        self._say(frame, sentence, formula_tip(frame.loss, settings))
        has_cures = objective is not None and not frame.hides(Hideable.ZONES)
        found = cures(objective, settings, start) if objective is not None and has_cures else ()
        found = tuple(cure for cure in found if self._session.allows_cure(cure))
        self.cure_button.offer(found[0] if found else None, is_branch=is_branch)
        self.cure_button.setVisible(bool(found))

    def _say(self, frame: ThemedFrame, sentence: RateSentence, tip: str) -> None:
        """Show a sentence, and let screen readers read it with the slider, whose zones it names."""
        self.sentence.show_sentence(sentence, tip)
        told = "" if frame.hides(Hideable.ZONES) else sentence.text
        if told != self.rate_slider.accessibleDescription():
            self.rate_slider.setAccessibleDescription(told)

    def _is_pointed_at(self) -> bool:
        return self.rect().contains(self.mapFromGlobal(QCursor.pos()))

    def leaveEvent(self, event: QEvent) -> None:
        """Move the rows that waited for the pointer to leave."""
        super().leaveEvent(event)
        if self.more_button.isChecked() and self.more.has_waiting_rows:
            self._ask()

    def _render_more(self, frame: ThemedFrame) -> None:
        """Unfold, or say what is set where it is not seen."""
        is_open = self.more_button.isChecked()
        unusual = unusual_settings(frame.settings, frame.table, frame.start)
        if is_open:
            self.more.set_type_scale(frame.theme.type_scale)
            self.more.render_frame(frame)
        self.summary.setText("" if is_open else unusual or ALL_AS_USUAL)
        role = "changed" if unusual else "muted"
        if self.summary.property("role") != role:
            self.summary.setProperty("role", role)
            restyle(self.summary)
        self.usual_button.setVisible(is_open and bool(unusual) and not frame.permissions.locked)

    # ---- gestures

    @Slot(bool)
    def _on_drag_changed(self, is_dragging: bool) -> None:
        """Let go of the knob when its pull is undone halfway."""
        if not is_dragging and self.rate_slider.isSliderDown():
            self.rate_slider.setSliderDown(False)
            self.rate_slider.set_rate(self._session.runs.settings.learning_rate)

    @Slot()
    def _on_automatic_rate_wanted(self) -> None:
        self._session.let_follow_data(learning_rate=True)

    @Slot()
    def _on_automatic_epochs_wanted(self) -> None:
        self._session.let_follow_data(max_epochs=True)

    @Slot()
    def _render_soon(self) -> None:
        self._ask()


def _tab_order(panel: QWidget) -> list[QWidget]:
    """Return the controls of a panel that stands nowhere yet, as Tab goes through them."""
    controls, widget = [], panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            controls.append(widget)
        widget = widget.nextInFocusChain()
    return controls


def _head(spec: SettingSpec, field: NumberField) -> QWidget:
    """Return a row with a title in bold, its hint, and the field."""
    title, hint = QLabel(spec.title), muted(ElidedLabel(spec.hint))
    title.setProperty("role", "title")
    title.setBuddy(field)
    set_tip(title, spec.tip)
    field.setAccessibleName(spec.title)
    field.setFixedWidth(FIELD_WIDTH)
    made = QWidget()
    row = bare_row(made, 6)
    row.addWidget(title)
    row.addWidget(hint, 1)
    row.addWidget(field)
    return made
