"""A rich project, cut or with one bit of it flipped: refused in one sentence, or open and whole."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Decay, Optimizer
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from tests.covered_lines import counted_while_new
from tests.invariants import check_runs, check_session
from tests.storage.sentences import is_harmless

TABLE = np.array([[3, 90, 0.1, 4], [2, 110, 0.3, 5], [5, 80, -0.2, 9], [4, 70, 0.5, 1]])
HOMES = Dataset(TABLE[:, :3], TABLE[:, 3], ("rooms", "size", "slope"), "price", "Homes")


def rich_project(session: Session) -> bytes:
    """Give branches of branches, a kept run, batches, and optimizers with a memory."""
    changes: tuple[dict[str, Any], ...] = (
        {"optimizer": Optimizer.ADAM, "batch_size": 2, "decay": Decay.STEP, "patience": 50},
        {"optimizer": Optimizer.MOMENTUM, "batch_size": 3, "decay": Decay.NONE},
        {"optimizer": Optimizer.NESTEROV, "learning_rate": 0.003, "l2": 0.5},
    )
    for change in changes:
        session.set_settings(replace(session.runs.settings, **change))
        session.player.step(20)
        session.player.seek(12)
        session.runs.fork()
    session.player.step(7)
    session.runs.keep()
    return encode_project(project_of(session.state()))


@counted_while_new("damaged projects")
def is_refused(raw: bytes, session: Session) -> bool:
    try:
        state = state_of(decode_project(raw, "a.linreg"))
    except StorageError as error:
        sentence = str(error)
        assert is_harmless(sentence)
        assert sentence.endswith(".")
        assert len(sentence) < 300
        return True
    session.open_state(state)
    session.player.pause()
    check_session(session)
    check_runs(session)
    return False


def damaged(raw: bytes, step: int) -> Iterator[bytes]:
    """Cut before every ``step``-th byte, and flip a bit of each of them."""
    for place in range(0, len(raw.rstrip()), step):
        yield raw[:place]
        flipped = bytearray(raw)
        flipped[place] ^= 1 << place % 8
        yield bytes(flipped)


@pytest.mark.parametrize("has_several", [False, True], ids=["line", "several"])
@pytest.mark.parametrize("step", [23, pytest.param(1, marks=pytest.mark.soak)])
def test_cut_or_with_a_flipped_bit(session: Session, step: int, has_several: bool) -> None:
    if has_several:
        session.opening.open_dataset(HOMES)
        session.set_columns((0, 2))
    raw = rich_project(session)
    assert not is_refused(raw, session)
    outcomes = [is_refused(one, session) for one in damaged(raw, step)]
    assert all(outcomes[::2])
    assert not all(outcomes)  # a digit may have become another one
