"""Runs every check, a line a step.

    python3 -m tests [--fast | --soak | --bundle] [-- ARGUMENTS OF PYTEST]

The exit code is 0 if all passed. `--fast` leaves out the tests that open windows, and makes up
less data. `--soak` adds the tests that run for minutes, and makes up other data every time.
`--bundle` only makes the folder for people without Python, and tries it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
STATIC_CHECKS = {
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "lint-imports": [str(Path(PYTHON).with_name("lint-imports"))],
    "mypy": [PYTHON, "-m", "mypy"],
}
SHARING = ("-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal")
"""One process more than cores: some tests only wait for processes of their own."""
TESTS_OF_WINDOWS = (
    "tests/views",
    "tests/test_accessibility.py",
    "tests/test_closed_windows.py",
    "tests/test_crash_recovery.py",
    "tests/test_display.py",
    "tests/test_lifecycle.py",
    "tests/test_render.py",
)
PROGRESS = re.compile(r"([.sx]* *(\[ *\d+%\])?|bringing up nodes\.\.\.)\n")
"""Lines of pytest that say only how far it is."""


def main() -> int:
    """Run all steps, also after one that failed; return the exit code."""
    options = _parse(sys.argv[1:])
    if options.bundle:
        return 0 if _run_step("bundle", [PYTHON, "-m", "tests.bundle"], shows=True) else 1
    with ThreadPoolExecutor(max_workers=1) as beside:
        static = [beside.submit(_run_step, *step) for step in STATIC_CHECKS.items()]
        if not _are_tests_compiled():
            _compile_tests(_pytest(options))
        passed = [_run_step("pytest", _pytest(options), shows=True)]
        passed += [step.result() for step in static]
    if not options.fast:
        for broken in CHECKOUT.glob(".coverage.*"):
            broken.unlink()  # of a process that a test killed while it wrote
        report = [PYTHON, "-m", "coverage", "report", "--format=total"]
        passed.append(_run_step("coverage", report, shows=True))
    return 0 if all(passed) else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests", description=__doc__.split("\n")[0])
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--fast", action="store_true", help="leave out the tests with windows")
    extent.add_argument("--soak", action="store_true", help="run the tests of minutes too")
    extent.add_argument("--bundle", action="store_true", help="make the program as a folder")
    parser.add_argument("pytest", nargs="*", metavar="ARGUMENT", help="for pytest, after --")
    return parser.parse_args(arguments)


def _pytest(options: argparse.Namespace) -> list[str]:
    command = [PYTHON, "-u", "-m", "pytest", "-q", *SHARING, *options.pytest]
    if options.soak:
        command.append("--hypothesis-profile=soak")
    else:
        command += ["-m", "not soak"]
    if options.fast:
        ignored = [f"--ignore={path}" for path in TESTS_OF_WINDOWS]
        return [*command, "--hypothesis-profile=fast", *ignored]
    return [*command, "--cov", "--cov-report="]


def _are_tests_compiled() -> bool:
    compiled = f"conftest.{sys.implementation.cache_tag}-pytest-*.pyc"
    return any((CHECKOUT / "tests" / "__pycache__").glob(compiled))


def _compile_tests(pytest: list[str]) -> None:
    """Let one process write what pytest makes of the tests, or each process makes all of it."""
    collect = [*pytest, "-n", "0", "--collect-only", "--no-cov"]
    subprocess.run(collect, cwd=CHECKOUT, env=_environment(), capture_output=True, check=False)


def _environment() -> dict[str, str]:
    """Return the environment of all steps: no screen, and nothing is compiled twice."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _run_step(name: str, command: Sequence[str], *, shows: bool = False) -> bool:
    """Run a command and print a line about its result.

    Parameters
    ----------
    name : str
    command : sequence of str
    shows : bool
        Whether its output is printed while it runs, or only if it fails.
    """
    started = time.monotonic()
    kept = []
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if shows and not PROGRESS.fullmatch(line):
                print(line, end="", flush=True)
            kept.append(line)
    passed = process.returncode == 0
    seconds = time.monotonic() - started
    said = "" if shows or passed else "\n" + "".join(kept)
    print(f"{name:<14}{'passed' if passed else 'FAILED'} in {seconds:.1f} s{said}", flush=True)
    return passed
