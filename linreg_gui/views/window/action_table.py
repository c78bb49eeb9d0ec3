"""Every action and every layer of the window, once: words, keys, pictogram, place, condition.

Menus, *Show* lists, tool tips, accessible names and the page of keys are made from these tables.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from linreg_gui.core.settings import Held
from linreg_gui.session.session import Session
from linreg_gui.session.step import MOST_INNER_STEPS
from linreg_gui.session.values import ViewOptions

DATA, SURFACE, LOSS = "Data", "Loss surface", "Loss"
PANES = (DATA, SURFACE, LOSS)
ON_THE_PLOT, BESIDE_IT, EVERYWHERE = "On the plot", "Beside it", "Everywhere"
GROUPS = (ON_THE_PLOT, BESIDE_IT, EVERYWHERE)
"""Headings of a *Show* list, in their order."""


class Condition(NamedTuple):
    """When an action means anything, and what its key says when not.

    Attributes
    ----------
    holds : callable
        The session to whether it means anything.
    why_not : str
        A sentence with a place for the words of the action; empty where the key says nothing.
    """

    holds: Callable[[Session], bool]
    why_not: str = ""


def always(_session: Session) -> bool:
    """Return True: for actions that are always enabled."""
    return True


ALWAYS = Condition(always)


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    text : str
        The words of its menu entry, and its accessible name.
    keys : tuple of str
        As ``QKeySequence`` reads them.
    icon : str
        The name of its pictogram, if it has one.
    tip : str
        Its tool tip, without the key; empty where the words say it all.
    panes : tuple of str
        The panes whose *Show* lists have it.
    group : str
        Its heading there.
    """

    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    panes: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class LayerSpec(ActionSpec):
    """An action that switches a view option on and off.

    Attributes
    ----------
    option : str
        The field of ``ViewOptions``.
    is_telling : bool
        Whether it would tell the best fit: it is off while the learner guesses.
    condition : Condition
        When it means anything; otherwise a list leaves the row out.
    within : str
        The option of the card it is a page of, if it is: to switch it on opens that.
    """

    option: str = ""
    is_telling: bool = False
    condition: Condition = ALWAYS
    within: str = ""

    def is_on(self, options: ViewOptions) -> bool:
        """Return whether it is switched on, and what it is within as well."""
        return all(getattr(options, name) for name in (self.option, self.within) if name)

    def toggled(self, options: ViewOptions) -> ViewOptions:
        """Return options in which this one is switched."""
        is_on = not self.is_on(options)
        change: dict[str, Any] = {self.option: is_on}
        if self.within and is_on:
            change[self.within] = True
        return replace(options, **change)


# ---- conditions


def has_true_line(session: Session) -> bool:
    """Return whether the points were made from a known line."""
    true = session.problem.dataset.true_parameters
    return true is not None and len(true) == 2


def has_batches(session: Session) -> bool:
    """Return whether a step takes some of the points only."""
    return session.step.has_batches


def is_of_a_line(session: Session) -> bool:
    """Return whether a straight line is fitted: of other models the surface is a cut."""
    return session.problem.is_line


def has_two_axes(session: Session) -> bool:
    """Return whether slope and intercept both move: else there is nothing to split in two."""
    return session.runs.settings.held is Held.NOTHING and is_of_a_line(session)


def asks_itself(session: Session) -> bool:
    """Return whether the window asks about runs: in a lesson only the lesson does."""
    return not session.gate.is_in_lesson


def has_kept_runs(session: Session) -> bool:
    """Return whether a run is kept to compare with."""
    return any(branch.is_kept for branch in session.runs.branches)


def has_points(session: Session) -> bool:
    """Return whether there are points."""
    return session.problem.dataset.n_samples > 0


POINTS = Condition(has_points, "“{}” needs points.")
BATCHES = Condition(
    has_batches,
    "“{}” needs a batch size below the number of points, and at most "
    f"{MOST_INNER_STEPS:,} batches an epoch.",
)
OF_A_LINE = Condition(is_of_a_line, "“{}” needs a straight line.")
TWO_AXES = Condition(
    has_two_axes, "“{}” needs a straight line whose slope and intercept both move."
)
ASKED = Condition(asks_itself, "“{}” waits: in a lesson, the lesson asks.")
WHILE_GUESSING = "“{}” waits while you guess first."


# ---- the run

RUN = ActionSpec("Run", ("Space",))
STEP = ActionSpec("Step", ("Right", "PgDown"))
STEP_BACK = ActionSpec("Step back", ("Left", "PgUp"))
TEN_STEPS = ActionSpec("Ten steps", ("Shift+Right",))
TEN_STEPS_BACK = ActionSpec("Ten steps back", ("Shift+Left",))
FIRST_EPOCH = ActionSpec("First epoch", ("Home",))
LAST_EPOCH = ActionSpec("Last epoch", ("End",))
ASK = ActionSpec("Ask about the next epochs", ("A",), tip="Say what you expect of them, then run")
RESTART = ActionSpec("Restart", ("R",))
PHASE = ActionSpec("Next phase of the step", ("P",))
NEXT_BATCH = ActionSpec("Next batch of the epoch", (".",))
BATCH_BEFORE = ActionSpec("Batch before", (",",))
BRANCH = ActionSpec("Branch from this epoch", ("B",), tip="Branch from the epoch shown")
KEEP = ActionSpec("Keep this run", ("K",), tip="Keep this run to compare others with")
RACE = ActionSpec("Race the runs", ("J",), tip="Let all runs start together")
RACE_THE_HAND = ActionSpec(
    "Race from where you began",
    tip="Let gradient descent begin where your hand began, and compare",
)
SWEEP = ActionSpec(
    "Sweep of learning rates…",
    icon="sweep",
    tip="How many epochs each of 200 learning rates needs",
    panes=(LOSS,),
    group=BESIDE_IT,
)
DEGREES = ActionSpec(
    "Sweep of degrees…",
    icon="degrees",
    tip="How well a curve of each degree fits, and how good it is on held-out points",
    panes=(LOSS,),
    group=BESIDE_IT,
)
FORGET_THE_HAND = ActionSpec("Forget the lines tried by hand")

# ---- file, edit and window

QUIT = ActionSpec("&Quit", ("Ctrl+Q",))
NEW = ActionSpec("New", ("Ctrl+N",), tip="A document without points, with the usual settings")
OPEN = ActionSpec("Open…", ("Ctrl+O",))
SAVE = ActionSpec("Save", ("Ctrl+S",))
SAVE_AS = ActionSpec("Save as…", ("Ctrl+Shift+S",))
COPY_PICTURE = ActionSpec("Copy picture", ("Ctrl+Shift+C",))
COPY_AS_TEXT = ActionSpec(
    "Copy as text", tip="Data, settings and runs as one line, for a message; paste it to open it"
)
UNDO = ActionSpec("Undo", ("Ctrl+Z",))
REDO = ActionSpec("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"))
PASTE = ActionSpec(
    "Paste points", ("Ctrl+V",), tip="A table of numbers takes the place of the points"
)
CLEAR_POINTS = ActionSpec("Remove all points")
PRESENTER = ActionSpec("Presenter mode", ("F11",))
KEYS_HELP = ActionSpec("Keys and gestures", ("F1", "?"))
WORDS_HELP = ActionSpec("Words")
THE_MODEL = ActionSpec("The model…")
FOR_TEACHERS = ActionSpec("For teachers…")
ABOUT = ActionSpec("About linreg_gui")

# ---- layers

D, S, L = (DATA,), (SURFACE,), (LOSS,)
PLOT, BESIDE = ON_THE_PLOT, BESIDE_IT
EQUATIONS = LayerSpec(
    "Where the pulls cancel",
    ("Shift+W",),
    tip="The sums over the points, and the two equations whose solution is the best fit",
    option="show_equations",
    is_telling=True,
    condition=OF_A_LINE,
    within="show_worksheet",
)
ASK_FIRST = LayerSpec(
    "Ask first: bet before each new run",
    (),
    "ask",
    "Before a run that you have not seen, say what you expect of it. The key A asks once.",
    L,
    EVERYWHERE,
    "asks_first",
    condition=ASKED,
)
LAYERS = (
    LayerSpec("Residuals", (), "residuals", "From each point up or down to the line",
              D, PLOT, "show_residuals"),
    LayerSpec("Residual squares", ("S",), "squares",
              "Residual squares, and their mean: the mean squared error",
              D, PLOT, "show_squares"),
    LayerSpec("Lines of earlier epochs", ("L",), "earlier",
              "The lines of epochs 0, 1, 2, 4, 8 and so on", D, PLOT, "show_earlier_lines"),
    LayerSpec("Best fit", ("F",), "best-line", "The line of least squares",
              D, PLOT, "show_best_fit", is_telling=True),
    LayerSpec("True line", (), "true-line", "The line that the points were generated from",
              D, PLOT, "show_true_line", condition=Condition(has_true_line)),
    LayerSpec("Residuals as a strip below", ("E",), "strip",
              "What is left of each point, with its mean and its tilt: they make the gradient",
              D, BESIDE, "show_residual_strip"),
    LayerSpec("Points as a table", ("Ctrl+T",), "table", "The points in a table, to type them",
              D, BESIDE, "show_points"),
    LayerSpec("Path of the run", (), "path", "The way of the descent, epoch by epoch",
              S, PLOT, "show_path"),
    LayerSpec("Steepest way down", ("D",), "steepest", "The direction of the −gradient",
              S, PLOT, "show_steepest"),
    LayerSpec("Best fit", (), "best", "The place of the smallest loss",
              S, PLOT, "show_best_place", is_telling=True),
    LayerSpec("Pulls of the points", ("U",), "pulls", "Each point's part of the step",
              S, PLOT, "show_pulls"),
    LayerSpec("Cuts along slope and intercept", ("X",), "cuts",
              "The loss along each parameter alone, and its steepness: the gradient",
              S, BESIDE, "show_cuts", condition=OF_A_LINE),
    LayerSpec("Tip up into 3-D", ("T",), "tilt",
              "The map as a bowl: its height is the loss. Hold the key to look, right-drag to turn",
              S, BESIDE, "is_tilted", condition=OF_A_LINE),
    LayerSpec("Logarithmic axis: powers of ten", ("Y",), "logarithmic",
              "Each line up stands for ten times the loss", L, PLOT, "has_log_loss_axis"),
    LayerSpec("Fast and slow", ("V",), "axes",
              "The axes of the valley, and the loss split along them",
              (SURFACE, LOSS), PLOT, "show_axes", condition=TWO_AXES, is_telling=True),
    LayerSpec("Bowl of the batch", (), "batch", "The loss surface of the points of one step",
              S, PLOT, "show_batch", condition=BATCHES),
    LayerSpec("Best possible", (), "floor", "The smallest loss that any line has",
              L, PLOT, "show_best_loss", is_telling=True),
    LayerSpec("Kept runs", (), "kept", "The curves of the runs kept to compare with",
              L, PLOT, "show_kept_runs", condition=Condition(has_kept_runs)),
    LayerSpec("Guess first: hide the best fit", ("G",), "guess",
              "Hide whatever would tell the best fit",
              (DATA, SURFACE), EVERYWHERE, "is_guessing"),
    ASK_FIRST,
    LayerSpec("More numbers", tip="More numbers: R², correlation, gradient, best fit, rates",
              option="show_numbers"),
    LayerSpec("Worksheet", ("W",), tip="Worksheet of the step shown", option="show_worksheet"),
    EQUATIONS,
    LayerSpec("Code", ("C",), tip="Code of the step shown", option="show_code"),
)  # fmt: skip
ROWS: tuple[ActionSpec, ...] = (*LAYERS, SWEEP, DEGREES)
"""All that a *Show* list may have."""


def layers_of(pane: str) -> tuple[LayerSpec, ...]:
    """Return the layers of a pane; without one, those of the cards."""
    return tuple(layer for layer in LAYERS if pane in (layer.panes or ("",)))


def rows_of(pane: str, group: str) -> tuple[ActionSpec, ...]:
    """Return what stands under a heading of a pane's *Show* list."""
    return tuple(row for row in ROWS if pane in row.panes and row.group == group)
