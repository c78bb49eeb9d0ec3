"""All that the window shows and exports, of a curve with branches, batches and held-out points."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.views.exporting.export_data import DATA_EXPORTS
from linreg_gui.views.exporting.picture_files import save_picture
from linreg_gui.views.window.action_table import LAYERS

LAST = "is_guessing"
"""It switches off what would tell the best fit."""
LEFT_OUT = "is_presenting"
"""Not a picture: the stage has tests of its own."""


@pytest.fixture(params=[None, 4], ids=["all points", "batches"])
def bent(window: Any, request: pytest.FixtureRequest) -> Any:
    """Give a window with a curve, a branch of a branch and a kept run."""
    session, years = window.session, np.arange(2001.0, 2019.0)
    session.problem.replace_points("years", years, np.sin(years / 3.0))
    session.set_degree(3)
    session.problem.hold_out(HoldOut(0.25, 1))
    session.set_settings(replace(session.runs.settings, batch_size=request.param))
    session.player.step(12)
    session.run_edits.keep()
    for fork_epoch in (4, 8):
        session.player.seek(fork_epoch)
        session.run_edits.fork()
        session.set_learning_rate(0.01 * fork_epoch)
        session.player.step(6)
    window.content.clock.render_now()
    assert len(session.runs.branches) == 4
    return window


def test_every_layer_is_drawn(bent: Any) -> None:
    session, actions = bent.session, bent.content.actions
    options = [layer.option for layer in LAYERS if layer.option not in {LAST, LEFT_OUT}]
    for option in (*options, LAST):
        toggle, before = actions.toggles[option], getattr(session.view_options, option)
        if toggle.isVisible():
            toggle.trigger()
            bent.content.clock.render_now()
            bent.shell.grab()
            assert getattr(session.view_options, option) is not before
    for phase in StepPhase:
        session.step.next_phase()
        bent.content.clock.render_now()
        bent.shell.grab()
        assert session.step.phase is phase


def test_every_degree_is_drawn_there_and_back(bent: Any) -> None:
    session = bent.session
    before = session.problem.start, session.runs.settings, session.problem.dataset
    for degree in (6, 1, 2):
        session.set_degree(degree)
        bent.content.clock.render_now()
        bent.shell.grab()
        assert bent.content.surface_view.seen.settings.degree == degree
    for _ in range(3):
        session.edits.undo()
        bent.content.clock.render_now()
        bent.shell.grab()
    assert before == (session.problem.start, session.runs.settings, session.problem.dataset)


def test_everything_is_exported(bent: Any, tmp_path: Path) -> None:
    for export in DATA_EXPORTS:
        if not export.is_of_a_line:
            path = tmp_path / export.part
            export.prepare(bent.session, path)(lambda _done: True)
            assert "held out" in path.read_text(encoding="utf-8")
    for number, subject in enumerate(bent.content.subjects().values()):
        for kind in ("png", "svg", "pdf"):
            path = tmp_path / f"{number}.{kind}"
            save_picture(subject, path, subject.widget.size())
            assert path.stat().st_size > 1000
