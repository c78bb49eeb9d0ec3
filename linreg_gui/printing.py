"""Print what a command found out."""

import os
import sys


def print_result(text: str) -> int:
    """Print a result; a reader that went away, like ``head``, is no error.

    Returns
    -------
    int
        The exit code: 0, or 2 where the result cannot be written, which is said on stderr.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        # What could not be written would be tried again, and fail again, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"Cannot print the result: {error.strerror}.", file=sys.stderr)
            return 2
    return 0
