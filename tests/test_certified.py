"""`fit` reaches the certified values of NIST's Statistical Reference Datasets.

Not here: Filip, a polynomial of degree 10. Its powers cannot be columns of a table: rounded to
sixteen digits they are other data. `tests/core/test_reference.py` makes them from x.
"""

import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from linreg_gui import cli
from linreg_gui.core.examples import EXAMPLES
from tests.core.data import NORRIS_X, NORRIS_Y
from tests.core.reference import REFERENCE

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
    assert digits(deviation, certified["residual_standard_deviation"]) >= 13


def test_the_example_of_six_columns_has_the_certified_data_and_coefficients(capsys: Any) -> None:
    features, target = columns_of("Longley")
    dataset = EXAMPLES["longley"].dataset()
    assert dataset.features.T.tolist() == features
    assert dataset.target.tolist() == target
    assert cli.main(["fit", "--example", "longley", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["learning_rate"] < report["largest_stable_learning_rate"]
    assert report["r_squared"] > 0.99
    best, certified = report["best_fit"], CERTIFIED["Longley"]
    found = [best["intercept"], *best["weights"]]
    for value, expected in zip(found, certified["coefficients"], strict=True):
        assert digits(value, expected) >= 12
    deviation = math.sqrt(best["mse"] * 16 / 9)
    assert digits(deviation, certified["residual_standard_deviation"]) >= 13


@pytest.mark.parametrize("options", [(), ("--no-standardize",)], ids=["standardised", "raw"])
@pytest.mark.parametrize(
    ("name", "least_digits"),
    [
        ("Pontius", 12),
        ("Wampler1", 8.5),
        ("Wampler2", 12),
        ("Wampler3", 8.5),
        ("Wampler4", 8.5),
        ("Wampler5", 7),
    ],
)
def test_the_certified_polynomials(
    capsys: Any, tmp_path: Path, name: str, least_digits: float, options: tuple[str, ...]
) -> None:
    """The powers are made by `fit`, and the coefficients are those of x itself."""
    certified, data = CERTIFIED[name], REFERENCE["data"][name]
    path = tmp_path / "table.csv"
    rows = zip(data["x"], data["y"], strict=True)
    path.write_text("x,y\n" + "\n".join(f"{x!r},{y!r}" for x, y in rows), encoding="utf-8")
    chosen = ["--degree", str(certified["degree"]), "--epochs", "1", "--x", "x", "--y", "y"]
    assert cli.main(["fit", str(path), "--json", *chosen, *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["is_unique"], report["centre"]) == (True, 0.0)
    found = report["best_fit"]["coefficients"]
    for value, expected in zip(found, certified["coefficients"], strict=True):
        assert digits(value, expected) >= least_digits
    n_free = len(data["y"]) - len(found)
    deviation = math.sqrt(report["best_fit"]["mse"] * len(data["y"]) / n_free)
    assert digits(deviation, certified["residual_standard_deviation"]) >= 13


@pytest.mark.parametrize(
    ("x", "y", "slope", "deviation"),
    [
        (range(60, 71), range(130, 141), 2.07438016528926, 3.56753034006338),
        ((4, 5, 6), (3, 4, 4), 0.727272727272727, 0.369274472937998),
    ],
)
def test_lines_through_the_origin(
    capsys: Any, tmp_path: Path, x: Any, y: Any, slope: float, deviation: float
) -> None:
    """NoInt1 and NoInt2: slope and residual standard deviation."""
    rows = "\n".join(f"{a},{b}" for a, b in zip(x, y, strict=True))
    path = tmp_path / "no_int.csv"
    path.write_text(f"x,y\n{rows}\n", encoding="utf-8")
    for options in ((), ("--standardize", "--learning-rate", "0.001"), ("--centre",)):
        hold = ["--hold", "intercept=0", "--epochs", "20000"]
        rate = ["--learning-rate", "1e-4"]
        assert cli.main(["fit", str(path), "--json", *rate, *hold, *options]) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["held"] == {"intercept": 0.0}
        assert report["intercept"] == report["best_fit"]["intercept"] == 0.0
        assert digits(report["best_fit"]["slope"], slope) >= 14.5
        found = math.sqrt(report["best_fit"]["mse"] * len(x) / (len(x) - 1))
        assert digits(found, deviation) >= 13.5
        assert report["slope"] == pytest.approx(slope, rel=1e-3)
    assert cli.main(["fit", str(path), *rate, *hold]) == 0
    assert "held intercept               0" in capsys.readouterr().out


def test_what_cannot_be_held_is_said(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    path.write_text("a,b,y\n1,2,3\n2,5,4\n4,1,9\n", encoding="utf-8")
    plane = ["--x", "a,b", "--y", "y", "--learning-rate", "0.01"]
    assert cli.main(["fit", str(path), "--json", *plane, "--hold", "intercept=-2.5"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["held"] == {"intercept": -2.5}
    assert cli.main(["fit", str(path), *plane, "--hold", "slope=1"]) == 2
    assert capsys.readouterr().err == "--hold slope=V is for one feature; plane.csv has 2.\n"
    with pytest.raises(SystemExit) as ended:
        cli.main(["fit", str(path), "--hold", "start=3"])
    assert ended.value.code == 2
    assert "is not slope or intercept with a value, as in intercept=0" in capsys.readouterr().err
    path.write_text("x,y\n0,1\n0,2\n", encoding="utf-8")
    assert cli.main(["fit", str(path), "--hold", "intercept=0"]) == 2
    assert capsys.readouterr().err.startswith("All x are 0")
