"""All that the window shows and exports of curves and of several features.

There are branches, batches and held-out points.
"""

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.surface_cut import Others
from linreg_gui.views.exporting.export_data import DATA_EXPORTS
from linreg_gui.views.exporting.picture_files import save_picture
from linreg_gui.views.window.action_table import LAYERS
from linreg_gui.views.window.marks import data_marks, surface_marks

LAST = "is_guessing"
"""It switches off what would tell the best fit."""
LEFT_OUT = "is_presenting"
"""Not a picture: the stage has tests of its own."""


YEARS = np.arange(2001.0, 2019.0)
SIZE, ROOMS = 40.0 + 30.0 * np.sin(YEARS), 1.0 + YEARS % 4
FLATS = Dataset(
    np.column_stack([YEARS, SIZE, ROOMS]),
    2.5 * SIZE + 20.0 * ROOMS + np.cos(3.0 * YEARS),
    ("year built", "size", "rooms"),
    "price",
    "Flats",
)


def bend(session: Any) -> None:
    session.problem.replace_points("years", YEARS, np.sin(YEARS / 3.0))
    session.set_degree(3)


def open_flats(session: Any) -> None:
    session.opening.open_dataset(FLATS)


@pytest.fixture(params=[bend, open_flats], ids=["curve", "features"])
def begin(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=[None, 4], ids=["all points", "batches"])
def many(window: Any, begin: Any, request: pytest.FixtureRequest) -> Any:
    """Give a window with a model of many weights, a branch of a branch and a kept run."""
    session = window.session
    begin(session)
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


OF_CURVES = pytest.mark.parametrize("begin", [bend], indirect=True)
OF_FEATURES = pytest.mark.parametrize("begin", [open_flats], indirect=True)


def test_every_layer_is_drawn(many: Any) -> None:
    session, actions = many.session, many.content.actions
    options = [layer.option for layer in LAYERS if layer.option not in {LAST, LEFT_OUT}]
    for option in (*options, LAST):
        toggle, before = actions.toggles[option], getattr(session.view_options, option)
        if toggle.isVisible():
            toggle.trigger()
            many.content.clock.render_now()
            many.shell.grab()
            assert getattr(session.view_options, option) is not before
    for phase in StepPhase:
        session.step.next_phase()
        many.content.clock.render_now()
        many.shell.grab()
        assert session.step.phase is phase


def draw(many: Any) -> Any:
    """Draw the window, and return what its surface was given."""
    many.content.clock.render_now()
    many.shell.grab()
    return many.content.surface_view.seen


def work(session: Any) -> Any:
    return session.problem.start, session.runs.settings, session.problem.dataset


def undo_drawing(many: Any, n_steps: int) -> None:
    for _ in range(n_steps):
        many.session.edits.undo()
        draw(many)


@OF_CURVES
def test_every_degree_is_drawn_there_and_back(many: Any) -> None:
    before = work(many.session)
    for degree in (6, 1, 2):
        many.session.set_degree(degree)
        assert draw(many).settings.degree == degree
    undo_drawing(many, 3)
    assert before == work(many.session)


@OF_FEATURES
def test_every_choice_of_features_is_drawn_there_and_back(many: Any) -> None:
    before = work(many.session)
    for columns in ((0, 2), (1,), (0, 1, 2)):
        many.session.set_columns(columns)
        assert draw(many).dataset.n_features == len(columns)
    undo_drawing(many, 3)
    assert before == work(many.session)


@OF_FEATURES
def test_every_picture_of_every_feature_is_drawn(many: Any) -> None:
    session = many.session
    for pair in ((0, 1), (1, 3), (2, 0), (3, 2)):  # each first and second once, of b too
        for adjustment, others in product(Adjustment, Others):
            session.change_view_options(pair=pair, adjustment=adjustment, others=others)
            many.content.clock.render_now()
            many.shell.grab()
            assert data_marks(session, many.content.data_view.canvas)
            assert surface_marks(session, many.content.surface_view.canvas)


def test_the_stage_is_drawn(many: Any) -> None:
    many.session.change_view_options(is_presenting=True)
    many.content.clock.render_now()
    many.shell.grab()
    head = many.content.stage.head
    assert head.layout().sizeHint().width() <= head.width()


def test_everything_is_exported(many: Any, tmp_path: Path) -> None:
    for export in DATA_EXPORTS:
        if not export.is_of_a_line:
            path = tmp_path / export.part
            export.prepare(many.session, path)(lambda _done: True)
            assert "held out" in path.read_text(encoding="utf-8")
    for number, subject in enumerate(many.content.subjects().values()):
        for kind in ("png", "svg", "pdf"):
            path = tmp_path / f"{number}.{kind}"
            save_picture(subject, path, subject.widget.size())
            assert path.stat().st_size > 1000
