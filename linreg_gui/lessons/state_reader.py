"""Read what a lesson puts on the table: ``setup``, a step's ``set``, a ``solution``."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from linreg_gui.arguments import LINE_EXAMPLE_KEYS
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_GUI_EPOCHS
from linreg_gui.core.numbers import format_value
from linreg_gui.core.setting_spec import Kind, SettingSpec
from linreg_gui.core.settings import LARGEST_SEED, SETTINGS, Held
from linreg_gui.lessons.table_state import Move, TableState
from linreg_gui.lessons.toml_value import TomlValue

MOST_POINTS = 5_000
LONGEST_NAME = 60
MOST_RUN = 20_000
"""Epochs that a step may compute when it opens."""
MOST_MOVES = 100
PACES = (1, 3, 10, 30, 100, 1_000, 10_000)
"""Epochs per second, as the transport has them."""
FULL = "full"
SETTING_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "learning_rate": "learning_rate",
        "epochs": "max_epochs",
        "tolerance": "tolerance",
        "optimizer": "optimizer",
        "momentum": "momentum",
        "batch": "batch_size",
        "seed": "seed",
        "l2": "l2",
        "scaling": "scaling",
        "held": "held",
        "degree": "degree",
        "decay": "decay",
        "decay_epochs": "decay_epochs",
        "decay_factor": "decay_factor",
        "patience": "patience",
        "improvement": "improvement",
        "watched": "watched",
    }
)
"""Fields of `DescentConfig` by their key in the file."""


def read_pair(value: TomlValue) -> tuple[float, float]:
    """Read a slope and an intercept."""
    slope, intercept = _numbers(value, 2, 2, "numbers, slope and intercept")
    return slope, intercept


def _numbers(value: TomlValue, least: int, most: int, what: str) -> tuple[float, ...]:
    items = value.items(least, most, what)
    return tuple(item.number(-MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE) for item in items)


def _frame(value: TomlValue) -> tuple[float, float, float, float]:
    left, right, bottom, top = _numbers(value, 4, 4, "numbers, left, right, bottom and top")
    if left >= right or bottom >= top:
        raise value.refusal("must have left below right and bottom below top")
    return left, right, bottom, top


def _moves(value: TomlValue) -> tuple[Move, ...]:
    return tuple(map(_move, value.items(1, MOST_MOVES, "moves [point, x, y]")))


def _move(value: TomlValue) -> Move:
    point, x, y = value.items(3, 3, "numbers, point, x and y")
    size = MAX_ABSOLUTE_VALUE
    return Move(point.whole(1, MOST_POINTS), x.number(-size, size), y.number(-size, size))


def _speed(value: TomlValue) -> float:
    if value.value == FULL:
        return float("inf")
    if type(value.value) not in {int, float} or value.value not in PACES:
        raise value.refusal(f'must be one of {", ".join(map(str, PACES))}, or "{FULL}"')
    return float(value.value)


def _held_out(value: TomlValue) -> HoldOut | tuple[int, ...]:
    if isinstance(value.value, dict):
        members = value.members(("share", "seed"), ("share",))
        share, seed = members["share"].number(0.0, 1.0), members.get("seed")
        if share in {0.0, 1.0}:
            raise members["share"].refusal("must be a number from above 0 to below 1")
        return HoldOut(share, seed.whole(0, LARGEST_SEED) if seed else 0)
    if not isinstance(value.value, list):
        raise value.refusal("must be a list of points, or { share = 0.3, seed = 0 }")
    points: list[int] = []
    for item in value.items(0, MOST_POINTS, "points"):
        points.append(item.whole(1, MOST_POINTS))
        if points[-1] in points[:-1]:
            raise item.refusal("is there already")
    return tuple(points)


def _keep(value: TomlValue) -> bool:
    return value.flag()


def _setting(spec: SettingSpec, value: TomlValue) -> Any:
    if spec.kind is Kind.CHOICE:
        members = {member.value: member for member in spec.words}
        return members[value.word(tuple(members))]
    least, most = spec.window_limits
    if spec.is_whole:
        return value.whole(int(least), int(most))
    number = value.number(least, most)
    if (number == least and spec.excludes_least) or (number == most and spec.excludes_most):
        low = f"above {format_value(least)}" if spec.excludes_least else f"{format_value(least)}"
        high = f"below {format_value(most)}" if spec.excludes_most else f"{format_value(most)}"
        raise value.refusal(f"must be a number from {low} to {high}")
    return number


def _batch(value: TomlValue) -> int | None:
    if value.value == FULL:
        return None
    _, most = SETTINGS["batch_size"].window_limits
    if type(value.value) is not int:
        raise value.refusal(f'must be a whole number from 1 to {most:,}, or "{FULL}"')
    return value.whole(1, int(most))


def _patience(value: TomlValue) -> int:
    return value.whole(0, MAX_GUI_EPOCHS)


Read = Callable[[TomlValue], Any]
SETTING_READERS: Mapping[str, Read] = MappingProxyType(
    {key: partial(_setting, SETTINGS[name]) for key, name in SETTING_KEYS.items()}
    | {"batch": _batch, "patience": _patience}
)
STATE_READERS: Mapping[str, Read] = MappingProxyType(
    {
        "example": lambda value: value.word(LINE_EXAMPLE_KEYS),
        "x": lambda value: _numbers(value, 1, MOST_POINTS, "numbers"),
        "y": lambda value: _numbers(value, 1, MOST_POINTS, "numbers"),
        **{key: partial(TomlValue.plain, longest=LONGEST_NAME) for key in ("name", "x_name")},
        "y_name": partial(TomlValue.plain, longest=LONGEST_NAME),
        "held_out": _held_out,
        "start": read_pair,
        "speed": _speed,
        "frame": _frame,
        "run": lambda value: value.whole(0, MOST_RUN),
        "epoch": lambda value: value.whole(0, MOST_RUN),
    }
)
SOLUTION_READERS: Mapping[str, Read] = MappingProxyType(
    {"keep": _keep, "hand": read_pair, "move": _moves}
)
STATE_KEYS = (*STATE_READERS, *SETTING_READERS)


def read_solution(value: TomlValue) -> TableState:
    """Read a solution: a state, and acts besides."""
    return read_state(value.members((*STATE_KEYS, *SOLUTION_READERS)))


def read_state(members: Mapping[str, TomlValue]) -> TableState:
    """Read what is put on the table from the members of a table; others are left out.

    Raises
    ------
    StorageError
        If a value is not what its key says, or two of them do not fit together.
    """
    readers = {**STATE_READERS, **SOLUTION_READERS}
    values = {key: readers[key](value) for key, value in members.items() if key in readers}
    settings = {
        SETTING_KEYS[key]: SETTING_READERS[key](value)
        for key, value in members.items()
        if key in SETTING_READERS
    }
    _check_points(members, values)
    _check_run(members, values, settings)
    _check_line(members, settings)
    return TableState(settings=MappingProxyType(settings), **values)


def _check_points(members: Mapping[str, TomlValue], values: Mapping[str, Any]) -> None:
    given = [key for key in ("x", "y", "name", "x_name", "y_name") if key in values]
    if given and "example" in values:
        raise members[given[0]].refusal("may not stand beside an example")
    for one, other in (("x", "y"), ("y", "x"), ("name", "x"), ("x_name", "x"), ("y_name", "x")):
        if one in values and other not in values:
            raise members[one].refusal(f"needs {other} beside it")
    if "x" in values and len(values["x"]) != len(values["y"]):
        n_x, n_y = len(values["x"]), len(values["y"])
        raise members["y"].refusal(f"has {n_y:,} numbers, and x has {n_x:,}")


def _check_run(
    members: Mapping[str, TomlValue], values: Mapping[str, Any], settings: Mapping[str, Any]
) -> None:
    n_run = values.get("run", 0)
    if values.get("epoch", 0) > n_run:
        raise members["epoch"].refusal(f"must be at most run, {n_run:,}")
    if n_run > settings.get("max_epochs", n_run):
        raise members["run"].refusal(f"must be at most epochs, {settings['max_epochs']:,}")


def _check_line(members: Mapping[str, TomlValue], settings: Mapping[str, Any]) -> None:
    if settings.get("degree", 1) > 1 and settings.get("held", Held.NOTHING) is not Held.NOTHING:
        raise members["held"].refusal("is of a straight line, and the degree here is above 1")
