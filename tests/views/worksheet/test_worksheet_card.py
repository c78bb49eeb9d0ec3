"""The worksheet both ways: the engine's numbers in it, its rows and the points pointing."""

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.step import MOST_ROWS, StepPlace, one_step
from linreg_gui.session.curve import Line
from linreg_gui.views.worksheet import worksheet_card
from linreg_gui.views.worksheet.formula_lines import step_formulas, update_formulas
from linreg_gui.views.worksheet.worksheet_columns import COLUMNS, column_format
from tests.core.data import LINE_EXAMPLES
from tests.views.helpers import following_parameters, hover
from tests.views.worksheet.worksheet_events import (
    hover_row,
    leave_rows,
    open_worksheet,
    render,
    shown_texts,
)


@pytest.fixture
def card(window: Any) -> Any:
    window.session.set_learning_rate(0.01)
    window.session.player.step(2)
    return open_worksheet(window)


def test_rows_are_those_of_the_epoch_shown(window: Any, card: Any) -> None:
    assert shown_texts(card.table.points)[0][:4] == ["1", "2", "65", "24.538"]
    assert shown_texts(card.table.points)[4][4:] == ["−1.243", "1.5", "−9.94"]
    assert [row[0] for row in shown_texts(card.table.foot)] == ["Σ", "mean"]
    assert shown_texts(card.table.foot)[1][4:] == ["21.333", "673.4", "71.10"]


def test_formulas_have_the_records_numbers(window: Any, card: Any) -> None:
    assert card.formulas.text.split("\n") == [
        "ŷ = 11.1176 · x + 2.30232",
        "MSE = mean residual² = 673.363",
        "∂m = −2 · mean(x·residual) = −2 · 71.1031 = −142.206",
        "∂b = −2 · mean(residual) = −2 · 21.3332 = −42.6664",
        "m ← 11.1176 − 0.01 · (−142.206) = 12.5397",
        "b ← 2.30232 − 0.01 · (−42.6664) = 2.72898",
    ]


def test_means_are_the_engines_loss_and_gradient(window: Any, card: Any) -> None:
    session, player = window.session, window.session.player
    for example in LINE_EXAMPLES:
        session.opening.open_example(example.key)
        player.step(3)
        render(window)
        parameters, loss = player.history.record(player.cursor)
        following = following_parameters(session)
        sums, means = card.table.foot.values[-2:]
        gradient = session.problem.loss.gradient(parameters)
        data = session.problem.dataset
        assert sums == pytest.approx(data.n_samples * means), example.key
        assert means[4] == pytest.approx(loss, rel=1e-9), example.key
        size = np.abs(data.y).max() * max(np.abs(data.x).max(), 1.0)
        difference = np.abs(-2.0 * means[[5, 3]] - gradient)
        assert difference == pytest.approx(0.0, abs=1e-12 * size), example.key
        player.step()
        assert np.array_equal(following, player.history.parameters[player.cursor]), example.key


def test_scrubbing_shows_the_records_numbers(window: Any, card: Any) -> None:
    window.session.player.seek(0)
    render(window)
    assert card.formulas.text.startswith("ŷ = 0 · x + 0\nMSE = mean residual² = 6015\n")
    assert "= −778\n" in card.formulas.text
    assert window.shell.worksheet_card._hint.text() == "epoch 0"


def test_a_step_just_taken_is_explained_while_its_update_is_lit(window: Any, card: Any) -> None:
    session = window.session
    for _ in range(4):
        session.step.next_phase()
    assert session.player.cursor == 3
    render(window)
    assert "= 12.5397" in card.formulas.text
    step = session.step.explained
    assert step is not None
    assert step.epoch == 2
    assert step.next_parameters is not None
    assert np.array_equal(step.next_parameters, session.player.history.parameters[3])
    assert step.config.learning_rate == 0.01


def test_nothing_is_worked_out_while_it_is_hidden(window: Any) -> None:
    window.session.player.step(2)
    render(window)
    card = window.content.worksheet_card
    assert card.formulas.text == ""
    assert card.table.points.rowCount() == 0


def test_rows_beyond_the_first_200_are_summed(window: Any, card: Any) -> None:
    x = np.linspace(0.0, 1.0, 1000)
    window.session.opening.open_dataset(Dataset.from_xy(x, 2.0 * x + 1.0))
    render(window)
    assert card.table.points.rowCount() == MOST_ROWS
    assert [row[0] for row in shown_texts(card.table.foot)] == ["800 more", "Σ", "mean"]
    rest, sums, _ = card.table.foot.values
    assert rest[0] == pytest.approx(x[MOST_ROWS:].sum())
    assert sums - rest == pytest.approx(card.table.points.values.sum(axis=0))


def test_no_points_say_so_and_points_bring_the_rows_back(window: Any, card: Any) -> None:
    window.session.problem.clear_points()
    render(window)
    assert card.message.isVisible()
    assert not card.table.isVisible()
    window.session.problem.add_point(3.0, 4.0)
    render(window)
    assert not card.message.isVisible()
    assert card.table.points.rowCount() == 1


def test_numbers_beyond_the_float_range_leave_dashes() -> None:
    infinite, parameters = float("inf"), np.array([1e300, -1.0])
    data = Dataset.from_xy([1.0], [2.0])
    objective = Objective.of(data, DescentConfig())
    start = History(np.zeros(2), 4.0)
    step = replace(
        one_step(objective, DescentConfig(), start, StepPlace(0), None),
        parameters=parameters,
        value=infinite,
        gradient=np.array([infinite, -infinite]),
        next_parameters=np.array([infinite, np.nan]),
    )
    formulas = (*step_formulas(step), *update_formulas(step))
    text = "\n".join(formula.text for formula in formulas)
    assert text.count("–") == 9
    assert column_format(np.array([np.nan, infinite, 2.0]), 4).text(infinite) == "–"
    assert not any(bad in text for bad in ("nan", "inf"))


def test_huge_numbers_are_written_short(window: Any, card: Any) -> None:
    window.session.opening.open_dataset(Dataset.from_xy([1e100, -1e100], [1e100, 3e99]))
    window.session.problem.set_start(Line(1e3, 0.0))
    render(window)
    tables = (shown_texts(card.table.points), shown_texts(card.table.foot))
    texts = [text for rows in tables for row in rows for text in row]
    assert max(map(len, texts)) < 11
    assert not any(bad in text for text in texts for bad in ("nan", "inf"))


def test_hovering_a_row_points_at_its_point(window: Any, card: Any) -> None:
    hover_row(card, 3)
    assert window.content.data_view.points.highlighted == 3
    assert window.content.surface_view.marks.valley == Line(-6.0, 85.0)
    assert card.table.points.highlighted == 3
    leave_rows(card)
    assert window.content.data_view.points.highlighted is None
    assert window.content.surface_view.marks.valley is None
    assert card.table.points.highlighted is None


def test_choosing_a_row_with_the_keys_points_too(window: Any, card: Any) -> None:
    view = card.table.point_rows
    view.setFocus()
    view.setCurrentIndex(card.table.points.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert window.content.data_view.points.highlighted == 1


def test_hovering_a_point_marks_its_row_and_scrolls_to_it(window: Any, card: Any) -> None:
    x = np.linspace(1.0, 50.0, 50)
    window.session.opening.open_dataset(Dataset.from_xy(x, x))
    render(window)
    view = card.table.point_rows
    assert view.rowAt(view.viewport().height() - 1) == 7
    hover(window.content.data_view.canvas, 40.0, 40.0)
    assert card.table.points.highlighted == 39
    assert view.visualRect(card.table.points.index(39, 0)).bottom() <= view.viewport().height()
    assert view.verticalScrollBar().value() > 0


def test_cells_tell_their_numbers_in_full(window: Any, card: Any) -> None:
    rows = card.table.points
    tip = rows.data(rows.index(1, 3), Qt.ItemDataRole.ToolTipRole)
    prediction = float(card.table.points.values[1, 2])
    assert float(tip) == prediction
    header = [
        rows.headerData(place + 1, Qt.Orientation.Horizontal) for place in range(len(COLUMNS))
    ]
    assert header == ["x", "y", "ŷ", "residual", "residual²", "x·residual"]
    assert rows.rowCount(rows.index(0, 0)) == 0
    assert rows.columnCount(QModelIndex()) == 7


def test_other_epochs_replace_numbers_and_build_nothing(window: Any, card: Any) -> None:
    resets: list[int] = []
    changes: list[int] = []
    card.table.points.modelReset.connect(lambda: resets.append(1))
    card.table.points.dataChanged.connect(lambda *_: changes.append(1))
    for _ in range(5):
        window.session.player.step()
        render(window)
    assert len(changes) == 5
    assert not resets


def test_a_run_is_followed_to_its_end(window: Any, card: Any, qtbot: Any) -> None:
    window.session.set_view_options(replace(window.session.view_options, epochs_per_second=None))
    window.session.player.run()
    qtbot.waitUntil(lambda: not window.session.player.state.is_running)
    render(window)
    assert window.session.player.cursor == 300
    _, loss = window.session.player.history.record(300)
    assert f"MSE = mean residual² = {loss:.6g}\n" in card.formulas.text
    assert card.table.foot.values[-1, 4] == pytest.approx(loss, rel=1e-9)


def test_rows_of_very_many_points_wait_for_a_pause(
    window: Any, card: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheet_card, "MOST_LIVE_POINTS", 3)
    window.session.player.run()
    qtbot.waitUntil(lambda: window.session.player.cursor > 3)
    window.content.clock.render_now()  # and no events, which could bring another epoch
    _, loss = window.session.player.history.record(window.session.player.cursor)
    assert card.table.points.rowCount() == 0
    assert f"MSE = mean residual² = {loss:.6g}" in card.formulas.text
    window.session.player.pause()
    qtbot.waitUntil(lambda: not window.session.player.state.is_running)
    render(window)
    assert card.table.points.rowCount() == 5


def test_a_point_that_has_no_row_is_no_trouble(window: Any, card: Any) -> None:
    x = np.linspace(0.0, 1.0, 300)
    window.session.opening.open_dataset(Dataset.from_xy(x, x))
    render(window)
    window.content.data_view.point_hovered.emit(250)
    window.shell.grab()
    assert card.table.point_rows.verticalScrollBar().value() == 0


def test_close_button_and_key_put_the_model_card_back(window: Any, card: Any, qtbot: Any) -> None:
    qtbot.mouseClick(card.close_button, Qt.MouseButton.LeftButton)
    assert not window.session.view_options.show_worksheet
    assert not window.shell.worksheet_card.isVisible()
    assert window.shell.model_card.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_every_example_fits_the_column(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    for key in EXAMPLES:
        window.session.opening.open_example(key)
        window.session.player.step(5)
        card = open_worksheet(window)
        view = card.table.point_rows
        widths = [view.columnWidth(column) for column in range(7)]
        assert sum(widths) <= view.viewport().width(), key
        for row in chain.from_iterable(card.formulas._rows):
            width = card.formulas._type.width_of(row.pieces)
            assert row.left + width <= card.formulas.width(), key


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
@pytest.mark.parametrize(
    ("x", "shown"),
    [
        ([2459000.0, 2459001.0, 2459003.0], ["2459000", "2459001", "2459003"]),
        ([1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.4], ["1000000000.1", "1000000000.2", "1000000000.4"]),
        ([1e9, 2e9, 4.5e9], ["1e9", "2e9", "4.5e9"]),
        ([1e9, 1e9, 1e9], ["1e9", "1e9", "1e9"]),
        ([1e15, 1e15 + 1.0, 1e15 + 2.0], ["1e15", "1e15", "1e15"]),  # too long for the column
    ],
)
def test_points_that_differ_look_different(
    window: Any, x: list[float], shown: list[str], size: tuple[int, int]
) -> None:
    window.shell.resize(*size)
    window.session.opening.open_dataset(Dataset.from_xy(x, [1.0, 2.0, 4.5]))
    card = open_worksheet(window)
    assert [row[1] for row in shown_texts(card.table.points)] == shown
    view = card.table.point_rows
    assert sum(view.columnWidth(column) for column in range(7)) <= view.viewport().width()
