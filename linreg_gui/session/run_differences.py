"""The settings in which runs differ, in a few words."""

from collections.abc import Sequence
from enum import Enum

from linreg_gui.core.settings import SETTINGS, DescentConfig
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count, field_text

SHORT_NOUNS = {"learning_rate": "rate", "scaling": "x", "l2": "L2"}
"""Where a label has room for few letters."""
UNTOLD = {"tolerance", "improvement", "decay_epochs", "decay_factor"}
"""Settings that no control names by themselves."""


def differing_settings(branches: Sequence[Branch]) -> tuple[str, ...]:
    """Return the names of the settings in which runs differ; the learning rate where none does."""
    configs = [branch.segments[-1].config for branch in branches]
    differing = tuple(
        name
        for name in SETTINGS
        if name not in UNTOLD and len({getattr(config, name) for config in configs}) > 1
    )
    return differing or ("learning_rate",)


def short_noun(name: str) -> str:
    """Return the noun of a setting for the head of a column."""
    return SHORT_NOUNS.get(name, SETTINGS[name].noun)


def short_value(config: DescentConfig, name: str) -> str:
    """Return the value of a setting so that it can stand without its noun."""
    value, spec = getattr(config, name), SETTINGS[name]
    if name == "scaling":
        return config.scaled_x or "as it is"
    if isinstance(value, Enum):
        return spec.words[value]
    if name == "batch_size":
        return "full batch" if value is None else f"batches of {count(value)}"
    if spec.is_whole:
        return count(value)
    return field_text(value * spec.scale) + (f" {spec.unit}" if spec.unit else "")


def short_difference(branch: Branch, branches: Sequence[Branch]) -> str:
    """Return the first setting in which a run differs from others; empty where none does."""
    configs = {other.segments[-1].config for other in branches}
    if len(configs) < 2:
        return ""
    return short_value(branch.segments[-1].config, differing_settings(branches)[0])
