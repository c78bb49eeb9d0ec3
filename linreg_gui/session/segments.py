"""What tells two parts of a run apart: settings that make other steps, or another surface."""

from dataclasses import replace

from linreg_gui.core.descent import DescentConfig


def have_same_steps(one: DescentConfig, other: DescentConfig) -> bool:
    """Tell whether two settings differ at most in how long they run."""
    return replace(one, max_epochs=other.max_epochs) == other


def have_same_surface(one: DescentConfig, other: DescentConfig) -> bool:
    """Tell whether two settings minimise the same loss over the same parameters."""
    return (one.l2, one.is_standardised) == (other.l2, other.is_standardised)


def on_surface_of(config: DescentConfig, other: DescentConfig) -> DescentConfig:
    """Give settings the penalty and the scaling of others: one picture holds one surface."""
    return replace(config, l2=other.l2, is_standardised=other.is_standardised)
