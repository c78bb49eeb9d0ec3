"""A project as one line of text: the same back, or a sentence."""

import base64
import zlib

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects import project_text
from linreg_gui.storage.projects.project import Project, ProjectRun
from linreg_gui.storage.projects.project_file import encode_project
from linreg_gui.storage.projects.project_text import (
    MOST_POINTS,
    decode_text,
    encode_text,
    is_project_text,
)
from tests.storage.projects.test_project import SEVERAL


def project(n_points: int = 5) -> Project:
    x = np.arange(float(n_points))
    config = DescentConfig(0.01, max_epochs=40)
    dataset = Dataset.from_xy(x, 2.0 * x + 1.0 / 3.0, feature_names=("größe",))
    return Project(dataset, config, (0.0, 1.0), (ProjectRun(((0, config),), 40, name="A"),))


def test_the_line_gives_the_same_project_back() -> None:
    text = encode_text(project())
    assert is_project_text(text)
    assert text.isascii()
    assert not any(letter.isspace() for letter in text)
    assert len(text) < 1_500
    assert encode_project(decode_text(text)) == encode_project(project())


def test_a_line_holds_several_features() -> None:
    assert decode_text(encode_text(SEVERAL)) == SEVERAL


def test_a_mail_program_may_break_the_line() -> None:
    text = encode_text(project())
    broken = "\n  " + "\r\n".join(text[k : k + 70] for k in range(0, len(text), 70)) + "\n"
    assert is_project_text(broken)
    assert encode_project(decode_text(broken)) == encode_project(project())


def test_what_is_not_whole_is_refused() -> None:
    text = encode_text(project())
    changed = [text[:k] for k in range(len(project_text.PREFIX), len(text), 7)]
    changed += [
        text[:k] + ("A" if text[k] != "A" else "B") + text[k + 1 :] for k in range(11, len(text))
    ]
    changed += [text + "AAAA", text + "ü", text[:40] + "?" + text[40:]]
    for wrong in changed:
        with pytest.raises(StorageError, match=r"^The pasted line is not whole; copy it again"):
            decode_text(wrong)


def test_a_line_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(b" " * 50_000_000, 9)
    text = project_text.PREFIX + base64.urlsafe_b64encode(bomb).decode()
    with pytest.raises(StorageError, match="not whole"):
        decode_text(text)


def test_another_text_of_that_kind_is_no_project() -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(b'{"format": "another"}')).decode()
    with pytest.raises(StorageError, match="is not a linreg_gui project"):
        decode_text(project_text.PREFIX + packed)
    assert not is_project_text("1\t2\n3\t4\n")


def test_too_many_points_are_said() -> None:
    with pytest.raises(StorageError, match=f"up to {MOST_POINTS:,} points; save a project"):
        encode_text(project(MOST_POINTS + 1))
    assert encode_project(decode_text(encode_text(project(MOST_POINTS))))
