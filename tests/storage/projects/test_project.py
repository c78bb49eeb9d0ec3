"""Projects come back as they were written; those of every version are read for ever."""

import json
import time
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling, Watched
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.json_value import parse_json
from linreg_gui.storage.projects.project import Project, ProjectRun
from linreg_gui.storage.projects.project_file import (
    decode_project,
    encode_project,
    read_project,
    write_project,
)
from linreg_gui.storage.projects.settings_json import read_settings, settings_values
from tests.memory import peak_bytes

PROJECTS = Path(__file__).parent / "versions"

SETTINGS = DescentConfig(
    learning_rate=0.02,
    max_epochs=700,
    optimizer=Optimizer.MOMENTUM,
    momentum=0.8,
    batch_size=2,
    seed=2**63 - 1,
    l2=0.5,
    scaling=Scaling.STANDARDISE,
    decay=Decay.STEP,
    decay_epochs=50,
    decay_factor=0.25,
    patience=10,
    improvement=0.001,
)
FIRST = DescentConfig(learning_rate=0.03)
SECOND = DescentConfig(learning_rate=0.02)
VERSION_1 = Project(
    dataset=Dataset.from_xy(
        [2, 3, 5, 6, 0.1],
        [65, -0.0, 1e-5, 85.5, 1e150],
        name="Hours and money",
        feature_names=("hours worked",),
        target_name="Größe 🙂",
        true_parameters=(4.25, -56.5),
    ),
    settings=SETTINGS,
    start=(0.5, -1.0),
    runs=(
        ProjectRun(
            ((0, replace(FIRST, max_epochs=700)),), 120, 0, "A", 0, (1.5, 2.5, 3464.912280701754)
        ),
        ProjectRun(((0, FIRST), (40, SECOND), (41, SECOND)), 90, fork_epoch=40, colour=1),
    ),
    active_run=1,
    cursor=90,
    kept_runs=(
        ProjectRun(
            ((0, DescentConfig()),),
            0,
            0,
            "slow",
            2,
            (0.5, -1.0, 1e300),
            (7.0, -8.5),
            is_hidden=True,
        ),
    ),
    view={
        "show_residuals": True,
        "epochs_per_second": None,
        "theme": "dark",
        "width": 640,
        "ratio": 0.75,
    },
)

VERSION_2 = replace(
    VERSION_1,
    settings=replace(SETTINGS, degree=3),
    start=(0.5, -1.0, 0.25, 70.0),
    centre=5.0,
    runs=(
        ProjectRun(((0, replace(FIRST, degree=3)),), 120, 0, "A", check=(1.0, 2.0, 3.0, 4.0, 5.5)),
        ProjectRun(((0, replace(FIRST, degree=3)),), 90, 40, colour=1),
    ),
    kept_runs=(
        ProjectRun(
            ((0, DescentConfig(degree=3)),),
            0,
            0,
            "bent",
            2,
            start=(7.0, 0.0, 1e-9, -8.5),
            centre=4.5,
        ),
    ),
    view={"show_residuals": True, "pair": (0, 2), "others": "at_best"},
)

SEVERAL = replace(
    VERSION_1,
    dataset=Dataset(
        np.array([[2, 3, 5, 6, 0.1], [1, 0, -0.0, 1e150, 7], [1e-5, 2, 3, 4, 5]]).T,
        np.array([65, 70, 75, 85.5, 90]),
        feature_names=("hours worked", "age", 'a "b", ü'),
        target_name="money",
        name="Three columns",
        true_parameters=(1.0, 2.0, 3.0, 4.5),
        is_held_out=np.array([False, True, False, False, True]),
    ),
    settings=replace(SETTINGS, columns=(0, 2)),
    start=(0.5, 0.25, -1.0),
    runs=(
        ProjectRun(((0, replace(FIRST, columns=(0, 2))),), 120, 0, "A", check=(1.0, 2.0, 3.0, 4.0)),
        ProjectRun(
            ((0, replace(FIRST, columns=(0, 2))), (40, replace(SECOND, columns=(0, 2)))),
            90,
            40,
            colour=1,
        ),
    ),
    kept_runs=(
        ProjectRun(((0, DescentConfig(columns=(0, 2))),), 0, 0, "slow", 2, start=(7.0, 1e-9, -8.5)),
    ),
    view={"show_residuals": True, "pair": (0, 2), "others": "at_best"},
)
SEVEN_FEATURES = Dataset(np.ones((1, 7)), np.array([3.0]), tuple("abcdefg"))


def test_version_1_is_read() -> None:
    project = read_project(PROJECTS / "v1.linreg")
    assert project == VERSION_1
    assert str(project.dataset.y[1]) == "-0.0"
    assert {key: type(value) for key, value in project.view.items()} == {
        key: type(value) for key, value in VERSION_1.view.items()
    }


def test_version_2_is_read() -> None:
    assert read_project(PROJECTS / "v2.linreg") == VERSION_2
    assert encode_project(VERSION_2) == (PROJECTS / "v2.linreg").read_bytes()


def test_several_features_are_read() -> None:
    assert read_project(PROJECTS / "v2-features.linreg") == SEVERAL
    assert encode_project(SEVERAL) == (PROJECTS / "v2-features.linreg").read_bytes()


def test_all_features_are_used_where_none_is_chosen() -> None:
    settings = replace(SETTINGS, columns=None)
    project = replace(SEVERAL, settings=settings, start=(1.0, 2.0, 3.0, 4.0), runs=(), kept_runs=())
    project = replace(project, active_run=0, cursor=0)
    assert decode_project(encode_project(project), "a") == project
    assert b'"columns": [0' not in encode_project(project)


def test_the_loss_watched_is_written_where_it_is_not_the_usual_one() -> None:
    watching = replace(VERSION_2, settings=replace(VERSION_2.settings, watched=Watched.HELD_OUT))
    assert decode_project(encode_project(watching), "a") == watching
    assert b'"watched": "held_out"' in encode_project(watching)
    assert b"watched" not in encode_project(VERSION_2)


def test_a_curve_over_one_of_several_features() -> None:
    settings = replace(SETTINGS, columns=(1,), degree=2)
    project = replace(SEVERAL, settings=settings, start=(1.0, 2.0, 3.0), centre=4.0)
    project = replace(project, runs=(), kept_runs=(), active_run=0, cursor=0)
    assert decode_project(encode_project(project), "a") == project


def test_features_that_are_chosen_need_version_2() -> None:
    project = replace(VERSION_1, settings=replace(SETTINGS, columns=(0,)))
    data = encode_project(project)
    assert b'"version": 2' in data
    assert decode_project(data, "a") == project


def test_a_line_is_written_as_version_1() -> None:
    """Nothing in it tells that there are curves: earlier programs read it."""
    data = encode_project(VERSION_1)
    assert data == (PROJECTS.parent / "written" / "v1.linreg").read_bytes()
    assert b"degree" not in data
    assert b"centre" not in data


def test_every_version_has_a_project_to_read() -> None:
    for path in PROJECTS.iterdir():
        assert read_project(path).dataset.n_samples == 5


def test_written_project_comes_back_and_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.linreg"
    write_project(path, VERSION_1)
    assert read_project(path) == VERSION_1
    first = path.read_bytes()
    write_project(path, read_project(path))
    assert path.read_bytes() == first


def test_anything_that_reads_json_reads_a_project() -> None:
    members = json.loads(encode_project(VERSION_1))
    assert list(members)[:2] == ["format", "version"]
    assert members["points"]["x"] == VERSION_1.dataset.x.tolist()
    assert members["runs"][1]["segments"][1] == {
        "first_epoch": 40,
        "settings": {"learning_rate": 0.02},
    }


def test_lines_and_spaces_do_not_matter() -> None:
    spread = json.dumps(json.loads(encode_project(VERSION_1)), indent=4).replace("\n", "\r\n")
    assert decode_project(b"\xef\xbb\xbf" + spread.encode(), "a") == VERSION_1


def test_empty_laboratory() -> None:
    empty = Project(Dataset.from_xy([], []), DescentConfig(), (0.0, 0.0))
    assert decode_project(encode_project(empty), "a") == empty


def test_long_lists_come_back_exactly() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 150_000)) * 10.0 ** np.arange(150_000) ** 0.3
    project = replace(VERSION_1, dataset=Dataset.from_xy(x, y))
    assert decode_project(encode_project(project), "a") == project


@pytest.mark.parametrize("decimals", [0, 17])
@pytest.mark.parametrize("is_sorted", [False, True])
def test_reading_takes_some_hundred_bytes_a_point_beside_the_file(
    tmp_path: Path, decimals: int, is_sorted: bool
) -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 100_000)).round(decimals)
    path = tmp_path / "large.linreg"
    write_project(path, replace(VERSION_1, dataset=Dataset.from_xy(x, y)))
    if is_sorted:
        path.write_text(json.dumps(json.loads(path.read_bytes()), sort_keys=True))
    assert peak_bytes(lambda: read_project(path)) < 100 * len(x) + 2.5 * path.stat().st_size


def test_other_threads_go_on_while_long_lists_are_parsed() -> None:
    """The window must stay alive: in one go a million numbers take some tenths of a second."""
    raw = b"[" + b"0.12345678901234567," * 300_000 + b"0]"
    parsing = Thread(target=parse_json, args=(raw, "a"))
    parsing.start()
    longest, began = 0.0, time.perf_counter()
    last = began
    while parsing.is_alive():
        time.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert longest < (last - began) / 3


def test_lone_halves_of_characters_become_question_marks() -> None:
    project = replace(VERSION_1, view={"a\ud800": "\udcff"})
    assert decode_project(encode_project(project), "a").view == {"a?": "?"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cursor": 91}, "the project: cursor must be at most 90, the last epoch."),
        ({"start": (float("nan"), 0)}, "a value in it is no number and no text."),
        ({"view": {"a": [1]}}, "the project: view.a must be a number."),
        ({"dataset": SEVEN_FEATURES}, "a project holds points of at most 6 features."),
        ({"dataset": SEVERAL.dataset}, "the project: start must be 4 numbers."),
    ],
)  # fmt: skip
def test_what_could_not_be_read_again_is_not_written(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    path = tmp_path / "a.linreg"
    write_project(path, VERSION_1)
    with pytest.raises(StorageError) as refused:
        write_project(path, replace(VERSION_1, **changes))
    assert str(refused.value) == f"Cannot save a.linreg: {sentence}"
    assert read_project(path) == VERSION_1


# ---- any project

LEGAL = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LEGAL, max_size=20)
COORDINATES = st.floats(-MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
EPOCHS = st.integers(0, 10**9)
CONFIGS = st.builds(
    DescentConfig,
    learning_rate=st.floats(1e-300, 1e300),
    max_epochs=st.integers(1, 10**9),
    tolerance=st.floats(0, 1, exclude_max=True),
    optimizer=st.sampled_from(Optimizer),
    batch_size=st.none() | st.integers(1, 10**9),
    seed=st.integers(0, 2**63 - 1),
    scaling=st.sampled_from(Scaling),
    decay=st.sampled_from(Decay),
)


@st.composite
def runs(draw: st.DrawFn, model: DescentConfig, n_weights: int) -> ProjectRun:
    later = draw(st.lists(st.integers(1, 10**6), unique=True, max_size=3))
    first_epochs = [0, *sorted(later)]
    epochs = draw(st.integers(first_epochs[-1], 10**9))
    return ProjectRun(
        segments=tuple(
            (epoch, replace(draw(CONFIGS), degree=model.degree, columns=model.columns))
            for epoch in first_epochs
        ),
        epochs=epochs,
        fork_epoch=draw(st.integers(0, epochs)),
        name=draw(TEXTS),
        colour=draw(st.integers(0, 999)),
        check=draw(st.none() | st.tuples(*[FLOATS] * (n_weights + 2))),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    n_points, n_features = draw(st.integers(0, 5)), draw(st.integers(1, 6))
    column = st.lists(COORDINATES, min_size=n_points, max_size=n_points)
    columns = draw(st.lists(column, min_size=n_features, max_size=n_features))
    mask = draw(st.lists(st.booleans(), min_size=n_points, max_size=n_points))
    return Dataset(
        np.reshape(np.array(columns), (n_features, n_points)).T,
        np.array(draw(column)),
        name=draw(TEXTS),
        feature_names=draw(st.tuples(*[TEXTS] * n_features)),
        target_name=draw(TEXTS),
        true_parameters=draw(st.none() | st.tuples(*[FLOATS] * (n_features + 1))),
        is_held_out=None if all(mask) else np.array(mask),
    )


@st.composite
def projects(draw: st.DrawFn) -> Project:
    dataset = draw(datasets())
    places = st.sets(st.integers(0, dataset.n_features - 1), min_size=1)
    columns = draw(st.none() | places.map(lambda chosen: tuple(sorted(chosen))))
    n_used = dataset.n_features if columns is None else len(columns)
    degree = draw(st.integers(1, 6)) if n_used == 1 else 1
    n_weights = n_used + degree - 1
    settings = replace(draw(CONFIGS), degree=degree, columns=columns)
    branches = tuple(draw(st.lists(runs(settings, n_weights), max_size=3)))
    active = draw(st.integers(0, max(0, len(branches) - 1)))
    return Project(
        dataset=dataset,
        settings=settings,
        start=draw(st.tuples(*[COORDINATES] * (n_weights + 1))),
        centre=draw(COORDINATES) if degree > 1 else 0.0,
        runs=branches,
        active_run=active,
        cursor=draw(st.integers(0, branches[active].epochs if branches else 0)),
        kept_runs=tuple(draw(st.lists(runs(settings, n_weights), max_size=2))),
        view=draw(st.dictionaries(TEXTS, st.none() | st.booleans() | FLOATS | TEXTS, max_size=4)),
    )


def is_for_earlier_programs(project: Project) -> bool:
    is_line = project.settings.degree == 1 and project.settings.columns is None
    return is_line and project.dataset.n_features == 1 and project.dataset.is_held_out is None


@given(projects())
def test_any_project_comes_back_bit_for_bit(project: Project) -> None:
    data = encode_project(project)
    again = decode_project(data, "a")
    assert again == project
    assert again.dataset.features.tobytes() == project.dataset.features.tobytes()
    assert b'"version": 1' in data or not is_for_earlier_programs(project)
    assert encode_project(again) == data


# ---- settings of whatever fields


class Kind(Enum):
    PLAIN = "plain"
    OTHER = "other"


@dataclass(frozen=True)
class Later:
    rate: float = 0.5
    count: int | None = 3
    kind: Kind | None = Kind.PLAIN
    is_on: bool = False
    label: str = ""


@given(
    st.builds(Later, FLOATS, st.none() | st.integers(0, 99), st.none() | st.sampled_from(Kind)),
)
def test_settings_are_written_by_the_types_of_their_fields(settings: Later) -> None:
    text = json.dumps(settings_values(settings)).encode()
    assert read_settings(parse_json(text, "a"), Later()) == settings


def test_fields_a_file_does_not_know_have_their_defaults() -> None:
    assert read_settings(parse_json(b'{"kind": "other"}', "a"), Later()) == Later(kind=Kind.OTHER)
    nothing = read_settings(parse_json(b'{"kind": null, "count": null}', "a"), Later())
    assert nothing == Later(kind=None, count=None)


def test_scalars_of_numpy_are_written_as_numbers() -> None:
    settings: Any = Later(rate=np.float64(0.25), count=np.int64(4), is_on=np.bool_(1))  # type: ignore[arg-type]
    assert json.loads(json.dumps(settings_values(settings)))["count"] == 4


def test_the_features_used_are_written_only_where_some_are_chosen():
    assert "columns" not in settings_values(DescentConfig())
    written = json.dumps(settings_values(DescentConfig(columns=(0, 3)))).encode()
    assert read_settings(parse_json(written, "a"), DescentConfig()).columns == (0, 3)


@pytest.mark.parametrize(
    "columns", ["3", "[]", "[1, 0]", "[6]", "[-1]", "[0.5]", '["x"]', "[true]"]
)
def test_features_that_cannot_be_used_are_refused(columns):
    with pytest.raises(StorageError, match=r"columns|features"):
        read_settings(parse_json(f'{{"columns": {columns}}}'.encode(), "a"), DescentConfig())
