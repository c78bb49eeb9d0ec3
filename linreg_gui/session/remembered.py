"""One value kept for as long as what it is made of stays the same."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Makes a value when it is first asked for, and again when its key is another one."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, Value] | None = None

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value of a key; ``make`` is called where it is not the one kept."""
        if self._kept is None or self._kept[0] != key:
            self._kept = key, make()
        return self._kept[1]
