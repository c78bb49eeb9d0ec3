"""The sentences about ways to train: optimizers, batches, decay, scaling, penalty, plateau."""

import math
from dataclasses import replace
from typing import NamedTuple

from linreg_gui.core.arrival import Arrival, arrival_of, fastest_from
from linreg_gui.core.cures import Cure, Remedy
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import is_plain
from linreg_gui.core.limits import MAX_FEATURES
from linreg_gui.core.numbers import LARGEST_COUNT, LARGEST_WRITTEN_OUT, epochs_text, rounded_count
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import (
    OPTIMIZER,
    Decay,
    DescentConfig,
    Held,
    Scaling,
    StopReason,
    Watched,
)
from linreg_gui.core.stability import (
    Regime,
    largest_stable_learning_rate,
    monotone_learning_rate,
    overshoot_factor,
    regime,
    rolling_crawl_rate,
    rolling_epochs,
    stability_limit,
)
from linreg_gui.session.curve import Curve, Parameters
from linreg_gui.session.values import Notice, RunState, Severity
from linreg_gui.session.wording import (
    FEATURES_AS_THEY_ARE,
    count,
    degeneracy_sentence,
    held_out_share,
    limit_number,
    number,
    swing_phrase,
)

ALL_AS_USUAL = "all as usual"
BACK_TO_THE_USUAL = "back to the usual"
LESSONS_HAVE_ONE_FEATURE = "Lessons are about one feature: leave this one to use several."
CURVES_ARE_OF_ONE = "A curve is of one feature: use a single one, then bend it."
TOO_MANY_FEATURES = f"At most {MAX_FEATURES} features are used at once."
FAILED = "The run stopped because of an internal error; the log has the details."
NO_DATA = "Without points there is nothing to fit."
WAY = (
    "The way: from the loss of the start down to the smallest possible. The epochs are counted "
    "from this start."
)
STOPS = {Watched.LOSS: "stops on a plateau", Watched.HELD_OUT: "stops on held-out"}
ZONES = {
    Regime.CRAWLS: "Too slow",
    Regime.CONVERGES: "Converges",
    Regime.ZIGZAGS: "Zig-zags",
    Regime.DIVERGES: "Diverges",
}
"""The zones of learning rates, as the field calls them."""


class RateSentence(NamedTuple):
    """A sentence about what a learning rate does, with the name of its zone.

    Attributes
    ----------
    rest : str
    zone : str
        What it is called, to stand in front in bold; empty where there are no zones.
    has_room : bool
        Whether the limit may follow.
    """

    rest: str
    zone: str = ""
    has_room: bool = True

    @property
    def text(self) -> str:
        """The zone and the sentence together."""
        return f"{self.zone}: {self.rest}" if self.zone else self.rest


def training_sentence(
    objective: Objective | None,
    config: DescentConfig,
    start: Parameters,
    *,
    is_branch: bool = False,
) -> RateSentence:
    """Say what the settings will do on the data, and what is odd about the data.

    Parameters
    ----------
    objective : Objective or None
        None without points.
    config : DescentConfig
    start : tuple of float
        Its parameters; the epochs are counted from there.
    is_branch : bool
        Whether the run began with other settings: then the start is named.
    """
    if objective is None:
        return RateSentence(NO_DATA)
    loss, standardisation = objective.loss, objective.standardisation
    reason = None if standardisation is None else standardisation.reason
    oddity = reason or degeneracy_sentence(loss, config.degree)
    limit = stability_limit(loss, config)
    if limit is None:
        sentence = RateSentence(_no_limit_sentence(loss, config))
    elif not is_plain(config, loss.n_samples):
        sentence = _momentum_sentence(loss, config, limit)
    elif regime(loss, config.learning_rate) is Regime.DIVERGES:
        swing = swing_phrase(overshoot_factor(loss, config.learning_rate))
        shown = limit_number(limit, config.learning_rate)
        below = "" if oddity else f" Below {shown} it settles."
        sentence = RateSentence(f"{swing}.{below}", ZONES[Regime.DIVERGES])
    else:
        sentence = _arrival_sentence(loss, config, start, is_branch=is_branch)
        if not oddity and sentence.has_room:
            shown = limit_number(limit, config.learning_rate)
            rest = f"{sentence.rest} From {shown} on it diverges."
            sentence = RateSentence(rest, sentence.zone)
    return RateSentence(f"{sentence.rest} {oddity}", sentence.zone) if oddity else sentence


def _arrival_sentence(
    loss: QuadraticLoss, config: DescentConfig, start: Parameters, *, is_branch: bool
) -> RateSentence:
    """Say when plain descent arrives."""
    zone = regime(loss, config.learning_rate)
    arrival = arrival_of(loss, start, config.learning_rate)
    rest = arrival_phrase(arrival)
    if is_branch:
        rest = f"from the start, {rest}"
    is_long = arrival.has_laggard and (is_branch or zone is Regime.CRAWLS)
    # What is never reached is said in so many words that the limit would be cut.
    is_never = arrival.epochs >= LARGEST_COUNT
    has_room = not (is_long or is_never or arrival.is_lucky or arrival.has_late_weights)
    return RateSentence(rest, ZONES[zone], has_room=has_room)


def arrival_phrase(arrival: Arrival) -> str:
    """Say when a descent arrives, as one sentence without a capital."""
    if arrival.epochs == 0.0:
        return "the start is the best fit."
    if arrival.has_laggard:
        return f"the {arrival.parameter} needs {predicted_epochs(arrival.slowest)}."
    # Of several features it is 99 % of what they explain: the intercept arrives long before.
    what = "way" if arrival.parameter else "fit"
    way = f"99 % of the {what} after {predicted_epochs(arrival.epochs)}"
    if arrival.is_lucky:
        others = predicted_epochs(arrival.elsewhere).replace(" epochs", "")
        return f"{way}; from most starts {others}."
    if arrival.has_late_weights:
        many = predicted_epochs(arrival.weights).replace(" epochs", "")
        return f"{way}; the weights need {many}."
    return f"{way}."


def predicted_epochs(epochs: float) -> str:
    """Write a number of epochs that is known exactly: in full where it can be read so."""
    if epochs < LARGEST_WRITTEN_OUT:
        return "1 epoch" if epochs == 1.0 else f"{epochs:,.0f} epochs"
    return epochs_text(epochs)


def _momentum_sentence(loss: QuadraticLoss, config: DescentConfig, limit: float) -> RateSentence:
    name, shown = OPTIMIZER.words[config.optimizer], limit_number(limit, config.learning_rate)
    of_plain = number(largest_stable_learning_rate(loss), 3)
    if config.learning_rate >= limit:
        rest = f"with {name}, below {shown} it settles (plain descent: {of_plain})."
        return RateSentence(rest, ZONES[Regime.DIVERGES])
    if config.learning_rate < rolling_crawl_rate(loss, config):
        epochs = rolling_epochs(loss, config)
        many = predicted_epochs(epochs) if math.isfinite(epochs) else "more epochs than can be told"
        return RateSentence(f"with {name} it needs {many}.", ZONES[Regime.CRAWLS])
    rest = f"with {name} it diverges from {shown} on (plain descent: {of_plain})."
    return RateSentence(rest, ZONES[Regime.CONVERGES])


def _no_limit_sentence(loss: QuadraticLoss, config: DescentConfig) -> str:
    """Say why no rate is a sharp limit."""
    if config.optimizer.is_adaptive:
        name = OPTIMIZER.words[config.optimizer]
        return f"{name} has no sharp limit. Smaller is slower, larger jitters."
    lasting = stability_limit(loss, replace(config, decay=Decay.NONE, batch_size=None))
    assert lasting is not None  # only adaptive steps have none
    limit = limit_number(lasting, config.learning_rate)
    if config.has_batches(loss.n_samples):
        return f"Batches have no sharp limit. On all points it diverges from {limit} on."
    return f"A rate that falls has no sharp limit. One that stays must be below {limit}."


def formula_tip(loss: QuadraticLoss | None, config: DescentConfig) -> str:
    """Return the formulas behind the sentence; empty where no rate is a sharp limit."""
    if loss is None or not is_plain(config, loss.n_samples):
        return ""
    monotone, limit = monotone_learning_rate(loss), largest_stable_learning_rate(loss)
    zones = (
        f"{WAY}\n"
        f"1/λmax = {number(monotone, 4)}: zig-zags above; 2/λmax = {number(limit, 4)}: diverges."
    )
    if loss.held is not None:
        left = abs(1.0 - config.learning_rate * float(loss.eigenvalues[-1]))
        if not math.isfinite(left):
            return zones
        return f"{zones}\nAn epoch leaves |1 − ηλ| = {number(left, 4)} of the distance."
    along, across = (
        abs(1.0 - config.learning_rate * curvature)
        for curvature in (loss.eigenvalues[0].item(), loss.eigenvalues[-1].item())
    )
    if not math.isfinite(across):
        return zones
    return (
        f"{zones}\nAn epoch leaves |1 − ηλmax| = {number(across, 4)} of the distance across the "
        f"valley and |1 − ηλmin| = {number(along, 6)} of that along it."
    )


def fastest_sentence(loss: QuadraticLoss | None, config: DescentConfig, start: Parameters) -> str:
    """Say which rate arrives soonest from a start; empty where that is not known.

    A parameter that arrives long after the loss is told of as in the sentence of the rate.

    Parameters
    ----------
    loss : QuadraticLoss or None
    config : DescentConfig
        Of plain descent, or nothing is known.
    start : tuple of float
        Its parameters.
    """
    if loss is None or not is_plain(config, loss.n_samples):
        return ""
    found = fastest_from(loss, start)
    if found is None:
        return ""
    rate, many = number(found.learning_rate, 4), predicted_epochs(float(found.epochs))
    arrival = arrival_of(loss, start, found.learning_rate)
    if arrival.has_laggard:
        late = f"the {arrival.parameter} needs {predicted_epochs(arrival.slowest)}"
    elif arrival.has_late_weights:
        late = f"the weights need {predicted_epochs(arrival.weights)}"
    else:
        return f"Fastest from this start: {rate}, {many}."
    # Else the tip would have 1 epoch where the sentence has thousands.
    what = "way" if arrival.parameter else "fit"
    return f"Soonest 99 % of the {what}: {rate}, {many}; {late}."


def cure_text(cure: Cure, *, is_short: bool = False, is_branch: bool = False) -> str:
    """Say in a button what a cure does, and how long a run takes then.

    Parameters
    ----------
    cure : Cure
    is_short : bool
        Whether to leave out what it takes now.
    is_branch : bool
        Whether a part of the run has other settings: then nobody knows how long it takes.
    """
    many = None if cure.epochs is None or is_branch else predicted_epochs(cure.epochs)
    if cure.remedy is Remedy.EPOCHS:
        return f"Take {count(cure.settings.max_epochs)} epochs"
    if cure.remedy is Remedy.LEARNING_RATE:
        use = f"Use {number(cure.settings.learning_rate, 3)}"
        return use if many is None else f"{use}: {many}"
    is_of_several = cure.settings.is_of_several(cure.n_weights)
    scale = "Standardise the features" if is_of_several else "Standardise x"
    if many is None:
        return scale
    if is_short or not math.isfinite(cure.instead_of):
        return f"{scale}: {many}"
    return f"{scale}: {many} instead of {rounded_count(cure.instead_of)}"


def ending_notice(
    state: RunState, loss: QuadraticLoss, config: DescentConfig, *, tells_limit: bool = True
) -> Notice | None:
    """Say how a run ended; None when it ended as expected.

    Parameters
    ----------
    state : RunState
    loss : QuadraticLoss
    config : DescentConfig
    tells_limit : bool
        Whether to say of a divergence which rates settle.
    """
    match state.stop_reason:
        case StopReason.DIVERGED:
            why = _why_diverged(loss, config) if tells_limit else ""
            return Notice(f"Diverged at epoch {count(state.epoch)}{why}.", Severity.WARNING)
        case StopReason.CONVERGED:
            text = f"Converged at epoch {count(state.epoch)}: {_nothing_better(loss, config)}."
            return Notice(text, Severity.SUCCESS)
        case StopReason.PLATEAU:
            return Notice(
                f"Stopped at epoch {count(state.epoch)}: over {count(config.patience)} epochs the "
                f"loss fell by less than {number(100.0 * config.improvement, 3)} %."
            )
        case StopReason.FAILED:
            return Notice(FAILED, Severity.WARNING)
    return None


def _why_diverged(loss: QuadraticLoss, config: DescentConfig) -> str:
    """Say, after a colon, why a run diverged, and which rates settle."""
    limit = stability_limit(loss, config)
    if limit is None:
        return ": the steps are too long. A smaller learning rate helps"
    shown = limit_number(limit, config.learning_rate)
    if is_plain(config, loss.n_samples):
        swings = swing_phrase(overshoot_factor(loss, config.learning_rate), "was")
        return f": {swings}. Below {shown} it settles"
    return f": with {OPTIMIZER.words[config.optimizer]} the rate must be below {shown}"


def _nothing_better(loss: QuadraticLoss, config: DescentConfig) -> str:
    if loss.held is not None:
        line = f"line with this {config.held.value}"
    elif config.degree > 1:
        line = "curve of this degree"
    else:
        line = "line" if loss.n_features == 1 else "model of these features"
    if config.l2:
        return f"no {line} has noticeably less loss with its penalty"
    # A run ends a little above the smallest loss: below it lines are left, by next to nothing.
    others = ", but others are as good" if loss.is_degenerate else ""
    return f"no {line} is noticeably better{others}"


def early_stop(epoch: int, best_epoch: int) -> str:
    """Say that a run has ended, its loss on held-out points falling no more."""
    return (
        f"Stopped at epoch {count(epoch)}: on the held-out points the loss is least at epoch "
        f"{count(best_epoch)}."
    )


def go_to_epoch(epoch: int) -> str:
    """Offer an epoch, in a button."""
    return f"Go to epoch {count(epoch)}"


def runaway_notice(factor: float | None) -> Notice:
    """Say that a run grows, while it goes on.

    Parameters
    ----------
    factor : float or None
        How much longer each swing is than the one before; None where that is not known.
    """
    phrase = "each swing is longer than the last" if factor is None else swing_phrase(factor)
    return Notice(f"Diverges: {phrase}.", Severity.WARNING)


def degree_sentence(former: DescentConfig, settings: DescentConfig) -> str:
    """Say what a curve in place of a line has changed besides the degree."""
    parts = [f"degree {settings.degree} descends on standardised powers of x"]
    if settings.learning_rate != former.learning_rate:
        parts.append(f"at the rate {number(settings.learning_rate, 3)}")
    if former.held is not Held.NOTHING:
        parts.append("with nothing held")
    return f"A curve of {', '.join(parts)}."


def shared_sentence(former: DescentConfig, settings: DescentConfig) -> str:
    """Say what all runs have in common now."""
    if settings.columns != former.columns:
        return "All runs follow: branches and kept runs were replayed over the same features."
    if settings.degree != former.degree:
        return "All runs follow: branches and kept runs were replayed in the same degree."
    return (
        "All runs follow: one surface has one scaling, one penalty and one held parameter, so "
        "branches and kept runs were replayed on it with their own rates."
    )


def columns_refusal(columns: tuple[int, ...], *, is_in_lesson: bool) -> str:
    """Say why features cannot be used; empty where they can."""
    if is_in_lesson:
        return LESSONS_HAVE_ONE_FEATURE
    if not columns:
        return "A model needs a feature: at least one stays in use."
    return TOO_MANY_FEATURES if len(columns) > MAX_FEATURES else ""


def columns_sentence(former: DescentConfig, settings: DescentConfig, n_features: int) -> str:
    """Say what several features in place of one have changed besides."""
    parts = [f"{n_features} features descend on standardised values"]
    if settings.learning_rate != former.learning_rate:
        parts.append(f"at the rate {number(settings.learning_rate, 3)}")
    if former.degree > 1:
        parts.append("without powers")
    if former.held is not Held.NOTHING:
        parts.append("with nothing held")
    return f"{', '.join(parts)}."


def unusual_settings(config: DescentConfig, dataset: Dataset, start: Curve) -> str:
    """List what is not as usual beside rate and epochs: "Adam · batches of 8"; empty for nothing.

    Parameters
    ----------
    config : DescentConfig
    dataset : Dataset
        With all its features, of which several are scaled as a rule.
    start : Curve
    """
    usual = DescentConfig()
    n_used = len(config.columns or dataset.feature_names)
    is_scaled = config.scaling is not Scaling.NONE
    has_batches = config.has_batches(dataset.n_training)
    name = OPTIMIZER.words[config.optimizer]
    beta = f" β {number(config.momentum)}" if config.momentum != usual.momentum else ""
    parts = (
        (config.degree > 1, f"degree {config.degree}"),
        (config.columns is not None, _features_text(config, dataset)),
        (dataset.n_held_out > 0, f"{held_out_share(dataset)} held out"),
        (config.optimizer is not usual.optimizer, name + beta * config.optimizer.uses_momentum),
        (config.batch_size is not None, f"batches of {count(config.batch_size or 0)}"),
        (config.decay is not Decay.NONE, "the rate falls"),
        (is_scaled and dataset.n_features == 1, config.scaled_x),
        (not is_scaled and dataset.n_features > 1, FEATURES_AS_THEY_ARE),
        (
            config.scaling is Scaling.CENTRE and dataset.n_features > 1,
            config.scaled_columns(n_used),
        ),
        (config.l2 > 0.0, f"L2 {number(config.l2, 3)}"),
        (any(start), _start_text(start)),
        (config.held is not Held.NOTHING, f"{config.held.value} held"),
        (config.ends_on_plateau(dataset.n_held_out), STOPS[config.watched]),
        (has_batches and config.seed != usual.seed, f"seed {config.seed}"),
    )
    return " · ".join(text for is_unusual, text in parts if is_unusual)


def _features_text(config: DescentConfig, dataset: Dataset) -> str:
    return f"{len(config.columns or ())} of {dataset.n_features} features"


def _start_text(start: Curve) -> str:
    if not start.is_line:
        return "another start"
    return f"start ({number(start.slope, 3)}, {number(start.intercept, 3)})"


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
    least = "the smallest loss" if has_penalty else "the best fit"
    if excess < 1.0:
        return f"stopped here, {number(100.0 * excess, 3)} % above {least}"
    ratio = excess + 1.0
    about = "about " if LARGEST_WRITTEN_OUT <= ratio < LARGEST_COUNT else ""
    shown = number(ratio, 3) if ratio < 1e3 else rounded_count(ratio)
    return f"stopped here, {about}{shown} × {least}"


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
    theory = f"Dashed: by theory it diverges from {number(limit, 4)} on."
    if measured is None:
        return theory
    apart = 100.0 * abs(measured / limit - 1.0)
    return (
        f"{theory} Triangle: the runs diverge from {number(measured, 4)} on, {apart:.2f} % apart."
    )
