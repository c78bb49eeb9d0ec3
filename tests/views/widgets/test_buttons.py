"""The foot of every panel and dialog: what it is for is blue and at the right, Cancel beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from linreg_gui.views.look.theme import LIGHT
from tests.views.services_window import open_window


def unsaved_work(laboratory: Any) -> tuple[QPushButton, QPushButton]:
    laboratory.session.problem.add_point(4.0, 60.0)
    laboratory.shell.close()
    (box,) = laboratory.shell.findChildren(QMessageBox)
    kinds = QMessageBox.StandardButton
    return box.button(kinds.Save), box.button(kinds.Cancel)


def generator(laboratory: Any) -> tuple[QPushButton, QPushButton]:
    panel = laboratory.content.generator
    panel.show()
    return panel.generate_button, panel.cancel_button


def animation(laboratory: Any) -> tuple[QPushButton, QPushButton]:
    panel = laboratory.exports.animation.panel
    panel.open_for(20)
    return panel.button, panel.cancel_button


def table_on_offer(laboratory: Any) -> tuple[QPushButton, QPushButton]:
    pane = laboratory.files.import_pane
    pane.import_button.setEnabled(True)
    pane.show()
    return pane.import_button, pane.cancel_button


@pytest.mark.parametrize("open_it", [unsaved_work, generator, animation, table_on_offer])
def test_the_primary_button_is_blue_and_right_of_cancel(
    tmp_path: Path, qtbot: Any, open_it: Callable[[Any], tuple[QPushButton, QPushButton]]
) -> None:
    with open_window(tmp_path, qtbot) as laboratory:
        primary, cancel = open_it(laboratory)
        QApplication.processEvents()
        assert primary.x() > cancel.x()
        ground = primary.grab().toImage().pixelColor(QPoint(7, primary.height() // 2))
        assert ground.name() == LIGHT.accent
        assert primary.isDefault(), "Enter presses it"
        assert cancel.text().replace("&", "") == "Cancel"
        cancel.click()
        assert not primary.isVisible()
