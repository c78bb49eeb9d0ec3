"""Type, column and drawings are larger in a large window, and as usual again in a smaller one."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.views.window.presenter import SMALLEST_SCALE, TITLE_PIXELS
from linreg_gui.views.window.room_for_type import RoomForType, room_scale
from linreg_gui.views.window.shell import SIDE_WIDTH
from tests.views.services_window import open_window


@pytest.mark.parametrize(
    ("size", "type_scale", "scale"),
    [
        ((1280, 800), 1.0, 1.0),
        ((1499, 1000), 1.0, 1.0),
        ((1500, 900), 1.0, 1.15),
        ((1899, 1000), 1.0, 1.15),
        ((1900, 1000), 1.0, 1.3),
        ((3840, 2100), 1.0, 1.3),
        ((1920, 700), 1.0, 1.15),  # too flat for 1.3
        ((1920, 640), 1.0, 1.0),
        ((1920, 1040), 1.5, 1.0),  # as 1280 pixels are for ordinary type
        ((2560, 1400), 1.5, 1.15),
    ],
)
def test_the_scale_is_that_of_the_room_there_is(
    size: tuple[int, int], type_scale: float, scale: float
) -> None:
    assert room_scale(QSize(*size), type_scale) == scale


def test_nothing_changes_while_an_edge_is_dragged(qtbot: Any) -> None:
    widget, applied = QWidget(), list[float]()
    widget.resize(1200, 900)
    widget.show()
    watch = RoomForType(widget, applied.append)
    assert applied == [1.0]
    for width in range(1200, 2000, 50):
        widget.resize(width, 900)
    assert applied == [1.0]
    qtbot.waitUntil(lambda: applied == [1.0, 1.3])
    watch.stop()
    widget.close()
    widget.deleteLater()


def test_a_wide_window_has_larger_type_column_and_drawings(window: Any, qtbot: Any) -> None:
    shell, canvas = window.shell, window.content.data_view.canvas
    usual = QApplication.font().pointSizeF(), canvas.theme, shell.columns.sizes()[1]
    field_width = window.content.training_card.rate_field.width()
    for size, scale in ((1920, 1000), 1.3), ((1600, 900), 1.15):
        shell.resize(*size)
        qtbot.waitUntil(lambda scale=scale: canvas.theme.type_scale == pytest.approx(scale))
        QApplication.processEvents()
        assert QApplication.font().pointSizeF() == pytest.approx(scale * usual[0])
        assert canvas.theme.drawing_scale == pytest.approx(scale)
        assert shell.columns.sizes()[1] == round(SIDE_WIDTH * scale)
        assert window.content.training_card.rate_field.width() == round(field_width * scale)
    shell.resize(1280, 800)
    qtbot.waitUntil(lambda: canvas.theme == usual[1])
    QApplication.processEvents()
    assert (QApplication.font().pointSizeF(), shell.columns.sizes()[1]) == (usual[0], usual[2])


def test_presenter_mode_has_its_own_scale_and_gives_this_one_back(window: Any, qtbot: Any) -> None:
    session, canvas = window.session, window.content.data_view.canvas
    usual = QFontInfo(QApplication.font())
    window.shell.resize(1920, 1000)
    qtbot.waitUntil(lambda: canvas.theme.type_scale == pytest.approx(1.3))
    before = canvas.theme
    session.set_view_options(replace(session.view_options, is_presenting=True))
    window.content.clock.render_now()
    assert canvas.theme.stage_scale == SMALLEST_SCALE
    assert canvas.theme.type_scale == pytest.approx(
        SMALLEST_SCALE * TITLE_PIXELS / usual.pixelSize(), rel=1e-6
    )
    session.set_view_options(replace(session.view_options, is_presenting=False))
    window.content.clock.render_now()
    assert canvas.theme == before


def test_a_closed_window_leaves_the_font_as_it_was(qtbot: Any) -> None:
    before = QApplication.font()
    with open_window(None, qtbot) as laboratory:
        laboratory.shell.resize(1920, 1000)
        qtbot.waitUntil(lambda: QApplication.font() != before)
    assert QApplication.font() == before


def test_a_window_is_drawn_again_after_an_error_in_other_type(
    window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("no picture")

    with monkeypatch.context() as patch:
        patch.setattr(window.content.clock, "render_now", fail)
        with pytest.raises(RuntimeError):
            window.content.fit_type(1.15)
    assert window.shell.updatesEnabled()
    window.content.fit_type(1.0)
