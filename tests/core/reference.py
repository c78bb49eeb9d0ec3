"""Figures computed elsewhere: in 50 digits, by scikit-learn, and the certified ones of NIST."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling

REFERENCE: dict[str, Any] = json.loads(
    Path(__file__).with_name("least_squares_reference.json").read_text(encoding="utf-8")
)
"""How they were computed is said in the file. NIST's are those of its Statistical Reference
Datasets."""
CASES: list[dict[str, Any]] = REFERENCE["cases"]


def id_of(case: dict[str, Any]) -> str:
    """Name a case in a test."""
    return f"{case['name']}, degree {case['degree']}"


def dataset_of(case: dict[str, Any]) -> Dataset:
    """Return the data of a case in their own units, held-out points among them."""
    data = REFERENCE["data"][case["name"].split(",")[0].split(" ")[0]]
    columns = np.array(data["X"] if "X" in data else data["x"], dtype=float)
    columns = columns.reshape(len(columns), -1)
    if "twice" in case["name"]:
        columns = columns * [1.0, 2.0]
    if "GNP and unemployment" in case["name"]:
        columns = columns[:, 1:3]
    names = tuple(f"x{j}" for j in range(columns.shape[1]))
    dataset = Dataset(columns, np.array(data["y"], dtype=float), feature_names=names)
    if "held_out" not in data:
        return dataset
    return dataset.with_held_out(np.isin(np.arange(dataset.n_samples), data["held_out"]))


def config_of(case: dict[str, Any], **settings: Any) -> DescentConfig:
    """Return the settings of a case, or others in their place."""
    own = {"degree": case["degree"], "scaling": Scaling(case["scaling"]), "l2": case["l2"]}
    return DescentConfig(**own | {"learning_rate": case["learning_rate"]} | settings)


def objective_of(case: dict[str, Any]) -> Objective:
    """Return the objective of a case; the same one for every test."""
    return _objective_at(CASES.index(case))


@cache
def _objective_at(place: int) -> Objective:
    return Objective.of(dataset_of(CASES[place]), config_of(CASES[place]))
