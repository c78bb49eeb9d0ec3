"""What is written as CSV is exact, is read again, and holds nothing but what it says."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.history import History
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling
from linreg_gui.core.step import OneStep, StepPlace, one_step
from linreg_gui.storage import exports
from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.exports import RunExport, write_history, write_points, write_worksheet
from linreg_gui.storage.tables.points import offer_table
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly
from tests.storage.tables.reading import read_table

HOURS = EXAMPLES["hours-and-money"].dataset()
CONFIG = DescentConfig(learning_rate=0.01, max_epochs=4)
COORDINATES = st.floats(-MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE)
HOSTILE_NAMES = [
    "=1+1", "+1", "-x", "@SUM(A1)", "\u2212 5", "2019", "1e999", "# note", '"', 'a "b"', "a,b",
    "a;b", "a\tb", "a\nb,c\n1,2", "\r", " blank ", "'", "\u202e", "\ud800", "", "sep=;", "Größe 🙂",
]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


def run_of(dataset: Dataset, config: DescentConfig) -> RunExport:
    objective = Objective.of(dataset, config)
    start = objective.from_data_units(np.zeros(config.degree + 1))
    history = History(start, objective.loss.value(start))
    history.append(Descent(objective.loss, config, start).advance(config.max_epochs))
    return RunExport(objective, history, ((0, config),))


def table_of(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def comments_of(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]


def test_points_as_text(path: Path) -> None:
    write_points(path, HOURS)
    assert path.read_bytes() == (
        b"hours worked,money earned\n2.0,65.0\n3.0,70.0\n5.0,75.0\n6.0,85.0\n8.0,90.0\n"
    )


@given(st.lists(st.tuples(COORDINATES, COORDINATES, COORDINATES), min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_points_come_back_exactly(path: Path, rows: list[tuple[float, float, float]]) -> None:
    values = np.array(rows)
    dataset = Dataset(values[:, :2], values[:, 2], ("a", "b"), "c", "out.csv")
    write_points(path, dataset)
    assert read_table(path) == dataset


def test_many_points_come_back_exactly(path: Path) -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 2 * exports.ROWS_AT_ONCE + 1))
    dataset = Dataset.from_xy(x, y, name="out.csv")
    write_points(path, dataset)
    assert read_table(path) == dataset


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_make_no_cells_lines_formulas_or_numbers(path: Path, name: str) -> None:
    for names in ((name, "y"), ("x", name), (name, name)):
        dataset = replace(HOURS, feature_names=names[:1], target_name=names[1])
        write_points(path, dataset)
        again = read_table(path)
        assert again.x.tolist() == HOURS.x.tolist()
        assert again.y.tolist() == HOURS.y.tolist()
        assert all(not text.startswith(exports.FORMULA_SIGNS) for text in again.feature_names)
        offer = offer_table(path)
        assert offer.result is not None
        assert offer.result.dataset.x.tolist() == HOURS.x.tolist()
        assert offer.result.n_left_out == 0


@pytest.mark.parametrize("name", ["a,b", 'a "b"', "Größe 🙂", "# note", "a;b", "x (m)"])
def test_legal_names_come_back(path: Path, name: str) -> None:
    write_points(path, replace(HOURS, feature_names=(name,)))
    assert read_table(path).feature_names == (name,)


def test_no_points(path: Path) -> None:
    write_points(path, Dataset.from_xy([], []))
    assert path.read_text() == "x,y\n"


def test_history_has_the_records_the_readme_tells(path: Path) -> None:
    write_history(path, run_of(HOURS, CONFIG))
    rows = table_of(path)
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3", "4"]
    first = {name: float(text) for name, text in rows[0].items()}
    expected = {
        "epoch": 0, "slope": 0, "intercept": 0, "loss": 6015,
        "gradient_slope": -778, "gradient_intercept": -154,
    }  # fmt: skip
    assert first == pytest.approx(expected, rel=1e-12)
    assert float(rows[1]["slope"]) == pytest.approx(7.78, rel=1e-12)
    assert float(rows[3]["loss"]) == pytest.approx(514.7541286, rel=1e-9)


def test_history_is_exact_and_each_step_follows_from_its_row(path: Path) -> None:
    run = run_of(HOURS, replace(CONFIG, max_epochs=200))
    write_history(path, run)
    data = read_strictly(path, StrictOptions("1,2,3,4,5")).dataset
    assert data.features[:, 1:3].tolist() == run.history.parameters.tolist()
    assert data.features[:, 3].tolist() == run.history.losses.tolist()
    lines, gradients = data.features[:, 1:3], np.column_stack((data.features[:, 4], data.target))
    np.testing.assert_allclose(lines[:-1] - 0.01 * gradients[:-1], lines[1:], rtol=1e-9, atol=1e-9)


def test_history_tells_the_settings_of_every_segment(path: Path) -> None:
    run = run_of(replace(HOURS, name="a\nb"), CONFIG)
    later = replace(CONFIG, optimizer=Optimizer.ADAM, decay=Decay.STEP, batch_size=2)
    write_history(path, replace(run, segments=((0, CONFIG), (3, later), (4, CONFIG))))
    about, first, second, third = comments_of(path)
    assert about == "# data: a\\nb, 5 points"
    assert first.startswith("# from epoch 0: learning_rate 0.01, max_epochs 4, tolerance 1e-12,")
    assert "batch_size none" in first
    assert "is_standardised no" in first
    assert second == "# from epoch 3: optimizer adam, batch_size 2, decay step"
    assert third == "# from epoch 4: optimizer gd, batch_size none, decay none"


def test_history_of_standardised_x_is_in_the_units_of_the_data(path: Path) -> None:
    config = DescentConfig(learning_rate=0.5, max_epochs=1, scaling=Scaling.STANDARDISE)
    write_history(path, run_of(EXAMPLES["house-prices"].dataset(), config))
    rows = table_of(path)
    assert float(rows[-1]["slope"]) == pytest.approx(250.0)
    assert abs(float(rows[-1]["gradient_slope"])) < 1e-6
    assert comments_of(path)[-1] == "# the gradient is by the parameters of standardised x"


def test_history_of_a_curve_has_its_coefficients_and_a_gradient_a_weight(path: Path) -> None:
    config = replace(CONFIG, degree=3, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    run = run_of(HOURS, config)
    write_history(path, run)
    rows = table_of(path)
    assert list(rows[0]) == [
        "epoch", "coefficient_1", "coefficient_2", "coefficient_3", "constant", "loss",
        "gradient_w1", "gradient_w2", "gradient_w3", "gradient_b",
    ]  # fmt: skip
    last = {name: float(text) for name, text in rows[-1].items()}
    powers = [last["constant"], *(last[f"coefficient_{k}"] for k in (1, 2, 3))]
    centre = run.objective.centre
    fitted = np.polynomial.polynomial.polyval(HOURS.x - centre, powers)
    assert np.mean((HOURS.y - fitted) ** 2) == pytest.approx(last["loss"], rel=1e-9)
    gradient = run.objective.loss.gradient(run.history.parameters[-1])
    names = ("gradient_w1", "gradient_w2", "gradient_w3", "gradient_b")
    assert [last[name] for name in names] == pytest.approx(gradient.tolist())
    assert any(line.startswith("# coefficient_2 is that of ") for line in comments_of(path))


def test_history_of_several_features_names_them(path: Path) -> None:
    table = np.random.default_rng(3).normal(size=(20, 4)) * (1.0, 20.0, 0.1, 1.0)
    dataset = Dataset(table[:, :3], table[:, 3], ("rooms", "size", '=a,"b"'), "price", "Homes")
    config = replace(
        CONFIG, columns=(0, 2), scaling=Scaling.STANDARDISE, learning_rate=0.1, max_epochs=40
    )
    objective = Objective.of(dataset, config)
    history = History(np.zeros(3), objective.loss.value(np.zeros(3)))
    history.append(Descent(objective.loss, config, np.zeros(3)).advance(config.max_epochs))
    write_history(path, RunExport(objective, history, ((0, config),)))
    rows = table_of(path)
    weights = ["weight of rooms", 'weight of =a,"b"']
    names = [*weights, "intercept"]
    gradients = [f"gradient_{name}" for name in names]
    assert list(rows[0]) == ["epoch", *names, "loss", *gradients]
    last = {name: float(text) for name, text in rows[-1].items()}
    fitted = dataset.features[:, (0, 2)] @ [last[name] for name in weights] + last["intercept"]
    assert np.mean((dataset.y - fitted) ** 2) == pytest.approx(last["loss"], rel=1e-9)
    gradient = objective.loss.gradient(history.parameters[-1])
    assert [last[name] for name in gradients] == pytest.approx(gradient.tolist())
    assert comments_of(path)[-1] == "# the gradient is by the parameters of standardised features"
    assert "columns" not in " ".join(comments_of(path))


def test_points_and_history_tell_what_is_held_out(path: Path) -> None:
    data = HOURS.with_held_out([False, True, False, False, True])
    write_points(path, data)
    assert comments_of(path) == ["# held out: 2, 5"]
    assert read_table(path).features.tolist() == HOURS.features.tolist()
    write_points(path, Dataset.from_xy(np.arange(50.0), np.zeros(50)).with_held_out([0, *[1] * 49]))
    assert [len(line.split(",")) for line in comments_of(path)] == [20, 20, 9]
    run = run_of(data, replace(CONFIG, degree=2, scaling=Scaling.STANDARDISE, learning_rate=0.1))
    write_history(path, run)
    assert comments_of(path)[0].endswith(", 3 points trained on, 2 held out")
    last = {name: float(text) for name, text in table_of(path)[-1].items()}
    curve = [last["constant"], last["coefficient_1"], last["coefficient_2"]]
    missed = HOURS.y - np.polynomial.polynomial.polyval(HOURS.x - run.objective.centre, curve)
    assert last["loss"] == pytest.approx(np.mean(missed[[0, 2, 3]] ** 2))
    assert last["held_out_mse"] == pytest.approx(np.mean(missed[[1, 4]] ** 2))


def test_history_of_a_penalty_has_its_gradient(path: Path) -> None:
    config = replace(CONFIG, l2=10.0)
    write_history(path, run_of(HOURS, config))
    second, third = table_of(path)[1:3]
    step = float(second["slope"]) - 0.01 * float(second["gradient_slope"])
    assert step == pytest.approx(float(third["slope"]), rel=1e-12)


@pytest.mark.parametrize(("held", "place"), [(Held.SLOPE, 0), (Held.INTERCEPT, 1)])
def test_history_has_the_whole_gradient_and_says_what_is_held(
    path: Path, held: Held, place: int
) -> None:
    run = run_of(HOURS, replace(CONFIG, held=held, max_epochs=20))
    write_history(path, run)
    assert comments_of(path)[-1] == f"# the {held.value} is held: it does not follow its gradient"
    names = ("slope", "intercept")
    for row, parameters in zip(table_of(path), run.history.parameters, strict=True):
        expected = HOURS.loss.gradient(parameters)
        gradient = [float(row[f"gradient_{name}"]) for name in names]
        assert gradient == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-9)
        assert gradient[place] != 0.0
        assert float(row[names[place]]) == 0.0


def test_history_can_be_cancelled(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linreg_gui.storage.exports.ROWS_AT_ONCE", 10)
    path.write_text("old")
    run, told = run_of(HOURS, replace(CONFIG, max_epochs=100)), list[float]()

    def go_on(fraction: float) -> bool:
        told.append(fraction)
        return len(told) < 5

    with pytest.raises(CancelledError, match="nothing was written"):
        write_history(path, run, go_on)
    assert told == sorted(told)
    assert path.read_text() == "old"
    assert [entry.name for entry in path.parent.iterdir()] == ["out.csv"]
    write_history(path, run, lambda _: True)
    assert len(table_of(path)) == 101


def step_of(
    dataset: Dataset, line: list[float], config: DescentConfig, place: StepPlace, loss: float = 1.0
) -> OneStep:
    objective = Objective.of(dataset, config, line)
    start = objective.from_data_units(line)
    history = History(start, loss)
    with np.errstate(all="ignore"):
        following = start - config.learning_rate * objective.loss.gradient(start)
    return one_step(objective, config, history, place, following)


def test_worksheet_has_its_points_sums_and_means(path: Path) -> None:
    value = HOURS.loss.value([3.0, 60.0])
    write_worksheet(path, step_of(HOURS, [3.0, 60.0], CONFIG, StepPlace(0), value))
    rows = table_of(path)
    assert [row["point"] for row in rows] == ["1", "2", "3", "4", "5", "sum", "mean"]
    assert [float(row["residual"]) for row in rows[:5]] == pytest.approx([-1, 1, 0, 7, 6])
    assert float(rows[-1]["squared_residual"]) == pytest.approx(17.4)
    assert float(rows[-2]["x_residual"]) == pytest.approx(91)
    epoch, gradient, following, loss = comments_of(path)
    assert epoch == "# epoch 0: slope 3.0, intercept 60.0"
    assert gradient.startswith("# gradient: slope -36.3999")
    assert following.startswith("# after the step: slope 3.36")
    assert loss.startswith("# loss 17.3999")
    assert loss.endswith(", learning rate 0.01")


def test_worksheet_has_the_sums_over_all_points_and_their_best_fit(path: Path) -> None:
    step = step_of(HOURS, [3.0, 60.0], replace(CONFIG, batch_size=2), StepPlace(0))
    found = NormalEquations.of(Objective.of(HOURS, CONFIG))
    write_worksheet(path, step, found)
    sums, best = comments_of(path)[-2:]
    assert sums == (
        "# over all points trained on: n 5, sum of x 24.0, sum of y 385.0, sum of x² 138.0, "
        "sum of xy 1945.0"
    )
    assert best == f"# best fit: slope {found.slope}, intercept {found.intercept}"
    equal = Objective.of(Dataset.from_xy([3.0, 3.0], [1.0, 2.0]), CONFIG)
    write_worksheet(path, step, NormalEquations.of(equal))
    assert comments_of(path)[-1] == "# best fit: not a single one"


def test_worksheet_says_what_is_held_and_where_a_descent_ends(path: Path) -> None:
    config = replace(CONFIG, held=Held.INTERCEPT)
    step = step_of(HOURS, [3.0, 60.0], config, StepPlace(0))
    write_worksheet(path, step)
    _, gradient, following, _ = comments_of(path)
    assert gradient.startswith("# gradient: slope -36.4")
    assert gradient.endswith(", intercept held")
    assert following.startswith("# after the step: slope 3.36")
    assert following.endswith(", intercept 60.0")
    write_worksheet(path, replace(step, next_parameters=None))
    assert comments_of(path)[2] == "# after the step: none, the descent ends here"


def test_a_batch_has_the_numbers_of_its_points(path: Path) -> None:
    config = replace(CONFIG, batch_size=2, seed=5, scaling=Scaling.STANDARDISE)
    step = step_of(HOURS, [3.0, 60.0], config, StepPlace(0, 1))
    write_worksheet(path, step)
    numbers = [int(row["point"]) for row in table_of(path)[:-2]]
    assert numbers == (step.points + 1).tolist()
    assert numbers != [1, 2]
    ys = [float(row["y"]) for row in table_of(path)[:-2]]
    assert ys == [float(HOURS.y[number - 1]) for number in numbers]
    assert comments_of(path)[0].startswith("# epoch 0, batch 2 of 3: slope ")
    assert "# all of it on standardised x" in comments_of(path)


def test_what_no_float_can_hold_is_left_empty(path: Path) -> None:
    huge = Dataset.from_xy([1e150, -1e150], [0.0, 0.0])
    write_worksheet(path, step_of(huge, [1e150, 0.0], CONFIG, StepPlace(0), math.inf))
    text = path.read_text().lower()
    assert "inf" not in text
    assert "nan" not in text
    assert table_of(path)[0]["squared_residual"] == ""
    assert comments_of(path)[-1] == "# loss too large, learning rate 0.01"


@pytest.mark.parametrize("kind", ["points", "history", "worksheet"])
def test_a_file_that_cannot_be_written_stays(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "gone" / "out.csv"
    with pytest.raises(StorageError, match=r"^Cannot save out\.csv: its folder does not exist\.$"):
        {
            "points": lambda: write_points(path, HOURS),
            "history": lambda: write_history(path, run_of(HOURS, CONFIG)),
            "worksheet": lambda: write_worksheet(
                path, step_of(HOURS, [0.0, 0.0], CONFIG, StepPlace(0))
            ),
        }[kind]()
