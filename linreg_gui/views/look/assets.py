"""Files that are shipped with the program: its icon, and the page about the model."""

from pathlib import Path

from PySide6.QtGui import QIcon

import linreg_gui


def asset(name: str) -> Path:
    """Return where a file of ``assets/`` is.

    A checkout has its assets beside the package, a wheel inside.
    """
    package = Path(linreg_gui.__file__).parent
    shipped = package / "assets" / name
    return shipped if shipped.is_file() else package.parent / "assets" / name


def program_icon() -> QIcon:
    """Return the icon of the program; Qt draws it at any size."""
    return QIcon(str(asset("icon.svg")))
