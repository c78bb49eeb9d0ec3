"""Scales that change in steps, from the smallest number to the largest."""

import math
import sys

import pytest

from linreg_gui.views.canvas.scale_steps import stepped


def test_a_scale_is_a_whole_step_of_a_decade():
    assert stepped(3.0, 0.0, 3) == pytest.approx(10.0 ** (2 / 3))
    assert stepped(1.0, 0.0, 3) == 1.0


def test_a_scale_stays_while_it_is_at_most_a_step_too_large():
    assert stepped(3.0, 10.0, 3) == 10.0
    assert stepped(0.9, 10.0, 3) == 1.0
    assert stepped(11.0, 10.0, 3) == pytest.approx(10.0 ** (4 / 3))


@pytest.mark.parametrize("needed", [sys.float_info.max, 1.2e308, 5e-324])
def test_at_the_ends_of_the_numbers_it_is_no_less_than_needed(needed):
    assert needed <= stepped(needed, 0.0, 3) < math.inf


def test_what_is_no_number_leaves_the_scale():
    assert stepped(math.inf, 2.0, 3) == 2.0
    assert stepped(math.nan, 0.0, 3) == 1.0
