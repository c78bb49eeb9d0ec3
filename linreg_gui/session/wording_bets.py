"""The sentences of *Ask first*: what was said and what was seen, never whether that was right."""

from linreg_gui.core.course import Course
from linreg_gui.core.numbers import counted, rounded_count
from linreg_gui.core.settings import Held
from linreg_gui.session.bets import (
    Bet,
    Gap,
    NumberBet,
    NumberGap,
    PinBet,
    PinGap,
    SketchBet,
    SketchGap,
    WordsBet,
    WordsGap,
)
from linreg_gui.session.wording import count, number

YOUR_TURN = "Your turn first."
"""In place of whatever would tell the answer, while a question is open."""
THE_RUN_TELLS = "The run will tell."
"""In place of whatever would tell the answer, while the bet stands."""
KNOWN_ALREADY = "The epochs to come are computed already: restart first, then ask."
ABOUT_ONE_RUN = "A bet is about one run: restart it by R and ask by A, then race by J."
ASKED_BEFORE = "You know this run already: only a new one is asked about."
OTHER_POINTS = "The bet was about other points."
OTHER_SETTINGS = "The bet was about other settings."
OTHER_START = "The bet was about another start."
OTHER_RUN = "The bet was about another run."
QUESTION_NUMBER = "Epochs until 99 % of the way"
PIN_HINT = "Where the dot will be"
SKETCH_HINT = "How the loss will fall"


def nothing_moves(held: Held) -> str:
    """Say that the descent has nowhere to go."""
    line = "best line" if held is Held.NOTHING else f"best line with this {held.value}"
    return f"You stand on the {line}: nothing will move."


def pin_time(epochs: int | None) -> str:
    """Say when a pin is looked at."""
    return "at the end" if epochs is None else f"after {counted(epochs, 'epoch')}"


def said(bet: Bet) -> str:
    """Say what a bet is."""
    match bet:
        case WordsBet():
            return f"You said: {bet.course.value}."
        case PinBet():
            return f"Your pin: where the dot is {pin_time(bet.epochs)}."
        case SketchBet():
            return f"Your sketch: the loss up to epoch {count(bet.last_epoch)}."
        case NumberBet():
            return f"You said: {counted(bet.epochs, 'epoch')}."


def seen(gap: Gap) -> str:
    """Say what was said and what was seen."""
    match gap:
        case WordsGap():
            return f"You said: {gap.said.value}. {what_it_did(gap)}"
        case PinGap():
            return _early(gap.is_early, gap.epoch) + pin_sentence(gap)
        case SketchGap():
            return _early(gap.is_early, gap.last_epoch) + (
                f"Farthest apart at epoch {count(gap.epoch)}: "
                f"you {_loss(gap.said)}, the run {_loss(gap.came)}."
            )
        case NumberGap(came=None):
            return (
                f"You: {counted(gap.said, 'epoch')}. "
                f"Within {counted(gap.last_epoch, 'epoch')} it did not come 99 % of the way."
            )
        case NumberGap():
            return f"You: {counted(gap.said, 'epoch')}. The run: {count(gap.came or 0)}."


def pin_sentence(gap: PinGap) -> str:
    """Say how far a pin and the dot are apart."""
    slope, intercept = _apart(gap)
    return f"Pin and dot are apart by {slope} in slope and {intercept} in intercept."


def pin_distance(gap: PinGap) -> str:
    """Write how far a pin and the dot are apart, for a plate."""
    slope, intercept = _apart(gap)
    return f"{slope} in slope, {intercept} in intercept"


def sketch_distance(gap: SketchGap) -> str:
    """Write how far a sketch and the curve are apart, for a plate."""
    if not gap.is_logarithmic:
        return f"farthest apart: {_loss(abs(gap.said - gap.came))}"
    larger, smaller = max(gap.said, gap.came), min(gap.said, gap.came)
    ratio = larger / smaller if smaller > 0.0 else float("inf")
    if not ratio < 1e15:
        return "farthest apart"
    times = number(ratio, 2) if ratio < 100.0 else rounded_count(ratio)
    return f"farthest apart: {times} \N{MULTIPLICATION SIGN}"


def what_it_did(gap: WordsGap) -> str:
    """Say what a run did."""
    last, at = counted(gap.last_epoch, "epoch"), f" at epoch {count(gap.epoch or 0)}"
    match gap.came:
        case Course.ARRIVES:
            return f"It arrived{at}."
        case Course.SWINGS:
            return f"It swung and arrived{at}."
        case Course.JITTERS:
            return "It came near and jittered: not near at its end."
        case Course.CRAWLS:
            return f"It crawled: within {last} it did not come 99 % of the way."
        case Course.BLOWS_UP if gap.epoch is None:
            return f"It blew up: after {last} its loss is above that of the start."
        case Course.BLOWS_UP:
            return f"It blew up{at}."


def _apart(gap: PinGap) -> tuple[str, str]:
    pairs = zip(gap.said, gap.came, strict=True)
    slope, intercept = (number(abs(said - came), 2) for said, came in pairs)
    return slope, intercept


def ended(epoch: int) -> str:
    """Say where a run ended, before anything could be compared."""
    return f"The run ended at epoch {count(epoch)}."


def _early(is_early: bool, epoch: int) -> str:
    return f"{ended(epoch)} " if is_early else ""


def _loss(value: float) -> str:
    """Write a loss in so many digits as a sketch has."""
    return count(value) if 1e3 <= abs(value) < 1e9 else number(value, 3)


PIN_TIMES = {epochs: pin_time(epochs) for epochs in (1, 10, 100, None)}
"""The choices of when a pin is looked at, by the number of epochs."""
