"""The transport: run, step, scrub, speed."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QStyle,
    QToolButton,
    QWidget,
)

from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording import count, run_text
from linreg_gui.views.look.icons import icon
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import muted, tabular_font
from linreg_gui.views.widgets.choice_box import FlatCombo
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

SPEEDS: tuple[tuple[str, float | None], ...] = (
    ("1 epoch/s", 1.0),
    ("3 epochs/s", 3.0),
    ("10 epochs/s", 10.0),
    ("30 epochs/s", 30.0),
    ("100 epochs/s", 100.0),
    ("1,000 epochs/s", 1000.0),
    ("10,000 epochs/s", 10_000.0),
    ("full speed", None),
)
WORDS_WIDTH = 720
"""Pixels of the row, for type of the design's size, from which on there are words beside icons."""
SPACING = 6
ICON_PIXELS = 18
RUN_TEXTS = ("Run", "Pause", "Run again", "Cancel")
"""What `run_text` says."""
EPOCH = "Epoch"
STEP, STEP_TIP = "Step", "Take one step (→)"
COMPUTING_AGAIN = "Computing again"


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


class TransportBar(QWidget):
    """Buttons whose texts are their next action, the epoch counter, the scrubber and the speed."""

    drawn_fields = (
        "dataset",
        "settings",
        "history",
        "cursor",
        "branches",
        "race_epoch",
        "run_state",
        "view_options",
        "theme",
    )

    speed_told = Signal(str)
    """The speed that a key has chosen."""

    def __init__(self, session: Session, clock: FrameClock) -> None:
        super().__init__()
        self._session = session
        self.restart_button = _tool("Restart", "Forget the run; back to the start (R)")
        self.back_button = _tool("Step back", "Show the epoch before (←)")
        self.run_button = _RunButton()
        self.run_button.setObjectName("run")
        self.step_button = _tool(STEP, STEP_TIP)
        self.counter = QLabel()
        self.scrubber = Scrubber(Qt.Orientation.Horizontal)
        self._labels = (muted(QLabel(EPOCH)), muted(QLabel("Speed")))
        self.speed_box = FlatCombo()
        self._is_rendering = self._is_stage = False
        self._drawn_theme: Theme | None = None
        self._drawn_run_button: tuple[str, Theme | None] = ("", None)
        self._assemble()
        self._connect()
        frame = clock.frame()
        self.render_frame(frame)
        self._ask = clock.add(self, frame)

    def _render_theme(self, theme: Theme) -> None:
        """Tint the icons, as large as the type beside them."""
        buttons = (self.restart_button, self.back_button, self.run_button, self.step_button)
        for button in buttons:
            button.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS) * theme.type_scale)
        font = tabular_font(1.25)
        font.setBold(True)
        self.counter.setFont(font)
        self.counter.clear()  # the same text again would keep the room it had in the former type
        for button, name in (
            (self.restart_button, "restart"),
            (self.back_button, "back"),
            (self.step_button, "step"),
        ):
            button.setIcon(icon(name, theme.text))
        self._render_stage(is_stage=theme.is_stage)

    def _render_stage(self, *, is_stage: bool) -> None:
        """Leave out on the stage what a speaker does by key or beforehand."""
        self._is_stage = is_stage
        self.restart_button.setHidden(is_stage)
        self._arrange()

    def _assemble(self) -> None:
        self.run_button.setToolTip("Run or pause (Space)")
        self.step_button.setText(STEP)
        self.step_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.step_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.counter.setAccessibleName("Epoch shown")
        self.scrubber.setRange(0, 0)
        self.scrubber.setAccessibleName("Epoch shown")
        self.scrubber.setMinimumWidth(60)
        self.scrubber.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.speed_box.setAccessibleName("Speed")
        for text, speed in SPEEDS:
            self.speed_box.addItem(text, speed)
        self._lay_out()

    def _lay_out(self) -> None:
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 2, 0, 0)
        self._rows.setSpacing(SPACING)
        self._buttons, self._scrub_row = QHBoxLayout(), QHBoxLayout()
        for row, stretch in ((self._buttons, 0), (self._scrub_row, 1)):
            row.setSpacing(SPACING)
            self._rows.addLayout(row, stretch)
        for widget in (self.restart_button, self.back_button, self.run_button, self.step_button):
            self._buttons.addWidget(widget)
        self._buttons.addSpacing(8)
        self._buttons.addStretch(1)
        epoch, speed = self._labels
        speed.setBuddy(self.speed_box)
        for part in (epoch, self.counter, self.scrubber, speed, self.speed_box):
            self._scrub_row.addWidget(part)
        self._scrub_row.setStretchFactor(self.scrubber, 1)

    def minimumSizeHint(self) -> QSize:
        """Do without the labels, and with two rows in place of one, where there is no room."""
        widths = self._buttons.minimumSize().width(), self._scrub_width()
        return QSize(max(widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in one row and show the labels where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Stand in one row where there is room; what is computed again goes before the speed."""
        width = self.width()
        has_words = self._render_words(width)
        one_row = self._buttons.minimumSize().width() + SPACING + self._scrub_width()
        directions = QBoxLayout.Direction
        is_narrow = width < one_row
        self._rows.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        left = width - (self._scrub_width() if is_narrow else one_row)
        epoch, speed = self._labels
        has_room = has_words and left >= self._width_of(self._labels)
        is_replay, missing = epoch.text() == COMPUTING_AGAIN, self._width_of([epoch]) - left
        speed_width = self.speed_box.minimumSizeHint().width() + SPACING
        takes_speed = is_replay and 0 < missing <= speed_width
        epoch.setVisible(has_room or (is_replay and missing <= speed_width))
        speed.setVisible(has_room and not self._is_stage)
        self.speed_box.setVisible(not (takes_speed or self._is_stage))

    def _render_words(self, width: int) -> bool:
        """Let *Step* have its word where that leaves a scrubber of use; return whether it does."""
        scale = 1.0 if self._drawn_theme is None else self._drawn_theme.type_scale
        styles = Qt.ToolButtonStyle
        has_words = width >= WORDS_WIDTH * scale
        is_icon = self._is_stage or not has_words
        style = styles.ToolButtonIconOnly if is_icon else styles.ToolButtonTextBesideIcon
        if self.step_button.toolButtonStyle() != style:
            self.step_button.setToolButtonStyle(style)
            self._buttons.invalidate()  # its minimum would be that of before
        return has_words

    def _scrub_width(self) -> int:
        """Return the width that counter, scrubber and speed need without their labels.

        The minimum of their layout would be that of before, as long as a label has just changed.
        """
        parts = (self.counter, self.scrubber, self.speed_box)
        widths = [part.minimumWidth() or part.minimumSizeHint().width() for part in parts]
        return sum(widths) + SPACING * (len(parts) - 1)

    def _width_of(self, labels: Sequence[QLabel]) -> int:
        return sum(label.sizeHint().width() + SPACING for label in labels)

    def _connect(self) -> None:
        session = self._session
        self.restart_button.clicked.connect(session.restart)
        self.back_button.clicked.connect(self._on_back_clicked)
        self.run_button.clicked.connect(session.asking.toggle)
        self.step_button.clicked.connect(self._on_step_clicked)
        self.scrubber.valueChanged.connect(self._on_scrubbed)
        self.speed_box.activated.connect(self._on_speed_chosen)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the epoch of a frame, and what the buttons would do next."""
        if frame.theme is not self._drawn_theme:
            self._drawn_theme = frame.theme
            self._render_theme(frame.theme)
        self._render_run_button(frame)
        self._render_step_button(frame)
        self._render_epoch(frame)
        speed = frame.view_options.epochs_per_second
        if self.speed_box.currentData() != speed and (index := self.speed_box.findData(speed)) >= 0:
            self.speed_box.setCurrentIndex(index)

    def _render_epoch(self, frame: ThemedFrame) -> None:
        last = 0 if frame.history is None else frame.history.last_epoch
        epoch, total = _epoch_and_total(frame)
        self._is_rendering = True
        self.scrubber.setRange(0, max(last, total))
        self.scrubber.setValue(epoch)
        self._is_rendering = False
        self._render_counter(frame, last)
        self.back_button.setEnabled(epoch > 0)

    def _render_counter(self, frame: ThemedFrame, last_epoch: int) -> None:
        """Show the epoch, or how much is computed again; no narrower for smaller numbers."""
        is_replay = frame.run_state.status is RunStatus.REPLAYING
        label, _ = self._labels
        if is_replay:
            goal = count(frame.run_state.epoch)
            text, widest = f"{count(last_epoch)} of {goal}", f"{goal} of {goal}"
        else:
            epoch, total = map(count, _epoch_and_total(frame))
            text, widest = f"{epoch} / {total}", f"{total} / {total}"
        self.counter.setText(text)
        set_tip(self.counter, f"{COMPUTING_AGAIN}: {text}" if is_replay else "")
        self.counter.setMinimumWidth(self.counter.fontMetrics().horizontalAdvance(widest) + 6)
        name = COMPUTING_AGAIN if is_replay else EPOCH
        if name != label.text():
            label.setText(name)
            self._arrange()

    def _render_run_button(self, frame: ThemedFrame) -> None:
        last_epoch = 0 if frame.history is None else frame.history.last_epoch
        text = run_text(frame.run_state, frame.cursor, last_epoch)
        if (text, frame.theme) != self._drawn_run_button:
            self._drawn_run_button = text, frame.theme
            self.run_button.setText(text)
            name = "pause" if frame.run_state.is_running else "run"
            self.run_button.setIcon(icon(name, frame.theme.accent_text))

    def _render_step_button(self, frame: ThemedFrame) -> None:
        """Name what the button takes: with batches an epoch, which is some steps."""
        n_samples = frame.dataset.n_samples - frame.dataset.n_held_out
        n_steps = frame.settings.steps_per_epoch(n_samples)
        text = STEP if n_steps == 1 else EPOCH
        tip = f"Take one epoch: {count(n_steps)} steps (→)" if n_steps > 1 else STEP_TIP
        set_tip(self.step_button, tip)
        if text != self.step_button.text():
            self.step_button.setText(text)
            self.step_button.setAccessibleName(text)
            self._arrange()

    @Slot()
    def _on_back_clicked(self) -> None:
        self._session.player.step_back()

    @Slot()
    def _on_step_clicked(self) -> None:
        self._session.player.step()

    @Slot(int)
    def _on_scrubbed(self, epoch: int) -> None:
        if not self._is_rendering:
            self._session.player.seek(epoch)
            self._ask()

    @Slot(int)
    def step_speed(self, direction: int) -> None:
        """Take the next faster or slower speed, if there is one, and tell it."""
        index = self.speed_box.currentIndex() + direction
        index = min(max(index, 0), self.speed_box.count() - 1)
        self.speed_box.setCurrentIndex(index)
        self._on_speed_chosen(index)
        if self._session.view_options.epochs_per_second == self.speed_box.itemData(index):
            self.speed_told.emit(self.speed_box.itemText(index))

    @Slot(int)
    def _on_speed_chosen(self, index: int) -> None:
        speed = self.speed_box.itemData(index)
        self._session.change_view_options(epochs_per_second=speed)


class _RunButton(QPushButton):
    """As wide with each of its texts, so that what stands beside it stays where it is."""

    def sizeHint(self) -> QSize:
        """Return the size with the widest text."""
        hint = super().sizeHint()
        widest = max(self._text_width(text) for text in RUN_TEXTS)
        hint.setWidth(hint.width() - self._text_width(self.text()) + widest)
        return hint

    def _text_width(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()


def _tool(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(text)
    return button


def _epoch_and_total(frame: ThemedFrame) -> tuple[int, int]:
    """Return the epoch shown and what it counts to; in a race those of the longest run."""
    if frame.race_epoch is None:
        return frame.cursor, frame.settings.max_epochs
    seen = (run.history.last_epoch for run in frame.branches if not run.is_hidden)
    return frame.race_epoch, max(seen, default=frame.race_epoch)
