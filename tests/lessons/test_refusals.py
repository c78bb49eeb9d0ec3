"""What is no lesson is refused in one sentence with file, place and what is expected there."""

import json
import os
import re
from pathlib import Path

import pytest

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.lessons.reader import LARGEST_FILE, STEP_KEYS, parse_lesson, read_lesson
from linreg_gui.lessons.state_reader import SOLUTION_READERS, STATE_KEYS
from linreg_gui.lessons.table import table_of
from linreg_gui.lessons.task import BetKind
from linreg_gui.storage.errors import NewerVersionError, StorageError
from tests.storage.sentences import is_harmless

TOP = """format = "linreg_gui lesson"
version = 1
title = "Rates"
question = "What does doubling the rate do?"
minutes = 5
"""
SETUP = """
[setup]
example = "hours-and-money"
learning_rate = 0.01
"""
PREDICT = """
[[step]]
say = "You double the rate. How many now?"
set = { learning_rate = 0.02 }
predict = { choices = ["half", "as many"], right = 1, until = "run" }
"""
GOAL = """
[[step]]
say = "Find the largest rate that still arrives."
goal = [{ of = "learning_rate", below = "limit" }]
hints = ["Catch it between two rates."]
solution = { learning_rate = 0.0345, run = 300 }
"""
ANSWER = """
[[step]]
say = "Which number decides?"
[step.answer]
choices = ["the number of points", "the steepness"]
right = 2
replies = ["No.", ""]
"""
WHOLE = TOP + SETUP + PREDICT + GOAL + ANSWER


def refusal(text: str | bytes) -> str:
    """Return the sentence with which a file is refused."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(StorageError) as caught:
        parse_lesson(raw, "rates.linreg-lesson")
    sentence = str(caught.value)
    assert sentence.startswith("rates.linreg-lesson")
    assert is_harmless(sentence)
    assert len(sentence) < 500
    return sentence.removeprefix("rates.linreg-lesson").removeprefix(": ").strip()


def test_the_lesson_of_this_page_is_one() -> None:
    assert len(parse_lesson(WHOLE.encode(), "rates.linreg-lesson").steps) == 3


def with_step(lines: str) -> str:
    return f'{TOP}\n[[step]]\nsay = "Read."\n{lines}\n'


def with_setup(lines: str) -> str:
    return f"{TOP}\n[setup]\n{lines}\n{ANSWER}"


def with_goal(condition: str) -> str:
    return with_step(f"goal = [{{ {condition} }}]")


# ---- files


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "format: is missing."),
        ("# a lesson\n", "format: is missing."),
        (ANSWER, "format: is missing."),
        (WHOLE.replace("format", "Format"), "Format: is not known; did you mean format?"),
        (WHOLE.replace("gui lesson", "gui project"), "format: must be 'linreg_gui lesson'."),
        (WHOLE.replace("version = 1", "version = 0"), "version: must be 1."),
        (WHOLE.replace("version = 1", 'version = "1"'), "version: must be 1."),
        (WHOLE.replace("version = 1", "version = 1.0"), "version: must be 1."),
        (WHOLE.replace("version = 1", "version = true"), "version: must be 1."),
        (
            WHOLE.replace("version = 1", "version = 2"),
            "was written for a newer version of linreg_gui.",
        ),
        (TOP, "step: is missing."),
        (f"{TOP}step = []", "step: must be a list of 1 to 100 steps, each [[step]]."),
        (TOP + "[step]\nsay = 'x'", "step: must be a list of 1 to 100 steps, each [[step]]."),
        (TOP + "[[setup]]\n" + ANSWER, "setup: must be a table."),
        (TOP + ANSWER * 101, "step: must be a list of 1 to 100 steps, each [[step]]."),
        (f"{TOP}step = [1]", "step 1: must be a table."),
    ],
    ids=lambda value: value[-60:],
)
def test_a_file_without_the_frame_of_a_lesson(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_a_newer_lesson_is_a_kind_of_its_own() -> None:
    with pytest.raises(NewerVersionError):
        parse_lesson(WHOLE.replace("version = 1", "version = 9\nnew = 1").encode(), "rates")


def test_a_hundred_steps_are_read() -> None:
    assert len(parse_lesson((TOP + ANSWER * 100).encode(), "rates").steps) == 100


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (json.dumps({"format": "linreg_gui project"}).encode(), "is no lesson: line 1, column 1"),
        (b"hours,money\n2,65\n3,70\n", "is no lesson: line 1"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no lesson: is not UTF-8 (byte 1)."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is no lesson"),
        (WHOLE.encode("utf-16"), "is no lesson: is not UTF-8 (byte 1)."),
        (WHOLE.replace("Rates", "Rüben").encode("latin-1"), "is not UTF-8 (byte 52)."),
        (WHOLE.encode() + b"\x80", "is not UTF-8"),
        (WHOLE.replace("\n", "\r").encode(), "line 1, column 29: "),
        (WHOLE.replace("Rates", "Ra\0tes").encode(), "line 3, column "),
        (b" " * (LARGEST_FILE + 1), "is larger than 512,000 bytes."),
    ],
    ids=["project", "table", "PNG", "PDF", "UTF-16", "Latin-1", "byte", "CR", "NUL", "large"],
)
def test_other_files(raw: bytes, part: str) -> None:
    assert part in refusal(raw)


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("x = " + "[" * 5000, "is nested too deeply."),
        ("x" + ".a" * 3000 + " = 1", "is nested too deeply."),
        ("x" + '."a"' * 3000 + " = 1", "is nested too deeply."),
        ("[" + " a ." * 3000 + "b]", "is nested too deeply."),
        ("x = " + "{ a = " * 3000 + "1" + " }" * 3000, "is nested too deeply."),
        ("minutes = " + "9" * 5000, ""),
        ("seed = " + "9" * 5000, "number or a date"),
        ("learning_rate = 2020-01-01", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("learning_rate = 2020-99-99", ""),
        ("learning_rate = 1e400", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("learning_rate = nan", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("learning_rate = -inf", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("learning_rate = true", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("learning_rate = '0.1'", "learning_rate: must be a number from 1e-300 to 1e300."),
        (f"learning_rate = 1{'0' * 400}", "learning_rate: must be a number from 1e-300 to 1e300."),
        ("l2 = 1\nl2 = 2", "line 9, column "),
        ("[setup]", "line 8, column "),
        (
            "name = Mine",
            'invalid value; a text stands in quotes, as "rates", and a number as 0.02.',
        ),
        ('name = "My\nown"', "a text of several lines stands in three quotes"),
        ("learning_rate = 0,02", "a number has a decimal point, as 0.02."),
        ("frame = {\n}", "a table in braces { … } must stay on one line"),
        ("x = { a = 1, }", "no comma stands before }."),
    ],
    ids=lambda value: value[:20],
)
def test_hostile_toml(lines: str, part: str) -> None:
    assert part in refusal(with_setup(lines))


def test_a_key_below_the_table_of_a_task_is_named() -> None:
    step = '\n[[step]]\n[step.predict]\nwords = true\nsay = "Now?"\n'
    sentence = "step 2, say: is missing; below predict it belongs to that table: write it above."
    assert refusal(with_step("") + step).endswith(sentence)


DOTS = ".b" * 200_000
TEN_QUOTES = '"' * 10


@pytest.mark.parametrize(
    "text",
    [
        f"a{DOTS} = 1",
        f'# "\na{DOTS} = "1"',
        f"y = 'a\\'\na{DOTS} = '1'",
        f'y = "a\\\\"\na{DOTS} = "1"',
        f'y = """a\\""""\na{DOTS} = 1',
        f"y = '''a'''''\na{DOTS} = '''1'''",
        f'x = {{ a = """x"""", b{DOTS} = "1" }}',
        "a" * 500_000,
        '"' + '\\"' * 250_000,
        '"""\\' + '"""\n\\' * 100_000,
        "'" * 500_000,
        "\\" * 500_000,
        "a. " * 160_000,
        "a" + " " * 500_000,
        TEN_QUOTES * 50_000,
    ],
    ids=lambda text: text[:16],
)
def test_half_a_million_letters_are_refused_at_once(text: str) -> None:
    """Keys of many parts would take all memory there is; whatever stands before them."""
    assert refusal(text)


def test_dots_in_texts_are_no_keys() -> None:
    lines = "because = 'a.b.c.d.e.f.g.h.i.j.k'  # a.b.c.d.e.f.g.h.i.j.k"
    assert parse_lesson(with_step(lines).encode(), "rates").steps[0].because == lines[11:32]


def test_a_number_may_be_hexadecimal() -> None:
    lesson = parse_lesson(with_setup("epochs = 0x10").encode(), "rates")
    assert lesson.setup.state is not None
    assert lesson.setup.state.settings == {"max_epochs": 16}


def test_what_is_no_file(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(2_000_000_000)
    large = tmp_path / "large"
    large.write_bytes(b"#" * (LARGEST_FILE + 1))
    for path in (tmp_path, link, pipe, huge, large, Path("/dev/zero"), tmp_path / "none"):
        with pytest.raises(StorageError, match=re.escape(path.name)):
            read_lesson(path)
    with pytest.raises(StorageError, match="large is 512,001 bytes; the limit is 512,000 bytes"):
        read_lesson(large)


# ---- keys and texts

SETUP_KEYS = (*STATE_KEYS, "hide", "show", "lock", "unlock")
PREDICT_KEYS = (*(kind.value for kind in BetKind), "ask", "right", "until", "proof", "solution")
SOLVED = "goal = [{ of = 'epochs', at_least = 3 }]\nsolution = { remove = 1 }"


@pytest.mark.parametrize(
    ("text", "place", "known"),
    [
        (with_step("colour = 1"), "step 1, colour", STEP_KEYS),
        (with_setup("colour = 1"), "setup, colour", SETUP_KEYS),
        (with_setup("say = 'x'"), "setup, say", SETUP_KEYS),
        (with_setup("keep = true"), "setup, keep", SETUP_KEYS),
        (with_step("predict = { pin = 1, colour = 2 }"), "step 1, predict, colour", PREDICT_KEYS),
        (with_step("set = { hand = [0, 0] }"), "step 1, set, hand", STATE_KEYS),
        (with_step(SOLVED), "step 1, solution, remove", (*STATE_KEYS, *SOLUTION_READERS)),
    ],
)
def test_what_is_not_known_is_told_with_what_is(
    text: str, place: str, known: tuple[str, ...]
) -> None:
    assert refusal(text) == f"{place}: is not known; known here are {', '.join(known)}."


ANSWER_BELOW = TOP + ANSWER + 'because = "The limit is 2 divided by that steepness."'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WHOLE.replace("title", "Title"), "Title: is not known; did you mean title?"),
        (WHOLE.replace("hints", "hint"), "step 2, hint: is not known; did you mean hints?"),
        (WHOLE.replace("right = 2", "rigth = 2"),
         "step 3, answer, rigth: is not known; did you mean right?"),
        (with_step("predict = { words = true, until = 'run' }"),
         "step 1, predict, until: belongs to choices; words waits for the run by itself."),
        (with_goal("of = 'mse', blow = 1"),
         "step 1, goal 1, blow: is not known; did you mean below?"),
        (f"{TOP}[[step]]", "step 1, say: is missing."),
        (with_step("say = 'again'").replace('say = "Read."\n', "say = ''\n", 1)
         .replace("say = 'again'", ""), "step 1, say: must not be empty."),
        (ANSWER_BELOW,
         "step 1, answer, because: belongs to the step, above the table of its task."),
        (with_step("because = 3"), "step 1, because: must be a text in quotes."),
        (WHOLE.replace('"Rates"', '"a\\nb"'), "title: must be one line."),
        (WHOLE.replace("Rates", "R" * 81), "title: has 81 characters; 80 fit."),
        (with_step(f"because = '{'a' * 1201}'"),
         "step 1, because: has 1,201 characters; 1,200 fit."),
        (WHOLE.replace("minutes = 5", "minutes = 0"),
         "minutes: must be a whole number from 1 to 120."),
        (WHOLE.replace("minutes = 5", "minutes = 5\nlanguage = 'a b'"),
         "language: must be the tag of a language, such as en or pt-BR."),
    ],
    ids=lambda value: value[-40:],
)  # fmt: skip
def test_keys_and_texts(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_the_longest_text_is_read() -> None:
    lesson = parse_lesson(with_step(f"because = '{'a' * 1200}'").encode(), "rates")
    assert len(lesson.steps[0].because) == 1200


LIVELY = "may hold no link, picture, HTML, table or heading."


@pytest.mark.parametrize(
    "text",
    [
        "![](file:///etc/passwd)",
        "![a](b)",
        "[here](https://example.org)",
        "[here]: https://example.org",
        "a <img src=x>",
        "<b>bold</b>",
        "a</b>",
        "<https://example.org>",
        "<!-- -->",
        "<?php ?>",
        "# Heading",
        "Heading\n=======",
        "Heading\n---",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
@pytest.mark.parametrize("key", ["because", "hints"])
def test_texts_hold_nothing_that_is_loaded_or_laid_out(text: str, key: str) -> None:
    written = json.dumps(text)
    if key == "hints":
        lines = WHOLE.replace('"Catch it between two rates."', written)
        assert refusal(lines) == f"step 2, hints 1: {LIVELY}"
    else:
        assert refusal(with_step(f"because = {written}")) == f"step 1, because: {LIVELY}"


@pytest.mark.parametrize(
    "text",
    ["**bold**, *italic*, `code`", "- one\n- two", "1. one\n2. two", "2 < 3", "|1 − 2| = 1", "a_b",
     "x[1] (see there)", "#1"],
)  # fmt: skip
def test_usual_text_is_read(text: str) -> None:
    lesson = parse_lesson(with_step(f"because = {json.dumps(text)}").encode(), "rates")
    assert lesson.steps[0].because == text


def test_plain_texts_are_kept_as_they_are_typed() -> None:
    lesson = parse_lesson(WHOLE.replace("Rates", "<b>Rates</b> ![](x)").encode(), "rates")
    assert lesson.title == "<b>Rates</b> ![](x)"


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u2029", "\x85", "\x9b", "\x07", "\x1b", "\x7f"]
)
@pytest.mark.parametrize("place", ["Rates", "Which number", "the steepness", "Catch it"])
def test_signs_that_nobody_sees_are_refused(sign: str, place: str) -> None:
    escaped = f"{place[0]}\\u{ord(sign):04x}{place[1:]}"
    assert f"may not hold the sign U+{ord(sign):04X}." in refusal(WHOLE.replace(place, escaped))


def test_half_a_character_is_refused() -> None:
    assert "line 3, column " in refusal(WHOLE.replace("Rates", "R\\ud800"))


def test_letters_of_all_scripts_are_read() -> None:
    title = "معدل התעלמות 学習率 e\u0301" + "\u0301" * 20
    assert parse_lesson(WHOLE.replace("Rates", title).encode(), "rates").title == title


# ---- meaning

COMPARATORS = "is, is_not, at_least, at_most, above, below, between, near"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # tasks
        (with_step("predict = { pin = 1 }\nanswer = { right = 1, within = 0 }"),
         "step 1: has predict and answer; a step has one of them."),
        (with_step("hints = ['a']"), "step 1, hints: belongs to goal, answer and blanks."),
        (with_step("predict = { pin = 1 }\nhints = ['a']"),
         "step 1, hints: belongs to goal, answer and blanks."),
        (with_step("solution = { run = 1 }"),
         "step 1, solution: belongs to goal; that of predict stands in predict."),
        (with_step("predict = { ask = 'a' }"),
         "step 1, predict: needs one of pin, sketch, words, number, choices."),
        (with_step("predict = { pin = 1, words = true }"),
         "step 1, predict: needs one of pin, sketch, words, number, choices."),
        (with_step("predict = { pin = 0 }"),
         "step 1, predict, pin: must be a whole number from 1 to 2,000,000."),
        (with_step("predict = { words = false }"), "step 1, predict, words: must be true."),
        (with_step("predict = { number = 'zone' }"),
         "step 1, predict, number: zone is a word and no number."),
        (with_step("predict = { pin = 1, proof = [] }"),
         "step 1, predict, proof: belongs to choices."),
        (WHOLE.replace("right = 1", "right = 0"),
         "step 1, predict, right: must be a whole number from 1 to 2."),
        (WHOLE.replace("right = 2", "right = 3"),
         "step 3, answer, right: must be a whole number from 1 to 2."),
        (WHOLE.replace("right = 2", "right = 'b'"),
         "step 3, answer, right: must be a whole number from 1 to 2."),
        (WHOLE.replace("right = 1, ", ""),
         "step 1, predict, choices: needs right beside it: the number of the right one."),
        (WHOLE.replace('["No.", ""]', '["No."]'),
         "step 3, answer, replies: must be a list of 2 texts, one for each choice."),
        (WHOLE.replace('["half", "as many"]', '["half", "half"]'),
         "step 1, predict, choices 2: is there already."),
        (WHOLE.replace('["half", "as many"]', '["half"]'),
         "step 1, predict, choices: must be a list of 2 to 6 texts."),
        (with_step("answer = { right = 3 }"), "step 1, answer: needs one of within and percent."),
        (with_step("answer = { right = 3, within = 1, percent = 1 }"),
         "step 1, answer: needs one of within and percent."),
        (with_step("answer = { right = 'limt', within = 1 }"),
         "step 1, answer, right: 'limt' is not a quantity; did you mean limit?"),
        (with_step("blanks = { epoch = 0, cells = [] }"),
         "step 1, blanks, cells: must be a list of 1 to 11 cells of the worksheet."),
        (with_step("blanks = { epoch = 0, cells = ['residual'] }"),
         "step 1, blanks, cells 1: 'residual' is not known; did you mean residuals?"),
        # conditions
        (with_step("goal = []"), "step 1, goal: must be a list of 1 to 10 conditions { of = … }."),
        (with_goal("below = 1"), "step 1, goal 1, of: is missing."),
        (with_goal("of = 'learning_rate'"),
         f"step 1, goal 1: needs one of {COMPARATORS}."),
        (with_goal("of = 'learning_rate', above = 1, below = 2"),
         f"step 1, goal 1: needs one of {COMPARATORS}."),
        (with_goal("of = 'learning_rate', near = 'limt', percent = 5"),
         "step 1, goal 1, near: 'limt' is not a quantity; did you mean limit?"),
        (with_goal("of = 'best_fit', above = 1"),
         "step 1, goal 1, of: 'best_fit' is not a quantity."),
        (with_goal("of = 'x0', above = 1"), "step 1, goal 1, of: 'x0' is not a quantity."),
        (with_goal("of = 'x100', above = 1"), "step 1, goal 1, of: 'x100' is not a quantity."),
        (with_goal("of = 'mse', between = [5, 1]"),
         "step 1, goal 1, between: must have the smaller number first."),
        (with_goal("of = 'mse', near = 1"), "step 1, goal 1: needs one of within and percent."),
        (with_goal("of = 'mse', near = 1, within = 1, percent = 1"),
         "step 1, goal 1: needs one of within and percent."),
        (with_goal("of = 'mse', near = 1, within = -1"),
         "step 1, goal 1, within: must be a number from 0 to 1e150."),
        (with_goal("of = 'mse', near = 1, percent = 101"),
         "step 1, goal 1, percent: must be a number from 0 to 100."),
        (with_goal("of = 'mse', near = 0, percent = 5"),
         "step 1, goal 1, percent: of 0 is 0: use within."),
        (with_goal("of = 'mse', above = 1, percent = 5"),
         "step 1, goal 1, percent: belongs to near alone."),
        (with_goal("of = 'mse', is = 5"),
         "step 1, goal 1, is: mse is no whole number: use near, between or above."),
        (with_goal("of = 'zone', above = 1"),
         ("step 1, goal 1, above: zone is a word: use is or is_not with one of crawls, converges, "
         "zigzags, diverges.")),
        (with_goal("of = 'optimizer', is = 'sgd'"),
         "step 1, goal 1, is: 'sgd' is not known; did you mean gd?"),
        (with_goal("of = 'decay', is = 'exponential'"),
         "step 1, goal 1, is: 'exponential' is none of none, inverse_time, step."),
        (with_goal("of = 'points', is = 1.5"), ("step 1, goal 1, is: must be a whole number from "
         "-9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.")),
        # the table
        (with_setup("x = [1, 2]\ny = [1]"), "setup, y: has 1 numbers, and x has 2."),
        (with_setup("x = [1, 2]"), "setup, x: needs y beside it."),
        (with_setup("name = 'Mine'"), "setup, name: needs x beside it."),
        (with_setup("x = []\ny = []"), "setup, x: must be a list of 1 to 5,000 numbers."),
        (with_setup(f"x = {[0] * 5001}\ny = {[0] * 5001}"),
         "setup, x: must be a list of 1 to 5,000 numbers."),
        (with_setup("x = ['1']\ny = [1]"), "setup, x 1: must be a number from -1e150 to 1e150."),
        (with_setup("x = [1, 1e200]\ny = [1, 2]"),
         "setup, x 2: must be a number from -1e150 to 1e150."),
        (with_setup("example = 'hours-and-money'\nx = [1]\ny = [1]"),
         "setup, x: may not stand beside an example."),
        (with_setup("example = 'hours'"), ("setup, example: 'hours' is none of hours-and-money, "
         "house-prices, noisy-line, three-rates, all-x-equal, anscombe-1, anscombe-2, anscombe-3, "
         "anscombe-4, thrown-ball.")),
        (with_setup("start = [1]"),
         "setup, start: must be a list of 2 numbers, slope and intercept."),
        (with_setup("run = 2\nepoch = 3"), "setup, epoch: must be at most run, 2."),
        (with_setup("epoch = 1"), "setup, epoch: must be at most run, 0."),
        (with_setup("epochs = 10\nrun = 11"), "setup, run: must be at most epochs, 10."),
        (with_setup("run = 20001"), "setup, run: must be a whole number from 0 to 20,000."),
        (with_setup("epochs = 0"), "setup, epochs: must be a whole number from 1 to 2,000,000."),
        (with_setup("momentum = 1"), "setup, momentum: must be a number from 0 to below 1."),
        (with_setup("decay_factor = 0"),
         "setup, decay_factor: must be a number from above 0 to 1."),
        (with_setup("batch = 'all'"),
         'setup, batch: must be a whole number from 1 to 1,000,000, or "full".'),
        (with_setup("speed = 20"),
         'setup, speed: must be one of 1, 3, 10, 30, 100, 1000, 10000, or "full".'),
        (with_setup("frame = [0, 0, 1, 2]"),
         "setup, frame: must have left below right and bottom below top."),
        (with_setup("degree = 7"), "setup, degree: must be a whole number from 1 to 6."),
        (with_setup("degree = 2.0"), "setup, degree: must be a whole number from 1 to 6."),
        (with_setup("held = 'slope'\ndegree = 2"),
         "setup, held: is of a straight line, and the degree here is above 1."),
        (with_setup("held_out = 3"),
         "setup, held_out: must be a list of points, or { share = 0.3, seed = 0 }."),
        (with_setup("held_out = [0]"),
         "setup, held_out 1: must be a whole number from 1 to 5,000."),
        (with_setup("held_out = [2, 3, 2]"), "setup, held_out 3: is there already."),
        (with_setup("held_out = { seed = 1 }"), "setup, held_out, share: is missing."),
        (with_setup("held_out = { share = 1 }"),
         "setup, held_out, share: must be a number from above 0 to below 1."),
        (with_setup("held_out = { share = 30 }"),
         "setup, held_out, share: must be a number from 0 to 1."),
        (with_setup("held_out = { share = 0.3, seed = -1 }"),
         "setup, held_out, seed: must be a whole number from 0 to 9,223,372,036,854,775,807."),
        (with_setup("held_out = { share = 0.3, seeds = 1 }"),
         "setup, held_out, seeds: is not known; did you mean seed?"),
        (with_step("set = { degree = 3 }\npredict = { pin = 1 }"),
         "step 1, predict, pin: is of a straight line, and the degree here is 3."),
        (with_setup("degree = 2") + "[[step]]\nsay = 'a'\nblanks = { epoch = 0, "
         "cells = ['residuals'] }",
         "step 2, blanks: is of a straight line, and the degree here is 2."),
        (with_setup("scaling = true"), "setup, scaling: must be one of none, centre, standardise."),
        (WHOLE.replace("run = 300", "move = [[0, 1, 1]]"),
         "step 2, solution, move 1 1: must be a whole number from 1 to 5,000."),
        (WHOLE.replace("run = 300", "keep = 1"), "step 2, solution, keep: must be true or false."),
        # names
        (with_step("hide = ['zone']"), "step 1, hide 1: 'zone' is not known; did you mean zones?"),
        (with_step("hide = 'zones'"), "step 1, hide: must be a list of 0 to 27 names."),
        (with_step("hide = ['surface pane', 'loss pane', 'data pane']"),
         "step 1, hide: leaves no pane: one of the three must stay."),
        (with_setup("hide = ['surface pane', 'data pane']")
         + PREDICT + "hide = ['loss pane']",
         "step 2, hide: leaves no pane: one of the three must stay."),
        (with_step("tell = ['mse', 'mean']"),
         "step 1, tell 2: 'mean' is not a quantity; did you mean x_mean?"),
    ],
    ids=lambda value: value[-50:],
)  # fmt: skip
def test_meaning(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_show_wins_over_hide_and_everything_is_all() -> None:
    lesson = parse_lesson(
        with_step("hide = ['zones', 'code']\nshow = ['zones']\nlock = ['everything']").encode(), "a"
    )
    assert lesson.permissions(0).hidden == {"code"}
    assert lesson.permissions(0).locked == set(Lockable)


def test_degree_and_held_out_points_are_locked_until_they_are_unlocked() -> None:
    both = {Lockable.DEGREE, Lockable.HELD_OUT}
    text = with_step("") + "[[step]]\nsay = 'a'\nunlock = ['degree', 'held-out points']"
    lesson = parse_lesson(text.encode(), "a")
    assert lesson.permissions(0).locked == both
    assert not lesson.permissions(1).locked


def test_held_makes_a_line_of_the_curve_before() -> None:
    text = with_setup("degree = 3") + "[[step]]\nsay = 'a'\nset = { held = 'slope' }"
    lesson = parse_lesson(f"{text}\npredict = {{ pin = 1 }}".encode(), "a")
    assert [table_of(lesson, index).config.degree for index in (0, 1)] == [3, 1]
