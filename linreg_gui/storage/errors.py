"""Errors of reading and writing files, how messages name files and reasons, and cancelling."""

import errno
import os
import unicodedata
from collections.abc import Callable
from types import MappingProxyType

LONGEST_NAME = 80

REASONS = MappingProxyType(
    {
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.EROFS: "the disk is read-only",
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is used up",
        errno.EFBIG: "the file would be too large for this disk",
        errno.EIO: "the disk reports an error",
        errno.ENOENT: "its folder does not exist",
        errno.ENOTDIR: "its folder does not exist",
        errno.EISDIR: "it is a folder",
        errno.ENAMETOOLONG: "its name is too long",
        errno.ELOOP: "its links lead in a circle",
        errno.EXDEV: "the file is on another disk than its folder",
        errno.EINTR: "the system interrupted it",
        errno.ETXTBSY: "it is a program that is running",
    }
)


class StorageError(Exception):
    """A file cannot be used; ``str()`` is one sentence for the user.

    Attributes
    ----------
    reason : str
        Why the system refused to write, in a few words; otherwise empty.
    """

    def __init__(self, sentence: str, reason: str = "") -> None:
        # The sentence may quote a file, which can contain any character.
        super().__init__(_harmless(sentence))
        self.reason = reason


class CancelledError(StorageError):
    """The user cancelled the work."""


Progress = Callable[[float], bool]
"""Called from time to time with the part done, 0 to 1; False cancels the work."""


class NewerVersionError(StorageError):
    """The file was written by a newer version of the program."""


def reason_of(error: OSError) -> str:
    """Return in a few words why the system refused."""
    known = REASONS.get(error.errno or 0)
    text = known or error.strerror or "the system refuses"
    return text[:1].lower() + text[1:]


def shown_name(path: str | os.PathLike[str]) -> str:
    r"""Return a file's name as one line that is safe to show.

    Parameters
    ----------
    path : str or PathLike
        May contain lone surrogates, which Python uses for bytes that are not UTF-8.

    Returns
    -------
    str
        The name without folders, at most 80 characters; characters that cannot be shown are
        written as ``\n`` or ``\xff``. The path itself if it has no name.
    """
    text = os.fspath(path)
    name = os.path.basename(text) or text or "a file without a name"  # noqa: PTH119 - not a Path
    return one_line(name)


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    r"""Return a text as one line, shortened if too long, with control characters as ``\n``."""
    pieces = [_shown_character(character) for character in text[: longest + 1]]
    if sum(map(len, pieces)) <= longest:
        return "".join(pieces)
    shown = ""
    for piece in pieces:  # a "\\u200b" is there whole, or not at all
        if len(shown) + len(piece) >= longest:
            break
        shown += piece
    return f"{shown}…"


def _harmless(text: str) -> str:
    return text if text.isprintable() else "".join(map(_shown_character, text))


def _shown_character(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
