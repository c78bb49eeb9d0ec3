"""``linreg-gui lesson``: lessons are checked and begun without a window."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui import cli
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling, Watched
from linreg_gui.lessons.reader import parse_lesson, read_lesson
from linreg_gui.lessons.table import Table, table_of, table_of_example
from linreg_gui.lessons.template import lesson_text
from linreg_gui.storage.projects.project import Project, ProjectRun
from linreg_gui.storage.projects.project_file import write_project

LESSONS = Path(__file__).parents[1] / "assets" / "lessons"
GOOD = """format = "linreg_gui lesson"
version = 1
title = "Rates"
question = "What does doubling the rate do?"
minutes = 5

[setup]
example = "hours-and-money"
epochs = 600
"""
GOAL = """
[[step]]
say = "Find the largest rate that still arrives."
goal = [{ of = "learning_rate", near = "limit", percent = 5 }]
solution = { learning_rate = 0.0345, run = 600 }
"""


def lesson(*arguments: object) -> int:
    return cli.main(["lesson", *map(str, arguments)])


def check(tmp_path: Path, capsys: Any, steps: str, setup: str = "") -> tuple[int, list[str]]:
    path = tmp_path / "rates.linreg-lesson"
    path.write_text(GOOD + setup + steps, encoding="utf-8")
    code = lesson("check", path)
    return code, capsys.readouterr().out.splitlines()


# ---- check


def test_the_lessons_that_ship_have_no_fault(capsys: Any) -> None:
    assert lesson("check", LESSONS) == 0
    *notes, last = capsys.readouterr().out.splitlines()
    assert last == "0 faults and 0 warnings in 55 steps of 11 lessons."
    assert (
        "03-how-far-is-too-far.linreg-lesson: step 3, predict: comes out as 'swings and arrives', "
        "arrived at epoch 96." in notes
    )


def test_a_good_step_has_nothing_to_say(tmp_path: Path, capsys: Any) -> None:
    assert check(tmp_path, capsys, GOAL) == (0, ["0 faults and 0 warnings in 1 step."])


FINDINGS = [
    (
        "goal = [{ of = 'learning_rate', below = 'limit' }]\nsolution = { run = 9 }",
        "goal: holds before the learner acts (learning_rate 0.0300, limit 0.0352).",
        1,
    ),
    ("goal = [{ of = 'epochs', above = 9 }]", "goal: has no solution to try. (warning)", 0),
    (
        "goal = [{ of = 'epochs', above = 9 }]\nsolution = { run = 9 }",
        "goal 1: is not met by the solution: epochs run: above 9 · now 9.",
        1,
    ),
    (
        ("goal = [{ of = 'learning_rate', above = 1 }, { of = 'learning_rate', below = 0.1 }]\n"
        "solution = { learning_rate = 2 }"),
        "goal 2: is not met by the solution: learning rate: below 0.1 · now 2.00.",
        1,
    ),
    (
        "goal = [{ of = 'x7', above = 9 }]\nsolution = { run = 9 }",
        "goal 1: is not defined after the solution.",
        1,
    ),
    (
        ("goal = [{ of = 'learning_rate', below = 'limit' }]\n"
        "solution = { optimizer = 'adam', learning_rate = 0.001 }"),
        "goal 1: is not defined after the solution.",
        1,
    ),
    (
        "goal = [{ of = 'x5', above = 9 }]\nsolution = { move = [[6, 1, 1]] }",
        "solution: cannot be tried: There is no point 5 among 5.",
        1,
    ),
    (
        ("lock = ['everything']\n"
        "goal = [{ of = 'epochs', above = 9 }]\nsolution = { run = 99, learning_rate = 0.01 }"),
        "solution: needs learning rate, locked in this step. (warning)",
        0,
    ),
    (
        ("hide = ['zones']\ngoal = [{ of = 'limit', above = 1 }]\n"
        "solution = { scaling = 'standardise', momentum = 0.9, optimizer = 'momentum' }"),
        "goal 1: limit is hidden in this step. (warning)",
        0,
    ),
    ("predict = { words = true }", ("predict: comes out as 'swings and arrives', arrived at "
     "epoch 108."), 0),
    ("set = { start = [4.254385964912281, 56.578947368421055] }\npredict = { words = true }",
     "predict: nothing will move: the start is the best line.", 1),
    ("set = { batch = 2, seed = 1 }\npredict = { words = true }", "predict: comes out as", 0),
    ("predict = { pin = 2 }", "predict: comes out at epoch 2 with slope ", 0),
    ("set = { epochs = 60 }\npredict = { number = 'arrival_slope' }",
     "predict, number: arrival_slope is not defined then.", 1),
    ("lock = ['run']\npredict = { words = true }",
     "predict: needs run, locked in this step. (warning)", 0),
    ("predict = { choices = ['a', 'b'], right = 1, until = [{ of = 'epochs', is = 0 }] }",
     "predict, until: holds before the learner acts (epochs 0).", 1),
    (("predict = { choices = ['a', 'b'], right = 1, until = 'run', "
     "proof = [{ of = 'epochs', is = 7 }] }"),
     "predict, proof 1: is not met by the run: epochs run: 7 · now 600.", 1),
    ("set = { batch = 1, epochs = 2000000 }\npredict = { words = true }",
     "predict: not tried: a run of 2,000,000 epochs. (warning)", 0),
    ("answer = { right = 'x9', within = 1 }", "answer, right: x9 is not defined here.", 1),
    ("answer = { right = 'points', within = 0 }", "answer: right is 5.", 0),
    ("blanks = { epoch = 1, cells = ['residuals'] }",
     "blanks, epoch: there is no record 1: the last is 0.", 1),
]  # fmt: skip


@pytest.mark.parametrize(("step", "sentence", "code"), FINDINGS, ids=lambda value: str(value)[:40])
def test_what_a_check_finds(
    tmp_path: Path, capsys: Any, step: str, sentence: str, code: int
) -> None:
    result, lines = check(tmp_path, capsys, f'\n[[step]]\nsay = "Look."\n{step}\n')
    assert any(line.startswith(f"rates.linreg-lesson: step 1, {sentence}") for line in lines)
    assert result == code


def test_a_sweep_that_tells_what_hidden_zones_do_not_is_warned_of(
    tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "zones.linreg-lesson"
    text = GOOD + "hide = ['zones']\n[[step]]\nsay = 'a'\n[[step]]\nsay = 'b'\n"
    path.write_text(text)
    assert lesson("check", path) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "zones.linreg-lesson: step 1, hide: zones are hidden, but the sweep, which is not, shows "
        "where they end. (warning)"
    )
    path.write_text(text.replace("'zones'", "'zones', 'sweep'"))
    assert lesson("check", path) == 0
    assert "warning)" not in capsys.readouterr().out


def test_long_texts_and_lessons_are_warned_of(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "long.linreg-lesson"
    text = GOOD.replace("minutes = 5", "minutes = 9") + f"[[step]]\nsay = '{'word ' * 83}'\n"
    path.write_text(text)
    assert lesson("check", path) == 0
    assert capsys.readouterr().out.splitlines() == [
        "long.linreg-lesson: minutes: 9; 8 are a good measure. (warning)",
        "long.linreg-lesson: step 1, say: 83 words; 60 are a good measure. (warning)",
        "0 faults and 2 warnings in 1 step.",
    ]


def test_a_step_is_checked_from_the_fold_of_what_was_set(tmp_path: Path, capsys: Any) -> None:
    steps = """
[[step]]
say = "One."
set = { learning_rate = 0.5, scaling = "standardise", run = 3 }
[[step]]
say = "Two."
goal = [{ of = "epochs_to_1_percent", at_most = 1 }]
solution = { run = 2 }
"""
    assert check(tmp_path, capsys, steps)[0] == 0


def test_what_cannot_be_read_is_said_and_the_others_are_checked(
    tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "a.linreg-lesson").write_text(GOOD.replace("minutes", "minute") + GOAL)
    (tmp_path / "b.linreg-lesson").write_text(GOOD + GOAL)
    (tmp_path / "c.txt").write_text("no lesson")
    assert lesson("check", tmp_path, tmp_path / "b.linreg-lesson") == 2
    printed = capsys.readouterr()
    assert printed.err == "a.linreg-lesson: minute: is not known; did you mean minutes?\n"
    assert printed.out == "0 faults and 0 warnings in 1 step.\n"


def test_a_folder_without_lessons(tmp_path: Path, capsys: Any) -> None:
    assert lesson("check", tmp_path) == 2
    assert "holds no lesson (*.linreg-lesson)." in capsys.readouterr().err
    assert lesson("check", tmp_path / "none.linreg-lesson") == 2
    assert capsys.readouterr().err == "Cannot find none.linreg-lesson.\n"


def test_a_thousand_lessons(tmp_path: Path, capsys: Any) -> None:
    for number in range(1000):
        (tmp_path / f"{number}.linreg-lesson").write_text(GOOD + GOAL)
    assert lesson("check", tmp_path) == 0
    assert capsys.readouterr().out == "0 faults and 0 warnings in 1,000 steps of 1000 lessons.\n"


def test_a_report_for_other_programs(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.linreg-lesson").write_text("")
    (tmp_path / "b.linreg-lesson").write_text(
        GOOD + "[[step]]\nsay = 'x'\nanswer = { right = 'points', within = 0 }"
    )
    assert lesson("check", tmp_path, "--json") == 2
    broken, good = json.loads(capsys.readouterr().out)
    assert broken["error"] == "a.linreg-lesson: format: is missing."
    assert good["findings"] == [{"place": "step 1, answer", "text": "right is 5", "weight": "note"}]


# ---- new


def test_a_new_lesson_has_no_fault(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "mine.linreg-lesson"
    assert lesson("new", path) == 0
    assert lesson("check", path) == 0
    assert "linreg-gui lesson check mine.linreg-lesson" in path.read_text(encoding="utf-8")


def test_the_steps_of_the_comments_are_a_lesson(tmp_path: Path, capsys: Any) -> None:
    """What somebody gets who only takes the # away."""
    text = lesson_text(table_of_example(), "mine.linreg-lesson")
    blocks = re.findall(r"(?m)^# \[\[step\]\]\n(?:# .*\n)+", text)
    assert len(blocks) == 4
    path = tmp_path / "mine.linreg-lesson"
    path.write_text(text + "".join(re.sub("(?m)^# ", "", block) for block in blocks))
    assert lesson("check", path) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.splitlines()[-1] == "0 faults and 0 warnings in 5 steps."


@pytest.mark.parametrize("has_points", [False, True])
def test_what_a_setup_may_say_besides_is_said_once(has_points: bool) -> None:
    """Who takes the # away before a line has no key twice."""
    table = table_of_example()
    if has_points:
        config = replace(table.config, learning_rate=0.02, max_epochs=70)
        points = Dataset.from_xy(np.arange(3.0), np.arange(3.0), feature_names=("hours",))
        table = Table(points, config, (1.0, 0.0), run=9, epoch=4)
    text = lesson_text(table, "mine.linreg-lesson")
    head, _, rest = text.partition("[setup]\n")
    setup, mark, steps = rest.partition("# hide")
    lines = [re.sub("^# ", "", line) for line in setup.splitlines()]
    if not has_points:  # points stand instead of an example
        lines = [line for line in lines if not line.startswith("example")]
    opened = "\n".join([f"{head}[setup]", *lines, f"{mark}{steps}"])
    assert table_of(parse_lesson(opened.encode(), "mine.linreg-lesson"), 0).dataset.n_samples == 3


def test_a_new_lesson_overwrites_nothing(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "mine.linreg-lesson"
    path.write_text("mine")
    assert lesson("new", path) == 2
    assert capsys.readouterr().err == "mine.linreg-lesson exists; choose another name.\n"
    assert path.read_text() == "mine"
    assert lesson("new", tmp_path / "mine.txt") == 2
    assert capsys.readouterr().err == "mine.txt must end with .linreg-lesson.\n"
    assert lesson("new", tmp_path / "none" / "mine.linreg-lesson") == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_lesson_with_an_example(tmp_path: Path) -> None:
    path = tmp_path / "mine.linreg-lesson"
    assert lesson("new", path, "--example", "house-prices") == 0
    table = table_of(read_lesson(path), 0)
    assert table.dataset.name == "House prices"
    assert table.config.learning_rate == 2e-7


def test_a_new_lesson_with_what_is_on_the_table_of_a_project(tmp_path: Path) -> None:
    config = DescentConfig(
        learning_rate=1 / 3,
        max_epochs=77,
        optimizer=Optimizer.NESTEROV,
        momentum=0.5,
        batch_size=2,
        seed=7,
        l2=0.1,
        scaling=Scaling.STANDARDISE,
        decay=Decay.STEP,
        decay_epochs=9,
        decay_factor=0.25,
        patience=8,
        improvement=1e-3,
        tolerance=1e-7,
    )
    rng = np.random.default_rng(1)
    names: dict[str, Any] = {
        "name": 'Of "mine"\\',
        "feature_names": ("größe",),
        "target_name": "y\u202e2",
    }
    data = Dataset.from_xy(rng.normal(size=9), rng.normal(size=9), **names)
    run = ProjectRun(segments=((0, config),), epochs=20)
    project = Project(data, config, (0.1, -2.5), (run,), cursor=5)
    write_project(tmp_path / "mine.linreg", project)
    path = tmp_path / "mine.linreg-lesson"
    assert lesson("new", path, "--from", tmp_path / "mine.linreg") == 0
    expected = replace(data, target_name="y2")
    assert table_of(read_lesson(path), 0) == Table(expected, config, (0.1, -2.5), 20, 5)


@pytest.mark.parametrize(("points", "part"), [(0, "here are 0"), (5001, "here are 5,001")])
def test_a_project_that_no_lesson_holds(
    tmp_path: Path, capsys: Any, points: int, part: str
) -> None:
    project = Project(
        Dataset.from_xy(np.arange(points), np.arange(points)), DescentConfig(), (0, 0)
    )
    write_project(tmp_path / "mine.linreg", project)
    path = tmp_path / "mine.linreg-lesson"
    assert lesson("new", path, "--from", tmp_path / "mine.linreg") == 2
    assert part in capsys.readouterr().err
    assert not path.exists()


def test_a_lesson_of_a_project_with_a_curve_and_held_out_points(
    tmp_path: Path, capsys: Any
) -> None:
    config = DescentConfig(
        0.05, 90, degree=3, scaling=Scaling.STANDARDISE, patience=4, watched=Watched.HELD_OUT
    )
    data = EXAMPLES["thrown-ball"].dataset().with_held_out(np.arange(16) % 5 == 1)
    run = ProjectRun(segments=((0, config),), epochs=20)
    project = Project(data, config, (0.0,) * 4, (run,), cursor=20, centre=6.0)
    write_project(tmp_path / "mine.linreg", project)
    path = tmp_path / "mine.linreg-lesson"
    assert lesson("new", path, "--from", tmp_path / "mine.linreg") == 0
    text = path.read_text(encoding="utf-8")
    for line in ("held_out = [2, 7, 12]", "degree = 3", 'watched = "held_out"'):
        assert f"\n{line}\n" in text
    assert 'scaling = "standardise"\n' not in text.replace("# scaling", "")
    assert table_of(read_lesson(path), 0) == Table(data, config, run=20)
    pulled = replace(project, start=(0.0, 0.0, 0.0, 1.0))
    write_project(tmp_path / "mine.linreg", pulled)
    path.unlink()
    assert lesson("new", path, "--from", tmp_path / "mine.linreg") == 2
    assert "A lesson starts a curve at 0" in capsys.readouterr().err


def test_lessons_are_about_one_feature(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "mine.linreg-lesson"
    data = Dataset(np.ones((3, 2)), np.arange(3.0), ("a", "b"))
    write_project(tmp_path / "mine.linreg", Project(data, DescentConfig(), (0.0, 0.0, 0.0)))
    assert lesson("new", path, "--from", tmp_path / "mine.linreg") == 2
    assert capsys.readouterr().err == "A lesson is about one feature; here are several.\n"
    with pytest.raises(SystemExit):
        lesson("new", path, "--example", "longley")
    assert "invalid choice: 'longley'" in capsys.readouterr().err
    assert lesson("new", path, "--example", "thrown-ball") == 0
    text = path.read_text(encoding="utf-8").replace(
        'example = "thrown-ball"', 'example = "longley"'
    )
    path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert lesson("check", path) == 2
    assert "setup, example: 'longley' is none of hours-and-money" in capsys.readouterr().err


def test_what_is_usual_is_not_written() -> None:
    text = lesson_text(table_of_example(), "mine.linreg-lesson")
    setup = text.partition("[setup]\n")[2].partition("#")[0]
    assert setup == 'example = "hours-and-money"\n'
    lesson = parse_lesson(text.encode(), "mine.linreg-lesson")
    assert table_of(lesson, 0) == table_of_example()


# ---- as a program


def test_no_qt_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from linreg_gui.cli import main; "
        f"code = main(['lesson', 'check', {str(LESSONS)!r}]); "
        "assert not any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules); "
        "sys.exit(code)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "from linreg_gui.cli import main; import sys; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "lesson", "check", str(LESSONS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("arguments", [[], ["check"], ["new"], ["make"], ["check", "--x", "a"]])
def test_wrong_usage(arguments: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as caught:
        lesson(*arguments)
    assert caught.value.code == 2
    assert "See linreg-gui lesson" in capsys.readouterr().err
