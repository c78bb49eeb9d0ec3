"""``linreg-gui --add-to-menu``: the entry, the icon and the file types of a Linux desktop."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import linreg_gui
from linreg_gui.storage.assets import asset
from linreg_gui.storage.errors import StorageError, reason_of, shown_name
from linreg_gui.storage.safe_write import write_safely

PLACES = {
    "linreg_gui.desktop": "applications/linreg_gui.desktop",
    "linreg_gui-mime.xml": "mime/packages/linreg_gui-mime.xml",
    "icon.svg": "icons/hicolor/scalable/apps/linreg_gui.svg",
}
"""The place of each file, below the user's folder of data.

Source: the freedesktop.org specifications of desktop entries, shared MIME information and icons.
"""


def add_to_menu() -> str:
    """Add the program to the desktop's menu, and let it open its files with a double click.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    StorageError
        If this is no Linux desktop, or a file cannot be written.
    """
    if not sys.platform.startswith("linux"):
        raise StorageError("--add-to-menu is for Linux desktops only.")
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    if not data.is_absolute():  # by the specification it is ignored then
        data = Path.home() / ".local" / "share"
    for name, place in PLACES.items():
        content = asset(name).read_text(encoding="utf-8")
        if name.endswith(".desktop"):
            content = content.replace("Exec=linreg-gui ", f"{_own_lines()} ")
        path = data / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"Cannot write {shown_name(path)}: {reason_of(error)}.") from error
        write_safely(path, content.encode())
    # Desktops without these commands read the folders themselves.
    for command, folder in (
        ("update-desktop-database", "applications"),
        ("update-mime-database", "mime"),
    ):
        if shutil.which(command):
            subprocess.run([command, str(data / folder)], capture_output=True, check=False)
    return f"linreg_gui is in the menu now, and opens its files; the entry is in {data}."


def _own_lines() -> str:
    """Return the lines that start this copy of the program, up to what is opened."""
    script = Path(sys.argv[0])
    if script.stem == "linreg-gui":
        return f"Exec={_quoted(str(script.absolute()))}"
    started = f"Exec={_quoted(sys.executable)} -m linreg_gui"
    folder = Path(linreg_gui.__file__).resolve().parents[1]
    # Python finds a copy that is not installed only from its own folder.
    is_installed = folder.name in {"site-packages", "dist-packages"}
    return started if is_installed else f"Path={_escaped(str(folder))}\n{started}"


def _quoted(word: str) -> str:
    r"""Quote a word of an entry's command: ``\``, ``"``, ``$``, the backtick, and ``%``."""
    if re.fullmatch(r"[\w@+=:,./-]+", word, re.ASCII):
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%")
    return f'"{_escaped(quoted)}"'


def _escaped(value: str) -> str:
    """Write a value of an entry: a backslash stands for itself only if doubled."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")
