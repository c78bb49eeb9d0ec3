"""The sweep both ways: it shows what each rate does, and a click or a drag in it takes one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Optimizer
from linreg_gui.session.wording_training import cliff_sentence
from linreg_gui.views.sweep.sweep_plot import pieces
from tests.views.helpers import click, drag, hover


@pytest.fixture
def panel(window: Any, qtbot: Any) -> Any:
    window.content.actions.entries["Sweep of learning rates…"].trigger()
    made = window.content.sweep
    qtbot.waitExposed(made)
    window.content.clock.render_now()
    return made


def render(window: Any) -> None:
    window.content.clock.render_now()


def test_nothing_is_swept_while_it_is_closed(window: Any) -> None:
    window.session.set_max_epochs(40)
    render(window)
    assert window.content.sweep.sweeping.result is None


def test_curves_and_cliff_are_those_of_the_sweep(window: Any, panel: Any) -> None:
    result = panel.sweeping.result
    assert panel.finals_title.text() == "Loss after 300 epochs"
    plot = panel.finals
    assert plot.lines.limit == pytest.approx(np.log10(0.0351622), abs=1e-5)
    assert plot.lines.measured == pytest.approx(plot.lines.limit, abs=0.004)
    assert plot.lines.rate == pytest.approx(np.log10(0.03))
    known = [point.final_losses[0] for point in result.points]
    seen = np.isfinite(plot.curve.middle)
    assert seen.tolist() == np.isfinite(known).tolist()
    assert 10 ** plot.curve.middle[0] == pytest.approx(known[0])
    assert "0.03516" in panel.sentence.text()
    fastest = "Fastest from this start: 0.0341, 95 epochs. Fastest in the end: 0.03497."
    assert fastest in panel.sentence.text()
    assert panel.progress.isHidden()
    panel.grab()


def test_of_a_curve_the_epochs_to_its_fit_are_told(window: Any, panel: Any) -> None:
    assert panel.arrivals_title.text() == "Epochs to 99 % of the way from this start, for good"
    window.session.set_degree(2)
    render(window)
    assert panel.arrivals_title.text() == "Epochs to 99 % of the fit from this start, for good"
    assert panel.arrivals.accessibleName() == "Epochs to 99 % of the fit, by learning rate"
    assert "what the best curve explains" in panel.arrivals_title.toolTip().replace("\n", " ")
    window.session.edits.undo()
    render(window)
    assert panel.arrivals_title.text() == "Epochs to 99 % of the way from this start, for good"


def test_a_click_loads_a_rate(window: Any, panel: Any) -> None:
    frame = panel.arrivals.pixel_frame()
    click(panel.arrivals, -2.0, (frame.bottom + frame.top) / 2)
    assert window.session.runs.settings.learning_rate == pytest.approx(0.01, rel=0.03)
    render(window)
    assert panel.arrivals.lines.rate == panel.finals.lines.rate
    assert panel.finals.lines.rate == pytest.approx(-2.0, abs=0.02)


def test_the_rate_is_dragged_in_one_undo_step(window: Any, panel: Any) -> None:
    frame = panel.finals.pixel_frame()
    middle = (frame.bottom + frame.top) / 2
    drag(panel.finals, (panel.finals.lines.rate, middle), (-3.0, middle))
    assert window.session.runs.settings.learning_rate == pytest.approx(1e-3, rel=0.03)
    assert panel.finals.lines.note[0].startswith(("rate 0.0009", "rate 0.001"))
    assert window.session.edits.stack.count() == 1
    window.session.edits.undo()
    assert window.session.runs.settings.learning_rate == 0.03


def test_a_drag_does_not_change_the_rate_of_an_example_opened_meanwhile(
    window: Any, panel: Any
) -> None:
    frame = panel.finals.pixel_frame()
    middle = (frame.bottom + frame.top) / 2
    rates: list[float] = []

    def open_example() -> None:
        window.session.opening.open_example(list(EXAMPLES)[1])
        rates.append(window.session.runs.settings.learning_rate)

    drag(panel.finals, (panel.finals.lines.rate, middle), (-3.0, middle), halfway=open_example)
    assert [window.session.runs.settings.learning_rate] == rates


def test_hovering_reads_a_rate_out(window: Any, panel: Any) -> None:
    frame = panel.finals.pixel_frame()
    hover(panel.finals, -3.0, (frame.bottom + frame.top) / 2)
    note = panel.finals.lines.note
    assert note[0].startswith("rate 0.0009") or note[0].startswith("rate 0.001")
    assert note[1].startswith("there at epoch ")
    assert note[2].endswith(" in the end")
    assert panel.arrivals.lines.note_at is None
    panel.grab()
    hover(panel.finals, frame.right - 0.01, frame.bottom + 0.01)
    assert panel.finals.lines.note[1:] == ["does not get there", "diverges"]
    panel.finals.hover_left.emit()
    assert panel.finals.lines.note_at is None


def test_it_follows_a_dragged_point(window: Any, panel: Any) -> None:
    drag(window.content.data_view.canvas, (8.0, 90.0), (20.0, 90.0))
    render(window)
    assert 10**panel.finals.lines.limit == pytest.approx(0.0105, rel=0.01)


def test_others_show_progress_and_then_a_band(window: Any, panel: Any, qtbot: Any) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, batch_size=2, max_epochs=6))
    render(window)
    assert panel.sweeping.is_busy
    assert panel.progress.isVisible()
    assert panel.finals.curve.is_old
    assert panel.arrivals.curve.is_old
    assert panel.arrivals.lines.limit is None
    assert "of the settings before" in panel.sentence.text()
    panel.grab()
    qtbot.waitUntil(lambda: not panel.sweeping.is_busy, timeout=60_000)
    render(window)
    assert panel.progress.isHidden()
    curve = panel.finals.curve
    assert not curve.is_old
    assert (curve.low <= curve.middle).any()
    assert (curve.low < curve.high).any()
    assert panel.finals.lines.limit is None
    assert "spread over orders of the batches" in panel.sentence.text()
    panel.grab()


def test_a_sweep_is_stopped_and_begun_again(window: Any, panel: Any, qtbot: Any) -> None:
    session = window.session
    assert panel.button.isHidden()
    session.set_settings(replace(session.runs.settings, batch_size=2, max_epochs=6))
    render(window)
    assert panel.button.text() == "Stop"
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    render(window)
    assert not panel.sweeping.is_busy
    assert panel.progress.isHidden()
    assert panel.sentence.text().startswith("Stopped. What is drawn faintly")
    assert panel.finals.curve.is_old
    render(window)
    assert not panel.sweeping.is_busy
    assert panel.button.text() == "Sweep again"
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    render(window)
    assert panel.sweeping.is_busy
    qtbot.waitUntil(lambda: not panel.sweeping.is_busy, timeout=60_000)
    render(window)
    assert panel.button.isHidden()
    assert not panel.finals.curve.is_old


def test_other_settings_are_swept_after_a_stop(window: Any, panel: Any) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, batch_size=2))
    render(window)
    panel.sweeping.stop()
    session.set_settings(replace(session.runs.settings, batch_size=3))
    render(window)
    assert panel.sweeping.is_busy
    assert not panel.sweeping.is_stopped


def test_rates_that_never_arrive_say_so(window: Any, panel: Any, qtbot: Any) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, optimizer=Optimizer.ADAGRAD, max_epochs=1))
    render(window)
    qtbot.waitUntil(lambda: not panel.sweeping.is_busy, timeout=60_000)
    render(window)
    assert panel.arrivals.hint.text == "No rate gets there"
    panel.grab()


def test_without_points_it_says_what_to_do(window: Any, panel: Any) -> None:
    window.session.problem.clear_points()
    render(window)
    assert panel.finals.hint.text == "Add points to compare learning rates"
    click(panel.finals, 0.5, 0.5)
    hover(panel.finals, 0.5, 0.5)
    assert window.session.runs.settings.learning_rate == 0.01
    assert window.session.problem.automatic.learning_rate
    panel.grab()


def test_the_right_button_takes_nothing(window: Any, panel: Any) -> None:
    frame = panel.finals.pixel_frame()
    click(panel.finals, -3.0, frame.bottom + 0.1, Qt.MouseButton.RightButton)
    assert window.session.runs.settings.learning_rate == 0.03


def test_it_takes_the_theme(window: Any, panel: Any) -> None:
    light = panel.grab().toImage()
    window.content.actions.entries["Dark"].trigger()
    assert panel.grab().toImage() != light


def test_stretches_without_nan() -> None:
    nan = np.nan
    found = pieces(np.array([nan, 1.0, 2.0, nan, nan, 3.0]))
    assert [(part.start, part.stop) for part in found] == [(1, 3), (5, 6)]
    assert pieces(np.empty(0)) == []
    assert QPointF(0, 0) == QPointF()


def test_sentence_of_the_cliff(window: Any) -> None:
    config = window.session.runs.settings
    assert cliff_sentence(0.05, None, config) == "Dashed: by theory it diverges from 0.05 on."
    assert cliff_sentence(0.05, 0.0501, config).endswith("from 0.0501 on, 0.20 % apart.")
    assert cliff_sentence(None, None, config) == "With these settings no rate is a sharp limit."
