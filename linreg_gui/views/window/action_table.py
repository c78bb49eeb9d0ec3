"""Every action and every layer of the window, once: words, keys, pictogram, place, condition.

Menus, *Show* lists, tool tips, accessible names and the page of keys are made from these tables.
"""

from collections.abc import Callable
from dataclasses import dataclass

from linreg_gui.session.session import Session

DATA, SURFACE, LOSS = "Data", "Loss surface", "Loss"
PANES = (DATA, SURFACE, LOSS)
ON_THE_PLOT, BESIDE_IT, EVERYWHERE = "On the plot", "Beside it", "Everywhere"
GROUPS = (ON_THE_PLOT, BESIDE_IT, EVERYWHERE)
"""Headings of a *Show* list, in their order."""


def always(_session: Session) -> bool:
    """Return True: the condition of what always means something."""
    return True


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
    """

    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""


@dataclass(frozen=True)
class LayerSpec(ActionSpec):
    """An action that switches a view option on and off.

    Attributes
    ----------
    option : str
        The field of ``ViewOptions``.
    panes : tuple of str
        The panes whose *Show* lists have it; empty for a card.
    group : str
        Its heading there.
    is_telling : bool
        Whether it would tell the best fit: it is off while the learner guesses.
    is_meaningful : callable
        Whether it means anything in a session; a list leaves the row out where not.
    """

    option: str = ""
    panes: tuple[str, ...] = ()
    group: str = ON_THE_PLOT
    is_telling: bool = False
    is_meaningful: Callable[[Session], bool] = always


# ---- conditions


def has_true_line(session: Session) -> bool:
    """Return whether the points were made from a known line."""
    true = session.problem.dataset.true_parameters
    return true is not None and len(true) == 2


# ---- the run

RUN = ActionSpec("Run", ("Space",))
STEP = ActionSpec("Step", ("Right", "PgDown"))
STEP_BACK = ActionSpec("Step back", ("Left", "PgUp"))
TEN_STEPS = ActionSpec("Ten steps", ("Shift+Right",))
TEN_STEPS_BACK = ActionSpec("Ten steps back", ("Shift+Left",))
FIRST_EPOCH = ActionSpec("First epoch", ("Home",))
LAST_EPOCH = ActionSpec("Last epoch", ("End",))
RESTART = ActionSpec("Restart", ("R",))
PHASE = ActionSpec("Next phase of the step", ("P",))
NEXT_BATCH = ActionSpec("Next batch of the epoch", (".",))
BATCH_BEFORE = ActionSpec("Batch before", (",",))
BRANCH = ActionSpec("Branch from this epoch", ("B",), "branch", "Branch from the epoch shown")
KEEP = ActionSpec("Keep this run", ("K",), "keep", "Keep this run to compare others with")
RACE = ActionSpec("Race the runs", ("J",), tip="Let all runs start together")
RACE_THE_HAND = ActionSpec(
    "Race from where you began",
    tip="Let gradient descent begin where your hand began, and compare",
)
SWEEP = ActionSpec("Sweep of learning rates…")
FORGET_THE_HAND = ActionSpec("Forget the lines tried by hand")

# ---- file, edit and window

QUIT = ActionSpec("&Quit", ("Ctrl+Q",))
NEW = ActionSpec("New", ("Ctrl+N",), tip="A document without points, with the usual settings")
OPEN = ActionSpec("Open…", ("Ctrl+O",))
SAVE = ActionSpec("Save", ("Ctrl+S",))
SAVE_AS = ActionSpec("Save as…", ("Ctrl+Shift+S",))
COPY_PICTURE = ActionSpec("Copy picture", ("Ctrl+Shift+C",))
UNDO = ActionSpec("Undo", ("Ctrl+Z",))
REDO = ActionSpec("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"))
PASTE = ActionSpec(
    "Paste points", ("Ctrl+V",), tip="A table of numbers takes the place of the points"
)
CLEAR_POINTS = ActionSpec("Remove all points")
PRESENTER = ActionSpec("Presenter mode", ("F11",))
THE_MODEL = ActionSpec("The model…")

# ---- layers

BOTH = (DATA, SURFACE)
LAYERS = (
    LayerSpec("Residuals", (), "residuals",
              "From each point up or down to the line", "show_residuals", (DATA,)),
    LayerSpec("Residual squares", ("S",), "squares",
              "Residual squares, and their mean: the mean squared error",
              "show_squares", (DATA,)),
    LayerSpec("Lines of earlier epochs", ("L",), "earlier",
              "The lines of epochs 1, 2, 4, 8 and so on", "show_earlier_lines", (DATA,)),
    LayerSpec("Best fit", ("F",), "best-line", "The line of least squares",
              "show_best_fit", (DATA,), is_telling=True),
    LayerSpec("True line", (), "true-line", "The line that the points were generated from",
              "show_true_line", (DATA,), is_meaningful=has_true_line),
    LayerSpec("Points as a table", ("Ctrl+T",), "table", "Points as a table to type in",
              "show_points", (DATA,), BESIDE_IT),
    LayerSpec("Pulls of the points", ("U",), "pulls", "Each point's part of the step",
              "show_pulls", (SURFACE,)),
    LayerSpec("Fast and slow", ("V",), "axes",
              "The axes of the valley, and the loss split along them", "show_axes",
              (SURFACE, LOSS), is_telling=True),
    LayerSpec("Logarithmic loss axis", ("Y",), "logarithmic", "Powers of ten on the axis",
              "has_log_loss_axis", (LOSS,)),
    LayerSpec("Guess first: hide the best fit", ("G",), "guess",
              "Hide whatever would tell the best fit", "is_guessing", BOTH, EVERYWHERE),
    LayerSpec("Worksheet", ("W",), "worksheet", "Worksheet of the step shown", "show_worksheet"),
    LayerSpec("Code", ("C",), "code", "Code of the step shown", "show_code"),
)  # fmt: skip


def layers_of(pane: str) -> tuple[LayerSpec, ...]:
    """Return the layers in the *Show* list of a pane, in its order; without one, the cards'."""
    if not pane:
        return tuple(layer for layer in LAYERS if not layer.panes)
    own = [layer for layer in LAYERS if pane in layer.panes]
    return tuple(sorted(own, key=lambda layer: GROUPS.index(layer.group)))
