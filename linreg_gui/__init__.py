"""A desktop laboratory for linear regression by gradient descent.

A line is fitted to points by gradient descent while the data, the loss surface and the loss
over epochs are shown side by side, and everything can be touched: a point, the line, the dot on
the surface, the learning rate. Importing this package imports none of its rooms.
"""

__version__ = "0.1.0"

_PUBLIC = "Dataset DatasetError Line Run StorageError best_fit descend picture read_table"
__all__ = _PUBLIC.split()


def __getattr__(name):
    """Import what scripts use when they ask for it: `linreg_gui --version` needs no package."""
    if name not in __all__:
        raise AttributeError("module 'linreg_gui' has no attribute '%s'" % name)
    from importlib import import_module

    return getattr(import_module("linreg_gui.api"), name)
