"""How large a part of the points is held out, and the button that holds out others."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QPushButton

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.session.wording import held_out_share
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.choice_box import ChoiceBox

HOLD_OUT_TITLE, HOLD_OUT_HINT = "Hold out", "not trained on"
HOLD_OUT_TIP = (
    "Points that nothing is learnt from: rings in the data pane. Their loss tells how good the "
    "line or the curve is on points that it has not seen. Shift and a click on a point, or O, "
    "changes the side of that point alone."
)
ANOTHER = "Another split"
NONE, OWN = 0.0, -1.0
SHARES = {NONE: "none", 0.2: "20 %", 0.3: "30 %", 0.5: "50 %", OWN: "own choice"}
MOST_SPLITS = 50
"""So many seeds are tried for a split that differs; of two points there are only two."""


class HoldOutChoice(ChoiceBox):
    """A share of the points; *own choice* is shown where another number of them is held out.

    Attributes
    ----------
    another_button : QPushButton
        Holds out as many other points.
    counted : str
        "5 of 16 points"; empty while none is held out.
    """

    wanted = Signal(object)
    """HoldOut, or None to train on all points."""

    def __init__(self) -> None:
        super().__init__(SHARES)
        self.another_button = QPushButton(ANOTHER)
        set_tip(
            self.another_button,
            "Hold out as many other points. With another split another epoch, or another degree, "
            "can be the best.",
        )
        self.counted = ""
        self._chosen_share, self._seed = NONE, 0
        self._dataset: Dataset | None = None
        items = self.model()
        assert isinstance(items, QStandardItemModel)
        items.item(len(SHARES) - 1).setFlags(Qt.ItemFlag.NoItemFlags)  # made by other gestures
        self.chosen.connect(self._on_chosen)
        self.another_button.clicked.connect(self._on_another_wanted)

    def set_dataset(self, dataset: Dataset) -> None:
        """Show which part of the points is held out."""
        self._dataset = dataset
        self.counted = held_out_share(dataset)
        n_points, n_held = dataset.n_samples, dataset.n_held_out
        if n_held == 0:
            self.set_choice(NONE)
            return
        # Of few points two shares can be as many: then the one that was chosen is shown.
        shares = [share for share in SHARES if share > NONE]
        suiting = [share for share in shares if _count_of(share, n_points) == n_held]
        is_chosen = self._chosen_share in suiting
        self.set_choice(self._chosen_share if is_chosen else next(iter(suiting), OWN))

    @Slot(object)
    def _on_chosen(self, share: float) -> None:
        self._chosen_share = share
        n_points = 0 if self._dataset is None else self._dataset.n_samples
        wanted = HoldOut(_count_of(share, n_points), self._seed) if share > NONE else None
        self.wanted.emit(wanted)

    @Slot()
    def _on_another_wanted(self) -> None:
        """Take the next seed whose points are others than those held out now."""
        dataset = self._dataset
        if dataset is None or dataset.is_held_out is None:
            return
        held = np.flatnonzero(dataset.is_held_out)
        tried = range(self._seed + 1, self._seed + 1 + MOST_SPLITS)
        splits = (HoldOut(len(held), seed) for seed in tried)
        other = (
            split for split in splits if not np.array_equal(split.rows(dataset.n_samples), held)
        )
        split = next(other, None)
        if split is not None:
            self._seed = split.seed
            self.wanted.emit(split)


def _count_of(share: float, n_points: int) -> int:
    """Return how many points a share is: of few points one, and never all of two or more."""
    return max(1, min(int(share * n_points + 0.5), n_points - 1))
