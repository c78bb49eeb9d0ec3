"""What the command line asks of a session, and what survives until the next start."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.core.settings import DescentConfig
from linreg_gui.launch import LaunchOptions
from linreg_gui.session.bets import BetKind
from linreg_gui.session.curve import Line
from linreg_gui.session.documents.launching import Launching
from linreg_gui.session.documents.services import DocumentServices
from linreg_gui.session.preferences import restore_session, session_preferences
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import ThemeChoice
from linreg_gui.storage.preferences import Preferences
from linreg_gui.storage.projects.project_file import write_project


@pytest.fixture
def services(session: Session) -> Iterator[DocumentServices]:
    made = DocumentServices(session)
    yield made
    assert made.shutdown(keeps_work=False)


def launched(
    session: Session, services: DocumentServices, options: LaunchOptions, qtbot: Any
) -> str:
    """Launch, and give why the file was not opened."""
    refusals: list[str] = []
    launching = Launching(session, services, options)
    launching.ended.connect(refusals.append)
    launching.begin()
    qtbot.waitUntil(lambda: launching.has_ended, timeout=20_000)
    return refusals[0]


def points_file(folder: Path, text: str = "x,y\n1,2\n3,4\n") -> Path:
    path = folder / "points.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_options_are_put_in_force(session: Session, services: DocumentServices, qtbot: Any) -> None:
    options = LaunchOptions(
        example="house-prices", learning_rate=1e-7, epochs=77, start=(1.0, 2.0), seed=3
    )
    assert launched(session, services, options, qtbot) == ""
    assert session.problem.dataset.x.tolist() == [1000, 1500, 2000]
    assert session.runs.settings.learning_rate == 1e-7
    assert session.runs.settings.max_epochs == 77
    assert session.problem.start == Line(1.0, 2.0)
    assert not session.edits.stack.canUndo()
    assert not services.documents.changes.is_modified


def test_file_is_opened_and_then_the_options_are(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    options = LaunchOptions(file=points_file(tmp_path), epochs=77, start=(1.0, 2.0))
    assert launched(session, services, options, qtbot) == ""
    assert session.problem.dataset.y.tolist() == [2, 4]
    assert session.runs.settings.max_epochs == 77
    assert session.problem.start == Line(1.0, 2.0)
    assert not session.edits.stack.canUndo()
    assert not services.documents.changes.is_modified


def test_the_window_can_be_used_while_a_file_is_read(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    path = points_file(tmp_path, "x;y\n" + "1.5;2.5\n" * 100_000)
    launching = Launching(session, services, LaunchOptions(file=path))
    launching.begin()
    assert not launching.has_ended
    assert services.importing.tasks.is_busy
    session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: launching.has_ended, timeout=20_000)
    assert session.problem.dataset.n_samples == 100_000
    session.edits.undo()
    assert session.problem.dataset.n_samples == 6, "what was done meanwhile can be had back"


def test_a_table_in_doubt_is_offered_and_the_options_wait(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    path = points_file(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")
    offers: list[Any] = []
    services.importing.offered.connect(offers.append)
    launching = Launching(session, services, LaunchOptions(file=path, epochs=77))
    launching.begin()
    qtbot.waitUntil(lambda: bool(offers))
    assert not launching.has_ended
    assert session.runs.settings.max_epochs != 77
    services.importing.accept()
    assert launching.has_ended
    assert session.problem.dataset.n_samples == 2
    assert session.runs.settings.max_epochs == 77


def test_a_table_that_is_not_wanted_after_all(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    path = points_file(tmp_path, "x;y\n" + "1.5;2.5\n" * 400_000)
    launching = Launching(session, services, LaunchOptions(file=path, epochs=77))
    launching.begin()
    services.importing.cancel()
    assert launching.has_ended
    assert session.problem.dataset.n_samples == 5
    assert session.runs.settings.max_epochs == 77
    qtbot.waitUntil(lambda: not services.importing.tasks.is_busy, timeout=20_000)
    assert session.problem.dataset.n_samples == 5


def test_another_table_is_opened_while_the_one_asked_for_is_on_offer(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    path = points_file(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")
    launching = Launching(session, services, LaunchOptions(file=path))
    with qtbot.waitSignal(services.importing.offered):
        launching.begin()
    other = tmp_path / "other.csv"
    other.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    with qtbot.waitSignal(services.importing.imported):
        services.open(other)
    assert launching.has_ended
    session.edits.undo()
    assert session.problem.dataset.n_samples == 5, "the way back is left to what was not asked for"


def test_the_options_are_not_for_a_project_that_is_opened_meanwhile(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    project = tmp_path / "lecture.linreg"
    write_project(project, project_of(session.state()))
    path = points_file(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")
    for is_taken in (True, False):
        launching = Launching(session, services, LaunchOptions(file=path, epochs=77))
        with qtbot.waitSignal(services.importing.offered):
            launching.begin()
        with qtbot.waitSignal(services.documents.opened):
            services.open(project)
        assert not launching.has_ended
        assert session.runs.settings.max_epochs != 77
        if is_taken:
            services.importing.accept()
            assert session.runs.settings.max_epochs == 77
            session.edits.stack.setIndex(0)
        else:
            services.importing.cancel()
        assert launching.has_ended
        assert services.documents.path == project, "there is a way back to it"
        assert session.runs.settings.max_epochs != 77


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,5\n2,7\n", "may be one number or two"),
        ("x,y\n1,2\n3,NA\n", "line 3, column 2: 'NA' is not a number"),
    ],
)
def test_where_nobody_can_be_asked_what_is_in_doubt_is_refused(
    session: Session, services: DocumentServices, tmp_path: Path, text: str, fault: str, qtbot: Any
) -> None:
    options = LaunchOptions(file=points_file(tmp_path, text), is_attended=False)
    assert fault in launched(session, services, options, qtbot)
    assert session.problem.dataset.n_samples == 5
    options = LaunchOptions(file=points_file(tmp_path, "1;5\n2;7\n"), is_attended=False)
    assert launched(session, services, options, qtbot) == ""
    assert session.problem.dataset.y.tolist() == [5, 7]


WIDE = "a,b,c,y\n1,2,5,3\n3,1,2,4\n4,4,8,9\n7,2,0,1\n"


def test_where_nobody_can_be_asked_all_columns_are_taken_as_by_fit(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    table = points_file(tmp_path, WIDE)
    options = LaunchOptions(file=table, is_attended=False, seed=3)
    assert launched(session, services, options, qtbot) == ""
    assert list(session.problem.dataset.feature_names) == ["a", "b", "c"]
    assert len(session.problem.start) == 4
    assert session.problem.start[0] != 0.0
    options = replace(options, table={"x": "c,a"}, seed=None)
    assert launched(session, services, options, qtbot) == ""
    assert list(session.problem.dataset.feature_names) == ["c", "a"]


def test_more_columns_than_the_window_shows(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    rows = [",".join(str(k * j + (k == j)) for j in range(8)) for k in range(4)]
    table = points_file(tmp_path, "\n".join(["a,b,c,d,e,f,g,y", *rows]))
    options = LaunchOptions(file=table, is_attended=False)
    assert launched(session, services, options, qtbot) == (
        "points.csv has 7 columns beside y; the window shows up to 6: name them with --x."
    )
    assert session.problem.dataset.n_samples == 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (LaunchOptions(degree=2), "--degree D is for one feature; points.csv has 3."),
        (LaunchOptions(start=(1.0, 2.0)), "--start M,B is for one feature; points.csv has 3."),
    ],
)
def test_settings_of_one_feature_are_refused_for_several(
    session: Session,
    services: DocumentServices,
    tmp_path: Path,
    options: LaunchOptions,
    sentence: str,
    qtbot: Any,
) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    table = points_file(tmp_path, WIDE)
    options = replace(options, file=table, is_attended=False, learning_rate=0.2)
    assert launched(session, services, options, qtbot) == sentence
    assert notices[-1].text == sentence
    assert session.runs.settings.learning_rate == 0.2
    assert session.runs.settings.degree == 1


def test_unreadable_file_is_said_and_the_example_stays(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    options = LaunchOptions(file=tmp_path / "none.csv", epochs=77)
    refusal = launched(session, services, options, qtbot)
    assert refusal == "Cannot find none.csv."
    assert refusal in [notice.text for notice in notices if notice]
    assert session.problem.dataset.n_samples == 5
    assert session.runs.settings.max_epochs == 77


def test_settings_survive_a_restart(session: Session, tmp_path: Path, qtbot: Any) -> None:
    options = replace(session.view_options, epochs_per_second=None, theme=ThemeChoice.DARK)
    session.set_view_options(replace(options, asks_first=True))
    session.asking.choose_first_kind(BetKind.SKETCH)
    path = tmp_path / "config" / "settings.ini"
    assert Preferences(path).write(session_preferences(session))
    fresh = Session()
    restore_session(fresh, Preferences(path))
    assert fresh.view_options == session.view_options
    assert fresh.asking.is_asked_for
    assert fresh.asking.state.kind is BetKind.SKETCH
    assert fresh.shutdown()


@pytest.mark.parametrize("text", ["abc", "nan", "-1", "1e999", ""])
def test_a_bad_value_falls_back_to_its_default(session: Session, tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.ini"
    path.write_text(f"[view]\ntheme={text}\nepochs_per_second=20.0\n", encoding="utf-8")
    restore_session(session, Preferences(path))
    assert session.view_options.epochs_per_second == 20.0
    assert session.view_options.theme is ThemeChoice.SYSTEM


def test_a_new_window_has_the_settings_of_its_example(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text("[training]\nlearning_rate=0.0352\nmax_epochs=7\n", encoding="utf-8")
    first = Session()
    restore_session(first, Preferences(path))
    assert (first.runs.settings.learning_rate, first.runs.settings.max_epochs) == (0.03, 300)
    first.set_learning_rate(0.036)
    assert Preferences(path).write(session_preferences(first))
    second = Session()
    restore_session(second, Preferences(path))
    assert second.runs.settings == DescentConfig(0.03, 300)
    assert first.shutdown()
    assert second.shutdown()


def test_a_project_is_opened_and_the_options_go_first(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    session.player.step(12)
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session.state()))
    session.problem.clear_points()
    session.edits.stack.clear()
    assert launched(session, services, LaunchOptions(file=path, epochs=99), qtbot) == ""
    assert session.problem.dataset.n_samples == 5
    assert session.player.cursor == 12
    assert session.runs.settings.max_epochs == 99
    assert services.documents.path == path
    assert not services.documents.changes.is_modified


def test_a_bad_project_is_said_and_the_example_stays(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "bad.linreg"
    path.write_text("{}", encoding="utf-8")
    assert "bad.linreg" in launched(session, services, LaunchOptions(file=path), qtbot)
    assert session.problem.dataset.n_samples == 5
    assert services.documents.path is None
