"""The same records, bit for bit, however a descent is cut into pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.descent import CHUNK_EPOCHS, Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, datasets

LOSS = HOURS_AND_MONEY.loss
TOTAL = 2 * CHUNK_EPOCHS + 500
CONFIG = DescentConfig(0.01, TOTAL, 0.0)
WHOLE = Descent(LOSS, CONFIG, [0, 0]).advance(TOTAL)


def test_one_by_one_is_all_at_once():
    descent = Descent(LOSS, CONFIG, [0, 0])
    blocks = [descent.advance(1) for _ in range(5_000)]
    assert [block.first_epoch for block in blocks] == list(range(1, 5_001))
    assert np.concatenate([b.parameters for b in blocks]).tobytes() == (
        WHOLE.parameters[:5_000].tobytes()
    )
    assert np.concatenate([b.losses for b in blocks]).tobytes() == WHOLE.losses[:5_000].tobytes()


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=12))
def test_any_slicing_gives_the_same_bits(sizes):
    descent = Descent(LOSS, CONFIG, [0, 0])
    blocks = [descent.advance(size) for size in sizes]
    count = sum(len(block) for block in blocks)
    assert count == min(sum(sizes), TOTAL)
    parameters = np.concatenate([block.parameters for block in blocks])
    assert parameters.tobytes() == WHOLE.parameters[:count].tobytes()


def resume_after(loss, config, start, records, epoch):
    """Continue a run after ``epoch`` from the first record of its chunk."""
    offset = epoch % CHUNK_EPOCHS
    anchor_epoch = epoch - offset
    anchor = start if anchor_epoch == 0 else records.parameters[anchor_epoch - 1]
    return Descent(
        loss,
        config,
        anchor,
        first_epoch=anchor_epoch,
        anchor_offset=offset,
        reference_parameters=start,
    )


@given(st.integers(0, TOTAL - 1))
def test_resuming_anywhere_gives_the_same_bits(epoch):
    resumed = resume_after(LOSS, CONFIG, [0, 0], WHOLE, epoch)
    assert resumed.epoch == epoch
    block = resumed.advance(TOTAL)
    assert block.first_epoch == epoch + 1
    assert block.parameters.tobytes() == WHOLE.parameters[epoch:].tobytes()
    assert block.losses.tobytes() == WHOLE.losses[epoch:].tobytes()


@given(
    datasets(),
    st.floats(1e-3, 1.2),
    st.sampled_from([0.0, 1e-12, 1e-3]),
    st.lists(st.integers(1, 5_000), min_size=1, max_size=6),
    st.integers(0, 6_000),
)
def test_stops_are_the_same_too(dataset, share, tolerance, sizes, resume_epoch):
    loss = dataset.loss
    config = DescentConfig(share * largest_stable_learning_rate(loss), 9_000, tolerance)
    start = [3.0, -4.0]
    whole = Descent(loss, config, start)
    records = whole.advance(9_000)
    sliced = Descent(loss, config, start)
    for size in sizes * 10:
        sliced.advance(size)
    resumed = resume_after(loss, config, start, records, min(resume_epoch, whole.epoch))
    rest = resumed.advance(9_000)
    assert rest.parameters.tobytes() == records.parameters[len(records) - len(rest) :].tobytes()
    endings = [(d.epoch, d.stop_reason, d.diverged_epoch) for d in (whole, resumed)]
    assert endings[0] == endings[1]
    if sliced.stop_reason is not None:
        assert (sliced.epoch, sliced.stop_reason, sliced.diverged_epoch) == endings[0]


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, HOUSE_PRICES])
def test_two_runs_are_the_same(dataset):
    config = DescentConfig(largest_stable_learning_rate(dataset.loss) / 2, 5_000, 0.0)
    runs = [Descent(dataset.loss, config, [1, 1]).advance(5_000) for _ in range(2)]
    assert runs[0].parameters.tobytes() == runs[1].parameters.tobytes()
