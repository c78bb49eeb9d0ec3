from pathlib import Path

import numpy as np
import pytest

from linreg_gui.core.arrays import uninitialised
from linreg_gui.core.history import Checkpoint, EpochBlock, History
from linreg_gui.core.optimizers import Memory
from linreg_gui.core.settings import Optimizer


def block(first_epoch, count):
    epochs = np.arange(first_epoch, first_epoch + count, dtype=float)
    return EpochBlock(first_epoch, np.c_[epochs, -epochs], epochs * 10)


def test_it_begins_with_the_start():
    history = History([1, 2], 30)
    assert (history.n_records, history.last_epoch) == (1, 0)
    assert history.parameters.tolist() == [[1, 2]]
    assert history.losses.tolist() == [30]


def test_blocks_are_appended_in_order():
    history = History([0, 0], 0)
    history.append(block(1, 1))
    history.append(block(2, 3))
    history.append(block(5, 0))
    assert history.last_epoch == 4
    assert history.losses.tolist() == [0, 10, 20, 30, 40]
    assert history.parameters[:, 1].tolist() == [0, -1, -2, -3, -4]


@pytest.mark.parametrize("first_epoch", [0, 1, 3])
def test_a_gap_or_an_overlap_is_refused(first_epoch):
    history = History([0, 0], 0)
    history.append(block(1, 1))
    with pytest.raises(ValueError, match=f"Epoch {first_epoch} does not follow epoch 1"):
        history.append(block(first_epoch, 2))
    assert history.n_records == 2


def test_records_are_found_by_epoch_and_copied():
    history = History([5, 6], 7)
    history.append(block(1, 2))
    parameters, loss = history.record(2)
    assert (parameters.tolist(), loss) == ([2, -2], 20)
    history.truncate(1)
    history.append(EpochBlock(2, np.zeros((1, 2)), np.zeros(1)))
    assert parameters.tolist() == [2, -2]
    for epoch in (-1, 3):
        with pytest.raises(IndexError, match=f"Epoch {epoch} is not among 0 to 2"):
            history.record(epoch)


def test_later_records_can_be_dropped():
    history = History([0, 0], 0)
    history.append(block(1, 9))
    history.truncate(4)
    assert (history.n_records, history.last_epoch) == (5, 4)
    history.append(block(5, 1))
    assert history.losses.tolist() == [0, 10, 20, 30, 40, 50]
    with pytest.raises(IndexError):
        history.truncate(6)
    history.truncate(0)
    assert history.n_records == 1


def test_views_are_read_only_and_not_copies():
    history = History([0, 0], 0)
    history.append(block(1, 9))
    assert np.shares_memory(history.parameters, history.parameters)
    assert np.shares_memory(history.losses, history.losses)
    for array in (history.parameters, history.losses, history.record(3)[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    history.append(block(10, 1))
    assert history.last_epoch == 10


def test_with_the_right_capacity_memory_is_reserved_once():
    history = History([0, 0], 0, capacity=100_001)
    before = history.losses
    for first in range(1, 100_001, 10_000):
        history.append(block(first, 10_000))
    assert np.shares_memory(before, history.losses)
    assert history.last_epoch == 100_000


def test_beyond_its_capacity_it_grows():
    history = History([0, 0], 0, capacity=2)
    for epoch in range(1, 1_001):
        history.append(block(epoch, 1))
    history.append(block(1_001, 5_000))
    assert history.losses.tolist() == [10.0 * epoch for epoch in range(6_001)]


def test_a_copy_has_the_records_up_to_an_epoch_and_goes_its_own_way():
    history = History([1, 2], 3)
    history.append(block(1, 9))
    copied = history.copied(4)
    assert copied.last_epoch == 4
    assert np.array_equal(copied.parameters, history.parameters[:5])
    assert np.array_equal(copied.losses, history.losses[:5])
    copied.append(block(5, 1))
    assert history.last_epoch == 9
    with pytest.raises(IndexError):
        history.copied(10)


def test_a_copy_has_the_same_memory_until_both_go_on():
    history = History([1, 2], 3)
    history.append(block(1, 9))
    first, second = history.copied(9), history.copied(9)
    assert np.shares_memory(first.losses, history.losses)
    first.append(block(10, 2))  # it is the first to go on: the memory is its own from there
    assert np.shares_memory(first.losses, history.losses)
    other = EpochBlock(10, np.full((3, 2), 7.0), np.full(3, 8.0))
    history.append(other)
    assert not np.shares_memory(first.losses, history.losses)
    assert first.losses[9:].tolist() == [90, 100, 110]
    assert history.losses[9:].tolist() == [90, 8, 8, 8]
    assert second.losses.tolist() == history.losses[:10].tolist()


def test_a_view_taken_earlier_stays_as_it_is():
    history = History([1, 2], 3)
    history.append(block(1, 9))
    losses = history.losses
    history.truncate(4)
    history.append(EpochBlock(5, np.zeros((1, 2)), np.zeros(1)))
    assert losses.tolist() == [3, *range(10, 100, 10)]


def test_a_copy_has_checkpoints_of_its_own():
    history = History([1, 2], 3)
    history.append(block(1, 9))
    copied = history.copied(9)
    copied.keep_checkpoint(Checkpoint(9, Optimizer.MOMENTUM, Memory.empty(2)))
    assert history.checkpoint(9) is None


def resident_bytes():
    return 4096 * int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.parametrize("n_floats", [1, 1 << 20])
def test_there_is_room_to_write_in(n_floats):
    room = uninitialised(n_floats, 3)
    room[:] = np.arange(3.0)
    assert room.shape == (n_floats, 3)
    assert room.sum() == 3 * n_floats


def test_the_memory_of_large_columns_goes_back():
    n_records = 1 << 20  # 24 MB, grown in several moves
    history = History([0, 0], 0)
    while history.last_epoch < n_records:
        history.append(block(history.last_epoch + 1, 1 << 15))
    held = resident_bytes()
    del history
    assert held - resident_bytes() > 20e6
