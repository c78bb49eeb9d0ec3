"""Text from outside in places where Qt or pyqtgraph take what looks like HTML for HTML."""

from html import escape


def as_markup(text: str) -> str:
    """Give HTML that shows a text as it is, line for line."""
    return escape(text, quote=False).replace("\n", "<br>")


def as_tip(text: str) -> str:
    """Give a tool tip that shows a text as it is; only what could be taken for HTML is changed.

    A tip may hold a file's name or one typed into a field, and an image named in it would be read.
    """
    return f"<span>{as_markup(text)}</span>" if "<" in text or "&" in text else text
