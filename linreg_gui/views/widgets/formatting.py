"""Numbers as they stand on screen."""

from linreg_gui.session.wording import number

__all__ = ["fixed_or_short", "number", "percent"]

LARGEST_FIXED = 1e6
SMALLEST_FIXED = 1e-3
LONGEST_WHOLE = 4
"""A number with more digits before the point shows fewer after it."""

SMALLEST_MINIMUM = 1e-12
"""A best MSE below this part of y's variance is no base for a percentage."""


def fixed_or_short(value: float, decimals: int = 3) -> str:
    """Write ``decimals`` decimals for everyday sizes, so that digits do not jump; else short."""
    size = abs(value)
    if size >= LARGEST_FIXED or 0 < size < SMALLEST_FIXED:
        return number(value, 4)
    spare = max(0, len(str(int(size))) - LONGEST_WHOLE)
    text = f"{value:.{max(0, decimals - spare)}f}"
    if not float(text):
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def percent(ratio: float) -> str:
    """Write a ratio as percent, with a sign."""
    size = abs(ratio) * 100
    if size >= LARGEST_FIXED:
        return f"+{number(ratio * 100, 3)} %"
    decimals = 1 if size >= 100 else 2
    return f"{ratio * 100:+.{decimals}f} %".replace("-", "\N{MINUS SIGN}")
