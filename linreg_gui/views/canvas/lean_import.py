"""Imports that cost less than they would: a fifth of the time until the window can be used."""

import builtins
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

UNUSED = {
    "pyqtgraph": "imageview",
    "pyqtgraph.Qt": "OpenGLHelpers",
    "pyqtgraph.graphicsItems": """
        ArrowItem BarGraphItem BoxplotItem ButtonItem ColorBarItem CurvePoint DateAxisItem
        ErrorBarItem FillBetweenItem GradientEditorItem GradientLegend GraphItem GraphicsLayout
        GraphicsWidgetAnchor GridItem HistogramLUTItem ImageItem InfiniteLine IsocurveItem LabelItem
        LegendItem LinearRegionItem PColorMeshItem PlotCurveItem PlotDataItem PlotItem ROI ScaleBar
        ScatterPlotItem TargetItem TextItem UIGraphicsItem VTickGroup
    """,
    "pyqtgraph.widgets": """
        BusyCursor CheckTable ColorButton ColorMapMenu ColorMapWidget ComboBox DataFilterWidget
        DataTreeWidget DiffTreeWidget FeedbackButton FileDialog GradientWidget GraphicsLayoutWidget
        GroupBox HistogramLUTWidget JoystickButton LayoutWidget PathButton PlotWidget ProgressDialog
        RawImageWidget RemoteGraphicsView ScatterPlotWidget SpinBox TableWidget TreeWidget
        ValueLabel VerticalLabel
    """,
}
"""By package, the modules that pyqtgraph imports for what no pane is made of."""
FOR_EXPORT_ONLY = {"xml.etree.ElementTree": "Element"}
"""Needed for its SVG export and .ui files only."""
OPTIONAL = ("PySide6.QtOpenGLWidgets", "PySide6.QtSvg", "PySide6.QtTest")
"""Where they are missing, pyqtgraph does without."""


def import_as_usual() -> None:
    """Undo what PySide6 did to ``import``: it reads the source of every module imported after it.

    It looks for modules that use its ``__feature__`` switches, which none does here, and keeps the
    lines of all in memory. PySide6 keeps Python's own function beside its own.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def import_pyqtgraph() -> None:
    """Import of pyqtgraph only what panes are made of; the rest can still be imported later."""
    if "pyqtgraph" in sys.modules:
        return
    with _placeholders(), _qt_itself():
        pyqtgraph = importlib.import_module("pyqtgraph")
    for name in OPTIONAL:
        missing = getattr(pyqtgraph.Qt, name.rpartition(".")[2])
        if "err" in vars(missing):  # kept, it would keep the window that asked for the import
            missing.err.__traceback__ = None


@contextmanager
def _placeholders() -> Iterator[None]:
    """Have modules that hold None in the place of those that are not used."""
    names = {f"{package}.{name}": name for package, all_ in UNUSED.items() for name in all_.split()}
    stand_ins: dict[str, ModuleType | None] = dict.fromkeys(OPTIONAL)  # None: not to be found
    for module, name in (names | FOR_EXPORT_ONLY).items():
        stand_ins[module] = ModuleType(module)
        setattr(stand_ins[module], name, None)
    placed = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # None is documented
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]


@contextmanager
def _qt_itself() -> Iterator[None]:
    """Have pyqtgraph use the modules of Qt in place of copies.

    PySide6 makes a class when it is used first; to copy a module is to make all of its classes.
    """
    from PySide6 import QtCore, QtGui, QtWidgets

    modules = {"QtCore": QtCore, "QtGui": QtGui, "QtWidgets": QtWidgets}
    lists_of_names = [module.__dir__ for module in modules.values()]
    for name, module in modules.items():
        sys.modules[f"pyqtgraph.Qt.{name}"] = module
        vars(module)["__dir__"] = list  # of the names to copy: none
    try:
        yield
    finally:
        for module, list_names in zip(modules.values(), lists_of_names, strict=True):
            vars(module)["__dir__"] = list_names
