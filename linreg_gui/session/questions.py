"""A question that waits in the window until it is answered, outdated or put away."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes
    ----------
    text : str
        Of its button.
    act : callable
        What it does.
    """

    text: str
    act: Callable[[], object]


@dataclass(frozen=True)
class Question:
    """One sentence and its answers; never in the way of anything else.

    Attributes
    ----------
    text : str
    choices : tuple of Choice
        The harmless one first.
    """

    text: str
    choices: tuple[Choice, ...]
