"""The check itself: what it runs, what it prints, and that one failure is the verdict."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests import checks
from tests.memory import peak_bytes

CALM = [sys.executable, "-c", "print('all is well')"]
FAILING = [sys.executable, "-c", "print('it is not'); raise SystemExit(3)"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(static: list[str], tests: list[str], *arguments: str) -> int:
        monkeypatch.setattr(checks, "STATIC_CHECKS", {"lint": static})
        monkeypatch.setattr(checks, "_pytest", lambda options: tests)
        monkeypatch.setattr(sys, "argv", ["tests", "--fast", *arguments])
        return checks.main()

    return run


def test_all_passed(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CALM, CALM) == 0
    words = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert sorted(words) == [["all", "is"], ["lint", "passed"], ["pytest", "passed"]]


@pytest.mark.parametrize("step", [0, 1])
def test_one_failure_fails_the_whole_and_is_shown(
    run: Any, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    steps = [CALM, CALM]
    steps[step] = FAILING
    assert run(*steps) == 1
    said = capsys.readouterr().out
    assert "FAILED" in said
    assert "it is not" in said


def test_lines_that_only_say_how_far_it_is_are_left_out() -> None:
    for line in ("..........  [ 12%]\n", ".s.x....... [100%]\n", "....\n", "\n"):
        assert checks.PROGRESS.fullmatch(line)
    for line in ("....F..... [ 50%]\n", "E  [100%]\n", "FAILED tests/a.py::test_b\n", "1 passed\n"):
        assert not checks.PROGRESS.fullmatch(line)


def test_what_fast_leaves_out_is_there() -> None:
    assert [path for path in checks.TESTS_OF_WINDOWS if not (checks.CHECKOUT / path).exists()] == []


def test_only_the_fast_check_goes_without_coverage() -> None:
    assert "--cov" in checks._pytest(checks._parse([]))
    assert "--cov" in checks._pytest(checks._parse(["--soak"]))
    fast = checks._pytest(checks._parse(["--fast", "--", "-x"]))
    assert "--cov" not in fast
    assert "-x" in fast


def test_tests_are_compiled_once_for_all_processes(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(checks, "CHECKOUT", tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_text("")
    (tmp_path / "tests" / "test_one.py").write_text("def test_it():\n    assert 1\n")
    noted = "import sys; open('log', 'a').write('--collect-only' in sys.argv and 'c' or 't')"
    tests = [sys.executable, "-c", f"{noted}; import pytest; pytest.main(sys.argv[1:])"]
    assert run(CALM, tests) == 0
    assert run(CALM, tests) == 0
    assert (tmp_path / "log").read_text() == "ctt"


def test_memory_is_counted_with_the_lines_not_traced() -> None:
    seen: list[object] = []

    def take() -> bytearray:
        seen.append(sys.gettrace())
        return bytearray(5_000_000)

    tracer = sys.gettrace()
    assert 5_000_000 <= peak_bytes(take) < 5_100_000
    assert seen == [None]
    assert sys.gettrace() is tracer
