"""One document, one window: also between processes, and after one was killed."""

from pathlib import Path

import pytest

from linreg_gui.storage.locks import DocumentLock
from tests.storage.children import kill, start

HOLD = """
import sys
from pathlib import Path
from linreg_gui.storage.locks import DocumentLock
lock = DocumentLock(Path(sys.argv[1]))
print(lock.acquire(Path(sys.argv[2])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def test_the_second_window_is_told(folder: Path, tmp_path: Path) -> None:
    one, other = DocumentLock(folder), DocumentLock(folder)
    assert one.acquire(tmp_path / "a.linreg")
    assert one.acquire(tmp_path / "a.linreg")
    assert not other.acquire(tmp_path / "a.linreg")
    assert other.acquire(tmp_path / "b.linreg")
    one.release()
    assert other.acquire(tmp_path / "a.linreg")
    other.release()
    assert list(folder.iterdir()) == []


def test_a_refusal_leaves_the_former_document_held(folder: Path, tmp_path: Path) -> None:
    one, other = DocumentLock(folder), DocumentLock(folder)
    assert one.acquire(tmp_path / "a.linreg")
    assert other.acquire(tmp_path / "b.linreg")
    assert not other.acquire(tmp_path / "a.linreg")
    assert not one.acquire(tmp_path / "b.linreg")


def test_a_link_is_the_same_document(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.linreg").symlink_to(tmp_path / "a.linreg")
    one, other = DocumentLock(folder), DocumentLock(folder)
    assert one.acquire(tmp_path / "a.linreg")
    assert not other.acquire(tmp_path / "link.linreg")


def test_the_lock_of_a_killed_process_is_gone(folder: Path, tmp_path: Path) -> None:
    child = start(HOLD, folder, tmp_path / "a.linreg", stdin=-1)
    assert child.stdout.readline().strip() == "True"
    lock = DocumentLock(folder)
    assert not lock.acquire(tmp_path / "a.linreg")
    kill(child)
    assert lock.acquire(tmp_path / "a.linreg")
    lock.release()


def test_without_a_folder_nothing_is_locked(tmp_path: Path) -> None:
    assert DocumentLock(None).acquire(tmp_path / "a.linreg")


def test_where_nothing_can_be_locked_everything_may_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert DocumentLock(tmp_path / "file" / "locks").acquire(tmp_path / "a.linreg")
