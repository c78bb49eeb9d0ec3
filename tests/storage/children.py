"""Python in processes of its own: to be killed, held to limits, or shown another disk."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS = 60
"""Far more than any of it takes, even on a busy machine."""

NOBODY = 65534
MEASURED = ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
"""Variables that make a process measure its coverage."""


def start(script: str, *arguments: str | Path, **options: Any) -> Any:
    """Start a script that talks over its standard output, to be killed."""
    return _start(script, arguments, unmeasured(), **options)


def unmeasured() -> dict[str, str]:
    """Give the environment of a process whose coverage is not measured.

    Measuring makes starting take twice as long; of a process that is killed it is lost, what one
    of the whole program covers is covered by the tests of its parts, and a script that was
    exported has nothing to cover.
    """
    return {name: text for name, text in os.environ.items() if name not in MEASURED}


def run(script: str, *arguments: str | Path, prefix: Sequence[str] = ()) -> str:
    """Run a script to its end and give what it printed."""
    child = _start(script, arguments, os.environ, prefix=prefix, stderr=subprocess.PIPE)
    output, complaints = child.communicate(timeout=SECONDS)
    assert child.returncode == 0, complaints
    return str(output)


def _start(
    script: str,
    arguments: Sequence[str | Path],
    environment: Mapping[str, str],
    prefix: Sequence[str] = (),
    **options: Any,
) -> Any:
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", script, *map(str, arguments)],
        env={**environment, "PYTHONPATH": str(CHECKOUT)},
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        **options,
    )


def kill(child: Any) -> str:
    """Kill a child as a power cut would, and give what it had still said."""
    child.send_signal(signal.SIGKILL)
    output, _ = child.communicate(timeout=SECONDS)
    return str(output)


def in_private_mounts() -> tuple[str, ...]:
    """Give the command in which a child may mount what nobody else sees; skip where none may."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = ("unshare", "--mount", *(() if is_root else ("--map-root-user",)))
    probe = (*prefix, "mount", "-t", "tmpfs", "tmpfs", "/mnt")
    is_there = shutil.which("unshare") is not None
    if not is_there or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk takes Linux, and the right to")
    return prefix
