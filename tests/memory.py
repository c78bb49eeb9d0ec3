"""How much memory a call takes."""

import tracemalloc
from collections.abc import Callable

from tests.covered_lines import uncounted


def peak_bytes(action: Callable[[], object]) -> int:
    """Return how many bytes are allocated at most while a function runs.

    Meanwhile no line counts as covered: to note lines and allocations takes ten times as long.
    """
    with uncounted():
        tracemalloc.start()
        try:
            action()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
