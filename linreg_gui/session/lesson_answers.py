"""What was answered in a lesson, as it is saved for a teacher."""

from linreg_gui.lessons.answers import Answers, StepAnswer, StepKind, can_be_read
from linreg_gui.lessons.lesson import Step
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import StepState


def answers_of(run: LessonRun, learner: str, saved: str) -> Answers:
    """Return the answers given so far.

    Parameters
    ----------
    run : LessonRun
    learner : str
        A name; may be empty.
    saved : str
        A date.
    """
    lesson = run.lesson
    steps = tuple(map(_step_answer, lesson.steps, run.states))
    return Answers(lesson.digest, lesson.title, learner, saved, steps)


def _step_answer(step: Step, state: StepState) -> StepAnswer:
    state = state.counted
    return StepAnswer(
        kind=StepKind.of(step),
        result=state.result,
        first=state.first,
        last=state.last,
        tries=state.n_tries,
        hints=state.n_hints,
        end=state.end if state.end is not None and can_be_read(state.end) else None,
        by_hand=state.by_hand,
    )
