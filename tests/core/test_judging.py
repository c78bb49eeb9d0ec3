"""What a learner's answers are judged to be."""

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.judging import Judgement, Verdict, judge

SECOND_SLOPE = 11.1176
CORRECT = Judgement(Verdict.CORRECT)
MORE_DIGITS = Judgement(Verdict.CLOSE, "Right so far: give more digits.")
ROUNDING = Judgement(Verdict.CLOSE, "Almost: the last digit is not rounded correctly.")
LAST_DIGITS = Judgement(Verdict.CLOSE, "Close: check the last digits.")
NOT_YET = Judgement(Verdict.WRONG, "Not yet: work it out once more.")

readable = st.floats(-1e9, 1e9).filter(lambda value: abs(value) > 1e-6)


def verdict(text, exact, **more):
    return judge(text, exact, **more).verdict


@pytest.mark.parametrize(
    "text",
    [
        *("11.12", "11.118", "11.1", "11.1176", "11,118", " +11.12 ", "11.1176000", "11.117600"),
        *("1.112e1", "111.2e-1", "0.1112E2", "0011.12"),
    ],
)
def test_correct_roundings_of_the_second_slope_of_hours_and_money(text):
    assert judge(text, SECOND_SLOPE) == CORRECT


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        ("11", MORE_DIGITS),
        ("1.1e1", MORE_DIGITS),
        ("10", NOT_YET),
        ("11.11", ROUNDING),
        ("11.2", ROUNDING),
        ("11.117", ROUNDING),
        ("12", ROUNDING),
        ("11.14", LAST_DIGITS),
        ("11.1179", LAST_DIGITS),
        ("9", NOT_YET),
        ("1.11", NOT_YET),
        ("0", Judgement(Verdict.WRONG, "It is not 0.")),
        ("\N{MINUS SIGN}11.12", Judgement(Verdict.WRONG, "The size is right: check the sign.")),
        ("-11", Judgement(Verdict.WRONG, "The size is right: check the sign.")),
        ("22.2352", Judgement(Verdict.WRONG, "This is twice the value: check the factor 2.")),
        ("5.56", Judgement(Verdict.WRONG, "This is half the value: check the factor 2.")),
        ("-22.2", Judgement(Verdict.WRONG, "Check the sign and the factor 2.")),
        ("-5.559", Judgement(Verdict.WRONG, "Check the sign and the factor 2.")),
    ],
)
def test_other_answers_get_a_hint(text, judgement):
    assert judge(text, SECOND_SLOPE) == judgement


def test_the_number_of_points_is_a_slip_only_where_it_is_given():
    hint = "Almost there: divide by the number of points."
    assert judge("-3890", -778.0, n_samples=5) == Judgement(Verdict.WRONG, hint)
    hint = "Divided by the number of points once too often."
    assert judge("-155.6", -778.0, n_samples=5) == Judgement(Verdict.WRONG, hint)
    assert judge("-3890", -778.0) == NOT_YET
    assert judge("-3890", -778.0, n_samples=1) == NOT_YET


@pytest.mark.parametrize("text", ["", "abc", "1_000", "1,234.5", "nan", "1e999", "٣"])
def test_what_is_no_number_is_said_to_be_none(text):
    judged = judge(text, 1.0)
    assert judged.verdict is Verdict.UNREADABLE
    assert judged.hint.endswith(".")


@pytest.mark.parametrize("text", ["0", "-0", "0.000", "0,0", "0e5", "1e-400", "1e-999999999999"])
def test_zero_is_zero_however_it_is_written(text):
    assert judge(text, 0.0) == CORRECT
    assert verdict(text, 1e-9) is Verdict.WRONG


def test_almost_zero_is_not_zero():
    assert judge("0.001", 0.0) == NOT_YET
    assert verdict("1e-300", 0.0) is Verdict.WRONG


def test_what_is_rounding_of_larger_numbers_counts_as_nothing():
    left = 7.105427357601002e-15
    assert verdict("0", left) is Verdict.WRONG
    assert judge("0", left, scale=65.0) == CORRECT
    assert judge("1e-14", left, scale=-65.0) == CORRECT


@pytest.mark.parametrize("exact", [12.0, 12.000000000000002, 11.999999999999998])
def test_few_digits_are_enough_when_exactly_right(exact):
    assert judge("12", exact) == CORRECT
    assert judge("1.2e1", exact) == CORRECT


@pytest.mark.parametrize("exact", [2.675, 2.6750000000000003, 2.6749999999999994])
def test_a_half_may_go_either_way(exact):
    assert judge("2.67", exact) == judge("2.68", exact) == CORRECT
    assert judge("2.66", exact) == judge("2.69", exact) == LAST_DIGITS


def test_zeros_that_fill_up_a_whole_number_are_no_digits_given():
    assert judge("250000", 250_123.0) == MORE_DIGITS
    assert judge("300000", 250_123.0) == NOT_YET
    assert judge("250123", 250_123.4) == CORRECT
    assert judge("2.50e5", 250_123.0) == CORRECT
    assert judge("0.0004", 0.00043) == MORE_DIGITS


def test_an_answer_may_be_as_long_as_it_likes():
    assert judge("11.1176" + "0" * 100_000, SECOND_SLOPE) == CORRECT
    assert judge("0" * 100_000 + "11.12", SECOND_SLOPE) == CORRECT
    assert judge("1" + "0" * 400 + "e-400", 1.0) == CORRECT


@given(readable, st.integers(3, 15), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN]))
def test_every_rounding_to_enough_digits_is_correct(exact, n_digits, half):
    decimal = Decimal(repr(exact))
    rounded = decimal.quantize(Decimal(1).scaleb(decimal.adjusted() - n_digits + 1), rounding=half)
    for text in (str(rounded), f"{rounded:e}", str(rounded).replace(".", ",")):
        assert judge(text, exact) == CORRECT


@given(readable, st.integers(4, 10), st.sampled_from([-1, 1]))
def test_one_off_in_the_last_digit_is_never_correct(exact, n_digits, direction):
    unit = Decimal(1).scaleb(Decimal(repr(exact)).adjusted() - n_digits + 1)
    off = Decimal(repr(exact)).quantize(unit) + direction * unit
    distance = abs(off - Decimal(repr(exact))) / unit
    expected = Verdict.CORRECT if distance <= Decimal("0.5") else Verdict.CLOSE
    assert verdict(str(off), exact) is expected


@given(readable)
def test_common_slips_are_named(exact):
    assert "sign" in judge(f"{-exact:.4e}", exact).hint
    assert "twice" in judge(f"{2 * exact:.4e}", exact).hint
    assert "half" in judge(f"{exact / 2:.4e}", exact).hint
    assert "number of points" in judge(f"{7 * exact:.4e}", exact, n_samples=7).hint


@given(st.text(max_size=12) | readable.map(str), st.floats(-1e300, 1e300))
def test_any_text_gets_a_verdict_and_all_but_the_correct_a_sentence(text, exact):
    judged = judge(text, exact, n_samples=5)
    assert (judged.verdict is Verdict.CORRECT) == (judged.hint == "")
    assert judged.hint == "" or judged.hint.endswith(".")
