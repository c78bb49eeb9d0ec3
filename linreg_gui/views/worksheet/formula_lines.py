"""The four phases of a step as formulas with the numbers in them."""

from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import NamedTuple

from linreg_gui.core.one_step import OneStep
from linreg_gui.core.step_phase import StepPhase
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


def step_formulas(step: OneStep, *, is_your_turn: bool = False) -> tuple[Formula, ...]:
    """Write the first three phases of a step, in the numbers of its record.

    Parameters
    ----------
    step : OneStep
    is_your_turn : bool
        Leave out what the learner is to work out.
    """
    slope, intercept = (float(value) for value in step.parameters)
    fitted = Piece("ŷ", Ink.SYMBOL), Piece(" ")
    predict = (
        *fitted,
        Piece("= "),
        Piece(number_text(slope), Ink.LINE),
        Piece(DOT),
        Piece("x", Ink.SYMBOL),
        Piece(f" {MINUS} " if intercept < 0 else " + "),
        Piece(number_text(abs(intercept)), Ink.LINE),
    )
    return (
        Formula(StepPhase.PREDICT, fitted, (predict,)),
        _loss_formula(step, is_your_turn=is_your_turn),
        *_gradient_formulas(step, is_your_turn=is_your_turn),
    )


def _loss_formula(step: OneStep, *, is_your_turn: bool) -> Formula:
    l2 = step.config.l2
    subject = (Piece("loss " if l2 else "MSE "),)
    terms: tuple[Term, ...] = ((*subject, Piece("= mean residual²")),)
    if l2:
        penalty = Piece(f"+ {number_text(l2)}{DOT}"), Piece("m", Ink.SYMBOL), Piece("²")
        terms += (penalty,)
    if not is_your_turn:
        terms += (result(step.value),)
    return Formula(StepPhase.LOSS, subject, terms)


def _gradient_formulas(step: OneStep, *, is_your_turn: bool) -> tuple[Formula, ...]:
    made = []
    names = ("m", "x·residual", Asked.SLOPE_GRADIENT), ("b", "residual", Asked.INTERCEPT_GRADIENT)
    slope = float(step.parameters[0])
    for (name, averaged, asked), value in zip(names, step.gradient.tolist(), strict=True):
        l2 = step.config.l2 if asked is Asked.SLOPE_GRADIENT else 0.0
        subject = *partial(name), Piece(" ")
        rule: Term = (*subject, Piece(f"= {MINUS}2{DOT}mean({averaged})"))
        mean = -(value - 2.0 * l2 * slope) / 2
        worked: Term = (Piece(f"= {MINUS}2{DOT}{in_brackets(mean)}"),)
        if l2:
            pull = f" + 2{DOT}{number_text(l2)}{DOT}"
            rule += Piece(pull), Piece("m", Ink.SYMBOL)
            worked += (Piece(f"{pull}{in_brackets(slope)}"),)
        terms = (rule, ASKED_FOR) if is_your_turn else (rule, worked, result(value))
        made.append(Formula(StepPhase.GRADIENT, subject, terms, asked if is_your_turn else None))
    return tuple(made)


def partial(name: str) -> Term:
    """Write the derivative by a parameter."""
    return Piece("∂"), Piece(name, Ink.SYMBOL)


def result(value: float) -> Term:
    """Write what a formula comes to."""
    return Piece("= "), Piece(number_text(value), Ink.RESULT)


def number_text(value: float) -> str:
    """Write a number, or a dash for one beyond all numbers."""
    return number(value, DIGITS) if isfinite(value) else EMPTY


def in_brackets(value: float) -> str:
    """Write a number behind another sign."""
    text = number_text(value)
    return f"({text})" if text.startswith(MINUS) else text
