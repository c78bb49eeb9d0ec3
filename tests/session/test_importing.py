"""Tables become points: at once, after a look, or not at all."""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.core.settings import Scaling
from linreg_gui.session import importing as importing_module
from linreg_gui.session.documents.services import DocumentServices
from linreg_gui.session.importing import Importing
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.storage.tables.points import TableOffer
from linreg_gui.storage.tables.source import Choices


class Heard:
    """What the importing tells."""

    def __init__(self, services: DocumentServices, session: Session) -> None:
        self.notices: list[str] = []
        self.offers: list[TableOffer] = []
        self.refusals: list[str] = []
        self.busy: list[str] = []
        session.notice_posted.connect(self._on_notice)
        services.importing.offered.connect(self.offers.append)
        services.importing.refused.connect(self.refusals.append)
        services.importing.busy_changed.connect(self.busy.append)

    def _on_notice(self, notice: Any) -> None:
        if notice is not None:
            self.notices.append(notice.text)


@pytest.fixture
def services(session: Session) -> Iterator[DocumentServices]:
    made = DocumentServices(session)
    yield made
    assert made.shutdown(keeps_work=False)


@pytest.fixture
def heard(services: DocumentServices, session: Session) -> Heard:
    return Heard(services, session)


@pytest.fixture
def importing(services: DocumentServices) -> Importing:
    return services.importing


def at_rest(importing: Importing, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not importing.tasks.is_busy, timeout=20_000)


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_table_is_taken_at_once_as_one_step(
    services: DocumentServices,
    importing: Importing,
    heard: Heard,
    session: Session,
    tmp_path: Path,
    qtbot: Any,
) -> None:
    services.open(table(tmp_path, "x,y\n1,2\n3,4\n5,7\n"))
    at_rest(importing, qtbot)
    assert session.problem.dataset.x.tolist() == [1, 3, 5]
    assert session.problem.dataset.name == "points.csv"
    assert heard.notices == ["Imported 3 points."]
    assert heard.busy == ["Reading points.csv…", ""]
    assert not heard.offers
    session.edits.undo()
    assert session.problem.dataset.n_samples == 5
    assert not session.edits.stack.canUndo()


def test_work_that_was_not_saved_is_one_undo_away(
    services: DocumentServices,
    importing: Importing,
    session: Session,
    tmp_path: Path,
    qtbot: Any,
) -> None:
    notices: list[Notice] = []
    session.opening.open_new()
    session.problem.add_point(1.0, 23.0)
    session.notice_posted.connect(notices.append)
    services.open(table(tmp_path, "x,y\n1,2\n3,4\n5,7\n"))
    at_rest(importing, qtbot)
    (said,) = notices
    assert said.text == "Imported 3 points. Undo brings back what was not saved."
    (undo,) = said.choices
    assert said.is_still_true is not None
    assert said.is_still_true()
    session.player.step()
    session.run_edits.keep()  # now undo would drop the kept run
    assert not said.is_still_true()
    session.edits.undo()
    assert said.is_still_true()
    undo.act()
    assert session.problem.dataset.y.tolist() == [23.0]


def test_a_table_from_a_file_is_work_without_a_project_file(
    services: DocumentServices, importing: Importing, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    documents = services.documents
    documents.save_as(tmp_path / "lecture.linreg")
    qtbot.waitUntil(lambda: documents.path is not None)
    before = (tmp_path / "lecture.linreg").read_bytes()
    services.open(table(tmp_path, "1,2\n3.5,4\n"))
    at_rest(importing, qtbot)
    assert documents.path is None
    documents.save()
    assert (tmp_path / "lecture.linreg").read_bytes() == before


def test_pasted_points_belong_to_the_document(
    services: DocumentServices, importing: Importing, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    documents = services.documents
    documents.save_as(tmp_path / "lecture.linreg")
    qtbot.waitUntil(lambda: documents.path is not None)
    importing.read_text("x\ty\n1\t2\n3\t4\n")
    at_rest(importing, qtbot)
    assert session.problem.dataset.n_samples == 2
    assert session.problem.dataset.name == "Pasted points"
    assert documents.path is not None
    assert documents.changes.is_modified


def test_a_table_opened_is_a_recent_file_and_read_anew_from_there(
    services: DocumentServices, importing: Importing, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    path = table(tmp_path, "x,y\n1,2\n3,4\n")
    services.open(path)
    at_rest(importing, qtbot)
    assert services.documents.recent.paths() == [path]
    table(tmp_path, "x,y\n1,2\n3,4\n5,6\n")
    services.open(services.documents.recent.paths()[0])
    at_rest(importing, qtbot)
    assert session.problem.dataset.n_samples == 3
    importing.read_text("1 2\n3 4\n")
    importing.read_file(tmp_path / "none.csv")
    at_rest(importing, qtbot)
    assert services.documents.recent.paths() == [path], (
        "neither what was pasted nor what is no table"
    )


def test_a_doubtful_table_is_offered_and_nothing_is_touched(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    importing.read_file(table(tmp_path, "a,b,c\n1,2,3\n4,5,6\n7,8,9\n"))
    at_rest(importing, qtbot)
    assert session.problem.dataset.n_samples == 5
    assert heard.offers[0].table.names == ("a", "b", "c")
    importing.choose((1,), 2)
    at_rest(importing, qtbot)
    importing.accept()
    assert session.problem.dataset.x.tolist() == [2, 5, 8]
    assert session.problem.dataset.y.tolist() == [3, 6, 9]


def test_several_columns_are_features_and_dates_are_counted(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    text = "day,a,name,y\n2031-03-01,3.5,u,1\n2031-03-03,n/a,v,2\n2031-03-04,1.5,w,4\n"
    importing.read_file(table(tmp_path, text))
    at_rest(importing, qtbot)
    importing.choose((0, 1), 3)
    at_rest(importing, qtbot)
    importing.accept()
    dataset = session.problem.dataset
    assert dataset.feature_names == ("day (days since 2031-03-01)", "a")
    assert dataset.features.tolist() == [[0, 3.5], [3, 1.5]]
    assert heard.notices == ["Imported 2 points of 2 features; left out line 3."]
    importing.read_file(table(tmp_path, text))
    at_rest(importing, qtbot)
    importing.choose((0, 2), 3)
    at_rest(importing, qtbot)
    assert heard.refusals == [
        f"No row of {session.problem.dataset.name} has numbers in all 3 columns."
    ]


def test_rows_left_out_are_told_with_their_lines(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    rows = "\n".join("n/a,1" if k % 3 == 0 else f"{k},{k * k}" for k in range(1, 22))
    importing.read_file(table(tmp_path, f"x,y\n{rows}\n"))
    at_rest(importing, qtbot)
    result = heard.offers[0].result
    assert result is not None
    assert result.n_left_out == 7
    importing.accept()
    assert heard.notices == ["Imported 14 points; left out 7 lines: 4, 7, 10, 13, 16, …."]


def test_one_row_left_out(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    importing.read_file(table(tmp_path, "x,y\n1,2\nNA,3\n4,5\n"))
    at_rest(importing, qtbot)
    importing.accept()
    assert heard.notices == ["Imported 2 points; left out line 3."]


def test_another_way_to_read_it(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    importing.read_file(table(tmp_path, "1,5\n2,5\n3,5\n"))
    at_rest(importing, qtbot)
    importing.read_again(Choices(";", ",", has_header=False))
    at_rest(importing, qtbot)
    importing.accept()
    assert session.problem.dataset.y.tolist() == [1.5, 2.5, 3.5]
    assert session.problem.dataset.x.tolist() == [1, 2, 3]


def test_a_choice_that_gives_nothing_is_refused_and_can_be_mended(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    importing.read_file(table(tmp_path, "a,b,c\n1,2,red\n4,5,blue\n"))
    at_rest(importing, qtbot)
    importing.choose((0,), 0)
    at_rest(importing, qtbot)
    assert heard.refusals == ["x and y must be two different columns."]
    importing.accept()
    assert session.problem.dataset.n_samples == 5
    importing.choose((0,), 1)
    at_rest(importing, qtbot)
    importing.accept()
    assert session.problem.dataset.n_samples == 2


@pytest.mark.parametrize("text", ["", "no numbers at all\n", "# only a comment\n"])
def test_what_is_no_table_is_refused(
    importing: Importing, heard: Heard, session: Session, text: str, qtbot: Any
) -> None:
    importing.read_text(text)
    at_rest(importing, qtbot)
    assert heard.notices == ["No numbers found in the clipboard."]
    assert session.problem.dataset.n_samples == 5
    assert not session.edits.stack.canUndo()


def test_too_much_text_is_refused_before_it_is_read(
    importing: Importing, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_module, "LONGEST_TEXT", 10)
    importing.read_text("1,2\n3,4\n5,6\n")
    assert "save it as a file" in heard.notices[0]


def test_a_workbook_is_a_table_too(
    services: DocumentServices, importing: Importing, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    book = importlib.import_module("openpyxl").Workbook()
    for row in (["x", "y"], [1, 2.5], [3, 4.5]):
        book.active.append(row)
    book.save(tmp_path / "points.xlsx")
    services.open(tmp_path / "points.xlsx")
    at_rest(importing, qtbot)
    assert session.problem.dataset.y.tolist() == [2.5, 4.5]
    assert session.problem.dataset.name == "points.xlsx"


def test_cancelled_nothing_was_added(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    parts: list[float] = []
    importing.progressed.connect(parts.append)
    path = table(tmp_path, "x;y\n" + "1.5;2.5\n" * 400_000)
    importing.read_file(path)
    qtbot.waitUntil(lambda: bool(parts), timeout=20_000)
    importing.cancel()
    at_rest(importing, qtbot)
    assert session.problem.dataset.n_samples == 5
    assert heard.busy[-1] == ""
    assert not heard.notices
    importing.accept()
    assert session.problem.dataset.n_samples == 5


def test_a_second_table_takes_the_place_of_the_first(
    importing: Importing, heard: Heard, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    importing.read_file(table(tmp_path, "x;y\n" + "1.5;2.5\n" * 50_000))
    importing.read_text("1 2\n3 4\n")
    at_rest(importing, qtbot)
    assert session.problem.dataset.n_samples == 2
    assert len(heard.notices) == 1


def test_a_run_under_way_ends(
    importing: Importing, session: Session, tmp_path: Path, qtbot: Any
) -> None:
    session.set_max_epochs(1_000_000)
    session.player.run()
    importing.read_text("1 2\n3 4\n")
    at_rest(importing, qtbot)
    assert not session.player.state.is_running
    assert session.player.cursor == 0


def test_what_would_be_lost(session: Session, tmp_path: Path, qtbot: Any) -> None:
    services = DocumentServices(session, tmp_path / "data")
    project, points = Path("a.linreg"), Path("a.csv")
    assert not services.would_lose_work(project)
    session.problem.add_point(1.0, 2.0)
    assert services.would_lose_work(project)
    assert not services.would_lose_work(points)
    services.documents.save_as(tmp_path / "mine.linreg")
    qtbot.waitUntil(lambda: services.documents.path is not None)
    assert not services.would_lose_work(project)
    session.problem.add_point(1.0, 2.0)
    assert services.would_lose_work(points)
    assert services.shutdown(keeps_work=False)
    assert list((tmp_path / "data" / "recovery").glob("*")) == []
    assert list((tmp_path / "data" / "locks").glob("*")) == []


def test_pasted_points_say_which_settings_of_the_document_stay(
    session: Session, services: DocumentServices, qtbot: Any
) -> None:
    heard = Heard(services, session)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE))
    services.importing.read_text("x\ty\n1\t2\n3\t4\n")
    qtbot.waitUntil(lambda: session.problem.dataset.n_samples == 2)
    assert session.runs.settings.is_standardised
    assert "Still set: standardised x." in heard.notices[-1]


def test_a_file_is_another_document_with_the_usual_settings(
    session: Session, services: DocumentServices, tmp_path: Path, qtbot: Any
) -> None:
    heard = Heard(services, session)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE))
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    services.importing.read_file(tmp_path / "a.csv")
    qtbot.waitUntil(lambda: session.problem.dataset.n_samples == 2)
    assert not session.runs.settings.is_standardised
    assert "Still set" not in heard.notices[-1]
