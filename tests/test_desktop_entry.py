"""What tells a desktop that a project is opened with a double click."""

import configparser
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QMimeDatabase

from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
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


def test_the_readme_installs_what_there_is() -> None:
    readme = (ASSETS.parent / "README.md").read_text(encoding="utf-8")
    for name in ("linreg_gui.desktop", "linreg_gui-mime.xml", "icon.svg"):
        assert f"assets/{name}" in readme
        assert (ASSETS / name).is_file()


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
