"""The sentences about conditions and quantities, the same in the window and in the terminal."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from linreg_gui.core.numbers import MINUS, with_signs
from linreg_gui.core.settings import OPTIMIZER, Optimizer
from linreg_gui.lessons.conditions import Verdict, compare
from linreg_gui.lessons.measures import NO_STOP
from linreg_gui.lessons.quantities import Kind, Value, find_quantity
from linreg_gui.lessons.task import Comparator, Condition, Operand

UNDEFINED = "–"
FEWEST_DIGITS = 3
MOST_DIGITS = 17
SMALLEST_WRITTEN_OUT = 1e-4
LARGEST_WRITTEN_OUT = 1e15
WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{optimizer.value: OPTIMIZER.words[optimizer] for optimizer in Optimizer},
        "none": "none",
        "standardise": "standardised",
        "inverse_time": "1/t",
        "step": "in steps",
        "crawls": "too slow",
        "zigzags": "zig-zags",
        "max_epochs": "all epochs used",
        "plateau": "on a plateau",
    }
)
"""The names of words of the file; other words stand for themselves."""
NOT_ENDED = "not ended"


def condition_text(condition: Condition) -> str:
    """Write a condition: "learning rate: within 5 % of the limit"."""
    found = find_quantity(condition.of)
    title = condition.of if found is None else found.title
    unit = f" {found.unit}" if found is not None and found.unit else ""
    first, *others = (_operand_text(condition, each, unit) for each in condition.operands)
    relation = {
        Comparator.IS: first,
        Comparator.IS_NOT: f"not {first}",
        Comparator.AT_LEAST: f"at least {first}",
        Comparator.AT_MOST: f"at most {first}",
        Comparator.ABOVE: f"above {first}",
        Comparator.BELOW: f"below {first}",
        Comparator.BETWEEN: f"from {first} to {''.join(others)}",
        Comparator.NEAR: f"within {_room_text(condition)} of {first}",
    }[condition.comparator]
    return f"{title}: {relation}"


def verdict_text(verdict: Verdict) -> str:
    """Write a condition and the value now.

    "learning rate: within 5 % of the limit · now 0.0300"
    """
    return f"{condition_text(verdict.condition)} · now {now_text(verdict)}"


def now_text(verdict: Verdict, hidden: Collection[str] = ()) -> str:
    """Write the value that a condition is about; empty where it is hidden.

    A number has so many digits that what is written meets the condition exactly where the value
    itself does: 7.003 is not written as 7.00 beside "at most 7".

    Parameters
    ----------
    verdict : Verdict
    hidden : collection of str
        Names of quantities, as `conditions.hidden_quantities` returns them.
    """
    condition, value = verdict.condition, verdict.value
    if condition.of in hidden:
        return ""
    # Digits that show on which side of a hidden number the value is would show the number.
    is_telling = None not in verdict.operands and not set(condition.operands) & set(hidden)
    if not isinstance(value, float) or not is_telling:
        return value_text(condition.of, value)
    enough = (
        digits
        for digits in range(FEWEST_DIGITS, MOST_DIGITS)
        if compare(condition, _rounded(value, digits), verdict.operands) == verdict.is_met
    )
    return value_text(condition.of, value, next(enough, MOST_DIGITS))


def value_text(name: str, value: Value, digits: int = FEWEST_DIGITS) -> str:
    """Write the value of a quantity; numbers with at least so many significant digits."""
    if value is None:
        return UNDEFINED
    if isinstance(value, str):
        return _word(name, value)
    found = find_quantity(name)
    if found is not None and found.kind is Kind.COUNT:
        return plain_number(value)
    number = fixed_number(value, digits)
    return f"{number} {found.unit}" if found is not None and found.unit else number


def fixed_number(value: float, digits: int) -> str:
    """Write a number with so many significant digits, zeros too: 0.0300, 7.00, 6,015, 2.00e−7."""
    if value == 0.0:
        return "0"
    size = abs(value)
    if not SMALLEST_WRITTEN_OUT <= size < LARGEST_WRITTEN_OUT:
        return with_signs(f"{value:.{digits - 1}e}")
    exponent = int(f"{size:.{digits - 1}e}".partition("e")[2])
    return with_signs(f"{value:,.{max(0, digits - 1 - exponent)}f}")


def plain_number(value: float) -> str:
    """Write a number with the digits it has: 0.01, 300, 2,000,000."""
    if not SMALLEST_WRITTEN_OUT <= abs(value) < LARGEST_WRITTEN_OUT and value:
        return with_signs(f"{value!r}")
    return with_signs(f"{value:,}".removesuffix(".0"))


def _rounded(value: float, digits: int) -> float:
    """Return the number that `fixed_number` writes."""
    written = fixed_number(value, digits).replace(",", "")
    return float(written.replace(MINUS, "-"))


def _operand_text(condition: Condition, operand: Operand, unit: str) -> str:
    if not isinstance(operand, str):
        return plain_number(operand) + unit
    if condition.comparator in {Comparator.IS, Comparator.IS_NOT}:
        return _word(condition.of, operand)
    found = find_quantity(operand)
    return operand if found is None else f"the {found.title}"


def _word(name: str, word: str) -> str:
    return NOT_ENDED if (name, word) == ("stop_reason", NO_STOP) else WORDS.get(word, word)


def _room_text(condition: Condition) -> str:
    if condition.percent is not None:
        return f"{plain_number(condition.percent)} %"
    return plain_number(condition.within or 0.0)
