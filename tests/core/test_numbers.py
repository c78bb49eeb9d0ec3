import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.numbers import (
    NumberError,
    epochs_text,
    format_value,
    parse_count,
    parse_number,
    rounded_count,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", 0.01),
        ("0,01", 0.01),
        ("1e-2", 0.01),
        ("1E-2", 0.01),
        ("10,e-3", 0.01),
        ("  5\t", 5.0),
        ("\u00a05\u202f", 5.0),
        ("+5", 5.0),
        ("-5", -5.0),
        ("\N{MINUS SIGN}5", -5.0),
        ("5e\N{MINUS SIGN}1", 0.5),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        ("1e150", 1e150),
        ("1e-400", 0.0),
        ("1,234", 1.234),
    ],
)
def test_a_decimal_number_is_read_in_every_locale(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "abc", "1e", "--", "-", ".", ",", "e5", "0x10", "1_000", "1 000", "1.2.3"),
        *("1,234.5", "1.234,5", "inf", "-inf", "nan", "Infinity", "1e5.0", "5 €", "5\n6", "(5)"),
        *("\u0661\u0662", "\uff11\uff12", "1\u00b2", "½", "+-5", "1e--5", "1'000", "5\x00"),
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert str(caught.value) == f"'{text}' is not a number."


@pytest.mark.parametrize("text", ["1e200", "-1e151", "1e999"])
def test_a_number_too_large_names_the_limit(text):
    with pytest.raises(NumberError, match=rf"^Value {text} is outside ±1e150\.$"):
        parse_number(text)


def test_a_long_text_is_quoted_shortened():
    with pytest.raises(NumberError) as caught:
        parse_number("x" * 100_000)
    assert len(str(caught.value)) < 60


def test_minus_zero_is_zero():
    assert math.copysign(1.0, parse_number("-0")) == 1.0


@given(st.floats(-1e150, 1e150))
def test_what_python_writes_is_read_back_exactly(value):
    assert parse_number(repr(value)) == value
    assert parse_number(repr(value).replace(".", ",")) == value


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_refused(text):
    try:
        value = parse_number(text)
    except NumberError:
        return
    assert math.isfinite(value)


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), (" 300 ", 300), ("+7", 7), ("007", 7), ("1000000000", 10**9)]
)
def test_a_count_is_read(text, value):
    assert parse_count(text, 1, 10**9) == value


@pytest.mark.parametrize("sign", [",", " ", "\u00a0", "\u202f", "\u2009"])
def test_a_count_may_be_in_groups_of_three(sign):
    assert parse_count(f"1{sign}234{sign}567", 1, 10**9) == 1_234_567
    assert parse_count(f" 10{sign}000 ", 1, 10**9) == 10_000


@pytest.mark.parametrize("text", ["0", "-1", "\N{MINUS SIGN}1", "1000000001", "9" * 30])
def test_a_count_out_of_bounds_names_the_bounds(text):
    with pytest.raises(NumberError, match=r" is outside 1 to 1,000,000,000\.$"):
        parse_count(text, 1, 10**9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3.5",
        "1e3",
        "1_000",
        "abc",
        "\u0661",
        "0x1",
        "1,0",
        "1,00",
        ",100",
        "1,000,00",
        "1.000",
        "1  000",
    ],
)
def test_what_is_not_whole_is_refused(text):
    with pytest.raises(NumberError, match=r" is not a whole number\.$"):
        parse_count(text, 1, 100)


def test_ten_thousand_digits_are_refused_not_crashed_on():
    with pytest.raises(NumberError, match="outside"):
        parse_count("1" * 10_000, 1, 100)


def test_a_negative_count_is_read_where_allowed():
    assert parse_count("-3", -5, 5) == -3


@pytest.mark.parametrize(
    ("value", "text"), [(1e200, "1e200"), (1e-7, "1e-07"), (0.25, "0.25"), (1e7, "1e7")]
)
def test_numbers_in_messages_are_short(value, text):
    assert format_value(value) == text


@pytest.mark.timeout(20)
def test_a_million_digits_and_a_letter_are_refused_at_once():
    with pytest.raises(NumberError):
        parse_number("1" * 1_000_000 + "x")
    with pytest.raises(NumberError):
        parse_count("1" * 1_000_000 + "x", 1, 10)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (8413.2, "8,413"),
        (9999.9, "10,000"),
        (16077.0, "16,100"),
        (999_600.0, "1 million"),
        (16_077_829.0, "16 million"),
        (9.96e8, "1 billion"),
        (2.345e12, "2.3 trillion"),
        (9.99e14, "1,000 trillion"),
        (1e15, "more than 10¹⁵"),
        (8.7e26, "more than 10¹⁵"),
        (math.inf, "more than 10¹⁵"),
    ],
)
def test_predicted_counts_can_be_read_at_a_glance(value: float, text: str) -> None:
    assert rounded_count(value) == text


@given(st.floats(0, allow_nan=False))
def test_a_predicted_count_is_short_and_has_at_most_three_digits(value: float) -> None:
    text = rounded_count(value)
    assert len(text) <= len("more than 10¹⁵")
    if 10_000 <= value < 1e15:
        assert len("".join(filter(str.isdigit, text)).rstrip("0")) <= 3


@pytest.mark.parametrize(
    ("epochs", "text"),
    [
        (0.3, "1 epoch"),
        (1.0, "1 epoch"),
        (213.2, "about 213 epochs"),
        (16_077_829.0, "about 16 million epochs"),
        (math.inf, "more than 10¹⁵ epochs: never"),
    ],
)
def test_predicted_epochs_with_their_noun(epochs: float, text: str) -> None:
    assert epochs_text(epochs) == text
