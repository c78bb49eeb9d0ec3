"""The lines of the code lens have room, however long a way to descend makes them."""

from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest

from linreg_gui.core.settings import Decay, Optimizer
from tests.views.worksheet.worksheet_events import render


def listing_with(window: Any, **changes: Any) -> Any:
    session = window.session
    session.set_view_options(replace(session.view_options, show_code=True))
    session.set_settings(replace(session.runs.settings, **changes))
    session.player.step(3)
    session.player.seek(2)
    render(window)
    return window.content.code_card.listing


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_no_line_is_cut_off(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    for optimizer, batch_size in product(Optimizer, (None, 2)):
        window.session.opening.open_example("hours-and-money")
        options = {"batch_size": batch_size, "l2": 0.1, "decay": Decay.INVERSE_TIME}
        listing = listing_with(window, learning_rate=0.00573, optimizer=optimizer, **options)
        assert listing._is_within(), (optimizer, batch_size)


def test_what_follows_a_break_is_indented_further(window: Any) -> None:
    window.shell.resize(1024, 640)
    listing = listing_with(window, optimizer=Optimizer.ADAM, batch_size=2, l2=0.1)
    texts = [row.text for row in listing._rows]
    broken = [(one, other) for one, other in pairwise(texts) if one.endswith("=")]
    assert broken
    for one, other in broken:
        assert len(other) - len(other.lstrip()) > len(one) - len(one.lstrip())
