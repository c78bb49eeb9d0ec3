"""Whatever a project file holds, it is read whole or refused in one sentence."""

import json
import os
import pickle
import random
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.core.settings import DescentConfig
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import (
    MAX_PROJECT_BYTES,
    MOST_RUNS,
    MOST_SEGMENTS,
    decode_project,
    encode_project,
    read_project,
)
from tests.covered_lines import uncounted
from tests.memory import peak_bytes
from tests.storage.projects.test_project import PROJECTS
from tests.storage.sentences import is_harmless

RAW = (PROJECTS / "v1.linreg").read_bytes()
TEXT = RAW.decode()
LARGEST_MEMORY = 150_000_000
"""Of files of a few megabytes: beside the values there are twice the bytes at most."""


def outcome_of(raw: bytes) -> str:
    """Give the sentence; empty where the project is read and whole."""
    try:
        project = decode_project(raw, "a.linreg")
    except StorageError as error:
        sentence = str(error)
        assert sentence.startswith("a.linreg")
        assert sentence.endswith(".")
        assert is_harmless(sentence)
        assert len(sentence) < 300
        return sentence
    assert isinstance(project, Project)
    return ""


def members() -> dict[str, Any]:
    return dict(json.loads(TEXT))


NONE = "is no number, text, list or object."
AFTER = "must be followed by a comma or the end of what it belongs to."


# ruff: noqa: E501 - each sentence stands in one line
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("5.0, 6.0", "5.0, abc", f"points.x[3] {NONE}"),
        ("5.0, 6.0", '5.0, "6"', "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0, null", "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0, true", "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0, NaN", "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0, -Infinity", "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0, 06.0", f"points.x[3] {AFTER}"),
        ("5.0, 6.0", "5.0, +6.0", f"points.x[3] {NONE}"),
        ("5.0, 6.0", "5.0, 6.", f"points.x[3] {AFTER}"),
        ("5.0, 6.0", "5.0,, 6.0", f"points.x[3] {NONE}"),
        ("5.0, 6.0", "5.0, [6.0]", "points.x[3] must be a number."),
        ("5.0, 6.0", "5.0 6.0", f"points.x[2] {AFTER}"),
        ("5.0, 6.0", "5.0, 1e999", "points.x[3] is outside ±1e150."),
        ("5.0, 6.0", "5.0, 1.1e150", "points.x[3] is outside ±1e150."),
        ("5.0, 6.0", "5.0, " + "9" * 5000, "points.x[3] is outside ±1e150."),
        ("5.0, 6.0, 0.1]", "5.0, 6.0, ]", f"points.x[4] {NONE}"),
        ("5.0, 6.0, 0.1]", "5.0, 6.0]", "points has 4 x but 5 y."),
        ("[2.0, 3.0, 5.0, 6.0, 0.1]", "{}", "points.x must be a list of numbers in brackets."),
        ('"name": "Hours and money"', '"name": 5', "points.name must be a text in quotes."),
        ('"name": "Hours and money"', '"name": "\\ud800"', "points.name holds signs that are no text."),
        ('"name": "Hours and money"', '"name": "\t"', "points.name holds signs that are no text."),
        ('"name": "Hours and money"', '"name": "\\x"', "points.name holds signs that are no text."),
        ('"name": "Hours and money", ', "", "points has no member 'name'."),
        ('"name": "Hours and money"', '"name": "a", "name": "b"', "points.name is given twice."),
        ('"name": "Hours and money"', '"name" "a"', "points.name must be followed by a colon."),
        ('"name": "Hours and money"', "name: 1", "points has a member without a name in quotes."),
        ("[4.25, -56.5]", "[4.25]", "points.true_line must be 2 numbers."),
        ("[4.25, -56.5]", "[4.25, 1, 2]", "points.true_line[2] is one too many: at most 2 are read."),
        ("[4.25, -56.5]", "[4.25, 1e400]", "points.true_line[1] is outside ±1.8e308."),
        ('"max_epochs": 700,', '"max_epochs": 0,', "settings cannot be used: Epochs must be a whole number from 1 to 1,000,000,000."),
        ('"max_epochs": 700,', '"max_epochs": 3.5,', "settings.max_epochs must be a whole number from 0 to 9,223,372,036,854,775,807."),
        ('"learning_rate": 0.02,', '"learning_rate": true,', "settings.learning_rate must be a number."),
        ('"learning_rate": 0.02,', '"learning_rate": [1],', "settings.learning_rate must be a number."),
        ('"learning_rate": 0.02,', '"learning_rate": ' + "1" * 401 + ",", "settings.learning_rate is outside ±1.8e308."),
        ('"learning_rate": 0.02,', '"rate": 1,', "settings.rate is not known."),
        ('"momentum", "momentum"', '"lion", "momentum"', "settings.optimizer must be one of gd, momentum, nesterov, adagrad, rmsprop, adam."),
        ('"is_standardised": true', '"is_standardised": 1', "settings.is_standardised must be true or false."),
        ("[0.5, -1.0],\n", "[0.5, 1e151],\n", "start[1] is outside ±1e150."),
        ('"runs": [', '"runs": 5, "r": [', "runs must be a list in brackets."),
        ('"epochs": 120', '"epochs": -1', "runs[0].epochs must be a whole number from 0 to 1,000,000,000."),
        ('"epochs": 90', '"epochs": 40', "runs[1] forks or changes after its last epoch, 40."),
        ('"first_epoch": 40', '"first_epoch": 0', "runs[1].segments[1] must begin at epoch 0, or after the one before it."),
        ('[{"first_epoch": 0, "settings": {}}]', "[]", "kept_runs[0].segments must not be empty."),
        ('"active_run": 1', '"active_run": 2', "active_run must be less than the number of runs."),
        ('"cursor": 90', '"cursor": 91', "cursor must be at most 90, the last epoch."),
        ('"width": 640', '"width": {}', "view.width must be a number."),
        ('"width": 640', '"\\u202e\\n<b>": []', "view.\\u202e\\n<b> must be a number."),
        ('"width": 640', '"\\u202e\\n<b>": [', f"view.\\u202e\\n<b>[0] {NONE}"),
        ('"width": 640', f'"{"W" * 99}": [[]]', f"view.{'W' * 39}… must be a number."),
        ('"view": {', '"view": [1], "v": {', "view must be an object in braces."),
        ('"view": {', '"view": [', f"view[0] {AFTER}"),
        ('"cursor": 90,', '"cursor": 90', f"cursor {AFTER}"),
        ('"cursor": 90', '"surprise": 90', "surprise is not known."),
        ("0.75}\n}\n", "0.75}\n} {}", "the file goes on after its end."),
    ],
)  # fmt: skip
def test_refusals_name_the_place(old: str, new: str, sentence: str) -> None:
    assert TEXT.count(old) >= 1
    expected = f"a.linreg: {sentence}".replace("a.linreg: the file is", "a.linreg is")
    assert outcome_of(TEXT.replace(old, new, 1).encode()) in (
        expected,
        f"{expected[:-1]}: it ends.",
    )


CURVE = (PROJECTS / "v2.linreg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"version": 2', '"version": 1', "settings has a degree, which needs version 2."),
        ('"degree": 3}', '"degree": 7}', "settings cannot be used: Degree must be a whole number from 1 to 6."),
        ('"degree": 3}', '"degree": 3, "held": "slope"}', "settings cannot be used: A parameter is held of a straight line alone: hold nothing, or take degree 1."),
        ('"degree": 3}', '"degree": 2}', "start.coefficients[3] is one too many: at most 3 are read."),
        ('"degree": 3}', '"degree": 4}', "start.coefficients must be 5 numbers."),
        ("[70.0, 0.5, -1.0, 0.25]", "[70.0, 0.5, -1.0, 1e151]", "start.coefficients[3] is outside ±1e150."),
        ('{"centre": 5.0, "coefficients": [70.0, 0.5, -1.0, 0.25]}', "[70.0, 0.5]", "start must be an object in braces."),
        ('"centre": 5.0, ', "", "start has no member 'centre'."),
        ("[1.0, 2.0, 3.0, 4.0, 5.5]", "[1.0, 2.0, 3.0]", "runs[0].check must be 5 numbers."),
        ('"coefficients": [-8.5', '"coefficients": ["-8.5"', "kept_runs[0].start.coefficients[0] must be a number."),
        ('"pair": [0, 2]', '"pair": [2, 2]', "view.pair must be two different whole numbers."),
        ('"pair": [0, 2]', '"pair": [0]', "view.pair must be two different whole numbers."),
        ('"pair": [0, 2]', '"pair": [0, 7]', "view.pair[1] must be a whole number from 0 to 6."),
        ('"pair": [0, 2]', '"pair": "slow"', "view.pair must be a list in brackets."),
    ],
)  # fmt: skip
def test_refusals_of_a_curve_name_the_place(old: str, new: str, sentence: str) -> None:
    assert CURVE.count(old) >= 1
    assert outcome_of(CURVE.replace(old, new, 1).encode()) == f"a.linreg: {sentence}"


FEATURES = (PROJECTS / "v2-features.linreg").read_text(encoding="utf-8")
USED = '"columns": [0, 2]}'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"version": 2', '"version": 1', "settings has columns, which needs version 2."),
        (USED, '"columns": [0, 2, 2]}', "settings.columns[2] must be larger than the one before it."),
        (USED, '"columns": [2, 0]}', "settings.columns[1] must be larger than the one before it."),
        (USED, '"columns": [0, 3]}', "settings.columns must be below the number of features, 3."),
        (USED, '"columns": [0, 6]}', "settings.columns[1] must be a whole number from 0 to 5."),
        (USED, '"columns": []}', "settings cannot be used: The features used must be named by their numbers, each once, in their order."),
        (USED, '"columns": 1}', "settings.columns must be a list in brackets."),
        (USED, '"columns": [0, 2], "degree": 2}', "settings cannot be used: A curve is of one feature: take degree 1 for several."),
        (USED, '"degree": 2}', "settings has degree 2, and a curve is of one feature."),
        (USED, '"columns": [0, 2], "held": "intercept"}', "settings holds the intercept, and that is of one feature."),
        (USED, '"columns": [0, 1, 2]}', "start must be 4 numbers."),
        (USED, '"columns": [0]}', "start[2] is one too many: at most 2 are read."),
        ("[2.0, 3.0, 5.0, 6.0, 0.1]", "[2.0, 3.0, 5.0, 6.0]", "points has 4 values in columns[0] but 5 y."),
        ("1e-05, 2.0, 3.0", '1e-05, 2.0, "3"', "points.columns[2].values[2] must be a number."),
        ("1e+150", "1e+151", "points.columns[1].values[3] is outside ±1e150."),
        ('{"name": "age"', '{"names": "age"', "points.columns[1].names is not known."),
        ('{"name": "age", "values"', '{"values"', "points.columns[1] has no member 'name'."),
        ('"y_name"', '"x_name": "a", "y_name"', "points.x_name is not known."),
        ('{"name": "age", "values": [1.0, 0.0, -0.0, 1e+150, 7.0]}', "5", "points.columns[1] must be an object in braces."),
        ('"columns": [{', '"columns": 5, "c": [{', "points.columns must be a list in brackets."),
        ("[1.0, 2.0, 3.0, 4.5]", "[1.0, 2.0]", "points.true_line must be 4 numbers."),
        ("[1.0, 2.0, 3.0, 4.0]", "[1.0, 2.0, 3.0]", "runs[0].check must be 4 numbers."),
        ("[7.0, 1e-09, -8.5]", "[7.0, -8.5]", "kept_runs[0].start must be 3 numbers."),
        ("[0.5, 0.25, -1.0]", '{"centre": 0, "coefficients": [1, 2, 3]}', "start must be a list of numbers in brackets."),
        ('"held_out": [1, 4]', '"held_out": [1, 5]', "points has 5 points, and holds out number 5."),
        ('"held_out": [1, 4]', '"held_out": [4, 4]', "points.held_out[1] must be larger than the one before it."),
    ],
)  # fmt: skip
def test_refusals_of_several_features_name_the_place(old: str, new: str, sentence: str) -> None:
    assert FEATURES.count(old) >= 1
    assert outcome_of(FEATURES.replace(old, new, 1).encode()) == f"a.linreg: {sentence}"


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "points.columns must be at least two: one feature is x."),
        (1, "points.columns must be at least two: one feature is x."),
        (7, "points.columns[6] is one too many: at most 6 features are read."),
    ],
)
def test_how_many_columns_a_project_has(count: int, sentence: str) -> None:
    project = json.loads(FEATURES)
    (first, *_) = project["points"]["columns"]
    project["points"] = {**project["points"], "columns": [first] * count, "true_line": None}
    project["settings"].pop("columns")
    assert outcome_of(json.dumps(project).encode()) == f"a.linreg: {sentence}"


@pytest.mark.parametrize(
    "raw",
    [
        b"null", b"[]", b"{}", b"5", b" ", b'{"version": 1}', b'{"format": "another"}',
        b'{"format": 1}', b"\x89PNG\r\n\x1a\n", b"<html></html>", b"PK\x03\x04", b"\0" * 100,
        b"\x1f\x8b" + zlib.compress(b"0" * 1000), pickle.dumps({"format": 1}),
        TEXT.encode("utf-16"), b"[" * 100_000, b'{"format": ' * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_project(raw: bytes) -> None:
    assert outcome_of(raw) == "a.linreg is not a linreg_gui project."


def test_empty_file() -> None:
    assert outcome_of(b"") == "a.linreg is empty."


def test_newer_version_is_told_apart() -> None:
    newer = TEXT.replace('"version": 1', '"version": 3').replace('"cursor"', '"surprise"')
    assert outcome_of(newer.encode()) == (
        "a.linreg was written by a newer version of the program: "
        "its format is 3, this one reads up to 2."
    )


@pytest.mark.parametrize("version", ["0", "-1", '"1"', "1.5", "null", "1e9", "9" * 30])
def test_version_that_is_none(version: str) -> None:
    sentence = outcome_of(TEXT.replace('"version": 1', f'"version": {version}').encode())
    assert sentence == "a.linreg: version must be a whole number from 1 to 1,000,000,000."


def test_version_is_asked_for() -> None:
    without = TEXT.replace('"version": 1,\n', "")
    assert outcome_of(without.encode()) == "a.linreg: the file has no member 'version'."


def test_cut_off_anywhere() -> None:
    end = len(RAW.rstrip())
    assert all(outcome_of(RAW[:length]) for length in range(end))
    assert outcome_of(RAW[:end]) == ""
    inside = RAW.index(b"6.0, 0.1")
    assert outcome_of(RAW[:inside]) == "a.linreg is cut off: it ends in points.x."


def test_deep_nesting_is_refused() -> None:
    for deep in ("[" * 90_000, '{"a":' * 90_000):
        raw = TEXT.replace('"width": 640', f'"width": {deep}').encode()
        assert outcome_of(raw) == "a.linreg is nested too deeply."


def test_bytes_that_are_no_utf_8() -> None:
    raw = RAW.replace(b"Hours", b"\xff\xfe").replace(b"slow", b"\xed\xa0\x80")
    assert outcome_of(raw) == "a.linreg: points.name holds signs that are no text."


MORE = "holds more values than a project can have."


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (RAW.replace(b"Hours", b"H" * 3_000_000), "points.name is longer than 100,000 char"),
        (RAW.replace(b"640", b"[" + b"[], " * 90_000 + b"0]"), "view.width must be a number."),
        (RAW.replace(b"640", b"{}, " * 750_000), MORE),
        (RAW.replace(b"640", b"9" * 3_000_000), "view.width"),
        (RAW.replace(b"6.0, 0.1", b"9" * 3_000_000), "points.x[3]"),
        (RAW.replace(b"6.0, 0.1", b"[], " * 750_000), MORE),
        (RAW.replace(b"6.0, 0.1", b" " * 3_000_000), "points.x[3]"),
        (RAW.replace(b"6.0, 0.1", b"0.5," * 3_000_000), MORE),
        (RAW.replace(b"[0.5, -1.0],", b"[" + b"0," * 1_500_000 + b"0],"), "start[2]"),
        (RAW.replace(b'"width"', b"".join(b'"%d": 1,' % i for i in range(300_000)) + b'"w"'), MORE),
        (RAW.replace(b'"width"', b"".join(b'"%d": 1,' % i for i in range(9_000)) + b'"w"'), "view.197"),
        (RAW.replace(b'"kept_runs": [', b'"kept_runs": [' + b"{}," * 90_000), "kept_runs[0]"),
        (
            RAW.replace(
                b'{"first_epoch": 41, "settings": {}}',
                b",".join(
                    b'{"first_epoch": %d, "settings": {"seed": 1}}' % i for i in range(41, 40_000)
                ),
            ),
            f"runs[1].segments[{MOST_SEGMENTS - 1}]",
        ),
    ],
)  # fmt: skip
def test_large_hostile_files_take_no_more_than_the_largest_project(
    raw: bytes, sentence: str
) -> None:
    sentences: list[str] = []
    assert peak_bytes(lambda: sentences.append(outcome_of(raw))) < LARGEST_MEMORY
    assert sentences[0].removeprefix("a.linreg").lstrip(": ").startswith(sentence)


@uncounted()
def test_a_million_points_of_six_columns_half_of_them_held_out_are_read_again() -> None:
    """The limits on a file are above what is written for the most points a dataset holds."""
    features, target = np.zeros((MAX_SAMPLES, 6)), np.zeros(MAX_SAMPLES)
    dataset = Dataset(features, target, tuple("abcdef"))
    dataset = dataset.with_held_out(np.arange(MAX_SAMPLES) % 2)
    project = Project(dataset, DescentConfig(), (0.0,) * 7)
    assert decode_project(encode_project(project), "a").dataset == dataset


def test_more_runs_than_are_read() -> None:
    one = json.loads(TEXT)["kept_runs"]
    raw = json.dumps({**members(), "kept_runs": one * (MOST_RUNS + 1)}).encode()
    assert outcome_of(raw).startswith("a.linreg: kept_runs[1000] is one too many")


def test_points_the_dataset_refuses_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linreg_gui.core.validation.MAX_SAMPLES", 4)
    sentence = "points cannot be used: At most 4 points. Nothing was added."
    assert outcome_of(RAW) == f"a.linreg: {sentence}"


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.linreg"
    with path.open("wb") as file:
        file.truncate(20 * MAX_PROJECT_BYTES)
    with pytest.raises(StorageError, match=r"^huge\.linreg is \S+ MB; the limit is \d+ MB\.$"):
        read_project(path)


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^Cannot find none\.linreg\.$"):
        read_project(tmp_path / "none.linreg")
    with pytest.raises(StorageError, match="is a folder; a project is expected"):
        read_project(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(StorageError, match="pipe is not a regular file"):
            read_project(tmp_path / "pipe")


def test_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.linreg"
    path.write_bytes(RAW)
    status = os.fstat

    def late_growth(handle: int) -> os.stat_result:
        found = status(handle)
        with path.open("ab") as file:
            file.write(b"more")
        return found

    monkeypatch.setattr(os, "fstat", late_growth)
    with pytest.raises(StorageError, match="is being written at this moment"):
        read_project(path)


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    assert outcome_of(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(json.loads(TEXT))), JSON)
def test_any_value_for_any_member(key: str, value: Any) -> None:
    outcome_of(json.dumps({**members(), key: value}).encode())
    outcome_of(json.dumps({**json.loads(FEATURES), key: value}).encode())


@given(st.sampled_from(("points", "settings")), JSON)
def test_any_value_for_columns(key: str, value: Any) -> None:
    project = json.loads(FEATURES)
    project[key]["columns"] = value
    outcome_of(json.dumps(project).encode())


@given(st.sampled_from((RAW, FEATURES.encode())), st.randoms(use_true_random=False))
def test_any_damage(whole: bytes, rng: random.Random) -> None:
    """Flip, cut, repeat and splice bytes."""
    raw = bytearray(whole)
    for _ in range(rng.randint(1, 4)):
        place, length = rng.randrange(len(raw)), rng.randint(1, 30)
        part = raw[place : place + length]
        raw[place : place + length] = rng.choice(
            [b"", part * 2, bytes(rng.randbytes(1)), rng.choice([b"[", b"}", b'"', b"\\", b"1e9"])]
        )
    outcome_of(bytes(raw))
