"""Whether conditions hold at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.lessons.measures import NO_STOP
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.quantities import Value, find_quantity
from linreg_gui.lessons.task import Answer, Comparator, Condition, Operand

ROUNDING = 1e-12
"""Room for what writing a number in decimals costs."""
HIDDEN_WITH: Mapping[Hideable, frozenset[str]] = MappingProxyType(
    {
        Hideable.ZONES: frozenset({"limit", "fastest", "zone", "curvature_min", "curvature_max"}),
        Hideable.BEST_FIT: frozenset(
            {
                *("best_slope", "best_intercept", "best_mse", "above_best", "excess_left"),
                *("recent_above_best", "worst_point"),
                *("held_out_at_best_fit", "held_out_best_degree"),
            }
        ),
    }
)
"""Quantities whose values are not to be written while a thing is hidden."""


@dataclass(frozen=True)
class Verdict:
    """A condition as it stands at one moment.

    Attributes
    ----------
    condition : Condition
    is_met : bool
        False where a quantity is undefined.
    is_reached : bool
        Whether it is met by something done: no run has ended well before it has begun.
    value : float, str or None
        Of the quantity the condition is about; None where it is undefined.
    operands : tuple of float or str or None
        What it is compared with; the values of quantities.
    """

    condition: Condition
    is_met: bool
    is_reached: bool
    value: Value
    operands: tuple[Value, ...]


def value_of(name: str, moment: Moment) -> Value:
    """Return the value of a quantity at a moment; None where it is undefined."""
    found = find_quantity(name)
    return None if found is None else found.of(moment)


def judge_condition(condition: Condition, moment: Moment) -> Verdict:
    """Judge one condition."""
    value = value_of(condition.of, moment)
    is_exact = condition.comparator in {Comparator.IS, Comparator.IS_NOT}
    operands = tuple(
        operand if is_exact else _known(operand, moment) for operand in condition.operands
    )
    is_met = value is not None and None not in operands and compare(condition, value, operands)
    is_early = condition.comparator is Comparator.IS_NOT and value == NO_STOP
    return Verdict(condition, is_met, is_met and not is_early, value, operands)


def judge_conditions(conditions: Iterable[Condition], moment: Moment) -> tuple[Verdict, ...]:
    """Judge conditions in their order.

    If any is about a run, and not all are met, none counts as reached before there is a run: a
    setting alone shows nothing.
    """
    verdicts = tuple(judge_condition(condition, moment) for condition in conditions)
    is_early = moment.last_epoch < 1 and any(map(_is_about_run, verdicts))
    if not is_early or all(verdict.is_met for verdict in verdicts):
        return verdicts
    return tuple(replace(verdict, is_reached=False) for verdict in verdicts)


def _is_about_run(verdict: Verdict) -> bool:
    found = find_quantity(verdict.condition.of)
    return found is not None and found.is_of_run


def all_hold(conditions: Iterable[Condition], moment: Moment) -> bool:
    """Return whether all conditions hold; True where there are none."""
    return all(judge_condition(condition, moment).is_met for condition in conditions)


def right_number(answer: Answer, moment: Moment | None) -> float | None:
    """Return the number that is right; None for a quantity that is undefined now."""
    right: Value = answer.right
    if isinstance(right, str):
        right = None if moment is None else value_of(right, moment)
    return right if isinstance(right, float) else None


def is_right(answer: Answer, given: float, moment: Moment | None) -> bool:
    """Return whether an answer is right: the number of a choice, or a number near enough.

    Parameters
    ----------
    answer : Answer
    given : float
    moment : Moment or None
        Needed where the right answer is a quantity; one that is undefined has no right answer.
    """
    if answer.choices:
        return given == answer.right
    right = right_number(answer, moment)
    if right is None:
        return False
    return abs(given - right) <= _room(answer, right) * (1.0 + ROUNDING)


def hidden_quantities(hidden: Iterable[Hideable]) -> frozenset[str]:
    """Return the names of the quantities whose values are not to be written."""
    return frozenset().union(*(HIDDEN_WITH.get(name, frozenset()) for name in hidden))


def compare(condition: Condition, value: Value, operands: tuple[Value, ...]) -> bool:
    """Return whether a value and the operands of a condition meet it; none may be None."""
    comparator = condition.comparator
    if comparator is Comparator.IS:
        return value == operands[0]
    if comparator is Comparator.IS_NOT:
        return value != operands[0]
    numbers = [number for number in (value, *operands) if isinstance(number, float)]
    if len(numbers) != 1 + len(operands):
        return False
    own, *others = numbers
    if comparator is Comparator.BETWEEN:
        return others[0] <= own <= others[1]
    (other,) = others
    if comparator is Comparator.NEAR:
        return abs(own - other) <= _room(condition, other)
    return {
        Comparator.AT_LEAST: own >= other,
        Comparator.AT_MOST: own <= other,
        Comparator.ABOVE: own > other,
        Comparator.BELOW: own < other,
    }[comparator]


def _room(near: Condition | Answer, other: float) -> float:
    """Return how far off another number is still near enough."""
    if near.within is not None:
        return near.within
    return (near.percent or 0.0) / 100.0 * abs(other)


def _known(operand: Operand, moment: Moment) -> Value:
    return value_of(operand, moment) if isinstance(operand, str) else operand
