"""A value kept until another key is asked for."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class LastValue(Generic[Value]):
    """Makes a value when it is first asked for, and again when its key has changed."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, Value] | None = None

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key; ``make`` is called unless it is the last one."""
        if self._kept is None or self._kept[0] != key:
            self._kept = key, make()
        return self._kept[1]
