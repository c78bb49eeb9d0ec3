"""A whole project as one line of text, to be pasted into a message and back."""

import base64
import binascii
import re
import zlib

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import decode_project, encode_project

PREFIX = "linreg_gui:"
MOST_POINTS = 20_000
"""More make a line that no message takes."""
MOST_BYTES = 10_000_000
"""The most bytes of the project that a line unpacks to."""
NAME = "The pasted line"


def is_project_text(text: str) -> bool:
    """Return whether a text is such a line, also one that a mail program has broken."""
    return text.lstrip().startswith(PREFIX)


def encode_text(project: Project) -> str:
    """Pack a project into a line of letters, digits, ``-`` and ``_``.

    Raises
    ------
    StorageError
        If there are too many points for a line.
    """
    if project.dataset.n_samples > MOST_POINTS:
        raise StorageError(
            f"A line of text holds up to {MOST_POINTS:,} points; save a project instead."
        )
    packed = zlib.compress(encode_project(project), 9)
    return PREFIX + base64.urlsafe_b64encode(packed).decode("ascii")


def decode_text(text: str) -> Project:
    """Unpack a line.

    Raises
    ------
    StorageError
        If it is cut off or changed, or is no project.
    """
    packed = re.sub(r"\s", "", text)[len(PREFIX) :].encode("ascii", "replace")
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(base64.b64decode(packed, b"-_", validate=True), MOST_BYTES)
    except (binascii.Error, zlib.error):
        raw = b""
    # Only at its very end, after the checksum, is a packed text known to be whole.
    if not unpacking.eof or unpacking.unused_data:
        raise StorageError(f"{NAME} is not whole; copy it again from its first to its last letter.")
    return decode_project(raw, NAME)
