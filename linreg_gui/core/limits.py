"""The largest inputs the program promises to handle."""

MAX_ABSOLUTE_VALUE = 1e150
"""Largest |value| of a coordinate or a parameter: its square stays finite, even summed."""

MAX_SAMPLES = 1_000_000
"""Most points one dataset may hold."""

MAX_GUI_EPOCHS = 2_000_000
"""Largest number of epochs of a run in the window: all are kept, 24 bytes each, up to 48 MB."""

MOST_DEGREES = 6
"""The highest degree of a polynomial."""

MAX_FEATURES = 6
"""Most features that the window uses at once; `fit` and the core take any number."""
