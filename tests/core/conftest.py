"""What holds for every test of the maths."""

from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _errors_for_every_floating_point_event() -> Iterator[None]:
    """Overflow, underflow and the like are foreseen where they may happen, and nowhere else."""
    with np.errstate(all="raise"):
        yield
