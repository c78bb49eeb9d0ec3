"""The specification of a setting: range, title, steps, refusal, command-line option."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from linreg_gui.core.numbers import NumberError, format_value, parse_count, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Number = float | int
    Limits = tuple[Number, Number]
    Step = Callable[[Number, int], Number]

MOST_COUNTED = 1_000_000_000


def by_ratio(ratio: float, after_zero: float = 0.0, most: float = float("inf")) -> Step:
    """Step to ``ratio`` times the number, to three digits; from 0 upwards to ``after_zero``."""

    def step(value: Number, direction: int) -> Number:
        if not value:
            return after_zero if direction > 0 else 0.0
        return float(f"{min(value * ratio**direction, most):.3g}")

    return step


def by_addition(size: float, least: float, most: float) -> Step:
    """Step by ``size``, from ``least`` to ``most``."""

    def step(value: Number, direction: int) -> Number:
        return min(max(round(value + size * direction, 6), least), most)

    return step


def by_one(value: Number, direction: int) -> Number:
    """Step to the next whole number."""
    return int(value) + direction


def by_second_digit(value: Number, direction: int) -> Number:
    """Step so that the second digit changes by one: 300 to 310."""
    return int(value) + direction * int(10 ** max(0, len(str(int(value))) - 2))


class Kind(Enum):
    """The kinds of values that settings have."""

    NUMBER = "number"
    COUNT = "count"
    """A whole number of things; written with commas between groups of three."""
    LABEL = "label"
    """A whole number that only tells one thing from another; written without groups."""
    CHOICE = "choice"
    PLACES = "places"
    """Which of several things, by their places among all."""


@dataclass(frozen=True)
class SettingSpec:
    """The specification of a setting: all that the program says and checks of it.

    Attributes
    ----------
    name : str
        The field of `DescentConfig`.
    title : str
        The label, or the accessible name, of its control.
    noun : str
        As in "Undo change learning rate".
    tip : str
        The tool tip of its control.
    kind : Kind
    limits : (number, number)
        The smallest and the largest value a descent takes.
    narrower_limits : (number, number) or None
        Those of the window, where they are not ``limits``.
    excludes_least, excludes_most : bool
        Whether a limit is itself too small, or too large.
    refusal : str
        The sentence for a value outside; ``{value}``, ``{least}`` and ``{most}`` stand in it.
    step : callable
        Takes a number and a direction, +1 or −1; the keys Up and Down.
    hint : str
        Plain words beside the title.
    unit, scale : str, float
        The window shows ``scale`` times the value, in this unit.
    words : mapping
        Of a choice: what each member is called.
    option, metavar, option_help : str
        On the command line; empty where there is no such option.
    """

    name: str
    title: str
    noun: str
    tip: str = ""
    kind: Kind = Kind.NUMBER
    limits: Limits = (0, MOST_COUNTED)
    narrower_limits: Limits | None = None
    excludes_least: bool = False
    excludes_most: bool = False
    refusal: str = ""
    step: Step = by_one
    hint: str = ""
    unit: str = ""
    scale: float = 1.0
    words: Mapping[Any, str] = field(default_factory=dict)
    option: str = ""
    metavar: str = ""
    option_help: str = ""

    @property
    def window_limits(self) -> Limits:
        """The smallest and the largest value the window takes."""
        return self.narrower_limits or self.limits

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.kind is Kind.COUNT or self.kind is Kind.LABEL

    def check(self, value: Number) -> None:
        """Refuse a value that no descent takes.

        Raises
        ------
        NumberError
            One sentence for the user, as in all methods.
        """
        if not self._is_inside(value, self.limits):
            raise NumberError(self._sentence(value, self.limits, 1.0))

    def parse(self, text: str, limits: Limits | None = None) -> Number:
        """Read a value from the command line, within ``limits`` if they are given."""
        return self._parsed(text, limits or self.limits, 1.0)

    def parse_shown(self, text: str) -> Number:
        """Read a value from a field of the window, in its unit and within its limits."""
        return self._parsed(text.strip().removesuffix(self.unit), self.window_limits, self.scale)

    def stepped(self, value: Number, direction: int) -> Number:
        """Return the value that Up (+1) or Down (−1) leads to, within the window's limits."""
        least, most = self.window_limits
        return min(max(self.step(value, direction), least), most)

    def _parsed(self, text: str, limits: Limits, scale: float) -> Number:
        if self.is_whole:
            return parse_count(text, int(limits[0]), int(limits[1]))
        value = parse_number(text) / scale
        if not self._is_inside(value, limits):
            raise NumberError(self._sentence(value, limits, scale))
        return value

    def _is_inside(self, value: Number, limits: Limits) -> bool:
        least, most = limits
        if least < value < most:
            return not self.is_whole or value == int(value)
        # Of NaN all comparisons are false.
        return (value == least and not self.excludes_least) or (
            value == most and not self.excludes_most
        )

    def _sentence(self, value: Number, limits: Limits, scale: float) -> str:
        least, most = limits
        if self.is_whole:
            return self.refusal.format(value=value, least=f"{least:,}", most=f"{most:,}")
        shown = [format_value(number * scale) for number in (value, least, most)]
        return self.refusal.format(value=shown[0], least=shown[1], most=shown[2])
