"""Lessons on a session without a window: what opens, passes, is refused, and comes back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.lessons.answers import Result, read_answers, write_answers
from linreg_gui.lessons.check import check_lesson
from linreg_gui.lessons.conditions import value_of
from linreg_gui.lessons.grading import Confirmed, Grade, grade_answers
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable
from linreg_gui.lessons.lesson import Lesson, Opening
from linreg_gui.lessons.reader import parse_lesson, read_lesson
from linreg_gui.lessons.table_state import TableState
from linreg_gui.lessons.task import Answer, BetKind, Blanks, Goal, Predict
from linreg_gui.lessons.template import check_table
from linreg_gui.lessons.wording import value_text
from linreg_gui.session import bets
from linreg_gui.session.curve import Line
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import Stage
from linreg_gui.session.lesson_table import (
    moment_of_frame,
    options_after,
    put_solution,
    table_now,
)
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ViewOptions
from linreg_gui.session.wording_lessons import (
    BET_STANDS,
    CURVE_STARTS_AS_IT_IS,
    LOCKED,
    NO_VALUE_YET,
    SAY_FIRST,
    SO_ALREADY,
    UNREACHABLE,
)
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.lesson_files import lesson_files

HEAD = """
format = "linreg_gui lesson"
version = 1
title = "A lesson"
question = "What?"
minutes = 1
"""
FOUR_STEPS = (
    HEAD
    + """
[setup]
example = "hours-and-money"
start = [0, 0]
learning_rate = 0.01
epochs = 60
speed = "full"
hide = ["zones"]
lock = ["points"]
[[step]]
say = "Predict."
set = { learning_rate = 0.02 }
because = "So it was."
[step.predict]
choices = ["Half as many", "As many"]
right = 1
until = "run"
[[step]]
say = "A goal."
goal = [{ of = "learning_rate", above = 0.03 }, { of = "epochs", at_least = 3 }]
hints = ["One.", "Two."]
solution = { learning_rate = 0.031, run = 5 }
[[step]]
say = "A number."
answer = { right = 7, within = 0.5, unit = "cm" }
hints = ["Count."]
[[step]]
say = "To read."
show = ["zones"]
"""
)
WALKED = [path.stem for path in lesson_files()]


def lesson_of(text: str) -> Lesson:
    return parse_lesson(text.encode(), "test.linreg-lesson")


def stage_of(run: LessonRun) -> Stage:
    return run.stage


class Learner:
    """A session in a lesson, and what it said."""

    def __init__(self, session: Session, lesson: Lesson, qtbot: Any) -> None:
        self.session, self.qtbot = session, qtbot
        self.said: list[str] = []
        session.notice_posted.connect(self._hear)
        self.run = LessonRun(session, lesson)
        session.begin_lesson(self.run)

    def _hear(self, notice: Notice) -> None:
        self.said.append(notice.text)

    def judge(self) -> None:
        self.qtbot.waitUntil(lambda: self.session.is_settled)
        self.run.judge(self.session.frame())


@pytest.fixture
def learner(session: Session, qtbot: Any) -> Iterator[Learner]:
    yield Learner(session, lesson_of(FOUR_STEPS), qtbot)
    session.leave_lesson()


def to_goal(learner: Learner) -> None:
    learner.run.skip()
    assert stage_of(learner.run) is Stage.OPEN


# ---- predictions


def test_before_a_prediction_a_run_is_refused_once(learner: Learner) -> None:
    session, run = learner.session, learner.run
    assert stage_of(run) is Stage.ASKING
    session.asking.toggle()
    assert learner.said == [SAY_FIRST]
    assert session.player.cursor == 0
    run.attempt.choose(1)
    assert (run.stage, run.state.said) == (Stage.BOUND, "You said: Half as many.")
    session.asking.toggle()
    learner.judge()
    assert stage_of(run) is Stage.DONE
    assert run.attempt.can_go_on


def test_what_was_said_is_about_these_settings(learner: Learner) -> None:
    learner.run.attempt.choose(1)
    learner.session.set_learning_rate(0.5)
    assert learner.said == [BET_STANDS]
    assert learner.session.runs.settings.learning_rate == 0.02
    learner.session.player.run()
    learner.judge()
    learner.session.set_learning_rate(0.03)
    assert learner.session.runs.settings.learning_rate == 0.03


def test_one_may_run_without_a_prediction(learner: Learner) -> None:
    for _ in range(2):
        learner.session.asking.toggle()
    learner.judge()
    assert learner.session.player.cursor == 60


def test_a_lesson_is_about_a_straight_line_unless_it_says_so(learner: Learner) -> None:
    session = learner.session
    to_goal(learner)
    session.set_settings(replace(session.runs.settings, degree=2))
    assert session.runs.settings.degree == 1
    assert learner.said == [LOCKED[Lockable.DEGREE]]
    session.set_degree(2)
    session.problem.hold_out(HoldOut(0.4))
    assert (session.runs.settings.degree, session.problem.dataset.n_held_out) == (1, 0)
    assert learner.said[1:] == [LOCKED[Lockable.DEGREE], LOCKED[Lockable.HELD_OUT]]


CURVES = (
    HEAD
    + """
[setup]
example = "thrown-ball"
held_out = { share = 0.3, seed = 13 }
degree = 6
epochs = 300
run = 300
unlock = ["degree", "held-out points"]
[[step]]
say = "A goal."
goal = [{ of = "degree", is = 2 }, { of = "held_out_best_degree", is = 4 }]
solution = { degree = 2, held_out = { share = 0.3, seed = 4 } }
[[step]]
say = "A pin."
predict = { pin = 1 }
[[step]]
say = "All points again."
set = { held_out = [] }
"""
)


@pytest.fixture
def on_curves(qtbot: Any) -> Iterator[Learner]:
    session = Session()
    yield Learner(session, lesson_of(CURVES.replace("predict = { pin = 1 }", "")), qtbot)
    session.leave_lesson()


def solve(learner: Learner) -> None:
    task = learner.run.step.task
    assert isinstance(task, Goal)
    assert task.solution is not None
    with learner.session.gate.opened():
        put_solution(learner.session, task.solution)
    learner.judge()


def test_a_curve_and_held_out_points_are_put_on_the_table(on_curves: Learner) -> None:
    session = on_curves.session
    settings = session.runs.settings
    assert (settings.degree, settings.is_standardised, settings.learning_rate) == (6, True, 0.1)
    assert session.problem.dataset.n_held_out == 5
    moment = moment_of_frame(session.frame())
    assert moment is not None
    assert value_of("held_out_least_epoch", moment) == 274.0
    on_curves.run.skip()
    on_curves.run.skip()
    assert session.problem.dataset.n_held_out == 0


def test_the_start_of_a_curve_stays_in_a_lesson(on_curves: Learner) -> None:
    problem = on_curves.session.problem
    start = problem.start
    problem.set_start(Line(1.0, 2.0))
    assert (problem.start, on_curves.said) == (start, [CURVE_STARTS_AS_IT_IS])
    on_curves.session.set_degree(1)
    problem.set_start(Line(1.0, 2.0))
    assert problem.start == Line(1.0, 2.0)
    on_curves.session.set_degree(3)
    assert table_now(on_curves.session).start == (1.0, 2.0)


def test_the_solution_of_a_curve_is_shown_and_graded(on_curves: Learner, tmp_path: Path) -> None:
    session, run = on_curves.session, on_curves.run
    session.set_degree(2)
    on_curves.judge()
    assert stage_of(run) is Stage.OPEN
    solve(on_curves)
    assert run.state.result is Result.PASSED
    path = tmp_path / "a.linreg-answers"
    write_answers(path, run.answers("A", "today"))
    read = read_answers(path)
    assert read.steps[0].end is not None
    assert read.steps[0].end.dataset.n_held_out == 5
    assert grade_answers(run.lesson, read) == Grade(Confirmed.YES)
    path.write_text(path.read_text().replace('"held_out": [', '"held_out": [99, '))
    with pytest.raises(StorageError, match="There is no point 100: there are 16"):
        read_answers(path)


def test_other_held_out_points_than_the_lesson_has_are_not_confirmed(on_curves: Learner) -> None:
    lesson = on_curves.run.lesson
    solve(on_curves)
    locked = replace(lesson, setup=replace(lesson.setup, lock=frozenset(Lockable)))
    locked = replace(locked, setup=replace(locked.setup, unlock=frozenset({Lockable.DEGREE})))
    grade = grade_answers(locked, on_curves.run.answers("A", "today"))
    assert grade.reason == "step 1, held-out points is locked and not as the lesson has it"


def test_a_pin_makes_a_line_of_a_curve_that_the_learner_has_chosen(qtbot: Any) -> None:
    with pytest.raises(StorageError, match="step 2, predict, pin: is of a straight line"):
        lesson_of(CURVES)
    session = Session()
    line = CURVES.replace("degree = 6\n", "").replace("degree = 2, ", "degree = 3, ")
    learner = Learner(session, lesson_of(line.replace('degree", is = 2', 'degree", is = 3')), qtbot)
    session.set_degree(3)
    learner.run.skip()
    assert session.runs.settings.degree == 1
    assert session.asking.state.kind is bets.BetKind.PIN
    session.leave_lesson()


def test_points_that_are_not_there_are_found_by_a_check() -> None:
    for held_out, told in (
        ("[17]", "cannot be done: There is no point 17: there are 16"),
        ("{ share = 0.999 }", "cannot be done: Of 16 points 16 would be held out"),
    ):
        lesson = lesson_of(CURVES.replace("predict = { pin = 1 }", "").replace("[]", held_out))
        (finding,) = (each for each in check_lesson(lesson) if "cannot" in each.text)
        assert finding.place == "step 3, set, held_out"
        assert finding.text.startswith(told)


def test_a_lesson_that_cannot_be_computed_is_shown_as_a_line(qtbot: Any) -> None:
    session = Session()
    points = f"{HEAD}[setup]\nx = [1, 2e149]\ny = [1, 2]\ndegree = 6\nscaling = 'none'\n"
    learner = Learner(session, lesson_of(f"{points}[[step]]\nsay = 'a'\n"), qtbot)
    assert session.runs.settings.degree == 1
    assert len(learner.said) == 1
    session.leave_lesson()


def test_a_lesson_starts_a_curve_at_0(qtbot: Any) -> None:
    dataset = Session().problem.dataset
    check_table(dataset, DescentConfig(), (1.0, 2.0))
    check_table(dataset, DescentConfig(degree=2), (0.0, 0.0, 0.0))
    with pytest.raises(StorageError, match="starts a curve at 0"):
        check_table(dataset, DescentConfig(degree=2), (0.0, 1.0, 0.0))


# ---- goals


def test_a_goal_passes_at_rest_only(learner: Learner) -> None:
    session, run = learner.session, learner.run
    to_goal(learner)
    session.player.step(4)
    session.edits.begin_drag()
    session.set_learning_rate(0.031)
    run.judge(session.frame())
    assert all(verdict.is_met for verdict in run.attempt.verdicts)
    assert stage_of(run) is Stage.OPEN
    session.edits.end_drag()
    learner.judge()
    assert (run.state.result, run.attempt.can_go_on) == (Result.PASSED, True)
    session.edits.undo()
    learner.judge()
    assert run.state.result is Result.PASSED


def test_hints_come_in_order_and_then_the_way(learner: Learner) -> None:
    session, run = learner.session, learner.run
    to_goal(learner)
    run.attempt.show_me()
    assert stage_of(run) is Stage.OPEN
    for shown in (1, 2, 2):
        run.attempt.hint()
        assert run.state.n_hints == shown
    assert run.attempt.can_show
    run.attempt.show_me()
    assert (run.state.result, run.state.reply) == (Result.SHOWN, "")
    assert session.runs.settings.learning_rate == 0.031
    assert session.player.cursor == 5


def test_each_state_at_rest_is_one_try(learner: Learner) -> None:
    to_goal(learner)
    for rate in (0.011, 0.012, 0.012):
        learner.session.set_learning_rate(rate)
        learner.judge()
        learner.judge()
    assert learner.run.state.n_tries == 1


def test_a_goal_that_holds_already_is_passed(session: Session, qtbot: Any) -> None:
    text = HEAD + '[[step]]\nsay = "a"\ngoal = [{ of = "points", at_least = 1 }]\n'
    run = Learner(session, lesson_of(text), qtbot).run
    assert (run.state.result, run.state.reply) == (Result.PASSED, SO_ALREADY)
    session.leave_lesson()


def test_a_goal_out_of_reach_says_so_and_counts_as_shown(session: Session, qtbot: Any) -> None:
    text = (
        HEAD
        + '[[step]]\nsay = "a"\n'
        + 'goal = [{ of = "points", above = 9 }, { of = "points", below = 9 }]\n'
        + 'hints = ["h"]\nsolution = { run = 2 }\n'
    )
    run = Learner(session, lesson_of(text), qtbot).run
    run.attempt.hint()
    run.attempt.show_me()
    assert (run.state.result, run.state.reply) == (Result.SHOWN, UNREACHABLE)
    session.leave_lesson()


# ---- answers


def test_a_value_that_is_not_there_yet_is_not_told(session: Session, qtbot: Any) -> None:
    """A speaker may go on before the run has come as far."""
    lesson = read_lesson(next(path for path in lesson_files() if "03" in path.stem))
    learner = Learner(session, lesson, qtbot)
    assert "epochs_to_1_percent" in str(lesson.steps[0])
    learner.run.attempt.press_on()
    session.player.pause()
    session.player.run()
    learner.run.attempt.press_on()
    assert learner.run.stage is Stage.DONE
    assert learner.run.state.told == ""
    session.leave_lesson()


def test_a_number_is_told_to_who_goes_on_without_it(session: Session, qtbot: Any) -> None:
    """A room sees it as it sees which choice is right."""
    text = HEAD + '[[step]]\nsay = "a"\nanswer = { right = 56.875, within = 0.1, unit = "cm" }\n'
    run = Learner(session, lesson_of(text), qtbot).run
    run.attempt.press_on()
    assert (run.state.result, run.state.told) == (Result.SHOWN, "Right: 56.88 cm.")
    session.leave_lesson()


OTHER_DATA = (
    HEAD
    + """
[setup]
x = [1, 2, 3, 4]
y = [2, 4, 6, 90]
x_name = "hours"
y_name = "money"
learning_rate = 0.01
[[step]]
say = "Take the point away that cannot be right."
set = { run = 3 }
goal = [
  { of = "points", is = 3 },
  { of = "epochs", at_least = 3 },
  { of = "epoch_shown", at_least = 2 },
]
solution = { %s }
"""
)


@pytest.mark.parametrize(
    "solution", ["x = [1, 2, 3], y = [2, 4, 6]", "x = [1, 2, 3], y = [2, 4, 6], run = 5, epoch = 2"]
)
def test_a_solution_with_other_data_is_shown(session: Session, qtbot: Any, solution: str) -> None:
    lesson = lesson_of(OTHER_DATA % solution)
    assert not list(check_lesson(lesson))
    learner = Learner(session, lesson, qtbot)
    learner.run.attempt.press_on()
    dataset = session.problem.dataset
    assert dataset.n_samples == 3
    assert (dataset.feature_names, dataset.target_name) == (("hours",), "money")
    assert all(verdict.is_met for verdict in learner.run.attempt.verdicts)
    assert not learner.run.state.reply
    session.leave_lesson()


EPOCHS_TO_ARRIVE = """
[setup]
epochs = 60
speed = "full"
[[step]]
say = "How long?"
predict = { number = "epochs_to_1_percent" }
[[step]]
say = "How small?"
set = {}
predict = { number = "mse" }
[[step]]
say = "When was it?"
set = { run = 2 }
answer = { right = "epochs_to_1_percent", within = 1 }
"""


def test_a_number_of_epochs_is_a_whole_one_and_said_so(session: Session, qtbot: Any) -> None:
    learner = Learner(session, lesson_of(HEAD + EPOCHS_TO_ARRIVE), qtbot)
    run = learner.run
    for value, epochs in ((12.7, 13), (-5.0, 1), (1e300, 2_000_000)):
        run.again()
        run.attempt.say_number(value)
        assert run.state.said == f"You said: {epochs:,} epoch{'s' * (epochs > 1)}."
        assert run.state.last == epochs
    session.leave_lesson()


def test_what_a_predicted_number_came_out_as_is_told(session: Session, qtbot: Any) -> None:
    learner = Learner(session, lesson_of(HEAD + EPOCHS_TO_ARRIVE), qtbot)
    run = learner.run
    run.skip()
    run.attempt.say_number(12.5)
    session.player.run()
    learner.judge()
    moment = moment_of_frame(session.frame())
    assert moment is not None
    written = value_text("mse", value_of("mse", moment))
    assert run.state.told == f"What came: mean squared error = {written}."
    session.leave_lesson()


def test_an_answer_to_what_has_no_value_yet_is_replied_to(session: Session, qtbot: Any) -> None:
    learner = Learner(session, lesson_of(HEAD + EPOCHS_TO_ARRIVE), qtbot)
    run = learner.run
    run.skip()
    run.skip()
    run.attempt.say_number(12.0)
    assert (run.state.reply, run.state.n_tries) == (NO_VALUE_YET, 0)
    session.leave_lesson()


def test_a_number_is_answered_within_its_room(learner: Learner) -> None:
    run = learner.run
    for _ in range(2):
        run.skip()
    run.attempt.say_number(8.0)
    assert (run.state.reply, run.state.n_hints) == ("8 is too large.", 1)
    run.attempt.say_number(7.5)
    assert (run.state.result, run.state.said) == (Result.PASSED, "You said: 7.5 cm.")


# ---- from step to step


def test_an_earlier_step_opens_as_it_was_left(learner: Learner) -> None:
    session, run = learner.session, learner.run
    to_goal(learner)
    session.set_learning_rate(0.031)
    session.player.step(9)
    session.player.seek(4)
    learner.judge()
    run.go_on()
    session.player.step(3)
    run.back()
    assert run.index == 1
    assert run.attempt.can_go_on, "what was passed stays so"
    assert session.runs.settings.learning_rate == 0.031
    assert (session.player.cursor, session.player.history.last_epoch) == (4, 9)  # type: ignore[union-attr]


def test_a_step_begins_again_as_it_was_found(learner: Learner) -> None:
    session, run = learner.session, learner.run
    to_goal(learner)
    before = session.frame()
    run.attempt.hint()
    session.set_learning_rate(0.005)
    session.player.step(9)
    run.again()
    assert run.state.n_hints == 0
    now = session.frame()
    assert (now.settings, now.cursor, now.start) == (before.settings, before.cursor, before.start)


def test_a_lesson_gone_on_with_leads_back_to_steps_that_never_were_open(session: Session) -> None:
    run = LessonRun(session, lesson_of(FOUR_STEPS))
    session.begin_lesson(run, 2)
    run.back()
    run.back()
    assert (run.index, run.n_behind) == (0, 2)
    assert session.runs.settings.learning_rate == 0.02
    assert [run.can_go_to(index) for index in range(4)] == [False, True, True, False]
    session.leave_lesson()


def test_what_was_passed_is_saved_though_it_was_begun_again(
    learner: Learner, tmp_path: Path
) -> None:
    run = learner.run
    run.skip()
    run.skip()
    run.attempt.say_number(3)
    run.attempt.say_number(7)
    passed = run.state
    run.again()
    assert (run.stage, run.state.counted) == (Stage.ASKING, passed)
    run.attempt.say_number(9)
    assert graded(run, tmp_path) == Grade(Confirmed.YES)
    run.go_on()
    assert run.answers("", "2031-03-01").steps[2].last == 7


def test_a_step_shown_and_then_passed_counts_as_passed(learner: Learner) -> None:
    run = learner.run
    run.skip()
    run.skip()
    run.attempt.hint()
    run.attempt.show_me()
    run.again()
    assert run.state.counted.result is Result.SHOWN
    run.attempt.say_number(7)
    assert run.state.counted is run.state


def test_undo_stops_where_the_step_opened(learner: Learner) -> None:
    to_goal(learner)
    learner.session.set_learning_rate(0.005)
    for _ in range(5):
        learner.session.edits.undo()
    assert learner.session.runs.settings.learning_rate == 0.02


def test_the_last_step_leads_to_the_end_and_back(learner: Learner) -> None:
    run = learner.run
    for _ in range(3):
        run.skip()
    assert stage_of(run) is Stage.READING
    run.go_on()
    assert run.is_at_end
    run.back()
    assert (run.index, run.is_at_end) == (3, False)
    run.go_on()
    run.go_to(3)
    assert (run.index, run.is_at_end) == (3, False)


def test_the_pace_and_what_is_hidden_follow_the_steps(learner: Learner) -> None:
    session = learner.session
    assert session.view_options.epochs_per_second is None
    assert session.frame().permissions.hidden
    learner.run.go_to(3)
    assert learner.run.index == 0, "never opened"
    for _ in range(3):
        learner.run.skip()
    assert not session.frame().permissions.hidden


def test_a_lesson_left_leaves_nothing_behind(session: Session, qtbot: Any) -> None:
    session.problem.add_point(1.0, 50.0)
    session.player.step(7)
    before = session.frame()
    learner = Learner(session, lesson_of(FOUR_STEPS), qtbot)
    learner.run.attempt.choose(1)
    session.player.run()
    session.leave_lesson()
    after = session.frame()
    assert session.lesson is None
    for name in ("dataset", "settings", "start", "cursor", "view_options", "permissions"):
        assert getattr(after, name) == getattr(before, name), name
    assert session.asking.state.stage is bets.BetStage.OFF
    session.problem.add_point(2.0, 3.0)
    session.edits.undo()
    assert session.problem.dataset == before.dataset


# ---- the lessons that are shipped


def do_the_task(learner: Learner, *, as_wanted: bool) -> None:
    """Do what a step asks; where there are choices, one that is not it first."""
    run, session, task = learner.run, learner.session, learner.run.step.task
    if isinstance(task, Answer) and task.choices:
        wrong = next(n for n in range(1, len(task.choices) + 1) if n != task.right)
        run.attempt.choose(wrong)
        assert run.state.tried == (wrong,)
        assert run.state.reply or run.state.n_hints
        run.attempt.choose(int(task.right))
    elif isinstance(task, Answer):
        run.attempt.say_number(-1e9)
        assert stage_of(run) is Stage.ASKING
        moment = moment_of_frame(session.frame())
        assert moment is not None
        right = value_of(task.right, moment) if isinstance(task.right, str) else task.right
        assert isinstance(right, float)
        run.attempt.say_number(right)
    elif isinstance(task, Goal):
        assert task.solution is not None
        with session.gate.opened():
            put_solution(session, task.solution)
    elif isinstance(task, Blanks):
        run.attempt.fill_blanks(is_shown=not as_wanted)
    elif isinstance(task, Predict):
        predict(learner, task)


def predict(learner: Learner, task: Predict) -> None:
    run, session = learner.run, learner.session
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    if task.kind is BetKind.PIN:
        session.asking.set_bet(bets.PinBet(Line(5.0, 5.0), task.epochs))
        session.player.step()
    elif task.kind is BetKind.SKETCH:
        sketch = bets.SketchBet.empty(0, session.asking.state.last_epoch)
        session.asking.set_bet(sketch.through((0, 6000.0), (task.epochs, 100.0)))
        session.asking.toggle()
    elif task.kind is BetKind.NUMBER:
        run.attempt.say_number(50.0)
        session.asking.toggle()
    else:
        run.attempt.choose(1)
        if task.kind is BetKind.WORDS or task.waits_for_run:
            session.asking.toggle()
        elif task.until:
            with session.gate.opened():
                put_solution(session, task.solution or TableState(run=1))


@pytest.mark.parametrize("name", WALKED)
def test_a_shipped_lesson_passes_by_what_it_asks_and_by_nothing_else(
    session: Session, qtbot: Any, name: str, tmp_path: Path
) -> None:
    path = next(path for path in lesson_files() if path.stem == name)
    learner = Learner(session, read_lesson(path), qtbot)
    run = learner.run
    for index, step in enumerate(run.lesson.steps):
        assert run.index == index
        learner.judge()
        assert run.attempt.can_go_on == (step.task is None), (
            f"step {index + 1} needs something done"
        )
        do_the_task(learner, as_wanted=True)
        learner.judge()
        assert run.attempt.can_go_on, f"step {index + 1}: {run.state}"
        run.go_on()
    assert run.is_at_end
    assert graded(run, tmp_path) == Grade(Confirmed.YES)
    session.leave_lesson()


def graded(run: LessonRun, folder: Path) -> Grade:
    """Save the answers, and grade them as a teacher does."""
    file = folder / "mira.linreg-answers"
    write_answers(file, run.answers("Mira", "2031-03-01"))
    answers = read_answers(file)
    assert [step.result.value for step in answers.steps] == [
        state.counted.result.value for state in run.states
    ]
    return grade_answers(run.lesson, answers)


def test_answers_are_noted(learner: Learner, tmp_path: Path) -> None:
    session, run = learner.session, learner.run
    run.attempt.choose(2)
    session.asking.toggle()
    learner.judge()
    run.go_on()
    run.skip()
    run.attempt.say_number(9)
    run.attempt.say_number(7.25)
    answers = run.answers("", "2031-03-01")
    assert [(step.first, step.last, step.tries) for step in answers.steps] == [
        *((2, 2, 0), (None, None, 0), (9.0, 7.25, 1), (None, None, 0)),
    ]
    assert graded(run, tmp_path) == Grade(Confirmed.YES)


RUNAWAY = """
[[step]]
say = "Make it blow up."
goal = [{ of = "stop_reason", is = "diverged" }]
[[step]]
say = "So it was."
"""


def test_a_run_that_blew_up_is_graded_and_found_again(
    session: Session, qtbot: Any, tmp_path: Path
) -> None:
    learner = Learner(session, lesson_of(HEAD + RUNAWAY), qtbot)
    run = learner.run
    session.set_learning_rate(0.2)
    session.player.run()
    learner.judge()
    assert run.state.result is Result.PASSED
    assert graded(run, tmp_path) == Grade(Confirmed.YES)
    ended = session.player.state
    assert ended.stop_reason is StopReason.DIVERGED
    run.go_on()
    run.back()
    assert session.player.state == ended
    session.leave_lesson()


def test_a_rate_changed_during_a_run_is_graded_and_found_again(
    learner: Learner, tmp_path: Path
) -> None:
    session, run = learner.session, learner.run
    to_goal(learner)
    session.player.step(5)
    session.run_edits.fork()
    session.set_learning_rate(0.031)
    session.player.step(5)
    learner.judge()
    assert run.state.result is Result.PASSED
    assert run.state.end is not None
    assert [first for first, _ in run.state.end.segments] == [0, 5]
    assert graded(run, tmp_path) == Grade(Confirmed.YES)
    assert session.player.history is not None
    before = session.player.history.parameters.copy()
    run.go_on()
    run.back()
    assert session.player.history is not None
    assert (session.player.history.parameters == before).all()


@pytest.mark.parametrize("name", WALKED)
def test_each_step_opens_by_itself(session: Session, qtbot: Any, name: str) -> None:
    path = next(path for path in lesson_files() if path.stem == name)
    lesson = read_lesson(path)
    for index in range(len(lesson.steps)):
        run = LessonRun(session, lesson)
        session.begin_lesson(run, index)
        run.judge(session.frame())
        assert run.index == index
        assert run.state.result is Result.OPEN
    session.leave_lesson()


@pytest.mark.parametrize("name", WALKED)
def test_a_speaker_comes_through_without_being_asked(
    session: Session, qtbot: Any, name: str
) -> None:
    path = next(path for path in lesson_files() if path.stem == name)
    learner = Learner(session, read_lesson(path), qtbot)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    run, presses = learner.run, 0
    while not run.is_at_end:
        if run.attempt.can_go_on:
            run.go_on()
        else:
            run.attempt.press_on()
        learner.judge()
        presses += 1
        assert presses <= 3 * len(run.lesson.steps)
    session.leave_lesson()


def test_what_a_step_shows_is_switched_on_and_the_worksheet_at_its_first_page() -> None:
    shown = Hideable.RESIDUAL_STRIP, Hideable.CUTS, Hideable.EQUATIONS
    options = options_after(ViewOptions(), Opening(show=frozenset(shown)))
    assert options.show_residual_strip
    assert options.show_cuts
    assert options.show_worksheet
    assert options.show_equations
    options = options_after(options, Opening(show=frozenset({Hideable.WORKSHEET})))
    assert options.show_worksheet
    assert not options.show_equations
    options = options_after(options, Opening(hide=frozenset({Hideable.WORKSHEET})))
    assert not options.show_worksheet
