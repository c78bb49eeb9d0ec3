"""Files that are shipped with the program: its icon, the page about the model, lessons."""

from pathlib import Path

import linreg_gui


def asset(name: str) -> Path:
    """Return where a file of ``assets/`` is.

    A checkout has its assets beside the package, a wheel inside.
    """
    package = Path(linreg_gui.__file__).parent
    shipped = package / "assets" / name
    return shipped if shipped.exists() else package.parent / "assets" / name
