"""`python3 -m tests --bundle`: makes the folder for people without Python, and tries it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
BUILD, DIST = CHECKOUT / "build", CHECKOUT / "dist"
PROGRAM = DIST / "linreg-gui" / ("linreg-gui.exe" if sys.platform == "win32" else "linreg-gui")
TABLE = CHECKOUT / "assets" / "tables" / "hours-and-money.csv"
SECONDS = 10
"""For the window to come and to go."""


def main() -> int:
    """Make the bundle, start its commands and its window, and print what each did."""
    spec = str(CHECKOUT / "assets" / "linreg-gui.spec")
    places = [f"--distpath={DIST}", f"--workpath={BUILD}"]
    quiet = ["--noconfirm", "--log-level=ERROR"]
    subprocess.run([sys.executable, "-m", "PyInstaller", *quiet, *places, spec], check=True)
    assert "linreg_gui " in _run("--version")
    assert "slope" in _run("fit", str(TABLE))
    picture = BUILD / "bundle.png"
    _run("render", str(TABLE), "--out", str(picture))
    assert picture.stat().st_size > 10_000
    _try_window()
    size = sum(path.lstat().st_size for path in PROGRAM.parent.rglob("*"))
    print(f"{PROGRAM.parent}: {size / 1e6:.0f} MB; --version, fit, render and the window work.")
    return 0


def _run(*arguments: str) -> str:
    result = subprocess.run(
        [str(PROGRAM), *arguments], check=True, capture_output=True, text=True, timeout=100
    )
    return result.stdout


def _try_window() -> None:
    """Open the window and end it as a desktop does at log-out."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    with subprocess.Popen([str(PROGRAM)], env=environment) as process:
        time.sleep(SECONDS)
        assert process.poll() is None, "the window did not stay open"
        if os.name == "posix":
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=SECONDS) == 0
        else:
            process.terminate()  # without a farewell: Windows has no such signal


if __name__ == "__main__":
    sys.exit(main())
