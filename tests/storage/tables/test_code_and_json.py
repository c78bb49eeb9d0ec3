"""Data as programs and web pages write them: lists with code around them, named points, JSON."""

from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.points import offer_table, read_columns
from linreg_gui.storage.tables.strict import read_strictly
from tests.covered_lines import uncounted
from tests.storage.sentences import is_harmless

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
        "x = [[1], [3], [5]]\ny = [2, 4, 6.5]\n",
        "x = np.array([[1], [3], [5.0]])\ny = np.array([[2],[4],[6.5]])\n",
        "Let A(1, 2), B(3, 4) and C(5, 6.5) be points.",
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
        ("a = [1, 2, 3]\nb = [2, 4, 5]\nc = [1, 2]\n", "have 3 and 2 numbers"),
        ("P = (1, 2)\nQ = (3, 4)\n", "may be columns or points"),
        ("Time: 12\nTemperature: 15\n", "only one column"),
        ('[{"x": 1, "y": 2}, {"x": 1e999, "y": 3}, {"x": 3, "y": 4}]', "'inf' is not a number"),
    ],
)
def test_what_only_resembles_them(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text(text, encoding="utf-8")
    with pytest.raises(StorageError, match=sentence):
        read_strictly(tmp_path / "table.txt")


@pytest.mark.parametrize(
    "text",
    [
        "Table 1: x = [1, 3, 5], y = [2, 4, 6.5]",
        "Table 1: x = [1, 3, 5]\nTable 2: y = [2, 4, 6.5]\n",
        "In 2031 I measured 3 times (see page 12): x=[1, 3, 5], y=[2, 4, 6.5].",
        "n = 3\nx = [1, 3, 5]\ny = [2, 4, 6.5]\nplt.plot(x, y, linewidth=2)\n",
        '{"x": [1, 3, 5], "y": [2, 4, 6.5], "n": 3, "who": ["Ann", "Bob"]}',
    ],
)
def test_lists_among_other_numbers(text: str, tmp_path: Path) -> None:
    result = offer_table(text).result
    assert result is not None
    assert list(zip(result.dataset.x.tolist(), result.dataset.y.tolist(), strict=True)) == THREE
    assert result.notes == ("Passed over other numbers around the lists.",)
    (tmp_path / "table.txt").write_text(text, encoding="utf-8")
    assert read_strictly(tmp_path / "table.txt").dataset.x.tolist() == [1, 3, 5]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("height (cm): 1, 3, 5\nweight (kg): 2, 4, 6.5\n", ("height (cm)", "weight (kg)")),
        ("t [s] = 1 3 5\ns [m/s²] = 2 4 6.5\n", ("t [s]", "s [m/s²]")),
        ("mean height: 1, 3, 5\nmean weight: 2, 4, 6.5\n", ("mean height", "mean weight")),
    ],
)
def test_lists_whose_names_have_units(text: str, names: tuple[str, str]) -> None:
    offer = offer_table(text)
    assert not offer.is_doubtful
    assert offer.table.names == names
    assert offer.result is not None
    assert offer.result.dataset.y.tolist() == [2, 4, 6.5]


def test_points_in_a_sentence() -> None:
    result = offer_table("The points are (1, 2), (3, 4) and (5, 6.5), as drawn.").result
    assert result is not None
    assert list(zip(result.dataset.x.tolist(), result.dataset.y.tolist(), strict=True)) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "Table 1: x = [1, 2, 3]\n",
        "x = [1, 2, 3] and 4\n",
        "Hello 3 people\nx: 1, 2, 3 and y: 2, 4, 6\n",
        "My 5 points are (1, 2), (3, 4), (5, 7), (7, 9) and (8, 11).",
        "The results of 2031, in cm, are 12, 15 and 19; see page 3.\n",
        "Dear all, 5 apples cost 3 euros, 7 apples 4 euros.\n",
        "We have 12 groups of 3, 4 or 5 pupils.\nThey got 12, 13, 15 and 20 marks.\n",
        "In 2031: x = [1, 2, 3], y = [1, 2]\n",
        "x = [1, 2, 3], y = [2, 4, 6], (5, 6), see 2\n",
        "The heights were 150 cm, 160 cm and 171 cm.\nThe weights were 50 kg, 61 kg and 70 kg.\n",
        "I had 12 birds on 3 trees.\nWe had 19 birds on 6 trees!\n",
        "Room 2 (north), n: 150, 160, 170\nRoom 3 (south), n: 50, 60, 75\n",
    ],
)
def test_a_sentence_is_no_row_for_certain(text: str, tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text(text, encoding="utf-8")
    with pytest.raises(StorageError, match="may be a row of a table or a sentence; --delimiter"):
        read_strictly(tmp_path / "table.txt")
    assert offer_table(text).is_doubtful


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("who,x,y\nAnn,1,2\n", [(1, 2)]),
        ("5 7\n", [(5, 7)]),
        ("Ann 1 2\nBob 3 4\n", [(1, 2), (3, 4)]),
        ("Ann (2),1,2\nBob (2),3,4\n", [(1, 2), (3, 4)]),
        ("1,a=[1 2 3],5\n2,b=[1 2 3 4],6\n3,c=[1],7\n", [(1, 5), (2, 6), (3, 7)]),
        ("1,w=[1 2 3],5\n2,w=[2 3 4],6\n3,w=[3 4 5],8\n", [(1, 5), (2, 6), (3, 8)]),
    ],
)
def test_rows_that_resemble_sentences(text: str, points: list[tuple[float, float]]) -> None:
    offer = offer_table(text)
    assert not offer.table.doubts
    columns = offer.table.numeric_columns
    result = read_columns(offer.table, (columns[0],), columns[-1])
    assert list(zip(result.dataset.x.tolist(), result.dataset.y.tolist(), strict=True)) == points


@pytest.mark.parametrize(
    "piece", ["Z", "Z ", '"', "'", "[", "(", "1, ", "a=", "[1, 2] ", " ", "a: "]
)
@uncounted()
def test_a_long_text_with_lists_takes_a_moment(piece: str) -> None:
    """A search that begins anew at each letter would take many minutes."""
    text = f"A(1, 2), B(3, 4){piece * (450_000 // len(piece))}\n"
    sentence = ""
    try:
        offer_table(text)
    except StorageError as error:
        sentence = str(error)
    assert is_harmless(sentence)
