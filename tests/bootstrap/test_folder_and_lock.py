"""What is remembered between starts, and that only one start sets up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linreg_gui.bootstrap.environment import only_one
from linreg_gui.bootstrap.folder import STAMP_NAME, Stamp, read_stamp, write_stamp
from linreg_gui.bootstrap.needs import PROGRAM, QT

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0", b"linreg_gui 2\na\nb\nc\nd\n", b"x\n" * 9])
def test_damaged_stamp_is_no_stamp(tmp_path: Path, content: bytes) -> None:
    (tmp_path / STAMP_NAME).write_bytes(content)
    assert read_stamp(tmp_path) is None


def test_stamp_comes_back_as_written(tmp_path: Path) -> None:
    stamp = Stamp("3.11", "/a b/\\udcff", "0" * 64, frozenset({PROGRAM, QT}))
    write_stamp(tmp_path, stamp)
    assert read_stamp(tmp_path) == stamp
    assert read_stamp(tmp_path / "none") is None


def test_second_set_up_waits_and_a_killed_one_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = (
        "import sys, time; from pathlib import Path;"
        "from linreg_gui.bootstrap.environment import only_one\n"
        "with only_one(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code, str(path)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT)
    assert first.stdout is not None
    assert first.stdout.readline().strip() == b"held"
    second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT)
    assert second.stdout is not None
    assert second.stderr is not None
    assert f"process {first.pid}" in second.stderr.readline().decode()
    first.kill()
    first.communicate()
    assert second.stdout.readline().strip() == b"held"
    second.kill()
    second.communicate()
    with only_one(path):
        assert path.read_text(encoding="ascii") == str(os.getpid())
