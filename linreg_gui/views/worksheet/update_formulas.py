"""The update of a step as formulas, for every optimizer, with the numbers in them."""

from collections.abc import Iterator

from linreg_gui.core.descent_config import Optimizer
from linreg_gui.core.one_step import OneStep
from linreg_gui.core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_EPSILON,
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
    RMSPROP_EPSILON,
    RMSPROP_SMOOTHING,
    Memory,
    StepSettings,
    optimizer_step,
)
from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.wording import count
from linreg_gui.views.worksheet.formula_lines import (
    ASKED_FOR,
    DOT,
    MINUS,
    Asked,
    Formula,
    Ink,
    Piece,
    Term,
    in_brackets,
    number_text,
    partial,
    result,
)

NAMES = ("m", Asked.NEW_SLOPE), ("b", Asked.NEW_INTERCEPT)
EPSILONS = {
    Optimizer.ADAGRAD: ADAGRAD_EPSILON,
    Optimizer.RMSPROP: RMSPROP_EPSILON,
    Optimizer.ADAM: ADAM_EPSILON,
}


def update_formulas(step: OneStep, *, is_your_turn: bool = False) -> tuple[Formula, ...]:
    """Write how a step is made of its gradient.

    Parameters
    ----------
    step : OneStep
    is_your_turn : bool
        Leave out the new slope and intercept.
    """
    if step.next_parameters is None:
        return (Formula(StepPhase.UPDATE, (), ((Piece("none: the descent ends here"),),)),)
    settings = StepSettings(step.learning_rate, step.config.momentum)
    _, memory = optimizer_step(
        step.config.optimizer, settings, step.parameters, step.gradient, step.memory
    )
    made = []
    for place, (name, asked) in enumerate(NAMES):
        made += list(_memory_formulas(step, memory, place))
        old, new = float(step.parameters[place]), float(step.next_parameters[place])
        subject = Piece(name, Ink.SYMBOL), Piece(" ")
        change = _change(step, memory, place)
        if is_your_turn and step.config.optimizer is Optimizer.GRADIENT_DESCENT:
            change = partial(name)
        rule = (
            *subject,
            Piece("← "),
            Piece(number_text(old), Ink.LINE),
            Piece(f" {MINUS} {number_text(step.learning_rate)}{DOT}"),
            *change,
        )
        shown = Piece("= "), Piece(number_text(new), Ink.NEW_LINE)
        terms = (rule, ASKED_FOR if is_your_turn else shown)
        made.append(Formula(StepPhase.UPDATE, subject, terms, asked if is_your_turn else None))
    return (*made, *_share_formula(step, memory))


def _memory_formulas(step: OneStep, memory: Memory, place: int) -> Iterator[Formula]:
    """Write what the optimizer carries on of one parameter."""
    optimizer, gradient = step.config.optimizer, float(step.gradient[place])
    shown = in_brackets(gradient)
    first, second = float(step.memory.first[place]), float(step.memory.second[place])
    velocity, squares = float(memory.first[place]), float(memory.second[place])
    if optimizer in {Optimizer.MOMENTUM, Optimizer.NESTEROV}:
        beta = number_text(step.config.momentum)
        yield _formula("v", f"{beta}{DOT}{in_brackets(first)} + {shown}", velocity)
    elif optimizer is Optimizer.ADAGRAD:
        yield _formula("s", f"{number_text(second)} + {shown}²", squares)
    elif optimizer is Optimizer.RMSPROP:
        yield _formula("s", _smoothed(RMSPROP_SMOOTHING, second, f"{shown}²"), squares)
    elif optimizer is Optimizer.ADAM:
        yield _formula("v", _smoothed(ADAM_SMOOTHING, first, shown), velocity)
        yield _formula("s", _smoothed(ADAM_SMOOTHING_OF_SQUARES, second, f"{shown}²"), squares)


def _smoothed(kept: float, before: float, fresh: str) -> str:
    share = number_text(float(f"{1.0 - kept:.3g}"))
    return f"{number_text(kept)}{DOT}{in_brackets(before)} + {share}{DOT}{fresh}"


def _formula(name: str, rule: str, value: float) -> Formula:
    subject = Piece(name, Ink.SYMBOL), Piece(" ")
    return Formula(StepPhase.UPDATE, subject, ((*subject, Piece(f"← {rule}")), result(value)))


def _change(step: OneStep, memory: Memory, place: int) -> Term:
    """Write what the learning rate multiplies."""
    optimizer = step.config.optimizer
    gradient, velocity = in_brackets(float(step.gradient[place])), float(memory.first[place])
    if optimizer is Optimizer.GRADIENT_DESCENT:
        return (Piece(gradient),)
    if optimizer is Optimizer.MOMENTUM:
        return (Piece(in_brackets(velocity)),)
    if optimizer is Optimizer.NESTEROV:
        beta = number_text(step.config.momentum)
        return (Piece(f"({gradient} + {beta}{DOT}{in_brackets(velocity)})"),)
    squares, over = float(memory.second[place]), gradient
    if optimizer is Optimizer.ADAM:
        mean_share, squares_share = _shares(memory)
        squares, over = squares / squares_share, in_brackets(velocity / mean_share)
    return (Piece(f"{over} / (√{number_text(squares)} + {number_text(EPSILONS[optimizer])})"),)


def _share_formula(step: OneStep, memory: Memory) -> Iterator[Formula]:
    """Say where Adam's corrected means come from."""
    if step.config.optimizer is Optimizer.ADAM:
        mean, squares = _shares(memory)
        text = (
            f"step {count(memory.n_steps)}: v was divided by {number_text(mean)}, "
            f"s by {number_text(squares)}"
        )
        words = text.split(", ")
        yield Formula(StepPhase.UPDATE, (), ((Piece(words[0] + ","),), (Piece(words[1]),)))


def _shares(memory: Memory) -> tuple[float, float]:
    steps = memory.n_steps
    return 1.0 - ADAM_SMOOTHING**steps, 1.0 - ADAM_SMOOTHING_OF_SQUARES**steps
