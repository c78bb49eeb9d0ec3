"""The pair of Python and PySide6 at hand is a sound one."""

import sys
from typing import Any

from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    sent = Signal(bool)


def test_emitting_signals_does_not_lose_references(qtbot: Any) -> None:
    """PySide6 6.12.0 drops one reference to True a signal on Python 3.11 and aborts in the end."""
    emitter = Emitter()
    received: list[bool] = []
    emitter.sent.connect(received.append)
    emitter.sent.emit(True)
    true_before, none_before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(1000):
        emitter.sent.emit(False)
    assert sys.getrefcount(True) > true_before - 500
    assert sys.getrefcount(None) > none_before - 500
