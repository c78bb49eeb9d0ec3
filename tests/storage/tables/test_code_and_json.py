"""Data as programs and web pages write them: lists with code around them, named points, JSON."""

from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.points import offer_table
from linreg_gui.storage.tables.strict import read_strictly

THREE = [(1, 2), (3, 4), (5, 6.5)]
ROWS = '{"x": 1, "y": 2}\n{"x": 3, "y": 4}\n{"x": 5, "y": 6.5}\n'


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np\nx = np.array([1, 3, 5])\ny = np.array([2, 4, 6.5])\nplt.show()\n",
        "x = [1, 3, 5]  # hours\ny = [2, 4, 6.5]  # marks, of 10\n",
        "x = np.array([1, 3, 5]).reshape(-1, 1)\ny = array([2., 4., 6.5], dtype=float64)\n",
        "df = pd.DataFrame({'x': [1, 3, 5], 'y': [2, 4, 6.5]})\n",
        "d <- data.frame(x = c(1, 3, 5), y = c(2, 4, 6.5))\n",
        "x: 1, 3, 5\ny: 2, 4, 6.5\n",
        "x=1,3,5 y=2,4,6.5",
        "x = 1 3 5; y = 2 4 6.5\n",
        "x = 1 3 5\ny = 2 4 6.5\n",
        "x: 1; 3; 5\ny: 2; 4; 6,5\n",
        "P1 = (1, 2)\nP2 = (3, 4)\nP3 = (5, 6.5)\n",
        "A(1|2), B(3|4), C(5|6,5)",
        "My data: x = [1, 3, 5], y = [2, 4, 6.5]",
        "These are the numbers I measured:\n\nx = [1, 3, 5]\ny = [2, 4, 6.5]\n\nThanks!\n",
        "We have x=(1, 3, 5) and y=(2, 4, 6.5), see above.",
        "(1|2), (3|4), (5|6,5)",
        ROWS,
        f"[{','.join(ROWS.splitlines())}]",
        f'{{"data": [{",".join(ROWS.splitlines())}], "n": 3}}',
        '{"x": {"a": 1, "b": 3, "c": 5}, "y": {"a": 2, "b": 4, "c": 6.5}}',
        "const data = [{x: 1, y: 2}, {x: 3, y: 4}, {x: 5, y: 6.5},];",
        "rows = [{'x': 1, 'y': 2}, {'x': 3, 'y': 4}, {'x': 5, 'y': 6.5}]",
        '[{"x": "1", "y": "2"}, {"x": "3", "y": "4"}, {"x": "5", "y": "6,5"}]',
    ],
)
def test_three_points(text: str, tmp_path: Path) -> None:
    offer = offer_table(text)
    assert not offer.is_doubtful
    assert offer.result is not None
    dataset = offer.result.dataset
    assert list(zip(dataset.x.tolist(), dataset.y.tolist(), strict=True)) == THREE
    assert (*dataset.feature_names, dataset.target_name) == ("x", "y")
    (tmp_path / "table.txt").write_text(text, encoding="utf-8")
    strict = read_strictly(tmp_path / "table.txt").dataset
    assert (strict.x.tolist(), strict.y.tolist()) == (dataset.x.tolist(), dataset.y.tolist())


def test_dates_texts_and_gaps_of_json() -> None:
    text = '[{"t": "2031-03-01", "y": 2, "z": {"a": 1}}, {"t": "2031-03-05", "y": null}, {"y": 3}]'
    offer = offer_table(text)
    assert offer.table.names == ("t", "y", "z")
    assert offer.is_doubtful
    assert offer.result is not None
    assert (offer.result.dataset.x.tolist(), offer.result.n_left_out) == ([0.0], 2)


def test_a_value_that_a_list_lacks_is_left_out() -> None:
    offer = offer_table("x = [1, 2, 3, 4, 5]\ny = [4, None, 5, np.nan, 7]\n")
    assert offer.result is not None
    assert (offer.result.dataset.x.tolist(), offer.result.n_left_out) == ([1.0, 3.0, 5.0], 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"type": "FeatureCollection", "name": "x"}', "No numbers found"),
        ('[{"x": 1, "y": 2}, {"x": 3,', "No numbers found"),
        (f"{'[' * 100_000}", "No numbers found"),
        (f"[{{{'[' * 100_000}", "No numbers found"),
        ("x: 1, 2, 3\ny: 2, 4\n", "have 3 and 2 numbers"),
        ("P = (1, 2)\nQ = (3, 4)\n", "may be columns or points"),
        ("Time: 12\nTemperature: 15\n", "only one column"),
        ('[{"x": 1, "y": 2}, {"x": 1e999, "y": 3}, {"x": 3, "y": 4}]', "'inf' is not a number"),
    ],
)
def test_what_only_resembles_them(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text(text, encoding="utf-8")
    with pytest.raises(StorageError, match=sentence):
        read_strictly(tmp_path / "table.txt")
