import math

import numpy as np
import pytest

from linreg_gui.core.stability import arrival_epoch


@pytest.mark.parametrize(
    ("near", "epoch"),
    [
        ([0, 0, 1, 1], 2.0),
        ([0, 1, 0, 1], 3.0),
        ([1, 1, 1], 0.0),
        ([1, 1, 0], math.inf),
        ([], math.inf),
    ],
)
def test_a_run_has_arrived_when_it_stays(near, epoch):
    assert arrival_epoch(np.array(near, dtype=bool)) == epoch
    assert arrival_epoch(np.array(near, dtype=bool), 10) == 10 + epoch
