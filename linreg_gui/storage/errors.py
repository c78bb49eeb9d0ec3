"""What the file room raises, and how it speaks of files and of what the system refused."""

import errno
import os
import unicodedata
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
    }
)


class StorageError(Exception):
    """A file that cannot be used; ``str()`` is one sentence for the user.

    Attributes
    ----------
    reason : str
        Why the system refused to write, in a few words; empty where it did not come to that.
    """

    def __init__(self, sentence: str, reason: str = "") -> None:
        # It may quote a file, which may hold anything.
        super().__init__(_harmless(sentence))
        self.reason = reason


class CancelledError(StorageError):
    """Somebody did not want to wait for the end."""


class NewerVersionError(StorageError):
    """A file whose format this version does not know yet."""


def reason_of(error: OSError) -> str:
    """Say in a few words why the system refused."""
    known = REASONS.get(error.errno or 0)
    text = known or error.strerror or "the system refuses"
    return text[:1].lower() + text[1:]


def shown_name(path: str | os.PathLike[str]) -> str:
    r"""Give a file's name as one harmless line.

    Parameters
    ----------
    path : str or PathLike
        Bytes that are no UTF-8 stand in it as Python hands them over, as lone surrogates.

    Returns
    -------
    str
        The name without its folders: at most 80 characters, what cannot be shown as ``\n`` or
        ``\xff``. The path itself where it has no name.
    """
    text = os.fspath(path)
    name = os.path.basename(text) or text or "a file without a name"  # noqa: PTH119 - not a Path
    return one_line(name)


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    r"""Give a text as one harmless line, cut where it is too long; control characters as ``\n``."""
    shown = _harmless(text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _harmless(text: str) -> str:
    return text if text.isprintable() else "".join(map(_shown_character, text))


def _shown_character(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
