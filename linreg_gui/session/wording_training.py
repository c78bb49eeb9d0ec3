"""The sentences about ways to train: optimizers, batches, decay, scaling, penalty, stop rule."""

from dataclasses import replace

import numpy as np

from linreg_gui.core.descents import is_plain
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import OPTIMIZER, Decay, DescentConfig, Optimizer, StopReason
from linreg_gui.core.stability import (
    PlainRuns,
    epochs_to_reduce,
    largest_stable_learning_rate,
    stability_limit,
)
from linreg_gui.session.values import SMALLEST_RATE, Line, Notice, RunState, Severity
from linreg_gui.session.wording import (
    FRACTION_LEFT,
    SAFE_FRACTION,
    SLOW_GROWTH,
    count,
    degeneracy_sentence,
    learning_rate_sentence,
    number,
    outcome_notice,
)

MUCH_SMALLER = 0.1
"""What is offered of a rate that diverged where no limit is known."""
MUCH_SOONER = 0.1
"""From a start beside the slower axis a descent arrives in this part of the usual epochs."""

ADAPTIVE_RULES = {
    Optimizer.ADAGRAD: "AdaGrad shortens the steps of each parameter as its gradients add up",
    Optimizer.RMSPROP: "RMSProp makes each parameter's steps about as long as the learning rate",
    Optimizer.ADAM: "Adam makes each parameter's steps at most about as long as the learning rate",
}


def training_sentence(
    objective: Objective | None, config: DescentConfig, start: Line | None = None
) -> str:
    """Say what the settings will do on the data, and first what is odd about the data.

    Parameters
    ----------
    objective : Objective or None
    config : DescentConfig
    start : Line, optional
        On the surface. From a lucky one a descent arrives long before the slower axis would.
    """
    if objective is None:
        return "Without points there is nothing to fit."
    standardisation = objective.standardisation
    reason = None if standardisation is None else standardisation.reason
    oddity = reason or degeneracy_sentence(objective.loss)
    sentence = rate_sentence(objective.loss, config)
    if start is not None and is_plain(config, objective.dataset.n_samples):
        sentence = _lucky_sentence(objective.loss, config, start) or sentence
    return f"{oddity} {sentence}" if oddity else sentence


def _lucky_sentence(loss: QuadraticLoss, config: DescentConfig, start: Line) -> str:
    """Say how soon a descent arrives that starts beside the slower axis; empty elsewhere."""
    rate = config.learning_rate
    usual = epochs_to_reduce(loss, rate, FRACTION_LEFT)
    fraction = config.tolerance or DescentConfig.tolerance
    runs = PlainRuns(loss, start, np.array([rate]))
    soon = 0.0 if usual is None else MUCH_SOONER * usual
    if usual is None or soon < 1.0 or not runs.has_reduced(fraction, soon):
        return ""
    (epochs,) = runs.epochs_to_reduce(fraction)
    if epochs == 0:
        return ""  # the start is the best fit
    many = "1 epoch" if epochs == 1 else f"{count(epochs)} epochs"
    limit = number(largest_stable_learning_rate(loss), 3)
    return (
        f"From this start it arrives after {many}; from others it takes up to about "
        f"{count(usual)} to lose 99 % of the excess loss. Diverges above {limit}."
    )


def rate_sentence(loss: QuadraticLoss, config: DescentConfig) -> str:
    """Say what a learning rate does with these settings, or why that cannot be said."""
    if is_plain(config, loss.n_samples):
        return learning_rate_sentence(loss, config.learning_rate)
    limit = stability_limit(loss, config)
    if limit is not None:
        return _limit_sentence(loss, config, limit)
    if config.optimizer.is_adaptive:
        return f"{ADAPTIVE_RULES[config.optimizer]}: no rate is a sharp limit."
    of_plain = number(largest_stable_learning_rate(loss), 3)
    if config.steps_per_epoch(loss.n_samples) > 1:
        return (
            "Each batch has a bowl of its own, so no rate is a sharp limit. "
            f"Plain descent on all points diverges above {of_plain}."
        )
    kept = stability_limit(loss, replace(config, decay=Decay.NONE))
    return (
        "The rate falls in the course of the run, so no rate is a sharp limit. "
        f"A rate that stays must be below {of_plain if kept is None else number(kept, 3)}."
    )


def _limit_sentence(loss: QuadraticLoss, config: DescentConfig, limit: float) -> str:
    name, shown = OPTIMIZER.words[config.optimizer], number(limit, 3)
    of_plain = number(largest_stable_learning_rate(loss), 3)
    if config.learning_rate >= limit:
        return f"Diverges: with {name} stay below {shown} (plain descent: {of_plain})."
    return f"Converges: with {name} it diverges above {shown} (plain descent: {of_plain})."


def ending_notice(state: RunState, loss: QuadraticLoss, config: DescentConfig) -> Notice | None:
    """Say how a run ended; None when it ended as expected."""
    if state.stop_reason is StopReason.PLATEAU:
        return Notice(
            f"Stopped at epoch {count(state.epoch)}: over {count(config.patience)} epochs the "
            f"loss fell by less than {number(100.0 * config.improvement, 3)} %."
        )
    is_known = is_plain(config, loss.n_samples)
    if state.stop_reason is not StopReason.DIVERGED or is_known:
        return outcome_notice(state, loss, config)
    return _divergence(state, loss, config)


def _divergence(state: RunState, loss: QuadraticLoss, config: DescentConfig) -> Notice:
    begin = f"Diverged at epoch {count(state.epoch)}"
    limit = stability_limit(loss, config)
    if limit is None:
        text = f"{begin}: the steps are too long. Use a smaller learning rate."
    else:
        text = (
            f"{begin}: with {OPTIMIZER.words[config.optimizer]} the rate must be below "
            f"{number(limit, 3)} (now {number(config.learning_rate, 3)})."
        )
    return Notice(text, Severity.WARNING)


def runaway_notice(factor: float | None) -> Notice:
    """Say that a run grows, while it goes on.

    Parameters
    ----------
    factor : float or None
        How much longer each swing is than the one before; None where that is not known.
    """
    if factor is None:
        return Notice("Diverges: each swing is longer than the last.", Severity.WARNING)
    times = number(factor, 3 if factor >= SLOW_GROWTH else 6)
    return Notice(f"Diverges: each swing is {times} × the last.", Severity.WARNING)


def rate_after_divergence(loss: QuadraticLoss, config: DescentConfig) -> float | None:
    """Return the learning rate to offer to a run that diverged; None if none is a legal one."""
    limit = stability_limit(loss, config)
    if limit is None:
        offered = float(f"{MUCH_SMALLER * config.learning_rate:.2g}")
    else:
        offered = float(f"{SAFE_FRACTION * limit:.3g}")
    return offered if offered >= SMALLEST_RATE else None


def training_summary(config: DescentConfig, n_samples: int) -> str:
    """List what is set beyond the rows that are always seen; empty for the default settings."""
    parts = []
    if config.is_standardised:
        parts.append("on standardised x")
    if config.optimizer.uses_momentum:
        parts.append(f"momentum {number(config.momentum)}")
    if config.l2:
        parts.append(f"L2 penalty {number(config.l2)}")
    if config.decay is not Decay.NONE:
        parts.append("the rate falls")
    if config.patience:
        parts.append("stops on a plateau")
    if config.steps_per_epoch(n_samples) > 1:
        parts.append(f"seed {config.seed}")
    return " · ".join(parts)


def stop_sentence(excess: float | None, *, has_penalty: bool = False) -> str:
    """Say what going on after a stop would have gained.

    Parameters
    ----------
    excess : float or None
        Of the loss, relative to its minimum; None where the best fit is not to be told.
    has_penalty : bool
        Whether the minimum is that of the loss with its penalty, so not the best fit.
    """
    if excess is None or excess < 0.0:
        return "stopped here"
    percent = 100.0 * excess
    shown = count(percent) if 1e3 <= percent < 1e9 else number(percent, 3)
    least = "the smallest loss" if has_penalty else "the best fit"
    return f"stopped here, {shown} % above {least}"


def cliff_sentence(limit: float | None, measured: float | None, config: DescentConfig) -> str:
    """Say where theory and the runs have the rate from which on a descent diverges.

    Parameters
    ----------
    limit, measured : float or None
        None where there is no such rate, or where it is not measured.
    config : DescentConfig
    """
    if limit is None:
        spread = " The band is the spread over orders of the batches." if config.batch_size else ""
        return f"With these settings no rate is a sharp limit.{spread}"
    theory = f"Dashed: by theory it diverges above {number(limit, 4)}."
    if measured is None:
        return theory
    apart = 100.0 * abs(measured / limit - 1.0)
    return f"{theory} Triangle: the runs diverge above {number(measured, 4)}, {apart:.2f} % apart."
