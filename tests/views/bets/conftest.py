"""A window that asks first."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def asked(window, qtbot):
    """Give a window that asks first, at full speed."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    session = window.session
    session.set_view_options(replace(session.view_options, asks_first=True, epochs_per_second=None))
    session.set_learning_rate(0.05)
    window.content.clock.render_now()
    return window
