"""Number fields under real key events: the same value in every locale, or a refusal."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from linreg_gui.core.numbers import parse_number
from linreg_gui.core.settings import LEARNING_RATE
from linreg_gui.session.wording import field_text, number
from linreg_gui.views.training.training_fields import ALL_POINTS, FULL_BATCH, batch_field
from linreg_gui.views.widgets.number_field import NumberField

LOCALES = ("de_DE", "en_US", "fr_FR", "ar_EG", "C")
SAME = ("0.01", "0,01", "1e-2", "1E-2", " 0.01 ", ".01", "0.0100")
NO_NUMBERS = (
    "abc", "1e", "--", "0x10", "1_000", "١٢", "１２", "nan", "inf", "1.234,5", "1,2,3", "1 000",
    "+-1", "=1", "%s",
)  # fmt: skip
OUT_OF_RANGE = ("1e999", "1e200", "0", "-1", "\u22121", "1e-301")
REFUSED = ("", *NO_NUMBERS, *OUT_OF_RANGE)


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def field(qtbot: Any) -> NumberField:
    made = NumberField(LEARNING_RATE.parse_shown, lambda v: f"{v:.6g}", lambda v, d: v * 1.1**d)
    qtbot.addWidget(made)
    made.set_value(0.5)
    return made


def type_text(qtbot: Any, field: NumberField, text: str) -> None:
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    for sign in text:  # QTest's own keyClicks aborts on signs beyond Latin-1
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(field, event)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("text", SAME)
def test_same_value_in_every_locale(qtbot: Any, locale: str, field: NumberField, text: str) -> None:
    edited: list[Any] = []
    field.value_edited.connect(edited.append)
    type_text(qtbot, field, text)
    assert field.value == 0.01
    assert edited == [0.01]
    assert field.text() == "0.01"


@pytest.mark.parametrize("text", REFUSED)
def test_refused_text_changes_nothing(qtbot: Any, field: NumberField, text: str) -> None:
    edited: list[Any] = []
    refusals: list[str] = []
    field.value_edited.connect(edited.append)
    field.refused.connect(refusals.append)
    type_text(qtbot, field, text)
    assert edited == []
    assert field.value == 0.5
    assert len(refusals) >= 1
    assert refusals[-1].endswith(".")


def test_up_and_down_step(qtbot: Any, field: NumberField) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value == pytest.approx(0.55)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value == pytest.approx(0.5)


def test_stepping_begins_at_the_text_typed(qtbot: Any, field: NumberField) -> None:
    edited: list[Any] = []
    field.value_edited.connect(edited.append)
    field.selectAll()
    qtbot.keyClicks(field, "0,02")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert edited == [pytest.approx(0.022)]
    assert field.text() == "0.022"


def test_stepping_keeps_a_text_that_is_no_number(qtbot: Any, field: NumberField) -> None:
    refusals: list[str] = []
    field.refused.connect(refusals.append)
    field.selectAll()
    qtbot.keyClicks(field, "two")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "two"
    assert field.value == 0.5
    assert len(refusals) == 1


def test_escape_gives_the_text_up(qtbot: Any, field: NumberField) -> None:
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.5"


def test_plain_numbers_take_a_typographic_minus(qtbot: Any) -> None:
    field = NumberField(parse_number, str, lambda v, d: v + d)
    qtbot.addWidget(field)
    field.setText("")
    field.insert("\u22123,5")
    field.setModified(True)
    field.editingFinished.emit()
    assert field.value == -3.5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1736125200000.0, "1736125200000"),
        (1.5e-13, "1.5e\u221213"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e30, "1e30"),
        (-123456789.125, "\u2212123456789.125"),
    ],
)
def test_a_field_shows_a_number_whole(qtbot: Any, value: float, text: str) -> None:
    field = NumberField(parse_number, field_text, lambda v, d: v + d)
    qtbot.addWidget(field)
    field.resize(400, 30)
    field.set_value(value)
    assert field.text() == text
    assert parse_number(field.text()) == value


@pytest.mark.parametrize("width", [52, 76, 110])
@pytest.mark.parametrize("value", [1736125200000.0, 1.2345678912345e-13, -4.254385964912281])
def test_a_narrow_field_shows_fewer_digits_and_never_a_cut_exponent(
    qtbot: Any, value: float, width: int
) -> None:
    field = NumberField(parse_number, field_text, lambda v, d: v + d)
    qtbot.addWidget(field)
    field.setFixedWidth(width)
    field.show()
    field.set_value(value)
    assert field.fontMetrics().horizontalAdvance(field.text()) <= max(
        field.text_room(), field.fontMetrics().horizontalAdvance(number(value, 1))
    )
    assert parse_number(field.text()) == pytest.approx(value, rel=0.5)
    assert field.value == value
    if field.text() != field_text(value):
        assert field_text(value) in field.toolTip()


@pytest.mark.parametrize(
    ("value", "text"), [(0.00013, "1.3e\u22124"), (-0.00013, "\u22121.3e\u22124"), (0.25, "0.25")]
)
def test_an_exponent_is_written_before_a_digit_is_left_out(
    qtbot: Any, value: float, text: str
) -> None:
    field = NumberField(parse_number, field_text, lambda v, d: v + d)
    qtbot.addWidget(field)
    field.show()
    outside = 200 - _room(field, 200)
    field.setFixedWidth(outside + field.width_of(text))
    field.set_value(value)
    assert field.text() == text
    assert parse_number(field.text()) == value


def _room(field: NumberField, width: int) -> int:
    field.setFixedWidth(width)
    return field.text_room()


def test_with_the_focus_all_digits_are_there_to_be_changed(qtbot: Any) -> None:
    field = NumberField(parse_number, field_text, lambda v, d: v + d)
    qtbot.addWidget(field)
    field.setFixedWidth(60)
    field.show()
    field.set_value(4.254385964912281)
    assert len(field.text()) < 10
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.text() == "4.254385964912281"
    edited: list[Any] = []
    field.value_edited.connect(edited.append)
    field.clearFocus()
    assert edited == []
    assert field.value == 4.254385964912281


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([1.0, 100.0]))
def test_any_number_is_read_back_as_the_same(value: float, scale: float) -> None:
    assume(abs(value) <= 1e148)
    shown = parse_number(field_text(value, scale))
    assert shown / scale == pytest.approx(value, rel=1e-15)
    if scale == 1.0:
        assert shown == value


def test_words_for_a_number_are_elided_where_there_is_no_room(qtbot: Any) -> None:
    field = batch_field()
    qtbot.addWidget(field)
    field.setFixedWidth(200)
    field.set_value(ALL_POINTS)
    assert field.text() == FULL_BATCH
    field.setFixedWidth(44)
    field.show()
    assert field.text().endswith("…")
    assert FULL_BATCH in field.toolTip()
    field.setFixedWidth(200)
    assert field.text() == FULL_BATCH
