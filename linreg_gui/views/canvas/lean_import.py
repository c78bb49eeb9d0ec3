"""pyqtgraph without the parts that are never used here: that saves a tenth of its import."""

import importlib
import sys
from types import ModuleType

UNUSED = ("ColorMapWidget", "DataFilterWidget", "ScatterPlotWidget", "RemoteGraphicsView")
"""Widgets that alone pull in parameter trees, multiprocessing and sockets."""
FOR_EXPORT_ONLY = {"xml.etree.ElementTree": "Element"}
"""Needed for its SVG export and .ui files only."""


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
