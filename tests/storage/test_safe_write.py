"""A save puts the whole new file in place, or says why not and leaves the old one."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.storage import locks, safe_write
from linreg_gui.storage.errors import LONGEST_NAME, REASONS, StorageError, shown_name
from linreg_gui.storage.locks import try_lock
from linreg_gui.storage.safe_write import replacing, write_safely

OLD, NEW = b"old", b"new " * 50_000
FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ENAMETOOLONG,
          errno.ENOENT, errno.EXDEV, errno.EFBIG, errno.EINTR, errno.ETXTBSY)  # fmt: skip
CALLS = ("open", "write", "fstat", "fsync", "close", "replace")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "project.linreg"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_new_and_existing_file(path: Path) -> None:
    for target in (path, path.with_name("new.csv")):
        write_safely(target, NEW)
        assert target.read_bytes() == NEW
    assert names(path.parent) == ["new.csv", "project.linreg"]


def test_empty_file_and_plain_text_path(path: Path) -> None:
    write_safely(str(path), b"")
    assert path.read_bytes() == b""


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_mode_of_an_existing_file_is_kept(path: Path, mode: int) -> None:
    path.chmod(mode)
    write_safely(path, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_new_file_has_the_mode_of_any_new_file(path: Path) -> None:
    other, new = path.with_name("other"), path.with_name("new")
    other.write_bytes(b"")
    write_safely(new, NEW)
    assert new.stat().st_mode == other.stat().st_mode


def test_while_it_is_written_it_is_readable_to_no_more_people(path: Path) -> None:
    path.chmod(0o640)
    with replacing(path) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Linux has them")
def test_extended_attributes_are_kept(path: Path) -> None:
    try:
        os.setxattr(path, "user.note", b"kept")
    except OSError:
        pytest.skip("this disk has none")
    write_safely(path, NEW)
    assert os.getxattr(path, "user.note") == b"kept"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives away")
def test_owner_is_kept(path: Path) -> None:
    os.chown(path, 65534, 65533)
    write_safely(path, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65533)


def test_link_is_followed(path: Path) -> None:
    folder = path.parent / "elsewhere"
    folder.mkdir()
    link = folder / "link.linreg"
    link.symlink_to(Path("..") / path.name)
    write_safely(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    assert names(folder) == ["link.linreg"]


def test_link_to_a_file_that_is_not_there_makes_it(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to("new.linreg")
    write_safely(link, NEW)
    assert link.is_symlink()
    assert path.with_name("new.linreg").read_bytes() == NEW


def make_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes among files here")
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: p.mkdir(), "Cannot save it: it is a folder."),
        (make_pipe, "Cannot save it: it is not a regular file."),
        (lambda p: p.symlink_to(p.name), "Cannot save it: its links lead in a circle."),
        (lambda p: p.touch(0o444), "Cannot save it: the file is read-only."),
    ],
)
def test_what_must_not_be_replaced(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    make(tmp_path / "it")
    with pytest.raises(StorageError) as refused:
        write_safely(tmp_path / "it", NEW)
    assert str(refused.value) == sentence
    assert names(tmp_path) == ["it"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gone/a.linreg", "Cannot save a.linreg: its folder does not exist."),
        ("project.linreg/a", "Cannot save a: its folder does not exist."),
        ("a\0b", r"Cannot save a\x00b: its name contains a NUL character."),
        ("n" * 300, f"Cannot save {'n' * (LONGEST_NAME - 1)}…: its name is too long."),
        ("gone/a\nb\u202e\udcff", r"Cannot save a\nb\u202e\xff: its folder does not exist."),
    ],
)  # fmt: skip
def test_refusals_name_the_file_in_one_line(path: Path, name: str, sentence: str) -> None:
    with pytest.raises(StorageError) as refused:
        write_safely(path.parent / name, NEW)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("name", ["two\nlines", "\udcff.linreg", "🙂 עברית", "n" * 255, "a.b.c d"])
def test_odd_names_are_saved(tmp_path: Path, name: str) -> None:
    write_safely(tmp_path / name, NEW)
    assert names(tmp_path) == [name]
    assert shown_name(name).isprintable()


@pytest.mark.parametrize("n_before", range(60, 82))
def test_a_long_name_is_not_cut_within_an_escape(n_before: int) -> None:
    shown = shown_name("a" * n_before + "\u200b" * 9)
    assert len(shown) <= 80
    rest = shown.lstrip("a").removesuffix("…")
    assert rest == "\\u200b" * (len(rest) // 6)


def test_short_writes_are_completed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:30_000]))
    write_safely(path, NEW)
    assert path.read_bytes() == NEW


def test_disk_that_takes_nothing_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    with pytest.raises(StorageError, match="the disk is full"):
        write_safely(path, NEW)
    assert path.read_bytes() == OLD


def test_bytes_that_are_counted_but_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda handle, data: len(data))
    with pytest.raises(StorageError, match="the disk reports an error"):
        write_safely(path, NEW)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_may_fail(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Fail the first, the second … call until a save goes through without reaching the fault."""
    n_open = n_open_files()
    for count in range(1, 20):
        path.write_bytes(OLD)
        with monkeypatch.context() as patch:
            reached = fail_at(patch, call, count, code)
            saved = is_saved(path)
        assert names(path.parent) == [path.name]
        assert path.read_bytes() == NEW if saved else path.read_bytes() in (OLD, NEW)
        assert n_open_files() == n_open
        if not reached:
            assert saved
            return
    raise AssertionError("the fault was always reached")


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_said_in_plain_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    fail_at(monkeypatch, "replace", 1, code)
    with pytest.raises(StorageError) as refused:
        write_safely(path, NEW)
    assert refused.value.reason == REASONS[code]
    assert str(refused.value) == f"Cannot save project.linreg: {REASONS[code]}."


def n_open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def fail_at(patch: pytest.MonkeyPatch, call: str, count: int, code: int) -> list[int]:
    """Let the count-th call fail, as close() does: after having closed."""
    original, calls, reached = getattr(os, call), [], list[int]()

    def faulty(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) != count:
            return original(*arguments, **options)
        reached.append(code)
        if call == "close":
            original(*arguments)
        raise OSError(code, os.strerror(code))

    patch.setattr(os, call, faulty)
    return reached


def is_saved(path: Path) -> bool:
    try:
        write_safely(path, NEW)
    except StorageError:
        return False
    return True


def test_file_and_folder_are_on_the_disk_in_this_order(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = []
    sync, replace = os.fsync, os.replace
    kinds = {True: "sync folder", False: "sync file"}

    def watched_sync(handle: int) -> None:
        events.append(kinds[stat.S_ISDIR(os.fstat(handle).st_mode)])
        sync(handle)

    def watched_replace(*arguments: Any) -> None:
        events.append("replace")
        replace(*arguments)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(os, "replace", watched_replace)
    write_safely(path, NEW)
    assert events == ["sync file", "replace", "sync folder"]


def test_block_that_fails_leaves_the_old_file(path: Path) -> None:
    def interrupted() -> None:
        with replacing(path) as temporary:
            temporary.write_bytes(NEW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


def test_temporary_file_keeps_a_plain_suffix_only(tmp_path: Path) -> None:
    for name, suffix in {"run.gif": ".gif", "run": "", "run.a\nb": "", "run.é": ""}.items():
        with replacing(tmp_path / name) as temporary:
            assert temporary.suffix == suffix


def test_only_abandoned_temporary_files_are_swept(path: Path) -> None:
    ours = f"{safe_write.PREFIX}{'0' * 16}.linreg"
    others = [f"{safe_write.PREFIX}notes.linreg", "~project.linreg"]
    for name in (ours, *others):
        path.with_name(name).write_bytes(b"")
    with replacing(path) as temporary:
        write_safely(path.with_name("second.linreg"), NEW)
        assert temporary.exists()
        assert not path.with_name(ours).exists()
    assert names(path.parent) == sorted([*others, path.name, "second.linreg"])


def test_file_taken_for_abandoned_is_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep of another window comes between making the file and locking it."""
    attempts = []

    def late_lock(handle: int) -> bool:
        attempts.append(handle)
        if len(attempts) == 1:
            safe_write.sweep(path.parent)
        return try_lock(handle)

    with monkeypatch.context() as patch:
        patch.setattr(locks, "try_lock", late_lock)
        write_safely(path, NEW)
    assert len(attempts) > 2
    assert path.read_bytes() == NEW


def test_files_that_always_vanish(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "is_linked", lambda handle: False)
    with pytest.raises(StorageError, match="the disk reports an error"):
        write_safely(path, NEW)
    assert names(path.parent) == [path.name]


def test_disk_without_locks_is_written_and_never_swept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = path.with_name(f"{safe_write.PREFIX}{'1' * 16}")
    stray.write_bytes(b"")
    monkeypatch.setattr(locks, "try_lock", lambda handle: False)
    write_safely(path, NEW)
    assert path.read_bytes() == NEW
    assert stray.exists()
