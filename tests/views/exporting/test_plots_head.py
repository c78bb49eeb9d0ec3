"""The head above the plots of an animation: laid out before it is painted, at any width."""

from typing import Any

import pytest
from PySide6.QtCore import QSize

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.curve import Line
from linreg_gui.views.exporting.plots_picture import EPOCH_PIXELS, FORMULA_PIXELS, GAP, PlotsHead

X = [2_459_000.1, 2_459_000.3, 2_459_000.5, 2_459_000.7, 2_459_000.9]


@pytest.fixture
def head(window: Any) -> Any:
    dataset = Dataset.from_xy(X, [7.2, 7.35, 7.49, 7.71, 7.8])
    window.session.opening.open_dataset(dataset)
    window.session.problem.set_start(Line(*dataset.loss.minimum_parameters.tolist()))
    window.content.clock.render_now()
    made = PlotsHead(window.content.clock)
    made.setParent(window.shell)  # which takes it along when it is closed
    return made


def test_all_is_there_where_there_is_room(head: Any) -> None:
    *formula, note = head.placed(1_000.0)
    text = "".join(piece.text for piece in formula)
    assert text == "ŷ = 0.7800000000 x − 1918012.880"
    assert head.rate.startswith("learning rate ")
    assert note.text == f"{head.rate}   loss 0.000568   epoch 0"
    assert {piece.pixels for piece in formula} == {FORMULA_PIXELS}
    assert note.pixels == EPOCH_PIXELS


@pytest.mark.parametrize("width", [620.0, 500.0, 400.0])
def test_the_type_becomes_smaller_before_anything_is_cut(head: Any, width: float) -> None:
    placed = head.placed(width)
    assert sum(piece.width for piece in placed) + GAP <= width
    assert "1918012.880" in [piece.text for piece in placed]
    assert not any("…" in piece.text for piece in placed)


@pytest.mark.parametrize("width", [320.0, 200.0, 60.0, 20.0, 0.0])
def test_what_has_no_room_is_elided(head: Any, width: float) -> None:
    placed = head.placed(width)
    assert sum(piece.width for piece in placed) <= width
    whole = {piece.text for piece in head.placed(1_000.0)}
    assert all(piece.text in whole or piece.text[-1:] in ("…", "") for piece in placed)
    if width > 30.0:
        assert any(piece.text.endswith("…") for piece in placed)


def test_the_last_terms_of_many_weights_go_before_loss_and_epoch(head: Any, window: Any) -> None:
    window.session.opening.open_dataset(EXAMPLES["longley"].dataset())
    window.session.player.step(7)
    window.content.clock.render_now()
    *formula, note = head.placed(900.0)
    text = "".join(piece.text for piece in formula)
    assert text.startswith("ŷ = ")
    assert text.endswith(" …")
    assert "·price" in text
    assert note.text.endswith("epoch 7")
    assert "…" not in note.text
    assert sum(piece.width for piece in (*formula, note)) + GAP <= 900.0
    *formula, _ = head.placed(3_000.0)
    assert "".join(piece.text for piece in formula).endswith("·year")


def test_a_narrow_head_is_painted(head: Any) -> None:
    head.resize(QSize(300, 44))
    assert not head.grab().toImage().isNull()
