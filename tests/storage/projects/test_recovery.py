"""Unsaved work outlives its window, and no other window touches it while that one lives."""

import os
import random
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.storage import locks
from linreg_gui.storage.errors import NewerVersionError, StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.recovery import (
    Abandoned,
    Recovery,
    discard_abandoned,
    find_abandoned,
)
from linreg_gui.storage.projects.work_file import Label, read_label, read_work
from tests.storage.children import NOBODY, in_private_mounts, kill, run, start
from tests.storage.projects.test_project import SEVERAL, VERSION_1

ENDLESS_SAVES = """
import sys
from pathlib import Path
import numpy as np
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.recovery import Recovery
recovery = Recovery(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    dataset = Dataset.from_xy(np.full(2000, float(number)), np.zeros(2000))
    recovery.save(Project(dataset, DescentConfig(), (0.0, 0.0)), when=number)
    print(number, flush=True)
    number += 1
"""
SAVE_ON_FULL_DISK = """
import subprocess, sys
from dataclasses import replace
from pathlib import Path
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.recovery import Recovery, find_abandoned
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", disk], check=True)
recovery = Recovery(disk)
small = Project(Dataset.from_xy([1], [2]), DescentConfig(), (0.0, 0.0))
recovery.save(small, when=100)
for _ in range(2):
    try:
        recovery.save(replace(small, dataset=Dataset.from_xy(range(9999), range(9999))), when=200)
    except StorageError as error:
        print(error)
recovery.save(replace(small, start=(1.0, 2.0)), when=300)
recovery.release()
found, = find_abandoned(disk)
print(Recovery(disk).adopt(found.slot).project.start, found.label.when)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "unsaved"


@contextmanager
def recoveries(folder: Path, count: int) -> Iterator[list[Recovery]]:
    windows = [Recovery(folder) for _ in range(count)]
    yield windows
    for window in windows:
        window.release()


def numbered(number: int) -> Project:
    return replace(VERSION_1, dataset=Dataset.from_xy([float(number)], [0.0]))


def slots(folder: Path) -> list[Path]:
    return [found.slot for found in find_abandoned(folder)]


def times(folder: Path) -> list[float]:
    return [found.label.when for found in find_abandoned(folder) if found.label is not None]


def states(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.work"))


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_nothing_is_made_before_there_is_something_to_keep(folder: Path) -> None:
    recovery = Recovery(folder)
    recovery.discard()
    assert find_abandoned(folder) == []
    assert not folder.exists()


def test_saved_work_is_found_once_its_window_is_gone(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, next_start):
        gone.save(numbered(1), when=1_000.0)
        gone.save(numbered(2), when=2_000.0)
        assert find_abandoned(folder) == []
        gone.release()
        (found,) = find_abandoned(folder)
        assert found.label == Label(2_000.0, "", 1, None)
        assert not found.ended_badly
        assert next_start.adopt(found.slot).project == numbered(2)
        assert find_abandoned(folder) == []
        next_start.save(numbered(3), when=3_000.0)
        next_start.discard()
        assert names(folder) == []


def test_newest_work_comes_first(folder: Path) -> None:
    with recoveries(folder, 3) as windows:
        for window, when in zip(windows, (5.0, 7.0, 6.0), strict=True):
            window.save(numbered(int(when)), when)
    assert times(folder) == [7.0, 6.0, 5.0]


def test_discarded_work_is_gone_and_a_later_save_begins_anew(folder: Path) -> None:
    with recoveries(folder, 1) as (window,):
        for number in range(2):
            window.save(numbered(number), when=0.0)
            assert len(names(folder)) == 2
            window.discard()
            assert names(folder) == []


def test_abandoned_work_can_be_discarded_unread(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, living):
        gone.save(numbered(1), when=1.0)
        living.save(numbered(2), when=2.0)
        gone.release()
        (slot,) = slots(folder)
        assert discard_abandoned(slot)
        assert not discard_abandoned(slot)
        (other,) = states(folder)
        assert not discard_abandoned(other.with_name(other.name.partition(".")[0]))
        assert other.exists()


def test_only_one_window_adopts(folder: Path) -> None:
    with recoveries(folder, 3) as (gone, first, second):
        gone.save(numbered(1), when=1.0)
        gone.release()
        (slot,) = slots(folder)
        first.adopt(slot)
        with pytest.raises(StorageError, match="is open in another window, or was removed"):
            second.adopt(slot)
        first.discard()
        with pytest.raises(StorageError, match="is open in another window, or was removed"):
            second.adopt(slot)
        assert names(folder) == []


def test_work_of_the_adopting_window_is_kept_too(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, window):
        gone.save(numbered(1), when=1.0)
        gone.release()
        window.save(numbered(2), when=2.0)
        (slot,) = slots(folder)
        window.adopt(slot)
        (former,) = slots(folder)
        assert former != slot


def test_the_last_states_are_kept(folder: Path) -> None:
    with recoveries(folder, 1) as (window,):
        for number in range(1, 6):
            window.save(numbered(number), when=float(number))
        assert [state.suffixes[0] for state in states(folder)] == [".3", ".4", ".5"]


@pytest.mark.parametrize("n_damaged", [1, 2])
def test_a_damaged_state_is_put_aside_and_the_one_before_it_taken(
    folder: Path, n_damaged: int
) -> None:
    with recoveries(folder, 2) as (gone, window):
        for number in (1, 2, 3):
            gone.save(numbered(number), when=float(number))
        gone.release()
        for state in states(folder)[-n_damaged:]:
            state.write_bytes(flipped(state.read_bytes(), -4))
        (slot,) = slots(folder)
        work = window.adopt(slot)
        assert work.project == numbered(3 - n_damaged)
        assert not work.is_newest
        assert len(list(folder.glob("*.bad"))) == n_damaged
        window.save(numbered(9), when=9.0)
        window.release()
        assert times(folder) == [9.0]


def flipped(raw: bytes, place: int) -> bytes:
    changed = bytearray(raw)
    changed[place] ^= 1
    return bytes(changed)


def test_work_damaged_throughout_is_put_aside(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, window):
        gone.save(numbered(1), when=1.0)
        gone.release()
        (found,) = find_abandoned(folder)
        (state,) = states(folder)
        state.write_bytes(b"{")
        with pytest.raises(StorageError, match="is no unsaved work"):
            window.adopt(found.slot)
        assert find_abandoned(folder) == []
        assert names(folder) == [f"{state.name}.bad"]


def test_every_flipped_bit_and_every_end_too_early_is_noticed(folder: Path) -> None:
    with recoveries(folder, 1) as (window,):
        window.save(numbered(1), when=1.0)
        (state,) = states(folder)
        raw = state.read_bytes()
        assert read_work(state).project == numbered(1)
        for place in range(len(raw)):
            for broken in (flipped(raw, place), raw[:place]):
                state.unlink()  # ext4 sends a file that is cut off and written anew to the disk
                state.write_bytes(broken)
                with pytest.raises(StorageError):
                    read_work(state)


def test_work_of_several_features_is_for_programs_that_know_them(folder: Path) -> None:
    with recoveries(folder, 1) as (window,):
        window.save(SEVERAL, when=1.0)
        (state,) = states(folder)
        raw = state.read_bytes()
        assert raw.startswith(b"linreg_gui work 2 ")
        assert read_work(state).project == SEVERAL
        for place in range(0, len(raw), 7):
            for broken in (flipped(raw, place), raw[:place]):
                state.unlink()
                state.write_bytes(broken)
                with pytest.raises(StorageError):
                    read_work(state)


@pytest.mark.parametrize(
    "head", [b"[]", b"{}", b"1", b"[" * 50_000, b'{"when": 1e999, "n_points": -1}', b"\xff"]
)
def test_a_head_that_tells_nothing(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "window-0.1.work"
    path.write_bytes(b"linreg_gui work 1 00000000\n" + head + b"\n")
    with pytest.raises(StorageError, match="is damaged"):
        read_label(path)


def test_the_label_tells_whose_work_it_is(folder: Path) -> None:
    document = folder / os.fsdecode(b"caf\xe9\n.linreg")
    project = replace(numbered(1), dataset=Dataset.from_xy([], [], name="Äpfel"))
    with recoveries(folder, 1) as (window,):
        window.save(project, 5.0, document)
    (found,) = find_abandoned(folder)
    assert found.label == Label(5.0, "Äpfel", 0, document)
    with recoveries(folder, 1) as (window,):
        assert window.adopt(found.slot).project == project


def test_work_with_a_name_beyond_all_measure_is_not_lost(folder: Path) -> None:
    name = "数" * 30_000
    project = replace(numbered(1), dataset=Dataset.from_xy([1.0], [2.0], name=name))
    with recoveries(folder, 1) as (window,):
        window.save(project, 5.0)
    (found,) = find_abandoned(folder)
    assert found.label is not None
    assert found.label.name == name[:200]
    with recoveries(folder, 1) as (window,):
        assert window.adopt(found.slot).project.dataset.name == name


def test_numbers_and_not_the_clock_tell_which_state_is_the_newest(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, window):
        gone.save(numbered(1), when=9_000.0)
        gone.save(numbered(2), when=100.0)
        gone.release()
        (slot,) = slots(folder)
        assert times(folder) == [100.0]
        assert window.adopt(slot).project == numbered(2)


def test_work_that_ended_the_program_is_told(folder: Path) -> None:
    with recoveries(folder, 3) as (gone, crashing, window):
        gone.save(numbered(1), when=1.0)
        gone.release()
        (slot,) = slots(folder)
        crashing.adopt(slot)
        crashing.release()
        (found,) = find_abandoned(folder)
        assert found.ended_badly
        window.adopt(slot)
        window.note_opened()
        window.release()
        (found,) = find_abandoned(folder)
        assert not found.ended_badly


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_links_are_no_states(folder: Path, tmp_path: Path) -> None:
    with recoveries(folder, 1) as (window,):
        window.save(numbered(1), when=1.0)
    (state,) = states(folder)
    elsewhere = tmp_path / "elsewhere"
    state.rename(elsewhere)
    state.symlink_to(elsewhere)
    assert find_abandoned(folder) == []
    assert elsewhere.exists()


def test_work_of_a_newer_version_stays_for_it(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, window):
        gone.save(numbered(1), when=1.0)
        gone.release()
        (slot,) = slots(folder)
        (state,) = states(folder)
        state.write_bytes(state.read_bytes().replace(b"work 1", b"work 3"))
        with pytest.raises(NewerVersionError):
            window.adopt(slot)
        (found,) = find_abandoned(folder)
        assert (found.slot, found.ended_badly) == (slot, False)


def test_tidied_locks_and_folders(folder: Path) -> None:
    with recoveries(folder, 2) as (gone, window):
        gone.save(numbered(1), when=1.0)
        window.save(numbered(2), when=2.0)
        gone.release()
        for path in folder.glob("*.lock"):
            path.unlink()
        assert len(find_abandoned(folder)) == 2
        window.save(numbered(3), when=3.0)
        assert len(find_abandoned(folder)) == 2
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        window.save(numbered(4), when=4.0)
        window.release()
        assert times(folder) == [4.0]


def test_locks_of_windows_that_saved_nothing_are_swept(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "window-0.lock").touch()
    (folder / "notes.txt").touch()
    assert find_abandoned(folder) == []
    assert names(folder) == ["notes.txt"]


def test_locks_without_work_are_nobodys(folder: Path) -> None:
    folder.mkdir(parents=True)
    free, held = folder / "window-1", folder / "window-2"
    for slot in (free, held):
        slot.with_name(f"{slot.name}.lock").touch()
    handle = locks.lock_existing(held.with_name(f"{held.name}.lock"))
    assert handle is not None
    assert not discard_abandoned(free)
    assert find_abandoned(folder) == []
    assert names(folder) == ["window-2.lock"]
    os.close(handle)


def test_project_that_cannot_be_written_leaves_the_former_one(folder: Path) -> None:
    too_far = replace(numbered(2), cursor=10**6)
    with recoveries(folder, 1) as (window,):
        window.save(numbered(1), when=1.0)
        with pytest.raises(StorageError) as refused:
            window.save(too_far, when=2.0)
        sentence = "the project: cursor must be at most 90, the last epoch"
        assert str(refused.value) == f"Unsaved work cannot be kept safe: {sentence}."
    assert times(folder) == [1.0]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_folder_is_for_this_user_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    with recoveries(folder, 1) as (window,):
        window.save(numbered(1), when=1.0)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder.glob("*.lock"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives away")
def test_folder_of_another_user_is_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    os.chown(folder, NOBODY, NOBODY)
    sentence = "Unsaved work cannot be kept safe: the folder for it belongs to another user."
    with recoveries(folder, 1) as (window,), pytest.raises(StorageError) as refused:
        window.save(numbered(1), when=1.0)
    assert str(refused.value) == sentence
    assert find_abandoned(folder) == []


def test_file_where_the_folder_should_be(folder: Path) -> None:
    folder.parent.mkdir()
    folder.touch()
    with recoveries(folder, 1) as (window,), pytest.raises(StorageError) as refused:
        window.save(numbered(1), when=1.0)
    assert refused.value.reason
    assert find_abandoned(folder) == []


def test_disk_without_locks_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "try_lock", lambda handle: False)
    with recoveries(folder, 1) as (window,), pytest.raises(StorageError, match="cannot lock files"):
        window.save(numbered(1), when=1.0)
    assert names(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Linux mounts")
def test_full_disk_keeps_the_former_save_and_is_tried_again(tmp_path: Path) -> None:
    output = run(SAVE_ON_FULL_DISK, tmp_path, prefix=in_private_mounts()).splitlines()
    assert output == ["Unsaved work cannot be kept safe: the disk is full."] * 2 + [
        "(1.0, 2.0) 300.0"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("n_pairs", [6, pytest.param(60, marks=pytest.mark.soak)])
def test_killed_windows_leave_what_they_had_last_acknowledged(folder: Path, n_pairs: int) -> None:
    rng = random.Random(0)
    for _ in range(n_pairs):
        children = [start(ENDLESS_SAVES, folder, str(first)) for first in (0, 1_000_000)]
        acknowledged = [
            [int(child.stdout.readline()) for _ in range(rng.randint(1, 5))][-1]
            for child in children
        ]
        assert find_abandoned(folder) == []
        acknowledged = [
            last_number(child, known) for child, known in zip(children, acknowledged, strict=True)
        ]
        found = find_abandoned(folder)
        assert len(found) == 2
        recovered = zip(recovered_numbers(folder, found), sorted(acknowledged), strict=True)
        assert all(number >= known for number, known in recovered)
    assert names(folder) == []


def last_number(child: Any, known: int) -> int:
    return max([known, *map(int, kill(child).split())])


def recovered_numbers(folder: Path, found: list[Abandoned]) -> list[int]:
    with recoveries(folder, len(found)) as windows:
        pairs = zip(windows, found, strict=True)
        projects = [window.adopt(one.slot).project for window, one in pairs]
        for window in windows:
            window.discard()
    assert all(len(set(project.dataset.x)) == 1 for project in projects)
    return sorted(int(project.dataset.x[0]) for project in projects)
