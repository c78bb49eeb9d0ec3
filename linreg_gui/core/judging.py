"""Judge a number that a learner computed: right, nearly right, or which slip was made.

Typed numbers are compared as decimals: in binary, 2.675 is no half of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

from linreg_gui.core.numbers import MINUS, NumberError, parse_number

ENOUGH_DIGITS = 3
"""An answer of at least this many significant digits is precise enough."""

_CONTEXT = Context(prec=60)
_HALF = Decimal("0.5")
_ONE_OFF = Decimal("1.5")
_RELATIVE_NOISE = Decimal("1e-12")
_NEAR = Decimal("0.005")
_FEWEST_TELLING_DIGITS = 2


class Verdict(Enum):
    """The verdicts on an answer."""

    CORRECT = "correct"
    CLOSE = "close"
    WRONG = "wrong"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Judgement:
    """A verdict and one short sentence that helps on; it is empty for a correct answer."""

    verdict: Verdict
    hint: str = ""


@dataclass(frozen=True)
class _Answer:
    """A number other than 0 as it was typed: its value, last place and significant digits."""

    value: Decimal
    unit: Decimal
    n_digits: int

    @classmethod
    def read(cls, text: str) -> _Answer:
        written = text.strip().replace(MINUS, "-").replace(",", ".")
        value = _CONTEXT.create_decimal(written)
        _, digits, exponent = value.as_tuple()
        assert isinstance(exponent, int)
        return cls(value, Decimal(1).scaleb(exponent, _CONTEXT), len(digits))

    @property
    def is_telling(self) -> bool:
        """Whether there are digits enough to distinguish a slip from a guess."""
        return self.n_digits >= _FEWEST_TELLING_DIGITS

    def without_filling_zeros(self) -> _Answer:
        """Return 250000 as 25 and four zeros that only fill up; other answers as they are."""
        return self if self.unit < 1 else _Answer.read(str(self.value.normalize(_CONTEXT)))

    def is_rounding_of(self, exact: Decimal, noise: Decimal) -> bool:
        return abs(self.value - exact) <= self.unit * _HALF + noise

    def resembles(self, other: Decimal) -> bool:
        """Return whether this is, but for a slip in the last digits, the number ``other``."""
        if abs(self.value - other) <= _NEAR * abs(other):
            return True
        return self.is_telling and self.is_rounding_of(other, Decimal(0))


def judge(
    text: str, exact: float, *, n_samples: int | None = None, scale: float = 0.0
) -> Judgement:
    """Judge a typed number.

    Parameters
    ----------
    text : str
        What `parse_number` reads: decimal point or comma, an exponent if wanted.
    exact : float
        The right value, finite.
    n_samples : int, optional
        The number of points, where forgetting to divide by it (or doing so twice) is a likely
        slip.
    scale : float
        The size of the numbers ``exact`` is a difference of: what is below 1e-12 of it is
        rounding. A residual of 7e-15 between values around 60 is a 0.

    Returns
    -------
    Judgement
        Correct is what has at least ``ENOUGH_DIGITS`` significant digits and is ``exact``
        rounded to the decimals given, a half either way, and what is exactly right.
    """
    try:
        is_zero = parse_number(text) == 0.0
    except NumberError as error:
        return Judgement(Verdict.UNREADABLE, str(error))
    right = Decimal(repr(float(exact)))
    noise = _RELATIVE_NOISE * max(abs(right), Decimal(repr(abs(float(scale)))))
    if is_zero:
        return _judged_zero(right, noise)
    answer = _Answer.read(text)
    if abs(answer.value - right) <= noise:
        return Judgement(Verdict.CORRECT)
    return _judged_rounding(answer, right, noise) or Judgement(
        Verdict.WRONG, _slip(answer, right, n_samples)
    )


def _judged_zero(right: Decimal, noise: Decimal) -> Judgement:
    if abs(right) <= noise:
        return Judgement(Verdict.CORRECT)
    return Judgement(Verdict.WRONG, "It is not 0.")


def _judged_rounding(answer: _Answer, right: Decimal, noise: Decimal) -> Judgement | None:
    """Judge an answer that is near; None for one that is not."""
    if answer.is_rounding_of(right, noise):
        if answer.n_digits >= ENOUGH_DIGITS:
            return Judgement(Verdict.CORRECT)
        return Judgement(Verdict.CLOSE, "Right so far: give more digits.")
    rounded = answer.without_filling_zeros()
    if rounded.is_telling and rounded.is_rounding_of(right, noise):
        return Judgement(Verdict.CLOSE, "Right so far: give more digits.")
    missed = abs(answer.value - right)
    if answer.is_telling and missed < answer.unit:
        return Judgement(Verdict.CLOSE, "Almost: the last digit is not rounded correctly.")
    is_off_by_one = answer.n_digits >= ENOUGH_DIGITS and missed <= _ONE_OFF * answer.unit + noise
    if is_off_by_one or missed <= _NEAR * abs(right):
        return Judgement(Verdict.CLOSE, "Close: check the last digits.")
    return None


def _slip(answer: _Answer, right: Decimal, n_samples: int | None) -> str:
    """Name the slip that leads from the right value to the answer, if it is a common one."""
    slips = [
        (Decimal(-1), "The size is right: check the sign."),
        (Decimal(2), "This is twice the value: check the factor 2."),
        (_HALF, "This is half the value: check the factor 2."),
        (Decimal(-2), "Check the sign and the factor 2."),
        (-_HALF, "Check the sign and the factor 2."),
    ]
    if n_samples is not None and n_samples > 1:
        slips += [
            (Decimal(n_samples), "Almost there: divide by the number of points."),
            (1 / Decimal(n_samples), "Divided by the number of points once too often."),
        ]
    found = (hint for factor, hint in slips if right and answer.resembles(factor * right))
    return next(found, "Not yet: work it out once more.")
