"""``linreg-gui lesson render``: a lesson on paper."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPdfWriter

from linreg_gui import cli
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import parse_lesson, read_lesson
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.lessons.handout import Handout, way_line
from linreg_gui.views.lessons.lesson_text import PlainDocument
from tests.conftest import windows_left

RATES = lesson_files()[2]
HEAD = """format = "linreg_gui lesson"
version = 1
title = "<b>Rates</b> & more"
question = "What?"
minutes = 5
"""


def render(*arguments: object) -> int:
    return cli.main(["lesson", "render", *map(str, arguments)])


def handout(lesson: Lesson, outcomes: Any = None) -> Handout:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    return Handout(lesson, {0: [picture, picture]}, outcomes or {}, QPdfWriter(buffer))


def test_a_handout_of_a_lesson_that_ships(qapp: Any, tmp_path: Path) -> None:
    out = tmp_path / "rates.pdf"
    assert render(RATES, "--out", out, "--paper", "letter") == 0
    raw = out.read_bytes()
    assert raw.startswith(b"%PDF-")
    assert b"/Font" in raw, "its text can be selected"
    assert b"612 792" in raw or b"612.00" in raw or b"[0 0 612" in raw
    assert not windows_left()


@pytest.mark.parametrize("path", lesson_files(), ids=lambda path: path.stem)
def test_all_that_a_lesson_says_is_there(qapp: Any, path: Path) -> None:
    lesson = read_lesson(path)
    text = handout(lesson).document.toPlainText()
    questions, _, answers = text.partition("What comes out")
    assert lesson.title in questions
    assert lesson.question in questions
    for number, step in enumerate(lesson.steps, start=1):
        assert f"Step {number}" in questions
        for choice in getattr(step.task, "choices", ()):
            assert f". {choice}" in questions
        for hint in step.hints:
            assert hint.replace("*", "") in answers
            assert hint.replace("*", "") not in questions


def test_what_is_right_stands_on_the_last_page(qapp: Any) -> None:
    lesson = read_lesson(RATES)
    text = handout(lesson, {2: ["Comes out as 'swings and arrives'."]}).document.toPlainText()
    _, _, answers = text.partition("What comes out")
    assert "Right: A. Half as many" in answers
    assert "Right: B. A smaller learning rate" in answers
    assert "Comes out as 'swings and arrives'." in answers


def test_a_goal_has_a_way_on_the_last_page(qapp: Any) -> None:
    lesson = read_lesson(RATES)
    text = handout(lesson).document.toPlainText()
    _, _, answers = text.partition("What comes out")
    assert "One way: learning rate 0.0345, 600 epochs." in answers
    for path in lesson_files():
        handout(read_lesson(path)).document.toPlainText()


@pytest.mark.parametrize(
    ("held_out", "told"),
    [
        ("{ share = 0.3, seed = 4 }", "30 % held out with seed 4"),
        ("[2, 5]", "points held out: 2, 5"),
        ("[]", "points held out: none"),
    ],
)
def test_the_way_of_a_curve_names_its_degree_and_points(held_out: str, told: str) -> None:
    goal = 'goal = [{ of = "degree", is = 3 }]'
    step = f"[[step]]\nsay = 'a'\n{goal}\nsolution = {{ degree = 3, held_out = {held_out} }}\n"
    lesson = parse_lesson(f"{HEAD}{step}".encode(), "a")
    assert way_line(lesson.steps[0]) == f"One way: degree 3, {told}."


def test_what_is_typed_is_no_markup_and_nothing_is_asked_for(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        PlainDocument, "loadResource", lambda _self, _kind, name: asked.append(str(name))
    )
    step = "[[step]]\nsay = 'Look.'\nanswer = { choices = ['![](a.png)', '<i>b</i>'], right = 1 }"
    document = handout(parse_lesson((HEAD + step).encode(), "a")).document
    assert document.pageCount() == 2
    text = document.toPlainText()
    assert "<b>Rates</b> & more" in text
    assert "A. ![](a.png)" in text
    assert asked == []


def test_a_hundred_steps_of_another_script(qapp: Any) -> None:
    step = "[[step]]\nsay = '''معدل **التعلم** מהירות'''\nanswer = { right = 7, within = 0 }\n"
    lesson = parse_lesson((HEAD + "language = 'ar'\n" + step * 100).encode(), "a")
    document = handout(lesson).document
    assert document.pageCount() > 4
    assert document.toPlainText().count("معدل التعلم מהירות") == 100


def test_what_cannot_be_rendered(qapp: Any, tmp_path: Path, capsys: Any) -> None:
    assert render(RATES, "--out", tmp_path / "a.txt") == 2
    assert capsys.readouterr().err == "a.txt: its name must end in .pdf.\n"
    assert render(tmp_path / "none.linreg-lesson", "--out", tmp_path / "a.pdf") == 2
    assert capsys.readouterr().err == "Cannot find none.linreg-lesson.\n"
    assert render(RATES, "--out", tmp_path / "none" / "a.pdf") == 2
    assert list(tmp_path.iterdir()) == []
