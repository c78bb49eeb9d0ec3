"""Saves on disks that are full or read-only, in folders of others, and killed half-way."""

import json
import os
import random
import sys
import tempfile
from pathlib import Path

import pytest

from linreg_gui.storage.safe_write import write_safely
from tests.storage.children import NOBODY, in_private_mounts, kill, run, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits, mounts, signals")

KILLS = 40

SAVE = """
import sys
from pathlib import Path
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.safe_write import write_safely
{before}
path = Path(sys.argv[1])
try:
    write_safely(path, b"new" * 100_000)
    print("saved")
except StorageError as error:
    print(error)
print(path.read_bytes() == b"old", sorted(entry.name for entry in path.parent.iterdir()))
"""
UNCHANGED = "True ['a.linreg']"

SMALL_DISK = """
import subprocess
folder = str(Path(sys.argv[1]).parent)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True)
Path(sys.argv[1]).write_bytes(b"old")
"""
READ_ONLY_DISK = """
import subprocess
folder = str(Path(sys.argv[1]).parent)
subprocess.run(["mount", "--bind", folder, folder], check=True)
subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
"""
LIMITED_SIZE = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
"""
ANOTHER_USER = f"""
import os
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
"""
ENDLESS_SAVES = """
import sys
from linreg_gui.storage.safe_write import write_safely
number = int(sys.argv[2])
while True:
    write_safely(sys.argv[1], b"%d\\n" % number * 50_000)
    print(number, flush=True)
    number += 1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "a.linreg"
    path.write_bytes(b"old")
    return path


def test_full_disk(path: Path) -> None:
    output = run(SAVE.format(before=SMALL_DISK), path, prefix=in_private_mounts())
    assert output.splitlines() == ["Cannot save a.linreg: the disk is full.", UNCHANGED]


def test_read_only_disk(path: Path) -> None:
    output = run(SAVE.format(before=READ_ONLY_DISK), path, prefix=in_private_mounts())
    assert output.splitlines() == ["Cannot save a.linreg: the disk is read-only.", UNCHANGED]


def test_disk_that_takes_the_first_bytes_only(path: Path) -> None:
    """The first write is short and not reported, as on a full disk."""
    said, state = run(SAVE.format(before=LIMITED_SIZE), path).splitlines()
    assert said == "Cannot save a.linreg: the file would be too large for this disk."
    assert state == UNCHANGED


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)])
def test_file_or_folder_without_the_right_to_write(file_mode: int, folder_mode: int) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own admits one user only
        path = Path(folder) / "a.linreg"
        path.write_bytes(b"old")
        path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        said, state = run(SAVE.format(before=ANOTHER_USER), path).splitlines()
        path.parent.chmod(0o700)
    reason = "the file is read-only" if file_mode == 0o444 else "permission denied"
    assert said == f"Cannot save a.linreg: {reason}."
    assert state == UNCHANGED


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root makes such files")
def test_file_of_another_user() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.linreg"
        path.write_bytes(b"old")
        path.parent.chmod(0o777)
        said, state = run(SAVE.format(before=ANOTHER_USER), path).splitlines()
    assert said == "Cannot save a.linreg: permission denied."
    assert state == UNCHANGED


def test_killed_saves_leave_a_whole_version_none_older_than_acknowledged(path: Path) -> None:
    rng = random.Random(0)
    next_number = 0
    for _ in range(KILLS):
        child = start(ENDLESS_SAVES, path, str(next_number))
        acknowledged = [int(child.stdout.readline()) for _ in range(rng.randint(1, 4))][-1]
        for _ in range(rng.randrange(30_000)):
            pass  # up to a millisecond: any moment of the next save
        acknowledged = max([acknowledged, *map(int, kill(child).split())])
        number = int(path.read_bytes().split(maxsplit=1)[0])
        assert path.read_bytes() == b"%d\n" % number * 50_000
        assert number >= acknowledged
        next_number = number + 1
    write_safely(path, json.dumps("the next save").encode())
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
