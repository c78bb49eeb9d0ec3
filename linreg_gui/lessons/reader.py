"""Read a `*.linreg-lesson` file, strictly: TOML 1.0 without code, paths, links or pictures."""

import hashlib
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_GUI_EPOCHS
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.condition_reader import (
    read_conditions,
    read_numeric,
    read_quantity,
    read_tolerance,
)
from linreg_gui.lessons.hide_and_lock import EVERYTHING, PANES, Hideable, Lockable
from linreg_gui.lessons.lesson import Lesson, Opening, Step
from linreg_gui.lessons.state_reader import (
    MOST_RUN,
    STATE_KEYS,
    read_solution,
    read_state,
)
from linreg_gui.lessons.table import settings_after
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import (
    Answer,
    BetKind,
    Blanks,
    Cell,
    Goal,
    Predict,
    Task,
    needs_line,
)
from linreg_gui.lessons.toml_value import TomlValue, parse_toml
from linreg_gui.storage.errors import NewerVersionError, StorageError, shown_name
from linreg_gui.storage.regular_file import read_regular_file

FORMAT = "linreg_gui lesson"
VERSION = 1
LARGEST_FILE = 512_000
"""In bytes; the parser of the standard library needs seconds for the worst megabyte."""
MOST_STEPS = 100
MOST_MINUTES = 120
MOST_HINTS = 5
MOST_CHOICES = 6
MOST_TOLD = 4
LONGEST_TITLE = 80
LONGEST_QUESTION = 160
LONGEST_ABOUT = 2_000
LONGEST_TEXT = 1_200
LONGEST_HINT = 300
LONGEST_UNIT = 12
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
PERMISSION_KEYS = ("hide", "show", "lock", "unlock")
TOP_KEYS = (
    *("format", "version", "title", "question", "minutes", "language", "author", "about"),
    *("setup", "step"),
)
TASK_KEYS = ("predict", "goal", "answer", "blanks")
STEP_KEYS = (
    *("say", "set", *PERMISSION_KEYS, *TASK_KEYS),
    *("hints", "because", "solution", "tell"),
)
BET_KINDS = tuple(kind.value for kind in BetKind)
REQUIRED = ("format", "version", "title", "question", "minutes", "step")
LARGEST = MAX_ABSOLUTE_VALUE

Members = Mapping[str, TomlValue]
Name = TypeVar("Name", bound=StrEnum)


def read_lesson(path: Path) -> Lesson:
    """Read a lesson.

    Raises
    ------
    StorageError
        If the file cannot be read or is no lesson, in one sentence with file, place and what is
        expected.
    """
    return parse_lesson(read_regular_file(path, LARGEST_FILE, "a lesson"), shown_name(path))


def parse_lesson(raw: bytes, name: str) -> Lesson:
    """Read a lesson from the bytes of a file; the errors are those of `read_lesson`."""
    if len(raw) > LARGEST_FILE:
        raise StorageError(f"{name} is larger than {LARGEST_FILE:,} bytes.")
    whole = _parsed(raw, name)
    _check_version(whole)
    members = whole.members(TOP_KEYS, REQUIRED)
    lesson = Lesson(
        title=members["title"].plain(LONGEST_TITLE),
        question=members["question"].plain(LONGEST_QUESTION),
        minutes=members["minutes"].whole(1, MOST_MINUTES),
        setup=_setup(members["setup"]) if "setup" in members else Opening(TableState()),
        steps=tuple(map(_step, members["step"].items(1, MOST_STEPS, "steps, each [[step]]"))),
        language=_language(members["language"]) if "language" in members else "en",
        author=members["author"].plain(LONGEST_TITLE) if "author" in members else "",
        about=members["about"].marked(LONGEST_ABOUT) if "about" in members else "",
        digest=hashlib.sha256(raw).hexdigest(),
    )
    _check_panes(whole, lesson)
    _check_degrees(whole, lesson)
    return lesson


def _parsed(raw: bytes, name: str) -> TomlValue:
    try:
        return parse_toml(raw, name)
    except StorageError as error:
        if FORMAT.encode() in raw:
            raise
        reason = str(error).removeprefix(f"{name}: ")
        raise StorageError(f"{name} is no lesson: {reason}") from None


def _check_version(whole: TomlValue) -> None:
    """Refuse other files and newer lessons before anything else of them."""
    form, version = whole.member("format"), whole.member("version")
    if form.value is None or version.value is None:
        whole.members(TOP_KEYS, REQUIRED)
    if form.value != FORMAT:
        raise form.refusal(f"must be '{FORMAT}'")
    if type(version.value) is int and version.value > VERSION:
        raise NewerVersionError(f"{whole.name} was written for a newer version of linreg_gui.")
    if type(version.value) is not int or version.value != VERSION:
        raise version.refusal(f"must be {VERSION}")


def _language(value: TomlValue) -> str:
    if not isinstance(value.value, str) or LANGUAGE.fullmatch(value.value) is None:
        raise value.refusal("must be the tag of a language, such as en or pt-BR")
    return value.value


def _check_panes(whole: TomlValue, lesson: Lesson) -> None:
    """Refuse a lesson that leaves no pane to look at."""
    for number in range(len(lesson.steps)):
        if lesson.permissions(number).hidden >= PANES:
            place = TomlValue(whole.name, f"step {number + 1}, hide", None)
            raise place.refusal("leaves no pane: one of the three must stay")


def _check_degrees(whole: TomlValue, lesson: Lesson) -> None:
    """Refuse a pin, and blanks of the worksheet, where the lesson fits a curve."""
    assert lesson.setup.state is not None
    config = settings_after(DescentConfig(), lesson.setup.state.settings)
    for number, step in enumerate(lesson.steps, start=1):
        if step.opening.state is not None:
            config = settings_after(config, step.opening.state.settings)
        if config.degree > 1 and needs_line(step.task):
            key = "blanks" if isinstance(step.task, Blanks) else "predict, pin"
            place = TomlValue(whole.name, f"step {number}, {key}", None)
            raise place.refusal(f"is of a straight line, and the degree here is {config.degree}")


# ---- setup and steps


def _setup(value: TomlValue) -> Opening:
    members = value.members((*STATE_KEYS, *PERMISSION_KEYS))
    return _opening(members, read_state(members))


def _opening(members: Members, state: TableState | None) -> Opening:
    return Opening(
        state,
        hide=_names(members, "hide", tuple(Hideable)),
        show=_names(members, "show", tuple(Hideable)),
        lock=_names(members, "lock", tuple(Lockable)),
        unlock=_names(members, "unlock", tuple(Lockable)),
    )


def _names(members: Members, key: str, names: tuple[Name, ...]) -> frozenset[Name]:
    if key not in members:
        return frozenset()
    known = {name.value: name for name in names}
    words = [*known, EVERYTHING] if "lock" in key else [*known]
    named = {item.word(words) for item in members[key].items(0, len(words), "names")}
    return frozenset(names) if EVERYTHING in named else frozenset(known[word] for word in named)


def _step(value: TomlValue) -> Step:
    members = value.members(STEP_KEYS, ("say",))
    given = [key for key in TASK_KEYS if key in members]
    if len(given) > 1:
        raise value.refusal(f"has {' and '.join(given)}; a step has one of them")
    kind = given[0] if given else ""
    if "hints" in members and kind in {"", "predict"}:
        raise members["hints"].refusal("belongs to goal, answer and blanks")
    if "solution" in members and kind != "goal":
        raise members["solution"].refusal("belongs to goal; that of predict stands in predict")
    state = members.get("set")
    return Step(
        say=members["say"].marked(LONGEST_TEXT),
        opening=_opening(members, read_state(state.members(STATE_KEYS)) if state else None),
        task=TASK_READERS[kind](members) if kind else None,
        hints=_hints(members["hints"]) if "hints" in members else (),
        because=members["because"].marked(LONGEST_TEXT) if "because" in members else "",
        tell=_told(members["tell"]) if "tell" in members else (),
    )


def _hints(value: TomlValue) -> tuple[str, ...]:
    return tuple(item.marked(LONGEST_HINT) for item in value.items(1, MOST_HINTS, "texts"))


def _told(value: TomlValue) -> tuple[str, ...]:
    items = value.items(1, MOST_TOLD, "quantities")
    return tuple(read_quantity(item).name for item in items)


# ---- tasks


def _task_members(
    value: TomlValue, keys: tuple[str, ...], required: tuple[str, ...] = ()
) -> Members:
    """Return the members of a task; a key of the step below its table is a common slip."""
    for key in value.value if isinstance(value.value, dict) else ():
        if key in STEP_KEYS and key not in keys:
            raise value.member(key).refusal("belongs to the step, above the table of its task")
    return value.members(keys, required)


def _predict(step: Members) -> Predict:
    value = step["predict"]
    members = _task_members(value, (*BET_KINDS, "ask", "right", "until", "proof", "solution"))
    given = [key for key in BET_KINDS if key in members]
    if len(given) != 1:
        raise value.refusal(f"needs one of {', '.join(BET_KINDS)}")
    kind, bet = BetKind(given[0]), members[given[0]]
    ask = members["ask"].plain(LONGEST_QUESTION) if "ask" in members else ""
    if kind is BetKind.CHOICES:
        return _predict_choices(members, ask)
    for key in ("right", "until", "proof", "solution"):
        if key in members:
            why = f"; {kind.value} waits for the run by itself" if key == "until" else ""
            raise members[key].refusal(f"belongs to choices{why}")
    if kind is BetKind.WORDS:
        if not bet.flag():
            raise bet.refusal("must be true")
        return Predict(kind, ask)
    if kind is BetKind.NUMBER:
        return Predict(kind, ask, quantity=read_numeric(bet))
    least = 1 if kind is BetKind.PIN else 2
    return Predict(kind, ask, epochs=bet.whole(least, MAX_GUI_EPOCHS))


def _predict_choices(members: Members, ask: str) -> Predict:
    choices = _choices(members["choices"])
    until = members.get("until")
    waits = until is not None and until.value == "run"
    return Predict(
        BetKind.CHOICES,
        ask,
        choices=choices,
        right=_right_choice(members, choices),
        until=read_conditions(until) if until and not waits else (),
        waits_for_run=waits,
        proof=read_conditions(members["proof"]) if "proof" in members else (),
        solution=read_solution(members["solution"]) if "solution" in members else None,
    )


def _choices(value: TomlValue) -> tuple[str, ...]:
    choices = []
    for item in value.items(2, MOST_CHOICES, "texts"):
        choices.append(item.plain(LONGEST_TITLE))
        if choices[-1] in choices[:-1]:
            raise item.refusal("is there already")
    return tuple(choices)


def _right_choice(members: Members, choices: tuple[str, ...]) -> int:
    if "right" not in members:
        raise members["choices"].refusal("needs right beside it: the number of the right one")
    return members["right"].whole(1, len(choices))


def _goal(step: Members) -> Goal:
    solution = read_solution(step["solution"]) if "solution" in step else None
    return Goal(read_conditions(step["goal"]), solution)


def _answer(step: Members) -> Answer:
    value = step["answer"]
    keys = ("choices", "right", "replies", "ask", "within", "percent", "unit")
    members = _task_members(value, keys, ("right",))
    ask = members["ask"].plain(LONGEST_QUESTION) if "ask" in members else ""
    if "choices" in members:
        return _answer_of_choices(members, ask)
    if "replies" in members:
        raise members["replies"].refusal("belongs to choices")
    right = members["right"]
    is_quantity = isinstance(right.value, str)
    tolerance = read_tolerance(value, members)
    return Answer(
        right=read_numeric(right) if is_quantity else right.number(-LARGEST, LARGEST),
        ask=ask,
        **tolerance,
        unit=members["unit"].plain(LONGEST_UNIT) if "unit" in members else "",
    )


def _answer_of_choices(members: Members, ask: str) -> Answer:
    choices = _choices(members["choices"])
    for key in ("within", "percent", "unit"):
        if key in members:
            raise members[key].refusal("belongs to a number")
    replies: tuple[str, ...] = ()
    if "replies" in members:
        items = members["replies"].items(len(choices), len(choices), "texts, one for each choice")
        replies = tuple(item.marked(LONGEST_HINT, least=0) for item in items)
    return Answer(choices, _right_choice(members, choices), replies, ask)


def _blanks(step: Members) -> Blanks:
    members = step["blanks"].members(("epoch", "cells"), ("epoch", "cells"))
    known = [cell.value for cell in Cell]
    items = members["cells"].items(1, len(known), "cells of the worksheet")
    cells = dict.fromkeys(Cell(item.word(known)) for item in items)
    return Blanks(members["epoch"].whole(0, MOST_RUN), tuple(cells))


TASK_READERS: Mapping[str, Callable[[Members], Task]] = MappingProxyType(
    {"predict": _predict, "goal": _goal, "answer": _answer, "blanks": _blanks}
)
