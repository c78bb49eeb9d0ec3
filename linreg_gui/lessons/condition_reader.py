"""Read conditions: ``{ of = quantity, comparator }``."""

from collections.abc import Mapping
from typing import Any

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.lessons.quantities import QUANTITIES, Kind, Quantity, find_quantity
from linreg_gui.lessons.task import Comparator, Condition, Operand
from linreg_gui.lessons.toml_value import TomlValue, did_you_mean

MOST_CONDITIONS = 10
TOLERANCES = {"within": MAX_ABSOLUTE_VALUE, "percent": 100.0}
"""How far off is still near, with the largest value of each."""
COMPARATORS = tuple(each.value for each in Comparator)
EXACT = (Comparator.IS, Comparator.IS_NOT)


def read_conditions(value: TomlValue) -> tuple[Condition, ...]:
    """Read a list of conditions."""
    return tuple(map(_condition, value.items(1, MOST_CONDITIONS, "conditions { of = … }")))


def read_quantity(value: TomlValue) -> Quantity:
    """Read the name of a quantity."""
    found = find_quantity(value.value) if isinstance(value.value, str) else None
    if found is not None:
        return found
    if not isinstance(value.value, str):
        raise value.refusal("must be the name of a quantity in quotes")
    raise value.refusal(f"{value.quoted} is not a quantity{did_you_mean(value.value, QUANTITIES)}")


def read_numeric(value: TomlValue) -> str:
    """Read the name of a quantity that has numbers."""
    found = read_quantity(value)
    if found.kind is Kind.WORD:
        raise value.refusal(f"{found.name} is a word and no number")
    return found.name


def read_tolerance(table: TomlValue, members: Mapping[str, TomlValue]) -> dict[str, Any]:
    """Read the one of ``within`` and ``percent`` that a table must have, by its key."""
    given = [key for key in TOLERANCES if key in members]
    if len(given) != 1:
        raise table.refusal("needs one of within and percent")
    (key,) = given
    return {key: members[key].number(0.0, TOLERANCES[key])}


def _condition(value: TomlValue) -> Condition:
    members = value.members(("of", *COMPARATORS, *TOLERANCES), ("of",))
    given = [key for key in COMPARATORS if key in members]
    if len(given) != 1:
        raise value.refusal(f"needs one of {', '.join(COMPARATORS)}")
    comparator, quantity = Comparator(given[0]), read_quantity(members["of"])
    operands = _operands(members[given[0]], comparator, quantity)
    if comparator is not Comparator.NEAR:
        for key in TOLERANCES:
            if key in members:
                raise members[key].refusal("belongs to near alone")
        return Condition(quantity.name, comparator, operands)
    tolerance = read_tolerance(value, members)
    if "percent" in tolerance and operands[0] == 0.0:
        raise members["percent"].refusal("of 0 is 0: use within")
    return Condition(quantity.name, comparator, operands, **tolerance)


def _operands(value: TomlValue, comparator: Comparator, quantity: Quantity) -> tuple[Operand, ...]:
    if comparator in EXACT:
        return (_exact(value, quantity),)
    if quantity.kind is Kind.WORD:
        listed = ", ".join(quantity.words)
        raise value.refusal(f"{quantity.name} is a word: use is or is_not with one of {listed}")
    if comparator is not Comparator.BETWEEN:
        return (_number(value),)
    low, high = map(_number, value.items(2, 2, "numbers"))
    if not isinstance(low, str) and not isinstance(high, str) and low > high:
        raise value.refusal("must have the smaller number first")
    return low, high


def _exact(value: TomlValue, quantity: Quantity) -> Operand:
    if quantity.kind is Kind.WORD:
        return value.word(quantity.words)
    if quantity.kind is Kind.REAL:
        raise value.refusal(f"{quantity.name} is no whole number: use near, between or above")
    return float(value.whole(-(2**63), 2**63 - 1))


def _number(value: TomlValue) -> Operand:
    if isinstance(value.value, str):
        return read_numeric(value)
    return value.number(-MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE)
