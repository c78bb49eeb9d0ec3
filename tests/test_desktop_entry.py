"""What tells a desktop that a project is opened with a double click."""

import configparser
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeDatabase

import linreg_gui
from linreg_gui import cli
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.storage import menu_entry
from linreg_gui.storage.lesson_files import LESSON_SUFFIX, lesson_files
from linreg_gui.storage.projects.project_file import PROJECT_SUFFIX, encode_project

ASSETS = Path(__file__).resolve().parents[1] / "assets"
SPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


def mime_type() -> ET.Element:
    root = ET.parse(ASSETS / "linreg_gui-mime.xml").getroot()
    found = root.find(f"{SPACE}mime-type")
    assert found is not None
    return found


def test_the_entry_opens_what_the_type_describes() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ASSETS / "linreg_gui.desktop", encoding="utf-8")
    types = entry["Desktop Entry"]["MimeType"].rstrip(";").split(";")
    assert types[0] == mime_type().get("type")
    assert entry["Desktop Entry"]["Exec"].endswith("%f")


def test_desktops_of_every_age_accept_the_entry() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ASSETS / "linreg_gui.desktop", encoding="utf-8")
    values = entry["Desktop Entry"]
    assert values["Version"] == "1.0"
    main_categories = {"Education", "Science", "Development", "Utility", "Office", "Graphics"}
    assert len(main_categories & set(values["Categories"].split(";"))) == 1


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("script", "command"),
    [
        ("/opt/tools/bin/linreg-gui", "/opt/tools/bin/linreg-gui"),
        ("/home/a b/100%/linreg-gui", '"/home/a b/100%%/linreg-gui"'),
        ('/o"$`/linreg-gui', r'"/o\\"\\$\\`/linreg-gui"'),
        ("/checkout/linreg_gui/__main__.py", "/usr/bin/python3 -m linreg_gui"),
    ],
)
def test_the_entry_starts_the_copy_that_added_it(
    data_home: Path, monkeypatch: pytest.MonkeyPatch, script: str, command: str
) -> None:
    monkeypatch.setattr(sys, "argv", [script])
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    assert cli.main(["--add-to-menu"]) == 0
    entry = (data_home / "applications" / "linreg_gui.desktop").read_text(encoding="utf-8")
    assert f"\nExec={command} %f\n" in entry
    icon = data_home / "icons" / "hicolor" / "scalable" / "apps" / "linreg_gui.svg"
    assert icon.read_bytes() == (ASSETS / "icon.svg").read_bytes()
    assert (data_home / "mime" / "packages" / "linreg_gui-mime.xml").is_file()


def test_a_copy_that_is_not_installed_is_started_from_its_folder(
    data_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["/checkout/linreg_gui/__main__.py"])
    for folder, lines in (
        ("a b", [f"Path={tmp_path}/a b"]),
        ("back\\slash", [f"Path={tmp_path}/back\\\\slash"]),
        ("site-packages", []),
    ):
        package = tmp_path / folder / "linreg_gui" / "__init__.py"
        monkeypatch.setattr(linreg_gui, "__file__", str(package))
        monkeypatch.setattr(menu_entry, "asset", lambda name: ASSETS / name)
        assert cli.main(["--add-to-menu"]) == 0
        entry = (data_home / "applications" / "linreg_gui.desktop").read_text(encoding="utf-8")
        assert [line for line in entry.splitlines() if line.startswith("Path=")] == lines


def test_a_folder_of_data_that_is_not_absolute_is_ignored(
    data_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cli.main(["--add-to-menu"]) == 0
    assert not data_home.exists()
    assert (tmp_path / "home/.local/share/applications/linreg_gui.desktop").is_file()


def test_a_folder_that_cannot_be_written_is_said(
    data_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_home.write_text("a file")
    assert cli.main(["--add-to-menu"]) == 2
    assert capsys.readouterr().err.startswith("Cannot write linreg_gui.desktop: ")


def test_other_systems_have_no_such_menu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli.main(["--add-to-menu"]) == 2
    assert capsys.readouterr().err == "--add-to-menu is for Linux desktops only.\n"


def test_a_wheel_carries_what_the_program_opens() -> None:
    project = tomllib.loads((ASSETS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    spec = (ASSETS / "linreg-gui.spec").read_text(encoding="utf-8")
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for place in ASSETS.iterdir():
        is_opened = place.name not in {"examples", "commands.md", "linreg-gui.spec", "screenshots"}
        assert (f"assets/{place.name}" in carried) is is_opened, place
        assert (f'"{place.name}"' in spec) is is_opened, place


def test_the_other_types_are_known_to_desktops() -> None:
    known = QMimeDatabase()
    assert known.mimeTypeForName("text/csv").isValid()
    assert known.mimeTypeForName("text/tab-separated-values").isValid()


def test_the_type_is_told_by_the_suffix_and_by_the_first_bytes(session: Session) -> None:
    glob = mime_type().find(f"{SPACE}glob")
    assert glob is not None
    assert glob.get("pattern") == f"*{PROJECT_SUFFIX}"
    match = mime_type().find(f"{SPACE}magic/{SPACE}match")
    assert match is not None
    place = encode_project(project_of(session.state())).find(str(match.get("value")).encode())
    low, high = (int(edge) for edge in str(match.get("offset")).split(":"))
    assert low <= place <= high


def test_a_lesson_is_told_by_its_suffix_and_its_first_line() -> None:
    root = ET.parse(ASSETS / "linreg_gui-mime.xml").getroot()
    lesson = root.findall(f"{SPACE}mime-type")[1]
    entry = (ASSETS / "linreg_gui.desktop").read_text(encoding="utf-8")
    assert f"{lesson.get('type')};" in entry
    glob, match = lesson.find(f"{SPACE}glob"), lesson.find(f"{SPACE}magic/{SPACE}match")
    assert glob is not None
    assert match is not None
    assert glob.get("pattern") == f"*{LESSON_SUFFIX}"
    high = int(str(match.get("offset")).split(":")[1])
    for path in lesson_files():
        place = path.read_bytes().find(str(match.get("value")).encode())
        assert 0 <= place <= high
