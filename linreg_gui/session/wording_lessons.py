"""The sentences of lessons: why something is refused, what was said, and what is said of that."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.wording import number

LOCKED: Mapping[Lockable, str] = MappingProxyType(
    {
        Lockable.POINTS: "The points are locked in this step of the lesson.",
        Lockable.LINE: "The line is locked in this step of the lesson.",
        Lockable.START: "The start is locked in this step of the lesson.",
        Lockable.LEARNING_RATE: "The learning rate is locked in this step of the lesson.",
        Lockable.EPOCHS: "The number of epochs is locked in this step of the lesson.",
        Lockable.OPTIMIZER: "The optimizer is locked in this step of the lesson.",
        Lockable.BATCH: "The batch size is locked in this step of the lesson.",
        Lockable.SCALING: "The scaling of x is locked in this step of the lesson.",
        Lockable.PENALTY: "The penalty is locked in this step of the lesson.",
        Lockable.DECAY: "The decay of the rate is locked in this step of the lesson.",
        Lockable.STOP_RULE: "The rule for stopping is locked in this step of the lesson.",
        Lockable.RUN: "There is nothing to run in this step of the lesson.",
        Lockable.BRANCH: "There are no branches in this step of the lesson.",
        Lockable.KEEP: "No runs are kept in this step of the lesson.",
        Lockable.VIEW: "What is shown is locked in this step of the lesson.",
        Lockable.DEGREE: "The degree is locked in this step of the lesson.",
        Lockable.HELD_OUT: "Which points are held out is locked in this step of the lesson.",
        Lockable.DATA: "Other data would end the lesson: leave it first, with Escape.",
    }
)
"""Why a gesture is refused."""
CURVE_STARTS_AS_IT_IS = "The start of a curve stays as it is in a lesson."
NOT_YET = "Not yet in this lesson."
SAY_FIRST = "Say first what you expect."
BET_STANDS = "What you said is about these settings."
UNREACHABLE = "This goal cannot be reached from here."
SO_ALREADY = "That is so already."
NO_VALUE_YET = "There is nothing to compare with yet."


def said_choice(choice: str) -> str:
    """Say which choice was chosen."""
    return f"You said: {choice.strip().rstrip('.')}."


def said_number(value: float, unit: str = "") -> str:
    """Say which number was given."""
    return f"You said: {number(value)}{unit and f' {unit}'}."


def right_is(value: float, unit: str = "") -> str:
    """Say which number is right, where it is shown."""
    return f"Right: {number(value)}{unit and f' {unit}'}."


def values_told(values: Sequence[tuple[str, str]], *, are_after_words: bool = False) -> str:
    """Write values with their names; right after what was said they would read as part of that.

    Parameters
    ----------
    values : sequence of tuple of str
        Names and values.
    are_after_words : bool
    """
    if not values:
        return ""
    if are_after_words:
        return f"What came: {', '.join(f'{name} = {value}' for name, value in values)}."
    text = ", ".join(f"{name}: {value}" for name, value in values)
    return f"{text[0].upper()}{text[1:]}."


def missed(value: float, right: float) -> str:
    """Say on which side of the right number an answer is."""
    return f"{number(value)} is too {'large' if value > right else 'small'}."
