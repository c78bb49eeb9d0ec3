"""The sentences a session says about numbers, so that every view says them alike."""

import math
from dataclasses import fields, replace

import numpy as np

from linreg_gui.core.axes_split import slow_direction
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.date_scale import DateScale, names_years
from linreg_gui.core.numbers import LARGEST_COUNT, MINUS, rounded_count, with_signs
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.setting_spec import Kind, SettingSpec
from linreg_gui.core.settings import (
    COLUMNS,
    DEGREE,
    OPTIMIZER,
    SETTINGS,
    Decay,
    DescentConfig,
    Held,
    Optimizer,
    StopReason,
)
from linreg_gui.core.stability import limit_digits
from linreg_gui.session.curve import Curve
from linreg_gui.session.values import RunState, RunStatus
from linreg_gui.storage.errors import one_line

MOST_DIGITS = 17
"""So many digits tell any two float64 apart."""
LARGEST_WRITTEN_OUT = 1e15
SMALLEST_GROUPED, LARGEST_FIXED = 1e3, 1e6
"""Numbers between them have groups of three; larger ones an exponent."""
VALUE_DIGITS = 6
"""Of a value of the data: what is typed or measured seldom has more."""
LARGEST_TIMES = 10_000.0
SLOW_GROWTH = 1.005
"""An overshoot below this takes hundreds of epochs to be seen growing."""


def number(value: float, digits: int = 4) -> str:
    """Write a number as sentences do: significant digits, and groups of three from 1,000 on."""
    rounded = float(f"{value:.{digits}g}")
    if not SMALLEST_GROUPED <= abs(rounded) < LARGEST_FIXED:
        return plain_number(rounded, digits)
    spare = max(0, digits - len(str(int(abs(rounded)))))
    text = f"{rounded:,.{spare}f}"
    return with_signs(text.rstrip("0").rstrip(".") if "." in text else text)


def rate_told(learning_rate: float) -> str:
    """Name a learning rate: "learning rate 0.03"."""
    return f"learning rate {field_text(learning_rate)}"


def plain_number(value: float, digits: int = 4) -> str:
    """Write a number as fields, tables, formulas and code do: without groups."""
    return with_signs(f"{value:.{digits}g}")


def value_text(value: float, name: str) -> str:
    """Write a value of a column in a sentence: a year has no groups, a date is written as one."""
    dates = DateScale.of(name)
    date = None if dates is None else dates.text(value)
    if date is not None:
        return date
    return plain_number(value, VALUE_DIGITS) if names_years(name) else number(value, VALUE_DIGITS)


def number_with_exponent(value: float, digits: int) -> str:
    """Write a number with at most so many digits and an exponent: 1.3e−4."""
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return with_signs(f"{mantissa}e{exponent}")


def limit_number(limit: float, rate: float) -> str:
    """Write the limit of learning rates beside a rate, which it is above or not."""
    return number(limit, limit_digits(limit, rate))


def field_text(value: float, scale: float = 1.0) -> str:
    """Write a number into a field: the shortest text that is read back as the same number.

    Parameters
    ----------
    value : float
    scale : float
        The field shows this times the value.

    Returns
    -------
    str
        In full from 0.0001 to 1e15, such as "1736125200000"; else with an exponent.
    """
    shown = value * scale
    texts = (f"{shown:.{digits}g}" for digits in range(1, MOST_DIGITS))
    text = next((text for text in texts if float(text) / scale == value), f"{shown:.17g}")
    if "e+" in text and abs(shown) < LARGEST_WRITTEN_OUT:
        text = f"{float(text):.0f}"
    return with_signs(text)


def run_text(state: RunState, cursor: int, last_epoch: int) -> str:
    """Name what the run button does next, with the epoch shown and the last one there is."""
    if state.status is RunStatus.REPLAYING:
        return "Cancel"
    if state.is_running:
        return "Pause"
    is_at_end = state.status is RunStatus.FINISHED and cursor >= last_epoch
    return "Run again" if is_at_end else "Run"


def count(value: float) -> str:
    """Write how many there are, with commas between groups of three.

    All that is counted is written so, in the window, in messages and in the terminal, and in
    fields for whole numbers, which take it back with and without.
    Predictions of 1e15 and more are written by `number`: hundreds of digits fit into no line.
    """
    return f"{round(value):,}" if abs(value) < LARGEST_WRITTEN_OUT else number(value, 3)


def held_out_share(dataset: Dataset) -> str:
    """Say how many points are held out: "5 of 16"; empty for none."""
    held = dataset.n_held_out
    return f"{count(held)} of {count(dataset.n_samples)}" if held else ""


def swing_phrase(factor: float, verb: str = "is") -> str:
    """Say by how much a descent that diverges swings further each time.

    Parameters
    ----------
    factor : float
        At least 1; infinite where it is too large to compute.
    verb : str
        "is", or "was" of a run that has ended.
    """
    if not math.isfinite(factor):
        return f"each swing {verb} larger than can be computed"
    times = times_told(factor, 3 if factor >= SLOW_GROWTH else 6)
    if times == "1 \N{MULTIPLICATION SIGN}":
        return f"each swing {verb} as long as the last"
    return f"each swing {verb} {times} the last"


def times_told(factor: float, digits: int) -> str:
    """Say how many times: "1.05 ×", "about 2.9 billion ×", "more than 10¹⁵ ×".

    Parameters
    ----------
    factor : float
        Above 0 and finite.
    digits : int
        Of a factor below 10,000.
    """
    if factor < LARGEST_TIMES:
        return f"{number(factor, digits)} \N{MULTIPLICATION SIGN}"
    about = "about " if factor < LARGEST_COUNT else ""
    return f"{about}{rounded_count(factor)} \N{MULTIPLICATION SIGN}"


def _times(factor: float) -> str:
    return f"×{number(factor, 3)}" if math.isfinite(factor) else "too large to compute"


def degeneracy_sentence(loss: QuadraticLoss, degree: int = 1) -> str:
    """Say why no single best model of a degree exists; empty when one does."""
    if not loss.is_degenerate:
        return ""
    if loss.n_features > 1:
        models = "curves" if degree > 1 else "models"
        return f"Many {models} fit equally well: the start decides which is found."
    x, y = float(loss.mean_x[0]), loss.mean_y
    if loss.n_samples == 1:
        return f"Every line through ({number(x)}, {number(y)}) fits equally well."
    if float(loss.data.covariance[0, 0]) == 0.0:
        return f"All x are {number(x)}: the slope is not determined."
    return "The x values lie too close together: the slope is not determined."


def result_text(dataset: Dataset, line: Curve, state: RunState) -> str:
    """Say in two lines what a run came to."""
    loss = dataset.loss
    epoch = count(state.epoch)
    endings = {
        StopReason.MAX_EPOCHS: f"ran all {epoch} epochs",
        StopReason.CONVERGED: f"converged at epoch {epoch}",
        StopReason.PLATEAU: f"stopped improving at epoch {epoch}",
        StopReason.DIVERGED: f"diverged at epoch {epoch}; the last line that could be kept is",
    }
    ending = endings.get(state.stop_reason or StopReason.STOPPED, "stopped")
    if line.is_line:
        value = loss.value(np.array(line))
        equation = dataset.digits.equation(line.slope, line.intercept)
    elif line.degree == 1:
        value = loss.value(np.array(line))
        equation = f"a model of {dataset.n_features} features"
    else:
        trained_on = dataset.training
        value = float(np.mean((trained_on.y - line.values(trained_on.x)) ** 2))
        equation = f"a curve of degree {line.degree}"
    # A terminal without the real minus sign would show "?" in its place.
    equation = equation.replace(MINUS, "-")
    return f"{one_line(dataset.name)}: {ending}\n{equation}, MSE {value:.6g}"


def settings_change(old: DescentConfig, new: DescentConfig) -> str:
    """Name what differs between two settings: "learning rate", or "settings" for several."""
    changed = [
        field.name for field in fields(old) if getattr(old, field.name) != getattr(new, field.name)
    ]
    for spec in (COLUMNS, DEGREE):
        if spec.name in changed:
            return spec.noun  # what else changes is what suits it
    return SETTINGS[changed[0]].noun if len(changed) == 1 else "settings"


def branch_sentence(
    letters: tuple[str, str], epoch: int, settings: tuple[DescentConfig, DescentConfig]
) -> str:
    """Say that settings changed during a run have begun a branch.

    Parameters
    ----------
    letters : (str, str)
        Of the run that the branch left, and its own.
    epoch : int
        Where it left.
    settings : (DescentConfig, DescentConfig)
        Before and after.
    """
    parent, own = letters
    return (
        f"Branch {own} from epoch {count(epoch)}: you changed the {_change_and_value(*settings)}. "
        f"{parent} stays as it was."
    )


def _change_and_value(old: DescentConfig, new: DescentConfig) -> str:
    noun = settings_change(old, replace(new, max_epochs=old.max_epochs))
    changed = [spec for spec in SETTINGS.values() if _differs(spec, old, new)]
    return noun if len(changed) != 1 else f"{noun} to {setting_text(changed[0], new)}"


def _differs(spec: SettingSpec, old: DescentConfig, new: DescentConfig) -> bool:
    return spec.name != "max_epochs" and getattr(old, spec.name) != getattr(new, spec.name)


def setting_text(spec: SettingSpec, settings: DescentConfig) -> str:
    """Write the value of a setting, with its unit."""
    value = getattr(settings, spec.name)
    if value is None:
        return "all points"
    if spec.kind is Kind.CHOICE:
        return spec.words[value]
    if spec.kind is Kind.COUNT:
        return count(value)
    if spec.kind is not Kind.NUMBER:
        return str(value)
    unit = f" {spec.unit}" if spec.unit else ""
    return f"{field_text(value, spec.scale)}{unit}"


def axes_sentences(loss: QuadraticLoss, learning_rate: float) -> list[str]:
    """Say what an epoch does along both axes of the bowl, and name its slow direction."""
    slope, intercept = slow_direction(loss)
    parts = [f"slope {_signed(slope)}", f"intercept {_signed(intercept)}"]
    if abs(intercept) >= abs(slope):
        parts.reverse()
    slow, fast = (_change_per_epoch(learning_rate * value) for value in loss.eigenvalues.tolist())
    slow = "unchanged" if loss.is_degenerate else slow
    return [
        f"Way left per epoch: slow {slow}, fast {fast}.",
        f"The slow direction is: {', '.join(parts)}.",
    ]


def _signed(value: float) -> str:
    return f"+{number(value, 3)}" if value > 0 else number(value, 3)


def _change_per_epoch(step: float) -> str:
    """Say what (1 − step)² does to a part of the excess loss; ``step`` is ηλ."""
    lost = step * (2.0 - step)
    if lost >= 0.0:
        return f"{number(-100.0 * lost, 3)} %"
    return _times((1.0 - step) * (1.0 - step))


FEATURES_AS_THEY_ARE = "features as they are"


def run_name(config: DescentConfig, n_weights: int = 1) -> str:
    """Name a run by what sets it apart: "rate 0.03 · Adam · batches of 2".

    With as many digits as the fields: near the limit, runs differ in the fourth.

    Parameters
    ----------
    config : DescentConfig
    n_weights : int
        Of the model of the run.
    """
    parts = [f"rate {field_text(config.learning_rate)}"]
    if config.degree > 1:
        parts.append(f"degree {config.degree}")
    if config.optimizer is not Optimizer.GRADIENT_DESCENT:
        parts.append(OPTIMIZER.words[config.optimizer])
    if config.batch_size is not None:
        parts.append(f"batches of {config.batch_size}")
    if config.decay is not Decay.NONE:
        parts.append("decay")
    if config.l2:
        parts.append(f"L2 {field_text(config.l2)}")
    if not config.is_of_several(n_weights):
        parts += [config.scaled_x] if config.scaled_x else []
    elif not config.is_standardised:  # as several features are as a rule
        parts.append(config.scaled_columns(n_weights) or FEATURES_AS_THEY_ARE)
    if config.held is not Held.NOTHING:
        parts.append(f"{config.held.value} held")
    return " · ".join(parts)
