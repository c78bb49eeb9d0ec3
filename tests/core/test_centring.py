"""Centring apart from scaling: the condition, the same line, and what a file says of it."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.cures import Remedy, cures
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import train
from linreg_gui.core.objective import KEEPS_ZERO, Objective
from linreg_gui.core.settings import DescentConfig, Held, Scaling
from linreg_gui.storage.projects.settings_json import settings_values
from tests.core.data import HOURS_AND_MONEY

YEARS = Dataset.from_xy(np.arange(1990.0, 2021.0), np.sin(np.arange(31.0)))


def condition_of(dataset, scaling):
    smallest, largest = Objective.of(dataset, DescentConfig(scaling=scaling)).loss.eigenvalues
    return largest / smallest


def test_centring_rounds_most_of_the_bowl_and_standardising_the_rest():
    conditions = [condition_of(HOURS_AND_MONEY, scaling) for scaling in Scaling]
    assert conditions == pytest.approx([177.37, 4.56, 1.0], rel=1e-4)
    assert conditions[1] == pytest.approx(np.var(HOURS_AND_MONEY.x), rel=1e-14)


@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, YEARS])
def test_the_best_line_is_the_same_however_x_is_seen(dataset, scaling):
    objective = Objective.of(dataset, DescentConfig(scaling=scaling))
    line = objective.to_data_units(objective.loss.minimum_parameters)
    assert line == pytest.approx(
        np.polyfit(dataset.x - 2000.0, dataset.y, 1) @ [[1, -2000], [0, 1]]
    )
    assert objective.loss.minimum_value == pytest.approx(dataset.loss.minimum_value, rel=1e-12)


def test_centred_x_is_x_less_its_mean_and_the_slope_is_that_of_the_line():
    objective = Objective.of(HOURS_AND_MONEY, DescentConfig(scaling=Scaling.CENTRE))
    assert objective.dataset.x == pytest.approx([-2.8, -1.8, 0.2, 1.2, 3.2])
    assert objective.from_data_units([3.0, 60.0]) == pytest.approx([3.0, 74.4])
    assert objective.to_data_units([3.0, 74.4]) == pytest.approx([3.0, 60.0])
    assert objective.standardisation is not None
    assert objective.standardisation.reason is None


def test_a_descent_on_centred_x_arrives_after_6_epochs_at_0_18():
    """Not centred, the best rate takes 95."""
    config = DescentConfig(0.18, 6, tolerance=0.0, scaling=Scaling.CENTRE)
    objective = Objective.of(HOURS_AND_MONEY, config)
    excesses = []
    for epochs in (5, 6):
        ends = train(objective, replace(config, max_epochs=epochs), np.zeros(2), lambda _: None)
        excesses.append(float(objective.loss.excess_values(ends.parameters)))
    start = float(objective.loss.excess_values(np.zeros(2)))
    assert excesses[0] > 0.01 * start >= excesses[1]


def test_equal_x_can_be_centred():
    objective = Objective.of(
        Dataset.from_xy([5.0, 5.0], [1.0, 3.0]), DescentConfig(scaling=Scaling.CENTRE)
    )
    assert objective.dataset.x.tolist() == [0.0, 0.0]
    assert objective.loss.is_degenerate
    assert objective.standardisation is not None
    assert objective.standardisation.reason is None


@pytest.mark.parametrize("scaling", [Scaling.CENTRE, Scaling.STANDARDISE])
def test_with_a_held_intercept_nothing_is_centred_and_that_is_said(scaling):
    config = DescentConfig(scaling=scaling, held=Held.INTERCEPT)
    objective = Objective.of(HOURS_AND_MONEY, config, (0.0, 7.0))
    assert objective.standardisation is not None
    assert objective.standardisation.reason == KEEPS_ZERO[scaling]
    assert objective.standardisation.means.tolist() == [0.0]
    assert objective.loss.minimum_parameters[1] == 7.0


def test_standardised_x_is_still_offered_where_it_takes_much_less():
    wide = Dataset.from_xy([0.0, 1000.0, 3000.0], [1.0, 2.0, 2.5])
    config = DescentConfig(1e-9, scaling=Scaling.CENTRE)
    found = cures(Objective.of(wide, config), config, (0.0, 0.0))
    assert Remedy.SCALING in {cure.remedy for cure in found}
    assert found[0].settings.scaling is Scaling.STANDARDISE


def test_files_name_the_flag_that_every_version_knows():
    written = [settings_values(DescentConfig(scaling=scaling)) for scaling in Scaling]
    assert [values["is_standardised"] for values in written] == [False, False, True]
    assert [values.get("scaling") for values in written] == [None, "centre", None]
