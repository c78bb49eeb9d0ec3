"""One line of the table of measurements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """A measurement beside what it is compared with.

    Attributes
    ----------
    name : str
    measured, base : str
        Figures with their units; the base was measured in the same run.
    ratio : str
        Measured over base; empty where the figure itself is the result.
    goal : str
    is_met : bool or None
        None where there is no goal.
    """

    name: str
    measured: str
    base: str = ""
    ratio: str = ""
    goal: str = ""
    is_met: bool | None = None


def compared(name: str, pairs: Sequence[tuple[float, float]], most: float | None = None) -> Row:
    """Compare pairs of durations, each measured together; ``most`` is the largest good ratio."""
    seconds, base = (middle(side) for side in zip(*pairs, strict=True))
    ratio = middle(one / other for one, other in pairs)
    goal = "" if most is None else f"≤ {most:g}×"
    is_met = None if most is None else ratio <= most
    return Row(name, milliseconds(seconds), milliseconds(base), f"{ratio:.2f}×", goal, is_met)


def bounded(name: str, value: float, unit: str, most: float) -> Row:
    """Hold a figure against the largest good one."""
    return Row(name, f"{value:.1f} {unit}", goal=f"≤ {most:g} {unit}", is_met=value <= most)


def milliseconds(seconds: float) -> str:
    """Write a duration."""
    return f"{1000 * seconds:.1f} ms"


def middle(values: Iterable[float]) -> float:
    """Give the median."""
    return median(values)
