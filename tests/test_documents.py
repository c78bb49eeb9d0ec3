"""README, CONTRIBUTING and the page about the model: what they name is there, and is so."""

import argparse
import pkgutil
import re
import shlex
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from linreg_gui.cli import fit_parser, lesson_parser, render_parser, window_parser
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.limits import MAX_GUI_EPOCHS, MAX_SAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.views.window import action_table
from linreg_gui.views.window.action_table import ActionSpec
from tests import checks

CHECKOUT = Path(__file__).resolve().parents[1]
COMMANDS = "assets/commands.md"
TEACHERS = "assets/teachers.md"
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "assets/model.md", TEACHERS, COMMANDS)
LARGEST_README = 16 * 1024
FILE = re.compile(r"[\w.*/-]+(?:/|\.(?:py|md|toml|csv|svg|png|xml|desktop))")
MODULE = re.compile(r"(?:core|storage|session|views|workers|tests)(?:\.\w+)+")
MEMBER = re.compile(r"[A-Z][a-z]+[A-Za-z]*(?:\.\w+)?(?:\(\))?")
OF_OTHERS = {"True", "Ridge", "StandardScaler", "PolynomialFeatures"}
WRITTEN_BY_THE_PROGRAM = {"class.csv", "linreg_gui.png"}
KEY_WORDS = {"Left": "←", "Right": "→", "PgDown": "Page Down", "PgUp": "Page Up"}
PARSERS = {"fit": fit_parser, "lesson": lesson_parser, "render": render_parser}


def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def is_there(name: str) -> bool:
    """Tell whether a path exists, from the checkout, the package or one of its rooms."""
    roots = (CHECKOUT, CHECKOUT / "linreg_gui")
    return any(True for root in roots for _ in root.glob(name.rstrip("/")))


def code_of(name: str) -> list[str]:
    """Give what stands in single backquotes."""
    without_blocks = re.sub(r"^```.*?^```", "", text_of(name), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", without_blocks)


def commands() -> list[list[str]]:
    """Give the commands of the users' shell blocks that call the program."""
    texts = text_of("README.md") + text_of(COMMANDS) + text_of(TEACHERS)
    blocks = re.findall(r"^```sh\n(.*?)^```", texts, re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [words for words in lines if words]


def test_the_readme_stays_short() -> None:
    assert len(text_of("README.md").encode()) <= LARGEST_README


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    text = text_of(name)
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https://"):
            assert ((CHECKOUT / name).parent / target).is_file(), target


def test_every_picture_is_shown_in_a_document() -> None:
    text = "".join(map(text_of, DOCUMENTS))
    pictures = [path.name for path in (CHECKOUT / "assets" / "screenshots").iterdir()]
    assert [name for name in pictures if f"screenshots/{name}" not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_named_is_there(name: str) -> None:
    named = {part for code in code_of(name) for part in code.split() if FILE.fullmatch(part)}
    assert [path for path in named - WRITTEN_BY_THE_PROGRAM if not is_there(path)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_module_class_and_function_named_is_there(name: str) -> None:
    for code in filter(MODULE.fullmatch, code_of(name)):
        dotted = code if code.startswith("tests.") else f"linreg_gui.{code}"
        assert pkgutil.resolve_name(dotted) is not None


def test_what_the_readme_calls_by_name_is_called_so_in_the_window() -> None:
    names = re.findall(r"(?<![*\w])\*([A-Z][^*\n]+)\*(?!\*)", text_of("README.md"))
    assert len(names) > 10
    sources = (CHECKOUT / "linreg_gui").rglob("*.py")
    program = "".join(path.read_text(encoding="utf-8") for path in sources).replace("&", "")
    for name in names:
        assert all(f'"{part}' in program for part in name.split(" ▸ ")), name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_class_and_member_named_is_defined(name: str) -> None:
    defined = "".join(
        path.read_text(encoding="utf-8") for path in (CHECKOUT / "linreg_gui").rglob("*.py")
    )
    owned = re.findall(r"^\|[^|]*\| (`[A-Z]\w+`)[^|]*\| (`.*) \|$", text_of(name), re.MULTILINE)
    members = {
        f"{owner.strip('`')}.{member}"
        for owner, ways in owned
        for member in re.findall(r"`(\w+)`", ways)
    }
    for code in members | set(filter(MEMBER.fullmatch, code_of(name))) - OF_OTHERS:
        owner, _, member = code.removesuffix("()").partition(".")
        assert re.search(rf"^class {owner}\b", defined, re.MULTILINE), code
        own = rf"^class {owner}\b(?:(?!^class ).)*^    (?:def )?{member or '.'}"
        assert re.search(own, defined, re.MULTILINE | re.DOTALL), code


def test_the_rooms_are_those_of_the_contract() -> None:
    contributing = text_of("CONTRIBUTING.md")
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert " → ".join(contracts[0]["layers"]) in re.sub(r"\s+", " ", contributing)
    (tree,) = re.findall(
        r"^```text\n(linreg_gui/\n.*?)^```", contributing, re.DOTALL | re.MULTILINE
    )
    folders = re.findall(r"(?<![\w.])[a-z_]+(?:/|\.py)(?= )", tree)
    assert len(folders) > 20
    inside = CHECKOUT / "linreg_gui"
    for folder in folders:
        places = (CHECKOUT, inside, inside / "views")
        assert any((place / folder).exists() for place in places), folder


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_shown_are_understood(words: list[str]) -> None:
    if words[:3] == ["python3", "-m", "tests"]:
        checks._parse(words[3:])
        return
    arguments = words[3:] if words[:3] == ["python3", "-m", "linreg_gui"] else words[1:]
    if words[0] == "linreg-gui" or words[:3] == ["python3", "-m", "linreg_gui"]:
        parser = PARSERS.get(arguments[0] if arguments else "")
        (parser() if parser else window_parser()).parse_args(arguments[bool(parser) :])


def test_the_readme_names_the_extras_of_the_project() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = sorted(set(project["optional-dependencies"]) - {"bundle", "dev", "test"})
    assert f"pip install '.[{','.join(extras)}]'" in text_of("README.md")


def parsers_within(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """Return the parsers of the commands of a command."""
    (commands,) = (each for each in parser._actions if isinstance(each.choices, dict))
    assert isinstance(commands.choices, dict)
    return list(commands.choices.values())


@pytest.mark.parametrize(
    "parser",
    [window_parser(), fit_parser(), render_parser(), *parsers_within(lesson_parser())],
    ids=lambda parser: parser.prog,
)
def test_the_commands_list_every_option(parser: argparse.ArgumentParser) -> None:
    (usage,) = re.findall(r"^```text\n(.*?)^```", text_of(COMMANDS), re.DOTALL | re.MULTILINE)
    # Up to the next command: continued lines are indented.
    form = rf"^{re.escape(parser.prog)} (?!fit|render|lesson).*(?:\n .*)*"
    (own,) = re.findall(form, usage, re.MULTILINE)
    reading = usage[usage.index("READING of a table") :] if "[READING]" in own else ""
    listed = set(re.findall(r"--[a-z0-9-]+", own + reading))
    known = {option for action in parser._actions for option in action.option_strings}
    assert listed == {option for option in known if option.startswith("--")} - {"--help"}


def test_the_readme_lists_every_key() -> None:
    (section,) = re.findall(r"^## Keys\n(.*?)^## ", text_of("README.md"), re.DOTALL | re.MULTILINE)
    specs = [spec for spec in vars(action_table).values() if isinstance(spec, ActionSpec)]
    keys = {key for spec in (*specs, *action_table.LAYERS) for key in spec.keys}
    for key in keys:
        shown = "+".join(KEY_WORDS.get(part, part) for part in key.split("+"))
        assert re.search(rf"(?<![\w+]){re.escape(shown)}(?![\w+])", section), key


def test_the_commands_list_every_optimizer_and_the_limits() -> None:
    commands = text_of(COMMANDS)
    assert "|".join(optimizer.value for optimizer in Optimizer) in commands
    assert f"| Points | {MAX_SAMPLES:,} |" in commands
    assert f"| Epochs of a run in the window | {MAX_GUI_EPOCHS:,}, " in commands


def test_the_records_of_the_page_are_those_of_the_descent() -> None:
    dataset = EXAMPLES[DEFAULT_EXAMPLE].dataset()
    descent = Descent(dataset.loss, DescentConfig(0.01, max_epochs=3000), [0.0, 0.0])
    block = descent.advance(3000)
    form = r"^\| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$"
    rows = re.findall(form, text_of("assets/model.md"), re.MULTILINE)
    assert [row[0] for row in rows] == ["0", "1", "2", "3", "3000"]
    for record, *shown in rows[1:]:
        at = int(record) - block.first_epoch
        for text, value in zip(shown, (*block.parameters[at], block.losses[at]), strict=True):
            decimals = len(text.partition(".")[2])
            assert np.round(value, decimals) == pytest.approx(float(text), rel=1e-12)


def numbers_of_row(title: str, minus: str = "-") -> list[float]:
    """Give the numbers of a row of a table of the page about the model."""
    (row,) = re.findall(
        rf"^\| {re.escape(title)} \|(.*)\|$", text_of("assets/model.md"), re.MULTILINE
    )
    cells = [cell.strip(" *").replace(",", "").replace(minus, "-") for cell in row.split("|")]
    return [float(cell) for cell in cells]


def test_the_several_features_of_the_page_are_those_of_its_descent() -> None:
    objective = Objective.of(
        EXAMPLES["longley"].dataset(), DescentConfig(0.1, 100_000, 0.0, scaling=Scaling.STANDARDISE)
    )
    loss = objective.loss
    records = Descent(loss, DescentConfig(0.1, 100_000, 0.0), np.zeros(7)).advance(100_000)
    epochs = (30, 1_000, 10_000, 100_000)
    rows = {f"{epoch:,}": records.parameters[epoch - 1] for epoch in epochs}
    for title, parameters in {**rows, "best plane": loss.minimum_parameters}.items():
        mse, r_squared, gnp, year = numbers_of_row(title, "−")
        assert loss.value(parameters) == pytest.approx(mse, abs=0.5)
        assert loss.r_squared(parameters) == pytest.approx(r_squared, abs=5e-5)
        assert parameters[[1, 5]].tolist() == pytest.approx([gnp, year], abs=0.5)
    assert loss.eigenvalues[-1] / loss.eigenvalues[0] == pytest.approx(12_220, abs=0.5)


def test_the_held_out_points_of_the_page_are_those_of_its_curves() -> None:
    points = HoldOut(0.3, seed=13).apply(EXAMPLES["thrown-ball"].dataset())
    for k, degree in enumerate(range(1, 7)):
        config = DescentConfig(0.1, degree=degree, scaling=Scaling.STANDARDISE)
        objective = Objective.of(points, config)
        loss, held_out = objective.loss, objective.held_out
        assert held_out is not None
        figures = {
            "best MSE of the points trained on": loss.minimum_value,
            "MSE of the held-out points there": held_out.value(loss.minimum_parameters),
            "condition of the scaled powers": loss.eigenvalues[-1] / loss.eigenvalues[0],
            "limit of the learning rate": largest_stable_learning_rate(loss),
        }
        for title, value in figures.items():
            assert numbers_of_row(title)[k] == pytest.approx(value, rel=2e-3), title


def test_the_splits_for_teachers_come_out_as_told() -> None:
    text = re.sub(r"\s+", " ", text_of(TEACHERS))
    best, told_epoch, other = re.findall(
        r"here it is degree (\d)\..* at epoch ([\d,]+), .*fourth .* degree (\d) is the best", text
    )[0]
    config = DescentConfig(0.1, 10_000, degree=6, scaling=Scaling.STANDARDISE)
    for seed, told in ((0, best), (4, other)):
        points, losses = HoldOut(5, seed).apply(EXAMPLES["thrown-ball"].dataset()), {}
        for degree in range(1, 7):
            objective = Objective.of(points, replace(config, degree=degree))
            assert objective.held_out is not None
            losses[degree] = objective.held_out.value(objective.loss.minimum_parameters)
        assert min(losses, key=lambda degree: losses[degree]) == int(told)
    objective = Objective.of(HoldOut(5).apply(EXAMPLES["thrown-ball"].dataset()), config)
    assert objective.held_out is not None
    block = Descent(objective.loss, config, np.zeros(7)).advance(10_000)
    least = block.first_epoch + int(objective.held_out.values(block.parameters).argmin())
    assert least == int(told_epoch.replace(",", ""))


def test_the_page_for_teachers_lists_the_lessons() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \|", text_of(TEACHERS), re.MULTILINE)
    lessons = [read_lesson(path) for path in sorted((CHECKOUT / "assets" / "lessons").iterdir())]
    assert rows == [(each.title, each.question, str(each.minutes)) for each in lessons]
