"""The command line: fit without Qt, refusals in one sentence, options for the window."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui import cli
from linreg_gui.arguments import EXAMPLE_KEYS
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.launch import LaunchOptions
from tests.storage.children import unmeasured

KEYS = ["slope", "intercept", "mse", "learning_rate", "epochs", "stop_reason", "best_fit",
        "is_unique", "r_squared", "correlation", "largest_stable_learning_rate",
        "fastest_learning_rate", "condition"]  # fmt: skip


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    path = tmp_path / "hours.csv"
    path.write_text("hours,money\n2,65\n3,70\n5,75\n6,85\n8,90\n", encoding="utf-8")
    return path


def fit(capsys: Any, *arguments: object) -> dict[str, Any]:
    assert cli.main(["fit", *map(str, arguments), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    return report


def test_fit_gives_exactly_these_keys_and_the_published_line(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours, "--learning-rate", "0.01", "--epochs", "3000")
    assert list(report) == KEYS
    assert list(report["best_fit"]) == ["slope", "intercept", "mse"]
    assert report["slope"] == pytest.approx(4.2550, abs=5e-5)
    assert report["intercept"] == pytest.approx(56.5754, abs=5e-5)
    assert report["mse"] == pytest.approx(3.4649, abs=5e-5)
    assert report["epochs"] == 3000
    assert report["stop_reason"] == "max_epochs"
    assert report["largest_stable_learning_rate"] == pytest.approx(0.0351622, rel=1e-5)


def test_fit_prints_correlation_condition_and_rates(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours)
    x, y = np.array([2.0, 3, 5, 6, 8]), np.array([65.0, 70, 75, 85, 90])
    low, high = np.linalg.eigvalsh(2.0 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]]))
    assert report["correlation"] == pytest.approx(float(np.corrcoef(x, y)[0, 1]), rel=1e-14)
    assert report["fastest_learning_rate"] == pytest.approx(2.0 / (low + high), rel=1e-12)
    assert report["condition"] == pytest.approx(high / low, rel=1e-11)
    assert cli.main(["fit", str(hours)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["correlation", "0.979648"] in rows
    assert ["fastest", "learning", "rate", "0.034965"] in rows
    assert ["condition", "177.372"] in rows


def test_figures_that_there_are_not_are_null(capsys: Any, hours: Path, table: Any) -> None:
    adam = fit(capsys, hours, "--optimizer", "adam")
    assert adam["fastest_learning_rate"] is None
    assert fit(capsys, hours, "--batch-size", "2")["fastest_learning_rate"] is None
    assert adam["condition"] == pytest.approx(177.372, abs=1e-3)
    upright = fit(capsys, table("x,y\n3,4\n3,6\n"))
    assert (upright["correlation"], upright["condition"], upright["is_unique"]) == (
        None,
        None,
        False,
    )
    plane = fit(capsys, table("a,b,c\n1,2,3\n2,1,5\n4,4,4\n"), "--learning-rate", "0.01")
    assert "correlation" not in plane
    assert plane["condition"] > 1.0


def test_fit_converges(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours, "--learning-rate", "0,03", "--epochs", "1000000")
    assert report["stop_reason"] == "converged"
    assert report["epochs"] < 10_000
    assert report["slope"] == pytest.approx(report["best_fit"]["slope"], rel=1e-5)


def test_diverged_fit_ends_well_with_finite_values(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours, "--learning-rate", "0.05", "--epochs", "100000")
    assert report["stop_reason"] == "diverged"
    assert np.isfinite([report["slope"], report["intercept"], report["mse"]]).all()


def test_text_says_what_to_do_after_a_divergence(capsys: Any, hours: Path) -> None:
    assert cli.main(["fit", str(hours), "--learning-rate", "0.05"]) == 0
    last, remedy = capsys.readouterr().out.splitlines()[-2:]
    assert remedy.startswith("Standardise x: about 1 epoch instead of 204")
    assert last.startswith("Diverged at epoch")
    assert last.endswith("must be below 0.0352 (now 0.05).")


def test_the_limit_is_written_below_a_rate_that_diverged(capsys: Any, hours: Path) -> None:
    assert cli.main(["fit", str(hours), "--learning-rate", "0.03518", "--epochs", "20000"]) == 0
    last = capsys.readouterr().out.splitlines()[-2]
    assert last.endswith("must be below 0.03516 (now 0.03518).")


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [("momentum", 0.01), ("nesterov", 0.01), ("adagrad", 5), ("rmsprop", 0.01), ("adam", 0.5)],
)
def test_every_optimizer_arrives(capsys: Any, hours: Path, optimizer: str, rate: float) -> None:
    options = ("--optimizer", optimizer, "--learning-rate", rate, "--epochs", 20_000)
    report = fit(capsys, hours, *options)
    assert list(report) == KEYS
    assert report["slope"] == pytest.approx(report["best_fit"]["slope"], rel=0.05)
    limit = report["largest_stable_learning_rate"]
    assert (limit is None) is (optimizer in {"adagrad", "rmsprop", "adam"})


def test_the_momentum_is_used(capsys: Any, hours: Path) -> None:
    options = ("--optimizer", "momentum", "--learning-rate", "0.001", "--momentum")
    report = fit(capsys, hours, *options, "0.5")
    assert report["largest_stable_learning_rate"] == pytest.approx(1.5 * 0.0351622, rel=1e-5)
    assert report["slope"] != fit(capsys, hours, *options, "0.9")["slope"]
    assert fit(capsys, hours, *options, "0")["slope"] == pytest.approx(
        fit(capsys, hours, "--learning-rate", "0.001")["slope"], rel=1e-9
    )


def test_the_line_printed_gives_the_line(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    rows = [(2_459_000 + day, 0.25 * day + 3) for day in range(5)]
    path.write_text("day,y\n" + "".join(f"{x},{y}\n" for x, y in rows), encoding="utf-8")
    assert cli.main(["fit", str(path), "--standardize", "--learning-rate", "0.5"]) == 0
    printed = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    slope, intercept = float(printed["best fit slope"]), float(printed["best fit intercept"])
    assert [slope * x + intercept for x, _ in rows] == pytest.approx([y for _, y in rows], abs=2e-3)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("2031-03-03,5\n2031-03-01,1\n2031-03-02,3\n", "when (days since 2031-03-01)"),
        ("9:00,5\n8:00,1\n8:30,3\n", "when (seconds since 08:00:00)"),
    ],
)
def test_dates_are_named_with_unit_and_origin(
    capsys: Any, tmp_path: Path, rows: str, name: str
) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(f"when,y\n{rows}", encoding="utf-8")
    assert fit(capsys, path)["features"] == [name]
    assert cli.main(["fit", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split(maxsplit=1) == ["features", name]


def test_scaled_training_prints_the_units_of_the_data(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours, "--standardize", "--learning-rate", "0.5", "--start", "1,2")
    assert list(report) == [*KEYS, "standardised"]
    assert (report["epochs"], report["stop_reason"]) == (1, "converged")
    assert report["slope"] == pytest.approx(4.254385965, rel=1e-9)
    assert report["intercept"] == pytest.approx(56.578947368, rel=1e-9)
    assert report["largest_stable_learning_rate"] == pytest.approx(1)
    # Mean 4.8, deviation √4.56; the height at the mean is that of the data.
    assert report["standardised"]["slope"] == pytest.approx(4.254385965 * 4.56**0.5, rel=1e-9)
    assert report["standardised"]["intercept"] == pytest.approx(77)


HEIGHTS = "height,weight\n160,55\n165,60\n170,66\n174,70\n180,77\n185,80\n190,88\n"
FLOORS = "area,year,price\n50,1990,100\n60,2000,121\n70,2010,140\n60,1995,118\n80,2015,163\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEIGHTS, "Standardise x: about 1 epoch instead of 11 million"),
        (FLOORS, "Standardise the features: about 83 epochs instead of 3.8 trillion"),
        ("t,mag\n2459000,7.2\n2459001,7.4\n2459002,7.5\n",
         "Standardise x: about 1 epoch instead of more than 1e15"),
    ],
)  # fmt: skip
def test_what_makes_a_hopeless_descent_short_is_named_and_does(
    capsys: Any, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["fit", str(path)]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    sentence += ", each at its best rate; try "
    assert said.startswith(sentence)
    options = said.removeprefix(sentence).rstrip(".").split()
    report = fit(capsys, path, *options, "--epochs", "200")
    assert report["r_squared"] > 0.95


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("x,y\n1,2\n-1,-2\n0,0.5\n", []),  # the bowl is round
        (HEIGHTS, ["--optimizer", "adam"]),  # no closed form
        (HEIGHTS, ["--standardize"]),
        ("x,y\n2,65\n3,70\n5,75\n6,85\n8,90\n", ["--epochs", "2000"]),  # arrives
        ("x,y\n7,1\n7,2\n7,3\n", ["--learning-rate", "1e-9"]),  # there is nothing to scale
    ],
)
def test_no_remedy_is_named_where_it_would_not_help(
    capsys: Any, tmp_path: Path, text: str, options: list[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["fit", str(path), *options]) == 0
    assert "Standardise" not in capsys.readouterr().out


def test_what_rounding_leaves_of_a_perfect_fit_is_not_printed(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("size,price\n1000,250000\n1500,375000\n2000,500000\n", encoding="utf-8")
    report = fit(capsys, path, "--standardize", "--learning-rate", "0.5")
    assert (report["intercept"], report["mse"]) == (0.0, 0.0)
    assert report["best_fit"] == {"slope": pytest.approx(250), "intercept": 0.0, "mse": 0.0}


def test_what_cannot_be_scaled_is_said(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "equal.csv"
    path.write_text("size,price\n3,1\n3,2\n", encoding="utf-8")
    assert "All values of size are equal" in fit(capsys, path, "--standardize")["note"]


def test_the_best_fit_is_that_of_the_penalised_loss(capsys: Any, hours: Path) -> None:
    # The figures of scikit-learn's Ridge(alpha=5 * 2); see tests/core/test_ridge.py.
    report = fit(capsys, hours, "--l2", "2", "--learning-rate", "0.03", "--epochs", "100000")
    assert report["best_fit"]["slope"] == pytest.approx(2.957317073170732)
    assert report["best_fit"]["intercept"] == pytest.approx(62.80487804878049)
    assert report["slope"] == pytest.approx(2.957317073170732, rel=1e-5)
    for line in (report, report["best_fit"]):
        assert line["loss"] == pytest.approx(line["mse"] + 2 * line["slope"] ** 2)
    assert report["stop_reason"] == "converged"


def test_batches_are_shuffled_by_the_seed(capsys: Any, hours: Path) -> None:
    options = ("--batch-size", "2", "--start", "0,0", "--epochs", "50")
    reports = [fit(capsys, hours, *options, "--seed", seed) for seed in (1, 1, 2)]
    assert reports[0] == reports[1] != reports[2]
    assert reports[0]["largest_stable_learning_rate"] is None
    whole = fit(capsys, hours, "--batch-size", "5", "--start", "0,0", "--epochs", "50")
    assert whole == fit(capsys, hours, "--epochs", "50")


def test_patience_ends_a_fit(capsys: Any, hours: Path) -> None:
    options = ("--epochs", "100000")
    assert fit(capsys, hours, *options, "--patience", "20")["stop_reason"] == "plateau"
    early = fit(capsys, hours, *options, "--tolerance", "0.1")
    late = fit(capsys, hours, *options, "--tolerance", "0.001")
    assert early["stop_reason"] == late["stop_reason"] == "plateau"
    assert early["epochs"] < late["epochs"]
    endless = fit(capsys, hours, *options, "--tolerance", "0.1", "--patience", "0")
    assert endless["stop_reason"] == "converged"


def test_patience_can_be_about_held_out_points(capsys: Any) -> None:
    options = ("--example", "thrown-ball", "--degree", "6", "--holdout", "0.3:13")
    early = fit(capsys, *options, "--watch", "held_out", "--patience", "20", "--epochs", "3000")
    assert early["stop_reason"] == "plateau"
    assert 274 < early["epochs"] <= 294
    assert early["held_out"]["best_epoch"] == 274
    assert cli.main(["fit", "--example", "thrown-ball", "--watch", "held_out"]) == 2
    assert capsys.readouterr().err.endswith("needs points that are held out: add --holdout.\n")


def test_without_a_limit_the_advice_is_a_lower_rate(capsys: Any, hours: Path) -> None:
    options = ("--optimizer", "adam", "--learning-rate", "1e100")
    assert cli.main(["fit", str(hours), *options]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "Diverged at epoch 1. Try a learning rate below 1e+100."


def test_scaled_planes_print_the_units_of_the_data(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    path.write_text("1,200,3\n2,100,9\n5,400,2\n3,150,7\n", encoding="utf-8")
    plain = fit(capsys, path)["best_fit"]
    options = ("--standardize", "--learning-rate", "0.3", "--epochs", "10000")
    report = fit(capsys, path, *options, "--optimizer", "nesterov", "--momentum", "0.3")
    assert report["weights"] == pytest.approx(plain["weights"], rel=1e-4)
    assert report["best_fit"]["weights"] == pytest.approx(plain["weights"])
    assert list(report["standardised"]) == ["weights", "intercept"]


def test_several_features_give_weights(capsys: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    features = rng.normal(size=(60, 2))
    target = features @ [2.0, -1.0] + 0.5
    path = tmp_path / "plane.csv"
    rows = np.column_stack((features, target)).tolist()
    path.write_text("a,b,c\n" + "\n".join(",".join(map(repr, row)) for row in rows), "utf-8")
    report = fit(capsys, path, "--learning-rate", "0.1", "--epochs", "5000")
    assert "slope" not in report
    assert report["features"] == ["a", "b"]
    assert report["weights"] == pytest.approx([2.0, -1.0], abs=1e-4)
    assert report["best_fit"]["weights"] == pytest.approx([2.0, -1.0])
    assert fit(capsys, path, "--target", "a")["features"] == ["b", "c"]


def test_degenerate_table_has_no_nan(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("x,y\n3,4\n", encoding="utf-8")
    assert fit(capsys, path)["r_squared"] is None


def test_seeded_start_is_reproducible(capsys: Any, hours: Path) -> None:
    one = fit(capsys, hours, "--seed", "7", "--epochs", "3")
    assert one == fit(capsys, hours, "--seed", "7", "--epochs", "3")
    assert one != fit(capsys, hours, "--seed", "8", "--epochs", "3")


def test_start_may_be_negative(capsys: Any, hours: Path) -> None:
    report = fit(capsys, hours, "--start", "-1,2", "--epochs", "1", "--learning-rate", "1e-9")
    assert report["slope"] == pytest.approx(-1, abs=1e-5)


def test_fit_imports_no_qt(hours: Path) -> None:
    code = (
        "import sys; from linreg_gui.cli import main; main(sys.argv[1:]);"
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code, "fit", str(hours)], check=True, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fit", "none.csv"], "Cannot find none.csv."),
        (["fit"], "A file or an --example is needed, and not both. See linreg-gui fit --help."),
        (["fit", "x", "--epochs", "0"], "Value 0 is outside 1 to"),
        (["fit", "x", "--epochs", "3.5"], "'3.5' is not a whole number"),
        (["fit", "x", "--learning-rate", "nan"], "'nan' is not a number"),
        (["fit", "x", "--learning-rate", "-1"], "Learning rate -1 is outside"),
        (["fit", "x", "--start", "1"], "'1' is not two numbers"),
        (["fit", "x", "--start", "a,1"], "'a' is not a number"),
        (["fit", "x", "--seed", "-1"], "Value -1 is outside"),
        (["fit", "x", "--optimizer", "sgd"], "invalid choice: 'sgd'"),
        (["fit", "x", "--hold", "slope=1", "--hold", "intercept=0"], "may be given once only"),
        (["fit", "x", "--json", "--list"], "not allowed with argument --json"),
        (["fit", "x", "--momentum", "1"], "The momentum must be at least 0 and less than 1."),
        (["fit", "x", "--batch-size", "0"], "Value 0 is outside 1 to 1,000,000."),
        (["fit", "x", "--l2", "-1"], "The penalty must be from 0 to 1e150."),
        (["fit", "x", "--tolerance", "1"], "must be at least 0 and less than 1."),
        (["fit", "x", "--patience", "-1"], "Value -1 is outside 0 to"),
        (["--example", "none"], "invalid choice: 'none'"),
        (["--nonsense"], "Unrecognized arguments: --nonsense"),
    ],
)
def test_errors_are_one_sentence_and_exit_2(
    capsys: Any, arguments: list[str], sentence: str
) -> None:
    try:
        code = cli.main(arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    error = capsys.readouterr().err
    assert code == 2
    assert sentence in error
    assert error.count("\n") == 1


def test_bad_cell_is_said_with_its_line(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("1,2\n3,x\n", encoding="utf-8")
    assert cli.main(["fit", str(path)]) == 2
    assert capsys.readouterr().err.startswith("bad.csv, line 2, column 2: 'x' is not a number")


def test_start_needs_one_feature(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    path.write_text("1,2,3\n4,5,7\n", encoding="utf-8")
    assert cli.main(["fit", str(path), "--start", "1,2"]) == 2
    assert "one feature" in capsys.readouterr().err


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_need_no_package(argument: str) -> None:
    code = (
        "import sys; sys.modules['numpy'] = sys.modules['PySide6'] = None\n"
        "from linreg_gui.cli import main; main(sys.argv[1:])"
    )
    subprocess.run([sys.executable, "-c", code, argument], check=True, timeout=60)


def test_listed_examples_are_those_there_are() -> None:
    assert tuple(EXAMPLES) == EXAMPLE_KEYS


def test_fit_takes_an_example_with_what_suits_it(capsys: Any) -> None:
    report = fit(capsys, "--example", "house-prices")
    assert report["learning_rate"] == 2e-7
    assert report["best_fit"]["slope"] == pytest.approx(250)
    report = fit(capsys, "--example", "house-prices", "--standardize", "--epochs", "40")
    assert (report["learning_rate"], report["epochs"]) == (0.01, 40)
    assert fit(capsys, "--example", "thrown-ball", "--degree", "2")["learning_rate"] == 0.1
    report = fit(capsys, "--example", "longley")
    assert (report["learning_rate"], report["epochs"]) == (0.1, 1000)
    assert len(report["standardised"]["weights"]) == 6


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "A file or an --example is needed, and not both."),
        (["t.csv", "--example", "longley"], "A file or an --example is needed, and not both."),
        (
            ["--example", "longley", "--x", "GNP"],
            "Columns and ways to read a table are for a file, not for an --example.",
        ),
        (
            ["--example", "longley", "--list"],
            "Columns and ways to read a table are for a file, not for an --example.",
        ),
    ],
)
def test_fit_needs_one_source(capsys: Any, options: list[str], sentence: str) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["fit", *options])
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_curve_of_an_example_of_several_features_is_refused(capsys: Any) -> None:
    assert cli.main(["fit", "--example", "longley", "--degree", "2"]) == 2
    assert capsys.readouterr().err == "A curve is of one feature; Longley has 6.\n"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_need_no_screen(capsys: Any, argument: str) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main([argument])
    assert stop.value.code == 0
    assert "linreg" in capsys.readouterr().out


def test_options_reach_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[LaunchOptions] = []

    def run_app(options: LaunchOptions) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr("linreg_gui.app.run_app", run_app)
    arguments = ["d.csv", "--learning-rate", "1e-2", "--epochs", "9", "--start", "1,2"]
    assert cli.main([*arguments, "--seed", "4"]) == 0
    assert seen == [LaunchOptions(Path("d.csv"), None, 0.01, 9, (1.0, 2.0), 4)]


def test_missing_system_library_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    name = "linreg_gui.bootstrap.system_packages.missing_libraries"
    monkeypatch.setattr(name, lambda **_: ["libxcb-cursor0"])
    assert cli.main([]) == 1
    assert "apt-get install libxcb-cursor0\n" in capsys.readouterr().err


def test_bar_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from linreg_gui import progress_bar

    monkeypatch.setattr(progress_bar, "PATIENCE_SECONDS", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = progress_bar.ProgressBar(10, "epochs")
    bar.show(5)
    bar.clear()
    assert "5 of 10 epochs" in capsys.readouterr().err


def start_fit(*arguments: object, **streams: Any) -> subprocess.Popen[str]:
    code = "import sys; from linreg_gui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "fit", *map(str, arguments)]
    return subprocess.Popen(command, text=True, stderr=subprocess.PIPE, **streams)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    def written(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_columns_are_chosen_and_what_is_left_out_is_said(capsys: Any, table: Any) -> None:
    path = table(",place,ads,sales\n0,north,12.5,31\n1,south,22.0,52\n2,east,31.5,69\n")
    assert cli.main(["fit", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["best_fit"]["slope"] == pytest.approx(2.0)
    assert printed.err == (
        "Left out column 'column 1': it only counts the rows.\n"
        "Left out column 'place': it holds text.\n"
    )
    report = fit(capsys, path, "--x", "1,ads", "--y", "sales")
    assert report["features"] == ["column 1", "ads"]
    assert cli.main(["fit", str(path), "--x", "place"]) == 2
    assert "column 'place' holds text: 'north'; numbers are expected." in capsys.readouterr().err


def test_the_columns_of_a_table_are_listed(capsys: Any, table: Any) -> None:
    path = table("id,when,share,y\n1,2031-03-01,8%,2\n2,2031-03-02,9%,\n3,2031-03-04,10%,4\n")
    assert cli.main(["fit", str(path), "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "   1  id                       numbers, only counts the rows; 0 rows left out",
        "   2  when                     dates (days); 0 rows left out",
        "   3  share (%)                numbers (%); 0 rows left out",
        "   4  y                        numbers; 1 row left out",
    ]


def test_a_table_in_doubt_is_refused_and_an_option_decides(capsys: Any, table: Any) -> None:
    path = table("11,5\n12,25\n14,75\n")
    assert cli.main(["fit", str(path)]) == 2
    assert capsys.readouterr().err == (
        "table.csv: '11,5' may be one number or two; --delimiter or --decimal decides.\n"
    )
    assert "slope" in fit(capsys, path, "--delimiter", "comma")
    assert cli.main(["fit", str(path), "--decimal", "comma"]) == 2
    assert "only one column" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["fit", str(path), "--delimiter", "dot"])
    assert "'dot' is none of comma, semicolon, tab" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "is_unique", "note"),
    [
        ("x,y\n4,1\n4,3\n4,8\n", False, None),
        (
            "a,again,y\n1,1,2\n2,2,4.5\n3,3,5.5\n4,4,8\n",
            False,
            "Up to rounding, each of a and again follows from the other: many planes fit equally ",
        ),
        (
            "a,b,sum,y\n5,1,6,2\n2,7,9,4\n3,3,6,5\n9,4,13,8\n8,5,13,9\n",
            False,
            "Up to rounding, each of a, b and sum follows from the others: many planes fit ",
        ),
        (
            "a,b,c,y\n5,1,6,2\n2,7,8,4\n3,3,1,5\n",
            False,
            "4 coefficients for 3 different points: ",
        ),
        ("a,b,y\n5,1,2\n2,7,4\n3,3,5\n9,4,8\n", True, None),
        ("x,y\n1,2\n2,4\n3,5\n", True, None),
    ],
)
def test_one_best_fit_or_many(
    capsys: Any, table: Any, text: str, is_unique: bool, note: str | None
) -> None:
    path = table(text)
    report = fit(capsys, path)
    assert report["is_unique"] is is_unique
    assert note is None or report["note"].startswith(note)
    assert ("note" in report) is (note is not None)
    assert cli.main(["fit", str(path)]) == 0
    assert ("Many lines fit these data equally well" in capsys.readouterr().out) is not is_unique


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "latin-1"])
@pytest.mark.parametrize("options", [[], ["--json"], ["--list"]])
def test_letters_the_output_lacks_are_replaced(
    table: Any, encoding: str, options: list[str]
) -> None:
    path = table("ύψος,ηλικία,βάρος\n151,11,48\n163,13,59\n171,15,64\n")
    code = "import sys; from linreg_gui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "fit", str(path), *options]
    surroundings = {**unmeasured(), "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, check=False, capture_output=True, env=surroundings, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    is_shown = "βάρος".encode() in done.stdout or "ύψος".encode() in done.stdout
    assert is_shown is (encoding == "utf-8" and options != ["--json"])


def test_control_characters_of_names_and_arguments_stay_out_of_the_terminal(
    capsys: Any, table: Any
) -> None:
    path = table("a \x1b]0;title\x07\x1b[31m,b,c\n5,2,4\n4,5,7\n7,8,8\n")
    for options in ([], ["--list"], ["--json"]):
        assert cli.main(["fit", str(path), *options]) == 0
    with pytest.raises(SystemExit):
        cli.main(["fit", str(path), "--delimiter", "\x1b[31m"])
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "\\x1b" in printed.out


@pytest.mark.parametrize("options", [[], ["--list"], ["--json"]])
def test_fit_says_that_a_project_is_no_table(
    capsys: Any, tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "mine.linreg"
    path.write_text('{"format": "linreg_gui project"}', encoding="utf-8")
    assert cli.main(["fit", str(path), *options]) == 2
    assert capsys.readouterr().err.startswith("mine.linreg is a project, and fit reads tables.")


@pytest.mark.parametrize("step", ["read_strictly", "train", "report_of"])
def test_interrupted_fit_shows_no_traceback(
    capsys: Any, hours: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupt(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"linreg_gui.fit_command.{step}", interrupt)
    assert cli.main(["fit", str(hours)]) == 130
    assert capsys.readouterr().err == "\nInterrupted.\n"


def test_reader_that_went_away_is_no_error(hours: Path) -> None:
    process = start_fit(hours, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_full_disk_is_one_sentence(hours: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = start_fit(hours, stdout=full)
        assert process.communicate(timeout=60)[1].startswith("Cannot print the result: No space")
    assert process.returncode == 2


def test_centred_training_prints_the_units_of_the_data(capsys: Any, hours: Path) -> None:
    options = ["--centre", "--learning-rate", "0.1", "--epochs", "5000", "--json"]
    assert cli.main(["fit", str(hours), *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["slope"] == pytest.approx(4.25438596491228, rel=1e-5)
    assert report["intercept"] == pytest.approx(56.578947368421, rel=1e-5)
    assert report["centred"] == pytest.approx(
        {"slope": 4.25438596491228, "intercept": 77.0}, rel=1e-5
    )
    assert report["largest_stable_learning_rate"] == pytest.approx(1.0 / 4.56)
    # An intercept that is held is that at x = 0, which then stays where it is.
    held = fit(capsys, hours, "--centre", "--hold", "intercept=0")
    assert "centred" not in held
    assert held["note"] == "A held intercept is that at x = 0: x is not centred."
    with pytest.raises(SystemExit):
        cli.main(["fit", str(hours), "--centre", "--standardize"])
    assert "not allowed with argument" in capsys.readouterr().err


@pytest.mark.parametrize("options", [(), ("--optimizer", "adam")])
def test_a_momentum_that_would_change_nothing_is_refused(
    capsys: Any, hours: Path, options: tuple[str, ...]
) -> None:
    assert cli.main(["fit", str(hours), "--momentum", "0.5", *options]) == 2
    assert capsys.readouterr().err == (
        "--momentum is for --optimizer momentum or nesterov: add one, or leave it out.\n"
    )


def test_no_epochs_are_told_of_batches(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEIGHTS, encoding="utf-8")
    assert cli.main(["fit", str(path), "--batch-size", "2"]) == 0
    assert "Standardise" not in capsys.readouterr().out
    assert cli.main(["fit", str(path), "--batch-size", "7"]) == 0
    assert "Standardise" in capsys.readouterr().out


def test_a_minimum_at_0_has_no_sign(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,7\n2,7\n3,7\n4,7\n", encoding="utf-8")
    assert cli.main(["fit", str(path), "--l2", "0.5", "--learning-rate", "0.05"]) == 0
    assert "-0\n" not in capsys.readouterr().out


@pytest.mark.parametrize("rate", ["1", "1.0001"])
def test_a_rate_that_does_not_settle_is_said_to_though_nothing_has_run_away(
    capsys: Any, tmp_path: Path, rate: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,1\n-1,-1\n", encoding="utf-8")
    said = f"The descent does not settle: the learning rate must be below 1 (now {rate})."
    assert cli.main(["fit", str(path), "--learning-rate", rate]) == 0
    assert said in capsys.readouterr().out.splitlines()
    assert cli.main(["fit", str(path), "--learning-rate", "0.9999"]) == 0
    assert "settle" not in capsys.readouterr().out
