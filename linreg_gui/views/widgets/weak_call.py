"""A call for a signal that does not keep its object alive."""

from collections.abc import Callable
from types import MethodType
from typing import Any, cast
from weakref import WeakMethod


def weak_call(method: Callable[..., object], *arguments: object) -> Callable[..., None]:
    """Return what calls a method with arguments, as long as its object lives.

    A signal of Qt keeps a ``partial`` alive, and Python's collector does not see that: a window
    with a button that is connected so would never go.

    Parameters
    ----------
    method : callable
        A bound method.
    *arguments
        Given to it in place of what the signal brings.
    """
    held = WeakMethod(cast("MethodType", method))

    def call(*_brought: Any) -> None:
        bound = held()
        if bound is not None:
            bound(*arguments)

    return call
