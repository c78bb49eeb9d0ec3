"""`fit` reaches the certified values of NIST's Statistical Reference Datasets.

Not here: NoInt1 and NoInt2, whose lines go through the origin, and Filip, a polynomial of degree 10
whose powers cannot be columns of a table: rounded to sixteen digits they are other data.
"""

import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from linreg_gui import cli
from tests.core.data import NORRIS_X, NORRIS_Y

REFERENCE = json.loads(
    Path(__file__).with_name("core").joinpath("least_squares_reference.json").read_text("utf-8")
)
CERTIFIED: dict[str, Any] = REFERENCE["certified"] | {
    "Norris": {
        "coefficients": [-0.262323073774029, 1.00211681802045],
        "residual_standard_deviation": 0.884796396144373,
    }
}
LEAST_DIGITS = 8.5
EXACT = 17.0


def columns_of(name: str) -> tuple[list[list[Any]], list[Any]]:
    """Return the features as they are written, and the target."""
    if name == "Norris":
        return [NORRIS_X], NORRIS_Y
    data = REFERENCE["data"][name.lower() if name == "Longley" else name]
    if name == "Longley":
        return [list(column) for column in zip(*data["X"], strict=True)], data["y"]
    degree = CERTIFIED[name]["degree"]
    x = [Decimal(str(value)) for value in data["x"]]
    return [[f"{value**power:f}" for value in x] for power in range(1, degree + 1)], data["y"]


def best_fit(capsys: Any, path: Path, name: str, *options: str) -> tuple[list[float], float]:
    features, target = columns_of(name)
    names = [f"x{k}" for k in range(1, len(features) + 1)]
    rows = zip(*features, target, strict=True)
    lines = [",".join([*names, "y"]), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    chosen = ["--x", ",".join(names), "--y", "y", "--epochs", "1", "--learning-rate", "1e-30"]
    assert cli.main(["fit", str(path), "--json", *chosen, *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["is_unique"] is True
    found = report["best_fit"]
    weights = found.get("weights", [found.get("slope")])
    n_free = len(target) - len(weights) - 1
    return [found["intercept"], *weights], math.sqrt(found["mse"] * len(target) / n_free)


def digits(found: float, certified: float) -> float:
    error = abs(found - certified) / (abs(certified) or 1.0)
    return EXACT if error == 0.0 else -math.log10(error)


@pytest.mark.parametrize("options", [(), ("--standardize",)], ids=["raw", "standardised"])
@pytest.mark.parametrize(
    "name",
    ["Norris", "Longley", "Pontius", "Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"],
)
def test_the_certified_values(
    capsys: Any, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    certified = CERTIFIED[name]
    found, deviation = best_fit(capsys, tmp_path / "table.csv", name, *options)
    for value, expected in zip(found, certified["coefficients"], strict=True):
        assert digits(value, expected) >= LEAST_DIGITS
    assert digits(deviation, certified["residual_standard_deviation"]) >= 12
