"""Show text of users and files where Qt or pyqtgraph would interpret HTML."""

from html import escape


def as_markup(text: str) -> str:
    """Return HTML that shows a text unchanged, line for line."""
    return escape(text, quote=False).replace("\n", "<br>")


def as_tip(text: str) -> str:
    """Return a tool tip that shows a text unchanged; only text that looks like HTML is escaped.

    A tip may hold a file's name or one typed into a field, and an image named in it would be read.
    """
    return f"<span>{as_markup(text)}</span>" if "<" in text or "&" in text else text
