"""The whole program killed, ended and started twice: nothing that was done is lost."""

import os
import signal
import subprocess
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.storage.projects.project_file import write_project
from linreg_gui.storage.projects.recovery import slots_in
from tests.storage import children
from tests.storage.left_work import abandoned, project_in

CHECKOUT = Path(__file__).resolve().parents[1]
SECONDS = 60

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from linreg_gui import app
from linreg_gui.launch import LaunchOptions

def say(*what):
    print(*what, flush=True)

def is_kept(window):
    is_busy = window.services._autosave.tasks.is_busy
    return not is_busy and any(Path.home().glob("**/recovery/*.work"))

def story(window):
    yield lambda: window._launching is not None and window._launching.has_ended
STORY

class Watched(app.LabWindow):
    def fill(self, options):
        super().fill(options)
        self.story = story(self)
        self.awaited = lambda: True
        self.poll = QTimer(self)
        self.poll.timeout.connect(self.go_on)
        self.poll.start(10)
    def go_on(self):
        if self.awaited():
            try:
                self.awaited = next(self.story)
            except StopIteration:
                self.poll.stop()

app.LabWindow = Watched
file = Path(sys.argv[1]) if len(sys.argv) > 1 else None
sys.exit(app.run_app(LaunchOptions(file=file)))
"""


def start(story: str, *arguments: Path) -> Any:
    """Start the program; its story waits wherever it yields a condition."""
    script = PROGRAM.replace("STORY", textwrap.indent(textwrap.dedent(story), "    "))
    return children.start(script, *arguments, stderr=subprocess.PIPE)


def end(child: Any) -> list[str]:
    """Wait for the program's end and give what it said."""
    output, complaints = child.communicate(timeout=SECONDS)
    assert child.returncode == 0, complaints
    assert "Traceback" not in complaints
    return str(output).splitlines()


def slots() -> list[Path]:
    """Give the unsaved work there is, abandoned or not."""
    folders = Path(os.environ["HOME"]).glob("**/recovery")
    return [slot for folder in folders for slot in slots_in(folder)]


EDIT_AND_WAIT = """
    for k in range(7):
        window.session.problem.add_point(k, k)
    yield lambda: is_kept(window)
    say(window.session.problem.dataset.n_samples)
    yield lambda: False
"""

OPEN_WHAT_IS_OFFERED = """
    questions = window.files.questions
    yield questions.isVisible
    say(questions.text.text())
    questions.buttons[0].click()
    yield lambda: window.session.problem.dataset.n_samples != 5
    say(window.session.problem.dataset.n_samples, window.shell.isWindowModified())
    window.shut_down(keeps_work=False)
    window.shell.close()
"""


def test_killed_it_offers_the_work_at_the_next_start() -> None:
    child = start(EDIT_AND_WAIT)
    assert child.stdout.readline() == "12\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    offer, opened = end(start(OPEN_WHAT_IS_OFFERED))
    assert "(12 points)" in offer
    assert opened == "12 True"
    assert slots() == []


EDIT_WHILE_IT_RUNS = """
    import time
    from dataclasses import replace
    session = window.session
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.set_settings(replace(session.runs.settings, max_epochs=2_000_000, learning_rate=0.001,
                                 tolerance=0.0))
    session.player.run()
    for k in range(10_000):
        due = time.monotonic() + 0.1 * (k % 7)
        yield lambda: time.monotonic() >= due
        if k % 3 == 0:
            session.set_learning_rate(0.001 + 1e-6 * k)
        elif k % 3 == 1:
            session.problem.move_point(0, 2.0, 60.0 + k)
        else:
            session.problem.add_point(k, k)
        say(time.monotonic(), session.problem.dataset.n_samples)
"""
SECONDS_TO_LOSE = 2.0


@pytest.mark.soak
@pytest.mark.parametrize("seconds", [3.0, 4.3, 5.6, 7.1])
def test_killed_in_a_long_run_nothing_older_than_two_seconds_is_lost(seconds: float) -> None:
    child = start(EDIT_WHILE_IT_RUNS)
    said = [child.stdout.readline()]
    time.sleep(seconds)
    child.kill()
    killed = time.monotonic()
    said += child.communicate(timeout=SECONDS)[0].splitlines()
    edits = [(float(when), int(n_points)) for when, n_points in map(str.split, said)]
    safe = [n_points for when, n_points in edits if when < killed - SECONDS_TO_LOSE]
    assert safe, "the run was killed too early to lose anything"
    (slot,) = slots()
    assert project_in(slot).dataset.n_samples >= safe[-1]


def test_the_original_stays_as_it_was_saved(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session.state()))
    before = path.read_bytes()
    child = start(EDIT_AND_WAIT, path)
    assert child.stdout.readline() == "12\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    end(start(OPEN_WHAT_IS_OFFERED))
    assert path.read_bytes() == before


def test_two_windows_at_once_keep_apart_and_both_are_offered() -> None:
    children = [start(EDIT_AND_WAIT.replace("7", str(n))) for n in (7, 9)]
    assert [child.stdout.readline() for child in children] == ["12\n", "14\n"]
    assert len(slots()) == 2
    children[0].kill()
    children[0].communicate(timeout=SECONDS)
    offer, _ = end(start(OPEN_WHAT_IS_OFFERED))
    assert "(12 points)" in offer, "of the window that lives nothing is said"
    children[1].kill()
    children[1].communicate(timeout=SECONDS)
    offer, _ = end(start(OPEN_WHAT_IS_OFFERED))
    assert "(14 points)" in offer


def test_discarded_work_goes_with_the_window() -> None:
    child = start(EDIT_AND_WAIT)
    assert child.stdout.readline() == "12\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    story = """
        questions = window.files.questions
        yield questions.isVisible
        questions.buttons[1].click()
        say(questions.text.text())
        window.shell.close()
        yield lambda: False
    """
    (said,) = end(start(story))
    assert said.endswith("gone for good when this window closes.")
    assert slots() == []


CRASH_WHILE_OPENING = """
    import os, signal
    window.services.documents.attach_recovered = lambda former: os.kill(os.getpid(), signal.SIGKILL)
    questions = window.files.questions
    yield questions.isVisible
    say(questions.text.text())
    questions.buttons[0].click()
    yield lambda: False
"""


def test_work_that_ends_the_program_is_never_opened_by_itself() -> None:
    child = start(EDIT_AND_WAIT)
    assert child.stdout.readline() == "12\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    for crash in range(2):
        child = start(CRASH_WHILE_OPENING)
        output, _ = child.communicate(timeout=SECONDS)
        assert child.returncode == -signal.SIGKILL
        assert ("ended while it was being opened" in output) == (crash > 0)
    (slot,) = slots()
    story = """
        questions = window.files.questions
        yield questions.isVisible
        say(questions.text.text())
        say(window.session.problem.dataset.n_samples)
        questions.close_button.click()
        window.shell.close()
        yield lambda: False
    """
    offer, n_points = end(start(story))
    assert offer.endswith("The program ended while it was being opened last time.")
    assert n_points == "5"
    assert slots() == [slot]


def test_the_same_file_in_two_windows(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session.state()))
    first = start("say('open')\nyield lambda: False", path)
    assert first.stdout.readline() == "open\n"
    story = """
        say(window.services.documents.is_read_only, window.content.notice_bar.text.text())
        window.shell.close()
        yield lambda: False
    """
    (said,) = end(start(story, path))
    first.kill()
    first.communicate(timeout=SECONDS)
    assert said.startswith("True lecture.linreg is open in another window")
    (said,) = end(start(story, path))
    assert said.startswith("False")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_ended_by_a_signal_it_leaves_the_work(name: str) -> None:
    story = "window.session.problem.add_point(1.0, 2.0)\nsay('ready')\nyield lambda: False"
    child = start(story)
    assert child.stdout.readline() == "ready\n"
    child.send_signal(getattr(signal, name))
    end(child)
    (slot,) = slots()
    assert project_in(slot).dataset.n_samples == 6
    assert abandoned(slot.parent) == [slot]


def test_closed_well_it_leaves_nothing() -> None:
    end(start("window.session.set_learning_rate(0.01)\nwindow.shell.close()\nyield lambda: False"))
    assert slots() == []


def test_the_end_of_the_desktop_session_hurries_the_work_to_the_disk() -> None:
    story = """
        from PySide6.QtGui import QGuiApplication
        yield lambda: not window.services._autosave.tasks.is_busy
        window.services._autosave.mailbox.pause = 3600
        window.session.problem.add_point(1.0, 2.0)
        QGuiApplication.instance().commitDataRequest.emit(None)
        yield lambda: is_kept(window)
        say("kept", window.shell.isVisible())
        yield lambda: False
    """
    child = start(story)
    assert child.stdout.readline() == "kept True\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    (slot,) = slots()
    assert project_in(slot).dataset.n_samples == 6


EDIT_AND_BEGIN_A_LESSON = """
    from linreg_gui.lessons.reader import read_lesson
    from linreg_gui.storage.lesson_files import lesson_files
    for k in range(7):
        window.session.problem.add_point(k, k)
    window.content.lessons.begin(read_lesson(lesson_files()[9]), 2)
    session = window.session
    for k in range(30):
        session.problem.move_point(2, 13.0, 9.0 + k)
        session.player.step()
    yield lambda: is_kept(window)
    say(session.lesson.index, session.own_work.dataset.n_samples)
    yield lambda: False
"""
SAY_WHERE_THE_LESSON_WAS = """
    lessons = window.content.lessons
    lessons.menu.aboutToShow.emit()
    say(lessons.menu.actions()[0].text())
"""


def test_killed_in_a_lesson_it_offers_the_own_work_and_goes_on() -> None:
    child = start(EDIT_AND_BEGIN_A_LESSON)
    assert child.stdout.readline() == "2 12\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    (slot,) = slots()
    assert project_in(slot).dataset.name == "Hours and money"
    goes_on, offer, opened = end(start(SAY_WHERE_THE_LESSON_WAS + OPEN_WHAT_IS_OFFERED))
    assert goes_on == "Go on: Good loss, bad model, step 3"
    assert "(12 points)" in offer
    assert opened == "12 True"


def test_a_lesson_is_no_unsaved_work() -> None:
    story = EDIT_AND_BEGIN_A_LESSON.replace("range(7)", "range(0)").replace(
        "yield lambda: is_kept(window)", "say(window.services.documents.has_unsaved_work)"
    )
    story = story.replace("    yield lambda: False\n", "    window.shell.close()\n")
    unsaved, _ = end(start(story))
    assert unsaved == "False"
    assert slots() == []


def test_work_over_several_features_is_offered_and_opened() -> None:
    story = """
        import numpy as np
        from linreg_gui.core.dataset import Dataset
        table = np.random.default_rng(5).normal(size=(30, 4))
        homes = Dataset(table[:, :3], table[:, 3], ("rooms", "size", "slope"), "price", "Homes")
        window.session.opening.open_dataset(homes)
        window.session.set_columns((0, 2))
        window.session.player.step(20)
        window.session.problem.move_point(3, 7.5, 4.0, 2)
        yield lambda: is_kept(window)
        say(window.session.problem.dataset.n_samples)
        yield lambda: False
    """
    child = start(story)
    assert child.stdout.readline() == "30\n"
    child.kill()
    child.communicate(timeout=SECONDS)
    (slot,) = slots()
    left = project_in(slot)
    assert left.dataset.feature_names == ("rooms", "size", "slope")
    assert left.settings.columns == (0, 2)
    story = OPEN_WHAT_IS_OFFERED.replace(
        "dataset.n_samples, ", "used.feature_names, window.session.player.cursor, "
    )
    offer, opened = end(start(story))
    assert "(30 points)" in offer
    assert opened == f"('rooms', 'slope') {left.cursor} True"
    assert slots() == []
