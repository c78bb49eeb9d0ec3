"""The step as formulas, a line each: its four phases, and the update of each optimizer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.numbers import MINUS
from linreg_gui.core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_EPSILON,
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
    RMSPROP_EPSILON,
    RMSPROP_SMOOTHING,
    Memory,
)
from linreg_gui.core.settings import Optimizer
from linreg_gui.core.step import OneStep
from linreg_gui.session.wording import count
from linreg_gui.views.widgets.formula_step import DIGITS, memory_after, number_text
from linreg_gui.views.worksheet.step_names import OF_A_LINE, StepNames

PARTS_A_LINE, GAPS = 2, ("   ", "")
DOT = " \N{MIDDLE DOT} "
EPSILONS = {
    Optimizer.ADAGRAD: ADAGRAD_EPSILON,
    Optimizer.RMSPROP: RMSPROP_EPSILON,
    Optimizer.ADAM: ADAM_EPSILON,
}


class Ink(Enum):
    """How a piece of a formula is set."""

    PLAIN = "plain"
    SYMBOL = "symbol"
    LINE = "line"
    RESULT = "result"
    NEW_LINE = "new line"
    BEST = "best"


class Piece(NamedTuple):
    """A few signs set in one way."""

    text: str
    ink: Ink = Ink.PLAIN


class EquationPart(Enum):
    """What the lines about the best fit begin with."""

    SUMS = "sums"
    SLOPE = "∂m = 0"
    INTERCEPT = "∂b = 0"
    BEST = "best fit"


class Asked(Enum):
    """A number of a formula that a learner can be asked for."""

    SLOPE_GRADIENT = "gradient by the slope"
    INTERCEPT_GRADIENT = "gradient by the intercept"
    NEW_SLOPE = "new slope"
    NEW_INTERCEPT = "new intercept"


Term = tuple[Piece, ...]
ASKED_FOR: Term = (Piece("="),)


@dataclass(frozen=True)
class Formula:
    """A line of the worksheet; it may be broken between its terms.

    Attributes
    ----------
    phase : StepPhase or EquationPart
        Its value stands at the left of the first line of each.
    subject : tuple of Piece
        What stands before its first sign of equality; the terms begin with it.
    terms : tuple of tuple of Piece
    asked : Asked or None
        The number left out at the end, for the learner to fill in.
    """

    phase: StepPhase | EquationPart
    subject: Term
    terms: tuple[Term, ...]
    asked: Asked | None = None

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return " ".join("".join(piece.text for piece in term) for term in self.terms)


def step_formulas(
    step: OneStep, names: StepNames = OF_A_LINE, *, is_your_turn: bool = False
) -> tuple[Formula, ...]:
    """Write the first three phases of a step, in the numbers of its record.

    Parameters
    ----------
    step : OneStep
        Of two parameters.
    names : StepNames
    is_your_turn : bool
        Leave out what the learner is to work out.
    """
    slope, intercept = (float(value) for value in step.parameters)
    fitted = Piece(names.fitted, Ink.SYMBOL), Piece(" ")
    predict = (
        *fitted,
        Piece("= "),
        Piece(number_text(slope), Ink.LINE),
        Piece(DOT),
        Piece(names.column, Ink.SYMBOL),
        Piece(f" {MINUS} " if intercept < 0 else " + "),
        Piece(number_text(abs(intercept)), Ink.LINE),
    )
    return (
        Formula(StepPhase.PREDICT, fitted, (predict,)),
        _loss_formula(step, names, is_your_turn=is_your_turn),
        *_gradient_formulas(step, names, is_your_turn=is_your_turn),
    )


def _loss_formula(step: OneStep, names: StepNames, *, is_your_turn: bool) -> Formula:
    l2 = step.config.l2
    subject = (Piece("loss " if l2 else "MSE "),)
    terms: tuple[Term, ...] = ((*subject, Piece("= mean residual²")),)
    if l2:
        of = Piece(names.penalty[:-1], Ink.SYMBOL), Piece(names.penalty[-1])
        penalty = Piece(f"+ {number_text(l2)}{DOT}"), *of
        terms += (penalty,)
    if not is_your_turn:
        terms += (result(step.value),)
    return Formula(StepPhase.LOSS, subject, terms)


def _gradient_formulas(
    step: OneStep, names: StepNames, *, is_your_turn: bool
) -> tuple[Formula, ...]:
    made = []
    both = (
        (names.weight, f"{names.column}·residual", Asked.SLOPE_GRADIENT),
        ("b", "residual", Asked.INTERCEPT_GRADIENT),
    )
    slope = float(step.parameters[0])
    for place, (name, averaged, asked) in enumerate(both):
        value = float(step.told_gradient[place])
        if place == step.held:
            made.append(_held_formula(StepPhase.GRADIENT, partial(name), "is not needed"))
            continue
        l2 = step.config.l2 if asked is Asked.SLOPE_GRADIENT else 0.0
        subject = *partial(name), Piece(" ")
        rule: Term = (*subject, Piece(f"= {MINUS}2{DOT}mean({averaged})"))
        mean = -(value - 2.0 * l2 * slope) / 2
        worked: Term = (Piece(f"= {MINUS}2{DOT}{in_brackets(mean)}"),)
        if l2:
            pull = f" + 2{DOT}{number_text(l2)}{DOT}"
            rule += Piece(pull), Piece(names.weight, Ink.SYMBOL)
            worked += (Piece(f"{pull}{in_brackets(slope)}"),)
        terms = (rule, ASKED_FOR) if is_your_turn else (rule, worked, result(value))
        made.append(Formula(StepPhase.GRADIENT, subject, terms, asked if is_your_turn else None))
    return tuple(made)


def other_gradients(parts: Sequence[tuple[str, float]]) -> Iterator[Formula]:
    """Write the parts of the gradient that are not worked out, a few on a line.

    Parameters
    ----------
    parts : sequence of (str, float)
        The name of a weight, and the derivative by that.
    """
    for first in range(0, len(parts), PARTS_A_LINE):
        line = tuple(
            piece
            for place, (name, value) in enumerate(parts[first : first + PARTS_A_LINE])
            for piece in (*partial(name), Piece(f" = {number_text(value)}{GAPS[place]}"))
        )
        yield Formula(StepPhase.GRADIENT, (), (line,))


def _held_formula(phase: StepPhase, subject: Term, words: str) -> Formula:
    """Say of a held parameter that nothing is to be worked out."""
    begin = (*subject, Piece(" "))
    return Formula(phase, begin, ((*begin, Piece(words)),))


def partial(name: str) -> Term:
    """Write the derivative by a parameter."""
    return Piece("∂"), Piece(name, Ink.SYMBOL)


def result(value: float) -> Term:
    """Write what a formula comes to."""
    return Piece("= "), Piece(number_text(value), Ink.RESULT)


def in_brackets(value: float, digits: int = DIGITS) -> str:
    """Write a number behind another sign."""
    text = number_text(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def update_formulas(
    step: OneStep, names: StepNames = OF_A_LINE, *, is_your_turn: bool = False
) -> tuple[Formula, ...]:
    """Write how a step is made of its gradient.

    Parameters
    ----------
    step : OneStep
        Of two parameters.
    names : StepNames
    is_your_turn : bool
        Leave out the new slope and intercept.
    """
    if step.next_parameters is None:
        return (Formula(StepPhase.UPDATE, (), ((Piece("none: the descent ends here"),),)),)
    memory, made = memory_after(step), []
    both = (names.weight, Asked.NEW_SLOPE), ("b", Asked.NEW_INTERCEPT)
    for place, (name, asked) in enumerate(both):
        if place == step.held:
            words = f"= {number_text(float(step.parameters[place]))}, held"
            made.append(_held_formula(StepPhase.UPDATE, (Piece(name, Ink.SYMBOL),), words))
            continue
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
    optimizer, gradient = step.config.optimizer, float(step.told_gradient[place])
    shown = in_brackets(gradient)
    first, second = float(step.memory.first[place]), float(step.memory.second[place])
    velocity, squares = float(memory.first[place]), float(memory.second[place])
    if optimizer.uses_momentum:
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
    gradient, velocity = in_brackets(float(step.told_gradient[place])), float(memory.first[place])
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
