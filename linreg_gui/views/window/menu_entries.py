"""The tables of the menus: the text, the keys and the action of each entry."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from linreg_gui.session.session import Session

BIG_STEP = 10


@dataclass(frozen=True)
class Entry:
    """One line of a menu.

    Attributes
    ----------
    text : str
    trigger : callable
    shortcuts : tuple of str
    is_possible : callable or None
        Whether the entry can do anything now; None when it always can.
    """

    text: str
    trigger: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    is_possible: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Toggle:
    """A view option that a menu entry switches."""

    text: str
    option: str
    shortcut: str = ""


def run_entries(session: Session) -> list[Entry]:
    """Return the first entries of the *Run* menu."""
    return [
        Entry("Run", session.player.toggle, ("Space",)),
        Entry("Step", session.player.step, ("Right", "PgDown")),
        Entry("Step back", session.player.step_back, ("Left", "PgUp")),
        Entry("Ten steps", partial(session.player.step, BIG_STEP), ("Shift+Right",)),
        Entry("Ten steps back", partial(session.player.step_back, BIG_STEP), ("Shift+Left",)),
        Entry("First epoch", partial(session.player.seek, 0), ("Home",)),
        Entry("Last epoch", session.player.seek_last, ("End",)),
        Entry("Restart", session.restart, ("R",)),
    ]


def lesson_entries(session: Session) -> list[Entry]:
    """Return the entries of the *Run* menu for single steps, branches and comparisons."""

    def has_future() -> bool:
        return session.player.history is not None and session.player.history.last_epoch > 0

    def has_points() -> bool:
        return session.problem.dataset.n_samples > 0

    def has_batches() -> bool:
        return session.step.has_batches

    def has_trail() -> bool:
        return len(session.hand.trail) > 0

    return [
        Entry(PHASE, session.step.next_phase, ("P",), has_points),
        Entry(
            "Next batch of the epoch", partial(session.step.move_inner_step, 1), (".",), has_batches
        ),
        Entry("Batch before", partial(session.step.move_inner_step, -1), (",",), has_batches),
        Entry(BRANCH, session.runs.fork, ("B",), has_future),
        Entry(KEEP, session.runs.keep, ("K",), has_future),
        Entry(RACE, session.player.race, (), has_future),
        Entry("Descend from where your hand began", session.hand.run_from_first, (), has_trail),
        Entry("Forget the lines tried by hand", session.hand.forget, (), has_trail),
    ]


PHASE = "Next phase of the step"
BRANCH = "Branch from this epoch"
KEEP = "Keep this run"
RACE = "Race the runs"

TOGGLES = (
    Toggle("Residuals", "show_residuals"),
    Toggle("Residual squares", "show_squares"),
    Toggle("Lines of earlier epochs", "show_earlier_lines"),
    Toggle("Best fit", "show_best_fit"),
    Toggle("Guess first (hide the best fit)", "is_guessing"),
    Toggle("True line of a generated set", "show_true_line"),
)

LESSON_TOGGLES = (
    Toggle("Pulls of the points", "show_pulls"),
    Toggle("Fast and slow", "show_axes"),
    Toggle("Worksheet", "show_worksheet", "W"),
    Toggle("Code", "show_code", "C"),
    Toggle("Points as a table", "show_points", "Ctrl+T"),
    Toggle("Logarithmic loss axis", "has_log_loss_axis"),
)

TELLING = ("show_best_fit", "show_axes")
"""View options that would reveal the best fit; they are off while the learner guesses."""
