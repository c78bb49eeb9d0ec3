"""The eleven lessons that ship: every figure in their texts computed again, every step tried.

The figures come from NumPy and the textbook loop alone, one step at a time, not from the engine.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.examples import ANSCOMBE_QUARTET, EXAMPLES
from linreg_gui.lessons.check import Weight, check_lesson
from linreg_gui.lessons.conditions import all_hold
from linreg_gui.lessons.lesson import Lesson, Step
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.table import moment_of, run_to_the_end, table_of
from linreg_gui.lessons.task import Answer, Goal, Predict

PATHS = sorted((Path(__file__).parents[2] / "assets" / "lessons").glob("*.linreg-lesson"))
LESSONS = [read_lesson(path) for path in PATHS]
IDS = [path.stem for path in PATHS]

# ---- the textbook

X, Y = np.array([2.0, 3, 5, 6, 8]), np.array([65.0, 70, 75, 85, 90])
AREA, PRICE = np.array([1000.0, 1500, 2000]), np.array([250_000.0, 375_000, 500_000])
ZERO = (0.0, 0.0)


def gradient(x, y, line):
    m, b = line
    r = y - m * x - b
    return np.array([-2 * np.mean(x * r), -2 * np.mean(r)])


def mse(x, y, line):
    return np.mean((y - line[0] * x - line[1]) ** 2)


def best(x, y):
    matrix = np.stack([x, np.ones_like(x)], axis=1)
    return np.linalg.lstsq(matrix, y, rcond=None)[0]


def hessian(x):
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def descend(x, y, rate, n_epochs, start=ZERO, *, momentum=0.0, batch=None, decay=np.inf):
    """Descend one step at a time; return slope, intercept by epoch, up to a runaway."""
    line, velocity, lines = np.array(start, float), np.zeros(2), [start]
    size, limit = batch or len(x), 1e12 * mse(x, y, start)
    for epoch in range(n_epochs):
        order = np.arange(len(x))
        if size < len(x):
            order = np.random.default_rng((0, epoch)).permutation(len(x))
        for first in range(0, len(x), size):
            seen = order[first : first + size]
            velocity = momentum * velocity + gradient(x[seen], y[seen], line)
            line = line - rate / (1 + epoch / decay) * velocity
        if not mse(x, y, line) <= limit:
            break
        lines.append(tuple(line))
    return np.array(lines)


def losses(x, y, lines):
    return np.mean((y - lines[:, :1] * x - lines[:, 1:]) ** 2, axis=1)


def first_to_stay(is_near):
    away = np.flatnonzero(~is_near)
    return len(away) and int(away[-1]) + 1


def to_1_percent(x, y, *args, **kwargs):
    excess = losses(x, y, descend(x, y, *args, **kwargs)) - mse(x, y, best(x, y))
    return first_to_stay(excess <= 0.01 * excess[0])


def arrival(x, y, column, rate, n_epochs):
    values, goal = descend(x, y, rate, n_epochs)[:, column], best(x, y)[column]
    return first_to_stay(np.abs(values - goal) <= 0.01 * abs(goal))


LEAST, MOST = np.linalg.eigvalsh(hessian(X))
LIMIT = 2 / MOST
FAR_X = np.array([2.0, 3, 5, 6, 20])
FAR_Y = np.array([65.0, 70, 75, 85, 30])
LOSS_0 = mse(X, Y, ZERO)
LEAST_LOSS = mse(X, Y, best(X, Y))
ONE = descend(X, Y, 0.01, 2)
AT_003 = descend(X, Y, 0.03, 60)
LOST = 100 * (LOSS_0 - mse(X, Y, AT_003[10])) / (LOSS_0 - LEAST_LOSS)
HOUSES = descend(AREA, PRICE, 2e-7, 300, (0, 1e5))
HOUSE_LEAST, HOUSE_MOST = np.linalg.eigvalsh(hessian(AREA))
SLOW = np.linalg.eigh(hessian(X))[1][:, 0]
CENTRED = X - 4.8
Z = CENTRED / X.std()
SETS = [(np.array(x), np.array(y)) for x, y in ANSCOMBE_QUARTET]


BALL_X, BALL_Y = EXAMPLES["thrown-ball"].dataset().x, EXAMPLES["thrown-ball"].dataset().y
EVERY = np.ones(16, bool)


def split(seed, n_held=5):
    """Return which points are trained on."""
    held = np.random.default_rng(seed).permutation(16)[:n_held]
    return ~np.isin(np.arange(16), held)


RINGS = split(13)


def columns(degree, trained):
    """Scale x, take its powers, and scale them, all by the points that are trained on."""
    z = (BALL_X - BALL_X[trained].mean()) / BALL_X[trained].std()
    powers = z[:, np.newaxis] ** np.arange(1, degree + 1)
    scaled = (powers - powers[trained].mean(axis=0)) / powers[trained].std(axis=0)
    return np.column_stack([scaled, np.ones(16)])


def bend(degree, n_epochs, trained=RINGS, l2=0.0):
    """Descend over a curve one step at a time; the loss of discs, and that of rings, by epoch."""
    matrix, theta, both = columns(degree, trained), np.zeros(degree + 1), []
    seen, weights = matrix[trained], np.append(np.ones(degree), 0.0)
    for _ in range(n_epochs + 1):
        misses = matrix @ theta - BALL_Y
        both.append([np.mean(part**2) for part in (misses[trained], misses[~trained]) if len(part)])
        theta = theta - 0.2 * (seen.T @ misses[trained] / len(seen) + l2 * weights * theta)
    return np.array(both)


@cache
def on_rings(l2=0.0):
    return bend(6, 3000, l2=l2)[:, 1]


def rings_of_degree(degree, trained):
    """Return the loss on the rings at the best fit of a degree."""
    matrix = columns(degree, trained)
    theta = np.linalg.lstsq(matrix[trained], BALL_Y[trained], rcond=None)[0]
    return np.mean((matrix @ theta - BALL_Y)[~trained] ** 2)


def best_degree(trained):
    return 1 + int(np.argmin([rings_of_degree(degree, trained) for degree in range(1, 7)]))


def worst_misses():
    return np.abs(FAR_Y - np.polyval(best(FAR_X, FAR_Y), FAR_X))


def recent_above_best(n_epochs, **kwargs):
    after = losses(X, Y, descend(X, Y, 0.01, n_epochs, batch=1, **kwargs))
    last = after[-(len(after) // 5) :]
    return 100 * (np.mean(last) - LEAST_LOSS) / LEAST_LOSS


def r_squared(x, y):
    return 1 - mse(x, y, best(x, y)) / np.var(y)


# ---- what the lessons say: lesson, step, the words with the figure in {}, the figure


@cache
def fewest_epochs() -> tuple[int, float]:
    rates = np.arange(0.03, 0.0352, 4e-5)
    return min((to_1_percent(X, Y, rate, 400), rate) for rate in rates)


FIGURES: list[tuple[int, int, str, str, Callable[[], Any]]] = [
    (1, 1, "gradient there is ({}, ", "−778", lambda: gradient(X, Y, ZERO)[0]),
    (1, 1, "(−778, {})", "−154", lambda: gradient(X, Y, ZERO)[1]),
    (1, 1, "0.01 × 778 = {} to the right", "7.78", lambda: ONE[1][0]),
    (1, 1, "0.01 × 154 = {} up", "1.54", lambda: ONE[1][1]),
    (1, 2, "the residuals ({} to", "65", Y.min),
    (1, 2, "65 to {}, for", "90", Y.max),
    (1, 2, "the loss ({})", "6,015", lambda: LOSS_0),
    (1, 3, "{} to the right", "3.89", lambda: descend(X, Y, 0.005, 1)[1][0]),
    (1, 3, "and {} up|right, {} up", "0.77", lambda: descend(X, Y, 0.005, 1)[1][1]),
    (1, 4, "come to ({}, 1.54)", "7.78", lambda: ONE[1][0]),
    (1, 4, "x · residual is {}", "166.88", lambda: np.mean(X * (Y - np.polyval(ONE[1], X)))),
    (1, 4, "mean residual {}.", "38.116", lambda: np.mean(Y - np.polyval(ONE[1], X))),
    (1, 4, "0.01 × ({})", "−333.76", lambda: gradient(X, Y, ONE[1])[0]),
    (1, 4, "{} and 2.30232", "11.1176", lambda: ONE[2][0]),
    (1, 4, "and {}. The", "2.30232", lambda: ONE[2][1]),
    (2, 1, "there is has {}.", "3.46", lambda: LEAST_LOSS),
    (2, 1, "About {} at x = 2", "65", lambda: np.polyval(best(X, Y), 2)),
    (2, 1, "{} at x = 8", "91", lambda: np.polyval(best(X, Y), 8)),
    (2, 3, "Slope {},", "2.5", lambda: best(X[3:], Y[3:])[0]),
    (2, 3, "intercept {}.", "70", lambda: best(X[3:], Y[3:])[1]),
    (3, 1, "takes {} epochs", "326", lambda: to_1_percent(X, Y, 0.01, 600)),
    (3, 1, "{}: half as many", "163", lambda: to_1_percent(X, Y, 0.02, 600)),
    (3, 2, "limit is {}.", "0.0352", lambda: LIMIT),
    (3, 3, "after {} epochs", "96", lambda: to_1_percent(X, Y, 0.034, 600)),
    (3, 4, "is {} times as long", "1.05", lambda: abs(1 - 0.036 * MOST)),
    (3, 4, "at epoch {}.", "298", lambda: len(descend(X, Y, 0.036, 600))),
    (3, 5, "get steeper, is {}.", "56.88", lambda: MOST),
    (3, 5, "56.88 = {}:", "−1.84", lambda: 1 - 0.05 * 56.88),
    (3, 5, "2 / 56.88 = {}.", "0.0352", lambda: 2 / 56.88),
    (4, 1, "starts at {};", "6,015", lambda: LOSS_0),
    (4, 1, "line has {}.", "3.46", lambda: LEAST_LOSS),
    (4, 2, "about {} now", "408.5", lambda: mse(X, Y, AT_003[10])),
    (4, 2, "{} %. And yet", "93", lambda: LOST),
    (4, 2, "intercept is {},", "7.3", lambda: AT_003[10][1]),
    (4, 2, "way to {}.", "56.6", lambda: best(X, Y)[1]),
    (4, 3, "At epoch {}.", "108", lambda: to_1_percent(X, Y, 0.03, 300)),
    (4, 4, "distance by {}:", "−0.71", lambda: 1 - 0.03 * MOST),
    (4, 4, "floor by {}:", "0.99", lambda: 1 - 0.03 * LEAST),
    (4, 4, "{} % are left", "82", lambda: 100 * (1 - 0.03 * LEAST) ** 20),
    (4, 5, "{} epochs is the best", "95", lambda: fewest_epochs()[0]),
    (4, 5, "(at {})", "0.0341", lambda: fewest_epochs()[1]),
    (4, 6, "and {} % were left", "7", lambda: 100 - LOST),
    (5, 1, "The slope: epoch {},", "1,684", lambda: arrival(X, Y, 0, 0.01, 3000)),
    (5, 1, "against {} for", "1,421", lambda: arrival(X, Y, 1, 0.01, 3000)),
    (5, 2, "epoch {} against", "44", lambda: small_x(0)),
    (5, 2, "against {}.", "21", lambda: small_x(1)),
    (5, 3, "slope − {}.", "0.175", lambda: -SLOW[0] / SLOW[1]),
    (5, 3, "about x = {},", "5.7", lambda: -SLOW[1] / SLOW[0]),
    (6, 1, "ŷ = {} x + 0", "250", lambda: best(AREA, PRICE)[0]),
    (6, 1, "moved by {} cents", "71", lambda: 100 * (1e5 - HOUSES[-1][1])),
    (6, 1, "went to {} at", "187.9", lambda: HOUSES[-1][0]),
    (6, 1, "is {} million times", "35", lambda: HOUSE_MOST / HOUSE_LEAST / 1e6),
    (6, 2, "above {} it blows", "4.1e-7", lambda: 2 / HOUSE_MOST),
    (6, 2, "the limit is {}.", "1", lambda: 2 / np.linalg.eigvalsh(hessian(Z))[1]),
    (6, 3, "the mean, {}, taken", "4.8", X.mean),
    (6, 3, "took {} epochs", "95", lambda: fewest_epochs()[0]),
    (6, 3, "{}. How much steeper", "6", lambda: to_1_percent(CENTRED, Y, 0.18, 300)),
    (6, 3, "from {} to 4.56", "177", lambda: MOST / LEAST),
    (6, 3, "to {}, with", "4.56", lambda: np.linalg.cond(hessian(CENTRED))),
    (6, 4, "from there to {}.", "1", lambda: np.linalg.cond(hessian(Z))),
    (6, 5, "predicts {} at", "75.72", lambda: np.polyval(best(X, Y), 4.5)),
    (6, 5, "Slope {} and", "4.254", lambda: best(X, Y)[0]),
    (6, 5, "intercept {} in", "56.579", lambda: best(X, Y)[1]),
    (7, 1, "from {} to", "0.0352", lambda: LIMIT),
    (7, 1, "about {},", "0.0105", lambda: 2 / np.linalg.eigvalsh(hessian(FAR_X))[1]),
    (7, 3, "The fourth: {}.", "17.1", lambda: worst_misses()[3]),
    (7, 3, "itself has {},", "4.3", lambda: worst_misses()[4]),
    (8, 1, "blows up above {}.", "0.0352", lambda: LIMIT),
    (8, 1, "from {} to 19,264", "6,015", lambda: LOSS_0),
    (8, 1, "to {}, and", "19,264", lambda: losses(X, Y, descend(X, Y, 0.05, 1))[1]),
    (8, 2, "1.9 × {} =", "0.03516", lambda: LIMIT),
    (8, 2, "= {}.", "0.0668", lambda: 1.9 * LIMIT),
    (8, 3, "{} epochs against", "48", lambda: to_1_percent(X, Y, 0.01, 400, momentum=0.9)),
    (8, 3, "against {}.", "326", lambda: to_1_percent(X, Y, 0.01, 400)),
    (8, 3, "as much as {} of", "10", lambda: 1 / (1 - 0.9)),
    (9, 2, "it took {} epochs", "326", lambda: to_1_percent(X, Y, 0.01, 400)),
    (10, 1, "ŷ = {} x", "0.50", lambda: best(*SETS[0])[0]),
    (10, 1, "x + {},", "3.00", lambda: best(*SETS[0])[1]),
    (10, 1, "loss of {} and", "1.25", lambda: mse(*SETS[0], best(*SETS[0]))),
    (10, 1, "R² of {}.", "0.67", lambda: r_squared(*SETS[0])),
    (10, 4, "loss stays {}.", "1.25", lambda: mse(*SETS[3], best(*SETS[3]))),
    (10, 5, "loss was {} four", "1.25", lambda: mse(*SETS[2], best(*SETS[2]))),
    (11, 1, "the loss is {}.", "0.262", lambda: bend(2, 1000, EVERY)[-1, 0]),
    (11, 2, "until epoch {},", "274", lambda: np.argmin(on_rings())),
    (11, 3, "epoch {}.", "274", lambda: np.argmin(on_rings())),
    (11, 3, "{} in place", "0.334", lambda: on_rings().min()),
    (11, 3, "place of {},", "0.539", lambda: on_rings()[-1]),
    (11, 4, "that of degree {} does best", "2", lambda: best_degree(RINGS)),
    (11, 5, "it is {}, without", "0.362", lambda: on_rings(0.01)[-1]),
    (11, 5, "a penalty {}.", "0.539", lambda: on_rings()[-1]),
]  # fmt: skip


def small_x(column):
    x = np.array([-1, -0.5, 0, 0.5, 1])
    return arrival(x, 2 * x + 1, column, 0.1, 300)


def texts(step: Step) -> str:
    parts = [step.say, step.because, *step.hints]
    if isinstance(step.task, Predict | Answer):
        parts += step.task.choices
    if isinstance(step.task, Answer):
        parts += step.task.replies
    return " ".join(" ".join(parts).replace("*", "").split())


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_no_text_names_a_card_that_has_no_name_on_the_screen(lesson: Lesson) -> None:
    for step in lesson.steps:
        assert not re.search(r"\bcard\b|\bTraining\b", texts(step))


@pytest.mark.parametrize(
    ("lesson", "step", "words", "figure", "computed"),
    FIGURES,
    ids=[f"{lesson}.{step} {figure}" for lesson, step, _, figure, _ in FIGURES],
)
def test_a_figure_is_what_the_textbook_computes(lesson, step, words, figure, computed) -> None:
    said = texts(LESSONS[lesson - 1].steps[step - 1])
    assert any(phrase.format(figure) in said for phrase in words.split("|"))
    plain = figure.replace(",", "").replace("−", "-")
    if "e" in plain:
        assert f"{computed():.1e}".replace("e-0", "e-") == plain
    else:
        n_decimals = len(plain.partition(".")[2])
        assert f"{computed():.{n_decimals}f}" == plain


def test_other_things_that_are_said() -> None:
    # 2: the goal is above the best line and below the line that begins
    assert LEAST_LOSS < 7 < mse(X, Y, (0, 90))
    # 1: the second step is less than half as long as the first
    assert np.linalg.norm(ONE[2] - ONE[1]) < 0.5 * np.linalg.norm(ONE[1])
    # 3: three per cent below the limit, two above
    assert round(100 * (1 - 0.034 / LIMIT)) == 3
    assert round(100 * (0.036 / LIMIT - 1)) == 2
    # 4: across the valley a thousandth is left; six per cent more take ten times as long
    assert 0.0005 < (1 - 0.03 * MOST) ** 20 < 0.0015
    assert 9 < (108 - 10) / 10 < 11
    # 6: two million epochs are not enough at the limit
    assert (1 - 2 / HOUSE_MOST * HOUSE_LEAST) ** 2_000_000 > 0.8
    # 8: the loss rises in the first epoch, and arrives
    rises = np.diff(losses(X, Y, descend(X, Y, 0.05, 300, momentum=0.9))) > 0
    assert rises[0]
    assert to_1_percent(X, Y, 0.05, 300, momentum=0.9) == 56
    # 7: it is the fourth, wherever in the range asked for the far point lies
    for x5 in np.linspace(19, 21, 9):
        for y5 in np.linspace(25, 35, 9):
            x, y = np.append(X[:4], x5), np.append(Y[:4], y5)
            assert np.argmax(np.abs(y - np.polyval(best(x, y), x))) == 3


def test_what_batches_do() -> None:
    arrived = to_1_percent(X, Y, 0.01, 400, batch=1)
    assert arrived < 100
    assert 300 <= 5 * arrived <= 400
    assert 326 / 5 <= arrived <= 326 / 4
    assert recent_above_best(1500) == pytest.approx(45, abs=3)
    assert 40 < recent_above_best(4000) < 60
    assert recent_above_best(1500, decay=100) < 5
    # 4,000 epochs are not calmer than 400
    assert recent_above_best(4000) > 0.8 * recent_above_best(400)


def test_anscombe() -> None:
    for x, y in SETS:
        slope, intercept = best(x, y)
        found = (slope, intercept, mse(x, y, (slope, intercept)), r_squared(x, y))
        assert [f"{value:.2f}" for value in found] == ["0.50", "3.00", "1.25", "0.67"]
    x, y = SETS[2][0], SETS[2][1].copy()
    assert x[2] == 13
    y[2] = 8.5
    assert mse(x, y, best(x, y)) < 0.05
    x, y = SETS[3][0], SETS[3][1].copy()
    assert x[7] == 19
    for y8 in (12.5, 15.0, 19.0):
        y[7] = y8
        assert mse(x, y, best(x, y)) == pytest.approx(1.249, abs=0.001)
        assert y8 - np.polyval(best(x, y), 19) == pytest.approx(0, abs=1e-9)


def test_what_a_curve_does_on_points_it_has_not_seen() -> None:
    discs, rings = bend(6, 3000).T
    # 1: degree 6 has a smaller loss than degree 2 after as many epochs
    assert bend(6, 1000, EVERY)[-1, 0] < bend(2, 1000, EVERY)[-1, 0]
    # 2: eleven points are left; their loss falls all the time, that of the rings falls and rises
    assert RINGS.sum() == 11
    assert (np.diff(discs) < 0).all()
    assert rings[0] > rings[100] > rings[274] < rings[500] < rings[1000] < rings[3000]
    # 3: the goal is met about the diamond, and not at the end
    assert rings[274] < 0.335 < rings[3000]
    # 4: the rings make a U over the degree; the fourth other split has its least elsewhere
    u = [rings_of_degree(degree, RINGS) for degree in range(1, 7)]
    assert u[0] > u[1] < u[2] < u[3] < u[4] < u[5]
    assert [best_degree(split(seed)) for seed in range(1, 5)] == [2, 2, 2, 4]
    us = [[rings_of_degree(k, split(seed)) for k in range(1, 7)] for seed in range(300)]
    assert sum(u[0] > 1.5 * min(u) for u in us) > 290
    assert sum(u[5] > 1.2 * min(u) for u in us) > 260
    # 5: too small does too little, too large too much, and the goal is between
    ends = [on_rings(l2)[-1] for l2 in (1e-4, 1e-3, 0.01, 0.1, 1.0)]
    assert ends[0] > ends[1] > 0.38 > ends[2] < 0.38 < ends[3] < ends[4]


# ---- every step


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_a_check_finds_no_fault(lesson: Lesson) -> None:
    found = [finding for finding in check_lesson(lesson) if finding.weight is not Weight.NOTE]
    assert not found


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_doing_nothing_reaches_no_goal(lesson: Lesson) -> None:
    for index, step in enumerate(lesson.steps):
        if isinstance(step.task, Goal):
            table = table_of(lesson, index)
            assert not all_hold(step.task.conditions, moment_of(table))
            assert step.task.solution is not None
            if table.run:
                assert not all_hold(step.task.conditions, ended(lesson, index))


def ended(lesson: Lesson, index: int) -> Moment:
    return moment_of(run_to_the_end(table_of(lesson, index)))


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_each_wrong_answer_brings_its_reply(lesson: Lesson) -> None:
    for step in lesson.steps:
        if isinstance(step.task, Answer) and step.task.choices:
            replies = step.task.replies
            assert [bool(reply) for reply in replies] == [
                number != step.task.right for number in range(1, len(replies) + 1)
            ]


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_a_lesson_begins_with_a_challenge_and_ends_with_a_question(lesson: Lesson) -> None:
    assert isinstance(lesson.steps[0].task, Predict | Goal | Answer)
    assert isinstance(lesson.steps[-1].task, Answer)


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_texts_have_signs_and_no_marks(lesson: Lesson) -> None:
    for step in lesson.steps:
        text = texts(step)
        assert not re.search(r"\d-\d|\s-\d|\(-\d", text.replace("4.1e-7", "")), "a real minus"
        assert not re.search(r"(?i)well done|correct|wrong answer|points? for", text)
