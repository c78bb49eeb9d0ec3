"""Preferences of every kind of broken file: defaults are used, and the bad file is kept."""

import json
import math
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from linreg_gui.session.preferences import restore_session, session_preferences
from linreg_gui.session.session import Session
from linreg_gui.storage.preferences import Preferences
from linreg_gui.views.window.window_place import place_preferences, restore_place

GOOD = """[view]
epochs_per_second=10.0
theme=dark

[window]
height=600
is_maximized=false
width=900
x=20
y=30
"""
UNREADABLE: dict[str, bytes] = {
    "random bytes": bytes(range(256)) * 4,
    "NULs": b"[view]\ntheme=\0\0\0\n",
    "truncated in a key": GOOD[: GOOD.index("epochs_per") + 4].encode(),
    "truncated in a section": b"[view]\ntheme=dark\n[wind",
    "section with a key's sign": b"[a=b\n[view]\ntheme=dark\n",
    "UTF-16": GOOD.encode("utf-16"),
    "JSON": json.dumps({"view": {"theme": "dark"}}, indent=1).encode(),
    "serialised object": b"[view]\ntheme=@Variant(\\0\\0\\0\\x7f)\n",
    "too large": b"[view]\n" + b"a=b\n" * 400_000,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def session(qapp: Any) -> Iterator[Session]:
    made = Session()
    yield made
    assert made.shutdown()


@pytest.fixture
def window(qtbot: Any) -> QMainWindow:
    made = QMainWindow()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    return made


def theme_of(preferences: Preferences) -> str:
    return preferences.text("view/theme", "system", ("system", "light", "dark"))


def test_written_values_come_back(path: Path) -> None:
    first = Preferences(path)
    assert first.set_aside is None
    assert first.write({"a/flag": True, "a/number": repr(0.1), "a/whole": 7, "a/word": "dark"})
    second = Preferences(path)
    assert second.flag("a/flag", default=False)
    assert second.number("a/number", 0.0, 0.0, 1.0) == 0.1
    assert second.whole("a/whole", 0, 0, 10) == 7
    assert second.text("a/word", "light", ("dark", "light")) == "dark"


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_file_is_put_aside_whole(path: Path, kind: str) -> None:
    path.write_bytes(UNREADABLE[kind])
    preferences = Preferences(path)
    assert theme_of(preferences) == "system"
    assert preferences.set_aside is not None
    assert preferences.set_aside.name.startswith("settings.ini.bad-")
    assert preferences.write({"view/theme": "light"})
    assert theme_of(Preferences(path)) == "light"
    assert preferences.set_aside.read_bytes() == UNREADABLE[kind]


def test_an_empty_file_is_no_fault(path: Path) -> None:
    path.touch()
    assert Preferences(path).set_aside is None


def test_a_directory_in_its_place_is_left_alone(path: Path) -> None:
    path.mkdir()
    preferences = Preferences(path)
    assert theme_of(preferences) == "system"
    assert not preferences.write({"view/theme": "dark"})
    assert path.is_dir()


def test_a_fifo_in_its_place_is_never_waited_for(path: Path) -> None:
    os.mkfifo(path)
    preferences = Preferences(path)
    assert theme_of(preferences) == "system"
    assert not preferences.write({"view/theme": "dark"})
    assert path.is_fifo()


def test_a_home_that_cannot_be_written_is_survived(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    preferences = Preferences(tmp_path / "file" / "settings.ini")
    assert theme_of(preferences) == "system"
    assert not preferences.write({"view/theme": "dark"})


def test_a_bad_file_that_cannot_be_renamed_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuse)
    path.write_bytes(UNREADABLE["JSON"])
    preferences = Preferences(path)
    assert theme_of(preferences) == "system"
    assert not preferences.write({"view/theme": "dark"})
    assert path.read_bytes() == UNREADABLE["JSON"]


def test_keys_of_a_newer_version_survive(path: Path) -> None:
    path.write_text(GOOD + "\n[future]\nhologram=very\n", encoding="utf-8")
    assert Preferences(path).write({"view/theme": "light"})
    text = path.read_text(encoding="utf-8")
    assert "hologram=very" in text
    assert "theme=light" in text


def test_two_writers_keep_each_other_s_keys(path: Path) -> None:
    one, other = Preferences(path), Preferences(path)
    assert one.write({"a/one": "1"})
    assert other.write({"a/other": "2"})
    assert Preferences(path).whole("a/one", 0, 0, 9) == 1
    assert Preferences(path).whole("a/other", 0, 0, 9) == 2


WRONG_SESSION_VALUES = [
    ("view/theme", "pink"),
    ("view/theme", "@Size(1 2)"),
    *(("view/epochs_per_second", value) for value in ("-5", "fast", "", "nan", "inf", "1,2")),
]


@pytest.mark.parametrize(("key", "value"), WRONG_SESSION_VALUES)
def test_a_wrong_value_costs_its_own_key_only(
    path: Path, session: Session, key: str, value: str
) -> None:
    defaults = {name: str(kept).lower() for name, kept in session_preferences(session).items()}
    path.write_text(GOOD, encoding="utf-8")
    good = dict(_session_lines(path))
    _section, name = key.split("/")
    path.write_text(GOOD.replace(f"{name}={good[key]}", f"{name}={value}"), encoding="utf-8")
    restore_session(session, Preferences(path))
    kept = {name: str(value).lower() for name, value in session_preferences(session).items()}
    assert kept[key] == defaults[key]
    others = {name: value for name, value in good.items() if name != key}
    assert {name: kept[name] for name in others} == others


def _session_lines(path: Path) -> Iterator[tuple[str, str]]:
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and section != "window":
            name, value = line.split("=")
            yield f"{section}/{name}", value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("x", "100000000"),
        ("x", "-99999"),
        ("y", "40000"),
        ("x", "nan"),
        ("y", "@ByteArray(\\0\\x1)"),
        ("width", "1"),
        ("height", "99999999"),
        ("width", "1e400"),
    ],
)
def test_a_window_is_always_seen(path: Path, window: QMainWindow, key: str, value: str) -> None:
    lines = [f"{key}={value}" if s.startswith(f"{key}=") else s for s in GOOD.splitlines()]
    path.write_text("\n".join(lines), encoding="utf-8")
    restore_place(window, Preferences(path))
    assert is_seen(window)


def is_seen(window: QMainWindow) -> bool:
    part = QGuiApplication.primaryScreen().availableGeometry().intersected(window.geometry())
    return part.width() >= 100 and part.height() >= 100


def test_the_place_comes_back(path: Path, window: QMainWindow) -> None:
    window.setGeometry(40, 50, 640, 480)
    Preferences(path).write(place_preferences(window))
    other = QMainWindow()
    restore_place(other, Preferences(path))
    assert (other.x(), other.y(), other.width(), other.height()) == (40, 50, 640, 480)


def test_the_place_kept_is_not_that_of_the_full_screen(window: QMainWindow, qtbot: Any) -> None:
    window.setGeometry(40, 50, 640, 480)
    window.show()
    window.showFullScreen()
    qtbot.waitUntil(lambda: window.width() != 640)
    kept = place_preferences(window)
    assert (kept["window/x"], kept["window/y"]) == (40, 50)
    assert (kept["window/width"], kept["window/height"]) == (640, 480)


def mutated(rng: random.Random) -> bytes:
    """Flip, cut, repeat or splice bytes of a good file."""
    data = bytearray(GOOD.encode())
    for _ in range(rng.randint(1, 6)):
        begin, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        kind = rng.randrange(5)
        if kind == 0 and data:
            data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 1:
            del data[begin : min(end, begin + 20)]
        elif kind == 2:
            data[begin:begin] = data[begin : min(end, begin + 40)]
        elif kind == 3:
            data[begin:begin] = rng.choice([b"=", b"[", b"]", b"\n", b"\\", b'"', b"@", b"%", b","])
        else:
            data[begin:begin] = rng.choice([b"1e999", b"-1", b"nan", b"\\x", b"@Rect(", b"[=\n"])
    return bytes(data)


@pytest.mark.filterwarnings("error")
def test_mutated_files_give_usable_values(
    tmp_path: Path, session: Session, window: QMainWindow
) -> None:
    rng = random.Random(20)
    for number in range(400):
        path = tmp_path / f"{number}.ini"
        data = mutated(rng)
        path.write_bytes(data)
        preferences = Preferences(path)
        assert (preferences.set_aside or path).read_bytes() == data
        restore_session(session, preferences)
        assert math.isfinite(session.view_options.epochs_per_second or 0.0)
        window.resize(1000, 700)
        restore_place(window, preferences)
        assert window.isMaximized() or is_seen(window)
        window.showNormal()
        assert preferences.write({"view/theme": "light"})
        assert theme_of(Preferences(path)) == "light", data
    window.close()
