"""Unsaved work is on the disk soon after every change, and offered after a crash."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from linreg_gui.session.documents import autosave as autosave_module
from linreg_gui.session.documents import recovery as recovery_module
from linreg_gui.session.documents.autosave import Autosave, Mailbox
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.documents.recovery import RECOVERED, RecoveryOffers
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.values import Question
from linreg_gui.storage.projects.project_file import write_project
from linreg_gui.storage.projects.recovery import Recovery, find_abandoned, newest_label
from linreg_gui.storage.projects.work_file import write_work
from tests.storage.children import kill, start
from tests.storage.left_work import abandoned, n_points, project_in, slots

EDIT_FOR_EVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from linreg_gui.session.documents import autosave
from linreg_gui.session.documents.autosave import Autosave
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Tasks

autosave.SOON = 0.001
application = QCoreApplication([])
session = Session()
documents = Documents(session, Tasks("files"))
kept = Autosave(session, documents, Path(sys.argv[1]))
done = kept._on_saved

def add():
    session.problem.add_point(float(session.problem.dataset.n_samples), 1.0)

def say(was_saved):
    done(was_saved)
    print(session.problem.dataset.n_samples, flush=True)
    add()

kept._on_saved = say
add()
application.exec()
"""


class Desk:
    """A session with its document, kept safe in a folder, and what is heard of it."""

    def __init__(self, folder: Path) -> None:
        self.session = Session()
        self.tasks = Tasks("files")
        self.documents = Documents(self.session, self.tasks)
        self.changes = self.documents.changes
        self.autosave = Autosave(self.session, self.documents, folder)
        self.recovering = RecoveryOffers(self.session, self.documents, self.autosave, folder)
        self.notices: list[str] = []
        self.questions: list[Question | None] = []
        self.session.notice_posted.connect(self._on_notice)
        self.recovering.question_asked.connect(self.questions.append)

    def _on_notice(self, notice: Any) -> None:
        if notice is not None:
            self.notices.append(notice.text)

    def choose(self, text: str) -> None:
        question = self.questions[-1]
        assert question is not None
        (choice,) = (choice for choice in question.choices if choice.text == text)
        choice.act()

    def end(self, *, keeps_work: bool) -> None:
        assert self.tasks.shutdown()
        assert self.autosave.shutdown(keeps_work=keeps_work)
        self.recovering.shutdown()
        self.documents.close()
        assert self.session.shutdown()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(autosave_module, "SOON", 0.001)
    return tmp_path / "recovery"


@pytest.fixture
def desk(qtbot: Any, folder: Path) -> Iterator[Desk]:
    made = Desk(folder)
    yield made
    made.end(keeps_work=False)


@pytest.fixture
def left_behind(session: Session, folder: Path) -> Path:
    """Leave six points and twelve epochs as a crash would."""
    session.problem.add_point(9.0, 99.0)
    session.player.step(12)
    recovery = Recovery(folder)
    recovery.save(project_of(session.state()), time.time())
    recovery.release()
    (slot,) = abandoned(folder)
    return slot


def kept(desk: Desk, folder: Path, wanted: int, qtbot: Any) -> None:
    """Wait until so many points are on the disk, in one slot or another."""

    def is_kept() -> bool:
        return any(n_points(slot) == wanted for slot in slots(folder))

    qtbot.waitUntil(is_kept, timeout=20_000)


# ---- saving


def test_every_change_gets_to_the_disk(desk: Desk, folder: Path, qtbot: Any) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 6, qtbot)
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 7, qtbot)
    desk.session.set_learning_rate(0.0123)
    qtbot.waitUntil(lambda: project_in(slots(folder)[0]).settings.learning_rate == 0.0123)
    assert len(slots(folder)) == 1


def test_edits_are_safe_while_the_window_is_busy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    """The window's thread computes without a pause: its timers and queued signals wait."""
    monkeypatch.setattr(autosave_module, "SOON", 0.1)
    desk = Desk(folder)
    for _ in range(3):
        desk.session.problem.add_point(1.0, 2.0)
    began = time.monotonic()
    while not (found := slots(folder)) and time.monotonic() - began < 20.0:
        sum(range(10_000))
    assert project_in(found[0]).dataset.n_samples == 8
    desk.session.problem.add_point(1.0, 2.0)  # the window has not even heard of the first save
    while n_points(found[0]) != 9 and time.monotonic() - began < 20.0:
        sum(range(10_000))
    assert n_points(found[0]) == 9
    desk.end(keeps_work=False)


def test_an_edit_is_handed_over_once_and_in_no_time(desk: Desk, monkeypatch: Any) -> None:
    seconds: list[float] = []
    put = desk.autosave._put

    def timed() -> None:
        began = time.thread_time()
        put()
        seconds.append(time.thread_time() - began)

    monkeypatch.setattr(desk.autosave, "_put", timed)
    desk.session.player.step(30)
    desk.session.player.seek(10)
    desk.session.runs.fork()
    seconds.clear()
    for k in range(50):
        desk.session.problem.move_point(0, 2.0 + k, 60.0)
    assert len(seconds) == 50
    assert sorted(seconds)[25] < 0.001


def test_states_are_replaced_and_not_queued(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    desk.autosave.mailbox.pause = 0.2
    saved: list[int] = []
    save = desk.autosave.recovery.save

    def noted(project: Any, *more: Any) -> None:
        saved.append(project.dataset.n_samples)
        save(project, *more)

    monkeypatch.setattr(desk.autosave.recovery, "save", noted)
    for _ in range(40):
        desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 45, qtbot)
    assert saved[-1] == 45
    assert len(saved) < 10


def test_what_is_not_changed_is_not_saved(desk: Desk, folder: Path, qtbot: Any) -> None:
    desk.session.player.step(10)
    desk.session.set_view_options(replace(desk.session.view_options, show_axes=True))
    qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert not folder.exists()


def test_work_that_is_safe_elsewhere_is_removed(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 6, qtbot)
    desk.documents.save_as(tmp_path / "safe.linreg")
    qtbot.waitUntil(lambda: not slots(folder))
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 7, qtbot)
    desk.session.edits.undo()
    qtbot.waitUntil(lambda: not slots(folder))


def test_a_run_of_changed_work_is_kept_now_and_then(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(autosave_module, "SECONDS_IN_A_RUN", 0.001)
    desk.session.problem.add_point(1.0, 2.0)
    desk.session.set_max_epochs(1_000_000)
    desk.session.player.run()

    def is_kept() -> bool:
        return bool(slots(folder)) and project_in(slots(folder)[0]).runs[0].epochs > 5

    qtbot.waitUntil(is_kept, timeout=20_000)


def test_a_clock_set_back_delays_no_save_and_hides_no_newer_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    now = [2_000_000_000.0]

    def set_back() -> float:
        now[0] -= 3600.0
        return now[0]

    monkeypatch.setattr(time, "time", set_back)
    desk = Desk(folder)
    for n_kept in (6, 7, 8):
        desk.session.problem.add_point(1.0, 2.0)
        kept(desk, folder, n_kept, qtbot)
    desk.end(keeps_work=True)
    (slot,) = abandoned(folder)
    assert n_points(slot) == 8


def test_after_a_sleep_of_the_machine_a_run_is_saved_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    handed: list[object] = []
    monkeypatch.setattr(desk.autosave.mailbox, "put", handed.append)
    desk.session.player.step()
    assert not handed
    woken = time.monotonic() + 3600.0
    monkeypatch.setattr(time, "monotonic", lambda: woken)
    for _ in range(5):
        desk.session.player.step()
    assert len(handed) == 1


def test_a_disk_that_refuses_is_said_once_and_tried_again(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(autosave_module, "SECONDS_TO_RETRY", 0.001)
    folder.touch()  # a file where the folder should be
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: desk.autosave.is_failing)
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(desk.autosave._retry.isActive)
    assert len(desk.notices) == 1
    assert desk.notices[0].startswith("Unsaved work cannot be kept safe: ")
    folder.unlink()
    kept(desk, folder, 7, qtbot)
    qtbot.waitUntil(lambda: not desk.autosave.is_failing)
    assert desk.notices[1:] == ["Unsaved work is kept safe again."]


def test_the_warning_is_true_while_there_is_work_at_risk(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    folder.touch()
    with qtbot.waitSignal(desk.session.notice_posted) as posted:
        desk.session.problem.add_point(1.0, 2.0)
    assert posted.args[0].is_still_true()
    desk.documents.save_as(tmp_path / "a.linreg")
    qtbot.waitUntil(lambda: not desk.changes.is_modified)
    assert not posted.args[0].is_still_true()


def test_a_disk_that_refused_once_is_tried_again_after_a_save(
    desk: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(autosave_module, "SECONDS_TO_RETRY", 0.001)
    folder.touch()
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: desk.autosave.is_failing)
    desk.documents.save_as(tmp_path / "a.linreg")
    qtbot.waitUntil(lambda: not desk.changes.is_modified)
    qtbot.waitUntil(lambda: not (desk.autosave._retry.isActive() or desk.autosave.tasks.is_busy))
    folder.unlink()
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 7, qtbot)


def test_two_windows_keep_their_work_apart(desk: Desk, folder: Path, qtbot: Any) -> None:
    other = Desk(folder)
    desk.session.problem.add_point(1.0, 2.0)
    other.session.problem.clear_points()
    qtbot.waitUntil(lambda: len(slots(folder)) == 2)
    counts = {n_points(slot) for slot in slots(folder)}
    assert counts == {0, 6}
    assert find_abandoned(folder) == []
    other.end(keeps_work=False)
    assert len(slots(folder)) == 1


def test_the_end_removes_or_leaves_the_work(folder: Path, qtbot: Any) -> None:
    desk = Desk(folder)
    desk.session.problem.add_point(1.0, 2.0)
    desk.end(keeps_work=True)
    (found,) = find_abandoned(folder)
    slot = found.slot
    assert project_in(slot).dataset.n_samples == 6
    assert found.label is not None
    assert found.label.when == pytest.approx(time.time(), abs=60)
    other = Desk(folder)
    other.session.problem.add_point(1.0, 2.0)
    other.end(keeps_work=False)
    assert slots(folder) == [slot]


def test_an_edit_after_a_save_is_kept_while_the_disk_is_slow(
    desk: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    is_writing, may_write = Event(), Event()
    save = desk.autosave.recovery.save

    def slow(*present: Any) -> None:
        is_writing.set()
        assert may_write.wait(20.0)
        save(*present)

    monkeypatch.setattr(desk.autosave.recovery, "save", slow)
    desk.session.problem.add_point(1.0, 2.0)
    assert is_writing.wait(20.0)
    desk.session.problem.add_point(1.0, 2.0)  # its save waits
    desk.documents.save_as(tmp_path / "a.linreg")  # removes what was kept, after that save
    qtbot.waitUntil(lambda: not desk.changes.is_modified)
    desk.session.problem.add_point(1.0, 2.0)
    may_write.set()
    qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert [n_points(slot) for slot in slots(folder)] == [8]


def test_a_hurry_for_a_state_thrown_away_does_not_hurry_the_next_one(desk: Desk) -> None:
    mailbox = Mailbox()
    present = desk.autosave.present()
    mailbox.put(present)
    mailbox.hurry()
    mailbox.empty()
    filling = mailbox.put(present)
    assert filling is not None
    mailbox.pause = 0.1
    began = time.monotonic()
    assert mailbox.take(filling) is present
    assert time.monotonic() - began >= 0.1


# ---- recovering


def test_nothing_left_behind_nothing_asked(desk: Desk, qtbot: Any) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert desk.questions == [None]


def test_abandoned_work_is_offered_and_not_opened(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    question = desk.questions[0]
    assert question is not None
    said = r"Recovered “Hours and money”, never saved \(6 points\), last changed \d\d:\d\d\."
    assert re.fullmatch(said, question.text)
    assert desk.session.problem.dataset.n_samples == 5
    assert slots(folder) == [left_behind]


def test_recovered_work_is_open_without_a_file_and_unsaved(
    desk: Desk, left_behind: Path, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 6)
    assert desk.session.player.cursor == 12
    assert desk.documents.path is None
    assert desk.changes.is_modified
    assert slots(folder) == [left_behind]
    assert find_abandoned(folder) == []
    desk.session.problem.add_point(1.0, 1.0)
    kept(desk, folder, 7, qtbot)
    assert slots(folder) == [left_behind]
    desk.documents.save_as(tmp_path / "safe.linreg")
    qtbot.waitUntil(lambda: not slots(folder))


def test_recovered_work_counts_as_own_points(desk: Desk, left_behind: Path, qtbot: Any) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 6)
    assert desk.documents.has_unsaved_work


def test_discarded_work_is_gone_when_the_window_ends(
    left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk = Desk(folder)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Discard")
    assert desk.session.problem.dataset.n_samples == 5
    desk.end(keeps_work=True)
    assert list(folder.iterdir()) == []


def test_discarded_work_can_be_brought_back(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    offer = desk.questions[-1]
    assert offer is not None
    desk.choose("Discard")
    question = desk.questions[-1]
    assert question is not None
    assert question.text == (
        "Discarded “Hours and money”, never saved (6 points): "
        "gone for good when this window closes."
    )
    desk.choose("Bring back")
    question = desk.questions[-1]
    assert question is not None
    assert question.text == offer.text
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 6)


def test_all_that_was_discarded_can_be_brought_back_one_by_one(
    desk: Desk, session: Session, folder: Path, qtbot: Any
) -> None:
    for age in (300, 200, 100):
        session.problem.add_point(1.0, 1.0)
        recovery = Recovery(folder)
        recovery.save(project_of(session.state()), time.time() - age)
        recovery.release()
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    for answer in ("Discard", "Discard", "Bring back the last", "Bring back the last", "Open"):
        desk.choose(answer)
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 8)


def test_what_belongs_to_a_file_says_so_and_is_not_written_there_unasked(
    desk: Desk, session: Session, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "lesson.linreg"
    write_project(path, project_of(session.state()))
    before = path.read_bytes()
    recovery = Recovery(folder)
    session.problem.clear_points()
    session.problem.add_point(1.0, 2.0)
    recovery.save(project_of(session.state()), time.time(), path)
    recovery.release()
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    assert "Recovered changes to lesson.linreg (1 point), last" in str(desk.questions[-1])
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 1)
    documents = desk.documents
    assert documents.title == "lesson.linreg (recovered)[*] – linreg_gui"
    assert documents.suggested_name == "lesson.linreg"
    assert documents.path is None
    wanted: list[bool] = []
    documents.name_wanted.connect(lambda: wanted.append(True))
    documents.save()
    assert wanted
    assert path.read_bytes() == before
    desk.session.problem.add_point(3.0, 3.0)
    kept(desk, folder, 2, qtbot)
    label = newest_label(slots(folder)[0])
    assert label is not None
    assert label.document == path, "a second crash must not forget it"
    documents.save_as(path)
    qtbot.waitUntil(lambda: not desk.tasks.is_busy)
    assert documents.title == "lesson.linreg[*] – linreg_gui"


def test_the_file_of_the_work_is_kept_with_it(
    desk: Desk, session: Session, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "lesson.linreg"
    write_project(path, project_of(session.state()))
    desk.documents.open(path)
    qtbot.waitUntil(lambda: desk.documents.path == path)
    desk.session.problem.add_point(1.0, 2.0)
    kept(desk, folder, 6, qtbot)
    label = newest_label(slots(folder)[0])
    assert label is not None
    assert label.document == path


def test_offers_of_the_same_minute_tell_their_seconds(
    desk: Desk, session: Session, folder: Path, qtbot: Any
) -> None:
    noon = time.mktime((2020, 1, 1, 12, 0, 0, 0, 0, -1))
    for second in (1, 2):
        recovery = Recovery(folder)
        recovery.save(project_of(session.state()), noon + second)
        recovery.release()
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    assert "last changed 2020-01-01 12:00:02; 1 more to see." in str(desk.questions[-1])


def test_a_damaged_state_gives_way_to_the_one_before_it(
    desk: Desk, session: Session, folder: Path, qtbot: Any
) -> None:
    recovery = Recovery(folder)
    recovery.save(project_of(session.state()), 1.0)
    session.problem.add_point(9.0, 99.0)
    recovery.save(project_of(session.state()), 2.0)
    recovery.release()
    newest = max(folder.glob("*.work"))
    newest.write_bytes(newest.read_bytes()[:-1])
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    session.problem.clear_points()
    desk.choose("Open")
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert "damaged" in desk.notices[-1]
    assert desk.session.problem.dataset.n_samples == 5
    assert desk.documents.place.is_recovered


def test_several_are_offered_one_after_the_other(
    desk: Desk, session: Session, folder: Path, qtbot: Any
) -> None:
    for age in (300, 200, 100):
        session.problem.add_point(1.0, 1.0)
        recovery = Recovery(folder)
        recovery.save(project_of(session.state()), time.time() - age)
        recovery.release()
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    texts = []
    for answer in ("Discard", "Open", "Discard"):
        question = desk.questions[-1]
        assert question is not None
        texts.append(question.text)
        desk.choose(answer)
        qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert [text.partition("(")[2].partition(")")[0] for text in texts] == [
        "8 points",
        "7 points",
        "6 points",
    ]
    assert "2 more to see" in texts[0]
    assert "Discarded" in str(desk.questions[-1])
    assert desk.session.problem.dataset.n_samples == 7


def test_unsaved_work_here_is_left_for_the_next_start(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.session.problem.clear_points()
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 6)
    (slot,) = abandoned(folder)
    assert slot != left_behind
    assert project_in(slot).dataset.n_samples == 0


def test_work_that_is_in_a_file_by_now_is_not_left_for_the_next_start(
    desk: Desk, left_behind: Path, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: len(slots(folder)) == 2 and not desk.autosave.tasks.is_busy)
    desk.autosave.mailbox.pause = 1000.0
    desk.documents.save_as(tmp_path / "a.linreg")
    qtbot.waitUntil(lambda: not desk.changes.is_modified)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.documents.place.is_recovered)
    assert slots(folder) == [left_behind]


def test_work_another_window_took_is_said(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    other = Recovery(folder)
    other.adopt(left_behind)
    desk.choose("Open")
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert "another window" in desk.notices[-1]
    assert desk.session.problem.dataset.n_samples == 5
    other.release()


def test_damaged_work_is_said_and_kept(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    (state,) = folder.glob("*.work")
    state.write_bytes(state.read_bytes()[:20])
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    assert "Recovered work that may be damaged" in str(desk.questions[0])
    desk.choose("Open")
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert list(folder.glob("*.bad"))
    assert desk.session.problem.dataset.n_samples == 5


def test_work_the_window_cannot_show_stays_for_one_that_can(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    (state,) = folder.glob("*.work")
    write_work(state, replace(project_in(left_behind), view={"show_axes": 5}), None, 1.0)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert "view.show_axes" in desk.notices[-1]
    assert abandoned(folder) == [left_behind]


def test_edits_made_while_work_is_opened_are_not_saved_as_a_state_of_that_work(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    began = time.monotonic()
    for _ in range(3):
        desk.session.problem.add_point(1.0, 1.0)
        while time.monotonic() - began < 0.3:
            sum(range(10_000))  # the work is adopted meanwhile, and the window does not know
    assert project_in(left_behind).dataset.n_samples == 6
    qtbot.waitUntil(lambda: "changed meanwhile" in " ".join(desk.notices))
    kept(desk, folder, 8, qtbot)
    assert project_in(left_behind).dataset.n_samples == 6


def test_edits_made_while_work_is_opened_are_not_thrown_away(
    desk: Desk, left_behind: Path, folder: Path, qtbot: Any
) -> None:
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    desk.session.problem.move_point(0, 4.0, 4.0)
    qtbot.waitUntil(lambda: "changed meanwhile" in " ".join(desk.notices))
    assert desk.session.problem.dataset.n_samples == 5
    kept(desk, folder, 5, qtbot)
    qtbot.waitUntil(lambda: bool(find_abandoned(folder)))
    assert abandoned(folder) == [left_behind]


def test_recovered_work_stays_on_the_disk_while_the_window_takes_it_over(
    desk: Desk, left_behind: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    desk.session.problem.clear_points()  # the undo stack becomes clean when work replaces it
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    found: list[int | None] = []
    save = desk.autosave.recovery.save

    def noted(*present: Any) -> None:
        found.append(n_points(left_behind))
        save(*present)

    monkeypatch.setattr(desk.autosave.recovery, "save", noted)
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples == 6)
    qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert found == [6, 6]  # before the window's own work is left, and before the first save


def test_work_saved_in_a_file_while_other_work_is_refused_is_not_kept_twice(
    desk: Desk, left_behind: Path, folder: Path, tmp_path: Path, qtbot: Any
) -> None:
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: len(slots(folder)) == 2 and not desk.autosave.tasks.is_busy)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    other = Recovery(folder)
    other.adopt(left_behind)
    desk.choose("Open")
    desk.changes.mark_opened()  # as a save that ends meanwhile does
    qtbot.waitUntil(lambda: bool(desk.notices))
    qtbot.waitUntil(lambda: not desk.autosave.tasks.is_busy)
    assert slots(folder) == [left_behind]
    other.release()


@pytest.mark.parametrize("keeps_work", [True, False])
@pytest.mark.parametrize("has_edits", [True, False])
def test_work_that_is_being_opened_when_the_window_closes_is_offered_again(
    left_behind: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_edits: bool,
    keeps_work: bool,
    qtbot: Any,
) -> None:
    desk = Desk(folder)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    if has_edits:
        desk.session.problem.clear_points()
    is_adopted = Event()

    def slow_state_of(project: Any) -> Any:
        is_adopted.set()
        time.sleep(0.2)
        return state_of(project)

    monkeypatch.setattr(recovery_module, "state_of", slow_state_of)
    desk.choose("Open")
    assert is_adopted.wait(20.0)
    desk.end(keeps_work=keeps_work)
    found = {one.slot: one for one in find_abandoned(folder)}
    assert project_in(left_behind).dataset.n_samples == 6
    assert not found.pop(left_behind).ended_badly
    assert {n_points(slot) for slot in found} == ({0} if has_edits else set())


def test_work_that_was_not_opened_is_offered_again_when_the_window_closes_at_once(
    left_behind: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    desk = Desk(folder)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    monkeypatch.setattr(recovery_module, "_release", lambda *_: time.sleep(0.2))  # too late
    desk.choose("Open")
    desk.session.problem.clear_points()
    desk.session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: "changed meanwhile" in " ".join(desk.notices))
    desk.end(keeps_work=True)
    assert {n_points(slot) for slot in abandoned(folder)} == {1, 6}
    assert project_in(left_behind).dataset.n_samples == 6


# ---- kill -9


@pytest.mark.parametrize(
    "cycle", [0, 1, 3, 6, 11, *(pytest.param(k, marks=pytest.mark.soak) for k in range(12, 60))]
)
def test_killed_while_saving_the_next_start_offers_it(folder: Path, cycle: int, qtbot: Any) -> None:
    child = start(EDIT_FOR_EVER, folder)
    acknowledged = [int(child.stdout.readline()) for _ in range(1 + 3 * cycle)]
    acknowledged += [int(line) for line in kill(child).split()]
    desk = Desk(folder)
    desk.recovering.look()
    qtbot.waitUntil(lambda: bool(desk.questions))
    desk.choose("Open")
    qtbot.waitUntil(lambda: desk.session.problem.dataset.n_samples >= acknowledged[-1])
    qtbot.waitUntil(lambda: desk.notices == [RECOVERED])
    desk.end(keeps_work=False)
    assert list(folder.iterdir()) == []
