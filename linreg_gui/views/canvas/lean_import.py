"""Imports that cost less than they would: a tenth of the time until the window can be used."""

import builtins
import importlib
import sys
from types import ModuleType

UNUSED = ("ColorMapWidget", "DataFilterWidget", "ScatterPlotWidget", "RemoteGraphicsView")
"""Widgets that alone pull in parameter trees, multiprocessing and sockets."""
FOR_EXPORT_ONLY = {"xml.etree.ElementTree": "Element"}
"""Needed for its SVG export and .ui files only."""


def import_as_usual() -> None:
    """Undo what PySide6 did to ``import``: it reads the source of every module imported after it.

    It looks for modules that use its ``__feature__`` switches, which none does here, and keeps the
    lines of all in memory. PySide6 keeps Python's own function beside its own.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def import_pyqtgraph() -> None:
    """Import pyqtgraph with placeholders for ``UNUSED``, which can still be imported later."""
    if "pyqtgraph" in sys.modules:
        return
    names = {f"pyqtgraph.widgets.{unused}": unused for unused in UNUSED} | FOR_EXPORT_ONLY
    for name, unused in names.items():
        sys.modules[name] = ModuleType(name)
        setattr(sys.modules[name], unused, None)
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for name in names:
            del sys.modules[name]
