"""Runs every check, a line a step.

    python3 -m tests [--soak] [-- ARGUMENTS OF PYTEST]

The exit code is 0 if all passed. `--soak` adds the tests that run for minutes, and
lets the others make up other data every time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
_SHARING = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal")
"""The tests in processes side by side; more than four would wait for each other's windows."""


def main() -> int:
    """Run all steps, also after one that failed; return the exit code."""
    options = _parse(sys.argv[1:])
    results = [_run_step(name, command) for name, command in _steps(options).items()]
    return 0 if all(results) else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests", description=__doc__.split("\n")[0])
    parser.add_argument("--soak", action="store_true", help="run the tests of minutes too")
    parser.add_argument("pytest", nargs="*", metavar="ARGUMENT", help="for pytest, after --")
    return parser.parse_args(arguments)


def _steps(options: argparse.Namespace) -> dict[str, Sequence[str]]:
    """Return the commands by name; pytest comes last, so that its result closes the output."""
    python = sys.executable
    selection = ["--hypothesis-profile=soak"] if options.soak else ["-m", "not soak"]
    coverage = ["--cov", "--cov-report=term"]
    return {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff check": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(Path(python).with_name("lint-imports"))],
        "pytest": [python, "-m", "pytest", "-q", *_SHARING, *coverage, *selection, *options.pytest],
    }


def _run_step(name: str, command: Sequence[str]) -> bool:
    """Run a command and print a line about it; its output is shown as it comes for pytest only."""
    is_shown = name == "pytest"
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        stdout=None if is_shown else subprocess.PIPE,
        stderr=None if is_shown else subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    passed = result.returncode == 0
    seconds = time.monotonic() - started
    print(f"{name:<14}{'passed' if passed else 'FAILED'} in {seconds:.1f} s", flush=True)
    if not passed and result.stdout:
        print(result.stdout, flush=True)
    return passed
