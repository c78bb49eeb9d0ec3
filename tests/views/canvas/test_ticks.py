"""The labels of an axis: pairwise different, exact, and with room, for every range."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linreg_gui.views.canvas.ticks import (
    TickRoom,
    Ticks,
    linear_ticks,
    log_ticks,
    power_label,
)

EXPONENTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LETTER = 7.0


def room(size: float, *, is_upright: bool = False) -> TickRoom:
    """Give room as an axis has: beside an upright one stand seven letters."""
    if is_upright:
        return TickRoom(size, max(17.0, size / 9), lambda _: 15.0, lambda label: len(label) <= 7)
    return TickRoom(size, max(36.0, size / 11), lambda label: LETTER * len(label) + 15.0)


def read(text: str) -> Fraction:
    """Read a number as it stands at an axis."""
    plain = text.replace(",", "").replace("\N{MINUS SIGN}", "-")
    sign = -1 if plain.startswith("-") else 1
    mantissa, times, power = plain.lstrip("+-").rpartition("·")
    if not times and not set(power) & set("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"):
        return sign * Fraction(power)
    exponent = int(power.removeprefix("10").translate(EXPONENTS))
    return sign * Fraction(mantissa or "1") * Fraction(10) ** exponent


def read_back(ticks: Ticks) -> list[Fraction]:
    """Read labels together with what they leave out."""
    times, offset = Fraction(1), Fraction(0)
    for part in ticks.note.split():
        if part.startswith("×"):
            times = read(part[1:])
        else:
            offset = read(part)
    return [read(label) * times + offset for label in ticks.labels]


SIZES = st.floats(-150.0, 150.0).map(lambda power: 10.0**power)


@given(
    size=SIZES,
    sign=st.sampled_from([-1, 0, 1]),
    spread=st.floats(-14.5, 3.0),
    share=st.floats(0.0, 1.0),
    length=st.floats(60.0, 2000.0),
    is_upright=st.booleans(),
)
def test_labels_are_different_exact_and_have_room(
    size: float, sign: int, spread: float, share: float, length: float, is_upright: bool
) -> None:
    width = size * 10.0**spread
    low = sign * size - share * width
    high = low + width
    assume(low < high)
    given_room = room(length, is_upright=is_upright)
    ticks = linear_ticks(low, high, given_room)
    assert len(set(ticks.labels)) == len(ticks.values)
    assert all(low <= value <= high for value in (*ticks.values, *ticks.between))
    assert [float(number) for number in read_back(ticks)] == list(ticks.values)
    steps = [(two - one) / (high - low) * length for one, two in pairwise(ticks.values)]
    assert given_room.has(ticks.labels, [step * (1 + 1e-2) for step in steps])


@given(low=st.floats(-300.0, 290.0), spread=st.floats(-8.0, 2.0), length=st.floats(60.0, 900.0))
def test_logarithmic_labels_are_different_and_exact(
    low: float, spread: float, length: float
) -> None:
    high = low + 10.0**spread
    assume(high < 300.0)
    ticks = log_ticks(low, high, room(length, is_upright=True))
    assert len(set(ticks.labels)) == len(ticks.values)
    assert list(ticks.values) == sorted(ticks.values)
    spacings = [two - one for one, two in pairwise(ticks.values)]
    for number, value in zip(read_back(ticks), ticks.values, strict=True):
        logarithm = math.log10(number.numerator) - math.log10(number.denominator)
        assert abs(logarithm - value) <= min(spacings, default=1.0) / 100 + 1e-12


@pytest.mark.parametrize("length", [60.0, 120.0, 400.0, 900.0])
@pytest.mark.parametrize(
    "ends",
    [(-0.9, 9.7), (-9.0, 104.0), (0.0, 300.0), (3.1, 3.2), (-2e7, 3e5), (2459000.2, 2459004.9)],
)
def test_an_axis_has_two_numbers_and_few(ends: tuple[float, float], length: float) -> None:
    for is_upright in (True, False):
        ticks = linear_ticks(*ends, room(length, is_upright=is_upright))
        assert 1 + (length > 100) <= len(ticks.labels) <= 12


@pytest.mark.parametrize(
    ("ends", "labels", "note"),
    [
        ((2459000.0, 2459030.0), ["0", "10", "20", "30"], "+2,459,000"),
        ((-2459030.0, -2459000.0), ["−30", "−20", "−10", "0"], "−2,459,000"),
        ((2458990.0, 2459020.0), ["−10", "0", "10", "20"], "+2,459,000"),
        ((0.0, 3e7), ["0", "1", "2", "3"], "×10⁷"),
        ((0.0, 3.1e-7), ["0", "1", "2", "3"], "×10⁻⁷"),
        ((100000.0, 400000.0), ["100,000", "200,000", "300,000", "400,000"], ""),
        ((990.0, 2020.0), ["1,000", "1,500", "2,000"], ""),
        ((1990.0, 2020.0), ["1,990", "2,000", "2,010", "2,020"], ""),
        ((-0.5, 1.0), ["−0.5", "0", "0.5", "1"], ""),
        ((1.7e18, 1.7e18 + 3072), ["0", "1,000", "2,000", "3,000"], "+1.7·10¹⁸"),
    ],
)
def test_what_all_labels_share_stands_at_the_axis(
    ends: tuple[float, float], labels: list[str], note: str
) -> None:
    ticks = linear_ticks(*ends, TickRoom(300.0, 90.0, lambda label: LETTER * len(label)))
    assert (list(ticks.labels), ticks.note) == (labels, note)


def test_counts_are_whole_and_in_full() -> None:
    assert linear_ticks(-0.02, 2.02, room(800.0), is_whole=True).labels == ("0", "1", "2")
    narrow = linear_ticks(0.0, 2e6, room(500.0), is_whole=True)
    assert narrow.labels == ("0", "500,000", "1,000,000", "1,500,000", "2,000,000")
    assert narrow.note == ""


@pytest.mark.parametrize("low", [102.0, 156.0, 210.0, 400.0, 900.0])
@pytest.mark.parametrize("times", [12.0, 25.0, 40.0, 90.0])
def test_a_single_decade_has_a_second_number_beside_it(low: float, times: float) -> None:
    ticks = log_ticks(math.log10(low), math.log10(low * times), room(80.0, is_upright=True))
    assert len(ticks.labels) >= 2


@pytest.mark.parametrize(
    ("logarithm", "label"),
    [(-4.0, "10⁻⁴"), (-3.0, "0.001"), (4.0, "10,000"), (5.0, "10⁵"), (math.log10(2e5), "2·10⁵")],
)
def test_decades_are_written_out_to_ten_thousand(logarithm: float, label: str) -> None:
    assert power_label(logarithm) == label


@pytest.mark.parametrize(("low", "high"), [(0.0, 330.0), (309.0, 331.0), (307.9, 309.0)])
def test_a_margin_above_the_largest_number_has_ticks_too(low: float, high: float) -> None:
    assert all(low <= value <= high for value in log_ticks(low, high, room(200.0)).values)


@pytest.mark.parametrize("reach", [1e3, 1e5, 1e9, 1e15])
def test_far_more_decades_than_pixels_are_labelled_too(reach: float) -> None:
    ticks = log_ticks(-reach, 1.01 * reach, room(120.0, is_upright=True))
    assert 1 <= len(ticks.values) <= 8
    assert len(set(ticks.labels)) == len(ticks.labels)
