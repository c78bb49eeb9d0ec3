"""The worksheet and the code with every way to descend: the engine's numbers, or none."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from linreg_gui.core.settings import Optimizer
from linreg_gui.session.curve import Line
from linreg_gui.session.wording import plain_number
from linreg_gui.views.worksheet.formula_lines import Asked
from linreg_gui.views.worksheet.worksheet_questions import Place
from tests.core.test_one_step import WAYS
from tests.storage.children import unmeasured
from tests.views.helpers import following_parameters, hover
from tests.views.worksheet.worksheet_events import hover_row, open_worksheet, render, shown_texts


def use(window: Any, way: str) -> None:
    session = window.session
    session.opening.open_example("hours-and-money")
    session.set_settings(replace(session.runs.settings, learning_rate=0.01))
    session.set_settings(replace(session.runs.settings, **WAYS[way]))
    session.player.step(5)


def results(formulas: Any, subject: str) -> list[str]:
    begins = f"{subject} ← ", f"{subject} = "
    lines = (line for line in formulas.text.split("\n") if line.startswith(begins))
    return [line.removesuffix(", held").rsplit("= ", 1)[1] for line in lines]


def test_the_update_comes_to_the_record_that_follows(window: Any) -> None:
    for way in WAYS:
        use(window, way)
        card, session = open_worksheet(window), window.session
        while session.step.inner_step is not None:
            before = session.step.inner_step.index
            session.step.move_inner_step(1)
            if session.step.inner_step.index == before:
                break
        render(window)
        following = following_parameters(session)
        assert results(card.formulas, "m") == [plain_number(float(following[0]), 6)], way
        assert results(card.formulas, "b") == [plain_number(float(following[1]), 6)], way
        window.shell.grab()


def test_the_code_shows_the_same(window: Any, tmp_path: Path) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, show_code=True))
    scripts: list[str] = []
    expected: list[tuple[float, ...]] = []
    for way in WAYS:
        use(window, way)
        render(window)
        card, step = window.content.code_card, session.step.explained
        values = {
            name: value
            for line, texts in zip(card.listing.lines, card.listing.values, strict=True)
            for name, value in zip(line.sets, texts, strict=False)
        }
        assert values["m"] == plain_number(float(step.next_parameters[0]), 6), way
        for place, name in enumerate("mb"):
            shown = None if place == step.held else plain_number(float(step.gradient[place]), 6)
            assert values.get(f"gradient_{name}") == shown, way
        assert values["loss"] == plain_number(step.value, 6), way
        QTest.mouseClick(card.copy_button, Qt.MouseButton.LeftButton)
        scripts.append(QGuiApplication.clipboard().text())
        expected.append((*session.shown_curve, session.player.history.losses[5]))
    for way, found, wanted in zip(WAYS, results_of(scripts, tmp_path), expected, strict=True):
        assert (found["m"], found["b"], found["loss"]) == pytest.approx(wanted, rel=1e-9), way


def results_of(scripts: list[str], folder: Path) -> list[dict[str, float]]:
    """Run scripts, each as the main module of a process that they share; give what they print."""
    paths = [folder / f"run_{number}.py" for number in range(len(scripts))]
    for path, script in zip(paths, scripts, strict=True):
        path.write_text(script, encoding="utf-8")
    run = "import runpy, sys\nfor path in sys.argv[1:]:\n    print('#')\n    "
    run += "runpy.run_path(path, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", run, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    )
    printed = [lines.splitlines() for lines in done.stdout.split("#\n")[1:]]
    return [
        {name: float(value) for name, value in (line.split(" = ") for line in lines)}
        for lines in ([line for line in lines if line.count("=") == 1] for lines in printed)
    ]


def test_the_rows_are_those_of_the_batch_and_point_both_ways(window: Any) -> None:
    use(window, "gd in batches")
    session, card = window.session, open_worksheet(window)
    points = session.step.inner_step.points
    assert window.shell.worksheet_card._hint.text() == "epoch 5 · batch 1 of 3"
    xs = [plain_number(float(session.problem.dataset.x[index]), 6) for index in points]
    assert [row[1] for row in shown_texts(card.table.points)] == xs
    assert [row[0] for row in shown_texts(card.table.points)] == [str(n + 1) for n in points]
    assert list(points) != [0, 1]
    data = session.problem.dataset
    hover(window.content.data_view.canvas, float(data.x[points[1]]), float(data.y[points[1]]))
    assert card.table.points.highlighted == 1
    outside = next(index for index in range(5) if index not in points)
    hover(window.content.data_view.canvas, float(data.x[outside]), float(data.y[outside]))
    assert card.table.points.highlighted is None
    window.content.data_view.canvas.hover_left.emit()
    hover_row(card, 1)
    assert window.content.data_view.points.highlighted == points[1]
    session.step.move_inner_step(1)
    render(window)
    assert window.shell.worksheet_card._hint.text() == "epoch 5 · batch 2 of 3"
    following = session.step.inner_step.points
    assert [row[0] for row in shown_texts(card.table.points)] == [str(n + 1) for n in following]


def test_the_card_says_that_x_is_standardised(window: Any) -> None:
    use(window, "standardised")
    card = open_worksheet(window)
    assert window.shell.worksheet_card._hint.text() == "epoch 5 · on standardised x"
    assert shown_texts(card.table.foot)[0][1] in {"0", "0.0", "0.000", "0.00000"}


def test_a_penalty_is_in_loss_and_gradient(window: Any) -> None:
    window.session.problem.set_start(Line(3.0, 60.0))
    window.session.set_settings(replace(window.session.runs.settings, l2=0.5))
    card = open_worksheet(window)
    text = card.formulas.text.split("\n")
    assert text[1] == "loss = mean residual² + 0.5 · m² = 21.9"
    assert text[2].startswith("∂m = −2 · mean(x·residual) + 2 · 0.5 · m = −2 · ")
    assert " + 2 · 0.5 · 3 = " in text[2]


@pytest.mark.parametrize("way", ["momentum", "adam", "penalty", "gd in batches"])
def test_your_turn_asks_for_the_engines_numbers(window: Any, way: str) -> None:
    use(window, way)
    card = open_worksheet(window)
    card.turn_box.click()
    render(window)
    step = window.session.step.explained
    fields = card.exercise.fields
    slope = fields[Place(formula=Asked.NEW_SLOPE)].question.exact
    assert slope == float(step.next_parameters[0])
    gradient = fields[Place(formula=Asked.SLOPE_GRADIENT)].question.exact
    assert gradient == float(step.gradient[0])
    window.shell.grab()


def test_an_update_just_taken_is_explained_with_its_batch(window: Any) -> None:
    session = window.session
    session.set_settings(
        replace(
            session.runs.settings, optimizer=Optimizer.MOMENTUM, batch_size=2, learning_rate=1e-3
        )
    )
    card = open_worksheet(window)
    for _ in range(4):
        session.step.next_phase()
    session.step.move_inner_step(2)
    render(window)
    assert session.player.cursor == 1
    assert session.step.explained.epoch == 0
    assert results(card.formulas, "m") == [
        plain_number(float(session.player.history.parameters[1][0]), 6)
    ]
