"""What the command line asks of a session, and what survives until the next start."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.launch import LaunchOptions
from linreg_gui.session.launching import apply_launch_options
from linreg_gui.session.preservation import restore_session, session_preferences
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line, ThemeChoice
from linreg_gui.storage.preferences import Preferences
from linreg_gui.storage.project import write_project


def test_options_are_put_in_force(session: Session) -> None:
    options = LaunchOptions(
        example="house-prices", learning_rate=1e-7, epochs=77, start=(1.0, 2.0), seed=3
    )
    assert apply_launch_options(session, options) == ""
    assert session.dataset.x.tolist() == [1000, 1500, 2000]
    assert session.settings.learning_rate == 1e-7
    assert session.settings.max_epochs == 77
    assert session.start == Line(1.0, 2.0)


def test_file_is_opened(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    assert apply_launch_options(session, LaunchOptions(file=path)) == ""
    assert session.dataset.y.tolist() == [2, 4]


def test_unreadable_file_is_said_and_the_example_stays(session: Session, tmp_path: Path) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    refusal = apply_launch_options(session, LaunchOptions(file=tmp_path / "none.csv"))
    assert "none.csv" in refusal
    assert refusal in [notice.text for notice in notices if notice]
    assert session.dataset.n_samples == 5


def test_settings_survive_a_restart(session: Session, tmp_path: Path, qtbot: Any) -> None:
    session.set_learning_rate(0.0123)
    session.set_max_epochs(4567)
    options = replace(session.view_options, epochs_per_second=None, theme=ThemeChoice.DARK)
    session.set_view_options(replace(options, show_best_fit=True))
    path = tmp_path / "config" / "settings.ini"
    assert Preferences(path).write(session_preferences(session))
    fresh = Session()
    restore_session(fresh, Preferences(path))
    assert fresh.settings == session.settings
    assert fresh.view_options == session.view_options
    assert fresh.shutdown()


@pytest.mark.parametrize("text", ["abc", "nan", "-1", "1e999", ""])
def test_a_bad_value_falls_back_to_its_default(session: Session, tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.ini"
    path.write_text(
        f"[training]\nlearning_rate={text}\nmax_epochs=50\n[view]\ntheme={text}\n", encoding="utf-8"
    )
    before = session.settings.learning_rate
    restore_session(session, Preferences(path))
    assert session.settings.learning_rate == before
    assert session.settings.max_epochs == 50
    assert session.view_options.theme is ThemeChoice.SYSTEM


def test_a_rate_for_other_data_is_not_kept(session: Session) -> None:
    session.open_example("house-prices")
    assert "training/learning_rate" not in session_preferences(session)


def test_a_project_is_opened_and_the_options_go_first(session: Session, tmp_path: Path) -> None:
    session.step(12)
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session))
    session.clear_points()
    assert apply_launch_options(session, LaunchOptions(file=path, epochs=99)) == ""
    assert session.dataset.n_samples == 5
    assert session.cursor == 12
    assert session.settings.max_epochs == 99


def test_a_bad_project_is_said_and_the_example_stays(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "bad.linreg"
    path.write_text("{}", encoding="utf-8")
    assert "bad.linreg" in apply_launch_options(session, LaunchOptions(file=path))
    assert session.dataset.n_samples == 5
