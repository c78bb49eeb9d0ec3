"""A small panel that asks what an animation should show, and shows how far it is."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QWidget,
)

from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.session.wording import count
from linreg_gui.storage.animation import FASTEST, LARGEST_SIDE, MOST_FRAMES
from linreg_gui.views.exporting.picture_painting import Pane
from linreg_gui.views.widgets.buttons import PanelButton, button_row
from linreg_gui.views.widgets.card_parts import refusal_label
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.choice_box import FlatCombo
from linreg_gui.views.widgets.number_field import NumberField, count_field

PANE_TITLES = {
    Pane.PLOTS: "the three plots",
    Pane.WINDOW: "the whole window",
    Pane.DATA: "Data",
    Pane.SURFACE: "Loss surface",
    Pane.LOSS: "Loss",
}
DEFAULT_FRAMES, DEFAULT_FPS = 120, 20
SHAPES = {"16:9": QSize(1280, 720), "4:3": QSize(1024, 768)}
OWN_SHAPE = "other"


@dataclass(frozen=True)
class AnimationWish:
    """What was asked for.

    Attributes
    ----------
    epochs : tuple of int
        One a frame.
    fps : float
    pane : Pane
    size : QSize
        In pixels.
    is_dark : bool or None
        None for the theme of the window.
    """

    epochs: tuple[int, ...]
    fps: float
    pane: Pane
    size: QSize
    is_dark: bool | None


class AnimationPanel(QDialog):
    """Epochs, frames, size, pane and theme; then a bar, until it is saved or cancelled."""

    wanted = Signal(object)
    """AnimationWish"""
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Animation")
        self.setModal(False)
        self._last_epoch = 0
        self.first_field = count_field(0, MAX_GUI_EPOCHS, 0)
        self.last_field = count_field(0, MAX_GUI_EPOCHS, 0)
        self.frames_field = count_field(1, MOST_FRAMES, DEFAULT_FRAMES)
        self.fps_field = count_field(1, int(FASTEST), DEFAULT_FPS)
        self._make_size_fields()
        self.early_box = CheckBox("More frames for the early epochs")
        self.early_box.setChecked(True)
        self.pane_box = _combo(list(PANE_TITLES.values()))
        self.theme_box = _combo(["as the window", "light", "dark"])
        self.refusal = refusal_label()
        self.bar = QProgressBar()
        self.bar.setFormat("%v of %m frames")
        self.button = PanelButton("Save…")
        self.cancel_button = PanelButton("Cancel")
        self.button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self._on_cancel)
        self._is_busy = False
        self._fields = QWidget()
        self._arrange()
        self.set_busy(is_busy=False)

    def _make_size_fields(self) -> None:
        self.shape_box = _combo([*SHAPES, OWN_SHAPE])
        self.shape_box.setAccessibleName("Shape")
        self.shape_box.currentTextChanged.connect(self._on_shape_chosen)
        size = SHAPES[self.shape_box.currentText()]
        self.width_field = count_field(1, LARGEST_SIDE, size.width())
        self.height_field = count_field(1, LARGEST_SIDE, size.height())

    @property
    def is_busy(self) -> bool:
        """Whether an animation is being made."""
        return self._is_busy

    def open_for(self, last_epoch: int) -> None:
        """Show the panel for a run of so many epochs."""
        if not self._is_busy:
            self._last_epoch = last_epoch
            self.first_field.set_value(0)
            self.last_field.set_value(last_epoch)
            self.refusal.clear()
        self.show()
        self.raise_()

    def set_busy(self, *, is_busy: bool) -> None:
        """Show the progress bar in place of what can be chosen, or let the user choose."""
        self._is_busy = is_busy
        self._fields.setEnabled(not is_busy)
        self.bar.setVisible(is_busy)
        self.bar.setRange(0, 0)
        self.button.setEnabled(not is_busy)

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """Move the bar; while the last frames are packed it is busy."""
        self.bar.setRange(0, total if done < total else 0)
        self.bar.setValue(done)

    def refuse(self, sentence: str) -> None:
        """Say why there is no animation."""
        self.refusal.setText(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel what is being made: out of sight it would be forgotten."""
        if self._is_busy:
            self.cancelled.emit()
        super().closeEvent(event)

    def _arrange(self) -> None:
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        self._add_row(form, "Epochs", self.first_field, "to", self.last_field)
        self._add_row(form, "Frames, at most", self.frames_field)
        form.addRow("", self.early_box)
        self._add_row(form, "Frames a second", self.fps_field)
        form.addRow("Shape", self.shape_box)
        self._add_row(form, "Size in pixels", self.width_field, "×", self.height_field)
        for text, box in (("Picture of", self.pane_box), ("Theme", self.theme_box)):
            box.setAccessibleName(text)
            form.addRow(text, box)
        outer = QFormLayout(self)
        for widget in (self._fields, self.refusal, self.bar):
            outer.addRow(widget)
        outer.addRow(button_row(self.button, self.cancel_button))

    def _add_row(
        self,
        form: QFormLayout,
        text: str,
        field: NumberField,
        between: str = "",
        second: NumberField | None = None,
    ) -> None:
        for part in (field, second):
            if part is not None:
                part.setAccessibleName(text)
                part.refused.connect(self.refusal.setText)
                part.value_edited.connect(self._on_value_edited)
        if second is None:
            form.addRow(text, field)
            return
        row = QHBoxLayout()
        row.addWidget(field, 1)
        row.addWidget(QLabel(between))
        row.addWidget(second, 1)
        form.addRow(text, row)

    @Slot(str)
    def _on_shape_chosen(self, shape: str) -> None:
        if shape in SHAPES:
            self.width_field.set_value(SHAPES[shape].width())
            self.height_field.set_value(SHAPES[shape].height())

    @Slot()
    def _on_value_edited(self) -> None:
        self.refusal.clear()
        size = QSize(_whole(self.width_field), _whole(self.height_field))
        shapes = (name for name, known in SHAPES.items() if known == size)
        self.shape_box.setCurrentText(next(shapes, OWN_SHAPE))

    @Slot()
    def _on_cancel(self) -> None:
        """Cancel what is being made; close the panel where nothing is."""
        if self._is_busy:
            self.cancelled.emit()
        else:
            self.close()

    @Slot()
    def _on_save(self) -> None:
        first, last = _whole(self.first_field), _whole(self.last_field)
        if not first <= last <= self._last_epoch:
            self.refuse(f"The run has the epochs 0 to {count(self._last_epoch)}.")
            return
        self.refusal.clear()
        self.wanted.emit(self._wish(first, last))

    def _wish(self, first: int, last: int) -> AnimationWish:
        is_early, n_frames = self.early_box.isChecked(), _whole(self.frames_field)
        return AnimationWish(
            epochs=frame_epochs(first, last, n_frames, is_early=is_early),
            fps=float(_whole(self.fps_field)),
            pane=list(PANE_TITLES)[self.pane_box.currentIndex()],
            size=QSize(_whole(self.width_field), _whole(self.height_field)),
            is_dark=(None, False, True)[self.theme_box.currentIndex()],
        )


def _whole(field: NumberField) -> int:
    return int(field.value or 0)


def _combo(texts: list[str]) -> FlatCombo:
    box = FlatCombo()
    box.addItems(texts)
    return box


def frame_epochs(first: int, last: int, n_frames: int, *, is_early: bool) -> tuple[int, ...]:
    """Choose epochs from the first to the last one.

    Parameters
    ----------
    first, last : int
        Both are shown.
    n_frames : int
        At most this many; fewer where there are not so many epochs.
    is_early : bool
        Whether the distances grow geometrically: a descent does most at its beginning.

    Returns
    -------
    tuple of int
        Ascending, none twice.
    """
    n_epochs = last - first + 1
    if n_frames >= n_epochs:
        return tuple(range(first, last + 1))
    if n_frames == 1:
        return (last,)
    if not is_early:
        chosen = np.rint(np.linspace(first, last, n_frames)).astype(np.int64)
        return tuple(chosen.tolist())
    return tuple((first + _geometric(n_epochs, n_frames)).tolist())


def _geometric(n_epochs: int, n_frames: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return offsets from 0 to ``n_epochs`` − 1: one by one while a geometric step is below one."""
    places = np.rint(np.geomspace(1, n_epochs, n_frames)).astype(np.int64) - 1
    # From the start on: at least one more than the one before; from the end on: room for all.
    order = np.arange(n_frames)
    places = np.maximum.accumulate(places - order) + order
    return np.minimum(places, n_epochs - n_frames + order)
