"""The code lens both ways: lines and live values, phases by its button, the run as a script."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line
from linreg_gui.views.code.code_card import COPIED_TEXT, COPY_TEXT
from linreg_gui.views.widgets.formula_step import MOST_NUMBERS_IN_A_SCRIPT
from tests.storage.children import unmeasured
from tests.views.worksheet.worksheet_events import render


@pytest.fixture
def card(window: Any) -> Any:
    window.session.set_learning_rate(0.01)
    window.session.player.step(2)
    window.session.set_view_options(replace(window.session.view_options, show_code=True))
    render(window)
    return window.content.code_card


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def printed(script: str, folder: Path) -> dict[str, float]:
    """Run a script on its own; give the numbers it prints, by name."""
    path = folder / "run.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    )
    pairs = (line.split(" = ") for line in done.stdout.splitlines() if line.count("=") == 1)
    return {name: float(value) for name, value in pairs}


def assert_is_record(found: dict[str, float], history: Any, epoch: int) -> None:
    (slope, intercept), loss = history.record(epoch)
    wanted = {"m": float(slope), "b": float(intercept), "loss": loss}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-9)


def is_in_sight(window: Any, card: Any) -> bool:
    view = window.shell._side.viewport()
    top = card.mapTo(view, QPoint()).y()
    return bool(top >= 0 and top + min(card.height(), view.height()) <= view.height())


def test_a_card_opened_below_the_others_comes_into_sight(window: Any) -> None:
    window.shell.resize(1280, 700)
    render(window)
    QTest.keyClick(window.shell, Qt.Key.Key_W)
    render(window)
    assert is_in_sight(window, window.shell.worksheet_card)
    QTest.keyClick(window.shell, Qt.Key.Key_C)
    render(window)
    assert is_in_sight(window, window.shell.code_card)
    for _ in range(2):  # away, and open again above what is seen
        QTest.keyClick(window.shell, Qt.Key.Key_W)
        render(window)
    assert is_in_sight(window, window.shell.worksheet_card)


def test_lines_and_values_are_those_of_the_epoch_shown(card: Any) -> None:
    texts = [line.text for line in card.listing.lines]
    assert texts[:3] == [
        "m, b = 0.0, 0.0",
        "for epoch in range(300):",
        "    prediction = m * x + b",
    ]
    assert card.listing.values == (
        ("11.1176", "2.30232"),
        ("epoch 2",),
        ("24.5, 35.7, …",),
        ("40.5, 34.3, …",),
        ("673.363",),
        ("−142.206",),
        ("−42.6664",),
        ("12.5397", "2.72898"),
    )
    assert card.listing.phase is None


def test_values_follow_the_cursor(window: Any, card: Any) -> None:
    window.session.player.seek(0)
    render(window)
    assert card.listing.values[4] == ("6015",)
    assert card.listing.values[7] == ("7.78", "1.54")


def test_button_takes_a_step_in_its_four_phases(window: Any, card: Any) -> None:
    session, names, epochs = window.session, [], []
    for _ in range(5):
        names.append(card.phase_button.text())
        click(card.phase_button)
        epochs.append(session.player.cursor)
        render(window)
        assert card.listing.phase is session.step.phase
    assert names == ["Predict", "Loss", "Gradient", "Update", "Predict"]
    assert epochs == [2, 2, 2, 3, 3]


def test_what_comes_later_in_the_step_has_no_value_yet(window: Any, card: Any) -> None:
    window.session.step.next_phase()
    render(window)
    assert [bool(texts) for texts in card.listing.values] == [True] * 3 + [False] * 5
    assert window.session.step.phase is StepPhase.PREDICT
    for _ in range(3):
        window.session.step.next_phase()
    render(window)
    assert card.listing.values[7] == ("12.5397", "2.72898")
    assert window.session.player.cursor == 3


def test_copied_script_repeats_the_run(window: Any, card: Any, tmp_path: Path) -> None:
    window.session.player.step(10)
    window.session.player.seek(7)
    click(card.copy_button)
    assert card.copy_button.text() == COPIED_TEXT
    found = printed(QGuiApplication.clipboard().text(), tmp_path)
    assert_is_record(found, window.session.player.history, 7)


def test_copied_script_repeats_the_branch_shown(window: Any, card: Any, tmp_path: Path) -> None:
    session = window.session
    session.problem.set_start(Line(1.25, -3.0))
    session.player.step(6)
    session.player.seek(4)
    session.runs.fork()
    session.set_learning_rate(0.03)
    session.player.step(5)
    render(window)
    assert "0.03" in card.listing.lines[7].text
    click(card.copy_button)
    script = QGuiApplication.clipboard().text()
    assert "4: 0.03" in script
    assert_is_record(printed(script, tmp_path), session.player.history, 9)


def test_copying_acknowledges_itself_for_a_moment(window: Any, card: Any, qtbot: Any) -> None:
    click(card.copy_button)
    assert card.copy_button.text() == COPIED_TEXT
    qtbot.waitUntil(lambda: card.copy_button.text() == COPY_TEXT, timeout=5000)


def test_too_many_points_for_a_script_are_said(window: Any, card: Any) -> None:
    x = np.linspace(0.0, 1.0, MOST_NUMBERS_IN_A_SCRIPT // 2 + 1)
    window.session.opening.open_dataset(Dataset.from_xy(x, x))
    render(window)
    QGuiApplication.clipboard().setText("before")
    click(card.copy_button)
    assert QGuiApplication.clipboard().text() == "before"
    assert "100" in window.content.notice_bar.text.text()


def test_without_points_there_is_nothing_to_step_or_copy(window: Any, card: Any) -> None:
    window.session.problem.clear_points()
    render(window)
    assert not card.phase_button.isEnabled()
    assert not card.copy_button.isEnabled()
    assert len(card.listing.lines) == 8
    window.shell.grab()


def test_a_button_pressed_in_the_frame_after_the_points_went_copies_nothing(
    window: Any, card: Any
) -> None:
    QGuiApplication.clipboard().setText("before")
    window.session.problem.clear_points()
    assert card.copy_button.isEnabled()
    click(card.copy_button)
    assert QGuiApplication.clipboard().text() == "before"
    assert "Without points there is no run" in window.content.notice_bar.text.text()
    click(card.phase_button)
    render(window)
    assert not card.copy_button.isEnabled()


def test_nothing_is_written_while_it_is_hidden(window: Any) -> None:
    window.session.player.step(2)
    render(window)
    assert window.content.code_card.listing.lines == ()


def test_the_end_of_a_descent_has_no_new_line(window: Any, card: Any) -> None:
    window.session.set_learning_rate(0.05)
    window.session.player.step(300)
    render(window)
    assert card.listing.values[7] == ()
    window.shell.grab()


def test_close_button_hides_the_card(window: Any, card: Any) -> None:
    click(card.close_button)
    assert not window.session.view_options.show_code
    assert not window.shell.code_card.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_every_value_has_room_beside_its_line(
    window: Any, card: Any, size: tuple[int, int]
) -> None:
    window.shell.resize(*size)
    render(window)
    window.shell.show_explanations(has_worksheet=False, has_code=False)
    window.shell.show_explanations(has_worksheet=False, has_code=True)
    render(window)
    assert card.listing._is_within()
    card_right = card.mapTo(window.shell.code_card, card.rect().topRight()).x()
    assert card_right < window.shell.code_card.width()
    assert window.shell._side.widget().width() <= window.shell._side.viewport().width()
