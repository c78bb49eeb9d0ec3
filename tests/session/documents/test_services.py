"""The end of the services: whatever else is under way, a save is waited for."""

from threading import Event

import pytest
from PySide6.QtCore import QThread

from linreg_gui.session import tasks
from linreg_gui.session.documents.services import DocumentServices
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import NO_CALLBACKS
from linreg_gui.storage.errors import Progress


def test_a_table_that_does_not_stop_keeps_no_save_from_being_finished(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_busy, may_end = Event(), Event()
    ended: list[str] = []
    end = tasks.end_thread

    def endless(_report: Progress) -> None:
        is_busy.set()
        may_end.wait()

    def ends_if_it_can(thread: QThread, *_: object) -> bool:
        name = thread.objectName()
        ended.append(name)
        return name != "import" and end(thread)

    monkeypatch.setattr("linreg_gui.session.tasks.end_thread", ends_if_it_can)
    services = DocumentServices(session)
    services.importing.tasks.start(endless, NO_CALLBACKS)
    assert is_busy.wait(20.0)
    assert not services.shutdown(keeps_work=False)
    assert "files" in ended
    may_end.set()
    monkeypatch.undo()
    assert services.importing.tasks.shutdown()
