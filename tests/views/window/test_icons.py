"""Icons are drawn when they are painted: at any size, in the colour of their state."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from linreg_gui.views.exporting.animation_export import pixels_of
from linreg_gui.views.look.icons import drawn_icon, icon, toggle_icon
from linreg_gui.views.look.pictograms import PICTOGRAMS, pictogram
from linreg_gui.views.look.theme import DARK, LIGHT, Theme
from linreg_gui.views.window.action_table import ROWS

NORMAL, DISABLED = QIcon.Mode.Normal, QIcon.Mode.Disabled


@pytest.mark.parametrize("size", [16, 24, 100])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 3.0])
def test_it_is_sharp_at_any_size(qapp: Any, size: int, ratio: float) -> None:
    made = icon("pause", "#102030").pixmap(QSize(size, size), ratio)
    assert made.size() == QSize(size, size) * ratio
    image = made.toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(round(0.34 * image.width()), image.height() // 2) == QColor("#102030")


def test_the_colour_tells_the_state(qapp: Any) -> None:
    made = toggle_icon("guess", LIGHT)
    states = [(NORMAL, QIcon.State.Off), (NORMAL, QIcon.State.On), (DISABLED, QIcon.State.Off)]
    colours = [made.pixmap(24, mode, state).toImage().pixelColor(6, 18) for mode, state in states]
    assert colours[0].name() == QColor(LIGHT.muted).name()
    assert colours[1].name() == QColor(LIGHT.text).name()
    assert colours[2].alpha() < colours[0].alpha() / 2


def test_what_was_drawn_is_drawn_once_for_each_size_and_state(qapp: Any) -> None:
    drawn: list[Any] = []

    def draw(painter: Any, mode: Any, state: Any) -> None:
        drawn.append(mode)
        painter.drawRect(2, 2, 20, 20)

    one, other = drawn_icon("test-of-the-cache", draw), drawn_icon("test-of-the-cache", draw)
    for made in (one, other, one):
        made.pixmap(QSize(24, 24), 1.0)
    assert drawn == [NORMAL]
    one.pixmap(QSize(24, 24), 2.0)
    one.pixmap(QSize(24, 24), 1.0, DISABLED)
    assert drawn == [NORMAL, NORMAL, DISABLED]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", PICTOGRAMS)
def test_every_pictogram_is_seen_and_faint_while_disabled(
    qapp: Any, name: str, theme: Theme
) -> None:
    made = pictogram(name, theme)
    strong, faint = (ink_of(made.pixmap(24, mode)) for mode in (NORMAL, DISABLED))
    assert strong > 24 * 24 * 10
    assert faint < 0.6 * strong


def ink_of(picture: QPixmap) -> int:
    """Return the sum of the opacities of all pixels; the image outlives the view of its bytes."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_Alpha8)
    return int(np.frombuffer(image.constBits(), np.uint8).astype(int).sum())


def test_every_row_of_a_show_list_has_its_pictogram() -> None:
    assert {row.icon for row in ROWS if row.panes} <= set(PICTOGRAMS)


def test_a_changed_copy_leaves_the_first_icon_as_it_was(qapp: Any) -> None:
    made = icon("run", "#102030")
    before = pixels_of(made.pixmap(24).toImage())
    copy = QIcon(made)
    copy.addPixmap(QPixmap(24, 24), DISABLED)
    np.testing.assert_array_equal(pixels_of(made.pixmap(24).toImage()), before)
    np.testing.assert_array_equal(pixels_of(copy.pixmap(24).toImage()), before)


def test_a_button_squeezed_to_nothing_has_an_empty_icon(qapp: Any) -> None:
    """Qt's warnings fail the test: there is nothing to paint on."""
    assert icon("run", "#102030").pixmap(QSize(0, 24)).isNull()
