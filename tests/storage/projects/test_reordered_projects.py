"""Projects whose members another tool has put in another order."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from tests.storage.projects.test_hostile_projects import TEXT, outcome_of
from tests.storage.projects.test_project import SEVERAL, VERSION_1

SORTED = json.dumps(json.loads(TEXT), sort_keys=True)


def reordered(value: Any, rng: random.Random) -> Any:
    """Give a JSON value with the members of all its objects in another order."""
    if isinstance(value, dict):
        keys = rng.sample(list(value), len(value))
        return {key: reordered(value[key], rng) for key in keys}
    return [reordered(item, rng) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("project", [VERSION_1, SEVERAL], ids=["line", "several"])
@given(rng=st.randoms(use_true_random=False))
def test_members_may_come_in_any_order(project: Project, rng: random.Random) -> None:
    text = json.dumps(reordered(json.loads(encode_project(project)), rng))
    assert decode_project(text.encode(), "a") == project


# ruff: noqa: E501 - each sentence stands in one line
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"cursor": 90', '"cursor": 90, "cursor": 1', "a.linreg: cursor is given twice."),
        ('"version": 1', '"version": 1, "format": ""', "a.linreg: format is given twice."),
        ('"version": 1', '"version": 1, "version": 2', "a.linreg: version is given twice."),
        ('"cursor"', '"surprise"', "a.linreg: surprise is not known."),
        ('"active_run": 1', '"active_run": [[1]]', "a.linreg: active_run must be a whole number from 0 to 1,000."),
        ('"active_run": 1', '"active_run": ' + "[" * 9 + "]" * 9, "a.linreg: active_run must be a whole number from 0 to 1,000."),
        ("6.0, 0.1", "6.0, abc", "a.linreg: points.x[4] is no number, text, list or object."),
        ('"version": 1', '"version": 0', "a.linreg: version must be a whole number from 1 to 1,000,000,000."),
        ('"active_run"', '"later": {"a": ["}", {}]}, "active_run"', "a.linreg: later is not known."),
    ],
)  # fmt: skip
def test_refusals_are_the_same_in_any_order(old: str, new: str, sentence: str) -> None:
    assert TEXT.count(old) == 1
    assert outcome_of(SORTED.replace(old, new, 1).encode()) == sentence


def test_newer_version_is_told_apart_in_any_order() -> None:
    text = SORTED.replace('"version": 1', '"version": 3').replace('"cursor"', '"surprise"')
    assert "newer version" in outcome_of(text.replace("640", "{}").encode())


def test_cut_off_anywhere_in_another_order() -> None:
    raw = SORTED.encode()
    assert all(outcome_of(raw[:length]) for length in range(len(raw)))
    assert outcome_of(raw) == ""
    assert outcome_of(raw[: raw.index(b"6.0, 0.1")]) == "a.linreg is cut off: it ends in points.x."
