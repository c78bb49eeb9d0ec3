"""What the pages of *Help* say: gestures of the mouse, keys and words.

Keys come from the table of actions, so that the page cannot name one that does something else.
"""

from dataclasses import dataclass

from linreg_gui.views.widgets.key_caps import caps_of
from linreg_gui.views.window import action_table as table
from linreg_gui.views.window.action_table import ActionSpec


@dataclass(frozen=True)
class Gesture:
    """Something done with the mouse.

    Attributes
    ----------
    icon : str
        The name of its pictogram.
    gesture, effect : str
    """

    icon: str
    gesture: str
    effect: str


@dataclass(frozen=True)
class KeyRow:
    """Keys and what they do.

    Attributes
    ----------
    caps : tuple of str
        What stands on the keys.
    effect : str
    """

    caps: tuple[str, ...]
    effect: str


@dataclass(frozen=True)
class Word:
    """A word of the field.

    Attributes
    ----------
    term, meaning, formula : str
        The formula is empty where there is none.
    """

    term: str
    meaning: str
    formula: str = ""


def key_row(*specs: ActionSpec, effect: str = "") -> KeyRow:
    """Return the row of one action, or of some that belong together.

    Each has its shortest key; what comes before the last cap, such as Ctrl, is said once.
    """
    caps: list[str] = []
    for spec in specs:
        *modifiers, key = caps_of(min(spec.keys, key=len))
        caps += [cap for cap in modifiers if cap not in caps] + [key]
    return KeyRow(tuple(caps), effect or _small(specs[0].text))


def _small(text: str) -> str:
    text = text.replace("&", "").rstrip("…")
    return text[0].lower() + text[1:]


GESTURES: dict[str, tuple[Gesture, ...]] = {
    "Data": (
        Gesture("add-point", "Click", "adds a point"),
        Gesture("move-point", "Drag a point", "moves it; all pictures follow"),
        Gesture("remove-point", "Right click a point", "removes it"),
        Gesture("hold-out", "Shift+click a point", "holds it out, or trains on it"),
        Gesture("shift-line", "Drag the line’s middle", "shifts it"),
        Gesture("turn-line", "Drag the line’s end", "turns it"),
        Gesture("valley", "Point at a point", "its numbers; all lines through it"),
    ),
    "Loss surface": (
        Gesture("start", "Click or drag", "sets the start there"),
        Gesture("try-line", "Point anywhere", "tries that line"),
        Gesture("path-epoch", "Point at a path", "tells its epoch; a click goes there"),
        Gesture("tilt", "Right drag, tipped up", "turns the bowl, and tips it"),
    ),
    "Loss": (
        Gesture("read-curve", "Point", "reads epoch and loss"),
        Gesture("scrub", "Click or drag", "goes to that epoch"),
        Gesture("kept", "Click another curve", "shows that run"),
    ),
    "Everywhere": (
        Gesture("wheel", "Wheel, middle drag", "zooms, moves the picture"),
        Gesture("wheel", "Wheel over an axis", "stretches this axis alone"),
        Gesture("zoom-all", "Double click", "shows everything again"),
        Gesture("file", "Drop a file", "opens a table or a project"),
    ),
}
RUN_KEYS: dict[str, tuple[KeyRow, ...]] = {
    "Run": (
        key_row(table.RUN, effect="run, pause"),
        key_row(table.STEP_BACK, table.STEP, effect="a step back, a step on"),
        key_row(table.TEN_STEPS_BACK, table.TEN_STEPS, effect="ten steps"),
        key_row(table.FIRST_EPOCH, table.LAST_EPOCH, effect="start, newest epoch"),
        key_row(table.RESTART),
        key_row(table.ASK, effect="say what comes, then run"),
        key_row(table.PHASE),
        key_row(table.NEXT_BATCH, table.BATCH_BEFORE, effect="next, previous batch"),
        KeyRow(("PgUp", "PgDn"), "in a lesson: back, on"),
    ),
    "Compare": (key_row(table.KEEP), key_row(table.BRANCH), key_row(table.RACE)),
    "File and window": (
        key_row(table.NEW, effect="new: empty, usual settings"),
        key_row(table.OPEN),
        key_row(table.SAVE),
        key_row(table.SAVE_AS),
        key_row(table.UNDO, table.REDO, effect="undo, redo: a drag is one step"),
        key_row(table.PASTE),
        key_row(table.COPY_PICTURE),
        key_row(table.PRESENTER),
        KeyRow(table.KEYS_HELP.keys, "this page"),
        key_row(table.QUIT),
    ),
}
PRESENTING = "In presenter mode"
SHOW_KEYS: dict[str, tuple[KeyRow, ...]] = {
    "Show": tuple(key_row(layer) for layer in table.LAYERS if layer.keys),
    PRESENTING: (
        KeyRow(("PgUp", "PgDn"), "back, on: a clicker’s keys"),
        KeyRow(("↑", "↓", "+", "-"), "learning rate; speed"),
        KeyRow(("Tab",), "the settings; another kind of bet"),
        KeyRow(("Esc",), "leave it"),
    ),
    "Without a mouse": (
        KeyRow(("Tab",), "to the points, the line, the surface"),
        KeyRow(("←", "↑"), "move what is chosen; Shift: tenfold"),
        KeyRow(("N", "Del", "O"), "add one, remove it, hold it out"),
    ),
}

WORDS = (
    Word("prediction ŷ", "m·x + b: rises by the slope m as x grows by 1"),
    Word("gradient descent", "steps down the loss surface, each the steepest way"),
    Word("epoch", "one pass over all points; usually one step"),
    Word("residual", "from the line up to a point: what the line misses", "r = y − (m·x + b)"),
    Word("mean squared error, MSE", "how badly the line fits: the mean of the squared residuals",
         "(1/n) Σ r²"),
    Word("loss J", "what the descent makes small: the MSE, and the penalty if there is one",
         "J = MSE + λ·m²"),
    Word("loss surface", "the map of all lines: each place is one, the lowest is the best fit",
         "J(m, b)"),
    Word("valley", "the shape of the map: steep across (λmax), nearly flat along its floor (λmin)"),
    Word("gradient ∂m, ∂b", "the direction in which the loss rises fastest; the steepest way "
         "down is the opposite one", "∂m = −(2/n) Σ x·r,  ∂b = −(2/n) Σ r"),
    Word("learning rate η", "how far each step goes; the gradient tells only where to",
         "m ← m − η·∂m,  b ← b − η·∂b"),
    Word("way to the best", "from the loss of the start down to the smallest one",
         "(J₀ − J) / (J₀ − J*)"),
    Word("too slow", "more than 10,000 epochs to come near the best"),
    Word("converges", "each step comes nearer, without swinging over the valley",
         "η ≤ 1/λmax"),
    Word("zig-zags", "each step swings over the valley, and the swings get smaller",
         "1/λmax < η < 2/λmax"),
    Word("diverges", "each swing is larger than the last: the descent runs away",
         "|1 − η·λmax| > 1"),
    Word("fast and slow", "the way left, split across the valley and along its floor",
         "J − J* = ½ λmax·u² + ½ λmin·v²"),
    Word("best fit", "the line whose loss no other line has less of; * marks its values",
         "m* = cov(x, y) / var x"),
    Word("normal equations", "where the pulls cancel: the gradient is 0 at the best fit",
         "∂m = 0,  ∂b = 0"),
    Word("batch size", "points a step; all of them unless it is set"),
    Word("optimizer", "the rule that makes a step of the gradient"),
    Word("decay", "how the learning rate falls over time"),
    Word("held-out points", "not trained on: they tell how good the line is"),
    Word("held parameter", "stays as it is at the start, while the other one moves"),
    Word("standardised x", "x moved to mean 0 (centred) and scaled to spread 1: a round valley",
         "z = (x − mean x) / std x"),
    Word("L2 penalty λ", "pulls the slope towards 0", "λ·m²"),
    Word("plateau", "where a run stalls: the loss hardly falls any more"),
    Word("kept run", "a run held as it is, to compare others with it"),
    Word("branch", "another future of a run, from one of its epochs on"),
    Word("degree", "the highest power of x in a curve"),
    Word("R²", "1 is perfect, 0 is as good as the mean of y", "1 − MSE / var y"),
)  # fmt: skip
WORDS_OF_SEVERAL = (
    Word("feature", "a column of the table that helps to explain y, with a weight of its own",
         "ŷ = b + w₁·x₁ + w₂·x₂ + …"),
    Word("weight w", "how far ŷ rises with one feature while the others stay; of a curve, the "
         "factor of a power of x"),
    Word("scaled", "the descent moves the weights of standardised columns; the formula of the "
         "model has them in the units of the data", "w scaled = w · std x"),
    Word("collinear", "features that nearly follow from one another: many weights fit almost "
         "equally well, and they go on moving long after the loss is small"),
    Word("condition", "how much steeper the valley is across than along its floor; large where "
         "features are collinear", "λmax / λmin"),
    Word("cut", "the loss over two of the parameters, drawn as the loss surface"),
    Word("as they are now", "the other parameters keep the values of the epoch shown: the cut "
         "moves as they do"),
    Word("at their best", "the other parameters follow to where the loss is least: the cut stands "
         "still"),
    Word("the slow pair", "the two weights that the descent is slowest to tell apart; they are "
         "drawn first"),
    Word("y less the others", "y without what the other weights say: the distance from the line is "
         "the residual"),
    Word("predicted and actual", "y over ŷ: a point on the diagonal is predicted exactly"),
    Word("added variable", "what the other features, at their best, leave of one feature and of y: "
         "the slope of its best fit is the weight"),
)  # fmt: skip
"""Of curves and several features."""
