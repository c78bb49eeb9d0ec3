"""``fit --degree``: polynomials of one feature, their formulas, keys and refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from linreg_gui import cli
from linreg_gui.core.curve_formula import formula_of
from linreg_gui.core.dataset import Dataset

KEYS = ["degree", "coefficients", "centre", "mse", "learning_rate", "epochs", "stop_reason",
        "best_fit", "is_unique", "r_squared", "largest_stable_learning_rate",
        "fastest_learning_rate", "condition", "standardised"]  # fmt: skip
HOURS = "hours,money\n2,65\n3,70\n5,75\n6,85\n8,90\n"
YEARS = (
    "year,y\n2001,49.2\n2002,52.1\n2003,56.19\n2004,59.09\n2005,60.99\n2006,59.95\n2007,58.08\n"
    "2008,55.59\n2009,54.1\n2010,51.55\n2011,46.76\n2012,42.26\n2013,40.33\n2014,41.73\n"
    "2015,40.38\n2016,39.68\n2017,43.6\n2018,45.57\n2019,49.54\n2020,53.1\n"
)


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    path = tmp_path / "hours.csv"
    path.write_text(HOURS, encoding="utf-8")
    return path


def fit(capsys: Any, *arguments: object) -> dict[str, Any]:
    assert cli.main(["fit", *map(str, arguments), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    return report


def rows(capsys: Any, *arguments: object) -> dict[str, str]:
    """Return the lines of the text by what stands before the values."""
    assert cli.main(["fit", *map(str, arguments)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return {line[:28].strip(): line[29:] for line in lines}


def refusal(capsys: Any, *arguments: object) -> str:
    try:
        code = cli.main(["fit", *map(str, arguments)])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    error: str = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def test_a_parabola_has_these_keys_and_the_figures_of_the_reference(
    capsys: Any, hours: Path
) -> None:
    report = fit(capsys, hours, "--degree", "2", "--epochs", "1000")
    assert list(report) == KEYS
    assert list(report["best_fit"]) == ["coefficients", "mse"]
    assert (report["degree"], report["centre"], report["learning_rate"]) == (2, 0.0, 0.1)
    exact = [620 / 11, 2015 / 462, -5 / 462]
    assert report["best_fit"]["coefficients"] == pytest.approx(exact, rel=1e-12)
    assert report["best_fit"]["mse"] == pytest.approx(3.463203463203463, rel=1e-13)
    assert report["coefficients"] == pytest.approx(exact, rel=1e-3)
    assert report["largest_stable_learning_rate"] == pytest.approx(0.8601523536969194, rel=1e-12)
    assert report["condition"] == pytest.approx(1.3883013532122217, rel=1e-12)
    assert report["stop_reason"] == "converged"
    assert report["is_unique"] is True


def test_degree_1_is_the_line_as_ever(capsys: Any, hours: Path) -> None:
    for options in ([], ["--standardize"], ["--centre"]):
        line = fit(capsys, hours, *options)
        assert fit(capsys, hours, *options, "--degree", "1") == line
    assert fit(capsys, hours, "--no-standardize") == fit(capsys, hours)


@pytest.mark.parametrize(
    ("options", "condition", "rate", "key"),
    [
        (["--no-standardize"], 49603.95005498518, 0.01, None),
        (["--centre"], 15.156072224214562, 0.01, "centred"),
        (["--standardize"], 1.3883013532122217, 0.1, "standardised"),
        (["--optimizer", "adam"], 1.3883013532122217, 0.01, "standardised"),
        (["--optimizer", "nesterov"], 1.3883013532122217, 0.1, "standardised"),
        (["--learning-rate", "0.02"], 1.3883013532122217, 0.02, "standardised"),
    ],
)
def test_how_the_powers_are_scaled(
    capsys: Any, hours: Path, options: list[str], condition: float, rate: float, key: str | None
) -> None:
    report = fit(capsys, hours, "--degree", "2", *options)
    assert report["condition"] == pytest.approx(condition, rel=1e-11)
    assert report["learning_rate"] == rate
    assert {"centred", "standardised"} & set(report) == ({key} if key else set())
    best = [620 / 11, 2015 / 462, -5 / 462]
    assert report["best_fit"]["coefficients"] == pytest.approx(best, rel=1e-12)


def test_the_penalty_is_on_the_scaled_weights(capsys: Any, hours: Path) -> None:
    """In 50 digits; scikit-learn's StandardScaler, powers, StandardScaler, Ridge(alpha=5 * 0.1)."""
    report = fit(capsys, hours, "--degree", "3", "--l2", "0.1", "--epochs", "20000")
    assert report["best_fit"]["mse"] == pytest.approx(5.0892787656546465, rel=1e-12)
    assert report["best_fit"]["loss"] == pytest.approx(9.70411753668559, rel=1e-12)
    assert report["largest_stable_learning_rate"] == pytest.approx(0.46286895744003353, rel=1e-12)
    assert report["loss"] == pytest.approx(9.70411753668559, rel=1e-9)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_every_optimizer_finds_the_curve(capsys: Any, hours: Path, optimizer: str) -> None:
    rate = {"adagrad": "20", "adam": "0.3"}.get(optimizer, "0.1")
    chosen = ["--degree", "2", "--optimizer", optimizer, "--learning-rate", rate]
    report = fit(capsys, hours, *chosen, "--epochs", "5000")
    assert report["mse"] == pytest.approx(report["best_fit"]["mse"], rel=0.02)


def test_a_start_is_a_line(capsys: Any, hours: Path) -> None:
    best = ["--start", "4.254385964912281,56.578947368421055"]
    report = fit(capsys, hours, "--degree", "2", *best, "--epochs", "1", "--learning-rate", "1e-30")
    assert report["coefficients"] == pytest.approx([56.57894736842105, 4.254385964912281, 0])
    assert report["mse"] == pytest.approx(3.4649122807017543, rel=1e-12)
    one, again = (fit(capsys, hours, "--degree", "4", "--seed", "7") for _ in range(2))
    assert one == again
    assert one["coefficients"] != fit(capsys, hours, "--degree", "4")["coefficients"]


@pytest.mark.parametrize("degree", range(2, 7))
@pytest.mark.parametrize("text", [HOURS, YEARS], ids=["hours", "years"])
def test_the_formula_printed_gives_the_curve(
    capsys: Any, tmp_path: Path, text: str, degree: int
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    found = rows(capsys, path, "--degree", degree, "--epochs", "20000")
    report = fit(capsys, path, "--degree", degree, "--epochs", "20000")
    centre, table = report["centre"], np.loadtxt(path, delimiter=",", skiprows=1)
    x = np.linspace(table[:, 0].min(), table[:, 0].max(), 201)
    for shown, values in (("formula", report), ("best fit formula", report["best_fit"])):
        formula = found[shown].removeprefix("y = ").replace("^", "**")
        curve = Polynomial(values["coefficients"])(x - centre)
        miss = np.abs(eval(formula, {"x": x}) - curve).max()
        assert miss <= np.ptp(table[:, 1]) / 500
    assert ("(x - 2010)" in found["formula"]) == (text is YEARS)
    assert not {"coefficients", "centre"} & set(found)


def test_formulas_of_special_coefficients() -> None:
    dataset = Dataset.from_xy([0, 1, 2, 3], [1, 2, 5, 10])
    assert formula_of([1.0, 2e-15, 1.0], 0.0, dataset) == "y = 1 + 1*x^2"
    assert formula_of([-1.0, -2.0, 0.5], -6.0, dataset) == "y = -1 - 2*(x + 6) + 0.5*(x + 6)^2"
    assert formula_of([0.0, -2.0, 0.5], 1.5, dataset) == "y = -2*(x - 1.5) + 0.5*(x - 1.5)^2"
    assert formula_of([0.0, 0.0], 0.0, dataset) == "y = 0"
    assert formula_of([0.0, None], 0.0, dataset) is None


def test_raw_powers_explode_and_the_way_out_is_named(capsys: Any, hours: Path) -> None:
    assert cli.main(["fit", str(hours), "--degree", "3", "--no-standardize"]) == 0
    *_, diverged, remedy = capsys.readouterr().out.splitlines()
    assert "the learning rate must be below 1.51e-05 (now 0.01)." in diverged
    assert remedy.startswith("Standardise x: about ")
    options = remedy.split("try ")[1].rstrip(".").split()
    report = fit(capsys, hours, "--degree", "3", *options, "--epochs", "300")
    assert report["mse"] == pytest.approx(3.0325814536340854, rel=1e-3)


def test_raw_powers_of_years(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "years.csv"
    path.write_text(YEARS, encoding="utf-8")
    raw = fit(capsys, path, "--degree", "6", "--no-standardize")
    scaled = fit(capsys, path, "--degree", "6")
    assert raw["best_fit"] == scaled["best_fit"]
    assert (raw["is_unique"], raw["condition"], scaled["centre"]) == (True, None, 2010.0)
    assert scaled["best_fit"]["mse"] == pytest.approx(0.6699454699528259, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "degree", "note"),
    [
        (HOURS, 5, "6 coefficients for 5 different x: "),
        (HOURS + "8,91\n", 6, "7 coefficients for 5 different x: "),
        ("x,y\n7,1\n7,2\n", 2, "3 coefficients for one x: "),
        ("x,y\n3,1\n", 2, "3 coefficients for one x: "),
        ("x,y\n1,1\n2,2\n1,3\n2,5\n", 2, "3 coefficients for 2 different x: "),
    ],
)
@pytest.mark.parametrize("options", [[], ["--no-standardize", "--learning-rate", "1e-12"]])
def test_where_many_curves_fit_a_note_says_why(
    capsys: Any, tmp_path: Path, text: str, degree: int, note: str, options: list[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    report = fit(capsys, path, "--degree", degree, *options)
    assert report["is_unique"] is False
    assert report["note"].startswith(note)
    assert report["note"].endswith("many curves fit equally well, and where the descent ends "
                                   "depends on its start.")  # fmt: skip
    assert None not in report["coefficients"] + report["best_fit"]["coefficients"]
    assert "Many lines" not in rows(capsys, path, "--degree", degree, *options)
    with_penalty = fit(capsys, path, "--degree", degree, "--l2", "0.1", *options)
    assert with_penalty["is_unique"] is True
    assert "note" not in with_penalty


@pytest.mark.parametrize("offset", [0, 1e6, -1e9])
def test_far_from_0_the_same_curve_is_found(capsys: Any, tmp_path: Path, offset: float) -> None:
    path = tmp_path / "far.csv"
    lines = [
        f"{x + offset!r},{y}" for x, y in ((2.0, 65), (3.0, 70), (5.0, 75), (6.0, 85), (8.0, 90))
    ]
    path.write_text("x,y\n" + "\n".join(lines), encoding="utf-8")
    report = fit(capsys, path, "--x", "x", "--degree", "2")
    assert report["best_fit"]["mse"] == pytest.approx(3.463203463203463, rel=1e-12)
    curve = Polynomial(report["best_fit"]["coefficients"])
    expected = Polynomial([620 / 11, 2015 / 462, -5 / 462])
    x = np.linspace(2, 8, 7)
    assert curve(x + offset - report["centre"]) == pytest.approx(expected(x), rel=1e-12)


def test_refusals_are_one_sentence(capsys: Any, hours: Path, tmp_path: Path) -> None:
    for degree, sentence in (
        ("0", "Value 0 is outside 1 to 6."),
        ("7", "Value 7 is outside 1 to 6."),
        ("2.5", "'2.5' is not a whole number."),
        ("two", "'two' is not a whole number."),
    ):
        said = refusal(capsys, hours, "--degree", degree)
        assert f"Argument --degree: {sentence}" in said
    prices = tmp_path / "prices.csv"
    prices.write_text("a,b,c,y\n1,2,5,3\n2,5,1,4\n4,1,2,9\n", encoding="utf-8")
    assert refusal(capsys, prices, "--degree", "2") == (
        "A curve is of one feature; prices.csv has 3: name one with --x.\n"
    )
    assert fit(capsys, prices, "--degree", "2", "--x", "b")["degree"] == 2
    big = tmp_path / "big.csv"
    big.write_text("x,y\n1e30,1\n2e30,2\n", encoding="utf-8")
    assert refusal(capsys, big, "--degree", "6", "--no-standardize") == (
        "2e30 to the 6th power is out of range: take a lower degree, or standardise x.\n"
    )
    assert refusal(capsys, hours, "--degree", "2", "--hold", "intercept=0") == (
        "A parameter is held of a straight line: leave out --hold or --degree.\n"
    )
    assert "not allowed with" in refusal(capsys, hours, "--no-standardize", "--standardize")


def test_columns_of_x_are_named(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    path.write_text("a,b,c,y\n1,2,7,3\n2,5,7,4\n4,1,7,9\n3,3,7,1\n", encoding="utf-8")
    assert fit(capsys, path, "--x", "a,c", "--y", "y", "--learning-rate", "0.01")["features"] == [
        "a",
        "c",
    ]
    for chosen in ("a,z", "a,a", "a,y"):
        assert refusal(capsys, path, "--x", chosen, "--y", "y")
    report = fit(capsys, path, "--x", "a,c", "--y", "y", "--standardize")
    assert report["largest_stable_learning_rate"] == pytest.approx(1.0)
    assert report["note"] == (
        "All values of c are equal, which explains nothing: its weight stays at the start."
    )


BALL = (
    "x,y\n0.0,1.8\n0.8,2.6\n0.8,4.3\n2.6,5.7\n2.9,6.8\n4.1,7.0\n4.4,7.9\n6.1,7.5\n8.1,5.2\n"
    "8.1,5.8\n8.2,4.5\n8.6,5.0\n8.6,3.7\n9.1,3.8\n9.5,3.5\n9.8,2.5\n"
)


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    path = tmp_path / "ball.csv"
    path.write_text(BALL, encoding="utf-8")
    return path


def test_early_stopping_on_held_out_points(capsys: Any, ball: Path) -> None:
    chosen = [ball, "--x", "x", "--degree", "6", "--holdout", "0.3:13", "--epochs", "10000"]
    report = fit(capsys, *chosen)
    assert list(report) == [*KEYS, "held_out"]
    assert list(report["held_out"]) == ["points", "mse", "best_epoch", "best_mse"]
    assert report["held_out"]["points"] == 5
    assert report["held_out"]["mse"] == pytest.approx(0.515, abs=5e-4)
    assert report["held_out"]["best_epoch"] == 274
    assert report["held_out"]["best_mse"] == pytest.approx(0.333814380876909, rel=1e-12)
    assert report["best_fit"]["mse"] == pytest.approx(0.1839768856849365, rel=1e-12)
    stopped = fit(capsys, *chosen[:-1], "274")
    assert stopped["held_out"]["mse"] == report["held_out"]["best_mse"]
    shown = rows(capsys, *chosen)
    assert (shown["held out points"], shown["held out best epoch"]) == ("5", "274")
    assert shown["held out best mse"] == "0.333814"


@pytest.mark.parametrize(
    "options", [[], ["--degree", "3"], ["--standardize", "--l2", "0.1"], ["--batch-size", "4"],
                ["--optimizer", "adam", "--seed", "3"]],
)  # fmt: skip
def test_held_out_points_change_no_number_of_the_training(
    capsys: Any, ball: Path, tmp_path: Path, options: list[str]
) -> None:
    chosen = ["--x", "x", *options]
    one = fit(capsys, ball, *chosen, "--holdout", "5:13")
    lines = BALL.splitlines()
    for row in (1, 2, 7, 8, 15):
        lines[row + 1] = f"{row * 3.5},{row - 40}"
    ball.write_text("\n".join(lines), encoding="utf-8")
    other = fit(capsys, ball, *chosen, "--holdout", "5:13")
    assert one.pop("held_out") != other.pop("held_out")
    assert one == other
    rest = tmp_path / "rest.csv"
    kept = [line for row, line in enumerate(BALL.splitlines(), -1) if row not in (1, 2, 7, 8, 15)]
    rest.write_text("\n".join(kept), encoding="utf-8")
    assert fit(capsys, rest, *chosen) == one


def test_planes_hold_out_too(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    lines = [f"{a},{a * a % 7},{2 * a - a * a % 7 + 1}" for a in (1, 4, 2, 6, 3, 5, 9, 8)]
    path.write_text("a,b,y\n" + "\n".join(lines), encoding="utf-8")
    report = fit(capsys, path, "--standardize", "--learning-rate", "0.3", "--holdout", "2")
    assert report["held_out"]["points"] == 2
    assert report["held_out"]["mse"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0.01", "Of 16 points 0 would be held out: at least one must be, and at least one must "),
        ("16", "Of 16 points 16 would be held out: "),
        ("0.99", "Of 16 points 16 would be held out: "),
        ("1.5", "'1.5' is neither a share between 0 and 1 nor a number of points, as in 0.3 or 5."),
        ("0", "'0' is neither a share between 0 and 1 nor"),
        ("-1", "'-1' is neither a share between 0 and 1 nor"),
        ("some", "'some' is not a number"),
        ("0.3:x", "'x' is not a whole number."),
        ("0.3:", "'' is not a whole number."),
    ],
)  # fmt: skip
def test_what_cannot_be_held_out(capsys: Any, ball: Path, amount: str, sentence: str) -> None:
    assert sentence in refusal(capsys, ball, "--x", "x", "--holdout", amount)
