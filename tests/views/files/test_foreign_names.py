"""Names from a file are shown as they stand there, whatever markup they hold."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from linreg_gui.session.project_state import project_of
from linreg_gui.storage.projects.project_file import write_project
from tests.views.services_window import at_rest, open_window

MARKUP = '<img src="x.png"><b>bold</b> & &amp;'


@pytest.fixture
def laboratory(tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    """Give a window with a project of such names, and such a file name, open."""
    with open_window(tmp_path / "data", qtbot) as made:
        session = made.session
        dataset = replace(
            session.problem.dataset, name=MARKUP, feature_names=(MARKUP,), target_name=MARKUP
        )
        session.opening.open_dataset(dataset)
        session.player.step(3)
        session.runs.keep()
        session.runs.rename(1, MARKUP)
        path = tmp_path / f"{MARKUP.replace('/', '-')}.linreg"
        write_project(path, project_of(session.state()))
        made.services.open(path)
        at_rest(made, qtbot)
        session.set_view_options(
            replace(session.view_options, show_worksheet=True, show_code=True, show_points=True)
        )
        session.problem.add_point(1.0, 2.0)
        made.content.clock.render_now()
        yield made


def test_no_tip_is_taken_for_markup(laboratory: Any) -> None:
    laboratory.files.recent_menu.aboutToShow.emit()
    shell = laboratory.shell
    found = shell.findChildren(QWidget) + shell.findChildren(QAction)
    tips = [tip for one in found if MARKUP[5:9] in (tip := one.toolTip())]
    assert len(tips) >= 2
    assert not [tip for tip in tips if "<img" in tip]


def test_no_label_takes_them_for_markup(laboratory: Any) -> None:
    laboratory.files.ask_to_leave()
    labels = laboratory.shell.findChildren(QLabel)
    for label in labels:
        assert "<img" not in label.text() or label.textFormat() is Qt.TextFormat.PlainText
    (box,) = laboratory.shell.findChildren(QMessageBox)
    assert "<img" in box.text()
    box.reject()


def test_axes_show_them_as_they_are(laboratory: Any) -> None:
    axes = laboratory.content.data_view.canvas.axes
    titles = [axes[side].title for side in ("bottom", "left")]
    assert titles == [f"x · {MARKUP}", f"y · {MARKUP}"]
    laboratory.shell.grab()
    assert not [axis for axis in axes.values() if "<img" in axis.toolTip()]
