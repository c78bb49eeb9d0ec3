"""What scripts and notebooks use: the names, the numbers, and that nothing is loaded unasked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

import linreg_gui
from linreg_gui import Dataset, DatasetError, StorageError, best_fit, descend, picture, read_table
from linreg_gui.core.settings import Scaling, StopReason

EXAMPLES = Path(linreg_gui.__file__).resolve().parents[1] / "assets" / "examples"
X, Y = [2.0, 3.0, 5.0, 6.0, 8.0], [65.0, 70.0, 75.0, 85.0, 90.0]


@pytest.fixture
def data() -> Dataset:
    return Dataset.from_xy(X, Y)


def by_hand(rate: float, epochs: int, start: tuple[float, float] = (0.0, 0.0)) -> Any:
    """Take the steps of the textbook, one at a time."""
    x, y = np.array(X), np.array(Y)
    lines = [np.array(start)]
    for _ in range(epochs):
        residuals = y - (lines[-1][0] * x + lines[-1][1])
        gradient = -2.0 * np.array([np.mean(x * residuals), np.mean(residuals)])
        lines.append(lines[-1] - rate * gradient)
    return np.array(lines)


def test_the_names_stay() -> None:
    names = ["Dataset", "DatasetError", "Line", "Run", "StorageError"]
    assert linreg_gui.__all__ == [*names, "best_fit", "descend", "picture", "read_table"]
    stub = Path(linreg_gui.__file__).with_name("__init__.pyi").read_text(encoding="utf-8")
    for name in linreg_gui.__all__:
        assert getattr(linreg_gui, name).__doc__
        assert f"import {name} as {name}\n" in stub
    with pytest.raises(AttributeError, match="has no attribute 'fit'"):
        getattr(linreg_gui, "fit")  # noqa: B009


def test_only_what_is_asked_for_is_loaded() -> None:
    script = (
        "import sys, linreg_gui\n"
        "assert 'numpy' not in sys.modules\n"
        "from linreg_gui import Dataset, best_fit, descend, picture\n"
        "descend(Dataset.from_xy([1, 2], [3, 5]))\n"
        "assert not any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_run_takes_the_textbook_s_steps(data: Dataset) -> None:
    run = descend(data, learning_rate=0.01, epochs=3000, start=(1.0, 50.0))
    expected = by_hand(0.01, 3000, (1.0, 50.0))
    assert np.allclose(run.history, expected, rtol=1e-10, atol=0.0)
    residuals = np.array(Y) - expected[:, :1] * np.array(X) - expected[:, 1:]
    assert np.allclose(run.losses, np.mean(residuals**2, axis=1), rtol=1e-9)
    assert (run.epochs, run.stop_reason) == (3000, StopReason.MAX_EPOCHS)
    assert [run.slope, run.intercept] == run.history[-1].tolist()
    assert run.mse == pytest.approx(run.losses[-1], rel=1e-12)


def test_the_best_fit_is_numpy_s(data: Dataset) -> None:
    slope, intercept = np.polyfit(X, Y, 1)
    line = best_fit(data)
    assert [line.slope, line.intercept] == pytest.approx([slope, intercept], rel=1e-12)
    assert line.mse == pytest.approx(np.mean((np.array(Y) - slope * np.array(X) - intercept) ** 2))


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "momentum", "learning_rate": 0.01},
        {"optimizer": "adam", "learning_rate": 0.5},
        {"scaling": Scaling.STANDARDISE, "learning_rate": 0.4},
    ],
)
def test_every_way_leads_to_the_best_fit(data: Dataset, settings: dict[str, Any]) -> None:
    run = descend(data, epochs=5000, **settings)
    assert [run.slope, run.intercept] == pytest.approx([4.254386, 56.578947], rel=1e-4)


def test_a_held_intercept_stays_where_the_start_has_it(data: Dataset) -> None:
    run = descend(data, 0.01, 500, (0.0, 10.0), held="intercept")
    x, y = np.array(X), np.array(Y) - 10.0
    assert run.intercept == 10.0
    assert run.weights[0] == pytest.approx(np.mean(x * y) / np.mean(x * x), rel=1e-5)


def test_several_features_have_weights() -> None:
    features = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0]])
    plane = Dataset(features, features @ [2.0, -3.0] + 5.0, ("a", "b"))
    run = descend(plane, learning_rate=0.2, epochs=5000)
    assert run.weights == pytest.approx([2.0, -3.0], abs=1e-4)
    with pytest.raises(ValueError, match="2 features: see weights"):
        _ = run.slope
    with pytest.raises(DatasetError, match="held with one feature; there are 2"):
        descend(plane, held="slope")
    assert descend(plane, held="intercept").intercept == 0.0


@pytest.mark.parametrize("columns", [None, (0, 2), (1,)])
def test_a_picture_of_several_features(qapp: Any, tmp_path: Path, columns: Any) -> None:
    table = np.random.default_rng(4).normal(size=(12, 8))
    homes = Dataset(table[:, :3], table[:, 3], ("a", "b", "c"), "y", "Homes")
    path = tmp_path / "plane.png"
    run = descend(homes, 0.1, 50, scaling="standardise", columns=columns)
    assert run.dataset == homes.of_columns(columns)
    assert len(run.weights) == run.dataset.n_features
    assert run.mse == pytest.approx(best_fit(run.dataset).mse, rel=1e-4)
    picture(run, path)
    assert not QImage(str(path)).isNull()
    wide = Dataset(table[:, :7], table[:, 7], tuple("abcdefg"))
    with pytest.raises(ValueError, match="up to 6 features: choose the columns"):
        picture(descend(wide, 0.01, 5), path)


def test_a_curve_has_a_weight_for_each_power(qapp: Any, data: Dataset, tmp_path: Path) -> None:
    run = descend(data, 0.1, 3000, degree=2, scaling="standardise", tolerance=0.0)
    expected = np.polyfit(X, Y, 2)
    assert run.weights == pytest.approx(expected[1::-1])
    assert run.intercept == pytest.approx(expected[2])
    assert run.mse == pytest.approx(float(np.mean((np.polyval(expected, X) - Y) ** 2)))
    with pytest.raises(ValueError, match="3 finite numbers"):
        descend(data, degree=2, start=(1.0, 2.0))
    picture(run, tmp_path / "curve.png", epoch=10)
    assert not QImage(str(tmp_path / "curve.png")).isNull()


def test_a_run_that_diverges_keeps_what_is_finite(data: Dataset) -> None:
    run = descend(data, learning_rate=1.0, epochs=5000)
    assert run.stop_reason is StopReason.DIVERGED
    assert 1 < run.epochs < 5000
    assert np.isfinite(run.history).all()


def test_bad_input_is_said(data: Dataset) -> None:
    with pytest.raises(TypeError, match="rate is no setting; there are tolerance, "):
        descend(data, rate=0.1)
    with pytest.raises(ValueError, match="The momentum must be"):
        descend(data, momentum=1.5)
    with pytest.raises(ValueError, match="sgd"):
        descend(data, optimizer="sgd")
    with pytest.raises(ValueError, match="every record is kept"):
        descend(data, epochs=3_000_000)
    with pytest.raises(ValueError, match="2 finite numbers"):
        descend(data, start=(1.0,))
    with pytest.raises(DatasetError, match="no points"):
        descend(Dataset.from_xy([], []))
    run = descend(data, epochs=3)
    with pytest.raises(ValueError, match="4 is none of them"):
        picture(run, "a.png", epoch=4)
    with pytest.raises(StorageError, match=r"a\.gif: its name must end in"):
        picture(run, "a.gif")


def test_a_table_is_read_as_fit_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("row;hours;money\n1;2;6,5\n2;3;7,0\n3;5;7,5\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="row"):
        data = read_table(path)
    assert data.x.tolist() == [2.0, 3.0, 5.0]
    assert data.y.tolist() == [6.5, 7.0, 7.5]
    assert read_table(path, x="money", y="hours").x.tolist() == [6.5, 7.0, 7.5]
    assert read_table(path, x=3, y=2).y.tolist() == [2.0, 3.0, 5.0]
    with pytest.raises(StorageError, match="gone"):
        read_table(tmp_path / "gone.csv")


def test_what_is_in_doubt_can_be_decided(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("day,cm\n1/2/2030,4\n3/4/2030,5\n", encoding="utf-8")
    with pytest.raises(StorageError, match="--dayfirst"):
        read_table(path)
    data = read_table(path, dayfirst=True)
    assert np.diff(data.x).tolist() == [61.0]  # from the first of February to the third of April
    with pytest.raises(ValueError, match="decimal sign"):
        read_table(path, decimal="x")
    with pytest.raises(TypeError, match="day_first is no option; there are delimiter, "):
        read_table(path, day_first=True)


def test_the_first_record_is_the_start_to_the_last_bit(data: Dataset) -> None:
    start = (1.0 / 3.0, 0.7)
    run = descend(data, epochs=3, start=start, scaling="standardise")
    assert tuple(run.history[0]) == start


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_a_picture_shows_the_three_plots(
    qapp: Any, data: Dataset, tmp_path: Path, name: str
) -> None:
    run = descend(data, learning_rate=0.03, epochs=100)
    picture(run, tmp_path / name, (800, 500))
    assert (tmp_path / name).stat().st_size > 10_000
    if name == "a.png":
        image = QImage(str(tmp_path / name))
        assert (image.width(), image.height()) == (800, 500)
        picture(run, tmp_path / "b.png", (800, 500), epoch=1, is_dark=True)
        dark = QImage(str(tmp_path / "b.png"))
        assert dark.pixelColor(2, 2).lightness() < image.pixelColor(2, 2).lightness() - 100


def test_the_example_runs(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    result = subprocess.run(
        [sys.executable, EXAMPLES / "three_rates.py", out],
        check=True, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert "best fit   4.2544 x + 56.5789, MSE 3.4649" in result.stdout
    assert out.is_file()
    assert result.stderr == ""


def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = json.loads((EXAMPLES / "learning_rate.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    *before, last = cells[2].split("\n")
    cells[2] = "\n".join([*before, f"print({last})"])
    result = subprocess.run(
        [sys.executable, "-c", "\n".join(cells)],
        check=True, capture_output=True, text=True, timeout=100, cwd=tmp_path,
    )  # fmt: skip
    assert result.stdout == "{0.01: 326, 0.02: 163, 0.034: 96, 0.036: None}\n"
    assert (tmp_path / "run.png").is_file()
