"""What every sentence about a file has in common."""

import unicodedata


def is_harmless(sentence: str) -> bool:
    """Tell whether it can be shown as one line: blanks of all widths may stand in it."""
    return all(sign.isprintable() or unicodedata.category(sign) == "Zs" for sign in sentence)
