"""Where the pulls cancel: the page of the worksheet with the equations of the best fit."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.lessons.hide_and_lock import Hideable, Permissions
from linreg_gui.lessons.task import Cell
from linreg_gui.session.curve import Line
from linreg_gui.views.window.action_table import EQUATIONS
from tests.views.helpers import drag
from tests.views.worksheet.worksheet_events import open_worksheet, render

WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "penalty": {"l2": 0.5},
    "standardised": {"scaling": Scaling.STANDARDISE},
    "centred": {"scaling": Scaling.CENTRE, "l2": 0.1},
    "slope held": {"held": Held.SLOPE},
    "intercept held": {"held": Held.INTERCEPT, "l2": 0.25},
    "batches": {"batch_size": 2},
}
YEARS = np.arange(2000.0, 2021.0)
NUMBER = r"(−?[\d.]+(?:e−?\d+)?)"


@pytest.fixture
def card(window: Any) -> Any:
    return open_worksheet(window)


def press_page_button(window: Any, card: Any) -> None:
    QTest.mouseClick(card.page_button, Qt.MouseButton.LeftButton)
    render(window)


def use(window: Any, **settings: Any) -> None:
    window.session.set_settings(replace(window.session.runs.settings, **settings))
    render(window)


def open_points(window: Any, x: Any, y: Any) -> None:
    window.session.opening.open_dataset(Dataset.from_xy(np.array(x), np.array(y)))
    render(window)


def lines(card: Any) -> list[str]:
    text: str = card.page.formulas.text
    return text.split("\n")


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def shown_best(card: Any) -> list[float]:
    """Read slope and intercept as they stand at the ends of their lines."""
    ends = [line.removesuffix(", held").rsplit("= ", 1)[1] for line in lines(card)[-2:]]
    return [value(end) for end in ends]


def solved(card: Any) -> Any:
    """Solve the two equations as they are written."""
    pattern = re.compile(rf"^{NUMBER} · m ([+−]) {NUMBER} · b = {NUMBER}$")
    rows = [match.groups() for match in map(pattern.match, lines(card)) if match]
    left = [[value(m), value(b) * (-1.0 if sign == "−" else 1.0)] for m, sign, b, _ in rows]
    return np.linalg.solve(np.array(left), np.array([value(right) for *_, right in rows]))


def rounded(number: float) -> float:
    return float(f"{number:.6g}")


def test_a_click_turns_the_page_and_a_click_turns_it_back(window: Any, card: Any) -> None:
    assert card.page_button.text() == "Where the pulls cancel ›"
    assert not card.page.isVisible()
    press_page_button(window, card)
    assert card.page.isVisible()
    for hidden in (card.table, card.formulas, card.turn_box):
        assert not hidden.isVisible()
    assert window.shell.worksheet_card._hint.text() == "all 5 points"
    assert lines(card) == [
        "n = 5",
        "Σx = 24,   Σy = 385",
        "Σx² = 138,   Σxy = 1945",
        "Σx² · m + Σx · b = Σxy",
        "138 · m + 24 · b = 1945",
        "Σx · m + n · b = Σy",
        "24 · m + 5 · b = 385",
        "m = (n · Σxy − Σx · Σy) / (n · Σx² − (Σx)²) = 485 / 114 = 4.25439",
        "b = (Σy − Σx · m) / n = 282.895 / 5 = 56.5789",
    ]
    assert "these are the two normal equations" in card.page.intro.text()
    assert card.page.why.text().startswith("One still descends where there are many weights")
    assert card.page_button.text() == "‹ Back to the step"
    press_page_button(window, card)
    assert not card.page.isVisible()
    assert card.table.isVisible()
    assert card.formulas.isVisible()
    assert card.turn_box.isVisible()
    assert window.shell.worksheet_card._hint.text() == "epoch 0"


def test_the_page_turns_by_keys_and_its_button_keeps_the_focus(window: Any, card: Any) -> None:
    card.page_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert card.page_button.accessibleName() == "Where the pulls cancel"
    QTest.keyClick(card.page_button, Qt.Key.Key_Space)
    render(window)
    assert card.page.isVisible()
    assert card.page_button.hasFocus()
    assert card.page_button.accessibleName() == "Back to the step"
    assert "138 · m + 24 · b = 1945" in card.page.formulas.accessibleName()
    QTest.keyClick(card.page_button, Qt.Key.Key_Space)
    render(window)
    assert not card.page.isVisible()


def test_one_key_opens_the_worksheet_at_this_page(window: Any) -> None:
    canvas = window.content.data_view.canvas
    action = window.content.actions.toggles[EQUATIONS.option]
    for is_shown in (True, False):
        QTest.keySequence(canvas, QKeySequence(EQUATIONS.keys[0]))
        render(window)
        card = window.content.worksheet_card
        assert window.session.view_options.show_worksheet
        assert card.page.isVisible() is is_shown
        assert action.isChecked() is is_shown


def test_the_page_of_two_equations_is_offered_for_a_line_alone(window: Any) -> None:
    session, action = window.session, window.content.actions.toggles[EQUATIONS.option]
    for example, degree in (("longley", 1), ("thrown-ball", 2)):
        session.opening.open_example(example)
        session.set_degree(degree)
        render(window)
        QTest.keySequence(window.content.data_view.canvas, QKeySequence(EQUATIONS.keys[0]))
        assert not session.view_options.show_equations
        assert not session.view_options.show_worksheet
        assert not action.isVisible()
    session.opening.open_example("hours-and-money")
    render(window)
    assert action.isVisible()


@pytest.mark.parametrize("way", WAYS)
def test_the_best_fit_is_the_engines_and_numpys_to_the_last_digit(
    window: Any, card: Any, way: str
) -> None:
    window.session.problem.set_start(Line(3.0, 10.0))
    press_page_button(window, card)
    use(window, **WAYS[way])
    objective = window.session.problem.objective
    best = objective.loss.minimum_parameters.tolist()
    assert shown_best(card) == [rounded(number) for number in best]
    rows = np.column_stack([objective.dataset.x, np.ones(5)])
    y, penalty = objective.dataset.y, np.sqrt(5 * objective.loss.l2)
    rows, y = np.vstack([rows, [penalty, 0.0]]), np.append(y, 0.0)
    held = objective.loss.held
    if held is None:
        found = np.linalg.lstsq(rows, y, rcond=None)[0]
        assert solved(card) == pytest.approx(best, rel=2e-6)
    else:
        moving = np.delete(rows, held, axis=1)
        found = np.linalg.lstsq(moving, y - rows[:, held] * best[held], rcond=None)[0]
        found = np.insert(found, held, best[held])
        assert lines(card)[-2 + held].endswith(", held")
        assert any("is not needed: " in line for line in lines(card))
        assert "this is one of the normal equations" in card.page.intro.text()
    assert shown_best(card) == [rounded(number) for number in found.tolist()]
    window.shell.grab()


def test_the_title_says_on_which_x(window: Any, card: Any) -> None:
    press_page_button(window, card)
    use(window, scaling=Scaling.STANDARDISE, batch_size=2)
    assert window.shell.worksheet_card._hint.text() == "all 5 points · on standardised x"
    assert "Σx = 0,   Σy = 385" in lines(card)
    assert solved(card) == pytest.approx(shown_best(card), rel=2e-6)


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [([3.0, 3.0, 3.0], [1.0, 2.0, 6.0], "All x are equal"), ([3.0], [3.0], "There is one point")],
)
def test_a_trough_has_no_single_solution_and_says_so(
    window: Any, card: Any, x: list[float], y: list[float], said: str
) -> None:
    press_page_button(window, card)
    open_points(window, x, y)
    assert card.page.note.isVisible()
    assert card.page.note.text() == (
        f"{said}, so the first equation is the second one times 3: every line through (3, 3) "
        "solves both, and none of them is the single best."
    )
    assert not any("best" in line or " / " in line for line in lines(card))
    use(window, l2=1.0)
    assert not card.page.note.isVisible()
    assert shown_best(card) == [0.0, 3.0]


def test_sums_of_years_are_written_to_the_last_digit(window: Any, card: Any) -> None:
    press_page_button(window, card)
    y = 5.1 + 0.017 * (YEARS - 2000.0) + 0.1 * np.cos(YEARS)
    open_points(window, YEARS, y)
    assert "Σx² = 84842870" in lines(card)[2]
    best = window.session.problem.objective.loss.minimum_parameters
    assert shown_best(card) == [rounded(number) for number in best.tolist()]
    assert solved(card) == pytest.approx(best, rel=1e-5)
    assert "agree in their first 5 digits or so" in card.page.note.text()
    assert "about the means" in card.page.note.text()
    assert lines(card)[-2].startswith("m = cov(x, y) / var(x) = ")


def test_julian_days_lose_the_digits_of_the_sums_and_not_of_the_fit(window: Any, card: Any) -> None:
    press_page_button(window, card)
    days = 2_459_000.5 + np.arange(20.0)
    y = 12.3 + 0.1 * np.sin(days)
    open_points(window, days, y)
    about = np.linalg.lstsq(np.column_stack([days - days.mean(), np.ones(20)]), y, rcond=None)[0]
    wanted = [about[0], y.mean() - about[0] * days.mean()]
    assert shown_best(card) == [rounded(number) for number in wanted]
    assert "first 11 digits" in card.page.note.text()
    assert "Σx = 49180200" in lines(card)[1]


def test_the_equations_follow_a_point_under_the_hand(window: Any, card: Any) -> None:
    press_page_button(window, card)
    seen = []

    def look() -> None:
        render(window)
        seen.append((lines(card), window.session.problem.objective.loss.minimum_parameters))

    drag(window.content.data_view.canvas, (8.0, 90.0), (4.0, 40.0), halfway=look)
    look()
    assert seen[0][0] != seen[1][0]
    for shown, best in seen:
        ends = [value(line.rsplit("= ", 1)[1]) for line in shown[-2:]]
        assert ends == [rounded(number) for number in best.tolist()]


def test_nothing_is_worked_out_while_the_page_is_not_shown(window: Any, card: Any) -> None:
    window.session.problem.move_point(0, 4.0, 4.0)
    render(window)
    assert card.page.formulas.text == ""


def test_the_title_counts_the_points_that_are_trained_on(window: Any, card: Any) -> None:
    press_page_button(window, card)
    window.session.problem.turn_point(2)
    render(window)
    assert window.shell.worksheet_card._hint.text() == "4 points"


def test_a_run_does_not_work_them_out_again(window: Any, card: Any) -> None:
    press_page_button(window, card)
    formulas = card.page.formulas.formulas
    window.session.player.step(5)
    render(window)
    assert card.page.formulas.formulas is formulas
    assert window.shell.worksheet_card._hint.text() == "all 5 points"


def test_there_is_no_such_page_while_the_best_fit_is_to_be_guessed(window: Any, card: Any) -> None:
    press_page_button(window, card)
    session = window.session
    session.set_view_options(replace(session.view_options, is_guessing=True))
    render(window)
    assert not card.page.isVisible()
    assert not card.page_button.isVisible()
    assert card.table.isVisible()
    assert not window.content.actions.toggles[EQUATIONS.option].isEnabled()
    session.set_view_options(replace(session.view_options, is_guessing=False))
    render(window)
    assert card.page.isVisible()


@pytest.mark.parametrize("hidden", [Hideable.BEST_FIT, Hideable.EQUATIONS])
def test_a_lesson_that_hides_the_best_fit_or_the_page_hides_it(
    window: Any, card: Any, hidden: Hideable
) -> None:
    press_page_button(window, card)
    window.session.gate.set_permissions(Permissions(hidden=frozenset({hidden})))
    window.session.set_view_options(window.session.view_options)
    render(window)
    assert not card.page.isVisible()
    assert not card.page_button.isVisible()


def test_blanks_of_a_lesson_are_asked_for_on_the_page_of_the_step(window: Any, card: Any) -> None:
    press_page_button(window, card)
    card.ask_only(frozenset({Cell.SLOPE_GRADIENT}))
    render(window)
    assert not card.page.isVisible()
    assert not card.page_button.isVisible()
    assert card.exercise.fields
    card.ask_only(None)
    render(window)
    assert card.page.isVisible()


def test_answers_stay_while_the_page_is_turned(window: Any, card: Any) -> None:
    card.turn_box.click()
    render(window)
    first = next(iter(card.exercise.fields.values()))
    first.setFocus()
    QTest.keyClicks(first, "7")
    press_page_button(window, card)
    assert not card.turn_row.isVisible()
    press_page_button(window, card)
    assert card.turn_row.isVisible()
    assert first.text() == "7"


def test_without_points_there_is_no_page(window: Any, card: Any) -> None:
    press_page_button(window, card)
    window.session.problem.clear_points()
    render(window)
    assert not card.page.isVisible()
    assert card.message.isVisible()
    assert not card.page_button.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_nothing_of_the_page_is_cut(window: Any, card: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    press_page_button(window, card)
    random = np.random.default_rng(0)
    far = -2_459_000.123456, 1e-7, 123.4, 1e9 / 3
    for offset in far:
        x, y = offset * (1.0 + 1e-6 * random.normal(size=9)), 1e7 * random.normal(size=9)
        open_points(window, x, y)
        panel = card.page.formulas
        assert panel._is_within(panel._rows)
