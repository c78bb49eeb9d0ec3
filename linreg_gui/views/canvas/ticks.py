"""Ticks of an axis: round values, and labels that say them exactly and leave each other room."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, count, islice, pairwise

from linreg_gui.core.numbers import MINUS, SUPERSCRIPTS

LABEL_GAP = 2.0
"""Pixels at least between one label and the next."""
MOST_DIGITS = 5
"""Where a label would need more, what all labels share is written at the axis."""
LONGEST_WHOLE = 6
"""Digits of a whole number written in full on a tick of a linear axis."""
LONGEST_OFFSET = 15
"""Digits of an offset written in full; a longer one is written with a power of ten."""
MOST_DECIMALS = 4
FULL_DECADES = (-3, 4)
"""Powers of ten written out on a logarithmic axis; others are written as 10ⁿ."""
LARGEST_POWER = 308.0
"""Of 10 as a float."""
FIRST_FIVE_DIGITS = 10_000.0
STEPS = (1, 2, 5)
PARTS = {1: 2, 2: 2, 5: 5}
"""Into how many parts unlabelled ticks divide a step."""
MOST_TRIES = 12
"""Spacings tried, each about twice the one before: four decades."""
LEAST_BETWEEN = 5.0
"""Pixels between unlabelled ticks."""


@dataclass(frozen=True)
class Ticks:
    """What stands at an axis.

    Attributes
    ----------
    values : tuple of float
        Where the labelled ticks stand.
    labels : tuple of str
        Pairwise different.
    between : tuple of float
        Where ticks without a label stand.
    note : str
        What all labels share and leave out, as "×10⁶" or "+2,459,000"; empty if nothing.
    """

    values: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    between: tuple[float, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TickRoom:
    """The room an axis has for labels, in pixels.

    Attributes
    ----------
    size : float
        Length of the axis.
    gap : float
        Least distance of labelled ticks.
    along : callable
        How much of the axis a label takes.
    is_narrow : callable
        Whether a label fits beside the axis.
    most : int
        Labels allowed.
    """

    size: float
    gap: float
    along: Callable[[str], float]
    is_narrow: Callable[[str], bool] = lambda _label: True
    most: int = 100

    def has(self, labels: Sequence[str], distances: Sequence[float]) -> bool:
        """Return whether labels fit, given the pixels from each to the next."""
        if len(labels) > self.most or not all(map(self.is_narrow, labels)):
            return False
        takes = [self.along(label) for label in labels]
        needed = (0.5 * (one + two) + LABEL_GAP for one, two in pairwise(takes))
        return all(need <= distance for need, distance in zip(needed, distances, strict=True))


def linear_ticks(low: float, high: float, room: TickRoom, *, is_whole: bool = False) -> Ticks:
    """Choose the closest round ticks whose labels have room.

    Parameters
    ----------
    low, high : float
        Ends of the axis; ``low < high``.
    room : TickRoom
    is_whole : bool
        Whether counts stand at the axis: then all ticks are whole, and are written in full.
    """
    chosen = Ticks()
    for step, power in _spacings(low, high, room, is_whole=is_whole):
        spacing = step * Fraction(10) ** power
        first, last = math.ceil(Fraction(low) / spacing), math.floor(Fraction(high) / spacing)
        numbers = [number * step for number in range(first, last + 1)]
        if not numbers:
            break
        pixels = float(spacing / Fraction(high - low)) * room.size
        distances = [pixels] * (len(numbers) - 1)
        labels, note = _labelled(numbers, power, room, is_whole=is_whole)
        values = tuple(exact(number, power) for number in numbers)
        chosen = Ticks(values, labels, (), note)
        if room.has(labels, distances):
            n_parts = PARTS[step] if not is_whole or spacing >= PARTS[step] else 1
            between = _between((first, last), spacing, n_parts) if n_parts > 1 else ()
            is_roomy = pixels / n_parts >= LEAST_BETWEEN
            inside = tuple(value for value in between if low <= value <= high and is_roomy)
            return Ticks(values, labels, inside, note)
    if chosen.values or room.gap < 1.0:
        return Ticks(chosen.values[:1], chosen.labels[:1], (), chosen.note)
    return linear_ticks(low, high, replace(room, gap=0.5 * room.gap), is_whole=is_whole)


def log_ticks(low: float, high: float, room: TickRoom) -> Ticks:
    """Choose round ticks between two decimal logarithms.

    Returns
    -------
    Ticks
        Whole decades; 1, 2 and 5 of each where they fit, or some of them beside a single decade;
        within less than that, round steps.
        The values are logarithms.
    """
    # A label takes a pixel at least: far more decades are neither listed nor labelled.
    closest = max(1, math.ceil((high - low) / max(room.size, 1.0)))
    inside = [
        power + math.log10(step)
        for power in (range(math.floor(low), math.ceil(high) + 1) if closest == 1 else ())
        for step in STEPS
        if low <= power + math.log10(step) <= high
    ]
    bottom, top = (10.0 ** min(power, LARGEST_POWER) for power in (low, high))
    if closest == 1 and len(inside) < 2 and 0.0 < top - bottom < math.inf:
        linear = linear_ticks(bottom, top, room)
        between = tuple(map(math.log10, linear.between))
        return Ticks(tuple(map(math.log10, linear.values)), linear.labels, between, linear.note)
    coarser = (_every(step, low, high) for step in _decade_steps() if step >= closest)

    def has_room(values: list[float]) -> bool:
        distances = [(two - one) * room.size / (high - low) for one, two in pairwise(values)]
        return room.has(tuple(map(power_label, values)), distances)

    for values in chain([inside] if closest == 1 else [], coarser):
        if len(values) >= 2 and not has_room(values):
            continue
        chosen = values if len(values) >= 2 else _with_more(values, inside, has_room)
        return Ticks(tuple(chosen), tuple(map(power_label, chosen)))
    return Ticks()


def _with_more(
    values: list[float], others: list[float], has_room: Callable[[list[float]], bool]
) -> list[float]:
    """Add of the others what there is room for, from the ends: one number tells no scale."""
    for other in others[-1:] + others:
        more = sorted({*values, other})
        if has_room(more):
            values = more
    return values


def without_groups(ticks: Ticks) -> Ticks:
    """Return ticks at years as one writes them: 2012, not 2,012; others as they are."""
    if not all(0.0 <= value < FIRST_FIVE_DIGITS for value in ticks.values):
        return ticks
    labels = tuple(label.replace(",", "") for label in ticks.labels)
    return replace(ticks, labels=labels, note=ticks.note.replace(",", ""))


def _decade_steps() -> Iterator[int]:
    """Give distances of ticks in decades: all up to ten, then 1, 2 and 5 times a power of ten."""
    yield from range(1, 10)
    yield from (step * 10**power for power in count(1) for step in STEPS)


def _every(step: int, low: float, high: float) -> list[float]:
    """Return the multiples of ``step`` between two numbers."""
    return [float(step * n) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def power_label(logarithm: float) -> str:
    """Write 10 to the power of ``logarithm``, which is a whole number or that of 2 or 5 more."""
    power = math.floor(logarithm + 1e-9)
    mantissa = round(10.0 ** (logarithm - power))
    if FULL_DECADES[0] <= power <= FULL_DECADES[1]:
        return decimal(mantissa, power)
    return times_power(mantissa, power)


def exact(number: int, power: int) -> float:
    """Return the float nearest to ``number`` · 10 to the ``power``."""
    return float(f"{number}e{power}")


def decimal(number: int, power: int) -> str:
    """Write ``number`` · 10 to the ``power`` in full, in groups of three, with a real minus."""
    sign = MINUS if number < 0 else ""
    if power >= 0:
        return f"{sign}{abs(number) * 10**power:,}"
    whole, part = divmod(abs(number), 10**-power)
    digits = f"{part:0{-power}d}".rstrip("0")
    return f"{sign}{whole:,}.{digits}" if digits else f"{sign}{whole:,}"


def times_power(number: int, power: int) -> str:
    """Write ``number`` · 10 to the ``power`` as 2.5·10⁷, exactly; 1·10⁷ is 10⁷."""
    digits = str(abs(number)).rstrip("0") or "0"
    power += len(str(abs(number))) - 1
    mantissa = decimal(int(digits), 1 - len(digits))
    sign, decade = MINUS if number < 0 else "", f"10{str(power).translate(SUPERSCRIPTS)}"
    return f"{sign}{decade}" if mantissa == "1" else f"{sign}{mantissa}·{decade}"


def _spacings(
    low: float, high: float, room: TickRoom, *, is_whole: bool
) -> Iterator[tuple[int, int]]:
    """Give round spacings from the smallest that may fit, as a step and a power of ten."""
    # Closer than floats are ticks would stand at one place.
    least = max((high - low) * room.gap / max(room.size, 1.0), 2.0 * math.ulp(max(-low, high)))
    least = max(least, 1.0) if is_whole else least
    power = math.floor(math.log10(least)) - 1
    spacings = ((step, power + decade) for decade in range(MOST_TRIES) for step in STEPS)
    return islice((one for one in spacings if exact(*one) >= least * (1.0 - 1e-9)), MOST_TRIES)


def _between(ends: tuple[int, int], spacing: Fraction, n_parts: int) -> tuple[float, ...]:
    first, last = (ends[0] - 1) * n_parts, (ends[1] + 1) * n_parts
    places = (number for number in range(first, last) if number % n_parts)
    return tuple(float(number * spacing / n_parts) for number in places)


def _labelled(
    numbers: list[int], power: int, room: TickRoom, *, is_whole: bool
) -> tuple[tuple[str, ...], str]:
    """Write the labels of ``numbers`` · 10 to the ``power``, and what they leave out."""
    offset = 0 if is_whole else _offset(numbers)
    rests = [number - offset for number in numbers]
    labels = tuple(decimal(rest, power) for rest in rests)
    notes = [_signed(offset, power)] if offset else []
    n_digits = max(len(str(abs(rest))) for rest in rests) + power
    is_plain = n_digits <= LONGEST_WHOLE and -power <= MOST_DECIMALS
    times = n_digits - 1
    if times and not is_whole and not (is_plain and all(map(room.is_narrow, labels))):
        labels = tuple(decimal(rest, power - times) for rest in rests)
        notes.insert(0, f"×{times_power(1, times)}")
    return labels, " ".join(notes)


def _offset(numbers: list[int]) -> int:
    """Return the roundest number near all of them, if they need too many digits without it."""
    sizes = sorted(map(abs, numbers))
    least, most = sizes[0], sizes[-1]
    if len(str(most)) <= MOST_DIGITS or numbers[0] * numbers[-1] <= 0:
        return 0
    unit = int(10 ** len(str(most - least)))
    lowest = least // unit * unit
    while most // (10 * unit) * (10 * unit) >= max(lowest, 1):
        unit *= 10
    size = most // unit * unit
    return size if numbers[0] > 0 else -size


def _signed(offset: int, power: int) -> str:
    is_long = len(str(abs(offset))) + power > LONGEST_OFFSET or -power > LONGEST_OFFSET
    text = times_power(abs(offset), power) if is_long else decimal(abs(offset), power)
    return f"{'+' if offset > 0 else MINUS}{text}"
