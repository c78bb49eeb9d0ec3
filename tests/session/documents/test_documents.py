"""Documents: opened, saved, changed by others, open twice; nothing is lost on the way."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.session.curve import Line
from linreg_gui.session.documents.document_file import DocumentPlace
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.values import Question
from linreg_gui.storage.projects.project_file import read_project, write_project
from linreg_gui.storage.regular_file import version_of


class Desk:
    """A session with its document, and what is heard of it."""

    def __init__(self, folder: Path | None) -> None:
        self.session = Session()
        self.tasks = Tasks("files")
        self.documents = Documents(self.session, self.tasks, folder)
        self.notices: list[str] = []
        self.questions: list[Question | None] = []
        self.heard: list[str] = []
        self.session.notice_posted.connect(self._on_notice)
        self.documents.question_asked.connect(self._on_question)
        for name in ("opened", "saved", "save_failed", "name_wanted"):
            signal = getattr(self.documents, name)
            signal.connect(lambda name=name: self.heard.append(name))

    def _on_notice(self, notice: Any) -> None:
        if notice is not None:
            self.notices.append(notice.text)

    def _on_question(self, question: Question | None) -> None:
        if question is not None or (self.questions and self.questions[-1] is not None):
            self.questions.append(question)

    @property
    def question(self) -> Question:
        found = self.questions[-1]
        assert found is not None
        return found

    def choose(self, text: str) -> None:
        (choice,) = (choice for choice in self.question.choices if choice.text == text)
        choice.act()

    def at_rest(self, qtbot: Any) -> None:
        qtbot.waitUntil(lambda: not self.tasks.is_busy, timeout=20_000)

    def shutdown(self) -> None:
        assert self.tasks.shutdown()
        self.documents.close()
        assert self.session.shutdown()


@pytest.fixture
def desk(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "data")
    yield made
    made.shutdown()


@pytest.fixture
def other(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "data")
    yield made
    made.shutdown()


@pytest.fixture
def lecture(session: Session, tmp_path: Path) -> Path:
    session.problem.add_point(7.0, 77.0)
    session.player.step(20)
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session.state()))
    return path


def opened(desk: Desk, path: Path, qtbot: Any) -> None:
    desk.documents.open(path)
    desk.at_rest(qtbot)


def written_by_another_program(path: Path, n_points: int) -> None:
    session = Session()
    for k in range(n_points):
        session.problem.add_point(float(k), 0.0)
    write_project(path, project_of(session.state()))
    assert session.shutdown()


def test_new_work_has_nothing_to_save(desk: Desk) -> None:
    documents = desk.documents
    assert documents.title == "Hours and money[*] – linreg_gui"
    assert not documents.changes.is_modified
    desk.session.player.step(50)
    assert not documents.changes.is_modified


def test_open_and_save(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    documents = desk.documents
    assert desk.session.problem.dataset.n_samples == 6
    assert desk.session.player.cursor == 20
    assert documents.title == "lecture.linreg[*] – linreg_gui"
    assert not documents.changes.is_modified
    assert documents.recent.paths() == [lecture]
    desk.session.problem.move_point(0, 1.0, 2.0)
    assert documents.has_unsaved_work
    documents.save()
    assert documents.is_saving
    desk.at_rest(qtbot)
    assert not documents.has_unsaved_work
    assert read_project(lecture).dataset == desk.session.problem.dataset
    assert desk.heard == ["opened", "saved"]
    assert desk.notices[-1] == "Saved lecture.linreg."


def test_undo_to_what_is_saved_is_not_modified(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    heard: list[bool] = []
    desk.documents.changes.modified_changed.connect(heard.append)
    desk.session.problem.add_point(1.0, 1.0)
    desk.session.edits.undo()
    assert heard == [True, False]


def test_undo_to_a_file_from_other_data_finds_it_as_it_was_left(
    desk: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.session.opening.open_example("house-prices")
    desk.session.player.step(5)
    desk.session.player.seek(2)
    desk.session.runs.fork()
    desk.session.edits.undo()
    assert desk.documents.path == lecture
    assert not desk.documents.changes.is_modified
    desk.session.edits.redo()
    assert desk.documents.changes.is_modified


def test_a_branch_is_a_change_of_its_own_document_only(
    desk: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.session.player.seek(10)
    desk.session.runs.fork()
    desk.session.opening.open_example("house-prices")
    desk.documents.save_as(tmp_path / "houses.linreg")
    desk.at_rest(qtbot)
    assert not desk.documents.changes.is_modified
    desk.session.edits.undo()
    assert desk.documents.path == lecture
    assert desk.documents.changes.is_modified


def test_an_edit_during_a_save_is_unsaved_and_so_is_what_was_saved_before(
    desk: Desk, lecture: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.session.problem.add_point(1.0, 1.0)
    desk.documents.save()
    desk.session.problem.add_point(2.0, 2.0)
    desk.at_rest(qtbot)
    assert read_project(lecture).dataset.n_samples == 7
    assert desk.documents.changes.is_modified
    desk.session.edits.undo()
    desk.session.edits.undo()
    assert desk.session.problem.dataset.n_samples == 6
    assert desk.documents.changes.is_modified


def test_a_branch_is_a_change(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    desk.session.player.seek(3)
    desk.session.runs.fork()
    assert desk.documents.changes.is_modified
    desk.documents.save()
    desk.at_rest(qtbot)
    assert not desk.documents.changes.is_modified
    assert len(read_project(lecture).runs) == 2
    opened(desk, lecture, qtbot)
    assert not desk.documents.changes.is_modified


def test_without_a_file_a_name_is_wanted(desk: Desk, tmp_path: Path, qtbot: Any) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    desk.documents.save()
    assert desk.heard == ["name_wanted"]
    assert desk.documents.suggested_name == "Hours and money.linreg"
    desk.documents.save_as(tmp_path / "new.linreg")
    desk.at_rest(qtbot)
    assert desk.documents.path == tmp_path / "new.linreg"
    assert not desk.documents.changes.is_modified
    assert read_project(tmp_path / "new.linreg").dataset.n_samples == 6


def test_settings_tried_on_an_example_are_no_work(desk: Desk) -> None:
    desk.session.set_learning_rate(0.5)
    desk.session.problem.set_start(Line(1.0, 2.0))
    assert desk.documents.changes.is_modified
    assert not desk.documents.has_unsaved_work
    desk.session.opening.open_example("house-prices")
    assert not desk.documents.has_unsaved_work
    desk.session.problem.move_point(0, 1000.0, 1.0)
    assert desk.documents.has_unsaved_work
    desk.session.problem.clear_points()
    assert not desk.documents.has_unsaved_work


def test_a_save_that_fails_loses_nothing(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    desk.session.problem.add_point(1.0, 1.0)
    lecture.chmod(0o400)
    before = lecture.read_bytes()
    desk.documents.save()
    desk.at_rest(qtbot)
    assert lecture.read_bytes() == before
    assert desk.documents.has_unsaved_work
    assert not desk.documents.is_saving
    assert desk.heard[-1] == "save_failed"
    assert desk.notices[-1] == (
        "Cannot save lecture.linreg: the file is read-only. Your work is still open."
    )


def test_a_project_of_a_newer_version_is_not_replaced(
    desk: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    newer = tmp_path / "newer.linreg"
    newer.write_bytes(lecture.read_bytes().replace(b'"version": 1', b'"version": 3'))
    before = newer.read_bytes()
    opened(desk, lecture, qtbot)
    desk.session.problem.add_point(1.0, 1.0)
    desk.documents.save_as(newer)
    desk.at_rest(qtbot)
    assert newer.read_bytes() == before
    assert desk.documents.has_unsaved_work
    assert desk.notices[-1] == (
        "Cannot save newer.linreg: the file there was written by a newer version of the program. "
        "Your work is still open."
    )
    desk.documents.save_as(tmp_path / "other.linreg")
    desk.at_rest(qtbot)
    assert not desk.documents.has_unsaved_work


def test_a_save_elsewhere_that_fails_keeps_the_file(
    desk: Desk, other: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.documents.save_as(tmp_path / "no such folder" / "x.linreg")
    desk.at_rest(qtbot)
    assert desk.documents.path == lecture
    opened(other, lecture, qtbot)
    assert other.documents.is_read_only


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b'{"format": "linreg_gui project"'])
def test_a_bad_file_changes_nothing(desk: Desk, tmp_path: Path, content: bytes, qtbot: Any) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    path = tmp_path / "bad.linreg"
    path.write_bytes(content)
    opened(desk, path, qtbot)
    assert "bad.linreg" in desk.notices[-1]
    assert desk.session.problem.dataset.n_samples == 6
    assert desk.session.edits.stack.canUndo()
    assert desk.documents.path is None
    assert desk.documents.recent.paths() == []


def test_edits_made_while_a_file_is_read_are_not_thrown_away(
    desk: Desk, lecture: Path, qtbot: Any
) -> None:
    desk.documents.open(lecture)
    desk.session.problem.move_point(0, 1.0, 2.0)
    desk.at_rest(qtbot)
    assert desk.documents.path is None
    assert desk.session.problem.dataset.x[0] == 1.0
    assert desk.notices[-1] == (
        "lecture.linreg was not opened: your points were changed meanwhile."
    )


# ---- other windows


def test_the_second_window_is_read_only(
    desk: Desk, other: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    opened(other, lecture, qtbot)
    assert other.documents.is_read_only
    assert other.documents.title == "lecture.linreg[*] (read-only) – linreg_gui"
    assert "open in another window" in other.notices[-1]
    other.session.problem.add_point(1.0, 1.0)
    other.documents.save()
    assert other.heard[-1] == "name_wanted"
    other.documents.save_as(lecture)
    assert "choose another name" in other.notices[-1]
    other.documents.save_as(tmp_path / "copy.linreg")
    other.at_rest(qtbot)
    assert not other.documents.is_read_only
    assert read_project(lecture).dataset.n_samples == 6
    assert read_project(tmp_path / "copy.linreg").dataset.n_samples == 7


def test_a_window_that_goes_on_to_another_file_lets_the_first_one_go(
    desk: Desk, other: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.session.opening.open_example("noisy-line")
    opened(other, lecture, qtbot)
    assert not other.documents.is_read_only
    assert desk.documents.path is None


# ---- other programs


def test_a_change_by_another_program_is_said_once(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    desk.documents.check_disk()
    assert desk.questions == []
    written_by_another_program(lecture, 3)
    desk.documents.check_disk()
    desk.documents.check_disk()
    assert len(desk.questions) == 1
    assert desk.question.text == "lecture.linreg was changed by another program."
    assert desk.documents.changes.is_modified
    desk.choose("Reload")
    desk.at_rest(qtbot)
    assert desk.session.problem.dataset.n_samples == 8
    assert desk.questions[-1] is None
    assert not desk.documents.changes.is_modified


@pytest.mark.parametrize(("answer", "points"), [("Overwrite", 7), ("Save as…", 8)])
def test_saving_over_a_change_asks_first(
    desk: Desk, lecture: Path, answer: str, points: int, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    desk.session.problem.add_point(1.0, 1.0)
    written_by_another_program(lecture, 3)
    desk.documents.check_disk()
    desk.documents.save()
    desk.at_rest(qtbot)
    assert read_project(lecture).dataset.n_samples == 8
    desk.choose(answer)
    desk.at_rest(qtbot)
    assert read_project(lecture).dataset.n_samples == points
    assert (desk.heard[-1] == "name_wanted") == (answer == "Save as…")


@pytest.mark.parametrize("answer", ["Reload anyway", "Save as…"])
def test_to_reload_over_own_changes_asks_first(
    desk: Desk, lecture: Path, answer: str, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    written_by_another_program(lecture, 3)
    desk.documents.check_disk()
    desk.session.problem.add_point(1.0, 1.0)
    n_own = desk.session.problem.dataset.n_samples
    desk.choose("Reload")
    desk.at_rest(qtbot)
    assert desk.session.problem.dataset.n_samples == n_own
    assert desk.question.text == "To reload lecture.linreg drops what you changed here."
    desk.choose(answer)
    desk.at_rest(qtbot)
    assert desk.session.problem.dataset.n_samples == (8 if answer == "Reload anyway" else n_own)
    assert (desk.heard[-1] == "name_wanted") == (answer == "Save as…")


def test_a_file_that_vanished_is_said_and_written_again(
    desk: Desk, lecture: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    lecture.unlink()
    desk.documents.check_disk()
    assert "no longer there" in desk.notices[-1]
    assert desk.documents.has_unsaved_work
    desk.documents.save()
    desk.at_rest(qtbot)
    assert lecture.exists()
    assert not desk.documents.has_unsaved_work


def test_its_own_save_is_no_change_by_another(desk: Desk, lecture: Path, qtbot: Any) -> None:
    opened(desk, lecture, qtbot)
    for _ in range(3):
        desk.documents.save()
        desk.at_rest(qtbot)
        desk.documents.check_disk()
    assert desk.questions == []


def test_a_second_save_while_the_first_is_under_way_is_done(
    desk: Desk, lecture: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    before = version_of(lecture)
    desk.documents.save()
    began = time.monotonic()
    while version_of(lecture) == before and time.monotonic() - began < 20.0:
        time.sleep(0.001)  # written, and the window does not know
    desk.session.problem.add_point(1.0, 1.0)
    desk.documents.save()
    desk.at_rest(qtbot)
    assert desk.heard == ["opened", "saved", "saved"]
    assert desk.questions == []
    assert read_project(lecture).dataset.n_samples == 7
    assert not desk.documents.has_unsaved_work


def test_a_save_under_way_elsewhere_hides_no_change_by_another(
    desk: Desk, lecture: Path, tmp_path: Path, qtbot: Any
) -> None:
    opened(desk, lecture, qtbot)
    written_by_another_program(lecture, 3)
    desk.documents.save_as(tmp_path / "elsewhere.linreg")
    desk.documents.save()
    assert desk.question.text == "lecture.linreg was changed by another program."
    desk.at_rest(qtbot)
    assert read_project(lecture).dataset.n_samples == 8


# ---- names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"two\nlines.linreg", "two\\nlines.linreg"),
        (b"caf\xe9.linreg", "caf\\xe9.linreg"),
        (b"a[*]b.linreg", "a[*][*]b.linreg"),
    ],
)
def test_odd_names(desk: Desk, tmp_path: Path, name: bytes, shown: str, qtbot: Any) -> None:
    path = tmp_path / os.fsdecode(name)
    desk.documents.save_as(path)
    desk.at_rest(qtbot)
    assert desk.documents.title == f"{shown}[*] – linreg_gui"
    opened(desk, path, qtbot)
    assert desk.heard == ["saved", "opened"]


def test_a_suggested_name_is_no_path(desk: Desk, session: Session) -> None:
    from linreg_gui.core.dataset import Dataset

    desk.session.opening.open_dataset(Dataset.from_xy([1, 2], [3, 4], name="../etc/points.csv"))
    assert desk.documents.suggested_name == "..-etc-points.linreg"


def test_without_a_folder_nothing_is_locked_or_remembered(qtbot: Any, tmp_path: Path) -> None:
    desk = Desk(None)
    desk.documents.save_as(tmp_path / "a.linreg")
    desk.at_rest(qtbot)
    assert desk.documents.path is not None
    desk.shutdown()


def test_a_title_is_one_clean_line_whatever_the_data_is_called() -> None:
    title = DocumentPlace().title("a\n\x1b[31m\u202e" + "b" * 10_000)
    assert title.startswith("a\\n\\x1b[31m\\u202ebbb")
    assert title.isprintable()
    assert len(title) < 110
