"""The start: into the checkout's environment, or nowhere."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from linreg_gui.bootstrap import start
from linreg_gui.bootstrap.folder import wanted_stamp, write_stamp
from linreg_gui.bootstrap.needs import PROGRAM, QT, program_needs
from tests.bootstrap.helpers import RUN

PACKAGE = Path(start.__file__).resolve().parents[1]


def test_needs_follow_the_command_line() -> None:
    assert program_needs(["--help"]) == frozenset()
    assert program_needs(["fit", "-h"]) == frozenset()
    assert program_needs(["--version"]) == frozenset()
    assert program_needs(["fit", "data.csv"]) == RUN
    assert program_needs(["render", "data.csv", "--out", "a.gif"]) == {PROGRAM, QT}
    assert program_needs(["data.csv"]) >= {PROGRAM, QT}


def test_installed_copy_is_no_checkout(checkout: Path, tmp_path: Path) -> None:
    assert start.find_checkout(checkout / "linreg_gui") == checkout
    assert start.find_checkout(tmp_path / "site-packages" / "linreg_gui") is None


def copy_of_the_start(folder: Path) -> Path:
    """Make a checkout that holds the start and a command line that says where it runs."""
    shutil.copytree(PACKAGE / "bootstrap", folder / "linreg_gui" / "bootstrap", dirs_exist_ok=True)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(PACKAGE / name, folder / "linreg_gui" / name)
    (folder / "linreg_gui" / "cli.py").write_text(
        "import sys\n\ndef main():\n"
        "    print(sys.prefix, sys.argv[1:], sys.flags.dev_mode)\n    return 7\n"
    )
    return folder


def start_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "dev", "-m", "linreg_gui", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )


def test_ready_checkout_runs_inside_its_environment(checkout: Path) -> None:
    copy_of_the_start(checkout)
    folder = checkout / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    write_stamp(folder, wanted_stamp(checkout, RUN))
    result = start_in(checkout, "fit", "a b.csv")
    assert (result.returncode, result.stderr) == (7, "")
    assert result.stdout == f"{folder} ['fit', 'a b.csv'] True\n"
    assert not (checkout / ".venv.lock").exists()


def test_installed_copy_runs_where_it_is(tmp_path: Path) -> None:
    result = start_in(copy_of_the_start(tmp_path), "fit")
    assert (result.returncode, result.stderr) == (7, "")
    assert sys.prefix in result.stdout
    assert not (tmp_path / ".venv").exists()


def test_question_is_answered_without_a_set_up(checkout: Path) -> None:
    assert start_in(copy_of_the_start(checkout), "--help").returncode == 7
    assert not (checkout / ".venv").exists()


def test_failed_set_up_is_a_sentence(checkout: Path) -> None:
    (copy_of_the_start(checkout) / ".venv").touch()
    result = start_in(checkout, "fit")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Cannot set up" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap/__init__.py"])
def test_what_an_old_python_reads_is_plain(name: str) -> None:
    text = (PACKAGE / name).read_bytes()
    text.decode("ascii")
    for word in (b"f'", b'f"', b":=", b"match ", b"annotations", b"->"):
        assert word not in text
