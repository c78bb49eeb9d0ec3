"""The four phases of a step as formulas with the numbers in them."""

from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.values import StepRecord
from linreg_gui.session.wording import number

DIGITS = 6
EMPTY = "–"
MINUS, DOT = "\N{MINUS SIGN}", " \N{MIDDLE DOT} "


class Ink(Enum):
    """How a piece of a formula is set."""

    PLAIN = "plain"
    SYMBOL = "symbol"
    LINE = "line"
    RESULT = "result"
    NEW_LINE = "new line"


class Piece(NamedTuple):
    """A few signs set in one way."""

    text: str
    ink: Ink = Ink.PLAIN


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
    phase : StepPhase
    subject : tuple of Piece
        What stands before its first sign of equality; the terms begin with it.
    terms : tuple of tuple of Piece
    asked : Asked or None
        The number left out at the end, for the learner to fill in.
    """

    phase: StepPhase
    subject: Term
    terms: tuple[Term, ...]
    asked: Asked | None = None

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return " ".join("".join(piece.text for piece in term) for term in self.terms)


def step_formulas(
    step: StepRecord, gradient: NDArray[np.float64], *, is_your_turn: bool = False
) -> tuple[Formula, ...]:
    """Write one step of the descent, in the numbers of its record.

    Parameters
    ----------
    step : StepRecord
    gradient : ndarray, shape (2,)
        That of the loss at the parameters of the step.
    is_your_turn : bool
        Leave out what the learner is to work out.
    """
    slope, intercept = (float(value) for value in step.parameters)
    fitted = Piece("ŷ", Ink.SYMBOL), Piece(" ")
    predict = (
        *fitted,
        Piece("= "),
        Piece(_text(slope), Ink.LINE),
        Piece(DOT),
        Piece("x", Ink.SYMBOL),
        Piece(f" {MINUS} " if intercept < 0 else " + "),
        Piece(_text(abs(intercept)), Ink.LINE),
    )
    error = (Piece("MSE "),)
    loss: tuple[Term, ...] = ((*error, Piece("= mean residual²")),)
    if not is_your_turn:
        loss += (_result(step.loss),)
    return (
        Formula(StepPhase.PREDICT, fitted, (predict,)),
        Formula(StepPhase.LOSS, error, loss),
        *_gradient_formulas(gradient, is_your_turn=is_your_turn),
        *_update_formulas(step, gradient, is_your_turn=is_your_turn),
    )


def _gradient_formulas(gradient: NDArray[np.float64], *, is_your_turn: bool) -> tuple[Formula, ...]:
    made = []
    names = ("m", "x·residual", Asked.SLOPE_GRADIENT), ("b", "residual", Asked.INTERCEPT_GRADIENT)
    for (name, averaged, asked), value in zip(names, gradient.tolist(), strict=True):
        subject = *_partial(name), Piece(" ")
        rule = (*subject, Piece(f"= {MINUS}2{DOT}mean({averaged})"))
        worked = (Piece(f"= {MINUS}2{DOT}{_in_brackets(-value / 2)}"),)
        terms = (rule, ASKED_FOR) if is_your_turn else (rule, worked, _result(value))
        made.append(Formula(StepPhase.GRADIENT, subject, terms, asked if is_your_turn else None))
    return tuple(made)


def _update_formulas(
    step: StepRecord, gradient: NDArray[np.float64], *, is_your_turn: bool
) -> tuple[Formula, ...]:
    if step.next_parameters is None:
        return (Formula(StepPhase.UPDATE, (), ((Piece("none: the descent ends here"),),)),)
    made = []
    rate = _text(step.config.learning_rate)
    names = ("m", Asked.NEW_SLOPE), ("b", Asked.NEW_INTERCEPT)
    for place, (name, asked) in enumerate(names):
        old, new = float(step.parameters[place]), float(step.next_parameters[place])
        change = _partial(name) if is_your_turn else (Piece(_in_brackets(float(gradient[place]))),)
        subject = Piece(name, Ink.SYMBOL), Piece(" ")
        rule = (
            *subject,
            Piece("← "),
            Piece(_text(old), Ink.LINE),
            Piece(f" {MINUS} {rate}{DOT}"),
            *change,
        )
        result = Piece("= "), Piece(_text(new), Ink.NEW_LINE)
        terms = (rule, ASKED_FOR if is_your_turn else result)
        made.append(Formula(StepPhase.UPDATE, subject, terms, asked if is_your_turn else None))
    return tuple(made)


def _partial(name: str) -> Term:
    return Piece("∂"), Piece(name, Ink.SYMBOL)


def _result(value: float) -> Term:
    return Piece("= "), Piece(_text(value), Ink.RESULT)


def _text(value: float) -> str:
    return number(value, DIGITS) if isfinite(value) else EMPTY


def _in_brackets(value: float) -> str:
    text = _text(value)
    return f"({text})" if text.startswith(MINUS) else text
