"""Show text of users and files where Qt or pyqtgraph would interpret HTML."""

from functools import lru_cache
from textwrap import fill

from PySide6.QtWidgets import QWidget

TIP_COLUMNS = 72
"""Characters of a line of a tool tip: Qt breaks no line of a plain one, however long."""


def as_markup(text: str) -> str:
    """Return HTML that shows a text unchanged, line for line."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\n", "<br>")


def as_tip(text: str) -> str:
    """Return a tool tip that shows a text unchanged but for its lines, which are made short.

    Text that looks like HTML is escaped: a tip may hold a file's name or one typed into a field,
    and an image named in it would be read.
    """
    text = "\n".join(map(_in_lines, text.split("\n")))
    return f"<span>{as_markup(text)}</span>" if "<" in text or "&" in text else text


def set_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tool tip, unless it has that one: Qt sends an event for each."""
    tip = as_tip(text)
    if tip != widget.toolTip():
        widget.setToolTip(tip)


@lru_cache(maxsize=1000)
def _in_lines(line: str) -> str:
    if len(line) <= TIP_COLUMNS:
        return line
    return fill(line, TIP_COLUMNS, replace_whitespace=False, break_on_hyphens=False)
