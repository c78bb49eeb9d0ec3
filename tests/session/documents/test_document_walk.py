"""Random walks from document to document: no file ever gets the points of another one."""

import gc
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QEventLoop

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.documents.services import DocumentServices
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.state import DocumentId
from linreg_gui.storage.projects.project_file import read_project, write_project

FIRST_MARK = 1000.0
"""Data are told apart by the x of their first point, which nothing here moves."""


def let_files_be_done(services: DocumentServices) -> None:
    while services._tasks.is_busy or services.importing.tasks.is_busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


class DocumentWalk(RuleBasedStateMachine):
    """Whatever brings, changes and saves data; each file knows whose points it may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.session = Session()
        self.services = DocumentServices(self.session, self.folder / "data")
        self.documents = self.services.documents
        self.mark = FIRST_MARK
        self.marks: dict[DocumentId, set[float]] = {}
        self.owners: dict[Path, set[float]] = {}
        self.contents: dict[Path, bytes] = {}
        for name in ("a", "b"):
            self.session.opening.open_dataset(self._new_data())
            self.note_whose_points_these_are()
            self.owners[self.folder / f"{name}.linreg"] = self.marks[self.session.opening.origin]
            write_project(self.folder / f"{name}.linreg", project_of(self.session.state()))
        self._take_stock()

    def teardown(self) -> None:
        assert self.services.shutdown(keeps_work=False)
        assert self.session.shutdown()
        del self.session, self.services, self.documents
        gc.collect(1)
        shutil.rmtree(self.folder)

    def _new_data(self) -> Dataset:
        self.mark += 1
        return Dataset.from_xy([self.mark, 1.0, 2.0], [1.0, 2.0, 4.0], name=f"data {self.mark:.0f}")

    def _present_mark(self) -> float:
        dataset = self.session.problem.dataset
        return float(dataset.x[0]) if dataset.n_samples else 0.0

    def _take_stock(self) -> None:
        self.contents = {path: path.read_bytes() for path in self.owners}

    @property
    def _path(self) -> Path | None:
        return self.documents.path

    # ---- what brings data

    @rule(key=st.sampled_from(sorted(EXAMPLES)))
    def open_example(self, key: str) -> None:
        self.session.opening.open_example(key)
        assert self._path is None
        assert EXAMPLES[key].dataset().name in self.documents.title

    @rule()
    def open_new(self) -> None:
        self.session.open_new()
        assert self.session.problem.dataset.n_samples == 0

    @rule()
    def open_table(self) -> None:
        path = self.folder / "table.csv"
        data = self._new_data()
        rows = zip(data.x.tolist(), data.y.tolist(), strict=True)
        path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows), encoding="utf-8")
        self.services.open(path)
        let_files_be_done(self.services)
        assert self._present_mark() == self.mark
        assert self._path is None
        assert self.documents.title.startswith("table.csv")

    @rule(is_pasted=st.booleans())
    def take_several_columns(self, is_pasted: bool) -> None:
        path, before, data = self.folder / "table.csv", self._path, self._new_data()
        rows = zip(data.x.tolist(), data.y.tolist(), strict=True)
        text = "x,z,y\n" + "".join(f"{x},{k * k},{y}\n" for k, (x, y) in enumerate(rows))
        path.write_text(text, encoding="utf-8")
        if is_pasted:
            self.services.importing.read_text(text)
        else:
            self.services.open(path)
        let_files_be_done(self.services)
        self.services.importing.choose((0, 1), 2)
        let_files_be_done(self.services)
        self.services.importing.accept()
        assert self.session.problem.dataset.feature_names == ("x", "z")
        assert self._present_mark() == self.mark
        assert self._path == (before if is_pasted else None)

    @rule()
    def generate(self) -> None:
        self.session.open_generated(self._new_data())
        assert self._path is None

    @rule()
    def paste(self) -> None:
        before = self._path
        data = self._new_data()
        rows = zip(data.x.tolist(), data.y.tolist(), strict=True)
        self.services.importing.read_text("".join(f"{x}\t{y}\n" for x, y in rows))
        let_files_be_done(self.services)
        assert self._present_mark() == self.mark
        assert self._path == before
        assert self.documents.has_unsaved_work

    @rule(name=st.sampled_from(["a", "b"]))
    def open_project(self, name: str) -> None:
        path = self.folder / f"{name}.linreg"
        self.services.open(path)
        let_files_be_done(self.services)
        assert self._path == path
        assert not self.documents.changes.is_modified
        assert self._present_mark() in self.owners[path]
        self.marks[self.session.opening.origin] = self.owners[path]

    # ---- what changes them

    @rule()
    def edit(self) -> None:
        n_points = self.session.problem.dataset.n_samples
        if n_points:
            self.session.problem.move_point(n_points - 1, float(n_points), 7.0)
        self.session.problem.add_point(3.0, 3.0)

    @rule(degree=st.integers(1, 3))
    def set_degree(self, degree: int) -> None:
        self.session.set_degree(degree)

    @rule(columns=st.sets(st.integers(0, 1), min_size=1))
    def set_columns(self, columns: set[int]) -> None:
        if max(columns) < self.session.problem.dataset.n_features:
            self.session.set_columns(tuple(sorted(columns)))

    @rule()
    def keep_a_run(self) -> None:
        self.session.player.step(3)
        self.session.runs.keep()

    @rule()
    def fork(self) -> None:
        self.session.player.step(5)
        self.session.player.seek(2)
        self.session.runs.fork()

    @rule(n_steps=st.integers(1, 4))
    def undo(self, n_steps: int) -> None:
        for _ in range(n_steps):
            self.session.edits.undo()

    @rule(n_steps=st.integers(1, 4))
    def redo(self, n_steps: int) -> None:
        for _ in range(n_steps):
            self.session.edits.redo()

    # ---- what saves them

    @rule()
    def save(self) -> None:
        path = self._path
        self.documents.save()
        let_files_be_done(self.services)
        changed = {p for p in self.owners if p.read_bytes() != self.contents[p]}
        assert changed <= {path}
        if path is not None:
            assert not self.documents.changes.is_modified
            points = read_project(path).dataset
            assert points == self.session.problem.dataset
            assert (float(points.x[0]) if points.n_samples else 0.0) in self.owners[path]
        self._take_stock()

    @rule(name=st.sampled_from(["a", "b", "c"]))
    def save_as(self, name: str) -> None:
        path = self.folder / f"{name}.linreg"
        self.documents.save_as(path)
        let_files_be_done(self.services)
        assert self._path == path
        self.owners[path] = self.marks[self.session.opening.origin]
        self._take_stock()

    @invariant()
    def note_whose_points_these_are(self) -> None:
        """Undo and redo stay in a document, or go to another one: its file goes with it."""
        self.marks.setdefault(self.session.opening.origin, set()).add(self._present_mark())

    @invariant()
    def only_saves_write(self) -> None:
        assert {path: path.read_bytes() for path in self.owners} == self.contents

    @invariant()
    def what_counts_as_saved_is_in_the_file(self) -> None:
        if self._path is None or self.documents.changes.is_modified:
            return
        there, here = read_project(self._path), project_of(self.session.state())
        assert there.dataset == here.dataset
        assert (there.settings, there.start) == (here.settings, here.start)
        assert len(there.runs) == len(here.runs)
        assert len(there.kept_runs) == len(here.kept_runs)


@pytest.mark.usefixtures("qtbot")
def test_documents_stay_apart() -> None:
    run_state_machine_as_test(
        DocumentWalk,
        settings=settings(
            max_examples=settings().max_examples // 2,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
