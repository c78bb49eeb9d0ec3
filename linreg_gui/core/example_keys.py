"""The names of the examples, for a command line that must not wait for NumPy to list them."""

EXAMPLE_KEYS = (
    "hours-and-money",
    "house-prices",
    "noisy-line",
    "three-rates",
    "all-x-equal",
    "anscombe-1",
    "anscombe-2",
    "anscombe-3",
    "anscombe-4",
)
"""The keys of ``linreg_gui.core.examples.EXAMPLES``, in their order."""
